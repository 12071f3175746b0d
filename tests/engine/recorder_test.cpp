// Samples on change: enough to draw the run again, and never too many.

#include "engine/recorder.hpp"

#include "tests/engine/generators.hpp"

#include <cmath>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

/// Keeps what it receives: per signal, seconds and value.
struct Tape final : SampleSink {
    std::vector<Signal> list;
    std::map<std::size_t, std::vector<std::pair<double, double>>> samples;
    std::size_t rows = 0;

    void signals(const std::vector<Signal>& signals) override { list = signals; }
    void sample(std::size_t signal, SimTime at, double value) override {
        samples[signal].emplace_back(to_seconds(at), value);
        ++rows;
    }
    /// The value as a reader would draw it.
    double drawn(std::size_t signal, double t_s) const {
        const auto& points = samples.at(signal);
        std::size_t after = 0;
        while (after < points.size() && points[after].first <= t_s) {
            ++after;
        }
        const auto& [t0, v0] = points[after - 1];
        if (list[signal].is_step || after == points.size()) {
            return v0;
        }
        const auto& [t1, v1] = points[after];
        return v0 + (v1 - v0) * (t_s - t0) / (t1 - t0);
    }
};

Signal linear(double band) {
    return {.name = "linear", .unit = "V", .dead_band = band};
}
Signal step(double band) {
    return {.name = "step", .unit = "A", .is_step = true, .dead_band = band};
}
constexpr SimTime at(std::int64_t seconds) {
    return SimTime{seconds * 1000};
}

TEST(Recorder, WithoutASinkNothingHappens) {
    Recorder recorder{nullptr, {linear(1)}};
    EXPECT_FALSE(recorder.is_on());
    recorder.offer(at(0), {1}, true);
    recorder.finish(at(1), {2});
}

TEST(Recorder, ChangesWithinTheDeadBandAreLeftOut) {
    Tape tape;
    Recorder recorder{&tape, {step(0.5)}};
    EXPECT_TRUE(recorder.is_on());
    EXPECT_EQ(tape.list.size(), 1U);
    for (const auto& [second, value] : std::vector<std::pair<int, double>>{
             {0, 10}, {1, 10.4}, {2, 9.6}, {3, 10.5}, {4, 10.51}, {5, 10.9}, {6, 10.0}}) {
        recorder.offer(at(second), {value}, false);
    }
    // The first; the one beyond 10 ± 0.5; the one beyond 10.51 ± 0.5.
    EXPECT_THAT(tape.samples[0], ElementsAre(Pair(0, 10), Pair(4, 10.51), Pair(6, 10.0)));
}

TEST(Recorder, ALinearSignalGetsItsLastPointBeforeAJump) {
    Tape tape;
    Recorder recorder{&tape, {linear(0.5), step(0.5)}};
    for (int second = 0; second < 100; ++second) {
        recorder.offer(at(second), {10, 10}, false);
    }
    recorder.offer(at(100), {20, 20}, false);
    recorder.offer(at(101), {30, 30}, false);
    EXPECT_THAT(tape.samples[0],
                ElementsAre(Pair(0, 10), Pair(99, 10), Pair(100, 20), Pair(101, 30)));
    // A step holds anyway.
    EXPECT_THAT(tape.samples[1], ElementsAre(Pair(0, 10), Pair(100, 20), Pair(101, 30)));
}

TEST(Recorder, AroundAnEventEverythingThatDiffersIsWritten) {
    Tape tape;
    Recorder recorder{&tape, {linear(5), step(5), step(5)}};
    recorder.offer(at(0), {1, 1, 7}, false);
    recorder.offer(at(1), {2, 2, 7}, false);
    recorder.offer(at(2), {3, 3, 7}, true);
    recorder.offer(at(3), {4, 4, 7}, false);
    EXPECT_THAT(tape.samples[0], ElementsAre(Pair(0, 1), Pair(1, 2), Pair(2, 3)));
    EXPECT_THAT(tape.samples[1], ElementsAre(Pair(0, 1), Pair(2, 3)));
    EXPECT_THAT(tape.samples[2], ElementsAre(Pair(0, 7)));
}

