// Strings, batteries and cells of a bank.

#include "models/bank.hpp"

#include "tests/models/generators.hpp"
#include "tests/models/samples.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

/// Several strings with links, so that each carries another current.
BankSetup uneven_setup(int in_series, int in_parallel) {
    BankSetup setup{.chemistry = lithium_chemistry(),
                    .battery = sample_battery(),
                    .in_series = in_series,
                    .in_parallel = in_parallel,
                    .wiring = Wiring::OneEnd,
                    .link_resistance_ohm = 0.5e-3,
                    .soc = 0.5,
                    .temperature_degc = 20.0};
    return setup;
}

Bank loaded_bank(const BankSetup& setup, double current_a, int seconds) {
    Bank bank{setup};
    for (int i = 0; i < seconds; ++i) {
        bank.carry(current_a);
        bank.advance(20.0, 1.0);
    }
    bank.carry(current_a);
    return bank;
}

// D-24
TEST(Bank, ItsChainRunsStringByString) {
    const Bank bank = loaded_bank(uneven_setup(2, 3), -150.0, 60);
    ASSERT_EQ(bank.batteries(), 6U);
    ASSERT_EQ(bank.strings(), 3U);
    const auto strings = bank.string_currents_a();
    // Batteries 0 and 1 are the first string, which stands nearest to the load.
    for (std::size_t battery = 0; battery < 6; ++battery) {
        EXPECT_EQ(bank.battery_current_a(battery), strings[battery / 2]) << battery;
    }
    EXPECT_LT(strings[0], strings[1]);
    EXPECT_LT(strings[1], strings[2]);
    // The cells feel the current of their battery's string: the harder one is lower and warmer.
    for (std::size_t battery = 0; battery < 6; ++battery) {
        for (std::size_t cell = 0; cell < 4; ++cell) {
            const double drawn_ah = 50.0 - bank.cells().charge_ah(bank.cell_index(battery, cell));
            const double same_string_ah =
                50.0 - bank.cells().charge_ah(bank.cell_index(battery / 2 * 2, 0));
            EXPECT_EQ(drawn_ah, same_string_ah);
        }
        if (battery >= 2) {
            EXPECT_LT(bank.battery_temperature_degc(battery),
                      bank.battery_temperature_degc(battery - 2));
        }
    }
}

TEST(Bank, EveryCellBelongsToOneBattery) {
    for (const auto& [cells, series, parallel] :
         {std::tuple{4, 1, 1}, std::tuple{4, 4, 3}, std::tuple{8, 2, 5}, std::tuple{16, 1, 7}}) {
        BankSetup setup = uneven_setup(series, parallel);
        setup.battery.cells = cells;
        const Bank bank{setup};
        std::set<std::size_t> indices;
        for (std::size_t battery = 0; battery < bank.batteries(); ++battery) {
            for (std::size_t cell = 0; cell < bank.cells_per_battery(); ++cell) {
                indices.insert(bank.cell_index(battery, cell));
            }
        }
        EXPECT_EQ(indices.size(), bank.cells().size());
        EXPECT_EQ(*indices.rbegin(), bank.cells().size() - 1);
        EXPECT_EQ(bank.cells().size(), static_cast<std::size_t>(cells * series * parallel));
    }
}

RC_GTEST_PROP(Bank, VoltagesAddUpFromCellsToBatteriesToStrings, ()) {
    BankSetup setup = uneven_setup(*gen_whole(1, 4), *gen_whole(1, 5));
    setup.battery.cells = *rc::gen::element(4, 8, 16);
    setup.wiring = Wiring::Busbar;
    setup.link_resistance_ohm = 0.0;
    setup.soc = *gen_between(0.01, 0.99);
    const double current_a = setup.in_parallel * *gen_between(-50.0, 50.0);
    const Bank bank = loaded_bank(setup, current_a, 5);
    for (std::size_t string = 0; string < bank.strings(); ++string) {
        double string_v = 0.0;
        for (std::size_t i = 0; i < bank.in_series(); ++i) {
            const std::size_t battery = string * bank.in_series() + i;
            double battery_v = 0.0;
            for (std::size_t cell = 0; cell < bank.cells_per_battery(); ++cell) {
                battery_v += bank.cell_voltage_v(battery, cell);
            }
            RC_ASSERT(std::abs(bank.battery_voltage_v(battery) - battery_v) < 1e-12);
            string_v += battery_v;
        }
        RC_ASSERT(std::abs(bank.voltage_v(current_a) - string_v) < 1e-10);
    }
    const auto currents = bank.string_currents_a();
    RC_ASSERT(std::abs(std::accumulate(currents.begin(), currents.end(), 0.0) - current_a) < 1e-9);
}

