#pragma once
// Time: how long since the start of the run, and which calendar moment that is.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace engine {

/// Whole milliseconds since the start of the run.
using SimTime = std::chrono::duration<std::int64_t, std::milli>;

inline constexpr SimTime second{1000};
inline constexpr SimTime day{86'400'000};

constexpr double to_seconds(SimTime time) {
    return static_cast<double>(time.count()) / 1000.0;
}
constexpr double to_days(SimTime time) {
    return static_cast<double>(time.count()) / static_cast<double>(day.count());
}

/// A calendar moment: milliseconds since 1970-01-01 00:00 UTC. No daylight saving, no leap seconds.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// The run's clock: start in UTC, shown with one constant offset.
struct Calendar {
    Instant start{};
    std::chrono::minutes utc_offset{0};

    Instant local(SimTime time) const { return start + time + utc_offset; }
    /// Local time of day at the start.
    SimTime start_time_of_day() const;
    /// 1 for 1 January, local.
    int start_day_of_year() const;
    /// 0 for Monday, local.
    int start_weekday() const;
    /// "2027-01-06 23:02", as people read it.
    std::string date(SimTime time) const;
    /// "2027-01-06T23:02:24Z", or with the offset behind.
    std::string iso(SimTime time) const;
};

/// "2026-11-01", optionally with " 18:30" or "T18:30", optionally ":15". Nothing for anything else
/// or for a day that does not exist.
std::optional<Instant> parse_date(std::string_view text);
/// "2026-11-01T18:30:15.5+01:00": the same as machines write it, with a fraction behind the seconds
/// (cut to milliseconds) and Z or an offset behind a time of day. What has neither is local time
/// with `utc_offset`.
std::optional<Instant> parse_timestamp(std::string_view text, std::chrono::minutes utc_offset);
/// The reverse of `parse_date`, without a time of day where it is midnight.
std::string format_date(Instant instant);

/// "18:30" as time of day, 00:00 to 24:00.
std::optional<SimTime> parse_time_of_day(std::string_view text);
std::string format_time_of_day(SimTime time);

/// "+01:00", "-09:30"; within 14 hours of UTC.
std::optional<std::chrono::minutes> parse_utc_offset(std::string_view text);
std::string format_utc_offset(std::chrono::minutes offset);

}  // namespace engine
