// What a report says of those who stopped without being told to.

#include "reports/findings.hpp"
#include "reports/verdict.hpp"
#include "tests/reports/support.hpp"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using engine::Finding;
using engine::Outage;
using engine::OutageKind;
using engine::Verdict;
using testing::ElementsAre;

RunResult with(std::vector<Outage> outages) {
    RunResult result = quiet_run();
    result.outages = std::move(outages);
    result.verdict = Verdict::LoadsLost;
    return result;
}

Finding finding_of(const Outage& outage) {
    for (const Finding& finding : findings_of(van("").scenario, with({outage}))) {
        if (finding.device == outage.device) {
            return finding;
        }
    }
    return {};
}

TEST(Outages, ThatAreOverAreAnAdvice) {
    const Finding finding = finding_of({.kind = OutageKind::BrownedOut,
                                        .device = "radio",
                                        .times = 3,
                                        .first = days(2),
                                        .duration = std::chrono::minutes{90},
                                        .is_over = true});
    EXPECT_EQ(finding.name, "browned_out");
    EXPECT_EQ(finding.severity, Finding::Severity::Advice);
    EXPECT_EQ(finding.text,
              "radio stopped for too low a voltage 3 times, first on day 2.00, 1.5 h in all.");
}

TEST(Outages, ThatLastToTheEndAreAMistake) {
    const Finding finding = finding_of({.kind = OutageKind::BrownedOut,
                                        .device = "radio",
                                        .times = 1,
                                        .first = days(2),
                                        .duration = days(3)});
    EXPECT_EQ(finding.severity, Finding::Severity::Mistake);
    EXPECT_EQ(finding.text,
              "radio stopped for too low a voltage once, on day 2.00, for 72 h, to the end of the "
              "run.");
}

TEST(Outages, OfWhatWaitsForAHandOrOfTheBmsAreMistakesEvenWhenOver) {
    for (const auto& [kind, name] :
         {std::pair{OutageKind::LockedOut, "locked_out"},
          std::pair{OutageKind::BmsWithoutSupply, "bms_without_supply"}}) {
        const Finding finding =
            finding_of({.kind = kind, .device = "it", .times = 1, .is_over = true});
        EXPECT_EQ(finding.name, name);
        EXPECT_EQ(finding.severity, Finding::Severity::Mistake);
    }
}

// The damage is the mistake; that the voltage then falls further is how it goes on.
TEST(Outages, OnADamagedBankAreANote) {
    RunResult result = ruined_run();  // on day 95.75
    result.outages = {
        {.kind = OutageKind::BmsWithoutSupply, .device = "bms", .times = 1, .first = days(96)}};
    const auto severity = [&] {
        for (const Finding& finding : findings_of(van("").scenario, result)) {
            if (finding.name == "bms_without_supply") {
                return finding.severity;
            }
        }
        throw std::out_of_range{"bms_without_supply"};
    };
    EXPECT_EQ(severity(), Finding::Severity::Note);
    result.outages.front().first = days(95);
    EXPECT_EQ(severity(), Finding::Severity::Mistake);
}

TEST(Outages, AreTheVerdictWhereLoadStaysOn) {
    const RunResult result =
        with({{.kind = OutageKind::LockedOut, .device = "inverter", .times = 1, .first = days(2)}});
    EXPECT_EQ(verdict_text(result), "inverter is locked out on day 2.00 (2026-11-03 00:00).");
    EXPECT_EQ(verdict_time(result), days(2));
    const RunResult dead = with(
        {{.kind = OutageKind::BmsWithoutSupply, .device = "bms", .times = 1, .first = days(2)}});
    EXPECT_EQ(verdict_text(dead), "The BMS is without supply on day 2.00 (2026-11-03 00:00).");
}

TEST(Outages, OfLoadsThatAreOffFromTheStartHaveNoEventToTellOf) {
    RunResult result =
        with({{.kind = OutageKind::NeverRan, .device = "pump", .times = 1, .first = days(2)}});
    EXPECT_EQ(verdict_text(result),
              "pump never runs, though it should on day 2.00 (2026-11-03 00:00).");
    result.outages.clear();
    result.milestones[engine::Milestone::LoadOff] = days(2);
    EXPECT_EQ(verdict_text(result),
              "The loads are off from the start, on day 2.00 (2026-11-03 00:00).");
}

TEST(Outages, AreTheVerdictWhereTheyComeBeforeLoadOpens) {
    RunResult result = ruined_run();  // LOAD opens on day 76.53
    result.verdict = Verdict::LoadsLost;
    result.outages = {
        {.kind = OutageKind::BrownedOut, .device = "radio", .times = 1, .first = days(80)}};
    EXPECT_EQ(verdict_text(result),
              "The loads go off on day 76.53 (2027-01-16 12:43) (discharge_floor).");
    result.outages.front().first = days(2);
    EXPECT_EQ(verdict_text(result),
              "radio stops for too low a voltage on day 2.00 (2026-11-03 00:00).");
}

}  // namespace
}  // namespace reports
