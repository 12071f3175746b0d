#pragma once
// One of the two hystereses over a step: x' = rate (direction - x) - x / tau, the rate following
// the charge that arrives.

#include "models/gauss.hpp"
#include "models/math.hpp"

#include <cstddef>

namespace models {

template <class Real>
struct HysteresisOf {
    Real end;
    Real mean;               // over the time of the step
    Real dissipation_per_s;  // mean of x² (rate + 1 / tau)
};
using Hysteresis = HysteresisOf<double>;

/// With all held: x tends to `target` at the rate `per_s`, rate and 1 / tau together.
template <class Real>
HysteresisOf<Real> decayed(Real x, Real target, Real per_s, double dt_s) {
    const Real off = x - target;
    const Real decays = per_s * dt_s;
    const Real share = math::decay_mean(decays);
    const Real square_share = share * (1.0 - 0.5 * decays * share);
    const Real mean_square =
        target * target + 2.0 * target * off * share + off * off * square_share;
    return {.end = target + off * (1.0 - decays * share),
            .mean = target + off * share,
            .dissipation_per_s = mean_square * per_s};
}

/// A rate over a step, of the form of CurrentRampOf.
template <class Real>
struct RateOf {
    Real begin_per_s, end_per_s, bend_per_s;

    Real decays(double dt_s) const {
        return (0.5 * (begin_per_s + end_per_s) + (2.0 / 3.0) * bend_per_s) * dt_s;
    }
};

/// Integral over a step of exp(-(what decays from then to its end)).
template <class Real>
Real tail_integral_s(const RateOf<Real>& rate, double dt_s) {
    // Gauss and Legendre in panels of few decays each.
    constexpr double decays_per_panel = 1.0;
    constexpr double most_panels = 100.0;
    const Real wanted = 1.0 + math::floor(rate.decays(dt_s) / decays_per_panel);
    const Real panels = select(wanted < most_panels, wanted, Real{most_panels});
    const Real width_s = dt_s / panels;
    const Real half_slope = 0.5 * (rate.end_per_s - rate.begin_per_s);
    const double per_s = 1.0 / dt_s;
    constexpr const auto& gauss = gauss_5<Real>;
    Real sum = 0.0;
    // Of cells side by side those with fewer panels add nothing while they wait for the others.
    for (double panel = 0.0; any(panel < panels); panel += 1.0) {
        const auto has_panel = panel < panels;
        for (std::size_t i = 0; i < gauss.nodes; ++i) {
            const Real back_s = (panel + gauss.at[i]) * width_s;
            const Real back = back_s * per_s;
            const Real mean_per_s =
                rate.end_per_s - back * (half_slope - rate.bend_per_s * (2.0 - (4.0 / 3.0) * back));
            const Real term = gauss.weight[i] * math::decay(back_s * mean_per_s);
            sum += select(has_panel, term, Real{0.0});
        }
    }
    return sum * width_s;
}

/// With a rate that is a parabola over the step, by its values at the begin, in the middle and at
/// the end; `fades_per_s` is 1 / tau. The end is exact, and all of it when the rate is held.
template <class Real>
HysteresisOf<Real> ramped(Real x, Real direction, Real begin_rate, Real middle_rate, Real end_rate,
                          double fades_per_s, double dt_s) {
    // Half of a parabola has a quarter of its bend.
    const Real half_bend = 0.25 * (middle_rate - 0.5 * (begin_rate + end_rate));
    const auto after_half = [&](Real start, Real from_rate, Real to_rate) {
        const RateOf<Real> all{from_rate + fades_per_s, to_rate + fades_per_s, half_bend};
        const double half_s = 0.5 * dt_s;
        const Real keep = math::decay(all.decays(half_s));
        return start * keep + direction * (1.0 - keep - fades_per_s * tail_integral_s(all, half_s));
    };
    const Real middle = after_half(x, begin_rate, middle_rate);
    const Real end = after_half(middle, middle_rate, end_rate);
    // Simpson's rule for what is off the course with the mean rate held, which is known exactly.
    const Real rate = (begin_rate + 4.0 * middle_rate + end_rate) / 6.0;
    const Real per_s = rate + fades_per_s;
    const Real target = direction * rate / per_s;
    const HysteresisOf<Real> held = decayed(x, target, per_s, dt_s);
    const Real held_middle = target + (x - target) * math::decay(0.5 * dt_s * per_s);
    const auto simpson = [](Real a, Real b, Real c) { return (a + 4.0 * b + c) / 6.0; };
    const auto spends = [&](Real at, Real at_rate, Real held_at) {
        return at * at * (at_rate + fades_per_s) - held_at * held_at * per_s;
    };
    return {.end = end,
            .mean = held.mean + simpson(0.0, middle - held_middle, end - held.end),
            .dissipation_per_s =
                held.dissipation_per_s + simpson(spends(x, begin_rate, x),
                                                 spends(middle, middle_rate, held_middle),
                                                 spends(end, end_rate, held.end))};
}

}  // namespace models
