#include "constants.hpp"
#include "models/cells.hpp"
#include "models/select.hpp"

#include <algorithm>

namespace models {

namespace {

constexpr double seconds_per_day = 86'400.0;
/// Capacity and resistance are looked at again after this time, less the rounding of its sum: they
/// change by a millionth in it. A longer step is one span.
constexpr double age_span_s = 3600.0 - 1e-6;
constexpr double age_day_s = seconds_per_day - 1e-3;
/// What is left of a cell is at least this.
constexpr double most_lost = 0.95;

}  // namespace

void Cells::pass_through(std::span<const double> begin_a, std::span<const double> end_a,
                         std::span<const double> bend_a, double dt_s) {
    for (std::size_t string = 0; string < strings_; ++string) {
        const CurrentRamp current{begin_a[string], end_a[string],
                                  bend_a.empty() ? 0.0 : bend_a[string]};
        passed_as_[string] += current.mean_magnitude() * dt_s;
        passed_square_a2s_[string] += current.mean_square() * dt_s;
    }
    age_span_s_ += dt_s;
    age_day_s_ += dt_s;
}

bool Cells::grow_older() {
    const bool is_due = age_span_s_ >= age_span_s;
    if (is_due) {
        age();
    }
    return is_due;
}

void Cells::age() {
    const bool is_day = age_day_s_ >= age_day_s;
    ageing_v_per_s_ = 0.0;
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            const std::size_t i = index(position, string);
            const double soc_now = soc(i);
            day_low_[i] = std::min(day_low_[i], soc_now);
            day_high_[i] = std::max(day_high_[i], soc_now);
            const double depth = day_high_[i] - day_low_[i];
            const double passed_as = passed_as_[string];
            const double capacity_as = capacity_ah_[i] * seconds_per_hour;
            age_cell(i, {.days = age_span_s_ / seconds_per_day,
                         .soc = 0.5 * (span_soc_[i] + soc_now),
                         .degc = 0.5 * (span_degc_[i] + temperature_degc_[i]),
                         .cycles = 0.5 * passed_as / capacity_as,
                         .rate_c = passed_as > 0.0
                                       ? passed_square_a2s_[string] / (passed_as * capacity_ah_[i])
                                       : 0.0,
                         .depth = std::min(1.0, std::max(depth, last_depth_[i]))});
            const double moved_v = (soc(i) - soc_now) * ocv_slope_v_[i];
            ageing_v_per_s_ = std::max(ageing_v_per_s_, magnitude(moved_v) / age_span_s_);
            span_soc_[i] = soc(i);
            span_degc_[i] = temperature_degc_[i];
            if (is_day) {
                last_depth_[i] = depth;
                day_low_[i] = day_high_[i] = span_soc_[i];
            }
        }
    }
    for (std::size_t string = 0; string < strings_; ++string) {
        passed_as_[string] = passed_square_a2s_[string] = 0.0;
    }
    age_span_s_ = 0.0;
    age_day_s_ = is_day ? 0.0 : age_day_s_;
}

// The charge stays, and fills more of what is left; energy that it then no longer has is the
// ledger's. Of a cell below empty it would fill more as well: a cell at rest would go down, and
// reverse, by what it has lost alone. So that counts from when it has been charged again.
void Cells::age_cell(std::size_t i, const AgeingSpan& span) {
    ages_.pass(i, span);
    ledger_.ageing_j += stored_energy_j(i);
    if (charge_ah_[i] >= 0.0) {
        capacity_ah_[i] = new_capacity_ah_[i] * (1.0 - std::min(most_lost, ages_.lost(i).all()));
        per_ah_[i] = 1.0 / capacity_ah_[i];
    }
    resistance_ohm_[i] = new_resistance_ohm_[i] * (1.0 + ages_.resistance_added(i));
    settle(i, soc(i));
    ledger_.ageing_j -= stored_energy_j(i);
}

}  // namespace models
