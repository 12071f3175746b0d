#pragma once
// The cells of a bank: state as one array per quantity, and the kernel that advances all of them
// through one step.

#include "models/cell_ageing.hpp"
#include "models/cell_curves.hpp"
#include "models/cell_step.hpp"
#include "models/chemistry.hpp"
#include "models/isa.hpp"
#include "models/temperature_ratios.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace models {

/// Energy that left the electrical side for good, or was stored, in joule. Each entry is computed
/// on its own from currents and states, never as what is left over.
struct CellLedger {
    double joule_heat_j = 0.0;       // R0 and the RC pairs
    double hysteresis_heat_j = 0.0;  // of both hystereses
    double entropic_heat_j = 0.0;    // reversible; positive warms
    double coulombic_loss_j = 0.0;
    double self_discharge_j = 0.0;  // of the cells and of the electronics on them
    double balancer_heat_j = 0.0;   // in the balancers, outside the cells
    double ageing_j = 0.0;          // less energy in the same charge, the capacity being smaller
    double self_discharge_ah = 0.0;
    double coulombic_loss_ah = 0.0;
    double balancer_ah = 0.0;
    double exchanged_j = 0.0;  // what came in with other cells, less what went with the old ones
    double exchanged_ah = 0.0;
};

struct CellColumns;
struct CellKernel;
struct SharedByCells;

/// What the steps of all cells add up to, in lanes, see models/src/cell_ledger_lanes.hpp.
struct CellLedgerLanes {
    static constexpr std::size_t lanes = 8;
    static constexpr std::size_t entries = 10;
    double sums[entries][lanes] = {};
};

/// How the strings' currents may go over a step: along parabolas from `begin_a`. If one ends at
/// `end_a` its mean is `mean_a`, and of what it ends elsewhere the share `answers` is added to it.
/// (Straight lines: all three as they begin, and 0.5.) The nearer they end, the better. What the
/// current there is may lie ahead of what flows: it is then larger by `late_a` than where its
/// course ends; empty: by none.
struct CoursesAhead {
    std::span<const double> begin_a, end_a, mean_a;
    double answers;
    std::span<const double> late_a = {};
};

/// All cells of a bank. Cell (position, string) has index position * strings + string: the cells at
/// one position of all strings lie side by side, and as many cells as a vector register of `isa`
/// holds are taken at once, with the same bits for every `isa`. Positive current charges.
class Cells {
  public:
    /// Equal cells at one state of charge and temperature, at rest.
    /// `positions` in series per string; both counts at least 1. `hysteresis` is +1 after charging,
    /// -1 after discharging.
    Cells(const Chemistry& chemistry, const CellParameters& cell, std::size_t positions,
          std::size_t strings, double soc, double temperature_degc, double hysteresis = -1.0,
          Isa isa = fastest_isa());

    std::size_t positions() const { return positions_; }
    std::size_t strings() const { return strings_; }
    std::size_t size() const { return positions_ * strings_; }

    /// Advances by `dt_s` (> 0) with each string's current held, or linear from `begin_a` to
    /// `end_a`. Every state moves exactly (the temperature with the mean power of the step), so at
    /// one temperature the result does not depend on how a span is cut into steps.
    void advance(std::span<const double> string_current_a, double surroundings_degc, double dt_s) {
        advance(string_current_a, string_current_a, surroundings_degc, dt_s);
    }
    void advance(std::span<const double> begin_a, std::span<const double> end_a,
                 double surroundings_degc, double dt_s) {
        advance(begin_a, end_a, TemperatureRamp{surroundings_degc, surroundings_degc}, dt_s);
    }
    void advance(std::span<const double> begin_a, std::span<const double> end_a,
                 TemperatureRamp surroundings, double dt_s) {
        advance(begin_a, end_a, {}, surroundings, dt_s);
    }
    /// The same along parabolas, each in the middle `bend_a` off the straight line; without any
    /// entry none is.
    void advance(std::span<const double> begin_a, std::span<const double> end_a,
                 std::span<const double> bend_a, TemperatureRamp surroundings, double dt_s) {
        follow(begin_a, end_a, bend_a, surroundings, dt_s);
        grow_older();
    }
    /// The same, but nobody has grown older after it: `grow_older` may follow.
    void follow(std::span<const double> begin_a, std::span<const double> end_a,
                std::span<const double> bend_a, TemperatureRamp surroundings, double dt_s);
    /// Once an hour has passed since it last did, takes from the cells what that has cost them;
    /// true then.
    bool grow_older();

