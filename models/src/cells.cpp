#include "models/cells.hpp"

#include "cell_arithmetic.hpp"
#include "cell_kernel.hpp"

#include <algorithm>

namespace models {

namespace {

std::size_t whole_registers(std::size_t cells) {
    constexpr std::size_t lanes = CellLedgerLanes::lanes;
    return (cells + lanes - 1) / lanes * lanes;
}

}  // namespace

Cells::Cells(const Chemistry& chemistry, const CellParameters& cell, std::size_t positions,
             std::size_t strings, double soc, double temperature_degc, double hysteresis, Isa isa)
    : curves_{chemistry},
      ratios_{chemistry},
      positions_{positions},
      strings_{strings},
      law_{chemistry, cell},
      kernel_{&kernel_of(isa)},
      step_{law_, 1.0},
      ages_{chemistry.ageing, positions * strings} {
    const std::size_t n = whole_registers(size());
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
                          &current_a_,
                          &end_current_a_,
                          &bend_a_,
                          &late_a_,
                          &step_source_v_,
                          &step_resistance_ohm_,
                          &step_energy_j_,
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
    left_.resize(n / CellLedgerLanes::lanes);
    temperature_degc_.assign(n, temperature_degc);
    for (std::size_t i = 0; i < n; ++i) {
        set(i, cell, soc, hysteresis);
    }
}

CellColumns Cells::columns() {
    return {.self_discharge_a = self_discharge_a_.data(),
            .electronics_a = electronics_a_.data(),
            .capacity_ah = capacity_ah_.data(),
            .per_ah = per_ah_.data(),
            .resistance_ohm = resistance_ohm_.data(),
            .surroundings_offset_k = surroundings_offset_k_.data(),
            .bleed_a = bleed_a_.data(),
            .charge_ah = charge_ah_.data(),
            .rc1_a = rc1_a_.data(),
            .rc2_a = rc2_a_.data(),
            .hysteresis = hysteresis_.data(),
            .relaxing = relaxing_.data(),
            .temperature_degc = temperature_degc_.data(),
            .ocv_v = ocv_v_.data(),
            .ocv_slope_v = ocv_slope_v_.data(),
            .ocv_area_v = ocv_area_v_.data(),
            .entropic_v_per_k = entropic_v_per_k_.data(),
            .entropic_slope_v_per_k = entropic_slope_v_per_k_.data(),
            .entropic_area_v_per_k = entropic_area_v_per_k_.data(),
            .resistance_ratio = resistance_ratio_.data(),
            .resistance_ratio_slope_per_k = resistance_ratio_slope_per_k_.data(),
            .hysteresis_ratio = hysteresis_ratio_.data(),
            .hysteresis_ratio_slope_per_k = hysteresis_ratio_slope_per_k_.data(),
            .r0_ohm = r0_ohm_.data(),
            .r1_ohm = r1_ohm_.data(),
            .r2_ohm = r2_ohm_.data(),
            .gap_v = gap_v_.data(),
            .relaxing_v = relaxing_v_.data(),
            .source_v = source_v_.data(),
            .leak_a = leak_a_.data(),
            .current_a = current_a_.data(),
            .end_current_a = end_current_a_.data(),
            .bend_a = bend_a_.data(),
            .late_a = late_a_.data(),
            .step_source_v = step_source_v_.data(),
            .step_resistance_ohm = step_resistance_ohm_.data(),
            .step_energy_j = step_energy_j_.data()};
}

SharedByCells Cells::shared(const CellStep& step) const {
    return {.law = law_, .step = step, .curves = curves_.rows(), .ratios = ratios_.rows()};
}

void Cells::set(std::size_t i, const CellParameters& parameters, double soc, double hysteresis) {
    new_capacity_ah_[i] = capacity_ah_[i] = parameters.capacity_ah;
    per_ah_[i] = 1.0 / parameters.capacity_ah;
    new_resistance_ohm_[i] = resistance_ohm_[i] = parameters.resistance_ohm;
    self_discharge_a_[i] = parameters.self_discharge_a;
    electronics_a_[i] = parameters.electronics_a;
    charge_ah_[i] = soc * parameters.capacity_ah;
    hysteresis_[i] = hysteresis;
    rc1_a_[i] = rc2_a_[i] = relaxing_[i] = bleed_a_[i] = 0.0;
    settle(i, soc);
    span_soc_[i] = day_low_[i] = day_high_[i] = soc;
    span_degc_[i] = temperature_degc_[i];
    last_depth_[i] = 0.0;
}

void Cells::put(std::size_t i, const CellParameters& parameters, double soc, double hysteresis) {
    set(i, parameters, soc, hysteresis);
    ages_.renew(i);
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

double Cells::above_reference(std::size_t i) const {
    return temperature_degc_[i] - reference_degc;
}

double Cells::open_circuit_v(std::size_t i) const {
    return ocv_v_[i] + above_reference(i) * entropic_v_per_k_[i] + gap_v_[i] * hysteresis_[i] +
           relaxing_v_[i] * relaxing_[i];
}

void Cells::settle(std::size_t i, double soc) {
    const CellColumns all = columns();
    CellOf<double> cell = CellOf<double>::at(all, i);
    cell.settle(law_, ratios_.rows(), curves_.at(soc));
    cell.put(all, i);
}

void Cells::prepare(double dt_s) {
    if (dt_s != step_.dt_s) {
        step_ = CellStep{law_, dt_s};
    }
}

void Cells::spread_over_cells(std::span<const double> string_current_a,
                              std::vector<double>& over_cells_a) {
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            const std::size_t i = index(position, string);
            over_cells_a[i] = string_current_a[string] - bleed_a_[i];
        }
    }
}

