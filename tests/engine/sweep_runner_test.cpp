// The runs of a sweep: in order, the same whoever runs them, and none stops the others.

#include "engine/sweep_runner.hpp"

#include "engine/output_file.hpp"
#include "tests/engine/sweep_rig.hpp"

#include <atomic>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::HasSubstr;

/// Every fourth of its 24 runs takes far longer than the others.
constexpr const char* uneven =
    "grid: {bank.soc_pct: {from: 30, to: 80, step: 10}, duration: [20 d, 1 min, 2 min, 3 min]}\n";

TEST(SweepRunner, HandsRunsOnInTheirOrderHoweverLongEachTakes) {
    const SweepFolder folder{uneven};
    const Sweep sweep = folder.read();
    for (const unsigned threads : {1U, 3U, 7U}) {
        const std::vector<SweepRun> runs = all_runs(sweep, {.threads = threads});
        ASSERT_EQ(runs.size(), 24U);
        for (std::size_t i = 0; i < runs.size(); ++i) {
            EXPECT_EQ(runs[i].run, static_cast<std::int64_t>(i));
            EXPECT_EQ(runs[i].values, sweep.values_of(runs[i].run));
        }
    }
}

TEST(SweepRunner, ARunIsWhatItsScenarioGivesAlone) {
    const SweepFolder folder{uneven};
    const Sweep sweep = folder.read();
    const std::vector<SweepRun> runs = all_runs(sweep, {.threads = 3});
    for (const SweepRun& run : runs) {
        const LoadedScenario loaded = load_scenario(
            folder.path("base.yaml"),
            {.sets = {"bank.soc_pct=" + run.values[0].text, "duration=" + run.values[1].text}});
        const RunResult alone = run_leap(loaded);
        ASSERT_TRUE(run.result);
        EXPECT_EQ(run.result->result_hash, alone.result_hash);
        EXPECT_EQ(run.name, "A bank for an hour");
    }
}

TEST(SweepRunner, BeginsWhereItIsTold) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30, 40, 50]}\n"};
    const std::vector<SweepRun> runs = all_runs(folder.read(), {.threads = 2, .first = 1});
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].run, 1);
    EXPECT_TRUE(all_runs(folder.read(), {.threads = 2, .first = 3}).empty());
}

TEST(SweepRunner, ARunThatCannotBeIsARowWithItsReasonAndTheOthersGoOn) {
    const SweepFolder folder{
        "grid: {bms.low_soc_warning_pct: [10, 30], bms.discharge_floor_pct: [5, 20]}\n"};
    const std::vector<SweepRun> runs = all_runs(folder.read(), {.threads = 2});
    ASSERT_EQ(runs.size(), 4U);
    EXPECT_FALSE(runs[1].result);
    EXPECT_THAT(runs[1].reason, HasSubstr("sweep.yaml:2:"));
    EXPECT_THAT(runs[1].reason, HasSubstr("bms."));
    for (const std::size_t other : {0U, 2U, 3U}) {
        EXPECT_TRUE(runs[other].result) << runs[other].reason;
    }
}

TEST(SweepRunner, WhatIsToldOfARunComesFromItsOwnThread) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30, 40, 50]}\n"};
    SweepRunOptions options{.threads = 2};
    options.tell = [](const LoadedScenario& loaded, const RunResult&) {
        return RunStory{.verdict_text = shortest(loaded.scenario.bank.soc_pct), .findings = {}};
    };
    const std::vector<SweepRun> runs = all_runs(folder.read(), options);
    EXPECT_EQ(runs[2].story.verdict_text, "50");
}

TEST(SweepRunner, EndsWithWhateverIsThrownByWhoTakesOrChecks) {
    const SweepFolder folder{uneven};
    const Sweep sweep = folder.read();
    EXPECT_THROW(
        run_sweep(sweep, {.threads = 3}, [](const SweepRun&) { throw std::length_error{"full"}; }),
        std::length_error);
    SweepRunOptions options{.threads = 3};
    options.check = [] { throw std::domain_error{"enough"}; };
    EXPECT_THROW(all_runs(sweep, options), std::domain_error);
}

TEST(SweepRunner, EndsWhenARunFindsTheDiskFull) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30, 40, 50]}\n"};
    SweepRunOptions options{.threads = 2};
    options.tell = [](const LoadedScenario&, const RunResult&) -> RunStory {
        throw StoreError{"no room"};
    };
    EXPECT_THROW(all_runs(folder.read(), options), StoreError);
}

}  // namespace
}  // namespace engine
