// However a trajectory is cut into steps, it ends at the same place.

#include "models/cells.hpp"
#include "tests/models/generators.hpp"
#include "tests/models/samples.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

/// A current held for whole minutes.
struct Phase {
    double current_a;
    int minutes;
};

/// Between 2 and 98 % from 50, up to 2C, with rests.
std::vector<Phase> some_phases() {
    std::vector<Phase> phases;
    double soc = 0.5;
    const auto count = *gen_whole(3, 15);
    for (int i = 0; i < count; ++i) {
        const double current_a =
            *rc::gen::oneOf(rc::gen::just(0.0), gen_between(-1.0, 1.0), gen_between(-50.0, 50.0),
                            gen_between(-200.0, 200.0));
        const auto minutes = *gen_whole(1, 60);
        const double moved = current_a * minutes / 60.0 / 100.0;
        const bool is_outside = soc + moved > 0.98 || soc + moved < 0.02;
        const double sign = is_outside ? -1.0 : 1.0;
        if (soc + sign * moved > 0.98 || soc + sign * moved < 0.02) {
            continue;
        }
        soc += sign * moved;
        phases.push_back({sign * current_a, minutes});
    }
    return phases;
}

Cells run(const std::vector<Phase>& phases, const Chemistry& chemistry, const CellParameters& cell,
          double degc, double dt_s) {
    Cells cells{chemistry, cell, 1, 1, 0.5, degc, 1.0};
    for (const Phase& phase : phases) {
        for (long i = 0; i < std::lround(phase.minutes * 60.0 / dt_s); ++i) {
            cells.advance(std::array{phase.current_a}, degc, dt_s);
        }
    }
    return cells;
}

/// Whose slow relaxation saturates at 0.1C, or not at all.
Chemistry some_chemistry() {
    Chemistry chemistry = lithium_chemistry();
    chemistry.rc2_saturates_at_c = *rc::gen::element(0.0, 0.1);
    return chemistry;
}

CellParameters leaking_cell() {
    CellParameters cell = sample_cell();
    cell.self_discharge_a = 0.01;
    return cell;
}

RC_GTEST_PROP(StepLength, MakesNoDifferenceAtOneTemperature, ()) {
    const std::vector<Phase> phases = some_phases();
    RC_PRE(!phases.empty());
    CellParameters cell = leaking_cell();
    cell.heat_transfer_w_per_k = 1e7;
    const double degc = *gen_between(-10.0, 45.0);
    const Chemistry chemistry = some_chemistry();
    const Cells second = run(phases, chemistry, cell, degc, 1.0);
    const double current_a = phases.back().current_a;
    for (const double dt_s : {10.0, 60.0}) {
        const Cells longer = run(phases, chemistry, cell, degc, dt_s);
        RC_ASSERT(std::abs(longer.soc(0) - second.soc(0)) < 1e-9);
        RC_ASSERT(std::abs(longer.voltage_v(0, current_a) - second.voltage_v(0, current_a)) < 1e-4);
        RC_ASSERT(std::abs(longer.open_circuit_v(0) - second.open_circuit_v(0)) < 1e-4);
    }
}

RC_GTEST_PROP(StepLength, MakesLittleDifferenceWhileTheCellWarmsItself, ()) {
    const std::vector<Phase> phases = some_phases();
    RC_PRE(!phases.empty());
    const double degc = *gen_between(-10.0, 45.0);
    const Chemistry chemistry = some_chemistry();
    const Cells second = run(phases, chemistry, leaking_cell(), degc, 1.0);
    const double current_a = phases.back().current_a;
    for (const double dt_s : {10.0, 60.0}) {
        const Cells longer = run(phases, chemistry, leaking_cell(), degc, dt_s);
        RC_ASSERT(std::abs(longer.soc(0) - second.soc(0)) < 1e-7);
        RC_ASSERT(std::abs(longer.voltage_v(0, current_a) - second.voltage_v(0, current_a)) < 1e-4);
        RC_ASSERT(std::abs(longer.temperature_degc(0) - second.temperature_degc(0)) < 1e-2);
    }
}

// Hard on the temperature: 2C at -10 °C warms the cell by a kelvin a minute.
TEST(StepLength, MakesLittleDifferenceAtTwoCInTheCold) {
    const std::vector<Phase> phases{{-66.9767, 43}, {8.89621, 60}, {-200.0, 1}};
    const Cells second = run(phases, lithium_chemistry(), leaking_cell(), -10.0, 1.0);
    const Cells minute = run(phases, lithium_chemistry(), leaking_cell(), -10.0, 60.0);
    EXPECT_NEAR(minute.soc(0), second.soc(0), 1e-7);
    EXPECT_NEAR(minute.voltage_v(0, -200.0), second.voltage_v(0, -200.0), 1e-4);
}

// What the steps add up to in the ledger closes with any of them.
RC_GTEST_PROP(StepLength, LeavesNoResidualOfEnergy, ()) {
    const std::vector<Phase> phases = some_phases();
    RC_PRE(!phases.empty());
    const CellParameters cell = leaking_cell();
    const Chemistry chemistry = some_chemistry();
    for (const double dt_s : {1.0, 10.0, 60.0}) {
        Cells cells{chemistry, cell, 1, 1, 0.5, 10.0, 1.0};
        const double initial_j = cells.stored_energy_j();
        double terminal_j = 0.0;
        double throughput_j = 0.0;
        for (const Phase& phase : phases) {
            for (long i = 0; i < std::lround(phase.minutes * 60.0 / dt_s); ++i) {
                cells.advance(std::array{phase.current_a}, 20.0, dt_s);
                const double mean_v =
                    cells.mean_source_v()[0] + cells.mean_resistance_ohm()[0] * phase.current_a;
                terminal_j += phase.current_a * mean_v * dt_s;
                throughput_j += std::abs(phase.current_a * mean_v) * dt_s;
            }
        }
        const CellLedger& ledger = cells.ledger();
        const double spent_j = ledger.joule_heat_j + ledger.hysteresis_heat_j +
                               ledger.entropic_heat_j + ledger.coulombic_loss_j +
                               ledger.self_discharge_j;
        const double residual_j = terminal_j - (cells.stored_energy_j() - initial_j) - spent_j;
        RC_PRE(throughput_j > 1000.0);
        RC_ASSERT(std::abs(residual_j) < 1e-9 * throughput_j);
    }
}

}  // namespace
}  // namespace models
