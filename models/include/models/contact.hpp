#pragma once
// A plain contact in a line: a main switch, or a relay with its coil.

#include "models/device.hpp"

namespace models {

struct ContactParameters {
    double draws_closed_a = 0.0;  // of its coil, magnitudes
    double draws_open_a = 0.0;
    Schedule schedule;
};

/// Closed while it is switched on and its schedule says so. A relay falls off without a voltage,
/// a main switch does not care, and nothing behind it can tell the difference.
class Contact final : public Device {
  public:
    explicit Contact(const ContactParameters& parameters) : parameters_{parameters} {}
    BusCurrent current(double bus_voltage_v) const override;
    bool update(Milliseconds now, double bus_voltage_v, bool switched_on) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override;
    VoltageWatch watch(Milliseconds /*now*/) const override { return {}; }
    bool conducts() const override { return is_closed_; }
    OffReason off_reason() const override {
        return is_closed_ ? OffReason::None : OffReason::SwitchedOff;
    }

  private:
    ContactParameters parameters_;
    bool is_closed_ = false;
};

}  // namespace models
