// When a device wants to run.

#include "models/schedule.hpp"

#include "tests/models/generators.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(Schedule, WithoutAnythingIsAlwaysOn) {
    const Schedule always;
    EXPECT_TRUE(always.is_on(seconds{0}));
    EXPECT_TRUE(always.is_on(hours{24 * 365}));
    EXPECT_FALSE(always.next_edge(seconds{0}).has_value());
}

TEST(Schedule, RunsFromAndUntilATimeOfDayEveryDay) {
    const Schedule evening{.from = hours{18}, .to = hours{22}};
    for (const int day : {0, 1, 400}) {
        const Milliseconds midnight = hours{24 * day};
        EXPECT_FALSE(evening.is_on(midnight + hours{18} - Milliseconds{1}));
        EXPECT_TRUE(evening.is_on(midnight + hours{18}));
        EXPECT_TRUE(evening.is_on(midnight + hours{22} - Milliseconds{1}));
        EXPECT_FALSE(evening.is_on(midnight + hours{22}));
        EXPECT_EQ(evening.next_edge(midnight), midnight + hours{18});
        EXPECT_EQ(evening.next_edge(midnight + hours{18}), midnight + hours{22});
        EXPECT_EQ(evening.next_edge(midnight + hours{22}), midnight + hours{24 + 18});
    }
}

TEST(Schedule, GoesThroughMidnight) {
    const Schedule night{.from = hours{22}, .to = hours{6}};
    EXPECT_TRUE(night.is_on(hours{0}));
    EXPECT_TRUE(night.is_on(hours{6} - Milliseconds{1}));
    EXPECT_FALSE(night.is_on(hours{6}));
    EXPECT_FALSE(night.is_on(hours{22} - Milliseconds{1}));
    EXPECT_TRUE(night.is_on(hours{22}));
    EXPECT_TRUE(night.is_on(hours{24}));
    EXPECT_EQ(night.next_edge(hours{0}), hours{6});
    EXPECT_EQ(night.next_edge(hours{6}), hours{22});
    EXPECT_EQ(night.next_edge(hours{22}), hours{30});
}

TEST(Schedule, WithAnEmptyWindowIsOnTheWholeDay) {
    const Schedule whole{.from = hours{7}, .to = hours{7}};
    for (int hour = 0; hour < 48; ++hour) {
        EXPECT_TRUE(whole.is_on(hours{hour}));
    }
    EXPECT_FALSE(whole.next_edge(seconds{0}).has_value());
}

TEST(Schedule, CountsItsRhythmFromTheStartOfTheRun) {
    const Schedule fridge{
        .on_for = minutes{30}, .every = minutes{90}, .start_time_of_day = hours{13} + minutes{7}};
    EXPECT_TRUE(fridge.is_on(minutes{0}));
    EXPECT_TRUE(fridge.is_on(minutes{30} - Milliseconds{1}));
    EXPECT_FALSE(fridge.is_on(minutes{30}));
    EXPECT_FALSE(fridge.is_on(minutes{90} - Milliseconds{1}));
    EXPECT_TRUE(fridge.is_on(minutes{90}));
    EXPECT_EQ(fridge.next_edge(minutes{0}), minutes{30});
    EXPECT_EQ(fridge.next_edge(minutes{30}), minutes{90});
    EXPECT_EQ(fridge.next_edge(minutes{100}), minutes{120});
}

TEST(Schedule, WithARhythmThatNeverPausesIsAlwaysOn) {
    const Schedule always{.on_for = minutes{90}, .every = minutes{90}};
    EXPECT_TRUE(always.is_on(minutes{89}));
    EXPECT_TRUE(always.is_on(minutes{90}));
    EXPECT_FALSE(always.next_edge(minutes{3}).has_value());
}

TEST(Schedule, WithWindowAndRhythmNeedsBoth) {
    // Ten minutes of every hour, between 08:00 and 09:30.
    const Schedule both{
        .from = hours{8}, .to = hours{9} + minutes{30}, .on_for = minutes{10}, .every = hours{1}};
    EXPECT_FALSE(both.is_on(hours{7}));
    EXPECT_TRUE(both.is_on(hours{8} + minutes{9}));
    EXPECT_FALSE(both.is_on(hours{8} + minutes{10}));
    EXPECT_TRUE(both.is_on(hours{9}));
    EXPECT_FALSE(both.is_on(hours{10}));
}

// A run that starts at 20:00 meets 22:00 after two hours.
TEST(Schedule, KnowsTheTimeOfDayAtWhichTheRunStarts) {
    const Schedule night{.from = hours{22}, .to = hours{6}, .start_time_of_day = hours{20}};
    EXPECT_FALSE(night.is_on(hours{0}));
    EXPECT_EQ(night.next_edge(hours{0}), hours{2});
    EXPECT_TRUE(night.is_on(hours{2}));
    EXPECT_TRUE(night.is_on(hours{10} - Milliseconds{1}));
    EXPECT_FALSE(night.is_on(hours{10}));
    EXPECT_EQ(night.next_edge(hours{2}), hours{10});
}

