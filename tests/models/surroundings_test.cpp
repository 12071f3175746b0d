// Enclosure, gradient, spread and balancer of a bank.

#include "models/bank.hpp"
#include "models/random.hpp"
#include "tests/models/generators.hpp"
#include "tests/models/samples.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

BankSetup sample_setup(int parallel = 1) {
    return {.chemistry = plain_chemistry(),
            .battery = sample_battery(),
            .in_series = 1,
            .in_parallel = parallel,
            .soc = 0.5,
            .temperature_degc = 20.0};
}

/// One body of everything inside, when the cells give their heat off at once: C T' = -U (T - Ta).
TEST(Enclosure, LagsBehindTheAirByItsTimeConstant) {
    BankSetup setup = sample_setup();
    setup.battery.heat_transfer_w_per_k = 1e4;
    setup.battery.self_discharge_pct_per_30d = 0.0;
    setup.enclosure = EnclosureParameters{.loses_w_per_k = 2.0, .holds_j_per_k = 7200.0};
    for (const double dt_s : {1.0, 60.0, 1800.0}) {
        Bank bank{setup};
        for (int i = 0; i < static_cast<int>(7200.0 / dt_s); ++i) {
            bank.advance(0.0, dt_s);
        }
        const double expected = 20.0 * std::exp(-7200.0 * 2.0 / (12'800.0 + 7200.0));
        EXPECT_NEAR(bank.battery_temperature_degc(0), expected, 0.01) << dt_s;
        EXPECT_NEAR(bank.surroundings_degc(0.0), expected, 0.01) << dt_s;
    }
}

// Steady: what the cells give off goes through the walls.
TEST(Enclosure, IsWarmedByTheBanksOwnHeat) {
    BankSetup setup = sample_setup();
    setup.chemistry = plain_chemistry(3.3, 3.3);
    setup.battery.self_discharge_pct_per_30d = 0.0;
    setup.enclosure = EnclosureParameters{.loses_w_per_k = 1.0, .holds_j_per_k = 7200.0};
    Bank bank{setup};
    for (int i = 0; i < 24 * 60; ++i) {
        bank.carry(i % 2 == 0 ? 50.0 : -50.0);
        bank.advance(10.0, 120.0);
    }
    // R0, and the RC pairs as they swing; heat of the last steps from the ledger.
    const double before_j = bank.cells().ledger().joule_heat_j;
    bank.carry(50.0);
    bank.advance(10.0, 120.0);
    bank.carry(-50.0);
    bank.advance(10.0, 120.0);
    const double heat_w = (bank.cells().ledger().joule_heat_j - before_j) / 240.0;
    EXPECT_NEAR(bank.surroundings_degc(10.0) - 10.0, heat_w / 1.0, 0.02 * heat_w);
    EXPECT_NEAR(bank.battery_temperature_degc(0) - 10.0, heat_w * (1.0 + 1.0 / 1.9), 0.02 * heat_w);
}

RC_GTEST_PROP(Enclosure, EndsTheSameWithShortStepsAndLong, ()) {
    const EnclosureParameters parameters{.loses_w_per_k = *gen_between(0.1, 20.0),
                                         .holds_j_per_k = *gen_between(1000.0, 1e6)};
    HeatSource cells{.holds_j_per_k = 12'800.0,
                     .gives_w_per_k = *gen_between(0.5, 10.0),
                     .temperature_degc = *gen_between(-20.0, 40.0),
                     .power_w = 0.0};
    Enclosure once{parameters, 10.0};
    once.advance(cells, 0.0, 3600.0);
    // Both bodies in very many explicit steps.
    double inside = 10.0;
    constexpr int parts = 36'000;
    for (int i = 0; i < parts; ++i) {
        constexpr double dt_s = 3600.0 / parts;
        const double given_w = cells.gives_w_per_k * (cells.temperature_degc - inside);
        cells.temperature_degc -= given_w * dt_s / cells.holds_j_per_k;
        inside += (given_w - parameters.loses_w_per_k * inside) * dt_s / parameters.holds_j_per_k;
    }
    RC_ASSERT(std::abs(once.inside_degc() - inside) < 0.02);
}

TEST(Enclosure, IsKeptWarmFromOutsideWhereItIsHeated) {
    BankSetup setup = sample_setup();
    setup.temperature_degc = 5.0;
    setup.enclosure =
        EnclosureParameters{.loses_w_per_k = 30.0, .holds_j_per_k = 1.8e6, .heated_to_degc = 15.0};
    Bank bank{setup};
    for (int i = 0; i < 20 * 24; ++i) {
        bank.advance(-20.0, 3600.0);
    }
    EXPECT_NEAR(bank.battery_temperature_degc(0), 15.0, 0.1);
}

TEST(ThermalGradient, LeavesTheMeanAndWarmsTheEndOfTheChain) {
    BankSetup setup = sample_setup(5);
    setup.thermal_gradient_k = 8.0;
    setup.battery.self_discharge_pct_per_30d = 0.0;
    Bank bank{setup};
    for (int i = 0; i < 10 * 24; ++i) {
        bank.advance(20.0, 3600.0);
    }
    for (std::size_t battery = 0; battery < 5; ++battery) {
        EXPECT_NEAR(bank.battery_temperature_degc(battery),
                    16.0 + 2.0 * static_cast<double>(battery), 1e-3);
    }
}

// 4 cells of 50 batteries: the sample's deviation is that asked for, within its own.
TEST(Spread, HasTheDeviationThatIsAskedFor) {
    BankSetup setup = sample_setup(50);
    setup.cell_spread = {.capacity = 0.01, .resistance = 0.1, .soc = 0.005, .self_discharge = 0.2};
    const Bank bank{setup};
    double sum = 0.0;
    double squares = 0.0;
    const std::size_t n = bank.cells().size();
    for (std::size_t i = 0; i < n; ++i) {
        const double off = bank.cells().capacity_ah(i) / 100.0 - 1.0;
        EXPECT_LE(std::abs(off), 0.03 + 1e-12);
        sum += off;
        squares += off * off;
    }
    const double count = static_cast<double>(n);
    EXPECT_NEAR(sum / count, 0.0, 3.0 * 0.01 / std::sqrt(count));
    EXPECT_NEAR(std::sqrt(squares / count), 0.01, 3.0 * 0.01 / std::sqrt(2.0 * count));
}

TEST(Spread, OfOneCellDependsOnItsPlaceAndTheSeedAlone) {
    const Spread spread{.capacity = 0.02, .resistance = 0.1, .soc = 0.01, .self_discharge = 0.1};
    const auto cell = [&](std::uint64_t seed, std::size_t battery, std::size_t which) {
        return varied_cell(sample_cell(), 0.5, spread, {}, seed, battery, which)
            .parameters.capacity_ah;
    };
    EXPECT_EQ(cell(7, 3, 2), cell(7, 3, 2));
    EXPECT_NE(cell(7, 3, 2), cell(8, 3, 2));
    EXPECT_NE(cell(7, 3, 2), cell(7, 2, 2));
    EXPECT_NE(cell(7, 3, 2), cell(7, 3, 1));
}

TEST(Spread, OfBatteriesIsTheSameForAllCellsOfOne) {
    const Spread spread{.capacity = 0.02};
    const auto cell = [&](std::size_t battery, std::size_t which) {
        return varied_cell(sample_cell(), 0.5, {}, spread, 1, battery, which)
            .parameters.capacity_ah;
    };
    EXPECT_EQ(cell(0, 0), cell(0, 3));
    EXPECT_NE(cell(0, 0), cell(1, 0));
}

// Standard normal: mean 0, deviation 1, a third beyond one deviation.
TEST(RandomNormal, HasTheMomentsOfTheStandardNormal) {
    const RandomStream stream{3, "normal"};
    constexpr int count = 100'000;
    double sum = 0.0;
    double squares = 0.0;
    int beyond = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const double x = stream.normal(i);
        sum += x;
        squares += x * x;
        beyond += std::abs(x) > 1.0 ? 1 : 0;
    }
    EXPECT_NEAR(sum / count, 0.0, 0.01);
    EXPECT_NEAR(squares / count, 1.0, 0.02);
    EXPECT_NEAR(static_cast<double>(beyond) / count, 0.3173, 0.005);
}

/// Four cells of which the first is ahead.
BankSetup unbalanced() {
    BankSetup setup = sample_setup();
    setup.chemistry = plain_chemistry(3.0, 3.6);
    setup.soc = 0.9;
    setup.cell_spread = {.soc = 0.02};
    setup.battery.self_discharge_pct_per_30d = 0.0;
    setup.battery.balancer = {.bleeds_a = 0.5, .from_v = 3.5, .difference_v = 0.01};
    return setup;
}

double spread_v(const Bank& bank) {
    double lowest = 10.0;
    double highest = 0.0;
    for (std::size_t cell = 0; cell < 4; ++cell) {
        lowest = std::min(lowest, bank.cell_voltage_v(0, cell));
        highest = std::max(highest, bank.cell_voltage_v(0, cell));
    }
    return highest - lowest;
}

TEST(Balancer, BringsTheCellsTogetherNearFullAndBooksWhatItTakes) {
    Bank bank{unbalanced()};
    const double charge_ah = bank.cells().stored_charge_ah();
    const double energy_j = bank.cells().stored_energy_j();
    EXPECT_GT(spread_v(bank), 0.01);
    double in_j = 0.0;
    for (int i = 0; i < 40 * 3600; ++i) {
        bank.balance();
        bank.carry(0.01);
        bank.advance(25.0, 1.0);
        in_j += bank.mean_voltage_v(0.01) * 0.01;
    }
    EXPECT_LE(spread_v(bank), 0.0101);
    const CellLedger ledger = bank.cells().ledger();
    EXPECT_GT(ledger.balancer_ah, 0.1);
    EXPECT_NEAR(bank.cells().stored_charge_ah() - charge_ah, 4 * 0.01 * 40 - ledger.balancer_ah,
                1e-6);
    const double residual_j = in_j - (bank.cells().stored_energy_j() - energy_j) -
                              ledger.joule_heat_j - ledger.balancer_heat_j;
    EXPECT_LT(std::abs(residual_j), 1e-6 * energy_j);
    // 0.5 A at about 3.5 V.
    EXPECT_NEAR(ledger.balancer_heat_j / (ledger.balancer_ah * 3600.0), 3.54, 0.06);
}

TEST(Balancer, LeavesCellsAloneThatAreNotNearFull) {
    BankSetup setup = unbalanced();
    setup.soc = 0.5;
    Bank bank{setup};
    for (int i = 0; i < 100; ++i) {
        bank.balance();
        bank.advance(25.0, 60.0);
    }
    EXPECT_EQ(bank.cells().ledger().balancer_ah, 0.0);
}

TEST(Balancer, HoldsOnToHalfTheDifference) {
    const BalancerParameters balancer{.bleeds_a = 1.0, .from_v = 3.5, .difference_v = 0.01};
    EXPECT_FALSE(is_bled(balancer, 3.52, 3.5105, false));
    EXPECT_TRUE(is_bled(balancer, 3.52, 3.51, false));
    EXPECT_TRUE(is_bled(balancer, 3.516, 3.51, true));
    EXPECT_FALSE(is_bled(balancer, 3.5149, 3.51, true));
    EXPECT_FALSE(is_bled(balancer, 3.499, 3.4, false));
    EXPECT_TRUE(is_bled(balancer, 3.481, 3.4, true));
    EXPECT_FALSE(is_bled(balancer, 3.479, 3.4, true));
}

// D-19: a cell's own 0.3 % a month at 25 °C doubling every 10 K, and an electronics current.
TEST(SplitSelfDischarge, DoublesEveryTenKelvinBesidesTheElectronics) {
    Chemistry chemistry = plain_chemistry();
    chemistry.self_discharge_doubles_every_k = 10.0;
    CellParameters cell = sample_cell();
    cell.self_discharge_a = 0.001;
    cell.electronics_a = 0.0005;
    for (const auto& [degc, ratio] : {std::pair{25.0, 1.0}, {35.0, 2.0}, {5.0, 0.25}}) {
        Cells cells{chemistry, cell, 1, 1, 0.5, degc, 1.0};
        cells.advance(std::array{0.0}, degc, 36'000.0);
        EXPECT_NEAR(cells.ledger().self_discharge_ah, 10.0 * (0.001 * ratio + 0.0005), 1e-6)
            << degc;
    }
}

// A string that is taken out keeps its charge but for its own leak, and the others carry its share.
TEST(Bank, CarriesOnWithoutAStringThatIsTakenOut) {
    BankSetup setup = sample_setup(3);
    setup.wiring = Wiring::Diagonal;
    setup.link_resistance_ohm = 0.5e-3;
    setup.battery.self_discharge_pct_per_30d = 0.0;
    Bank bank{setup};
    bank.set_connected(1, false);
    EXPECT_FALSE(bank.carries(1));
    for (int i = 0; i < 60; ++i) {
        bank.carry(-30.0);
        bank.advance(20.0, 60.0);
    }
    EXPECT_EQ(bank.battery_current_a(1), 0.0);
    EXPECT_EQ(bank.battery_soc(1), 0.5);
    EXPECT_NEAR(bank.battery_soc(0), 0.5 - 0.15, 1e-9);
    EXPECT_NEAR(bank.battery_soc(2), 0.5 - 0.15, 1e-9);
    // Back in the circuit it evens out with the others.
    bank.set_connected(1, true);
    bank.carry(0.0);
    EXPECT_LT(bank.battery_current_a(1), -5.0);
    EXPECT_NEAR(bank.battery_current_a(0) + bank.battery_current_a(1) + bank.battery_current_a(2),
                0.0, 1e-9);
}

// Two in series: one back in the circuit does not close the string while the other is out.
TEST(Bank, StringCarriesOnlyWhenAllItsBatteriesAreInTheCircuit) {
    BankSetup setup = sample_setup(2);
    setup.in_series = 2;
    Bank bank{setup};
    bank.set_connected(2, false);
    bank.set_connected(3, false);
    bank.set_connected(2, true);
    bank.carry(-10.0);
    EXPECT_FALSE(bank.carries(1));
    EXPECT_EQ(bank.battery_current_a(3), 0.0);
    bank.set_connected(3, true);
    EXPECT_TRUE(bank.carries(1));
    EXPECT_NEAR(bank.battery_current_a(3), -5.0, 1e-6);
}

}  // namespace
}  // namespace models
