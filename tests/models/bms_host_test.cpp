// What the batteries measure, and what the BMS core makes of it.

#include "models/bms_host.hpp"

#include "tests/models/generators.hpp"
#include "tests/models/samples.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

constexpr double micro = 1e6;

/// A current as read at a resolution, in mA.
double read_ma(double current_a, double resolution_ma) {
    return Meter{resolution_ma, 1e3, 1e3}.read(current_a);
}

// D-14
TEST(Measurement, RoundsToItsResolution) {
    EXPECT_EQ(read_ma(0.038, 10), 40.0);
    EXPECT_EQ(read_ma(0.003, 10), 0.0);
    EXPECT_EQ(read_ma(-0.038, 10), -40.0);
    EXPECT_EQ(read_ma(-0.003, 10), 0.0);
    EXPECT_EQ(read_ma(0.038, 20), 40.0);
    EXPECT_EQ(read_ma(0.029, 20), 20.0);
    EXPECT_EQ(read_ma(123.456, 10), 123'460.0);
}

// D-14
TEST(Measurement, RoundsHalvesAwayFromZeroOnBothSides) {
    EXPECT_EQ(read_ma(0.005, 10), 10.0);
    EXPECT_EQ(read_ma(-0.005, 10), -10.0);
    EXPECT_EQ(read_ma(0.015, 10), 20.0);  // not to even
    EXPECT_EQ(read_ma(0.025, 10), 30.0);
    EXPECT_EQ(read_ma(-0.025, 10), -30.0);
    EXPECT_EQ(read_ma(0.004999, 10), 0.0);
    EXPECT_EQ(read_ma(-0.004999, 10), 0.0);
    EXPECT_EQ(read_ma(0.010, 20), 20.0);
    EXPECT_EQ(read_ma(-0.010, 20), -20.0);
}

// D-14
TEST(Measurement, SnapsToWholeMicrosFirst) {
    // 0.034999999999 A is 35 mA, which rounds to 40; 0.034999 A is not.
    EXPECT_EQ(read_ma(0.034999999999, 1), 35.0);
    EXPECT_EQ(read_ma(0.034999999999, 10), 40.0);
    EXPECT_EQ(read_ma(0.034999, 10), 30.0);
    EXPECT_EQ(read_ma(-0.034999999999, 10), -40.0);
    EXPECT_EQ(to_millivolts(13.1994999999), bms::Millivolts{13'200});
    EXPECT_EQ(to_millivolts(13.199499), bms::Millivolts{13'199});
    const Meter tenths{1.0, 10.0, 100.0};
    EXPECT_EQ(tenths.read(4.9499999), 50.0);  // 4.95 °C is 5.0
    EXPECT_EQ(tenths.read(-0.05), -1.0);
}

// D-14
RC_GTEST_PROP(Measurement, IsTheNearestMultipleAndOddInItsArgument, ()) {
    const int resolution = *rc::gen::element<int>(1, 1000, 10'000, 20'000, 100'000);
    const std::int64_t exact_ua = *gen_whole<std::int64_t>(-600'000'000, 600'000'000);
    const double value = static_cast<double>(exact_ua) / micro;
    const Meter meter{static_cast<double>(resolution), micro, 1.0};
    const auto reading = static_cast<std::int64_t>(meter.read(value));
    RC_ASSERT(reading % resolution == 0);
    RC_ASSERT(2 * std::abs(reading - exact_ua) <= resolution);
    RC_ASSERT(std::abs(reading) >= std::abs(exact_ua) ||
              2 * std::abs(reading - exact_ua) < resolution);
    RC_ASSERT(meter.read(-value) == -meter.read(value));
}

BankSetup plain_setup(int in_series, int in_parallel) {
    return {.chemistry = plain_chemistry(),
            .battery = sample_battery(),
            .in_series = in_series,
            .in_parallel = in_parallel,
            .wiring = Wiring::Busbar,
            .link_resistance_ohm = 0.0,
            .soc = 0.5,
            .temperature_degc = 21.26};
}

/// A bank and its BMS; frames every second, as in a system.
struct HostRig {
    Bank bank;
    BmsHost host;

    HostRig(const BankSetup& setup, std::optional<double> reported_soc,
            const bms::Settings& settings = {})
        : bank{setup},
          host{setup.battery, setup.in_series, setup.in_parallel, settings, reported_soc} {}
    void measure_with(double current_a) {
        bank.carry(current_a);
        host.receive_frames(bank);
    }
    void ticks(int count) {
        for (int i = 0; i < count; ++i) {
            if (i % 10 == 0) {
                host.receive_frames(bank);
            }
            host.tick();
        }
    }
};

// Two strings of two batteries: 2 x 4 cells at 3.25 V each carry -50.004 A: 3.25 V - 25.0 mV,
// rounded to 3225 mV; the battery 12.9 V.
// D-14, R-BAT-6, D-24
TEST(BmsHost, SeesTheFramesOfEveryBattery) {
    HostRig rig{plain_setup(2, 2), 0.5};
    EXPECT_FALSE(rig.host.view().is_complete());
    rig.measure_with(-100.008);
    ASSERT_TRUE(rig.host.view().is_complete());
    for (std::size_t battery = 0; battery < 4; ++battery) {
        EXPECT_EQ(rig.host.view().current_of(battery), bms::Milliamps{-50'000});
        EXPECT_EQ(rig.host.view().voltage_of(battery), bms::Millivolts{12'900});
        EXPECT_EQ(rig.host.view().temperature_of(battery), bms::DeciCelsius{213});
        for (const std::uint16_t cell_mv : rig.host.view().cells_of(battery)) {
            EXPECT_EQ(cell_mv, 3225);
        }
    }
    // What they report is all there is: no shunt sees the 8 mA that every reading loses.
    const bms::BankSample& sample = rig.host.sample();
    EXPECT_TRUE(sample.flags.has(bms::Flag::Complete));
    EXPECT_EQ(sample.bank_current, bms::Milliamps{-100'000});
    EXPECT_EQ(sample.bank_voltage, bms::Millivolts{25'800});
    EXPECT_EQ(sample.bank_capacity, bms::MilliampHours{200'000});
    EXPECT_EQ(sample.cells_in_series, 8);
    EXPECT_EQ(sample.extremes.lowest_cell, bms::Millivolts{3225});
    EXPECT_EQ(sample.extremes.highest_cell, bms::Millivolts{3225});
    EXPECT_EQ(sample.extremes.coldest, bms::DeciCelsius{213});
    EXPECT_EQ(rig.host.reported_current_a(), -100.0);
}

// Unequal strings arrive at their own places of the chain.
// D-24
TEST(BmsHost, PutsEachBatteryAtItsPlaceInTheChain) {
    BankSetup setup = plain_setup(2, 3);
    setup.wiring = Wiring::OneEnd;
    setup.link_resistance_ohm = 1e-3;
    HostRig rig{setup, 0.5};
    rig.measure_with(-150.0);
    for (std::size_t battery = 0; battery < 6; ++battery) {
        const double current_ma = rig.bank.battery_current_a(battery) * 1000.0;
        EXPECT_LE(std::abs(rig.host.view().current_of(battery).count - current_ma), 5.001);
    }
    EXPECT_LT(rig.host.view().current_of(1).count, rig.host.view().current_of(2).count);
}

// Positive charges, in readings, sums and state of charge.
TEST(BmsHost, CountsWhatTheBatteriesReadChargingAsPositive) {
    bms::Settings settings;
    HostRig rig{plain_setup(1, 2), 0.5, settings};
    rig.measure_with(-100.0);
    rig.ticks(18'000);  // half an hour
    EXPECT_EQ(rig.host.reported_current_a(), -100.0);
    EXPECT_NEAR(rig.host.measured_discharged_ah(), 50.0, 1e-9);
    EXPECT_EQ(rig.host.measured_charged_ah(), 0.0);
    EXPECT_NEAR(*rig.host.reported_soc(), 0.25, 1e-9);
    EXPECT_NEAR(rig.host.reported_charge_ah(), 50.0, 1e-6);
    rig.measure_with(40.0);
    rig.ticks(36'000);
    EXPECT_EQ(rig.host.reported_current_a(), 40.0);
    EXPECT_NEAR(rig.host.measured_charged_ah(), 40.0, 1e-9);
    EXPECT_NEAR(rig.host.measured_discharged_ah(), 50.0, 1e-9);
    // The monitor takes 99 % of it (D-16).
    EXPECT_NEAR(*rig.host.reported_soc(), 0.25 + 0.99 * 0.2, 1e-9);
}

// 3 mA of the BMS alone are read as nothing, 38 mA as 40; the leak inside the cells never is.
// D-14, D-19
TEST(BmsHost, IsBlindToDrainsBelowItsResolution) {
    BankSetup setup = plain_setup(1, 1);
    setup.battery.self_discharge_pct_per_30d = 2.0;
    HostRig rig{setup, 0.5};
    for (int second = 0; second < 3600; ++second) {
        rig.bank.carry(-0.003);
        rig.bank.advance(20.0, 1.0);
        rig.host.receive_frames(rig.bank);
        rig.ticks(10);
    }
    EXPECT_EQ(rig.host.measured_discharged_ah(), 0.0);
    EXPECT_EQ(*rig.host.reported_soc(), 0.5);
    EXPECT_LT(rig.bank.soc(), 0.5 - 3e-5);
    rig.measure_with(-0.038);
    rig.ticks(36'000);
    EXPECT_NEAR(rig.host.measured_discharged_ah(), 0.040, 1e-12);
}

// D-25
TEST(BmsHost, StartsWithTheReportedStateOfChargeOrWithout) {
    const HostRig known{plain_setup(1, 2), 0.375};
    EXPECT_NEAR(known.host.reported_soc().value(), 0.375, 1e-6);
    EXPECT_NEAR(known.host.reported_charge_ah(), 75.0, 1e-3);
    HostRig unknown{plain_setup(1, 2), std::nullopt};
    unknown.measure_with(-20.0);
    unknown.ticks(10);
    EXPECT_FALSE(unknown.host.reported_soc().has_value());
    EXPECT_FALSE(unknown.host.remaining_time_min().has_value());
}

// (50 % - 10 %) of 200 Ah at 20 A: four hours until the floor.
// D-15
TEST(BmsHost, GivesTheRemainingTimeAtThePresentConsumption) {
    HostRig rig{plain_setup(1, 2), 0.5};
    rig.measure_with(-20.0);
    rig.ticks(1900);  // the mean of three minutes is full
    ASSERT_TRUE(rig.host.remaining_time_min().has_value());
    // 190 s of it have gone meanwhile.
    EXPECT_NEAR(*rig.host.remaining_time_min(), 240.0 - 190.0 / 60.0, 1.01);
}

// R-REM-2, D-24
TEST(BmsHost, WithoutSupplyFloatsEverythingAndStartsAnewWhenItIsBack) {
    HostRig rig{plain_setup(1, 1), 0.5};
    rig.measure_with(-5.0);
    rig.ticks(100);
    ASSERT_EQ(rig.host.status().load, bms::Output::High);
    ASSERT_EQ(rig.host.status().charger, bms::Output::High);
    const double before = *rig.host.reported_soc();
    const double counted_ah = rig.host.measured_discharged_ah();
    rig.host.set_powered(false);
    EXPECT_EQ(rig.host.status(), bms::Status{});
    EXPECT_EQ(rig.host.status().load, bms::Output::Floating);
    EXPECT_FALSE(rig.host.tick());
    rig.ticks(1000);
    EXPECT_EQ(rig.host.measured_discharged_ah(), counted_ah);  // nobody counts
    rig.host.set_powered(true);
    EXPECT_EQ(rig.host.status().load, bms::Output::Floating);  // not before its first tick
    EXPECT_EQ(*rig.host.reported_soc(), before);               // what it stored
    rig.ticks(100);
    EXPECT_EQ(rig.host.status().load, bms::Output::High);
}

// Its memory of the batteries is gone with the supply: the set in service is known, and must be
// heard again before anything is switched on. D-24
TEST(BmsHost, WaitsAfterAPowerCutForEveryBatteryToBeHeardAgain) {
    HostRig rig{plain_setup(1, 2), 0.5};
    rig.measure_with(-5.0);
    rig.ticks(100);
    rig.host.set_powered(false);
    rig.host.set_powered(true);
    EXPECT_EQ(rig.host.view().layout().batteries, 2);
    EXPECT_FALSE(rig.host.view().is_complete());
    for (int tick = 0; tick < 100; ++tick) {
        rig.host.tick();
        ASSERT_EQ(rig.host.status().load, bms::Output::Floating);
        ASSERT_EQ(rig.host.status().charger, bms::Output::Floating);
    }
    rig.ticks(100);
    EXPECT_EQ(rig.host.status().load, bms::Output::High);
    EXPECT_EQ(rig.host.status().charger, bms::Output::High);
}

// D-24: a torn image costs what was counted since the one before, not the settings and latches.
TEST(BmsHost, StartsFromTheOlderImageWhenTheNewestIsTorn) {
    bms::Settings settings;
    settings.set<bms::Setting::DischargeFloor>(bms::PerMille{170});
    HostRig rig{plain_setup(1, 1), 0.5, settings};
    rig.measure_with(-40.0);
    rig.ticks(36'000);  // 40 Ah of 100
    ASSERT_NEAR(*rig.host.reported_soc(), 0.1, 1e-3);
    rig.host.set_powered(false);
    const bool first_is_newer = bms::judge(rig.host.image_slots()[0]).sequence >
                                bms::judge(rig.host.image_slots()[1]).sequence;
    rig.host.image_slots()[first_is_newer ? 0 : 1][200] ^= 1;
    rig.host.set_powered(true);
    EXPECT_FALSE(rig.host.sample().flags.has(bms::Flag::HardwareFault));
    EXPECT_EQ(rig.host.core().settings().get<bms::Setting::DischargeFloor>(), bms::PerMille{170});
    EXPECT_EQ(rig.host.view().layout().batteries, 1);
    EXPECT_GT(*rig.host.reported_soc(), 0.1);
    EXPECT_LE(*rig.host.reported_soc(), 0.5);
}

// D-24: E-B11, everything floats; a factory reset accepts the loss (assumed).
TEST(BmsHost, ShowsAHardwareErrorWhenBothImagesAreLostUntilAFactoryReset) {
    HostRig rig{plain_setup(1, 1), 0.5};
    rig.measure_with(-5.0);
    rig.ticks(100);
    rig.host.set_powered(false);
    for (bms::ImageSlot& slot : rig.host.image_slots()) {
        slot[200] ^= 1;
    }
    rig.host.set_powered(true);
    rig.measure_with(-5.0);
    rig.ticks(200);
    EXPECT_TRUE(rig.host.status().codes.contains(bms::Code::E_B11));
    EXPECT_EQ(rig.host.status().load, bms::Output::Floating);
    EXPECT_EQ(rig.host.status().charger, bms::Output::Floating);
    const std::uint32_t writes = rig.host.image_writes();
    rig.host.set_powered(false);
    EXPECT_EQ(rig.host.image_writes(), writes);  // what is left is left alone
    rig.host.set_powered(true);
    rig.measure_with(-5.0);
    ASSERT_TRUE(rig.host.give({.kind = bms::CommandKind::FactoryReset}));
    rig.ticks(100);
    rig.measure_with(-5.0);
    rig.ticks(200);
    EXPECT_FALSE(rig.host.status().codes.contains(bms::Code::E_B11));
    EXPECT_EQ(rig.host.status().load, bms::Output::High);
    EXPECT_GT(rig.host.image_writes(), writes);
}

// Four times a day for what is counted, and once for every change that must not be lost.
TEST(BmsHost, WritesAnImageEverySixHoursAndWhenTheSupplyFails) {
    HostRig rig{plain_setup(1, 1), 0.5};
    rig.measure_with(0.0);
    rig.ticks(100);
    const std::uint32_t at_first = rig.host.image_writes();
    for (int minute = 0; minute < 24 * 60; ++minute) {
        rig.measure_with(0.0);
        rig.ticks(600);
    }
    EXPECT_EQ(rig.host.image_writes(), at_first + 4);
    rig.host.set_powered(false);
    EXPECT_EQ(rig.host.image_writes(), at_first + 5);
}

// A contact that chatters for a day does not wear the store out.
TEST(BmsHost, WritesFewImagesHoweverABadContactChatters) {
    HostRig rig{plain_setup(1, 1), 0.5};
    rig.measure_with(0.0);
    rig.ticks(100);
    const std::uint32_t at_first = rig.host.image_writes();
    for (int second = 0; second < 3 * 3600; ++second) {
        rig.host.set_chain_open(second % 40 < 3);
        rig.measure_with(0.0);
        rig.ticks(10);
    }
    EXPECT_LE(rig.host.image_writes() - at_first, 4U);
    EXPECT_GE(rig.host.image_writes() - at_first, 2U);
}

// D-21: only what the BMS has begun silences a battery, and only while it lasts.
TEST(BmsHost, SilencesABatteryForAnUpdateThatTheBmsHasBegun) {
    HostRig rig{plain_setup(1, 2), 0.5};
    const auto second = [&] {
        rig.measure_with(-5.0);
        rig.ticks(10);
    };
    second();
    using Kind = bms::CommandKind;
    ASSERT_TRUE(rig.host.give({.kind = Kind::FailUpdate}, 0));  // there is none: refused
    second();
    EXPECT_FALSE(rig.host.link().is_silent(0));
    ASSERT_TRUE(rig.host.give({.kind = Kind::BeginUpdate}, 1));
    second();
    EXPECT_TRUE(rig.host.link().is_silent(1));
    ASSERT_TRUE(rig.host.give({.kind = Kind::BeginUpdate}, 0));  // one runs: refused
    second();
    EXPECT_FALSE(rig.host.link().is_silent(0));
    EXPECT_TRUE(rig.host.link().is_silent(1));
    ASSERT_TRUE(rig.host.give({.kind = Kind::FinishUpdate}));
    second();
    EXPECT_FALSE(rig.host.link().is_silent(1));
    // Nobody ends this one, and the battery sends again when it has timed out.
    ASSERT_TRUE(rig.host.give({.kind = Kind::BeginUpdate}, 1));
    for (int i = 0; i < 899; ++i) {
        second();
    }
    EXPECT_TRUE(rig.host.link().is_silent(1));
    second();
    second();
    EXPECT_EQ(rig.host.status().update, bms::UpdateState::Failed);
    EXPECT_FALSE(rig.host.link().is_silent(1));
}

// R-BAT-5, R-UPD-1: each battery tells the version it has; an update that succeeds counts it up.
TEST(BmsHost, TellsTheFirmwareOfABatteryAndCountsItUpWithAnUpdateThatSucceeds) {
    BankSetup setup = plain_setup(1, 2);
    setup.battery.firmware_version = 1.09;
    HostRig rig{setup, 0.5};
    using Kind = bms::CommandKind;
    const auto second = [&] {
        rig.measure_with(-5.0);
        rig.ticks(10);
    };
    const auto versions = [&] {
        second();
        return std::array{rig.host.view().firmware_version_of(0),
                          rig.host.view().firmware_version_of(1)};
    };
    using Versions = std::array<std::uint16_t, 2>;
    EXPECT_EQ(versions(), (Versions{0x0109, 0x0109}));
    ASSERT_TRUE(rig.host.give({.kind = Kind::BeginUpdate}, 1));
    second();
    ASSERT_TRUE(rig.host.give({.kind = Kind::FailUpdate}));
    EXPECT_EQ(versions(), (Versions{0x0109, 0x0109}));
    ASSERT_TRUE(rig.host.give({.kind = Kind::BeginUpdate}, 1));
    second();
    ASSERT_TRUE(rig.host.give({.kind = Kind::FinishUpdate}));
    second();
    EXPECT_EQ(versions(), (Versions{0x0109, 0x0110}));
    // The BMS's own update changes no battery.
    ASSERT_TRUE(rig.host.give({.kind = Kind::BeginUpdate}));
    second();
    ASSERT_TRUE(rig.host.give({.kind = Kind::FinishUpdate}));
    second();
    EXPECT_EQ(versions(), (Versions{0x0109, 0x0110}));
}

TEST(BmsHost, LetsAnUpdatedBatterySendAgainAfterAPowerCut) {
    HostRig rig{plain_setup(1, 2), 0.5};
    rig.measure_with(-5.0);
    ASSERT_TRUE(rig.host.give({.kind = bms::CommandKind::BeginUpdate}, 1));
    rig.ticks(10);
    ASSERT_TRUE(rig.host.link().is_silent(1));
    rig.host.set_powered(false);
    rig.host.set_powered(true);
    EXPECT_FALSE(rig.host.link().is_silent(1));
    EXPECT_EQ(rig.host.status().update, bms::UpdateState::Failed);
}

// D-27, R-COD-3: 5 s, 30 s.
TEST(BmsHost, CountsTheSilenceOfABatteryBetweenFrames) {
    HostRig rig{plain_setup(1, 2), 0.5};
    rig.measure_with(-5.0);
    rig.ticks(100);
    ASSERT_EQ(rig.host.status().load, bms::Output::High);
    rig.host.link().set_gone(1, true);
    int warned_after = 0;
    int alarmed_after = 0;
    for (int tick = 1; tick <= 400; ++tick) {
        rig.ticks(1);  // the other one keeps sending
        const bms::CodeSet codes = rig.host.status().codes;
        warned_after = warned_after == 0 && codes.contains(bms::Code::W_B05) ? tick : warned_after;
        alarmed_after =
            alarmed_after == 0 && codes.contains(bms::Code::A_B05) ? tick : alarmed_after;
    }
    // Its last frame came with the last of the hundred ticks but nine.
    EXPECT_NEAR(warned_after, 50 - 9, 1);
    EXPECT_NEAR(alarmed_after, 300 - 9, 1);
    EXPECT_EQ(rig.host.status().load, bms::Output::Floating);
}

// R-BAT-11
TEST(BmsHost, FloatsBothOutputsAtTheNextTickWhenTheChainIsOpen) {
    HostRig rig{plain_setup(1, 1), 0.5};
    rig.measure_with(-5.0);
    rig.ticks(100);
    ASSERT_EQ(rig.host.status().load, bms::Output::High);
    rig.host.set_chain_open(true);
    rig.host.tick();
    EXPECT_EQ(rig.host.status().load, bms::Output::Floating);
    EXPECT_EQ(rig.host.status().charger, bms::Output::Floating);
    rig.host.set_powered(false);
    rig.host.set_powered(true);  // it is open still
    rig.ticks(100);
    EXPECT_EQ(rig.host.status().load, bms::Output::Floating);
    rig.host.set_chain_open(false);
    rig.ticks(100);
    EXPECT_EQ(rig.host.status().load, bms::Output::Floating);
    rig.ticks(1);
    EXPECT_EQ(rig.host.status().load, bms::Output::High);
}

// R-REM-1
TEST(BmsHost, PassesTheRemotePinsOn) {
    HostRig rig{plain_setup(1, 1), 0.5};
    rig.measure_with(-5.0);
    rig.ticks(100);
    rig.host.set_remote({});  // both open: off
    EXPECT_TRUE(rig.host.tick());
    EXPECT_EQ(rig.host.status().load, bms::Output::Floating);
    rig.measure_with(-5.0);  // new frames leave the pins alone
    rig.ticks(10);
    EXPECT_EQ(rig.host.status().load, bms::Output::Floating);
    rig.host.set_remote({.low = driven_pin(0.0), .high = {}});
    rig.ticks(100);
    EXPECT_EQ(rig.host.status().load, bms::Output::High);
}

TEST(BmsHost, SaysWhenWhatItShowsHasChanged) {
    HostRig rig{plain_setup(1, 1), 0.5};
    rig.measure_with(-5.0);
    for (int i = 0; i < 3000; ++i) {
        if (i % 10 == 0) {
            rig.host.receive_frames(rig.bank);
        }
        const bms::Status before = rig.host.status();
        const bool changed = rig.host.tick();
        ASSERT_EQ(changed, !(rig.host.status() == before));
    }
    EXPECT_EQ(rig.host.status().load, bms::Output::High);
}

}  // namespace
}  // namespace models
