#include "models/battery_protect.hpp"

namespace models {

BatteryProtect::BatteryProtect(const BatteryProtectParameters& parameters)
    : parameters_{parameters},
      re_engage_{parameters.re_engage},
      low_{.level_v = parameters.opens_below_v,
           .after = parameters.alarm_after + parameters.opens_after,
           .side = Side::Below},
      recovered_{.level_v = parameters.closes_from_v, .after = parameters.closes_after},
      calm_{.level_v = parameters.opens_from_v,
            .after = parameters.closes_after,
            .side = Side::Below} {}

BusCurrent BatteryProtect::current(double /*bus_voltage_v*/) const {
    if (reason_ == OffReason::NoSupply) {
        return {};
    }
    return {.current_a = -(conducts() ? parameters_.draws_closed_a : parameters_.draws_open_a)};
}

void BatteryProtect::look_at_low_voltage(Milliseconds now, double bus_voltage_v) {
    if (!is_low_ && low_.update(now, bus_voltage_v)) {
        is_low_ = true;
        low_.reset();
    } else if (is_low_ && recovered_.update(now, bus_voltage_v)) {
        is_low_ = false;
        recovered_.reset();
    }
}

void BatteryProtect::look_at_high_voltage(Milliseconds now, double bus_voltage_v) {
    is_high_ = is_high_ || bus_voltage_v >= parameters_.opens_from_v;
    if (is_high_ && calm_.update(now, bus_voltage_v)) {
        is_high_ = false;
        calm_.reset();
    }
}

/// It would close, or is closed: that is how it finds a short.
OffReason BatteryProtect::look_at_short(Milliseconds now) {
    if (is_given_up()) {
        return OffReason::LockedOut;
    }
    if (short_found_at_ && now - *short_found_at_ < parameters_.tries_short_every) {
        return OffReason::ShortCircuit;
    }
    if (!is_shorted_) {
        forget_short();
        return OffReason::None;
    }
    failed_short_tries_ += short_found_at_ ? 1 : 0;
    short_found_at_ = now;
    return is_given_up() ? OffReason::LockedOut : OffReason::ShortCircuit;
}

void BatteryProtect::forget_short() {
    short_found_at_.reset();
    failed_short_tries_ = 0;
}

void BatteryProtect::forget() {
    forget_short();
    re_engage_ = ReEngage{parameters_.re_engage};
    remote_since_.reset();
    is_low_ = is_high_ = false;
    low_.reset();
    recovered_.reset();
    calm_.reset();
}

OffReason BatteryProtect::look(Milliseconds now, double bus_voltage_v, bool wanted) {
    if (bus_voltage_v < parameters_.works_from_v) {
        forget();
        return OffReason::NoSupply;
    }
    look_at_high_voltage(now, bus_voltage_v);
    if (parameters_.is_li_ion) {
        re_engage_.update(now, bus_voltage_v, wanted);
    } else {
        look_at_low_voltage(now, bus_voltage_v);
        remote_since_ = wanted ? std::optional{remote_since_.value_or(now)} : std::nullopt;
    }
    if (re_engage_.is_locked_out()) {
        return OffReason::LockedOut;
    }
    if (!wanted) {
        forget_short();  // its maker does not say what else would end it
        return OffReason::SwitchedOff;
    }
    if (is_high_ || is_low_) {
        return is_high_ ? OffReason::HighVoltage : OffReason::LowVoltage;
    }
    const bool is_on = parameters_.is_li_ion ? re_engage_.is_on()
                                             : now - *remote_since_ >= parameters_.remote_on_after;
    return is_on ? look_at_short(now) : OffReason::Waits;
}

bool BatteryProtect::update(Milliseconds now, double bus_voltage_v, bool switched_on) {
    const OffReason before = reason_;
    reason_ = look(now, bus_voltage_v, switched_on && parameters_.schedule.is_on(now));
    return reason_ != before;
}

std::optional<Milliseconds> BatteryProtect::next_edge(Milliseconds now) const {
    auto next = earlier(parameters_.schedule.next_edge(now), re_engage_.next_edge(now));
    for (const HeldLevel* level : {&low_, &recovered_, &calm_}) {
        next = earlier(next, level->next_edge(now));
    }
    const auto consider = [&](std::optional<Milliseconds> since, Milliseconds time) {
        if (since && *since + time > now) {
            next = earlier(next, *since + time);
        }
    };
    consider(low_.since, parameters_.alarm_after);
    consider(remote_since_, parameters_.remote_on_after);
    if (!is_given_up()) {
        consider(short_found_at_, parameters_.tries_short_every);
    }
    return next;
}

VoltageWatch BatteryProtect::watch(Milliseconds /*now*/) const {
    const BatteryProtectParameters& p = parameters_;
    if (reason_ == OffReason::NoSupply) {
        return {.below_v = p.works_from_v};
    }
    const VoltageWatch not_high =
        is_high_ ? calm_.watch() : VoltageWatch{.below_v = p.opens_from_v};
    const VoltageWatch sound = both(VoltageWatch{.lowest_v = p.works_from_v}, not_high);
    if (p.is_li_ion) {
        return both(sound, re_engage_.watch());
    }
    return both(sound, is_low_ ? recovered_.watch() : low_.watch());
}

}  // namespace models
