// Logs of VRM and histories of VictronConnect: what is taken from them, and what is refused. The
// texts are of the shape of the genuine ones; one of those is read by tests/program/import_test.py.

#include "engine/measured_log.hpp"

#include "tests/engine/mutated.hpp"
#include "tests/engine/support.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::AllOf;
using testing::Contains;
using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

Instant at(const std::string& date) {
    return parse_date(date).value();
}

MeasuredLog log_of(const std::string& text) {
    return read_measured_log(text, "w");
}

std::string message_of(const std::string& text) {
    const auto error = error_of([&] { log_of(text); });
    return error ? error->what() : "";
}

/// All values of one reading.
std::vector<std::optional<double>> all(const MeasuredLog& log, Reading reading) {
    std::vector<std::optional<double>> values;
    for (const MeasuredRow& row : log.rows) {
        values.push_back(row[reading]);
    }
    return values;
}

std::vector<std::string> uses_of(const MeasuredLog& log) {
    std::vector<std::string> uses;
    for (const MeasuredColumn& column : log.columns) {
        uses.push_back(column.quantity + ": " +
                       std::string{column_use_words[static_cast<std::size_t>(column.use)]});
    }
    return uses;
}

constexpr auto unknown = std::optional<double>{};

const std::string names =
    ",Battery Monitor [258],Battery Monitor [258],System overview [0],System overview [0],"
    "Battery Monitor [258],System overview [0]\r\n"
    "Europe/Stockholm (+02:00),State of charge,Voltage,AC Consumption L1,AC Consumption L2,"
    "Low voltage alarm,L1 Energy\r\n"
    ",%,V,W,W,,kWh\r\n";

TEST(VrmLog, IsReadByTheNamesOfItsColumns) {
    const MeasuredLog log = log_of(names +
                                   "2026-01-10 12:00:00,80.5,13.2,100,50,No alarm,0.1\r\n"
                                   "2026-01-10 12:15:00,80,13.1,110,40.5,\"Alarm, low\",0.2\r\n");
    EXPECT_EQ(log.format, MeasuredFormat::VrmLog);
    EXPECT_EQ(log.clock, "Europe/Stockholm (+02:00)");
    EXPECT_EQ(log.step, minutes{15});
    ASSERT_EQ(log.rows.size(), 2U);
    // By the clock at the system: the offset is that of the export's day, and this is January.
    EXPECT_EQ(log.rows[0].from, at("2026-01-10 12:00"));
    EXPECT_THAT(all(log, Reading::Load), ElementsAre(150.0, 150.5));
    EXPECT_THAT(all(log, Reading::Soc), ElementsAre(80.5, 80.0));
    EXPECT_THAT(all(log, Reading::LowestVoltage), ElementsAre(13.2, 13.1));
    EXPECT_FALSE(log.has(Reading::Solar));
    EXPECT_FALSE(log.has(Reading::Battery));
    EXPECT_THAT(uses_of(log), ElementsAre("State of charge: read", "Voltage: read",
                                          "AC Consumption L1: read", "AC Consumption L2: read",
                                          "Low voltage alarm: not_used", "L1 Energy: energy"));
}

// The number behind a device's name is another at every system, and so is the order.
TEST(VrmLog, DoesNotCareForInstancesAndTheOrderOfColumns) {
    const MeasuredLog log = log_of(
        ",Solar Charger [279],Solar Charger [278],Battery Monitor [512]\n"
        "UTC (+00:00),PV power,PV power,State of charge\n,W,,%\n"
        "2026-06-01 10:00:00,100,20,55\n2026-06-01 11:00:00,90,10,56\n");
    EXPECT_THAT(all(log, Reading::Solar), ElementsAre(120.0, 100.0));
    EXPECT_THAT(all(log, Reading::Soc), ElementsAre(55.0, 56.0));
}

