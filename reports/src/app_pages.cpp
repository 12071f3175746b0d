#include "reports/app_pages.hpp"

#include "reports/provenance.hpp"
#include "reports/tell.hpp"

#include <array>
#include <optional>

#include <fmt/format.h>

namespace reports {

namespace {

constexpr double milli = 1e-3;
constexpr std::array<const char*, 3> severity_names{"warning", "alarm", "error"};

/// "v1.23" of 0x0123; "---" of a battery that does not say.
std::string firmware_text(std::uint16_t version) {
    return version == 0 ? "---" : fmt::format("v{:x}.{:02x}", version >> 8U, version & 0xFFU);
}

/// What the app says of a battery that it cannot show like the others.
struct Words {
    const char* as_of;
    const char* no_supply;
    const char* no_set;
    const char* nobody;
    const char* battery;
    const char* not_heard;
    const char* longer_than;
    const char* as_last_heard;
    const char* not_of_the_set;
    const char* heard_but;
    const char* serial_number;
    const char* firmware;
    const char* cells;
    const char* other_model;           // of the set: voltage and capacity
    const char* other_than_the_first;  // while there is no set
    const char* other_serial_number;   // the one in service
    const char* too_many;              // batteries of the set
};
constexpr std::array<Words, 2> words{{
    {"What the app shows on day", "The BMS has no supply: no app can connect.",
     "No set of batteries is in service yet; heard on the chain:", "none", "Battery",
     "not heard for", "more than", "as last heard", "heard, but not of the set in service",
     "heard, but", "serial number", "firmware", "cells", "another model than {} V {} Ah",
     "another model than battery 1", "serial number {} is in service there", "the set has only {}"},
    {"Vad appen visar dag", "BMS saknar matning: ingen app kan ansluta.",
     "Ingen uppsättning batterier är i drift än; på kedjan hörs:", "inget", "Batteri",
     "har inte hörts på", "mer än", "som det senast hördes", "hörs, men hör inte till dem i drift",
     "hörs, men", "serienummer", "fast programvara", "celler", "annan modell än {} V {} Ah",
     "annan modell än batteri 1", "där är serienummer {} i drift", "bara {} är i drift"},
}};

const Words& words_of(Language language) {
    return words[static_cast<std::size_t>(language)];
}

std::string decimal(double value, int digits, Language language) {
    return tell_numbers(language, "{:.{}f}", value, digits);
}

constexpr double nominal_cell_v = 3.2;

bool is_searching(const bms::BankView& view) {
    return view.layout().batteries == 0;
}
bool was_heard(const bms::BankView& view, std::size_t position) {
    return view.capacity_of(position).count > 0;
}

/// In words, what a battery that speaks has that the set in service (while there is none: the first
/// battery) has not; nothing for one that fits.
std::optional<std::string> difference_of(const engine::AppLook& look, std::size_t position,
                                         Language language) {
    const bms::BankView& view = look.view;
    const bms::BankLayout& set = view.layout();
    const Words& word = words_of(language);
    const bool fits = view.is_present(position, look.core.settings());
    if (is_searching(view)) {
        return fits || !was_heard(view, 0) ? std::nullopt
                                           : std::optional{std::string{word.other_than_the_first}};
    }
    if (position >= set.batteries) {
        return fmt::format(fmt::runtime(word.too_many), set.batteries);
    }
    if (!fits) {
        return fmt::format(fmt::runtime(word.other_model),
                           decimal(set.cells_per_battery * nominal_cell_v, 1, language),
                           decimal(set.battery_capacity.count * milli, 0, language));
    }
    const std::uint32_t in_service = view.in_service().serial_numbers[position];
    const std::uint32_t heard = view.serial_number_of(position);
    const bool is_another = in_service != 0 && heard != 0 && heard != in_service;
    return is_another
               ? std::optional{fmt::format(fmt::runtime(word.other_serial_number), in_service)}
               : std::nullopt;
}

/// Those of the set, and whatever else sends; while no set is in service, as far as any was heard.
std::size_t positions_shown(const engine::AppLook& look) {
    const bms::BankView& view = look.view;
    const bms::Ticks gone = look.core.settings().get<bms::Setting::LinkAlarm>();
    std::size_t shown = view.layout().batteries;
    for (std::size_t position = shown; position < bms::most_batteries; ++position) {
        const bool counts = is_searching(view) || view.silence_of(position) < gone;
        shown = was_heard(view, position) && counts ? position + 1 : shown;
    }
    return shown;
}

AppBatteryPart battery_page(const engine::AppLook& look, std::size_t position, Language language) {
    const bms::BankView& view = look.view;
    AppBatteryPart part;
    part.battery = static_cast<int>(position) + 1;
    if (view.speaks(position, look.core.settings())) {
        part.differs = difference_of(look, position, language);
        part.state = part.differs ? "stranger" : "heard";
    } else {
        part.state = "silent";
        part.silent_s =
            static_cast<double>(view.silence_of(position).count) / bms::ticks_per_second;
    }
    if (!was_heard(view, position)) {
        return part;
    }
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

/// "not heard for 25 s".
std::string silence_text(double silent_s, const Words& word) {
    constexpr double longest_s = 6553.5;  // the view's ages stop there
    return fmt::format("{} {}{}", word.not_heard,
                       silent_s < longest_s ? "" : std::string{word.longer_than} + ' ',
                       duration_text(silent_s));
}

/// ", not heard for 25 s; as last heard": how a battery is that is not simply heard.
std::string standing_text(const AppBatteryPart& part, bool has_set, const Words& word) {
    if (part.differs) {
        return has_set ? fmt::format(", {} ({})", word.not_of_the_set, *part.differs)
                       : fmt::format(", {} {}", word.heard_but, *part.differs);
    }
    if (!part.silent_s) {
        return {};
    }
    const bool was_heard = !part.serial_number.empty();
    return ", " + silence_text(*part.silent_s, word) +
           (was_heard ? std::string{"; "} + word.as_last_heard : "");
}

std::string battery_text(const AppBatteryPart& part, bool has_set, Language language) {
    const Words& word = words_of(language);
    const auto number = [&](std::optional<double> value, int digits) {
        return decimal(value.value_or(0.0), digits, language);
    };
    const std::string head =
        fmt::format("  {} {}{}", word.battery, part.battery, standing_text(part, has_set, word));
    if (part.serial_number.empty()) {  // never heard
        return head + '\n';
    }
    std::string out =
        fmt::format("{}:  {} {}  {} Ah  {} {}  {} °C  {} V  {} A\n", head, word.serial_number,
                    part.serial_number, number(part.nominal_capacity_ah, 0), word.firmware,
                    part.firmware_version, number(part.temperature_degc, 1),
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
                {.code = code.spelled,
                 .severity = severity_names[static_cast<std::size_t>(code.severity)],
                 .message = swedish ? code.message_sv : code.message_en,
                 .advice = swedish ? code.advice_sv : code.advice_en});
        }
    }
    for (const VocabularyRow& row : vocabulary()) {
        const AppReading reading = row.read(look);
        pages.fields.push_back(
            {.page = std::string{name_of(row.page)},
             .field = std::string{row.key},
             .title = std::string{language == Language::Swedish ? row.sv : row.en},
             .value = reading.number,
             .word = reading.word ? std::optional<std::string>{reading.word->en} : std::nullopt,
             .unit = std::string{row.unit},
             .text = shown(row, reading, language)});
    }
    pages.has_set = !is_searching(look.view);
    const std::size_t shown_batteries = positions_shown(look);
    for (std::size_t i = 0; i < shown_batteries; ++i) {
        pages.batteries.push_back(battery_page(look, i, language));
    }
    pages.instant_readout = record_part(bms::readout(look.core, look.sample));
    return pages;
}

std::string app_pages_text(const AppPagesPart& pages, Language language) {
    const Words& word = words_of(language);
    const std::string date = pages.date.substr(0, 10);
    // To the second where that was asked for.
    const std::string time = pages.date.substr(11, pages.date.substr(17, 2) == "00" ? 5 : 8);
    std::string out =
        fmt::format("{} {} ({} {})\n", word.as_of, decimal(pages.day, 2, language), date, time);
    if (!pages.has_supply) {
        return out + "  " + word.no_supply + "\n\n";
    }
    out += fmt::format("  BMS  {} {}\n", word.firmware, pages.firmware_version);
    for (const AppCodePart& code : pages.codes) {
        out += fmt::format("  {} {}\n    {}\n", code.code, code.message, code.advice);
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
    if (!pages.has_set) {
        out += fmt::format("  {}{}{}\n", word.no_set, pages.batteries.empty() ? " " : "",
                           pages.batteries.empty() ? word.nobody : "");
    }
    for (const AppBatteryPart& battery : pages.batteries) {
        out += battery_text(battery, pages.has_set, language);
    }
    if (!pages.advertisement.empty()) {
        out += fmt::format("\n  Instant Readout  {}\n", pages.advertisement);
    }
    return out + '\n';
}

}  // namespace reports
