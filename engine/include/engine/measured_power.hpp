#pragma once
// One power of a measured log over time, as `profile_load` and `profile_charger` read it.

#include "engine/measured_log.hpp"
#include "engine/power_file.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace engine {

enum class PowerKind {
    Load,       // what was used
    Solar,      // what the sun gave
    Charge,     // what the battery took
    Discharge,  // what it gave
};
inline constexpr std::array<std::string_view, 4> power_kind_words{"load", "solar", "charge",
                                                                  "discharge"};
constexpr std::string_view name_of(PowerKind kind) {
    return power_kind_words[static_cast<std::size_t>(kind)];
}

struct MeasuredPower {
    /// Dates by the clock at the system, powers in W from 0 up; the last is the end, with 0 W.
    std::vector<PowerFile::Row> rows;
    // of what was measured
    double mean_w = 0.0;
    double largest_w = 0.0;
    /// The mean of each hour of the day; nothing for one that was never measured.
    std::array<std::optional<double>, 24> by_hour_w;
    /// Times of which nothing is known. In `rows` they have the mean of their hours of the day, or
    /// of all the time where such an hour was never measured.
    int gaps = 0;
    SimTime gap_time{0};
};

/// Nothing where the log does not tell of it.
std::optional<MeasuredPower> power_of(const MeasuredLog& log, PowerKind kind);

/// The first line of a profile that banktwin writes.
inline constexpr std::string_view profile_mark = "# banktwin profile\n";
/// As CSV, `time` and `power_w`: local time, or UTC, given how far the clock at the system is ahead
/// of it. Remarks, a line each, stand before the names.
std::string profile_csv(const MeasuredPower& power, std::chrono::minutes ahead_of_utc,
                        const std::vector<std::string>& remarks);

}  // namespace engine
