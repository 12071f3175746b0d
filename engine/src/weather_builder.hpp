#pragma once
// What every format of weather has in common: rows that follow each other by one hour.

#include "engine/weather.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace engine {

/// A mistake in a cell or a row, where it stands.
using WeatherMistake = std::function<InputError(const std::string&)>;

/// "20160101:0010" to the beginning of its hour; nothing for anything else.
std::optional<Instant> pvgis_hour(std::string_view text);

/// A number of degrees north, east, of slope or from south that a file says of itself.
struct PlaceRow {
    std::string_view key;
    std::optional<double> Weather::*member;
    double lowest;
    double highest;
};
inline constexpr std::array<PlaceRow, 4> place_rows{{
    {"latitude_deg", &Weather::latitude_deg, -90.0, 90.0},
    {"longitude_deg", &Weather::longitude_deg, -180.0, 180.0},
    {"slope_deg", &Weather::slope_deg, 0.0, 90.0},
    {"azimuth_from_south_deg", &Weather::azimuth_from_south_deg, -180.0, 180.0},
}};

/// A column of numbers and what it adds to; columns of one member add up.
struct WeatherColumn {
    std::string_view name;
    double WeatherHour::*member;
    double lowest;
    double highest;
};

/// No hour on earth is outside.
inline constexpr double coldest_degc = -90.0;
inline constexpr double warmest_degc = 60.0;
inline constexpr double brightest_w_m2 = 1600.0;

inline constexpr WeatherColumn temperature_column(std::string_view name) {
    return {name, &WeatherHour::temperature_degc, coldest_degc, warmest_degc};
}
inline constexpr WeatherColumn sun_column(std::string_view name, double WeatherHour::*member) {
    return {name, member, 0.0, brightest_w_m2};
}

/// A number between two bounds, or the mistake.
double weather_number(std::string_view text, double lowest, double highest,
                      const WeatherMistake& mistake);

/// Puts the hours together.
class WeatherBuilder {
  public:
    explicit WeatherBuilder(WeatherFormat format) { weather_.format = format; }

    Weather& weather() { return weather_; }
    /// `stamp`: the row's time as it was written.
    void add(const WeatherHour& hour, std::string_view stamp, const WeatherMistake& mistake);
    /// `mistake` is at the file's end.
    Weather finished(const WeatherMistake& mistake);

  private:
    Weather weather_;
};

Weather read_weather_csv(TextLines text, WeatherFormat format);
Weather read_weather_epw(TextLines text);
Weather read_weather_json(const std::string& text, const std::string& name);

}  // namespace engine
