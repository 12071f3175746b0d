#include "engine/remote_event.hpp"

#include "engine/cause.hpp"
#include "engine/unit.hpp"

#include <string>

namespace engine {

namespace {

using bms::PinState;

// As near as the BMS itself calls a terminal tied to the battery (D-26).
constexpr std::int32_t tied_within_mv = 200;

double volts(const bms::RemotePin& pin) {
    return pin.voltage.count / 1000.0;
}

Cause cause_of(const bms::RemotePins& pins, bms::Millivolts bank_voltage) {
    if (pins.low.state == PinState::Joined || pins.high.state == PinState::Joined) {
        return Cause::Joined;
    }
    const bool low_is_driven = pins.low.state == PinState::Driven;
    const bool high_is_driven = pins.high.state == PinState::Driven;
    if (low_is_driven && high_is_driven) {
        return Cause::BothDriven;
    }
    if (low_is_driven) {
        return pins.low.voltage.count == 0 ? Cause::LowToMinus : Cause::LowDriven;
    }
    if (!high_is_driven) {
        return Cause::Open;
    }
    const std::int32_t off_mv = pins.high.voltage.count - bank_voltage.count;
    const bool is_tied = off_mv <= tied_within_mv && -off_mv <= tied_within_mv;
    return is_tied ? Cause::HighToPlus : Cause::HighDriven;
}

}  // namespace

Event remote_event(SimTime now, const bms::RemotePins& pins, bms::Millivolts bank_voltage) {
    Event event{.at = now, .kind = EventKind::RemoteChanged};
    const Cause cause = cause_of(pins, bank_voltage);
    event.cause = name_of(cause);
    event.text = "The remote terminals are now: " + event.cause;
    const auto add_volts = [&](const char* name, const bms::RemotePin& pin) {
        if (pin.state == PinState::Driven) {
            event.text += std::string{", "} + name + " at " + shortest(volts(pin)) + " V";
            event.value = event.value.value_or(volts(pin));
            event.unit = "V";
        }
    };
    add_volts("L", pins.low);
    add_volts("H", pins.high);
    return event;
}

std::optional<Event> remote_change(SimTime now, const bms::RemotePins& before,
                                   const bms::RemotePins& after, bms::Millivolts bank_voltage) {
    if (before == after) {
        return std::nullopt;
    }
    Event event = remote_event(now, after, bank_voltage);
    const bool follows_the_battery =
        event.cause == name_of(Cause::HighToPlus) &&
        remote_event(now, before, bank_voltage).cause == name_of(Cause::HighToPlus);
    return follows_the_battery ? std::nullopt : std::optional{event};
}

}  // namespace engine
