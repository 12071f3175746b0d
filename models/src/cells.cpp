#include "models/cells.hpp"

#include "kelvin.hpp"
#include "models/math.hpp"
#include "sign.hpp"

namespace models {

namespace {

constexpr double seconds_per_hour = 3600.0;
/// Self-discharge fades out below this open-circuit voltage: an empty cell drives no leak.
constexpr double leak_fades_below_v = 1.0;
double clamped_share(double x) {
    return x < 0.0 ? 0.0 : (x > 1.0 ? 1.0 : x);
}

double inverse_or_zero(double x) {
    return x > 0.0 ? 1.0 / x : 0.0;
}

}  // namespace

Cells::StepLength::StepLength(const Cells& cells, double dt_s)
    : dt_s{dt_s}, quarter_per_s{0.25 / dt_s}, rc1{cells.rc1_s_, dt_s}, rc2{cells.rc2_s_, dt_s} {
    if (cells.saturates()) {
        saturating = SaturatingStep{rc2};
    }
    const double decays = dt_s * cells.heat_transfer_w_per_k_ / cells.heat_capacity_j_per_k_;
    const double old_share = math::decay_mean(decays);
    thermal_share = decays * old_share;
    thermal_mean_share = 1.0 - old_share;
    // 1/2 - (1 - old_share) / decays, by its series where that would lose digits.
    thermal_ramp_mean_share = decays < 1e-3 ? decays * (1.0 / 6.0 - decays * (1.0 / 24.0))
                                            : 0.5 - thermal_mean_share / decays;
}

Cells::Cells(const Chemistry& chemistry, const CellParameters& cell, std::size_t positions,
             std::size_t strings, double soc, double temperature_degc, double hysteresis)
    : curves_{chemistry},
      ratios_{chemistry},
      positions_{positions},
      strings_{strings},
      rc1_s_{chemistry.rc1_s},
      rc2_s_{chemistry.rc2_s},
      rc2_saturates_at_c_{chemistry.rc2_saturates_at_c},
      hysteresis_per_s_c_{chemistry.hysteresis_rate / seconds_per_hour},
      relaxing_per_s_c_{chemistry.relaxing_rate / seconds_per_hour},
      relaxing_fades_per_s_{1.0 / chemistry.relaxes_in_s},
      hysteresis_as_per_ah_{inverse_or_zero(hysteresis_per_s_c_)},
      relaxing_as_per_ah_{inverse_or_zero(relaxing_per_s_c_)},
      coulombic_efficiency_{chemistry.coulombic_efficiency},
      heat_capacity_j_per_k_{cell.heat_capacity_j_per_k},
      heat_transfer_w_per_k_{cell.heat_transfer_w_per_k},
      kelvin_per_watt_{1.0 / cell.heat_transfer_w_per_k},
      step_{*this, 1.0},
      ages_{chemistry.ageing, positions * strings} {
    const std::size_t n = positions * strings;
    for (auto* of_cell : {&new_capacity_ah_,
                          &new_resistance_ohm_,
                          &self_discharge_a_,
                          &electronics_a_,
                          &capacity_ah_,
                          &per_ah_,
                          &resistance_ohm_,
                          &surroundings_offset_k_,
                          &bleed_a_,
                          &charge_ah_,
                          &rc1_a_,
                          &rc2_a_,
                          &hysteresis_,
                          &relaxing_,
                          &ocv_v_,
                          &ocv_slope_v_,
                          &ocv_area_v_,
                          &entropic_v_per_k_,
                          &entropic_slope_v_per_k_,
                          &entropic_area_v_per_k_,
                          &gap_v_,
                          &relaxing_v_,
                          &r0_ohm_,
                          &r1_ohm_,
                          &r2_ohm_,
                          &resistance_ratio_,
                          &resistance_ratio_slope_per_k_,
                          &hysteresis_ratio_,
                          &hysteresis_ratio_slope_per_k_,
                          &source_v_,
                          &leak_a_,
                          &span_soc_,
                          &span_degc_,
                          &day_low_,
                          &day_high_,
                          &last_depth_}) {
        of_cell->resize(n);
    }
    for (auto* of_string : {&mean_source_v_, &mean_resistance_ohm_, &string_energy_j_, &passed_as_,
                            &passed_square_a2s_}) {
        of_string->resize(strings);
    }
    temperature_degc_.assign(n, temperature_degc);
    for (std::size_t i = 0; i < n; ++i) {
        put(i, cell, soc, hysteresis);
    }
}

void Cells::put(std::size_t i, const CellParameters& parameters, double soc, double hysteresis) {
    new_capacity_ah_[i] = capacity_ah_[i] = parameters.capacity_ah;
    per_ah_[i] = 1.0 / parameters.capacity_ah;
    new_resistance_ohm_[i] = resistance_ohm_[i] = parameters.resistance_ohm;
    self_discharge_a_[i] = parameters.self_discharge_a;
    electronics_a_[i] = parameters.electronics_a;
    charge_ah_[i] = soc * parameters.capacity_ah;
    hysteresis_[i] = hysteresis;
    rc1_a_[i] = rc2_a_[i] = relaxing_[i] = bleed_a_[i] = 0.0;
    settle(i, curves_.at(soc));
    ages_.renew(i);
    span_soc_[i] = day_low_[i] = day_high_[i] = soc;
    span_degc_[i] = temperature_degc_[i];
    last_depth_[i] = 0.0;
}

void Cells::vary(std::size_t i, const CellParameters& parameters, double soc) {
    put(i, parameters, soc, hysteresis_[i]);
}

void Cells::set_surroundings_offset(std::size_t i, double offset_k) {
    surroundings_offset_k_[i] = offset_k;
}

void Cells::exchange(std::size_t i, const CellParameters& other, double soc, double hysteresis) {
    ledger_.exchanged_j -= stored_energy_j(i);
    ledger_.exchanged_ah -= charge_ah_[i];
    put(i, other, soc, hysteresis);
    ledger_.exchanged_j += stored_energy_j(i);
    ledger_.exchanged_ah += charge_ah_[i];
}

void Cells::set_bleed(std::size_t i, double bleed_a) {
    bleed_a_[i] = bleed_a;
}

Cells::Amplitudes Cells::amplitudes_at(std::size_t i, const CellPlace& place,
                                       double resistance_ratio, double hysteresis_ratio) const {
    const double ohm = resistance_ohm_[i] * resistance_ratio;
    return {.r0_ohm = ohm * place.r0,
            .r1_ohm = ohm * place.r1,
            .r2_ohm = ohm * place.r2,
            .gap_v = hysteresis_ratio * place.gap_v,
            .relaxing_v = hysteresis_ratio * place.relaxing_v};
}

double Cells::above_reference(std::size_t i) const {
    return temperature_degc_[i] - reference_degc;
}

double Cells::open_circuit_v(std::size_t i) const {
    return ocv_v_[i] + above_reference(i) * entropic_v_per_k_[i] + gap_v_[i] * hysteresis_[i] +
           relaxing_v_[i] * relaxing_[i];
}

void Cells::settle(std::size_t i, const CellPlace& place) {
    const double degc = temperature_degc_[i];
    ocv_v_[i] = place.ocv_v;
    ocv_slope_v_[i] = place.ocv_slope_v;
    ocv_area_v_[i] = place.ocv_area_v;
    entropic_v_per_k_[i] = place.entropic_v_per_k;
    entropic_slope_v_per_k_[i] = place.entropic_slope_v_per_k;
    entropic_area_v_per_k_[i] = place.entropic_area_v_per_k;
    const TemperatureRatios::At ratios = ratios_.at(degc);
    resistance_ratio_[i] = ratios.resistance;
    resistance_ratio_slope_per_k_[i] = ratios.resistance_slope_per_k;
    hysteresis_ratio_[i] = ratios.hysteresis;
    hysteresis_ratio_slope_per_k_[i] = ratios.hysteresis_slope_per_k;
    const Amplitudes now = amplitudes_at(i, place, resistance_ratio_[i], hysteresis_ratio_[i]);
    r0_ohm_[i] = now.r0_ohm;
    r1_ohm_[i] = now.r1_ohm;
    r2_ohm_[i] = now.r2_ohm;
    gap_v_[i] = now.gap_v;
    relaxing_v_[i] = now.relaxing_v;
    const double rest_v = open_circuit_v(i);
    source_v_[i] = rest_v + r1_ohm_[i] * rc1_a_[i] + r2_ohm_[i] * rc2_driven_a(i);
    leak_a_[i] = (self_discharge_a_[i] * ratios.self_discharge + electronics_a_[i]) *
                 clamped_share(rest_v / leak_fades_below_v);
}

void Cells::prepare(double dt_s) {
    if (dt_s != step_.dt_s) {
        step_ = StepLength{*this, dt_s};
    }
}

void Cells::fold(std::span<double> source_v, std::span<double> resistance_ohm) const {
    for (std::size_t string = 0; string < strings_; ++string) {
        source_v[string] = 0.0;
        resistance_ohm[string] = 0.0;
    }
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            const std::size_t i = index(position, string);
            source_v[string] += source_v_[i] - r0_ohm_[i] * bleed_a_[i];
            resistance_ohm[string] += r0_ohm_[i];
        }
    }
}

