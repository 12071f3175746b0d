#pragma once
// What leaves the BMS: three outputs and two lights.

#include <cstdint>

namespace bms {

/// State of LOAD, CHARGER or PRE-ALARM. High is Vbat - 0.1 V; Floating sinks nothing (manual §6).
/// A floating LOAD is off, a floating PRE-ALARM is silent: never a bool.
enum class Output : std::uint8_t { Floating, High };

/// Mode of an indicator light (manual §5.2); blinking itself is the board's business.
enum class Light : std::uint8_t { Off, Blinking, On };

}  // namespace bms
