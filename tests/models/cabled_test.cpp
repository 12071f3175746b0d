// A device at the end of a cable: closed forms, its limits seen from the bus, what the cable loses.

#include "models/cabled.hpp"

#include "models/charger.hpp"
#include "models/inverter.hpp"
#include "models/load.hpp"
#include "tests/models/generators.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Law = LoadParameters::Law;

LoadParameters a_load(Law law, double draws) {
    return {.law = law,
            .draws = draws,
            .cuts_out_below_v = 8.0,
            .returns_above_v = 9.0,
            .returns_after = seconds{30},
            .schedule = {}};
}

ChargerParameters a_charger() {
    return {.charges_a = 30.0,
            .absorption_v = 14.2,
            .float_v = 13.5,
            .absorption_time = hours{1},
            .rebulk_below_v = 13.2,
            .rebulk_after = minutes{1},
            .output_resistance_ohm = 0.01,
            .schedule = {}};
}

/// 9.3 W of its own and 176.7 W besides: 20 A at the 9.3 V at which it shuts down.
InverterParameters an_inverter() {
    return {.supplies_w = 176.7,
            .efficiency = 1.0,
            .zero_load_w = 9.3,
            .rated_w = 300.0,
            .peak_w = 700.0};
}

template <class Bare, class Parameters>
Cabled cabled(const Parameters& parameters, double resistance_ohm) {
    return Cabled{std::make_unique<Bare>(parameters), resistance_ohm};
}

// P = V_dev (V_bus - V_dev) / R has V_dev = (V_bus + √(V_bus² - 4 P R)) / 2 as its higher answer.
TEST(Cabled, GivesAConstantPowerTheHigherOfItsTwoVoltages) {
    constexpr double ohm = 0.1;
    Cabled load = cabled<Load>(a_load(Law::Power, 120.0), ohm);
    load.update(seconds{0}, 13.0, true);
    for (const double bus_v : {10.0, 12.0, 13.0, 15.0}) {
        const double device_v = 0.5 * (bus_v + std::sqrt(bus_v * bus_v - 4.0 * 120.0 * ohm));
        const BusCurrent drawn = load.current(bus_v);
        EXPECT_NEAR(load.voltage_at(bus_v), device_v, 1e-9);
        EXPECT_NEAR(drawn.current_a, -120.0 / device_v, 1e-9);
        // I = (V_dev - V_bus) / R, differentiated.
        const double slope = (0.5 + 0.5 * bus_v / (2.0 * device_v - bus_v) - 1.0) / ohm;
        EXPECT_NEAR(drawn.slope_a_per_v, slope, 1e-6);
    }
}

TEST(Cabled, AddsItsResistanceToThatOfALoad) {
    Cabled load = cabled<Load>(a_load(Law::Resistance, 4.0), 1.0);
    load.update(seconds{0}, 13.0, true);
    for (const double bus_v : {0.0, 12.0, 15.0}) {
        EXPECT_NEAR(load.current(bus_v).current_a, -bus_v / 5.0, 1e-9);
        EXPECT_NEAR(load.current(bus_v).slope_a_per_v, -0.2, 1e-12);
        EXPECT_NEAR(load.voltage_at(bus_v), 0.8 * bus_v, 1e-9);
    }
}

TEST(Cabled, LeavesAConstantCurrentAlone) {
    Cabled load = cabled<Load>(a_load(Law::Current, 5.0), 0.02);
    load.update(seconds{0}, 13.0, true);
    EXPECT_NEAR(load.current(13.0).current_a, -5.0, 1e-12);
    EXPECT_EQ(load.current(13.0).slope_a_per_v, 0.0);
    EXPECT_NEAR(load.voltage_at(13.0), 12.9, 1e-9);
}

// 30 A over 10 mΩ: the charger stands 0.3 V above the bus, and holds its 14.2 V at its own
// terminals, behind 20 mΩ in all. Less than 99 % of 30 A, absorption, from 13.606 V on.
TEST(Cabled, LetsAChargerRegulateAtItsOwnEnd) {
    Cabled charger = cabled<Charger>(a_charger(), 0.01);
    charger.update(seconds{0}, 13.0, true);
    EXPECT_NEAR(charger.current(13.5).current_a, 30.0, 1e-9);
    EXPECT_NEAR(charger.voltage_at(13.5), 13.8, 1e-9);
    EXPECT_NEAR(charger.current(13.65).current_a, (14.2 - 13.65) / 0.02, 1e-6);
    EXPECT_NEAR(charger.watch(seconds{0}).below_v, 13.606, 1e-9);
    EXPECT_FALSE(charger.update(seconds{1}, 13.605, true));
    EXPECT_TRUE(charger.update(seconds{2}, 13.607, true));
}

// 186 W are 20 A at 9.3 V, and 20 mΩ take 0.4 V of what the bus has.
TEST(Cabled, LetsAnInverterShutDownEarlierUnderLoad) {
    Cabled inverter = cabled<Inverter>(an_inverter(), 0.02);
    inverter.update(seconds{0}, 13.0, true);
    EXPECT_NEAR(inverter.watch(seconds{0}).lowest_v, 9.7, 1e-9);
    EXPECT_FALSE(inverter.update(seconds{1}, 9.701, true));
    EXPECT_TRUE(inverter.update(seconds{2}, 9.699, true));
    EXPECT_EQ(inverter.off_reason(), OffReason::LowVoltage);
    EXPECT_TRUE(inverter.is_browned_out());
}

