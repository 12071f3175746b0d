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

/// What is left of something over a step, and of something that comes in evenly, times the step.
template <class Real>
struct TailOf {
    Real keep;
    Real integral_s;  // of exp(-(what decays from then to the end))
};

template <class Real>
TailOf<Real> tail_of(const RateOf<Real>& rate, double dt_s) {
    // Gauss and Legendre in panels of about one decay each, from the end of the step backwards.
    constexpr double decays_per_panel = 1.0;
    constexpr double most_panels = 100.0;
    const Real wanted = 1.0 + math::floor(rate.decays(dt_s) * (1.0 / decays_per_panel));
    const Real panels = select(wanted < most_panels, wanted, Real{most_panels});
    const Real width = 1.0 / panels;
    const Real half_slope = 0.5 * (rate.end_per_s - rate.begin_per_s);
    const auto decays_after = [&](Real back) {
        return back * dt_s *
               (rate.end_per_s -
                back * (half_slope - rate.bend_per_s * (2.0 - (4.0 / 3.0) * back)));
    };
    constexpr const auto& gauss = gauss_5<Real>;
    TailOf<Real> tail{.keep = 1.0, .integral_s = 0.0};
    Real after_panel = 0.0;
    // Of cells side by side those with fewer panels add nothing while they wait for the others.
    for (double panel = 0.0; any(panel < panels); panel += 1.0) {
        const auto has_panel = panel < panels;
        Real sum = 0.0;
        for (std::size_t i = 0; i < gauss.nodes; ++i) {
            const Real decays = decays_after((panel + gauss.at[i]) * width) - after_panel;
            sum += gauss.weight[i] * math::short_decay(decays);
        }
        const Real before_panel = decays_after((panel + 1.0) * width);
        tail.integral_s += select(has_panel, tail.keep * sum, Real{0.0});
        tail.keep =
            select(has_panel, tail.keep * math::short_decay(before_panel - after_panel), tail.keep);
        after_panel = before_panel;
    }
    tail.integral_s = tail.integral_s * width * dt_s;
    return tail;
}

/// With a rate that is a parabola over the step, by its values at the begin, in the middle and at
/// the end; `fades_per_s` is 1 / tau. The end is exact, and all of it when the rate is held.
template <class Real>
HysteresisOf<Real> ramped(Real x, Real direction, Real begin_rate, Real middle_rate, Real end_rate,
                          double fades_per_s, double dt_s) {
    // Half of a parabola has a quarter of its bend.
    const Real half_bend = 0.25 * (middle_rate - 0.5 * (begin_rate + end_rate));
    const double half_s = 0.5 * dt_s;
    const auto goes = [&](Real at, Real rate) {
        return half_s * (rate * (direction - at) - fades_per_s * at);
    };
    struct Half {
        Real end, mean;
    };
    const auto half_from = [&](Real start, Real from_rate, Real to_rate) {
        const RateOf<Real> all{from_rate + fades_per_s, to_rate + fades_per_s, half_bend};
        const TailOf<Real> tail = tail_of(all, half_s);
        const Real end =
            start * tail.keep + direction * (1.0 - tail.keep - fades_per_s * tail.integral_s);
        const Real went = end - start;
        const Real begins = goes(start, from_rate);
        const Real ends = goes(end, to_rate);
        // The mean of the equation tells that of x, but for what x and its rate have in common:
        // little, so that the cubic with the same ends and slopes is good for it.
        const Real in_common =
            (to_rate - from_rate) * (0.1 * went - (begins + ends) * (1.0 / 120)) +
            half_bend * (begins - ends) * (1.0 / 90);
        const Real decays = all.decays(half_s);
        const Real by_equation =
            (direction * (decays - fades_per_s * half_s) - went - in_common * half_s) / decays;
        const Real by_cubic = 0.5 * (start + end) + (begins - ends) * (1.0 / 12);
        return Half{end, select(decays < 1e-3, by_cubic, by_equation)};
    };
    const Half first = half_from(x, begin_rate, middle_rate);
    const Half second = half_from(first.end, middle_rate, end_rate);
    const Real end = second.end;
    const Real mean = 0.5 * (first.mean + second.mean);
    // Of that equation and of the one times x: what comes in by the rate, what is stored, and the
    // rest is spent.
    const double per_s = 1.0 / dt_s;
    const Real rate = (begin_rate + 4.0 * middle_rate + end_rate) * (1.0 / 6);
    const Real comes_per_s =
        direction * (direction * rate - (end - x) * per_s - fades_per_s * mean);
    return {.end = end,
            .mean = mean,
            .dissipation_per_s = comes_per_s - 0.5 * (end * end - x * x) * per_s};
}

}  // namespace models
