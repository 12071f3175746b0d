#include "reports/vocabulary.hpp"

#include "bms/settings.hpp"
#include "reports/tell.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace reports {

namespace {

using engine::AppLook;

constexpr AppWord yes{"Yes", "Ja"};
constexpr AppWord no{"No", "Nej"};
constexpr AppWord on{"On", "På"};
constexpr AppWord off{"Off", "Av"};
constexpr AppWord pre_alarm{"Pre-alarm", "Förlarm"};

AppReading a_number(double number) {
    return {.number = number};
}
AppReading milli(std::int64_t count) {
    return {.number = static_cast<double>(count) / 1000.0};
}
AppReading deci(std::int64_t count) {
    return {.number = static_cast<double>(count) / 10.0};
}
AppReading a_word(AppWord word) {
    return {.word = word};
}

bool is_complete(const AppLook& look) {
    return look.sample.flags.has(bms::Flag::Complete);
}
/// A reading of the batteries: nothing before they have all been heard.
template <class Read>
AppReading of_bank(const AppLook& look, Read read) {
    return is_complete(look) ? read(look.sample) : AppReading{};
}
/// An extreme of the history: nothing before there was one.
template <class Read>
AppReading of_history(const AppLook& look, Read read) {
    const bms::History& history = look.core.history();
    return history.has_extremes != 0 ? read(history.extremes) : AppReading{};
}

/// What the monitor counted through a time in which a current was not known says so (D-21, D-27).
AppReading counted(const AppLook& look, AppReading reading) {
    constexpr AppWord uncertain{"uncertain", "osäkert"};
    if (look.core.monitor().trust() == bms::SocTrust::Uncertain) {
        reading.mark = uncertain;
    }
    return reading;
}
AppReading state_of_charge(const AppLook& look) {
    const auto soc = look.core.monitor().state_of_charge();
    return soc ? counted(look, deci(soc->count)) : AppReading{};
}
AppReading mode(const AppLook& look) {
    return a_word(look.core.status().mode == bms::Mode::On ? on : off);
}
AppReading allowed_to_charge(const AppLook& look) {
    return a_word(bms::allows_to_charge(look.core.status()) == bms::Allowed::Yes ? yes : no);
}
AppReading allowed_to_discharge(const AppLook& look) {
    switch (bms::allows_to_discharge(look.core.status())) {
        case bms::Allowed::Yes:
            return a_word(yes);
        case bms::Allowed::PreAlarm:
            return a_word(pre_alarm);
        case bms::Allowed::No:
            break;
    }
    return a_word(no);
}
AppReading voltage(const AppLook& look) {
    return of_bank(look, [](const auto& sample) { return milli(sample.bank_voltage.count); });
}
AppReading current(const AppLook& look) {
    return of_bank(look, [](const auto& sample) { return milli(sample.bank_current.count); });
}
AppReading power(const AppLook& look) {
    return of_bank(look, [](const auto& sample) {
        return a_number(sample.bank_voltage.count * 1e-3 * sample.bank_current.count * 1e-3);
    });
}
AppReading consumed(const AppLook& look) {
    const bms::Monitor& monitor = look.core.monitor();
    return monitor.is_known() ? counted(look, milli(monitor.consumed().count)) : AppReading{};
}
AppReading remaining_time(const AppLook& look) {
    const auto minutes = look.core.monitor().remaining_time(look.core.settings());
    return minutes ? a_number(minutes->count) : AppReading{};
}

AppReading balancer(const AppLook& look) {
    const bms::BalancerText& text = bms::text_of(look.core.balancer_status());
    return a_word({text.title_en, text.title_sv});
}
AppReading balancer_advice(const AppLook& look) {
    const bms::BalancerText& text = bms::text_of(look.core.balancer_status());
    return *text.advice_en == '\0' ? AppReading{} : a_word({text.advice_en, text.advice_sv});
}
AppReading lowest_cell(const AppLook& look) {
    return of_bank(look, [](const auto& s) { return milli(s.extremes.lowest_cell.count); });
}
AppReading highest_cell(const AppLook& look) {
    return of_bank(look, [](const auto& s) { return milli(s.extremes.highest_cell.count); });
}
AppReading coldest(const AppLook& look) {
    return of_bank(look, [](const auto& s) { return deci(s.extremes.coldest.count); });
}
AppReading warmest(const AppLook& look) {
    return of_bank(look, [](const auto& s) { return deci(s.extremes.warmest.count); });
}
/// What was detected: nothing before there is a set in service.
AppReading of_set(const AppLook& look, int count) {
    return look.view.layout().batteries == 0 ? AppReading{} : a_number(count);
}
AppReading batteries(const AppLook& look) {
    return of_set(look, look.view.layout().batteries);
}
AppReading cells(const AppLook& look) {
    const bms::BankLayout& layout = look.view.layout();
    return of_set(look, layout.batteries * layout.cells_per_battery);
}
AppReading in_series(const AppLook& look) {
    return of_set(look, look.view.layout().in_series);
}
AppReading in_parallel(const AppLook& look) {
    return of_set(look, look.view.layout().in_parallel());
}

constexpr double ua_s_per_ah = 3.6e9;
constexpr double uw_s_per_kwh = 3.6e12;

AppReading deepest_discharge(const AppLook& look) {
    return milli(look.core.history().deepest_discharge.count);
}
AppReading drawn(const AppLook& look) {
    return a_number(static_cast<double>(look.core.history().drawn.count) / ua_s_per_ah);
}
AppReading discharged_energy(const AppLook& look) {
    return a_number(static_cast<double>(look.core.history().discharged_energy.count) /
                    uw_s_per_kwh);
}
AppReading charged_energy(const AppLook& look) {
    return a_number(static_cast<double>(look.core.history().charged_energy.count) / uw_s_per_kwh);
}
AppReading synchronisations(const AppLook& look) {
    return a_number(look.core.history().synchronisations);
}
AppReading cycles(const AppLook& look) {
    return a_number(look.core.history().cycles);
}
AppReading since_full_charge(const AppLook& look) {
    const bms::History& history = look.core.history();
    return history.was_full != 0 ? a_number(static_cast<double>(history.since_full_charge.count) /
                                            bms::ticks_per_second)
                                 : AppReading{};
}
AppReading lowest_battery_ever(const AppLook& look) {
    return of_history(look, [](const auto& e) { return milli(e.lowest_battery.count); });
}
AppReading highest_battery_ever(const AppLook& look) {
    return of_history(look, [](const auto& e) { return milli(e.highest_battery.count); });
}
AppReading lowest_cell_ever(const AppLook& look) {
    return of_history(look, [](const auto& e) { return milli(e.lowest_cell.count); });
}
AppReading highest_cell_ever(const AppLook& look) {
    return of_history(look, [](const auto& e) { return milli(e.highest_cell.count); });
}
AppReading coldest_ever(const AppLook& look) {
    return of_history(look, [](const auto& e) { return deci(e.coldest.count); });
}
AppReading warmest_ever(const AppLook& look) {
    return of_history(look, [](const auto& e) { return deci(e.warmest.count); });
}

/// A setting in the unit of its key.
template <bms::Setting setting>
AppReading the_setting(const AppLook& look) {
    constexpr bms::SettingUnit unit = bms::row_of(setting).unit;
    constexpr bool is_milli =
        unit == bms::SettingUnit::Millivolt || unit == bms::SettingUnit::Milliamp;
    const std::int32_t count = look.core.settings().count(setting);
    return is_milli ? milli(count) : deci(count);
}
/// The charged voltage is set per cell and shown for the bank.
AppReading charged_voltage(const AppLook& look) {
    const bms::BankLayout& layout = look.view.layout();
    const int in_a_row = layout.cells_per_battery * layout.in_series;
    const std::int32_t per_cell = look.core.settings().count(bms::Setting::ChargedPerCell);
    return in_a_row == 0 ? AppReading{} : milli(std::int64_t{per_cell} * in_a_row);
}

// Numbers of registers: "VE.Can registers - public", the VE.Direct HEX protocol of the battery
// monitors and the maker's ve_regs.h (victronenergy/gui-v2); those of a smallBMS NG itself are not
// published, the same quantities are meant. 0x2108 has a field for each of the two permissions,
// 0x0380, 0x0384, 0x0385 and 0x0386 one for each of their two quantities. Power has no signal: it
// is the product of two that are recorded.
constexpr std::array rows{
    VocabularyRow{AppPage::Status, "soc_pct", "bms.soc_pct", "reported_soc_pct", 0x0FFF,
                  "State of charge", "Laddningsstatus", "%", 1, &state_of_charge},
    VocabularyRow{AppPage::Status, "mode", "events.mode", "mode_is_on", 0x0200, "Mode", "Läge", "",
                  0, &mode},
    VocabularyRow{AppPage::Status, "allowed_to_charge", "", "charger", 0x2108, "Allow to charge",
                  "Tillåt laddning", "", 0, &allowed_to_charge},
    VocabularyRow{AppPage::Status, "allowed_to_discharge", "", "load", 0x2108, "Allow to discharge",
                  "Tillåt urladdning", "", 0, &allowed_to_discharge},
    VocabularyRow{AppPage::Status, "voltage_v", "", "bank_voltage_v", 0xED8D, "Voltage", "Spänning",
                  "V", 2, &voltage},
    VocabularyRow{AppPage::Status, "current_a", "", "bank_current_a", 0xED8F, "Current", "Ström",
                  "A", 2, &current},
    VocabularyRow{AppPage::Status, "power_w", "", "", 0xED8E, "Power", "Effekt", "W", 0, &power},
    VocabularyRow{AppPage::Status, "consumed_ah", "", "reported_consumed_ah", 0x0FFC, "Consumed Ah",
                  "Förbrukade Ah", "Ah", 1, &consumed},
    VocabularyRow{AppPage::Status, "remaining_time_min", "", "remaining_time_min", 0x0FFE,
                  "Time remaining", "Återstående tid", "min", 0, &remaining_time},

    VocabularyRow{AppPage::Battery, "balancer_status", "", "", 0xEA15, "Balancer status",
                  "Balanserarstatus", "", 0, &balancer},
    VocabularyRow{AppPage::Battery, "balancer_advice", "", "", 0, "Advice", "Råd", "", 0,
                  &balancer_advice},
    VocabularyRow{AppPage::Battery, "cell_lowest_v", "", "cell_lowest_v", 0x0385,
                  "Lowest cell voltage", "Lägsta cellspänning", "V", 3, &lowest_cell},
    VocabularyRow{AppPage::Battery, "cell_highest_v", "", "cell_highest_v", 0x0385,
                  "Highest cell voltage", "Högsta cellspänning", "V", 3, &highest_cell},
    VocabularyRow{AppPage::Battery, "temperature_lowest_degc", "", "temperature_lowest_degc",
                  0x0386, "Lowest cell temperature", "Lägsta celltemperatur", "°C", 1, &coldest},
    VocabularyRow{AppPage::Battery, "temperature_highest_degc", "", "temperature_highest_degc",
                  0x0386, "Highest cell temperature", "Högsta celltemperatur", "°C", 1, &warmest},
    VocabularyRow{AppPage::Battery, "batteries", "", "", 0x0380, "Batteries", "Batterier", "", 0,
                  &batteries},
    VocabularyRow{AppPage::Battery, "cells", "", "", 0x0380, "Battery cells", "Battericeller", "",
                  0, &cells},
    VocabularyRow{AppPage::Battery, "in_series", "bank.series", "", 0x0388, "Batteries in series",
                  "Seriekopplade batterier", "", 0, &in_series},
    VocabularyRow{AppPage::Battery, "in_parallel", "bank.parallel", "", 0x0387,
                  "Batteries in parallel", "Parallellkopplade batterier", "", 0, &in_parallel},

    VocabularyRow{AppPage::History, "deepest_discharge_ah", "", "", 0x0300, "Deepest discharge",
                  "Djupaste urladdning", "Ah", 1, &deepest_discharge},
    VocabularyRow{AppPage::History, "drawn_ah", "", "", 0x0305, "Cumulative Ah drawn",
                  "Kumulativ dragen Ah", "Ah", 1, &drawn},
    VocabularyRow{AppPage::History, "discharged_energy_kwh", "", "", 0x0310, "Discharged energy",
                  "Urladdad energi", "kWh", 2, &discharged_energy},
    VocabularyRow{AppPage::History, "charged_energy_kwh", "", "", 0x0311, "Charged energy",
                  "Laddad energi", "kWh", 2, &charged_energy},
    VocabularyRow{AppPage::History, "synchronisations", "", "", 0x0309, "Synchronisations",
                  "Synkroniseringar", "", 0, &synchronisations},
    VocabularyRow{AppPage::History, "cycles", "", "", 0x0303, "Cycles", "Cykler", "", 0, &cycles},
    VocabularyRow{AppPage::History, "since_full_charge_s", "", "", 0x0308,
                  "Time since last full charge", "Senaste fullständiga laddning", "s", 0,
                  &since_full_charge},
    VocabularyRow{AppPage::History, "battery_lowest_v", "", "", 0x0306, "Lowest battery voltage",
                  "Lägsta batterispänning", "V", 2, &lowest_battery_ever},
    VocabularyRow{AppPage::History, "battery_highest_v", "", "", 0x0307, "Highest battery voltage",
                  "Högsta batterispänning", "V", 2, &highest_battery_ever},
    VocabularyRow{AppPage::History, "cell_lowest_v", "", "", 0x0384, "Lowest cell voltage",
                  "Lägsta cellspänning", "V", 3, &lowest_cell_ever},
    VocabularyRow{AppPage::History, "cell_highest_v", "", "", 0x0384, "Highest cell voltage",
                  "Högsta cellspänning", "V", 3, &highest_cell_ever},
    VocabularyRow{AppPage::History, "temperature_lowest_degc", "", "", 0x0313,
                  "Lowest battery temperature", "Lägsta batteritemperatur", "°C", 1, &coldest_ever},
    VocabularyRow{AppPage::History, "temperature_highest_degc", "", "", 0x0312,
                  "Highest battery temperature", "Högsta batteritemperatur", "°C", 1,
                  &warmest_ever},

    VocabularyRow{AppPage::Settings, "charged_v", "bms.charged_per_cell_v", "", 0x1001,
                  "Charged voltage", "Laddad spänning", "V", 2, &charged_voltage},
    VocabularyRow{AppPage::Settings, "tail_current_pct", "bms.tail_current_pct", "", 0x1002,
                  "Tail current", "Svansström", "%", 1, &the_setting<bms::Setting::TailCurrent>},
    VocabularyRow{AppPage::Settings, "charged_detection_s", "bms.charged_detection_s", "", 0x1003,
                  "Charged detection time", "Laddningsavkänningstid", "s", 0,
                  &the_setting<bms::Setting::ChargedDetection>},
    VocabularyRow{AppPage::Settings, "low_soc_warning_pct", "bms.low_soc_warning_pct", "", 0x0328,
                  "Low SoC warning level", "Nivå för varning om låg SoC", "%", 1,
                  &the_setting<bms::Setting::LowSocWarning>},
    VocabularyRow{AppPage::Settings, "discharge_floor_pct", "bms.discharge_floor_pct", "", 0x1008,
                  "Discharge floor", "Urladdningsgolv (gräns)", "%", 1,
                  &the_setting<bms::Setting::DischargeFloor>},
    VocabularyRow{AppPage::Settings, "pre_alarm_cell_v", "bms.pre_alarm_cell_v", "", 0xEC85,
                  "Pre-alarm cell voltage", "Förlarm, cellspänning", "V", 2,
                  &the_setting<bms::Setting::PreAlarmCell>},
};

/// Every setting with a name in the app has its row, by that name.
constexpr bool every_shown_setting_has_its_row() {
    for (const bms::SettingRow& setting : bms::settings_table) {
        const std::string_view name{setting.app_name};
        if (name.empty()) {
            continue;
        }
        const bool has_row = std::any_of(rows.begin(), rows.end(), [&](const VocabularyRow& row) {
            return row.yaml.starts_with("bms.") && row.yaml.substr(4) == setting.key &&
                   row.en == name;
        });
        if (!has_row) {
            return false;
        }
    }
    return true;
}
static_assert(every_shown_setting_has_its_row());

constexpr bool rows_are_whole_and_different() {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].key.empty() || rows[i].en.empty() || rows[i].sv.empty()) {
            return false;
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (rows[i].page == rows[j].page && rows[i].key == rows[j].key) {
                return false;
            }
        }
    }
    return true;
}
static_assert(rows_are_whole_and_different());

}  // namespace

