#pragma once
// The cells of a bank: parameters of their chemistry, state as one array per quantity, and the
// kernel that advances all of them through one step.

#include "models/cell_curves.hpp"
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
    double relaxes_in_s = 1000.0;              // its time constant at rest
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
    double joule_heat_j = 0.0;       // R0 and the RC pairs
    double hysteresis_heat_j = 0.0;  // of both hystereses
    double entropic_heat_j = 0.0;    // reversible; positive warms
    double coulombic_loss_j = 0.0;
    double self_discharge_j = 0.0;
    double self_discharge_ah = 0.0;
    double coulombic_loss_ah = 0.0;
    double exchanged_j = 0.0;  // what came in with other cells, less what went with the old ones
    double exchanged_ah = 0.0;
};

/// A current over a step, linear between its ends.
struct CurrentRamp {
    double begin_a, end_a;

    double mean_a() const { return 0.5 * (begin_a + end_a); }
    double mean_square() const {
        return (begin_a * begin_a + begin_a * end_a + end_a * end_a) * (1.0 / 3.0);
    }
};

/// A low-pass over a step, tau x' = u - x, exact for an input u that is held or linear. `x` is its
/// value at the beginning; means are over the step.
class LowPass {
  public:
    LowPass() = default;
    /// Both positive.
    LowPass(double tau_s, double dt_s);

    double end(double x, double held) const { return held + (x - held) * keep_; }
    double mean(double x, double held) const { return held + (x - held) * old_share_; }
    double mean_square(double x, double held) const {
        const double off = x - held;
        return held * held + off * (2.0 * held * old_share_ + off * square_share_);
    }

    // x tends to a straight line behind the ramp, and what is off it decays.
    double end(double x, CurrentRamp u) const {
        const CurrentRamp line = line_behind(u);
        return line.end_a + (x - line.begin_a) * keep_;
    }
    double mean(double x, CurrentRamp u) const {
        const CurrentRamp line = line_behind(u);
        return line.mean_a() + (x - line.begin_a) * old_share_;
    }
    double mean_square(double x, CurrentRamp u) const {
        const CurrentRamp line = line_behind(u);
        const double off = x - line.begin_a;
        const double along = line.begin_a * old_share_ + (line.end_a - line.begin_a) * ramp_share_;
        return line.mean_square() + off * (2.0 * along + off * square_share_);
    }

    /// Of a held input, the share of the starting value in the mean.
    double old_share() const { return old_share_; }

  private:
    CurrentRamp line_behind(CurrentRamp u) const {
        const double lag = (u.end_a - u.begin_a) * tau_per_dt_;
        return {u.begin_a - lag, u.end_a - lag};
    }

    double keep_ = 0.0;          // exp(-dt / tau)
    double old_share_ = 0.0;     // mean of exp(-t / tau) over the step
    double square_share_ = 0.0;  // of its square
    double ramp_share_ = 0.0;    // of t / dt exp(-t / tau)
    double tau_per_dt_ = 0.0;
};

/// The ratios of a chemistry on a grid of 1 K, so that no exponential is needed per step.
class TemperatureRatios {
  public:
    explicit TemperatureRatios(const Chemistry& chemistry);

    struct At {
        double resistance, resistance_slope_per_k;
        double hysteresis, hysteresis_slope_per_k;
    };
    At at(double degc) const {
        const double position = degc - coldest_degc;
        const double inside = position < 0.0 ? 0.0 : (position > last ? last : position);
        const auto step = static_cast<std::size_t>(inside);
        const double x = position - static_cast<double>(step);
        const Segment& s = segments_[step];
        return {s.resistance.value(x), s.resistance.slope(x), s.hysteresis.value(x),
                s.hysteresis.slope(x)};
    }

  private:
    static constexpr int coldest_degc = -60;
    static constexpr int warmest_degc = 100;
    static constexpr double last = warmest_degc - coldest_degc;
    struct Segment {
        Cubic resistance, hysteresis;
    };
    std::vector<Segment> segments_;
};

/// All cells of a bank. Cell (position, string) has index position * strings + string: the cells at
/// one position of all strings lie side by side, so a step is a plain loop over each quantity.
/// Positive current charges.
class Cells {
  public:
    /// Equal cells at one state of charge and temperature, at rest.
    /// `positions` in series per string; both counts at least 1. `hysteresis` is +1 after charging,
    /// -1 after discharging.
    Cells(const Chemistry& chemistry, const CellParameters& cell, std::size_t positions,
          std::size_t strings, double soc, double temperature_degc, double hysteresis = -1.0);

    std::size_t positions() const { return positions_; }
    std::size_t strings() const { return strings_; }
    std::size_t size() const { return charge_ah_.size(); }

    /// Advances by `dt_s` (> 0) with each string's current held, or linear from `begin_a` to
    /// `end_a`. Every state moves exactly (the temperature with the mean power of the step), so at
    /// one temperature the result does not depend on how a span is cut into steps.
    void advance(std::span<const double> string_current_a, double ambient_degc, double dt_s) {
        advance(string_current_a, string_current_a, ambient_degc, dt_s);
    }
    void advance(std::span<const double> begin_a, std::span<const double> end_a,
                 double ambient_degc, double dt_s);

    /// Another cell of the same chemistry stands in its place: at rest, at the temperature of the
    /// old one, and the difference goes to the ledger. `hysteresis` as in the constructor.
    void exchange(std::size_t cell, const CellParameters& other, double soc, double hysteresis);

