#pragma once
// The bank of a scenario, its BMS and the air around it, as the plant takes them.

#include "engine/scenario.hpp"
#include "models/ambient.hpp"
#include "models/bank.hpp"
#include "models/bms_host.hpp"

namespace engine {

/// The air around the bank and all that stands beside it.
models::Ambient ambient_of(const Scenario& scenario);
/// A catalogue's cell as the plant takes it.
models::Chemistry chemistry_of(const CellEntry& cell);
models::BatteryParameters battery_of(const BatteryEntry& battery);
/// The branch of the hysteresis on which a battery starts, -1 or 1.
double branch_of(LastDone last);
models::Bank bank_of(const Scenario& scenario);
models::BmsHost bms_of(const Scenario& scenario);

}  // namespace engine