// Over 1 Ω no more than 13²/4 = 42.25 W come. Below its 8 V the load draws no more than there,
// 7.5 A, and sees 5.5 V.
TEST(Cabled, CutsOutADeviceThatAsksForMoreThanTheCableBrings) {
    Cabled load = cabled<Load>(a_load(Law::Power, 60.0), 1.0);
    EXPECT_TRUE(load.update(seconds{0}, 13.0, true));
    EXPECT_NEAR(load.current(13.0).current_a, -7.5, 1e-9);
    EXPECT_NEAR(load.voltage_at(13.0), 5.5, 1e-9);
    EXPECT_TRUE(load.update(seconds{0}, 13.0, true));
    EXPECT_TRUE(load.is_browned_out());
    EXPECT_EQ(load.current(13.0).current_a, 0.0);
    EXPECT_EQ(load.next_edge(seconds{0}), std::optional<Milliseconds>{seconds{30}});
}

// An inverter whose voltage collapses shuts down, and waits for its 30 s.
TEST(Cabled, ShutsDownAnInverterThatAsksForMoreThanTheCableBrings) {
    for (const double ohm : {0.35, 1.0}) {
        Cabled inverter = cabled<Inverter>(an_inverter(), ohm);
        EXPECT_TRUE(inverter.update(seconds{0}, 13.0, true));
        EXPECT_TRUE(inverter.update(seconds{0}, 13.0, true));
        EXPECT_EQ(inverter.off_reason(), OffReason::LowVoltage);
        EXPECT_FALSE(inverter.update(seconds{29}, 13.0, true));
        EXPECT_TRUE(inverter.update(seconds{30}, 13.0, true));
    }
}

TEST(Cabled, StopsWithoutALimitTooAndTriesAgainAfterTenSeconds) {
    LoadParameters endless = a_load(Law::Power, 60.0);
    endless.cuts_out_below_v = endless.returns_above_v = 0.0;
    Cabled load = cabled<Load>(endless, 1.0);
    load.update(seconds{0}, 13.0, true);
    // The most that comes, at half the voltage.
    EXPECT_NEAR(load.current(13.0).current_a, -6.5, 1e-9);
    EXPECT_NEAR(load.voltage_at(13.0), 6.5, 1e-9);
    EXPECT_TRUE(load.update(seconds{0}, 13.0, true));
    EXPECT_TRUE(load.is_browned_out());
    EXPECT_EQ(load.current(13.0).current_a, 0.0);
    EXPECT_EQ(load.next_edge(seconds{4}), std::optional<Milliseconds>{seconds{10}});
    EXPECT_FALSE(load.update(seconds{9}, 20.0, true));
    // At 20 V as much as 100 W come.
    EXPECT_TRUE(load.update(seconds{10}, 20.0, true));
    EXPECT_FALSE(load.is_browned_out());
    EXPECT_NEAR(load.current(20.0).current_a, -60.0 / (10.0 + std::sqrt(40.0)), 1e-9);
    // … and down to 2 √(60 W · 1 Ω) of the bus.
    EXPECT_NEAR(load.watch(seconds{10}).lowest_v, 2.0 * std::sqrt(60.0), 1e-6);
}

std::unique_ptr<Device> any_device() {
    switch (*rc::gen::inRange(0, 3)) {
        case 0: {
            LoadParameters parameters =
                a_load(*rc::gen::element(Law::Current, Law::Power, Law::Resistance),
                       *gen_between(1.0, 100.0));
            parameters.cuts_out_below_v = *rc::gen::element(0.0, 8.0, 10.5);
            parameters.returns_above_v = parameters.cuts_out_below_v + 0.5;
            parameters.schedule = {.on_for = seconds{50}, .every = seconds{120}};
            return std::make_unique<Load>(parameters);
        }
        case 1:
            return std::make_unique<Charger>(a_charger());
        default:
            return std::make_unique<Inverter>(an_inverter());
    }
}

RC_GTEST_PROP(Cabled, SolvesTheEquationOfItsCable, ()) {
    std::unique_ptr<Device> device = any_device();
    const Device* bare = device.get();
    const double ohm = *gen_between(1e-4, 0.3);
    Cabled whole{std::move(device), ohm};
    whole.update(seconds{1}, 13.0, true);
    const double bus_v = *gen_between(8.0, 15.0);
    const double device_v = whole.voltage_at(bus_v);
    const double current_a = whole.current(bus_v).current_a;
    RC_ASSERT(std::abs(device_v - bus_v - ohm * current_a) < 1e-9);
    const bool is_brought = std::abs(device_v - 0.5 * bus_v) > 1e-12;
    if (is_brought) {
        // As exact as 1 nV is behind the steepest law, 10 mΩ.
        RC_ASSERT(std::abs(bare->current(device_v).current_a - current_a) < 1e-6);
    }
}

RC_GTEST_PROP(Cabled, ChangesOnlyWhereItSays, ()) {
    Cabled device{any_device(), *gen_between(1e-4, 0.3)};
    Milliseconds now{0};
    for (int i = 0; i < 15; ++i) {
        const double voltage_v = *gen_between(8.0, 15.0);
        const bool is_on = *rc::gen::inRange(0, 6) > 0;
        for (int round = 0; round < 6 && device.update(now, voltage_v, is_on); ++round) {
        }
        const auto edge = device.next_edge(now);
        const VoltageWatch watch = device.watch(now);
        RC_ASSERT(watch.contains(voltage_v));
        RC_ASSERT(!edge || *edge > now);
        // Anywhere in between, a hair from its ends.
        const double low_v = std::max(watch.lowest_v + 1e-5, 5.0);
        const double high_v = std::min(watch.below_v - 1e-5, 20.0);
        RC_PRE(low_v < high_v);
        const Milliseconds until = edge.value_or(now + minutes{5});
        for (Milliseconds at = now; at < until; at += milliseconds{500}) {
            RC_ASSERT(!device.update(at, *gen_between(low_v, high_v), is_on));
        }
        now = until;
    }
}

}  // namespace
}  // namespace models
