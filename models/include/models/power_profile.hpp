#pragma once
// Power over time, as somebody measured or foretold it: what the sun gives, what a house takes.

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace models {

using Milliseconds = std::chrono::milliseconds;

/// From this moment on, counted from the start of a run (before it: negative), so much.
struct PowerStep {
    Milliseconds from{0};
    double power_w = 0.0;  // a magnitude, 0 or more
};

/// Each step holds until the next one, the last for ever; before the first there is no power. With
/// a period it goes through its steps again and again, the last holding until the first returns.
class PowerProfile {
  public:
    /// At least one step, in the order of time; with a period all within [0, period).
    PowerProfile(const std::vector<PowerStep>& steps, std::optional<Milliseconds> period);

    double at_w(Milliseconds now) const;
    /// The first moment after `now` at which the power changes; nothing when it never does.
    std::optional<Milliseconds> next_edge(Milliseconds now) const;

  private:
    /// How many steps have begun at a moment of the profile's own time.
    std::size_t begun(Milliseconds at) const;

    std::vector<PowerStep> steps_;  // neighbours differ
    std::optional<Milliseconds> period_;
};

/// What panels have with nothing drawn from them, over time; it holds between changes, as a power
/// does.
class PanelVoltage {
  public:
    /// Its steps in volts.
    explicit PanelVoltage(PowerProfile steps) : steps_{std::move(steps)} {}
    double at_v(Milliseconds now) const { return steps_.at_w(now); }
    std::optional<Milliseconds> next_edge(Milliseconds now) const { return steps_.next_edge(now); }

  private:
    PowerProfile steps_;
};

}  // namespace models
