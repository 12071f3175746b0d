// The energy balance of cells and bank: what goes in at the terminals is stored, lost or heat.
// Every entry of the ledger stands on its own, so the sum can fail.

#include "models/bank.hpp"
#include "models/cells.hpp"
#include "tests/models/generators.hpp"
#include "tests/models/samples.hpp"

#include <array>
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

/// A current held for some time at one temperature of the surroundings.
struct Phase {
    double current_a;
    double span_s;
    double ambient_degc;
};

double spent_j(const CellLedger& ledger) {
    return ledger.joule_heat_j + ledger.hysteresis_heat_j + ledger.entropic_heat_j +
           ledger.coulombic_loss_j + ledger.self_discharge_j;
}

/// Terminal energy against ledger and store.
struct Balance {
    double terminal_j = 0.0;
    double throughput_j = 0.0;
    double residual_j = 0.0;

    double residual() const { return residual_j / throughput_j; }
};

/// The plain cell worked out beside the product, segment by segment with its exact formulas.
struct PlainCell {
    Chemistry chemistry = plain_chemistry();
    CellParameters cell = sample_cell();
    double charge_ah;
    double rc1_a = 0.0;
    double rc2_a = 0.0;

    /// Energy into the terminals while `current_a` is held for `dt_s`.
    double hold(double current_a, double dt_s) {
        const double lost_a =
            current_a > 0.0 ? (1.0 - chemistry.coulombic_efficiency) * current_a : 0.0;
        const double before_v = ocv_v();
        charge_ah += (current_a - lost_a - cell.self_discharge_a) * dt_s / 3600.0;
        const double ocv_integral = 0.5 * (before_v + ocv_v()) * dt_s;  // linear in time
        const double rc_integral = plain_rc1 * relax(rc1_a, current_a, chemistry.rc1_s, dt_s) +
                                   plain_rc2 * relax(rc2_a, current_a, chemistry.rc2_s, dt_s);
        return current_a * (ocv_integral + cell.resistance_ohm * (current_a * dt_s + rc_integral));
    }

  private:
    double ocv_v() const { return 3.0 + 0.5 * charge_ah / cell.capacity_ah; }
    /// Moves one RC pair; integral of its current.
    static double relax(double& rc_a, double current_a, double tau_s, double dt_s) {
        const double offset = rc_a - current_a;
        rc_a = current_a + offset * std::exp(-dt_s / tau_s);
        return current_a * dt_s + offset * tau_s * (-std::expm1(-dt_s / tau_s));
    }
};

RC_GTEST_PROP(EnergyOfACell, ClosesToABillionthWhereAClosedFormExists, ()) {
    PlainCell plain{.charge_ah = 50.0};
    plain.chemistry.coulombic_efficiency = *gen_between(0.9, 1.0);
    plain.cell.self_discharge_a = *gen_between(0.0, 0.2);
    Cells cells{plain.chemistry, plain.cell, 1, 1, 0.5, 25.0};
    const double initial_j = cells.stored_energy_j();
    double terminal_j = 0.0;
    double throughput_j = 0.0;
    const auto phases = *gen_whole(3, 30);
    for (int i = 0; i < phases; ++i) {
        const double current_a = *gen_between(-100.0, 100.0);
        const double dt_s = *rc::gen::oneOf(gen_between(0.1, 10.0), gen_between(10.0, 1000.0));
        const double in_j = plain.hold(current_a, dt_s);
        terminal_j += in_j;
        throughput_j += std::abs(in_j);
        cells.advance(std::array{current_a}, *gen_between(-20.0, 40.0), dt_s);
    }
    const double residual_j =
        terminal_j - (cells.stored_energy_j() - initial_j) - spent_j(cells.ledger());
    RC_ASSERT(std::abs(residual_j) < 1e-9 * throughput_j);
}

// Each entry of the ledger in closed form: R I² t and I² R s (t - tau/2 (4 (1-a) - (1-a²))) for an
// RC pair from rest, (1 - eta) I U t, i_leak U t.
TEST(EnergyOfACell, EveryEntryOfTheLedgerHasItsClosedForm) {
    Chemistry chemistry = plain_chemistry(3.3, 3.3);
    chemistry.rc2_factor = {};
    chemistry.coulombic_efficiency = 0.99;
    CellParameters cell = sample_cell();
    cell.self_discharge_a = 0.05;
    for (const double dt_s : {1.0, 60.0, 600.0}) {
        Cells cells{chemistry, cell, 1, 1, 0.5, 25.0};
        for (double t = 0.0; t < 600.0; t += dt_s) {
            cells.advance(std::array{40.0}, 25.0, dt_s);
        }
        const double keep = std::exp(-600.0 / 25.0);
        const double rc_s = 600.0 - 2.0 * 25.0 * (1.0 - keep) + 0.5 * 25.0 * (1.0 - keep * keep);
        EXPECT_NEAR(cells.ledger().joule_heat_j, 0.5e-3 * 1600.0 * (600.0 + 0.5 * rc_s), 1e-8);
        EXPECT_NEAR(cells.ledger().coulombic_loss_j, 0.01 * 40.0 * 3.3 * 600.0, 1e-8);
        EXPECT_NEAR(cells.ledger().self_discharge_j, 0.05 * 3.3 * 600.0, 1e-8);
        EXPECT_EQ(cells.ledger().entropic_heat_j, 0.0);
    }
}