TEST(VrmLog, MayHaveSemicolonsAndDecimalCommas) {
    const std::string german =
        ";System overview [0];System overview [0]\n"
        "Europe/Berlin (+01:00);AC Consumption L1;Battery Power\n;kW;W\n"
        "2026-01-01 00:00:00;0,25;-12,5\n2026-01-01 00:01:00;1;3\n";
    EXPECT_THAT(all(log_of(german), Reading::Load), ElementsAre(250.0, 1000.0));
    EXPECT_THAT(all(log_of(german), Reading::Battery), ElementsAre(-12.5, 3.0));
    const std::string quoted =
        "\xEF\xBB\xBF\"\",\"System overview [0]\"\n\"UTC\",\"Battery Power\"\n"
        "\"\",\"W\"\n\"2026-01-01 00:00:00\",\"1,5\"\n"
        "\"2026-01-01 00:01:00\",\"2\"\n";
    EXPECT_THAT(all(log_of(quoted), Reading::Battery), ElementsAre(1.5, 2.0));
}

const std::string battery_names = ",System overview [0]\nUTC,Battery Power\n,W\n";

// On the last Sunday of October the hour from two to three is there twice.
TEST(VrmLog, LeavesOutTheSecondOfTwoHoursWhenTheClockIsPutBack) {
    const MeasuredLog log = log_of(battery_names +
                                   "2026-10-25 02:00:00,1\n2026-10-25 02:30:00,2\n"
                                   "2026-10-25 02:00:00,3\n2026-10-25 02:30:00,4\n"
                                   "2026-10-25 03:00:00,5\n2026-10-25 03:00:00,6\n");
    EXPECT_THAT(all(log, Reading::Battery), ElementsAre(1.0, 2.0, 5.0));
    EXPECT_EQ(log.repeated_rows, 3);
    EXPECT_THAT(log.notes, Contains(HasSubstr("a clock that is put back")));
}

// Devices report when they like: what one said last holds, but not for ever.
TEST(VrmLog, HoldsWhatABlankCellDoesNotSay) {
    const MeasuredLog log = log_of(
        ",Battery Monitor [1],Battery Monitor [1]\nUTC,Voltage,Current\n"
        ",V,A\n"
        "2026-01-01 00:00:00,,2\n2026-01-01 00:10:00,10,\n"
        "2026-01-01 00:20:00,11,\n2026-01-01 00:30:00,12,3\n");
    EXPECT_EQ(log.longest_hold(), minutes{20});
    EXPECT_THAT(all(log, Reading::LowestVoltage), ElementsAre(unknown, 10.0, 11.0, 12.0));
    EXPECT_THAT(all(log, Reading::Battery), ElementsAre(unknown, 20.0, unknown, 36.0));
    EXPECT_THAT(log.notes, Contains(HasSubstr("its voltage times its current")));
}

// Charging is positive: 100 W of sun of which 30 W go into the battery leave 70 W for the load.
TEST(VrmLog, TellsALoadByTheSunAndTheBattery) {
    const MeasuredLog log = log_of(
        ",System overview [0],System overview [0],Solar Charger [1]\n"
        "UTC,PV - DC-coupled,Battery Power,PV power\n,W,W,W\n"
        "2026-01-01 00:00:00,100,30,999\n2026-01-01 00:01:00,0,-40,999\n"
        "2026-01-01 00:02:00,10,25,999\n");
    EXPECT_THAT(all(log, Reading::Solar), ElementsAre(100.0, 0.0, 10.0));
    EXPECT_THAT(all(log, Reading::Load), ElementsAre(70.0, 40.0, 0.0));
    EXPECT_THAT(log.notes,
                Contains(HasSubstr("as in 1 row(s) in which it would be less than nothing")));
}

