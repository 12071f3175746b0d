// When a device wants to run.

#include "models/schedule.hpp"

#include "tests/models/generators.hpp"

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
