#include "models/cells.hpp"

#include "models/math.hpp"

namespace models {

namespace {

constexpr double soc_grid = 0.005;
constexpr double zero_degc_k = 273.15;
constexpr double reference_k = 298.15;
constexpr double reference_degc = reference_k - zero_degc_k;
constexpr double seconds_per_hour = 3600.0;
/// Self-discharge fades out below this open-circuit voltage: an empty cell drives no leak.
constexpr double leak_fades_below_v = 1.0;

/// R(T) / R(25 °C) on a grid of 1 K, so that no exponential is needed per step.
std::vector<CurvePoint> resistance_over_temperature(const Chemistry& chemistry) {
    std::vector<CurvePoint> points;
    for (int degc = -60; degc <= 100; ++degc) {
        const double inverse = 1.0 / (degc + zero_degc_k) - 1.0 / reference_k;
        const double activated = math::exp(chemistry.resistance.activation_k * inverse);
        points.push_back(
            {static_cast<double>(degc), chemistry.resistance.fixed_share +
                                            (1.0 - chemistry.resistance.fixed_share) * activated});
    }
    return points;
}

/// The factor of an RC pair, which the kernel takes as level over the state of charge.
double at_half(const std::vector<CurvePoint>& factor) {
    return factor.empty() ? 0.0 : Curve{factor, soc_grid}.value(0.5);
}

double clamped_share(double x) {
    return x < 0.0 ? 0.0 : (x > 1.0 ? 1.0 : x);
}

/// Mean over a step from `begin` to `end`; exact while the curve is a cubic (Euler-Maclaurin).
double mean_between(CurveEnd begin, CurveEnd end, double soc_moved) {
    return 0.5 * (begin.value + end.value) + soc_moved * (begin.slope - end.slope) / 12.0;
}

double keep_of(double dt_s, double tau_s) {
    return math::exp(-dt_s / tau_s);
}

}  // namespace

LowPass::LowPass(double tau, double dt)
    : keep{keep_of(dt, tau)},
      first_s{tau * (1.0 - keep)},
      square_s{0.5 * tau * (1.0 - keep * keep)} {}

Cells::Cells(const Chemistry& chemistry, const CellParameters& cell, std::size_t positions,
             std::size_t strings, double soc, double temperature_degc)
    : ocv_v_{chemistry.ocv_discharge_v, soc_grid},
      entropic_v_per_k_{chemistry.entropic_v_per_k, soc_grid},
      resistance_over_soc_{chemistry.r0_factor, soc_grid},
      resistance_over_temperature_{resistance_over_temperature(chemistry), 1.0},
      positions_{positions},
      strings_{strings},
      rc1_share_{at_half(chemistry.rc1_factor)},
      rc1_s_{chemistry.rc1_s},
      rc2_share_{at_half(chemistry.rc2_factor)},
      rc2_s_{chemistry.rc2_s},
      coulombic_efficiency_{chemistry.coulombic_efficiency} {
    const std::size_t n = positions * strings;
    capacity_ah_.assign(n, cell.capacity_ah);
    resistance_ohm_.assign(n, cell.resistance_ohm);
    self_discharge_a_.assign(n, cell.self_discharge_a);
    heat_capacity_j_per_k_.assign(n, cell.heat_capacity_j_per_k);
    heat_transfer_w_per_k_.assign(n, cell.heat_transfer_w_per_k);
    charge_ah_.assign(n, soc * cell.capacity_ah);
    rc1_a_.assign(n, 0.0);
    rc2_a_.assign(n, 0.0);
    temperature_degc_.assign(n, temperature_degc);
    ocv_now_v_.resize(n);
    ocv_slope_v_.resize(n);
    entropic_now_v_per_k_.resize(n);
    entropic_slope_v_per_k_.resize(n);
    thermal_keep_.resize(n);
    mean_source_v_.resize(strings);
    mean_resistance_ohm_.resize(strings);
    source_v_.resize(n);
    resistance_now_ohm_.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        settle(i);
    }
}

