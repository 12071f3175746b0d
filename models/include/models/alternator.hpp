#pragma once
// An alternator with its regulator.

#include "models/device.hpp"

namespace models {

struct AlternatorParameters {
    double charges_a = 0.0;  // at most while it is cold, a magnitude
    std::optional<double> charges_hot_a{};
    Milliseconds hot_after{std::chrono::minutes{10}};
    double regulated_v = 14.2;
    double resistance_ohm = 0.01;  // cable and regulation: V falls by this per ampere
    Schedule schedule;             // when the engine runs
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

    AlternatorParameters parameters_;
    std::optional<Milliseconds> since_;  // running
    double most_a_ = 0.0;
};

}  // namespace models
