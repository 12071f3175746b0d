#include "reports/power_import.hpp"

#include "columns.hpp"
#include "report_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace reports {

using engine::field;
using engine::PowerKind;
using engine::Reading;

engine::Table table_of(const MeasuredColumnPart*) {
    static constexpr std::array table{
        field<&MeasuredColumnPart::device>("device", "as the file names it, with its instance"),
        field<&MeasuredColumnPart::quantity>("quantity", "as the file names it"),
        field<&MeasuredColumnPart::unit>("unit", "as the file names it"),
        field<&MeasuredColumnPart::use>(
            "use",
            "read, or why it is not: blank, energy (nobody says whether it is counted up), "
            "another_unit, another_monitor (the first is read), not_used"),
    };
    return table;
}

engine::Table table_of(const MeasuredPowerPart*) {
    static constexpr std::array table{
        field<&MeasuredPowerPart::power>("power", "load, solar, charge or discharge; see --what"),
        field<&MeasuredPowerPart::mean_w>("mean_w", "of the time in which it is known"),
        field<&MeasuredPowerPart::largest_w>("largest_w", "of all rows"),
        field<&MeasuredPowerPart::daily_wh>("daily_wh", "the mean over 24 hours"),
        field<&MeasuredPowerPart::by_hour_w>("by_hour_w",
                                             "mean of each hour of the day, from 0 to 23, by the "
                                             "file's clock; null: never measured"),
        field<&MeasuredPowerPart::gaps>("gaps", "how often it is not known for a while"),
        field<&MeasuredPowerPart::gaps_h>(
            "gaps_h", "for how long in all; a profile has the mean of the hour of the day there"),
    };
    return table;
}

engine::Table table_of(const MeasuredBatteryPart*) {
    static constexpr std::array table{
        field<&MeasuredBatteryPart::soc_lowest_pct>("soc_lowest_pct",
                                                    "as the battery monitor showed it"),
        field<&MeasuredBatteryPart::soc_lowest_date>("soc_lowest_date",
                                                     "the first time, by the file's clock"),
        field<&MeasuredBatteryPart::voltage_lowest_v>("voltage_lowest_v", "of all rows"),
        field<&MeasuredBatteryPart::voltage_highest_v>("voltage_highest_v", "of all rows"),
        field<&MeasuredBatteryPart::temperature_lowest_degc>("temperature_lowest_degc",
                                                             "of all rows"),
        field<&MeasuredBatteryPart::temperature_highest_degc>("temperature_highest_degc",
                                                              "of all rows"),
    };
    return table;
}

engine::Table table_of(const WrittenProfilePart*) {
    static constexpr std::array table{
        field<&WrittenProfilePart::file>("file", "for profile_load or profile_charger"),
        field<&WrittenProfilePart::power>("power", "load, solar, charge or discharge"),
        field<&WrittenProfilePart::clock>("clock", "by which its times are"),
        field<&WrittenProfilePart::rows>("rows", "one for each change"),
    };
    return table;
}

engine::Table table_of(const PowerImportDocument*) {
    static constexpr std::array table{
        field<&PowerImportDocument::schema>("schema", "banktwin.import-power/1"),
        field<&PowerImportDocument::file>("file", "as it was named"),
        field<&PowerImportDocument::format>("format", "vrm_log or victronconnect_history"),
        field<&PowerImportDocument::clock>(
            "clock", "what the file says of its time zone: that of the export, not of each row"),
        field<&PowerImportDocument::first_date>("first_date", "of its rows, by its clock"),
        field<&PowerImportDocument::last_date>("last_date", "of its rows, by its clock"),
        field<&PowerImportDocument::step_s>("step_s", "from most rows to the next"),
        field<&PowerImportDocument::rows>("rows", "moments, or days"),
        field<&PowerImportDocument::repeated_rows>("repeated_rows",
                                                   "left out: their time had been there already"),
        field<&PowerImportDocument::columns>("columns", "what there is, and what is read"),
        field<&PowerImportDocument::powers>("powers", "that a profile can be made of"),
        field<&PowerImportDocument::battery>("battery",
                                             "what a run's soc_lowest_pct and the like can be held "
                                             "against"),
        field<&PowerImportDocument::written>("written", "by -o; else null"),
        field<&PowerImportDocument::notes>("notes", "by which rules the file is read"),
    };
    return table;
}

