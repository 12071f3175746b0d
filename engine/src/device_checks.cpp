// Do the values of a device go together, and do the devices?

#include "check_nodes.hpp"
#include "check_parts.hpp"
#include "engine/scenario_checks.hpp"

#include <vector>

namespace engine {

namespace {

void check_wiring(const DeviceEntry& device, const Node& node, const std::string& path) {
    const auto error = [&](std::string_view key, const std::string& message) {
        return error_at(place_of(node, key, table_of(device.type)), join(path, key), message);
    };
    if (device.through && device.switched_by == Switch::Nothing) {
        throw error("through", "nothing switches it; say switched_by: load or charger");
    }
    if (device.switched_by != Switch::Nothing && device.cable() == Cable::CyrixLiCharge) {
        throw error(device.through ? "through" : "switched_by",
                    "a Cyrix-Li-Charge is a device of its own, in the line of a charger without a "
                    "remote input: add {model: cyrix_li_charge_120}, and say connected_to: its "
                    "name, switched_by: nothing here");
    }
}

/// A speed means something to an alternator of which it is known what it gives at it.
void check_speed(const DeviceEntry& device, const Node& node, const std::string& path) {
    const auto error = [&](std::string_view key, const std::string& message) {
        return error_at(place_of(node, key, table_of(device.type)), join(path, key), message);
    };
    const bool has_speed = device.speed_rpm > 0.0 || device.speed_profile;
    if (device.speed_rpm > 0.0 && device.speed_profile) {
        throw error("speed_rpm", "speed_profile is given too; say one of them");
    }
    if (has_speed == device.gives_a_at_rpm.points.empty()) {
        throw error(has_speed ? "gives_a_at_rpm" : "speed_rpm",
                    has_speed ? "is missing: what it gives at which speed, {800: 30 A, 2000: 70 A}"
                              : "is missing, or speed_profile: how fast the engine runs");
    }
}

}  // namespace

void check_device(const DeviceEntry& device, const Node& node, const std::string& path) {
    const auto error = [&](std::string_view key, const std::string& message) {
        return error_at(place_of(node, key, table_of(device.type)), join(path, key), message);
    };
    if (device.from.has_value() != device.to.has_value()) {
        throw error(device.from ? "from" : "to",
                    device.from
                        ? "from and to go together; say when its window ends, too: to: '22:00'"
                        : "from and to go together; say when its window begins, too: from: "
                          "'18:30'");
    }
    if (device.on_for.has_value() != device.every.has_value()) {
        throw error(device.on_for ? "on_for_s" : "every_s", "on_for and every go together");
    }
    if (device.on_for && *device.on_for > *device.every) {
        throw error("on_for_s", "is longer than every");
    }
    if (device.starts == Starts::Random && !device.every) {
        throw error("starts", "needs on_for and every");
    }
    check_wiring(device, node, path);
    if (device.restarts_from_per_cell_v < device.shuts_down_below_per_cell_v) {
        throw error("restarts_from_per_cell_v", "is below shuts_down_below_per_cell_v");
    }
    if (device.peak_w < device.rated_w) {
        throw error("peak_w", "is less than rated_w");
    }
    const PowerFile* file = device.profile         ? &*device.profile
                            : device.speed_profile ? &device.speed_profile->steps
                                                   : nullptr;
    if (file != nullptr && device.repeats_every) {
        if (file->has_dates()) {
            throw error("repeats_every_s", "a profile with dates does not repeat; give it time_s");
        }
        if (file->rows->back().after >= *device.repeats_every) {
            throw error("repeats_every_s", "the profile has rows after its end");
        }
    }
    const auto written = [&](std::string_view first, std::string_view second) {
        return written_of(node, first, second, table_of(device.type));
    };
    if (device.stops_below_degc && device.charges_again_at_degc < *device.stops_below_degc) {
        throw error(written("charges_again_at_degc", "stops_below_degc"),
                    "a charger charges again at no less than what it stops below");
    }
    if (device.type == DeviceType::Heater && device.stops_at_degc <= device.heats_below_degc) {
        throw error(written("stops_at_degc", "heats_below_degc"),
                    "a heater must stop at more than it heats below");
    }
    if (device.returns_above_per_cell_v < device.cuts_out_below_per_cell_v) {
        throw error(written("returns_above_per_cell_v", "cuts_out_below_per_cell_v"),
                    "returns_above_per_cell_v is below cuts_out_below_per_cell_v");
    }
    if (device.is_charger() && device.absorption_v && device.float_v &&
        *device.float_v > *device.absorption_v) {
        throw error(written("float_v", "absorption_v"), "float_v is above absorption_v");
    }
}

namespace {

/// The plane that sunlight is told for is the plane of the panels, or nobody says how they lie.
void check_plane(const DeviceEntry& device, const Weather& weather, const Node& node,
                 const std::string& path) {
    constexpr double close_deg = 0.5;
    const auto error = [&](std::string_view key, std::optional<double> plane_deg) {
        return error_at(place_of(node, key, table_of(device.type)), join(path, key),
                        "the weather file tells the sun on a plane of its own: " +
                            (plane_deg ? shortest(*plane_deg) + "°" : "which, it does not say") +
                            "; leave this out, or take one with the sun on the horizontal");
    };
    const auto differs = [&](std::optional<double> own_deg, std::optional<double> plane_deg) {
        return own_deg && (!plane_deg || *own_deg - *plane_deg > close_deg ||
                           *plane_deg - *own_deg > close_deg);
    };
    if (differs(device.tilt_deg, weather.slope_deg)) {
        throw error("tilt_deg", weather.slope_deg);
    }
    if (differs(device.azimuth_deg(), weather.azimuth_from_south_deg)) {
        throw error(device.facing ? "facing" : "azimuth_from_south_deg",
                    weather.azimuth_from_south_deg);
    }
}

/// What other devices hang behind is a switch, and nothing hangs behind itself.
void check_connection(const Scenario& scenario, const std::string& name, const Node& devices) {
    const DeviceEntry& device = scenario.devices[*scenario.device_named(name)].second;
    if (device.connected_to == on_battery || device.connected_to == on_load) {
        return;
    }
    const std::string path = join("devices", name);
    const auto error = [&](const std::string& message) {
        return error_at(place_of(*devices.find(name), "connected_to", table_of(device.type)),
                        join(path, "connected_to"), message);
    };
    std::vector<std::string> places{std::string{on_battery}, std::string{on_load}};
    for (const auto& [other, entry] : scenario.devices) {
        if ((entry.is_switch() || entry.is_link()) && other != name) {
            places.push_back(other);
        }
    }
    const DeviceEntry* before = scenario.switch_before(device);
    if (before == nullptr || !(before->is_switch() || before->is_link())) {
        const auto guess = nearest(device.connected_to, places);
        std::string expected;
        for (const std::string& place : places) {
            expected += (expected.empty() ? "" : " | ") + place;
        }
        throw error('"' + device.connected_to +
                    (before == nullptr ? "\" is no device" : "\" is no switch") +
                    (guess ? "; did you mean " + *guess + "?" : "; expected " + expected));
    }
    std::string way = name;
    std::string_view at = device.connected_to;
    for (std::size_t i = 0; i < scenario.devices.size(); ++i) {
        way += " behind " + std::string{at};
        if (at == name) {
            throw error("is a circle: " + way);
        }
        const auto number = scenario.device_named(at);
        if (!number) {
            return;  // it ends: on the battery, on LOAD, or in a mistake of another device
        }
        at = scenario.devices[*number].second.connected_to;
    }
}

/// What can hang behind a link, and what only there.
void check_behind_link(const Scenario& scenario, const std::string& name, const Node& node) {
    const DeviceEntry& device = scenario.devices[*scenario.device_named(name)].second;
    const std::string path = join("devices", name);
    const auto error = [&](std::string_view key, const std::string& message) {
        return error_at(place_of(node, key, table_of(device.type)), join(path, key), message);
    };
    const bool is_of_starter =
        device.type == DeviceType::LeadBattery || device.type == DeviceType::Alternator;
    if (scenario.link_before(device) == nullptr) {
        if (is_of_starter) {
            throw error("connected_to",
                        "it is of a starter battery's bus: it hangs behind a link, by the name of "
                        "a Cyrix-Li-ct or an Orion");
        }
        return;
    }
    if (device.is_link() || device.is_switch()) {
        throw error("connected_to", device.connected_to +
                                        " is a link; behind it are loads, chargers, an alternator "
                                        "and a lead battery, no links or switches");
    }
    if (device.stops_below_degc) {
        throw error("stops_below_degc",
                    "behind a link a sensor at the bank's batteries is not built");
    }
    if (device.switched_by != Switch::Nothing) {
        throw error("switched_by", device.connected_to +
                                       " is between it and the bank, and is what is switched; say "
                                       "switched_by: nothing");
    }
}

/// Whether a full lead battery of this voltage is one of that nominal voltage.
bool is_full_lead_of(double full_v, double nominal_v) {
    const double ratio = full_v / lead_12v * 12.0 / nominal_v;
    return ratio >= 0.85 && ratio <= 1.15;
}

/// A link has what it is made for behind it.
void check_link(const Scenario& scenario, const std::string& name, const Node& node) {
    const DeviceEntry& link = scenario.devices[*scenario.device_named(name)].second;
    const std::string path = join("devices", name);
    int chargers = 0;
    std::vector<const DeviceEntry*> batteries;
    for (const auto& [other, device] : scenario.devices) {
        if (device.connected_to != name) {
            continue;
        }
        chargers += device.is_charger() ? 1 : 0;
        if (device.type == DeviceType::LeadBattery) {
            batteries.push_back(&device);
        }
    }
    if (scenario.is_fed_by_load(link)) {
        throw error_at(place_of(node, "connected_to", table_of(link.type)),
                       join(path, "connected_to"),
                       "what charges the bank is connected to the battery: behind LOAD it could "
                       "not charge a bank that is low");
    }
    if (link.type == DeviceType::ChargeRelay) {
        if (!batteries.empty() || chargers == 0) {
            throw error_at(node, path,
                           batteries.empty()
                               ? "has no charger behind it; one of them says connected_to: " + name
                               : "joins a charger, and has a lead battery behind it; a "
                                 "Cyrix-Li-ct joins batteries");
        }
        return;
    }
    if (batteries.size() != 1) {
        throw error_at(node, path,
                       batteries.empty()
                           ? "has no starter battery behind it: a lead battery that says "
                             "connected_to: " +
                                 name
                           : "has " + std::to_string(batteries.size()) +
                                 " lead batteries behind it; it joins one, so make them one with "
                                 "their capacities together");
    }
    const double lead_v = batteries.front()->full_v;
    const double bank_v = scenario.bank.battery.nominal_voltage_v * scenario.bank.series;
    if (link.type == DeviceType::Combiner &&
        !is_full_lead_of(lead_v, 3.0 * scenario.cells_in_series())) {
        throw error_at(node, path,
                       "joins a bank of " + shortest(bank_v) + " V and a lead battery of " +
                           shortest(lead_v) + " V; a DC-DC converter goes between them");
    }
    if (link.made_for_starter_v && !is_full_lead_of(lead_v, *link.made_for_starter_v)) {
        throw error_at(node, path,
                       "is made for a starter battery of " + shortest(*link.made_for_starter_v) +
                           " V; the one behind it has " + shortest(lead_v) + " V when it is full");
    }
}

/// What charges a lead battery, or the bus of one, is made for its voltage.
void check_alternator(const Scenario& scenario, const DeviceEntry& alternator, const Node& node,
                      const std::string& path) {
    constexpr double regulated_for_12v = 14.2;
    for (const auto& [name, battery] : scenario.devices) {
        if (battery.type != DeviceType::LeadBattery ||
            battery.connected_to != alternator.connected_to) {
            continue;
        }
        const double ratio = alternator.regulated_v / regulated_for_12v * lead_12v / battery.full_v;
        if (ratio < 0.8 || ratio > 1.25) {
            throw error_at(place_of(node, "regulated_v", table_of(alternator.type)),
                           join(path, "regulated_v"),
                           "an alternator of " + shortest(alternator.regulated_v) +
                               " V on the bus of a lead battery that has " +
                               shortest(battery.full_v) + " V when it is full");
        }
    }
}

/// A 12 V product on a bank of 24 V, or the other way round.
void check_voltage(const Scenario& scenario, const DeviceEntry& device, const Node& node,
                   const std::string& path) {
    const double highest_v = scenario.charge_voltage_at(device);
    if (device.works_up_to_v && *device.works_up_to_v < highest_v) {
        throw error_at(node, path,
                       "is made for " + shortest(*device.works_up_to_v) +
                           " V at most; this bank is charged to " + shortest(highest_v) + " V");
    }
    const double nominal_v = scenario.nominal_voltage_at(device);
    if (nominal_v < device.made_for_at_least_v) {
        throw error_at(node, path,
                       "is made for a bank of " + shortest(device.made_for_at_least_v) +
                           " V at least; this one is of " + shortest(nominal_v) + " V");
    }
}

void check_panel(const Scenario& scenario, const DeviceEntry& device, const Node& node,
                 const std::string& path) {
    if (!scenario.weather) {
        throw error_at(node, path,
                       "needs the sun: give the scenario weather, of a file or synthetic");
    }
    const Weather& weather = scenario.weather->weather();
    if (scenario.is_fed_by_load(device)) {
        throw error_at(place_of(node, "connected_to", table_of(device.type)),
                       join(path, "connected_to"),
                       "a charger is connected to the battery: behind LOAD it could not charge a "
                       "bank that is low");
    }
    if (device.facing && device.azimuth_from_south_deg) {
        throw error_at(place_of(node, "facing", table_of(device.type)), join(path, "facing"),
                       "facing and azimuth_from_south_deg say the same; give one of them");
    }
    if (weather.sunlight == Sunlight::None) {
        throw error_at(
            node, path,
            "needs the sun, and the weather file has none: " + scenario.weather->file->path);
    }
    if (weather.sunlight == Sunlight::Plane) {
        check_plane(device, weather, node, path);
    } else if (device.tilt_deg.value_or(0.0) > 0.0 && !scenario.weather->place()) {
        throw error_at(place_of(node, "tilt_deg", table_of(device.type)), join(path, "tilt_deg"),
                       "needs the place of the sun, which the weather file does not say; give "
                       "weather.latitude_deg and weather.longitude_deg");
    }
}

}  // namespace

DeviceEntry read_device_entry(const Node& node, const std::string& path, Reader& reader) {
    const Node* type = node.find("type");
    if (type == nullptr) {
        throw error_at(node, join(path, "type"), "is missing: the law the device follows");
    }
    DeviceEntry device;
    device.type =
        static_cast<DeviceType>(read_choice(*type, choice_words(DeviceType{}), join(path, "type")));
    std::vector<Field> optional_rows;
    for (const Field& row : table_of(device.type)) {
        optional_rows.push_back(row);
        optional_rows.back().presence = Presence::Optional;
    }
    reader.record(optional_rows, node, path, &device);
    check_device(device, node, path);
    return device;
}

void check_devices(const Scenario& scenario, const Node& root) {
    const Node* devices = root.find("devices");
    for (const auto& [name, device] : scenario.devices) {
        const std::string path = join("devices", name);
        const Node& node = *devices->find(name);
        if (!is_a_name(name) || name == "bms") {
            throw error_at(node, path,
                           name == "bms" ? "bms is the BMS itself; take another name"
                                         : std::string{what_a_name_is});
        }
        if ((device.is_switch() || device.is_link()) && (name == on_battery || name == on_load)) {
            throw error_at(node, path,
                           "is a switch, and connected_to: " + name +
                               " means another place; take another name");
        }
        check_device(device, node, path);
        check_connection(scenario, name, *devices);
        check_behind_link(scenario, name, node);
        if (device.is_link()) {
            check_link(scenario, name, node);
        }
        check_voltage(scenario, device, node, path);
        if (device.type == DeviceType::Alternator) {
            check_speed(device, node, path);
            check_alternator(scenario, device, node, path);
        }
        if (device.type == DeviceType::SolarCharger) {
            check_panel(scenario, device, node, path);
        }
    }
}

}  // namespace engine
