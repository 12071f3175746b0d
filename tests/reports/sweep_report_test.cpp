// What a sweep is summed up in: quantiles over the draws, the best and the worst run, failures.

#include "reports/sweep_report.hpp"

#include "tests/engine/sweep_rig.hpp"
#include "tests/reports/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using engine::SweepFolder;
using engine::SweepRow;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t damage = 4;

SweepRow row(std::int64_t run, std::optional<double> damage_day) {
    SweepRow out;
    out.run = run;
    out.day[0] = 1.0;
    out.day[damage] = damage_day;
    out.verdict = damage_day ? engine::Verdict::Damaged : engine::Verdict::Warned;
    out.horizon_day = 130.0;
    return out;
}

/// One point, with damage on day 1, 2, 3 … and never in the last runs.
SweepDocument of_draws(int damaged, int undamaged) {
    const SweepFolder folder{"monte_carlo: {runs: " + std::to_string(damaged + undamaged) + "}\n"};
    const engine::Sweep sweep = folder.read();
    std::vector<SweepRow> rows;
    for (int i = 0; i < damaged + undamaged; ++i) {
        rows.push_back(row(i, i < damaged ? std::optional{i + 1.0} : std::nullopt));
    }
    SweepDocument document = sweep_document(sweep);
    add_rows(document, sweep, rows);
    return document;
}

TEST(SweepReport, AQuantileIsTheSmallestDayThatSoManyDoNotExceed) {
    const SweepDocument document = of_draws(200, 0);
    ASSERT_EQ(document.summary.size(), 1U);
    const SweepMilestonePart& part = document.summary[0].milestones.damage;
    EXPECT_EQ(part.p5_day, 10.0);
    EXPECT_EQ(part.p50_day, 100.0);
    EXPECT_EQ(part.p95_day, 190.0);
    EXPECT_EQ(part.earliest_day, 1.0);
    EXPECT_EQ(part.latest_day, 200.0);
}

TEST(SweepReport, OfThreeRunsTheMiddleOneIsTheMedian) {
    const SweepMilestonePart part = of_draws(3, 0).summary[0].milestones.damage;
    EXPECT_EQ(part.p5_day, 1.0);
    EXPECT_EQ(part.p50_day, 2.0);
    EXPECT_EQ(part.p95_day, 3.0);
}

TEST(SweepReport, WhatNeverCameCountsAsLaterThanAllOthers) {
    const SweepMilestonePart part = of_draws(60, 40).summary[0].milestones.damage;
    EXPECT_EQ(part.came, 60);
    EXPECT_EQ(part.p5_day, 5.0);
    EXPECT_EQ(part.p50_day, 50.0);
    EXPECT_EQ(part.p95_day, std::nullopt);
    EXPECT_EQ(part.latest_day, 60.0);
    const SweepMilestonePart never = of_draws(0, 10).summary[0].milestones.damage;
    EXPECT_EQ(never.came, 0);
    EXPECT_EQ(never.earliest_day, std::nullopt);
    EXPECT_EQ(never.latest_day, std::nullopt);
}

TEST(SweepReport, WorstIsTheEarliestDamageAndBestTheLatestOrNone) {
    const SweepDocument document = of_draws(3, 2);
    ASSERT_TRUE(document.worst && document.best);
    EXPECT_EQ(document.worst->run, 1);
    EXPECT_EQ(document.best->run, 4);
    EXPECT_EQ(document.best->damage_day, std::nullopt);
}

TEST(SweepReport, AmongTheUndamagedTheLaterLoadsOffIsBetter) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30, 40, 50]}\n"};
    const engine::Sweep sweep = folder.read();
    std::vector<SweepRow> rows{row(0, std::nullopt), row(1, std::nullopt), row(2, std::nullopt)};
    rows[0].day[2] = 7.0;
    rows[1].day[2] = 8.0;
    rows[2].day[2] = 6.0;
    SweepDocument document = sweep_document(sweep);
    add_rows(document, sweep, rows);
    EXPECT_EQ(document.best->run, 2);
    EXPECT_EQ(document.worst->run, 3);
}

