#pragma once
// What the voltages of a profile tell of its charge, against a cell whose parameters are known.

#include "models/fit/cell_fit.hpp"

#include <optional>

namespace models::fit {

struct KnownCell {
    const Chemistry& chemistry;
    double capacity_ah;
    double resistance_ohm;
};

/// Sets what went by in the gaps of a profile, as a fit does.
void settle_gaps_against(FitProfile& profile, const KnownCell& cell);

/// The start with which this cell tells the voltages clearly better than with the profile's own.
/// Nothing where they are told well enough, or by no other start.
std::optional<ProfileStart> better_start_against(const FitProfile& profile, const KnownCell& cell);

/// The constant current, A, positive charging, that the profile's currents lack, as this cell
/// tells its voltages: an offset of the logger, the other way round. Nothing where none is clearly
/// asked for, nor where the charge is counted.
std::optional<double> lacking_current_against(const FitProfile& profile, const KnownCell& cell);

}  // namespace models::fit
