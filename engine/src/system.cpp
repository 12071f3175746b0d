#include "engine/system.hpp"

#include "engine/bank_builder.hpp"
#include "engine/device_builder.hpp"

#include <algorithm>

namespace engine {

namespace {

constexpr double percent = 0.01;
constexpr std::size_t own = 1;  // device 0 is the BMS itself

models::SupplyDraw draw_of(bms::SupplyState state) {
    switch (state) {
        case bms::SupplyState::LowCell:
            return models::SupplyDraw::LowCell;
        case bms::SupplyState::RemoteOff:
            return models::SupplyDraw::RemoteOff;
        case bms::SupplyState::RemoteOn:
            break;
    }
    return models::SupplyDraw::On;
}

bms::RemotePins pins_of(const RemoteEntry& remote, double bank_voltage_v) {
    using Wired = RemoteEntry::Wired;
    switch (remote.wired) {
        case Wired::Joined:
            return bms::factory_loop();
        case Wired::LowToMinus:
            return {.low = models::driven_pin(0.0), .high = {}};
        case Wired::HighToPlus:
            return {.low = {}, .high = models::driven_pin(bank_voltage_v)};
        case Wired::Driven:
            return {.low = remote.low_v ? models::driven_pin(*remote.low_v) : bms::RemotePin{},
                    .high = remote.high_v ? models::driven_pin(*remote.high_v) : bms::RemotePin{}};
        case Wired::Open:
            break;
    }
    return {};
}

}  // namespace

System::System(const Scenario& scenario)
    : plant_{.bank = bank_of(scenario)},
      kept_{plant_},
      bms_{bms_of(scenario)},
      ambient_{ambient_of(scenario)},
      string_1c_a_{scenario.bank.battery.capacity_ah},
      idle_a_{scenario.current_resolution_a()},
      initial_energy_j_{plant_.bank.cells().stored_energy_j()},
      initial_charge_ah_{stored_charge_ah()} {
    auto supply = std::make_unique<models::BmsSupply>(
        models::BmsSupplyParameters{.draws_on_a = scenario.bms.draws_on_a,
                                    .draws_low_cell_a = scenario.bms.draws_low_cell_a,
                                    .draws_remote_off_a = scenario.bms.draws_remote_off_a,
                                    .dies_below_v = scenario.bms.supply_dies_below_v,
                                    .lives_above_v = scenario.bms.supply_lives_above_v,
                                    .lives_after = scenario.bms.supply_lives_after});
    supply_ = supply.get();
    devices_.push_back(std::move(supply));
    names_.emplace_back("bms");
    add_devices(scenario);
    wire_devices(scenario);
    plant_.held_a.resize(devices_.size());
    plant_.accounts.resize(devices_.size());
    plan_.devices.resize(devices_.size());
    kept_ = plant_;
    for (auto* of_string :
         {&plan_.begin_a, &plan_.first_a, &plan_.second_a, &plan_.end_a, &plan_.guess_a,
          &plan_.mean_a, &plan_.late_a, &plan_.late_begin_a, &plan_.late_end_a, &plan_.late_bend_a,
          &plan_.line_begin_a, &plan_.line_end_a}) {
        of_string->resize(plant_.bank.strings());
    }
    wire_remote(scenario.bms.remote);
    solve();
    update_devices(SimTime{0});
}

void System::add_devices(const Scenario& scenario) {
    far_.resize(own + scenario.devices.size());
    links_.resize(own + scenario.devices.size());
    for (const auto& [name, device] : scenario.devices) {
        names_.push_back(name);
        if (device.is_link()) {
            auto link = far_side_of(scenario, devices_.size());
            links_[devices_.size()] = link.get();
            devices_.push_back(std::move(link));
        } else {
            devices_.push_back(scenario.link_before(device) == nullptr ? device_of(device, scenario)
                                                                       : stand_in());
        }
        if (device.type == DeviceType::Heater) {
            heaters_.push_back({devices_.size() - 1, devices_.back().get()});
        }
        if (devices_.back()->has_sensor()) {
            sensing_.push_back(devices_.back().get());
        }
    }
}

/// The link of this number, with all that hangs behind it.
std::unique_ptr<models::FarSide> System::far_side_of(const Scenario& scenario, std::size_t number) {
    const auto& [link_name, link] = scenario.devices[number - own];
    std::optional<models::LeadBatteryParameters> battery;
    std::vector<std::unique_ptr<models::Device>> behind;
    for (std::size_t i = 0; i < scenario.devices.size(); ++i) {
        const DeviceEntry& device = scenario.devices[i].second;
        if (device.connected_to != link_name) {
            continue;
        }
        FarPlace& place = far_[i + own].emplace(FarPlace{.link = number, .number = std::nullopt});
        if (device.type == DeviceType::LeadBattery) {
            battery = lead_battery_of(device);
        } else {
            place.number = behind.size();
            behind.push_back(device_of(device, scenario));
        }
    }
    return engine::far_side_of(link, scenario, models::FarBus{battery, std::move(behind)});
}

double System::device_current_a(std::size_t device) const {
    if (!far_[device]) {
        return plant_.held_a[device];
    }
    const models::FarBus::Flow& held = links_[far_[device]->link]->far().held();
    const auto number = far_[device]->number;
    return number ? held.devices_a[*number] : held.main_a - held.gas_a;
}

bool System::is_browned_out(std::size_t device) const {
    if (far_[device] && far_[device]->number) {
        return links_[far_[device]->link]->far().device(*far_[device]->number).is_browned_out();
    }
    return devices_[device]->is_browned_out();
}

std::optional<std::size_t> System::link_of(std::size_t device) const {
    return far_[device] ? std::optional{far_[device]->link} : std::nullopt;
}

const models::LeadBattery* System::lead_battery(std::size_t device) const {
    const bool is_battery = far_[device] && !far_[device]->number;
    return is_battery ? &links_[far_[device]->link]->far().battery() : nullptr;
}

models::Moved System::far_account(std::size_t device) const {
    const models::FarBus::Accounts& accounts = links_[far_[device]->link]->far().accounts();
    const auto number = far_[device]->number;
    return number ? accounts.devices[*number] : accounts.main;
}

void System::keep() {
    kept_ = plant_;
    for (const auto& device : devices_) {
        device->keep();
    }
}

void System::return_to_kept() {
    plant_ = kept_;
    for (const auto& device : devices_) {
        device->return_to_kept();
    }
}

void System::operate(std::size_t device, Position position) {
    wired_[device + own].is_off_by_hand = position == Position::Open;
}

void System::set_shorted(std::size_t device, bool is_shorted) {
    wired_[device + own].is_shorted = is_shorted;
    const auto behind = wired_[device + own].behind;
    const bool is_any = std::any_of(wired_.begin(), wired_.end(), [&](const Wired& wired) {
        return wired.behind == behind && wired.is_shorted;
    });
    devices_[*behind]->set_output_shorted(is_any);
}

void System::assist_start(std::size_t device, SimTime now) {
    links_[device + own]->assist_start(now);
}

void System::wire_devices(const Scenario& scenario) {
    wired_.resize(own);
    for (const auto& [name, device] : scenario.devices) {
        Wired& wired = wired_.emplace_back();
        wired.by = device.switched_by;
        wired.hears = device.hears_output();
        wired.is_on_load = device.connected_to == on_load;
        if (scenario.switch_before(device) != nullptr) {
            wired.behind = *scenario.device_named(device.connected_to) + own;
        }
    }
    std::vector<bool> stands(wired_.size());
    while (own + order_.size() < wired_.size()) {
        for (std::size_t i = own; i < wired_.size(); ++i) {
            const bool is_next = !stands[i] && (!wired_[i].behind || stands[*wired_[i].behind]);
            if (is_next) {
                order_.push_back(i);
                stands[i] = true;
            }
        }
    }
    is_fed_.resize(wired_.size());
    is_fed_[0] = true;  // nothing cuts the BMS off
    for (const std::size_t i : order_) {
        is_fed_[i] = would_be_fed(i);
    }
    fed_.reserve(wired_.size());
    list_fed();
}

/// What the switches before it, or LOAD, let come to it.
bool System::would_be_fed(std::size_t device) const {
    const Wired& wired = wired_[device];
    if (wired.is_on_load) {
        return bms_.status().load == bms::Output::High;
    }
    return !wired.behind || (is_fed_[*wired.behind] && devices_[*wired.behind]->conducts());
}

/// In the order of the devices, so that their sum is the same whatever hangs behind what.
void System::list_fed() {
    fed_.clear();
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        if (is_fed_[i]) {
            fed_.push_back(devices_[i].get());
        }
    }
}