TEST(SweepReport, FailedRunsAreCountedAndToldButCountInNothingElse) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30, 40]}\nmonte_carlo: {runs: 2}\n"};
    const engine::Sweep sweep = folder.read();
    std::vector<SweepRow> rows{row(0, 5.0), row(1, 7.0), row(2, 9.0), row(3, 11.0)};
    rows[1].status = SweepRow::Status::Failed;
    rows[1].reason = "levels in the wrong order";
    rows[3].status = SweepRow::Status::BalanceFailed;
    SweepDocument document = sweep_document(sweep);
    add_rows(document, sweep, rows);
    EXPECT_EQ(document.failed, 2);
    EXPECT_EQ(document.summary[0].runs, 1);
    EXPECT_EQ(document.summary[0].failed, 1);
    EXPECT_EQ(document.summary[0].milestones.damage.p95_day, 5.0);
    ASSERT_EQ(document.failures.size(), 2U);
    EXPECT_EQ(document.failures[0].run, 2);
    EXPECT_EQ(document.failures[0].reason, "levels in the wrong order");
    EXPECT_EQ(document.failures[1].reason, "the balance does not close");
    EXPECT_THAT(sweep_text(document), HasSubstr("2 runs failed\n  run 2 (soc_pct 30): levels"));
}

TEST(SweepReport, TellsHowManyRunsMeetWhatIsExpected) {
    const SweepFolder folder{"monte_carlo: {runs: 4}\n"};
    const engine::Sweep sweep = folder.read();
    std::vector<SweepRow> rows{row(0, 5.0), row(1, 7.0), row(2, 9.0), row(3, 11.0)};
    SweepDocument none = sweep_document(sweep);
    add_rows(none, sweep, rows);
    EXPECT_EQ(none.summary[0].expectations_met, std::nullopt);
    for (std::size_t i = 0; i < 4; ++i) {
        rows[i].expectations_met = i != 1;
    }
    SweepDocument some = sweep_document(sweep);
    add_rows(some, sweep, rows);
    EXPECT_EQ(some.summary[0].expectations_met, 3);
    EXPECT_THAT(sweep_text(some), HasSubstr("expectations met in 3 of 4 runs"));
}

TEST(SweepReport, CountsTheRunsBeforeTheyBegin) {
    const auto plan = [](const std::string& text) {
        const SweepFolder folder{text};
        return sweep_plan_text(sweep_document(folder.read()));
    };
    EXPECT_EQ(plan("grid: {bank.soc_pct: [30, 40]}\n"), "2 runs: 2 points of the grid\n");
    EXPECT_EQ(plan("grid: {bank.soc_pct: [30]}\n"), "1 run: 1 point of the grid\n");
    EXPECT_EQ(plan("monte_carlo: {runs: 1200}\n"), "1,200 runs: 1,200 draws\n");
    EXPECT_EQ(plan("grid: {bank.soc_pct: [30, 40]}\nmonte_carlo: {runs: 5}\n"),
              "10 runs: 2 points with 5 draws each\n");
}

TEST(SweepReport, OneRunAPointIsATableOfItsDays) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30, 40]}\n"};
    const engine::Sweep sweep = folder.read();
    SweepDocument document = sweep_document(sweep);
    add_rows(document, sweep, {row(0, 5.5), row(1, std::nullopt)});
    EXPECT_THAT(sweep_text(document),
                HasSubstr("  soc_pct  warning  pre-alarm  loads off  low cell  damage  verdict\n"
                          "       30     1.00          -          -         -    5.50  damaged\n"
                          "       40     1.00          -          -         -       -  warned\n"));
}

TEST(SweepReport, SpeaksSwedishWhenAsked) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30, 40]}\n"};
    const engine::Sweep sweep = folder.read();
    SweepDocument document = sweep_document(sweep);
    add_rows(document, sweep, {row(0, 5.5), row(1, std::nullopt)});
    const std::string text = sweep_text(document, Language::Swedish);
    EXPECT_THAT(text, HasSubstr("2 körningar: 2 punkter i rutnätet\n"));
    EXPECT_THAT(text, HasSubstr("Dagar till varje milstolpe (-: inte inom horisonten)\n"));
    EXPECT_THAT(text, HasSubstr("SKADAT\n"));
    EXPECT_THAT(text, HasSubstr("Sämst  körning 1: skada dag 5,50  (soc_pct 30)\n"));
    EXPECT_THAT(text, HasSubstr("Bäst   körning 2: varning dag 1,00  (soc_pct 40)\n"));
    EXPECT_THAT(sweep_plan_text(of_draws(1200, 0), Language::Swedish),
                "1 200 körningar: 1 200 dragningar\n");
    const std::string draws = sweep_text(of_draws(200, 0), Language::Swedish);
    EXPECT_THAT(draws, HasSubstr("95 %  kom i\n"));
    EXPECT_THAT(draws, HasSubstr("200 av 200 körningar\n"));
}

