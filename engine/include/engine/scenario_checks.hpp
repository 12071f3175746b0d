#pragma once
// What no single field can tell: do the values of a scenario go together?

#include "engine/node.hpp"
#include "engine/reader.hpp"
#include "engine/scenario.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace engine {

// Each throws an InputError at the node whose value does not fit.
void check_scenario(const Scenario& scenario, const Node& root);
void check_cell(const CellEntry& cell, const Node& node, const std::string& path);
void check_battery(const BatteryEntry& battery, const Node& node, const std::string& path);
void check_bms(const BmsEntry& bms, const Node& node, const std::string& path);
void check_device(const DeviceEntry& device, const Node& node, const std::string& path);

bool is_a_name(std::string_view text);
inline constexpr std::string_view what_a_name_is =
    "a name has letters, digits, _ and -, and begins with a letter";

/// A place where the charge branch of a cell lies below its discharge branch.
struct BranchCrossing {
    double soc_pct;
    double charge_v;
    double discharge_v;
};
/// The lowest such place, which no cell may have. Looked for on the smooth curves, every half
/// percent of charge: where both branches have the same points it may still lie between them.
std::optional<BranchCrossing> find_crossing(const CellEntry& cell);

/// A catalogue entry of a device may leave open what only its user knows (draws, charges); all it
/// does say must be right.
DeviceEntry read_device_entry(const Node& node, const std::string& path, Reader& reader);

}  // namespace engine