// The reversible heat comes back: charged and discharged at one temperature it sums to nothing, and
// one way it is Q * T * dU/dT.
TEST(EnergyOfACell, EntropicHeatOfOneWayComesBackOnTheOther) {
    Chemistry chemistry = plain_chemistry();
    chemistry.entropic_v_per_k = {{0.0, 1e-4}, {1.0, 1e-4}};
    CellParameters cell = sample_cell();
    cell.heat_transfer_w_per_k = 1e9;
    Cells cells{chemistry, cell, 1, 1, 0.2, 25.0};
    for (int i = 0; i < 3600; ++i) {
        cells.advance(std::array{50.0}, 25.0, 1.0);
    }
    const double one_way_j = 50.0 * 3600.0 * 298.15 * 1e-4;
    EXPECT_NEAR(cells.ledger().entropic_heat_j, one_way_j, 1e-6 * one_way_j);
    for (int i = 0; i < 3600; ++i) {
        cells.advance(std::array{-50.0}, 25.0, 1.0);
    }
    EXPECT_NEAR(cells.ledger().entropic_heat_j, 0.0, 1e-6 * one_way_j);
}

// At 25 °C the store is Q times the area under OCV - 298.15 K * dU/dT from empty.
TEST(EnergyOfACell, StoreIsTheEnthalpyAboveEmpty) {
    Chemistry chemistry = plain_chemistry();
    chemistry.entropic_v_per_k = {{0.0, -4e-4}, {1.0, 2e-4}};
    for (const double soc : {-0.02, 0.0, 0.05, 0.3, 1.0}) {
        const Cells cells{chemistry, sample_cell(), 2, 3, soc, -10.0};
        // Below empty dU/dT stays level.
        const double bend = soc > 0.0 ? 3e-4 * soc * soc : 0.0;
        const double area = 3.0 * soc + 0.25 * soc * soc - 298.15 * (-4e-4 * soc + bend);
        EXPECT_NEAR(cells.stored_energy_j(), 6 * 100.0 * 3600.0 * area, 1e-4);
    }
}

// What the ledger calls heat is what warms the cell: C dT + hA * integral of (T - Tamb). Exact for
// a level open-circuit voltage and constant resistances; within a step T relaxes exponentially.
RC_GTEST_PROP(EnergyOfACell, HeatOfTheLedgerIsTheHeatThatWarmsIt, ()) {
    Chemistry chemistry = plain_chemistry(3.3, 3.3);
    chemistry.coulombic_efficiency = *gen_between(0.9, 1.0);
    CellParameters cell = sample_cell();
    cell.self_discharge_a = *gen_between(0.0, 0.2);
    const double tau_s = cell.heat_capacity_j_per_k / cell.heat_transfer_w_per_k;
    const double initial_degc = *gen_between(-10.0, 40.0);
    Cells cells{chemistry, cell, 1, 1, 0.5, initial_degc};
    double passed_on_j = 0.0;
    for (int i = 0; i < 20; ++i) {
        const double current_a = *gen_between(-100.0, 100.0);
        const double ambient_degc = *gen_between(-20.0, 40.0);
        const double dt_s = *gen_between(10.0, 500.0);
        const double before = cells.temperature_degc(0);
        cells.advance(std::array{current_a}, ambient_degc, dt_s);
        const double keep = std::exp(-dt_s / tau_s);
        const double settled = (cells.temperature_degc(0) - before * keep) / (1.0 - keep);
        const double degc_s =
            (settled - ambient_degc) * dt_s + (before - settled) * tau_s * (1.0 - keep);
        passed_on_j += cell.heat_transfer_w_per_k * degc_s;
    }
    const double kept_j = cell.heat_capacity_j_per_k * (cells.temperature_degc(0) - initial_degc);
    const double heat_j = spent_j(cells.ledger());
    RC_ASSERT(std::abs(kept_j + passed_on_j - heat_j) < 1e-6 * (heat_j + std::abs(passed_on_j)));
}

