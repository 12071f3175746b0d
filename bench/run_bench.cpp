// Whole scenarios with both drivers.

#include "bench/year.hpp"
#include "engine/run.hpp"
#include "engine/scenario_loader.hpp"
#include "engine/store.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

constexpr const char* layup = R"(
duration: 365 d
bank: {battery: lithium_ng_12v8_200ah, soc_pct: 50}
devices:
  alarm: {model: constant_current, draws: 35 mA, connected_to: battery}
)";

constexpr const char* busy = R"(
duration: 1 d
bank: {battery: lithium_ng_12v8_100ah, parallel: 50, wiring: diagonal, link_resistance: 0.1 mOhm, soc_pct: 60}
devices:
  fridge: {model: constant_power, draws: 2 kW, on_for: 30 min, every: 90 min, connected_to: load}
  charger: {model: cc_cv_charger, charges: 500 A, from: '10:00', to: '14:00', switched_by: charger}
)";

struct Answer {
    double drawn_ah;
    double tolerance;  // relative
};

/// How fast, and how often a day it stopped to see what happens.
void count(benchmark::State& state, engine::SimTime horizon, std::int64_t stops) {
    state.counters["sim_s_per_s"] =
        benchmark::Counter(static_cast<double>(state.iterations()) * engine::to_seconds(horizon),
                           benchmark::Counter::kIsRate);
    state.counters["stops_per_day"] = static_cast<double>(stops) / engine::to_days(horizon);
}

void simulate(benchmark::State& state, const char* text, engine::Driver driver,
              const std::vector<std::string>& sets, Answer expected) {
    const engine::LoadedScenario loaded = engine::load_scenario_text(text, "bench", {.sets = sets});
    double drawn_ah = 0.0;
    std::int64_t stops = 0;
    for (auto _ : state) {
        const engine::RunResult result = engine::run(loaded, driver);
        drawn_ah = *result.metrics[engine::Metric::Discharged];
        stops = result.instants;
        if (!result.balance.closes()) {
            state.SkipWithError("the balance does not close");
        }
    }
    if (std::abs(drawn_ah / expected.drawn_ah - 1.0) > expected.tolerance) {
        state.SkipWithError("another charge was drawn");
    }
    count(state, loaded.scenario.horizon(), stops);
}

/// A year of one battery and an alarm, from half full through every milestone to a dead bank: 100
/// Ah and 2 below empty are drawn by 38 mA or leak by 5.56 (2 % in 30 days).
void year_layup(benchmark::State& state) {
    simulate(state, layup, engine::Driver::Leap, {},
             {.drawn_ah = 102.0 * 38.0 / (38.0 + 5.56), .tolerance = 0.03});
}
BENCHMARK(year_layup)->Unit(benchmark::kMillisecond);

/// Its first ten days tick by tick: 38 mA.
void year_layup_fixed(benchmark::State& state) {
    simulate(state, layup, engine::Driver::Fixed, {"duration=10 d"},
             {.drawn_ah = 9.12, .tolerance = 1e-3});
}
BENCHMARK(year_layup_fixed)->Unit(benchmark::kMillisecond);

