// What is recorded: enough to draw the run again, and never too much.

#include "engine/recorder.hpp"

#include "tests/allocation_count.hpp"
#include "tests/engine/generators.hpp"
#include "tests/engine/support.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using testing::ElementsAre;
using testing::Pair;

Signal linear(double band) {
    return {.name = "linear", .unit = "V", .dead_band = band};
}
Signal step(double band) {
    return {.name = "step", .unit = "A", .is_step = true, .dead_band = band};
}
constexpr SimTime at(std::int64_t seconds) {
    return SimTime{seconds * 1000};
}

/// Seconds and values of one signal.
std::vector<std::pair<double, double>> points(const Recording& recording, std::size_t signal) {
    std::vector<std::pair<double, double>> out;
    for (const Sample& sample : samples_of(recording)) {
        if (sample.signal == signal) {
            out.emplace_back(to_seconds(sample.at), sample.value);
        }
    }
    return out;
}

/// Random numbers that cost nothing: a year has many.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_{seed} {}
    /// Evenly in -1..1.
    double next() {
        state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        return static_cast<double>(state_ >> 11U) / 4'503'599'627'370'496.0 - 1.0;
    }

  private:
    std::uint64_t state_;
};

/// The largest distance of what is drawn from what was offered, for a signal offered every second.
double farthest(const Recording& recording, std::size_t signal, const std::vector<double>& truth) {
    double worst = 0.0;
    const auto drawn_points = points(recording, signal);
    const bool is_step = recording.signals[signal].is_step;
    std::size_t next = 0;
    for (std::size_t second = 0; second < truth.size(); ++second) {
        const double now = static_cast<double>(second);
        while (next < drawn_points.size() && drawn_points[next].first <= now) {
            ++next;
        }
        const auto& [t0, v0] = drawn_points.at(next - 1);
        double value = v0;
        if (!is_step && next < drawn_points.size()) {
            const auto& [t1, v1] = drawn_points[next];
            value += (v1 - v0) * (now - t0) / (t1 - t0);
        }
        worst = std::max(worst, std::abs(value - truth[second]));
    }
    return worst;
}

// --- one signal ---

TEST(Recorder, AStepWithinTheDeadBandIsLeftOut) {
    Recorder recorder{{step(0.5)}, at(7)};
    for (const auto& [second, value] : std::vector<std::pair<int, double>>{{0, 10},
                                                                           {1, 10.4},
                                                                           {2, 9.6},
                                                                           {3, 10.5},
                                                                           {4, 10.51},
                                                                           {5, 10.9},
                                                                           {6, 10.0},
                                                                           {7, 10.0}}) {
        recorder.offer(at(second), {value}, false);
    }
    // The first; the one beyond 10 ± 0.5; the one beyond 10.51 ± 0.5; the end.
    EXPECT_THAT(points(recorder.finish(), 0),
                ElementsAre(Pair(0, 10), Pair(4, 10.51), Pair(6, 10.0), Pair(7, 10.0)));
}

TEST(Recorder, AStraightLineIsItsTwoEnds) {
    Recorder recorder{{linear(0.1)}, at(1000)};
    for (int second = 0; second <= 1000; ++second) {
        // A ramp of a hundred dead-bands with noise inside one.
        recorder.offer(at(second), {second * 0.01 + (second % 2) * 0.05}, false);
    }
    EXPECT_THAT(points(recorder.finish(), 0), ElementsAre(Pair(0, 0), Pair(1000, 10)));
}

TEST(Recorder, ALinearSignalBendsWhereItBends) {
    Recorder recorder{{linear(0.5)}, at(300)};
    for (int second = 0; second <= 300; ++second) {
        recorder.offer(at(second),
                       {second <= 100   ? 10.0
                        : second <= 200 ? 20.0
                                        : 40.0 - second / 10.0},
                       false);
    }
    // Rest, a jump within a second, rest; then a slope of a tenth, noticed when it is half a unit
    // off: 5 seconds on.
    const auto drawn_points = points(recorder.finish(), 0);
    ASSERT_GE(drawn_points.size(), 4U);
    EXPECT_THAT(drawn_points[0], Pair(0, 10));
    EXPECT_THAT(drawn_points[1], Pair(100, 10));
    EXPECT_THAT(drawn_points[2], Pair(101, 20));
    EXPECT_NEAR(drawn_points[3].first, 200, 6);
    EXPECT_THAT(drawn_points.back(), Pair(300, 10));
    EXPECT_EQ(drawn_points.size(), 5U);
}

