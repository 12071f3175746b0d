// The closed form: worked numbers, laws that hold for every bank, and the command around it.

#include "reports/drain.hpp"

#include "tests/engine/generators.hpp"
#include "tests/reports/support.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace reports {
namespace {

using engine::any_in;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// The worked example: 200 Ah from 50 %, warning at 15 %, floor at 10 %, an alarm of 35 mA.
DrainQuestion laid_up(bool behind_load) {
    return {.capacity_ah = 200.0,
            .soc_pct = 50.0,
            .warning_pct = 15.0,
            .floor_pct = 10.0,
            .drains = {{.name = "alarm", .draws_a = 0.035, .is_controlled = behind_load}}};
}

double never_is_last(const std::optional<double>& day) {
    return day.value_or(std::numeric_limits<double>::infinity());
}

// --- worked numbers ---

// R-SYS-7, D-13, D-19, R-SUP-1: 35 + 3 mA and 2 % per 30 days are 1.04533 Ah a day to the low cell,
// 35 + 1.2 mA are 1.00213 Ah a day after it.
TEST(Drain, AnAlarmOnTheBatteryDamagesALaidUpVanOnDay95) {
    const DrainDays days = drain(laid_up(false));
    EXPECT_NEAR(*days.warning, 66.96, 0.05);
    EXPECT_NEAR(*days.load_off, 76.53, 0.05);
    EXPECT_NEAR(*days.low_cell, 93.75, 0.1);
    EXPECT_NEAR(*days.damage, 95.75, 0.1);

    const double before = 24.0 * (0.035 + 0.003) + 0.02 * 200.0 / 30.0;
    const double after = 24.0 * (0.035 + 0.0012) + 0.02 * 200.0 / 30.0;
    EXPECT_NEAR(*days.warning, (100.0 - 30.0) / before, 1e-9);
    EXPECT_NEAR(*days.load_off, (100.0 - 20.0) / before, 1e-9);
    EXPECT_NEAR(*days.low_cell, (100.0 - 2.0) / before, 1e-9);
    EXPECT_NEAR(*days.damage, (100.0 - 2.0) / before + 2.0 / after, 1e-9);
}

// R-SYS-7, D-13, D-19: behind LOAD the alarm goes off at the floor; 3 mA stay, then 1.2 mA.
TEST(Drain, TheSameAlarmBehindLoadLeavesTheVanUntilDay176) {
    const DrainDays days = drain(laid_up(true));
    EXPECT_NEAR(*days.warning, 66.96, 0.05);
    EXPECT_NEAR(*days.load_off, 76.53, 0.05);
    EXPECT_NEAR(*days.low_cell, 164.19, 0.1);
    EXPECT_NEAR(*days.damage, 176.53, 0.1);

    const double leak = 0.02 * 200.0 / 30.0;
    const double to_floor = 80.0 / (24.0 * 0.038 + leak);
    const double to_low_cell = 18.0 / (24.0 * 0.003 + leak);
    EXPECT_NEAR(*days.low_cell, to_floor + to_low_cell, 1e-9);
    EXPECT_NEAR(*days.damage, to_floor + to_low_cell + 2.0 / (24.0 * 0.0012 + leak), 1e-9);
}

// R-BAT-8, R-SUP-1: 10 mA in all, of which the BMS draws 1.2 mA.
TEST(Drain, TenMilliampsUseUpTheReserveOf200AhIn8Point33Days) {
    for (const auto& [capacity_ah, expected] : {std::pair{200.0, 8.33}, std::pair{100.0, 4.17}}) {
        const DrainDays days = drain({.capacity_ah = capacity_ah,
                                      .self_discharge_pct_per_30d = 0,
                                      .drains = {{.name = "rest", .draws_a = 0.0088}},
                                      .from_low_cell = true});
        EXPECT_NEAR(*days.damage, expected, 0.005) << capacity_ah;
        EXPECT_NEAR(*days.damage, capacity_ah / 100.0 / 0.010 / 24.0, 1e-9);
        // These are behind the start.
        EXPECT_FALSE(days.warning || days.load_off || days.low_cell);
    }
}

// D-11, D-19, R-SUP-1: 20 %, 10 %, 2 % per 30 days, 3 mA, 1.2 mA.
TEST(Drain, WhatIsNotSaidIsTheManualsOrAssumed) {
    const DrainDays days = drain({.capacity_ah = 100.0});
    const double before = 24.0 * 0.003 + 2.0 / 30.0;
    EXPECT_NEAR(*days.warning, 80.0 / before, 1e-9);
    EXPECT_NEAR(*days.load_off, 90.0 / before, 1e-9);
    EXPECT_NEAR(*days.low_cell, 99.0 / before, 1e-9);
    EXPECT_NEAR(*days.damage, 99.0 / before + 1.0 / (24.0 * 0.0012 + 2.0 / 30.0), 1e-9);
}

// --- the edges ---

TEST(Drain, WhatNothingDrainsNeverComesDown) {
    const DrainDays days = drain(
        {.self_discharge_pct_per_30d = 0.0, .bms_on_a = 0.0, .bms_low_cell_a = 0.0, .drains = {}});
    EXPECT_FALSE(days.warning || days.load_off || days.low_cell || days.damage);
}

TEST(Drain, WhatOnlyLoadDrainsStopsAtTheFloor) {
    const DrainDays days =
        drain({.capacity_ah = 24.0,
               .self_discharge_pct_per_30d = 0.0,
               .bms_on_a = 0.0,
               .drains = {{.name = "lamp", .draws_a = 0.1, .is_controlled = true}}});
    // 2.4 Ah a day.
    EXPECT_NEAR(*days.warning, 8.0, 1e-9);
    EXPECT_NEAR(*days.load_off, 9.0, 1e-9);
    EXPECT_FALSE(days.low_cell || days.damage);
}

TEST(Drain, WhatStopsAtTheLowCellNeverDoesDamage) {
    const DrainDays days = drain({.self_discharge_pct_per_30d = 0.0, .bms_low_cell_a = 0.0});
    EXPECT_NEAR(*days.low_cell, 0.99 * 200.0 / 0.072, 1e-6);
    EXPECT_FALSE(days.damage);
}

TEST(Drain, ALevelAboveTheStartIsThereFromTheStart) {
    DrainQuestion question = laid_up(false);
    question.soc_pct = 5.0;
    const DrainDays below_floor = drain(question);
    EXPECT_EQ(below_floor.warning, 0.0);
    EXPECT_EQ(below_floor.load_off, 0.0);
    EXPECT_NEAR(*below_floor.low_cell, 8.0 / (24.0 * 0.038 + 4.0 / 30.0), 1e-9);
    question.soc_pct = 0.5;
    const DrainDays in_the_reserve = drain(question);
    EXPECT_EQ(in_the_reserve.low_cell, 0.0);
    EXPECT_NEAR(*in_the_reserve.damage, 1.0 / (24.0 * 0.0362 + 4.0 / 30.0), 1e-9);
    question.soc_pct = 0.0;
    EXPECT_EQ(drain(question).damage, 0.0);
}

// Below the floor the loads are off from the first moment, so they draw nothing.
TEST(Drain, BelowTheFloorWhatHangsBehindLoadDrawsNothing) {
    DrainQuestion question = laid_up(true);
    question.soc_pct = 8.0;
    EXPECT_NEAR(*drain(question).low_cell, 14.0 / (24.0 * 0.003 + 4.0 / 30.0), 1e-9);
}

// R-OUT-4: floor 0 turns the function off; a warning of 0 never comes.
TEST(Drain, WithoutAFloorTheLoadsRunUntilTheLowCell) {
    DrainQuestion question = laid_up(true);
    question.floor_pct = 0.0;
    question.warning_pct = 0.0;
    const DrainDays days = drain(question);
    EXPECT_FALSE(days.warning);
    EXPECT_NEAR(*days.load_off, 98.0 / (24.0 * 0.038 + 4.0 / 30.0), 1e-9);
    EXPECT_EQ(days.load_off, days.low_cell);
    // A floor below the low cell never gets its turn.
    question.floor_pct = 0.5;
    EXPECT_EQ(drain(question).load_off, days.load_off);
    EXPECT_EQ(drain(question).low_cell, days.low_cell);
}

TEST(Drain, AWarningBelowTheFloorComesAtTheRateThatIsLeft) {
    DrainQuestion question = laid_up(true);
    question.warning_pct = 5.0;
    const double leak = 4.0 / 30.0;
    EXPECT_NEAR(*drain(question).warning, 80.0 / (24.0 * 0.038 + leak) + 10.0 / (0.072 + leak),
                1e-9);
}

TEST(Drain, AfterTheLowCellOnlyTheReserveIsLeftWhateverWasAskedBefore) {
    DrainQuestion question = laid_up(true);
    question.from_low_cell = true;
    question.low_cell_pct = 3.0;
    const double expected = 6.0 / (24.0 * 0.0012 + 4.0 / 30.0);
    EXPECT_NEAR(*drain(question).damage, expected, 1e-9);
    question.soc_pct = 99.0;
    question.floor_pct = 0.0;
    EXPECT_NEAR(*drain(question).damage, expected, 1e-9);
}

TEST(Drain, EachMilestoneIsItsOwnDay) {
    const DrainDays days{.warning = 1.0, .load_off = 2.0, .low_cell = 3.0, .damage = 4.0};
    EXPECT_EQ(day_of(days, DrainMilestone::Warning), 1.0);
    EXPECT_EQ(day_of(days, DrainMilestone::LoadOff), 2.0);
    EXPECT_EQ(day_of(days, DrainMilestone::LowCell), 3.0);
    EXPECT_EQ(day_of(days, DrainMilestone::Damage), 4.0);
}

// --- laws ---

constexpr std::array milestones{DrainMilestone::Warning, DrainMilestone::LoadOff,
                                DrainMilestone::LowCell, DrainMilestone::Damage};

/// Any bank; warning above floor above low cell as the settings ask for, or at random.
DrainQuestion any_question(bool in_order) {
    DrainQuestion question;
    question.capacity_ah = any_in(1, 2000);
    question.soc_pct = any_in(0, 1000) / 10.0;
    question.low_cell_pct = any_in(0, 50) / 10.0;
    question.floor_pct = in_order ? question.low_cell_pct + any_in(0, 400) / 10.0
                                  : any_in(0, 2) * any_in(0, 400) / 20.0;
    question.warning_pct =
        in_order ? question.floor_pct + any_in(1, 300) / 10.0 : any_in(0, 600) / 10.0;
    question.self_discharge_pct_per_30d = any_in(0, 1) * any_in(0, 50) / 10.0;
    question.bms_on_a = any_in(1, 10) / 1000.0;
    question.bms_low_cell_a = any_in(1, 10) / 1000.0;
    for (int i = any_in(0, 3); i > 0; --i) {
        question.drains.push_back({.name = "it",
                                   .draws_a = any_in(0, 1000) / 1000.0,
                                   .is_controlled = engine::any_bool()});
    }
    return question;
}

struct Rates {
    double all;         // Ah a day with LOAD on
    double rest;        // with LOAD off
    double in_reserve;  // after the low cell
};

Rates rates_of(const DrainQuestion& question) {
    double battery = 0.0;
    double load = 0.0;
    for (const Drain& one : question.drains) {
        (one.is_controlled ? load : battery) += one.draws_a;
    }
    const double leak = question.self_discharge_pct_per_30d * question.capacity_ah / 3000.0;
    return {.all = 24.0 * (battery + load + question.bms_on_a) + leak,
            .rest = 24.0 * (battery + question.bms_on_a) + leak,
            .in_reserve = 24.0 * (battery + question.bms_low_cell_a) + leak};
}

RC_GTEST_PROP(Drain, WhatFlowsBetweenTwoMilestonesIsTheChargeBetweenTheirLevels, ()) {
    DrainQuestion question = any_question(true);
    question.soc_pct = question.warning_pct + any_in(1, 10) / 10.0 * (100.0 - question.warning_pct);
    RC_PRE(question.warning_pct < 100.0);
    const DrainDays days = drain(question);
    const Rates rates = rates_of(question);
    const auto ah = [&](double pct) { return pct / 100.0 * question.capacity_ah; };
    const auto close = [&](double flowed, double expected) {
        return std::abs(flowed - expected) <= 1e-9 * question.capacity_ah;
    };
    RC_ASSERT(close(*days.warning * rates.all, ah(question.soc_pct - question.warning_pct)));
    RC_ASSERT(close((*days.load_off - *days.warning) * rates.all,
                    ah(question.warning_pct - question.floor_pct)));
    RC_ASSERT(close((*days.low_cell - *days.load_off) * rates.rest,
                    ah(question.floor_pct - question.low_cell_pct)));
    RC_ASSERT(close((*days.damage - *days.low_cell) * rates.in_reserve, ah(question.low_cell_pct)));
}

RC_GTEST_PROP(Drain, MilestonesComeInTheOrderOfTheirLevels, ()) {
    const bool in_order = engine::any_bool();
    const DrainQuestion question = any_question(in_order);
    const DrainDays days = drain(question);
    RC_ASSERT(*days.load_off <= *days.low_cell);
    RC_ASSERT(*days.low_cell <= *days.damage);
    if (in_order) {
        RC_ASSERT(*days.warning <= *days.load_off);
    }
}

RC_GTEST_PROP(Drain, MoreDrainNeverBringsADateLater, ()) {
    const DrainQuestion less = any_question(engine::any_bool());
    DrainQuestion more = less;
    const double amps = any_in(1, 2000) / 1000.0;
    switch (any_in(0, 4)) {
        case 0:
            more.drains.push_back({.name = "more", .draws_a = amps, .is_controlled = false});
            break;
        case 1:
            more.drains.push_back({.name = "more", .draws_a = amps, .is_controlled = true});
            break;
        case 2:
            more.bms_on_a += amps;
            break;
        case 3:
            more.bms_low_cell_a += amps;
            break;
        default:
            more.self_discharge_pct_per_30d += amps;
    }
    const DrainDays before = drain(less);
    const DrainDays after = drain(more);
    for (const DrainMilestone milestone : milestones) {
        RC_ASSERT(never_is_last(day_of(after, milestone)) <=
                  never_is_last(day_of(before, milestone)) * (1.0 + 1e-12));
    }
}

// R-SYS-7
RC_GTEST_PROP(Drain, MovingADrainBehindLoadOnlyPutsOffWhatComesAfterLoadOff, ()) {
    DrainQuestion question = any_question(true);
    question.drains.push_back({.name = "alarm", .draws_a = any_in(1, 1000) / 1000.0});
    const DrainDays on_battery = drain(question);
    question.drains.back().is_controlled = true;
    const DrainDays behind_load = drain(question);
    const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-12 * a; };
    RC_ASSERT(same(*behind_load.warning, *on_battery.warning));
    RC_ASSERT(same(*behind_load.load_off, *on_battery.load_off));
    RC_ASSERT(*behind_load.low_cell >= *on_battery.low_cell * (1.0 - 1e-12));
    RC_ASSERT(*behind_load.damage >= *on_battery.damage * (1.0 - 1e-12));
    const bool has_reserve = std::min(question.soc_pct, question.low_cell_pct) > 0.0;
    RC_CLASSIFY(has_reserve);
    if (has_reserve) {
        RC_ASSERT(*behind_load.damage > *on_battery.damage);
    }
}

