#include "reports/explain.hpp"

#include "bms/balancer.hpp"
#include "bms/codes.hpp"
#include "bms/fields.hpp"
#include "bms/settings.hpp"
#include "engine/cause.hpp"
#include "engine/core_text.hpp"
#include "engine/event.hpp"
#include "engine/ledger.hpp"
#include "engine/limit_watch.hpp"
#include "engine/probes.hpp"
#include "engine/reader.hpp"
#include "engine/sweep_file.hpp"
#include "reports/cell_fit.hpp"
#include "reports/findings.hpp"
#include "reports/setting_advice.hpp"
#include "reports/swedish.hpp"
#include "reports/words.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace reports {

namespace {

using engine::Field;
using engine::Table;

std::string in_language(std::string_view en, std::string_view sv, Language language) {
    return std::string{language == Language::Swedish ? sv : en};
}
std::string in_language(const BothLanguages& text, Language language) {
    return in_language(text.en, text.sv, language);
}

/// ", R-COD-3 D-9": those words of a list that a text does not have. D-2 is no part of D-21.
std::string new_words(std::string_view list, std::string_view text) {
    const auto has = [&](std::string_view word) {
        std::size_t at = text.find(word);
        while (at != std::string_view::npos && at + word.size() < text.size() &&
               text[at + word.size()] != ' ' && text[at + word.size()] != ',') {
            at = text.find(word, at + 1);
        }
        return at != std::string_view::npos;
    };
    std::string out;
    while (!list.empty()) {
        const std::string_view word = list.substr(0, list.find(' '));
        list.remove_prefix(std::min(list.size(), word.size() + 1));
        if (!has(word)) {
            out += (out.empty() ? ", " : " ") + std::string{word};
        }
    }
    return out;
}

/// What raises a code: this is what tells E-B01 from E-B05, whose message is the same.
void add_codes(std::vector<ExplainPart>& out, Language language) {
    constexpr std::array<BothLanguages, 3> severities{
        {{"warning", "varning"}, {"alarm", "larm"}, {"error", "fel"}}};
    for (const bms::CodeText& code : bms::code_texts) {
        std::string raised_by;
        std::string sources = "manual §5.2";
        for (const bms::ConditionRow& row : bms::condition_table) {
            if (row.code == code.code) {
                raised_by +=
                    (raised_by.empty() ? ": " : in_language("; or ", "; eller ", language)) +
                    in_language(text_of(row.condition), language);
                sources += new_words(row.requirement, sources);
            }
        }
        out.push_back(
            {.term = code.spelled,
             .kind = "code",
             .title = in_language(code.message_en, code.message_sv, language),
             .text = in_language(severities[static_cast<std::size_t>(code.severity)], language) +
                     raised_by,
             .advice = in_language(code.advice_en, code.advice_sv, language),
             .source = sources,
             .also = {code.message_en, code.message_sv}});
    }
}

/// "pre_alarm_cell_v, pre_alarm_cell_on_s": the settings that a condition goes by.
std::string settings_of(const bms::ConditionRow& row) {
    std::string text;
    for (const bms::Setting setting : {row.set_level, row.clear_level, row.time_on, row.time_off}) {
        const char* key = setting == bms::Setting::None ? nullptr : bms::row_of(setting).key;
        if (key != nullptr && text.find(key) == std::string::npos) {
            text += (text.empty() ? "" : ", ") + std::string{key};
        }
    }
    return text;
}

/// What a condition shows and does, as its row says.
std::string deeds_of(const bms::ConditionRow& row, Language language) {
    std::string text;
    const auto add = [&](bool applies, std::string_view en, std::string_view sv) {
        if (applies) {
            text += (text.empty() ? "" : ", ") + in_language(en, sv, language);
        }
    };
    if (row.code != bms::Code::None) {
        const std::string code = bms::text_of(row.code).spelled;
        add(true, "shows " + code, "visar " + code);
    }
    add(row.effects.raises_pre_alarm, "raises PRE-ALARM", "gör PRE-ALARM hög");
    add(row.effects.opens_load, "opens LOAD", "öppnar LOAD");
    add(row.effects.opens_load_warned, "opens LOAD once PRE-ALARM has been High for its time",
        "öppnar LOAD när PRE-ALARM har varit hög sin tid");
    add(row.effects.opens_charger, "opens CHARGER", "öppnar CHARGER");
    return text;
}

/// Why an output is open or a code shown: conditions, and what else events give as their cause.
void add_causes(std::vector<ExplainPart>& out, Language language) {
    for (const bms::ConditionRow& row : bms::condition_table) {
        std::string text = in_language(text_of(row.condition), language);
        const std::string deeds = deeds_of(row, language);
        text += deeds.empty() ? "" : "; " + deeds;
        const std::string settings = settings_of(row);
        out.push_back({.term = row.name,
                       .kind = "cause",
                       .text = text,
                       .settings = settings,
                       .source = row.requirement});
    }
    for (const engine::CauseRow& row : engine::cause_table) {
        out.push_back({.term = std::string{row.name},
                       .kind = "cause",
                       .text = in_language(row.help, swedish_word("cause", row.name), language)});
    }
    for (const engine::Word& row : engine::limit_words()) {
        out.push_back({.term = std::string{row.name},
                       .kind = "limit",
                       .text = in_language("the battery is ", "batteriet ", language) +
                               in_language(row.help, swedish_word("limit", row.name), language),
                       .source = "R-BAT-3, manual §4.1"});
    }
}

/// The conditions that act on an output: "low_cell, discharge_floor".
std::string conditions_that(bool bms::Effects::*first, bool bms::Effects::*second) {
    std::string text;
    for (const bms::ConditionRow& row : bms::condition_table) {
        if (row.effects.*first || row.effects.*second) {
            text += (text.empty() ? "" : ", ") + std::string{row.name};
        }
    }
    return text;
}

/// What acts on an output, from the condition table.
std::string actors_on(std::string_view output, Language language) {
    using bms::Effects;
    if (output == "PRE-ALARM") {
        return in_language("; raised by ", "; görs hög av ", language) +
               conditions_that(&Effects::raises_pre_alarm, &Effects::raises_pre_alarm);
    }
    return in_language("; opened by ", "; öppnas av ", language) +
           (output == "LOAD" ? conditions_that(&Effects::opens_load, &Effects::opens_load_warned)
                             : conditions_that(&Effects::opens_charger, &Effects::opens_charger) +
                                   ", updating") +
           ", remote_off, mode_off, starting";
}

void add_words_of_the_field(std::vector<ExplainPart>& out, Language language) {
    for (const FieldWord& row : field_words()) {
        const bool is_output = row.kind == "output";
        out.push_back({.term = std::string{row.name},
                       .kind = std::string{row.kind},
                       .title = in_language(row.title, language),
                       .text = in_language(row.text, language) +
                               (is_output ? actors_on(row.name, language) : std::string{}),
                       .source = std::string{row.source},
                       .also = {std::string{row.title.en}, std::string{row.title.sv}}});
    }
    for (const bms::BalancerText& row : bms::balancer_texts) {
        out.push_back({.term = row.name,
                       .kind = "balancer_status",
                       .title = in_language(row.title_en, row.title_sv, language),
                       .text = in_language(row.message_en, row.message_sv, language),
                       .advice = in_language(row.advice_en, row.advice_sv, language),
                       .source = "R-BAT-7, manual §5.1",
                       .also = {row.title_en, row.title_sv}});
    }
    for (const bms::CommandRow& row : bms::command_table) {
        out.push_back({.term = row.name,
                       .kind = "command",
                       .text = in_language(row.help, swedish_word("command", row.name), language),
                       .source = row.requirement});
    }
}

/// The default of a field, as a scenario would spell it.
std::string standard_of(const Field& field, const void* owner) {
    const engine::Value value =
        field.type->write(field, field.member_of(owner), engine::Absent::LeaveOut);
    if (const auto* text = std::get_if<std::string>(&value.data())) {
        return *text;
    }
    if (const auto* number = std::get_if<double>(&value.data())) {
        return engine::shortest(*number);
    }
    if (const auto* is_on = std::get_if<bool>(&value.data())) {
        return *is_on ? "true" : "false";
    }
    if (const auto* whole = std::get_if<std::int64_t>(&value.data())) {
        return std::to_string(*whole);
    }
    return {};
}

/// "en ström (A, mA), mellan 0 A och 400 A": what `engine::expectation_of` says, in Swedish.
std::string swedish_expectation_of(const Field& field) {
    constexpr double unlimited = std::numeric_limits<double>::infinity();
    const engine::UnitRow& unit = engine::row_of(field.unit);
    std::string text{swedish_quantity(field.unit)};
    std::string names;
    for (const engine::UnitName& name : unit.names) {
        names += (names.empty() ? "" : ", ") + std::string{name.name};
    }
    text += names.empty() ? "" : " (" + names + ")";
    const auto with_unit = [&](double value) {
        return engine::shortest(value) +
               (unit.names.empty() ? "" : " " + std::string{unit.names.front().name});
    };
    const bool has_lowest = field.lowest != -unlimited;
    const bool has_highest = field.highest != unlimited;
    if (has_lowest && has_highest) {
        return text + ", mellan " + with_unit(field.lowest) + " och " + with_unit(field.highest);
    }
    if (has_lowest) {
        return text + ", minst " + with_unit(field.lowest);
    }
    return has_highest ? text + ", högst " + with_unit(field.highest) : text;
}

std::string expects_of(const Field& field, Language language) {
    switch (field.type->shape) {
        case engine::Shape::Number:
        case engine::Shape::Integer:
            return language == Language::Swedish ? swedish_expectation_of(field)
                                                 : engine::expectation_of(field);
        case engine::Shape::Choice: {
            std::string words;
            for (const std::string_view word : field.type->choices) {
                words += (words.empty() ? "" : " | ") + std::string{word};
            }
            return words;
        }
        case engine::Shape::Boolean:
            return in_language("true or false", "true eller false", language);
        case engine::Shape::Date:
            return in_language("a date like 2026-11-01", "ett datum som 2026-11-01", language);
        case engine::Shape::TimeOfDay:
            return in_language("a time of day in quotes like '18:30'",
                               "ett klockslag inom citattecken som '18:30'", language);
        case engine::Shape::UtcOffset:
            return in_language("an offset like '+01:00'", "en tidsskillnad som '+01:00'", language);
        case engine::Shape::Points:
            return in_language("a curve: {soc_pct: value, …}", "en kurva: {soc_pct: värde, …}",
                               language);
        case engine::Shape::List:
            return field.key == "expect"
                       ? in_language(engine::expectation_form, swedish_expectation_form(), language)
                       : in_language("a list", "en lista", language);
        case engine::Shape::Map:
            return in_language("a map by name", "namn, och under vart och ett dess nycklar",
                               language);
        case engine::Shape::Record:
            return in_language("a map of keys and values", "nycklar med sina värden", language);
        case engine::Shape::Text:
        case engine::Shape::Any:
            break;
    }
    return {};
}

std::string register_text(const VocabularyRow& row) {
    return row.ve_register == 0 ? "" : fmt::format("0x{:04X}", row.ve_register);
}

/// What the app calls it, and its register.
void add_app_names(ExplainPart& part, std::string_view key, Language language) {
    if (const VocabularyRow* row = vocabulary_of_setting(key)) {
        part.app_name = in_language(row->en, row->sv, language);
        part.also = {std::string{row->en}, std::string{row->sv}};
        part.ve_register = register_text(*row);
    }
}

/// Keys that may stand at several places are told at one. A step `*` is a name that somebody gave.
struct SameKeys {
    std::string_view here;
    std::string_view told_at;
};
constexpr std::array<SameKeys, 9> same_keys{{
    {"events.exchanged_for.battery", "bank.battery"},
    {"events.setting", "bms"},
    {"devices.*", "devices"},
    {"batteries.*", "bank.battery"},  // these six in a catalogue
    {"cells.*", "bank.battery.cell"},
    {"enclosures.*", "bank.enclosure"},
    {"climates.*", "weather.synthetic"},
    {"products.*", "devices.product"},
    {"bms.*", "bms"},
}};

bool is_told_elsewhere(const std::string& path) {
    return std::any_of(same_keys.begin(), same_keys.end(),
                       [&](const SameKeys& row) { return row.here == path; });
}

/// The record that a key holds, or a list of them; nullptr for any other key.
const engine::Type* record_below(const Field& field) {
    const bool is_list = field.type->shape == engine::Shape::List;
    const engine::Type* type = is_list ? field.type->element : field.type;
    return type->shape == engine::Shape::Record ? type : nullptr;
}

void add_fields(std::vector<ExplainPart>& out, Table table, const void* defaults,
                const std::string& path, Language language) {
    for (const Field& field : table) {
        const std::string term = engine::join(path, field.key);
        ExplainPart part{.term = term,
                         .kind = "field",
                         .text = in_language(field.help, swedish_help_of_key(term), language),
                         .expects = expects_of(field, language),
                         .standard = field.presence == engine::Presence::Required
                                         ? in_language("none: it must be given",
                                                       "ingen: den måste anges", language)
                                         : standard_of(field, defaults)};
        const bool from_catalog = path == "devices" || path.starts_with("bank.battery");
        if (from_catalog && field.presence == engine::Presence::Optional &&
            (field.type->shape == engine::Shape::Number ||
             field.type->shape == engine::Shape::Integer)) {
            part.standard =
                in_language("as its catalogue entry says", "som dess katalogpost säger", language);
        }
        for (const bms::SettingRow& row : bms::settings_table) {
            if (path == "bms" && field.key == row.key) {
                part.kind = "setting";
                add_app_names(part, field.key, language);
                part.text = in_language(row.help, swedish_help(row.setting), language);
                part.advice = advice_on(row.setting).in(language);
                part.source = std::string{row.source} +
                              (row.basis == bms::Basis::Assumed
                                   ? in_language(" (assumed)", " (antaget)", language)
                                   : "");
            }
        }
        part.choices = field.type->choices;
        out.push_back(std::move(part));
        const engine::Type* below = record_below(field);
        if (below != nullptr && !is_told_elsewhere(term)) {
            const bool has_one = below == field.type && !below->is_optional;
            add_fields(out, below->table(), has_one ? field.member_of(defaults) : below->blank(),
                       term, language);
        }
    }
}

void add_scenario_fields(std::vector<ExplainPart>& out, Language language) {
    const engine::Scenario defaults;
    add_fields(out, engine::table_for<engine::Scenario>(), &defaults, "", language);
    out.push_back({.term = "extends",
                   .kind = "field",
                   .text = in_language("a scenario file to build upon; maps merge, null removes",
                                       swedish_help_of_key("extends"), language)});
    out.push_back({.term = "catalog",
                   .kind = "field",
                   .text = in_language("files of one's own catalogue",
                                       swedish_help_of_key("catalog"), language),
                   .expects = in_language("a list", "en lista", language)});
    const engine::DeviceEntry device;
    for (const engine::DeviceType type : engine::device_types) {
        std::vector<ExplainPart> rows;
        add_fields(rows, engine::table_of(type), &device, "devices", language);
        for (ExplainPart& row : rows) {
            const bool known = std::any_of(out.begin(), out.end(), [&](const ExplainPart& part) {
                return part.term == row.term;
            });
            if (!known) {
                out.push_back(std::move(row));
            }
        }
    }
}

/// What a sweep's file says.
void add_sweep_fields(std::vector<ExplainPart>& out, Language language) {
    const engine::SweepEntry sweep;
    add_fields(out, engine::table_for<engine::SweepEntry>(), &sweep, "sweep", language);
    for (const engine::LawRow& row : engine::law_table) {
        const std::string term = engine::join("sweep.monte_carlo.vary", row.name);
        out.push_back({.term = term,
                       .kind = "field",
                       .text = in_language(row.help, swedish_help_of_key(term), language)});
    }
}

/// What the pages of the app show; its settings are among the fields of `bms`.
void add_app_fields(std::vector<ExplainPart>& out, Language language) {
    for (const VocabularyRow& row : vocabulary()) {
        if (row.page == AppPage::Settings) {
            continue;
        }
        out.push_back({.term = engine::join(std::string{name_of(row.page)}, row.key),
                       .kind = "app_field",
                       .title = in_language(row.en, row.sv, language),
                       .text = fmt::format("VictronConnect, {}", title_of(row.page, language)),
                       .ve_register = register_text(row),
                       .signal = std::string{row.signal},
                       .unit = std::string{row.unit},
                       .source = "manual §5.1",
                       .also = {std::string{row.en}, std::string{row.sv}}});
    }
}

/// The figures of a comparison of cells, of both commands that tell them. What a key or another
/// word is called too is not among them.
void add_figures(std::vector<ExplainPart>& out, Language language) {
    constexpr std::array<std::string_view, 10> told_elsewhere{
        "schema", "cell",  "catalog",    "capacity_ah", "resistance_ohm",
        "file",   "notes", "duration_s", "full",        "time_s"};
    std::vector<std::string_view> told{told_elsewhere.begin(), told_elsewhere.end()};
    for (const Table table :
         {engine::table_for<ValidateCellDocument>(), engine::table_for<FitDocument>(),
          engine::table_for<RegionFiguresPart>(), engine::table_for<SocBandPart>()}) {
        for (const Field& field : table) {
            if (std::find(told.begin(), told.end(), field.key) != told.end()) {
                continue;
            }
            told.push_back(field.key);
            out.push_back(
                {.term = std::string{field.key},
                 .kind = "figure",
                 .text = in_language(field.help, swedish_word("figure", field.key), language)});
        }
    }
}

void add_vocabulary(std::vector<ExplainPart>& out, Language language) {
    for (const engine::MilestoneRow& row : engine::milestone_table) {
        out.push_back({.term = std::string{row.name},
                       .kind = "milestone",
                       .title = in_language(row.title, swedish_title(row.milestone), language),
                       .text = in_language(row.help, swedish_help(row.milestone), language)});
    }
    for (const engine::EventRow& row : engine::event_table) {
        out.push_back({.term = std::string{row.name},
                       .kind = "event",
                       .text = in_language(row.help, swedish_help(row.kind), language)});
    }
    for (const engine::MetricRow& row : engine::metric_table) {
        out.push_back({.term = std::string{row.name},
                       .kind = "metric",
                       .text = in_language(row.help, swedish_help(row.metric), language),
                       .unit = std::string{row.unit}});
    }
    for (const engine::SignalWord& row : engine::signal_words()) {
        out.push_back(
            {.term = std::string{row.word.name},
             .kind = "signal",
             .text = in_language(row.word.help, swedish_word("signal", row.word.name), language),
             .unit = std::string{row.unit}});
    }
    const auto add_ledger_rows = [&](const auto& table) {
        for (const auto& row : table) {
            out.push_back(
                {.term = std::string{row.name},
                 .kind = "ledger",
                 .text = in_language(row.help, swedish_word("ledger", row.name), language)});
        }
    };
    add_ledger_rows(engine::bank_item_table);
    add_ledger_rows(engine::far_item_table);
    for (const Field& field : engine::table_for<SocPart>()) {
        if (field.help.starts_with("part")) {
            out.push_back(
                {.term = std::string{field.key},
                 .kind = "difference",
                 .text = in_language(field.help, swedish_word("difference", field.key), language),
                 .unit = "%"});
        }
    }
    const auto add_expectation_word = [&](std::string_view name, std::string_view help) {
        out.push_back({.term = std::string{name},
                       .kind = "expectation",
                       .text = in_language(help, swedish_word("expectation", name), language)});
    };
    for (const engine::AttributeRow& row : engine::attribute_table) {
        add_expectation_word(row.name, row.help);
    }
    for (const engine::OutcomeRow& row : engine::outcome_table) {
        add_expectation_word(row.name, row.help);
    }
    for (const FindingRow& row : finding_table()) {
        out.push_back({.term = std::string{row.name},
                       .kind = "finding",
                       .title = std::string{row.title.in(language)},
                       .text = std::string{row.help.in(language)},
                       .advice = std::string{row.advice.in(language)},
                       .source = std::string{row.source}});
    }
    for (const engine::VerdictRow& row : engine::verdict_table) {
        out.push_back({.term = std::string{row.name},
                       .kind = "verdict",
                       .text = in_language(row.help, swedish_help(row.verdict), language)});
    }
}

/// What may stand in a number: ", one of floating, high".
std::string words_of(const bms::NumberField& field, Language language) {
    const auto list = [](const bms::Words& words) {
        std::string text;
        for (std::size_t i = 0; i < words.count; ++i) {
            text += (i == 0 ? "" : ", ") + std::string{words.word(i)};
        }
        return text;
    };
    std::string text;
    if (field.spelling == bms::Spelling::Word) {
        text += in_language("; one of ", "; ett av ", language) + list(field.words);
    }
    if (field.spelling == bms::Spelling::Bits) {
        text += in_language("; none or several of ", "; inget eller flera av ", language) +
                list(field.words);
    }
    if (field.elements.count > 0) {
        text += in_language("; for each of ", "; för vart och ett av ", language) +
                list(field.elements);
    }
    return text;
}

/// The numbers of the core and of its sample, as `replay --dump-state` and a trace name them. Their
/// names and words are all that the core's tables tell of them; a setting is told in full.
std::vector<ExplainPart> state_numbers(Language language) {
    std::vector<ExplainPart> out;
    const auto add = [&](const std::string& part, const std::string& where,
                         std::span<const bms::NumberField> fields) {
        for (const bms::NumberField& field : fields) {
            if (engine::is_filler(field)) {
                continue;
            }
            ExplainPart number{.term = engine::join(part, field.name),
                               .kind = "state_number",
                               .text = where + words_of(field, language)};
            for (std::size_t i = 0; i < field.elements.count; ++i) {
                number.also.push_back(engine::join(number.term, field.elements.word(i)));
            }
            out.push_back(std::move(number));
        }
    };
    for (const bms::CorePart& part : bms::Fields::parts) {
        if (part.fields.data() != bms::Fields::settings.data()) {
            add(part.name,
                in_language("in the state of the core, by banktwin replay --dump-state",
                            "i kärnans tillstånd, enligt banktwin replay --dump-state", language),
                part.fields);
        }
    }
    for (const bms::SettingRow& row : bms::settings_table) {
        out.push_back({.term = "settings." + engine::setting_name(row),
                       .kind = "state_number",
                       .text = in_language(row.help, swedish_help(row.setting), language),
                       .settings = row.key});
    }
    add("sample",
        in_language("in what the core is given at a tick, by banktwin replay --dump-state and in "
                    "traces",
                    "i det som kärnan får vid en tick, enligt banktwin replay --dump-state och i "
                    "spår",
                    language),
        bms::sample_fields);
    return out;
}

/// As two spellings are compared: small letters, Swedish ones too, and "pre-alarm" as "pre_alarm".
std::string plain(std::string text) {
    bool is_latin = false;  // behind the first byte of a letter such as Å
    for (char& c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte >= 'A' && byte <= 'Z') || (is_latin && byte >= 0x80 && byte <= 0x9E)) {
            c = static_cast<char>(byte + 0x20);
        } else if (byte == '-' || byte == ' ') {
            c = '_';
        }
        is_latin = byte == 0xC3;
    }
    return text;
}

