// Commands: obeyed once, answered always, refused whole.

#include "tests/bms/core_rig.hpp"
#include "tests/bms/generators.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

// R-MON-2
TEST(Command, IsObeyedOnceHoweverLongItsSampleIsHeld) {
    CoreRig rig{500_permille};
    rig.sample.bank_current = {-36'000};  // 1 mAh a tick
    rig.tell(CommandKind::SetStateOfCharge, 800);
    EXPECT_EQ(rig.core.monitor().charge().count, 159'999LL * 3'600'000);
    rig.run(9_ticks);
    EXPECT_EQ(rig.core.monitor().charge().count, 159'990LL * 3'600'000);
    // The same sample again, after another one without a command: a doubled and a late frame.
    const BankSample same = rig.sample;
    rig.sample.command = {};
    rig.run(1_ticks);
    rig.sample = same;
    rig.run(1_ticks);
    EXPECT_EQ(rig.core.monitor().charge().count, 159'988LL * 3'600'000);
}

// R-MON-2
TEST(Command, OfTheSameKindIsObeyedAgainWhenItsSequenceIsAnother) {
    CoreRig rig{500_permille};
    for (int time = 1; time <= 600; ++time) {  // past the end of the sequence numbers
        const int soc = 300 + time % 2;
        ASSERT_EQ(rig.tell(CommandKind::SetStateOfCharge, soc), Outcome::Done);
        ASSERT_EQ(rig.core.monitor().state_of_charge(), PerMille{soc}) << time;
        ASSERT_NE(rig.status().receipt.sequence, 0);
    }
}

TEST(Command, WithoutASequenceIsNone) {
    CoreRig rig;
    rig.sample.command = {.kind = CommandKind::SwitchOff};
    rig.run(10_ticks);
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.status().receipt, Receipt{});
}

TEST(Command, MakesTheNextTickADeadlineUntilItIsObeyed) {
    CoreRig rig;
    put(rig.sample, CommandKind::ResetHistory);
    EXPECT_EQ(rig.core.next_deadline(rig.sample), 1_ticks);
    EXPECT_EQ(rig.core.advance(rig.sample, held_integrals(rig.sample, 1000_ticks), 1000_ticks),
              1_ticks);
    EXPECT_NE(rig.core.next_deadline(rig.sample), 1_ticks);
}

// R-REM-3
TEST(Mode, OffFloatsAllThreeOutputsAndOnBringsThemBack) {
    CoreRig rig;
    rig.cells_at(3050);
    rig.run(60_seconds);
    ASSERT_EQ(rig.pre_alarm(), Output::High);
    EXPECT_EQ(rig.tell(CommandKind::SwitchOff), Outcome::Done);
    EXPECT_EQ(rig.load(), Output::Floating);
    EXPECT_EQ(rig.charger(), Output::Floating);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    EXPECT_EQ(rig.status().mode, Mode::Off);
    EXPECT_TRUE(rig.status().load_reasons.has(Reason::ModeOff));
    EXPECT_FALSE(rig.status().load_reasons.has(Reason::RemoteOff));
    EXPECT_EQ(rig.core.supply_state(), SupplyState::RemoteOff);
    EXPECT_EQ(rig.tell(CommandKind::SwitchOff), Outcome::Done);  // off is off
    EXPECT_EQ(rig.tell(CommandKind::SwitchOn), Outcome::Done);
    rig.run(1_ticks);  // to start takes a tick, as with the remote
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.charger(), Output::High);
    EXPECT_EQ(rig.pre_alarm(), Output::High);
}

// R-REM-3
TEST(Mode, AndTheRemoteMustBothBeOnAndEachIsNamed) {
    CoreRig rig;
    rig.tell(CommandKind::SwitchOff);
    rig.sample.pins = RemotePins{};
    rig.run(1_ticks);
    EXPECT_TRUE(rig.status().load_reasons.has(Reason::ModeOff));
    EXPECT_TRUE(rig.status().load_reasons.has(Reason::RemoteOff));
    rig.sample.pins = factory_loop();
    rig.run(10_ticks);
    EXPECT_EQ(rig.status().load_reasons.bits, 1U << static_cast<unsigned>(Reason::ModeOff));
    EXPECT_EQ(rig.load(), Output::Floating);
    rig.sample.pins = RemotePins{};
    rig.tell(CommandKind::SwitchOn);
    EXPECT_EQ(rig.status().load_reasons.bits, 1U << static_cast<unsigned>(Reason::RemoteOff));
    rig.sample.pins = factory_loop();
    rig.run(2_ticks);
    EXPECT_EQ(rig.load(), Output::High);
}

// R-REM-3
TEST(Mode, SurvivesAPowerCut) {
    CoreRig rig;
    rig.tell(CommandKind::SwitchOff);
    rig.power_cycle();
    rig.run(10_seconds);
    EXPECT_EQ(rig.load(), Output::Floating);
    EXPECT_TRUE(rig.status().load_reasons.has(Reason::ModeOff));
    rig.tell(CommandKind::SwitchOn);
    rig.power_cycle();
    EXPECT_EQ(rig.load(), Output::High);
}

// R-MON-2
TEST(SynchroniseByHand, SetsOneHundredPercentAndIsNoFullCharge) {
    CoreRig rig{600_permille};
    EXPECT_EQ(rig.tell(CommandKind::Synchronise), Outcome::Done);
    EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{1000});
    EXPECT_EQ(rig.core.monitor().consumed(), MilliampHours{0});
    // D-18 counts what the monitor synchronises by itself.
    EXPECT_EQ(rig.core.history().synchronisations, 0);
    EXPECT_EQ(rig.core.history().was_full, 0);
    EXPECT_EQ(rig.status().synchronisations, 0);
}

// R-MON-2, D-25
TEST(StateOfCharge, SetByHandMakesAnUnknownOneKnownOnceTheCapacityIs) {
    Core core;
    BankSample nothing;
    put(nothing, CommandKind::SetStateOfCharge, 300);
    tick_by_tick(core, nothing, 1_ticks);
    EXPECT_EQ(core.status().receipt.outcome, Outcome::NotNow);
    EXPECT_FALSE(core.monitor().state_of_charge());
    BankSample sample = resting_sample();
    tick_by_tick(core, sample, 1_ticks);
    sample.command.sequence = core.status().receipt.sequence;
    put(sample, CommandKind::SetStateOfCharge, 300);
    tick_by_tick(core, sample, 1_ticks);
    EXPECT_EQ(core.status().receipt.outcome, Outcome::Done);
    EXPECT_EQ(core.monitor().state_of_charge(), PerMille{300});
    EXPECT_FALSE(core.status().codes.contains(Code::W_B07));
    put(sample, CommandKind::SetStateOfCharge, 200);
    tick_by_tick(core, sample, 1_ticks);
    EXPECT_TRUE(core.status().codes.contains(Code::W_B07));
}

// R-MON-2
TEST(StateOfCharge, SetByHandOutsideItsRangeIsRefused) {
    CoreRig rig{500_permille};
    for (const int wrong :
         {-1, 1001, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()}) {
        EXPECT_EQ(rig.tell(CommandKind::SetStateOfCharge, wrong), Outcome::OutOfRange);
        EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{500});
    }
    EXPECT_EQ(rig.tell(CommandKind::SetStateOfCharge, 0), Outcome::Done);
    EXPECT_EQ(rig.core.monitor().charge().count, 0);
    EXPECT_EQ(rig.tell(CommandKind::SetStateOfCharge, 1000), Outcome::Done);
    EXPECT_EQ(rig.core.monitor().charge().count, 200'000LL * 3'600'000);
}

// R-MON-1, R-OUT-4
TEST(SettingChange, IsTakenWhenAllSettingsTogetherAreSound) {
    CoreRig rig{250_permille};
    EXPECT_EQ(rig.tell(CommandKind::ChangeSetting, 260, Setting::LowSocWarning), Outcome::Done);
    EXPECT_TRUE(rig.shows(Code::W_B07));
    EXPECT_EQ(rig.tell(CommandKind::ChangeSetting, 255, Setting::DischargeFloor), Outcome::Done);
    EXPECT_EQ(rig.load(), Output::Floating);
    EXPECT_EQ(rig.status().receipt.violation, (SettingsViolation{Setting::None, Setting::None}));
}

TEST(SettingChange, IsRefusedWholeAndNamesBothThatDoNotGoTogether) {
    CoreRig rig;
    EXPECT_EQ(rig.tell(CommandKind::ChangeSetting, 200, Setting::DischargeFloor),
              Outcome::WrongOrder);
    EXPECT_EQ(rig.status().receipt.violation,
              (SettingsViolation{Setting::DischargeFloor, Setting::LowSocWarning}));
    EXPECT_EQ(rig.tell(CommandKind::ChangeSetting, 2849, Setting::PreAlarmCell),
              Outcome::OutOfRange);
    EXPECT_EQ(rig.status().receipt.violation,
              (SettingsViolation{Setting::PreAlarmCell, Setting::None}));
    EXPECT_EQ(rig.tell(CommandKind::ChangeSetting, 1, Setting::None), Outcome::Unknown);
    EXPECT_EQ(rig.tell(CommandKind::ChangeSetting, 1, static_cast<Setting>(200)), Outcome::Unknown);
    EXPECT_EQ(rig.core.settings(), Settings{});
}

RC_GTEST_PROP(SettingChange, FollowsTheJudgementOnAllSettings, ()) {
    const Settings before = *gen_settings();
    const SettingRow& row = settings_table[*rc::gen::inRange<std::size_t>(0, setting_count)];
    const int margin = (row.highest - row.lowest) / 20;
    const int value = *rc::gen::resize(
        rc::kNominalSize, rc::gen::inRange(row.lowest - margin, row.highest + margin + 1));
    Settings wanted = before;
    wanted.set_count(row.setting, value);
    const bool sound = !first_violation(wanted).has_value();
    CoreRig rig{500_permille, before};
    RC_CLASSIFY(sound, "sound");
    RC_ASSERT((rig.tell(CommandKind::ChangeSetting, value, row.setting) == Outcome::Done) == sound);
    RC_ASSERT(rig.core.settings() == (sound ? wanted : before));
}

// R-MON-8
TEST(FactoryReset, ByCommandRestoresExactlyTheFiveAndLeavesChargeAndHistoryAlone) {
    Settings settings;
    settings.set<Setting::LowSocWarning>(300_permille);
    settings.set<Setting::DischargeFloor>(250_permille);
    settings.set<Setting::ChargedPerCell>({3520});
    settings.set<Setting::TailCurrent>(50_permille);
    settings.set<Setting::ChargedDetection>(120_seconds);
    settings.set<Setting::PreAlarmCell>({3050});
    settings.set<Setting::ChargeEfficiency>(980_permille);
    CoreRig rig{500_permille, settings};
    rig.tell(CommandKind::SwitchOff);
    EXPECT_EQ(rig.tell(CommandKind::FactoryReset), Outcome::Done);
    Settings wanted;
    wanted.set<Setting::PreAlarmCell>({3050});
    wanted.set<Setting::ChargeEfficiency>(980_permille);
    EXPECT_EQ(rig.core.settings(), wanted);
    EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{500});
    EXPECT_EQ(rig.status().mode, Mode::Off);
    EXPECT_EQ(rig.core.history().since_full_charge, 3_ticks);
}