RC_GTEST_PROP(Drain, AFullerBankIsNeverRuinedEarlier, ()) {
    DrainQuestion question = any_question(engine::any_bool());
    const DrainDays before = drain(question);
    question.soc_pct += any_in(0, 10) / 10.0 * (100.0 - question.soc_pct);
    const DrainDays after = drain(question);
    for (const DrainMilestone milestone : milestones) {
        RC_ASSERT(never_is_last(day_of(after, milestone)) >=
                  never_is_last(day_of(before, milestone)) * (1.0 - 1e-12));
    }
}

RC_GTEST_PROP(Drain, TwiceTheBankWithTwiceTheDrainsHasTheSameDates, ()) {
    DrainQuestion question = any_question(true);
    const DrainDays once = drain(question);
    question.capacity_ah *= 2.0;
    question.bms_on_a *= 2.0;
    question.bms_low_cell_a *= 2.0;
    for (Drain& one : question.drains) {
        one.draws_a *= 2.0;
    }
    const DrainDays twice = drain(question);
    for (const DrainMilestone milestone : milestones) {
        RC_ASSERT(std::abs(*day_of(twice, milestone) - *day_of(once, milestone)) <=
                  1e-12 * *day_of(once, milestone));
    }
}

// --- backwards ---

// The worked example read backwards.
TEST(Drain, TheLargestDrainForTheWorkedExamplesDaysIsItsAlarm) {
    DrainQuestion question = laid_up(false);
    const DrainDays days = drain(question);
    question.drains.clear();
    for (const DrainMilestone milestone : milestones) {
        EXPECT_NEAR(*largest_drain_a(question, milestone, *day_of(days, milestone)), 0.035, 1e-9);
    }
    // From the closed form: 100 Ah in 60 days leave 1.66667 Ah a day, less 0.072 and 0.13333.
    question.low_cell_pct = 0.0;
    EXPECT_NEAR(*largest_drain_a(question, DrainMilestone::Damage, 60.0),
                (100.0 / 60.0 - 0.072 - 0.4 / 3.0) / 24.0, 1e-9);
}

