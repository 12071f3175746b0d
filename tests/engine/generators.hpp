#pragma once
// Random scenarios as a person might write them; every one of them is sound.

#include "engine/unit.hpp"

#include <initializer_list>
#include <string>
#include <vector>

#include <rapidcheck.h>

namespace engine {

/// Parts one after the other: of a sum of strings every compiler draws in an order of its own.
inline std::string joined(std::initializer_list<std::string> parts) {
    std::string out;
    for (const std::string& part : parts) {
        out += part;
    }
    return out;
}

/// A range that draws from its whole width.
template <class T>
T any_in(T lowest, T highest) {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(lowest, highest + 1));
}
inline bool any_bool() {
    return any_in(0, 1) == 1;
}
inline std::string any_of(const std::vector<std::string>& words) {
    return words[any_in<std::size_t>(0, words.size() - 1)];
}
/// A number with up to three decimals.
inline std::string any_number(int lowest, int highest) {
    const int scale = any_in(0, 3);
    const double steps = scale == 0 ? 1.0 : scale == 1 ? 10.0 : scale == 2 ? 100.0 : 1000.0;
    const int count = any_in(lowest * static_cast<int>(steps), highest * static_cast<int>(steps));
    return shortest(count / steps);
}
inline std::string any_time_of_day() {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return joined({"'", two(any_in(0, 23)), ":", two(any_in(0, 59)),
                   any_bool() ? "" : ":" + two(any_in(0, 59)), "'"});
}
inline std::string any_name() {
    const std::vector<std::string> awkward{
        "Van",       "a: b # c",   "null",      "~",         "true",  "on",     "5",
        "12,5",      "2026-01-01", "18:30",     "+01:00",    "- x",   "-",      "---",
        "...",       "{x}",        "[x",        "'quoted'",  "\\\"",  "åäö Ω",  " leading",
        "trailing ", "new\\nline", "tab\\t",    "!tag",      "&a",    "*alias", "%",
        "@",         "`",          "?",         "| x",       "> x",   "#c",     ": ",
        "a,b",       "\\\\",       "<<",        "1e3",       "0x1F",  "010",    ".nan",
        "x\\ty",     "=",          "a\\u0085b", "a\\u2028b", "\\x01", "😀"};
    return '"' + any_of(awkward) + '"';
}

/// One device, `name: {…}`; `largest_a` bounds what it draws or charges.
inline std::string any_device(const std::string& name, int largest_a) {
    const int type = any_in(0, 2);
    std::string text = "  " + name + ": {model: ";
    if (type == 0) {
        text += "constant_current, draws: " + std::to_string(any_in(1, largest_a * 1000)) + " mA";
    } else if (type == 1) {
        text += "constant_power, draws_w: " + any_number(0, largest_a * 12);
    } else {
        text += "cc_cv_charger, charges_a: " + any_number(0, largest_a);
        text += any_bool() ? ", absorption_time: 10 min" : "";
        text += any_bool() ? ", switched_by: nothing" : "";
    }
    text += any_bool() ? ", connected_to: load" : "";
    if (any_in(0, 2) == 0) {
        text += joined({", from: ", any_time_of_day(), ", to: ", any_time_of_day()});
    }
    if (any_in(0, 2) == 0) {
        const int every_s = any_in(2, 7200);
        text += ", on_for_s: " + std::to_string(any_in(1, every_s)) +
                ", every: " + std::to_string(every_s) + " s";
    }
    return text + "}\n";
}

/// Battery, series, parallel: one of the banks the manual allows.
inline std::string any_bank(int most_parallel) {
    const int cells_exponent = any_in(0, 2);
    const std::string voltage = cells_exponent == 0   ? "12v8"
                                : cells_exponent == 1 ? "25v6"
                                                      : "51v2";
    const std::string capacity = cells_exponent == 2 ? "100" : any_of({"100", "200", "300"});
    const std::string battery = "lithium_ng_" + voltage + "_" + capacity + "ah";
    std::string text = "bank:\n";
    if (any_bool()) {
        text += "  battery: " + battery + "\n";
    } else {
        text += "  battery: {like: " + battery + ", capacity_ah: " + any_number(5, 300);
        text += any_bool()
                    ? ", self_discharge: {value: 3 %/month, low: 1 %/month, source: measured, "
                      "note: \"two, with: commas\"}"
                    : "";
        text += any_bool() ? ", cell: {like: lithium_ng, rc1: 30 s}" : "";
        text += any_bool() ? ", name: " + any_name() : "";
        text += "}\n";
    }
    const int series = 1 << any_in(0, 2 - cells_exponent);
    text += "  series: " + std::to_string(series) + "\n";
    const int parallel = any_in(1, most_parallel);
    text += "  parallel: " + std::to_string(parallel) + "\n";
    text += "  wiring: " + any_of({"busbar", "diagonal", "halfway", "one_end"}) + "\n";
    text += "  link_resistance: " + any_number(0, 5) + " mOhm\n";
    text += any_bool() ? "  temperature: " + any_number(-15, 45) + " degC\n" : "";
    text += any_in(0, 3) == 0 ? "  self_discharge_pct_per_30d: " + any_number(0, 10) + "\n" : "";
    text += any_in(0, 3) == 0 ? "  current_resolution: " + std::to_string(any_in(1, 100)) + " mA\n"
                              : "";
    if (any_in(0, 2) == 0) {
        text += joined({"  spread: {capacity_pct: ", any_number(0, 3),
                        ", resistance: ", any_number(0, 20), " %, soc_pct: ", any_number(0, 2),
                        ", self_discharge_pct: ", any_number(0, 50),
                        any_bool() ? ", batteries: {capacity_pct: 1, soc: 0.5 %}" : "", "}\n"});
    }
    text += any_in(0, 2) == 0
                ? "  enclosure: " +
                      any_of({"bare", "insulated", "indoors", "{loses: 2 W/K, holds: 5 Wh/K}",
                              "{like: indoors, heated_to: 20 degC}"}) +
                      "\n"
                : "";
    const bool is_chain = series * parallel > 1;
    text +=
        is_chain && any_in(0, 3) == 0 ? "  thermal_gradient: " + any_number(-10, 10) + " K\n" : "";
    text += any_in(0, 3) == 0 ? "  ageing: false\n" : "";
    return text;
}

