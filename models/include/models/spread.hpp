#pragma once
// Cells that are not all alike.

#include "models/chemistry.hpp"

#include <cstddef>
#include <cstdint>

namespace models {

/// Standard deviations: of the state of charge in 0..1, of the others as shares of the value.
/// Drawn from normal distributions that are cut at three of them.
struct Spread {
    double capacity = 0.0;
    double resistance = 0.0;
    double soc = 0.0;
    double self_discharge = 0.0;

    bool is_none() const {
        return capacity == 0.0 && resistance == 0.0 && soc == 0.0 && self_discharge == 0.0;
    }
};

struct VariedCell {
    CellParameters parameters;
    double soc;  // 0..1
};

/// One cell of one battery (both from 0), which differs from what both are meant to be by its
/// battery's part and its own. The numbers depend on the seed and on which cell it is, on nothing
/// else.
VariedCell varied_cell(const CellParameters& meant, double soc, const Spread& of_cells,
                       const Spread& of_batteries, std::uint64_t seed, std::size_t battery,
                       std::size_t cell);

}  // namespace models
