#pragma once
// What one kind of cell is: its curves over the state of charge, its ratios over the temperature,
// how it ages. Equations: models/README.md.

#include "models/curve.hpp"

#include <vector>

namespace models {

/// A value at temperature T over its value at 25 °C: s + (1 - s) exp(a (1/T - 1/298.15 K)).
struct TemperatureRatio {
    double fixed_share = 1.0;   // s: the part that temperature leaves alone
    double activation_k = 0.0;  // a
};

/// How capacity and resistance change with time, with what passes through, and below empty. The
/// form is that of BLAST-Lite (NREL, lfp_gr_250AhPrismatic_2019) for the capacity and of Naumann
/// 2018/2020 for the resistance; all zero: a cell that does not age.
struct AgeingLaw {
    // Calendar: lost share = (integral of rate^(1/p) dt)^p, t in days,
    // rate = a exp(-b / T) exp(-c U(soc) / T), U the potential of the graphite against lithium.
    double calendar_rate = 0.0;               // a
    double calendar_activation_k = 0.0;       // b
    double calendar_potential_k_per_v = 0.0;  // c
    double calendar_exponent = 0.5;           // p
    std::vector<CurvePoint> graphite_v;       // U over SoC
    // Cycles: lost share = (integral of rate^(1/p) dn)^p, n in full equivalent cycles,
    // rate = (base + per_depth * depth + per_c * C-rate) exp(b / T).
    double cycle_base = 0.0;
    double cycle_per_depth = 0.0;
    double cycle_per_c = 0.0;
    double cycle_activation_k = 0.0;  // b
    double cycle_exponent = 1.0;      // p
    // Resistance: share added = (integral of rate dt) + per_cycle * n, t in days,
    // rate = a exp(-b (1/T - 1/298.15 K)) (peak - curvature (soc - 1/2)²).
    double resistance_rate = 0.0;          // a
    double resistance_activation_k = 0.0;  // b
    double resistance_peak = 0.0;
    double resistance_curvature = 0.0;
    double resistance_per_cycle = 0.0;
    // Below empty: share lost over the lowest voltage at rest there ever was, and share lost per
    // day there. Beyond their ends they go on level; empty: none.
    std::vector<CurvePoint> over_discharge_share;    // over volts
    std::vector<CurvePoint> over_discharge_per_day;  // over volts

    bool ages() const {
        return calendar_rate > 0.0 || cycle_base > 0.0 || resistance_rate > 0.0 ||
               !over_discharge_share.empty() || !over_discharge_per_day.empty();
    }
};

/// What one kind of cell has in common, relative to capacity and resistance. SoC counts 0..1 here;
/// the curves may reach beyond both ends.
struct Chemistry {
    std::vector<CurvePoint> ocv_discharge_v;   // quasi-static branches at 25 °C
    std::vector<CurvePoint> ocv_charge_v;      // empty: the same as the other, no hysteresis
    double hysteresis_rate = 0.0;              // Plett's gamma, per full charge moved
    std::vector<CurvePoint> relaxing_v;        // amplitude of the relaxing hysteresis; empty: none
    double relaxing_rate = 0.0;                // its gamma
    double relaxes_in_s = 1000.0;              // its time constant at rest
    TemperatureRatio hysteresis;               // of both amplitudes
    std::vector<CurvePoint> entropic_v_per_k;  // dU/dT
    std::vector<CurvePoint> r0_factor;         // R0 over R0 at 50 % and 25 °C
    std::vector<CurvePoint> rc1_factor;        // R1 over the same; empty: none
    double rc1_s = 1.0;
    std::vector<CurvePoint> rc2_factor;  // R2 over the same; empty: none
    double rc2_s = 1.0;
    double rc2_saturates_at_c = 0.0;  // I0 of R2 I0 asinh(i2 / I0), as a C-rate; 0: linear
    TemperatureRatio resistance;      // of R0, R1 and R2
    // The cells' own self-discharge doubles every so many kelvin (25 °C: as given); 0: it does not.
    double self_discharge_doubles_every_k = 0.0;
    double coulombic_efficiency = 1.0;  // while charging
    AgeingLaw ageing;
};

/// One cell, new.
struct CellParameters {
    double capacity_ah = 0.0;
    double resistance_ohm = 0.0;    // R0 at 50 % and 25 °C
    double self_discharge_a = 0.0;  // at 25 °C
    double electronics_a = 0.0;  // what the battery's own electronics draw from it, unseen by them
    double heat_capacity_j_per_k = 1.0;
    double heat_transfer_w_per_k = 1.0;  // to the surroundings
};

}  // namespace models
