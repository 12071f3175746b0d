#pragma once
// A constant-current, constant-voltage charger with bulk, absorption and float.

#include "models/held_level.hpp"
#include "models/power_profile.hpp"

#include <memory>

namespace models {

struct ChargerParameters {
    double charges_a = 0.0;  // limit in every stage, a magnitude
    double absorption_v = 0.0;
    double float_v = 0.0;
    Milliseconds absorption_time{std::chrono::hours{2}};
    double tail_a = 0.0;          // absorption ends early below it; 0: only its time ends it
    double rebulk_below_v = 0.0;  // in float, for `rebulk_after`: a new cycle begins
    Milliseconds rebulk_after{std::chrono::minutes{1}};
    /// If given: one begins, too, once it has given all of its current in float for so long.
    std::optional<Milliseconds> rebulk_at_full_current_after{};
    double output_resistance_ohm = 0.001;  // cable and regulation: V falls by this per ampere
    double self_consumption_a = 0.0;       // from the bus, whatever it does; a magnitude
    double back_current_a = 0.0;           // from the bus while it is off, besides; a magnitude
    /// With a sensor at the batteries: it stops when the coldest is colder than this, and charges
    /// again when that is as warm as the other.
    std::optional<double> stops_below_degc{};
    double charges_again_at_degc = 0.0;
    Schedule schedule;
    std::shared_ptr<const PowerProfile> profile{};  // if given, there is no more power than that
    /// If given, there is none while these stand too low: it starts once they are 5 V above its
    /// bus, and stops when they are less than 1 V above it.
    std::shared_ptr<const PanelVoltage> panels{};
};

/// Each time it is switched on, or gets power again, it begins with bulk. Absorption begins when
/// the current falls below 99 % of what it may give.
class Charger final : public Device {
  public:
    enum class Stage { Off, Bulk, Absorption, Float };

    explicit Charger(const ChargerParameters& parameters);
    BusCurrent current(double bus_voltage_v) const override;
    bool update(Milliseconds now, double bus_voltage_v, bool switched_on) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override;
    VoltageWatch watch(Milliseconds now) const override;
    double own_draw_a() const override;
    /// Nothing without a profile: of a plain charger nobody knows what power there is.
    MissedPower missed(double bus_voltage_v) const override;
    bool has_power() const override { return available_w_ > 0.0; }
    bool has_sensor() const override { return parameters_.stops_below_degc.has_value(); }
    void sense(const Sensed& sensed) override { coldest_degc_ = sensed.coldest_degc; }
    bool would_stay(double coldest_degc) const override {
        return is_too_cold(coldest_degc) == is_too_cold_;
    }
    Stage stage() const { return stage_; }
    /// What its output gives when it gets no more than so much power.
    BusCurrent given(double bus_voltage_v, double available_w) const;

  private:
    Stage next_stage(Milliseconds now, double bus_voltage_v);
    VoltageWatch watch_stage() const;
    double bulk_below_v() const;
    double tail_from_v() const;
    double full_current_below_v() const;
    double power_at(Milliseconds now) const;
    /// At which voltage of the bus its panels would stand too low.
    double too_high_for_panels_v() const;
    double most_a(double bus_voltage_v, double available_w) const;
    bool is_too_cold(double coldest_degc) const;

    ChargerParameters parameters_;
    Stage stage_ = Stage::Off;
    /// By the profile, without one any; 0 while its schedule has it off.
    double available_w_ = std::numeric_limits<double>::infinity();
    double panels_v_ = std::numeric_limits<double>::infinity();
    bool panels_reach_ = true;
    Milliseconds stage_since_{0};
    HeldLevel low_;           // the next two: in float
    HeldLevel full_current_;  // by the voltage below which it gives that
    double coldest_degc_ = 25.0;
    bool is_too_cold_ = false;
};

}  // namespace models
