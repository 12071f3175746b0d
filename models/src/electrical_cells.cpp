#include "models/electrical_cells.hpp"

#include "cell_columns.hpp"
#include "cell_kernel.hpp"
#include "models/math.hpp"

#include <algorithm>

namespace models {

ElectricalCells::ElectricalCells(const OcvGrid& ocv, std::size_t positions, std::size_t strings,
                                 Isa isa)
    : first_soc_{ocv.first_soc},
      per_grid_{ocv.per_grid},
      last_cubic_{static_cast<double>(ocv.cubics_v.size() - 1)},
      positions_{positions},
      strings_{strings},
      isa_{isa} {
    for (const Cubic& cubic : ocv.cubics_v) {
        ocv_.insert(ocv_.end(), {cubic.c0, cubic.c1, cubic.c2, cubic.c3});
    }
    const std::size_t lanes = kernel_of(isa).lanes;
    stride_ = (strings + lanes - 1) / lanes * lanes;
    for (auto* of_cell :
         {&per_ah_, &r1_ohm_, &r2_ohm_, &charge_ah_, &rc1_a_, &rc2_a_, &throughput_ah_}) {
        of_cell->resize(positions * stride_);
    }
    for (auto* of_string : {&current_a_, &source_v_, &resistance_ohm_}) {
        of_string->resize(stride_);
    }
}

void ElectricalCells::set(std::size_t position, std::size_t string, const ElectricalCell& cell) {
    const std::size_t i = index(position, string);
    per_ah_[i] = 1.0 / cell.capacity_ah;
    r1_ohm_[i] = cell.r1_ohm;
    r2_ohm_[i] = cell.r2_ohm;
    charge_ah_[i] = cell.soc * cell.capacity_ah;
    rc1_a_[i] = rc2_a_[i] = throughput_ah_[i] = 0.0;
    resistance_ohm_[string] += cell.r0_ohm;
    const double at = (cell.soc - first_soc_) * per_grid_;
    const double inside = clamped(at, 0.0, last_cubic_);
    source_v_[string] +=
        cubic_in_row(ocv_.data(), 4, row_of(inside)).value(at - math::floor(inside));
}

void ElectricalCells::advance(std::span<const double> string_current_a,
                              const ElectricalStep& step) {
    std::copy(string_current_a.begin(), string_current_a.end(), current_a_.begin());
    kernel_of(isa_).advance_electrically({.ocv = ocv_.data(),
                                          .first_soc = first_soc_,
                                          .per_grid = per_grid_,
                                          .last_cubic = last_cubic_,
                                          .positions = positions_,
                                          .stride = stride_,
                                          .per_ah = per_ah_.data(),
                                          .r1_ohm = r1_ohm_.data(),
                                          .r2_ohm = r2_ohm_.data(),
                                          .charge_ah = charge_ah_.data(),
                                          .rc1_a = rc1_a_.data(),
                                          .rc2_a = rc2_a_.data(),
                                          .throughput_ah = throughput_ah_.data(),
                                          .current_a = current_a_.data(),
                                          .source_v = source_v_.data()},
                                         step);
}

}  // namespace models
