#include "models/load.hpp"

#include <algorithm>

namespace models {

Load::Load(const LoadParameters& parameters)
    : parameters_{parameters},
      limit_{.off_below_v = parameters.cuts_out_below_v,
             .on_above_v = parameters.returns_above_v,
             .off_at_least = parameters.returns_after},
      draws_{parameters.profile ? 0.0 : parameters.draws} {}

BusCurrent Load::current(double bus_voltage_v) const {
    return runs_ ? drawn(bus_voltage_v) : BusCurrent{};
}

MissedPower Load::missed(double /*bus_voltage_v*/) const {
    if (runs_ || !is_wanted_) {
        return {};
    }
    // Where its limit lies above that, at its limit: below it a power is not all drawn.
    const double rated_v = std::max(parameters_.rated_v, limit_.off_below_v);
    return {.cut_off_w = -drawn(rated_v).current_a * rated_v};
}

BusCurrent Load::drawn(double bus_voltage_v) const {
    if (parameters_.law == LoadParameters::Law::Current) {
        return {.current_a = -draws_};
    }
    if (parameters_.law == LoadParameters::Law::Resistance) {
        return {.current_a = -bus_voltage_v / draws_, .slope_a_per_v = -1.0 / draws_};
    }
    // A limit of zero volts would let the current grow without bound.
    const double limit_v = std::max(limit_.off_below_v, 0.1);
    const double voltage_v = std::max(bus_voltage_v, limit_v);
    const double current_a = draws_ / voltage_v;
    return {.current_a = -current_a,
            .slope_a_per_v = bus_voltage_v > limit_v ? current_a / voltage_v : 0.0};
}

bool Load::update(Milliseconds now, double bus_voltage_v, bool switched_on) {
    is_wanted_ = parameters_.schedule.is_on(now);
    const bool wanted = switched_on && is_wanted_;
    // A device that is off does not notice the voltage; one that is out notices its return.
    const bool limit_changed = (wanted || limit_.is_out()) && limit_.update(now, bus_voltage_v);
    const bool runs = wanted && !limit_.is_out();
    const double draws = parameters_.profile ? parameters_.profile->at_w(now) : draws_;
    const bool changed = runs != runs_ || limit_changed || (runs && draws != draws_);
    runs_ = runs;
    draws_ = draws;
    return changed;
}

std::optional<Milliseconds> Load::next_edge(Milliseconds now) const {
    auto next = earlier(parameters_.schedule.next_edge(now), limit_.next_edge(now));
    return parameters_.profile ? earlier(next, parameters_.profile->next_edge(now)) : next;
}

VoltageWatch Load::watch(Milliseconds now) const {
    return runs_ || limit_.is_out() ? limit_.watch(now) : VoltageWatch{};
}

}  // namespace models