TEST(SweepReport, TellsTheMetricsThatTheSweepShowsAtEveryPoint) {
    const SweepFolder folder{
        "grid: {bank.soc_pct: [30, 40]}\nshow: [load_off_h, pre_alarm.lead_s]\n"};
    const engine::Sweep sweep = folder.read();
    std::vector<SweepRow> rows{row(0, 5.5), row(1, std::nullopt)};
    rows[0].shown = {1234.5, std::nullopt};
    rows[1].shown = {0.0, 3600.0};
    SweepDocument document = sweep_document(sweep);
    add_rows(document, sweep, rows);
    const std::vector<SweepMetricPart>& shown = document.summary[0].shown;
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_EQ(shown[0].metric, "load_off_h");
    EXPECT_EQ(shown[0].unit, "h");
    EXPECT_EQ(shown[0].p50, 1234.5);
    EXPECT_EQ(shown[1].runs, 0);
    EXPECT_EQ(shown[1].p50, std::nullopt);
    EXPECT_THAT(sweep_text(document),
                HasSubstr("damage  load_off_h  pre_alarm.lead_s  verdict\n"
                          "       30     1.00          -          -         -    5.50      1234.5  "
                          "               -  damaged\n"
                          "       40     1.00          -          -         -       -           0  "
                          "            3600  warned\n"));
}

TEST(SweepReport, OfManyDrawsTellsWhatIsNotExceededInFiveFiftyAndNinetyFivePercent) {
    const SweepFolder folder{"monte_carlo: {runs: 200}\nshow: [load_off_h]\n"};
    const engine::Sweep sweep = folder.read();
    std::vector<SweepRow> rows;
    for (int i = 0; i < 200; ++i) {
        rows.push_back(row(i, 5.0));
        rows.back().shown = {i + 1.0};
    }
    rows[199].status = SweepRow::Status::Failed;
    rows[199].shown.clear();
    SweepDocument document = sweep_document(sweep);
    add_rows(document, sweep, rows);
    const SweepMetricPart& part = document.summary[0].shown.at(0);
    EXPECT_EQ(part.runs, 199);
    EXPECT_EQ(part.lowest, 1.0);
    EXPECT_EQ(part.p5, 10.0);
    EXPECT_EQ(part.p50, 100.0);
    EXPECT_EQ(part.p95, 190.0);
    EXPECT_EQ(part.highest, 199.0);
    EXPECT_THAT(sweep_text(document),
                HasSubstr("  load_off_h         10        100        190  199 of 199 runs\n"));
}

TEST(SweepReport, ALongTableIsCutAndSaysWhereTheRestIs) {
    const SweepFolder folder{"grid: {seed: {from: 1, to: 100, step: 1}}\n"};
    const engine::Sweep sweep = folder.read();
    std::vector<SweepRow> rows;
    for (std::int64_t i = 0; i < 100; ++i) {
        rows.push_back(row(i, 5.0));
    }
    SweepDocument document = sweep_document(sweep);
    add_rows(document, sweep, rows);
    const std::string text = sweep_text(document);
    EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 85);
    EXPECT_THAT(text, HasSubstr("… and more points: v_sweep in the result file"));
    EXPECT_EQ(document.summary.size(), 100U);
}

TEST(SweepCommand, RefusesWhatItDoesNotKnow) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30, 40]}\n"};
    const std::string file = folder.path("sweep.yaml");
    EXPECT_EQ(banktwin({"sweep", file, "--keep", "everything"}).code, UsageError);
    EXPECT_EQ(banktwin({"sweep", file, "-j", "0"}).code, UsageError);
    EXPECT_EQ(banktwin({"sweep", file, "--driver", "warp"}).code, UsageError);
    EXPECT_EQ(banktwin({"sweep"}).code, UsageError);
    EXPECT_EQ(banktwin({"sweep", folder.path("none.yaml")}).code, ScenarioError);
}

TEST(SweepCommand, WithoutAFileOnlySums) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30, 40]}\n"};
    const Answer answer = banktwin({"sweep", folder.path("sweep.yaml"), "--quiet", "-j", "2"});
    EXPECT_EQ(answer.code, Success) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("2 runs: 2 points of the grid"));
    EXPECT_THAT(answer.out, Not(HasSubstr("v_sweep in")));
    const Answer svar = banktwin({"sweep", folder.path("sweep.yaml"), "--dry-run", "--lang", "sv"});
    EXPECT_EQ(svar.code, Success) << svar.err;
    EXPECT_THAT(svar.out, HasSubstr("2 körningar: 2 punkter i rutnätet"));
    EXPECT_THAT(folder.names(), ElementsAre("base.yaml", "sweep.yaml"));
}

}  // namespace
}  // namespace reports