/// "discharge_floor" for "discharge_floor_pct".
std::string without_unit(const std::string& key) {
    for (const engine::UnitRow& row : engine::unit_table) {
        const std::string suffix = '_' + std::string{row.suffix};
        if (!row.suffix.empty() && key.ends_with(suffix)) {
            return key.substr(0, key.size() - suffix.size());
        }
    }
    return key;
}

/// "load disconnect (ATD)" is called that, "load disconnect" and "ATD".
bool is_called(const std::string& name, const std::string& asked) {
    const std::string known = plain(name);
    const std::size_t open = known.find("_(");
    if (known.empty() || known == asked || open == std::string::npos) {
        return !known.empty() && known == asked;
    }
    const std::size_t inside = open + 2;
    return known.substr(0, open) == asked ||
           known.substr(inside, known.find(')', inside) - inside) == asked;
}

/// "events.link" of "events[1].link": which of a list it is does not matter.
std::string without_indices(const std::string& path) {
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const std::size_t end = path[i] == '[' ? path.find_first_not_of("0123456789", i + 1) : i;
        const bool is_index = end != std::string::npos && path[end] == ']' && end > i + 1;
        i = is_index ? end : i;
        out += is_index ? "" : std::string(1, path[i]);
    }
    return out;
}

/// Whether a path ends in the term, with or without its unit: "bms.discharge_floor_pct" answers to
/// "discharge_floor_pct", "discharge_floor" and to its name in the app.
bool answers_to(const ExplainPart& part, const std::string& asked) {
    const auto ends_with_step = [&](const std::string& path) {
        return path == asked || path.ends_with('.' + asked);
    };
    const std::string known = plain(part.term);
    return ends_with_step(known) || ends_with_step(without_unit(known)) ||
           std::any_of(part.also.begin(), part.also.end(),
                       [&](const std::string& name) { return is_called(name, asked); });
}