void Cells::fold_ahead(double dt_s, std::span<const double> string_current_a,
                       std::span<double> source_v, std::span<double> resistance_ohm) {
    prepare(dt_s);
    // Of a current held for the step, an RC pair sees this much on the mean; of its old one the
    // rest. One that saturates is no resistance: it is taken as driven by the current now.
    const double rc1_old = step_.rc1.old_share();
    const double rc2_old = step_.rc2.old_share();
    const double rc1_new = 1.0 - rc1_old;
    const double rc2_new = saturates() ? 0.0 : 1.0 - rc2_old;
    const double half_step_h = 0.5 * dt_s / seconds_per_hour;
    const double half_hysteresis_s_c = 0.5 * dt_s * hysteresis_per_s_c_;
    const double half_relaxing_s_c = 0.5 * dt_s * relaxing_per_s_c_;
    const double half_fading = 0.5 * dt_s * relaxing_fades_per_s_;
    for (std::size_t string = 0; string < strings_; ++string) {
        source_v[string] = 0.0;
        resistance_ohm[string] = 0.0;
    }
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            const std::size_t i = index(position, string);
            const double current_a = string_current_a[string] - bleed_a_[i];
            const double current_c = magnitude(current_a) * per_ah_[i];
            // A hysteresis after n decays keeps about 2 / (2 + n) of itself on the mean.
            const double gap_v = gap_v_[i] / (1.0 + half_hysteresis_s_c * current_c);
            const double relaxing_v =
                relaxing_v_[i] / (1.0 + half_relaxing_s_c * current_c + half_fading);
            const double slope_v =
                ocv_slope_v_[i] + above_reference(i) * entropic_slope_v_per_k_[i];
            const double rc2_a = saturates()
                                     ? saturation(i).driven(step_.rc2.mean(rc2_a_[i], current_a))
                                     : rc2_old * rc2_a_[i];
            const double ohm = r0_ohm_[i] + rc1_new * r1_ohm_[i] + rc2_new * r2_ohm_[i] +
                               per_ah_[i] * (half_step_h * slope_v + half_hysteresis_s_c * gap_v +
                                             half_relaxing_s_c * relaxing_v);
            source_v[string] += ocv_v_[i] + above_reference(i) * entropic_v_per_k_[i] +
                                gap_v * hysteresis_[i] + relaxing_v * relaxing_[i] +
                                r1_ohm_[i] * rc1_old * rc1_a_[i] + r2_ohm_[i] * rc2_a -
                                ohm * bleed_a_[i];
            resistance_ohm[string] += ohm;
        }
    }
}

double Cells::stored_charge_ah() const {
    double sum = 0.0;
    for (const double charge : charge_ah_) {
        sum += charge;
    }
    return sum;
}

double Cells::stored_energy_j(std::size_t i) const {
    const double enthalpy_v = ocv_area_v_[i] - reference_k * entropic_area_v_per_k_[i];
    const double rc2_square_a2 =
        saturates() ? saturation(i).twice_integral(rc2_a_[i]) : rc2_a_[i] * rc2_a_[i];
    const double capacitors_as_v =
        r1_ohm_[i] * rc1_s_ * rc1_a_[i] * rc1_a_[i] + r2_ohm_[i] * rc2_s_ * rc2_square_a2;
    const double hystereses = gap_v_[i] * hysteresis_as_per_ah_ * hysteresis_[i] * hysteresis_[i] +
                              relaxing_v_[i] * relaxing_as_per_ah_ * relaxing_[i] * relaxing_[i];
    return capacity_ah_[i] * (seconds_per_hour * enthalpy_v + 0.5 * hystereses) +
           0.5 * capacitors_as_v;
}

double Cells::stored_energy_j() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < size(); ++i) {
        sum += stored_energy_j(i);
    }
    return sum;
}

}  // namespace models
