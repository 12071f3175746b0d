#pragma once
// What was measured at a system, from what Victron's portal and app export:
//
//     VRM log                   CSV: three rows of names (device, quantity, unit), then a row a
//     moment VictronConnect history    CSV of a solar charger: a row a day, the newest first
//
// Moments are those of the clock at the system, as they stand in the file. Neither kind says how
// far that clock is ahead of UTC at a row: the offset in a VRM log is that of the day of the
// export.

#include "engine/sim_time.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

enum class MeasuredFormat { VrmLog, MpptHistory };
inline constexpr std::array<std::string_view, 2> measured_format_words{"vrm_log",
                                                                       "victronconnect_history"};
constexpr std::string_view name_of(MeasuredFormat format) {
    return measured_format_words[static_cast<std::size_t>(format)];
}

/// What may be known of a moment, or of the time until the next row.
enum class Reading { Load, Solar, Battery, Soc, LowestVoltage, HighestVoltage, Temperature };
inline constexpr std::size_t reading_count = 7;

struct MeasuredRow {
    Instant from{};
    /// Load and Solar in W from 0 up, Battery in W (charging is positive), Soc in percent, voltages
    /// in V, Temperature in degC.
    std::array<std::optional<double>, reading_count> values;

    std::optional<double>& operator[](Reading reading) {
        return values[static_cast<std::size_t>(reading)];
    }
    const std::optional<double>& operator[](Reading reading) const {
        return values[static_cast<std::size_t>(reading)];
    }
};

/// What became of a column.
enum class ColumnUse { Read, Blank, Energy, AnotherUnit, AnotherMonitor, NotUsed };
inline constexpr std::array<std::string_view, 6> column_use_words{
    "read", "blank", "energy", "another_unit", "another_monitor", "not_used"};

struct MeasuredColumn {
    std::string device;    // "Battery Monitor [512]"
    std::string quantity;  // "State of charge"
    std::string unit;
    ColumnUse use = ColumnUse::NotUsed;
};

struct MeasuredLog {
    MeasuredFormat format = MeasuredFormat::VrmLog;
    std::string clock;                    // what the file says of it: "Europe/Tallinn (+03:00)"
    std::vector<MeasuredColumn> columns;  // but for that of the time
    std::vector<MeasuredRow> rows;        // times rise; at least one
    SimTime step{0};                      // from most rows to the next
    int repeated_rows = 0;                // left out: their time had been there already
    std::vector<std::string> notes;       // by which rules, for people; of a history how a day is
                                          // spread comes first

    bool has(Reading reading) const;
    /// What a row says holds until the next one, but no longer than this; then it is not known.
    SimTime longest_hold() const;
};

/// Whether a text is one of them, by its first line.
bool is_measured_log(std::string_view text);
/// `name` stands in messages. Throws InputError with line and column for whatever is not as such a
/// file is: a cell that is no number where one belongs, a time that goes back by more than an hour
/// (clocks are put back by one), a day that does not fit its `Days ago`, and so on.
MeasuredLog read_measured_log(const std::string& text, const std::string& name);

/// A history whose days give their sun by the hour, as a cloudless sky would over that latitude
/// (the sun highest at noon), so that the sum of each day stays what it was.
MeasuredLog with_sun_by_the_hour(const MeasuredLog& history, double latitude_deg);

}  // namespace engine
