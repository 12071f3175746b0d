// Law 1: n ticks at once with a held sample equal n single ticks, byte for byte.

#include "tests/bms/core_rig.hpp"
#include "tests/bms/generators.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

RC_GTEST_PROP(Law1, LeapsOverHeldSamplesEqualSingleTicksByteForByte, ()) {
    const auto start = *gen_soc();
    const Settings settings = *gen_settings();
    const auto steps = *gen_trace();
    Core leaping = core_at(start, settings);
    Core ticking = leaping;
    for (const TraceStep& step : steps) {
        leap(leaping, step.sample, step.ticks);
        tick_by_tick(ticking, step.sample, step.ticks);
        RC_ASSERT(same_bytes(leaping, ticking));
    }
}

RC_GTEST_PROP(Law1, HoldsAcrossChangesOfTheSettings, ()) {
    const auto start = *gen_soc();
    const auto steps = *gen_trace();
    Core leaping = core_at(start);
    Core ticking = leaping;
    for (const TraceStep& step : steps) {
        Memory memory = leaping.memory();
        memory.settings = *gen_settings();
        leaping = ticking = Core(memory);
        leap(leaping, step.sample, step.ticks);
        tick_by_tick(ticking, step.sample, step.ticks);
        RC_ASSERT(same_bytes(leaping, ticking));
    }
}

RC_GTEST_PROP(Law1, HowALeapIsCutMakesNoDifference, ()) {
    const auto start = *gen_soc();
    const auto steps = *gen_trace();
    const auto cut = *rc::gen::inRange<std::uint32_t>(1, 1500);
    Core whole = core_at(start);
    Core pieces = whole;
    for (const TraceStep& step : steps) {
        leap(whole, step.sample, step.ticks);
        for (std::uint32_t done = 0; done < step.ticks.count; done += cut) {
            leap(pieces, step.sample, {std::min(cut, step.ticks.count - done)});
        }
        RC_ASSERT(same_bytes(whole, pieces));
    }
}

RC_GTEST_PROP(Law1, NothingVisibleChangesBeforeTheNextDeadline, ()) {
    const auto start = *gen_soc();
    const auto steps = *gen_trace();
    Core core = core_at(start);
    for (const TraceStep& step : steps) {
        leap(core, step.sample, step.ticks);
        const auto deadline = core.next_deadline(step.sample);
        const std::uint32_t quiet = std::min(deadline ? deadline->count - 1 : 5000U, 5000U);
        const Status before = core.status();
        const ConditionSet active = core.protection().active();
        for (std::uint32_t i = 0; i < quiet; ++i) {
            core.advance(step.sample, held_integrals(step.sample, {1}), {1});
            RC_ASSERT(core.status() == before);
            RC_ASSERT(core.protection().active() == active);
        }
    }
}

RC_GTEST_PROP(Law1, PredicatesHoldStillInsideTheWatchedIntervals, ()) {
    const auto start = *gen_soc();
    const BankSample sample = *rc::gen::resize(rc::kNominalSize, gen_sample());
    Core core = core_at(start);
    const Watch watch = core.watch(sample);
    const auto inside = [](Interval interval) {
        return *rc::gen::map(rc::gen::inRange<std::int64_t>(0, 1001), [=](std::int64_t part) {
            const std::int64_t lowest = std::max<std::int64_t>(interval.lowest, -200'000);
            const std::int64_t highest = std::min<std::int64_t>(interval.highest, 200'000);
            return static_cast<std::int32_t>(lowest + (highest - lowest) * part / 1000);
        });
    };
    BankSample moved = sample;
    moved.extremes.lowest_cell = {inside(watch.lowest_cell_mv)};
    moved.extremes.highest_cell = {inside(watch.highest_cell_mv)};
    moved.extremes.coldest = {inside(watch.coldest_dc)};
    moved.extremes.warmest = {inside(watch.warmest_dc)};
    moved.bank_voltage = {inside(watch.bank_voltage_mv)};
    moved.bank_current = {inside(watch.bank_current_ma)};
    const auto seen = [&](const BankSample& at) {
        return detect(core.settings(), at, core.monitor(), UpdateStage::None);
    };
    RC_ASSERT(seen(sample) == seen(moved));
    const auto judged = [&](const BankSample& at) {
        Balancer balancer;
        balancer.observe(core.settings(), at, core.monitor().is_charged(), {1});
        return balancer;
    };
    RC_ASSERT(judged(sample) == judged(moved));
    RC_ASSERT(Monitor::looks_charged(core.settings(), sample) ==
              Monitor::looks_charged(core.settings(), moved));
    RC_ASSERT(remote_is_on(sample.pins, sample.bank_voltage) ==
              remote_is_on(moved.pins, moved.bank_voltage));
}

RC_GTEST_PROP(Law1, PredicatesHoldStillForAnyChargeInsideTheWatchedInterval, ()) {
    const Settings settings = *gen_settings();
    Core core = core_at(*gen_soc(), settings);
    BankSample sample = resting_sample();
    tick_by_tick(core, sample, 1_ticks);
    const Interval watched = core.watch(sample).charge_ua_s;
    RC_ASSERT(watched.contains(0));
    // 200 Ah either way
    const std::int64_t lowest = std::max<std::int64_t>(watched.lowest, -720'000'000'000);
    const std::int64_t highest = std::min<std::int64_t>(watched.highest, 720'000'000'000);
    const std::int64_t flow = *rc::gen::resize(
        rc::kNominalSize, rc::gen::oneOf(rc::gen::inRange(lowest, highest + 1),
                                         rc::gen::elementOf(std::vector{lowest, highest})));
    const auto seen = [&] { return detect(settings, sample, core.monitor(), UpdateStage::None); };
    const Predicates before = seen();
    core.advance(sample,
                 {.charged = {std::max<std::int64_t>(flow, 0)},
                  .discharged = {std::max<std::int64_t>(-flow, 0)},
                  .extremes = sample.extremes},
                 {1});
    RC_ASSERT(seen() == before);
}

RC_GTEST_PROP(Law1, AHeldSampleHasAHandfulOfDeadlines, ()) {
    // Each timer ends once or twice and each level is met once; none of them is asked for again.
    const Settings settings = *gen_settings();
    Core core = core_at(*gen_soc(), settings);
    const BankSample sample = *rc::gen::resize(rc::kNominalSize, gen_sample());
    int deadlines = 0;
    for (std::uint64_t ticks = 0; ticks < 10ULL * Core::most_ticks.count;) {
        const auto next = core.next_deadline(sample);
        if (!next) {
            break;
        }
        const Ticks step = std::min(*next, Core::most_ticks);
        leap(core, sample, step);
        ticks += step.count;
        deadlines += *next == step ? 1 : 0;
        RC_ASSERT(deadlines < 100);
    }
}

TEST(Law1, AYearAtRestIsAHandfulOfCalls) {
    Core core = core_at({800});
    const BankSample sample = resting_sample();
    constexpr std::uint32_t year = 365U * 86'400U * ticks_per_second;
    std::uint32_t done = 0;
    int calls = 0;
    while (done < year) {
        const Ticks rest{year - done};
        done += core.advance(sample, held_integrals(sample, rest), rest).count;
        ++calls;
    }
    // One call per 29 hours, and one for the outputs closing at the start.
    EXPECT_LE(calls, 310);
    EXPECT_EQ(core.status().load, Output::High);
}

}  // namespace
}  // namespace bms
