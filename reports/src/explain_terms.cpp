// Every term that `explain` knows, from the tables that the program itself goes by.

#include "explain_terms.hpp"

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
#include "reports/cell_fit.hpp"
#include "reports/explain.hpp"
#include "reports/findings.hpp"
#include "reports/swedish.hpp"
#include "requirement_words.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

namespace reports {

using engine::Field;
using engine::Table;

std::string in_language(std::string_view en, std::string_view sv, Language language) {
    return std::string{language == Language::Swedish ? sv : en};
}
std::string in_language(const BothLanguages& text, Language language) {
    return in_language(text.en, text.sv, language);
}

std::string register_text(const VocabularyRow& row) {
    return row.ve_register == 0 ? "" : fmt::format("0x{:04X}", row.ve_register);
}

namespace {

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

/// What stands behind the answers: manual and decisions.
void add_requirements(std::vector<ExplainPart>& out, Language language) {
    for (const RequirementWord& row : requirement_words()) {
        out.push_back({.term = std::string{row.id},
                       .kind = row.section.empty() ? "decision" : "requirement",
                       .text = in_language(row.text, language),
                       .source = row.section.empty() ? "" : fmt::format("manual {}", row.section)});
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

}  // namespace

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

std::vector<ExplainPart> explain_all(Language language) {
    std::vector<ExplainPart> all;
    add_codes(all, language);
    add_keys(all, language);
    add_app_fields(all, language);
    add_vocabulary(all, language);
    add_figures(all, language);
    add_causes(all, language);
    add_words_of_the_field(all, language);
    add_requirements(all, language);
    return all;
}

}  // namespace reports
