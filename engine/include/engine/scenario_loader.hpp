#pragma once
// From files to a LoadedScenario: bases, settings from the command line, catalogues, checks.

#include "engine/catalog.hpp"
#include "engine/scenario.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace engine {

struct LoadOptions {
    std::vector<std::string> sets;      // "devices.fridge.draws=60W", applied in order
    std::optional<std::int64_t> seed;   // like a last `seed=…`
    std::vector<std::string> catalogs;  // files of the user's own catalogue
};

/// The YAML of a file, or of standard input for "-".
Node parse_file(const std::string& path, InputFault fault, Author author);

/// A scenario that is parsed once and may be loaded many times with something changed, by several
/// threads at once.
class ScenarioBase {
  public:
    /// `root` is what stands in `file`; the paths it names count from there. Bases, settings and
    /// catalogues are read now.
    ScenarioBase(Node root, const std::string& file, const LoadOptions& options = {});
    /// From a file, or from standard input for "-"; `fault` says whose mistakes in it are.
    static ScenarioBase read(const std::string& path, const LoadOptions& options = {},
                             InputFault fault = InputFault::Scenario);

    /// With changes laid upon it in this order, each as `at_path` makes it. Every mistake is one
    /// InputError.
    LoadedScenario load(std::span<const Node> changes = {}) const;
    /// The same, without asking whether the values go together.
    LoadedScenario load_unchecked(std::span<const Node> changes = {}) const;

    /// What was written, with bases and settings and without the catalogue, as YAML.
    std::string yaml() const;
    std::uint64_t catalog_hash() const { return catalog_.hash(); }

  private:
    struct Read;
    Read read_with(std::span<const Node> changes) const;

    Node root_;
    Catalog catalog_;
};

/// A value as a map of one path: "devices.fridge.draws". All steps stand at this line and column of
/// the value's source. Throws an InputError for a path with an empty step, or too deep.
Node at_path(const std::string& path, Node value, int line, int column);

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

ProductEntry read_product(const Catalog& catalog, std::string_view name, Provenance& provenance);
/// What only its user knows (draws, charges) may be open.
DeviceEntry read_device(const Catalog& catalog, std::string_view name, Provenance& provenance);

BmsEntry read_bms(const Catalog& catalog, std::string_view name, Provenance& provenance);

/// Checks every entry of a catalogue; throws at the first that no scenario could use.
void check_catalog(const Catalog& catalog);

}  // namespace engine
