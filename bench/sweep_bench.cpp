// Sweeps: lay-up years by the thousand.

#include "engine/sweep_store.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include <benchmark/benchmark.h>
#include <unistd.h>

namespace {

/// A folder with a scenario of a year and a sweep of it.
class LayupSweep {
  public:
    LayupSweep()
        : folder_{std::filesystem::temp_directory_path() /
                  ("banktwin-bench-" + std::to_string(::getpid()))} {
        std::filesystem::create_directories(folder_);
        std::ofstream{folder_ / "layup.yaml"}
            << "duration: 365 d\n"
               "bank: {battery: lithium_ng_12v8_200ah, soc_pct: 50}\n"
               "devices: {alarm: {model: constant_current, draws: 35 mA, connected_to: battery}}\n";
        std::ofstream{folder_ / "sweep.yaml"}
            << "base: layup.yaml\n"
               "grid:\n"
               "  devices.alarm.draws: [20 mA, 35 mA]\n"
               "  bank.soc_pct: {from: 50, to: 80, step: 10}\n"
               "monte_carlo: {runs: 5, vary: {bank.spread.capacity_pct: {uniform: [0, 1]}}}\n";
    }
    ~LayupSweep() {
        std::error_code error;
        std::filesystem::remove_all(folder_, error);
    }
    LayupSweep(const LayupSweep&) = delete;
    LayupSweep& operator=(const LayupSweep&) = delete;

    std::string sweep() const { return (folder_ / "sweep.yaml").string(); }
    std::string result() const { return (folder_ / "result.sqlite").string(); }

  private:
    std::filesystem::path folder_;
};

/// The day on which a bank of 200 Ah is empty: drained by the alarm and the BMS's 3 mA, and by 2 %
/// in 30 days on its own.
double empty_day(double soc_pct, double alarm_a) {
    return 2.0 * soc_pct / (24.0 * (alarm_a + 0.003) + 4.0 / 30.0);
}

/// Forty lay-up years, from the sweep's file to the result's. Its cells are at most 3 % apart, and
/// the weakest decides.
void sweep_layup(benchmark::State& state) {
    const LayupSweep files;
    std::int64_t runs = 0;
    for (auto _ : state) {
        const engine::Sweep sweep = engine::Sweep::read(files.sweep());
        engine::SweepStore store{files.result(), sweep, engine::SweepRecord{}};
        engine::run_sweep(sweep, {.threads = static_cast<unsigned>(state.range(0))},
                          [&](const engine::SweepRun& run) {
                              store.add(run);
                              const auto damage = engine::row_of(run, sweep.shown()).day[4];
                              const double expected =
                                  empty_day(*run.values[1].number, *run.values[0].number);
                              if (!damage || std::abs(*damage / expected - 1.0) > 0.05) {
                                  state.SkipWithError("damaged on another day");
                              }
                          });
        store.finish();
        runs += sweep.runs();
    }
    state.counters["runs_per_s"] =
        benchmark::Counter(static_cast<double>(runs), benchmark::Counter::kIsRate);
}
BENCHMARK(sweep_layup)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
