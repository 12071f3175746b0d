#pragma once
// A weather file as a scenario names it, and what it says over a run.
//
// A run at 14:30 on 3 May has the weather of the file's hour of that month, day and hour (UTC), of
// its own year where the file has it (`Weather::at`). Temperatures run straight between the middles
// of the hours; the sun's light holds through its hour. `weather_rule` says so to people.

#include "engine/field_types.hpp"
#include "engine/sim_time.hpp"
#include "engine/weather.hpp"
#include "models/power_profile.hpp"
#include "models/solar.hpp"
#include "models/temperature_series.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace engine {

struct WeatherFile {
    std::string path;  // as it was written
    std::shared_ptr<const Weather> weather;
};

/// A run: UTC.
struct Span {
    Instant begin;
    Instant end;
};

/// How a run and its file are matched, among the assumptions of a report.
struct WeatherRule {
    std::string_view rule;
    std::string_view note;
};
inline constexpr WeatherRule weather_rule{
    .rule = "by month, day and hour",
    .note =
        "UTC, of the run's own year where the file has it; behind its end it begins again; 29 "
        "February is the 28th where it has none; a row is the mean of its hour: temperatures "
        "run straight between the middles, sunlight holds"};
inline constexpr WeatherRule tilt_rule{
    .rule = "sky by Hay and Davies",
    .note = "sun on the horizontal turned onto the panel; the ground throws back 20 %"};

/// The first hour of a run that the file does not have.
std::optional<Instant> first_missing_hour(const Weather& weather, Span run);

/// For a run without a missing hour.
models::TemperatureSeries temperatures_of(const Weather& weather, Span run);

/// How a panel lies.
struct PanelPlane {
    double tilt_deg = 0.0;
    double azimuth_from_south_deg = 0.0;
};
struct GeoPlace {
    double latitude_deg;   // north
    double longitude_deg;  // east
};
/// What a panel gives, hour by hour of a run without a missing hour. The file has sunlight: on the
/// plane of this panel, or on the horizontal; then a panel that does not lie flat needs the place.
models::PowerProfile panel_power(const Weather& weather, Span run,
                                 const models::PanelParameters& panel, const PanelPlane& plane,
                                 const std::optional<GeoPlace>& place);
/// The same of its voltage with nothing drawn from it.
models::PanelVoltage panel_voltage(const Weather& weather, Span run,
                                   const models::PanelParameters& panel, const PanelPlane& plane,
                                   const std::optional<GeoPlace>& place);

namespace detail {
void read_weather_file(Reader& reader, const Node& node, const Field& field,
                       const std::string& path, void* member);
Value write_weather_file(const Field& field, const void* member, Absent absent);
Value weather_file_schema();
}  // namespace detail

template <>
struct TypeOf<WeatherFile> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = &detail::read_weather_file,
                                .write = &detail::write_weather_file,
                                .schema = &detail::weather_file_schema};
};

}  // namespace engine
