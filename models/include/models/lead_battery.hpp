#pragma once
// A lead-acid starter battery, simple and honest: what it rests at, what it takes up, what it turns
// into gas. At 25 °C; it has no memory but its charge.

#include "models/bank_network.hpp"
#include "models/device.hpp"

namespace models {

/// Its voltage while charged and its gas follow J. Schiffer et al., J. Power Sources 168 (2007) 66:
/// V = U + R I (1 + share z / (1.001 - z)), and a gas current that grows e-fold with the voltage.
struct LeadBatteryParameters {
    double capacity_ah = 0.0;
    double soc = 1.0;  // 0 to 1, at the start
    double full_v = 12.75;
    double empty_v = 11.8;  // both at rest; straight in between
    double resistance_ohm = 0.005;
    double charge_share = 0.888;
    double gas_a = 0.0;  // at gassing_v, a magnitude
    double gassing_v = 13.38;
    double gas_grows_e_per_v = 1.83;
    double self_discharge_pct_per_30d = 0.0;
};

/// Charge (Ah above empty) is its only state. Below empty its voltage collapses within 5 % of its
/// capacity; near full its resistance against charge grows without bound, and what then still flows
/// is gas. What is stored is carried by `main`: what flows at its terminals less the gas.
class LeadBattery {
  public:
    explicit LeadBattery(const LeadBatteryParameters& parameters);

    double soc() const { return charge_ah_ / parameters_.capacity_ah; }
    double charge_ah() const { return charge_ah_; }
    double open_circuit_v() const { return open_circuit_v(soc()); }

    /// As a source for the main current (positive charges it), `dt_s` after now, when the current
    /// goes there along a straight line; `dt_s` = 0 is now.
    Thevenin source(bool is_charged, double dt_s) const;
    /// What it turns into gas, as a device of its bus: zero or negative.
    BusCurrent gas(double voltage_v) const;

    /// The main current from now on.
    void carry(double main_a) { main_a_ = main_a; }
    double main_a() const { return main_a_; }
    /// The exact solution for a main current held for so long. Returns what was lost by
    /// self-discharge, in Ah.
    double advance(double main_a, double dt_s);
    /// A step over which its voltage may be looked at as a straight line.
    double longest_step_s() const;
    /// Of such a step, what the way of its current may be looked at as a parabola.
    double longest_part_s() const;

  private:
    double open_circuit_v(double soc) const;
    double resistance_ohm(double soc, bool is_charged) const;
    /// How its voltage at the present current changes with its charge.
    double slope_v_per_ah(double soc) const;
    bool is_idle() const;
    /// In so long a part of its capacity has moved, …
    double moved_s() const;
    /// … or its voltage has bent.
    double bends_s() const;
    /// What share of its charge it loses by itself.
    double decays(double dt_s) const;

    LeadBatteryParameters parameters_;
    double charge_ah_;
    double main_a_ = 0.0;
};

}  // namespace models