RC_GTEST_PROP(Drain, TheLargestDrainPutBackGivesTheDaysAsked, ()) {
    DrainQuestion question = any_question(true);
    const DrainMilestone milestone = milestones[any_in<std::size_t>(0, milestones.size() - 1)];
    const double without = *day_of(drain(question), milestone);
    const double asked = without > 0.0 ? any_in(100, 1500) / 1000.0 * without : 1.0;
    const auto largest = largest_drain_a(question, milestone, asked);
    RC_CLASSIFY(!largest, "no answer");
    RC_ASSERT(largest.has_value() == (without >= asked));
    if (largest) {
        question.drains.push_back({.name = "more", .draws_a = *largest});
        const double day = *day_of(drain(question), milestone);
        RC_ASSERT(day >= asked);
        RC_ASSERT(day <= asked * (1.0 + 1e-6));
    }
}

RC_GTEST_PROP(Drain, TheLowestStateOfChargePutBackGivesTheDaysAsked, ()) {
    DrainQuestion question = any_question(true);
    const DrainMilestone milestone = milestones[any_in<std::size_t>(0, milestones.size() - 1)];
    question.soc_pct = 100.0;
    const double from_full = *day_of(drain(question), milestone);
    const double asked = any_in(1, 1500) / 1000.0 * from_full;
    const auto lowest = lowest_soc_pct(question, milestone, asked);
    RC_CLASSIFY(!lowest, "no answer");
    RC_ASSERT(lowest.has_value() == (from_full >= asked));
    if (lowest) {
        RC_ASSERT(*lowest >= 0.0);
        RC_ASSERT(*lowest <= 100.0);
        question.soc_pct = *lowest;
        const double day = *day_of(drain(question), milestone);
        RC_ASSERT(day >= asked);
        RC_ASSERT(day <= asked * (1.0 + 1e-6));
    }
}

