// The plant: one second of a whole bank, its largest sizes (12, 24 and 48 V).

#include "engine/scenario_loader.hpp"
#include "engine/system.hpp"
#include "models/bank.hpp"

#include <cmath>

#include <benchmark/benchmark.h>

namespace {

struct BankCase {
    const char* name;
    int cells;
    int strings;
};
constexpr BankCase cases[] = {{"4s50p", 4, 50}, {"8s50p", 8, 50}, {"16s25p", 16, 25}};

models::BankSetup setup_of(const BankCase& bank) {
    models::Chemistry chemistry{
        .ocv_discharge_v = {{.at = 0.0, .value = 2.5},
                            {.at = 0.05, .value = 3.05},
                            {.at = 0.5, .value = 3.28},
                            {.at = 0.95, .value = 3.33},
                            {.at = 1.0, .value = 3.5}},
        .entropic_v_per_k = {{.at = 0.0, .value = 0.0}, {.at = 1.0, .value = 0.0}},
        .r0_factor = {{.at = 0.0, .value = 1.0}, {.at = 1.0, .value = 1.0}},
        .rc1_factor = models::level_curve(0.5),
        .rc1_s = 60.0,
        .rc2_factor = models::level_curve(0.5),
        .rc2_s = 1000.0};
    return {.chemistry = std::move(chemistry),
            .battery = {.cells = bank.cells,
                        .capacity_ah = 100.0,
                        .internal_resistance_ohm = 0.001 * bank.cells,
                        .heat_capacity_j_per_k = 10'000.0,
                        .heat_transfer_w_per_k = 2.0},
            .in_series = 1,
            .in_parallel = bank.strings,
            .wiring = models::Wiring::Diagonal,
            .link_resistance_ohm = 0.0001,
            .soc = 0.9};
}

/// Advance, fold, divide: what happens once a second. Counts cells advanced per second.
void bank_step(benchmark::State& state) {
    const BankCase& bank_case = cases[state.range(0)];
    models::Bank bank{setup_of(bank_case)};
    const double current_a = -50.0 * bank_case.strings;
    double drawn_ah = 0.0;
    for (auto _ : state) {
        bank.carry(current_a);
        bank.advance(25.0, 1.0);
        drawn_ah -= current_a / 3600.0;
        // Half a bank drawn: start again, so that every step is an ordinary one.
        if (drawn_ah > 0.4 * bank.capacity_ah()) {
            state.PauseTiming();
            bank = models::Bank{setup_of(bank_case)};
            drawn_ah = 0.0;
            state.ResumeTiming();
        }
    }
    const double expected = 0.9 - drawn_ah / bank.capacity_ah();
    if (std::abs(bank.soc() - expected) > 1e-9) {
        state.SkipWithError("the charge does not add up");
    }
    state.SetLabel(bank_case.name);
    state.counters["cell_steps_per_s"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * bank_case.cells * bank_case.strings,
        benchmark::Counter::kIsRate);
}
BENCHMARK(bank_step)->DenseRange(0, 2);

}  // namespace
