#pragma once
// A scenario as a plant: bank, BMS, devices, surroundings, and the accounts of charge and energy.

#include "engine/scenario.hpp"
#include "models/ambient.hpp"
#include "models/bank.hpp"
#include "models/bms_host.hpp"
#include "models/bms_supply.hpp"
#include "models/bus.hpp"
#include "models/device.hpp"
#include "models/far_side.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace engine {

namespace step_rule {
struct Stage;
}

/// What a device has moved so far, positive into the bank.
struct Account {
    double charge_as = 0.0;  // ampere-seconds
    double energy_j = 0.0;
    double own_as = 0.0;  // of it what a charger takes for itself, magnitudes
    double own_j = 0.0;
    double cable_j = 0.0;  // of it what a cable of its own turns into heat, a magnitude
    models::MissedEnergy missed;
};

class System {
  public:
    explicit System(const Scenario& scenario);

    /// Names of the devices; number 0 is the BMS itself.
    const std::vector<std::string>& device_names() const { return names_; }
    const std::vector<Account>& accounts() const { return plant_.accounts; }
    /// Everything that came in through the bus, and everything that went out, as magnitudes.
    double charged_as() const { return plant_.charged_as; }
    double discharged_as() const { return plant_.discharged_as; }
    /// Net charge that flowed, and how long it took, while the BMS did not hear every battery.
    double unheard_as() const { return plant_.unheard_as; }
    double unheard_s() const { return plant_.unheard_s; }
    double charged_j() const { return plant_.charged_j; }
    double discharged_j() const { return plant_.discharged_j; }

    const models::Bank& bank() const { return plant_.bank; }
    /// As it was when it was kept.
    const models::Bank& kept_bank() const { return kept_.bank; }
    models::BmsHost& bms() { return bms_; }
    const models::BmsHost& bms() const { return bms_; }
    double bus_voltage_v() const { return plant_.point.voltage_v; }
    double bank_current_a() const { return plant_.point.bank_current_a; }
    /// Of one behind a link: into the bus there; of a lead battery: positive charges it.
    double device_current_a(std::size_t device) const;
    bool is_browned_out(std::size_t device) const;
    /// The link that this device is, with all behind it; nullptr if it is none.
    const models::FarSide* far_side(std::size_t device) const { return links_[device]; }
    /// The link that this device hangs behind.
    std::optional<std::size_t> link_of(std::size_t device) const;
    /// The lead battery that this device is; nullptr if it is none.
    const models::LeadBattery* lead_battery(std::size_t device) const;
    /// What a device behind a link has moved on the bus there, positive into it.
    models::Moved far_account(std::size_t device) const;
    /// What a device would have moved and has not, wherever it hangs.
    models::MissedEnergy missed(std::size_t device) const {
        const auto& place = far_[device];
        return place && place->number ? links_[place->link]->far().accounts().missed[*place->number]
                                      : plant_.accounts[device].missed;
    }
    /// Heat of the cable of a device so far.
    double cable_loss_j(std::size_t device) const {
        constexpr double seconds_per_hour = 3600.0;
        const auto& place = far_[device];
        return place && place->number
                   ? links_[place->link]->far().accounts().cables_wh[*place->number] *
                         seconds_per_hour
                   : plant_.accounts[device].cable_j;
    }
    models::OffReason off_reason(std::size_t device) const {
        return devices_[device]->off_reason();
    }
    bool is_alarming(std::size_t device, SimTime now) const {
        return devices_[device]->is_alarming(now);
    }
    /// It runs, and somebody asks for that.
    bool is_serving(std::size_t device) const { return devices_[device]->is_serving(); }
    /// It is fed and asked, and does not run, though its switch is not open by hand.
    bool misses(std::size_t device) const;
    bool is_off_by_hand(std::size_t device) const { return wired_[device].is_off_by_hand; }
    /// Whether the output that switches it, as the device hears it, lets it run.
    bool is_let_run(std::size_t device) const;

    /// Plant: moves the bank to `now` with every current held since the last call.
    void advance(SimTime now);
    // A step over which the currents follow the voltage, instead of being held.

