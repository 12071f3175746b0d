// PVGIS's two CSVs and our own: a preamble, one line with the columns' names, rows, a legend.

#include "engine/csv_line.hpp"
#include "weather_builder.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace engine {

namespace {

/// What PVGIS says of the place, before its rows.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> pvgis_words{{
    {"Latitude (decimal degrees):", "latitude_deg"},
    {"Longitude (decimal degrees):", "longitude_deg"},
    {"Slope:", "slope_deg"},
    {"Azimuth:", "azimuth_from_south_deg"},
}};

constexpr std::array horizontal_columns{
    sun_column("G(h)", &WeatherHour::global_w_m2),
    sun_column("Gb(n)", &WeatherHour::beam_normal_w_m2),
    sun_column("Gd(h)", &WeatherHour::diffuse_w_m2),
};
constexpr std::array plane_column{sun_column("G(i)", &WeatherHour::plane_w_m2)};
constexpr std::array plane_parts{
    sun_column("Gb(i)", &WeatherHour::plane_w_m2),
    sun_column("Gd(i)", &WeatherHour::plane_w_m2),
    sun_column("Gr(i)", &WeatherHour::plane_w_m2),
};
constexpr std::array own_horizontal_columns{
    sun_column("global_w_m2", &WeatherHour::global_w_m2),
    sun_column("beam_normal_w_m2", &WeatherHour::beam_normal_w_m2),
    sun_column("diffuse_w_m2", &WeatherHour::diffuse_w_m2),
};
constexpr std::array own_plane_column{sun_column("plane_w_m2", &WeatherHour::plane_w_m2)};

struct SunColumns {
    std::span<const WeatherColumn> columns;
    Sunlight sunlight;
};
/// What a format may have, best first; a format whose sun is named nowhere has none.
struct Layout {
    WeatherFormat format;
    std::string_view time;
    std::string_view temperature;
    std::array<SunColumns, 2> sun;
    bool may_have_no_sun;
};
constexpr std::array<Layout, 3> layouts{{
    {WeatherFormat::Banktwin,
     "time",
     "temperature_degc",
     {{{own_horizontal_columns, Sunlight::Horizontal}, {own_plane_column, Sunlight::Plane}}},
     true},
    {WeatherFormat::PvgisHourlyCsv,
     "time",
     "T2m",
     {{{plane_column, Sunlight::Plane}, {plane_parts, Sunlight::Plane}}},
     false},
    {WeatherFormat::PvgisTmyCsv,
     "time(UTC)",
     "T2m",
     {{{horizontal_columns, Sunlight::Horizontal}, {{}, Sunlight::None}}},
     false},
}};

const Layout& layout_of(WeatherFormat format) {
    return *std::find_if(layouts.begin(), layouts.end(),
                         [=](const Layout& layout) { return layout.format == format; });
}

WeatherMistake mistake_at(const TextLines& text, int column) {
    return [&text, column](const std::string& message) { return text.error(column, message); };
}

/// "45.000" or "30 deg. " behind a key, without what stands behind the number.
std::string_view number_in(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(begin);
    return text.substr(0, std::min(text.find_first_of(" \t\r"), text.size()));
}

void read_place(Weather& weather, const TextLines& text, std::string_view key,
                std::string_view rest) {
    for (const PlaceRow& row : place_rows) {
        const std::string_view number = number_in(rest);
        if (row.key == key && number != "-") {
            const auto column = static_cast<int>(number.data() - text.line().data()) + 1;
            weather.*row.member =
                weather_number(number, row.lowest, row.highest, mistake_at(text, column));
        }
    }
}

/// One line of the preamble: "Latitude (decimal degrees):\t45.000", or ours, "# latitude_deg 45".
void read_preamble(Weather& weather, const TextLines& text) {
    const std::string_view line = text.line();
    for (const auto& [word, key] : pvgis_words) {
        if (line.starts_with(word)) {
            read_place(weather, text, key, line.substr(word.size()));
        }
    }
    constexpr std::string_view ours = "# ";
    if (line.starts_with(ours)) {
        const std::string_view said = line.substr(ours.size());
        const std::size_t end = std::min(said.find(' '), said.size());
        read_place(weather, text, said.substr(0, end), said.substr(end));
    }
}

/// Where the columns of a file are.
struct Columns {
    std::size_t count = 0;
    std::size_t time = 0;
    std::vector<std::pair<std::size_t, WeatherColumn>> numbers;
};

