// A firmware update: the system stays on, nobody charges, and a failure has two minutes.

#include "tests/bms/bank_rig.hpp"
#include "tests/bms/core_rig.hpp"
#include "tests/bms/generators.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

// R-UPD-1, R-OUT-2
TEST(Update, HoldsLoadAndFloatsChargerThroughout) {
    CoreRig rig;
    EXPECT_EQ(rig.tell(CommandKind::BeginUpdate), Outcome::Done);
    for (int minute = 0; minute < 14; ++minute) {
        ASSERT_EQ(rig.load(), Output::High);
        ASSERT_EQ(rig.charger(), Output::Floating);
        ASSERT_TRUE(rig.status().charger_reasons.has(Reason::Updating));
        leap(rig.core, rig.sample, 60_seconds);
    }
    EXPECT_EQ(rig.status().update, UpdateState::Running);
    EXPECT_EQ(rig.tell(CommandKind::FinishUpdate), Outcome::Done);
    EXPECT_EQ(rig.charger(), Output::High);
    EXPECT_EQ(rig.load(), Output::High);
}

// R-UPD-2, D-21
TEST(Update, ThatFailsFloatsLoadAfter120Seconds) {
    CoreRig rig;
    rig.tell(CommandKind::BeginUpdate);
    rig.run(500_seconds);
    EXPECT_EQ(rig.tell(CommandKind::FailUpdate), Outcome::Done);
    EXPECT_EQ(rig.ticks_until([&] { return rig.load() == Output::Floating; }, 3000), 1200U);
    EXPECT_TRUE(rig.status().load_reasons.has(Condition::UpdateFailed));
    EXPECT_EQ(rig.charger(), Output::Floating);
    EXPECT_EQ(rig.status().codes, CodeSet{});
    leap(rig.core, rig.sample, 100'000_seconds);
    EXPECT_EQ(rig.load(), Output::Floating);
}

// R-UPD-2, D-21
TEST(Update, ThatIsStartedAgainStopsTheCount) {
    CoreRig rig;
    rig.tell(CommandKind::BeginUpdate);
    rig.tell(CommandKind::FailUpdate);
    rig.run(Ticks{1198});
    EXPECT_EQ(rig.tell(CommandKind::BeginUpdate), Outcome::Done);
    leap(rig.core, rig.sample, 800_seconds);
    EXPECT_EQ(rig.load(), Output::High);
    // The next failure has all of its 120 s.
    rig.tell(CommandKind::FailUpdate);
    EXPECT_EQ(rig.ticks_until([&] { return rig.load() == Output::Floating; }, 3000), 1200U);
}

// R-UPD-2, D-21
TEST(Update, KeepsAnOpenLoadOpenUntilItSucceeds) {
    CoreRig rig;
    rig.tell(CommandKind::BeginUpdate);
    rig.tell(CommandKind::FailUpdate);
    rig.run(200_seconds);
    ASSERT_EQ(rig.load(), Output::Floating);
    rig.tell(CommandKind::BeginUpdate);
    leap(rig.core, rig.sample, 800_seconds);
    EXPECT_EQ(rig.load(), Output::Floating);
    EXPECT_EQ(rig.tell(CommandKind::FinishUpdate), Outcome::Done);
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.charger(), Output::High);
}

// R-UPD-1, D-9, D-21
TEST(Update, HoldsTheAlarmsOfALostBatteryBack) {
    for (const Flag flag : {Flag::LinkLost, Flag::ChainOpen}) {
        CoreRig rig;
        rig.tell(CommandKind::BeginUpdate);
        rig.sample.flags.set(flag);
        leap(rig.core, rig.sample, 800_seconds);
        EXPECT_EQ(rig.status().codes, CodeSet{});
        EXPECT_EQ(rig.load(), Output::High);
        rig.tell(CommandKind::FailUpdate);
        rig.run(119_seconds);
        EXPECT_EQ(rig.status().codes, CodeSet{});
        EXPECT_EQ(rig.load(), Output::High);
        rig.tell(CommandKind::BeginUpdate);
        rig.tell(CommandKind::FinishUpdate);
        // From the end of the update on they count as ever.
        leap(rig.core, rig.sample, 60_seconds);
        EXPECT_TRUE(rig.shows(Code::A_B05));
        EXPECT_EQ(rig.load(), Output::Floating);
    }
}

// D-21
TEST(Update, DoesNotSilenceAnAlarmThatWasThereBefore) {
    CoreRig rig;
    rig.sample.flags.set(Flag::ChainOpen);
    rig.run(1_ticks);
    ASSERT_EQ(rig.load(), Output::Floating);
    rig.tell(CommandKind::BeginUpdate);
    rig.run(60_seconds);
    EXPECT_TRUE(rig.shows(Code::A_B05));
    EXPECT_EQ(rig.load(), Output::Floating);
    rig.sample.flags = resting_sample().flags;
    rig.run(11_seconds);
    EXPECT_EQ(rig.load(), Output::High);
}

