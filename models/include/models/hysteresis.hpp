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

/// Integral over a step of exp(-(what decays from then to its end)), the rate being linear.
template <class Real>
Real tail_integral_s(Real begin_per_s, Real end_per_s, double dt_s) {
    // Gauss and Legendre in panels of few decays each.
    constexpr double decays_per_panel = 1.0;
    constexpr double most_panels = 100.0;
    const Real decays = 0.5 * (begin_per_s + end_per_s) * dt_s;
    const Real wanted = 1.0 + math::floor(decays / decays_per_panel);
    const Real panels = select(wanted < most_panels, wanted, Real{most_panels});
    const Real width_s = dt_s / panels;
    const Real slope = (end_per_s - begin_per_s) / dt_s;
    constexpr const auto& gauss = gauss_5<Real>;
    Real sum = 0.0;
    // Of cells side by side those with fewer panels add nothing while they wait for the others.
    for (double panel = 0.0; any(panel < panels); panel += 1.0) {
        const auto has_panel = panel < panels;
        for (std::size_t i = 0; i < gauss.nodes; ++i) {
            const Real back_s = (panel + gauss.at[i]) * width_s;
            const Real term =
                gauss.weight[i] * math::exp(-back_s * (end_per_s - 0.5 * slope * back_s));
            sum += select(has_panel, term, Real{0.0});
        }
    }
    return sum * width_s;
}

/// With a rate that is linear over the step; `fades_per_s` is 1 / tau. The end is exact; mean and
/// dissipation are Simpson's.
template <class Real>
HysteresisOf<Real> ramped(Real x, Real direction, Real begin_rate, Real end_rate,
                          double fades_per_s, double dt_s) {
    const Real middle_rate = 0.5 * (begin_rate + end_rate);
    const auto after_half = [&](Real start, Real from_rate, Real to_rate) {
        const Real from = from_rate + fades_per_s;
        const Real to = to_rate + fades_per_s;
        const double half_s = 0.5 * dt_s;
        const Real decays = 0.5 * (from + to) * half_s;
        const Real keep = math::exp(-decays);
        return start * keep +
               direction * (1.0 - keep - fades_per_s * tail_integral_s(from, to, half_s));
    };
    const Real middle = after_half(x, begin_rate, middle_rate);
    const Real end = after_half(middle, middle_rate, end_rate);
    const auto simpson = [](Real a, Real b, Real c) { return (a + 4.0 * b + c) / 6.0; };
    return {.end = end,
            .mean = simpson(x, middle, end),
            .dissipation_per_s = simpson(x * x * (begin_rate + fades_per_s),
                                         middle * middle * (middle_rate + fades_per_s),
                                         end * end * (end_rate + fades_per_s))};
}

}  // namespace models
