#include "engine/scenario_checks.hpp"

#include "check_nodes.hpp"
#include "check_parts.hpp"

#include <algorithm>

namespace engine {

namespace {

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

void check_remote(const RemoteEntry& remote, const Node& node, const std::string& path) {
    if (remote.wired == RemoteEntry::Wired::Driven && !remote.low_v && !remote.high_v) {
        throw error_at(node, path, "drives neither terminal; give low_v or high_v, or say open");
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
        throw error_at(place_of(node, lower.key, table), join(path, lower.key),
                       "is out of range; expected " + expectation_of(field));
    }
    const bms::SettingRow& upper = bms::row_of(violation->upper);
    // Blame the one that was written, the lower one when both were.
    const bool lower_is_written = &node_of(node, lower.key, table) != &node;
    const bms::SettingRow& blamed = lower_is_written ? lower : upper;
    throw error_at(place_of(node, blamed.key, table), join(path, blamed.key),
                   std::string{lower.key} + " (" + value(violation->lower) + ") must be below " +
                       upper.key + " (" + value(violation->upper) + ")");
}

void check_scenario(const Scenario& scenario, const Node& root) {
    check_times(scenario, root);
    check_weather(scenario, root);
    check_bank(scenario, *root.find("bank"));
    check_bms(scenario.bms, *root.find("bms"), "bms");
    check_devices(scenario, root);
    check_events(scenario, root);
}

}  // namespace engine
