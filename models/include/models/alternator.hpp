#pragma once
// An alternator with its regulator.

#include "models/device.hpp"
#include "models/power_profile.hpp"

#include <memory>
#include <vector>

namespace models {

/// What it gives at most at one speed of the engine.
struct AtSpeed {
    double rpm = 0.0;
    double most_a = 0.0;
};

/// The speed of an engine over time; it holds between changes, as a power does.
class SpeedProfile {
  public:
    /// Its steps in revolutions per minute.
    explicit SpeedProfile(PowerProfile steps) : steps_{std::move(steps)} {}
    double at_rpm(Milliseconds now) const { return steps_.at_w(now); }
    std::optional<Milliseconds> next_edge(Milliseconds now) const { return steps_.next_edge(now); }

  private:
    PowerProfile steps_;
};

struct AlternatorParameters {
    double charges_a = 0.0;  // at most while it is cold, a magnitude
    std::optional<double> charges_hot_a{};
    Milliseconds hot_after{std::chrono::minutes{10}};
    double regulated_v = 14.2;
    double resistance_ohm = 0.01;  // cable and regulation: V falls by this per ampere
    Schedule schedule;             // when the engine runs
    /// Besides, if any are given, no more than this, straight between them and level beyond; by
    /// rising speed.
    std::vector<AtSpeed> by_speed{};
    double speed_rpm = 0.0;                         // of the engine while it runs, …
    std::shared_ptr<const SpeedProfile> profile{};  // … or this; it stands at 0
};

/// Gives nothing while its engine stands; nothing flows back into it (its diodes).
class Alternator final : public Device {
  public:
    explicit Alternator(const AlternatorParameters& parameters) : parameters_{parameters} {}
    BusCurrent current(double bus_voltage_v) const override;
    bool update(Milliseconds now, double bus_voltage_v, bool switched_on) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override;
    VoltageWatch watch(Milliseconds /*now*/) const override { return {}; }
    bool runs() const { return since_.has_value(); }

  private:
    std::optional<Milliseconds> hot_from() const;
    double speed_rpm(Milliseconds now) const;
    double most_at_a(double rpm) const;

    AlternatorParameters parameters_;
    std::optional<Milliseconds> since_;  // running
    double most_a_ = 0.0;
};

}  // namespace models
