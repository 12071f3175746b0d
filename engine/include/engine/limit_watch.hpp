#pragma once
// Every battery against the limits of its maker (R-BAT-3).

#include "engine/event_log.hpp"
#include "engine/result.hpp"
#include "engine/scenario.hpp"
#include "engine/system.hpp"
#include "engine/word.hpp"

#include <optional>
#include <span>
#include <vector>

namespace engine {

/// Every limit by the name that events and results give it; `help`: what the battery then is.
std::span<const Word> limit_words();

class LimitWatch {
  public:
    LimitWatch(const Scenario& scenario, const System& system);

    /// Once per battery frame: limits broken and kept again become events.
    void look(SimTime now, EventLog& log);
    /// Whether `look` would find what it found last, until `next_deadline`.
    bool is_quiet() const;
    /// When the first limit breaks that is outside, but not yet for longer than a pulse, unless it
    /// is kept again before.
    std::optional<SimTime> next_deadline() const;
    /// Adds what `is_quiet` goes by: of each battery current and temperature, and between which of
    /// its limits they are.
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
    void look_at(SimTime now, std::size_t limit, std::size_t battery, double excess, double value,
                 EventLog& log);

    const BatteryEntry& maker_;
    double idle_a_;  // a current counts as flowing beyond this
    const models::Bank& bank_;
    std::vector<Watch> watches_;  // limit by limit
    std::vector<BrokenLimit> broken_;
};

}  // namespace engine
