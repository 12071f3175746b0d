// The equation of the bus: V = E + R * what the devices give and take at V.

#include "models/bus.hpp"

#include "models/charger.hpp"
#include "models/load.hpp"
#include "tests/models/generators.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using Devices = std::vector<std::unique_ptr<Device>>;

std::unique_ptr<Device> running_load(LoadParameters::Law law, double draws,
                                     double cuts_out_below_v = 0.0) {
    auto load = std::make_unique<Load>(
        LoadParameters{.law = law, .draws = draws, .cuts_out_below_v = cuts_out_below_v});
    load->update(Milliseconds{0}, 1000.0, true);
    return load;
}

std::unique_ptr<Device> current_load(double amperes) {
    return running_load(LoadParameters::Law::Current, amperes);
}

std::unique_ptr<Device> power_load(double watts, double cuts_out_below_v = 0.0) {
    return running_load(LoadParameters::Law::Power, watts, cuts_out_below_v);
}

/// In bulk or, with its current not limited, in absorption: the law is the same.
std::unique_ptr<Device> running_charger(double limit_a, double target_v, double ohm = 0.001) {
    auto charger = std::make_unique<Charger>(ChargerParameters{.charges_a = limit_a,
                                                               .absorption_v = target_v,
                                                               .float_v = target_v,
                                                               .output_resistance_ohm = ohm});
    charger->update(Milliseconds{0}, 0.0, true);
    return charger;
}

template <class... Device>
Devices devices_of(Device&&... device) {
    Devices devices;
    (devices.push_back(std::forward<Device>(device)), ...);
    return devices;
}

BusPoint solve(const Thevenin& bank, const Devices& devices) {
    std::vector<const Device*> fed;
    for (const auto& device : devices) {
        fed.push_back(device.get());
    }
    return solve_bus(bank, fed);
}

double taken_at(const Devices& devices, double voltage_v) {
    double sum_a = 0.0;
    for (const auto& device : devices) {
        sum_a += device->current(voltage_v).current_a;
    }
    return sum_a;
}

constexpr double microvolt = 1e-6;
constexpr Thevenin small_bank{.open_circuit_v = 13.2, .resistance_ohm = 2e-3};

TEST(Bus, IsAtTheOpenCircuitWithNothingOnIt) {
    const BusPoint point = solve(small_bank, {});
    EXPECT_TRUE(point.is_solved);
    EXPECT_EQ(point.voltage_v, 13.2);
    EXPECT_EQ(point.bank_current_a, 0.0);
}

// 100 A through 2 mΩ: 0.2 V less.
TEST(Bus, FallsByTheResistanceTimesAConstantCurrent) {
    const BusPoint point = solve(small_bank, devices_of(current_load(60.0), current_load(40.0)));
    EXPECT_TRUE(point.is_solved);
    EXPECT_EQ(point.bank_current_a, -100.0);
    EXPECT_NEAR(point.voltage_v, 13.0, 1e-12);
}

// V² - E V + P R = 0, the higher of both: V = (E + sqrt(E² - 4 P R)) / 2.
RC_GTEST_PROP(Bus, HasTheHigherOfBothVoltagesThatConstantPowerAllows, ()) {
    const double open_circuit_v = *gen_between(10.0, 58.0);
    const double ohm = *gen_between(0.2e-3, 50e-3);
    const double most_w = open_circuit_v * open_circuit_v / (4.0 * ohm);
    const double watts = *gen_between(0.0, 0.999) * most_w;
    const double limit_v =
        *rc::gen::oneOf(rc::gen::just(0.0), gen_between(0.0, 0.5 * open_circuit_v));
    const BusPoint point = solve({open_circuit_v, ohm}, devices_of(power_load(watts, limit_v)));
    const double expected_v =
        0.5 * (open_circuit_v + std::sqrt(open_circuit_v * open_circuit_v - 4.0 * watts * ohm));
    RC_ASSERT(point.is_solved);
    RC_ASSERT(std::abs(point.voltage_v - expected_v) < 2.0 * microvolt);
    RC_ASSERT(std::abs(point.bank_current_a * point.voltage_v + watts) < 1e-3 + 1e-5 * watts);
}

TEST(Bus, TakesTheWholeCurrentOfAChargerInBulk) {
    const BusPoint point =
        solve(small_bank, devices_of(running_charger(50.0, 14.2), current_load(5.0)));
    EXPECT_NEAR(point.bank_current_a, 45.0, 1e-9);
    EXPECT_NEAR(point.voltage_v, 13.2 + 45.0 * 2e-3, 1e-9);
}

// V = E + R I and I = (U - V) / r: V = (r E + R U) / (R + r), whatever the bank's open circuit.
RC_GTEST_PROP(Bus, StandsBetweenBankAndChargerAtConstantVoltage, ()) {
    const double target_v = 14.2;
    const double open_circuit_v = *gen_between(13.5, 14.19);
    const double bank_ohm = *gen_between(0.2e-3, 20e-3);
    const double charger_ohm = *gen_between(0.1e-3, 10e-3);
    const double wanted_a = (target_v - open_circuit_v) / (bank_ohm + charger_ohm);
    const double limit_a = wanted_a * *gen_between(1.001, 5.0);
    const BusPoint point = solve({open_circuit_v, bank_ohm},
                                 devices_of(running_charger(limit_a, target_v, charger_ohm)));
    RC_ASSERT(point.is_solved);
    RC_ASSERT(std::abs(point.voltage_v - (open_circuit_v + bank_ohm * wanted_a)) < microvolt);
    RC_ASSERT(std::abs(point.bank_current_a - wanted_a) < 1e-6 * wanted_a + 1e-9);
}

