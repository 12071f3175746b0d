#pragma once
// The `expect:` lines of a scenario: what must come true, decided as far as the horizon allows.

#include "engine/event.hpp"
#include "engine/metric.hpp"
#include "engine/node.hpp"
#include "engine/sim_time.hpp"
#include "engine/word.hpp"

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace engine {

enum class Comparison { Less, AtMost, More, AtLeast, Equal, Unequal };

/// What may stand behind a milestone, an event or a code.
enum class Attribute { First, Last, Count, Day, Date, Seconds };
struct AttributeRow {
    Attribute attribute;
    std::string_view name;
    std::string_view help;
};
inline constexpr std::array<AttributeRow, 6> attribute_table{{
    {Attribute::First, "first", "the first time, as without it"},
    {Attribute::Last, "last", "the last time"},
    {Attribute::Count, "count", "how often"},
    {Attribute::Day, "day", "in days since the start, as without it"},
    {Attribute::Date, "date", "held against a date: damage.date > 2027-02-01"},
    {Attribute::Seconds, "t_s", "in seconds since the start"},
}};
static_assert(stands_in_order(attribute_table, &AttributeRow::attribute));

/// How a line is written.
inline constexpr std::string_view expectation_form =
    "milestone, event, code or metric, with .first .last .count .day .date .t_s behind, then "
    "< <= > >= == != and a number, a date or a duration: damage.day > 90";

/// What an expectation about events looks at.
struct EventSubject {
    enum class Which { First, Last, Count };
    std::optional<Milestone> milestone;  // its time, when neither last nor count is asked
    EventKind kind{};
    std::string code;  // of a code: "A-B07"
    Which which = Which::First;
};

/// `<milestone, event, code or metric>[.first|.last|.count][.day|.date|.t_s] <op> <number, date or
/// duration>`; without an attribute a milestone, event or code means its (first) time.
struct Expectation {
    std::string text;
    std::variant<EventSubject, Metric> subject;
    Comparison comparison{};
    double value = 0.0;  // days for times, else the metric's unit or a count
    bool is_time = false;
};

/// Understands one line; anything unknown is an error at its place. Dates count from the calendar's
/// start.
Expectation parse_expectation(const Node& node, const std::string& path, const Calendar& calendar);

/// How an expectation fared.
struct Judgement {
    enum class Outcome { Met, Failed, Undecided };
    Outcome outcome = Outcome::Undecided;
    std::optional<double> actual;      // nothing: did not happen
    std::optional<double> needs_days;  // of an undecided one: the horizon that would decide it
};

struct OutcomeRow {
    Judgement::Outcome outcome;
    std::string_view name;
    std::string_view help;
};
inline constexpr std::array<OutcomeRow, 3> outcome_table{{
    {Judgement::Outcome::Met, "met", "the expectation came true"},
    {Judgement::Outcome::Failed, "failed", "the expectation did not come true: exit code 10"},
    {Judgement::Outcome::Undecided, "undecided",
     "the run is too short to decide the expectation: exit code 10"},
}};
static_assert(stands_in_order(outcome_table, &OutcomeRow::outcome));
constexpr std::string_view name_of(Judgement::Outcome outcome) {
    return outcome_table[static_cast<std::size_t>(outcome)].name;
}

/// What did not happen within the horizon has day +∞ or any day behind the horizon: where that
/// leaves the answer open it is undecided.
Judgement judge(const Expectation& expectation, const std::vector<Event>& events,
                const Milestones& milestones, const Metrics& metrics, SimTime horizon);

}  // namespace engine
