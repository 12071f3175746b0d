#include "reports/app_pages.hpp"

#include "reports/provenance.hpp"

#include <array>

#include <fmt/format.h>

namespace reports {

namespace {

constexpr double milli = 1e-3;

/// "v1.23" of 0x0123; "---" of a battery that does not say.
std::string firmware_text(std::uint16_t version) {
    return version == 0 ? "---" : fmt::format("v{:x}.{:02x}", version >> 8U, version & 0xFFU);
}

AppBatteryPart battery_page(const engine::AppLook& look, std::size_t position) {
    const bms::BankView& view = look.view;
    AppBatteryPart part;
    part.battery = static_cast<int>(position) + 1;
    part.is_present = view.is_present(position, look.core.settings());
    part.serial_number = std::to_string(view.serial_number_of(position));
    part.nominal_capacity_ah = view.capacity_of(position).count * milli;
    part.firmware_version = firmware_text(view.firmware_version_of(position));
    part.temperature_degc = view.temperature_of(position).count / 10.0;
    part.voltage_v = view.voltage_of(position).count * milli;
    part.current_a = view.current_of(position).count * milli;
    for (const std::uint16_t cell_mv : view.cells_of(position)) {
        part.cell_voltages_v.push_back(cell_mv * milli);
    }
    return part;
}

struct Words {
    const char* as_of;
    const char* no_supply;
    const char* battery;
    const char* not_heard;
    const char* serial_number;
    const char* firmware;
    const char* cells;
};
constexpr std::array<Words, 2> words{{
    {"What the app shows on day", "The BMS has no supply: no app can connect.", "Battery",
     "not heard; as last heard:", "serial number", "firmware", "cells"},
    {"Vad appen visar dag", "BMS saknar matning: ingen app kan ansluta.", "Batteri",
     "hörs inte; som det senast hördes:", "serienummer", "fast programvara", "celler"},
}};

std::string decimal(double value, int digits, Language language) {
    std::string text = fmt::format("{:.{}f}", value, digits);
    if (language == Language::Swedish && text.find('.') != std::string::npos) {
        text[text.find('.')] = ',';
    }
    return text;
}

std::string battery_text(const AppBatteryPart& part, const Words& word, Language language) {
    const auto number = [&](double value, int digits) { return decimal(value, digits, language); };
    std::string out =
        fmt::format("  {} {}{}  {} {}  {} Ah  {} {}  {} °C  {} V  {} A\n", word.battery,
                    part.battery, part.is_present ? ":" : fmt::format(", {}", word.not_heard),
                    word.serial_number, part.serial_number, number(part.nominal_capacity_ah, 0),
                    word.firmware, part.firmware_version, number(part.temperature_degc, 1),
                    number(part.voltage_v, 2), number(part.current_a, 2));
    out += fmt::format("    {}:", word.cells);
    for (const double cell_v : part.cell_voltages_v) {
        out += ' ' + number(cell_v, 3);
    }
    return out + " V\n";
}

}  // namespace

AppPagesPart app_pages(const engine::AppLook& look, const engine::Calendar& calendar,
                       Language language) {
    AppPagesPart pages;
    pages.t_s = engine::to_seconds(look.at);
    pages.day = engine::to_days(look.at);
    pages.date = calendar.iso(look.at);
    pages.has_supply = look.is_powered;
    if (!look.is_powered) {
        return pages;
    }
    pages.firmware_version = "v" + version();
    for (const bms::CodeText& code : bms::code_texts) {
        if (look.core.status().codes.contains(code.code)) {
            const bool swedish = language == Language::Swedish;
            pages.codes.push_back(
                fmt::format("{} {}", code.spelled, swedish ? code.message_sv : code.message_en));
        }
    }
    for (const VocabularyRow& row : vocabulary()) {
        const AppReading reading = row.read(look);
        pages.fields.push_back(
            {.page = std::string{name_of(row.page)},
             .field = std::string{row.key},
             .title = std::string{language == Language::Swedish ? row.sv : row.en},
             .value = reading.number,
             .unit = std::string{row.unit},
             .text = shown(row, reading, language)});
    }
    for (std::size_t i = 0; i < look.view.layout().batteries; ++i) {
        pages.batteries.push_back(battery_page(look, i));
    }
    return pages;
}

std::string app_pages_text(const AppPagesPart& pages, Language language) {
    const Words& word = words[static_cast<std::size_t>(language)];
    std::string out = fmt::format("{} {} ({})\n", word.as_of, decimal(pages.day, 2, language),
                                  pages.date.substr(0, 10) + ' ' + pages.date.substr(11, 5));
    if (!pages.has_supply) {
        return out + "  " + word.no_supply + "\n\n";
    }
    out += fmt::format("  BMS  {} {}\n", word.firmware, pages.firmware_version);
    for (const std::string& code : pages.codes) {
        out += fmt::format("  {}\n", code);
    }
    std::string page;
    for (const AppFieldPart& field : pages.fields) {
        if (field.page != page) {
            page = field.page;
            for (const AppPage each :
                 {AppPage::Status, AppPage::Battery, AppPage::History, AppPage::Settings}) {
                out += name_of(each) == page ? fmt::format("\n  {}\n", title_of(each, language))
                                             : std::string{};
            }
        }
        // Advice is there only when there is some.
        if (field.field != "balancer_advice" || field.text != "---") {
            out += fmt::format("    {:<32}{}\n", field.title, field.text);
        }
    }
    out += '\n';
    for (const AppBatteryPart& battery : pages.batteries) {
        out += battery_text(battery, word, language);
    }
    return out + '\n';
}

}  // namespace reports