TEST(Recorder, AroundAnEventWhatHasChangedIsWritten) {
    Recorder recorder{{linear(5), step(5), step(5)}, at(3)};
    recorder.offer(at(0), {1, 1, 7}, false);
    recorder.offer(at(1), {2, 2, 7}, false);
    recorder.offer(at(2), {3, 3, 7}, true);
    recorder.offer(at(3), {4, 4, 7}, false);
    const Recording recording = recorder.finish();
    EXPECT_THAT(points(recording, 0), ElementsAre(Pair(0, 1), Pair(2, 3), Pair(3, 4)));
    EXPECT_THAT(points(recording, 1), ElementsAre(Pair(0, 1), Pair(2, 3), Pair(3, 4)));
    EXPECT_THAT(points(recording, 2), ElementsAre(Pair(0, 7), Pair(3, 7)));
}

TEST(Recorder, AllSignalsStandSideBySideOnceADay) {
    Recorder recorder{{linear(1), step(1)}, at(10 * 86'400)};
    for (std::int64_t hour = 0; hour <= 24 * 10; ++hour) {
        recorder.offer(at(hour * 3600), {5, 5}, false);
    }
    const Recording recording = recorder.finish();
    for (const std::size_t signal : {0U, 1U}) {
        const auto days = points(recording, signal);
        ASSERT_EQ(days.size(), 11U);
        for (std::size_t i = 0; i < days.size(); ++i) {
            EXPECT_EQ(days[i].first, 86'400.0 * static_cast<double>(i));
        }
    }
}

TEST(Recorder, BecomingKnownIsWrittenAsAnEdge) {
    const double unknown = std::nan("");
    for (const Signal& signal : {linear(1), step(1)}) {
        Recorder recorder{{signal}, at(40)};
        for (int second = 0; second <= 40; ++second) {
            recorder.offer(at(second), {second < 20 ? unknown : 50.0}, false);
        }
        const auto drawn_points = points(recorder.finish(), 0);
        EXPECT_TRUE(std::isnan(drawn_points.front().second));
        const auto known = std::find_if(drawn_points.begin(), drawn_points.end(),
                                        [](const auto& point) { return point.second == 50.0; });
        ASSERT_NE(known, drawn_points.end());
        EXPECT_EQ(known->first, 20.0);
        EXPECT_TRUE(std::isnan(std::prev(known)->second));
        EXPECT_TRUE(signal.is_step || std::prev(known)->first == 19.0);
    }
}

RC_GTEST_PROP(Recorder, WhatIsDrawnAgainIsWithinTheDeadBand, ()) {
    const double band = 1.0;
    std::vector<double> truth;
    double value = 0.0;
    const int seconds = any_in(1, 300);
    Recorder recorder{{linear(band), step(band)}, at(seconds - 1)};
    for (int second = 0; second < seconds; ++second) {
        // Rest, drift or jump.
        const int kind = any_in(0, 9);
        value += kind < 3 ? 0.0 : kind < 8 ? any_in(-900, 900) / 1000.0 : any_in(-20, 20);
        truth.push_back(value);
        recorder.offer(at(second), {value, value}, any_in(0, 20) == 0);
    }
    const Recording recording = recorder.finish();
    for (const std::size_t signal : {0U, 1U}) {
        RC_ASSERT(farthest(recording, signal, truth) <= band * (1.0 + 1e-9));
        const auto rows = points(recording, signal);
        RC_ASSERT(rows.back().first == seconds - 1);
        RC_ASSERT(rows.back().second == value);
        for (std::size_t i = 1; i < rows.size(); ++i) {
            RC_ASSERT(rows[i].first > rows[i - 1].first);
        }
    }
}

// --- the whole run ---

TEST(Recorder, ARunHas150000RowsAYearAndAFewThousandHoweverShortItIs) {
    EXPECT_EQ(Recorder::most_rows(17, 365 * day), 150'000U);
    EXPECT_LE(Recorder::most_rows(17, 10 * day), 5'000U + 150'000U * 10 / 365);
    EXPECT_EQ(Recorder::most_rows(17, std::chrono::minutes{1}), 5'000U);
    EXPECT_LE(Recorder::most_rows(17, 3650 * day), 1'500'000U);
    // Cells of a large bank, one row a day each, are more than that.
    EXPECT_GE(Recorder::most_rows(2000, 365 * day), 2000U * 366U);
}

TEST(Recorder, ARunThatFitsIsNotThinned) {
    Recorder recorder{{linear(1), step(1)}, 365 * day};
    for (std::int64_t hour = 0; hour <= 24 * 365; ++hour) {
        const double value = 10.0 * std::sin(static_cast<double>(hour) * std::numbers::pi / 12.0);
        recorder.offer(at(hour * 3600), {value, value}, false);
    }
    const Recording recording = recorder.finish();
    EXPECT_EQ(recording.signals[0].thinned, SimTime{0});
    EXPECT_EQ(recording.signals[1].thinned, SimTime{0});
}

/// The time integral of a step signal as recorded, up to the end.
double integral(const Recording& recording, std::size_t signal, double until_s) {
    const auto rows = points(recording, signal);
    double sum = 0.0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const double end = i + 1 < rows.size() ? rows[i + 1].first : until_s;
        sum += rows[i].second * (end - rows[i].first);
    }
    return sum;
}

// design: at most 150,000 rows per system-year.
TEST(Recorder, ARestlessYearIsThinnedAsAWhole) {
    // A pump every few minutes, a voltage that never rests, and one that only follows the days.
    Recorder recorder{{step(0.1), linear(0.01), linear(0.1)}, 365 * day};
    constexpr std::int64_t minutes = 365 * 24 * 60;
    double pumped = 0.0;
    Dice dice{1};
    std::array<double, 366> lowest{};
    for (std::int64_t minute = 0; minute <= minutes; ++minute) {
        const double pump = minute % 5 < 2 ? -5.0 : 0.0;
        const double restless = dice.next();
        const double daily = std::sin(static_cast<double>(minute) * std::numbers::pi / 720.0);
        recorder.offer(at(minute * 60), {pump, restless, daily}, false);
        pumped += minute < minutes ? pump * 60.0 : 0.0;
        double& low = lowest[static_cast<std::size_t>(minute / 1440)];
        low = std::min(low, restless);
    }
    const Recording recording = recorder.finish();
    EXPECT_LE(recording.samples.size(), 150'000U);
    EXPECT_GE(recording.samples.size(), 60'000U) << "and it is made use of";
    // Who takes little is left alone; the others share what there is.
    EXPECT_EQ(recording.signals[2].thinned, SimTime{0});
    EXPECT_GE(recording.signals[0].thinned, std::chrono::minutes{10});
    EXPECT_LE(recording.signals[0].thinned, std::chrono::minutes{30});
    // A step keeps its mean: the charge pumped is all there.
    EXPECT_NEAR(integral(recording, 0, minutes * 60.0) / pumped, 1.0, 1e-9);
    // A linear signal keeps its extremes.
    std::array<double, 366> drawn_lowest{};
    for (const auto& [t_s, value] : points(recording, 1)) {
        double& low = drawn_lowest[static_cast<std::size_t>(t_s / 86'400.0)];
        low = std::min(low, value);
    }
    EXPECT_EQ(drawn_lowest, lowest);
    // The first month is drawn as finely as the last that was thinned.
    const std::vector<Sample> rows = samples_of(recording);
    const auto rows_between = [&](int from, int to) {
        return std::count_if(rows.begin(), rows.end(), [&](const Sample& sample) {
            return sample.signal == 0 && sample.at >= from * day && sample.at < to * day;
        });
    };
    EXPECT_NEAR(static_cast<double>(rows_between(0, 30)), static_cast<double>(rows_between(30, 60)),
                10.0);
}

TEST(Recorder, EventsKeepTheirPlaceWhenTheRestIsThinned) {
    Recorder recorder{{linear(0.1), step(0.1)}, day};
    Dice dice{2};
    std::vector<std::pair<double, double>> told;
    for (std::int64_t second = 0; second <= 86'400; ++second) {
        const double value = dice.next();
        const bool is_event = second % 3600 == 1800;
        recorder.offer(at(second), {value, value}, is_event);
        if (is_event) {
            told.emplace_back(static_cast<double>(second), value);
        }
    }
    const Recording recording = recorder.finish();
    EXPECT_LE(recording.samples.size(), Recorder::most_rows(2, day));
    for (const std::size_t signal : {0U, 1U}) {
        const auto rows = points(recording, signal);
        for (const auto& event : told) {
            EXPECT_THAT(rows, testing::Contains(event));
        }
    }
}

TEST(Recorder, AStormOfEventsDoesNotBreakTheBound) {
    Recorder recorder{{linear(0.1), step(0.1), step(0.1)}, day};
    Dice dice{3};
    for (std::int64_t second = 0; second <= 86'400; ++second) {
        const double value = dice.next();
        recorder.offer(at(second), {value, value, second % 2 == 0 ? std::nan("") : 1.0}, true);
    }
    const Recording recording = recorder.finish();
    EXPECT_LE(recording.samples.size(), Recorder::most_rows(3, day));
    EXPECT_GE(recording.samples.size(), Recorder::most_rows(3, day) / 4);
}

TEST(Recorder, RestBetweenEventsIsGivenUpWhereEventsTakeAllThereIs) {
    // Every span ends with the next event, so its extremes alone are more than there is room for.
    Recorder recorder{{linear(0.1), step(0.1)}, 2 * day};
    Dice dice{4};
    for (std::int64_t second = 0; second <= 2 * 86'400; ++second) {
        const double value = dice.next();
        recorder.offer(at(second), {value, value}, second % 10 == 0);
    }
    const Recording recording = recorder.finish();
    EXPECT_LE(recording.samples.size(), Recorder::most_rows(2, 2 * day));
    EXPECT_GE(recording.samples.size(), Recorder::most_rows(2, 2 * day) / 5);
    EXPECT_EQ(points(recording, 0).back().first, 2 * 86'400.0);
    EXPECT_EQ(points(recording, 1).back().first, 2 * 86'400.0);
}

TEST(Recorder, ADecadeTakesNoMoreMemoryThanADay) {
    const std::vector<Signal> signals{linear(0.1), step(0.1), linear(0.1)};
    const auto taken = [&](SimTime horizon) {
        return tests::bytes_allocated_during([&] { const Recorder recorder{signals, horizon}; });
    };
    EXPECT_EQ(taken(3650 * day), taken(day));
    EXPECT_LT(taken(day), 1'000'000U);
    Recorder recorder{signals, 3650 * day};
    Dice dice{5};
    std::vector<double> values(3);
    EXPECT_EQ(tests::allocations_during([&] {
                  for (std::int64_t quarter = 0; quarter <= 3650 * 96; ++quarter) {
                      values = {dice.next(), dice.next(), 1e-6 * static_cast<double>(quarter)};
                      recorder.offer(at(quarter * 900), values, false);
                  }
              }),
              0);
    const Recording recording = recorder.finish();
    // 0.7 million rows, less what lies within the dead-band.
    EXPECT_LE(recording.samples.size(), Recorder::most_rows(3, 3650 * day));
    EXPECT_GE(recording.samples.size(), 600'000U);
    EXPECT_GT(recording.samples.size(), 10 * SampleSpool::block) << "most of it was on the disk";
}

RC_GTEST_PROP(Recorder, ARowIsNeverOlderThanTheOneBeforeItOfItsSignal, ()) {
    const int seconds = any_in(10'000, 40'000);
    const int event_every = any_in(1, 1000);
    Recorder recorder{{linear(0.1), step(0.1), linear(0.5)}, at(seconds)};
    Dice dice{any_in<std::uint64_t>(1, 1'000'000)};
    for (std::int64_t second = 0; second <= seconds; ++second) {
        const double value = dice.next();
        recorder.offer(at(second), {value, value, 2.0 * value}, second % event_every == 0);
    }
    const Recording recording = recorder.finish();
    RC_ASSERT(recording.samples.size() <= Recorder::most_rows(3, at(seconds)));
    std::array<SimTime, 3> before{SimTime{-1}, SimTime{-1}, SimTime{-1}};
    for (const Sample& row : samples_of(recording)) {
        RC_ASSERT(row.at > before[row.signal]);
        before[row.signal] = row.at;
    }
    for (const SimTime last : before) {
        RC_ASSERT(last == at(seconds));
    }
}

RC_GTEST_PROP(Recorder, NoWalkWritesMoreThanItsShareOfTheYear, ()) {
    const auto signals = any_in<std::size_t>(1, 8);
    const int days = any_in(1, 6);
    const std::int64_t every_s = any_in(120, 3600);
    const int restlessness = any_in(0, 3);
    const int event_every = any_in(1, 1000);
    const auto type = any_bool() ? &linear : &step;
    Recorder recorder{std::vector<Signal>(signals, type(any_in(1, 100) / 100.0)), days * day};
    std::vector<double> values(signals, 0.0);
    Dice dice{any_in<std::uint64_t>(1, 1'000'000)};
    for (std::int64_t second = 0; second <= days * 86'400; second += every_s) {
        for (double& value : values) {
            value += restlessness * dice.next();
        }
        recorder.offer(at(second), values, second / every_s % event_every == 0);
    }
    const Recording recording = recorder.finish();
    RC_ASSERT(recording.samples.size() <= Recorder::most_rows(signals, days * day));
    RC_ASSERT(recording.samples.size() >= signals * static_cast<std::size_t>(days));
}

}  // namespace
}  // namespace engine
