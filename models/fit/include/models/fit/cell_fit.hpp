#pragma once
// Parameters of a cell from measured profiles.

#include "models/fit/profile.hpp"

#include <functional>
#include <optional>
#include <stdexcept>
#include <vector>

namespace models::fit {

/// A profile to learn from; its currents are positive while charging.
struct FitProfile {
    Profile samples;
    ProfileStart start;
    bool is_start_said = true;  // else another is taken where the voltages clearly ask for it
};

/// The time constants, rates and ratios: what the voltage does not follow linearly.
struct CellDynamics {
    double rc1_s = 3.0;
    double rc2_s = 40.0;
    double rc2_saturates_at_c = 0.1;
    double relaxes_in_s = 900.0;
    double relaxing_rate = 400.0;
    double hysteresis_rate = 25.0;
    TemperatureRatio resistance{.fixed_share = 0.69, .activation_k = 5383.0};
    TemperatureRatio hysteresis{.fixed_share = 0.78, .activation_k = 4129.0};
};

struct FitQuestion {
    double capacity_ah = 0.0;
    std::vector<FitProfile> profiles;
    /// What no profile of voltages can tell: entropy and coulombic efficiency; how the branches
    /// fall below the lowest place that a profile comes to; and the ratios over temperature, if the
    /// profiles are all of about one.
    Chemistry like;
    int most_evaluations = 250;
    /// Told before every evaluation of the search, from 0; may throw to stop.
    std::function<void(int)> progress;
};

struct CellFit {
    Chemistry chemistry;
    double resistance_ohm = 0.0;
    bool knows_temperature = false;  // the ratios are its own, not those of `like`
    double covered_from_soc = 0.0;   // what the profiles came through; beyond it the branches
    double covered_to_soc = 1.0;     // bend as those of `like`
    /// Below this the branches fall as those of `like` do below empty; nothing if they were
    /// measured down to 0 V.
    std::optional<double> falls_below_soc;
    /// The profiles as they were taken, with what the voltages tell of starts that were not said,
    /// gaps, and what samples missed.
    std::vector<FitProfile> profiles;
    /// Of each profile the start that its voltages ask for against what was said, if they do.
    std::vector<std::optional<ProfileStart>> asked_starts;
    int evaluations = 0;
};

/// A profile's charge goes far beyond empty or full, where no cell gets.
struct ChargeBeyondReach : std::invalid_argument {
    std::size_t profile;  // its place in the question
    double from_soc, to_soc;
    std::optional<ProfileStart> asked_start;  // the one that its voltages ask for, if they do
    ChargeBeyondReach(std::size_t which, double from, double to, std::optional<ProfileStart> asked);
};

/// Non-negative least squares for the branches, the resistances and the amplitude of the relaxing
/// part (all linear in the voltage), inside a search for the dynamics. The search starts from what
/// fits several makers' cells and leaves it as far as the data insist; every region of charge has
/// its say, and steep ones less, since there an error of the charge is an error of the voltage.
/// Profiles may begin anywhere; together they should cover the whole range of charge.
/// Throws std::invalid_argument without profiles or capacity, ChargeBeyondReach before the search.
CellFit fit_cell(const FitQuestion& question);

/// Where a slow cycle starts: full if it discharges first. One that charges starts at `empty_soc`
/// if that is known from the discharge before it; else so that it ends full if it gets above
/// 3.5 V, and at 0 if it does not.
ProfileStart start_of_slow_cycle(const Profile& profile, double capacity_ah,
                                 std::optional<double> empty_soc);

/// Charge that went in, net of what went out, Ah.
double net_charge_ah(const Profile& profile);

}  // namespace models::fit
