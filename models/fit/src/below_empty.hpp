#pragma once

#include "models/chemistry.hpp"

#include <optional>

namespace models::fit {

/// Leads the branches on below their first points as those of `like` go on below empty: down to 0
/// V, scaled to where they stand, and from there on as they are. No cycler measures that, and
/// straight on a cell would hold a tenth of its charge and more at voltages that no cell has.
/// Returns where that begins; nothing, and leaves them alone, if they already stand at 0 V.
std::optional<double> append_fall_below_empty(Chemistry& chemistry, const Chemistry& like);

}  // namespace models::fit