/// Right below a key, or what a list of all keys or of all that can be expected is about.
bool belongs_to(const ExplainPart& part, const std::string& asked) {
    const bool is_key = part.kind == "field" || part.kind == "setting";
    const bool is_below = is_key && part.term.starts_with(asked + '.') &&
                          part.term.find('.', asked.size() + 1) == std::string::npos;
    const bool is_top =
        asked == "scenario" && part.kind == "field" && part.term.find('.') == std::string::npos;
    const bool is_expected =
        asked == "expect" && (part.kind == "milestone" || part.kind == "event" ||
                              part.kind == "metric" || part.kind == "expectation");
    return is_below || is_top || is_expected;
}

template <class Belongs>
std::vector<ExplainPart> those(const std::vector<ExplainPart>& all, Belongs belongs) {
    std::vector<ExplainPart> out;
    std::copy_if(all.begin(), all.end(), std::back_inserter(out), belongs);
    return out;
}

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        if (c == at) {
            words.emplace_back();
        } else {
            words.back() += c;
        }
    }
    return words;
}

/// "devices.draws_a" for "devices.lamp.draws_a"; nothing for a path that is told where it stands.
std::optional<std::string> told_at(const std::string& path) {
    const std::vector<std::string> steps = split(path, '.');
    for (const SameKeys& row : same_keys) {
        const std::vector<std::string> here = split(std::string{row.here}, '.');
        const bool is_here = here.size() <= steps.size() &&
                             std::equal(here.begin(), here.end(), steps.begin(),
                                        [](const std::string& known, const std::string& step) {
                                            return known == "*" || known == step;
                                        });
        if (is_here) {
            std::string out{row.told_at};
            for (std::size_t i = here.size(); i < steps.size(); ++i) {
                out += '.' + steps[i];
            }
            return out;
        }
    }
    return std::nullopt;
}

