#include "models/bank.hpp"

#include "models/gauss.hpp"
#include "models/select.hpp"

#include <algorithm>

namespace models {

namespace {

/// Of the strings' currents in a step, after a first course. One leaves about a hundredth of what
/// it has moved; less is gained where a string runs through the knee of its curve within the step.
constexpr int most_corrections = 8;
/// Of the power that the strings carry: where a correction moves more, so much of it would be left
/// that the next is due.
constexpr double moves_enough = 1e-5;

}  // namespace

CellParameters cell_of(const BatteryParameters& battery) {
    constexpr double hours_per_30_days = 720.0;
    const double cells = battery.cells;
    return {.capacity_ah = battery.capacity_ah,
            .resistance_ohm = battery.internal_resistance_ohm / cells,
            .self_discharge_a = battery.self_discharge_pct_per_30d / 100.0 * battery.capacity_ah /
                                hours_per_30_days,
            .electronics_a = battery.electronics_a,
            .heat_capacity_j_per_k = battery.heat_capacity_j_per_k / cells,
            .heat_transfer_w_per_k = battery.heat_transfer_w_per_k / cells};
}

Bank::Bank(const BankSetup& setup)
    : in_series_{static_cast<std::size_t>(setup.in_series)},
      cells_per_battery_{static_cast<std::size_t>(setup.battery.cells)},
      cells_{setup.chemistry,
             cell_of(setup.battery),
             in_series_ * cells_per_battery_,
             static_cast<std::size_t>(setup.in_parallel),
             setup.soc,
             setup.temperature_degc,
             setup.hysteresis,
             setup.isa},
      network_{setup.wiring, static_cast<std::size_t>(setup.in_parallel),
               setup.link_resistance_ohm},
      ahead_{network_},
      source_v_(strings()),
      resistance_ohm_(strings()),
      string_current_a_(strings()),
      cell_v_(cells_.size()),
      battery_temperature_degc_(strings() * in_series_),
      is_out_(strings() * in_series_, false),
      node_a_(strings()),
      foreseen_a_(strings()),
      balancer_{setup.battery.balancer},
      cell_holds_j_per_k_{cell_of(setup.battery).heat_capacity_j_per_k},
      cell_gives_w_per_k_{cell_of(setup.battery).heat_transfer_w_per_k} {
    if (setup.enclosure) {
        enclosure_.emplace(*setup.enclosure, setup.temperature_degc);
    }
    vary(setup);
    add_capacities();
    take_temperatures();
    fold();
    cells_.voltages_v(string_current_a_, cell_v_);
}

void Bank::vary(const BankSetup& setup) {
    const bool varies = !setup.cell_spread.is_none() || !setup.battery_spread.is_none();
    const CellParameters meant = cell_of(setup.battery);
    for (std::size_t battery = 0; battery < batteries(); ++battery) {
        const double place =
            batteries() > 1
                ? static_cast<double>(battery) / static_cast<double>(batteries() - 1) - 0.5
                : 0.0;
        for (std::size_t cell = 0; cell < cells_per_battery_; ++cell) {
            const std::size_t i = cell_index(battery, cell);
            if (varies) {
                const VariedCell varied =
                    varied_cell(meant, setup.soc, setup.cell_spread, setup.battery_spread,
                                setup.seed, battery, cell);
                cells_.vary(i, varied.parameters, varied.soc);
            }
            cells_.set_surroundings_offset(i, setup.thermal_gradient_k * place);
        }
    }
}

void Bank::fold() {
    cells_.fold(source_v_, resistance_ohm_);
    network_.fold(source_v_, resistance_ohm_);
}

void Bank::carry(double bank_current_a) {
    bank_current_a_ = bank_current_a;
    network_.divide(bank_current_a, string_current_a_);
    cells_.voltages_v(string_current_a_, cell_v_);
}

void Bank::advance(double ambient_degc, double dt_s) {
    const TemperatureRamp around = around_cells({ambient_degc, ambient_degc}, dt_s);
    share_step(around, dt_s);
    link_loss_j_ += network_.link_loss_w(string_current_a_) * dt_s;
    advance_cells(string_current_a_, string_current_a_, {}, around, ambient_degc, dt_s);
    count_throughput(string_current_a_, string_current_a_, {}, dt_s);
    network_.fold(cells_.mean_source_v(), cells_.mean_resistance_ohm());
    mean_ = network_.bank();
    if (cells_.grow_older()) {
        add_capacities();
    }
    fold();
    carry(bank_current_a_);
}

void Bank::grow_older() {
    if (cells_.grow_older()) {
        add_capacities();
        fold();
        carry(bank_current_a_);
    }
}

// One string has no choice. Several meet at the bus only as well as they are straightened around
// the right currents; what is left between them would be energy from nowhere.
void Bank::share_step(TemperatureRamp around, double dt_s) {
    cells_.fold_ahead(dt_s, string_current_a_, source_v_, resistance_ohm_);
    network_.fold(source_v_, resistance_ohm_);
    network_.divide(bank_current_a_, string_current_a_);
    bool is_off = strings() > 1;
    for (int correction = 0; is_off && correction < most_corrections; ++correction) {
        is_off = correct_shares(around);
    }
}

bool Bank::correct_shares(TemperatureRamp around) {
    cells_.fold_at(string_current_a_, around, resistance_ohm_, source_v_);
    network_.fold(source_v_, resistance_ohm_);
    foreseen_a_ = string_current_a_;
    network_.divide(bank_current_a_, string_current_a_);
    double carried_w = 0.0;
    double moved_w = 0.0;
    for (std::size_t string = 0; string < strings(); ++string) {
        const double size_a = magnitude(string_current_a_[string]);
        const double moved_a = magnitude(string_current_a_[string] - foreseen_a_[string]);
        carried_w += size_a * magnitude(source_v_[string]);
        moved_w += size_a * moved_a * resistance_ohm_[string];
    }
    return moved_w > moves_enough * carried_w;
}

// The cells take the step in surroundings that go straight to where a first course of both bodies
// ends; the inside then goes its own course with the power that came about.
TemperatureRamp Bank::around_cells(TemperatureRamp ambient, double dt_s) const {
    // Heat that comes into a body from outside does to it what warmer surroundings do.
    const double warmer_k = heating_w_ / (static_cast<double>(cells_.size()) * cell_gives_w_per_k_);
    if (!enclosure_) {
        return ambient.warmer_by(warmer_k);
    }
    return TemperatureRamp{
        enclosure_->inside_degc(),
        enclosure_->end_degc(heat_source(power_w_ + heating_w_), ambient.mean_degc(), dt_s)}
        .warmer_by(warmer_k);
}

void Bank::advance_cells(std::span<const double> begin_a, std::span<const double> end_a,
                         std::span<const double> bend_a, TemperatureRamp around,
                         double ambient_degc, double dt_s) {
    if (!enclosure_) {
        cells_.follow(begin_a, end_a, bend_a, around, dt_s);
        take_temperatures();
        return;
    }
    HeatSource source = heat_source(power_w_);
    cells_.follow(begin_a, end_a, bend_a, around, dt_s);
    take_temperatures();
    const double kept_j = (cells_mean_degc() - source.temperature_degc) * source.holds_j_per_k;
    power_w_ = (cells_.heat_given_j() + kept_j) / dt_s;
    source.power_w = power_w_ + heating_w_;
    enclosure_->advance(source, ambient_degc, dt_s);
}

void Bank::take_temperatures() {
    for (std::size_t battery = 0; battery < batteries(); ++battery) {
        const auto [first, next, end] = cells_of(battery);
        double sum = 0.0;
        for (std::size_t i = first; i < end; i += next) {
            sum += cells_.temperature_degc(i);
        }
        battery_temperature_degc_[battery] = sum / static_cast<double>(cells_per_battery_);
    }
}

void Bank::count_throughput(std::span<const double> begin_a, std::span<const double> end_a,
                            std::span<const double> bend_a, double dt_s) {
    for (std::size_t string = 0; string < strings(); ++string) {
        const CurrentRamp current{begin_a[string], end_a[string],
                                  bend_a.empty() ? 0.0 : bend_a[string]};
        string_throughput_as_ += current.mean_magnitude() * dt_s;
        string_throughput_j_ += magnitude(cells_.string_energy_j()[string]);
    }
}

HeatSource Bank::heat_source(double power_w) const {
    const auto n = static_cast<double>(cells_.size());
    return {.holds_j_per_k = n * cell_holds_j_per_k_,
            .gives_w_per_k = n * cell_gives_w_per_k_,
            .temperature_degc = cells_mean_degc(),
            .power_w = power_w};
}

double Bank::cells_mean_degc() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        sum += cells_.temperature_degc(i);
    }
    return sum / static_cast<double>(cells_.size());
}

