#pragma once
// What became of commands and of Bluetooth from one status of the BMS to another, as events.

#include "bms/core.hpp"
#include "engine/event.hpp"

#include <vector>

namespace engine {

/// What has changed from one status to the next; `command` is the last one that was given.
std::vector<Event> command_events(SimTime now, const bms::Status& before, const bms::Status& after,
                                  const bms::Command& command);

/// A command that found a BMS without supply.
Event lost_command(SimTime now, const bms::Command& command);

}  // namespace engine
