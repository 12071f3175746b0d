// The keys of scenarios, catalogues and sweeps as `explain` tells them, from their own tables.

#include "bms/settings.hpp"
#include "engine/reader.hpp"
#include "engine/sweep_file.hpp"
#include "explain_terms.hpp"
#include "reports/setting_advice.hpp"
#include "reports/swedish.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace reports {

using engine::Field;
using engine::Table;

namespace {

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

}  // namespace

bool is_told_elsewhere(const std::string& path) {
    return std::any_of(same_keys.begin(), same_keys.end(),
                       [&](const SameKeys& row) { return row.here == path; });
}

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

namespace {

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

}  // namespace

void add_keys(std::vector<ExplainPart>& out, Language language) {
    add_scenario_fields(out, language);
    add_sweep_fields(out, language);
}

}  // namespace reports
