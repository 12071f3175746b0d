#pragma once
// Every battery against the limits of its maker (R-BAT-3).

#include "engine/event_log.hpp"
#include "engine/result.hpp"
#include "engine/scenario.hpp"
#include "engine/system.hpp"
#include "engine/word.hpp"

#include <compare>
#include <optional>
#include <span>
#include <vector>

namespace engine {

/// Every limit by the name that events and results give it; `help`: what the battery then is.
std::span<const Word> limit_words();

struct BatteryNow;

class LimitWatch {
  public:
    LimitWatch(const Scenario& scenario, const System& system);

    /// Once per battery frame: limits broken and kept again become events.
    void look(SimTime now, EventLog& log);
    /// The same of the temperatures at which a current flows, for all frames from one to a later
    /// one between which the plant has followed its plan. `look` comes after it, at the later one.
    void follow(SimTime begin, SimTime end, EventLog& log);
    /// Whether `follow` knows when a limit was left or kept again: the plant has followed its plan
    /// nearly straight, and only whether a current flows has changed.
    bool can_follow() const;
    /// Whether `look` would find what it found last, until `next_deadline`; what `follow` looks at
    /// left aside.
    bool is_quiet() const;
    /// When the first of those limits breaks that is outside, but not yet for longer than a pulse,
    /// unless it is kept again before.
    std::optional<SimTime> next_deadline() const;
    /// Adds what `is_quiet` goes by: the current of each battery, and its limits next to it.
    void watched(std::vector<models::Watched>& out) const;
    /// What was broken, with its duration up to the end.
    std::vector<BrokenLimit> finish(SimTime horizon);

  private:
    struct Watch {  // one limit of one battery
        std::optional<SimTime> outside_since;
        bool is_broken = false;
        SimTime broken_since{0};
        double excess = 0.0;  // the largest since it is outside, and the value then
        double worst = 0.0;
        std::optional<std::size_t> row;  // in broken_, once broken
        double row_excess = 0.0;
    };
    struct Change {
        SimTime at;
        std::size_t battery, limit;
        friend auto operator<=>(const Change&, const Change&) = default;
    };
    BatteryNow state_of(std::size_t battery) const;
    /// Whether every battery is inside all its limits, and was when last looked at: as most of the
    /// time, when a look at the extremes of all is enough.
    bool all_stay_inside() const;
    struct Way;  // of a battery, over the plan that was followed last
    Way way_of(std::size_t battery) const;
    BatteryNow on_the_way(const Way& way, double share) const;
    SimTime breaks_at(SimTime outside_since) const;
    const Watch& watch(std::size_t limit, std::size_t battery) const {
        return watches_[limit * batteries_ + battery];
    }
    bool passes_limit(std::size_t limit, const Way& way) const;
    void note_changes(SimTime begin, SimTime end, std::size_t limit, std::size_t battery,
                      const Way& way);
    void look_at(SimTime now, std::size_t limit, std::size_t battery, double excess, double value,
                 EventLog& log);

    const BatteryEntry& maker_;
    double idle_a_;  // a current counts as flowing beyond this
    const System& system_;
    std::size_t batteries_;
    std::vector<Watch> watches_;   // limit by limit
    std::size_t outside_ = 0;      // of them
    std::vector<Change> changes_;  // on a step
    std::vector<BrokenLimit> broken_;
};

}  // namespace engine
