#pragma once
// A device at the end of a cable of its own.

#include "models/device.hpp"

#include <memory>

namespace models {

/// To the bus, a device and its cable are one device. It sees V_bus + R I, with I negative while it
/// draws; the bus's own solver finds that, to 1 µV, and of two answers the higher voltage. If it
/// asks for more than the cable brings at any voltage it gets the most that comes, at half the
/// bus's voltage, and stops for its low-voltage limit. If that is lower yet it stops all the same,
/// and tries again after a while.
class Cabled final : public Device {
  public:
    static constexpr Milliseconds tries_again_after{10'000};

    /// The resistance, in ohm and above 0, is that of both leads together.
    Cabled(std::unique_ptr<Device> device, double resistance_ohm)
        : device_{std::move(device)}, resistance_ohm_{resistance_ohm} {}

    BusCurrent current(double bus_voltage_v) const override;
    bool update(Milliseconds now, double bus_voltage_v, bool switched_on) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override;
    VoltageWatch watch(Milliseconds now) const override;
    OffReason off_reason() const override { return device_->off_reason(); }
    bool is_serving() const override { return device_->is_serving(); }
    bool is_browned_out() const override {
        return starved_since_.has_value() || device_->is_browned_out();
    }
    MissedPower missed(double bus_voltage_v) const override {
        return device_->missed(voltage_at(bus_voltage_v));
    }
    bool has_power() const override { return device_->has_power(); }
    double own_draw_a() const override { return device_->own_draw_a(); }
    /// The cable's own heat goes elsewhere.
    double heats_w(double bus_voltage_v) const override {
        return device_->heats_w(voltage_at(bus_voltage_v));
    }
    double cable_resistance_ohm() const override { return resistance_ohm_; }
    bool has_sensor() const override { return device_->has_sensor(); }
    void sense(const Sensed& sensed) override { device_->sense(sensed); }
    bool would_stay(double coldest_degc) const override {
        return device_->would_stay(coldest_degc);
    }

    /// What the device sees.
    double voltage_at(double bus_voltage_v) const;

  private:
    bool is_brought(double bus_voltage_v) const;
    double bus_at(double device_v) const;
    double lowest_bus_v(double lowest_v) const;

    std::unique_ptr<Device> device_;
    double resistance_ohm_;
    double device_v_ = 0.0;  // at the last update
    std::optional<Milliseconds> starved_since_;
};

}  // namespace models
