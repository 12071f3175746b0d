#pragma once
// The remote terminals as an event, in a scenario's words: of a run, and of what a trace tells.

#include "bms/remote.hpp"
#include "engine/event.hpp"

#include <optional>

namespace engine {

/// How the terminals are wired now, at this bank voltage. `value` is the voltage of the terminal
/// that is driven, of L if both are.
Event remote_event(SimTime now, const bms::RemotePins& pins, bms::Millivolts bank_voltage);

/// Nothing when they are wired as before: a terminal that is tied to the battery follows its
/// voltage.
std::optional<Event> remote_change(SimTime now, const bms::RemotePins& before,
                                   const bms::RemotePins& after, bms::Millivolts bank_voltage);

}  // namespace engine
