// The whole state space of the protection: a breadth-first walk over every state that any order of
// inputs can reach, the inputs reduced to what the predicates tell apart. Law 3, and more: every
// state can be left, nothing chatters faster than its times allow, and a code is shown exactly
// while its condition or latch holds.
//
// It is walked in two ways. With times of one to three ticks, tick by tick, so that every order of
// events fits into it: LOAD and CHARGER share no condition but those that open both, so each is
// walked with its own conditions and an open chain for those that open both; these are walked in
// pairs, around an update, and one of them beside a low and a full cell. And with the standard
// times, coarser, from one deadline to the next, everything that acts on LOAD together: each hold
// is ticked and leapt, and both must end alike (law 1).

#include "tests/bms/state_space.hpp"

#include <bit>
#include <cstdio>

#include <gtest/gtest.h>

namespace bms {
namespace {

void expect_sound(const char* of, const Walk& result, const std::vector<Input>& inputs,
                  std::size_t at_least) {
    EXPECT_EQ(result.broken, "");
    EXPECT_GE(result.states, at_least);
    std::printf("state space of %s: %zu inputs, %zu states, %zu transitions\n", of, inputs.size(),
                result.states, result.transitions);
}

void expect_sound(const char* of, const std::vector<Input>& inputs, std::size_t at_least) {
    const Times times = short_times();
    expect_sound(of, walk(times.settings, inputs, times), inputs, at_least);
}

// What lets the walk be cut in parts: a condition acts on LOAD, on CHARGER, or opens both at once.
TEST(StateSpace, OfLoadAndChargerShareNoConditionButThoseThatOpenBoth) {
    for (const ConditionRow& row : condition_table) {
        const bool on_load =
            row.effects.opens_load || row.effects.opens_load_warned || row.effects.raises_pre_alarm;
        EXPECT_TRUE(!(on_load && row.effects.opens_charger) || row.effects.opens_load) << row.name;
    }
}

// R-OUT-1, R-OUT-3, R-OUT-4, R-OUT-5, R-REM-1, R-COD-1, D-5, D-8, D-22, D-23
TEST(StateSpace, OfLoadAndPreAlarmBreaksNoLaw) {
    expect_sound("LOAD and PRE-ALARM", inputs_of_load(short_times().settings), 1000);
}

// R-OUT-2, R-OUT-5, R-REM-1, R-COD-1, D-2, D-6, D-23
TEST(StateSpace, OfChargerBreaksNoLaw) {
    expect_sound("CHARGER", inputs_of_charger(short_times().settings), 1000);
}

// R-OUT-3, R-COD-4, R-REM-1, D-3, D-23, D-24
TEST(StateSpace, OfTheSupplyBreaksNoLaw) {
    expect_sound("the supply", inputs_of_supply(short_times().settings), 1000);
}

// R-REM-3, R-UPD-1, R-UPD-2, R-COD-1, R-BAT-11, D-8, D-21
TEST(StateSpace, OfModeAndUpdateBreaksNoLaw) {
    expect_sound("mode and update", inputs_of_commands(short_times().settings), 1000);
}

// What lets the flags be walked two by two: each acts by itself, and none on PRE-ALARM.
TEST(StateSpace, OfFlagsShareNoConditionAndOnlyOpen) {
    for (const Flag flag : fault_flags) {
        BankSample sample = resting_sample();
        sample.flags.set(flag);
        const Predicates seen = detect(Settings{}, sample, monitor_at({500}), UpdateStage::None);
        ASSERT_EQ(std::popcount(seen.set), 1);
        const ConditionRow& row = row_of(static_cast<Condition>(std::countr_zero(seen.set)));
        EXPECT_FALSE(row.effects.raises_pre_alarm) << row.name;
        EXPECT_EQ(row.effects.opens_load, row.effects.opens_charger) << row.name;
    }
}

// R-UPD-1, R-UPD-2, R-COD-4, R-BAT-11, D-9, D-10, D-21, D-24
TEST(StateSpace, OfFlagsAndUpdateBreaksNoLaw) {
    for (std::size_t one = 0; one < fault_flags.size(); ++one) {
        for (std::size_t other = 0; other < one; ++other) {
            expect_sound(
                "two flags and an update",
                inputs_of_flags(short_times().settings, fault_flags[one], fault_flags[other]), 100);
        }
    }
}

// R-OUT-1, R-OUT-3, R-OUT-4, R-OUT-5, R-UPD-1, R-UPD-2, R-COD-1, D-5, D-7, D-8, D-21, D-22, D-23
TEST(StateSpace, FromDeadlineToDeadlineOfEverythingOnLoadBreaksNoLaw) {
    const Times times = times_in_steps_of_5_s();
    const std::vector<Input> inputs = inputs_of_all_on_load(times.settings);
    expect_sound("LOAD, from deadline to deadline",
                 walk_by_deadlines(times.settings, inputs, times), inputs, 1000);
}

// Nothing that opens an output is left out of the law of chatter but what charge parts: a floor
// that has come clears by charging alone, by the points of D-7.
TEST(StateSpace, EveryConditionThatOpensAnOutputHasATimeOrChargeBetweenItsLevels) {
    for (const ConditionRow& row : condition_table) {
        const bool opens =
            row.effects.opens_load || row.effects.opens_load_warned || row.effects.opens_charger;
        const bool ends_by_command = row.measure == Measure::Update;
        EXPECT_TRUE(!opens || row.time_off != Setting::None || is_parted_by_charge(row) ||
                    ends_by_command)
            << row.name;
    }
    EXPECT_GT(row_of(Setting::DischargeFloorReturn).lowest, 0);
    EXPECT_GT(row_of(Setting::LowSocWarningClear).lowest, 0);
}

}  // namespace
}  // namespace bms