    /// How much of what is tolerated a plan is off, in its means or at its end. What the strings
    /// are off they even out among each other.
    struct PlanOff {
        double bank, strings;

        double within(double leeway_of_strings) const {
            return std::max(bank, strings / leeway_of_strings);
        }
    };
    /// Plans the way to `then`, with every device staying as it is. Infinitely off when the bus
    /// loses its answer on the way, or finds one.
    PlanOff plan(SimTime then);
    /// Whether the plan begins where a cell decides by its voltage.
    bool begins_steep() const { return plan_.shrinks < 1.0; }
    /// Plant: goes that way. `solve` must follow.
    void follow_plan();
    /// After that: how far from there the currents came out. Where one turns on the way, its cells
    /// answer otherwise than was foreseen.
    PlanOff plan_missed() const;
    /// Whether the bank as a whole has come out elsewhere. Then the plan takes that into account,
    /// and should be followed once more from where it was made.
    bool amend_plan();
    /// How the current of a string has gone over the plan that was followed last.
    models::CurrentRamp followed(std::size_t string) const {
        return {plan_.begin_a[string], plan_.end_a[string], plan_.late_bend_a[string]};
    }
    /// What the strings carry on it at its ends, if it were linear in between.
    std::span<const double> planned_begin_a() const { return plan_.line_begin_a; }
    std::span<const double> planned_end_a() const { return plan_.line_end_a; }
    /// Whether every device stays as it is at this voltage, its switch and the time aside.
    bool devices_would_stay(double voltage_v, SimTime now) const;
    /// What may make news of the present plant, with the levels at which it would, for a device
    /// that stays as it is from `now` on: of the BMS, of the devices, and the weakest cell. Written
    /// over `out`, in an order that stays the same while nothing changes.
    void watched(SimTime now, std::vector<models::Watched>& out) const;
    /// What the batteries' next frames would tell.
    models::BmsHost::Preview preview() const;
    /// So long every string sees its curves as they are, and the surroundings may be averaged.
    double longest_step_s() const;
    /// So long cells that grow older do so at the pace of the mean of its ends, and what they lose
    /// on the way may wait.
    double longest_span_s() const;
    bool is_solved() const { return plant_.point.is_solved; }
    /// Keeps the plant as it is now, to return to.
    void keep();
    void return_to_kept();

    /// Solves the bus anew with the devices as they are.
    void solve();
    /// Measurements: every battery sends a frame. The remote tied to plus follows the bank.
    void measure();
    /// Devices: look at time, voltage and outputs, and the bus is solved until nobody changes any
    /// more. True when one of them did.
    bool update_devices(SimTime now);
    /// The first moment after `now` at which a device may change by itself.
    std::optional<SimTime> next_edge(SimTime now) const;

    /// Another battery stands in the place of one (counted from 0) from `now` on; it was charged or
    /// discharged last as a bank at its state of charge would be.
    void exchange(SimTime now, std::size_t battery, const ExchangeEntry& other);
    /// A power lead of a battery (from 0) is off or on: its string carries nothing, or again.
    void set_connected(SimTime now, std::size_t battery, bool is_connected);
    void wire_remote(const RemoteEntry& remote);
    /// Somebody turns the switch of a device of the scenario, from 0. `update_devices` must follow.
    void operate(std::size_t device, Position position);
    /// The same of a device that is shorted, or no longer; the switch before it sees that.
    void set_shorted(std::size_t device, bool is_shorted);
    /// The same of a link that is asked to close for a start of the engine.
    void assist_start(std::size_t device, SimTime now);

    /// Energy now in the bank, and what it has turned into heat.
    double stored_energy_j() const { return plant_.bank.cells().stored_energy_j(); }
    double initial_energy_j() const { return initial_energy_j_; }
    /// Charge of the whole bank, as its terminals count it.
    double stored_charge_ah() const;
    double initial_charge_ah() const { return initial_charge_ah_; }
    double self_discharge_ah() const;
    double coulombic_loss_ah() const;
    double balancer_ah() const;
    /// What came in with exchanged batteries, less what went.
    double exchanged_ah() const;

