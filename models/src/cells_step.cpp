#include "cell_arithmetic.hpp"
#include "cell_kernel.hpp"
#include "cell_ledger_lanes.hpp"
#include "models/cells.hpp"
#include "models/math.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace models {

namespace {

constexpr double hours_per_day = 24.0;
/// Of a cell's capacity. While so little flows no hysteresis tells which way.
constexpr double next_to_nothing = 1e-9;

/// A current over the first share of a step.
double first_part(double held_a, double /*share*/) {
    return held_a;
}
CurrentRamp first_part(CurrentRamp current, double share) {
    return current.part(0.0, share);
}

/// Shares of a step at which its current passes `at_a`; 1 in place of those that there are not.
std::array<double, 2> passes(CurrentRamp current, double at_a) {
    const double off_a = current.begin_a - at_a;
    const double slope_a = current.end_a - current.begin_a + 4.0 * current.bend_a;
    const double square_a = -4.0 * current.bend_a;
    const double discriminant = slope_a * slope_a - 4.0 * square_a * off_a;
    if (discriminant <= 0.0) {
        return {1.0, 1.0};
    }
    const double root = math::root(discriminant);
    const double sum = -0.5 * (slope_a + (slope_a < 0.0 ? -root : root));
    const auto inside = [](double over, double under) {
        const bool is_inside = over * under > 0.0 && magnitude(over) < magnitude(under);
        return is_inside ? over / under : 1.0;
    };
    return {inside(sum, square_a), inside(off_a, sum)};
}

}  // namespace

/// Steps of the lengths that were last asked for.
class Cells::StepsByLength {
  public:
    explicit StepsByLength(const CellLaw& law) : law_{law} {}

    const CellStep& of(double dt_s) {
        for (const std::optional<CellStep>& step : steps_) {
            if (step && step->dt_s == dt_s) {
                return *step;
            }
        }
        oldest_ = (oldest_ + 1) % steps_.size();
        return steps_[oldest_].emplace(law_, dt_s);
    }

  private:
    const CellLaw& law_;
    std::array<std::optional<CellStep>, 4> steps_;
    std::size_t oldest_ = 0;
};

void Cells::follow(std::span<const double> begin_a, std::span<const double> end_a,
                   std::span<const double> bend_a, TemperatureRamp surroundings, double dt_s) {
    prepare(dt_s);
    spread_over_cells(begin_a, current_a_);
    spread_over_cells(end_a, end_current_a_);
    for (std::size_t string = 0; string < strings_; ++string) {
        bend_a_[string] = bend_a.empty() ? 0.0 : bend_a[string];
    }
    repeat_along_strings(bend_a_);
    std::fill_n(ledger_lanes_.sums[LedgerEntry::HeatGivenJ], CellLedgerLanes::lanes, 0.0);
    const bool is_straight =
        std::all_of(bend_a.begin(), bend_a.end(), [](double bend) { return bend == 0.0; });
    const bool is_held = is_straight && std::equal(begin_a.begin(), begin_a.end(), end_a.begin());
    const CellKernel::Advance take_step = is_held ? kernel_->advance : kernel_->advance_along;
    std::fill(left_.begin(), left_.end(), std::uint8_t{0});
    take_step(columns(), shared(step_), surroundings, ages_.harmed_below_v(), size(), ledger_lanes_,
              left_.data());
    if (std::any_of(left_.begin(), left_.end(), [](std::uint8_t bits) { return bits != 0; })) {
        advance_singly(surroundings);
    }
    heat_given_j_ = sum_of_lanes(ledger_lanes_.sums[LedgerEntry::HeatGivenJ]);
    for (const auto& [of_cells, of_strings] :
         {std::pair{&step_source_v_, &mean_source_v_},
          std::pair{&step_resistance_ohm_, &mean_resistance_ohm_},
          std::pair{&step_energy_j_, &string_energy_j_}}) {
        std::fill(of_strings->begin(), of_strings->end(), 0.0);
        add_along_strings(*of_cells, *of_strings);
    }
    if (ages_.ages()) {
        pass_through(begin_a, end_a, bend_a, dt_s);
    }
}

// String by string, for the cells of one take pieces of the same length.
void Cells::advance_singly(TemperatureRamp surroundings) {
    StepsByLength steps{law_};
    for (std::size_t string = 0; string < strings_; ++string) {
        for (std::size_t position = 0; position < positions_; ++position) {
            const std::size_t i = index(position, string);
            const std::uint8_t bits = left_[i / CellLedgerLanes::lanes];
            if ((bits >> (i % CellLedgerLanes::lanes) & 1U) != 0) {
                advance_singly(i, surroundings.warmer_by(surroundings_offset_k_[i]), steps);
            }
        }
    }
}

void Cells::advance_singly(std::size_t i, TemperatureRamp around, StepsByLength& steps) {
    const CurrentRamp current{current_a_[i], end_current_a_[i], bend_a_[i]};
    step_source_v_[i] = step_resistance_ohm_[i] = step_energy_j_[i] = 0.0;
    if (current.begin_a == current.end_a && current.bend_a == 0.0) {
        advance_held(i, current.begin_a, around);
    } else {
        advance_in_pieces(i, current, around, steps);
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

/// Shares of a step at which its current is cut, in order: where it turns, where what arrives in
/// the cell does, and the end. Where next to nothing flows between that and where it does in the
/// string's first cell, it is cut there: pieces of one length are cheaper.
std::array<double, 5> Cells::cuts(std::size_t i, CurrentRamp current) const {
    const double own_a = leak_a_[i] / law_.coulombic_efficiency;
    const double first_a = leak_a_[i % strings_] / law_.coulombic_efficiency;
    const auto turns = passes(current, 0.0);
    const auto own = passes(current, own_a);
    const auto first = passes(current, first_a);
    const double apart = std::max(magnitude(own[0] - first[0]), magnitude(own[1] - first[1]));
    const double between_ah = magnitude(own_a - first_a) * apart * step_.hours;
    const auto& arrives = between_ah < next_to_nothing * capacity_ah_[i] ? first : own;
    std::array<double, 5> shares{turns[0], turns[1], arrives[0], arrives[1], 1.0};
    std::sort(shares.begin(), shares.end());
    return shares;
}

void Cells::advance_in_pieces(std::size_t i, CurrentRamp current, TemperatureRamp around,
                              StepsByLength& steps) {
    double begin = 0.0;
    for (const double end : cuts(i, current)) {
        if (end <= begin) {
            continue;
        }
        const CurrentRamp piece = current.part(begin, end);
        const double largest_a = std::max(
            {magnitude(piece.begin_a), magnitude(piece.end_a), magnitude(piece.corner_a())});
        const double length = end - begin;
        const double parts =
            parts_of(CellOf<double>::at(columns(), i), largest_a, law_, length * step_.dt_s);
        const bool is_whole = begin == 0.0 && end == 1.0 && parts <= 1.0;
        const CellStep& part = is_whole ? step_ : steps.of(length * step_.dt_s / parts);
        for (double done = 0.0; done < parts; done += 1.0) {
            const double from = begin + length * (done / parts);
            const double to = done + 1.0 < parts ? begin + length * ((done + 1.0) / parts) : end;
            advance_one(i, current.part(from, to), is_whole ? around : around.part(from, to), part,
                        length / parts);
        }
        begin = end;
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
    for (std::size_t entry = 0; entry < LedgerEntries; ++entry) {
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
