#pragma once
// A Cyrix-Li-Load: a relay that opens with its control input, and comes back three times.

#include "models/re_engage.hpp"

namespace models {

struct CyrixLiLoadParameters {
    double draws_closed_a = 0.0;  // its coil, magnitudes
    double draws_open_a = 0.0;
    double works_from_v = 8.0;  // below it it falls off, and forgets
    ReEngageParameters re_engage{.dead_time = Milliseconds{0}, .high_for = Milliseconds{30'000}};
    Schedule schedule;
};

class CyrixLiLoad final : public Device {
  public:
    explicit CyrixLiLoad(const CyrixLiLoadParameters& parameters)
        : parameters_{parameters}, re_engage_{parameters.re_engage} {}
    BusCurrent current(double bus_voltage_v) const override;
    bool update(Milliseconds now, double bus_voltage_v, bool switched_on) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override;
    VoltageWatch watch(Milliseconds now) const override;
    bool conducts() const override { return reason_ == OffReason::None; }
    OffReason off_reason() const override { return reason_; }

  private:
    OffReason look(Milliseconds now, double bus_voltage_v, bool wanted);

    CyrixLiLoadParameters parameters_;
    OffReason reason_ = OffReason::NoSupply;
    ReEngage re_engage_;
};

}  // namespace models