// Four cells of 0.5 mΩ each, 3.25 V at 50 %: 13 V behind 2 mΩ. Two in series and three in parallel:
// 26 V behind 4/3 mΩ.
TEST(Bank, LooksFromTheBusAsItsBatteriesInSeriesAndParallel) {
    BankSetup setup = uneven_setup(2, 3);
    setup.chemistry = plain_chemistry();
    setup.wiring = Wiring::Busbar;
    setup.link_resistance_ohm = 0.0;
    const Bank bank{setup};
    EXPECT_NEAR(bank.thevenin().open_circuit_v, 26.0, 1e-12);
    EXPECT_NEAR(bank.thevenin().resistance_ohm, 4e-3 / 3.0, 1e-15);
    EXPECT_NEAR(bank.voltage_v(-30.0), 26.0 - 0.04, 1e-12);
}

TEST(Bank, StateOfChargeIsThatOfTheWholeBankInNominalCapacity) {
    BankSetup setup = uneven_setup(2, 3);
    setup.chemistry = plain_chemistry();
    setup.battery.self_discharge_pct_per_30d = 0.0;
    Bank bank{setup};
    EXPECT_EQ(bank.capacity_ah(), 300.0);
    // 150 A for 12 minutes takes 30 Ah of 300, however the strings share it.
    for (int i = 0; i < 720; ++i) {
        bank.carry(-150.0);
        bank.advance(20.0, 1.0);
    }
    EXPECT_NEAR(bank.soc(), 0.4, 1e-12);
    // Further down it goes below zero: over-discharged, not stopped.
    for (int i = 0; i < 9; ++i) {
        bank.carry(-150.0);
        bank.advance(20.0, 360.0);
    }
    EXPECT_NEAR(bank.soc(), -0.05, 1e-12);
}

TEST(Bank, WeakestCellIsWhereTheMostWasDrawn) {
    // Discharged, the string next to the terminals gives the most; charged, the last one gets
    // least.
    const Bank drawn = loaded_bank(uneven_setup(2, 3), -150.0, 600);
    EXPECT_EQ(drawn.weakest_cell().battery, 0U);
    const Bank charged = loaded_bank(uneven_setup(2, 3), 150.0, 600);
    EXPECT_EQ(charged.weakest_cell().battery, 4U);
    for (const Bank& bank : {drawn, charged}) {
        const Bank::Weakest weakest = bank.weakest_cell();
        double lowest = 1.0;
        for (std::size_t i = 0; i < bank.cells().size(); ++i) {
            lowest = std::min(lowest, bank.cells().soc(i));
        }
        EXPECT_EQ(weakest.soc, lowest);
        EXPECT_EQ(bank.cells().soc(bank.cell_index(weakest.battery, weakest.cell)), lowest);
    }
}

/// How far apart two strings are at the end of a load, and after four hours of rest.
std::pair<double, double> apart_before_and_after_rest(const BankSetup& setup) {
    Bank bank = loaded_bank(setup, -100.0, 1800);
    const auto apart = [&] { return bank.cells().soc(1) - bank.cells().soc(0); };
    const double at_first = apart();
    bank.carry(0.0);
    EXPECT_GT(bank.string_currents_a()[0], 0.0);
    EXPECT_NEAR(bank.string_currents_a()[0] + bank.string_currents_a()[1], 0.0, 1e-12);
    for (int i = 0; i < 4 * 3600; ++i) {
        bank.carry(0.0);
        bank.advance(20.0, 1.0);
    }
    return {at_first, apart()};
}

// Unequal strings equalise when the load is gone: currents flow between them, none at the bus. With
// two branches the one that is charged meanwhile rises to the other's voltage before it is as full.
TEST(Bank, StringsEqualiseAtRestAsFarAsTheirHysteresisLetsThem) {
    BankSetup setup = uneven_setup(1, 2);
    const auto [two_before, two_after] = apart_before_and_after_rest(setup);
    setup.chemistry.ocv_charge_v.clear();
    setup.chemistry.relaxing_v.clear();
    // One curve and resistance alone: nothing overshoots.
    setup.chemistry.rc1_factor = setup.chemistry.rc2_factor = {};
    setup.chemistry.entropic_v_per_k.clear();
    const auto [one_before, one_after] = apart_before_and_after_rest(setup);
    EXPECT_GT(one_before, 0.005);
    EXPECT_GT(two_before, 0.005);
    EXPECT_GT(one_after, 0.0);
    EXPECT_LT(one_after, 0.5 * one_before);
    EXPECT_LT(two_after, two_before);
    EXPECT_GT(two_after / two_before, one_after / one_before);
}

// 100 A from two batteries of 2 mΩ at one end of links of 0.5 mΩ divide 60 to 40: 40 A pass both
// links, 2 * 0.5 mΩ * (40 A)² = 1.6 W. In a millisecond the strings have no time to share it anew.
TEST(Bank, LosesTheHeatOfItsLinks) {
    BankSetup setup = uneven_setup(1, 2);
    setup.chemistry = plain_chemistry();
    Bank bank{setup};
    bank.carry(-100.0);
    EXPECT_NEAR(bank.battery_current_a(0), -60.0, 1e-9);
    bank.advance(20.0, 0.001);
    EXPECT_NEAR(bank.link_loss_j(), 1.6e-3, 1e-6);
}