  private:
    /// What moves with time.
    struct Plant {
        models::Bank bank;
        SimTime now{0};
        models::BusPoint point;
        std::vector<double> held_a;  // by each device
        std::vector<Account> accounts;
        double charged_as = 0.0, discharged_as = 0.0, charged_j = 0.0, discharged_j = 0.0;
        double unheard_as = 0.0, unheard_s = 0.0;
    };
    /// How a device is wired: the output that switches it, what it makes of that, what feeds it,
    /// and how somebody has left its own switch.
    struct Wired {
        Switch by = Switch::Nothing;
        Hears hears = Hears::Output;
        bool is_on_load = false;
        std::optional<std::size_t> behind{};  // the switch; nothing: on the bank, or on LOAD
        bool is_off_by_hand = false;
        bool is_shorted = false;
    };
    /// Where a device is that lives behind a link.
    struct FarPlace {
        std::size_t link;
        std::optional<std::size_t> number;  // on the bus there; nothing: its lead battery
    };
    struct HeaterAt {
        std::size_t device;
        const models::Device* heater;
    };
    /// What a device takes or gives at the stages of a plan.
    struct Stages {
        double first_a = 0.0, second_a = 0.0, end_a = 0.0;
    };
    struct Plan {
        SimTime then{0};
        models::BusPoint first, second, end;  // the stages
        std::vector<Stages> devices;          // known once it has been followed
        bool is_amended = false;
        // By each string.
        std::vector<double> begin_a, first_a, second_a, end_a;
        std::vector<double> guess_a, mean_a;                        // until a stage
        std::vector<double> late_a;                                 // flows later than it is
        std::vector<double> late_begin_a, late_end_a, late_bend_a;  // what flows
        std::vector<double> line_begin_a, line_end_a;               // with the same mean
        double shrinks = 1.0;  // what strings may be off, of the most
    };

    void add_devices(const Scenario& scenario);
    std::unique_ptr<models::FarSide> far_side_of(const Scenario& scenario, std::size_t number);
    void wire_devices(const Scenario& scenario);
    bool would_be_fed(std::size_t device) const;
    void list_fed();
    models::Sensed sensed() const;
    void warm_bank();
    double voltage_at(std::size_t device, double bus_voltage_v) const;
    double current_at(std::size_t device, const models::BusPoint& point) const;
    double own_draw_a(std::size_t device, bool is_solved) const;
    void shape_plan();
    void account(std::size_t device, const models::BusPoint& begin, double off_v, double dt_s);
    models::TemperatureRamp ambient_on_the_way() const;
    bool look_ahead(const step_rule::Stage& stage, double dt_s, double around_degc,
                    models::BusPoint& point, std::vector<double>& string_a);
    double quickest_soc_per_s() const;  // of the strings
    void find_late(std::span<const double> string_a, double after_s);
    void look_ahead(double dt_s);
    void book(double charge_as, double energy_j);
    void book_unheard(double charge_as, double dt_s);

    Plant plant_;
    Plant kept_;
    Plan plan_;
    models::BmsHost bms_;
    models::Ambient ambient_;
    std::vector<std::unique_ptr<models::Device>> devices_;
    models::BmsSupply* supply_;  // devices_[0]
    std::vector<HeaterAt> heaters_;
    std::vector<models::Device*> sensing_;
    std::vector<std::optional<FarPlace>> far_;
    std::vector<models::FarSide*> links_;  // among devices_, else nullptr
    std::vector<std::string> names_;
    std::vector<Wired> wired_;
    std::vector<std::size_t> order_;  // in which they look: a switch before what hangs behind it;
                                      // without the BMS, which looks last
    std::vector<bool> is_fed_;        // every switch between it and the bank conducts
    std::vector<const models::Device*> fed_;
    RemoteEntry remote_;
    double string_1c_a_;  // one hour's discharge of a string
    double idle_a_;       // a string that carries no more is not charged, nor discharged

    double initial_energy_j_;
    double initial_charge_ah_;
};

}  // namespace engine
