#pragma once

#include "states.hpp"

#include <vector>

namespace models::fit {

/// From seconds to say: time within a region counts by its square root, every course has the same,
/// and where the branches are steep an error of the charge, `soc_error` and what the samples may
/// have missed, must not count as one of the voltage.
void weigh(std::vector<Course>& courses, double soc_error = 0.002);

}  // namespace models::fit
