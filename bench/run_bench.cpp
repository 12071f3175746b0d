// Whole scenarios with the reference driver.

#include "engine/run.hpp"
#include "engine/scenario_loader.hpp"

#include <cmath>

#include <benchmark/benchmark.h>

namespace {

constexpr const char* layup = R"(
duration: 1 d
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

void simulate(benchmark::State& state, const char* text, double expected_drawn_ah,
              double tolerance) {
    const engine::LoadedScenario loaded = engine::load_scenario_text(text, "bench");
    double drawn_ah = 0.0;
    for (auto _ : state) {
        const engine::RunResult result = engine::run_fixed(loaded);
        drawn_ah = *result.metrics[engine::Metric::Discharged];
        if (!result.balance.closes()) {
            state.SkipWithError("the balance does not close");
        }
    }
    if (std::abs(drawn_ah / expected_drawn_ah - 1.0) > tolerance) {
        state.SkipWithError("another charge was drawn");
    }
    state.counters["sim_s_per_s"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * 86'400.0, benchmark::Counter::kIsRate);
}

/// One battery, an alarm: 38 mA for a day.
void day_layup_fixed(benchmark::State& state) {
    simulate(state, layup, 0.912, 1e-3);
}
BENCHMARK(day_layup_fixed)->Unit(benchmark::kMillisecond);

/// Fifty batteries with links, a load and a charger. The load takes 2 kW a third of the time, of
/// which four hours' share (2.67 kWh) comes from the charger: 13.3 kWh from the bank at about 13.1
/// V.
void day_busy_50_fixed(benchmark::State& state) {
    simulate(state, busy, 13'333.0 / 13.1, 0.03);
}
BENCHMARK(day_busy_50_fixed)->Unit(benchmark::kMillisecond);

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
