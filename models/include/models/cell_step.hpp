#pragma once
// What all cells have in common: their law, and what follows from the length of a step.

#include "models/chemistry.hpp"
#include "models/low_pass.hpp"

namespace models {

/// Numbers of the chemistry, and of every cell.
struct CellLaw {
    CellLaw(const Chemistry& chemistry, const CellParameters& cell);

    bool saturates() const { return rc2_saturates_at_c > 0.0; }

    double rc1_s, rc2_s, rc2_saturates_at_c;
    double hysteresis_per_s_c, relaxing_per_s_c;  // rates at 1C
    double relaxing_fades_per_s;
    double hysteresis_as_per_ah, relaxing_as_per_ah;  // charge that one decay takes; 0: none
    double coulombic_efficiency;
    double heat_capacity_j_per_k, heat_transfer_w_per_k, kelvin_per_watt;
};

/// What follows from the length of a step.
struct CellStep {
    CellStep(const CellLaw& law, double dt_s);

    double dt_s;
    double hours;
    double quarter_per_s;  // 1 / (4 dt)
    LowPass rc1, rc2;
    double rc1_old_share, rc2_old_share;  // of a held current: what is left of the old on the mean
    double rc1_bend_share, rc2_bend_share;  // of a parabola's bend: what is seen at the end
    SaturatingStep saturating;              // behind rc2
    // Of the way to where the temperature settles: how much is done at the end, and on the mean.
    double thermal_share, thermal_mean_share;
    // The same of a ramp of the surroundings; at its end it is the share on the mean above.
    double thermal_ramp_mean_share;
};

/// What is around the cells over a step, linear between its ends. Held: both the same.
struct TemperatureRamp {
    double begin_degc, end_degc;

    double mean_degc() const { return 0.5 * (begin_degc + end_degc); }
    TemperatureRamp warmer_by(double offset_k) const {
        return {begin_degc + offset_k, end_degc + offset_k};
    }
    TemperatureRamp part(double begin_share, double end_share) const {
        const double span_k = end_degc - begin_degc;
        return {begin_degc + begin_share * span_k, begin_degc + end_share * span_k};
    }
};

}  // namespace models
