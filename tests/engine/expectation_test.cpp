// `expect:` lines: what they say, and how they fare.

#include "engine/expectation.hpp"

#include "bms/codes.hpp"
#include "tests/engine/generators.hpp"
#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using testing::HasSubstr;
using Outcome = Judgement::Outcome;

/// 1 November 2026, 00:00 at UTC+1.
const Calendar calendar{.start = *parse_date("2026-10-31 23:00"),
                        .utc_offset = std::chrono::minutes{60}};

Expectation parsed(const std::string& text) {
    Node node;
    node.kind = Node::Kind::Scalar;
    node.text = text;
    return parse_expectation(node, "expect[1]", calendar);
}

std::string message_of(const std::string& text) {
    const auto error = error_of([&] { parsed(text); });
    return error ? error->message() : "";
}

constexpr SimTime days(double count) {
    return SimTime{static_cast<std::int64_t>(count * 86'400'000.0)};
}

Event event(EventKind kind, double day, const std::string& code = "") {
    Event out;
    out.at = days(day);
    out.kind = kind;
    out.code = code;
    return out;
}

/// A run of `horizon` days; by default nothing happens in it.
struct Story {
    double horizon = 60.0;
    std::vector<Event> events{};
    Milestones milestones{};
    Metrics metrics{};

    Judgement operator()(const std::string& text) const {
        return judge(parsed(text), events, milestones, metrics, days(horizon));
    }
    Outcome outcome(const std::string& text) const { return (*this)(text).outcome; }
};

/// Warned on day 10, loads off on day 20 and back on day 21, off again on day 30.
Story eventful() {
    Story story;
    story.events = {event(EventKind::LoadOn, 0.00001), event(EventKind::CodeRaised, 10, "W-B07"),
                    event(EventKind::PreAlarmOn, 10),  event(EventKind::CodeRaised, 20, "A-B07"),
                    event(EventKind::LoadOff, 20),     event(EventKind::CodeCleared, 21, "A-B07"),
                    event(EventKind::LoadOn, 21),      event(EventKind::CodeRaised, 30, "A-B07"),
                    event(EventKind::LoadOff, 30)};
    story.milestones[Milestone::Warning] = days(10);
    story.milestones[Milestone::PreAlarm] = days(10);
    story.milestones[Milestone::LoadOff] = days(20);
    story.metrics[Metric::SocEnd] = 12.5;
    return story;
}

// --- what the horizon can decide ---

TEST(Expectation, WhatNeverCameIsLaterThanEveryDayWithinTheHorizon) {
    const Story undamaged{.horizon = 60};
    EXPECT_EQ(undamaged.outcome("damage.day > 50"), Outcome::Met);
    EXPECT_EQ(undamaged.outcome("damage.day >= 50"), Outcome::Met);
    EXPECT_EQ(undamaged.outcome("damage.day != 50"), Outcome::Met);
    EXPECT_EQ(undamaged.outcome("damage.day < 50"), Outcome::Failed);
    EXPECT_EQ(undamaged.outcome("damage.day <= 50"), Outcome::Failed);
    EXPECT_EQ(undamaged.outcome("damage.day == 50"), Outcome::Failed);
    EXPECT_FALSE(undamaged("damage.day > 50").actual);
    // The last moment belongs to the run.
    EXPECT_EQ(undamaged.outcome("damage.day > 60"), Outcome::Met);
}

TEST(Expectation, WhatTheHorizonCannotDecideIsUndecidedAndSaysWhatWould) {
    const Story undamaged{.horizon = 60};
    for (const char* op : {">", ">=", "<", "<=", "==", "!="}) {
        const Judgement judgement = undamaged("damage.day " + std::string{op} + " 90");
        EXPECT_EQ(judgement.outcome, Outcome::Undecided) << op;
        EXPECT_EQ(judgement.needs_days, 90.0) << op;
        EXPECT_FALSE(judgement.actual) << op;
    }
    EXPECT_EQ(undamaged.outcome("damage.day > 60.001"), Outcome::Undecided);
    EXPECT_EQ(undamaged("A-B01.first > 13 weeks").needs_days, 91.0);
    EXPECT_EQ(undamaged("brown_out.last.day < 61").needs_days, 61.0);
}

TEST(Expectation, WhatCameIsComparedByItsDay) {
    const Story story = eventful();
    for (const auto& [text, met] : std::vector<std::pair<std::string, bool>>{
             {"warning.day > 9.99", true},
             {"warning.day > 10", false},
             {"warning.day >= 10", true},
             {"warning.day == 10", true},
             {"warning.day != 10", false},
             {"warning.day < 90", true},  // decided, though the run is shorter
             {"load_off.day <= 20", true}}) {
        const Judgement judgement = story(text);
        EXPECT_EQ(judgement.outcome, met ? Outcome::Met : Outcome::Failed) << text;
        EXPECT_FALSE(judgement.needs_days) << text;
    }
    EXPECT_EQ(story("warning.day > 9").actual, 10.0);
}

