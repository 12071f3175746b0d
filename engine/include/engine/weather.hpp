#pragma once
// Weather by the hour, from the files that people have:
//
//     PVGIS hourly    CSV or JSON of `seriescalc`: sun on the plane of a panel
//     PVGIS TMY       CSV: a typical year, its months from different years
//     EPW             EnergyPlus weather: a typical year
//     banktwin        CSV, what `banktwin import` writes (names of the columns below)
//
// Times are UTC. A row is the mean of the hour it stands in: PVGIS stamps hourly series some
// minutes into it, EPW counts hours from 1 to 24. The file says its place, but for banktwin's own.

#include "engine/sim_time.hpp"
#include "engine/text_lines.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

enum class WeatherFormat { Banktwin, PvgisHourlyCsv, PvgisHourlyJson, PvgisTmyCsv, Epw };
inline constexpr std::array<std::string_view, 5> weather_format_words{
    "banktwin_csv", "pvgis_hourly_csv", "pvgis_hourly_json", "pvgis_tmy_csv", "epw"};
constexpr std::string_view name_of(WeatherFormat format) {
    return weather_format_words[static_cast<std::size_t>(format)];
}

/// What is told of the sun.
enum class Sunlight {
    None,        // the temperature alone
    Horizontal,  // global and diffuse on the horizontal, beam on the normal
    Plane,       // all that falls on the plane of a panel
};
inline constexpr std::array<std::string_view, 3> sunlight_words{"none", "horizontal", "plane"};
constexpr std::string_view name_of(Sunlight sunlight) {
    return sunlight_words[static_cast<std::size_t>(sunlight)];
}

/// "2026-06-05 18:00", at midnight too.
std::string format_hour(Instant hour);

struct WeatherHour {
    Instant begins{};  // UTC
    double temperature_degc = 0.0;
    // W/m², the mean of the hour; those that the file has, the others 0
    double global_w_m2 = 0.0;
    double beam_normal_w_m2 = 0.0;
    double diffuse_w_m2 = 0.0;
    double plane_w_m2 = 0.0;
};

struct Weather {
    WeatherFormat format = WeatherFormat::Banktwin;
    Sunlight sunlight = Sunlight::None;
    // Where it is, and how the plane lies, as far as the file says so.
    std::optional<double> latitude_deg;            // north
    std::optional<double> longitude_deg;           // east
    std::optional<double> slope_deg;               // 0 lies flat
    std::optional<double> azimuth_from_south_deg;  // west is positive
    /// Its years are those of the months it was put together from: only month, day and hour count.
    bool is_typical_year = false;
    /// One an hour without a gap, but for a 29 February; at least one.
    std::vector<WeatherHour> hours;
    /// The first of `hours` at each of the 8,784 hours of a leap year, or `no_hour`.
    std::vector<std::size_t> first_of_hour;
    static constexpr std::size_t no_hour = static_cast<std::size_t>(-1);

    /// The hour of the file that stands for a moment: the one of the same month, day and hour; the
    /// first such, where a file has several years and none is the moment's own. 29 February is the
    /// 28th where it is missing. Behind its end a file begins again. Nothing for a month, day and
    /// hour it has not.
    const WeatherHour* at(Instant moment) const;
};

/// Tells the format by what stands in the file. Throws InputError, with its line and column, for
/// whatever is not one of the formats, is cut off, leaves out an hour, or has no number, or one out
/// of all reason, where one belongs.
Weather read_weather(const std::string& path);  // "-": standard input
/// The same of a text; `name` stands in messages.
Weather read_weather(std::string text, const std::string& name);

/// The first line of banktwin's own, by which it is known.
inline constexpr std::string_view weather_mark = "# banktwin weather\n";

/// As banktwin's own CSV: `time` (UTC), `temperature_degc`, and `global_w_m2`, `beam_normal_w_m2`,
/// `diffuse_w_m2`, or `plane_w_m2`. Place and plane stand before the rows, in lines like
/// `# latitude_deg 45`.
std::string weather_csv(const Weather& weather);

}  // namespace engine
