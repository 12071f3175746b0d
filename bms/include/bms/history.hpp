#pragma once
// What the app's History page shows (R-MON-6), counted since the last reset.

#include "bms/monitor.hpp"
#include "bms/quantity.hpp"
#include "bms/sample.hpp"

#include <cstdint>

namespace bms {

/// Plain counters; a reset is a fresh `History{}`. Counting rules: D-18.
struct History {
    MicroampSeconds drawn{};
    MicrowattSeconds discharged_energy{};
    MicrowattSeconds charged_energy{};
    Extremes extremes{};
    MilliampHours deepest_discharge{};  // zero or negative, as `Monitor::consumed`
    Ticks since_full_charge{};          // since it last was full; stands still at its largest value
    std::uint16_t synchronisations{};   // only those after the charge fell below 90 %
    std::uint16_t cycles{};             // below 65 %, then above 90 %
    std::uint8_t has_extremes{};
    std::uint8_t fell_below_90{};
    std::uint8_t fell_below_65{};
    std::uint8_t was_full{};  // since_full_charge means something

    /// Adds what flowed in `ticks` ticks.
    void count(const Integrals& integrals, Ticks ticks, bool bank_is_known);
    /// Looks at the monitor after a tick.
    void observe(const Monitor& monitor);
    /// Notes a synchronisation to 100 %.
    void note_full_charge();

    friend constexpr bool operator==(const History&, const History&) = default;
};

}  // namespace bms
