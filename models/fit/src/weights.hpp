#pragma once

#include "states.hpp"

#include <cmath>
#include <vector>

namespace models::fit {

/// From seconds to say: time within a region counts by its square root, every course has the same,
/// and where the branches are steep an error of the charge, `soc_error`, must not count as one of
/// the voltage.
void weigh(std::vector<Course>& courses, double soc_error = 0.002);

/// What a search pays for a mean square error: the data have so many samples' worth of say against
/// what is usual, and below this a difference is none.
inline double price_of(double mean_square_v2) {
    constexpr double independent_samples = 50.0;
    constexpr double least_error_v = 0.3e-3;
    return independent_samples * std::log(mean_square_v2 + least_error_v * least_error_v);
}

}  // namespace models::fit
