#include "models/enclosure.hpp"

#include "models/math.hpp"

#include <algorithm>

namespace models {

double Enclosure::outside_degc(double ambient_degc) const {
    return std::max(ambient_degc, parameters_.heated_to_degc.value_or(ambient_degc));
}

// With u and v what cells and inside are off their steady temperatures:
//   u' = -a u + a v, v' = b u - (b + c) v; both eigenvalues are real and negative.
double Enclosure::end_degc(const HeatSource& cells, double ambient_degc, double dt_s) const {
    const double a = cells.gives_w_per_k / cells.holds_j_per_k;
    const double b = cells.gives_w_per_k / parameters_.holds_j_per_k;
    const double c = parameters_.loses_w_per_k / parameters_.holds_j_per_k;
    const double steady_degc =
        outside_degc(ambient_degc) + cells.power_w / parameters_.loses_w_per_k;
    const double u = cells.temperature_degc - steady_degc - cells.power_w / cells.gives_w_per_k;
    const double v = inside_degc_ - steady_degc;
    const double half_trace = 0.5 * (a + b + c);
    const double spread = math::root(half_trace * half_trace - a * c);
    const double fast = half_trace + spread;
    const double slow = a * c / fast;
    const double slope = b * u - (b + c) * v;
    const double of_fast = -(slope + slow * v) / (fast - slow);
    const double of_slow = v - of_fast;
    const auto end = [&](double per_s) {
        return 1.0 - per_s * dt_s * math::decay_mean(per_s * dt_s);
    };
    return steady_degc + of_fast * end(fast) + of_slow * end(slow);
}

}  // namespace models
