// What the batteries tell, and when it is measured anew.

#include "models/battery_frames.hpp"

#include "tests/models/generators.hpp"
#include "tests/models/samples.hpp"

#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

BankSetup uneven_bank(int in_series, int in_parallel) {
    return {.chemistry = lithium_chemistry(),
            .battery = sample_battery(),
            .in_series = in_series,
            .in_parallel = in_parallel,
            .wiring = Wiring::OneEnd,
            .link_resistance_ohm = 1e-4,
            .soc = 0.6,
            .cell_spread = {.capacity = 0.05, .soc = 0.02},
            .thermal_gradient_k = 5.0};
}

void expect_told(const Bank& bank, std::span<const bms::BatteryFrame> frames) {
    ASSERT_EQ(frames.size(), bank.batteries());
    for (std::size_t battery = 0; battery < frames.size(); ++battery) {
        const bms::BatteryFrame& frame = frames[battery];
        for (std::size_t cell = 0; cell < bank.cells_per_battery(); ++cell) {
            EXPECT_NEAR(frame.cell_mv[cell], 1e3 * bank.cell_voltage_v(battery, cell), 0.501);
        }
        EXPECT_NEAR(frame.voltage.count, 1e3 * bank.battery_voltage_v(battery), 0.501);
        EXPECT_NEAR(frame.current.count, 1e3 * bank.battery_current_a(battery), 5.001);
        EXPECT_NEAR(frame.temperature.count, 10.0 * bank.battery_temperature_degc(battery), 0.501);
        EXPECT_EQ(frame.serial_number, battery + 1);
    }
}

// D-14, and the chain runs string by string (D-24).
TEST(BatteryFrames, TellEachBatteryAtItsPlaceInTheChain) {
    for (const int in_series : {1, 2, 4}) {
        for (const int in_parallel : {1, 2, 3, 5}) {
            Bank bank{uneven_bank(in_series, in_parallel)};
            BatteryFrames frames{sample_battery(), static_cast<std::size_t>(in_series),
                                 static_cast<std::size_t>(in_parallel)};
            bank.carry(-7.3 * in_parallel);
            expect_told(bank, frames.of(bank));
        }
    }
}

// Whatever changes is seen, whether it was asked for before or not.
TEST(BatteryFrames, TellWhatHasChangedSinceTheyWereAskedForLast) {
    Bank bank{uneven_bank(2, 3)};
    BatteryFrames frames{sample_battery(), 2, 3};
    expect_told(bank, frames.of(bank));
    bank.carry(31.0);
    expect_told(bank, frames.of(bank));
    expect_told(bank, frames.of(bank));
    bank.advance(-10.0, 3600.0);
    expect_told(bank, frames.of(bank));
    bank.set_connected(3, false);
    expect_told(bank, frames.of(bank));
    const Bank before = bank;
    bank.advance(-10.0, 3600.0);
    expect_told(bank, frames.of(bank));
    expect_told(before, frames.of(before));
}

// R-BAT-5
TEST(BatteryFrames, NameABatteryThatHasComeAndItsFirmware) {
    BatteryParameters battery = sample_battery();
    battery.firmware_version = 1.09;
    BankSetup setup = uneven_bank(1, 3);
    setup.battery = battery;
    const Bank bank{setup};
    BatteryFrames frames{battery, 1, 3};
    frames.update(2);
    frames.exchange(1, 55.0);
    const auto told = frames.of(bank);
    EXPECT_EQ(told[0].nominal_capacity, bms::MilliampHours{100'000});
    EXPECT_EQ(told[1].nominal_capacity, bms::MilliampHours{55'000});
    EXPECT_EQ(told[1].serial_number, 4U);
    EXPECT_EQ(told[1].firmware_version, 0x0109);
    EXPECT_EQ(told[2].firmware_version, 0x0110);
}

}  // namespace
}  // namespace models
