#include "basis.hpp"

#include <algorithm>
#include <array>

namespace models::fit {

namespace {

constexpr std::array inside{0.0,   0.005, 0.01,  0.015, 0.02,  0.025, 0.03,  0.035, 0.04, 0.05,
                            0.06,  0.07,  0.08,  0.09,  0.1,   0.125, 0.15,  0.175, 0.2,  0.225,
                            0.25,  0.275, 0.3,   0.325, 0.35,  0.375, 0.4,   0.425, 0.45, 0.475,
                            0.5,   0.525, 0.55,  0.575, 0.6,   0.62,  0.64,  0.66,  0.68, 0.7,
                            0.725, 0.75,  0.775, 0.8,   0.825, 0.85,  0.875, 0.9,   0.92, 0.94,
                            0.95,  0.96,  0.97,  0.98,  0.985, 0.99,  0.995, 1.0};
constexpr std::array beyond{0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15};
constexpr std::array of_resistances{0.0, 0.015, 0.03, 0.06, 0.1,  0.2, 0.35,
                                    0.5, 0.65,  0.8,  0.9,  0.97, 1.0};

}  // namespace

Hat hat_at(std::span<const double> knots, double at) {
    const auto above = std::upper_bound(knots.begin() + 1, knots.end() - 1, at);
    const auto left = static_cast<std::size_t>(above - knots.begin()) - 1;
    const double share = (at - knots[left]) / (knots[left + 1] - knots[left]);
    return {.left = left, .right_share = std::clamp(share, 0.0, 1.0)};
}

std::vector<double> branch_knots(double lowest, double highest) {
    // A profile that goes less far than this beyond an end is read as being there.
    constexpr double little = 0.0025;
    std::vector<double> knots{inside.begin(), inside.end()};
    double last = 0.0;
    for (const double step : beyond) {
        if (lowest < -last - little) {
            knots.insert(knots.begin(), -step);
        }
        if (highest > 1.0 + last + little) {
            knots.push_back(1.0 + step);
        }
        last = step;
    }
    return knots;
}

std::span<const double> resistance_knots() {
    return of_resistances;
}

}  // namespace models::fit