TEST(VrmLog, ReadsTheFirstOfSeveralMonitorsAndNoUnitItDoesNotKnow) {
    const MeasuredLog log = log_of(
        ",Battery Monitor [1],Battery Monitor [2],Battery Monitor [1],System overview [0]\n"
        "UTC,State of charge,State of charge,Battery temperature,AC Consumption L1\n"
        ",%,%,F,W\n2026-01-01 00:00:00,50,70,60,\n2026-01-01 00:01:00,51,70,60,\n");
    EXPECT_THAT(all(log, Reading::Soc), ElementsAre(50.0, 51.0));
    EXPECT_FALSE(log.has(Reading::Temperature));
    EXPECT_THAT(uses_of(log),
                ElementsAre("State of charge: read", "State of charge: another_monitor",
                            "Battery temperature: another_unit", "AC Consumption L1: blank"));
}

// More columns than a line of 4096 characters holds.
TEST(VrmLog, MayBeVeryWide) {
    std::string devices;
    std::string quantities = "UTC";
    std::string units;
    std::string row;
    for (int i = 0; i < 400; ++i) {
        devices += ",VE.Bus System [276]";
        quantities += ",Alarm number " + std::to_string(i);
        units += ",";
        row += ",No alarm";
    }
    const MeasuredLog log =
        log_of(devices + ",System overview [0]\n" + quantities + ",Battery Power\n" + units +
               ",W\n2026-01-01 00:00:00" + row + ",7\n2026-01-01 00:01:00" + row + ",8\n");
    EXPECT_THAT(all(log, Reading::Battery), ElementsAre(7.0, 8.0));
}

TEST(VrmLog, SaysWhereItIsWrong) {
    struct Wrong {
        std::string text;
        const char* says;
    };
    const std::string row = "2026-01-01 00:00:00,1\n";
    for (const auto& [text, says] : {
             Wrong{"", "w:1:1: is empty"},
             Wrong{",System overview [0]\n", "w:1:1: ends within its three rows of names"},
             Wrong{",System overview [0]\nUTC,Battery Power,x\n,W\n",
                   "w:2:1: has 3 columns, not 2"},
             Wrong{battery_names, "w:3:1: has no rows"},
             Wrong{battery_names + row, "w:4:1: has one row, and how long it holds"},
             Wrong{battery_names + row + "2026-01-01 00:01:00,1,2\n", "w:5:1: has 3 columns"},
             Wrong{battery_names + "yesterday,1\n", "w:4:1: expected a time like"},
             Wrong{battery_names + row + "2026-01-01 00:01:00,Ok\n",
                   "w:5:21: Battery Power: expected a number between -1e+06 and 1e+06, not \"Ok\""},
             Wrong{battery_names + "2026-01-01 05:00:00,1\n2026-01-01 03:59:00,1\n",
                   "w:5:1: goes back by more than the hour by which a clock is put back"},
             Wrong{battery_names + row + "2046-02-01 00:00:00,1\n",
                   "w:5:1: is more than twenty years"},
             Wrong{",PV Inverter [20]\nUTC,L1 Energy\n,kWh\n" + row + "2026-01-01 01:00:00,1\n",
                   "w:5:1: has nothing in the columns that banktwin knows"},
             Wrong{",System overview [0],System overview [0]\nUTC,Battery Power,Battery "
                   "Power\n,W,W\n",
                   "w:3:4: System overview [0], Battery Power: is there twice"},
         }) {
        EXPECT_THAT(message_of(text), HasSubstr(says)) << text;
    }
}

// --- VictronConnect ---

const std::string history_names =
    "Days ago,Date,Yield(Wh),Consumption(Wh),Max. PV power(W),Max. PV voltage(V),"
    "Min. battery voltage(V),Max. battery voltage(V),Time in bulk(m),Last error\n";

