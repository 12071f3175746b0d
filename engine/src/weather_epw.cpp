// EnergyPlus weather: eight lines of header, then a row an hour.

#include "engine/csv_line.hpp"
#include "weather_builder.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace engine {

namespace {

using std::chrono::hours;

constexpr int header_lines = 8;
// Cells of the header's first line, from 0.
constexpr std::size_t source_at = 4;
constexpr std::size_t latitude_at = 6;
constexpr std::size_t longitude_at = 7;
constexpr std::size_t utc_offset_at = 8;
constexpr std::size_t location_cells = 10;
/// Rows are in local standard time. PVGIS alone fills in an offset and goes on in UTC: its row of
/// hour h is row h - 1 of its CSV, whatever the offset says.
constexpr std::string_view pvgis_source = "ECMWF/ERA";

constexpr std::size_t fewest_cells = 16;
constexpr std::size_t hour_at = 3;
constexpr std::array<std::pair<std::size_t, WeatherColumn>, 4> columns{{
    {6, temperature_column("dry bulb")},  // 99.9 says that it is missing, and is out of range
    {13, sun_column("global horizontal", &WeatherHour::global_w_m2)},
    {14, sun_column("direct normal", &WeatherHour::beam_normal_w_m2)},
    {15, sun_column("diffuse horizontal", &WeatherHour::diffuse_w_m2)},
}};

double number(const TextLines& text, const CsvCell& cell, double lowest, double highest) {
    return weather_number(cell.text, lowest, highest, [&](const std::string& message) {
        return text.error(cell.column, message);
    });
}

/// Hours that the file's clock is ahead of UTC.
hours read_location(Weather& weather, const TextLines& text) {
    const std::vector<CsvCell> cells = csv_cells(text.line());
    if (cells.size() < location_cells) {
        throw text.error(1, "LOCATION has " + std::to_string(cells.size()) + " cells, not 10");
    }
    weather.latitude_deg = number(text, cells[latitude_at], -90.0, 90.0);
    weather.longitude_deg = number(text, cells[longitude_at], -180.0, 180.0);
    const double ahead_h = number(text, cells[utc_offset_at], -12.0, 14.0);
    const bool is_utc = cells[source_at].text == pvgis_source;
    return hours{is_utc ? 0 : static_cast<int>(ahead_h)};
}

Instant read_stamp(const TextLines& text, const std::vector<CsvCell>& cells) {
    std::array<int, 4> parts{};
    constexpr std::array<std::pair<double, double>, 4> bounds{
        {{1800.0, 2200.0}, {1.0, 12.0}, {1.0, 31.0}, {1.0, 24.0}}};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i] = static_cast<int>(number(text, cells[i], bounds[i].first, bounds[i].second));
    }
    const std::chrono::year_month_day date{std::chrono::year{parts[0]},
                                           std::chrono::month{static_cast<unsigned>(parts[1])},
                                           std::chrono::day{static_cast<unsigned>(parts[2])}};
    if (!date.ok()) {
        throw text.error(cells[2].column, "there is no such day");
    }
    return Instant{std::chrono::sys_days{date}} + hours{parts[hour_at] - 1};
}

}  // namespace

Weather read_weather_epw(TextLines text) {
    WeatherBuilder builder{WeatherFormat::Epw};
    Weather& weather = builder.weather();
    weather.sunlight = Sunlight::Horizontal;
    hours ahead{0};
    for (int line = 1; line <= header_lines; ++line) {
        if (!text.next()) {
            throw text.error(1, "ends within its header of 8 lines");
        }
        if (line == 1) {
            ahead = read_location(weather, text);
        }
    }
    while (text.next()) {
        if (text.line().empty()) {
            continue;
        }
        const std::vector<CsvCell> cells = csv_cells(text.line());
        if (cells.size() < fewest_cells) {
            throw text.error(1,
                             "has " + std::to_string(cells.size()) + " cells; EPW has 16 or more");
        }
        WeatherHour hour{.begins = read_stamp(text, cells) - ahead};
        for (const auto& [at, column] : columns) {
            hour.*column.member = number(text, cells[at], column.lowest, column.highest);
        }
        const CsvCell& stamp = cells[hour_at];
        builder.add(hour, stamp.text,
                    [&](const std::string& message) { return text.error(stamp.column, message); });
    }
    weather.is_typical_year = true;
    return builder.finished([&](const std::string& message) { return text.error(1, message); });
}

}  // namespace engine