namespace {

using BetterOf = std::function<bool(double, double)>;

/// The row with the lowest or the highest of what is known; nullptr where nothing is.
const engine::MeasuredRow* extreme(const engine::MeasuredLog& log, Reading reading,
                                   const BetterOf& is_better) {
    const engine::MeasuredRow* found = nullptr;
    for (const engine::MeasuredRow& row : log.rows) {
        if (row[reading] && (found == nullptr || is_better(*row[reading], *(*found)[reading]))) {
            found = &row;
        }
    }
    return found;
}

std::optional<double> extreme_value(const engine::MeasuredLog& log, Reading reading,
                                    const BetterOf& is_better) {
    const engine::MeasuredRow* row = extreme(log, reading, is_better);
    return row != nullptr ? (*row)[reading] : std::nullopt;
}

MeasuredBatteryPart battery_part(const engine::MeasuredLog& log) {
    const engine::MeasuredRow* soc = extreme(log, Reading::Soc, std::less{});
    return {
        .soc_lowest_pct = soc != nullptr ? (*soc)[Reading::Soc] : std::nullopt,
        .soc_lowest_date = soc != nullptr ? engine::format_hour(soc->from) : "",
        .voltage_lowest_v = extreme_value(log, Reading::LowestVoltage, std::less{}),
        .voltage_highest_v = extreme_value(log, Reading::HighestVoltage, std::greater{}),
        .temperature_lowest_degc = extreme_value(log, Reading::Temperature, std::less{}),
        .temperature_highest_degc = extreme_value(log, Reading::Temperature, std::greater{}),
    };
}

std::vector<MeasuredPowerPart> power_parts(const engine::MeasuredLog& log) {
    constexpr double hours_of_a_day = 24.0;
    constexpr double seconds_per_hour = 3600.0;
    std::vector<MeasuredPowerPart> parts;
    for (const PowerKind kind :
         {PowerKind::Load, PowerKind::Solar, PowerKind::Charge, PowerKind::Discharge}) {
        if (const auto power = power_of(log, kind)) {
            std::vector<double> by_hour_w;
            for (const auto& hour_w : power->by_hour_w) {
                by_hour_w.push_back(hour_w.value_or(std::numeric_limits<double>::quiet_NaN()));
            }
            parts.push_back({.power = std::string{engine::name_of(kind)},
                             .mean_w = power->mean_w,
                             .largest_w = power->largest_w,
                             .daily_wh = power->mean_w * hours_of_a_day,
                             .by_hour_w = std::move(by_hour_w),
                             .gaps = power->gaps,
                             .gaps_h = engine::to_seconds(power->gap_time) / seconds_per_hour});
        }
    }
    return parts;
}

}  // namespace

PowerImportDocument power_import_document(const engine::MeasuredLog& log, const std::string& file) {
    PowerImportDocument document{.file = file,
                                 .format = std::string{engine::name_of(log.format)},
                                 .clock = log.clock,
                                 .first_date = engine::format_hour(log.rows.front().from),
                                 .last_date = engine::format_hour(log.rows.back().from),
                                 .step_s = engine::to_seconds(log.step),
                                 .rows = static_cast<int>(log.rows.size()),
                                 .repeated_rows = log.repeated_rows,
                                 .columns = {},
                                 .powers = power_parts(log),
                                 .battery = battery_part(log),
                                 .written = std::nullopt,
                                 .notes = log.notes};
    for (const engine::MeasuredColumn& column : log.columns) {
        document.columns.push_back(
            {.device = column.device,
             .quantity = column.quantity,
             .unit = column.unit,
             .use = std::string{engine::column_use_words[static_cast<std::size_t>(column.use)]}});
    }
    return document;
}

std::string clock_of_profile(const std::optional<std::chrono::minutes>& ahead_of_utc) {
    return ahead_of_utc ? "UTC, the file's clock being " +
                              engine::format_utc_offset(*ahead_of_utc) + " throughout"
                        : "the file's own, which the scenario's utc_offset has to match";
}