TEST(MpptHistory, HasADayARowAndTheNewestFirst) {
    const MeasuredLog log = log_of(history_names +
                                   "0,10/23/25,60,0,50,20,12.5,13,60,0\n"
                                   "1,10/22/25,240,0,120,20,12.9,14.4,500,0\n"
                                   "2,10/21/25,480,0,120,20,,14.2,500,0\n");
    EXPECT_EQ(log.format, MeasuredFormat::MpptHistory);
    EXPECT_EQ(log.step, hours{24});
    ASSERT_EQ(log.rows.size(), 2U);  // the day of the export was not over
    EXPECT_EQ(log.rows[0].from, at("2025-10-21"));
    EXPECT_EQ(log.rows[1].from, at("2025-10-22"));
    EXPECT_THAT(all(log, Reading::Solar), ElementsAre(20.0, 10.0));  // 480 Wh in 24 h
    EXPECT_THAT(all(log, Reading::LowestVoltage), ElementsAre(unknown, 12.9));
    EXPECT_THAT(all(log, Reading::HighestVoltage), ElementsAre(14.2, 14.4));
    EXPECT_FALSE(log.has(Reading::Load));
    EXPECT_THAT(log.notes, Contains(HasSubstr("of loads it tells nothing")));
    EXPECT_THAT(log.notes, Contains(HasSubstr("was not over, and is left out")));
}

// Which number is the month depends on the phone; the days ago tell it.
TEST(MpptHistory, KnowsTheOrderOfItsDatesByTheDaysAgo) {
    const auto first_day = [](const std::string& newer, const std::string& older) {
        return format_date(
            log_of("Days ago;Date;Yield(kWh)\n1;" + newer + ";0,24\n2;" + older + ";0,48\n")
                .rows.front()
                .from);
    };
    EXPECT_EQ(first_day("05/06/25", "04/06/25"), "2025-06-04");
    EXPECT_EQ(first_day("05/06/25", "05/05/25"), "2025-05-05");
    EXPECT_EQ(first_day("25/05/06", "25/05/05"), "2025-05-05");
    EXPECT_EQ(first_day("1.3.2024", "29.2.2024"), "2024-02-29");
    EXPECT_EQ(first_day("2025-01-01", "2024-12-31"), "2024-12-31");
    EXPECT_EQ(first_day("12-31-2025", "12-30-2025"), "2025-12-30");
    const MeasuredLog german =
        log_of("Days ago;Date;Yield(kWh)\n1;1.3.2024;0,24\n2;29.2.2024;0,48\n");
    EXPECT_THAT(all(german, Reading::Solar),
                ElementsAre(Optional(DoubleEq(20.0)), Optional(DoubleEq(10.0))));
}

TEST(MpptHistory, SaysWhereItIsWrong) {
    const std::string three = "Days ago,Date,Yield(Wh)\n";
    struct Wrong {
        std::string text;
        const char* says;
    };
    for (const auto& [text, says] : {
             Wrong{"Days ago,Date\n",
                   "w:1:1: a history of VictronConnect has the columns Days ago, "
                   "Date and Yield(Wh); this one has no Yield(Wh)"},
             Wrong{"Days ago,Yield(Wh)\n", "this one has no Date"},
             Wrong{"Days ago,Date,Yield(MWh)\n", "this one has no Yield(Wh)"},
             Wrong{"Days ago,Date,Yield(Wh),Yield(kWh)\n", "w:1:25: Yield: is there twice"},
             Wrong{three, "w:1:1: has no days"},
             Wrong{three + "1,10/23/25\n", "w:2:1: has 2 columns, not 3"},
             Wrong{three + "1,10/23/25,x\n", "w:2:12: Yield: expected a number between 0"},
             Wrong{three + "1,10/23/25,-5\n", "w:2:12: Yield: expected a number between 0"},
             Wrong{three + "1.5,10/23/25,5\n", "w:2:1: Days ago: expected a whole number"},
             Wrong{three + ",10/23/25,5\n", "w:2:1: Days ago: expected a whole number"},
             Wrong{three + "2,10/23/25,5\n1,10/24/25,5\n", "w:3:1: Days ago: is not more than"},
             Wrong{three + "1,10/23,5\n", "w:2:3: Date: expected a date of three numbers"},
             Wrong{three + "1,23 Oct 2025,5\n", "w:2:3: Date: expected a date of three numbers"},
             Wrong{three + "1,13/32/33,5\n", "w:2:3: Date: \"13/32/33\" is no day"},
             Wrong{three + "1,10/23/25,5\n2,10/20/25,5\n",
                   "w:3:3: Date: \"10/20/25\" does not fit"},
             Wrong{three + "1,05/06/25,5\n", "cannot be told apart"},
             Wrong{three + "0,10/23/25,5\n", "has no day that was over"},
         }) {
        EXPECT_THAT(message_of(text), HasSubstr(says)) << text;
    }
}

