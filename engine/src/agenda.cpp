#include "engine/agenda.hpp"

#include "engine/remote_event.hpp"

#include <algorithm>
#include <utility>

namespace engine {

namespace {

using Kind = bms::CommandKind;

constexpr std::array<Kind, 2> mode_commands{Kind::SwitchOn, Kind::SwitchOff};
constexpr std::array<Kind, 3> update_commands{Kind::BeginUpdate, Kind::FailUpdate,
                                              Kind::FinishUpdate};
constexpr std::array<Kind, 2> bluetooth_commands{Kind::EnableBluetooth, Kind::DisableBluetooth};

}  // namespace

Agenda::Agenda(const Scenario& scenario) {
    for (const ScenarioEvent& event : scenario.events) {
        add(scenario.time_of(event.at), event, scenario);
    }
    std::stable_sort(items_.begin(), items_.end(),
                     [](const Item& a, const Item& b) { return a.at < b.at; });
}

void Agenda::add(SimTime at, const ScenarioEvent& event, const Scenario& scenario) {
    const auto command = [&](Kind kind, std::int32_t value = 0) {
        items_.push_back({at, Order{.command = {.kind = kind, .value = value}}});
    };
    if (event.remote) {
        items_.push_back({at, *event.remote});
    }
    if (event.bluetooth == BluetoothChange::Connected) {
        items_.push_back({at, Connection::Begins});
    } else if (event.bluetooth == BluetoothChange::Disconnected) {
        items_.push_back({at, Connection::Ends});
    } else if (event.bluetooth) {
        command(bluetooth_commands[static_cast<std::size_t>(*event.bluetooth)]);
    }
    if (event.mode) {
        command(mode_commands[static_cast<std::size_t>(*event.mode)]);
    }
    if (event.set_soc_permille) {
        command(Kind::SetStateOfCharge, *event.set_soc_permille);
    }
    if (event.synchronise) {
        command(Kind::Synchronise);
    }
    if (event.factory_reset) {
        command(Kind::FactoryReset);
    }
    if (event.reset_history) {
        command(Kind::ResetHistory);
    }
    for (std::size_t i = 0; event.setting && i < bms::setting_count; ++i) {
        if (const auto& count = event.setting->counts[i]) {
            items_.push_back({at, Order{.command = {.kind = Kind::ChangeSetting,
                                                    .setting = static_cast<bms::Setting>(i),
                                                    .value = *count}}});
        }
    }
    for (Fault& fault : faults_of(event, scenario)) {
        items_.push_back({at, std::move(fault)});
    }
    if (event.device) {
        items_.push_back({at, Operation{*scenario.device_named(*event.device), *event.position}});
    }
    if (event.update) {
        Order order{.command = {.kind = update_commands[static_cast<std::size_t>(*event.update)]}};
        if (event.battery) {
            order.battery = static_cast<std::size_t>(*event.battery - 1);
        }
        items_.push_back({at, order});
    }
}

std::optional<SimTime> Agenda::next() const {
    const bool is_open = next_ < items_.size() && !waits_;
    return is_open ? std::optional{items_[next_].at} : std::nullopt;
}

bool Agenda::act(SimTime now, System& system, Observer& observer) {
    waits_ = false;
    bool is_operated = false;
    while (next_ < items_.size() && items_[next_].at <= now) {
        if (!act(items_[next_], now, system, observer)) {
            waits_ = true;
            return is_operated;
        }
        const auto* fault = std::get_if<Fault>(&items_[next_].deed);
        is_operated = is_operated || std::holds_alternative<Operation>(items_[next_].deed) ||
                      (fault != nullptr && fault->is_felt_at_once);
        ++next_;
    }
    return is_operated;
}

/// False: not yet.
bool Agenda::act(const Item& item, SimTime now, System& system, Observer& observer) {
    models::BmsHost& bms = system.bms();
    if (const auto* remote = std::get_if<RemoteEntry>(&item.deed)) {
        const bms::RemotePins before = bms.remote();
        system.wire_remote(*remote);
        if (auto event = remote_change(now, before, bms.remote(),
                                       models::to_millivolts(system.bus_voltage_v()))) {
            observer.happened(std::move(*event));
        }
    } else if (const auto* connection = std::get_if<Connection>(&item.deed)) {
        bms.set_connected(*connection == Connection::Begins);
    } else if (const auto* operation = std::get_if<Operation>(&item.deed)) {
        system.operate(operation->device, operation->position);
    } else if (const auto* fault = std::get_if<Fault>(&item.deed)) {
        fault->befall(system, now);
        Event event = fault->event;
        event.at = now;
        observer.happened(std::move(event));
    } else {
        const auto& [command, battery] = std::get<Order>(item.deed);
        if (bms.is_powered() && bms.has_command()) {
            return false;
        }
        if (bms.give(command, battery)) {
            observer.command_given(battery);
        } else {
            observer.command_lost(now, command);
        }
    }
    return true;
}

}  // namespace engine
