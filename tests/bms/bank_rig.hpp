#pragma once
// Batteries on a chain with a view and a core on the bench: every battery sends a frame a second,
// unless a test has something else in mind.

#include "tests/bms/core_rig.hpp"

#include <numeric>
#include <vector>

namespace bms {

/// What one battery says; at rest at 3.30 V and 20 °C.
struct BenchBattery {
    std::uint32_t serial_number = 0;
    std::uint8_t cells = 4;
    int capacity_mah = 200'000;
    int cell_mv = 3300;
    int current_ma = 0;
    int temperature_dc = 200;
    bool is_silent = false;
};

inline BatteryFrame frame_of(const BenchBattery& battery) {
    BatteryFrame frame{.voltage = {battery.cells * battery.cell_mv},
                       .current = {battery.current_ma},
                       .temperature = {battery.temperature_dc},
                       .nominal_capacity = {battery.capacity_mah},
                       .serial_number = battery.serial_number,
                       .firmware_version = 0x0102,
                       .cells = battery.cells};
    std::fill_n(frame.cell_mv.begin(), battery.cells, static_cast<std::uint16_t>(battery.cell_mv));
    return frame;
}

/// `count` batteries with serial numbers from 1001.
inline std::vector<BenchBattery> bench_batteries(std::size_t count, const BenchBattery& like = {}) {
    std::vector<BenchBattery> chain(count, like);
    std::uint32_t serial = 1001;
    for (BenchBattery& battery : chain) {
        battery.serial_number = serial++;
    }
    return chain;
}

/// The set that such a chain forms.
inline BatterySet set_of(const std::vector<BenchBattery>& chain, int in_series) {
    BatterySet set{.layout = {.batteries = static_cast<std::uint8_t>(chain.size()),
                              .in_series = static_cast<std::uint8_t>(in_series),
                              .cells_per_battery = chain.front().cells,
                              .battery_capacity = {chain.front().capacity_mah}}};
    for (std::size_t i = 0; i < chain.size(); ++i) {
        set.serial_numbers[i] = chain[i].serial_number;
    }
    return set;
}

struct BankRig {
    std::vector<BenchBattery> chain;
    BankView view;
    Core core;
    BankSample sample;
    Command command;        // the last one that was given
    std::uint32_t now = 0;  // the next tick

    /// In service since power-up, all outputs High at tick 0.
    BankRig(std::size_t batteries, int in_series, const BenchBattery& like = {})
        : chain{bench_batteries(batteries, like)}, view{set_of(chain, in_series)} {
        run(1_ticks);
    }
    /// First start: nothing is known; the BMS's supply is `supply_mv`.
    BankRig(std::vector<BenchBattery> batteries, int supply_mv) : chain{std::move(batteries)} {
        view.set_supply_voltage({supply_mv});
    }

    void send(std::size_t position) { view.receive(position, frame_of(chain[position])); }
    void tick() {
        for (std::size_t i = 0; now % frame_period.count == 0 && i < chain.size(); ++i) {
            if (!chain[i].is_silent) {
                send(i);
            }
        }
        step();
    }
    /// A tick in which nobody sends.
    void step() {
        view.set_updating(core.protection().update_state() == UpdateState::Running);
        sample = aggregate(view, core.settings());
        sample.command = command;
        core.advance(sample, held_integrals(sample, {1}), {1});
        view.advance({1});
        ++now;
    }
    void run(Ticks n) {
        for (std::uint32_t i = 0; i < n.count; ++i) {
            tick();
        }
    }
    /// The tick at which `done` first holds; fails the test when it has not after `limit` more.
    template <class Done>
    std::uint32_t tick_of(Done done, std::uint32_t limit = 1000) {
        for (std::uint32_t i = 0; i < limit; ++i) {
            tick();
            if (done()) {
                return now - 1;
            }
        }
        return 0xFFFF'FFFF;
    }
    bool shows(Code code) const { return core.status().codes.contains(code); }
    CodeSet codes() const { return core.status().codes; }
    Output load() const { return core.status().load; }
    Output charger() const { return core.status().charger; }
    bool both_float() const { return load() == Output::Floating && charger() == Output::Floating; }
    bool both_high() const { return load() == Output::High && charger() == Output::High; }
};

inline CodeSet only(Code code) {
    CodeSet set;
    set.insert(code);
    return set;
}

}  // namespace bms
