#pragma once
// A scenario as a plant: bank, BMS, devices, surroundings, and the accounts of charge and energy.

#include "engine/scenario.hpp"
#include "models/ambient.hpp"
#include "models/bank.hpp"
#include "models/bms_host.hpp"
#include "models/bms_supply.hpp"
#include "models/bus.hpp"
#include "models/device.hpp"

#include <memory>
#include <string>
#include <vector>

namespace engine {

/// The air around the bank and all that stands beside it.
models::Ambient ambient_of(const Scenario& scenario);

/// What a device has moved so far, positive into the bank.
struct Account {
    double charge_as = 0.0;  // ampere-seconds
    double energy_j = 0.0;
};

class System {
  public:
    explicit System(const Scenario& scenario);

    /// Names of the devices; number 0 is the BMS itself.
    const std::vector<std::string>& device_names() const { return names_; }
    const std::vector<Account>& accounts() const { return accounts_; }
    /// Everything that came in through the bus, and everything that went out, as magnitudes.
    double charged_as() const { return charged_as_; }
    double discharged_as() const { return discharged_as_; }
    double charged_j() const { return charged_j_; }
    double discharged_j() const { return discharged_j_; }

    const models::Bank& bank() const { return bank_; }
    models::BmsHost& bms() { return bms_; }
    const models::BmsHost& bms() const { return bms_; }
    double bus_voltage_v() const { return point_.voltage_v; }
    double bank_current_a() const { return point_.bank_current_a; }
    double device_current_a(std::size_t device) const { return held_a_[device]; }
    bool is_browned_out(std::size_t device) const { return devices_[device]->is_browned_out(); }

    /// Plant: moves the bank to `now` with every current held since the last call.
    void advance(SimTime now);
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

    /// Energy now in the bank, and what it has turned into heat.
    double stored_energy_j() const { return bank_.cells().stored_energy_j(); }
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
    bool is_switched_on(std::size_t device) const;

    models::Bank bank_;
    models::BmsHost bms_;
    models::Ambient ambient_;
    std::vector<std::unique_ptr<models::Device>> devices_;
    models::BmsSupply* supply_;  // devices_[0]
    std::vector<std::string> names_;
    std::vector<Connection> connections_;
    std::vector<Switch> switches_;
    RemoteEntry remote_;

    SimTime now_{0};
    models::BusPoint point_;
    std::vector<double> held_a_;
    std::vector<Account> accounts_;
    double charged_as_ = 0.0, discharged_as_ = 0.0, charged_j_ = 0.0, discharged_j_ = 0.0;
    double initial_energy_j_;
    double initial_charge_ah_;
};

}  // namespace engine