template <class Switch>
bool Bank::look_at_balancers(Switch act) const {
    // Far from full, as most of the time, nobody is bled and nobody will be.
    const bool is_far_from_full = range_of(cell_v_).highest < held_down_to_v(balancer_);
    if (balancer_.bleeds_a <= 0.0 ||
        (is_far_from_full && range_of(cells_.bleeds_a()).highest <= 0.0)) {
        return false;
    }
    bool would_switch = false;
    for (std::size_t battery = 0; battery < batteries(); ++battery) {
        const auto [first, next, end] = cells_of(battery);
        double lowest_v = cell_v_[first];
        for (std::size_t i = first + next; i < end; i += next) {
            lowest_v = std::min(lowest_v, cell_v_[i]);
        }
        for (std::size_t i = first; i < end; i += next) {
            const bool was_bled = cells_.bleed_a(i) > 0.0;
            const bool is = is_bled(balancer_, cell_v_[i], lowest_v, was_bled);
            if (is != was_bled) {
                act(i, is);
                would_switch = true;
            }
        }
    }
    return would_switch;
}

bool Bank::balancers_would_switch() const {
    return look_at_balancers([](std::size_t /*cell*/, bool /*is_bled*/) {});
}

void Bank::balance() {
    const bool has_changed = look_at_balancers([this](std::size_t cell, bool is_bled) {
        cells_.set_bleed(cell, is_bled ? balancer_.bleeds_a : 0.0);
    });
    if (has_changed) {
        fold();
        carry(bank_current_a_);
    }
}

