#pragma once
// Cells reduced to what carries a current: charge, open-circuit voltage, R0 and two RC pairs. No
// heat, no hysteresis, no ageing, no books: what other simulators call a 2-RC cell, made of the
// same arithmetic and loops as Cells, and as fast as that can be.

#include "models/cubic.hpp"
#include "models/isa.hpp"
#include "models/low_pass.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace models {

struct ElectricalCell {
    double capacity_ah, r0_ohm, r1_ohm, r2_ohm;  // all positive
    double soc;
};

/// What follows from the length of a step.
struct ElectricalStep {
    double hours;
    LowPass rc1, rc2;
};

/// Open-circuit voltage over the state of charge, on a uniform grid from `first_soc` on. Each cubic
/// counts in steps of the grid from its own beginning; the first and the last go on beyond the
/// ends.
struct OcvGrid {
    double first_soc;
    double per_grid;
    std::span<const Cubic> cubics_v;  // at least one
};

/// Cell (position, string) as in Cells. Positive current charges.
class ElectricalCells {
  public:
    ElectricalCells(const OcvGrid& ocv, std::size_t positions, std::size_t strings,
                    Isa isa = fastest_isa());

    /// Once for each cell, before the first step.
    void set(std::size_t position, std::size_t string, const ElectricalCell& cell);

    /// Per string, as it is now: V = source_v + resistance_ohm * current.
    std::span<const double> source_v() const { return {source_v_.data(), strings_}; }
    std::span<const double> resistance_ohm() const { return {resistance_ohm_.data(), strings_}; }

    /// With each string's current held.
    void advance(std::span<const double> string_current_a, const ElectricalStep& step);

    double soc(std::size_t position, std::size_t string) const {
        const std::size_t i = index(position, string);
        return charge_ah_[i] * per_ah_[i];
    }
    /// What has passed through each cell of a string, either way.
    double throughput_ah(std::size_t position, std::size_t string) const {
        return throughput_ah_[index(position, string)];
    }

  private:
    std::size_t index(std::size_t position, std::size_t string) const {
        return position * stride_ + string;
    }

    std::vector<double> ocv_;  // four numbers for each cubic
    double first_soc_, per_grid_, last_cubic_;
    std::size_t positions_;
    std::size_t strings_;
    std::size_t stride_;  // a position's strings fill whole registers
    Isa isa_;
    std::vector<double> per_ah_, r1_ohm_, r2_ohm_;
    std::vector<double> charge_ah_, rc1_a_, rc2_a_, throughput_ah_;
    std::vector<double> current_a_, source_v_, resistance_ohm_;  // per string
};

}  // namespace models
