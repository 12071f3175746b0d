#pragma once

#include <span>
#include <vector>

namespace models::fit {

/// The two knots around a place and the share of the second: straight between knots, level beyond.
struct Hat {
    std::size_t left;
    double right_share;
};
Hat hat_at(std::span<const double> knots, double at);

/// Knots of the branches over SoC, dense where they bend, and as far beyond 0 and 1 as `lowest` and
/// `highest` go. All are multiples of half a percent, as a Curve wants them.
std::vector<double> branch_knots(double lowest, double highest);

/// Knots of resistances and of the relaxing part.
std::span<const double> resistance_knots();

}  // namespace models::fit
