#include "models/fit/known_cell.hpp"

#include "charge_doubts.hpp"

namespace models::fit {

namespace {

double mean_square_v2(const FitProfile& profile, const KnownCell& cell) {
    const ProfileReplay replay = replay_profile(profile.samples, cell.chemistry, cell.capacity_ah,
                                                cell.resistance_ohm, profile.start);
    const auto error = voltage_error(profile.samples, replay, soc_regions[0]);
    return error ? error->rmse_v * error->rmse_v : 0.0;
}

ProfilePrice price_against(const KnownCell& cell) {
    return [&cell](const FitProfile& profile) { return price_of(mean_square_v2(profile, cell)); };
}

}  // namespace

void settle_gaps_against(FitProfile& profile, const KnownCell& cell) {
    settle_gaps(profile, cell.capacity_ah, price_against(cell));
}

std::optional<ProfileStart> better_start_against(const FitProfile& profile, const KnownCell& cell) {
    constexpr double well_enough_v = 8e-3;
    if (mean_square_v2(profile, cell) < well_enough_v * well_enough_v) {
        return std::nullopt;
    }
    return better_start(profile, cell.capacity_ah, price_against(cell));
}

std::optional<double> lacking_current_against(const FitProfile& profile, const KnownCell& cell) {
    return lacking_current_a(profile, cell.capacity_ah, price_against(cell));
}

}  // namespace models::fit
