#pragma once
// Measured profiles of one cell, as loggers and cyclers write them: a CSV with a row per sample.
//
//     time_s             never falls; where it repeats, the current has an edge
//     current_a          of either sign
//     voltage_v          of the cell
//     temperature_degc   may be missing (also temp_c)
//     charge_ah          the logger's own count, of either sign; may be missing
//
// In any order and between other columns, upper or lower case, separated by commas, with a point in
// the numbers; or by semicolons or tabs, where a comma does as well. Any distance in time, also a
// varying one.

#include "engine/text_lines.hpp"
#include "models/fit/profile.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reports {

struct MeasuredProfile {
    std::string file;
    models::fit::Profile samples;  // positive current as in the file
    bool has_temperature = false;  // else 25 °C, or what was said
    bool is_degc_said = false;
};

/// `degc`: the temperature of all samples, whatever the file says. Throws engine::InputError at a
/// mistake.
MeasuredProfile read_profile(engine::TextLines text, const std::string& name,
                             std::optional<double> degc = std::nullopt);

/// What is odd about a profile whose currents are positive while charging, a sentence each: gaps,
/// with the charge that was taken (`told_by` says how), and a current that never comes to zero.
std::vector<std::string> oddities_of(const MeasuredProfile& profile, const std::string& told_by);

/// Turns every current to the sign of this program, positive charging. Without `said` the voltages
/// decide, if they all say the same; else an InputError asks for --positive. Returns what was
/// positive in the files.
models::fit::PositiveCurrent make_charging_positive(
    const std::vector<MeasuredProfile*>& profiles,
    std::optional<models::fit::PositiveCurrent> said);

}  // namespace reports