// R-MON-8
TEST(FactoryReset, IsRefusedWhenItsValuesDoNotGoWithWhatItLeaves) {
    Settings settings;
    settings.set<Setting::ChargedPerCell>({3410});
    settings.set<Setting::HighCell>({3450});
    settings.set<Setting::HighCellClear>({3430});
    settings.set<Setting::BalancingCell>({3400});
    ASSERT_FALSE(first_violation(settings));
    CoreRig rig{500_permille, settings};
    EXPECT_EQ(rig.tell(CommandKind::FactoryReset), Outcome::WrongOrder);
    EXPECT_EQ(rig.status().receipt.violation,
              (SettingsViolation{Setting::ChargedPerCell, Setting::HighCell}));
    EXPECT_EQ(rig.core.settings(), settings);
}

TEST(Command, OfAnUnknownKindIsRefused) {
    CoreRig rig;
    const Core before = rig.core;
    EXPECT_EQ(rig.tell(static_cast<CommandKind>(command_count)), Outcome::Unknown);
    EXPECT_EQ(rig.tell(static_cast<CommandKind>(255)), Outcome::Unknown);
    EXPECT_EQ(rig.tell(CommandKind::None), Outcome::Unknown);
    EXPECT_EQ(rig.core.settings(), before.settings());
    EXPECT_EQ(rig.core.protection(), before.protection());
}