TEST(Drain, WhatIsTooLateAlreadyHasNoAnswer) {
    DrainQuestion question = laid_up(false);
    question.soc_pct = 12.0;  // below the warning
    EXPECT_FALSE(largest_drain_a(question, DrainMilestone::Warning, 1.0));
    EXPECT_TRUE(largest_drain_a(question, DrainMilestone::LoadOff, 1.0));
    // 200 Ah at 1.04533 Ah a day are 191 days.
    EXPECT_TRUE(lowest_soc_pct(question, DrainMilestone::Damage, 191.0));
    EXPECT_FALSE(lowest_soc_pct(question, DrainMilestone::Damage, 192.0));
}

// What never comes is not before any day: 200 Ah at 20 Ah a day last the 10 days that are asked.
TEST(Drain, WhatNeverComesLeavesRoomForADrain) {
    const DrainQuestion still{
        .self_discharge_pct_per_30d = 0.0, .bms_on_a = 0.0, .bms_low_cell_a = 0.0, .drains = {}};
    ASSERT_FALSE(drain(still).damage);
    EXPECT_NEAR(*largest_drain_a(still, DrainMilestone::Damage, 10.0), 20.0 / 24.0, 1e-9);
}

// --- the command ---

const std::vector<std::string> van_command{"drain", "--capacity-ah", "200",       "--soc-pct",
                                           "50",    "--warning-pct", "15",        "--floor-pct",
                                           "10",    "--start",       "2026-11-01"};

