#pragma once
// What commands that read measured profiles have in common.

#include "models/fit/profile.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

namespace reports::cli {

inline constexpr std::string_view profile_help =
    "A profile is a CSV of one cell, with time_s, current_a, voltage_v and, if known,\n"
    "temperature_degc among its columns. Its charge is what it counts: charge_ah, of either sign, "
    "or\ncharge_ah and discharge_ah (also chg_ah and dis_ah, charge_capacity_ah and "
    "discharge_capacity_ah),\nif these agree with its currents within 5 %; else what its currents "
    "add up to.";

inline void add_positive(CLI::App& app, std::string& positive) {
    app.add_option("--positive", positive,
                   "what positive current does in the files: charge or discharge; else the "
                   "voltages decide")
        ->type_name("WORD")
        ->check(CLI::IsMember({"charge", "discharge"}));
}

inline std::optional<models::fit::PositiveCurrent> positive_argument(const std::string& word) {
    if (word.empty()) {
        return std::nullopt;
    }
    return word == "charge" ? models::fit::PositiveCurrent::Charge
                            : models::fit::PositiveCurrent::Discharge;
}

inline std::optional<models::fit::LastDone> last_done_argument(const std::string& word) {
    if (word.empty()) {
        return std::nullopt;
    }
    return word == "charged" ? models::fit::LastDone::Charged : models::fit::LastDone::Discharged;
}

}  // namespace reports::cli
