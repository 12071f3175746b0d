#include "cell_arithmetic.hpp"
#include "models/cells.hpp"

#include <algorithm>

namespace models {

namespace {

/// A hysteresis after a held step.
double end_of(double x, double target, double decays) {
    return x + (target - x) * decays * math::decay_mean(decays);
}

}  // namespace

// Where the step would end with the current held, and what it answers there to a current that ends
// elsewhere: half of the difference has then flowed on the mean, and an RC pair has seen of it what
// it sees of a held one on the mean.
void Cells::fold_end(double dt_s, std::span<const double> begin_a, std::span<double> source_v,
                     std::span<double> resistance_ohm) {
    prepare(dt_s);
    const double hours = dt_s / seconds_per_hour;
    const double rc1_new = 1.0 - step_.rc1.old_share();
    const double rc2_new = 1.0 - step_.rc2.old_share();
    std::fill(source_v.begin(), source_v.end(), 0.0);
    std::fill(resistance_ohm.begin(), resistance_ohm.end(), 0.0);
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            const std::size_t i = index(position, string);
            const double held_a = begin_a[string] - bleed_a_[i];
            const double efficiency = held_a > 0.0 ? law_.coulombic_efficiency : 1.0;
            const double arriving_a = held_a * efficiency - leak_a_[i];
            const double arriving_c = magnitude(arriving_a) * per_ah_[i];
            const double direction = sign(arriving_a);
            const double relaxing_rate = law_.relaxing_per_s_c * arriving_c;
            const double relaxing_all = relaxing_rate + law_.relaxing_fades_per_s;
            const double relaxing_target = direction * relaxing_rate / relaxing_all;
            const double hysteresis_end =
                end_of(hysteresis_[i], direction, law_.hysteresis_per_s_c * arriving_c * dt_s);
            const double relaxing_end = end_of(relaxing_[i], relaxing_target, relaxing_all * dt_s);
            const CellPlace place = curves_.at((charge_ah_[i] + arriving_a * hours) * per_ah_[i]);
            const AmplitudesOf<double> there = amplitudes_at(
                place, resistance_ohm_[i] * resistance_ratio_[i], hysteresis_ratio_[i]);
            const Saturation saturation{law_.rc2_saturates_at_c * capacity_ah_[i]};
            const double rc2_a = step_.rc2.end(rc2_a_[i], held_a);
            const double held_v =
                place.ocv_v + above_reference(i) * place.entropic_v_per_k +
                there.gap_v * hysteresis_end + there.relaxing_v * relaxing_end +
                there.r1_ohm * step_.rc1.end(rc1_a_[i], held_a) +
                there.r2_ohm * (law_.saturates() ? saturation.driven(rc2_a) : rc2_a);
            const double slope_v =
                place.ocv_slope_v + above_reference(i) * place.entropic_slope_v_per_k;
            // More current brings both hystereses closer to where they go: by so much for a rate.
            const double hysteresis_s = (1.0 - direction * hysteresis_end) * dt_s;
            const double settling =
                law_.relaxing_fades_per_s / relaxing_all * math::decay_mean(relaxing_all * dt_s);
            const double relaxing_s =
                std::max(0.0, settling + direction * (relaxing_target - relaxing_end)) * dt_s;
            const double answers_ohm =
                rc1_new * there.r1_ohm +
                rc2_new * there.r2_ohm * (law_.saturates() ? saturation.slope(rc2_a) : 1.0) +
                0.5 * per_ah_[i] *
                    (hours * slope_v + law_.hysteresis_per_s_c * there.gap_v * hysteresis_s +
                     law_.relaxing_per_s_c * there.relaxing_v * relaxing_s);
            source_v[string] += held_v - answers_ohm * begin_a[string] - there.r0_ohm * bleed_a_[i];
            resistance_ohm[string] += there.r0_ohm + answers_ohm;
        }
    }
}

}  // namespace models