namespace {

std::string step_text(double step_s) {
    constexpr double minute_s = 60.0;
    constexpr double hour_s = 3600.0;
    constexpr double day_s = 86400.0;
    return step_s >= day_s      ? fmt::format("{:g} d", step_s / day_s)
           : step_s >= hour_s   ? fmt::format("{:g} h", step_s / hour_s)
           : step_s >= minute_s ? fmt::format("{:g} min", step_s / minute_s)
                                : fmt::format("{:g} s", step_s);
}

std::string powers_text(const PowerImportDocument& document) {
    std::string text;
    for (const MeasuredPowerPart& part : document.powers) {
        text += fmt::format("\n  {} {:.1f} W mean, {:.1f} W at most, {:.0f} Wh a day{}\n",
                            padded(part.power, 10), part.mean_w, part.largest_w, part.daily_wh,
                            part.gaps == 0
                                ? ""
                                : fmt::format("; not known for {:.1f} h ({} gap{})", part.gaps_h,
                                              part.gaps, part.gaps == 1 ? "" : "s"));
        // Of a day's sum nothing is known by the hour.
        constexpr double day_s = 86400.0;
        if (document.step_s < day_s) {
            constexpr std::size_t hours_of_a_line = 12;
            for (std::size_t hour = 0; hour < part.by_hour_w.size(); ++hour) {
                text += hour % hours_of_a_line == 0
                            ? fmt::format("{}    {:02}:00 ", hour == 0 ? "" : "\n", hour)
                            : "";
                const double hour_w = part.by_hour_w[hour];
                text += std::isnan(hour_w) ? "     -" : fmt::format("{:6.0f}", hour_w);
            }
            text += " W\n";
        }
    }
    return text;
}

std::string range_text(const std::optional<double>& lowest, const std::optional<double>& highest,
                       const char* unit) {
    return lowest && highest ? fmt::format(", {:.2f} to {:.2f} {}", *lowest, *highest, unit) : "";
}

std::string battery_text(const MeasuredBatteryPart& battery) {
    std::string text;
    if (battery.soc_lowest_pct) {
        text =
            fmt::format(", lowest {:.1f} % ({})", *battery.soc_lowest_pct, battery.soc_lowest_date);
    }
    text += range_text(battery.voltage_lowest_v, battery.voltage_highest_v, "V");
    text += range_text(battery.temperature_lowest_degc, battery.temperature_highest_degc, "°C");
    return text.empty() ? "" : "\n  " + padded("battery", 10) + text.substr(1) + "\n";
}

/// "Battery Monitor [512]: State of charge, Voltage", a line a device, of one use.
std::string columns_text(const PowerImportDocument& document, bool is_read) {
    std::string text;
    std::string device;
    for (const MeasuredColumnPart& column : document.columns) {
        if ((column.use == "read") != is_read) {
            continue;
        }
        const std::string why = is_read || column.use == "not_used" ? "" : " (" + column.use + ")";
        text += text.empty() || column.device != device
                    ? (text.empty() ? "" : "\n") + fmt::format("    {}: ", column.device)
                    : ", ";
        text += column.quantity + why;
        device = column.device;
    }
    return text.empty() ? "" : fmt::format("\n  {}\n{}\n", is_read ? "read" : "left out", text);
}

}  // namespace

std::string text_report(const PowerImportDocument& document) {
    std::string text = fmt::format("{}: {}{}\n", document.file, document.format,
                                   document.clock.empty() ? "" : ", " + document.clock);
    text += "  " +
            wrapped(fmt::format("{} rows, {} to {} by its clock, one every {}{}", document.rows,
                                document.first_date, document.last_date, step_text(document.step_s),
                                document.repeated_rows == 0
                                    ? ""
                                    : fmt::format("; {} more with a time that had been there",
                                                  document.repeated_rows)),
                    4) +
            "\n";
    text += powers_text(document);
    text += battery_text(document.battery);
    text += columns_text(document, true);
    text += columns_text(document, false);
    text += "\nNotes\n";
    for (const std::string& note : document.notes) {
        text += "  " + wrapped("- " + note, 4) + "\n";
    }
    if (document.written) {
        text +=
            fmt::format("\n{}: {}, {} rows; its clock: {}\n", document.written->file,
                        document.written->power, document.written->rows, document.written->clock);
    }
    return text;
}

}  // namespace reports
