#pragma once
// A bank of equal batteries: strings in parallel, batteries in series, cells inside.

#include "models/balancer.hpp"
#include "models/bank_network.hpp"
#include "models/cells.hpp"
#include "models/enclosure.hpp"
#include "models/range.hpp"
#include "models/spread.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace models {

/// One battery as its maker describes it (manual §4.1, data sheet).
struct BatteryParameters {
    int cells = 4;
    double nominal_voltage_v = 12.8;
    double capacity_ah = 0.0;
    double internal_resistance_ohm = 0.0;     // at 50 % and 25 °C
    double self_discharge_pct_per_30d = 0.0;  // of nominal capacity, unseen by its own monitor
    double electronics_a = 0.0;               // drawn by its own electronics, unseen as well
    BalancerParameters balancer{};
    double heat_capacity_j_per_k = 1.0;
    double heat_transfer_w_per_k = 1.0;
    double discharge_continuous_a = 0.0;
    double discharge_pulse_a = 0.0;
    double charge_continuous_a = 0.0;
    double charge_pulse_a = 0.0;
    double pulse_s = 10.0;
    double discharge_recommended_c = 0.5;
    double charge_recommended_c = 0.3;
    double charge_coldest_degc = 5.0;
    double charge_warmest_degc = 50.0;
    double discharge_coldest_degc = -20.0;
    double discharge_warmest_degc = 50.0;
    double current_resolution_a = 0.01;  // of its own measurement (D-14)
    double voltage_resolution_v = 0.001;
    double temperature_resolution_degc = 0.1;
    double firmware_version = 1.0;  // 1.05 is v1.05; two decimals
};

struct BankSetup {
    Chemistry chemistry;
    BatteryParameters battery;
    int in_series = 1;
    int in_parallel = 1;
    Wiring wiring = Wiring::Busbar;
    double link_resistance_ohm = 0.0;
    double soc = 0.5;
    double hysteresis = -1.0;  // +1: charged last, -1: discharged last
    double temperature_degc = 25.0;
    Spread cell_spread{};     // between the cells of a battery
    Spread battery_spread{};  // between batteries, the same for all cells of one
    std::uint64_t seed = 1;   // of both
    /// How much warmer the surroundings are at the last battery of the chain than at the first.
    double thermal_gradient_k = 0.0;
    std::optional<EnclosureParameters> enclosure{};  // nothing: ambient air around every battery
    Isa isa = fastest_isa();                         // changes nothing but the speed
};

/// The parameters of one of the battery's cells.
CellParameters cell_of(const BatteryParameters& battery);

/// Positive current charges. Battery b is number b % in_series of string b / in_series: the chain
/// runs string by string (D-24).
class Bank {
  public:
    explicit Bank(const BankSetup& setup);

    /// The bank as the bus sees it now.
    const Thevenin& thevenin() const { return network_.bank(); }
    double voltage_v(double bank_current_a) const {
        return thevenin().open_circuit_v + thevenin().resistance_ohm * bank_current_a;
    }

    /// The mean over the last step of `voltage_v`, with the bank's current held as it was.
    double mean_voltage_v(double bank_current_a) const {
        return mean_.open_circuit_v + mean_.resistance_ohm * bank_current_a;
    }

    /// Divides the bank's current over the strings as they are now: what the batteries measure,
    /// with the voltages of their cells.
    void carry(double bank_current_a);
    /// Advances with the bank's current held. Each string carries the mean that it has over the
    /// step, for the strings share it anew while their voltages move. Cells that an hour has made
    /// older are so at the end.
    void advance(double ambient_degc, double dt_s);

    /// How the strings as they are now would divide so much more of the bank's current.
    void divide_more(double more_a, std::span<double> string_current_a) const {
        network_.divide_more(more_a, string_current_a);
    }

    /// The bank as the bus will see it `dt_s` from now, if until then the strings' currents go as
    /// `ahead` says, from what `carry` has given them.
    const Thevenin& look_ahead(double dt_s, const CoursesAhead& ahead, double ambient_degc);
    /// The same along straight lines.
    const Thevenin& look_ahead(double dt_s, double ambient_degc) {
        return look_ahead(dt_s, {string_current_a_, string_current_a_, string_current_a_, 0.5},
                          ambient_degc);
    }
    /// Divides the bank's current over the strings as they were looked ahead to.
    void divide_ahead(double bank_current_a, std::span<double> string_current_a) const {
        ahead_.divide(bank_current_a, string_current_a);
    }
    /// Advances with the current of each string from begin to end, in the middle `bend_a` off the
    /// straight line (without any entry none is), and what is around them linear; `carry` must
    /// follow. An enclosure takes the mean of its surroundings. Returns the energy that went in at
    /// the bus.
    double follow(std::span<const double> begin_a, std::span<const double> end_a,
                  std::span<const double> bend_a, TemperatureRamp ambient, double dt_s);
    double follow(std::span<const double> begin_a, std::span<const double> end_a,
                  TemperatureRamp ambient, double dt_s) {
        return follow(begin_a, end_a, {}, ambient, dt_s);
    }
    /// After `follow`: cells that an hour has made older are so now.
    void grow_older();
    /// Heat from outside that goes into all cells alike from now on, 0 or more.
    void set_heating_w(double heating_w) { heating_w_ = heating_w; }
    bool has_enclosure() const { return enclosure_.has_value(); }

    /// Another battery with as many cells of the same chemistry is put in one's place (0 …
    /// batteries
    /// - 1), all its cells at `soc` (0 … 1); `hysteresis` as in `BankSetup`.
    void exchange(std::size_t battery, const BatteryParameters& other, double soc,
                  double hysteresis);