void Bank::set_connected(std::size_t battery, bool is_connected) {
    is_out_[battery] = !is_connected;
    const std::size_t string = battery / in_series_;
    const auto first = is_out_.begin() + static_cast<std::ptrdiff_t>(string * in_series_);
    const auto end = first + static_cast<std::ptrdiff_t>(in_series_);
    const bool is_whole = std::find(first, end, true) == end;
    network_.set_connected(string, is_whole);
    ahead_.set_connected(string, is_whole);
    fold();
    carry(bank_current_a_);
}

const Thevenin& Bank::look_ahead(double dt_s, const CoursesAhead& ahead, double ambient_degc) {
    cells_.fold_end(dt_s, ahead, surroundings_degc(ambient_degc), source_v_, resistance_ohm_);
    ahead_.fold(source_v_, resistance_ohm_);
    return ahead_.bank();
}

double Bank::follow(std::span<const double> begin_a, std::span<const double> end_a,
                    std::span<const double> bend_a, TemperatureRamp ambient, double dt_s) {
    // A square in the currents, which are parabolas: the rule is exact.
    double loss_w = 0.0;
    for (std::size_t node = 0; node < gauss_5<double>.nodes; ++node) {
        for (std::size_t string = 0; string < strings(); ++string) {
            const CurrentRamp current{begin_a[string], end_a[string],
                                      bend_a.empty() ? 0.0 : bend_a[string]};
            node_a_[string] = current.at(gauss_5<double>.at[node]);
        }
        loss_w += gauss_5<double>.weight[node] * network_.link_loss_w(node_a_);
    }
    const double loss_j = loss_w * dt_s;
    link_loss_j_ += loss_j;
    advance_cells(begin_a, end_a, bend_a, around_cells(ambient, dt_s), ambient.mean_degc(), dt_s);
    count_throughput(begin_a, end_a, bend_a, dt_s);
    network_.fold(cells_.mean_source_v(), cells_.mean_resistance_ohm());
    mean_ = network_.bank();
    fold();
    double energy_j = loss_j;
    for (const double into_string_j : cells_.string_energy_j()) {
        energy_j += into_string_j;
    }
    return energy_j;
}

void Bank::exchange(std::size_t battery, const BatteryParameters& other, double soc,
                    double hysteresis) {
    const CellParameters cell = cell_of(other);
    for (std::size_t i = 0; i < cells_per_battery_; ++i) {
        cells_.exchange(cell_index(battery, i), cell, soc, hysteresis);
    }
    add_capacities();
    fold();
    carry(bank_current_a_);
}

double Bank::battery_voltage_v(std::size_t battery) const {
    const auto [first, next, end] = cells_of(battery);
    double sum = 0.0;
    for (std::size_t i = first; i < end; i += next) {
        sum += cell_v_[i];
    }
    return sum;
}

double Bank::battery_soc(std::size_t battery) const {
    const auto [first, next, end] = cells_of(battery);
    double sum = 0.0;
    for (std::size_t i = first; i < end; i += next) {
        sum += cells_.soc(i);
    }
    return sum / static_cast<double>(cells_per_battery_);
}

double Bank::soc() const {
    return cells_.stored_charge_ah() / (capacity_ah() * static_cast<double>(cells_.positions()));
}

void Bank::add_capacities() {
    double sum_ah = 0.0;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        sum_ah += cells_.capacity_ah(i);
    }
    capacity_ah_ = sum_ah / static_cast<double>(cells_.positions());
}

Bank::Weakest Bank::weakest_cell() const {
    Weakest weakest{.battery = 0, .cell = 0, .soc = cells_.soc(cell_index(0, 0))};
    for (std::size_t battery = 0; battery < batteries(); ++battery) {
        const auto [first, next, end] = cells_of(battery);
        for (std::size_t i = first; i < end; i += next) {
            const double soc = cells_.soc(i);
            if (soc < weakest.soc) {
                weakest = {.battery = battery, .cell = (i - first) / next, .soc = soc};
            }
        }
    }
    return weakest;
}

}  // namespace models