double Cells::resistance_factor(std::size_t cell) const {
    return resistance_over_soc_.value(soc(cell)) *
           resistance_over_temperature_.value(temperature_degc_[cell]);
}

CurveEnd Cells::entropic_end(std::size_t cell) const {
    const double kelvin = temperature_degc_[cell] + zero_degc_k;
    return {kelvin * entropic_now_v_per_k_[cell], kelvin * entropic_slope_v_per_k_[cell]};
}

void Cells::settle(std::size_t cell) {
    const double z = soc(cell);
    const double above_reference = temperature_degc_[cell] - reference_degc;
    entropic_now_v_per_k_[cell] = entropic_v_per_k_.value(z);
    entropic_slope_v_per_k_[cell] = entropic_v_per_k_.slope(z);
    ocv_now_v_[cell] = ocv_v_.value(z) + above_reference * entropic_now_v_per_k_[cell];
    ocv_slope_v_[cell] = ocv_v_.slope(z) + above_reference * entropic_slope_v_per_k_[cell];
    resistance_now_ohm_[cell] = resistance_ohm_[cell] * resistance_factor(cell);
    source_v_[cell] = ocv_now_v_[cell] + resistance_now_ohm_[cell] * (rc1_share_ * rc1_a_[cell] +
                                                                      rc2_share_ * rc2_a_[cell]);
}

void Cells::prepare(double dt_s) {
    if (dt_s == prepared_dt_s_) {
        return;
    }
    prepared_dt_s_ = dt_s;
    rc1_step_ = LowPass{rc1_s_, dt_s};
    rc2_step_ = LowPass{rc2_s_, dt_s};
    for (std::size_t i = 0; i < size(); ++i) {
        thermal_keep_[i] = keep_of(dt_s, heat_capacity_j_per_k_[i] / heat_transfer_w_per_k_[i]);
    }
}

void Cells::advance(std::span<const double> string_current_a, double ambient_degc, double dt_s) {
    prepare(dt_s);
    for (std::size_t string = 0; string < strings_; ++string) {
        mean_source_v_[string] = 0.0;
        mean_resistance_ohm_[string] = 0.0;
    }
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            advance_cell(index(position, string), string, string_current_a[string], ambient_degc,
                         dt_s);
        }
    }
}

void Cells::advance_cell(std::size_t i, std::size_t string, double current, double ambient_degc,
                         double dt_s) {
    const CurveEnd ocv_before = ocv_end(i);
    const CurveEnd entropic_before = entropic_end(i);
    const double r0_before = resistance_now_ohm_[i];
    const double rc1_before = rc1_a_[i];
    const double rc2_before = rc2_a_[i];

    // Charge. What does not arrive while charging is lost as heat.
    const double hours = dt_s / seconds_per_hour;
    const double leak = self_discharge_a_[i] * clamped_share(ocv_before.value / leak_fades_below_v);
    const double lost = current > 0.0 ? (1.0 - coulombic_efficiency_) * current : 0.0;
    const double arriving = current - lost - leak;
    charge_ah_[i] += arriving * hours;

    // RC pairs: their state is the current through the resistor.
    rc1_a_[i] = rc1_step_.end(rc1_before, current);
    rc2_a_[i] = rc2_step_.end(rc2_before, current);
    const double squares = current * current * dt_s +
                           rc1_share_ * rc1_step_.integral_of_square(rc1_before, current, dt_s) +
                           rc2_share_ * rc2_step_.integral_of_square(rc2_before, current, dt_s);

    // Temperature, with the power of the beginning.
    const double power_w = r0_before * squares / dt_s + arriving * entropic_before.value +
                           (lost + leak) * ocv_before.value;
    const double settled_degc = ambient_degc + power_w / heat_transfer_w_per_k_[i];
    temperature_degc_[i] = settled_degc + (temperature_degc_[i] - settled_degc) * thermal_keep_[i];

    settle(i);

    // The ledger takes means over the step. A resistance that drifts takes from, or gives to, the
    // energy that the capacitors of the RC pairs hold.
    const double mean_square =
        0.25 * (rc1_share_ * rc1_s_ * (rc1_before * rc1_before + rc1_a_[i] * rc1_a_[i]) +
                rc2_share_ * rc2_s_ * (rc2_before * rc2_before + rc2_a_[i] * rc2_a_[i]));
    const double r0_after = resistance_now_ohm_[i];
    const double soc_moved = arriving * hours / capacity_ah_[i];
    const double ocv_mean = mean_between(ocv_before, ocv_end(i), soc_moved);
    const double entropic_mean = mean_between(entropic_before, entropic_end(i), soc_moved);
    const double resistance_mean = 0.5 * (r0_before + r0_after);
    const double rc_mean_a = (rc1_share_ * rc1_step_.integral(rc1_before, current, dt_s) +
                              rc2_share_ * rc2_step_.integral(rc2_before, current, dt_s)) /
                             dt_s;
    mean_source_v_[string] += ocv_mean + resistance_mean * rc_mean_a;
    mean_resistance_ohm_[string] += resistance_mean;
    ledger_.joule_heat_j += resistance_mean * squares - (r0_after - r0_before) * mean_square;
    ledger_.entropic_heat_j += arriving * entropic_mean * dt_s;
    ledger_.coulombic_loss_j += lost * ocv_mean * dt_s;
    ledger_.self_discharge_j += leak * ocv_mean * dt_s;
    ledger_.self_discharge_ah += leak * hours;
    ledger_.coulombic_loss_ah += lost * hours;
}

