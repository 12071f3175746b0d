#include "models/alternator.hpp"

#include <algorithm>

namespace models {

BusCurrent Alternator::current(double bus_voltage_v) const {
    const double wanted_a = (parameters_.regulated_v - bus_voltage_v) / parameters_.resistance_ohm;
    if (wanted_a > 0.0 && wanted_a < most_a_) {
        return {.current_a = wanted_a, .slope_a_per_v = -1.0 / parameters_.resistance_ohm};
    }
    return {.current_a = std::clamp(wanted_a, 0.0, most_a_)};
}

std::optional<Milliseconds> Alternator::hot_from() const {
    return since_ && parameters_.charges_hot_a ? std::optional{*since_ + parameters_.hot_after}
                                               : std::nullopt;
}

double Alternator::speed_rpm(Milliseconds now) const {
    return parameters_.profile ? parameters_.profile->at_rpm(now) : parameters_.speed_rpm;
}

double Alternator::most_at_a(double rpm) const {
    const std::vector<AtSpeed>& curve = parameters_.by_speed;
    if (curve.empty()) {
        return std::numeric_limits<double>::infinity();
    }
    const auto above = std::find_if(curve.begin(), curve.end(),
                                    [=](const AtSpeed& point) { return point.rpm > rpm; });
    if (above == curve.begin() || above == curve.end()) {
        return (above == curve.end() ? curve.back() : curve.front()).most_a;
    }
    const AtSpeed& below = *std::prev(above);
    return below.most_a +
           (above->most_a - below.most_a) * (rpm - below.rpm) / (above->rpm - below.rpm);
}

bool Alternator::update(Milliseconds now, double /*bus_voltage_v*/, bool switched_on) {
    const bool is_turned = !parameters_.profile || speed_rpm(now) > 0.0;
    const bool runs = switched_on && is_turned && parameters_.schedule.is_on(now);
    since_ = runs ? since_.value_or(now) : std::optional<Milliseconds>{};
    const auto hot = hot_from();
    const double cold_or_hot_a =
        hot && now >= *hot ? *parameters_.charges_hot_a : parameters_.charges_a;
    const double before_a = most_a_;
    most_a_ = runs ? std::min(cold_or_hot_a, most_at_a(speed_rpm(now))) : 0.0;
    return most_a_ != before_a;
}

std::optional<Milliseconds> Alternator::next_edge(Milliseconds now) const {
    const auto hot = hot_from();
    const auto next = earlier(parameters_.schedule.next_edge(now),
                              hot && *hot > now ? hot : std::optional<Milliseconds>{});
    return parameters_.profile ? earlier(next, parameters_.profile->next_edge(now)) : next;
}

}  // namespace models