// Strings share the current anew while their voltages move. Held apart by their links, the string
// that carries more falls faster, so a long step must already know that it will carry less: a step
// of a minute ends where sixty of a second end.
TEST(Bank, SharesTheCurrentOverALongStepAsOverManyShortOnes) {
    BankSetup setup = uneven_setup(1, 2);
    Bank minute{setup};
    Bank seconds{setup};
    for (int i = 0; i < 30; ++i) {
        minute.carry(-100.0);
        minute.advance(20.0, 60.0);
    }
    for (int i = 0; i < 1800; ++i) {
        seconds.carry(-100.0);
        seconds.advance(20.0, 1.0);
    }
    for (std::size_t cell = 0; cell < 8; ++cell) {
        EXPECT_NEAR(minute.cells().soc(cell), seconds.cells().soc(cell), 2e-5) << cell;
    }
    EXPECT_NEAR(minute.battery_current_a(0), seconds.battery_current_a(0), 0.02);
}

// 60 and 40 A for an hour, and back: what goes through the strings, not what is left of it.
TEST(Bank, CountsWhatGoesThroughItsStrings) {
    BankSetup setup = uneven_setup(1, 2);
    setup.chemistry = plain_chemistry(3.3, 3.3 + 1e-9);
    setup.chemistry.rc1_factor = setup.chemistry.rc2_factor = {};
    setup.battery.self_discharge_pct_per_30d = 0.0;
    Bank bank{setup};
    for (const double current_a : {-100.0, 100.0}) {
        for (int i = 0; i < 60; ++i) {
            bank.carry(current_a);
            bank.advance(20.0, 60.0);
        }
    }
    EXPECT_NEAR(bank.string_throughput_as(), 2.0 * 100.0 * 3600.0, 1e-3);
    // A ramp from -10 to 30 A is at 0 after a quarter of it: 5 and 15 A on the mean of both parts.
    const double before_as = bank.string_throughput_as();
    bank.follow(std::array{-10.0, 20.0}, std::array{30.0, 20.0}, {20.0, 20.0}, 100.0);
    EXPECT_NEAR(bank.string_throughput_as() - before_as, 125.0 + 1125.0 + 2000.0, 1e-6);
}

// A battery as its maker describes it, divided over its cells; 2 % of 200 Ah in 30 days is 5.56 mA
// through every cell of the string.
// D-19
TEST(Bank, CellHasItsShareOfTheBattery) {
    BatteryParameters battery = sample_battery();
    battery.cells = 8;
    battery.capacity_ah = 200.0;
    battery.internal_resistance_ohm = 2e-3;
    const CellParameters cell = cell_of(battery);
    EXPECT_EQ(cell.capacity_ah, 200.0);
    EXPECT_NEAR(cell.resistance_ohm, 0.25e-3, 1e-18);
    EXPECT_NEAR(cell.self_discharge_a, 4.0 / 720.0, 1e-15);
    EXPECT_NEAR(cell.heat_capacity_j_per_k, 1600.0, 1e-9);
    EXPECT_NEAR(cell.heat_transfer_w_per_k, 0.2375, 1e-12);
}

// The largest banks there are: fifty strings of four or eight cells, twenty-five of sixteen.
TEST(Bank, LargestBanksRunForAnHour) {
    struct Size {
        int cells, strings;
    };
    for (const auto& [cells, strings] : {Size{4, 50}, Size{8, 50}, Size{16, 25}}) {
        BankSetup setup = uneven_setup(1, strings);
        setup.battery.cells = cells;
        setup.battery.internal_resistance_ohm = 0.5e-3 * cells;
        setup.battery.self_discharge_pct_per_30d = 0.0;
        setup.wiring = Wiring::Diagonal;
        setup.link_resistance_ohm = 0.1e-3;
        Bank bank{setup};
        const double current_a = -20.0 * strings;
        for (int i = 0; i < 360; ++i) {
            bank.carry(current_a);
            bank.advance(20.0, 10.0);
        }
        // 20 A a string for an hour out of 100 Ah.
        EXPECT_NEAR(bank.soc(), 0.3, 1e-11);
        for (std::size_t battery = 0; battery < bank.batteries(); ++battery) {
            EXPECT_GT(bank.battery_voltage_v(battery), 2.8 * cells);
            EXPECT_LT(bank.battery_voltage_v(battery), 3.4 * cells);
        }
        EXPECT_GT(bank.link_loss_j(), 0.0);
    }
}

}  // namespace
}  // namespace models