/// Books as a system does: the held current times the mean of the voltages at both ends of a step.
Balance balance_of_cell(const std::vector<Phase>& phases, double soc, double temperature_degc,
                        double dt_s) {
    CellParameters cell = sample_cell();
    cell.self_discharge_a = 0.02;
    Cells cells{lithium_chemistry(), cell, 1, 1, soc, temperature_degc};
    const double initial_j = cells.stored_energy_j();
    Balance balance;
    for (const Phase& phase : phases) {
        const long steps = std::lround(phase.span_s / dt_s);
        for (long i = 0; i < steps; ++i) {
            const double before_v = cells.voltage_v(0, phase.current_a);
            cells.advance(std::array{phase.current_a}, phase.ambient_degc, dt_s);
            const double mean_v = 0.5 * (before_v + cells.voltage_v(0, phase.current_a));
            balance.terminal_j += phase.current_a * mean_v * dt_s;
            balance.throughput_j += std::abs(phase.current_a * mean_v) * dt_s;
        }
    }
    balance.residual_j =
        balance.terminal_j - (cells.stored_energy_j() - initial_j) - spent_j(cells.ledger());
    return balance;
}

RC_GTEST_PROP(EnergyOfACell, ClosesToAMillionthInSecondsOverAnyCycle, ()) {
    double soc = *gen_between(0.05, 0.95);
    const double initial_soc = soc;
    std::vector<Phase> phases;
    for (int i = 0; i < 6; ++i) {
        const double current_a =
            *rc::gen::oneOf(rc::gen::just(0.0), gen_between(-60.0, 60.0), gen_between(-5.0, 5.0));
        const double span_s = *gen_whole(120, 900);
        const double moved = current_a * span_s / 3600.0 / 100.0;
        const double sign = soc + moved > 0.99 || soc + moved < 0.01 ? -1.0 : 1.0;
        soc += sign * moved;
        phases.push_back({sign * current_a, span_s, *gen_between(-10.0, 40.0)});
    }
    const double temperature_degc = *gen_between(-5.0, 40.0);
    const Balance balance = balance_of_cell(phases, initial_soc, temperature_degc, 1.0);
    RC_PRE(balance.throughput_j > 1000.0);
    RC_ASSERT(std::abs(balance.residual()) < 1e-6);
}

TEST(EnergyOfACell, ClosesToAMillionthFromEmptyToFullAndBack) {
    for (const double degc : {0.0, 25.0, 40.0}) {
        const std::vector<Phase> cycle{{50.0, 7200.0, degc},  {0.0, 3600.0, degc - 10.0},
                                       {-50.0, 7180.0, degc}, {0.0, 600.0, degc},
                                       {100.0, 3300.0, degc}, {-100.0, 3300.0, degc}};
        const Balance balance = balance_of_cell(cycle, 0.0, degc, 1.0);
        EXPECT_LT(std::abs(balance.residual()), 1e-6) << degc;
    }
}

// Pulses of 1C in the cold, ten seconds on and ten off: what is left over belongs to the length of
// the step, not to the ledger, so half the step leaves a quarter.
TEST(EnergyOfACell, LeavesAQuarterOfTheResidualWithHalfTheStep) {
    std::vector<Phase> pulses;
    for (int i = 0; i < 60; ++i) {
        pulses.push_back({-100.0, 10.0, 0.0});
        pulses.push_back({0.0, 10.0, 0.0});
    }
    double previous = balance_of_cell(pulses, 0.8, 0.0, 1.0).residual();
    EXPECT_LT(std::abs(previous), 1e-4);
    for (const double dt_s : {0.5, 0.25, 0.125}) {
        const double residual = balance_of_cell(pulses, 0.8, 0.0, dt_s).residual();
        EXPECT_NEAR(residual / previous, 0.25, 0.02) << dt_s;
        previous = residual;
    }
}

/// Bus energy of phases in 1 s steps, booked with the mean voltage of each step as a system books
/// it.
Balance balance_of_bank(Bank& bank, const std::vector<Phase>& phases) {
    const double initial_j = bank.cells().stored_energy_j();
    Balance balance;
    for (const Phase& phase : phases) {
        for (long i = 0; i < std::lround(phase.span_s); ++i) {
            bank.carry(phase.current_a);
            bank.advance(phase.ambient_degc, 1.0);
            const double mean_v = bank.mean_voltage_v(phase.current_a);
            balance.terminal_j += phase.current_a * mean_v;
            balance.throughput_j += std::abs(phase.current_a * mean_v);
        }
    }
    balance.residual_j = balance.terminal_j - (bank.cells().stored_energy_j() - initial_j) -
                         spent_j(bank.cells().ledger()) - bank.link_loss_j();
    return balance;
}

