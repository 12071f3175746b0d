#pragma once
// The loops over all cells, for a number of lanes. Included by one source for each instruction set
// and compiled with its flags: so nothing here, and nothing that is called from here, may be an
// ordinary inline function. Of those the linker keeps one for the whole program, and it might be
// the one that older processors do not understand (tests/models/kernel_test.cpp looks).

#include "cell_arithmetic.hpp"
#include "cell_kernel.hpp"
#include "lanes.hpp"
#include "models/electrical_cells.hpp"

#include <cstdint>
#include <type_traits>

namespace models {

template <int lanes>
struct KernelOver {
    using Real = Lanes<lanes>;

    template <class Current>
    static Current current_at(const CellColumns& columns, std::size_t i) {
        const Real begin_a = Real::read(columns.current_a + i);
        if constexpr (std::is_same_v<Current, Real>) {
            return begin_a;
        } else {
            return {begin_a, Real::read(columns.end_current_a + i), Real::read(columns.bend_a + i)};
        }
    }

    using Mask = typename Real::Mask;

    /// A held current among ramps is none.
    static Mask is_no_ramp(Real /*held_a*/) { return !Real::first(lanes); }
    static Mask is_no_ramp(CurrentRampOf<Real> current) {
        return (current.begin_a == current.end_a) & (current.bend_a == Real{0.0});
    }

    /// Of the cells that go a step, where it leads to and what it adds to the books, `lane` being
    /// that of the first.
    static void put_where(Mask goes, const CellOf<Real>& cell, const CellBooks<Real>& books,
                          const CellColumns& columns, std::size_t i, CellLedgerLanes& ledger,
                          std::size_t lane) {
        const bool all_go = all(goes);
        const auto put_into = [&](double* to, Real value) {
            (all_go ? value : select(goes, value, Real::read(to))).write(to);
        };
        cell.put_all([&](double* column, Real value) { put_into(column + i, value); }, columns);
        put_into(columns.step_source_v + i, books.source_v);
        put_into(columns.step_resistance_ohm + i, books.resistance_ohm);
        put_into(columns.step_energy_j + i, books.energy_j);
        for (std::size_t entry = 0; entry < LedgerEntries; ++entry) {
            double* sums = &ledger.sums[entry][lane];
            put_into(sums, Real::read(sums) + books.entries[entry]);
        }
    }

    /// `Current` is a Real while held, else a ramp.
    template <class Current>
    [[gnu::flatten]] static void advance(const CellColumns& columns, const SharedByCells& all,
                                         TemperatureRamp surroundings, double harmed_below_v,
                                         std::size_t cells, CellLedgerLanes& ledger,
                                         std::uint8_t* left) {
        constexpr std::size_t eight = CellLedgerLanes::lanes;
        for (std::size_t i = 0; i < cells; i += lanes) {
            const std::size_t lane = i % eight;
            CellOf<Real> cell = CellOf<Real>::at(columns, i);
            const Current current = current_at<Current>(columns, i);
            Mask stays = is_no_ramp(current) | takes_parts(cell, current, all.law, all.step.dt_s) |
                         (cell.open_circuit_v() < harmed_below_v);
            // What lies behind the last cell neither goes nor is left.
            const Mask exists = Real::first(cells - i);
            if (any(!stays)) {
                const Real offset_k = Real::read(columns.surroundings_offset_k + i);
                const CellBooks<Real> books =
                    advance_cell(cell, current, surroundings.begin_degc + offset_k,
                                 surroundings.end_degc + offset_k, all);
                stays = stays | (cell.open_circuit_v() < harmed_below_v);
                put_where(exists & !stays, cell, books, columns, i, ledger, lane);
            }
            left[i / eight] =
                static_cast<std::uint8_t>(left[i / eight] | bits_of(exists & stays) << lane);
        }
    }

