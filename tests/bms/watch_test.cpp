// How far the values of a held sample may move until the core must look again: to the last step.

#include "tests/bms/core_rig.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace bms {
namespace {

constexpr std::int64_t ua_s_per_ah = 3600 * std::int64_t{1'000'000};

Watch watch_at(PerMille soc, const BankSample& sample = resting_sample()) {
    return core_at(soc).watch(sample);
}

// 15.5 % of 200 Ah: 9 Ah below the warning at 20 %, 1 Ah above the 15 % at which the floor lets go.
// R-OUT-4, D-7, D-11
TEST(Watch, LeavesTheChargeOneStepShortOfTheNextLevel) {
    const Watch between = watch_at({155});
    EXPECT_EQ(between.charge_ua_s.highest, 9 * ua_s_per_ah - 1);
    EXPECT_EQ(between.charge_ua_s.lowest, -1 * ua_s_per_ah + 1);
}

// The warning goes above 21 %, not at it: the next step counts, and none down to 20 %.
// R-OUT-4, D-11, D-23
TEST(Watch, LeavesNoChargeOnALevelItself) {
    const Watch on_the_level = watch_at({210});
    EXPECT_EQ(on_the_level.charge_ua_s.highest, 0);
    EXPECT_EQ(on_the_level.charge_ua_s.lowest, -2 * ua_s_per_ah + 1);
}

// A tail of 4.1 % of 100.561 Ah is 4.123001 A: 4.123 A are below it, 4.124 A are not.
// R-MON-1
TEST(Watch, EndsTheCurrentsBelowTheTailAtTheLastMilliampere) {
    Settings settings;
    settings.set<Setting::TailCurrent>({41});
    const Core core = core_at({500}, settings);
    BankSample sample = resting_sample();
    sample.bank_capacity = {100'561};
    sample.bank_current = {10};
    EXPECT_EQ(core.watch(sample).bank_current_ma.highest, 4123);
    EXPECT_EQ(core.watch(sample).bank_current_ma.lowest,
              -100);  // D-14: no net discharge up to here
    sample.bank_current = {4124};
    EXPECT_EQ(core.watch(sample).bank_current_ma.lowest, 4124);
    sample.bank_current = {-101};
    EXPECT_EQ(core.watch(sample).bank_current_ma.highest, -101);
}

// H at 13.0 V is ON from a bank of 12.8 V on. What is not driven is not compared.
// R-REM-1, D-26
TEST(Watch, MindsTheBankVoltageThatADrivenRemoteIsComparedWith) {
    BankSample sample = resting_sample();
    sample.pins = {.low = {}, .high = driven(13'000)};
    sample.bank_voltage = {13'000};
    EXPECT_EQ(watch_at({500}, sample).bank_voltage_mv.lowest, 12'800);
    sample.bank_voltage = {12'700};
    EXPECT_EQ(watch_at({500}, sample).bank_voltage_mv.highest, 12'799);
    sample.pins.high.state = PinState::Open;
    EXPECT_GT(watch_at({500}, sample).bank_voltage_mv.highest, 12'800);
}

// At rest nothing is above the cells but their high limit, and nothing beyond the warmest limits.
TEST(Watch, MindsOnlyTheLevelsOfEachMeasure) {
    constexpr std::int32_t none = std::numeric_limits<std::int32_t>::max();
    const Watch watch = watch_at({500});
    EXPECT_EQ(watch.lowest_cell_mv.highest, none);
    EXPECT_EQ(watch.highest_cell_mv.lowest, -none - 1);
    EXPECT_EQ(watch.coldest_dc.highest, none);
    EXPECT_EQ(watch.warmest_dc.lowest, -none - 1);
}

// While every battery is silent the supply tells the bank's voltage, unless nobody measures it: 0
// V. D-8
TEST(Watch, MindsWhetherThereIsASupplyAtAll) {
    BankSample silent = resting_sample();
    silent.flags = Flags{};
    silent.flags.set(Flag::CurrentUnknown);
    silent.bank_voltage = {8'000};
    EXPECT_EQ(watch_at({500}, silent).bank_voltage_mv.lowest, 1);
    silent.bank_voltage = {0};
    EXPECT_EQ(watch_at({500}, silent).bank_voltage_mv.highest, 0);
}

// D-18: the tick at which the history's rules of counting change their mind, and not one before.
TEST(Deadline, IsTheTickAtWhichTheHistoryNoticesALevel) {
    for (const PerMille level : {PerMille{900}, PerMille{650}}) {
        CoreRig rig{PerMille{level.count + 1}};
        rig.sample.bank_current = {-50'000};
        const auto has_noticed = [&] {
            const History& history = rig.core.history();
            return (level.count == 900 ? history.fell_below_90 : history.fell_below_65) != 0;
        };
        // 0.1 % of 200 Ah at 50 A: 14.4 s, of which one tick has passed; at the level it is not
        // below.
        rig.run(1_ticks);
        const auto deadline = rig.core.next_deadline(rig.sample);
        ASSERT_TRUE(deadline.has_value());
        rig.run(*deadline - 1_ticks);
        EXPECT_FALSE(has_noticed()) << level.count;
        rig.run(2_ticks);
        EXPECT_TRUE(has_noticed()) << level.count;
    }
}

// A level that is turned off is none, and of the others the lowest counts as any (0.1 %).
// R-OUT-4, D-11
TEST(Deadline, OfAFallingChargeIsTheNextLevelAboveNothing) {
    Settings off;
    off.set<Setting::LowSocWarning>(0_permille);
    off.set<Setting::DischargeFloor>(0_permille);
    CoreRig rig{5_permille, off};
    rig.sample.bank_current = {-10'000};
    rig.run(1_ticks);
    EXPECT_FALSE(rig.core.next_deadline(rig.sample).has_value());
    Settings lowest = off;
    lowest.set<Setting::DischargeFloor>(1_permille);
    CoreRig other{2_permille, lowest};
    other.sample.bank_current = {-10'000};
    Core leaping = other.core;
    const Ticks ran =
        leaping.advance(other.sample, held_integrals(other.sample, 2000_ticks), 2000_ticks);
    EXPECT_EQ(ran, 720_ticks);  // 0.1 % of 200 Ah at 10 A: 72 s
    other.run(ran);
    EXPECT_EQ(other.load(), Output::Floating);
    EXPECT_TRUE(same_bytes(leaping, other.core));
}

// 0.2 mAh above the warning at a milliampere: 12 minutes, to the tick.
// D-11
TEST(Deadline, OfAMilliampereIsTheTickAtWhichItTells) {
    CoreRig rig;
    rig.set_share(200'001);
    rig.sample.bank_current = {-1};
    Core leaping = rig.core;
    const Ticks ran =
        leaping.advance(rig.sample, held_integrals(rig.sample, 9000_ticks), 9000_ticks);
    EXPECT_EQ(ran, 7200_ticks);
    EXPECT_TRUE(leaping.status().codes.contains(Code::W_B07));
    rig.run(ran - 1_ticks);
    EXPECT_FALSE(rig.shows(Code::W_B07));
    rig.run(1_ticks);
    EXPECT_TRUE(same_bytes(leaping, rig.core));
}

// D-5, D-23
TEST(Deadline, OfAConditionIsTheTickAtWhichItSetsOrClears) {
    CoreRig rig;
    for (const int cell_mv : {3050, 3300}) {
        rig.cells_at(cell_mv);
        const auto deadline = rig.core.next_deadline(rig.sample);
        const bool was_shown = rig.shows(Code::W_B01);
        EXPECT_EQ(deadline, Ticks{rig.ticks_until(
                                [&] { return rig.shows(Code::W_B01) != was_shown; }, 1000)});
    }
}

// R-BLE-1: the window of a disabled Bluetooth is one deadline, not one for each tick.
TEST(Deadline, OfABluetoothWindowIsItsEnd) {
    CoreRig rig;
    rig.tell(CommandKind::DisableBluetooth);
    rig.power_cycle();
    leap(rig.core, rig.sample, 100_ticks);
    EXPECT_EQ(rig.core.next_deadline(rig.sample), 200_ticks);
}

// D-18: from 91 % to the warning at 20 % in one call, past the 90 % and 65 % that only the history
// knows, and the same tick by tick.
TEST(Leap, PassesHiddenLevelsOnItsWayInOneCall) {
    Core leaping = core_at({910});
    BankSample sample = resting_sample();
    sample.bank_current = {-100'000};
    leap(leaping, sample, 1_ticks);  // it runs
    Core ticking = leaping;
    const Ticks n{100'000};
    const Integrals integrals = held_integrals(sample, n);
    const Ticks ran = leaping.advance(sample, integrals, n);
    EXPECT_TRUE(leaping.status().codes.contains(Code::W_B07));
    tick_by_tick(ticking, sample, ran);
    EXPECT_TRUE(same_bytes(leaping, ticking));
    EXPECT_NE(leaping.history().fell_below_65, 0);
}

// 29 hours in one call: neither more, so that no sum overflows, nor less.
TEST(Leap, IsAtMostSoLong) {
    EXPECT_EQ(Core::most_ticks, Ticks{1'048'576});
    Core core = core_at({500});
    const BankSample sample = resting_sample();
    leap(core, sample, 1_ticks);
    const Ticks n = Core::most_ticks + Ticks{1000};
    EXPECT_EQ(core.advance(sample, held_integrals(sample, n), n), Core::most_ticks);
}

}  // namespace
}  // namespace bms
