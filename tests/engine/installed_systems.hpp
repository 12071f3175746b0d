#pragma once
// Random installations of 12 and 24 V as people have them: panels, a starter battery behind a link,
// an inverter, loads behind a BatteryProtect, a heater, and their cables. By seeds of their own.

#include "tests/engine/generators.hpp"

#include <initializer_list>
#include <string>

namespace engine {

inline std::string any_cable() {
    return any_bool() ? ", cable_resistance: " + any_number(1, 30) + " mOhm" : "";
}
inline std::string any_rhythm() {
    const int every_min = any_in(10, 180);
    return joined({", on_for: ", std::to_string(any_in(1, every_min - 1)), " min, every: ",
                   std::to_string(every_min), " min", any_bool() ? ", starts: random" : ""});
}
inline std::string any_window() {
    return joined({", from: ", any_time_of_day(), ", to: ", any_time_of_day()});
}

/// What hangs behind the BatteryProtect, and the heater.
inline std::string loads_of(int times_12v) {
    const auto watts = [&](int most_w) {
        return std::to_string(any_in(1, most_w * times_12v)) + " W";
    };
    const std::string protect = any_of({"smart_battery_protect_65", "battery_protect_100"});
    return joined({"  protect: {model: ",
                   protect,
                   ", program: ",
                   any_bool() ? "li_ion" : std::to_string(any_in(0, 9)),
                   any_in(0, 3) == 0 ? ", switched_by: nothing" : "",
                   "}\n",
                   "  fridge: {model: constant_power, draws: ",
                   watts(80),
                   ", connected_to: protect",
                   any_rhythm(),
                   any_cable(),
                   "}\n",
                   "  lights: {model: resistance, resistance_ohm: ",
                   any_number(3, 40),
                   ", connected_to: protect",
                   any_window(),
                   any_cable(),
                   "}\n",
                   "  alarm: {model: constant_current, draws: ",
                   std::to_string(any_in(1, 60)),
                   " mA, connected_to: battery}\n",
                   "  mat: {model: heater, draws: ",
                   watts(60),
                   ", connected_to: ",
                   any_of({"protect", "battery"}),
                   ", only_when_charging: ",
                   any_of({"true", "false"}),
                   "}\n"});
}

inline std::string inverter_of(int times_12v) {
    const std::string size = any_of({"250", "375", "1200"});
    return joined({"  inverter: {model: inverter_ve_direct_", std::to_string(12 * times_12v), "_",
                   size, ", supplies: ", std::to_string(any_in(0, 260)),
                   " W, eco_mode: ", any_of({"true", "false"}), any_rhythm(), any_cable(), "}\n"});
}

/// Panels, and what charges from an engine.
inline std::string chargers_of(int times_12v) {
    const std::string solar = times_12v == 1 ? "smartsolar_75_15" : "smartsolar_75_15_at_24v";
    const std::string volts = times_12v == 1 ? "14.2 V" : "28.4 V";
    const std::string lead = "lead_battery_" + std::to_string(12 * times_12v) + "v";
    return joined({"  sun: {model: ",
                   solar,
                   ", panel: ",
                   std::to_string(any_in(20, 400) * times_12v),
                   " W",
                   any_cable(),
                   "}\n",
                   "  link: {model: cyrix_li_ct_120}\n",
                   "  starter: {model: ",
                   lead,
                   ", connected_to: link, capacity: ",
                   std::to_string(any_in(40, 120)),
                   " Ah, soc: ",
                   std::to_string(any_in(50, 100)),
                   " %}\n",
                   "  alternator: {model: alternator, connected_to: link, charges: ",
                   std::to_string(any_in(20, 90)),
                   " A, regulated: ",
                   volts,
                   any_window(),
                   "}\n",
                   "  car: {model: constant_power, connected_to: link, draws: ",
                   std::to_string(any_in(1, 40)),
                   " W",
                   any_window(),
                   any_cable(),
                   "}\n"});
}

inline std::string any_act(int minutes) {
    const auto [begin, end] = std::vector<std::pair<std::string, std::string>>{
        {"remote: open", "remote: joined"},
        {"switch: protect, position: open", "switch: protect, position: closed"},
        {"switch: sun, position: open", "switch: sun, position: closed"},
        {"short_circuit: fridge", "short_circuit_over: fridge"},
        {"start_assist: link", "remote: joined"}}[any_in<std::size_t>(0, 4)];
    const int begins = any_in(1, minutes - 90);
    const int ends = begins + any_in(1, 80);
    return joined({"  - {at: ", std::to_string(begins), " min, ", begin,
                   "}\n  - {at: ", std::to_string(ends), " min, ", end, "}\n"});
}

/// A whole scenario as YAML, of a third of a day.
inline std::string any_installation() {
    const int times_12v = any_in(1, 2);
    const std::string month = any_of({"01", "04", "07", "11"});
    std::string text = joined({"start: '2026-",
                               month,
                               "-15 ",
                               any_of({"00", "06", "12", "18"}),
                               ":00'\nduration: 8 h\nseed: ",
                               std::to_string(any_in(1, 1'000'000)),
                               "\nweather: {synthetic: ",
                               any_of({"piedmont", "stockholm"}),
                               "}\n",
                               "bank: {battery: lithium_ng_",
                               times_12v == 1 ? "12v8" : "25v6",
                               "_100ah, parallel: ",
                               std::to_string(any_in(1, 2)),
                               ", link_resistance: 0.5 mOhm, soc: ",
                               std::to_string(any_in(5, 100)),
                               " %}\n",
                               "bms: {discharge_floor: 10 %, low_soc_warning: 20 %}\ndevices:\n",
                               loads_of(times_12v),
                               inverter_of(times_12v),
                               chargers_of(times_12v)});
    constexpr int minutes = 480;
    const int acts = any_in(0, 2);
    text += acts > 0 ? "events:\n" : "";
    for (int i = 0; i < acts; ++i) {
        text += any_act(minutes);
    }
    return text;
}

/// Number `number` of them, always the same.
inline std::string random_installation(std::uint64_t number) {
    return rc::gen::exec([] { return any_installation(); })(rc::Random{number}, rc::kNominalSize)
        .value();
}

}  // namespace engine
