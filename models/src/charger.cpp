#include "models/charger.hpp"

#include <algorithm>

namespace models {

namespace {

constexpr double limited_share = 0.99;
/// A power at no voltage would be a current without bound.
constexpr double lowest_v = 1.0;
// Of every solar charger of this maker, by its manuals.
constexpr double starts_above_v = 5.0;
constexpr double runs_on_above_v = 1.0;

}  // namespace

Charger::Charger(const ChargerParameters& parameters)
    : parameters_{parameters},
      low_{.level_v = parameters.rebulk_below_v,
           .after = parameters.rebulk_after,
           .side = Side::Below},
      full_current_{.after = parameters.rebulk_at_full_current_after.value_or(Milliseconds{0}),
                    .side = Side::Below} {}

double Charger::most_a(double bus_voltage_v, double available_w) const {
    return std::min(parameters_.charges_a, available_w / std::max(bus_voltage_v, lowest_v));
}

BusCurrent Charger::current(double bus_voltage_v) const {
    BusCurrent current = given(bus_voltage_v, available_w_);
    current.current_a -= own_draw_a();
    return current;
}

double Charger::own_draw_a() const {
    return parameters_.self_consumption_a +
           (stage_ == Stage::Off ? parameters_.back_current_a : 0.0);
}

BusCurrent Charger::given(double bus_voltage_v, double available_w) const {
    if (stage_ == Stage::Off) {
        return {};
    }
    const double target_v = stage_ == Stage::Float ? parameters_.float_v : parameters_.absorption_v;
    const double wanted_a = (target_v - bus_voltage_v) / parameters_.output_resistance_ohm;
    const double limit_a = most_a(bus_voltage_v, available_w);
    if (wanted_a > 0.0 && wanted_a < limit_a) {
        return {.current_a = wanted_a, .slope_a_per_v = -1.0 / parameters_.output_resistance_ohm};
    }
    const bool is_of_power = wanted_a > 0.0 && limit_a < parameters_.charges_a;
    return {
        .current_a = std::clamp(wanted_a, 0.0, limit_a),
        .slope_a_per_v = is_of_power && bus_voltage_v > lowest_v ? -limit_a / bus_voltage_v : 0.0};
}

MissedPower Charger::missed(double bus_voltage_v) const {
    if (!parameters_.profile) {
        return {};
    }
    if (stage_ == Stage::Off) {
        return {.cut_off_w = available_w_};
    }
    const double given_w = given(bus_voltage_v, available_w_).current_a * bus_voltage_v;
    return {.held_back_w = std::max(available_w_ - given_w, 0.0)};
}

/// Where the current falls below its share of the limit.
double Charger::bulk_below_v() const {
    return parameters_.absorption_v - limited_share *
                                          most_a(parameters_.absorption_v, available_w_) *
                                          parameters_.output_resistance_ohm;
}

/// Where so little flows because the bank is full, and not because there is no more power.
double Charger::tail_from_v() const {
    const bool tells = most_a(parameters_.absorption_v, available_w_) > parameters_.tail_a;
    return parameters_.tail_a > 0.0 && tells
               ? parameters_.absorption_v - parameters_.tail_a * parameters_.output_resistance_ohm
               : std::numeric_limits<double>::infinity();
}

/// In float; nowhere if that begins no new cycle. A profile with less power never gives it.
double Charger::full_current_below_v() const {
    if (!parameters_.rebulk_at_full_current_after) {
        return -std::numeric_limits<double>::infinity();
    }
    return std::min(parameters_.float_v - parameters_.charges_a * parameters_.output_resistance_ohm,
                    available_w_ / parameters_.charges_a);
}

double Charger::too_high_for_panels_v() const {
    return panels_v_ - (stage_ == Stage::Off ? starts_above_v : runs_on_above_v);
}

VoltageWatch Charger::watch_stage() const {
    switch (stage_) {
        case Stage::Off:
            return {};
        case Stage::Bulk:
            return {.below_v = bulk_below_v()};
        case Stage::Absorption:
            return {.below_v = tail_from_v()};
        case Stage::Float:
            break;
    }
    return both(low_.watch(), full_current_.watch());
}

VoltageWatch Charger::watch(Milliseconds /*now*/) const {
    if (!parameters_.panels) {
        return watch_stage();
    }
    const double level_v = too_high_for_panels_v();
    return both(watch_stage(), panels_reach_ ? VoltageWatch{.below_v = level_v}
                                             : VoltageWatch{.lowest_v = level_v});
}

Charger::Stage Charger::next_stage(Milliseconds now, double bus_voltage_v) {
    switch (stage_) {
        case Stage::Off:
            return Stage::Bulk;
        case Stage::Bulk:
            return bus_voltage_v < bulk_below_v() ? Stage::Bulk : Stage::Absorption;
        case Stage::Absorption:
            return now - stage_since_ >= parameters_.absorption_time ||
                           bus_voltage_v >= tail_from_v()
                       ? Stage::Float
                       : Stage::Absorption;
        case Stage::Float:
            break;
    }
    full_current_.level_v = full_current_below_v();
    const bool is_low = low_.update(now, bus_voltage_v);
    const bool is_full_current = full_current_.update(now, bus_voltage_v);
    return is_low || is_full_current ? Stage::Bulk : Stage::Float;
}

double Charger::power_at(Milliseconds now) const {
    if (!parameters_.schedule.is_on(now)) {
        return 0.0;
    }
    return parameters_.profile ? parameters_.profile->at_w(now)
                               : std::numeric_limits<double>::infinity();
}

bool Charger::is_too_cold(double coldest_degc) const {
    const auto& p = parameters_;
    return p.stops_below_degc &&
           coldest_degc < (is_too_cold_ ? p.charges_again_at_degc : *p.stops_below_degc);
}

bool Charger::update(Milliseconds now, double bus_voltage_v, bool switched_on) {
    const double before_w = available_w_;
    if (parameters_.panels) {
        panels_v_ = parameters_.panels->at_v(now);
        panels_reach_ = bus_voltage_v < too_high_for_panels_v();
    }
    available_w_ = panels_reach_ ? power_at(now) : 0.0;
    is_too_cold_ = is_too_cold(coldest_degc_);
    const bool wanted = switched_on && available_w_ > 0.0 && !is_too_cold_;
    const Stage stage = wanted ? next_stage(now, bus_voltage_v) : Stage::Off;
    if (stage == stage_) {
        return stage != Stage::Off && available_w_ != before_w;
    }
    stage_ = stage;
    stage_since_ = now;
    low_.reset();
    full_current_.reset();
    return true;
}

std::optional<Milliseconds> Charger::next_edge(Milliseconds now) const {
    std::optional<Milliseconds> next = parameters_.schedule.next_edge(now);
    if (parameters_.profile) {
        next = earlier(next, parameters_.profile->next_edge(now));
    }
    if (parameters_.panels) {
        next = earlier(next, parameters_.panels->next_edge(now));
    }
    const auto consider = [&](Milliseconds edge) {
        if (edge > now) {
            next = earlier(next, edge);
        }
    };
    if (stage_ == Stage::Absorption) {
        consider(stage_since_ + parameters_.absorption_time);
    }
    if (stage_ == Stage::Float) {
        next = earlier(next, earlier(low_.next_edge(now), full_current_.next_edge(now)));
    }
    return next;
}

}  // namespace models
