#include "reports/explain.hpp"

#include "bms/codes.hpp"
#include "bms/settings.hpp"
#include "engine/event.hpp"
#include "engine/reader.hpp"
#include "engine/sweep_file.hpp"
#include "reports/findings.hpp"
#include "reports/swedish.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace reports {

namespace {

using engine::Field;
using engine::Table;

void add_codes(std::vector<ExplainPart>& out, Language language) {
    const bool swedish = language == Language::Swedish;
    for (const bms::CodeText& row : bms::code_texts) {
        constexpr std::array<const char*, 3> kinds{"warning", "alarm", "error"};
        constexpr std::array<const char*, 3> kinds_sv{"varning", "larm", "fel"};
        const auto severity = static_cast<std::size_t>(row.severity);
        out.push_back({.term = row.spelled,
                       .kind = "code",
                       .title = swedish ? row.message_sv : row.message_en,
                       .text = swedish ? kinds_sv[severity] : kinds[severity],
                       .advice = swedish ? row.advice_sv : row.advice_en,
                       .source = "manual §5.2"});
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
    if (const auto* whole = std::get_if<std::int64_t>(&value.data())) {
        return std::to_string(*whole);
    }
    return {};
}

std::string expects_of(const Field& field) {
    switch (field.type->shape) {
        case engine::Shape::Number:
        case engine::Shape::Integer:
            return engine::expectation_of(field);
        case engine::Shape::Choice: {
            std::string words;
            for (const std::string_view word : field.type->choices) {
                words += (words.empty() ? "" : " | ") + std::string{word};
            }
            return words;
        }
        case engine::Shape::Boolean:
            return "true or false";
        case engine::Shape::Date:
            return "a date like 2026-11-01";
        case engine::Shape::TimeOfDay:
            return "a time of day in quotes like '18:30'";
        case engine::Shape::UtcOffset:
            return "an offset like '+01:00'";
        case engine::Shape::Points:
            return "a curve: {soc_pct: value, …}";
        case engine::Shape::List:
            return "a list";
        case engine::Shape::Map:
            return "a map by name";
        case engine::Shape::Record:
            return "a map of keys and values";
        case engine::Shape::Text:
        case engine::Shape::Any:
            break;
    }
    return {};
}

std::string in_language(std::string_view en, std::string_view sv, Language language) {
    return std::string{language == Language::Swedish ? sv : en};
}

std::string register_text(const VocabularyRow& row) {
    return row.ve_register == 0 ? "" : fmt::format("0x{:04X}", row.ve_register);
}

/// What the app calls it, and its register.
void add_app_names(ExplainPart& part, std::string_view key, Language language) {
    if (const VocabularyRow* row = vocabulary_of_setting(key)) {
        part.app_name = in_language(row->en, row->sv, language);
        part.ve_register = register_text(*row);
    }
}

void add_fields(std::vector<ExplainPart>& out, Table table, const void* defaults,
                const std::string& path, Language language) {
    for (const Field& field : table) {
        const std::string term = engine::join(path, field.key);
        ExplainPart part{.term = term,
                         .kind = "field",
                         .text = in_language(field.help, swedish_help_of_key(term), language),
                         .expects = expects_of(field),
                         .standard = field.presence == engine::Presence::Required
                                         ? "none: it must be given"
                                         : standard_of(field, defaults)};
        const bool from_catalog = path == "devices" || path.starts_with("bank.battery");
        if (from_catalog && field.presence == engine::Presence::Optional &&
            (field.type->shape == engine::Shape::Number ||
             field.type->shape == engine::Shape::Integer)) {
            part.standard = "as its catalogue entry says";
        }
        for (const bms::SettingRow& row : bms::settings_table) {
            if (path == "bms" && field.key == row.key) {
                part.kind = "setting";
                add_app_names(part, field.key, language);
                part.text = in_language(row.help, swedish_help(row.setting), language);
                part.source = std::string{row.source} +
                              (row.basis == bms::Basis::Assumed ? " (assumed)" : "");
            }
        }
        out.push_back(std::move(part));
        if (field.type->shape == engine::Shape::Record && !field.type->is_optional) {
            add_fields(out, field.type->table(), field.member_of(defaults), term, language);
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
                   .expects = "a list"});
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
    const engine::ScenarioEvent event;
    add_fields(out, engine::table_for<engine::ScenarioEvent>(), &event, "events", language);
}

/// What a sweep's file says.
void add_sweep_fields(std::vector<ExplainPart>& out, Language language) {
    const engine::SweepEntry sweep;
    add_fields(out, engine::table_for<engine::SweepEntry>(), &sweep, "sweep", language);
    const engine::MonteCarloEntry monte_carlo;
    add_fields(out, engine::table_for<engine::MonteCarloEntry>(), &monte_carlo, "sweep.monte_carlo",
               language);
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
                       .source = "manual §5.1"});
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
                       .expects = std::string{row.unit}});
    }
    for (const FindingRow& row : finding_table()) {
        out.push_back({.term = std::string{row.name},
                       .kind = "finding",
                       .title = in_language(row.title, row.title_sv, language),
                       .text = in_language(row.help, row.help_sv, language),
                       .source = std::string{row.source}});
    }
    struct VerdictText {
        engine::Verdict verdict;
        const char* text;
    };
    for (const auto& [verdict, text] :
         {VerdictText{engine::Verdict::Ok, "no warning, no cut-off, no broken limit, no damage"},
          VerdictText{engine::Verdict::Warned,
                      "W-B01, W-B07 or PRE-ALARM came; LOAD did not open to protect the bank"},
          VerdictText{engine::Verdict::LoadsLost, "LOAD opened to protect the bank"},
          VerdictText{engine::Verdict::LimitsBroken, "a battery broke a limit of its maker"},
          VerdictText{engine::Verdict::Damaged, "a cell's true state of charge fell below zero"}}) {
        out.push_back({.term = std::string{engine::name_of(verdict)},
                       .kind = "verdict",
                       .text = in_language(text, swedish_help(verdict), language)});
    }
}

