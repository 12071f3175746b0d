#include "models/lead_battery.hpp"

#include "models/math.hpp"

#include <algorithm>
#include <limits>

namespace models {

namespace {

constexpr double seconds_per_hour = 3600.0;
constexpr double month_s = 30.0 * 86400.0;
constexpr double percent = 0.01;
/// More than this it never holds: what goes in beyond full is gas.
constexpr double pole_soc = 1.001;
constexpr double collapses_within = 0.05;
/// Of what is left to full, so far its resistance is foreseen.
constexpr double most_of_left = 0.5;
/// Of the time in which its voltage follows its charge: over more, what the bank of the other bus
/// gives it is off by more than the estimate of a step tells.
constexpr double step_share = 0.05;
/// Of a step: its current near full, and what a regulator gives it, bend within what the bank of
/// the other bus takes for one.
constexpr double part_share = 0.125;
/// Of the capacity, whatever that time is.
constexpr double most_moved = 0.01;
/// The e-folds of gas that are looked at: more is a short.
constexpr double most_folds = 12.0;

double magnitude(double x) {
    return x < 0.0 ? -x : x;
}

}  // namespace

LeadBattery::LeadBattery(const LeadBatteryParameters& parameters)
    : parameters_{parameters}, charge_ah_{parameters.soc * parameters.capacity_ah} {}

double LeadBattery::open_circuit_v(double soc) const {
    const auto& p = parameters_;
    return soc >= 0.0 ? p.empty_v + (p.full_v - p.empty_v) * soc
                      : p.empty_v * std::max(1.0 + soc / collapses_within, 0.0);
}

double LeadBattery::resistance_ohm(double soc, bool is_charged) const {
    const double z = std::max(soc, 0.0);
    const double share = is_charged ? parameters_.charge_share * z / (pole_soc - z) : 0.0;
    return parameters_.resistance_ohm * (1.0 + share);
}

double LeadBattery::slope_v_per_ah(double soc) const {
    const auto& p = parameters_;
    if (soc < 0.0) {
        return p.empty_v / collapses_within / p.capacity_ah;
    }
    const double left = pole_soc - soc;
    const double by_resistance =
        main_a_ > 0.0 ? p.resistance_ohm * p.charge_share * pole_soc / (left * left) * main_a_
                      : 0.0;
    return (p.full_v - p.empty_v + by_resistance) / p.capacity_ah;
}

double LeadBattery::decays(double dt_s) const {
    return charge_ah_ > 0.0 ? parameters_.self_discharge_pct_per_30d * percent * dt_s / month_s
                            : 0.0;
}

// V = U(q1) + R(q1) i1 with q1 = q0 + (i0 + i1) / 2 dt - lost, by its tangent where i1 = i0. On the
// way to full R bends, and a tangent at q0 would be off as dt squared; R is straight on discharge.
Thevenin LeadBattery::source(bool is_charged, double dt_s) const {
    const double hours = dt_s / seconds_per_hour;
    const double left_ah = pole_soc * parameters_.capacity_ah - charge_ah_;
    const double comes_ah = std::min(std::max(main_a_, 0.0) * hours, most_of_left * left_ah);
    const double near_soc = (charge_ah_ + comes_ah) / parameters_.capacity_ah;
    const double slope_v_per_ah = this->slope_v_per_ah(near_soc);
    const double off_ah = 0.5 * main_a_ * hours - charge_ah_ * decays(dt_s) - comes_ah;
    return {.open_circuit_v = open_circuit_v(near_soc) + slope_v_per_ah * off_ah,
            .resistance_ohm = resistance_ohm(near_soc, is_charged) + 0.5 * slope_v_per_ah * hours};
}

BusCurrent LeadBattery::gas(double voltage_v) const {
    const auto& p = parameters_;
    const double folds = (voltage_v - p.gassing_v) * p.gas_grows_e_per_v;
    const double gas_a = p.gas_a * math::exp(std::min(folds, most_folds));
    return {.current_a = -gas_a,
            .slope_a_per_v = folds < most_folds ? -gas_a * p.gas_grows_e_per_v : 0.0};
}

double LeadBattery::advance(double main_a, double dt_s) {
    const double brought_ah = main_a * dt_s / seconds_per_hour;
    const double share = decays(dt_s);
    const double mean = math::decay_mean(share);
    const double lost_ah = charge_ah_ * share * mean + brought_ah * (1.0 - mean);
    charge_ah_ += brought_ah - lost_ah;
    return lost_ah;
}

bool LeadBattery::is_idle() const {
    return magnitude(main_a_) < 1e-3 * parameters_.capacity_ah;
}

double LeadBattery::moved_s() const {
    return main_a_ == 0.0
               ? std::numeric_limits<double>::infinity()
               : most_moved * parameters_.capacity_ah / magnitude(main_a_) * seconds_per_hour;
}

double LeadBattery::bends_s() const {
    const double follows_s =
        resistance_ohm(soc(), main_a_ > 0.0) / slope_v_per_ah(soc()) * seconds_per_hour;
    return step_share * follows_s;
}

double LeadBattery::longest_step_s() const {
    return is_idle() ? moved_s() : std::min(moved_s(), bends_s());
}

double LeadBattery::longest_part_s() const {
    if (!is_idle()) {
        return part_share * longest_step_s();
    }
    // The last that it takes on the way to full is little, and fades all the same.
    return main_a_ > 0.0 ? std::min(moved_s(), part_share * bends_s()) : moved_s();
}

}  // namespace models