void Cells::fold(std::span<double> source_v, std::span<double> resistance_ohm) const {
    for (std::size_t string = 0; string < strings_; ++string) {
        source_v[string] = 0.0;
        resistance_ohm[string] = 0.0;
    }
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            source_v[string] += source_v_[index(position, string)];
            resistance_ohm[string] += resistance_now_ohm_[index(position, string)];
        }
    }
}

void Cells::fold_ahead(double dt_s, std::span<double> source_v, std::span<double> resistance_ohm) {
    prepare(dt_s);
    // Of a current held for the step, an RC pair sees this much on the mean; of its old one the
    // rest.
    const double rc1_old = rc1_step_.first_s / dt_s;
    const double rc2_old = rc2_step_.first_s / dt_s;
    const double step_share = 1.0 + rc1_share_ * (1.0 - rc1_old) + rc2_share_ * (1.0 - rc2_old);
    const double half_step_ah_per_a = 0.5 * dt_s / seconds_per_hour;
    for (std::size_t string = 0; string < strings_; ++string) {
        source_v[string] = 0.0;
        resistance_ohm[string] = 0.0;
    }
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            const std::size_t i = index(position, string);
            const double old_a =
                rc1_share_ * rc1_old * rc1_a_[i] + rc2_share_ * rc2_old * rc2_a_[i];
            const double slope_ohm = ocv_slope_v_[i] * half_step_ah_per_a / capacity_ah_[i];
            source_v[string] += ocv_now_v_[i] + resistance_now_ohm_[i] * old_a;
            resistance_ohm[string] += resistance_now_ohm_[i] * step_share + slope_ohm;
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

double Cells::stored_energy_j() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < size(); ++i) {
        const double enthalpy_v =
            ocv_v_.integral(soc(i)) - reference_k * entropic_v_per_k_.integral(soc(i)) -
            (ocv_v_.integral(0.0) - reference_k * entropic_v_per_k_.integral(0.0));
        sum += capacity_ah_[i] * seconds_per_hour * enthalpy_v;
        sum += 0.5 * resistance_now_ohm_[i] *
               (rc1_share_ * rc1_s_ * rc1_a_[i] * rc1_a_[i] +
                rc2_share_ * rc2_s_ * rc2_a_[i] * rc2_a_[i]);
    }
    return sum;
}

}  // namespace models
