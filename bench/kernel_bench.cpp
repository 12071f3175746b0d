// The cells' arithmetic alone, on the workload by which simulators of banks are compared: strings
// of 2-RC cells in parallel, the current's division solved before and after each second, 1C.

#include "models/bank_network.hpp"
#include "models/electrical_cells.hpp"
#include "tests/models/peer_workload.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using models::peer_banks;
using models::PeerBank;

constexpr int steps = 3000;

/// Of the first bank two other programs know the answer; every bank has one, whoever steps it.
void report(benchmark::State& state, const PeerBank& bank, double voltage_v) {
    static std::map<std::string, double> answers_v{{"4s50p", 11.825402}};
    const double expected_v = answers_v.try_emplace(bank.name, voltage_v).first->second;
    if (std::abs(voltage_v - expected_v) > 1e-6) {
        state.SkipWithError("the bank's voltage is not the one that others find");
    }
    state.SetLabel(bank.name);
    state.counters["cell_steps_per_s"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * steps * static_cast<double>(bank.cells()),
        benchmark::Counter::kIsRate);
}

/// ElectricalCells and BankNetwork, forward Euler as the others.
void kernel_2rc(benchmark::State& state) {
    const PeerBank& bank = peer_banks[static_cast<std::size_t>(state.range(0))];
    double voltage_v = 0.0;
    for (auto _ : state) {
        state.PauseTiming();
        models::PeerRun run{bank, models::fastest_isa(), models::euler_step};
        state.ResumeTiming();
        for (int step = 0; step < steps; ++step) {
            voltage_v = run.step(bank.one_c_a());
        }
    }
    report(state, bank, voltage_v);
}

/// The same numbers in the plainest loops over arrays, left to the compiler.
struct BareBank {
    explicit BareBank(const PeerBank& bank)
        : strings{bank.strings}, cells{bank.cells()}, current_a(strings), e_v(strings) {
        for (auto* column : {&z, &x1, &x2, &per_as, &ah}) {
            column->resize(cells);
        }
        ohm.resize(strings);
        for (std::size_t position = 0; position < bank.positions; ++position) {
            for (std::size_t string = 0; string < strings; ++string) {
                const models::ElectricalCell cell = models::peer_cell(position, string);
                const std::size_t i = position * strings + string;
                z[i] = cell.soc;
                per_as[i] = 1.0 / (3600.0 * cell.capacity_ah);
                ohm[string] += cell.r0_ohm;
            }
        }
        for (std::size_t string = 0; string < strings; ++string) {
            ohm[string] = 1.0 / ohm[string];
        }
    }
    std::size_t strings, cells;
    std::vector<double> z, x1, x2, per_as, ah, current_a, e_v, ohm;
};

#define EVERY_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))

EVERY_PROCESSOR void sources(double* e_v, const double* z, const double* x1, const double* x2,
                             const double* ocv_v, std::size_t cells, std::size_t strings) {
    std::fill(e_v, e_v + strings, 0.0);
    for (std::size_t begin = 0; begin < cells; begin += strings) {
        for (std::size_t s = 0; s < strings; ++s) {
            const double at = z[begin + s] * 20.0;
            const double inside = std::min(std::max(at, 0.0), 19.0);
            const int k = static_cast<int>(inside);
            const double ocv = ocv_v[k] + (at - k) * (ocv_v[k + 1] - ocv_v[k]);
            e_v[s] += ocv - 0.5e-3 * x1[begin + s] - 0.5e-3 * x2[begin + s];
        }
    }
}

EVERY_PROCESSOR void advance(double* z, double* x1, double* x2, double* ah, const double* per_as,
                             const double* current_a, std::size_t cells, std::size_t strings) {
    for (std::size_t begin = 0; begin < cells; begin += strings) {
        for (std::size_t s = 0; s < strings; ++s) {
            const double i = current_a[s];
            z[begin + s] -= i * per_as[begin + s];
            x1[begin + s] += (i - x1[begin + s]) * (1.0 / 60.0);
            x2[begin + s] += (i - x2[begin + s]) * (1.0 / 1000.0);
            ah[begin + s] += (i < 0.0 ? -i : i) * (1.0 / 3600.0);
        }
    }
}

EVERY_PROCESSOR double share(double* current_a, const double* e_v, const double* siemens,
                             double bank_a, std::size_t strings) {
    double all_siemens = 0.0;
    double short_circuit_a = 0.0;
    for (std::size_t s = 0; s < strings; ++s) {
        all_siemens += siemens[s];
        short_circuit_a += siemens[s] * e_v[s];
    }
    const double voltage_v = (short_circuit_a - bank_a) / all_siemens;
    for (std::size_t s = 0; s < strings; ++s) {
        current_a[s] = (e_v[s] - voltage_v) * siemens[s];
    }
    return voltage_v;
}

void bare_loop_2rc(benchmark::State& state) {
    const PeerBank& bank = peer_banks[static_cast<std::size_t>(state.range(0))];
    double voltage_v = 0.0;
    for (auto _ : state) {
        state.PauseTiming();
        BareBank b{bank};
        state.ResumeTiming();
        const auto solve = [&] {
            sources(b.e_v.data(), b.z.data(), b.x1.data(), b.x2.data(), models::peer_ocv_v.data(),
                    b.cells, b.strings);
            return share(b.current_a.data(), b.e_v.data(), b.ohm.data(), bank.one_c_a(), b.strings);
        };
        voltage_v = solve();
        for (int step = 0; step < steps; ++step) {
            share(b.current_a.data(), b.e_v.data(), b.ohm.data(), bank.one_c_a(), b.strings);
            advance(b.z.data(), b.x1.data(), b.x2.data(), b.ah.data(), b.per_as.data(),
                    b.current_a.data(), b.cells, b.strings);
            voltage_v = solve();
        }
    }
    report(state, bank, voltage_v);
}

BENCHMARK(kernel_2rc)->DenseRange(0, 2);
BENCHMARK(bare_loop_2rc)->DenseRange(0, 2);

}  // namespace
