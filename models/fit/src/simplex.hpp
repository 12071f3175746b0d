#pragma once

#include <functional>
#include <vector>

namespace models::fit {

struct SimplexOptions {
    int most_evaluations = 200;
    double near_x = 0.05;  // in steps: as near as this the corners are one
    double near_cost = 0.1;
};

struct SimplexEnd {
    std::vector<double> x;
    double cost;
    int evaluations;
};

/// Minimum of a function without derivatives (J. A. Nelder, R. Mead, Comput. J. 7, 1965) from
/// `start`, with first steps of `step` to alternating sides.
SimplexEnd minimise(const std::function<double(const std::vector<double>&)>& cost,
                    const std::vector<double>& start, const std::vector<double>& step,
                    const SimplexOptions& options);

}  // namespace models::fit