/// Fifty batteries with links, a load and a charger. The load takes 2 kW a third of the time, of
/// which four hours' share (2.67 kWh) comes from the charger: 13.3 kWh from the bank at about 13.1
/// V.
void day_busy_50(benchmark::State& state) {
    simulate(state, busy, engine::Driver::Leap, {},
             {.drawn_ah = 13'333.0 / 13.1, .tolerance = 0.03});
}
BENCHMARK(day_busy_50)->Unit(benchmark::kMillisecond);

void day_busy_50_fixed(benchmark::State& state) {
    simulate(state, busy, engine::Driver::Fixed, {},
             {.drawn_ah = 13'333.0 / 13.1, .tolerance = 0.03});
}
BENCHMARK(day_busy_50_fixed)->Unit(benchmark::kMillisecond);

/// A bank of the largest size at 0.2C for an hour, tick by tick, its result recorded and stored:
/// what a cell's second costs with BMS, events and store, beside `kernel_2rc` and `bank_step`.
struct LargestBank {
    const char* name;
    const char* battery;
    int cells, strings;
};
constexpr LargestBank largest_banks[] = {{"4s50p", "lithium_ng_12v8_100ah", 4, 50},
                                         {"8s50p", "lithium_ng_25v6_100ah", 8, 50},
                                         {"16s25p", "lithium_ng_51v2_100ah", 16, 25}};

void stored_hour_fixed(benchmark::State& state) {
    const LargestBank& bank = largest_banks[state.range(0)];
    const bench::Folder folder;
    const double drawn_ah = 20.0 * bank.strings;
    const engine::LoadedScenario loaded = engine::load_scenario_text(
        "duration: 1 h\nbank: {battery: " + std::string{bank.battery} +
            ", parallel: " + std::to_string(bank.strings) +
            ", wiring: diagonal, link_resistance: 0.1 mOhm, soc_pct: 60}\ndevices:\n"
            "  load: {model: constant_current, draws: " +
            std::to_string(drawn_ah) + " A, connected_to: load}\n",
        "bench");
    for (auto _ : state) {
        engine::Store store{folder.path("hour.sqlite")};
        const engine::RunResult result =
            engine::run(loaded, engine::Driver::Fixed, {.record = true});
        store.finish({.name = "bench"}, result, {});
        // The BMS itself takes a little.
        if (std::abs(*result.metrics[engine::Metric::Discharged] / drawn_ah - 1.0) > 1e-3) {
            state.SkipWithError("another charge was drawn");
        }
    }
    state.SetLabel(bank.name);
    state.counters["cell_steps_per_s"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * 3600.0 * bank.cells * bank.strings,
        benchmark::Counter::kIsRate);
}
BENCHMARK(stored_hour_fixed)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

/// What a battery gives in a day: 40 W for half an hour 16 times, three of them while the charger
/// runs; 260 Wh at 13.2 V.
constexpr double drawn_a_day_ah = 260.0 / 13.2;

/// The same wherever the cost grows with what is simulated, and no faster.
void count_battery_days(benchmark::State& state, std::int64_t battery_days) {
    state.counters["battery_days_per_s"] = benchmark::Counter(
        static_cast<double>(state.iterations() * battery_days), benchmark::Counter::kIsRate);
}

/// How the cost grows with cells: a day of so many batteries with links, 40 W for each, and 10 A
/// for four hours.
void scale_batteries(benchmark::State& state) {
    const std::int64_t batteries = state.range(0);
    const std::string number = std::to_string(batteries);
    const auto each = static_cast<double>(batteries);
    simulate(state, busy, engine::Driver::Leap,
             {"bank.parallel=" + number, "bank.link_resistance=0.01 mOhm",
              "devices.fridge.draws=" + std::to_string(40 * batteries) + " W",
              "devices.charger.charges=" + std::to_string(10 * batteries) + " A"},
             {.drawn_ah = each * drawn_a_day_ah, .tolerance = 0.04});
    count_battery_days(state, batteries);
}
BENCHMARK(scale_batteries)
    ->Arg(1)
    ->Arg(5)
    ->Arg(10)
    ->Arg(20)
    ->Arg(50)
    ->Unit(benchmark::kMillisecond);

/// And with time: so many days of one.
void scale_days(benchmark::State& state) {
    const std::int64_t days = state.range(0);
    simulate(state, busy, engine::Driver::Leap,
             {"bank.parallel=1", "devices.fridge.draws=40 W", "devices.charger.charges=10 A",
              "duration=" + std::to_string(days) + " d"},
             {.drawn_ah = static_cast<double>(days) * drawn_a_day_ah, .tolerance = 0.02});
    count_battery_days(state, days);
}
BENCHMARK(scale_days)->Arg(1)->Arg(30)->Arg(365)->Arg(3650)->Unit(benchmark::kMillisecond);

/// A year of fifty batteries, from the files to the stored result. The loads take 300 W always, 2
/// kW for two and a half hours and 800 W for one: 13 kWh a day, with what they miss while LOAD is
/// off, as in the last days of a year with panels by the minute.
void simulate_year(benchmark::State& state, std::int64_t step_s, engine::Driver driver,
                   const std::vector<std::string>& sets) {
    const bench::Year year{step_s};
    engine::SimTime horizon{0};
    std::int64_t stops = 0;
    for (auto _ : state) {
        const engine::LoadedScenario loaded =
            engine::load_scenario(year.scenario(), {.sets = sets});
        horizon = loaded.scenario.horizon();
        engine::Store store{year.result()};
        const engine::RunResult result = engine::run(loaded, driver, {.record = true});
        store.finish({.name = "bench"}, result, {});
        stops = result.instants;
        if (!result.balance.closes()) {
            state.SkipWithError("the balance does not close");
        }
        double loads_wh = result.metrics[engine::Metric::LoadUnmet].value_or(0.0);
        for (const engine::LedgerRow& row : result.ledger) {
            loads_wh -= row.kind == engine::LedgerRow::Kind::Load ? row.energy_wh : 0.0;
        }
        const double expected_wh = 13'000.0 * engine::to_days(horizon);
        if (std::abs(loads_wh / expected_wh - 1.0) > 1e-3) {
            state.SkipWithError("the loads took something else");
        }
    }
    count(state, horizon, stops);
}

void year_hourly_50(benchmark::State& state) {
    simulate_year(state, 3600, engine::Driver::Leap, {});
}
BENCHMARK(year_hourly_50)->Unit(benchmark::kMillisecond);

/// A day of it, tick by tick.
void year_hourly_50_fixed(benchmark::State& state) {
    simulate_year(state, 3600, engine::Driver::Fixed, {"duration=1 d"});
}
BENCHMARK(year_hourly_50_fixed)->Unit(benchmark::kMillisecond);

void year_minutely_50(benchmark::State& state) {
    simulate_year(state, 60, engine::Driver::Leap, {});
}
BENCHMARK(year_minutely_50)->Unit(benchmark::kMillisecond);

/// From YAML to a checked scenario.
void load_scenario(benchmark::State& state) {
    for (auto _ : state) {
        const engine::LoadedScenario loaded = engine::load_scenario_text(busy, "bench");
        if (loaded.scenario.bank.parallel != 50) {
            state.SkipWithError("read something else");
        }
    }
}
BENCHMARK(load_scenario)->Unit(benchmark::kMicrosecond);

}  // namespace
