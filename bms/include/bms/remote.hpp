#pragma once
// The remote on/off input: terminals L and H (R-REM-1, D-26; manual §2.2 and §6).

#include "bms/quantity.hpp"

#include <array>
#include <cstdint>

namespace bms {

/// What hangs on one remote terminal.
enum class PinState : std::uint8_t { Open, Joined, Driven };

/// One terminal: open, joined to the other one, or driven to a voltage against battery minus.
struct RemotePin {
    Millivolts voltage{};  // only read when driven
    PinState state{PinState::Open};
    std::array<std::uint8_t, 3> unused{};  // keeps every byte of a sample meaningful

    friend constexpr bool operator==(const RemotePin&, const RemotePin&) = default;
};

struct RemotePins {
    RemotePin low{};   // terminal L
    RemotePin high{};  // terminal H

    friend constexpr bool operator==(const RemotePins&, const RemotePins&) = default;
};

/// The metal loop of the factory, joining L and H.
constexpr RemotePins factory_loop() {
    return {.low = {.state = PinState::Joined}, .high = {.state = PinState::Joined}};
}

/// ON when L and H are joined, or V_L < 3.5 V, or 2.9 V < V_H <= Vbat + 0.2 V (a pin tied to
/// Vbat is ON, D-26). OFF in every other case; an open pin satisfies no rule.
constexpr bool remote_is_on(const RemotePins& pins, Millivolts battery) {
    const bool joined = pins.low.state == PinState::Joined && pins.high.state == PinState::Joined;
    const bool pulled_low =
        pins.low.state == PinState::Driven && pins.low.voltage < Millivolts{3500};
    const bool pulled_high = pins.high.state == PinState::Driven &&
                             pins.high.voltage > Millivolts{2900} &&
                             pins.high.voltage <= battery + Millivolts{200};
    return joined || pulled_low || pulled_high;
}

}  // namespace bms
