#pragma once
// What lies behind a link is one device of the bank's bus.

#include "models/far_bus.hpp"

namespace models {

/// Why a link is as it is: the voltages it sees, its control input, or its start assist.
enum class LinkCause { Voltage, Control, Assist };

/// A link and all that lies behind it. Its law is that of the far bus as seen through the link.
class FarSide : public Device {
  public:
    const FarBus& far() const { return far_; }
    virtual bool is_joined() const = 0;
    /// Somebody asks it to close for a start of the engine; `update` sees it. Most cannot.
    virtual void assist_start(Milliseconds /*now*/) {}
    /// Of the last change.
    LinkCause cause() const { return cause_; }
    /// What it carried into the bank's bus when it was cut off last.
    double broken_a() const { return broken_a_; }

    void settle(double bus_voltage_v) final;
    void advance(double dt_s) final { far_.advance(dt_s); }
    void look_ahead(double dt_s) final { far_.look_ahead(dt_s); }
    void follow(const BusWay& way) final;
    void keep() final;
    void return_to_kept() final;
    double longest_step_s() const final { return far_.longest_step_s(); }

  protected:
    explicit FarSide(FarBus far) : far_{std::move(far)} {}

    /// What the link takes and brings when the bank's bus stands at this voltage.
    virtual LinkLaw link_at(double near_v) const = 0;

    /// Settles, and lets the far devices look until none changes any more. True when one did.
    bool update_far(Milliseconds now, double near_v);
    void note_change(LinkCause cause) { cause_ = cause; }
    void note_cut(double broken_a) { broken_a_ = broken_a; }

  private:
    FarBus far_;
    double near_v_ = 0.0;  // where the bank's bus stood when it was settled
    double kept_near_v_ = 0.0;
    LinkCause cause_ = LinkCause::Voltage;
    double broken_a_ = 0.0;
};

}  // namespace models
