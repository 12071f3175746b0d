#pragma once

#include "models/fit/cell_fit.hpp"

#include <vector>

namespace models::fit {

/// Sets in every profile what went by in its gaps: the charge with which one cell tells the
/// voltages of all profiles best, between the least and the largest current that the profile has.
/// Where they hardly tell, as on a plateau that does not end, it stays near what it was. Returns
/// the gaps.
std::vector<std::vector<ProfileGap>> search_gaps(std::vector<FitProfile>& profiles,
                                                 double capacity_ah, const Chemistry& like);

}  // namespace models::fit