// A charger that carries the loads: the bank gets what is left of its current.
TEST(Bus, SharesAChargersCurrentBetweenLoadsAndBank) {
    const Devices devices =
        devices_of(running_charger(30.0, 14.2), power_load(130.0, 8.0), current_load(2.0));
    const BusPoint point = solve(small_bank, devices);
    // V = 13.2 + 0.002 (28 - 130 / V): V² - 13.256 V + 0.26 = 0.
    const double expected_v = 0.5 * (13.256 + std::sqrt(13.256 * 13.256 - 4.0 * 0.26));
    EXPECT_NEAR(point.voltage_v, expected_v, microvolt);
    EXPECT_NEAR(point.bank_current_a, 28.0 - 130.0 / expected_v, 1e-3);
}

// Beyond E² / 4R no voltage gives the power. Below its limit of 10 V the load draws the 60 A it
// draws there, so 13.2 V behind 0.1 Ω stand at 7.2 V until it is switched off.
TEST(Bus, IsPulledBelowTheLimitByMorePowerThanTheBankCanGive) {
    constexpr Thevenin weak{.open_circuit_v = 13.2, .resistance_ohm = 0.1};  // at most 435.6 W
    const BusPoint point = solve(weak, devices_of(power_load(600.0, 10.0)));
    EXPECT_TRUE(point.is_solved);
    EXPECT_NEAR(point.voltage_v, 7.2, microvolt);
    EXPECT_NEAR(point.bank_current_a, -60.0, 1e-5);
}

TEST(Bus, HasNoSolutionWhenMoreIsAskedThanTheBankGivesIntoAShort) {
    constexpr Thevenin weak{.open_circuit_v = 13.2, .resistance_ohm = 0.1};  // 132 A shorted
    const auto expect_dark = [&](const Devices& devices) {
        const BusPoint point = solve(weak, devices);
        EXPECT_FALSE(point.is_solved);
        EXPECT_EQ(point.voltage_v, 0.0);
        EXPECT_EQ(point.bank_current_a, 0.0);
    };
    expect_dark(devices_of(current_load(133.0)));
    expect_dark(devices_of(power_load(600.0)));
    expect_dark(devices_of(current_load(100.0), power_load(400.0, 10.0)));
    // One ampere less than the short, and it stands at a tenth of a volt.
    const BusPoint point = solve(weak, devices_of(current_load(131.0)));
    EXPECT_TRUE(point.is_solved);
    EXPECT_NEAR(point.voltage_v, 0.1, microvolt);
}

// Loads and chargers at random, with power well below what the bank can give.
Devices random_devices(const Thevenin& bank) {
    Devices devices;
    const double most_w = bank.open_circuit_v * bank.open_circuit_v / (4.0 * bank.resistance_ohm);
    const double most_a = bank.open_circuit_v / bank.resistance_ohm;
    const auto count = *gen_whole(1, 6);
    for (int i = 0; i < count; ++i) {
        const double part = *gen_between(0.0, 0.5) / count;
        switch (*gen_whole(0, 2)) {
            case 0:
                devices.push_back(current_load(part * 0.5 * most_a));
                break;
            case 1:
                devices.push_back(power_load(
                    part * most_w, *rc::gen::element(0.0, 0.3, 0.6) * bank.open_circuit_v));
                break;
            default:
                devices.push_back(running_charger(*gen_between(1.0, 500.0),
                                                  bank.open_circuit_v * *gen_between(0.97, 1.1),
                                                  *rc::gen::element(0.1e-3, 1e-3, 10e-3)));
        }
    }
    return devices;
}

RC_GTEST_PROP(Bus, ObeysKirchhoffToAMicrovoltWithAnyDevices, ()) {
    const Thevenin bank{.open_circuit_v = *gen_between(10.0, 58.0),
                        .resistance_ohm = *gen_between(0.2e-3, 30e-3)};
    const Devices devices = random_devices(bank);
    const BusPoint point = solve(bank, devices);
    RC_ASSERT(point.is_solved);
    // To the last digit what the devices take there, or their ledger would not sum up.
    RC_ASSERT(point.bank_current_a == taken_at(devices, point.voltage_v));
    const double bank_v = bank.open_circuit_v + bank.resistance_ohm * point.bank_current_a;
    RC_ASSERT(std::abs(point.voltage_v - bank_v) <= microvolt);
    // The answer lies where the devices give less than the bank takes above, and more below.
    const double reach = 2.0 * microvolt;
    const auto excess_at = [&](double voltage_v) {
        return (voltage_v - bank.open_circuit_v) / bank.resistance_ohm -
               taken_at(devices, voltage_v);
    };
    RC_ASSERT(excess_at(point.voltage_v + reach) > 0.0);
    RC_ASSERT(excess_at(point.voltage_v - reach) < 0.0);
}

}  // namespace
}  // namespace models