std::vector<std::string> with(std::vector<std::string> args, const std::vector<std::string>& more) {
    args.insert(args.end(), more.begin(), more.end());
    return args;
}

/// The message of a wrong command line; anything but a usage error fails.
std::string refused(const std::vector<std::string>& args) {
    const Answer answer = banktwin(args);
    EXPECT_EQ(answer.code, UsageError) << answer.out;
    EXPECT_THAT(answer.out, IsEmpty());
    return answer.err;
}

TEST(DrainCommand, RefusesASlipAndANameGivenTwice) {
    const auto answer = [](std::vector<std::string> more) {
        more.insert(more.begin(), {"drain", "--capacity-ah", "200"});
        return banktwin(more);
    };
    EXPECT_EQ(answer({"--soc-pct", "0.5"}).code, UsageError);
    EXPECT_THAT(
        answer({"--soc-pct", "0.5"}).err,
        testing::HasSubstr("0.5 %? did you mean 50? (for less than one percent write '0.5 %')"));
    EXPECT_EQ(answer({"--soc-pct", "0.5 %"}).code, Success);
    EXPECT_EQ(answer({"--soc-pct", "50%"}).out, answer({"--soc-pct", "50"}).out);
    EXPECT_EQ(answer({"--soc-pct", "0"}).code, Success);
    EXPECT_EQ(answer({"--soc-pct", "half"}).code, UsageError);
    EXPECT_THAT(answer({"--drain", "a=1mA:battery", "--drain", "a=2mA:load"}).err,
                testing::HasSubstr("--drain a=2mA:load: there is a drain a already"));
    EXPECT_EQ(answer({"--drain", "1mA:battery", "--drain", "1mA:battery"}).code, Success);
}

