#pragma once
// What warms a bank: a load with a thermostat on its coldest battery.

#include "models/load.hpp"

namespace models {

struct HeaterParameters {
    LoadParameters load;  // a constant power, as it draws while it heats
    double heats_below_degc = 6.0;
    double stops_at_degc = 8.0;    // above the other
    double into_bank_share = 1.0;  // of its power; the rest goes elsewhere
    bool only_when_charging = false;
};

class Heater final : public Device {
  public:
    explicit Heater(const HeaterParameters& parameters)
        : parameters_{parameters}, load_{parameters.load} {}

    bool has_sensor() const override { return true; }
    void sense(const Sensed& sensed) override { sensed_ = sensed; }
    bool would_stay(double coldest_degc) const override {
        return is_called(coldest_degc) == is_called_;
    }
    double heats_w(double bus_voltage_v) const override;

    BusCurrent current(double bus_voltage_v) const override { return load_.current(bus_voltage_v); }
    bool update(Milliseconds now, double bus_voltage_v, bool switched_on) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override {
        return load_.next_edge(now);
    }
    VoltageWatch watch(Milliseconds now) const override { return load_.watch(now); }
    MissedPower missed(double bus_voltage_v) const override;
    bool is_serving() const override { return load_.is_serving(); }
    bool is_browned_out() const override { return load_.is_browned_out(); }

  private:
    bool is_called(double coldest_degc) const;
    bool is_wanted() const {
        return is_called_ && (sensed_.could_be_charged || !parameters_.only_when_charging);
    }

    HeaterParameters parameters_;
    Load load_;
    Sensed sensed_;
    bool is_called_ = false;  // by its thermostat
};

}  // namespace models