std::string lower(std::string text) {
    for (char& c : text) {
        c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
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

/// Whether a path ends in the term, with or without its unit: "bms.discharge_floor_pct" answers to
/// "discharge_floor_pct", "discharge_floor" and to its name in the app.
bool answers_to(const ExplainPart& part, const std::string& term) {
    const std::string known = lower(part.term);
    const std::string asked = lower(term);
    const auto ends_with_step = [&](const std::string& path) {
        return path == asked || path.ends_with('.' + asked);
    };
    const bool may_be_in_the_app = part.kind == "setting" || part.kind == "app_field";
    const bool is_in_the_app =
        may_be_in_the_app &&
        std::any_of(vocabulary().begin(), vocabulary().end(), [&](const VocabularyRow& row) {
            const std::string path = row.page == AppPage::Settings
                                         ? std::string{row.yaml}
                                         : engine::join(std::string{name_of(row.page)}, row.key);
            const bool is_called_so =
                lower(std::string{row.en}) == asked || lower(std::string{row.sv}) == asked;
            return path == part.term && is_called_so;
        });
    if (ends_with_step(known) || is_in_the_app) {
        return true;
    }
    return ends_with_step(without_unit(known));
}

}  // namespace

std::vector<ExplainPart> explain_all(Language language) {
    std::vector<ExplainPart> all;
    add_codes(all, language);
    add_scenario_fields(all, language);
    add_sweep_fields(all, language);
    add_app_fields(all, language);
    add_vocabulary(all, language);
    return all;
}

std::vector<ExplainPart> explain(const std::string& term, Language language) {
    std::vector<ExplainPart> out;
    for (ExplainPart& part : explain_all(language)) {
        const bool is_below = (part.kind == "field" || part.kind == "setting") &&
                              part.term.starts_with(term + '.') &&
                              part.term.find('.', term.size() + 1) == std::string::npos;
        if (answers_to(part, term) || is_below ||
            (term == "scenario" && part.kind == "field" &&
             part.term.find('.') == std::string::npos) ||
            (term == "expect" &&
             (part.kind == "milestone" || part.kind == "event" || part.kind == "metric"))) {
            out.push_back(std::move(part));
        }
    }
    return out;
}

std::optional<std::string> nearest_term(const std::string& term) {
    std::vector<std::string> known;
    for (const ExplainPart& part : explain_all(Language::English)) {
        const std::string last = part.term.substr(part.term.rfind('.') + 1);
        known.push_back(part.term);
        known.push_back(last);
        known.push_back(without_unit(last));
    }
    return engine::nearest(term, known);
}

std::string text_of(const ExplainPart& part) {
    std::string out = part.term;
    if (!part.title.empty()) {
        out += "  " + part.title;
    }
    out += fmt::format("  [{}]\n", part.kind);
    const auto line = [&](std::string_view label, const std::string& text) {
        if (!text.empty()) {
            out += fmt::format("    {}{}\n", label, text);
        }
    };
    line("", part.text);
    line("", part.advice);
    line("expects: ", part.expects);
    line("default: ", part.standard);
    line("in VictronConnect: ", part.app_name);
    line("VE register: ", part.ve_register);
    line("source: ", part.source);
    return out;
}

}  // namespace reports
