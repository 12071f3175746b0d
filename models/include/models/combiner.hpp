#pragma once
// A far side behind a relay: a Cyrix-Li-ct with the starter battery, a Cyrix-Li-Charge with a
// charger.

#include "models/far_side.hpp"
#include "models/relay.hpp"

namespace models {

struct CombinerParameters {
    double resistance_ohm = 0.005;  // of contact and cables, while it is closed
    double draws_open_a = 0.0;      // from the bank's side, magnitudes
    double draws_closed_a = 0.0;
};

class Combiner final : public FarSide {
  public:
    Combiner(const CombinerParameters& parameters, std::unique_ptr<Relay> relay, FarBus far)
        : FarSide{std::move(far)}, parameters_{parameters}, relay_{std::move(relay)} {}

    BusCurrent current(double bus_voltage_v) const override;
    bool update(Milliseconds now, double bus_voltage_v, bool switched_on) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override;
    VoltageWatch watch(Milliseconds now) const override;
    bool is_joined() const override { return relay_->is_closed(); }
    void assist_start(Milliseconds now) override { relay_->assist_start(now); }

  private:
    LinkLaw link_at(double near_v) const override;
    double near_at(double far_v) const;

    CombinerParameters parameters_;
    std::unique_ptr<Relay> relay_;
};

}  // namespace models