double System::voltage_at(std::size_t device, double bus_voltage_v) const {
    return is_fed_[device] ? bus_voltage_v : 0.0;
}

void System::exchange(SimTime now, std::size_t battery, const ExchangeEntry& other) {
    advance(now);
    plant_.bank.exchange(battery, battery_of(other.battery), other.soc_pct * percent,
                         branch_of(last_done_at(other.soc_pct)));
    bms_.exchange(battery, other.battery.capacity_ah);
    solve();
}

void System::set_connected(SimTime now, std::size_t battery, bool is_connected) {
    advance(now);
    plant_.bank.set_connected(battery, is_connected);
    solve();
}

void System::wire_remote(const RemoteEntry& remote) {
    remote_ = remote;
    bms_.set_remote(pins_of(remote_, plant_.bank.voltage_v(plant_.point.bank_current_a)));
}

/// What has gone in, or out if negative.
void System::book(double charge_as, double energy_j) {
    const bool is_in = charge_as > 0.0;
    (is_in ? plant_.charged_as : plant_.discharged_as) += is_in ? charge_as : -charge_as;
    (is_in ? plant_.charged_j : plant_.discharged_j) += is_in ? energy_j : -energy_j;
}

void System::book_unheard(double charge_as, double dt_s) {
    if (!bms_.hears_all()) {
        plant_.unheard_as += charge_as;
        plant_.unheard_s += dt_s;
    }
}