// D-9, D-21: an update holds a lost battery's alarm back, but does not end one. Only the battery
// does.
TEST(Update, BringsNoLostBatteryBack) {
    const auto begin = Command{.kind = CommandKind::BeginUpdate, .sequence = 1};
    for (const std::size_t batteries : {1U, 4U}) {
        for (const auto end : {CommandKind::FinishUpdate, CommandKind::FailUpdate}) {
            BankRig rig{batteries, batteries == 1 ? 1 : 2};
            rig.view.set_supply_voltage({batteries == 1 ? 13'200 : 26'400});
            rig.chain[0].is_silent = true;
            rig.run(40_seconds);
            ASSERT_EQ(rig.codes(), only(Code::A_B05));
            const auto stays_lost = [&](Ticks n) {
                for (std::uint32_t i = 0; i < n.count; ++i) {
                    rig.tick();
                    ASSERT_EQ(rig.codes(), only(Code::A_B05)) << rig.now;
                    ASSERT_TRUE(rig.both_float()) << rig.now;
                }
            };
            rig.command = begin;
            stays_lost(100_seconds);
            rig.command = {.kind = end, .sequence = 2};
            stays_lost(200_seconds);
            rig.command = {.kind = CommandKind::BeginUpdate, .sequence = 3};
            stays_lost(1100_seconds);  // nobody ends it: given up after 15 min
            rig.command = {.kind = CommandKind::BeginUpdate, .sequence = 4};
            stays_lost(10_seconds);
            rig.chain[0].is_silent = false;
            rig.run(11_seconds);
            EXPECT_EQ(rig.codes(), CodeSet{});
        }
    }
}

// R-COD-2, D-21
TEST(Update, DoesNotEndAWarningOfASilentBattery) {
    BankRig rig{4, 2};
    rig.chain[2].is_silent = true;
    rig.run(10_seconds);
    ASSERT_EQ(rig.codes(), only(Code::W_B05));
    rig.command = {.kind = CommandKind::BeginUpdate, .sequence = 1};
    rig.run(600_seconds);
    EXPECT_EQ(rig.codes(), only(Code::W_B05));
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.view.silence_of(2), 6101_ticks);
    rig.chain[2].is_silent = false;
    rig.run(11_seconds);
    EXPECT_EQ(rig.codes(), CodeSet{});
}

