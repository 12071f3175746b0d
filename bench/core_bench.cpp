// The BMS core: one control tick, one battery frame, one leap.

#include "bms/core.hpp"

#include <array>
#include <cstdint>

#include <benchmark/benchmark.h>

namespace {

bms::BatteryFrame frame_of(int cells, int millivolts, int milliamps) {
    bms::BatteryFrame frame{.voltage = {cells * millivolts},
                            .current = {milliamps},
                            .temperature = {200},
                            .nominal_capacity = {200'000},
                            .cells = static_cast<std::uint8_t>(cells)};
    frame.cell_mv.fill(static_cast<std::uint16_t>(millivolts));
    return frame;
}

/// So many 12.8 V batteries of 200 Ah side by side, all heard once.
bms::BankView view_of(int batteries, int milliamps) {
    bms::BankView view({.batteries = static_cast<std::uint8_t>(batteries),
                        .in_series = 1,
                        .cells_per_battery = 4,
                        .battery_capacity = {200'000}});
    for (int i = 0; i < batteries; ++i) {
        view.receive(static_cast<std::size_t>(i), frame_of(4, 3300, milliamps));
    }
    return view;
}

bms::Core core_in_service(const bms::BankSample& sample) {
    bms::Core core(bms::Memory{.monitor = bms::charged_to(500'000, sample.bank_capacity)});
    core.advance(sample, bms::held_integrals(sample, {1}), {1});
    return core;
}

/// A tick in the middle of a second: the sample is held.
void core_tick(benchmark::State& state) {
    const bms::BankSample sample =
        bms::aggregate(view_of(static_cast<int>(state.range(0)), -10), {});
    const bms::Integrals integrals = bms::held_integrals(sample, {1});
    bms::Core core = core_in_service(sample);
    for (auto _ : state) {
        core.advance(sample, integrals, {1});
        benchmark::DoNotOptimize(core);
    }
    if (core.status().load != bms::Output::High) {
        state.SkipWithError("LOAD is open");
    }
}
BENCHMARK(core_tick)->Arg(1)->Arg(4)->Arg(50);

/// One second: a frame of every battery, the bank's sample, ten ticks.
void core_second(benchmark::State& state) {
    const int batteries = static_cast<int>(state.range(0));
    bms::BankView view = view_of(batteries, -10);
    bms::Core core = core_in_service(bms::aggregate(view, {}));
    int millivolts = 3300;
    for (auto _ : state) {
        millivolts = millivolts == 3300 ? 3301 : 3300;
        for (int i = 0; i < batteries; ++i) {
            view.receive(static_cast<std::size_t>(i), frame_of(4, millivolts, -10));
        }
        const bms::BankSample sample = bms::aggregate(view, core.settings());
        const bms::Integrals integrals = bms::held_integrals(sample, {1});
        for (int tick = 0; tick < 10; ++tick) {
            core.advance(sample, integrals, {1});
        }
        benchmark::DoNotOptimize(core);
    }
    if (core.monitor().capacity().count != 200'000 * batteries) {
        state.SkipWithError("the bank has another capacity");
    }
}
BENCHMARK(core_second)->Arg(1)->Arg(4)->Arg(50);

/// A day at once, with a held sample (law 1).
void core_leap(benchmark::State& state) {
    const bms::BankSample sample = bms::aggregate(view_of(1, -5000), {});
    constexpr bms::Ticks day{864'000};
    const bms::Integrals integrals = bms::held_integrals(sample, day);
    const bms::Core start = core_in_service(sample);
    bms::Core core = start;
    for (auto _ : state) {
        core = start;
        core.advance(sample, integrals, day);
        benchmark::DoNotOptimize(core);
    }
    // 5 A for a day are 120 Ah; from 100 Ah the floor of 20 Ah stops the leap after 16 hours, the
    // warning level of 40 Ah after 12.
    const std::int64_t left = core.monitor().charge().count;
    if (left < 39'000'000LL * 3600 || left > 41'000'000LL * 3600) {
        state.SkipWithError("the leap did not stop at the warning");
    }
}
BENCHMARK(core_leap);

}  // namespace