RC_GTEST_PROP(Expectation, ALongerRunNeverTurnsADecisionRound, ()) {
    // Whatever a run of some length decides, a longer one of the same story decides alike.
    const double at = any_in(0, 100);
    const double shorter = any_in(1, 100);
    const double longer = shorter + any_in(0, 100);
    const std::string text = "damage.day " + any_of({"<", "<=", ">", ">=", "==", "!="}) + " " +
                             std::to_string(any_in(0, 120));
    const auto outcome = [&](double horizon) {
        Story story{.horizon = horizon};
        if (at <= horizon) {
            story.milestones[Milestone::Damage] = days(at);
        }
        return story.outcome(text);
    };
    const Outcome early = outcome(shorter);
    RC_CLASSIFY(early == Outcome::Undecided, "undecided");
    RC_ASSERT(early == Outcome::Undecided || early == outcome(longer));
    // And the horizon it asks for is enough.
    if (early == Outcome::Undecided) {
        RC_ASSERT(outcome(*Story{.horizon = shorter}(text).needs_days) != Outcome::Undecided);
    }
}

// --- attributes ---

TEST(Expectation, FirstLastAndCountPickAmongEvents) {
    const Story story = eventful();
    EXPECT_EQ(story("load_off.first.day > 0").actual, 20.0);
    EXPECT_EQ(story("load_off.last.day > 0").actual, 30.0);
    EXPECT_EQ(story("load_off.count == 2").actual, 2.0);
    EXPECT_EQ(story("load_off.count == 2").outcome, Outcome::Met);
    EXPECT_EQ(story("brown_out.count == 0").outcome, Outcome::Met);
    EXPECT_EQ(story("load_on.last.day > 20").actual, 21.0);
    EXPECT_EQ(story("load_on > 0").actual, to_days(days(0.00001)));
}

TEST(Expectation, ACodeIsItsRaising) {
    const Story story = eventful();
    EXPECT_EQ(story("A-B07.day == 20").actual, 20.0);
    EXPECT_EQ(story("A-B07.last.day == 30").outcome, Outcome::Met);
    EXPECT_EQ(story("A-B07.count == 2").outcome, Outcome::Met);
    EXPECT_EQ(story("W-B07 == 10").outcome, Outcome::Met);
    EXPECT_EQ(story("W-B01.count == 0").outcome, Outcome::Met);
    EXPECT_EQ(story("W-B01 > 5").outcome, Outcome::Met);
}

TEST(Expectation, MilestonesAreCountedByTheirEvents) {
    const Story story = eventful();
    EXPECT_EQ(story("warning.count == 1").outcome, Outcome::Met);
    EXPECT_EQ(story("pre_alarm.count == 1").outcome, Outcome::Met);
    EXPECT_EQ(story("low_cell.count == 0").outcome, Outcome::Met);
    EXPECT_EQ(story("damage.count == 0").outcome, Outcome::Met);
    EXPECT_EQ(story("warning.last.day == 10").outcome, Outcome::Met);
}

