#include "models/combiner.hpp"

namespace models {

namespace {

constexpr double never_v = std::numeric_limits<double>::infinity();
constexpr VoltageWatch nowhere{.lowest_v = never_v};

LinkCause cause_of(RelayCause cause) {
    switch (cause) {
        case RelayCause::Control:
            return LinkCause::Control;
        case RelayCause::Assist:
            return LinkCause::Assist;
        case RelayCause::Voltage:
            break;
    }
    return LinkCause::Voltage;
}

}  // namespace

/// Without a voltage on the bank's side the side is off, or beyond what any bus can answer.
LinkLaw Combiner::link_at(double near_v) const {
    return is_joined() && near_v > 0.0
               ? LinkLaw{.near_v = near_v, .conductance_s = 1.0 / parameters_.resistance_ohm}
               : LinkLaw{};
}

BusCurrent Combiner::current(double bus_voltage_v) const {
    if (!is_joined()) {
        return {.current_a = -parameters_.draws_open_a};
    }
    const LinkLaw link = link_at(bus_voltage_v);
    const FarBus::Point point = far().solve(link);
    if (!point.is_solved) {
        return {.current_a = -parameters_.draws_closed_a};
    }
    // The contact in line with all that hangs behind it.
    const double slope =
        link.conductance_s * point.conductance_s / (link.conductance_s + point.conductance_s);
    return {.current_a = -link.current(point.voltage_v).current_a - parameters_.draws_closed_a,
            .slope_a_per_v = -slope};
}

bool Combiner::update(Milliseconds now, double bus_voltage_v, bool switched_on) {
    const bool far_changed = update_far(now, bus_voltage_v);
    const double carries_a = -far().held().link_a;
    if (!relay_->update(
            now,
            {.near_v = bus_voltage_v, .far_v = far().held().voltage_v, .is_high = switched_on})) {
        return far_changed;
    }
    note_change(cause_of(relay_->cause()));
    if (!is_joined()) {
        note_cut(carries_a);
    }
    settle(bus_voltage_v);
    return true;
}

std::optional<Milliseconds> Combiner::next_edge(Milliseconds now) const {
    return earlier(relay_->next_edge(now), far().next_edge(now));
}

/// Where the bank's bus stands when the far side of the closed relay stands at this voltage.
double Combiner::near_at(double far_v) const {
    const bool is_bounded = far_v < never_v && far_v > -never_v;
    return is_bounded ? far_v - far().surplus_a(far_v) * parameters_.resistance_ohm : far_v;
}

VoltageWatch Combiner::watch(Milliseconds now) const {
    const RelayWatch relay = relay_->watch();
    const VoltageWatch far_watch = both(relay.far, far().watch(now));
    if (is_joined()) {
        const auto either = [&](double at_v) { return std::min(at_v, near_at(at_v)); };
        return both(relay.near, both({.lowest_v = near_at(far_watch.lowest_v),
                                      .below_v = near_at(far_watch.below_v)},
                                     {.lowest_v = either(relay.higher.lowest_v),
                                      .below_v = either(relay.higher.below_v)}));
    }
    const double far_v = far().held().voltage_v;
    if (!far_watch.contains(far_v) || far_v >= relay.higher.below_v) {
        return nowhere;
    }
    VoltageWatch higher = relay.higher;
    if (far_v >= higher.lowest_v) {
        higher.lowest_v = -never_v;
    }
    return both(relay.near, higher);
}

}  // namespace models