/// Word by word; nothing when one of them is unknown.
std::vector<ExplainPart> explain_each(const std::vector<ExplainPart>& all, const std::string& asked,
                                      std::string_view separators) {
    std::vector<ExplainPart> out;
    for (const std::string& word : split(asked, separators.front())) {
        auto known = those(all, [&](const ExplainPart& part) { return answers_to(part, word); });
        if (known.empty() && separators.size() > 1) {
            known = explain_each(all, word, separators.substr(1));
        }
        if (known.empty()) {
            return {};
        }
        std::move(known.begin(), known.end(), std::back_inserter(out));
    }
    return out;
}

/// What an expectation is about: "damage.day" of "damage.day_>_90".
std::string subject_of(const std::string& asked) {
    const std::string subject = asked.substr(0, asked.find_first_of("<>=!"));
    const std::size_t last = subject.find_last_not_of('_');
    return subject.substr(0, last == std::string::npos ? 0 : last + 1);
}

}  // namespace

std::vector<ExplainPart> explain_all(Language language) {
    std::vector<ExplainPart> all;
    add_codes(all, language);
    add_scenario_fields(all, language);
    add_sweep_fields(all, language);
    add_app_fields(all, language);
    add_vocabulary(all, language);
    add_figures(all, language);
    add_causes(all, language);
    add_words_of_the_field(all, language);
    return all;
}

