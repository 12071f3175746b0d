#include "models/hysteresis.hpp"

#include "gauss.hpp"
#include "models/math.hpp"

#include <algorithm>

namespace models {

namespace {

/// Integral over a step of exp(-(what decays from then to its end)), the rate being linear.
double tail_integral_s(double begin_per_s, double end_per_s, double dt_s) {
    // Gauss and Legendre in panels of few decays each.
    constexpr double decays_per_panel = 1.0;
    constexpr double most_panels = 100.0;
    const double decays = 0.5 * (begin_per_s + end_per_s) * dt_s;
    const double panels = std::min(most_panels, 1.0 + math::floor(decays / decays_per_panel));
    const double width_s = dt_s / panels;
    const double slope = (end_per_s - begin_per_s) / dt_s;
    double sum = 0.0;
    for (double panel = 0.0; panel < panels; panel += 1.0) {
        for (std::size_t i = 0; i < gauss_5.at.size(); ++i) {
            const double back_s = (panel + gauss_5.at[i]) * width_s;
            sum += gauss_5.weight[i] * math::exp(-back_s * (end_per_s - 0.5 * slope * back_s));
        }
    }
    return sum * width_s;
}

}  // namespace

Hysteresis ramped(double x, double direction, double begin_rate, double end_rate,
                  double fades_per_s, double dt_s) {
    const double middle_rate = 0.5 * (begin_rate + end_rate);
    const auto after_half = [&](double start, double from_rate, double to_rate) {
        const double from = from_rate + fades_per_s;
        const double to = to_rate + fades_per_s;
        const double half_s = 0.5 * dt_s;
        const double decays = 0.5 * (from + to) * half_s;
        const double keep = math::exp(-decays);
        return start * keep +
               direction * (1.0 - keep - fades_per_s * tail_integral_s(from, to, half_s));
    };
    const double middle = after_half(x, begin_rate, middle_rate);
    const double end = after_half(middle, middle_rate, end_rate);
    const auto simpson = [](double a, double b, double c) { return (a + 4.0 * b + c) / 6.0; };
    return {.end = end,
            .mean = simpson(x, middle, end),
            .dissipation_per_s = simpson(x * x * (begin_rate + fades_per_s),
                                         middle * middle * (middle_rate + fades_per_s),
                                         end * end * (end_rate + fades_per_s))};
}

}  // namespace models
