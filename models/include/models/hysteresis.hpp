#pragma once
// One of the two hystereses over a step: x' = rate (direction - x) - x / tau, the rate following
// the charge that arrives.

namespace models {

struct Hysteresis {
    double end;
    double mean;               // over the time of the step
    double dissipation_per_s;  // mean of x² (rate + 1 / tau)
};

/// With all held: x tends to `target` at the rate `per_s`, rate and 1 / tau together.
Hysteresis decayed(double x, double target, double per_s, double dt_s);

/// With a rate that is linear over the step; `fades_per_s` is 1 / tau. The end is exact; mean and
/// dissipation are Simpson's.
Hysteresis ramped(double x, double direction, double begin_rate, double end_rate,
                  double fades_per_s, double dt_s);

}  // namespace models