std::vector<ExplainPart> explain(const std::string& term, Language language) {
    const std::string asked = without_indices(plain(term));
    const std::vector<ExplainPart> all = explain_all(language);
    const auto about = [&](const std::string& path) {
        return those(all, [&](const ExplainPart& part) {
            return answers_to(part, path) || belongs_to(part, path);
        });
    };
    auto out = about(asked);
    const auto elsewhere = told_at(asked);
    if (elsewhere && (out.empty() || is_told_elsewhere(asked))) {
        const auto same = about(*elsewhere);
        out.insert(out.end(), same.begin(), same.end());
    }
    if (!out.empty() || asked.empty()) {
        return out;
    }
    // The causes of an event, and an expectation with its attributes.
    out = explain_each(all, subject_of(asked), "+.");
    if (!out.empty()) {
        return out;
    }
    out = those(state_numbers(language),
                [&](const ExplainPart& part) { return answers_to(part, asked); });
    if (!out.empty()) {
        return out;
    }
    // A word of a key's choices: "diagonal" is one of bank.wiring.
    out = those(all, [&](const ExplainPart& part) {
        return std::any_of(part.choices.begin(), part.choices.end(), [&](std::string_view word) {
            return plain(std::string{word}) == asked;
        });
    });
    if (!out.empty()) {
        return out;
    }
    // What a name begins with: "balancer" leads to "balancer_status".
    return those(all, [&](const ExplainPart& part) {
        const std::string name = plain(part.term.substr(part.term.rfind('.') + 1));
        return name.rfind(asked + '_', 0) == 0;
    });
}