void System::advance(SimTime now) {
    const double dt_s = to_seconds(now - plant_.now);
    if (dt_s <= 0.0) {
        // What has come here as planned is not yet older: the frame before an hour tells of cells
        // as they were.
        plant_.bank.grow_older();
        return;
    }
    plant_.bank.advance(ambient_.at_degc(plant_.now), dt_s);
    const double mean_v = plant_.bank.mean_voltage_v(plant_.point.bank_current_a);
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        devices_[i]->advance(dt_s);
        plant_.accounts[i].charge_as += plant_.held_a[i] * dt_s;
        plant_.accounts[i].energy_j += plant_.held_a[i] * mean_v * dt_s;
        plant_.accounts[i].cable_j +=
            devices_[i]->cable_resistance_ohm() * plant_.held_a[i] * plant_.held_a[i] * dt_s;
        const double own_as = own_draw_a(i, plant_.point.is_solved) * dt_s;
        plant_.accounts[i].own_as += own_as;
        plant_.accounts[i].own_j += own_as * mean_v;
        const models::MissedPower missed = devices_[i]->missed(plant_.point.voltage_v);
        plant_.accounts[i].missed.cut_off_j += missed.cut_off_w * dt_s;
        plant_.accounts[i].missed.held_back_j += missed.held_back_w * dt_s;
    }
    const double charge_as = plant_.point.bank_current_a * dt_s;
    book(charge_as, charge_as * mean_v);
    book_unheard(charge_as, dt_s);
    plant_.point.voltage_v = plant_.bank.voltage_v(plant_.point.bank_current_a);
    plant_.now = now;
}

/// What a device takes or gives; nothing on a bus without an answer, or behind an open switch.
double System::current_at(std::size_t device, const models::BusPoint& point) const {
    return point.is_solved && is_fed_[device] ? devices_[device]->current(point.voltage_v).current_a
                                              : 0.0;
}

double System::own_draw_a(std::size_t device, bool is_solved) const {
    return is_solved && is_fed_[device] ? devices_[device]->own_draw_a() : 0.0;
}

void System::solve() {
    plant_.point = models::solve_bus(plant_.bank.thevenin(), fed_);
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        plant_.held_a[i] = current_at(i, plant_.point);
        devices_[i]->settle(voltage_at(i, plant_.point.voltage_v));
    }
    plant_.bank.carry(plant_.point.bank_current_a);
    warm_bank();
}

void System::warm_bank() {
    double heating_w = 0.0;
    for (const auto& [device, heater] : heaters_) {
        if (plant_.point.is_solved && is_fed_[device]) {
            heating_w += heater->heats_w(plant_.point.voltage_v);
        }
    }
    plant_.bank.set_heating_w(heating_w);
}