MeasuredLog winter_and_summer() {
    return log_of(
        "Days ago,Date,Yield(Wh),Consumption(Wh)\n1,2025-06-21,2400,240\n"
        "183,2024-12-21,240,480\n");
}

// Every day's sum stays; at 59° N the sun is up from nine to three in December, and before four and
// after eight in the evening in June.
TEST(MpptHistory, CanHaveItsSunByTheHour) {
    const MeasuredLog hourly = with_sun_by_the_hour(winter_and_summer(), 59.0);
    ASSERT_EQ(hourly.rows.size(), 48U);
    EXPECT_EQ(hourly.step, hours{1});
    const auto solar = all(hourly, Reading::Solar);
    const auto sum = [&](std::size_t from, std::size_t to) {
        double wh = 0.0;
        for (std::size_t i = from; i < to; ++i) {
            wh += solar[i].value();
        }
        return wh;
    };
    EXPECT_NEAR(sum(0, 24), 240.0, 1e-9);
    EXPECT_NEAR(sum(24, 48), 2400.0, 1e-9);
    EXPECT_EQ(sum(0, 8) + sum(16, 24), 0.0);
    EXPECT_GT(solar[24 + 4].value(), 0.0);
    EXPECT_GT(solar[24 + 19].value(), 0.0);
    EXPECT_EQ(solar[24].value(), 0.0);
    EXPECT_EQ(std::max_element(solar.begin(), solar.begin() + 24) - solar.begin(), 11);
    EXPECT_THAT(all(hourly, Reading::Load), Contains(20.0).Times(24));
    EXPECT_THAT(hourly.notes.front(),
                AllOf(HasSubstr("over latitude 59"), HasSubstr("assumption")));
}

// In the polar night nobody knows when a charger gave what it did.
TEST(MpptHistory, StaysEvenWhereTheSunDoesNotRise) {
    const MeasuredLog hourly = with_sun_by_the_hour(winter_and_summer(), 75.0);
    EXPECT_THAT(all(hourly, Reading::Solar), Contains(10.0).Times(24));
}

// --- anything at all ---

RC_GTEST_PROP(MeasuredLog, AMutatedFileIsReadOrIsOneErrorAtItsPlace, ()) {
    for (const std::string& text :
         {names + "2026-10-25 01:45:00,80.5,13.2,100,50,No alarm,0.1\n"
                  "2026-10-25 02:00:00,80,,110,40.5,\"Alarm, low\",0.2\n"
                  "2026-10-25 02:15:00,80,13.1,,40.5,,\n2026-10-25 02:00:00,80,13.1,9,40.5,,\n",
          history_names + "0,10/23/25,60,0,50,20,12.5,13,60,0\n1,10/22/25,240,5,120,20,12,14,50,0\n"
                          "2,10/21/25,480,0,120,20,,14.2,500,0\n"}) {
        const std::string mutant = mutated(text, ",;\t\"[]()/.-:\n 019");
        try {
            const MeasuredLog log = log_of(mutant);
            RC_ASSERT(!log.rows.empty());
            RC_ASSERT(std::is_sorted(
                log.rows.begin(), log.rows.end(),
                [](const MeasuredRow& a, const MeasuredRow& b) { return a.from <= b.from; }));
            RC_CLASSIFY(true, "is read");
        } catch (const InputError& error) {
            RC_ASSERT(error.place().line > 0);
            RC_ASSERT(error.place().column > 0);
            RC_ASSERT(std::string{error.what()}.find("w:") == 0U);
        }
    }
}

}  // namespace
}  // namespace engine