std::optional<std::string> nearest_term(const std::string& term) {
    std::vector<std::string> known;
    std::vector<std::string> spelled;
    const auto add = [&](const std::string& word) {
        if (!word.empty()) {
            known.push_back(plain(word));
            spelled.push_back(word);
        }
    };
    for (const ExplainPart& part : explain_all(Language::English)) {
        const std::string last = part.term.substr(part.term.rfind('.') + 1);
        add(part.term);
        add(last);
        add(without_unit(last));
        std::for_each(part.also.begin(), part.also.end(), add);
    }
    const auto guess = engine::nearest(without_indices(plain(term)), known);
    const auto at = guess ? std::find(known.begin(), known.end(), *guess) : known.end();
    return guess ? std::optional{spelled[static_cast<std::size_t>(at - known.begin())]}
                 : std::nullopt;
}

namespace {

struct KindName {
    std::string_view kind;
    BothLanguages name;
};
constexpr std::array<KindName, 23> kind_names{{
    {"code", {"code", "kod"}},
    {"setting", {"setting", "inställning"}},
    {"field", {"field", "nyckel"}},
    {"app_field", {"field of the app", "fält i appen"}},
    {"milestone", {"milestone", "milstolpe"}},
    {"event", {"event", "händelse"}},
    {"metric", {"metric", "mått"}},
    {"signal", {"signal", "signal"}},
    {"ledger", {"row of the ledger", "rad i laddningsbalansen"}},
    {"difference",
     {"reported against true state of charge", "rapporterad mot verklig laddningsstatus"}},
    {"expectation", {"word of an expectation", "ord i en förväntan"}},
    {"finding", {"finding", "anmärkning"}},
    {"verdict", {"verdict", "utfall"}},
    {"figure", {"figure of a fitted or compared cell", "tal om en anpassad eller jämförd cell"}},
    {"cause", {"cause", "orsak"}},
    {"limit", {"limit", "gräns"}},
    {"output", {"output", "utgång"}},
    {"state", {"state", "tillstånd"}},
    {"outcome", {"answer to a command", "svar på ett kommando"}},
    {"flag", {"flag of a trace", "flagga i ett spår"}},
    {"balancer_status", {"balancer status", "balanserarstatus"}},
    {"command", {"command", "kommando"}},
    {"state_number", {"number of the core", "tal i kärnan"}},
}};

}  // namespace