void Cells::repeat_along_strings(std::vector<double>& over_cells) const {
    for (std::size_t position = 1; position < positions_; ++position) {
        std::copy_n(over_cells.begin(), strings_,
                    over_cells.begin() + static_cast<std::ptrdiff_t>(index(position, 0)));
    }
}

void Cells::add_along_strings(const std::vector<double>& of_cells, std::span<double> sums) const {
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            sums[string] += of_cells[index(position, string)];
        }
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
    spread_over_cells(string_current_a, current_a_);
    kernel_->fold_ahead(columns(), shared(step_), size());
    add_fold_along_strings(source_v, resistance_ohm);
}

void Cells::fold_end(double dt_s, const CoursesAhead& ahead, double surroundings_degc,
                     std::span<double> source_v, std::span<double> resistance_ohm) {
    prepare(dt_s);
    spread_over_cells(ahead.begin_a, current_a_);
    spread_over_cells(ahead.end_a, end_current_a_);
    for (std::size_t string = 0; string < strings_; ++string) {
        bend_a_[string] =
            1.5 * ahead.mean_a[string] - 0.75 * (ahead.begin_a[string] + ahead.end_a[string]);
        late_a_[string] = ahead.late_a.empty() ? 0.0 : ahead.late_a[string];
    }
    repeat_along_strings(bend_a_);
    repeat_along_strings(late_a_);
    kernel_->fold_end(columns(), shared(step_), ahead.answers, surroundings_degc, size());
    add_fold_along_strings(source_v, resistance_ohm);
}

void Cells::add_fold_along_strings(std::span<double> source_v,
                                   std::span<double> resistance_ohm) const {
    std::fill(source_v.begin(), source_v.end(), 0.0);
    std::fill(resistance_ohm.begin(), resistance_ohm.end(), 0.0);
    add_along_strings(step_source_v_, source_v);
    add_along_strings(step_resistance_ohm_, resistance_ohm);
}

void Cells::fold_at(std::span<const double> string_current_a, TemperatureRamp surroundings,
                    std::span<const double> resistance_ohm, std::span<double> source_v) {
    spread_over_cells(string_current_a, current_a_);
    if (kernel_->mean_voltage(columns(), shared(step_), surroundings, size())) {
        for (std::size_t i = 0; i < size(); ++i) {
            step_source_v_[i] = mean_voltage_v(i, surroundings);
        }
    }
    for (std::size_t string = 0; string < strings_; ++string) {
        source_v[string] = -resistance_ohm[string] * string_current_a[string];
    }
    add_along_strings(step_source_v_, source_v);
}

CellLedger Cells::ledger() const {
    const auto sum = [&](LedgerEntry entry) { return sum_of_lanes(ledger_lanes_.sums[entry]); };
    CellLedger ledger = ledger_;
    ledger.joule_heat_j += sum(JouleHeatJ);
    ledger.hysteresis_heat_j += sum(HysteresisHeatJ);
    ledger.entropic_heat_j += sum(EntropicHeatJ);
    ledger.coulombic_loss_j += sum(CoulombicLossJ);
    ledger.self_discharge_j += sum(SelfDischargeJ);
    ledger.balancer_heat_j += sum(BalancerHeatJ);
    ledger.self_discharge_ah += sum(SelfDischargeAh);
    ledger.coulombic_loss_ah += sum(CoulombicLossAh);
    ledger.balancer_ah += sum(BalancerAh);
    return ledger;
}

double Cells::stored_charge_ah() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < size(); ++i) {
        sum += charge_ah_[i];
    }
    return sum;
}

double Cells::stored_energy_j(std::size_t i) const {
    const double enthalpy_v = ocv_area_v_[i] - reference_k * entropic_area_v_per_k_[i];
    const double rc2_square_a2 =
        law_.saturates()
            ? Saturation{law_.rc2_saturates_at_c * capacity_ah_[i]}.twice_integral(rc2_a_[i])
            : rc2_a_[i] * rc2_a_[i];
    const double capacitors_as_v =
        r1_ohm_[i] * law_.rc1_s * rc1_a_[i] * rc1_a_[i] + r2_ohm_[i] * law_.rc2_s * rc2_square_a2;
    const double hystereses =
        gap_v_[i] * law_.hysteresis_as_per_ah * hysteresis_[i] * hysteresis_[i] +
        relaxing_v_[i] * law_.relaxing_as_per_ah * relaxing_[i] * relaxing_[i];
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