TEST(Recorder, OneRowADayAtLeast) {
    Tape tape;
    Recorder recorder{&tape, {linear(1), step(1)}};
    for (std::int64_t hour = 0; hour <= 24 * 10; ++hour) {
        recorder.offer(at(hour * 3600), {5, 5}, false);
    }
    for (const std::size_t signal : {0U, 1U}) {
        const auto& points = tape.samples[signal];
        ASSERT_EQ(points.size(), 11U);
        for (std::size_t i = 0; i < points.size(); ++i) {
            EXPECT_EQ(points[i].first, 86'400.0 * static_cast<double>(i));
        }
    }
}

TEST(Recorder, TheEndIsWritten) {
    Tape tape;
    Recorder recorder{&tape, {linear(1), step(1)}};
    recorder.offer(at(0), {1, 1}, false);
    recorder.offer(at(9), {1.2, 1.2}, false);
    recorder.finish(at(10), {1.3, 1.3});
    EXPECT_THAT(tape.samples[0].back(), Pair(10, 1.3));
    EXPECT_THAT(tape.samples[1].back(), Pair(10, 1.3));
}

RC_GTEST_PROP(Recorder, WhatIsDrawnAgainIsWithinTheDeadBand, ()) {
    const double band = 1.0;
    Tape tape;
    Recorder recorder{&tape, {linear(band), step(band)}};
    std::vector<double> truth;
    double value = 0.0;
    const int seconds = any_in(1, 300);
    for (int second = 0; second < seconds; ++second) {
        // Rest, drift or jump.
        const int kind = any_in(0, 9);
        value += kind < 3 ? 0.0 : kind < 8 ? any_in(-900, 900) / 1000.0 : any_in(-20, 20);
        truth.push_back(value);
        recorder.offer(at(second), {value, value}, any_in(0, 20) == 0);
    }
    recorder.finish(at(seconds - 1), {value, value});
    for (std::size_t signal : {0U, 1U}) {
        double before = -1.0;
        for (const auto& [t_s, v] : tape.samples[signal]) {
            RC_ASSERT(t_s > before);
            before = t_s;
        }
        for (int second = 0; second < seconds; ++second) {
            const double off =
                std::abs(tape.drawn(signal, second) - truth[static_cast<std::size_t>(second)]);
            // Between two points that are themselves within the band of what lies between them.
            RC_ASSERT(off <= (signal == 0 ? 2.0 * band : band));
        }
    }
}

TEST(Recorder, ARestlessYearFitsItsAllowance) {
    Tape tape;
    Recorder recorder{&tape, {linear(0), linear(0), step(0)}};
    std::uint64_t random = 1;
    double value = 0.0;
    constexpr std::int64_t minutes = 365 * 24 * 60;
    for (std::int64_t minute = 0; minute < minutes; ++minute) {
        random = random * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        value += static_cast<double>(random >> 40U) - 8'388'608.0;
        recorder.offer(at(minute * 60), {value, -value, value}, false);
    }
    recorder.finish(at(minutes * 60), {value, value, value});
    EXPECT_LE(tape.rows, 150'000U);
    // And it is made use of.
    EXPECT_GT(tape.rows, 149'000U);
}

RC_GTEST_PROP(Recorder, NoWalkWritesMoreThanItsShareOfTheYear, ()) {
    const auto signals = any_in<std::size_t>(1, 6);
    const int days = any_in(1, 40);
    const std::int64_t every_s = any_in(60, 3600);
    const int restlessness = any_in(0, 3);
    Tape tape;
    Recorder recorder{&tape, std::vector<Signal>(signals, any_bool() ? linear(1) : step(1))};
    std::vector<double> values(signals, 0.0);
    std::uint64_t random = any_in<std::uint64_t>(1, 1'000'000);
    for (std::int64_t second = 0; second <= days * 86'400; second += every_s) {
        for (double& value : values) {
            random = random * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
            value += restlessness * (static_cast<double>(random >> 60U) - 7.5);
        }
        recorder.offer(at(second), values, false);
    }
    recorder.finish(at(days * 86'400), values);
    // At most 150,000 in 365 days, 50,000 of them ahead of time.
    RC_ASSERT(static_cast<double>(tape.rows) <= 50'000.0 + 100'000.0 * days / 365.0);
    RC_ASSERT(tape.rows >= signals * static_cast<std::size_t>(days));
}

}  // namespace
}  // namespace engine
