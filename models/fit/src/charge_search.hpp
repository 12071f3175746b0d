#pragma once

#include "models/fit/cell_fit.hpp"

#include <optional>
#include <vector>

namespace models::fit {

/// Sets in every profile what is not known of its charge as one cell tells the voltages of all
/// profiles best: what went by in gaps and between samples, and where a profile starts of which
/// that is not said. Returns for each profile whose voltages ask for another start than was said
/// which one that is.
std::vector<std::optional<ProfileStart>> search_charge(std::vector<FitProfile>& profiles,
                                                       double capacity_ah, const Chemistry& like);

}  // namespace models::fit
