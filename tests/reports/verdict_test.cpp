// The verdict's sentence and its date.

#include "reports/verdict.hpp"

#include "tests/reports/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using engine::EventKind;
using engine::Milestone;
using engine::RunResult;
using engine::Verdict;
using testing::HasSubstr;

TEST(Verdict, OfARunWithoutIncidentSaysForHowLong) {
    const RunResult result = quiet_run();
    EXPECT_EQ(verdict_text(result), "No warning, no cut-off, no damage in 130 days.");
    EXPECT_EQ(verdict_text(result, Language::Swedish),
              "Ingen varning, ingen frånkoppling, ingen skada på 130 dagar.");
    EXPECT_FALSE(verdict_time(result));
    RunResult minutes = quiet_run();
    minutes.horizon = std::chrono::minutes{4};
    EXPECT_EQ(verdict_text(minutes), "No warning, no cut-off, no damage in 4 min.");
    minutes.horizon = std::chrono::hours{6};
    EXPECT_EQ(verdict_text(minutes), "No warning, no cut-off, no damage in 6 h.");
    minutes.horizon = days(1);
    EXPECT_EQ(verdict_text(minutes), "No warning, no cut-off, no damage in 1 day.");
}

TEST(Verdict, OfADamagedBankNamesTheBatteryAndTheDate) {
    const RunResult result = ruined_run();
    // 0.75 of 4 February.
    EXPECT_EQ(verdict_text(result),
              "Battery 2 is drawn below empty and damaged on day 95.75 (2027-02-04 18:00).");
    EXPECT_EQ(verdict_time(result), days(95.75));
}

TEST(Verdict, OfABrokenLimitNamesItAndTheDate) {
    RunResult result = ruined_run();
    result.verdict = Verdict::LimitsBroken;
    result.broken_limits = {{.limit = "discharge_pulse", .battery = 4, .since = days(2)},
                            {.limit = "charge_pulse", .battery = 1, .since = days(3)}};
    EXPECT_EQ(verdict_text(result),
              "Battery 4 breaks its limit discharge_pulse on day 2.00 (2026-11-03 00:00).");
}

TEST(Verdict, OfLostLoadsSaysWhatOpenedLoad) {
    RunResult result = ruined_run();
    result.verdict = Verdict::LoadsLost;
    // An earlier cut-off by the remote switch is not what the verdict is about.
    result.events.insert(result.events.begin() + 1,
                         event(EventKind::LoadOff, days(5), "", "remote_off"));
    // 0.53 days are 12:43:12.
    EXPECT_EQ(verdict_text(result),
              "The loads go off on day 76.53 (2027-01-16 12:43) (discharge_floor).");
}

TEST(Verdict, OfAWarningSaysItsDateOrThatOfThePreAlarm) {
    RunResult result = quiet_run();
    result.verdict = Verdict::Warned;
    result.milestones[Milestone::PreAlarm] = days(40);
    EXPECT_EQ(verdict_time(result), days(40));
    result.milestones[Milestone::Warning] = days(66.96);
    EXPECT_EQ(verdict_time(result), days(66.96));
    // Whether the loads were on all the time is the remote switch's to say, too.
    EXPECT_EQ(
        verdict_text(result),
        "A warning comes on day 66.96 (2027-01-06 23:02); no cut-off, no damage in 130 days.");
}

TEST(Verdict, IsToldInLocalTime) {
    RunResult result = quiet_run();
    result.calendar.utc_offset = std::chrono::minutes{60};
    result.verdict = Verdict::Warned;
    result.milestones[Milestone::Warning] = days(66.96);
    EXPECT_THAT(verdict_text(result), HasSubstr("(2027-01-07 00:02)"));
}

}  // namespace
}  // namespace reports
