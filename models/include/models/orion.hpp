#pragma once
// Orion-Tr Smart: a DC-DC charger from the starter battery to the bank.

#include "models/charger.hpp"
#include "models/far_side.hpp"
#include "models/held_level.hpp"

namespace models {

/// Engine detection: the maker's table for smart alternators, of a 12 V input.
struct OrionParameters {
    ChargerParameters output;
    double efficiency = 0.87;
    double starts_at_v = 14.0;
    double starts_late_at_v = 13.3;
    Milliseconds starts_late_after{std::chrono::minutes{2}};
    double shuts_down_below_v = 13.1;
    Milliseconds shuts_down_after{std::chrono::minutes{1}};
    double draws_idle_a = 0.0;  // from the starter battery while it gives nothing, magnitudes
    double draws_remote_off_a = 0.0;
};

/// It charges while it is switched on and takes the engine to run, as much as leaves its input at
/// the voltage of its shutdown.
class Orion final : public FarSide {
  public:
    Orion(const OrionParameters& parameters, FarBus far);

    BusCurrent current(double bus_voltage_v) const override;
    bool update(Milliseconds now, double bus_voltage_v, bool switched_on) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override;
    /// At the voltage that it was settled at.
    VoltageWatch watch(Milliseconds now) const override;
    bool is_joined() const override { return charger_.stage() != Charger::Stage::Off; }
    Charger::Stage stage() const { return charger_.stage(); }

  private:
    LinkLaw link_at(double near_v) const override;
    LinkLaw holding() const;
    double available_w() const;
    bool detect_engine(Milliseconds now, double far_v);

    OrionParameters parameters_;
    Charger charger_;
    HeldLevel start_;
    HeldLevel late_start_;
    HeldLevel shutdown_;
    bool engine_runs_ = false;
    bool is_on_ = false;
};

}  // namespace models