    /// Per string, the source voltage and the series resistance that it has now.
    void fold(std::span<double> source_v, std::span<double> resistance_ohm) const;
    /// The same as means over a held step of `dt_s` from here: whatever answers to the current
    /// within the step, straightened around `string_current_a`, counts as resistance.
    void fold_ahead(double dt_s, std::span<const double> string_current_a,
                    std::span<double> source_v, std::span<double> resistance_ohm);
    /// The same as means over the last step, exact with the current held; what the energy of that
    /// step is booked with.
    std::span<const double> mean_source_v() const { return mean_source_v_; }
    std::span<const double> mean_resistance_ohm() const { return mean_resistance_ohm_; }
    /// What went into each string over the last step.
    std::span<const double> string_energy_j() const { return string_energy_j_; }

    /// Voltage of one cell with this current through it.
    double voltage_v(std::size_t cell, double current_a) const {
        return source_v_[cell] + r0_ohm_[cell] * current_a;
    }
    /// Open-circuit voltage with both hystereses as they are.
    double open_circuit_v(std::size_t cell) const;
    double soc(std::size_t cell) const { return charge_ah_[cell] / capacity_ah_[cell]; }
    double charge_ah(std::size_t cell) const { return charge_ah_[cell]; }
    double capacity_ah(std::size_t cell) const { return capacity_ah_[cell]; }
    double temperature_degc(std::size_t cell) const { return temperature_degc_[cell]; }
    std::size_t index(std::size_t position, std::size_t string) const {
        return position * strings_ + string;
    }

    /// Electrical and chemical energy now in the cells: enthalpy against empty, the RC pairs, and
    /// what both hystereses give back.
    double stored_energy_j() const;
    double stored_charge_ah() const;
    const CellLedger& ledger() const { return ledger_; }

  private:
    /// What follows from the length of a step.
    struct StepLength {
        explicit StepLength(const Cells& cells, double dt_s);
        double dt_s;
        double quarter_per_s;  // 1 / (4 dt)
        LowPass rc1, rc2;
        // Of the way to where the temperature settles: how much is done at the end, and on the
        // mean.
        double thermal_share, thermal_mean_share;
    };

    /// What multiplies the states of a cell into voltages.
    struct Amplitudes {
        double r0_ohm, r1_ohm, r2_ohm, gap_v, relaxing_v;
    };

    void prepare(double dt_s);
    Amplitudes amplitudes(std::size_t cell) const {
        return {r0_ohm_[cell], r1_ohm_[cell], r2_ohm_[cell], gap_v_[cell], relaxing_v_[cell]};
    }
    Amplitudes amplitudes_at(std::size_t cell, const CellPlace& place, double resistance_ratio,
                             double hysteresis_ratio) const;
    double above_reference(std::size_t cell) const;
    double stored_energy_j(std::size_t cell) const;
    void settle(std::size_t cell, const CellPlace& place);
    /// In how many parts a step must be taken for the warmth that this current makes.
    double parts_of(std::size_t cell, double current_a, double dt_s) const;
    void advance_held(std::size_t cell, std::size_t string, double current_a, double ambient_degc);
    void advance_in_pieces(std::size_t cell, std::size_t string, CurrentRamp current,
                           double ambient_degc);
    /// `Current` is a double while held, else a CurrentRamp that does not turn.
    template <class Current>
    void advance_cell(std::size_t cell, std::size_t string, Current current, double ambient_degc,
                      const StepLength& step, double share_of_step);
    double saturated(double current_a, double capacity_ah) const;
    double driven(double held_a, double capacity_ah) const;
    CurrentRamp driven(CurrentRamp current, double capacity_ah) const;

    CellCurves curves_;
    TemperatureRatios ratios_;
    std::size_t positions_;
    std::size_t strings_;
    double rc1_s_, rc1_saturates_at_c_, rc2_s_;
    double hysteresis_per_s_c_, relaxing_per_s_c_;  // rates at 1C
    double relaxing_fades_per_s_;
    double hysteresis_as_per_ah_, relaxing_as_per_ah_;  // charge that one decay takes; 0: none
    double coulombic_efficiency_;
    double heat_capacity_j_per_k_, heat_transfer_w_per_k_, kelvin_per_watt_;

    // Parameters, one entry per cell.
    std::vector<double> capacity_ah_, per_ah_, resistance_ohm_, self_discharge_a_;
    // State.
    std::vector<double> charge_ah_, rc1_a_, rc2_a_, hysteresis_, relaxing_, temperature_degc_;
    // Follows from the state: the curves here, the temperature's ratios, and what is made of them.
    std::vector<double> ocv_v_, ocv_slope_v_, ocv_area_v_;
    std::vector<double> entropic_v_per_k_, entropic_slope_v_per_k_, entropic_area_v_per_k_;
    std::vector<double> resistance_ratio_, resistance_ratio_slope_per_k_;
    std::vector<double> hysteresis_ratio_, hysteresis_ratio_slope_per_k_;
    std::vector<double> r0_ohm_, r1_ohm_, r2_ohm_, gap_v_, relaxing_v_;
    std::vector<double> source_v_;  // all but R0
    std::vector<double> leak_a_;
    // Of the last step, per string.
    std::vector<double> mean_source_v_, mean_resistance_ohm_, string_energy_j_;

    StepLength step_;  // the last one
    CellLedger ledger_;
};

}  // namespace models
