#include "cell_arithmetic.hpp"
#include "cell_kernel.hpp"
#include "cell_ledger_lanes.hpp"
#include "models/cells.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace models {

namespace {

constexpr double hours_per_day = 24.0;

/// A current over the first share of a step.
double first_part(double held_a, double /*share*/) {
    return held_a;
}
CurrentRamp first_part(CurrentRamp current, double share) {
    return {current.begin_a, current.at(share)};
}

}  // namespace

void Cells::advance(std::span<const double> begin_a, std::span<const double> end_a,
                    TemperatureRamp surroundings, double dt_s) {
    prepare(dt_s);
    spread_over_cells(begin_a, current_a_);
    spread_over_cells(end_a, end_current_a_);
    std::fill_n(ledger_lanes_.sums[LedgerEntry::heat_given_j], CellLedgerLanes::lanes, 0.0);
    const bool is_held = std::equal(begin_a.begin(), begin_a.end(), end_a.begin());
    for (std::size_t first = 0; first < size(); first += CellLedgerLanes::lanes) {
        const std::size_t end = std::min(size(), first + CellLedgerLanes::lanes);
        advance_singly(advance_side_by_side(first, end, is_held, surroundings), end, surroundings);
    }
    heat_given_j_ = sum_of_lanes(ledger_lanes_.sums[LedgerEntry::heat_given_j]);
    for (const auto& [of_cells, of_strings] :
         {std::pair{&step_source_v_, &mean_source_v_},
          std::pair{&step_resistance_ohm_, &mean_resistance_ohm_},
          std::pair{&step_energy_j_, &string_energy_j_}}) {
        std::fill(of_strings->begin(), of_strings->end(), 0.0);
        add_along_strings(*of_cells, *of_strings);
    }
    if (ages_.ages()) {
        grow_older(begin_a, end_a, dt_s);
    }
}

std::size_t Cells::advance_side_by_side(std::size_t first, std::size_t end, bool is_held,
                                        TemperatureRamp surroundings) {
    // A current that is held among ramps is no ramp.
    for (std::size_t i = first; !is_held && i < end; ++i) {
        if (current_a_[i] == end_current_a_[i]) {
            return first;
        }
    }
    const std::size_t count = end - first;
    const bool is_full = count == CellLedgerLanes::lanes;
    // What lies behind the last cell goes along, but not into the books.
    CellLedgerLanes rest;
    const CellKernel::Advance take_step = is_held ? kernel_->advance : kernel_->advance_along;
    const std::size_t advanced =
        take_step(columns(), shared(step_), surroundings, ages_.harmed_below_v(), first, count,
                  is_full ? ledger_lanes_ : rest);
    if (!is_full) {
        for (std::size_t entry = 0; entry < ledger_entries; ++entry) {
            for (std::size_t lane = 0; lane < advanced; ++lane) {
                ledger_lanes_.sums[entry][lane] += rest.sums[entry][lane];
            }
        }
    }
    return first + advanced;
}

void Cells::advance_singly(std::size_t first, std::size_t end, TemperatureRamp surroundings) {
    for (std::size_t i = first; i < end; ++i) {
        const CurrentRamp current{current_a_[i], end_current_a_[i]};
        const TemperatureRamp around = surroundings.warmer_by(surroundings_offset_k_[i]);
        step_source_v_[i] = step_resistance_ohm_[i] = step_energy_j_[i] = 0.0;
        if (current.begin_a == current.end_a) {
            advance_held(i, current.begin_a, around);
        } else {
            advance_in_pieces(i, current, around);
        }
    }
}

template <class Take>
void Cells::take_parts(double parts, TemperatureRamp around, Take take) const {
    if (parts <= 1.0) {
        take(step_, around, 1.0);
        return;
    }
    const CellStep part{law_, step_.dt_s / parts};
    for (double done = 0.0; done < parts; done += 1.0) {
        take(part, around.part(done / parts, (done + 1.0) / parts), 1.0 / parts);
    }
}

void Cells::advance_held(std::size_t i, double current_a, TemperatureRamp around) {
    const double parts = parts_of(CellOf<double>::at(columns(), i), current_a, law_, step_.dt_s);
    take_parts(parts, around, [&](const CellStep& part, TemperatureRamp around_part, double share) {
        advance_one(i, current_a, around_part, part, share);
    });
}

