// `banktwin import` of what was measured at a system.

#include "tests/engine/support.hpp"
#include "tests/reports/support.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using engine::Folder;
using testing::HasSubstr;
using testing::Not;

/// Two known hours, 40 and 10 W, with the second of them twice, and a monitor.
std::string log_in(const Folder& folder) {
    return folder.write("log.csv",
                        ",Battery Monitor [258],Battery Monitor [258],System overview [0]\n"
                        "Europe/Rome (+02:00),State of charge,Alarm,AC Consumption L1\n,%,,W\n"
                        "2026-10-24 22:00:00,71,Ok,40\n2026-10-24 23:00:00,68.5,Ok,10\n"
                        "2026-10-24 23:00:00,68.5,Ok,99\n");
}

TEST(PowerImport, TellsWhatIsKnownAndWhatIsNot) {
    const Folder folder;
    const Json document = json_of({"import", log_in(folder)});
    EXPECT_EQ(document["schema"], "banktwin.import-power/1");
    EXPECT_EQ(document["rows"], 2);
    EXPECT_EQ(document["repeated_rows"], 1);
    EXPECT_EQ(document["battery"]["soc_lowest_pct"], 68.5);
    EXPECT_EQ(document["battery"]["voltage_lowest_v"], nullptr);
    EXPECT_EQ(document["written"], nullptr);
    ASSERT_EQ(document["powers"].size(), 1U);
    const Json& load = document["powers"][0];
    EXPECT_EQ(load["power"], "load");
    EXPECT_EQ(load["daily_wh"], 25 * 24);
    EXPECT_EQ(load["by_hour_w"][21], nullptr);  // never measured, and not made up
    EXPECT_EQ(load["by_hour_w"][22], 40);
    EXPECT_EQ(load["by_hour_w"][23], 10);
    const std::string text = told({"import", log_in(folder)});
    EXPECT_THAT(text, HasSubstr("; 1 more with a time"));
    EXPECT_THAT(text, HasSubstr("lowest 68.5 % (2026-10-24 23:00)"));
    EXPECT_THAT(text, HasSubstr("left out\n    Battery Monitor [258]: Alarm\n"));
    EXPECT_THAT(text, HasSubstr("25.0 W mean, 40.0 W at most, 600 Wh a day\n"));
}

TEST(PowerImport, WritesItsRulesIntoTheProfile) {
    const Folder folder;
    const std::string out = folder.path("house.csv");
    const Json document = json_of({"import", log_in(folder), "-o", out, "--utc-offset", "+02:00"});
    EXPECT_EQ(document["written"]["power"], "load");
    EXPECT_EQ(document["written"]["rows"], 3);
    const std::string profile = engine::text_of_file(out);
    EXPECT_THAT(profile, HasSubstr("# clock: UTC, the file's clock being +02:00 throughout\n"));
    EXPECT_THAT(profile, HasSubstr("\ntime,power_w\n2026-10-24 20:00,40\n2026-10-24 21:00,10\n"
                                   "2026-10-24 22:00,0\n"));
    // It writes over a profile of its own.
    EXPECT_THAT(told({"import", log_in(folder), "-o", out}),
                HasSubstr("its clock: the file's own"));
    EXPECT_THAT(engine::text_of_file(out), HasSubstr("\n2026-10-24 22:00,40\n"));
}

// Of a day's sum nothing is known by the hour, so nothing is told.
TEST(PowerImport, TellsNoHoursOfAHistory) {
    const Folder folder;
    const std::string history =
        folder.write("h.csv", "Days ago,Date,Yield(Wh)\n1,10/23/25,240\n2,10/22/25,480\n");
    EXPECT_THAT(told({"import", history}), Not(HasSubstr("\n    00:00 ")));
    EXPECT_THAT(told({"import", history, "--latitude-deg", "45"}), HasSubstr("\n    12:00 "));
    EXPECT_THAT(told({"import", history, "--latitude-deg", "45"}), HasSubstr("360 Wh a day"));
}

TEST(PowerImport, DoesNotTakeItsOptionsForWeather) {
    const Folder folder;
    const std::string weather =
        folder.write("w.csv", "time,temperature_degc\n2026-01-01 00:00,-3\n");
    for (const std::vector<std::string>& options : {std::vector<std::string>{"--what", "load"},
                                                    {"--utc-offset", "+01:00"},
                                                    {"--latitude-deg", "45"}}) {
        std::vector<std::string> args{"import", weather};
        args.insert(args.end(), options.begin(), options.end());
        const Answer answer = banktwin(args);
        EXPECT_EQ(answer.code, UsageError);
        EXPECT_THAT(answer.err, HasSubstr(options.front() + " is for what was measured"));
    }
}

// A state of charge alone makes no profile; what there is, is told all the same.
TEST(PowerImport, MakesNoProfileWhereThereIsNoPower) {
    const Folder folder;
    const std::string log =
        folder.write("log.csv",
                     ",Battery Monitor [1]\nUTC,State of charge\n,%\n2026-10-24 22:00:00,71\n"
                     "2026-10-24 23:00:00,70\n");
    EXPECT_THAT(told({"import", log}), HasSubstr("lowest 70.0 %"));
    const Answer answer = banktwin({"import", log, "-o", folder.path("x.csv")});
    EXPECT_EQ(answer.code, ScenarioError);
    EXPECT_THAT(answer.err, HasSubstr("tells no power"));
    EXPECT_FALSE(std::filesystem::exists(folder.path("x.csv")));
}

}  // namespace
}  // namespace reports
