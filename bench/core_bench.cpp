// The BMS core, by kind of work: a tick in which nothing happens, a round of frames, a tick that
// changes what is shown, one that synchronises, the costliest known, an image, a readout; and a
// leap.

#include "bms/core.hpp"
#include "bms/image_keeper.hpp"
#include "bms/readout.hpp"
#include "engine/trace.hpp"
#include "instructions.hpp"
#include "tests/allocations.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

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

/// So many 12.8 V batteries of 200 Ah side by side.
struct Rig {
    explicit Rig(const benchmark::State& state, const bms::Settings& settings = {})
        : Rig(static_cast<int>(state.range(0)), settings) {}
    explicit Rig(int count, const bms::Settings& settings = {})
        : batteries{count},
          view{bms::BankLayout{.batteries = static_cast<std::uint8_t>(count),
                               .in_series = 1,
                               .cells_per_battery = 4,
                               .battery_capacity = {200'000}}} {
        hear(3300, -10);
        const bms::MilliampHours capacity = sample.bank_capacity;
        core = bms::Core{
            bms::Memory{.monitor = bms::charged_to(500'000, capacity), .settings = settings}};
        tick();
    }

    void hear(int millivolts, int milliamps) {
        for (int i = 0; i < batteries; ++i) {
            view.receive(static_cast<std::size_t>(i), frame_of(4, millivolts, milliamps));
        }
        sample = bms::aggregate(view, core.settings());
    }
    void tick() { core.advance(sample, bms::held_integrals(sample, {1}), {1}); }

    int batteries;
    bms::BankView view;
    bms::Core core;
    bms::BankSample sample;
};

/// Least, middle and most instructions of a few calls.
struct Cost {
    long least;
    long median;
    long most;
};

template <class Work>
std::optional<Cost> cost_of(Work work) {
    constexpr int calls = 5;
    auto counts = bench::instructions_of(calls, work);
    if (!counts) {
        return std::nullopt;
    }
    std::sort(counts->begin(), counts->end());
    return Cost{.least = counts->front(), .median = (*counts)[calls / 2], .most = counts->back()};
}

/// Runs the work, and says how many instructions it took and that it allocated nothing.
template <class Work>
void measure(benchmark::State& state, Work work) {
    // Counted once for each size: the library calls a benchmark many times over.
    static std::map<std::int64_t, std::optional<Cost>> costs;
    const std::int64_t size = state.range(0);
    auto known = costs.find(size);
    if (known == costs.end()) {
        known = costs.emplace(size, cost_of(work)).first;
    }
    const long allocations_before = tests::allocations;
    for (auto _ : state) {
        work();
    }
    if (tests::allocations != allocations_before) {
        state.SkipWithError("the core allocates");
    }
    if (const auto& cost = known->second) {
        state.counters["instructions_min"] = static_cast<double>(cost->least);
        state.counters["instructions"] = static_cast<double>(cost->median);
        state.counters["instructions_max"] = static_cast<double>(cost->most);
    }
}

double least(const std::vector<double>& values) {
    return *std::min_element(values.begin(), values.end());
}
double most(const std::vector<double>& values) {
    return *std::max_element(values.begin(), values.end());
}
void with_ends(benchmark::internal::Benchmark* benchmark) {
    benchmark->ComputeStatistics("min", &least)->ComputeStatistics("max", &most);
}
void by_bank(benchmark::internal::Benchmark* benchmark) {
    benchmark->Arg(1)->Arg(4)->Arg(50)->Apply(with_ends);
}

/// Idle: a tick in the middle of a second, the sample held.
void core_tick(benchmark::State& state) {
    Rig rig{state};
    const bms::Integrals integrals = bms::held_integrals(rig.sample, {1});
    measure(state, [&] {
        rig.core.advance(rig.sample, integrals, {1});
        benchmark::DoNotOptimize(rig.core);
    });
    if (rig.core.status().load != bms::Output::High) {
        state.SkipWithError("LOAD is open");
    }
}
BENCHMARK(core_tick)->Apply(by_bank);

/// A frame of every battery, and the sample made of them.
void core_frame(benchmark::State& state) {
    Rig rig{state};
    int millivolts = 3300;
    measure(state, [&] {
        millivolts = millivolts == 3300 ? 3301 : 3300;
        rig.hear(millivolts, -10);
        benchmark::DoNotOptimize(rig.sample);
    });
    if (rig.sample.extremes.lowest_cell.count != millivolts) {
        state.SkipWithError("the sample is not that of the last frames");
    }
}
BENCHMARK(core_frame)->Apply(by_bank);

/// A tick that changes outputs, codes and lights: the chain opens, or closes and is taken for well
/// at once.
void core_event(benchmark::State& state) {
    bms::Settings settings;
    settings.set<bms::Setting::FaultReturn>({0});
    Rig rig{state, settings};
    std::int64_t changes = 0;
    std::int64_t ticks = 0;
    bms::Output load = rig.core.status().load;
    bms::BankSample open = rig.sample;
    open.flags.set(bms::Flag::ChainOpen);
    const bms::Integrals integrals = bms::held_integrals(rig.sample, {1});
    measure(state, [&] {
        rig.core.advance(++ticks % 2 == 1 ? open : rig.sample, integrals, {1});
        const bms::Output now = rig.core.status().load;
        changes += now != load ? 1 : 0;
        load = now;
    });
    if (changes != ticks) {
        state.SkipWithError("a tick changed nothing");
    }
}
BENCHMARK(core_event)->Apply(by_bank);

/// The tick that synchronises to 100 %.
void core_sync(benchmark::State& state) {
    Rig rig{state};
    rig.hear(3550, 10);
    bms::Core before = rig.core;
    for (bms::Core next = before; next.status().synchronisations == 0;) {
        before = next;
        next.advance(rig.sample, bms::held_integrals(rig.sample, {1}), {1});
    }
    const bms::Integrals integrals = bms::held_integrals(rig.sample, {1});
    measure(state, [&] {
        rig.core = before;
        rig.core.advance(rig.sample, integrals, {1});
        benchmark::DoNotOptimize(rig.core);
    });
    if (rig.core.status().synchronisations != 1) {
        state.SkipWithError("it did not synchronise");
    }
}
BENCHMARK(core_sync)->Apply(by_bank);

/// The last tick of a trace, and the core before it.
struct LastTick {
    bms::Core before;
    bms::BankSample sample;
    std::uint64_t ticks;
};

LastTick last_tick_of(const char* path) {
    engine::TraceReader trace{engine::TextLines{path}};
    bms::Core core = trace.head().core;
    LastTick last{.before = core, .sample = {}, .ticks = 0};
    while (const auto step = trace.next()) {
        if (step->ticks == 0) {
            continue;  // only tells what is shown
        }
        last = {.before = core, .sample = step->sample, .ticks = step->ticks};
        for (std::uint64_t done = 0; done < step->ticks;) {
            const bms::Ticks rest{static_cast<std::uint32_t>(step->ticks - done)};
            done += core.advance(step->sample, bms::held_integrals(step->sample, rest), rest).count;
        }
    }
    return last;
}

/// The costliest tick that a search has found, of 50 batteries.
void core_worst(benchmark::State& state) {
    const LastTick last = last_tick_of(BANKTWIN_WORST_TRACE);
    const bms::Integrals integrals = bms::held_integrals(last.sample, {1});
    bms::Core core = last.before;
    measure(state, [&] {
        core = last.before;
        core.advance(last.sample, integrals, {1});
        benchmark::DoNotOptimize(core);
    });
    if (last.ticks != 1 || core.status() == last.before.status()) {
        state.SkipWithError("the trace does not end with a tick that changes something");
    }
}
BENCHMARK(core_worst)->Apply(with_ends)->Arg(50);

/// The image of a power cut, with its CRC.
void core_image(benchmark::State& state) {
    Rig rig{state};
    bms::ImageSlots slots{bms::blank_slot(), bms::blank_slot()};
    bms::Stored stored;
    bms::ImageKeeper keeper{bms::recover(slots, stored), rig.core, rig.view};
    measure(state, [&] {
        keeper.write(rig.core, rig.view, slots);
        benchmark::DoNotOptimize(slots);
    });
    bms::recover(slots, stored);
    if (!(stored.memory == rig.core.memory())) {
        state.SkipWithError("the image is another");
    }
}
BENCHMARK(core_image)->Apply(by_bank);

/// The record of Instant Readout, packed and encrypted.
void core_readout(benchmark::State& state) {
    Rig rig{state};
    const bms::ReadoutIdentity identity{.key = {1, 2, 3}, .product_id = 0xA3E5};
    std::uint16_t nonce = 0;
    bms::Advertisement last{};
    measure(state, [&] {
        last = bms::advertise(bms::readout(rig.core, rig.sample), identity, ++nonce);
        benchmark::DoNotOptimize(last);
    });
    const std::span payload{last.data() + bms::advertisement_header_bytes,
                            bms::ReadoutRecord::byte_count};
    bms::crypt_readout(identity.key, nonce, payload);
    if (!(bms::ReadoutRecord{payload} == bms::readout(rig.core, rig.sample))) {
        state.SkipWithError("the record is another");
    }
}
BENCHMARK(core_readout)->Apply(by_bank);

/// One second: a frame of every battery, the bank's sample, ten ticks.
void core_second(benchmark::State& state) {
    Rig rig{state};
    int millivolts = 3300;
    measure(state, [&] {
        millivolts = millivolts == 3300 ? 3301 : 3300;
        rig.hear(millivolts, -10);
        const bms::Integrals integrals = bms::held_integrals(rig.sample, {1});
        for (int tick = 0; tick < 10; ++tick) {
            rig.core.advance(rig.sample, integrals, {1});
        }
        benchmark::DoNotOptimize(rig.core);
    });
    if (rig.core.monitor().capacity().count != 200'000 * rig.batteries) {
        state.SkipWithError("the bank has another capacity");
    }
}
BENCHMARK(core_second)->Apply(by_bank);

/// A day at once, with a held sample (law 1).
void core_leap(benchmark::State& state) {
    Rig rig{state};
    rig.hear(3300, -5000);
    constexpr bms::Ticks day{864'000};
    const bms::Integrals integrals = bms::held_integrals(rig.sample, day);
    const bms::Core start = rig.core;
    measure(state, [&] {
        rig.core = start;
        rig.core.advance(rig.sample, integrals, day);
        benchmark::DoNotOptimize(rig.core);
    });
    // 5 A for a day are 120 Ah; from 100 Ah the floor of 20 Ah stops the leap after 16 hours, the
    // warning level of 40 Ah after 12.
    const std::int64_t left = rig.core.monitor().charge().count;
    if (left < 39'000'000LL * 3600 || left > 41'000'000LL * 3600) {
        state.SkipWithError("the leap did not stop at the warning");
    }
}
BENCHMARK(core_leap)->Apply(with_ends)->Arg(1);

}  // namespace