TEST(Expectation, DaysDatesSecondsAndDurationsAreOneTime) {
    const Story story = eventful();
    for (const char* text :
         {"load_off == 20", "load_off.day == 20", "load_off.day == 20 d", "load_off == 480 h",
          "load_off.t_s == 1728000", "load_off.t_s == 20 d", "load_off.date == 2026-11-21",
          "load_off == 2026-11-21", "load_off.first.date == '2026-11-21'",
          "load_off.day == 28800 min", "load_off.date >= 2026-11-21 00:00",
          "load_off.date < 2026-11-21 00:01", "load_off.t_s > 479.9 h"}) {
        std::string plain = text;
        std::erase(plain, '\'');
        EXPECT_EQ(story.outcome(plain), Outcome::Met) << plain;
    }
    // 2026-11-21 in local time is 20 whole days after the start, whatever the offset.
    EXPECT_EQ(parsed("load_off == 2026-11-21").value, 20.0);
    // A second is compared as exactly as a day.
    for (const int seconds : {1, 59, 60, 61, 3599, 86'399}) {
        const std::string text = "load_off.t_s == " + std::to_string(seconds);
        Story at;
        at.milestones[Milestone::LoadOff] = SimTime{seconds * 1000};
        EXPECT_EQ(at.outcome(text), Outcome::Met) << text;
        EXPECT_EQ(at.outcome(text + " s"), Outcome::Met) << text;
    }
    EXPECT_TRUE(parsed("load_off < 1").is_time);
    EXPECT_FALSE(parsed("load_off.count < 1").is_time);
}

TEST(Expectation, EveryMilestoneEventCodeAndMetricMayStandInFront) {
    for (const MilestoneRow& row : milestone_table) {
        for (const char* attribute : {"", ".day", ".date", ".t_s", ".first", ".last", ".count",
                                      ".first.day", ".last.date", ".last.t_s"}) {
            EXPECT_NO_THROW(parsed(std::string{row.name} + attribute + " > 1")) << row.name;
        }
    }
    for (const EventRow& row : event_table) {
        EXPECT_NO_THROW(parsed(std::string{row.name} + ".last.day > 1")) << row.name;
    }
    for (const bms::CodeText& row : bms::code_texts) {
        EXPECT_NO_THROW(parsed(std::string{row.spelled} + ".day > 1")) << row.spelled;
    }
    for (const MetricRow& row : metric_table) {
        EXPECT_NO_THROW(parsed(std::string{row.name} + " > 1")) << row.name;
    }
}

// --- metrics ---

TEST(Expectation, AMetricIsComparedInItsUnit) {
    const Story story = eventful();
    EXPECT_EQ(story("soc_end_pct == 12.5").outcome, Outcome::Met);
    EXPECT_EQ(story("soc_end_pct >= 12.6 %").outcome, Outcome::Failed);
    EXPECT_EQ(story("soc_end_pct > 1").actual, 12.5);
    EXPECT_THAT(message_of("soc_end_pct > 5 Ah"), HasSubstr("this is in %"));
    EXPECT_THAT(message_of("full_cycles > 5 %"), HasSubstr("this has no unit"));
    EXPECT_THAT(message_of("soc_end_pct > 2026-11-01"), HasSubstr("2026-11-01"));
}

// R-OUT-3: where LOAD never opened for a low cell, no lead was too short.
TEST(Expectation, AMetricWithoutAMeaningBreaksNoLowerBound) {
    const Story story;
    EXPECT_EQ(story("pre_alarm.lead_s >= 30").outcome, Outcome::Met);
    EXPECT_EQ(story("pre_alarm.lead_s < 30").outcome, Outcome::Failed);
    EXPECT_FALSE(story("pre_alarm.lead_s >= 30").actual);
    Story with_lead;
    with_lead.metrics[Metric::PreAlarmLead] = 29.9;
    EXPECT_EQ(with_lead("pre_alarm.lead_s >= 30").outcome, Outcome::Failed);
    with_lead.metrics[Metric::PreAlarmLead] = 30.0;
    EXPECT_EQ(with_lead("pre_alarm.lead_s >= 30").outcome, Outcome::Met);
}

// --- mistakes ---

TEST(Expectation, WhatIsUnknownIsOfferedItsNearestName) {
    EXPECT_THAT(message_of("damge.day > 9"), HasSubstr("did you mean damage?"));
    EXPECT_THAT(message_of("load_of > 9"), HasSubstr("did you mean load_off?"));
    EXPECT_THAT(message_of("A-B7 > 9"), HasSubstr("did you mean A-B07?"));
    EXPECT_THAT(message_of("soc_lowest > 9"), HasSubstr("did you mean soc_lowest_pct?"));
    EXPECT_THAT(message_of("quetzalcoatl > 9"), HasSubstr("no milestone, event, code or metric"));
    EXPECT_THAT(message_of("pre_alarm.led_s > 30"),
                HasSubstr("use one of first, last, count, day"));
    EXPECT_THAT(message_of("soc_end_pct.day > 30"), HasSubstr("soc_end_pct.day"));
}

TEST(Expectation, ALineThatComparesNothingIsRefused) {
    for (const char* text : {"",
                             "damage",
                             "damage.day",
                             "damage.day 90",
                             "> 90",
                             "damage.day >",
                             "damage.day > ",
                             "damage.day > soon",
                             "damage.day > 90 furlongs",
                             "damage.day > 90 A",
                             "damage.day > > 90",
                             "damage.day => 90",
                             "damage..day > 90",
                             "damage. > 90",
                             ".day > 90",
                             "damage.day.count.x > 1",
                             "damage.day > nan",
                             "damage.day > 1e999",
                             "damage.day > 0x10",
                             "damage.day ! 90",
                             "damage.count > 2026-11-01",
                             "damage.count > 2 d",
                             "damage.day > 2026-02-30",
                             "damage.day > 12,5"}) {
        EXPECT_NE(message_of(text), "") << text;
    }
}

TEST(Expectation, BlanksAreOfNoAccount) {
    const Story story = eventful();
    for (const char* text : {"warning.day>9", "warning.day  >9", "  warning.day >   9  "}) {
        EXPECT_EQ(story.outcome(text), Outcome::Met) << text;
    }
    EXPECT_EQ(parsed("warning.day>=9").comparison, Comparison::AtLeast);
    EXPECT_EQ(parsed("warning.day >= 9").text, "warning.day >= 9");
}

}  // namespace
}  // namespace engine
