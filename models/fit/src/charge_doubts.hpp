#pragma once
// What nobody wrote down of a profile's charge is found by trying: where it starts, what went by
// in its gaps, and what went by between its samples.

#include "models/fit/cell_fit.hpp"

#include <cmath>
#include <functional>
#include <optional>

namespace models::fit {

/// What a search pays for a mean square error: the data have so many samples' worth of say against
/// what is usual, and below this a difference is none.
inline double price_of(double mean_square_v2) {
    constexpr double independent_samples = 50.0;
    constexpr double least_error_v = 0.3e-3;
    return independent_samples * std::log(mean_square_v2 + least_error_v * least_error_v);
}

/// What the errors cost (as price_of) if the profile is as given.
using ProfilePrice = std::function<double(const FitProfile&)>;

/// Lowest and highest place that the profile's charge comes to.
struct SocReach {
    double lowest, highest;
};
SocReach reach_of(const FitProfile& profile, double capacity_ah);

/// Sets what went by in the gaps. A few gaps are searched one by one, between the least and the
/// largest current that the profile has; where voltages hardly tell, as on a plateau that does not
/// end, a charge stays near what it was. Many are all of one kind: rests that were left out, or
/// rows that stand for what was held between them.
void settle_gaps(FitProfile& profile, double capacity_ah, const ProfilePrice& price);

/// Sets `missed_share`, and says so, where one deviation of what the samples miss is half a percent
/// of the capacity or more.
bool settle_missed_charge(FitProfile& profile, double capacity_ah, const ProfilePrice& price);

/// The start with which the price is lowest, if that is clearly lower than with the profile's own
/// and at another place; on either branch. Nothing where the charge swings by more than 115 % of
/// the capacity: no start is right then.
std::optional<ProfileStart> better_start(const FitProfile& profile, double capacity_ah,
                                         const ProfilePrice& price);

/// The constant current, A, positive charging, that the currents lack, if the price is clearly
/// lower with it, and if it comes to more charge than a percent of the capacity and than samples
/// may have missed. Nothing where the charge is counted.
std::optional<double> lacking_current_a(const FitProfile& profile, double capacity_ah,
                                        const ProfilePrice& price);

}  // namespace models::fit