TEST(Command, AndOutcomeEachHaveANameOfTheirOwn) {
    std::set<std::string> names;
    for (const CommandRow& row : command_table) {
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
        EXPECT_NE(std::string{row.help}, "") << row.name;
    }
    for (std::size_t i = 0; i < outcome_count; ++i) {
        EXPECT_TRUE(i == 0 || names.insert(name_of(static_cast<Outcome>(i))).second);
    }
}

// R-MON-2, R-MON-8
RC_GTEST_PROP(Command, ThatIsRefusedChangesNothingAtAll, ()) {
    const Command command = *gen_command(command_count + 1);
    RC_PRE(command.sequence != 0);
    const BankSample sample = *rc::gen::resize(rc::kNominalSize, gen_sample());
    Core told = core_at(*gen_soc(), *gen_settings());
    tick_by_tick(told, sample, 1_ticks);
    Core untold = told;
    BankSample telling = sample;
    telling.command = command;
    telling.command.sequence = static_cast<std::uint8_t>(told.status().receipt.sequence % 255 + 1);
    tick_by_tick(told, telling, 1_ticks);
    tick_by_tick(untold, sample, 1_ticks);
    const bool refused = told.status().receipt.outcome != Outcome::Done;
    RC_CLASSIFY(refused, "refused");
    if (refused) {
        RC_ASSERT(told.memory() == untold.memory());
        RC_ASSERT(told.monitor() == untold.monitor());
        RC_ASSERT(told.protection() == untold.protection());
        RC_ASSERT(told.bluetooth() == untold.bluetooth());
    }
}

TEST(Commands, HaveNamesOfTheirOwn) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < command_count; ++i) {
        const CommandRow& row = row_of(static_cast<CommandKind>(i));
        EXPECT_EQ(row.kind, static_cast<CommandKind>(i));
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
    }
}

}  // namespace
}  // namespace bms
