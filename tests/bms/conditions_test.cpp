// Every condition at the edges of its levels and times (D-23), in ticks. A time of 3 s is 30 ticks
// from the first tick that sees the level: that one is tick 1, the condition stands at tick 31.

#include "tests/bms/core_rig.hpp"

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bms {
namespace {

/// One analogue condition as the requirements have it; values are those of `put`.
struct Levels {
    Condition condition;
    std::function<void(BankSample&, int)> put;
    int sets;         // the last value that sets
    int sets_not;     // its neighbour, which does not
    int clears;       // the first value that clears
    int clears_not;   // its neighbour, which does not
    unsigned on_s10;  // times in ticks
    unsigned off_s10;
};

void put_lowest_cell(BankSample& sample, int mv) {
    sample.extremes.lowest_cell = {mv};
}
void put_highest_cell(BankSample& sample, int mv) {
    sample.extremes.highest_cell = {mv};
}
void put_coldest(BankSample& sample, int dc) {
    sample.extremes.coldest = {dc};
}
void put_warmest(BankSample& sample, int dc) {
    sample.extremes.warmest = {dc};
}
void put_bank(BankSample& sample, int mv) {
    sample.bank_voltage = {mv};
}
void put_bank_of_16(BankSample& sample, int mv) {
    sample.bank_voltage = {mv};
    sample.cells_in_series = 16;
}

const std::vector<Levels>& all_levels() {
    static const std::vector<Levels> rows{
        {Condition::PreAlarmCell, put_lowest_cell, 3100, 3101, 3151, 3150, 30, 100},
        {Condition::LowCell, put_lowest_cell, 2800, 2801, 3200, 3199, 50, 300},
        {Condition::HighCell, put_highest_cell, 3750, 3749, 3599, 3600, 10, 300},
        {Condition::Cold, put_coldest, 49, 50, 60, 59, 50, 600},
        {Condition::Warm, put_warmest, 501, 500, 450, 451, 50, 600},
        {Condition::LowBankVoltage, put_bank, 10'000, 10'001, 12'000, 11'999, 50, 300},
        {Condition::LowBankVoltage, put_bank_of_16, 40'000, 40'001, 48'000, 47'999, 50, 300},
        {Condition::SupplyTooLow, put_bank, 8999, 9000, 9000, 8999, 30, 100},
        {Condition::SupplyTooHigh, put_bank, 60'001, 60'000, 60'000, 60'001, 30, 100},
    };
    return rows;
}

std::string name_of(const Levels& row) {
    return std::string{row_of(row.condition).name} + " at " + std::to_string(row.sets);
}

// D-3, D-4, D-6, D-8, D-23, R-COD-3
TEST(Conditions, SetAtTheirLevelAndNotOneStepBeforeIt) {
    for (const Levels& row : all_levels()) {
        SCOPED_TRACE(name_of(row));
        CoreRig rig;
        row.put(rig.sample, row.sets_not);
        leap(rig.core, rig.sample, 7200_seconds);
        EXPECT_FALSE(rig.has(row.condition));
        row.put(rig.sample, row.sets);
        leap(rig.core, rig.sample, 60_seconds);
        EXPECT_TRUE(rig.has(row.condition));
    }
}

// D-3, D-4, D-5, D-6, D-8, D-23
TEST(Conditions, SetAfterExactlyTheirTimeAndABreakOfOneTickStartsItAgain) {
    for (const Levels& row : all_levels()) {
        SCOPED_TRACE(name_of(row));
        CoreRig rig;
        for (int round = 0; round < 2; ++round) {
            row.put(rig.sample, row.sets);
            rig.run(Ticks{row.on_s10});
            EXPECT_FALSE(rig.has(row.condition));
            row.put(rig.sample, row.sets_not);
            rig.run(1_ticks);
            EXPECT_FALSE(rig.has(row.condition));
        }
        row.put(rig.sample, row.sets);
        const auto is_set = [&] { return rig.has(row.condition); };
        EXPECT_EQ(rig.ticks_until(is_set, 2000), row.on_s10 + 1);
    }
}

// D-3, D-4, D-6, D-8, D-23, R-OUT-5
TEST(Conditions, ClearAtTheirLevelAndNotOneStepBeforeIt) {
    for (const Levels& row : all_levels()) {
        SCOPED_TRACE(name_of(row));
        CoreRig rig;
        row.put(rig.sample, row.sets);
        leap(rig.core, rig.sample, 60_seconds);
        row.put(rig.sample, row.clears_not);
        leap(rig.core, rig.sample, 7200_seconds);
        EXPECT_TRUE(rig.has(row.condition));
        row.put(rig.sample, row.clears);
        leap(rig.core, rig.sample, 61_seconds);
        EXPECT_FALSE(rig.has(row.condition));
    }
}

// D-3, D-4, D-6, D-8, D-23, R-OUT-5
TEST(Conditions, ClearAfterExactlyTheirTimeAndABreakOfOneTickStartsItAgain) {
    for (const Levels& row : all_levels()) {
        SCOPED_TRACE(name_of(row));
        CoreRig rig;
        row.put(rig.sample, row.sets);
        leap(rig.core, rig.sample, 60_seconds);
        for (int round = 0; round < 2; ++round) {
            row.put(rig.sample, row.clears);
            rig.run(Ticks{row.off_s10});
            EXPECT_TRUE(rig.has(row.condition));
            row.put(rig.sample, row.clears_not);
            rig.run(1_ticks);
            EXPECT_TRUE(rig.has(row.condition));
        }
        row.put(rig.sample, row.clears);
        const auto is_clear = [&] { return !rig.has(row.condition); };
        EXPECT_EQ(rig.ticks_until(is_clear, 2000), row.off_s10 + 1);
    }
}

// R-OUT-2, R-COD-3, D-2, D-6, D-20
TEST(Charger, FloatsForAHighCellAndForColdAndWarmBatteriesWhileLoadStaysHigh) {
    struct Case {
        void (*put)(BankSample&, int);
        int value;
        Condition reason;
        bool is_a_b09;
    };
    for (const Case& at : {Case{put_highest_cell, 3750, Condition::HighCell, false},
                           Case{put_coldest, 49, Condition::Cold, false},
                           Case{put_warmest, 501, Condition::Warm, true}}) {
        SCOPED_TRACE(row_of(at.reason).name);
        CoreRig rig;
        at.put(rig.sample, at.value);
        rig.run(6_seconds);
        EXPECT_EQ(rig.charger(), Output::Floating);
        EXPECT_TRUE(rig.status().charger_reasons.has(at.reason));
        EXPECT_EQ(rig.load(), Output::High);
        EXPECT_EQ(rig.pre_alarm(), Output::Floating);
        EXPECT_EQ(rig.shows(Code::A_B09), at.is_a_b09);
        EXPECT_EQ(rig.status().red, at.is_a_b09 ? Light::On : Light::Off);
        rig.sample = resting_sample();
        leap(rig.core, rig.sample, 61_seconds);
        EXPECT_EQ(rig.charger(), Output::High);
        EXPECT_FALSE(rig.shows(Code::A_B09));
    }
}

// R-OUT-2, D-2
TEST(Charger, StaysHighForALowCellSoThatTheBankCanBeCharged) {
    CoreRig rig;
    rig.cells_at(2700);
    leap(rig.core, rig.sample, 120_seconds);
    ASSERT_EQ(rig.load(), Output::Floating);
    EXPECT_EQ(rig.charger(), Output::High);
}

// R-COD-4, D-3, D-24
TEST(SupplyVoltage, OutsideNineToSixtyVoltsGivesEB09AndFloatsLoadAndCharger) {
    for (const int mv : {8999, 60'001}) {
        CoreRig rig;
        put_bank(rig.sample, mv);
        rig.run(30_ticks);
        EXPECT_FALSE(rig.shows(Code::E_B09));
        EXPECT_EQ(rig.load(), Output::High);
        EXPECT_EQ(rig.charger(), Output::High);
        rig.run(1_ticks);
        EXPECT_TRUE(rig.shows(Code::E_B09));
        EXPECT_EQ(rig.load(), Output::Floating);
        EXPECT_EQ(rig.charger(), Output::Floating);
        EXPECT_EQ(rig.status().red, Light::On);
    }
}

// R-OUT-3, R-OUT-4, R-COD-2, D-11, D-23
TEST(LowSoc, WarnsAtItsLevelAtOnceAndGoesAboveOnePointMore) {
    CoreRig rig;
    rig.set_share(200'001);
    EXPECT_FALSE(rig.shows(Code::W_B07));
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    rig.set_share(200'000);
    EXPECT_TRUE(rig.shows(Code::W_B07));
    EXPECT_EQ(rig.pre_alarm(), Output::High);
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.status().red, Light::Blinking);
    rig.set_share(210'000);
    EXPECT_TRUE(rig.shows(Code::W_B07));
    rig.set_share(210'001);
    EXPECT_FALSE(rig.shows(Code::W_B07));
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    EXPECT_EQ(rig.status().red, Light::Off);
}

// R-OUT-4, R-OUT-5, R-COD-3, D-5, D-7, D-11, D-22, D-23
TEST(DischargeFloor, OpensLoadAtOnceAndGivesItBackFivePointsAbove) {
    CoreRig rig{150_permille};
    rig.set_share(100'001);
    EXPECT_TRUE(rig.shows(Code::W_B07));
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.pre_alarm(), Output::High);
    rig.set_share(100'000);
    EXPECT_TRUE(rig.shows(Code::A_B07));
    EXPECT_FALSE(rig.shows(Code::W_B07));
    EXPECT_EQ(rig.load(), Output::Floating);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    EXPECT_EQ(rig.charger(), Output::High);
    EXPECT_EQ(rig.status().red, Light::On);
    rig.set_share(149'999);
    EXPECT_TRUE(rig.shows(Code::A_B07));
    EXPECT_EQ(rig.load(), Output::Floating);
    rig.set_share(150'000);
    EXPECT_FALSE(rig.shows(Code::A_B07));
    EXPECT_TRUE(rig.shows(Code::W_B07));  // still below the warning level
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.pre_alarm(), Output::High);
}

// R-OUT-5, D-7
TEST(DischargeFloor, ReturnsAtTheSettingsDistance) {
    Settings settings;
    settings.set<Setting::DischargeFloorReturn>(120_permille);
    CoreRig rig{100_permille, settings};
    ASSERT_EQ(rig.load(), Output::Floating);
    rig.set_share(219'999);
    EXPECT_EQ(rig.load(), Output::Floating);
    rig.set_share(220'000);
    EXPECT_EQ(rig.load(), Output::High);
}

// R-OUT-4
TEST(DischargeFloor, OfZeroIsOff) {
    Settings settings;
    settings.set<Setting::DischargeFloor>(0_permille);
    CoreRig rig{500_permille, settings};
    rig.sample.bank_current = {-100'000};
    rig.set_share(0);
    leap(rig.core, rig.sample, 3600_seconds);
    EXPECT_FALSE(rig.shows(Code::A_B07));
    EXPECT_TRUE(rig.shows(Code::W_B07));
    EXPECT_EQ(rig.load(), Output::High);
}

// R-OUT-4
TEST(LowSocWarning, OfZeroIsOff) {
    Settings settings;
    settings.set<Setting::LowSocWarning>(0_permille);
    CoreRig rig{500_permille, settings};
    rig.set_share(100'001);
    EXPECT_FALSE(rig.shows(Code::W_B07));
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    rig.set_share(100'000);
    EXPECT_TRUE(rig.shows(Code::A_B07));
    EXPECT_EQ(rig.load(), Output::Floating);
}

// R-OUT-4
TEST(LowSoc, GoesAtTheNextTickWhenItsLevelIsSetToZero) {
    CoreRig rig{50_permille};
    ASSERT_EQ(rig.load(), Output::Floating);
    ASSERT_EQ(rig.tell(CommandKind::ChangeSetting, 0, Setting::LowSocWarning), Outcome::Done);
    EXPECT_EQ(rig.load(), Output::Floating);
    ASSERT_EQ(rig.tell(CommandKind::ChangeSetting, 0, Setting::DischargeFloor), Outcome::Done);
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    EXPECT_EQ(rig.status().codes, CodeSet{});
}

// R-OUT-5
TEST(LowSoc, CanAlwaysBeLeftByAFullCharge) {
    for (const int level : {900, 950, 960, 980}) {
        Settings settings;
        settings.set<Setting::DischargeFloor>({level});
        settings.set<Setting::LowSocWarning>({level + 10});
        ASSERT_FALSE(first_violation(settings).has_value());
        CoreRig rig{500_permille, settings};
        ASSERT_EQ(rig.load(), Output::Floating) << level;
        rig.set_share(1'000'000);
        EXPECT_EQ(rig.load(), Output::High) << level;
        EXPECT_EQ(rig.status().codes, CodeSet{}) << level;
        leap(rig.core, rig.sample, 60_seconds);
        EXPECT_EQ(rig.load(), Output::High) << level;
    }
}

// D-25
TEST(LowSoc, IsInactiveWhileTheStateOfChargeIsUnknown) {
    CoreRig rig{50_permille};
    ASSERT_TRUE(rig.shows(Code::A_B07));
    Memory memory = rig.core.memory();
    memory.monitor.trust = SocTrust::Unknown;
    rig.begin_with(memory);
    EXPECT_FALSE(rig.shows(Code::A_B07));
    EXPECT_FALSE(rig.shows(Code::W_B07));
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    Core fresh;  // never told
    BankSample drawing = resting_sample();
    drawing.bank_current = {-200'000};
    leap(fresh, drawing, 7200_seconds);
    EXPECT_EQ(fresh.status().load, Output::High);
    EXPECT_EQ(fresh.status().codes, CodeSet{});
    EXPECT_FALSE(fresh.monitor().state_of_charge().has_value());
    put(drawing, CommandKind::SetStateOfCharge, 100);
    leap(fresh, drawing, 1_ticks);
    EXPECT_TRUE(fresh.status().codes.contains(Code::A_B07));
}

TEST(Flags, AreTheConditionsThatCompareNoLevel) {
    for (const ConditionRow& row : condition_table) {
        EXPECT_EQ(is_a_flag(row), row.set_level == Setting::None) << row.name;
    }
}

// R-BAT-11, R-COD-3, R-COD-4, D-5, D-9, D-10, D-24
TEST(Flags, FloatBothOutputsAtTheNextTickEachWithItsCodeAndForTenSecondsMore) {
    struct Case {
        Flag flag;
        Code code;
    };
    for (const Case& at :
         {Case{Flag::LinkLost, Code::A_B05}, Case{Flag::ChainOpen, Code::A_B05},
          Case{Flag::ImpossibleSet, Code::E_B01}, Case{Flag::ChangedSet, Code::E_B05},
          Case{Flag::HardwareFault, Code::E_B11}}) {
        SCOPED_TRACE(text_of(at.code).spelled);
        CoreRig rig;
        rig.sample.flags.set(at.flag);
        rig.run(1_ticks);
        CodeSet only;
        only.insert(at.code);
        EXPECT_EQ(rig.status().codes, only);
        EXPECT_EQ(rig.load(), Output::Floating);
        EXPECT_EQ(rig.charger(), Output::Floating);
        EXPECT_EQ(rig.status().red, Light::On);
        rig.sample = resting_sample();
        rig.run(100_ticks);
        EXPECT_EQ(rig.status().codes, only);
        EXPECT_EQ(rig.load(), Output::Floating);
        EXPECT_EQ(rig.charger(), Output::Floating);
        rig.run(1_ticks);
        EXPECT_EQ(rig.status().codes, CodeSet{});
        EXPECT_EQ(rig.load(), Output::High);
        EXPECT_EQ(rig.charger(), Output::High);
    }
}

// R-OUT-5: a full bank is above the warning whatever the two settings say.
TEST(LowSoc, ClearsBelowFullWhateverItsSettingsAre) {
    Settings settings;
    settings.set<Setting::LowSocWarning>(990_permille);
    settings.set<Setting::LowSocWarningClear>(10_permille);
    const ConditionRow& row = row_of(Condition::LowSocWarning);
    EXPECT_EQ(soc_clear_level(settings, row), PerMille{999});
    settings.set<Setting::LowSocWarning>(200_permille);
    EXPECT_EQ(soc_clear_level(settings, row), PerMille{210});
}

TEST(Interval, ContainsBothItsEndsAndNothingBeyond) {
    constexpr Interval interval{.lowest = -2, .highest = 3};
    EXPECT_FALSE(interval.contains(-3));
    EXPECT_TRUE(interval.contains(-2));
    EXPECT_TRUE(interval.contains(3));
    EXPECT_FALSE(interval.contains(4));
}

TEST(Reasons, HaveTheNamesOfTheirConditionsAndFourOfTheirOwn) {
    EXPECT_STREQ(name_of_reason(static_cast<std::size_t>(Condition::LowCell)), "low_cell");
    EXPECT_STREQ(name_of_reason(static_cast<std::size_t>(Reason::RemoteOff)), "remote_off");
    EXPECT_STREQ(name_of_reason(static_cast<std::size_t>(Reason::Updating)), "updating");
}

// What the app's Status page says.
// R-MON-4
TEST(Allowed, FollowsTheOutputsAndNamesThePreAlarm) {
    Status status;
    EXPECT_EQ(allows_to_charge(status), Allowed::No);
    EXPECT_EQ(allows_to_discharge(status), Allowed::No);
    status.charger = status.load = Output::High;
    EXPECT_EQ(allows_to_charge(status), Allowed::Yes);
    EXPECT_EQ(allows_to_discharge(status), Allowed::Yes);
    status.pre_alarm = Output::High;
    EXPECT_EQ(allows_to_discharge(status), Allowed::PreAlarm);
    status.load = Output::Floating;
    EXPECT_EQ(allows_to_discharge(status), Allowed::No);
}

// Without a state of charge there is no charge to watch.
// D-25
TEST(Watch, HasNoLimitOfChargeWhileTheStateOfChargeIsUnknown) {
    const CoreRig known{500_permille};
    const Core unknown{Memory{.monitor = {.capacity = rig_capacity}}};
    const Interval narrow = known.core.watch(known.sample).charge_ua_s;
    const Interval wide = unknown.watch(known.sample).charge_ua_s;
    EXPECT_LT(wide.lowest, narrow.lowest);
    EXPECT_EQ(wide.lowest, std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(wide.highest, std::numeric_limits<std::int64_t>::max());
}

// D-8, D-27: the BMS lives from the bank, whatever the batteries say or do not say.
// R-COD-4
TEST(SupplyVoltage, IsJudgedWhileEveryBatteryIsSilent) {
    for (const auto& [supply_mv, shown] : {std::pair{8'999, true},
                                           {9'000, false},
                                           {60'000, false},
                                           {60'001, true},
                                           {0, false},
                                           {1, true}}) {
        CoreRig rig;
        rig.sample.flags = Flags{};
        rig.sample.flags.set(Flag::CurrentUnknown);
        rig.sample.bank_voltage = {supply_mv};
        rig.sample.cells_in_series = 1;  // so that no bank of these voltages is low
        rig.run(4_seconds);
        EXPECT_EQ(rig.shows(Code::E_B09), shown) << supply_mv;
    }
}

// What cannot be read ends nothing.
// D-27
TEST(Conditions, LastWhileTheirMeasureCannotBeRead) {
    CoreRig rig;
    rig.cells_at(2700);
    rig.run(40_seconds);
    ASSERT_TRUE(rig.has(Condition::LowCell));
    rig.cells_at(3300);
    rig.sample.flags = Flags{};
    rig.run(100_seconds);
    EXPECT_TRUE(rig.has(Condition::LowCell));
}

TEST(ConditionSet, HoldsEachOfSeveral) {
    ConditionSet set;
    set.insert(Condition::LowCell);
    set.insert(Condition::Cold);
    EXPECT_TRUE(set.has(Condition::LowCell));
    EXPECT_TRUE(set.has(Condition::Cold));
    EXPECT_FALSE(set.has(Condition::Warm));
}

}  // namespace
}  // namespace bms