    [[gnu::flatten]] static bool mean_voltage(const CellColumns& columns, const SharedByCells& all,
                                              TemperatureRamp surroundings, std::size_t cells) {
        bool needs_parts = false;
        for (std::size_t i = 0; i < cells; i += lanes) {
            CellOf<Real> cell = CellOf<Real>::at(columns, i);
            const Real current_a = current_at<Real>(columns, i);
            const Real offset_k = Real::read(columns.surroundings_offset_k + i);
            needs_parts = needs_parts || any(takes_parts(cell, current_a, all.law, all.step.dt_s));
            const CellBooks<Real> books =
                advance_cell(cell, current_a, surroundings.begin_degc + offset_k,
                             surroundings.end_degc + offset_k, all);
            books.mean_voltage_v(current_a, cell.bleed_a).write(columns.step_source_v + i);
        }
        return needs_parts;
    }

    static void put(const FoldedCell<Real>& folded, const CellColumns& columns, std::size_t i) {
        folded.source_v.write(columns.step_source_v + i);
        folded.resistance_ohm.write(columns.step_resistance_ohm + i);
    }

    [[gnu::flatten]] static void fold_ahead(const CellColumns& columns, const SharedByCells& all,
                                            std::size_t cells) {
        for (std::size_t i = 0; i < cells; i += lanes) {
            put(folded_ahead(CellOf<Real>::at(columns, i), current_at<Real>(columns, i), all),
                columns, i);
        }
    }

    [[gnu::flatten]] static void fold_end(const CellColumns& columns, const SharedByCells& all,
                                          double answers, double surroundings_degc,
                                          std::size_t cells) {
        for (std::size_t i = 0; i < cells; i += lanes) {
            put(folded_end(CellOf<Real>::at(columns, i),
                           current_at<CurrentRampOf<Real>>(columns, i),
                           Real::read(columns.late_a + i), answers,
                           surroundings_degc + Real::read(columns.surroundings_offset_k + i), all),
                columns, i);
        }
    }

    [[gnu::flatten]] static void advance_electrically(const ElectricalColumns& columns,
                                                      const ElectricalStep& step) {
        for (std::size_t string = 0; string < columns.stride; string += lanes) {
            const Real current_a = Real::read(columns.current_a + string);
            const Real moved_ah = current_a * step.hours;
            const Real passed_ah = magnitude(moved_ah);
            Real source_v = 0.0;
            for (std::size_t position = 0; position < columns.positions; ++position) {
                const std::size_t i = position * columns.stride + string;
                const Real charge_ah = Real::read(columns.charge_ah + i) + moved_ah;
                const Real rc1_a = step.rc1.end(Real::read(columns.rc1_a + i), current_a);
                const Real rc2_a = step.rc2.end(Real::read(columns.rc2_a + i), current_a);
                const Real throughput_ah = Real::read(columns.throughput_ah + i) + passed_ah;
                charge_ah.write(columns.charge_ah + i);
                rc1_a.write(columns.rc1_a + i);
                rc2_a.write(columns.rc2_a + i);
                throughput_ah.write(columns.throughput_ah + i);
                const Real at = (charge_ah * Real::read(columns.per_ah + i) - columns.first_soc) *
                                columns.per_grid;
                const Real inside = clamped(at, 0.0, columns.last_cubic);
                const CubicOf<Real> ocv_v = cubic_in_row(columns.ocv, 4, row_of(inside));
                source_v += ocv_v.value(at - math::floor(inside)) +
                            Real::read(columns.r1_ohm + i) * rc1_a +
                            Real::read(columns.r2_ohm + i) * rc2_a;
            }
            source_v.write(columns.source_v + string);
        }
    }

    static constexpr CellKernel kernel() {
        return {.advance = advance<Real>,
                .advance_along = advance<CurrentRampOf<Real>>,
                .mean_voltage = mean_voltage,
                .fold_ahead = fold_ahead,
                .fold_end = fold_end,
                .advance_electrically = advance_electrically,
                .lanes = lanes};
    }
};

}  // namespace models