/// In a file of ours a column that is not read is a slip, or a sun of which a part is missing.
void refuse_unknown(const Layout& layout, const std::vector<CsvCell>& cells,
                    const TextLines& text) {
    const auto has = [&](std::string_view name) {
        return std::any_of(cells.begin(), cells.end(),
                           [&](const CsvCell& cell) { return cell.text == name; });
    };
    for (const CsvCell& cell : cells) {
        bool is_read = cell.text == layout.time || cell.text == layout.temperature;
        for (const SunColumns& sun : layout.sun) {
            const auto is_there = [&](const WeatherColumn& column) { return has(column.name); };
            const bool is_whole = std::all_of(sun.columns.begin(), sun.columns.end(), is_there);
            is_read = is_read || (is_whole && std::any_of(sun.columns.begin(), sun.columns.end(),
                                                          [&](const WeatherColumn& column) {
                                                              return column.name == cell.text;
                                                          }));
        }
        if (!is_read) {
            throw text.error(cell.column,
                             "column \"" + std::string{cell.text} +
                                 "\" is not read; the sun is global_w_m2, beam_normal_w_m2 and "
                                 "diffuse_w_m2 together, or plane_w_m2");
        }
    }
}

Columns read_names(const Layout& layout, Weather& weather, const TextLines& text) {
    refuse_semicolons(text);
    const std::vector<CsvCell> cells = csv_cells(text.line());
    const auto place_of = [&](std::string_view name) {
        const auto found = std::find_if(cells.begin(), cells.end(),
                                        [&](const CsvCell& cell) { return cell.text == name; });
        return static_cast<std::size_t>(found - cells.begin());
    };
    const auto has = [&](std::string_view name) { return place_of(name) < cells.size(); };
    if (!has(layout.temperature)) {
        throw text.error(1, "has no column " + std::string{layout.temperature});
    }
    if (layout.format == WeatherFormat::Banktwin) {
        refuse_unknown(layout, cells, text);
    }
    Columns columns{.count = cells.size(), .time = place_of(layout.time), .numbers = {}};
    columns.numbers.emplace_back(place_of(layout.temperature),
                                 temperature_column(layout.temperature));
    for (const SunColumns& sun : layout.sun) {
        const bool has_all =
            !sun.columns.empty() &&
            std::all_of(sun.columns.begin(), sun.columns.end(),
                        [&](const WeatherColumn& column) { return has(column.name); });
        if (has_all && weather.sunlight == Sunlight::None) {
            weather.sunlight = sun.sunlight;
            for (const WeatherColumn& column : sun.columns) {
                columns.numbers.emplace_back(place_of(column.name), column);
            }
        }
    }
    if (weather.sunlight == Sunlight::None && !layout.may_have_no_sun) {
        throw text.error(1, layout.sun[1].columns.empty()
                                ? "has not the columns G(h), Gb(n) and Gd(h)"
                                : "has neither a column G(i), nor Gb(i), Gd(i) and Gr(i)");
    }
    return columns;
}

void read_row(const Columns& columns, WeatherBuilder& builder, const TextLines& text) {
    const std::vector<CsvCell> cells = csv_cells(text.line());
    if (cells.size() != columns.count) {
        throw text.error(1, "has " + std::to_string(cells.size()) + " columns, not " +
                                std::to_string(columns.count) + " as the line with their names");
    }
    const CsvCell& stamp = cells[columns.time];
    const WeatherMistake stamp_mistake = mistake_at(text, stamp.column);
    const bool is_ours = builder.weather().format == WeatherFormat::Banktwin;
    const auto begins = is_ours ? parse_date(stamp.text) : pvgis_hour(stamp.text);
    if (!begins) {
        throw stamp_mistake(is_ours ? "expected a date and time like 2026-06-05 18:00"
                                    : "expected a time like 20160101:0010");
    }
    WeatherHour hour{.begins = *begins};
    if (is_ours && *begins != std::chrono::floor<std::chrono::hours>(*begins)) {
        throw stamp_mistake("a row begins at a whole hour");
    }
    for (const auto& [at, column] : columns.numbers) {
        hour.*column.member += weather_number(cells[at].text, column.lowest, column.highest,
                                              mistake_at(text, cells[at].column));
    }
    builder.add(hour, stamp.text, stamp_mistake);
}

}  // namespace

Weather read_weather_csv(TextLines text, WeatherFormat format) {
    const Layout& layout = layout_of(format);
    WeatherBuilder builder{format};
    const std::string names = std::string{layout.time} + ',';
    while (text.next() && !text.line().starts_with(names)) {
        read_preamble(builder.weather(), text);
    }
    const Columns columns = read_names(layout, builder.weather(), text);
    // PVGIS ends its rows with a blank line, and tells below it what the columns mean.
    while (text.next() && !text.line().empty()) {
        read_row(columns, builder, text);
    }
    if (format == WeatherFormat::PvgisTmyCsv) {
        builder.weather().is_typical_year = true;
    }
    return builder.finished(mistake_at(text, 1));
}

}  // namespace engine