// R-SYS-7, D-13, D-19
TEST(DrainCommand, GivesTheWorkedDatesInAllSpellings) {
    const Json on_battery = json_of(with(van_command, {"--drain", "alarm=35mA:battery"}));
    // 70 Ah at 1.045333 Ah a day: day 66.964286, 66 days and 23:08:34 after 1 November.
    EXPECT_NEAR(on_battery["days"]["warning"], 66.96, 0.05);
    EXPECT_EQ(on_battery["milestones"]["warning"]["day"], on_battery["days"]["warning"]);
    EXPECT_EQ(on_battery["milestones"]["warning"]["date"], "2027-01-06T23:08:34Z");
    EXPECT_NEAR(on_battery["milestones"]["warning"]["t_s"], 70.0 / (0.912 + 0.4 / 3.0) * 86'400.0,
                1e-3);
    // PRE-ALARM comes with the warning.
    EXPECT_EQ(on_battery["milestones"]["pre_alarm"], on_battery["milestones"]["warning"]);
    EXPECT_NEAR(on_battery["milestones"]["load_off"]["day"], 76.53, 0.05);
    EXPECT_NEAR(on_battery["milestones"]["low_cell"]["day"], 93.75, 0.1);
    EXPECT_NEAR(on_battery["milestones"]["damage"]["day"], 95.75, 0.1);
    EXPECT_EQ(on_battery["latest_recharge"], on_battery["milestones"]["damage"]);

    const Json behind_load = json_of(with(van_command, {"--drain", "alarm=35mA:load"}));
    EXPECT_NEAR(behind_load["days"]["low_cell"], 164.19, 0.1);
    EXPECT_NEAR(behind_load["days"]["damage"], 176.53, 0.1);
    EXPECT_EQ(behind_load["drains"][0]["connected_to"], "load");
}

// R-BAT-8
TEST(DrainCommand, GivesTheManualsReserve) {
    for (const auto& [capacity, days] : {std::pair{"200", 8.33}, std::pair{"100", 4.17}}) {
        const Json answer =
            json_of({"drain", "--capacity-ah", capacity, "--self-discharge-pct-per-30d", "0",
                     "--drain", "rest=8.8mA:battery", "--from", "low_cell"});
        EXPECT_NEAR(answer["days"]["damage"], days, 0.005);
        EXPECT_TRUE(answer["from_low_cell"]);
        EXPECT_EQ(answer["soc_pct"], 1.0);
        for (const char* before : {"warning", "load_off", "low_cell"}) {
            EXPECT_TRUE(answer["days"][before].is_null()) << before;
            EXPECT_TRUE(answer["milestones"][before].is_null()) << before;
        }
    }
}

TEST(DrainCommand, TakesACurrentInAnyUnit) {
    for (const char* amount : {"35mA", "35 mA", "0.035A", "35000uA", "35000µA", "0.000035kA"}) {
        const Json drains = json_of(
            with(van_command, {"--drain", "alarm=" + std::string{amount} + ":battery"}))["drains"];
        ASSERT_EQ(drains.size(), 1U);
        EXPECT_EQ(drains[0]["name"], "alarm");
        EXPECT_NEAR(drains[0]["draws_a"], 0.035, 1e-12) << amount;
        EXPECT_EQ(drains[0]["connected_to"], "battery");
    }
}

TEST(DrainCommand, CountsPowersAtTheNominalVoltage) {
    const auto draws_a = [](const std::vector<std::string>& args) {
        return json_of(args)["drains"][0]["draws_a"].get<double>();
    };
    const std::vector<std::string> command{"drain", "--drain", "radio=1.28W:load"};
    EXPECT_NEAR(draws_a(with(command, {"--capacity-ah", "200"})), 0.1, 1e-12);
    EXPECT_NEAR(draws_a(with(command, {"--battery", "lithium_ng_25v6_200ah"})), 0.05, 1e-12);
    EXPECT_NEAR(draws_a(with(command, {"--battery", "lithium_ng_12v8_200ah", "--series", "4"})),
                0.025, 1e-12);
    EXPECT_NEAR(draws_a(with(command, {"--capacity-ah", "200", "--nominal-voltage-v", "10"})),
                0.128, 1e-12);
}

