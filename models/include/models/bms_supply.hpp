#pragma once
// The BMS as a load of its own bank (R-SUP-1): its draw counts in every residual drain.

#include "models/device.hpp"
#include "models/load.hpp"

namespace models {

struct BmsSupplyParameters {
    double draws_on_a = 0.0;
    double draws_low_cell_a = 0.0;
    double draws_remote_off_a = 0.0;
    double dies_below_v = 8.0;
    double lives_above_v = 8.2;
    Milliseconds lives_after{0};  // dead for this long at least
};

/// How much it draws; follows the core's supply state.
enum class SupplyDraw { On, LowCell, RemoteOff };

/// Its switch has no meaning: nothing cuts the BMS off but its own supply limit.
class BmsSupply final : public Device {
  public:
    explicit BmsSupply(const BmsSupplyParameters& parameters)
        : parameters_{parameters},
          limit_{.off_below_v = parameters.dies_below_v,
                 .on_above_v = parameters.lives_above_v,
                 .off_at_least = parameters.lives_after} {}
    /// True when the draw has changed.
    bool set_draw(SupplyDraw draw);
    bool is_powered() const { return !limit_.is_out(); }

    BusCurrent current(double bus_voltage_v) const override;
    bool update(Milliseconds now, double bus_voltage_v, bool switched_on) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override {
        return limit_.next_edge(now);
    }
    VoltageWatch watch(Milliseconds now) const override { return limit_.watch(now); }
    bool is_browned_out() const override { return limit_.is_out(); }

  private:
    BmsSupplyParameters parameters_;
    LowVoltageLimit limit_;
    SupplyDraw draw_ = SupplyDraw::On;
};

}  // namespace models