/// Everything but the duration, the charge and the devices' sizes is drawn here.
inline std::string any_settings() {
    std::string text;
    text += any_bool() ? "name: " + any_name() + "\n" : "";
    text += any_bool() ? "start: '2028-02-2" + std::to_string(any_in(0, 9)) + " 18:30'\n" : "";
    text += any_bool() ? "utc_offset: '" + any_of({"+01:00", "-09:30", "+14:00", "+00:00"}) + "'\n"
                       : "";
    text += any_bool()
                ? "seed: " + std::to_string(any_in<std::int64_t>(0, 1'000'000'000'000)) + "\n"
                : "";
    text += any_bool() ? "record: " + any_of({"bank", "battery", "cell"}) + "\n" : "";
    if (any_bool()) {
        text += joined({"ambient: {temperature: ", any_number(-10, 40),
                        " degC, daily_amplitude_degc: ", any_number(0, 8), ", yearly_amplitude: ",
                        any_number(0, 10), " degC, warmest_time: ", any_time_of_day(),
                        ", warmest_day_of_year: ", std::to_string(any_in(1, 366)), "}\n"});
    }
    std::string bms;
    const auto add = [&](const std::string& entry) { bms += (bms.empty() ? "" : ", ") + entry; };
    if (any_bool()) {
        const int floor = any_in(0, 300);
        add("discharge_floor: " + shortest(floor / 10.0) + " %");
        add("low_soc_warning: " + shortest((floor + any_in(1, 300)) / 10.0) + " %");
    }
    if (any_bool()) {
        add("pre_alarm_cell_v: " + shortest(any_in(2900, 3150) / 1000.0));
    }
    if (any_bool()) {
        add("remote: " + any_of({"joined", "open", "on", "off", "low_to_minus", "high_to_plus",
                                 "{low_v: 1.5}", "{high: 12 V, low: 6 V}"}));
    }
    if (any_bool()) {
        add("soc: " + any_of({"unknown", "as_bank", "30 %", "0.5 %"}));
    }
    if (any_bool()) {
        add("charge_efficiency_pct: " + shortest(any_in(900, 1000) / 10.0));
    }
    if (any_bool()) {
        add("name: " + any_name());
    }
    return text + (bms.empty() ? "" : "bms: {" + bms + "}\n");
}

/// A whole scenario. Its charge is between empty and full, in tenths of a percent.
inline std::string any_scenario() {
    std::string text = any_settings();
    text += any_bool() ? "duration: " + std::to_string(any_in(1, 1000)) + " h\n"
                       : "until: 2029-01-0" + std::to_string(any_in(1, 9)) + "\n";
    text += any_bank(8);
    text += "  soc: " + shortest(any_in(0, 1000) / 10.0) + " %\n";
    const int devices = any_in(0, 4);
    text += devices > 0 ? "devices:\n" : "";
    for (int i = 0; i < devices; ++i) {
        text += any_device(any_of({"a", "b_", "Lamp-", "value"}) + std::to_string(i), 50);
    }
    if (any_bool()) {
        text += "events:\n";
        for (int i = any_in(1, 3); i > 0; --i) {
            text += joined(
                {"  - {at: ", any_of({"10 d", "90.5 s", "2 h", "2029-01-01", "'2029-01-01 06:30'"}),
                 ", ",
                 any_of({"remote: on", "remote: off", "remote: {low_v: 3.2}", "mode: off",
                         "mode: on", "set_soc: 80.5 %", "synchronise: true", "factory_reset: true",
                         "reset_history: true", "setting: {discharge_floor: 12.5 %}",
                         "setting: {low_cell: 2750 mV}", "update: begin", "update: fail",
                         "bluetooth: disabled", "bluetooth: connected, update: finish"}),
                 "}\n"});
        }
    }
    if (any_bool()) {
        text += "expect: [" +
                any_of({"damage.day > 9", "load_off.count == 0", "pre_alarm.lead_s >= 30",
                        "A-B07.first.day > 2029-01-01", "soc_end_pct < 50 %"}) +
                ", warning.day != 3]\n";
    }
    return text;
}

}  // namespace engine