// R-UPD-2, D-21: the app that walked away. No update holds LOAD for ever.
TEST(Update, ThatNobodyEndsHasFailedAfterItsLimit) {
    CoreRig rig;
    rig.tell(CommandKind::BeginUpdate);
    EXPECT_EQ(rig.core.next_deadline(rig.sample), 9000_ticks);
    const auto failed = [&] { return rig.status().update == UpdateState::Failed; };
    EXPECT_EQ(rig.ticks_until(failed, 20'000), 9000U);
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.ticks_until([&] { return rig.load() == Output::Floating; }, 3000), 1200U);
    EXPECT_TRUE(rig.status().load_reasons.has(Condition::UpdateFailed));
    // As after any other failure, another try may mend it.
    rig.tell(CommandKind::BeginUpdate);
    rig.tell(CommandKind::FinishUpdate);
    EXPECT_EQ(rig.load(), Output::High);
}

// D-21
TEST(Update, HasItsWholeLimitWheneverItIsBegun) {
    CoreRig rig;
    rig.tell(CommandKind::BeginUpdate);
    rig.run(8999_ticks);
    rig.tell(CommandKind::FinishUpdate);
    EXPECT_EQ(rig.status().update, UpdateState::None);
    leap(rig.core, rig.sample, 3600_seconds);
    rig.tell(CommandKind::BeginUpdate);
    rig.run(8999_ticks);
    EXPECT_EQ(rig.status().update, UpdateState::Running);
    rig.run(1_ticks);
    EXPECT_EQ(rig.status().update, UpdateState::Failed);
}

// D-21: a limit that is shortened meanwhile ends an update that is older.
TEST(Update, HasTheLimitThatIsSetNow) {
    CoreRig rig;
    rig.tell(CommandKind::BeginUpdate);
    rig.run(700_ticks);
    rig.tell(CommandKind::ChangeSetting, 600, Setting::UpdateLimit);
    EXPECT_EQ(rig.status().update, UpdateState::Failed);
}

// R-UPD-2, R-COD-3, D-21: once LOAD has opened for a failed update, nothing is held back.
TEST(Update, ShowsALostBatteryOnceItIsGivenUp) {
    CoreRig rig;
    rig.tell(CommandKind::BeginUpdate);
    rig.sample.flags.set(Flag::Silent);
    rig.sample.flags.set(Flag::LinkLost);
    leap(rig.core, rig.sample, 900_seconds + 119_seconds);
    EXPECT_EQ(rig.status().codes, CodeSet{});
    EXPECT_EQ(rig.load(), Output::High);
    rig.run(3_seconds);
    EXPECT_EQ(rig.load(), Output::Floating);
    EXPECT_EQ(rig.status().codes, only(Code::A_B05));
    // Another try: during it nothing new is held against a battery, and nothing forgotten.
    rig.tell(CommandKind::BeginUpdate);
    EXPECT_EQ(rig.status().codes, only(Code::A_B05));
}

// D-8, D-21: batteries that are all silent leave the BMS its own supply to judge the bank by.
TEST(Update, OpensLoadForALowBankThoughNoBatteryIsHeard) {
    BankRig rig{1, 1};
    rig.view.set_supply_voltage({13'200});
    rig.run(20_ticks);
    rig.command = {.kind = CommandKind::BeginUpdate, .sequence = 1};
    rig.chain[0].is_silent = true;
    rig.run(60_seconds);
    EXPECT_EQ(rig.load(), Output::High);
    rig.view.set_supply_voltage({10'001});
    rig.run(60_seconds);
    EXPECT_EQ(rig.load(), Output::High);
    rig.view.set_supply_voltage({10'000});
    const std::uint32_t low_at = rig.now;
    const std::uint32_t warned =
        rig.tick_of([&] { return rig.core.status().pre_alarm == Output::High; });
    EXPECT_EQ(warned - low_at, 50U);
    EXPECT_EQ(rig.tick_of([&] { return rig.load() == Output::Floating; }) - warned, 300U);
    EXPECT_EQ(rig.codes(), only(Code::A_B08));
    // What the supply says never gives LOAD back: the battery must be heard.
    rig.view.set_supply_voltage({13'200});
    rig.run(60_seconds);
    EXPECT_EQ(rig.load(), Output::Floating);
}

// D-24: a supply of 0 V is one that nobody has measured; who reads this lives from something.
TEST(Update, JudgesNoSupplyThatWasNotMeasured) {
    BankRig rig{1, 1};
    rig.command = {.kind = CommandKind::BeginUpdate, .sequence = 1};
    rig.run(1_ticks);
    rig.chain[0].is_silent = true;
    rig.run(120_seconds);
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.codes(), CodeSet{});
}

// R-UPD-1
TEST(Update, DoesNotHoldOtherProtectionBack) {
    CoreRig rig;
    rig.tell(CommandKind::BeginUpdate);
    rig.cells_at(2700);
    EXPECT_EQ(rig.ticks_until([&] { return rig.load() == Output::Floating; }, 1000), 301U);
    EXPECT_TRUE(rig.shows(Code::A_B01));
}

// R-UPD-1, R-UPD-2
TEST(Update, IsRefusedWhatDoesNotFit) {
    CoreRig rig;
    EXPECT_EQ(rig.tell(CommandKind::FailUpdate), Outcome::NotNow);
    EXPECT_EQ(rig.tell(CommandKind::FinishUpdate), Outcome::NotNow);
    EXPECT_EQ(rig.charger(), Output::High);
    EXPECT_EQ(rig.tell(CommandKind::BeginUpdate), Outcome::Done);
    EXPECT_EQ(rig.tell(CommandKind::BeginUpdate), Outcome::NotNow);
    EXPECT_EQ(rig.tell(CommandKind::FailUpdate), Outcome::Done);
    EXPECT_EQ(rig.tell(CommandKind::FailUpdate), Outcome::NotNow);
    EXPECT_EQ(rig.tell(CommandKind::FinishUpdate), Outcome::NotNow);  // only a new try can succeed
    EXPECT_EQ(rig.status().update, UpdateState::Failed);
}

// R-UPD-2
TEST(Update, InterruptedByAPowerCutHasFailed) {
    CoreRig rig;
    rig.tell(CommandKind::BeginUpdate);
    rig.power_cycle();
    EXPECT_EQ(rig.status().update, UpdateState::Failed);
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.charger(), Output::Floating);
    EXPECT_EQ(rig.ticks_until([&] { return rig.load() == Output::Floating; }, 3000), 1200U);
    rig.power_cycle();  // nor does another one mend it
    rig.run(1_ticks);
    EXPECT_EQ(rig.load(), Output::Floating);
    EXPECT_TRUE(rig.status().load_reasons.has(Condition::UpdateFailed));
    rig.tell(CommandKind::BeginUpdate);
    rig.tell(CommandKind::FinishUpdate);
    EXPECT_EQ(rig.load(), Output::High);
}

// D-21
TEST(Update, MakesTheStateOfChargeUncertainWhenACurrentIsOnlyGuessed) {
    CoreRig rig;
    rig.sample.flags.set(Flag::CurrentGuessed);
    rig.run(10_seconds);
    EXPECT_EQ(rig.core.monitor().trust(), SocTrust::Known);  // D-27: the other strings tell
    rig.tell(CommandKind::BeginUpdate);
    EXPECT_EQ(rig.core.monitor().trust(), SocTrust::Uncertain);
    EXPECT_EQ(rig.status().soc_trust, SocTrust::Uncertain);
}

}  // namespace
}  // namespace bms
