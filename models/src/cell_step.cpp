#include "models/cell_step.hpp"

#include "constants.hpp"

namespace models {

namespace {

double inverse_or_zero(double x) {
    return x > 0.0 ? 1.0 / x : 0.0;
}

}  // namespace

CellLaw::CellLaw(const Chemistry& chemistry, const CellParameters& cell)
    : rc1_s{chemistry.rc1_s},
      rc2_s{chemistry.rc2_s},
      rc2_saturates_at_c{chemistry.rc2_saturates_at_c},
      hysteresis_per_s_c{chemistry.hysteresis_rate / seconds_per_hour},
      relaxing_per_s_c{chemistry.relaxing_rate / seconds_per_hour},
      relaxing_fades_per_s{1.0 / chemistry.relaxes_in_s},
      hysteresis_as_per_ah{inverse_or_zero(hysteresis_per_s_c)},
      relaxing_as_per_ah{inverse_or_zero(relaxing_per_s_c)},
      coulombic_efficiency{chemistry.coulombic_efficiency},
      heat_capacity_j_per_k{cell.heat_capacity_j_per_k},
      heat_transfer_w_per_k{cell.heat_transfer_w_per_k},
      kelvin_per_watt{1.0 / cell.heat_transfer_w_per_k} {}

CellStep::CellStep(const CellLaw& law, double dt_s)
    : dt_s{dt_s},
      hours{dt_s / seconds_per_hour},
      quarter_per_s{0.25 / dt_s},
      rc1{law.rc1_s, dt_s},
      rc2{law.rc2_s, dt_s},
      rc1_old_share{rc1.old_share()},
      rc2_old_share{rc2.old_share()},
      rc1_bend_share{rc1.bend_share()},
      rc2_bend_share{rc2.bend_share()} {
    if (law.saturates()) {
        saturating = SaturatingStep{rc2};
    }
    const double decays = dt_s * law.heat_transfer_w_per_k / law.heat_capacity_j_per_k;
    const double old_share = math::decay_mean(decays);
    thermal_share = decays * old_share;
    thermal_mean_share = 1.0 - old_share;
    // 1/2 - (1 - old_share) / decays, by its series where that would lose digits.
    thermal_ramp_mean_share = decays < 1e-3 ? decays * (1.0 / 6.0 - decays * (1.0 / 24.0))
                                            : 0.5 - thermal_mean_share / decays;
}

}  // namespace models
