#pragma once
// A power over time from a file, as a device of the scenario names it: a CSV with a row per change.
//
//     time_s       since the start of the run, or instead
//     time         a date and local time, 2026-06-05 18:00:00 or 05.06.2026 18:00:00
//     power_w      from then on, a magnitude, or instead
//     power_kw     the same in kilowatt
//     energy_wh    of the time until the next row; then all rows are equally far apart
//     energy_kwh   the same in kilowatt-hours
//
// In either order, with these names in the first line that does not begin with #; times rise.
// Separated by commas, or by semicolons or tabs, and then numbers may have a comma.

#include "engine/field_types.hpp"
#include "engine/text_lines.hpp"
#include "models/power_profile.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace engine {

/// What such a file says.
struct PowerFile {
    struct Row {
        std::optional<Instant> date;  // or
        SimTime after{0};             // since the start
        double power_w = 0.0;
    };
    std::string path;                              // as it was written
    std::shared_ptr<const std::vector<Row>> rows;  // at least one

    bool has_dates() const { return rows->front().date.has_value(); }
    double largest_w() const;
    /// From the first row to the last, or to the end of the period; of one row its own.
    double mean_w(std::optional<SimTime> period) const;
    /// When its first row begins in a run that starts then (local time).
    SimTime begins(Instant start) const;
    /// When its last row ends, if that is as long as the one before it. A lone row never ends.
    std::optional<SimTime> ends(Instant start) const;
    /// For a run that starts then (local time).
    models::PowerProfile profile(Instant start, std::optional<SimTime> period) const;
};

/// The speed of an engine over time, of a file that has speed_rpm in the place of a power.
struct SpeedFile {
    PowerFile steps;  // in revolutions per minute
};

/// Throws InputError at a mistake.
std::vector<PowerFile::Row> read_power(TextLines text);
std::vector<PowerFile::Row> read_speed(TextLines text);

namespace detail {
void read_power_file(Reader& reader, const Node& node, const Field& field, const std::string& path,
                     void* member);
Value write_power_file(const Field& field, const void* member, Absent absent);
Value power_file_schema();
void read_speed_file(Reader& reader, const Node& node, const Field& field, const std::string& path,
                     void* member);
Value write_speed_file(const Field& field, const void* member, Absent absent);
Value speed_file_schema();
}  // namespace detail

template <>
struct TypeOf<SpeedFile> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = &detail::read_speed_file,
                                .write = &detail::write_speed_file,
                                .schema = &detail::speed_file_schema};
};

template <>
struct TypeOf<PowerFile> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = &detail::read_power_file,
                                .write = &detail::write_power_file,
                                .schema = &detail::power_file_schema};
};

}  // namespace engine
