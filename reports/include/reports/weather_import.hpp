#pragma once
// `banktwin import`: what a file of weather is, in numbers that show whether it is the right one.

#include "engine/field_types.hpp"
#include "engine/weather.hpp"

#include <optional>
#include <string>

namespace reports {

/// `banktwin import --json`.
struct ImportDocument {
    static constexpr const char* name = "banktwin.import/1";
    std::string schema = name;
    std::string file;
    std::string format;
    std::string sunlight;
    std::optional<double> latitude_deg;
    std::optional<double> longitude_deg;
    std::optional<double> slope_deg;
    std::optional<double> azimuth_from_south_deg;
    bool is_typical_year = false;
    int hours = 0;
    std::string first_hour;
    std::string last_hour;
    double coldest_degc = 0.0;
    double mean_degc = 0.0;
    double warmest_degc = 0.0;
    int hours_below_5_degc = 0;
    std::optional<double> sun_kwh_per_m2;
};
engine::Table table_of(const ImportDocument*);

ImportDocument import_document(const engine::Weather& weather, const std::string& file);
std::string text_report(const ImportDocument& document);

}  // namespace reports
