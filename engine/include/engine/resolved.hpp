#pragma once
// The scenario written out in full: every value, and where it came from.

#include "engine/scenario.hpp"

#include <string>

namespace engine {

/// YAML that loads to the same scenario without any catalogue of one's own. With `comments` each
/// line says its source: a file and line, the catalogue, the command line, or default.
std::string resolved_yaml(const LoadedScenario& loaded, bool comments);

/// A node as YAML again, without comments.
std::string node_yaml(const Node& node);

/// The table row that a path of the scenario leads to, with or without its unit, or nullptr: paths
/// lead through records, maps by name and devices.
const Field* field_at(const Scenario& scenario, std::string_view path);

/// FNV-1a/64 of the text without comments, in hex.
std::string scenario_hash(const LoadedScenario& loaded);

/// One assumed value that a scenario stands on.
struct Assumption {
    std::string path;   // "bank.battery.self_discharge_pct_per_30d"
    std::string value;  // as written, or "curve"
    std::optional<double> low;
    std::optional<double> high;
    std::string unit;
    std::string note;
};

/// Whether only `banktwin wiring` looks at a path, and no run: what a remote input takes.
bool is_of_wiring_alone(std::string_view path);

/// Everything with `source: assumed` that the scenario uses and did not set itself: catalogue
/// values and BMS settings; and the rules by which its weather is read.
std::vector<Assumption> assumptions_of(const LoadedScenario& loaded);

}  // namespace engine
