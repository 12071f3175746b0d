#include "models/bank.hpp"

namespace models {

CellParameters cell_of(const BatteryParameters& battery) {
    constexpr double hours_per_30_days = 720.0;
    const double cells = battery.cells;
    return {.capacity_ah = battery.capacity_ah,
            .resistance_ohm = battery.internal_resistance_ohm / cells,
            .self_discharge_a = battery.self_discharge_pct_per_30d / 100.0 * battery.capacity_ah /
                                hours_per_30_days,
            .heat_capacity_j_per_k = battery.heat_capacity_j_per_k / cells,
            .heat_transfer_w_per_k = battery.heat_transfer_w_per_k / cells};
}

Bank::Bank(const BankSetup& setup)
    : in_series_{static_cast<std::size_t>(setup.in_series)},
      cells_per_battery_{static_cast<std::size_t>(setup.battery.cells)},
      capacity_ah_{setup.battery.capacity_ah * setup.in_parallel},
      cells_{setup.chemistry,
             cell_of(setup.battery),
             in_series_ * cells_per_battery_,
             static_cast<std::size_t>(setup.in_parallel),
             setup.soc,
             setup.temperature_degc,
             setup.hysteresis},
      network_{setup.wiring, static_cast<std::size_t>(setup.in_parallel),
               setup.link_resistance_ohm},
      source_v_(strings()),
      resistance_ohm_(strings()),
      string_current_a_(strings()) {
    fold();
}

void Bank::fold() {
    cells_.fold(source_v_, resistance_ohm_);
    network_.fold(source_v_, resistance_ohm_);
}

void Bank::carry(double bank_current_a) {
    bank_current_a_ = bank_current_a;
    network_.divide(bank_current_a, string_current_a_);
}

void Bank::advance(double ambient_degc, double dt_s) {
    cells_.fold_ahead(dt_s, string_current_a_, source_v_, resistance_ohm_);
    network_.fold(source_v_, resistance_ohm_);
    network_.divide(bank_current_a_, string_current_a_);
    link_loss_j_ += network_.link_loss_w(string_current_a_) * dt_s;
    cells_.advance(string_current_a_, ambient_degc, dt_s);
    network_.fold(cells_.mean_source_v(), cells_.mean_resistance_ohm());
    mean_ = network_.bank();
    fold();
    network_.divide(bank_current_a_, string_current_a_);
}

void Bank::exchange(std::size_t battery, const BatteryParameters& other, double soc,
                    double hysteresis) {
    const CellParameters cell = cell_of(other);
    for (std::size_t i = 0; i < cells_per_battery_; ++i) {
        cells_.exchange(cell_index(battery, i), cell, soc, hysteresis);
    }
    double sum_ah = 0.0;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        sum_ah += cells_.capacity_ah(i);
    }
    capacity_ah_ = sum_ah / static_cast<double>(cells_.positions());
    fold();
    carry(bank_current_a_);
}

double Bank::battery_voltage_v(std::size_t battery) const {
    double sum = 0.0;
    for (std::size_t cell = 0; cell < cells_per_battery_; ++cell) {
        sum += cell_voltage_v(battery, cell);
    }
    return sum;
}

double Bank::battery_temperature_degc(std::size_t battery) const {
    double sum = 0.0;
    for (std::size_t cell = 0; cell < cells_per_battery_; ++cell) {
        sum += cells_.temperature_degc(cell_index(battery, cell));
    }
    return sum / static_cast<double>(cells_per_battery_);
}

double Bank::battery_soc(std::size_t battery) const {
    double sum = 0.0;
    for (std::size_t cell = 0; cell < cells_per_battery_; ++cell) {
        sum += cells_.soc(cell_index(battery, cell));
    }
    return sum / static_cast<double>(cells_per_battery_);
}

double Bank::soc() const {
    return cells_.stored_charge_ah() / (capacity_ah_ * static_cast<double>(cells_.positions()));
}

Bank::Weakest Bank::weakest_cell() const {
    Weakest weakest{.battery = 0, .cell = 0, .soc = cells_.soc(cell_index(0, 0))};
    for (std::size_t battery = 0; battery < batteries(); ++battery) {
        for (std::size_t cell = 0; cell < cells_per_battery_; ++cell) {
            const double soc = cells_.soc(cell_index(battery, cell));
            if (soc < weakest.soc) {
                weakest = {.battery = battery, .cell = cell, .soc = soc};
            }
        }
    }
    return weakest;
}

}  // namespace models