std::string title_of_kind(std::string_view kind, Language language) {
    const auto* row = std::find_if(kind_names.begin(), kind_names.end(),
                                   [&](const KindName& each) { return each.kind == kind; });
    return row == kind_names.end() ? in_language("term", "begrepp", language)
                                   : in_language(row->name, language);
}

std::string text_of(const ExplainPart& part, Language language) {
    std::string out = part.term;
    if (!part.title.empty()) {
        out += "  " + part.title;
    }
    out += fmt::format("  [{}]\n", title_of_kind(part.kind, language));
    const auto line = [&](const BothLanguages& label, const std::string& text) {
        if (!text.empty()) {
            out += fmt::format("    {}{}\n", in_language(label, language), text);
        }
    };
    line({"", ""}, part.text);
    line({"", ""}, part.advice);
    line({"settings: ", "inställningar: "}, part.settings);
    line({"expects: ", "anges som: "}, part.expects);
    line({"default: ", "standardvärde: "}, part.standard);
    line({"unit: ", "enhet: "}, part.unit);
    line({"in VictronConnect: ", "i VictronConnect: "}, part.app_name);
    line({"VE register: ", "VE-register: "}, part.ve_register);
    line({"signal of a result file: ", "signal i en resultatfil: "}, part.signal);
    line({"source: ", "källa: "}, part.source);
    return out;
}

}  // namespace reports
