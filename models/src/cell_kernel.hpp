#pragma once
// The loops over all cells, compiled once for every instruction set; see cell_kernel_lanes.hpp.

#include "cell_columns.hpp"
#include "models/isa.hpp"

#include <cstddef>
#include <cstdint>

namespace models {

struct CellLedgerLanes;
struct ElectricalStep;
struct SharedByCells;
struct TemperatureRamp;

/// Columns are read and written up to the next multiple of eight.
struct CellKernel {
    /// A step for all cells. To `left`, zeros for every eight of them, it adds a bit for each that
    /// has not been advanced, the first one lowest: it takes its step in parts, is at rest below
    /// `harmed_below_v` or would come to be so, or its ramp is none. With those nothing has been
    /// done.
    using Advance = void (*)(const CellColumns& columns, const SharedByCells& all,
                             TemperatureRamp surroundings, double harmed_below_v, std::size_t cells,
                             CellLedgerLanes& ledger, std::uint8_t* left);
    /// With the current of each cell held.
    Advance advance;
    /// With each a ramp from `current_a` to `end_current_a`, bent by `bend_a`.
    Advance advance_along;
    /// To `step_source_v` the mean voltage of each cell over the step that `advance` would take in
    /// one part; the cells stay as they are. True if one of them takes its step in several.
    bool (*mean_voltage)(const CellColumns& columns, const SharedByCells& all,
                         TemperatureRamp surroundings, std::size_t cells);
    /// To `step_source_v` and `step_resistance_ohm` how each cell looks over a held step.
    void (*fold_ahead)(const CellColumns& columns, const SharedByCells& all, std::size_t cells);
    /// The same at the end of a step over which its current goes as in `advance_along`, and is then
    /// larger by `late_a`; of what it ends elsewhere `answers` is added to the mean.
    void (*fold_end)(const CellColumns& columns, const SharedByCells& all, double answers,
                     double surroundings_degc, std::size_t cells);

    /// A step of ElectricalCells, and what the sources of their strings are after it.
    void (*advance_electrically)(const ElectricalColumns& columns, const ElectricalStep& step);
    std::size_t lanes;
};

extern const CellKernel baseline_kernel;
extern const CellKernel avx2_kernel;
extern const CellKernel avx512_kernel;

const CellKernel& kernel_of(Isa isa);

}  // namespace models
