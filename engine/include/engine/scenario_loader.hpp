#pragma once
// From files to a LoadedScenario: bases, settings from the command line, catalogues, checks.

#include "engine/catalog.hpp"
#include "engine/scenario.hpp"

#include <optional>
#include <string>
#include <vector>

namespace engine {

struct LoadOptions {
    std::vector<std::string> sets;      // "devices.fridge.draws=60W", applied in order
    std::optional<std::int64_t> seed;   // like a last `seed=…`
    std::vector<std::string> catalogs;  // files of the user's own catalogue
};

/// Reads a scenario from a file, or from standard input for "-". Every mistake is one InputError.
/// Order of precedence, lowest first: the base that `extends:` names, the file, `sets`.
LoadedScenario load_scenario(const std::string& path, const LoadOptions& options = {});

/// The same from a text; `name` stands in messages, relative paths count from the working
/// directory.
LoadedScenario load_scenario_text(std::string_view text, const std::string& name,
                                  const LoadOptions& options = {});

/// The files of the user's catalogue in `directory`/*.yaml, by name; none when there is no such
/// directory.
std::vector<std::string> catalog_files_in(const std::string& directory);

/// Reads and checks one entry as a scenario that used it would; throws like the loader.
BatteryEntry read_battery(const Catalog& catalog, std::string_view name, Provenance& provenance);

BmsEntry read_bms(const Catalog& catalog, std::string_view name, Provenance& provenance);

/// Checks every entry of a catalogue; throws at the first that no scenario could use.
void check_catalog(const Catalog& catalog);

}  // namespace engine
