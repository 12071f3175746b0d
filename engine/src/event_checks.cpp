// Can what a scenario says of its events happen?

#include "check_nodes.hpp"
#include "check_parts.hpp"
#include "engine/scenario_checks.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace engine {

namespace {

/// A battery of the bank goes with what may happen to one, and with nothing else.
void check_battery_event(const Scenario& scenario, const ScenarioEvent& event, const Node& node,
                         const std::string& path) {
    const bool is_about_one = event.gone || event.disconnected || event.exchanged_for;
    if (is_about_one && !event.battery) {
        throw error_at(node, join(path, "battery"),
                       "is missing: which one, from 1 to " + std::to_string(scenario.batteries()));
    }
    if (!event.battery) {
        return;
    }
    const Node& battery = *node.find("battery");
    if (!is_about_one && !event.update) {
        throw error_at(battery, join(path, "battery"),
                       "nothing happens to it; say gone, disconnected, exchanged_for or update");
    }
    if (*event.battery > scenario.batteries()) {
        throw error_at(battery, join(path, "battery"),
                       "is " + std::to_string(*event.battery) + "; the bank has " +
                           std::to_string(scenario.batteries()));
    }
}

void check_exchange(const Scenario& scenario, const BatteryEntry& other, const Node& node,
                    const std::string& path) {
    check_battery(other, node, path);
    const BatteryEntry& old = scenario.bank.battery;
    if (other.cells != old.cells) {
        throw error_at(node, path,
                       "has " + std::to_string(other.cells) + " cells, the bank's batteries " +
                           std::to_string(old.cells) + "; it does not fit in its string");
    }
    if (!(to_value(other.cell) == to_value(old.cell))) {
        throw error_at(node, path, "has other cells than the bank's batteries; that is not built");
    }
}

/// What a key of an event says is a device; its entry.
const DeviceEntry& device_in(const Scenario& scenario, const std::string& name,
                             std::string_view key, const Node& node, const std::string& path) {
    if (const auto number = scenario.device_named(name)) {
        return scenario.devices[*number].second;
    }
    std::vector<std::string> names;
    for (const auto& [other, device] : scenario.devices) {
        names.push_back(other);
    }
    const auto guess = nearest(name, names);
    throw error_at(
        *node.find(key), join(path, key),
        '"' + name + "\" is no device" + (guess ? "; did you mean " + *guess + "?" : ""));
}

/// Only of a BatteryProtect it is known what it does then.
void check_short_circuits(const Scenario& scenario, const ScenarioEvent& event, const Node& node,
                          const std::string& path) {
    for (const auto& [key, name] : {std::pair{"short_circuit", event.short_circuit},
                                    std::pair{"short_circuit_over", event.short_circuit_over}}) {
        if (!name) {
            continue;
        }
        const DeviceEntry* before =
            scenario.switch_before(device_in(scenario, *name, key, node, path));
        if (before == nullptr || before->type != DeviceType::BatteryProtect) {
            throw error_at(*node.find(key), join(path, key),
                           *name +
                               " hangs behind no BatteryProtect; what a fuse or a BMS would do "
                               "is not built");
        }
    }
}

void check_start_assist(const Scenario& scenario, const ScenarioEvent& event, const Node& node,
                        const std::string& path) {
    constexpr std::string_view key = "start_assist";
    if (event.start_assist &&
        device_in(scenario, *event.start_assist, key, node, path).type != DeviceType::Combiner) {
        throw error_at(*node.find(key), join(path, key),
                       *event.start_assist + " has no start assist; a Cyrix-Li-ct has");
    }
}

/// Somebody's hand at the switch of a device.
void check_operation(const Scenario& scenario, const ScenarioEvent& event, const Node& node,
                     const std::string& path) {
    if (event.device.has_value() != event.position.has_value()) {
        throw error_at(node, join(path, event.device ? "position" : "switch"),
                       event.device ? "is missing: open or closed"
                                    : "is missing: which device, e.g. switch: main");
    }
    if (!event.device) {
        return;
    }
    if (scenario.link_before(device_in(scenario, *event.device, "switch", node, path)) != nullptr) {
        throw error_at(*node.find("switch"), join(path, "switch"),
                       *event.device + " hangs behind a link; nobody turns it there");
    }
}

void check_event(const Scenario& scenario, const ScenarioEvent& event, const Node& node,
                 const std::string& path) {
    if (node.entries.size() < 2) {
        throw error_at(node, path, "changes nothing; say what happens, e.g. remote: open");
    }
    if (event.remote) {
        check_remote(*event.remote, node, join(path, "remote"));
    }
    for (const std::string_view key :
         {"synchronise", "factory_reset", "reset_history", "detect_anew"}) {
        const Node* done = node.find(key);
        if (done != nullptr && done->text == "false") {
            throw error_at(*done, join(path, key), "is true or not there at all");
        }
    }
    check_battery_event(scenario, event, node, path);
    check_operation(scenario, event, node, path);
    check_short_circuits(scenario, event, node, path);
    check_start_assist(scenario, event, node, path);
    if (event.exchanged_for) {
        // At the event, not at the entry of the catalogue that it names.
        check_exchange(scenario, event.exchanged_for->battery, *node.find("exchanged_for"),
                       join(path, "exchanged_for.battery"));
    }
    if (event.setting) {
        const Node& change = *node.find("setting");
        if (change.entries.size() != 1) {
            throw error_at(change, join(path, "setting"),
                           "changes one setting; write an event for each");
        }
    }
}

/// At no time is every string out of the circuit. Events are acted on in the order of their times,
/// and of the list.
void check_disconnections(const Scenario& scenario, const Node& events) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < scenario.events.size(); ++i) {
        if (scenario.events[i].disconnected) {
            order.push_back(i);
        }
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return scenario.time_of(scenario.events[a].at) < scenario.time_of(scenario.events[b].at);
    });
    std::set<int> out;  // batteries
    for (const std::size_t i : order) {
        const ScenarioEvent& event = scenario.events[i];
        *event.disconnected ? void(out.insert(*event.battery)) : void(out.erase(*event.battery));
        std::set<int> open_strings;
        for (const int battery : out) {
            open_strings.insert((battery - 1) / scenario.bank.series);
        }
        if (open_strings.size() == static_cast<std::size_t>(scenario.bank.parallel)) {
            throw error_at(*events.items[i].find("disconnected"),
                           "events[" + std::to_string(i + 1) + "].disconnected",
                           "leaves no string in the circuit; a bank without batteries is not "
                           "simulated");
        }
    }
}

}  // namespace

void check_events(const Scenario& scenario, const Node& root) {
    const Node* events = root.find("events");
    for (std::size_t i = 0; i < scenario.events.size(); ++i) {
        const ScenarioEvent& event = scenario.events[i];
        const Node& node = events->items[i];
        const std::string path = "events[" + std::to_string(i + 1) + "]";
        check_event(scenario, event, node, path);
        if (scenario.time_of(event.at) < SimTime{0}) {
            throw error_at(node, join(path, "at"), "is before the start");
        }
    }
    if (events != nullptr) {
        check_disconnections(scenario, *events);
    }
}

}  // namespace engine