    /// Before the first step: one of the cells differs from the others. Heat capacity and transfer
    /// are those of all.
    void vary(std::size_t cell, const CellParameters& parameters, double soc);
    /// Before the first step: the surroundings of one cell are warmer than those of all by this.
    void set_surroundings_offset(std::size_t cell, double offset_k);
    /// Another cell of the same chemistry stands in its place: new, at rest, at the temperature of
    /// the old one, and the difference goes to the ledger. `hysteresis` as in the constructor.
    void exchange(std::size_t cell, const CellParameters& other, double soc, double hysteresis);
    /// What a balancer takes from a cell, past its string, from now on; 0 or more.
    void set_bleed(std::size_t cell, double bleed_a);

    /// Per string, the source voltage and the series resistance that it has now.
    void fold(std::span<double> source_v, std::span<double> resistance_ohm) const;
    /// The same as means over a held step of `dt_s` from here: whatever answers to the current
    /// within the step, straightened around `string_current_a`, counts as resistance.
    void fold_ahead(double dt_s, std::span<const double> string_current_a,
                    std::span<double> source_v, std::span<double> resistance_ohm);
    /// Per string, the mean source voltage over the step that was last folded ahead: what `advance`
    /// comes to with these currents held and these surroundings, straightened around them by these
    /// resistances.
    void fold_at(std::span<const double> string_current_a, TemperatureRamp surroundings,
                 std::span<const double> resistance_ohm, std::span<double> source_v);
    /// The same at the end of a step of `dt_s` from here: V = source_v + resistance_ohm * current
    /// there. The cells grow warmer as they would with the heat that they make at the begin.
    void fold_end(double dt_s, const CoursesAhead& ahead, double surroundings_degc,
                  std::span<double> source_v, std::span<double> resistance_ohm);
    /// The same as means over the last step, exact with the current held; what the energy of that
    /// step is booked with.
    std::span<const double> mean_source_v() const { return mean_source_v_; }
    std::span<const double> mean_resistance_ohm() const { return mean_resistance_ohm_; }
    /// What went into each string over the last step.
    std::span<const double> string_energy_j() const { return string_energy_j_; }

    /// What went into the surroundings over the last step, less what came from them.
    double heat_given_j() const { return heat_given_j_; }

    /// Voltage of one cell with this current through its string.
    double voltage_v(std::size_t cell, double string_current_a) const {
        return source_v_[cell] + r0_ohm_[cell] * (string_current_a - bleed_a_[cell]);
    }
    /// Of all cells, by their index.
    void voltages_v(std::span<const double> string_current_a, std::span<double> of_cells) const {
        for (std::size_t first = 0; first < size(); first += strings_) {
            for (std::size_t string = 0; string < strings_; ++string) {
                of_cells[first + string] = voltage_v(first + string, string_current_a[string]);
            }
        }
    }
    /// Open-circuit voltage with both hystereses as they are.
    double open_circuit_v(std::size_t cell) const;
    /// Whether the open-circuit voltage of some cell rises by more than this per SoC, where it is.
    bool is_steeper_than(double slope_v) const {
        return std::any_of(ocv_slope_v_.begin(),
                           ocv_slope_v_.begin() + static_cast<std::ptrdiff_t>(size()),
                           [=](double of_cell_v) { return of_cell_v > slope_v; });
    }
    double soc(std::size_t cell) const { return charge_ah_[cell] / capacity_ah_[cell]; }
    double charge_ah(std::size_t cell) const { return charge_ah_[cell]; }
    /// Of all cells, by their index.
    std::span<const double> charges_ah() const { return std::span{charge_ah_}.first(size()); }
    /// At 25 °C, as it has aged.
    double capacity_ah(std::size_t cell) const { return capacity_ah_[cell]; }
    double new_capacity_ah(std::size_t cell) const { return new_capacity_ah_[cell]; }
    double bleed_a(std::size_t cell) const { return bleed_a_[cell]; }
    std::span<const double> bleeds_a() const { return std::span{bleed_a_}.first(size()); }
    const CellAges& ages() const { return ages_; }
    /// How quickly the open-circuit voltage of some cell moved in the last hour, or longer, because
    /// its capacity shrank around its charge; infinite before the first one.
    double ageing_v_per_s() const { return ageing_v_per_s_; }
    double temperature_degc(std::size_t cell) const { return temperature_degc_[cell]; }
    std::span<const double> temperatures_degc() const {
        return std::span{temperature_degc_}.first(size());
    }
    std::size_t index(std::size_t position, std::size_t string) const {
        return position * strings_ + string;
    }