TEST(DrainCommand, KnowsTheBatteriesOfTheCatalogue) {
    EXPECT_EQ(json_of({"drain", "--battery", "lithium_ng_12v8_300ah"})["capacity_ah"], 300.0);
    EXPECT_EQ(
        json_of({"drain", "--battery", "lithium_ng_12v8_300ah", "--parallel", "3"})["capacity_ah"],
        900.0);
    EXPECT_THAT(refused({"drain", "--battery", "lithium_ng_12v8_300"}),
                HasSubstr("did you mean lithium_ng_12v8_300ah?"));
}

TEST(DrainCommand, NumbersDrainsWithoutAName) {
    const Json drains = json_of({"drain", "--capacity-ah", "200", "--drain", "1A:load", "--drain",
                                 "fan=2A:controlled", "--drain", "3A:uncontrolled"})["drains"];
    ASSERT_EQ(drains.size(), 3U);
    EXPECT_EQ(drains[0]["name"], "drain1");
    EXPECT_EQ(drains[1]["name"], "fan");
    EXPECT_EQ(drains[1]["connected_to"], "load");
    EXPECT_EQ(drains[2]["name"], "drain3");
    EXPECT_EQ(drains[2]["connected_to"], "battery");
}

std::vector<std::string> assumed(const std::vector<std::string>& args) {
    std::vector<std::string> paths;
    const Json answer = json_of(args);
    for (const Json& row : answer["assumptions"]) {
        paths.push_back(row["path"]);
    }
    return paths;
}

// D-11, D-13, D-19
TEST(DrainCommand, ListsExactlyTheAssumptionsItUsed) {
    const std::vector<std::string> command{"drain", "--capacity-ah", "200"};
    EXPECT_THAT(assumed(command),
                ElementsAre("warning_pct", "floor_pct", "self_discharge_pct_per_30d",
                            "bms_on_a after the floor"));
    const Json row = json_of(command)["assumptions"][2];
    EXPECT_EQ(row["value"], "2");
    EXPECT_EQ(row["unit"], "%/30d");
    EXPECT_THAT(row["note"].get<std::string>(), HasSubstr("D-19"));
    EXPECT_THAT(assumed(with(command, {"--warning-pct", "20", "--floor-pct", "10",
                                       "--self-discharge-pct-per-30d", "2"})),
                ElementsAre("bms_on_a after the floor"));
    EXPECT_THAT(assumed(with(command, {"--from", "low_cell"})),
                ElementsAre("self_discharge_pct_per_30d"));
}

TEST(DrainCommand, ListsTheNominalVoltageOnlyWhereAPowerCountsAtIt) {
    const auto lists_it = [](const std::vector<std::string>& more) {
        const auto paths = assumed(with({"drain"}, more));
        return std::find(paths.begin(), paths.end(), "nominal_voltage_v") != paths.end();
    };
    EXPECT_TRUE(lists_it({"--capacity-ah", "200", "--drain", "radio=2W:load"}));
    EXPECT_TRUE(lists_it({"--capacity-ah", "200", "--drain", "radio=200mW:load"}));
    EXPECT_FALSE(lists_it({"--capacity-ah", "200", "--drain", "WiFi=35mA:load"}));
    EXPECT_FALSE(lists_it(
        {"--capacity-ah", "200", "--drain", "radio=2W:load", "--nominal-voltage-v", "13"}));
    EXPECT_FALSE(lists_it({"--battery", "lithium_ng_12v8_200ah", "--drain", "radio=2W:load"}));
}

TEST(DrainCommand, SolvesForTheDrainAndShowsWhatItGives) {
    const Json answer = json_of(with(van_command, {"--solve", "drain", "--days", "95.745742"}));
    EXPECT_EQ(answer["solved"]["solve"], "drain");
    EXPECT_EQ(answer["solved"]["until"], "damage");
    EXPECT_EQ(answer["solved"]["days"], 95.745742);
    EXPECT_NEAR(answer["solved"]["drain_a"], 0.035, 1e-6);
    EXPECT_TRUE(answer["solved"]["soc_pct"].is_null());
    EXPECT_NEAR(answer["days"]["damage"], 95.745742, 1e-6);
    EXPECT_EQ(answer["drains"][0]["draws_a"], answer["solved"]["drain_a"]);
}

TEST(DrainCommand, SolvesForTheStateOfChargeAtAnyMilestone) {
    for (const auto& [until, days] :
         {std::pair{"warning", 66.964286}, std::pair{"load_off", 76.530612},
          std::pair{"low_cell", 93.75}, std::pair{"damage", 95.745742}}) {
        const Json answer =
            json_of(with(van_command, {"--drain", "alarm=35mA:battery", "--solve", "soc", "--days",
                                       std::to_string(days), "--until", until}));
        EXPECT_NEAR(answer["solved"]["soc_pct"], 50.0, 1e-5) << until;
        EXPECT_NEAR(answer["soc_pct"], 50.0, 1e-5) << until;
        EXPECT_NEAR(answer["days"][until], days, 1e-6) << until;
    }
}

