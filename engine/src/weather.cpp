#include "engine/weather.hpp"

#include "engine/measured_log.hpp"
#include "engine/unit.hpp"
#include "engine/whole_text.hpp"
#include "weather_builder.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <utility>

namespace engine {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::month_day;
using std::chrono::year_month_day;

constexpr int hours_of_a_day = 24;
constexpr int hours_of_a_leap_year = 366 * hours_of_a_day;
constexpr int leap_day_begins = 59 * hours_of_a_day;  // 29 February, as hour of a leap year
constexpr int leap_day_ends = 60 * hours_of_a_day;
constexpr std::size_t most_hours = std::size_t{100} * 8784;

/// 0 at 1 January 00:00; every date has the number it has in a leap year.
int hour_of_year(Instant moment) {
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const std::chrono::year leap{2000};
    const auto in_leap_year = std::chrono::sys_days{leap / date.month() / date.day()} -
                              std::chrono::sys_days{leap / 1 / 1};
    const auto hour = floor<hours>(moment - day);
    return static_cast<int>(in_leap_year.count()) * hours_of_a_day + static_cast<int>(hour.count());
}

/// Whether one hour of the year comes after the other, in years with a 29 February or without.
bool follows(int later, int earlier) {
    const int next = (earlier + 1) % hours_of_a_leap_year;
    return later == next || (next == leap_day_begins && later == leap_day_ends);
}

struct Mark {
    std::string_view text;
    WeatherFormat format;
};

/// The first line that begins with one of these tells the format.
constexpr std::array<Mark, 6> marks{{
    {"{", WeatherFormat::PvgisHourlyJson},
    {"LOCATION,", WeatherFormat::Epw},
    {"time(UTC),", WeatherFormat::PvgisTmyCsv},
    {"time,temperature_degc", WeatherFormat::Banktwin},
    {"time,G", WeatherFormat::PvgisHourlyCsv},
    {"time,P,", WeatherFormat::PvgisHourlyCsv},
}};

/// What somebody might take for weather: a piece of a line, and what the file then is.
struct Stranger {
    std::string_view piece;
    std::string_view what;
};
constexpr std::string_view horizon =
    "a horizon by PVGIS: how high the land stands around, neither sun nor temperature; PVGIS gives "
    "weather as hourly data or as a typical year";
constexpr std::string_view profile =
    "a power profile, which profile_load and profile_charger of a scenario read as it is";
constexpr std::array<Stranger, 4> strangers{{
    {"horizon_elevation", horizon},
    {"H_hor", horizon},
    {"power_w", profile},
    {"energy_wh", profile},
}};
constexpr std::string_view measured =
    "no weather but what was measured at a system; banktwin import makes a profile of it";
/// "2010-01-01:00,184.5,…"
bool is_of_many_households(std::string_view line) {
    constexpr std::size_t colon = 10;
    return line.size() > colon && line[colon] == ':' &&
           parse_date(line.substr(0, colon)).has_value();
}
constexpr std::string_view households =
    "of the households of SolBatSim: the values of a row are as many households in W, neither "
    "weather nor moments; keep its time and one of them, under the names time,power_w";

/// Nothing for a line that tells nothing.
std::optional<std::string_view> what_else(std::string_view line) {
    if (is_of_many_households(line)) {
        return households;
    }
    for (const Stranger& row : strangers) {
        if (line.find(row.piece) != std::string_view::npos) {
            return row.what;
        }
    }
    return std::nullopt;
}

WeatherFormat format_of(const std::string& text, const std::string& name) {
    const auto mistake = [&](int line, const std::string& message) {
        return InputError({.file = name, .line = line, .column = 1}, "", message);
    };
    if (is_measured_log(text)) {
        throw mistake(1, "is " + std::string{measured});
    }
    std::istringstream lines{text};
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        const std::size_t begin = line.find_first_not_of(" \t\r");
        const std::string_view written =
            std::string_view{line}.substr(std::min(begin, line.size()));
        for (const Mark& mark : marks) {
            if (written.starts_with(mark.text)) {
                return mark.format;
            }
        }
        if (const auto what = what_else(written)) {
            throw mistake(number, "is " + std::string{*what});
        }
    }
    throw mistake(1,
                  "is no weather that banktwin knows: PVGIS hourly (CSV, JSON), PVGIS typical "
                  "year (CSV), EPW, or a CSV with time,temperature_degc,…");
}

}  // namespace

