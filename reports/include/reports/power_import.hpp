#pragma once
// `banktwin import` of what was measured at a system: what is in the file, how much of it is known,
// and what a run can be held against.

#include "engine/field_types.hpp"
#include "engine/measured_power.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace reports {

struct MeasuredColumnPart {
    std::string device;
    std::string quantity;
    std::string unit;
    std::string use;
};
engine::Table table_of(const MeasuredColumnPart*);

struct MeasuredPowerPart {
    std::string power;
    double mean_w = 0.0;
    double largest_w = 0.0;
    double daily_wh = 0.0;
    std::vector<double> by_hour_w;
    int gaps = 0;
    double gaps_h = 0.0;
};
engine::Table table_of(const MeasuredPowerPart*);

struct MeasuredBatteryPart {
    std::optional<double> soc_lowest_pct;
    std::string soc_lowest_date;
    std::optional<double> voltage_lowest_v;
    std::optional<double> voltage_highest_v;
    std::optional<double> temperature_lowest_degc;
    std::optional<double> temperature_highest_degc;
};
engine::Table table_of(const MeasuredBatteryPart*);

struct WrittenProfilePart {
    std::string file;
    std::string power;
    std::string clock;
    int rows = 0;
};
engine::Table table_of(const WrittenProfilePart*);

/// `banktwin import --json` of a measured log.
struct PowerImportDocument {
    static constexpr const char* name = "banktwin.import-power/1";
    std::string schema = name;
    std::string file;
    std::string format;
    std::string clock;
    std::string first_date;
    std::string last_date;
    double step_s = 0.0;
    int rows = 0;
    int repeated_rows = 0;
    std::vector<MeasuredColumnPart> columns;
    std::vector<MeasuredPowerPart> powers;
    MeasuredBatteryPart battery;
    std::optional<WrittenProfilePart> written;
    std::vector<std::string> notes;
};
engine::Table table_of(const PowerImportDocument*);

PowerImportDocument power_import_document(const engine::MeasuredLog& log, const std::string& file);
std::string text_report(const PowerImportDocument& document);

/// Which clock a profile is written by, in words: local time, or UTC.
std::string clock_of_profile(const std::optional<std::chrono::minutes>& ahead_of_utc);

}  // namespace reports
