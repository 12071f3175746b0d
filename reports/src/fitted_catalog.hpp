#pragma once
// A fitted cell as a catalogue that scenarios read.

#include "models/fit/cell_fit.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reports {

/// The cell that stands in where nothing was measured: entropy, ageing, what is below empty, the
/// temperature if there is but one.
inline constexpr std::string_view stands_in = "lithium_ng";

/// The shipped battery that lends the fitted cell's battery what no cell has, and how many cells in
/// series both have.
inline constexpr std::string_view like_its_battery = "lithium_ng_12v8_100ah";
inline constexpr int cells_of_its_battery = 4;

/// YAML of a cell and a battery of that name. Voltages and resistances are rounded to what a
/// measurement can tell; the branches rise, and do not cross. `files` is what it was fitted to.
std::string fitted_catalog(const models::fit::CellFit& fit, const std::string& name,
                           double capacity_ah, const std::vector<std::string>& files);

}  // namespace reports
