#pragma once
// One of the two hystereses over a step: x' = rate (direction - x) - x / tau, the rate following
// the charge that arrives.

#include "models/math.hpp"

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

/// With a rate that is linear over the step; `fades_per_s` is 1 / tau. The end is exact; mean and
/// dissipation are Simpson's.
Hysteresis ramped(double x, double direction, double begin_rate, double end_rate,
                  double fades_per_s, double dt_s);

}  // namespace models