std::optional<Instant> pvgis_hour(std::string_view text) {
    constexpr std::size_t length = 13;  // 20160101:0010
    constexpr std::size_t colon = 8;
    if (text.size() != length || text[colon] != ':') {
        return std::nullopt;
    }
    std::string date{text};
    for (const auto& [at, mark] : {std::pair{4, '-'}, std::pair{7, '-'}}) {
        date.insert(static_cast<std::size_t>(at), 1, mark);
    }
    date[10] = ' ';
    date.insert(13, 1, ':');
    const auto moment = parse_date(date);
    return moment ? std::optional{Instant{floor<hours>(*moment)}} : std::nullopt;
}

std::string format_hour(Instant hour) {
    constexpr std::size_t date_alone = 10;
    std::string text = format_date(hour);
    return text.size() > date_alone ? text : text + " 00:00";
}

double weather_number(std::string_view text, double lowest, double highest,
                      const WeatherMistake& mistake) {
    double value = 0.0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end ||
        !(value >= lowest && value <= highest)) {
        throw mistake("expected a number between " + shortest(lowest) + " and " +
                      shortest(highest) + ", not \"" + std::string{text} + '"');
    }
    return value + 0.0;  // PVGIS writes -0.0
}

void WeatherBuilder::add(const WeatherHour& hour, std::string_view stamp,
                         const WeatherMistake& mistake) {
    std::vector<WeatherHour>& all = weather_.hours;
    if (!all.empty()) {
        const Instant last = all.back().begins;
        if (!follows(hour_of_year(hour.begins), hour_of_year(last))) {
            throw mistake('"' + std::string{stamp} + "\" does not follow the hour before it, " +
                          format_hour(last));
        }
        weather_.is_typical_year = weather_.is_typical_year || hour.begins != last + hours{1};
    }
    if (all.size() == most_hours) {
        throw mistake("has more than a hundred years");
    }
    all.push_back(hour);
}

Weather WeatherBuilder::finished(const WeatherMistake& mistake) {
    if (weather_.hours.empty()) {
        throw mistake("has no hours");
    }
    weather_.first_of_hour.assign(hours_of_a_leap_year, Weather::no_hour);
    for (std::size_t i = weather_.hours.size(); i-- > 0;) {
        const int hour = hour_of_year(weather_.hours[i].begins);
        weather_.first_of_hour[static_cast<std::size_t>(hour)] = i;
    }
    return std::move(weather_);
}

const WeatherHour* Weather::at(Instant moment) const {
    const Instant first = hours.front().begins;
    if (!is_typical_year && moment >= first) {
        const auto index =
            static_cast<std::size_t>(floor<std::chrono::hours>(moment - first).count());
        if (index < hours.size()) {
            return &hours[index];
        }
    }
    const int hour = hour_of_year(moment);
    const bool is_leap_day = hour >= leap_day_begins && hour < leap_day_ends;
    std::size_t index = first_of_hour[static_cast<std::size_t>(hour)];
    if (index == no_hour && is_leap_day) {
        index = first_of_hour[static_cast<std::size_t>(hour - hours_of_a_day)];
    }
    return index == no_hour ? nullptr : &hours[index];
}

Weather read_weather(std::string text, const std::string& name) {
    const WeatherFormat format = format_of(text, name);
    if (format == WeatherFormat::PvgisHourlyJson) {
        return read_weather_json(text, name);
    }
    TextLines lines{std::make_unique<std::istringstream>(std::move(text)), name};
    return format == WeatherFormat::Epw ? read_weather_epw(std::move(lines))
                                        : read_weather_csv(std::move(lines), format);
}

Weather read_weather(const std::string& path) {
    return read_weather(whole_text(path), name_in_messages(path));
}

std::string weather_csv(const Weather& weather) {
    std::string out{weather_mark};
    for (const PlaceRow& row : place_rows) {
        if (const auto& value = weather.*row.member) {
            out += "# " + std::string{row.key} + ' ' + shortest(*value) + '\n';
        }
    }
    out += "time,temperature_degc";
    out += weather.sunlight == Sunlight::Horizontal ? ",global_w_m2,beam_normal_w_m2,diffuse_w_m2"
           : weather.sunlight == Sunlight::Plane    ? ",plane_w_m2"
                                                    : "";
    out += '\n';
    for (const WeatherHour& hour : weather.hours) {
        out += format_hour(hour.begins) + ',' + shortest(hour.temperature_degc);
        if (weather.sunlight == Sunlight::Horizontal) {
            for (const double value :
                 {hour.global_w_m2, hour.beam_normal_w_m2, hour.diffuse_w_m2}) {
                out += ',' + shortest(value);
            }
        } else if (weather.sunlight == Sunlight::Plane) {
            out += ',' + shortest(hour.plane_w_m2);
        }
        out += '\n';
    }
    return out;
}

}  // namespace engine