    /// Electrical and chemical energy now in the cells: enthalpy against empty, the RC pairs, and
    /// what both hystereses give back.
    double stored_energy_j() const;
    double stored_charge_ah() const;
    CellLedger ledger() const;

  private:
    void prepare(double dt_s);
    SharedByCells shared(const CellStep& step) const;
    CellColumns columns();
    void put(std::size_t cell, const CellParameters& parameters, double soc, double hysteresis);
    void set(std::size_t cell, const CellParameters& parameters, double soc, double hysteresis);
    double above_reference(std::size_t cell) const;
    double stored_energy_j(std::size_t cell) const;
    /// The charge, the RC pairs, the hystereses and the temperature are set; the rest follows.
    void settle(std::size_t cell, double soc);
    /// The strings' currents at each cell, less what is bled past it.
    void spread_over_cells(std::span<const double> string_current_a,
                           std::vector<double>& over_cells_a);
    /// What the first cell of each string has, every other has, too.
    void repeat_along_strings(std::vector<double>& over_cells) const;
    /// Adds the cells that have been folded up along each string.
    void add_fold_along_strings(std::span<double> source_v, std::span<double> resistance_ohm) const;
    /// Adds a column of the cells up along each string.
    void add_along_strings(const std::vector<double>& of_cells, std::span<double> sums) const;
    class StepsByLength;
    /// A step of those cells that take it one by one: all that are left, and one of them.
    void advance_singly(TemperatureRamp surroundings);
    void advance_singly(std::size_t cell, TemperatureRamp around, StepsByLength& steps);
    /// A step in equal parts: `take` is told each, what is around the cell in it, and its share.
    template <class Take>
    void take_parts(double parts, TemperatureRamp around, Take take) const;
    /// The mean voltage of a step that a cell is about to take, with its current held.
    double mean_voltage_v(std::size_t cell, TemperatureRamp surroundings);
    void advance_held(std::size_t cell, double current_a, TemperatureRamp around);
    std::array<double, 5> cuts(std::size_t cell, CurrentRamp current) const;
    void advance_in_pieces(std::size_t cell, CurrentRamp current, TemperatureRamp around,
                           StepsByLength& steps);
    /// `Current` is a double while held, else a CurrentRamp that does not turn.
    template <class Current>
    void advance_one(std::size_t cell, Current current, TemperatureRamp around,
                     const CellStep& step, double share_of_step);
    /// Time passes for the ages of all cells.
    void pass_through(std::span<const double> begin_a, std::span<const double> end_a,
                      std::span<const double> bend_a, double dt_s);
    void age();
    void age_cell(std::size_t cell, const AgeingSpan& span);

    CellCurves curves_;
    TemperatureRatios ratios_;
    std::size_t positions_;
    std::size_t strings_;
    CellLaw law_;
    const CellKernel* kernel_;

    // Parameters, one entry per cell: when new, and as they are now. Behind the last cell are
    // some that nobody sees, so that a whole register can be read.
    std::vector<double> new_capacity_ah_, new_resistance_ohm_, self_discharge_a_, electronics_a_;
    std::vector<double> capacity_ah_, per_ah_, resistance_ohm_, surroundings_offset_k_;
    std::vector<double> bleed_a_;
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
    // Of the last step, per cell, see CellColumns.
    std::vector<double> current_a_, end_current_a_, bend_a_, late_a_;
    std::vector<double> step_source_v_, step_resistance_ohm_, step_energy_j_;
    std::vector<std::uint8_t> left_;  // a bit for each that takes the step by itself
    // Of the last step, per string.
    std::vector<double> mean_source_v_, mean_resistance_ohm_, string_energy_j_;
    double heat_given_j_ = 0.0;

    CellStep step_;  // the last one
    CellLedgerLanes ledger_lanes_;
    CellLedger ledger_;  // what does not come of a step

    // Ages. Since the span began: time, and per string what passed through.
    CellAges ages_;
    double age_span_s_ = 0.0, age_day_s_ = 0.0;
    double ageing_v_per_s_ = std::numeric_limits<double>::infinity();  // over the last span
    std::vector<double> passed_as_, passed_square_a2s_;
    // Per cell: where it stood when the span began; how far it swung today, and the day before.
    std::vector<double> span_soc_, span_degc_, day_low_, day_high_, last_depth_;
};

}  // namespace models
