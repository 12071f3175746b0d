#pragma once
// What was measured at one cell, and what a cell of the model does with the same current.

#include "models/cells.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace models::fit {

/// Nothing was recorded for so long that what went by is not known: the step that ends at sample
/// `at`.
struct ProfileGap {
    std::size_t at;
    double charge_ah;  // that is taken to have gone in
    double unsure_ah;  // by how much more or less would be no surprise
};

/// Samples in the order of time, one entry per sample in every list. Times never fall; two samples
/// of one time are the two sides of an edge of the current. Positive current charges.
struct Profile {
    std::vector<double> time_s;
    std::vector<double> current_a;
    std::vector<double> voltage_v;
    std::vector<double> temperature_degc;
    /// The logger's own count of the charge that went in, from any start; empty: it has none. It
    /// saw what lies between the samples.
    std::vector<double> charge_ah;
    std::vector<ProfileGap> gaps;  // see find_gaps; in the order of time
    /// Without a counter: of each two samples the current between them is their mean and this share
    /// (-1..1) of half their difference, towards the one that charges more.
    double missed_share = 0.0;

    std::size_t size() const { return time_s.size(); }
    double duration_s() const { return time_s.back() - time_s.front(); }
};

/// The gap that ends at sample `i`; null where there is none.
const ProfileGap* gap_at(const Profile& profile, std::size_t i);

/// From one sample to the next the current is taken as held, for this long and with this charge.
struct ProfileStep {
    double dt_s;
    double current_a;
};
/// The step that ends at sample `i`, 1 <= i < size: the charge is that of the counter, or of the
/// gap, else that of both currents: their mean, unless there is a `missed_share`.
ProfileStep step_to(const Profile& profile, std::size_t i);

/// What a logger counted of the charge, one entry per sample in every list, from any start.
struct ChargeCounter {
    std::vector<double> in_ah;  // less what went out, unless that has a counter of its own
    /// What went out, rising as `in_ah` then does; empty: nothing has a counter of its own.
    std::vector<double> out_ah;
};
/// A counter further off the sum of the currents than this share is none.
inline constexpr double most_counter_off = 0.05;
/// Gives the profile a counter of charge, turned to the sign of its current. Where one is set anew
/// (one of two falls, or none of the currents could do so much) the currents lead on. Of rows of
/// one time the last says what was counted until then. Returns by what share of all that the
/// currents moved the counter is off, and leaves the profile without one if that is too much.
double take_counter(Profile& profile, const ChargeCounter& counter);

/// Finds where the profile, if it has no counter, says nothing for more than a minute and 20 of its
/// usual intervals. The charge is that of the currents on both sides where these are one, else of
/// the mean current over as long a time before and after. A logger that does so more than five
/// times (has_many_gaps) may leave out rests, or write only what changes: the charge is that of the
/// currents on both sides.
void find_gaps(Profile& profile);
bool has_many_gaps(const Profile& profile);

/// By how many samples, three at most, the voltages come after the currents, less than 0 where they
/// come before; 0 where edges of the current (five at least) do not clearly say so.
int voltage_lag(const Profile& profile);
/// Gives every current the voltage that is its own: of a profile with that lag. As many rows at an
/// end are lost.
void take_out_lag(Profile& profile, int lag);

/// Which current a logger counts as positive.
enum class PositiveCurrent { Charge, Discharge };

/// What the voltage says about the sign of the current, the columns being taken as they are, by
/// edges of the current and by its trend: nothing when it does not answer clearly one way. Edges
/// at which a charger holds the voltage say nothing; a handful of others yields to a clear trend.
std::optional<PositiveCurrent> positive_current_of(const Profile& profile);

/// What was done with a cell before: the branch of its open-circuit voltage that it is on.
enum class LastDone { Charged, Discharged };

/// Where a cell stands before the first sample. `hysteresis` is +1 after charging, -1 after
/// discharging.
struct ProfileStart {
    double soc = 1.0;
    double hysteresis = 1.0;

    /// Charged last above half, as a bank is taken to be (design §4), unless it is said.
    static ProfileStart at(double soc, std::optional<LastDone> last = std::nullopt) {
        const bool charged = last ? *last == LastDone::Charged : soc > 0.5;
        return {.soc = soc, .hysteresis = charged ? 1.0 : -1.0};
    }
};

/// The model's answer, one entry per sample.
struct ProfileReplay {
    std::vector<double> soc;
    std::vector<double> voltage_v;
};

/// Sends the profile's current through a cell that has the measured temperature. The cell's own
/// heat plays no part, nor does its self-discharge.
ProfileReplay replay_profile(const Profile& profile, const Chemistry& chemistry, double capacity_ah,
                             double resistance_ohm, ProfileStart start);

/// The same profile with a counter that counts `gain` times what the currents add up to.
Profile with_charge_gain(const Profile& profile, double gain);

/// How far the sum of sampled currents is off what flowed, one standard deviation: a current that
/// jumped from one sample to the next did so at any moment between them, each as likely. Nothing
/// for currents that stay as they are, nor for gaps, which have a doubt of their own.
double charge_uncertainty_ah(const Profile& profile);

/// No sum is taken to be further off than this share.
inline constexpr double most_charge_off = 0.005;
/// How far `charge_gain_of` may be from 1: three times `charge_uncertainty_ah`, as a share of what
/// the currents add up to, but never more than `most_charge_off`, which of currents that jump all
/// day is less than one deviation. Nothing with a counter.
double charge_gain_bound(const Profile& profile);
/// What went by over what the currents add up to, as the voltages tell it against this cell: within
/// `charge_gain_bound` of 1. Only voltages near an end of charge have a say, where half a percent
/// of charge moves them by 5 mV; 1 where none does, or where a counter tells what went by.
double charge_gain_of(const Profile& profile, const Chemistry& chemistry, double capacity_ah,
                      double resistance_ohm, ProfileStart start);

/// For how long a sample stands: half of what lies on both sides; of a gap in the samples no more
/// than ten of the usual intervals.
std::vector<double> sample_weights_s(const Profile& profile);

/// A region of the state of charge, without its ends.
struct SocRegion {
    std::string_view name;
    double above, below;
};
inline constexpr std::array<SocRegion, 4> soc_regions{{{"full", -1e9, 1e9},
                                                       {"above_5", 0.05, 1e9},
                                                       {"10_to_95", 0.10, 0.95},
                                                       {"10_to_90", 0.10, 0.90}}};

/// What is measured less what the model says, over the time spent in a region.
struct VoltageError {
    double rmse_v;
    double mean_v;
    double time_s;
};
/// Nothing when the profile does not come there.
std::optional<VoltageError> voltage_error(const Profile& profile, const ProfileReplay& replay,
                                          const SocRegion& region);

}  // namespace models::fit
