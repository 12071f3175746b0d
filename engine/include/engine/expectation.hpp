#pragma once
// The `expect:` lines of a scenario: what must come true, decided as far as the horizon allows.

#include "engine/event.hpp"
#include "engine/metric.hpp"
#include "engine/node.hpp"
#include "engine/sim_time.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace engine {

enum class Comparison { Less, AtMost, More, AtLeast, Equal, Unequal };

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

/// What did not happen within the horizon has day +∞ or any day behind the horizon: where that
/// leaves the answer open it is undecided.
Judgement judge(const Expectation& expectation, const std::vector<Event>& events,
                const Milestones& milestones, const Metrics& metrics, SimTime horizon);

}  // namespace engine
