// The starter battery.

#include "models/lead_battery.hpp"

#include "tests/models/generators.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

/// 70 Ah, 5 mΩ, 11.8 to 12.75 V at rest.
LeadBatteryParameters a_battery(double soc) {
    return {.capacity_ah = 70.0, .soc = soc, .gas_a = 0.014, .self_discharge_pct_per_30d = 4.0};
}

TEST(LeadBattery, RestsOnAStraightLineAndCollapsesBelowEmpty) {
    EXPECT_DOUBLE_EQ(LeadBattery{a_battery(1.0)}.open_circuit_v(), 12.75);
    EXPECT_DOUBLE_EQ(LeadBattery{a_battery(0.5)}.open_circuit_v(), 12.275);
    EXPECT_DOUBLE_EQ(LeadBattery{a_battery(0.0)}.open_circuit_v(), 11.8);
    EXPECT_NEAR(LeadBattery{a_battery(-0.025)}.open_circuit_v(), 5.9, 1e-9);
    EXPECT_EQ(LeadBattery{a_battery(-0.06)}.open_circuit_v(), 0.0);
}

// Schiffer: R (1 + M z / (1.001 - z)); at half charge 5 mΩ (1 + 0.888 / 1.002).
TEST(LeadBattery, TakesLessTheFullerItIs) {
    const LeadBattery half{a_battery(0.5)};
    EXPECT_DOUBLE_EQ(half.source(false, 0.0).resistance_ohm, 0.005);
    EXPECT_NEAR(half.source(true, 0.0).resistance_ohm, 0.005 * (1.0 + 0.888 / 1.002), 1e-12);
    const LeadBattery full{a_battery(1.0)};
    EXPECT_NEAR(full.source(true, 0.0).resistance_ohm, 0.005 * 889.0, 1e-9);
}

// 0.014 A at 13.38 V (2.23 V per cell), e-fold more per 1 / 1.83 V: 14.4 V makes 6.5 times that.
TEST(LeadBattery, GassesAboveItsGassingVoltage) {
    const LeadBattery battery{a_battery(1.0)};
    EXPECT_NEAR(battery.gas(13.38).current_a, -0.014, 1e-15);
    EXPECT_NEAR(battery.gas(14.4).current_a, -0.014 * std::exp(1.83 * 1.02), 1e-12);
    EXPECT_LT(battery.gas(12.0).current_a, 0.0);
    EXPECT_GT(battery.gas(12.0).current_a, -0.0012);
    // Its slope is that of the curve; far above, it stays bounded.
    const double by_difference =
        (battery.gas(14.0 + 1e-5).current_a - battery.gas(14.0 - 1e-5).current_a) / 2e-5;
    EXPECT_NEAR(battery.gas(14.0).slope_a_per_v, by_difference, 1e-8);
    EXPECT_EQ(battery.gas(60.0).current_a, battery.gas(70.0).current_a);
}

// q' = i - k q: with k = 4 % in 30 days, after a year at rest 70 e^(-0.04 * 365 / 30).
TEST(LeadBattery, LosesItsChargeExponentially) {
    LeadBattery battery{a_battery(1.0)};
    const double lost_ah = battery.advance(0.0, 365.0 * 86400.0);
    EXPECT_NEAR(battery.charge_ah(), 70.0 * std::exp(-0.04 * 365.0 / 30.0), 1e-9);
    EXPECT_NEAR(battery.charge_ah() + lost_ah, 70.0, 1e-12);
}

// The solution is exact, so no cut of the time matters.
RC_GTEST_PROP(LeadBattery, IsTheSameInOneStepOrMany, ()) {
    const double main_a = *gen_between(-0.05, 0.5);
    const double days = *gen_between(0.1, 20.0);
    LeadBattery once{a_battery(0.6)};
    LeadBattery often{a_battery(0.6)};
    double lost_ah = 0.0;
    constexpr int parts = 100;
    for (int i = 0; i < parts; ++i) {
        lost_ah += often.advance(main_a, days * 86400.0 / parts);
    }
    RC_ASSERT(std::abs(once.advance(main_a, days * 86400.0) - lost_ah) < 1e-10);
    RC_ASSERT(std::abs(once.charge_ah() - often.charge_ah()) < 1e-10);
}

// Where it looks ahead to is where it is after a straight line of current, to third order, though
// its resistance bends on the way to full: half the step leaves less than a sixth of the
// difference.
TEST(LeadBattery, IsThereWhereItLookedAheadTo) {
    const auto off_v = [](double dt_s, double begin_a, double end_a) {
        LeadBattery battery{a_battery(0.8)};
        battery.carry(begin_a);
        const Thevenin ahead = battery.source(end_a > 0.0, dt_s);
        battery.advance(0.5 * (begin_a + end_a), dt_s);
        const Thevenin there = battery.source(end_a > 0.0, 0.0);
        return std::abs(ahead.open_circuit_v + ahead.resistance_ohm * end_a - there.open_circuit_v -
                        there.resistance_ohm * end_a);
    };
    for (const double begin_a : {30.0, 2.0, -20.0}) {
        EXPECT_LT(off_v(60.0, begin_a, 0.97 * begin_a), 2e-4);
        EXPECT_LT(off_v(30.0, begin_a, 0.985 * begin_a),
                  off_v(60.0, begin_a, 0.97 * begin_a) / 6.0 + 1e-8);
    }
}

// What it loses by itself in six hours it foresees, too, or a full bank behind a closed relay would
// give it amperes for the difference.
TEST(LeadBattery, ForeseesItsSelfDischarge) {
    LeadBattery battery{a_battery(0.8)};
    battery.carry(-0.02);
    const double rested_v = battery.open_circuit_v();
    const Thevenin ahead = battery.source(false, 21'600.0);
    battery.advance(-0.02, 21'600.0);
    const Thevenin there = battery.source(false, 0.0);
    const double off_v = std::abs(ahead.open_circuit_v - 0.02 * ahead.resistance_ohm -
                                  (there.open_circuit_v - 0.02 * there.resistance_ohm));
    EXPECT_LT(off_v, 1e-3 * (rested_v - battery.open_circuit_v()));
}

TEST(LeadBattery, AsksForShortStepsOnlyWhileItsVoltageMoves) {
    LeadBattery battery{a_battery(0.9)};
    battery.carry(-0.02);
    EXPECT_GT(battery.longest_step_s(), 86400.0);
    battery.carry(0.0);
    EXPECT_GT(battery.longest_step_s(), 86400.0);
    battery.carry(30.0);
    EXPECT_LT(battery.longest_step_s(), 300.0);
    EXPECT_GT(battery.longest_step_s(), 5.0);
}

}  // namespace
}  // namespace models