TEST(DrainCommand, SaysSoWhenThereIsNoAnswer) {
    const std::vector<std::string> hopeless{"drain", "--capacity-ah", "1",    "--solve",
                                            "drain", "--days",        "30000"};
    const Json answer = json_of(hopeless);
    EXPECT_TRUE(answer["solved"]["drain_a"].is_null());
    EXPECT_THAT(answer["drains"], IsEmpty());
    EXPECT_THAT(told(hopeless), HasSubstr("There is no answer"));
    EXPECT_TRUE(json_of({"drain", "--capacity-ah", "1", "--solve", "soc", "--days",
                         "30000"})["solved"]["soc_pct"]
                    .is_null());
}

TEST(DrainCommand, WhatComesInMoreThanACenturyHasADayButNoDate) {
    // 198 000 Ah at 3 mA are 7500 years.
    const Json answer =
        json_of({"drain", "--capacity-ah", "200000", "--self-discharge-pct-per-30d", "0"});
    EXPECT_NEAR(answer["days"]["low_cell"], 198'000.0 / 0.072, 1.0);
    EXPECT_TRUE(answer["milestones"]["low_cell"].is_null());
    EXPECT_TRUE(answer["latest_recharge"].is_null());
}

TEST(DrainCommand, TellsWhatIsWrongWithTheCommandLine) {
    const auto drain_refused = [](const std::vector<std::string>& more) {
        return refused(with({"drain", "--capacity-ah", "200"}, more));
    };
    EXPECT_THAT(refused({"drain"}), HasSubstr("--capacity-ah or --battery"));
    EXPECT_THAT(drain_refused({"--battery", "lithium_ng_12v8_200ah"}),
                HasSubstr("either --capacity-ah or --battery"));
    EXPECT_THAT(drain_refused({"--parallel", "2"}), HasSubstr("--parallel goes with --battery"));
    EXPECT_THAT(drain_refused({"--drain", "alarm=35mA"}), HasSubstr("where does it hang?"));
    EXPECT_THAT(drain_refused({"--drain", "alarm=35mA:roof"}),
                HasSubstr("\"roof\" is neither battery nor load"));
    EXPECT_THAT(drain_refused({"--drain", "alarm=much:load"}),
                HasSubstr("\"much\" is not a current or a power"));
    EXPECT_THAT(drain_refused({"--drain", "alarm=-1A:load"}),
                HasSubstr("\"-1A\" is not a current or a power"));
    EXPECT_THAT(drain_refused({"--drain", "alarm=35:load"}), HasSubstr("has no unit"));
    EXPECT_THAT(drain_refused({"--drain", "alarm=35Ah:load"}), HasSubstr("has no unit of current"));
    EXPECT_THAT(drain_refused({"--start", "1.11.2026"}), HasSubstr("--start wants a date"));
    EXPECT_THAT(drain_refused({"--solve", "drain"}), HasSubstr("wants --days"));
    EXPECT_THAT(drain_refused({"--days", "90"}), HasSubstr("--days goes with --solve"));
    EXPECT_THAT(drain_refused({"--warning-pct", "10", "--floor-pct", "10"}),
                HasSubstr("the warning (10 %) must be above the floor (10 %)"));
    EXPECT_THAT(drain_refused({"--soc-pct", "101"}), HasSubstr("--soc-pct"));
    EXPECT_THAT(drain_refused({"--from", "low_cell", "--solve", "soc", "--days", "9"}),
                HasSubstr("no soc to solve for"));
    EXPECT_THAT(drain_refused({"--from", "low_cell", "--solve", "drain", "--days", "9", "--until",
                               "warning"}),
                HasSubstr("only damage is left to solve for"));
}

// A warning that never comes is no earlier than any day, whatever draws.
TEST(DrainCommand, DoesNotSolveForAWarningThatIsOff) {
    for (const char* solve : {"drain", "soc"}) {
        EXPECT_THAT(refused({"drain", "--capacity-ah", "200", "--warning-pct", "0", "--solve",
                             solve, "--days", "90", "--until", "warning"}),
                    HasSubstr("the warning is off"));
    }
    EXPECT_THAT(told({"drain", "--capacity-ah", "200", "--warning-pct", "0"}),
                HasSubstr("  warning     never\n"));
}

}  // namespace
}  // namespace reports
