// Dates by hand: how long, and which calendar moment that is.

#include "engine/sim_time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

constexpr Instant moment(int year, unsigned month, unsigned day_of_month, SimTime time = 0ms) {
    return sys_days{std::chrono::year{year} / std::chrono::month{month} /
                    std::chrono::day{day_of_month}} +
           time;
}

TEST(SimTime, DatesAreReadToTheSecond) {
    EXPECT_EQ(parse_date("1970-01-01"), Instant{});
    // 2000-03-01 is 11017 days after 1970-01-01: 30 years of 365 days, 7 leap days, 31 + 29 days.
    EXPECT_EQ(parse_date("2000-03-01"), Instant{11'017 * day});
    EXPECT_EQ(parse_date("2026-11-01 18:30"), moment(2026, 11, 1, 18h + 30min));
    EXPECT_EQ(parse_date("2026-11-01T18:30"), moment(2026, 11, 1, 18h + 30min));
    EXPECT_EQ(parse_date("2026-11-01 18:30:15"), moment(2026, 11, 1, 18h + 30min + 15s));
    EXPECT_EQ(parse_date("2026-11-01 24:00"), moment(2026, 11, 2));
}

TEST(SimTime, LeapYearsAreGregorian) {
    EXPECT_TRUE(parse_date("2024-02-29"));
    EXPECT_TRUE(parse_date("2000-02-29"));
    EXPECT_FALSE(parse_date("2026-02-29"));
    EXPECT_FALSE(parse_date("2100-02-29"));
    EXPECT_FALSE(parse_date("2024-02-30"));
}

TEST(SimTime, WhatIsNoDateIsNotGuessedAt) {
    for (const char* text : {"",
                             "2026",
                             "2026-11",
                             "2026-11-31",
                             "2026-00-10",
                             "2026-13-01",
                             "2026-11-00",
                             "2026-11-1",
                             "2026-1-01",
                             "26-11-01",
                             "2026/11/01",
                             "01-11-2026",
                             "2026-11-01 ",
                             "2026-11-01 18",
                             "2026-11-01 18:3",
                             "2026-11-01 18:60",
                             "2026-11-01 25:00",
                             "2026-11-01 24:01",
                             "2026-11-01 18:30:60",
                             "2026-11-01 18:30:5",
                             "2026-11-01 18:30Z",
                             "2026-11-01T18:30:15.5",
                             "2026-11-01x18:30",
                             " 2026-11-01",
                             "-000-01-01",
                             "+026-01-01",
                             "2026--1-01",
                             "2026-11-01 -0:30",
                             "2026-11-01 00:-1",
                             "2 26-01-01",
                             "today"}) {
        EXPECT_FALSE(parse_date(text)) << text;
    }
}

// RFC 3339, and what people leave out of it.
TEST(SimTime, TimestampsMayHaveAFractionAndAZone) {
    const auto utc = [](const char* text) { return parse_timestamp(text, 0min); };
    const Instant evening = moment(2026, 6, 5, 18h);
    EXPECT_EQ(utc("2026-06-05"), moment(2026, 6, 5));
    EXPECT_EQ(utc("2026-06-05 18:00"), evening);
    EXPECT_EQ(utc("2026-06-05T18:00:00Z"), evening);
    EXPECT_EQ(utc("2026-06-05T20:00:00+02:00"), evening);
    EXPECT_EQ(utc("2026-06-05 08:30-09:30"), evening);
    EXPECT_EQ(utc("2026-06-05 18:00:10.5"), evening + 10'500ms);
    EXPECT_EQ(utc("2026-06-05T18:00:10.123456Z"), evening + 10'123ms);
    EXPECT_EQ(utc("2026-06-05T20:00:10.05+02:00"), evening + 10'050ms);
    // Only what does not say where it is takes the offset that is given.
    EXPECT_EQ(parse_timestamp("2026-06-05 20:00", 120min), evening);
    EXPECT_EQ(parse_timestamp("2026-06-05T18:00:00Z", 120min), evening);
    for (const char* text :
         {"", "2026-06-05Z", "2026-06-05T", "2026-06-05T18:00:00 Z", "2026-06-05T18:00:00z+02:00",
          "2026-06-05T18:00:00+2", "2026-06-05T18:00:00+15:00", "2026-06-05T18:00:00.",
          "2026-06-05T18:00:00.5x", "2026-06-05T18:00.5", "2026-06-05T18:00:00.-5", "+02:00"}) {
        EXPECT_FALSE(utc(text)) << text;
    }
}

TEST(SimTime, TimesOfDayRunToTwentyFour) {
    EXPECT_EQ(parse_time_of_day("00:00"), SimTime{0});
    EXPECT_EQ(parse_time_of_day("18:30"), SimTime{18h + 30min});
    EXPECT_EQ(parse_time_of_day("23:59:59"), SimTime{24h - 1s});
    EXPECT_EQ(parse_time_of_day("24:00"), SimTime{24h});
    for (const char* text : {"", "18", "18:", "8:30", "18:5", "24:01", "24:00:01", "18:60",
                             "18:30:60", "18:30 ", "18.30", "-0:30", "00:-0", "1830", "6 pm"}) {
        EXPECT_FALSE(parse_time_of_day(text)) << text;
    }
    EXPECT_EQ(format_time_of_day(18h + 30min), "18:30");
    EXPECT_EQ(format_time_of_day(18h + 30min + 5s), "18:30:05");
    EXPECT_EQ(format_time_of_day(24h), "24:00");
}

TEST(SimTime, OffsetsAreConstantAndWithinFourteenHours) {
    EXPECT_EQ(parse_utc_offset("+01:00"), 60min);
    EXPECT_EQ(parse_utc_offset("-09:30"), -570min);
    EXPECT_EQ(parse_utc_offset("+14:00"), 840min);
    EXPECT_EQ(parse_utc_offset("+00:00"), 0min);
    for (const char* text :
         {"", "1", "+1", "01:00", "+1:00", "+14:01", "-15:00", "Z", "+01:00:30", "+01:60", "CET"}) {
        EXPECT_FALSE(parse_utc_offset(text)) << text;
    }
    EXPECT_EQ(format_utc_offset(60min), "+01:00");
    EXPECT_EQ(format_utc_offset(-570min), "-09:30");
    EXPECT_EQ(format_utc_offset(-30min), "-00:30");
    EXPECT_EQ(format_utc_offset(0min), "+00:00");
}

TEST(SimTime, ADayFractionIsAMomentOfTheCalendar) {
    // Day 66.96 from 1 November: 30 days of November and 31 of December leave 5 days in January,
    // the 6th; 0.96 d = 23.04 h = 23:02:24.
    const Calendar calendar{.start = moment(2026, 11, 1)};
    const SimTime time{static_cast<std::int64_t>(66.96 * 86'400'000 + 0.5)};
    EXPECT_EQ(calendar.date(time), "2027-01-06 23:02");
    EXPECT_EQ(calendar.iso(time), "2027-01-06T23:02:24Z");
    EXPECT_DOUBLE_EQ(to_days(time), 66.96);
    EXPECT_DOUBLE_EQ(to_seconds(time), 5'785'344.0);
}

TEST(SimTime, WhatIsShownIsLocalAndStartsInUtc) {
    // 2026-08-07 15:00 at UTC+2 is 13:00 UTC.
    const Calendar east{.start = moment(2026, 8, 7, 13h), .utc_offset = 120min};
    EXPECT_EQ(east.date(0ms), "2026-08-07 15:00");
    EXPECT_EQ(east.iso(0ms), "2026-08-07T15:00:00+02:00");
    EXPECT_EQ(east.start_time_of_day(), SimTime{15h});
    // 31 + 28 + 31 + 30 + 31 + 30 + 31 = 212 days until August, and 7.
    EXPECT_EQ(east.start_day_of_year(), 219);
    EXPECT_EQ(east.start_weekday(), 4);  // a Friday
    EXPECT_EQ(east.date(9h), "2026-08-08 00:00");

    // Half past midnight UTC on New Year's Day is still last year an hour to the west.
    const Calendar west{.start = moment(2025, 1, 1, 30min), .utc_offset = -60min};
    EXPECT_EQ(west.date(0ms), "2024-12-31 23:30");
    EXPECT_EQ(west.start_time_of_day(), SimTime{23h + 30min});
    EXPECT_EQ(west.start_day_of_year(), 366);
    EXPECT_EQ(west.start_weekday(), 1);  // a Tuesday
    EXPECT_EQ(west.iso(30min), "2025-01-01T00:00:00-01:00");
}

TEST(SimTime, TheCalendarCrossesLeapDaysAndMillisecondsAreCutOff) {
    const Calendar calendar{.start = moment(2028, 2, 28)};
    EXPECT_EQ(calendar.date(day), "2028-02-29 00:00");
    EXPECT_EQ(calendar.date(2 * day), "2028-03-01 00:00");
    EXPECT_EQ(calendar.iso(2 * day - 1ms), "2028-02-29T23:59:59Z");
    EXPECT_EQ(calendar.date(366 * day), "2029-02-28 00:00");
}

RC_GTEST_PROP(SimTime, DatesRoundTripToTheSecond, ()) {
    // 1600 to 2600.
    const auto seconds = *rc::gen::resize(
        rc::kNominalSize, rc::gen::inRange<std::int64_t>(-11'676'096'000, 19'880'899'200));
    const Instant instant{std::chrono::seconds{seconds}};
    const std::string text = format_date(instant);
    RC_ASSERT(parse_date(text) == instant);
    const bool midnight = seconds % 86'400 == 0;
    RC_ASSERT(text.size() == (midnight ? 10U : (seconds % 60 == 0 ? 16U : 19U)));
}

RC_GTEST_PROP(SimTime, TimesOfDayAndOffsetsRoundTrip, ()) {
    const SimTime time =
        std::chrono::seconds{*rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 86'401))};
    RC_ASSERT(parse_time_of_day(format_time_of_day(time)) == time);
    const std::chrono::minutes offset{
        *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(-840, 841))};
    RC_ASSERT(parse_utc_offset(format_utc_offset(offset)) == offset);
}

}  // namespace
}  // namespace engine
