#pragma once
// What no single field can tell: do the values of a scenario go together?

#include "engine/node.hpp"
#include "engine/reader.hpp"
#include "engine/scenario.hpp"

#include <string>

namespace engine {

// Each throws an InputError at the node whose value does not fit.
void check_scenario(const Scenario& scenario, const Node& root);
void check_cell(const CellEntry& cell, const Node& node, const std::string& path);
void check_battery(const BatteryEntry& battery, const Node& node, const std::string& path);
void check_bms(const BmsEntry& bms, const Node& node, const std::string& path);
void check_device(const DeviceEntry& device, const Node& node, const std::string& path);

/// A catalogue entry of a device may leave open what only its user knows (draws, charges); all it
/// does say must be right.
void check_device_entry(const Node& node, const std::string& path, Reader& reader);

}  // namespace engine