double Cells::mean_voltage_v(std::size_t i, TemperatureRamp surroundings) {
    CellOf<double> cell = CellOf<double>::at(columns(), i);
    const double current_a = current_a_[i];
    double mean_v = 0.0;
    take_parts(parts_of(cell, current_a, law_, step_.dt_s),
               surroundings.warmer_by(surroundings_offset_k_[i]),
               [&](const CellStep& part, TemperatureRamp around, double share) {
                   const CellBooks<double> books = advance_cell(cell, current_a, around.begin_degc,
                                                                around.end_degc, shared(part));
                   mean_v += share * books.mean_voltage_v(current_a, cell.bleed_a);
               });
    return mean_v;
}

void Cells::advance_in_pieces(std::size_t i, CurrentRamp current, TemperatureRamp around) {
    // Where the current turns, and where what arrives in the cell does.
    const double dt_s = step_.dt_s;
    const double per_a = dt_s / (current.end_a - current.begin_a);
    std::array<double, 2> turns{-current.begin_a * per_a,
                                (leak_a_[i] / law_.coulombic_efficiency - current.begin_a) * per_a};
    std::sort(turns.begin(), turns.end());
    double begin_s = 0.0;
    for (const double turn_s : {turns[0], turns[1], dt_s}) {
        const double end_s = std::min(turn_s, dt_s);
        if (end_s <= begin_s) {
            continue;
        }
        const CurrentRamp piece{current.begin_a + begin_s / per_a,
                                end_s == dt_s ? current.end_a : current.begin_a + end_s / per_a};
        const double largest_a = std::max(magnitude(piece.begin_a), magnitude(piece.end_a));
        const double parts =
            parts_of(CellOf<double>::at(columns(), i), largest_a, law_, end_s - begin_s);
        const double part_s = (end_s - begin_s) / parts;
        const double part_a = (piece.end_a - piece.begin_a) / parts;
        const bool is_whole = begin_s == 0.0 && end_s == dt_s && parts <= 1.0;
        const CellStep part = is_whole ? step_ : CellStep{law_, part_s};
        for (double done = 0.0; done < parts; done += 1.0) {
            const CurrentRamp ramp{piece.begin_a + done * part_a,
                                   piece.begin_a + (done + 1.0) * part_a};
            const double from = (begin_s + done * part_s) / dt_s;
            const double to = (begin_s + (done + 1.0) * part_s) / dt_s;
            advance_one(i, parts <= 1.0 ? piece : ramp, is_whole ? around : around.part(from, to),
                        part, part_s / dt_s);
        }
        begin_s = end_s;
    }
}

template <class Current>
void Cells::advance_one(std::size_t i, Current current, TemperatureRamp around,
                        const CellStep& step, double share_of_step) {
    const CellColumns all = columns();
    const CellOf<double> was = CellOf<double>::at(all, i);
    CellOf<double> cell = was;
    const CellBooks<double> books =
        advance_cell(cell, current, around.begin_degc, around.end_degc, shared(step));
    cell.put(all, i);
    step_source_v_[i] += share_of_step * books.source_v;
    step_resistance_ohm_[i] += share_of_step * books.resistance_ohm;
    step_energy_j_[i] += books.energy_j;
    for (std::size_t entry = 0; entry < ledger_entries; ++entry) {
        ledger_lanes_.sums[entry][i % CellLedgerLanes::lanes] += books.entries[entry];
    }
    const double begin_v = was.open_circuit_v();
    const double end_v = cell.open_circuit_v();
    if (std::min(begin_v, end_v) < ages_.harmed_below_v()) {
        const auto rest_v = [&](double share) {
            CellOf<double> on_its_way = was;
            const TemperatureRamp part = around.part(0.0, share);
            advance_cell(on_its_way, first_part(current, share), part.begin_degc, part.end_degc,
                         shared(CellStep{law_, share * step.dt_s}));
            return on_its_way.open_circuit_v();
        };
        ages_.harm(i, begin_v, end_v, rest_v, step.hours / hours_per_day);
    }
}

}  // namespace models
