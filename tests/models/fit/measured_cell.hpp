#pragma once
// A cell whose parameters are known, and what a logger would measure at it.

#include "models/fit/cell_fit.hpp"
#include "tests/models/samples.hpp"

#include <cmath>
#include <functional>
#include <utility>

namespace models::fit {

inline constexpr double capacity_ah = 100.0;
inline constexpr double resistance_ohm = 0.5e-3;

/// LiFePO4 with a slow pair that saturates, unlike what the search starts from.
inline Chemistry true_chemistry() {
    Chemistry chemistry = lithium_chemistry();
    chemistry.rc1_s = 8.0;
    chemistry.rc2_s = 90.0;
    chemistry.rc2_saturates_at_c = 0.2;
    chemistry.rc2_factor = level_curve(0.8);
    chemistry.relaxes_in_s = 1200.0;
    return chemistry;
}

/// What the true cell answers to a current that depends on time, until it is empty.
inline Profile measured(const ProfileStart& start, double dt_s, double degc,
                        const std::function<double(double)>& current_a, double longest_s) {
    Profile profile;
    double soc = start.soc;
    for (double t_s = 0.0; t_s <= longest_s && soc > 0.005 && soc < 1.0 + 1e-9; t_s += dt_s) {
        profile.time_s.push_back(t_s);
        profile.current_a.push_back(current_a(t_s));
        profile.voltage_v.push_back(0.0);
        profile.temperature_degc.push_back(degc);
        soc += profile.current_a.back() * dt_s / (3600.0 * capacity_ah);
    }
    profile.voltage_v =
        replay_profile(profile, true_chemistry(), capacity_ah, resistance_ohm, start).voltage_v;
    return profile;
}

inline FitProfile slow_discharge() {
    const ProfileStart start{.soc = 1.0, .hysteresis = 1.0};
    return {measured(
                start, 60.0, 25.0, [](double) { return -5.0; }, 1e6),
            start};
}
inline FitProfile slow_charge() {
    const ProfileStart start{.soc = 0.01, .hysteresis = -1.0};
    return {measured(
                start, 60.0, 25.0, [](double) { return 5.0; }, 1e6),
            start};
}
/// 4 minutes at 0.8C out, 6 at rest.
inline FitProfile pulses(double dt_s = 6.0) {
    const ProfileStart start{.soc = 1.0, .hysteresis = 1.0};
    return {measured(
                start, dt_s, 25.0,
                [](double t_s) { return std::fmod(t_s, 600.0) < 240.0 ? -80.0 : 0.0; }, 1e6),
            start};
}
/// Something like driving, emptying at about 0.4C; another course for another seed.
inline FitProfile drive(double seed, double degc = 25.0, double dt_s = 6.0) {
    const ProfileStart start{.soc = 1.0, .hysteresis = 1.0};
    return {measured(
                start, dt_s, degc,
                [=](double t_s) {
                    const double t = 6.0 * std::floor(t_s / 6.0);
                    return -40.0 + 60.0 * std::sin(0.11 * t + seed) * std::sin(0.017 * seed * t) +
                           50.0 * std::sin(0.0047 * t * seed);
                },
                1e6),
            start};
}

inline CellFit fitted(std::vector<FitProfile> profiles, int evaluations) {
    FitQuestion question;
    question.capacity_ah = capacity_ah;
    question.profiles = std::move(profiles);
    question.like = true_chemistry();
    question.most_evaluations = evaluations;
    return fit_cell(question);
}

inline double rmse_mv(const CellFit& fit, const FitProfile& profile, std::size_t region = 2) {
    const ProfileReplay replay = replay_profile(profile.samples, fit.chemistry, capacity_ah,
                                                fit.resistance_ohm, profile.start);
    return voltage_error(profile.samples, replay, soc_regions[region])->rmse_v * 1e3;
}

}  // namespace models::fit
