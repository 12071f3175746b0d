#include "models/inverter.hpp"

#include <algorithm>

namespace models {

double Inverter::asked_w(Milliseconds now) const {
    if (parameters_.profile) {
        return parameters_.profile->at_w(now);
    }
    return parameters_.schedule.is_on(now) ? parameters_.supplies_w : 0.0;
}

double Inverter::draws_w() const {
    return is_awake_ ? parameters_.zero_load_w + asked_w_ / parameters_.efficiency
                     : parameters_.eco_w;
}

BusCurrent Inverter::current(double bus_voltage_v) const {
    if (reason_ == OffReason::NoSupply) {
        return {};
    }
    if (reason_ != OffReason::None) {
        return {.current_a = -parameters_.draws_off_a};
    }
    // Below it it is shut down at the next update anyway.
    const double limit_v = parameters_.shuts_down_below_v;
    const double current_a = draws_w() / std::max(bus_voltage_v, limit_v);
    return {.current_a = -current_a,
            .slope_a_per_v = bus_voltage_v > limit_v ? current_a / bus_voltage_v : 0.0};
}

void Inverter::trip(Milliseconds now, OffReason why) {
    const bool has_failed = restarted_at_ && now - *restarted_at_ <= parameters_.fails_within;
    failed_restarts_ = has_failed ? failed_restarts_ + 1 : 0;
    tripped_for_ = why;
    tripped_at_ = now;
    overloaded_since_.reset();
    is_awake_ = false;
    wakes_at_.reset();
}

void Inverter::forget() {
    tripped_for_ = OffReason::None;
    restarted_at_.reset();
    failed_restarts_ = 0;
    overloaded_since_.reset();
    charged_.reset();
    is_awake_ = false;
    wakes_at_.reset();
}

/// A lock-out ends with the bank charged, or when somebody switches it off and on.
bool Inverter::may_restart(Milliseconds now, double bus_voltage_v) {
    if (is_locked_out()) {
        return charged_.update(now, bus_voltage_v);
    }
    return now - tripped_at_ >= parameters_.restarts_after &&
           (tripped_for_ != OffReason::LowVoltage || bus_voltage_v >= parameters_.restarts_from_v);
}

/// Asleep it looks whether something is asked every now and then, counted from when it fell asleep.
void Inverter::look_at_load(Milliseconds now) {
    if (!parameters_.has_eco) {
        is_awake_ = true;
        return;
    }
    if (asked_w_ < parameters_.wakes_from_w) {
        sleeps_since_ = is_awake_ ? now : sleeps_since_;
        is_awake_ = false;
        wakes_at_.reset();
        return;
    }
    if (!is_awake_ && !wakes_at_) {
        const auto looks = (now - sleeps_since_ + parameters_.looks_every - Milliseconds{1}) /
                           parameters_.looks_every;
        wakes_at_ = sleeps_since_ + looks * parameters_.looks_every;
    }
    if (!is_awake_ && now >= *wakes_at_) {
        is_awake_ = true;
        wakes_at_.reset();
    }
}

bool Inverter::is_overloaded(Milliseconds now) {
    const bool is_over = is_awake_ && asked_w_ > parameters_.rated_w;
    overloaded_since_ = is_over ? std::optional{overloaded_since_.value_or(now)} : std::nullopt;
    return is_over && (asked_w_ > parameters_.peak_w ||
                       now - *overloaded_since_ >= parameters_.overload_after);
}

OffReason Inverter::look(Milliseconds now, double bus_voltage_v, bool switched_on) {
    asked_w_ = asked_w(now);
    // While it runs and its own draw pulls the voltage down, that comes to its shutdown first.
    const bool is_pulled_down = reason_ == OffReason::None && bus_voltage_v > 0.0;
    const bool is_dead = bus_voltage_v < parameters_.works_from_v && !is_pulled_down;
    // Others may pull the bus down for a moment, until they stop in the same one: that is no loss
    // of supply after which everything begins anew.
    dead_since_ = is_dead ? std::optional{dead_since_.value_or(now)} : std::nullopt;
    if (is_dead || !switched_on) {
        if (!switched_on || now > *dead_since_) {
            forget();
        }
        return is_dead ? OffReason::NoSupply : OffReason::SwitchedOff;
    }
    if (tripped_for_ != OffReason::None) {
        if (!may_restart(now, bus_voltage_v)) {
            return is_locked_out() ? OffReason::LockedOut : tripped_for_;
        }
        tripped_for_ = OffReason::None;
        failed_restarts_ = is_locked_out() ? 0 : failed_restarts_;
        charged_.reset();
        restarted_at_ = now;
    }
    if (reason_ != OffReason::None) {
        sleeps_since_ = now;
    }
    if (bus_voltage_v < parameters_.shuts_down_below_v) {
        trip(now, OffReason::LowVoltage);
    } else {
        look_at_load(now);
        if (is_overloaded(now)) {
            trip(now, OffReason::Overload);
        }
    }
    if (tripped_for_ == OffReason::None || !is_locked_out()) {
        return tripped_for_;
    }
    charged_.update(now, bus_voltage_v);  // an overload may find the bank charged already
    return OffReason::LockedOut;
}

bool Inverter::update(Milliseconds now, double bus_voltage_v, bool switched_on) {
    const OffReason reason_before = reason_;
    const bool was_awake = is_awake_;
    const double asked_before_w = asked_w_;
    reason_ = look(now, bus_voltage_v, switched_on);
    const bool draws_otherwise = is_awake_ && asked_w_ != asked_before_w;
    return reason_ != reason_before || is_awake_ != was_awake || draws_otherwise;
}

std::optional<Milliseconds> Inverter::next_edge(Milliseconds now) const {
    const InverterParameters& p = parameters_;
    const auto asks = p.profile ? p.profile->next_edge(now) : p.schedule.next_edge(now);
    auto next = earlier(asks, charged_.next_edge(now));
    const bool trips = overloaded_since_ && *overloaded_since_ + p.overload_after > now;
    next =
        earlier(next, trips ? std::optional{*overloaded_since_ + p.overload_after} : std::nullopt);
    const bool restarts = tripped_for_ != OffReason::None && tripped_at_ + p.restarts_after > now;
    next = earlier(next, restarts ? std::optional{tripped_at_ + p.restarts_after} : std::nullopt);
    return earlier(next, wakes_at_ && *wakes_at_ > now ? wakes_at_ : std::nullopt);
}

VoltageWatch Inverter::watch(Milliseconds now) const {
    const InverterParameters& p = parameters_;
    const VoltageWatch alive{.lowest_v = p.works_from_v};
    switch (reason_) {
        case OffReason::NoSupply:
            return {.below_v = p.works_from_v};
        case OffReason::None:
            return {.lowest_v = std::max(p.shuts_down_below_v, p.works_from_v)};
        case OffReason::LockedOut:
            return both(alive, charged_.watch());
        case OffReason::LowVoltage:
            return now - tripped_at_ < p.restarts_after
                       ? alive
                       : both(alive, VoltageWatch{.below_v = p.restarts_from_v});
        case OffReason::SwitchedOff:
        case OffReason::Waits:
        case OffReason::HighVoltage:
        case OffReason::Overload:
        case OffReason::ShortCircuit:
            break;
    }
    return alive;
}

}  // namespace models