// The links belong to it: bus energy = stored + ledger of all cells + lost in the links. Phases may
// be as short as a step.
RC_GTEST_PROP(EnergyOfABank, ClosesAtTheBusWithItsLinks, ()) {
    const BankSetup setup{.chemistry = lithium_chemistry(),
                          .battery = sample_battery(),
                          .in_series = *gen_whole(1, 2),
                          .in_parallel = *gen_whole(1, 4),
                          .wiring = *rc::gen::element(Wiring::Busbar, Wiring::Diagonal,
                                                      Wiring::Halfway, Wiring::OneEnd),
                          .link_resistance_ohm = *gen_between(0.0, 1e-3),
                          .soc = 0.5,
                          .temperature_degc = *gen_between(0.0, 40.0)};
    Bank bank{setup};
    std::vector<Phase> phases;
    for (int i = 0; i < 12; ++i) {
        phases.push_back(
            {setup.in_parallel * *gen_between(-100.0, 100.0),
             static_cast<double>(*rc::gen::oneOf(gen_whole(1, 10), gen_whole(10, 120))), 20.0});
    }
    const Balance balance = balance_of_bank(bank, phases);
    RC_PRE(balance.throughput_j > 10'000.0);
    RC_ASSERT(std::abs(balance.residual()) < 1e-6);
}

// Eight strings at one end of their links, 2C in the cold: the first carries most and warms most,
// and is empty long before the last. Where a string's voltage bends within a second, the others
// must take over by just as much, or they would not meet at the bus.
TEST(EnergyOfABank, ClosesWhileItsStringsWarmUnequallyAndRunEmptyOneAfterTheOther) {
    Bank bank{{.chemistry = lithium_chemistry(),
               .battery = sample_battery(),
               .in_parallel = 8,
               .wiring = Wiring::OneEnd,
               .link_resistance_ohm = 1e-3,
               .soc = 0.8,
               .temperature_degc = 0.0}};
    EXPECT_LT(std::abs(balance_of_bank(bank, {{-1600.0, 1200.0, 0.0}}).residual()), 1e-7);
    EXPECT_GT(bank.battery_temperature_degc(0), bank.battery_temperature_degc(7) + 20.0);
    EXPECT_LT(bank.battery_soc(0), 0.0);
    EXPECT_GT(bank.battery_soc(7), 0.3);
}

// A load that starts again and again: for a moment the first string gives almost all of it, ten
// times its capacity in an hour, and takes its step in parts.
TEST(EnergyOfABank, ClosesWhereTheFirstStringTakesTheBruntOfEveryStart) {
    Bank bank{{.chemistry = lithium_chemistry(),
               .battery = sample_battery(),
               .in_parallel = 8,
               .wiring = Wiring::OneEnd,
               .link_resistance_ohm = 1e-3,
               .soc = 0.8,
               .temperature_degc = 0.0}};
    std::vector<Phase> starts;
    for (int i = 0; i < 60; ++i) {
        starts.push_back({-1600.0, 1.0, 0.0});
        starts.push_back({0.0, 9.0, 0.0});
    }
    EXPECT_LT(std::abs(balance_of_bank(bank, starts).residual()), 1e-8);
    bank.carry(-1600.0);
    EXPECT_LT(bank.battery_current_a(0), -600.0);
}

// An inverter that starts again and again: two seconds of 1C in every minute, in the cold. The mean
// of the voltages before and after each step would be off by more than a millionth here.
TEST(EnergyOfABank, BooksShortStrongPulsesToFarBelowAMillionth) {
    Bank bank{{.chemistry = lithium_chemistry(),
               .battery = sample_battery(),
               .soc = 0.8,
               .temperature_degc = 10.0}};
    std::vector<Phase> pulses;
    for (int minute = 0; minute < 60; ++minute) {
        pulses.push_back({-100.0, 2.0, 10.0});
        pulses.push_back({0.0, 58.0, 10.0});
    }
    EXPECT_LT(std::abs(balance_of_bank(bank, pulses).residual()), 1e-8);
}

// 1C through the knee: at the empty end the curve bends by a volt within one percent, so the mean
// of both ends of a step is not the mean of the step.
TEST(EnergyOfABank, ClosesThroughTheKneeOfTheCurve) {
    Bank bank{{.chemistry = lithium_chemistry(),
               .battery = sample_battery(),
               .soc = 0.03,
               .temperature_degc = 25.0}};
    EXPECT_LT(std::abs(balance_of_bank(bank, {{-100.0, 100.0, 25.0}}).residual()), 1e-7);
}

}  // namespace
}  // namespace models
