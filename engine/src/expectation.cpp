#include "engine/expectation.hpp"

#include "bms/codes.hpp"
#include "engine/field.hpp"
#include "engine/unit.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace engine {

namespace {

constexpr double seconds_per_day = 86'400.0;

struct ComparisonWord {
    std::string_view word;
    Comparison comparison;
};
// Longer words first, so that "<=" is not taken for "<".
constexpr std::array<ComparisonWord, 6> comparison_words{{{"<=", Comparison::AtMost},
                                                          {">=", Comparison::AtLeast},
                                                          {"==", Comparison::Equal},
                                                          {"!=", Comparison::Unequal},
                                                          {"<", Comparison::Less},
                                                          {">", Comparison::More}}};

bool holds(Comparison comparison, double a, double b) {
    switch (comparison) {
        case Comparison::Less:
            return a < b;
        case Comparison::AtMost:
            return a <= b;
        case Comparison::More:
            return a > b;
        case Comparison::AtLeast:
            return a >= b;
        case Comparison::Equal:
            return a == b;
        case Comparison::Unequal:
            break;
    }
    return a != b;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    return text;
}

struct Parts {
    std::string subject;
    Comparison comparison;
    std::string value;
};

Parts split(const Node& node, const std::string& path) {
    const std::string_view text = node.text;
    const std::size_t at = text.find_first_of("<>=!");
    for (const ComparisonWord& word : comparison_words) {
        if (at != std::string_view::npos && text.substr(at).starts_with(word.word)) {
            return {.subject = std::string{trimmed(text.substr(0, at))},
                    .comparison = word.comparison,
                    .value = std::string{trimmed(text.substr(at + word.word.size()))}};
        }
    }
    throw error_at(
        node, path,
        "\"" + node.text + "\" compares nothing; write it like damage.day > 90 (< <= > >= == !=)");
}

/// Every name an expectation may begin with.
std::vector<std::string> known_subjects() {
    std::vector<std::string> names;
    for (const MilestoneRow& row : milestone_table) {
        names.emplace_back(row.name);
    }
    for (const EventRow& row : event_table) {
        names.emplace_back(row.name);
    }
    for (const bms::CodeText& row : bms::code_texts) {
        names.emplace_back(row.spelled);
    }
    for (const MetricRow& row : metric_table) {
        names.emplace_back(row.name);
    }
    return names;
}

std::optional<EventSubject> event_subject(std::string_view name) {
    EventSubject subject;
    for (const bms::CodeText& row : bms::code_texts) {
        if (row.spelled == name) {
            subject.kind = EventKind::CodeRaised;
            subject.code = row.spelled;
            return subject;
        }
    }
    bool found = false;
    for (const EventRow& row : event_table) {
        if (row.name == name) {
            subject.kind = row.kind;
            found = true;
        }
    }
    for (const MilestoneRow& row : milestone_table) {
        if (row.name == name) {
            subject.milestone = row.milestone;
            found = true;
        }
    }
    return found ? std::optional{subject} : std::nullopt;
}

/// The events that a milestone stands for, so that it can be counted.
EventKind kind_of(Milestone milestone, std::string& code) {
    switch (milestone) {
        case Milestone::PreAlarm:
            return EventKind::PreAlarmOn;
        case Milestone::LoadOff:
            return EventKind::LoadOff;
        case Milestone::Damage:
            return EventKind::BatteryDamaged;
        case Milestone::LowCell:
            code = "A-B01";
            break;
        case Milestone::Warning:
            code = "W-";
            break;
    }
    return EventKind::CodeRaised;
}

/// Splits ".last.day" from "load_off.last.day"; a metric's own name may hold a point.
void read_attributes(std::string_view attributes, Expectation& expectation, double& units_per_day,
                     const Node& node, const std::string& path) {
    auto& subject = std::get<EventSubject>(expectation.subject);
    expectation.is_time = true;
    while (!attributes.empty()) {
        attributes.remove_prefix(1);
        const std::size_t end = std::min(attributes.find('.'), attributes.size());
        const std::string_view word = attributes.substr(0, end);
        attributes.remove_prefix(end);
        const auto row =
            std::find_if(attribute_table.begin(), attribute_table.end(),
                         [&](const AttributeRow& known) { return known.name == word; });
        if (row == attribute_table.end()) {
            std::string known;
            for (const AttributeRow& each : attribute_table) {
                known += (known.empty() ? "" : ", ") + std::string{each.name};
            }
            throw error_at(
                node, path,
                "\"" + std::string{word} + "\" is unknown behind an event; use one of " + known);
        }
        switch (row->attribute) {
            case Attribute::First:
                subject.which = EventSubject::Which::First;
                break;
            case Attribute::Last:
                subject.which = EventSubject::Which::Last;
                break;
            case Attribute::Count:
                subject.which = EventSubject::Which::Count;
                expectation.is_time = false;
                break;
            case Attribute::Seconds:
                units_per_day = seconds_per_day;
                break;
            case Attribute::Day:
            case Attribute::Date:
                break;
        }
    }
    if (subject.milestone && subject.which != EventSubject::Which::First) {
        subject.kind = kind_of(*subject.milestone, subject.code);
        subject.milestone.reset();
    }
}

void read_subject(const std::string& text, Expectation& expectation, double& units_per_day,
                  const Node& node, const std::string& path) {
    for (const MetricRow& row : metric_table) {
        if (row.name == text) {
            expectation.subject = row.metric;
            return;
        }
    }
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string name = text.substr(0, point);
    if (const auto subject = event_subject(name)) {
        expectation.subject = *subject;
        read_attributes(std::string_view{text}.substr(point), expectation, units_per_day, node,
                        path);
        return;
    }
    auto guess = nearest(text, known_subjects());
    if (!guess) {
        guess = nearest(name, known_subjects());
    }
    throw error_at(
        node, path,
        "\"" + text + "\" is no milestone, event, code or metric" +
            (guess ? "; did you mean " + *guess + "?" : "; see banktwin explain expect"));
}

double read_value(const std::string& text, const Expectation& expectation, double units_per_day,
                  const Calendar& calendar, const Node& node, const std::string& path) {
    if (expectation.is_time) {
        if (const auto date = parse_date(text)) {
            const auto since_start = *date - calendar.utc_offset - calendar.start;
            return to_days(since_start);
        }
    }
    const auto parsed = split_number(text);
    if (!parsed) {
        throw error_at(
            node, path,
            "\"" + text + "\" is not a number" + (expectation.is_time ? ", date or duration" : ""));
    }
    if (parsed->unit.empty()) {
        return parsed->number / (expectation.is_time ? units_per_day : 1.0);
    }
    if (expectation.is_time) {
        for (const UnitName& name : row_of(Unit::Second).names) {
            if (name.name == parsed->unit) {
                return parsed->number * name.multiply / name.divide / seconds_per_day;
            }
        }
        throw error_at(node, path, "\"" + text + "\" is not a duration (s, min, h, d)");
    }
    const bool is_metric = std::holds_alternative<Metric>(expectation.subject);
    const std::string_view unit =
        is_metric
            ? metric_table[static_cast<std::size_t>(std::get<Metric>(expectation.subject))].unit
            : std::string_view{};
    if (parsed->unit != unit) {
        throw error_at(node, path,
                       unit.empty() ? "\"" + text + "\": this has no unit"
                                    : "\"" + text + "\": this is in " + std::string{unit});
    }
    return parsed->number;
}

struct Observed {
    std::optional<double> actual;
    bool may_still_come;  // not seen, but the horizon may be too short
};

Observed observe(const Expectation& expectation, const std::vector<Event>& events,
                 const Milestones& milestones, const Metrics& metrics) {
    if (const auto* metric = std::get_if<Metric>(&expectation.subject)) {
        return {.actual = metrics[*metric], .may_still_come = false};
    }
    const auto& subject = std::get<EventSubject>(expectation.subject);
    if (subject.milestone) {
        const auto at = milestones[*subject.milestone];
        return {.actual = at ? std::optional{to_days(*at)} : std::nullopt, .may_still_come = true};
    }
    double count = 0.0;
    std::optional<double> first;
    std::optional<double> last;
    for (const Event& event : events) {
        if (event.kind == subject.kind && event.code.starts_with(subject.code)) {
            count += 1.0;
            last = to_days(event.at);
            first = first ? first : last;
        }
    }
    if (subject.which == EventSubject::Which::Count) {
        return {.actual = count, .may_still_come = false};
    }
    return {.actual = subject.which == EventSubject::Which::Last ? last : first,
            .may_still_come = true};
}

}  // namespace