bool System::misses(std::size_t device) const {
    return is_fed_[device] && !wired_[device].is_off_by_hand &&
           devices_[device]->missed(plant_.point.voltage_v).cut_off_w > 0.0;
}

models::Sensed System::sensed() const {
    if (sensing_.empty()) {
        return {};
    }
    models::Sensed sensed{.coldest_degc = plant_.bank.coldest_battery_degc()};
    for (const auto& device : devices_) {
        sensed.could_be_charged = sensed.could_be_charged || device->has_power();
    }
    return sensed;
}

void System::measure() {
    plant_.bank.balance();
    bms_.receive_frames(plant_.bank);
    if (remote_.wired == RemoteEntry::Wired::HighToPlus) {
        bms_.set_remote(pins_of(remote_, plant_.point.voltage_v));
    }
}

bool System::is_let_run(std::size_t device) const {
    const bms::Status status = bms_.status();
    const Switch by = wired_[device].by;
    const Hears hears = wired_[device].hears;
    const bool is_high = (by == Switch::Load && status.load == bms::Output::High) ||
                         (by == Switch::Charger && status.charger == bms::Output::High) ||
                         (by == Switch::PreAlarm && status.pre_alarm == bms::Output::High);
    switch (by == Switch::Nothing ? Hears::Always : hears) {
        case Hears::Output:
            return is_high;
        case Hears::Inverted:
            return !is_high;
        case Hears::Never:
            return false;
        case Hears::Always:
            break;
    }
    return true;
}

bool System::update_devices(SimTime now) {
    bool ever_changed = false;
    // Each round may push the voltage past a limit of somebody else; a device cuts out and returns
    // with a hysteresis, so the rounds end.
    const std::size_t most_rounds = 2 * devices_.size() + 2;
    for (std::size_t round = 0; round < most_rounds; ++round) {
        bool changed = supply_->set_draw(draw_of(bms_.core().supply_state()));
        const models::Sensed seen = sensed();
        for (models::Device* device : sensing_) {
            device->sense(seen);
        }
        for (const std::size_t i : order_) {
            const bool is_fed = would_be_fed(i);
            changed = changed || is_fed != is_fed_[i];
            is_fed_[i] = is_fed;
            changed = devices_[i]->update(now, voltage_at(i, plant_.point.voltage_v),
                                          is_fed && !wired_[i].is_off_by_hand && is_let_run(i)) ||
                      changed;
        }
        // A voltage that falls stops the loads before it comes to the limit of the BMS, and is back
        // once they have stopped: it looks when nobody else has changed.
        changed = changed || supply_->update(now, plant_.point.voltage_v, true);
        bms_.set_powered(supply_->is_powered());
        // Power to charge with may have come to a charger that CHARGER holds off.
        changed = changed || sensed().could_be_charged != seen.could_be_charged;
        if (!changed) {
            break;
        }
        ever_changed = true;
        list_fed();
        solve();
    }
    return ever_changed;
}

std::optional<SimTime> System::next_edge(SimTime now) const {
    std::optional<SimTime> next;
    for (const auto& device : devices_) {
        if (const auto edge = device->next_edge(now)) {
            next = next ? std::min(*next, *edge) : *edge;
        }
    }
    return next;
}

// Charge that passes through a string passes through every cell of it.
double System::stored_charge_ah() const {
    return plant_.bank.cells().stored_charge_ah() /
           static_cast<double>(plant_.bank.cells().positions());
}

double System::self_discharge_ah() const {
    return plant_.bank.cells().ledger().self_discharge_ah /
           static_cast<double>(plant_.bank.cells().positions());
}

double System::balancer_ah() const {
    return plant_.bank.cells().ledger().balancer_ah /
           static_cast<double>(plant_.bank.cells().positions());
}

double System::exchanged_ah() const {
    return plant_.bank.cells().ledger().exchanged_ah /
           static_cast<double>(plant_.bank.cells().positions());
}

double System::coulombic_loss_ah() const {
    return plant_.bank.cells().ledger().coulombic_loss_ah /
           static_cast<double>(plant_.bank.cells().positions());
}

}  // namespace engine
