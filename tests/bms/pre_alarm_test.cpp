// PRE-ALARM and the thirty seconds it is High before LOAD opens for a low cell (R-OUT-3, D-5,
// D-22). "n ticks after" counts from the tick that shows a change: what has lasted 30 s ends 300
// ticks on.

#include "tests/bms/core_rig.hpp"

#include <gtest/gtest.h>

namespace bms {
namespace {

/// Ticks from now until LOAD opens.
std::uint32_t ticks_to_load_off(CoreRig& rig) {
    return rig.ticks_until([&] { return rig.load() == Output::Floating; }, 36'000);
}

// R-OUT-3, D-4, D-5, D-23
TEST(PreAlarm, HasLongBeenHighWhenABankFallsSlowly) {
    CoreRig rig;
    rig.cells_at(3100);
    EXPECT_EQ(rig.ticks_until([&] { return rig.pre_alarm() == Output::High; }, 1000), 31U);
    EXPECT_TRUE(rig.shows(Code::W_B01));
    EXPECT_EQ(rig.status().red, Light::Blinking);
    for (int mv = 3099; mv > 2800; --mv) {
        rig.cells_at(mv);
        rig.run(10_seconds);
        ASSERT_EQ(rig.load(), Output::High);
        ASSERT_EQ(rig.pre_alarm(), Output::High);
    }
    // At the low level only its own five seconds remain.
    rig.cells_at(2800);
    EXPECT_EQ(ticks_to_load_off(rig), 51U);
    EXPECT_TRUE(rig.shows(Code::A_B01));
}

// R-OUT-3, R-COD-3, D-5, D-22
TEST(PreAlarm, RisesAtOnceWhenACellFallsStraightThroughAndLoadOpensThirtySecondsLater) {
    CoreRig rig;
    rig.cells_at(2800);
    rig.run(1_ticks);
    EXPECT_EQ(rig.pre_alarm(), Output::High);
    EXPECT_TRUE(rig.shows(Code::W_B01));
    for (int tick = 1; tick < 300; ++tick) {
        rig.run(1_ticks);
        ASSERT_EQ(rig.load(), Output::High) << tick;
        ASSERT_EQ(rig.pre_alarm(), Output::High) << tick;
        ASSERT_TRUE(rig.shows(Code::W_B01));
        ASSERT_FALSE(rig.shows(Code::A_B01));
    }
    rig.run(1_ticks);
    EXPECT_EQ(rig.load(), Output::Floating);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    EXPECT_TRUE(rig.shows(Code::A_B01));
    EXPECT_FALSE(rig.shows(Code::W_B01));
    EXPECT_EQ(rig.status().red, Light::On);
}

// R-OUT-3, D-4, D-5
TEST(PreAlarm, StaysSilentForALowestCellJustAboveItsLevelAndStraightThroughMeansTheLowLevel) {
    CoreRig rig;
    rig.cells_at(3101);
    leap(rig.core, rig.sample, 3600_seconds);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    rig.cells_at(2801);  // not through: PRE-ALARM takes its own three seconds
    EXPECT_EQ(rig.ticks_until([&] { return rig.pre_alarm() == Output::High; }, 1000), 31U);
    leap(rig.core, rig.sample, 3600_seconds);
    EXPECT_EQ(rig.load(), Output::High);
}

// R-OUT-3, D-5
TEST(PreAlarm, MakesLoadWaitOnlyForWhatIsLeftOfTheThirtySeconds) {
    CoreRig rig;
    rig.cells_at(3050);
    rig.run(31_ticks);
    ASSERT_EQ(rig.pre_alarm(), Output::High);
    rig.run(10_seconds);
    rig.cells_at(2750);
    EXPECT_EQ(ticks_to_load_off(rig), 200U);  // 20 s of the 30 are left
}

// R-OUT-3, D-5
TEST(PreAlarm, WaitsForOneLowCellAmongGoodOnes) {
    CoreRig rig;
    rig.sample.extremes.lowest_cell = {2700};
    EXPECT_EQ(ticks_to_load_off(rig), 301U);
    EXPECT_TRUE(rig.status().load_reasons.has(Condition::LowCell));
}

// R-OUT-3, D-5
TEST(PreAlarm, EndsWithoutAShutdownAfterADipThatRecoversBeforeFiveSeconds) {
    CoreRig rig;
    rig.cells_at(2700);
    rig.run(5_seconds);  // 50 ticks see it: 4.9 s from the first to the last
    rig.cells_at(2801);
    leap(rig.core, rig.sample, 60_seconds);
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.pre_alarm(), Output::High);
    EXPECT_FALSE(rig.shows(Code::A_B01));
    rig.cells_at(3300);
    leap(rig.core, rig.sample, 11_seconds);
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    EXPECT_EQ(rig.status().codes, CodeSet{});
}

// R-OUT-3, D-5
TEST(PreAlarm, OfALowStateOfChargeCountsForTheLowCellToo) {
    CoreRig rig{190_permille};
    ASSERT_EQ(rig.pre_alarm(), Output::High);
    ASSERT_TRUE(rig.shows(Code::W_B07));
    rig.run(60_seconds);
    rig.cells_at(2750);
    EXPECT_EQ(ticks_to_load_off(rig), 51U);  // five seconds low, no further wait
    EXPECT_TRUE(rig.shows(Code::A_B01));
    EXPECT_TRUE(rig.shows(Code::W_B07));  // no A-B07: SoC is above the floor
}

// R-OUT-3, D-5
TEST(PreAlarm, StartsItsThirtySecondsAgainWhenItFellInBetween) {
    CoreRig rig;
    rig.cells_at(3050);
    rig.run(60_seconds);
    ASSERT_EQ(rig.pre_alarm(), Output::High);
    rig.cells_at(3200);
    EXPECT_EQ(rig.ticks_until([&] { return rig.pre_alarm() == Output::Floating; }, 1000), 101U);
    rig.cells_at(2700);
    EXPECT_EQ(ticks_to_load_off(rig), 301U);
}

// R-OUT-3, D-5
TEST(PreAlarm, KeepsItsCountWhenOneReasonHandsOverToAnother) {
    CoreRig rig{190_permille};
    rig.run(10_seconds);
    rig.cells_at(3050);
    rig.run(10_seconds);
    rig.tell(CommandKind::SetStateOfCharge, 500);  // W-B07 goes, W-B01 holds PRE-ALARM High
    ASSERT_FALSE(rig.shows(Code::W_B07));
    ASSERT_EQ(rig.pre_alarm(), Output::High);
    rig.run(20_seconds);
    rig.cells_at(2700);
    EXPECT_EQ(ticks_to_load_off(rig), 51U);
}

// R-OUT-4, D-5
TEST(PreAlarm, IsNotWaitedForByTheDischargeFloor) {
    CoreRig rig;
    // from 50 % past both levels within a tick
    put(rig.sample, CommandKind::SetStateOfCharge, 80);
    EXPECT_EQ(ticks_to_load_off(rig), 1U);
    EXPECT_TRUE(rig.shows(Code::A_B07));
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
}

// D-5, R-REM-1, R-BAT-11
TEST(PreAlarm, IsNotWaitedForByRemoteOffOrAnOpenCableOrAnError) {
    {
        CoreRig rig;
        rig.cells_at(2700);
        rig.run(10_seconds);
        rig.sample.pins = RemotePins{};
        EXPECT_EQ(ticks_to_load_off(rig), 1U);
    }
    for (const Flag flag :
         {Flag::ChainOpen, Flag::ImpossibleSet, Flag::ChangedSet, Flag::HardwareFault}) {
        CoreRig rig;
        rig.cells_at(2700);
        rig.run(10_seconds);
        rig.sample.flags.set(flag);
        EXPECT_EQ(ticks_to_load_off(rig), 1U);
    }
    CoreRig rig;  // E-B09 after its own three seconds
    rig.cells_at(2000);
    EXPECT_EQ(ticks_to_load_off(rig), 31U);
    EXPECT_TRUE(rig.shows(Code::E_B09));
}

// R-OUT-3, R-COD-3, D-8, D-23
TEST(PreAlarm, IsHighThirtySecondsBeforeLoadOpensForALowBankVoltage) {
    CoreRig rig;
    rig.sample.bank_voltage = {10'000};  // with good cells: A-B08 alone
    EXPECT_EQ(rig.ticks_until([&] { return rig.pre_alarm() == Output::High; }, 1000), 51U);
    EXPECT_EQ(ticks_to_load_off(rig), 300U);
    EXPECT_TRUE(rig.shows(Code::A_B08));
    EXPECT_FALSE(rig.shows(Code::A_B01));
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
}

// R-OUT-3
TEST(PreAlarm, HasTheLongerLeadThatIsSet) {
    Settings settings;
    settings.set<Setting::PreAlarmLead>(90_seconds);
    CoreRig rig{500_permille, settings};
    rig.cells_at(2700);
    EXPECT_EQ(ticks_to_load_off(rig), 901U);
}

// R-OUT-3
TEST(PreAlarm, ComesAtTheCellVoltageThatIsSet) {
    Settings settings;
    settings.set<Setting::PreAlarmCell>(2900_mV);
    CoreRig rig{500_permille, settings};
    rig.cells_at(2901);
    leap(rig.core, rig.sample, 600_seconds);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    rig.cells_at(2900);
    EXPECT_EQ(rig.ticks_until([&] { return rig.pre_alarm() == Output::High; }, 1000), 31U);
}

// D-22
TEST(PreAlarm, IsSilentWhileLoadIsOpen) {
    CoreRig rig{80_permille};  // A-B07
    ASSERT_EQ(rig.load(), Output::Floating);
    rig.cells_at(3000);
    leap(rig.core, rig.sample, 3600_seconds);
    EXPECT_TRUE(rig.shows(Code::W_B01));  // the warning is still shown
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
}

// D-5, D-22, R-OUT-5
TEST(PreAlarm, DoesNotDelayALowCellThatFindsLoadOpen) {
    CoreRig rig{80_permille};
    rig.cells_at(2700);
    EXPECT_EQ(rig.ticks_until([&] { return rig.shows(Code::A_B01); }, 1000), 51U);
    EXPECT_TRUE(rig.shows(Code::A_B07));
    EXPECT_FALSE(rig.shows(Code::W_B01));
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    // The low cell keeps LOAD open when the state of charge is corrected.
    rig.tell(CommandKind::SetStateOfCharge, 500);
    leap(rig.core, rig.sample, 60_seconds);
    EXPECT_FALSE(rig.shows(Code::A_B07));
    EXPECT_TRUE(rig.shows(Code::A_B01));
    EXPECT_EQ(rig.load(), Output::Floating);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
}

// R-OUT-5, D-4, D-23
TEST(LowCell, GivesLoadBackThirtySecondsAfterAllCellsReach3V20) {
    CoreRig rig;
    rig.cells_at(2700);
    leap(rig.core, rig.sample, 60_seconds);
    ASSERT_EQ(rig.load(), Output::Floating);
    rig.cells_at(3400);
    rig.sample.extremes.lowest_cell = {3199};  // one cell is not there yet
    leap(rig.core, rig.sample, 3600_seconds);
    EXPECT_EQ(rig.load(), Output::Floating);
    rig.sample.extremes.lowest_cell = {3200};
    EXPECT_EQ(rig.ticks_until([&] { return rig.load() == Output::High; }, 1000), 301U);
    EXPECT_EQ(rig.status().codes, CodeSet{});
    EXPECT_EQ(rig.status().red, Light::Off);
}

// D-22, R-OUT-3
TEST(PreAlarm, ComesBackWithLoadWhenItsReasonIsStillThere) {
    CoreRig rig{80_permille};
    ASSERT_EQ(rig.pre_alarm(), Output::Floating);
    rig.tell(CommandKind::SetStateOfCharge, 150);  // floor + 5 %, below the warning of 20 %
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.pre_alarm(), Output::High);
    rig.cells_at(2700);  // the thirty seconds count from this rise
    EXPECT_EQ(ticks_to_load_off(rig), 300U);
}

// R-OUT-3, R-REM-1
TEST(PreAlarm, CountsAnewAfterTheRemoteWasOff) {
    CoreRig rig;
    rig.cells_at(3050);
    rig.run(60_seconds);
    ASSERT_EQ(rig.pre_alarm(), Output::High);
    rig.sample.pins = RemotePins{};
    rig.run(1_ticks);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    rig.sample.pins = factory_loop();
    EXPECT_EQ(rig.ticks_until([&] { return rig.pre_alarm() == Output::High; }, 10), 2U);
    EXPECT_EQ(rig.load(), Output::High);
    rig.cells_at(2700);
    EXPECT_EQ(ticks_to_load_off(rig), 300U);
}

}  // namespace
}  // namespace bms