constexpr Weekdays weekend{.bits = 0b110'0000};

// The run starts on a Friday (4) at noon, so Saturday begins after twelve hours.
TEST(Schedule, RunsOnItsDaysOfTheWeekAlone) {
    const Schedule away{.days = weekend, .start_time_of_day = hours{12}, .start_weekday = 4};
    for (const int week : {0, 1, 52}) {
        const Milliseconds saturday = hours{12 + 7 * 24 * week};
        EXPECT_FALSE(away.is_on(saturday - Milliseconds{1}));
        EXPECT_TRUE(away.is_on(saturday));
        EXPECT_TRUE(away.is_on(saturday + hours{48} - Milliseconds{1}));
        EXPECT_FALSE(away.is_on(saturday + hours{48}));
    }
    EXPECT_EQ(away.next_edge(hours{1}), hours{12});
}

// From Friday 22:00 to Saturday 02:00 is Friday's window.
TEST(Schedule, CountsAWindowThroughMidnightToTheDayOnWhichItBegins) {
    const Schedule friday{
        .from = hours{22}, .to = hours{2}, .days = {.bits = 1U << 4U}, .start_weekday = 4};
    EXPECT_FALSE(friday.is_on(hours{1}));  // Thursday's
    EXPECT_TRUE(friday.is_on(hours{22}));
    EXPECT_TRUE(friday.is_on(hours{25}));
    EXPECT_FALSE(friday.is_on(hours{26}));
    EXPECT_FALSE(friday.is_on(hours{46}));  // Saturday 22:00
}

TEST(Schedule, StartsAtRandomOnceInEveryPeriodAndFitsIntoIt) {
    const Schedule pump{
        .on_for = minutes{2}, .every = hours{3}, .starts = RandomStream{7, "devices.pump"}};
    std::vector<double> shares;
    for (int period = 0; period < 2000; ++period) {
        const Milliseconds begin = hours{3 * period};
        const Milliseconds starts =
            pump.is_on(begin) ? begin : pump.next_edge(begin).value_or(Milliseconds{0});
        ASSERT_TRUE(pump.is_on(starts)) << period;
        const Milliseconds stops = pump.next_edge(starts).value_or(Milliseconds{0});
        ASSERT_EQ(stops - starts, minutes{2});
        ASSERT_LE(stops, begin + hours{3});
        ASSERT_GE(*pump.next_edge(stops), std::min(begin + hours{3}, *pump.next_edge(begin)));
        shares.push_back(std::chrono::duration<double>(starts - begin) /
                         std::chrono::duration<double>(hours{3} - minutes{2}));
    }
    // Uniform: mean 1/2, variance 1/12; four standard errors.
    double sum = 0.0;
    double squares = 0.0;
    for (const double share : shares) {
        sum += share;
        squares += share * share;
    }
    const double mean = sum / 2000;
    EXPECT_NEAR(mean, 0.5, 4 * 0.2887 / std::sqrt(2000.0));
    EXPECT_NEAR(squares / 2000 - mean * mean, 1.0 / 12, 4 * 0.0745 / std::sqrt(2000.0));
}

/// Windows and rhythms in whole minutes, so that a look every minute misses nothing.
rc::Gen<Schedule> gen_schedule() {
    return rc::gen::exec([] {
        Schedule schedule;
        if (*rc::gen::arbitrary<bool>()) {
            schedule.from = minutes{*gen_whole(0, 1439)};
            schedule.to = minutes{*gen_whole(0, 1440)};
        }
        if (*rc::gen::arbitrary<bool>()) {
            schedule.every = minutes{*gen_whole(1, 2000)};
            schedule.on_for = minutes{*gen_whole(0, 2100)};
            if (*schedule.on_for <= *schedule.every && *rc::gen::arbitrary<bool>()) {
                schedule.starts = RandomStream{*rc::gen::arbitrary<std::uint64_t>(), "pump"};
            }
        }
        if (*rc::gen::arbitrary<bool>()) {
            schedule.days.bits = static_cast<std::uint8_t>(*gen_whole(0, int{Weekdays::every_day}));
            schedule.start_weekday = *gen_whole(0, 6);
        }
        schedule.start_time_of_day = minutes{*gen_whole(0, 1439)};
        return schedule;
    });
}

RC_GTEST_PROP(Schedule, ChangesOnlyAtTheEdgesItAnnounces, ()) {
    const Schedule schedule = *gen_schedule();
    const Milliseconds start = minutes{*gen_whole(0, 20'000)};
    const Milliseconds end = start + hours{72};
    Milliseconds now = start;
    while (now < end) {
        const auto edge = schedule.next_edge(now);
        RC_ASSERT(!edge || *edge > now);
        const Milliseconds until = std::min(edge.value_or(end), end);
        const bool on = schedule.is_on(now);
        for (Milliseconds then = now; then < until; then += minutes{1}) {
            RC_ASSERT(schedule.is_on(then) == on);
        }
        RC_ASSERT(schedule.is_on(until - Milliseconds{1}) == on);
        now = until;
    }
}

// Law by law: a window has its length of every day, a rhythm its share of every period.
RC_GTEST_PROP(Schedule, IsOnForItsLengthOfEveryDay, ()) {
    Schedule schedule;
    schedule.from = minutes{*gen_whole(0, 1439)};
    schedule.to = minutes{*gen_whole(0, 1439)};
    schedule.start_time_of_day = minutes{*gen_whole(0, 1439)};
    const Milliseconds start = minutes{*gen_whole(0, 20'000)};
    Milliseconds on{0};
    for (Milliseconds then = start; then < start + hours{24}; then += minutes{1}) {
        on += schedule.is_on(then) ? minutes{1} : minutes{0};
    }
    const Milliseconds length = *schedule.to - *schedule.from;
    RC_ASSERT(on == (length > Milliseconds{0} ? length : length + hours{24}));
}

}  // namespace
}  // namespace models
