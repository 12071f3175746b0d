#include "engine/scenario_checks.hpp"

#include "models/curve.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

namespace engine {

namespace {

// How far a curve may reach beyond empty and full, in percent.
constexpr double lowest_place = -100.0;
constexpr double highest_place = 200.0;
constexpr double curve_grid = 0.5;

/// The node of a key (with or without its unit), or the map itself where the key is not given.
const Node& node_of(const Node& map, std::string_view key, Table table) {
    for (const Entry& entry : map.entries) {
        const Field* field = find_field(table, entry.key);
        if (field != nullptr && field->key == key) {
            return entry.value;
        }
    }
    return map;
}

/// Of two keys that do not go together the one that a person wrote; of both the first.
std::string_view written_of(const Node& map, std::string_view first, std::string_view second,
                            Table table) {
    const auto is_written = [&](std::string_view key) {
        const Node& node = node_of(map, key, table);
        return &node != &map && node.source && node.source->author != Author::ShippedCatalog;
    };
    return !is_written(first) && is_written(second) ? second : first;
}

template <class T>
InputError error_in(const Node& map, std::string_view key, const std::string& path,
                    const std::string& message) {
    return error_at(node_of(map, key, table_for<T>()), join(path, key), message);
}

void check_curve(const PointList& list, bool must_rise, const Node& node, const std::string& path) {
    if (list.points.size() == 1) {
        if (must_rise) {
            throw error_at(node, path, "must rise; give at least two points, {0: …, 100: …}");
        }
        return;
    }
    std::vector<models::CurvePoint> points;
    for (const auto& [at, value] : list.points) {
        points.push_back({.at = at, .value = value});
        if (must_rise && points.size() > 1 && value <= points[points.size() - 2].value) {
            throw error_at(node, path,
                           "must rise from point to point; it does not at " + shortest(at) + " %");
        }
    }
    if (points.front().at > 0.0 || points.back().at < 100.0) {
        throw error_at(node, path, "must reach from 0 to 100 %");
    }
    if (points.front().at < lowest_place || points.back().at > highest_place) {
        throw error_at(node, path,
                       "must stay between " + shortest(lowest_place) + " and " +
                           shortest(highest_place) + " %");
    }
    try {
        models::Curve{points, curve_grid};
    } catch (const std::invalid_argument& error) {
        throw error_at(node, path, std::string{error.what()} + " (% of charge)");
    }
}

constexpr double voltage_grid_v = 0.05;

/// Capacity lost below empty: less at higher voltages, and nothing at the last point.
void check_over_discharge(const PointList& list, const Node& node, const std::string& path) {
    std::vector<models::CurvePoint> points;
    for (const auto& [at, value] : list.points) {
        if (!points.empty() && value > points.back().value) {
            throw error_at(node, path,
                           "must fall with the voltage; it does not at " + shortest(at) + " V");
        }
        points.push_back({.at = at, .value = value});
    }
    if (points.size() < 2 || points.back().value != 0.0) {
        throw error_at(node, path, "must fall to nothing at its highest voltage, {0: …, 2: 0}");
    }
    try {
        models::Curve{points, voltage_grid_v};
    } catch (const std::invalid_argument& error) {
        throw error_at(node, path, std::string{error.what()} + " (V)");
    }
}

void check_ageing(const AgeingEntry& ageing, const Node& node, const std::string& path) {
    const Table table = table_for<AgeingEntry>();
    if (!ageing.graphite_v.points.empty()) {
        check_curve(ageing.graphite_v, false, node_of(node, "graphite_v", table),
                    join(path, "graphite_v"));
    }
    for (const auto& [key, list] :
         {std::pair{"over_discharge_pct", &ageing.over_discharge_pct},
          std::pair{"over_discharge_pct_per_day", &ageing.over_discharge_pct_per_day}}) {
        if (!list->points.empty()) {
            check_over_discharge(*list, node_of(node, key, table), join(path, key));
        }
    }
}

models::Curve curve_of(const PointList& list) {
    std::vector<models::CurvePoint> points;
    for (const auto& [at, value] : list.points) {
        points.push_back({.at = at, .value = value});
    }
    return models::Curve{points, curve_grid};
}

/// R0 over its value at 50 % is 1 there; a table that is not would make the resistance that the
/// battery states another one.
void check_reference(const PointList& factor, const Node& node, const std::string& path) {
    constexpr double at = 50.0;
    constexpr double rounding = 1e-3;
    const bool is_level = factor.points.size() == 1;
    const double value = is_level ? factor.points.front().second : curve_of(factor).value(at);
    if (value < 1.0 - rounding || value > 1.0 + rounding) {
        throw error_at(node, path,
                       "is " + shortest(value) +
                           " at 50 %, where it is 1: it counts against the resistance there; "
                           "divide every value by this one, and multiply the resistance by it");
    }
}

/// The charge branch lies nowhere below the discharge branch.
void check_branches(const CellEntry& cell, const Node& node, const std::string& path) {
    if (const auto crossing = find_crossing(cell)) {
        throw error_at(node, path,
                       "lies below ocv_discharge_v at " + shortest(crossing->soc_pct) +
                           " %: " + shortest(crossing->charge_v) + " V against " +
                           shortest(crossing->discharge_v) +
                           " V; give both branches, or ocv_charge_v: null for no hysteresis");
    }
}

void check_remote(const RemoteEntry& remote, const Node& node, const std::string& path) {
    if (remote.wired == RemoteEntry::Wired::Driven && !remote.low_v && !remote.high_v) {
        throw error_at(node, path, "drives neither terminal; give low_v or high_v, or say open");
    }
}

/// Readings reach the BMS as whole millivolts, milliamperes and tenths of a degree (D-14).
bool is_whole(double value) {
    const double off = value - static_cast<double>(static_cast<long>(value + 0.5));
    return off < 1e-9 && off > -1e-9;
}

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
    if (const auto number = scenario.device_named(*event.device)) {
        if (scenario.link_before(scenario.devices[*number].second) != nullptr) {
            throw error_at(*node.find("switch"), join(path, "switch"),
                           *event.device + " hangs behind a link; nobody turns it there");
        }
        return;
    }
    std::vector<std::string> names;
    for (const auto& [name, device] : scenario.devices) {
        names.push_back(name);
    }
    const auto guess = nearest(*event.device, names);
    throw error_at(
        *node.find("switch"), join(path, "switch"),
        '"' + *event.device + "\" is no device" + (guess ? "; did you mean " + *guess + "?" : ""));
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

/// What an enclosure without walls holds, or is heated to, would do nothing.
void check_enclosure(const EnclosureEntry& enclosure, const Node& node) {
    if (enclosure.loses_w_per_k) {
        return;
    }
    for (const auto* key : {"holds_j_per_k", "heated_to_degc"}) {
        if (&node_of(node, key, table_for<EnclosureEntry>()) != &node) {
            throw error_in<EnclosureEntry>(node, key, "bank.enclosure",
                                           "does nothing without walls; say loses too");
        }
    }
}

void check_bank(const Scenario& scenario, const Node& bank_node) {
    const BankEntry& bank = scenario.bank;
    const auto error = [&](std::string_view key, const std::string& message) {
        return error_in<BankEntry>(bank_node, key, "bank", message);
    };
    check_battery(bank.battery, node_of(bank_node, "battery", table_for<BankEntry>()),
                  "bank.battery");
    if (const Node* enclosure = bank_node.find("enclosure")) {
        check_enclosure(bank.enclosure, *enclosure);
    }
    const int batteries = bank.series * bank.parallel;
    if (batteries > bank.battery.most_per_bms) {
        throw error("parallel", "too many batteries: " + std::to_string(batteries) +
                                    " batteries (" + std::to_string(bank.series) + " in series × " +
                                    std::to_string(bank.parallel) +
                                    " in parallel); one BMS has at most " +
                                    std::to_string(bank.battery.most_per_bms) +
                                    " of these (R-BAT-2, manual §2.1)");
    }
    if (batteries == 1 && bank.thermal_gradient_k != 0.0) {
        throw error("thermal_gradient_k",
                    "lies along a chain of batteries, and does nothing with one");
    }
    if (!is_whole(scenario.current_resolution_a() * 1000.0)) {
        throw error("current_resolution_a", "must be whole milliamperes");
    }
    const int cells = scenario.cells_in_series();
    if (cells != 4 && cells != 8 && cells != 16) {
        throw error("series",
                    std::to_string(bank.series) + " × " + shortest(bank.battery.nominal_voltage_v) +
                        " V is no system voltage; 12, 24 and 48 V are (R-BAT-2, manual §2.1)");
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

void check_times(const Scenario& scenario, const Node& root) {
    if (scenario.duration && scenario.until) {
        throw error_in<Scenario>(root, "until", "", "duration is given too; say one of them");
    }
    if (!scenario.duration && !scenario.until) {
        throw error_in<Scenario>(
            root, "duration_s", "",
            "is missing: how long it runs, e.g. duration: 130 d (or until: a date)");
    }
    if (scenario.horizon() < second) {
        throw error_in<Scenario>(root, "until", "", "is not after the start");
    }
}

}  // namespace

bool is_a_name(std::string_view text) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && letter(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return letter(c) || digit(c) || c == '-'; });
}

std::optional<BranchCrossing> find_crossing(const CellEntry& cell) {
    if (cell.ocv_charge_v.points.empty()) {
        return std::nullopt;
    }
    constexpr double rounding_v = 1e-9;
    const models::Curve charge = curve_of(cell.ocv_charge_v);
    const models::Curve discharge = curve_of(cell.ocv_discharge_v);
    const double last =
        std::max(cell.ocv_charge_v.points.back().first, cell.ocv_discharge_v.points.back().first);
    double at =
        std::min(cell.ocv_charge_v.points.front().first, cell.ocv_discharge_v.points.front().first);
    for (; at <= last; at += curve_grid) {
        const BranchCrossing here{
            .soc_pct = at, .charge_v = charge.value(at), .discharge_v = discharge.value(at)};
        if (here.charge_v < here.discharge_v - rounding_v) {
            return here;
        }
    }
    return std::nullopt;
}

void check_cell(const CellEntry& cell, const Node& node, const std::string& path) {
    struct Row {
        std::string_view key;
        const PointList& list;
        bool must_rise;
    };
    const std::array<Row, 7> curves{{{"ocv_discharge_v", cell.ocv_discharge_v, true},
                                     {"ocv_charge_v", cell.ocv_charge_v, true},
                                     {"relaxing_v", cell.relaxing_v, false},
                                     {"entropic_v_per_k", cell.entropic_v_per_k, false},
                                     {"resistance_factor", cell.resistance_factor, false},
                                     {"rc1_factor", cell.rc1_factor, false},
                                     {"rc2_factor", cell.rc2_factor, false}}};
    const Table table = table_for<CellEntry>();
    for (const Row& row : curves) {
        if (!row.list.points.empty()) {
            check_curve(row.list, row.must_rise, node_of(node, row.key, table),
                        join(path, row.key));
        }
    }
    check_branches(cell, node_of(node, "ocv_charge_v", table), join(path, "ocv_charge_v"));
    check_reference(cell.resistance_factor, node_of(node, "resistance_factor", table),
                    join(path, "resistance_factor"));
    check_ageing(cell.ageing, node_of(node, "ageing", table), join(path, "ageing"));
}

void check_battery(const BatteryEntry& battery, const Node& node, const std::string& path) {
    const auto error = [&](std::string_view key, const std::string& message) {
        return error_in<BatteryEntry>(node, key, path, message);
    };
    const auto written = [&](std::string_view first, std::string_view second) {
        return written_of(node, first, second, table_for<BatteryEntry>());
    };
    check_cell(battery.cell, node_of(node, "cell", table_for<BatteryEntry>()), join(path, "cell"));
    if (battery.cells != 4 && battery.cells != 8 && battery.cells != 16) {
        throw error("cells", "must be 4, 8 or 16, is " + std::to_string(battery.cells));
    }
    const double per_cell = battery.nominal_voltage_v / battery.cells;
    if (per_cell < 2.5 || per_cell > 4.0) {
        throw error(
            written("nominal_voltage_v", "cells"),
            "nominal_voltage_v is " + shortest(per_cell) + " V per cell; a LiFePO4 cell has 3.2");
    }
    if (battery.charge_voltage_lowest_v > battery.charge_voltage_highest_v) {
        throw error(written("charge_voltage_lowest_v", "charge_voltage_highest_v"),
                    "charge_voltage_lowest_v is above charge_voltage_highest_v");
    }
    if (!is_whole(battery.current_resolution_a * 1000.0)) {
        throw error("current_resolution_a", "must be whole milliamperes");
    }
    if (!is_whole(battery.voltage_resolution_v * 1000.0)) {
        throw error("voltage_resolution_v", "must be whole millivolts");
    }
    if (!is_whole(battery.temperature_resolution_degc * 10.0)) {
        throw error("temperature_resolution_degc", "must be whole tenths of a degree");
    }
    if (!is_whole(battery.firmware_version * 100.0)) {
        throw error("firmware_version", "has two decimals: 1.05 is v1.05");
    }
}

void check_bms(const BmsEntry& bms, const Node& node, const std::string& path) {
    const Table table = table_for<BmsEntry>();
    check_remote(bms.remote, node_of(node, "remote", table), join(path, "remote"));
    if (bms.supply_lives_above_v < bms.supply_dies_below_v) {
        throw error_in<BmsEntry>(
            node, written_of(node, "supply_lives_above_v", "supply_dies_below_v", table), path,
            "supply_lives_above_v is below supply_dies_below_v");
    }
    const auto violation = bms::first_violation(bms.settings);
    if (!violation) {
        return;
    }
    const bms::SettingRow& lower = bms::row_of(violation->lower);
    const Field& field = *find_field(table, lower.key);
    const auto value = [&](bms::Setting setting) {
        return shortest(bms.settings.count(setting) /
                        find_field(table, bms::row_of(setting).key)->steps_per_unit);
    };
    if (violation->upper == bms::Setting::None) {
        throw error_at(node_of(node, lower.key, table), join(path, lower.key),
                       "is out of range; expected " + expectation_of(field));
    }
    const bms::SettingRow& upper = bms::row_of(violation->upper);
    // Blame the one that was written, the lower one when both were.
    const bool lower_is_written = &node_of(node, lower.key, table) != &node;
    const bms::SettingRow& blamed = lower_is_written ? lower : upper;
    throw error_at(node_of(node, blamed.key, table), join(path, blamed.key),
                   std::string{lower.key} + " (" + value(violation->lower) + ") must be below " +
                       upper.key + " (" + value(violation->upper) + ")");
}

void check_wiring(const DeviceEntry& device, const Node& node, const std::string& path) {
    const auto error = [&](std::string_view key, const std::string& message) {
        return error_at(node_of(node, key, table_of(device.type)), join(path, key), message);
    };
    if (device.through && device.switched_by == Switch::Nothing) {
        throw error("through", "nothing switches it; say switched_by: load or charger");
    }
}

void check_device(const DeviceEntry& device, const Node& node, const std::string& path) {
    const auto error = [&](std::string_view key, const std::string& message) {
        return error_at(node_of(node, key, table_of(device.type)), join(path, key), message);
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
    if (device.profile && device.repeats_every) {
        if (device.profile->has_dates()) {
            throw error("repeats_every_s", "a profile with dates does not repeat; give it time_s");
        }
        if (device.profile->rows->back().after >= *device.repeats_every) {
            throw error("repeats_every_s", "the profile has rows after its end");
        }
    }
    const auto written = [&](std::string_view first, std::string_view second) {
        return written_of(node, first, second, table_of(device.type));
    };
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

/// The plane that sunlight is told for is the plane of the panels, or nobody says how they lie.
void check_plane(const DeviceEntry& device, const Weather& weather, const Node& node,
                 const std::string& path) {
    constexpr double close_deg = 0.5;
    const auto error = [&](std::string_view key, std::optional<double> plane_deg) {
        return error_at(node_of(node, key, table_of(device.type)), join(path, key),
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
        return error_at(node_of(*devices.find(name), "connected_to", table_of(device.type)),
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
        return error_at(node_of(node, key, table_of(device.type)), join(path, key), message);
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
    if (device.switched_by != Switch::Nothing) {
        throw error("switched_by", device.connected_to +
                                       " is between it and the bank, and is what is switched; say "
                                       "switched_by: nothing");
    }
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
        throw error_at(node_of(node, "connected_to", table_of(link.type)),
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
    constexpr double lead_per_cell_v = 12.75 / 4.0;
    const double ratio = batteries.front()->full_v / (lead_per_cell_v * scenario.cells_in_series());
    if (link.type == DeviceType::Combiner && (ratio < 0.85 || ratio > 1.15)) {
        throw error_at(
            node, path,
            "joins a bank of " +
                shortest(scenario.bank.battery.nominal_voltage_v * scenario.bank.series) +
                " V and a lead battery of " + shortest(batteries.front()->full_v) +
                " V; a DC-DC converter goes between them");
    }
}

/// A 12 V product on a bank of 24 V.
void check_voltage(const Scenario& scenario, const DeviceEntry& device, const Node& node,
                   const std::string& path) {
    const double highest_v = scenario.bank.battery.charge_voltage_highest_v * scenario.bank.series;
    if (device.works_up_to_v && *device.works_up_to_v < highest_v) {
        throw error_at(node, path,
                       "is made for " + shortest(*device.works_up_to_v) +
                           " V at most; this bank is charged to " + shortest(highest_v) + " V");
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
        throw error_at(node_of(node, "connected_to", table_of(device.type)),
                       join(path, "connected_to"),
                       "a charger is connected to the battery: behind LOAD it could not charge a "
                       "bank that is low");
    }
    if (device.facing && device.azimuth_from_south_deg) {
        throw error_at(node_of(node, "facing", table_of(device.type)), join(path, "facing"),
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
        throw error_at(node_of(node, "tilt_deg", table_of(device.type)), join(path, "tilt_deg"),
                       "needs the place of the sun, which the weather file does not say; give "
                       "weather.latitude_deg and weather.longitude_deg");
    }
}

/// A file or a climate; a climate says itself where it is.
void check_weather_source(const WeatherEntry& weather, const Node& node) {
    const auto error = [&](std::string_view key, const std::string& message) {
        return error_in<WeatherEntry>(node, key, "weather", message);
    };
    if (!weather.file && !weather.synthetic) {
        throw error("file", "is missing: a file of weather, or synthetic with a climate");
    }
    if (!weather.synthetic) {
        return;
    }
    if (weather.file) {
        throw error("synthetic", "file is given too; say one of them");
    }
    for (const auto& [key, value] : {std::pair{"latitude_deg", weather.latitude_deg},
                                     std::pair{"longitude_deg", weather.longitude_deg}}) {
        if (value) {
            throw error(key, "a climate says where it is: give it to synthetic");
        }
    }
}

void check_weather(const Scenario& scenario, const Node& root) {
    if (!scenario.weather) {
        return;
    }
    const Node& node = *root.find("weather");
    if (const Node* ambient = root.find("ambient")) {
        throw error_at(*ambient, "ambient",
                       "the weather tells the temperature: leave out ambient, or weather");
    }
    check_weather_source(*scenario.weather, node);
    const Weather& weather = scenario.weather->weather();
    if (const auto hour = first_missing_hour(weather, scenario.span())) {
        throw error_in<WeatherEntry>(node, "file", "weather",
                                     "has nothing for " + format_hour(*hour) +
                                         " UTC, which the run needs; it has " +
                                         format_hour(weather.hours.front().begins) + " to " +
                                         format_hour(weather.hours.back().begins));
    }
}

void check_device_entry(const Node& node, const std::string& path, Reader& reader) {
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
}

void check_scenario(const Scenario& scenario, const Node& root) {
    check_times(scenario, root);
    check_weather(scenario, root);
    check_bank(scenario, *root.find("bank"));
    check_bms(scenario.bms, *root.find("bms"), "bms");
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
        if (device.type == DeviceType::SolarCharger) {
            check_panel(scenario, device, node, path);
        }
    }
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
