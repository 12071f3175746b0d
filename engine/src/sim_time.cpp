#include "engine/sim_time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace engine {

namespace {

using std::chrono::floor;

/// Exactly `digits` digits at the front of `text`, which they leave.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    int number = 0;
    // from_chars alone would take "-0" for a number.
    if (text.size() < digits || text.front() == '-') {
        return std::nullopt;
    }
    const char* end = text.data() + digits;
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) {
        return std::nullopt;
    }
    text.remove_prefix(digits);
    return number;
}

bool take(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

/// "18:30" or "18:30:15" at the front of `text`.
std::optional<SimTime> take_time_of_day(std::string_view& text) {
    const auto hour = take_number(text, 2);
    if (!hour || !take(text, ':')) {
        return std::nullopt;
    }
    const auto minute = take_number(text, 2);
    int seconds = 0;
    if (minute && take(text, ':')) {
        seconds = take_number(text, 2).value_or(60);
    }
    if (!minute || *minute > 59 || seconds > 59) {
        return std::nullopt;
    }
    const SimTime time =
        std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{seconds};
    return time <= day ? std::optional{time} : std::nullopt;
}

template <class... Args>
std::string formatted(const char* format, Args... args) {
    std::array<char, 64> buffer{};
    const int size = std::snprintf(buffer.data(), buffer.size(), format, args...);
    return {buffer.data(), static_cast<std::size_t>(size)};
}

struct Fields {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<std::chrono::milliseconds> time;
};

Fields fields_of(Instant instant) {
    const auto midnight = floor<std::chrono::days>(instant);
    return {.date = std::chrono::year_month_day{midnight},
            .time = std::chrono::hh_mm_ss{instant - midnight}};
}

std::string date_text(const Fields& fields) {
    return formatted("%04d-%02u-%02u", static_cast<int>(fields.date.year()),
                     static_cast<unsigned>(fields.date.month()),
                     static_cast<unsigned>(fields.date.day()));
}

}  // namespace

SimTime Calendar::start_time_of_day() const {
    const Instant at = local(SimTime{0});
    return at - floor<std::chrono::days>(at);
}

int Calendar::start_day_of_year() const {
    const auto today = floor<std::chrono::days>(local(SimTime{0}));
    const std::chrono::year_month_day date{today};
    const std::chrono::sys_days new_year{date.year() / std::chrono::January / 1};
    return static_cast<int>((today - new_year).count()) + 1;
}

int Calendar::start_weekday() const {
    const std::chrono::weekday weekday{floor<std::chrono::days>(local(SimTime{0}))};
    return static_cast<int>(weekday.iso_encoding()) - 1;
}

std::string Calendar::date(SimTime time) const {
    const Fields fields = fields_of(local(time));
    return date_text(fields) + formatted(" %02d:%02d",
                                         static_cast<int>(fields.time.hours().count()),
                                         static_cast<int>(fields.time.minutes().count()));
}

std::string Calendar::iso(SimTime time) const {
    const Fields fields = fields_of(local(time));
    const std::string zone = utc_offset.count() == 0 ? "Z" : format_utc_offset(utc_offset);
    return date_text(fields) +
           formatted("T%02d:%02d:%02d", static_cast<int>(fields.time.hours().count()),
                     static_cast<int>(fields.time.minutes().count()),
                     static_cast<int>(fields.time.seconds().count())) +
           zone;
}

std::optional<Instant> parse_date(std::string_view text) {
    const auto year = take_number(text, 4);
    if (!year || !take(text, '-')) {
        return std::nullopt;
    }
    const auto month = take_number(text, 2);
    if (!month || !take(text, '-')) {
        return std::nullopt;
    }
    const auto day_of_month = take_number(text, 2);
    if (!day_of_month) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day_of_month)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    SimTime time{0};
    if (!text.empty()) {
        if (!take(text, ' ') && !take(text, 'T')) {
            return std::nullopt;
        }
        const auto parsed = take_time_of_day(text);
        if (!parsed || !text.empty()) {
            return std::nullopt;
        }
        time = *parsed;
    }
    return Instant{std::chrono::sys_days{date}} + time;
}

namespace {

constexpr std::size_t date_size = std::string_view{"2026-11-01T"}.size();
constexpr std::size_t time_size = std::string_view{"2026-11-01T18:30:15"}.size();

/// Takes Z or an offset from behind a time of day; nothing where there is none that is right.
std::optional<std::chrono::minutes> take_zone(std::string_view& text) {
    const std::size_t at = text.find_first_of("Z+-", date_size);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view zone = text.substr(at);
    const auto offset = zone == "Z" ? std::chrono::minutes{0} : parse_utc_offset(zone);
    text = offset ? text.substr(0, at) : text;
    return offset;
}

/// Takes ".5" from behind the seconds, to whole milliseconds; nothing where there is none.
std::optional<SimTime> take_fraction(std::string_view& text) {
    std::string_view digits = text.substr(std::min(text.size(), time_size));
    const bool is_one = take(digits, '.') && !digits.empty() &&
                        digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_one) {
        return std::nullopt;
    }
    SimTime fraction{0};
    for (const int worth_ms : {100, 10, 1}) {
        fraction += SimTime{worth_ms * take_number(digits, 1).value_or(0)};
    }
    text = text.substr(0, time_size);
    return fraction;
}

}  // namespace

std::optional<Instant> parse_timestamp(std::string_view text, std::chrono::minutes utc_offset) {
    const std::chrono::minutes offset = take_zone(text).value_or(utc_offset);
    const SimTime fraction = take_fraction(text).value_or(SimTime{0});
    const auto date = parse_date(text);
    return date ? std::optional{*date + fraction - offset} : std::nullopt;
}

std::string format_date(Instant instant) {
    const Fields fields = fields_of(instant);
    std::string text = date_text(fields);
    if (fields.time.to_duration().count() != 0) {
        text += ' ' + format_time_of_day(fields.time.to_duration());
    }
    return text;
}

std::optional<SimTime> parse_time_of_day(std::string_view text) {
    const auto time = take_time_of_day(text);
    return text.empty() ? time : std::nullopt;
}

std::string format_time_of_day(SimTime time) {
    const auto seconds = time.count() / 1000;
    const auto hour = static_cast<int>(seconds / 3600);
    const auto minute = static_cast<int>(seconds / 60 % 60);
    const auto rest = static_cast<int>(seconds % 60);
    return rest == 0 ? formatted("%02d:%02d", hour, minute)
                     : formatted("%02d:%02d:%02d", hour, minute, rest);
}

std::optional<std::chrono::minutes> parse_utc_offset(std::string_view text) {
    const bool east = take(text, '+');
    if (!east && !take(text, '-')) {
        return std::nullopt;
    }
    const auto time = take_time_of_day(text);
    if (!time || !text.empty() || *time > std::chrono::hours{14}) {
        return std::nullopt;
    }
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(*time);
    if (minutes != *time) {
        return std::nullopt;
    }
    return east ? minutes : -minutes;
}

std::string format_utc_offset(std::chrono::minutes offset) {
    const bool west = offset.count() < 0;
    const auto minutes = static_cast<int>(west ? -offset.count() : offset.count());
    return formatted("%c%02d:%02d", west ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace engine
