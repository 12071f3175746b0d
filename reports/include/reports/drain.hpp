#pragma once
// The closed-form drain calculator: a charged bank, constant drains, and four dates.

#include "engine/field_types.hpp"
#include "engine/sim_time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reports {

/// One drain. What hangs behind LOAD is controlled: it stops when LOAD opens.
struct Drain {
    std::string name;
    double draws_a = 0.0;
    bool is_controlled = false;
};

/// A bank at rest but for its drains. Charge counts in Ah of the whole bank; self-discharge is a
/// share of nominal capacity.
struct DrainQuestion {
    double capacity_ah = 200.0;
    double soc_pct = 100.0;
    double warning_pct = 20.0;                // D-11; 0: no warning
    double floor_pct = 10.0;                  // D-11; 0: LOAD opens at the low cell
    double low_cell_pct = 1.0;                // what is left at A-B01 (manual §3.1)
    double self_discharge_pct_per_30d = 2.0;  // D-19
    double electronics_a = 0.0;               // on the cells, of all strings together
    double bms_on_a = 0.003;                  // R-SUP-1
    double bms_low_cell_a = 0.0012;
    std::vector<Drain> drains;
    bool from_low_cell = false;  // begins with the reserve, right after the cut-off
};

/// Days from the start. Nothing: before the start (with `from_low_cell`), or never.
struct DrainDays {
    std::optional<double> warning;
    std::optional<double> load_off;
    std::optional<double> low_cell;
    std::optional<double> damage;
};

/// The rates are constant between the four levels, so each date is a division. A level that the
/// start is already below has day 0.
DrainDays drain(const DrainQuestion& question);

enum class DrainMilestone { Warning, LoadOff, LowCell, Damage };
std::optional<double> day_of(const DrainDays& days, DrainMilestone milestone);

/// The largest further drain on the battery, in ampere, with which `milestone` is not before
/// `days`; nothing when even none at all is too much.
std::optional<double> largest_drain_a(const DrainQuestion& question, DrainMilestone milestone,
                                      double days);
/// The lowest state of charge, in percent, from which `milestone` is not before `days`; nothing
/// when even a full bank is too little.
std::optional<double> lowest_soc_pct(const DrainQuestion& question, DrainMilestone milestone,
                                     double days);

}  // namespace reports
