#pragma once
// Where the numbers of all cells lie: one array per quantity.

#include <cstddef>

namespace models {

struct CellColumns {
    // Parameters.
    double *self_discharge_a, *electronics_a, *capacity_ah, *per_ah, *resistance_ohm;
    double *surroundings_offset_k, *bleed_a;
    // State.
    double *charge_ah, *rc1_a, *rc2_a, *hysteresis, *relaxing, *temperature_degc;
    // What follows from the state.
    double *ocv_v, *ocv_slope_v, *ocv_area_v;
    double *entropic_v_per_k, *entropic_slope_v_per_k, *entropic_area_v_per_k;
    double *resistance_ratio, *resistance_ratio_slope_per_k;
    double *hysteresis_ratio, *hysteresis_ratio_slope_per_k;
    double *r0_ohm, *r1_ohm, *r2_ohm, *gap_v, *relaxing_v;
    double *source_v, *leak_a;
    // Of a step: the current of each cell at its beginning, at its end and its bend if it is a
    // ramp, what comes late of it, and what the step is on the mean.
    double *current_a, *end_current_a, *bend_a, *late_a;
    double *step_source_v, *step_resistance_ohm, *step_energy_j;
};

struct ElectricalColumns {
    // Rows of four numbers: the cubics of an OcvGrid.
    const double* ocv;
    double first_soc, per_grid, last_cubic;
    // A position's strings begin `stride` behind those of the one before, whole registers.
    std::size_t positions, stride;
    const double *per_ah, *r1_ohm, *r2_ohm;
    double *charge_ah, *rc1_a, *rc2_a, *throughput_ah;
    // Per string.
    const double* current_a;
    double* source_v;
};

}  // namespace models