    /// Every battery's balancer looks at its cells as they are now.
    void balance();
    /// Whether one of them would begin or end to bleed a cell.
    bool balancers_would_switch() const;

    /// A battery is taken out of the circuit, or put back: as long as one of a string is out, its
    /// cells stay, and carry nothing.
    void set_connected(std::size_t battery, bool is_connected);
    bool carries(std::size_t string) const { return network_.is_connected(string); }

    std::size_t batteries() const { return strings() * in_series_; }
    std::size_t strings() const { return cells_.strings(); }
    std::size_t in_series() const { return in_series_; }
    std::size_t cells_per_battery() const { return cells_per_battery_; }
    const Cells& cells() const { return cells_; }
    std::span<const double> string_currents_a() const { return string_current_a_; }

    /// Index into `cells()` of one cell of one battery.
    std::size_t cell_index(std::size_t battery, std::size_t cell) const {
        return cells_.index((battery % in_series_) * cells_per_battery_ + cell,
                            battery / in_series_);
    }
    /// Indices into `cells()` of all cells of one battery: `next` apart, from `first` on.
    struct CellsOfBattery {
        std::size_t first, next, end;
    };
    CellsOfBattery cells_of(std::size_t battery) const {
        const std::size_t first = cell_index(battery, 0);
        return {first, strings(), first + cells_per_battery_ * strings()};
    }
    double battery_current_a(std::size_t battery) const {
        return string_current_a_[battery / in_series_];
    }
    /// Of all cells, by their index.
    std::span<const double> cell_voltages_v() const { return cell_v_; }
    double cell_voltage_v(std::size_t battery, std::size_t cell) const {
        return cell_v_[cell_index(battery, cell)];
    }
    double battery_voltage_v(std::size_t battery) const;
    /// The mean of its cells.
    double battery_temperature_degc(std::size_t battery) const {
        return battery_temperature_degc_[battery];
    }
    std::span<const double> battery_temperatures_degc() const { return battery_temperature_degc_; }
    double coldest_battery_degc() const { return range_of(battery_temperature_degc_).lowest; }
    double battery_soc(std::size_t battery) const;  // the mean of its cells

    /// Charge above empty over charge when full, of the whole bank; below 0 when over-discharged.
    double soc() const;
    /// Of the whole bank at its bus, as its cells have aged.
    double capacity_ah() const { return capacity_ah_; }
    /// What surrounds the batteries, without their own gradient.
    double surroundings_degc(double ambient_degc) const {
        return enclosure_ ? enclosure_->inside_degc() : ambient_degc;
    }
    /// Cell with the lowest true state of charge, and that state.
    struct Weakest {
        std::size_t battery;
        std::size_t cell;
        double soc;
    };
    Weakest weakest_cell() const;
    /// Whether its true state of charge is negative.
    bool has_cell_below_empty() const { return range_of(cells_.charges_ah()).lowest < 0.0; }

    double link_loss_j() const { return link_loss_j_; }
    /// Energy and charge that went in and out of the strings, as magnitudes: with equal strings
    /// what went through the bus, else what they give each other besides.
    double string_throughput_j() const { return string_throughput_j_; }
    double string_throughput_as() const { return string_throughput_as_; }

  private:
    void fold();
    void vary(const BankSetup& setup);
    void add_capacities();
    /// Divides the bank's current over the strings as they share it on the mean of a step.
    void share_step(TemperatureRamp around, double dt_s);
    /// From the shares so far to better ones. True if so much has moved that what is left may
    /// matter.
    bool correct_shares(TemperatureRamp around);
    /// What the cells see over a step from here.
    TemperatureRamp around_cells(TemperatureRamp ambient, double dt_s) const;
    void take_temperatures();
    void advance_cells(std::span<const double> begin_a, std::span<const double> end_a,
                       std::span<const double> bend_a, TemperatureRamp around, double ambient_degc,
                       double dt_s);
    /// What went through the strings over a step that the cells have taken.
    void count_throughput(std::span<const double> begin_a, std::span<const double> end_a,
                          std::span<const double> bend_a, double dt_s);
    /// Calls `act(cell, is_bled)` for every cell whose balancer changes its mind; true when one
    /// did.
    template <class Switch>
    bool look_at_balancers(Switch act) const;
    HeatSource heat_source(double power_w) const;
    double cells_mean_degc() const;

    std::size_t in_series_;
    std::size_t cells_per_battery_;
    Cells cells_;
    BankNetwork network_;
    BankNetwork ahead_;  // what was looked ahead to
    Thevenin mean_;      // over the last step
    std::vector<double> source_v_, resistance_ohm_, string_current_a_;
    std::vector<double> cell_v_, battery_temperature_degc_;  // asked for many times in a step
    std::vector<bool> is_out_;                               // of the circuit, per battery
    std::vector<double> node_a_;                             // somewhere on the way
    std::vector<double> foreseen_a_;                         // before a correction
    double bank_current_a_ = 0.0;
    double capacity_ah_ = 0.0;  // asked for many times in an hour
    double link_loss_j_ = 0.0;
    double string_throughput_j_ = 0.0;
    double string_throughput_as_ = 0.0;
    BalancerParameters balancer_;
    double cell_holds_j_per_k_, cell_gives_w_per_k_;
    std::optional<Enclosure> enclosure_;
    double power_w_ = 0.0;  // of all cells, over the last step
    double heating_w_ = 0.0;
};

}  // namespace models
