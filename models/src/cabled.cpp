#include "models/cabled.hpp"

#include "models/bus.hpp"

#include <algorithm>

namespace models {

namespace {

constexpr double nowhere_v = std::numeric_limits<double>::infinity();
/// Halves of 100 V until they are far less than what a voltage is solved to.
constexpr int halvings = 40;

/// The end of the cable as a bus of which the near end is the source.
BusPoint end_of_cable(double bus_voltage_v, double resistance_ohm, const Device* device) {
    return solve_bus({.open_circuit_v = bus_voltage_v, .resistance_ohm = resistance_ohm},
                     std::span{&device, 1});
}

}  // namespace

double Cabled::voltage_at(double bus_voltage_v) const {
    const BusPoint end = end_of_cable(bus_voltage_v, resistance_ohm_, device_.get());
    return end.is_solved ? end.voltage_v : 0.5 * bus_voltage_v;
}

bool Cabled::is_brought(double bus_voltage_v) const {
    return end_of_cable(bus_voltage_v, resistance_ohm_, device_.get()).is_solved;
}

BusCurrent Cabled::current(double bus_voltage_v) const {
    const BusPoint end = end_of_cable(bus_voltage_v, resistance_ohm_, device_.get());
    if (!end.is_solved) {
        return {.current_a = -0.5 * bus_voltage_v / resistance_ohm_,
                .slope_a_per_v = -0.5 / resistance_ohm_};
    }
    // V_end = V_bus + R I(V_end), differentiated.
    const double slope = device_->current(end.voltage_v).slope_a_per_v;
    return {.current_a = end.bank_current_a,
            .slope_a_per_v = slope / (1.0 - resistance_ohm_ * slope)};
}

bool Cabled::update(Milliseconds now, double bus_voltage_v, bool switched_on) {
    const bool was_starved = starved_since_.has_value();
    if (was_starved && now - *starved_since_ >= tries_again_after) {
        starved_since_.reset();
    }
    if (starved_since_) {
        return device_->update(now, 0.0, false);
    }
    bool changed = device_->update(now, voltage_at(bus_voltage_v), switched_on);
    // Where its own limit has not seen to it …
    if (bus_voltage_v > 0.0 && !changed && !is_brought(bus_voltage_v)) {
        starved_since_ = now;
        changed = device_->update(now, 0.0, false) || changed;
    }
    device_v_ = voltage_at(bus_voltage_v);
    return changed || was_starved != starved_since_.has_value();
}

std::optional<Milliseconds> Cabled::next_edge(Milliseconds now) const {
    const auto again = starved_since_ ? std::optional{*starved_since_ + tries_again_after}
                                      : std::optional<Milliseconds>{};
    return earlier(device_->next_edge(now), again && *again > now ? again : std::nullopt);
}

/// Where the bus stands when the device sees this voltage.
double Cabled::bus_at(double device_v) const {
    return device_v - resistance_ohm_ * device_->current(device_v).current_a;
}

/// Where it stands when the device comes to its lowest voltage, or to where the cable brings no
/// more: there a constant power sees half of what the bus has.
double Cabled::lowest_bus_v(double lowest_v) const {
    const auto is_brought_at = [&](double device_v) { return bus_at(device_v) < 2.0 * device_v; };
    double low = std::max(lowest_v, 0.0);
    double high = device_v_;
    if (is_brought_at(low) || !is_brought_at(high)) {
        return bus_at(lowest_v);
    }
    for (int i = 0; i < halvings; ++i) {
        const double middle = 0.5 * (low + high);
        (is_brought_at(middle) ? high : low) = middle;
    }
    return bus_at(high);
}

VoltageWatch Cabled::watch(Milliseconds now) const {
    if (starved_since_) {
        return {};
    }
    const VoltageWatch seen = device_->watch(now);
    const double lowest_v = seen.lowest_v;
    return {.lowest_v =
                lowest_v > -nowhere_v && lowest_v < nowhere_v ? lowest_bus_v(lowest_v) : lowest_v,
            .below_v = seen.below_v < nowhere_v ? bus_at(seen.below_v) : seen.below_v};
}

}  // namespace models
