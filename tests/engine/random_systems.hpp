#pragma once
// Random systems small and short enough to be run tick by tick, in which nevertheless much happens.

#include "tests/engine/generators.hpp"

#include <algorithm>
#include <string>

namespace engine {

/// Its size, as far as the rest follows from it.
struct SystemSize {
    std::string battery;
    int cells, series, parallel, capacity_ah;
    int batteries() const { return series * parallel; }
    /// Hours that take the reference driver about as long whatever the size.
    int most_hours() const { return std::clamp(400 / (cells * batteries()), 6, 72); }
    /// A current as milliampere, up to a share of 1C that is told in percent.
    std::string any_current(int most_pct) const {
        return std::to_string(any_in(10, capacity_ah * parallel * most_pct * 10)) + " mA";
    }
    std::string any_power(int most_pct) const {
        const double nominal_v = 3.2 * cells * series;
        return shortest(any_in(1, capacity_ah * parallel * most_pct) / 100.0 * nominal_v) + " W";
    }
};

inline SystemSize any_size() {
    const int exponent = any_in(0, 2);
    const int cells = 4 << exponent;
    const int capacity_ah = exponent == 2 ? 100 : any_in(1, 3) * 100;
    const std::string voltage = exponent == 0 ? "12v8" : exponent == 1 ? "25v6" : "51v2";
    const int series = 1 << any_in(0, 2 - exponent);
    return {.battery = "lithium_ng_" + voltage + "_" + std::to_string(capacity_ah) + "ah",
            .cells = cells,
            .series = series,
            .parallel = any_in(1, 6 / series),
            .capacity_ah = capacity_ah};
}

/// Near the ends more happens.
inline std::string any_charge() {
    const int where = any_in(0, 2);
    return where == 0   ? shortest(any_in(5, 180) / 10.0)
           : where == 1 ? shortest(any_in(180, 900) / 10.0)
                        : shortest(any_in(900, 1000) / 10.0);
}

inline std::string bank_of_size(const SystemSize& size) {
    std::string text =
        joined({"bank:\n  battery: ", size.battery, "\n  series: ", std::to_string(size.series),
                "\n  parallel: ", std::to_string(size.parallel),
                "\n  wiring: ", any_of({"busbar", "diagonal", "halfway", "one_end"}),
                "\n  link_resistance: ", any_number(0, 2), " mOhm\n  soc: ", any_charge(), " %\n"});
    text += any_bool() ? "  temperature: " + any_number(-5, 40) + " degC\n" : "";
    if (any_bool()) {
        text += joined({"  spread: {capacity_pct: ", any_number(0, 3),
                        ", resistance: ", any_number(0, 15), " %, soc_pct: ", any_number(0, 2),
                        ", self_discharge_pct: ", any_number(0, 30), "}\n"});
    }
    text += any_in(0, 3) == 0 ? "  enclosure: " + any_of({"insulated", "indoors"}) + "\n" : "";
    return text;
}

inline std::string any_times() {
    std::string text;
    if (any_bool()) {
        text += joined({", from: ", any_time_of_day(), ", to: ", any_time_of_day()});
    }
    if (any_bool()) {
        const int every_min = any_in(20, 240);
        text += ", on_for: " + std::to_string(any_in(5, every_min - 5)) +
                " min, every: " + std::to_string(every_min) + " min";
    }
    return text;
}

inline std::string device_for(const SystemSize& size, const std::string& name) {
    std::string text = "  " + name + ": {model: ";
    const int kind = any_in(0, 3);
    if (kind == 0) {
        text += "constant_current, draws: " + size.any_current(5);
    } else if (kind == 1) {
        text += "constant_power, draws: " + size.any_power(30);
    } else {
        text += "cc_cv_charger, charges: " + size.any_current(30);
        text += any_bool() ? ", absorption_time: " + std::to_string(any_in(5, 90)) + " min" : "";
        text += any_in(0, 4) == 0 ? ", switched_by: nothing" : "";
    }
    text += any_bool() ? ", connected_to: load" : "";
    return text + any_times() + "}\n";
}

/// Something breaks or somebody does something, and often it is put right after a while.
inline std::string event_for(const SystemSize& size, int hours) {
    const std::string battery = "battery: " + std::to_string(any_in(1, size.batteries()));
    const std::vector<std::pair<std::string, std::string>> choices{
        {"remote: open", "remote: joined"},
        {"remote: high_to_plus", "remote: open"},
        {"mode: 'off'", "mode: 'on'"},
        {battery + ", gone: true", battery + ", gone: false"},
        {size.parallel > 1 ? battery + ", disconnected: true" : "mode: 'off'",
         size.parallel > 1 ? battery + ", disconnected: false" : "mode: 'on'"},
        {"chain: open", "chain: closed"},
        {"hardware_fault: true", "hardware_fault: false"},
        {"link: {drop_pct: 20, delay: 0.2 s, jitter: 0.3 s}", "link: {}"},
        {battery + ", update: begin", battery + ", update: finish"},
        {"set_soc: " + any_charge() + " %", "synchronise: true"},
    };
    const auto& [begin, end] = choices[any_in<std::size_t>(0, choices.size() - 1)];
    const int begin_ms = any_in(1000, hours * 3'600'000 - 2'000'000);
    const int lasts_ms = any_in(100, 1'500'000);
    const auto at = [](int ms) { return "  - {at: " + shortest(ms / 1000.0) + " s, "; };
    std::string text = at(begin_ms) + begin + "}\n";
    text += any_in(0, 3) > 0 ? at(begin_ms + lasts_ms) + end + "}\n" : "";
    return text;
}

/// A whole scenario as YAML.
inline std::string any_system() {
    const SystemSize size = any_size();
    const int hours = any_in(3, size.most_hours());
    std::string text =
        joined({"start: '2026-0", std::to_string(any_in(1, 9)), "-15 ", any_of({"00", "07", "18"}),
                ":00'\nduration: ", std::to_string(hours),
                " h\nseed: ", std::to_string(any_in(1, 1'000'000)), "\n"});
    text += bank_of_size(size);
    if (any_bool()) {
        text += joined({"ambient: {temperature: ", any_number(0, 30),
                        " degC, daily_amplitude_degc: ", any_number(0, 10), "}\n"});
    }
    if (any_bool()) {
        const int floor_pct = any_in(0, 20);
        text += "bms: {discharge_floor: " + std::to_string(floor_pct) +
                " %, low_soc_warning: " + std::to_string(floor_pct + any_in(1, 20)) + " %}\n";
    }
    const int devices = any_in(1, 3);
    text += "devices:\n";
    for (int i = 0; i < devices; ++i) {
        text += device_for(size, "device_" + std::to_string(i));
    }
    const int events = any_in(0, 3);
    text += events > 0 ? "events:\n" : "";
    for (int i = 0; i < events; ++i) {
        text += event_for(size, hours);
    }
    return text;
}

/// Number `number` of all systems, always the same.
inline std::string random_system(std::uint64_t number) {
    return rc::gen::exec([] { return any_system(); })(rc::Random{number}, rc::kNominalSize).value();
}

}  // namespace engine
