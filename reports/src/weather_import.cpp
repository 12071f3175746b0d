#include "reports/weather_import.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace reports {

using engine::field;

engine::Table table_of(const ImportDocument*) {
    static constexpr std::array table{
        field<&ImportDocument::schema>("schema", "banktwin.import/1"),
        field<&ImportDocument::file>("file", "as it was named"),
        field<&ImportDocument::format>("format",
                                       "pvgis_hourly_csv, pvgis_hourly_json, pvgis_tmy_csv, epw or "
                                       "banktwin_csv"),
        field<&ImportDocument::sunlight>("sunlight", "on the horizontal, a plane, or none"),
        field<&ImportDocument::latitude_deg>("latitude_deg", "north; null: the file does not say"),
        field<&ImportDocument::longitude_deg>("longitude_deg", "east"),
        field<&ImportDocument::slope_deg>("slope_deg", "of the plane; 0 lies flat"),
        field<&ImportDocument::azimuth_from_south_deg>("azimuth_from_south_deg",
                                                       "of the plane; west is positive"),
        field<&ImportDocument::is_typical_year>(
            "is_typical_year", "put together from several years: only month, day and hour count"),
        field<&ImportDocument::hours>("hours", "rows, one an hour"),
        field<&ImportDocument::first_hour>("first_hour", "UTC"),
        field<&ImportDocument::last_hour>("last_hour", "UTC"),
        field<&ImportDocument::coldest_degc>("coldest_degc", "of all hours"),
        field<&ImportDocument::mean_degc>("mean_degc", "of all hours"),
        field<&ImportDocument::warmest_degc>("warmest_degc", "of all hours"),
        field<&ImportDocument::hours_below_5_degc>(
            "hours_below_5_degc", "in which a bank that is as cold may not be charged (R-BAT-3)"),
        field<&ImportDocument::sun_kwh_per_m2>("sun_kwh_per_m2",
                                               "sum of all hours, on the horizontal or the plane"),
    };
    return table;
}

ImportDocument import_document(const engine::Weather& weather, const std::string& file) {
    constexpr double lowest_to_charge_degc = 5.0;
    constexpr double wh_per_kwh = 1000.0;
    ImportDocument document{
        .file = file,
        .format = std::string{engine::name_of(weather.format)},
        .sunlight = std::string{engine::name_of(weather.sunlight)},
        .latitude_deg = weather.latitude_deg,
        .longitude_deg = weather.longitude_deg,
        .slope_deg = weather.slope_deg,
        .azimuth_from_south_deg = weather.azimuth_from_south_deg,
        .is_typical_year = weather.is_typical_year,
        .hours = static_cast<int>(weather.hours.size()),
        .first_hour = engine::format_hour(weather.hours.front().begins),
        .last_hour = engine::format_hour(weather.hours.back().begins),
        .coldest_degc = weather.hours.front().temperature_degc,
        .warmest_degc = weather.hours.front().temperature_degc,
    };
    double sum_degc = 0.0;
    double sun_wh = 0.0;
    for (const engine::WeatherHour& hour : weather.hours) {
        sum_degc += hour.temperature_degc;
        document.coldest_degc = std::min(document.coldest_degc, hour.temperature_degc);
        document.warmest_degc = std::max(document.warmest_degc, hour.temperature_degc);
        document.hours_below_5_degc += hour.temperature_degc < lowest_to_charge_degc ? 1 : 0;
        sun_wh += hour.global_w_m2 + hour.plane_w_m2;
    }
    document.mean_degc = sum_degc / static_cast<double>(weather.hours.size());
    if (weather.sunlight != engine::Sunlight::None) {
        document.sun_kwh_per_m2 = sun_wh / wh_per_kwh;
    }
    return document;
}

namespace {

std::string hours_text(int hours) {
    return hours == 1 ? "1 hour" : fmt::format("{} hours", hours);
}

}  // namespace

std::string text_report(const ImportDocument& document) {
    const auto place = [&] {
        if (!document.latitude_deg || !document.longitude_deg) {
            return std::string{"place not said"};
        }
        return fmt::format("{:.3f} {}, {:.3f} {}", std::abs(*document.latitude_deg),
                           *document.latitude_deg < 0.0 ? 'S' : 'N',
                           std::abs(*document.longitude_deg),
                           *document.longitude_deg < 0.0 ? 'W' : 'E');
    };
    std::string text = fmt::format("{}: {}, {}\n", document.file, document.format, place());
    text += fmt::format("  {}, {} to {} UTC{}\n", hours_text(document.hours), document.first_hour,
                        document.last_hour,
                        document.is_typical_year ? "; a typical year: years do not count" : "");
    text += fmt::format("  {:.1f} to {:.1f} °C, mean {:.1f}; {} below 5 °C\n",
                        document.coldest_degc, document.warmest_degc, document.mean_degc,
                        hours_text(document.hours_below_5_degc));
    if (document.sun_kwh_per_m2) {
        const bool has_plane = document.sunlight == "plane";
        const std::string plane =
            document.slope_deg && document.azimuth_from_south_deg
                ? fmt::format("a plane of {} deg, {} deg from south", *document.slope_deg,
                              *document.azimuth_from_south_deg)
                : "the file's plane";
        text += fmt::format("  {:.1f} kWh/m² on {}\n", *document.sun_kwh_per_m2,
                            has_plane ? plane : "the horizontal");
    }
    return text;
}

}  // namespace reports
