#pragma once
// Measured profiles of one cell, as loggers and cyclers write them: a CSV with a row per sample.
//
//     time_s             never falls; where it repeats, the current has an edge
//     current_a          of either sign
//     voltage_v          of the cell
//     temperature_degc   may be missing (also temp_c), or empty in a row: it stays as it was
//     charge_ah          the logger's own count, of either sign; may be missing
//     discharge_ah       beside it: what went out has a count of its own, charge_ah what went in
//
// The two are also called chg_ah and dis_ah, charge_capacity_ah and discharge_capacity_ah; they may
// begin again with every step. Columns stand in any order and between other columns, upper or lower
// case, separated by commas, with a point in the numbers; or by semicolons or tabs, where a comma
// does as well. Any distance in time, also a varying one.

#include "engine/text_lines.hpp"
#include "models/fit/profile.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reports {

struct MeasuredProfile {
    std::string file;
    int current_column = 1;        // where the name of the current begins in the first line, from 1
    models::fit::Profile samples;  // positive current as in the file
    bool has_temperature = false;  // else 25 °C, or what was said
    bool is_degc_said = false;
    std::string counter;       // the columns that count charge, "chg_ah and dis_ah"; empty: none
    bool is_counted = false;   // by them; they may be too far off
    double counter_off = 0.0;  // as models::fit::take_counter says
    int voltage_lag = 0;       // that was taken out (models::fit::voltage_lag)
    /// What its own voltages say of the sign in the file, if they do, and what was taken; known
    /// after make_charging_positive.
    std::optional<models::fit::PositiveCurrent> seen;
    models::fit::PositiveCurrent taken = models::fit::PositiveCurrent::Charge;

    bool is_sign_contradicted() const { return seen && *seen != taken; }
};

/// "charge" or "discharge".
std::string_view word_of(models::fit::PositiveCurrent positive);

/// `degc`: the temperature of all samples, whatever the file says. Throws engine::InputError at a
/// mistake.
MeasuredProfile read_profile(engine::TextLines text, const std::string& name,
                             std::optional<double> degc = std::nullopt);

/// What is odd about a profile whose currents are positive while charging, a sentence each: a sign
/// that was said and is not that of the voltages, a counter that was not used, voltages beside the
/// currents of other rows, gaps, with the charge that was taken (`told_by` says how), and a current
/// that never comes to zero.
std::vector<std::string> oddities_of(const MeasuredProfile& profile, const std::string& told_by);

/// Turns every current to the sign of this program, positive charging. Without `said` the voltages
/// decide, if they all say the same; else an InputError asks for --positive. Returns what was
/// positive in the files, and leaves in each what its own voltages say.
models::fit::PositiveCurrent make_charging_positive(
    const std::vector<MeasuredProfile*>& profiles,
    std::optional<models::fit::PositiveCurrent> said);

}  // namespace reports
