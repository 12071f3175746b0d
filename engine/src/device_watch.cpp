#include "engine/device_watch.hpp"

#include "engine/status_events.hpp"

namespace engine {

using models::OffReason;

DeviceWatch::DeviceWatch(const Scenario& scenario, const System& system)
    : system_{system}, seen_(system.device_names().size()) {
    // Device 0 is the BMS; its own events tell about it.
    for (std::size_t i = 1; i < seen_.size(); ++i) {
        const DeviceEntry& device = scenario.devices[i - 1].second;
        seen_[i].is_switch = device.is_switch();
        // A buzzer has not run while there was nothing to tell.
        seen_[i].is_load = !device.is_charger() && scenario.cut_by(device) != Switch::PreAlarm;
        seen_[i].reason = system.off_reason(i);
        seen_[i].held_off_by = cause_of(seen_[i].reason, i);
    }
}

void DeviceWatch::look(SimTime now, EventLog& log) {
    for (std::size_t i = 1; i < seen_.size(); ++i) {
        look_at_brown_out(now, i, log);
        look_at_reason(now, i, log);
        look_at_alarm(now, i, log);
        look_at_service(now, i);
    }
}

void DeviceWatch::look_at_service(SimTime now, std::size_t device) {
    Seen& seen = seen_[device];
    if (!seen.is_load || seen.has_run) {
        return;
    }
    seen.has_run = system_.is_serving(device);
    const bool is_called =
        system_.bms().is_powered() && !has_wanted(system_.bms().status().load_reasons);
    if (!seen.has_run && !seen.waits_since && is_called && system_.misses(device)) {
        seen.waits_since = now;
    }
}

std::vector<Outage> DeviceWatch::never_ran(SimTime horizon) const {
    std::vector<Outage> out;
    for (std::size_t i = 1; i < seen_.size(); ++i) {
        if (seen_[i].waits_since && !seen_[i].has_run) {
            out.push_back({.kind = OutageKind::NeverRan,
                           .device = system_.device_names()[i],
                           .times = 1,
                           .first = *seen_[i].waits_since,
                           .duration = horizon - *seen_[i].waits_since});
        }
    }
    return out;
}

Event& DeviceWatch::tell(SimTime now, EventKind kind, std::size_t device, Cause cause,
                         const char* what, EventLog& log) const {
    Event& event = log.add(now, kind);
    event.device = system_.device_names()[device];
    event.cause = name_of(cause);
    event.value = system_.bus_voltage_v();
    event.unit = "V";
    event.text = event.device + what;
    return event;
}

void DeviceWatch::look_at_brown_out(SimTime now, std::size_t device, EventLog& log) {
    // What is held off for another reason has not come back.
    const bool is = system_.is_browned_out(device) ||
                    (seen_[device].is_browned_out && system_.off_reason(device) != OffReason::None);
    if (is != seen_[device].is_browned_out) {
        seen_[device].is_browned_out = is;
        tell(now, is ? EventKind::BrownOut : EventKind::BrownOutOver, device, Cause::OwnLowVoltage,
             is ? " stops for its own low-voltage limit" : " runs again", log);
    }
}

void DeviceWatch::look_at_alarm(SimTime now, std::size_t device, EventLog& log) {
    const bool is = system_.is_alarming(device, now);
    if (is != seen_[device].is_alarming) {
        seen_[device].is_alarming = is;
        tell(now, is ? EventKind::SwitchAlarm : EventKind::SwitchAlarmOver, device,
             Cause::OwnLowVoltage,
             is ? " alarms: the voltage is low" : " alarms no longer: the voltage is back", log);
    }
}

void DeviceWatch::look_at_reason(SimTime now, std::size_t device, EventLog& log) {
    Seen& seen = seen_[device];
    const OffReason reason = system_.off_reason(device);
    if (reason == seen.reason) {
        return;
    }
    const bool ran = seen.reason == OffReason::None;
    const bool runs = reason == OffReason::None;
    if (seen.is_switch && runs) {
        const bool was_locked_out = seen.held_off_by == Cause::AttemptsUsedUp;
        tell(now, EventKind::SwitchClosed, device,
             was_locked_out ? Cause::ChargedAgain : seen.held_off_by, " closes", log);
    } else if (seen.is_switch && ran) {
        // One that comes back no more has been opened like the times before.
        const OffReason opened_for =
            reason == OffReason::LockedOut ? OffReason::SwitchedOff : reason;
        tell(now, EventKind::SwitchOpened, device, cause_of(opened_for, device), " opens", log);
    }
    if (seen.reason == OffReason::LockedOut) {
        tell(now, EventKind::LockedOutOver, device,
             runs || reason == OffReason::Waits ? Cause::ChargedAgain : cause_of(reason, device),
             " is locked out no longer", log);
    }
    if (reason == OffReason::Overload) {
        tell(now, EventKind::Overload, device, Cause::MoreThanRated, " stops: it is overloaded",
             log);
    } else if (reason == OffReason::LockedOut) {
        tell(now, EventKind::LockedOut, device, Cause::AttemptsUsedUp,
             " has come back too often, and stays off", log);
    }
    seen.reason = reason;
    if (!runs && reason != OffReason::Waits) {
        seen.held_off_by = cause_of(reason, device);
    }
}

Cause DeviceWatch::cause_of(OffReason reason, std::size_t device) const {
    switch (reason) {
        case OffReason::SwitchedOff:
            return system_.is_off_by_hand(device) ? Cause::ByHand
                   : system_.is_let_run(device)   ? Cause::Schedule
                                                  : Cause::Output;
        case OffReason::LowVoltage:
            return Cause::OwnLowVoltage;
        case OffReason::HighVoltage:
            return Cause::OwnHighVoltage;
        case OffReason::Overload:
            return Cause::MoreThanRated;
        case OffReason::ShortCircuit:
            return Cause::ShortBehind;
        case OffReason::LockedOut:
            return Cause::AttemptsUsedUp;
        case OffReason::None:
        case OffReason::NoSupply:
        case OffReason::Waits:
            break;
    }
    return Cause::NotFed;
}

}  // namespace engine
