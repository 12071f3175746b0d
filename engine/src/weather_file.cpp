#include "engine/weather_file.hpp"

#include <utility>
#include <vector>

namespace engine {

namespace {

using std::chrono::floor;
using std::chrono::hours;

constexpr hours one{1};
constexpr std::chrono::minutes half_an_hour{30};

/// The first and the last hour that a run has anything of.
Span hours_of(Span run) {
    return {.begin = floor<hours>(run.begin), .end = floor<hours>(run.end - SimTime{1})};
}

double day_of_year(Instant moment) {
    const auto day = floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::sys_days new_year{date.year() / 1 / 1};
    return static_cast<double>((day - new_year).count() + 1);
}

/// The sun in the middle of an hour.
models::Sun sun_of(Instant hour, const GeoPlace& place) {
    const Instant middle = hour + half_an_hour;
    const auto since_midnight = middle - floor<std::chrono::days>(middle);
    return models::sun_at(day_of_year(middle), to_days(since_midnight) * 24.0, place.latitude_deg,
                          place.longitude_deg);
}

}  // namespace

std::optional<Instant> first_missing_hour(const Weather& weather, Span run) {
    const Span all = hours_of(run);
    for (Instant hour = all.begin; hour <= all.end; hour += one) {
        if (weather.at(hour) == nullptr) {
            return hour;
        }
    }
    return std::nullopt;
}

models::TemperatureSeries temperatures_of(const Weather& weather, Span run) {
    const Span all = hours_of(run);
    // The hours beside the run say where the temperature comes from and goes to, if the file has
    // them.
    const bool has_before = weather.at(all.begin - one) != nullptr;
    const bool has_after = weather.at(all.end + one) != nullptr;
    const Instant first = has_before ? all.begin - one : all.begin;
    const Instant last = has_after ? all.end + one : all.end;
    std::vector<double> degc;
    for (Instant hour = first; hour <= last; hour += one) {
        degc.push_back(weather.at(hour)->temperature_degc);
    }
    return {first + half_an_hour - run.begin, one, std::move(degc)};
}

namespace {

/// Hour by hour what `of_hour` makes of the sunlight on the plane, in W/m², and of the air.
template <class OfHour>
models::PowerProfile hours_of_panel(const Weather& weather, Span run, const PanelPlane& plane,
                                    const std::optional<GeoPlace>& place, const OfHour& of_hour) {
    const models::Direction normal =
        models::normal_of(plane.tilt_deg, plane.azimuth_from_south_deg);
    const auto on_plane_w_m2 = [&](Instant hour, const WeatherHour& row) {
        if (weather.sunlight == Sunlight::Plane) {
            return row.plane_w_m2;
        }
        return place ? models::on_plane_w_m2({.global = row.global_w_m2,
                                              .beam_normal = row.beam_normal_w_m2,
                                              .diffuse = row.diffuse_w_m2},
                                             sun_of(hour, *place), normal)
                     : row.global_w_m2;
    };
    const Span all = hours_of(run);
    std::vector<models::PowerStep> steps;
    for (Instant hour = all.begin; hour <= all.end; hour += one) {
        const WeatherHour& row = *weather.at(hour);
        steps.push_back({.from = hour - run.begin,
                         .power_w = of_hour(on_plane_w_m2(hour, row), row.temperature_degc)});
    }
    return {steps, std::nullopt};
}

}  // namespace

models::PowerProfile panel_power(const Weather& weather, Span run,
                                 const models::PanelParameters& panel, const PanelPlane& plane,
                                 const std::optional<GeoPlace>& place) {
    return hours_of_panel(weather, run, plane, place, [&](double on_plane_w_m2, double air_degc) {
        return models::panel_power_w(panel, on_plane_w_m2, air_degc);
    });
}

models::PanelVoltage panel_voltage(const Weather& weather, Span run,
                                   const models::PanelParameters& panel, const PanelPlane& plane,
                                   const std::optional<GeoPlace>& place) {
    return models::PanelVoltage{
        hours_of_panel(weather, run, plane, place, [&](double on_plane_w_m2, double air_degc) {
            return models::panel_open_v(panel, on_plane_w_m2, air_degc);
        })};
}

namespace detail {

constexpr const char* what_it_is = "a weather file: PVGIS (CSV, JSON), EPW, or of banktwin import";

void read_weather_file(Reader& reader, const Node& node, const Field&, const std::string& path,
                       void* member) {
    reader.note_origin(path, node);
    const std::string& name = Reader::text(node, path, what_it_is);
    const bool is_said = node.source == nullptr || node.source->author == Author::CommandLine;
    auto& file = *static_cast<WeatherFile*>(member);
    file.path = is_said ? name : path_next_to(node.source->name, name);
    if (file.path == "-") {
        throw error_at(node, path, "weather is a file; standard input has the scenario");
    }
    try {
        file.weather = std::make_shared<const Weather>(read_weather(file.path));
    } catch (const InputError& error) {
        // A file that cannot be read is told where it is named.
        const bool is_unread = error.place().line == 0;
        throw InputError(is_unread ? node.place() : error.place(), path,
                         (is_unread ? file.path + ": " : "") + error.message(),
                         InputFault::NamedFile);
    }
}

Value write_weather_file(const Field&, const void* member, Absent) {
    return Value{static_cast<const WeatherFile*>(member)->path};
}

Value weather_file_schema() {
    return ValueMap{{"type", "string"}, {"description", what_it_is}};
}

}  // namespace detail

}  // namespace engine