std::string duration_text(double seconds) {
    struct Part {
        std::int64_t seconds;
        const char* unit;
    };
    constexpr std::array<Part, 4> parts{{{86'400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}};
    auto rest = static_cast<std::int64_t>(seconds);
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool is_first = out.empty();
        if (is_first && rest < parts[i].seconds && i + 1 < parts.size()) {
            continue;
        }
        const std::int64_t whole = rest / parts[i].seconds;
        rest %= parts[i].seconds;
        if (is_first || whole > 0) {
            out += fmt::format("{}{} {}", is_first ? "" : " ", whole, parts[i].unit);
        }
        if (!is_first) {
            break;
        }
    }
    return out;
}

std::string_view name_of(AppPage page) {
    constexpr std::array<std::string_view, 4> names{"status", "battery", "history", "settings"};
    return names[static_cast<std::size_t>(page)];
}

std::string_view title_of(AppPage page, Language language) {
    constexpr std::array<AppWord, 4> titles{{{"Status page", "Statussida"},
                                             {"Battery page", "Batterisida"},
                                             {"History page", "Historiksida"},
                                             {"Settings", "Inställningar"}}};
    const AppWord& title = titles[static_cast<std::size_t>(page)];
    return language == Language::Swedish ? title.sv : title.en;
}

std::span<const VocabularyRow> vocabulary() {
    return rows;
}

const VocabularyRow* vocabulary_of_setting(std::string_view key) {
    const auto* row = std::find_if(rows.begin(), rows.end(), [&](const VocabularyRow& each) {
        return each.yaml.starts_with("bms.") && each.yaml.substr(4) == key;
    });
    return row == rows.end() ? nullptr : row;
}

std::string shown(const VocabularyRow& row, const AppReading& reading, Language language) {
    const bool swedish = language == Language::Swedish;
    if (reading.word) {
        return swedish ? reading.word->sv : reading.word->en;
    }
    if (!reading.number) {
        return "---";
    }
    if (row.unit == "s" || row.unit == "min") {
        return duration_text(*reading.number * (row.unit == "min" ? 60.0 : 1.0));
    }
    // Rounded to nothing, a small discharge is no "-0".
    const double scale = std::pow(10.0, row.digits);
    const double rounded = std::round(*reading.number * scale) / scale + 0.0;
    std::string text = tell_numbers(language, "{:.{}f}", rounded, row.digits);
    text += row.unit.empty() ? "" : " " + std::string{row.unit};
    if (reading.mark) {
        text += fmt::format(" ({})", swedish ? reading.mark->sv : reading.mark->en);
    }
    return text;
}

}  // namespace reports
