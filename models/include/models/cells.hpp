#pragma once
// The cells of a bank: parameters of their chemistry, state as one array per quantity, and the
// kernel that advances all of them through one step.

#include "models/curve.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace models {

/// A value at temperature T over its value at 25 °C: s + (1 - s) exp(a (1/T - 1/298.15 K)).
struct TemperatureRatio {
    double fixed_share = 1.0;   // s: the part that temperature leaves alone
    double activation_k = 0.0;  // a
};

/// What one kind of cell has in common, relative to capacity and resistance. SoC counts 0..1 here;
/// the curves may reach beyond both ends. Equations: models/README.md.
struct Chemistry {
    std::vector<CurvePoint> ocv_discharge_v;   // quasi-static branches at 25 °C
    std::vector<CurvePoint> ocv_charge_v;      // empty: the same as the other, no hysteresis
    double hysteresis_rate = 0.0;              // Plett's gamma, per full charge moved
    std::vector<CurvePoint> relaxing_v;        // amplitude of the relaxing hysteresis; empty: none
    double relaxing_rate = 0.0;                // its gamma
    double relaxes_in_s = 1.0;                 // its time constant at rest
    TemperatureRatio hysteresis;               // of both amplitudes
    std::vector<CurvePoint> entropic_v_per_k;  // dU/dT
    std::vector<CurvePoint> r0_factor;         // R0 over R0 at 50 % and 25 °C
    std::vector<CurvePoint> rc1_factor;        // R1 over the same; empty: none
    double rc1_s = 1.0;
    double rc1_saturates_at_c = 0.0;     // I0 of I0 asinh(I / I0), as a C-rate; 0: linear
    std::vector<CurvePoint> rc2_factor;  // R2 over the same; empty: none
    double rc2_s = 1.0;
    TemperatureRatio resistance;        // of R0, R1 and R2
    double coulombic_efficiency = 1.0;  // while charging
};

/// One cell, new.
struct CellParameters {
    double capacity_ah = 0.0;
    double resistance_ohm = 0.0;  // R0 at 50 % and 25 °C
    double self_discharge_a = 0.0;
    double heat_capacity_j_per_k = 1.0;
    double heat_transfer_w_per_k = 1.0;  // to the surroundings
};

/// Energy that left the electrical side for good, or was stored, in joule. Each entry is computed
/// on its own from currents and states, never as what is left over.
struct CellLedger {
    double joule_heat_j = 0.0;     // R0 and the RC pairs
    double entropic_heat_j = 0.0;  // reversible; positive warms
    double coulombic_loss_j = 0.0;
    double self_discharge_j = 0.0;
    double self_discharge_ah = 0.0;
    double coulombic_loss_ah = 0.0;
};

/// One low-pass over a step of `dt` s: i(t) = I + (i0 - I) exp(-t / tau).
struct LowPass {
    double keep = 0.0;      // exp(-dt / tau)
    double first_s = 0.0;   // integral of exp(-t / tau) over the step
    double square_s = 0.0;  // integral of its square

    LowPass() = default;
    LowPass(double tau, double dt);
    double end(double start, double target) const { return target + (start - target) * keep; }
    double integral(double start, double target, double dt) const {
        return target * dt + (start - target) * first_s;
    }
    double integral_of_square(double start, double target, double dt) const {
        const double offset = start - target;
        return target * target * dt + 2.0 * target * offset * first_s + offset * offset * square_s;
    }
};

/// A curve at one end of a step.
struct CurveEnd {
    double value;
    double slope;  // per SoC
};

/// All cells of a bank. Cell (position, string) has index position * strings + string: the cells at
/// one position of all strings lie side by side, so a step is a plain loop over each quantity.
/// Positive current charges.
class Cells {
  public:
    /// Equal cells at one state of charge and temperature, at rest.
    /// `positions` in series per string; both counts at least 1.
    Cells(const Chemistry& chemistry, const CellParameters& cell, std::size_t positions,
          std::size_t strings, double soc, double temperature_degc);

    std::size_t positions() const { return positions_; }
    std::size_t strings() const { return strings_; }
    std::size_t size() const { return charge_ah_.size(); }

    /// Advances by `dt_s` (> 0) with each string's current held. RC, self-discharge and thermal
    /// states move with their exact exponentials; resistances are those of the beginning.
    void advance(std::span<const double> string_current_a, double ambient_degc, double dt_s);

    /// Per string, the source voltage and the series resistance that it has now.
    void fold(std::span<double> source_v, std::span<double> resistance_ohm) const;
    /// The same as means over a step of `dt_s` from here, as if nothing but the current moved them:
    /// the response of the RC pairs and the slope of the open-circuit voltage count as resistance.
    void fold_ahead(double dt_s, std::span<double> source_v, std::span<double> resistance_ohm);
    /// The same as means over the last step; what the energy of that step is booked with.
    std::span<const double> mean_source_v() const { return mean_source_v_; }
    std::span<const double> mean_resistance_ohm() const { return mean_resistance_ohm_; }

    /// Voltage of one cell with this current through it.
    double voltage_v(std::size_t cell, double current_a) const {
        return source_v_[cell] + resistance_now_ohm_[cell] * current_a;
    }
    double soc(std::size_t cell) const { return charge_ah_[cell] / capacity_ah_[cell]; }
    double charge_ah(std::size_t cell) const { return charge_ah_[cell]; }
    double capacity_ah(std::size_t cell) const { return capacity_ah_[cell]; }
    double temperature_degc(std::size_t cell) const { return temperature_degc_[cell]; }
    std::size_t index(std::size_t position, std::size_t string) const {
        return position * strings_ + string;
    }

    /// Electrical and chemical energy now in the cells: enthalpy against empty, plus the RC pairs.
    double stored_energy_j() const;
    double stored_charge_ah() const;
    const CellLedger& ledger() const { return ledger_; }

  private:
    void settle(std::size_t cell);
    void prepare(double dt_s);
    void advance_cell(std::size_t cell, std::size_t string, double current_a, double ambient_degc,
                      double dt_s);
    double resistance_factor(std::size_t cell) const;
    CurveEnd ocv_end(std::size_t cell) const { return {ocv_now_v_[cell], ocv_slope_v_[cell]}; }
    CurveEnd entropic_end(std::size_t cell) const;  // T * dU/dT

    Curve ocv_v_;
    Curve entropic_v_per_k_;
    Curve resistance_over_soc_;
    Curve resistance_over_temperature_;
    std::size_t positions_;
    std::size_t strings_;
    double rc1_share_, rc1_s_, rc2_share_, rc2_s_;
    double coulombic_efficiency_;

    // Parameters, one entry per cell.
    std::vector<double> capacity_ah_, resistance_ohm_, self_discharge_a_;
    std::vector<double> heat_capacity_j_per_k_, heat_transfer_w_per_k_;
    // State.
    std::vector<double> charge_ah_, rc1_a_, rc2_a_, temperature_degc_;
    // Follows from the state: open-circuit voltage, the same plus RC voltages, dU/dT, R0; slopes
    // per SoC.
    std::vector<double> ocv_now_v_, source_v_, entropic_now_v_per_k_, resistance_now_ohm_;
    std::vector<double> ocv_slope_v_, entropic_slope_v_per_k_;
    // Of the last step, per string.
    std::vector<double> mean_source_v_, mean_resistance_ohm_;
    // Follows from the last step's length.
    double prepared_dt_s_ = 0.0;
    LowPass rc1_step_, rc2_step_;
    std::vector<double> thermal_keep_;

    CellLedger ledger_;
};

}  // namespace models
