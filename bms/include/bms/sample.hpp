#pragma once
// What the core is given: the bank as it stands now, and what has flowed since the last call.

#include "bms/command.hpp"
#include "bms/quantity.hpp"
#include "bms/remote.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace bms {

/// Smallest and largest readings over all batteries, at one moment or over a span of ticks.
struct Extremes {
    Millivolts lowest_cell{};
    Millivolts highest_cell{};
    Millivolts lowest_battery{};
    Millivolts highest_battery{};
    DeciCelsius coldest{};
    DeciCelsius warmest{};

    friend constexpr bool operator==(const Extremes&, const Extremes&) = default;
};

/// Facts about the bank and the board that are true or not.
enum class Flag : std::uint8_t {
    Complete,        // every battery of the set in service has sent a valid frame, one is present
    Partial,         // a battery of the set is not present: the values are of the others
    CurrentGuessed,  // a string has been silent too long for its last current to hold (D-27)
    CurrentUnknown,  // … and there is no other string to guess by: 0 stands in for it (D-27)
    Silent,          // no valid frame from a battery of the set for `link_warning_s` (D-9), nor
                     // has an update excused it meanwhile (D-21)
    LinkLost,        // … for `link_alarm_s`
    ChainOpen,       // the M8 chain is open somewhere
    ImpossibleSet,   // mixed models, too many batteries, unequal strings
    ChangedSet,      // not the set in service: a battery has gone or come
    HardwareFault,   // the board's self test, or no valid state image
    BluetoothConnected,
    Excused,  // a battery of the set is as silent, but for an update that excuses it (D-21)
};
inline constexpr std::size_t flag_count = 12;

struct Flags {
    std::uint16_t bits{};

    constexpr bool has(Flag flag) const {
        return ((static_cast<unsigned>(bits) >> static_cast<unsigned>(flag)) & 1U) != 0;
    }
    constexpr void set(Flag flag) {
        bits = static_cast<std::uint16_t>(bits | (1U << static_cast<unsigned>(flag)));
    }
    friend constexpr bool operator==(Flags, Flags) = default;
};

/// The decision values at one control tick. Held unchanged, it means that every battery keeps
/// sending the same frame, or keeps silent: `BankView` counts that time; a held command is obeyed
/// once. Bank current and voltage are as the batteries report them: there is no shunt (R-BAT-6).
struct BankSample {
    Millivolts bank_voltage{};
    Milliamps bank_current{};  // positive charges; at most ±50 kA, more is cut off there
    Extremes extremes{};
    MilliampHours bank_capacity{};  // this and the cells in series: 0 while no set is in service
    RemotePins pins{factory_loop()};
    std::uint16_t cells_in_series{};
    Flags flags{};
    Command command{};

    friend constexpr bool operator==(const BankSample&, const BankSample&) = default;
};

/// Charge and energy that flowed over a span of ticks, all four as magnitudes, and the extremes
/// met on the way. Within a call of `Core::advance` they are spread evenly over its ticks.
struct Integrals {
    MicroampSeconds charged{};
    MicroampSeconds discharged{};
    MicrowattSeconds charged_energy{};
    MicrowattSeconds discharged_energy{};
    Extremes extremes{};
};

/// Largest bank current the core counts: 50 batteries of 300 Ah at 2C are 30 kA.
inline constexpr std::int32_t largest_current_ma = 50'000'000;
/// Largest bank voltage the core counts, above the 70 V the hardware survives (R-SUP-1).
inline constexpr std::int32_t largest_voltage_mv = 100'000;

/// What flows in `n` ticks while `sample` is held: `n` times one tick, exactly. At the largest
/// current and voltage the energy has room for 2^24 ticks (19 days), at smaller ones for more in
/// proportion.
constexpr Integrals held_integrals(const BankSample& sample, Ticks n) {
    constexpr std::int64_t ua_s_per_ma_tick = 1000 / ticks_per_second;
    const std::int64_t current =
        std::clamp(sample.bank_current.count, -largest_current_ma, largest_current_ma);
    const std::int64_t voltage =
        std::clamp(sample.bank_voltage.count, std::int32_t{0}, largest_voltage_mv);
    const std::int64_t charge = current * ua_s_per_ma_tick;
    const std::int64_t energy = voltage * current / ticks_per_second;
    const std::int64_t ticks = n.count;
    Integrals out{.extremes = sample.extremes};
    if (current > 0) {
        out.charged.count = charge * ticks;
        out.charged_energy.count = energy * ticks;
    } else {
        out.discharged.count = -charge * ticks;
        out.discharged_energy.count = -energy * ticks;
    }
    return out;
}

/// The part of `total` that falls on the first `i` of `n` ticks: floor(total * i / n), exact and
/// without overflow for every total >= 0 and 0 < n, i < 2^31 whose result fits.
constexpr std::int64_t share_of(std::int64_t total, std::uint32_t i, std::uint32_t n) {
    if (i == n) {
        return total;  // spares single ticks the divisions
    }
    const std::int64_t whole = total / n;
    const std::int64_t rest = total % n;
    return whole * i + rest * i / n;
}

/// The integrals of the ticks (first, last] out of `n`.
constexpr Integrals share_of(const Integrals& total, std::uint32_t first, std::uint32_t last,
                             std::uint32_t n) {
    if (first == 0 && last == n) {
        return total;
    }
    const auto part = [&](std::int64_t amount) {
        return share_of(amount, last, n) - share_of(amount, first, n);
    };
    return {.charged = {part(total.charged.count)},
            .discharged = {part(total.discharged.count)},
            .charged_energy = {part(total.charged_energy.count)},
            .discharged_energy = {part(total.discharged_energy.count)},
            .extremes = total.extremes};
}

}  // namespace bms