Expectation parse_expectation(const Node& node, const std::string& path, const Calendar& calendar) {
    if (!node.is_scalar()) {
        throw error_at(node, path, "expected a line like damage.day > 90");
    }
    const Parts parts = split(node, path);
    Expectation expectation;
    expectation.text = node.text;
    expectation.comparison = parts.comparison;
    double units_per_day = 1.0;
    read_subject(parts.subject, expectation, units_per_day, node, path);
    expectation.value = read_value(parts.value, expectation, units_per_day, calendar, node, path);
    return expectation;
}

Judgement judge(const Expectation& expectation, const std::vector<Event>& events,
                const Milestones& milestones, const Metrics& metrics, SimTime horizon) {
    using Outcome = Judgement::Outcome;
    const Observed seen = observe(expectation, events, milestones, metrics);
    if (seen.actual) {
        const bool met = holds(expectation.comparison, *seen.actual, expectation.value);
        return {.outcome = met ? Outcome::Met : Outcome::Failed,
                .actual = seen.actual,
                .needs_days = std::nullopt};
    }
    const double infinity = std::numeric_limits<double>::infinity();
    if (!seen.may_still_come) {
        // A metric without a meaning in this run, as a lead time without a low cell: nothing broke
        // it.
        return {.outcome = holds(expectation.comparison, infinity, expectation.value)
                               ? Outcome::Met
                               : Outcome::Failed,
                .actual = std::nullopt,
                .needs_days = std::nullopt};
    }
    if (to_days(horizon) < expectation.value) {
        return {
            .outcome = Outcome::Undecided, .actual = std::nullopt, .needs_days = expectation.value};
    }
    return {.outcome = holds(expectation.comparison, infinity, expectation.value) ? Outcome::Met
                                                                                  : Outcome::Failed,
            .actual = std::nullopt,
            .needs_days = std::nullopt};
}

}  // namespace engine
