#include "engine/resolved.hpp"
#include "tests/engine/agreement.hpp"
#include "tests/engine/support.hpp"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string scenario_with(const std::string& device, const std::string& duration = "1 d") {
    return "start: 2026-06-05\nduration: " + duration +
           "\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\ndevices:\n  it: " + device +
           "\n";
}

/// A scenario beside its profile, both in files.
LoadedScenario load_beside(const Folder& folder, const std::string& csv, const std::string& device,
                           const std::string& duration = "1 d") {
    folder.write("it.csv", csv);
    return load_scenario(folder.write("s.yaml", scenario_with(device, duration)));
}

std::string error_of_csv(const std::string& csv, const std::string& more = "") {
    const Folder folder;
    const auto error = error_of(
        [&] { load_beside(folder, csv, "{model: profile_load, profile: it.csv" + more + "}"); });
    return error ? error->what() : "";
}

TEST(PowerFile, TakesTimesFromTheStartOrDatesInLocalTime) {
    const Folder folder;
    const DeviceEntry from_start = load_beside(folder, "time_s,power_w\n0,10\n3600,20.5\n",
                                               "{model: profile_load, profile: it.csv}")
                                       .scenario.devices.front()
                                       .second;
    const Instant start = *parse_date("2026-06-05");
    EXPECT_EQ(from_start.profile->profile(start, {}).at_w(hours{1}), 20.5);
    EXPECT_EQ(from_start.profile->largest_w(), 20.5);
    const DeviceEntry dated =
        load_beside(folder, "power_w,time\r\n10,2026-06-04 12:00\r\n\r\n30,2026-06-05 06:00:30\r\n",
                    "{model: profile_load, profile: it.csv}")
            .scenario.devices.front()
            .second;
    const models::PowerProfile profile = dated.profile->profile(start, {});
    EXPECT_EQ(profile.at_w(hours{0}), 10.0);
    EXPECT_EQ(profile.next_edge(hours{0}), hours{6} + std::chrono::seconds{30});
}

TEST(PowerFile, IsFoundBesideTheFileThatNamesIt) {
    const Folder folder;
    folder.write("deep/sun.csv", "time_s,power_w\n0,10\n");
    const std::string base =
        folder.write("deep/base.yaml", scenario_with("{model: profile_load, profile: sun.csv}"));
    const std::string top = folder.write("top.yaml", "extends: deep/base.yaml\n");
    EXPECT_EQ(load_scenario(top).scenario.devices.front().second.profile->path,
              folder.path("deep/sun.csv"));
    EXPECT_EQ(load_scenario(base).scenario.devices.front().second.profile->rows->size(), 1U);
    // On a command line a path is meant from where one stands.
    const std::string here = folder.write("here.csv", "time_s,power_w\n0,1\n0.5,2\n");
    EXPECT_EQ(load_scenario(top, {.sets = {"devices.it.profile=" + here}})
                  .scenario.devices.front()
                  .second.profile->rows->size(),
              2U);
}

/// The steps of a file, in hours and watt.
std::vector<std::pair<double, double>> steps_of(const std::string& csv) {
    std::vector<std::pair<double, double>> steps;
    for (const PowerFile::Row& row :
         read_power(TextLines{std::make_unique<std::istringstream>(csv), "it.csv"})) {
        const SimTime at = row.date ? *row.date - *parse_date("2026-06-05") : row.after;
        steps.emplace_back(to_seconds(at) / 3600.0, row.power_w);
    }
    return steps;
}
using Steps = std::vector<std::pair<double, double>>;

// SMA and HelioScope: W, kW, Wh or kWh, a point or a comma, commas or semicolons between columns.
TEST(PowerFile, ReadsTheDialectsThatCanBeToldApart) {
    EXPECT_EQ(steps_of("time_s,power_kw\n0,0.5\n900,1.25\n"),
              (Steps{{0.0, 500.0}, {0.25, 1250.0}}));
    EXPECT_EQ(steps_of("time_s;power_w\n0;12,5\n900;3\n"), (Steps{{0.0, 12.5}, {0.25, 3.0}}));
    EXPECT_EQ(steps_of("time_s,power_w\n0,\"12,5\"\n"), (Steps{{0.0, 12.5}}));
    EXPECT_EQ(steps_of("power_w\ttime_s\n12,5\t0\n"), (Steps{{0.0, 12.5}}));
    EXPECT_EQ(steps_of("time;power_kw\n05.06.2026 18:15;0,25\n"), (Steps{{18.25, 250.0}}));
    EXPECT_EQ(steps_of("# of a logger\n# in March\ntime,power_w\n2026-06-05,1\n"),
              (Steps{{0.0, 1.0}}));
    // 50 Wh in a quarter of an hour are 200 W.
    EXPECT_EQ(steps_of("time_s;energy_kwh\n0;0,05\n900;0,1\n1800;0\n"),
              (Steps{{0.0, 200.0}, {0.25, 400.0}, {0.5, 0.0}}));
    EXPECT_EQ(steps_of("time,energy_wh\n2026-06-05 00:00,30\n2026-06-05 12:00,24\n"),
              (Steps{{0.0, 2.5}, {12.0, 2.0}}));
}

TEST(PowerFile, GuessesNeitherStepNorUnitNorMonth) {
    EXPECT_THAT(error_of_csv("time_s,energy_wh\n0,1\n900,1\n2700,1\n"),
                HasSubstr("it.csv:4:1: devices.it.profile: energies need rows at even steps, and "
                          "this one comes 1800 s after the row before it, not 900 s"));
    EXPECT_THAT(error_of_csv("time_s,energy_wh\n0,1\n"), HasSubstr("does not say how long"));
    EXPECT_THAT(error_of_csv("time_s,energy_kwh\n0,900\n1,1\n"),
                HasSubstr("it.csv:3:1: devices.it.profile: more than 1e+06 W"));
    EXPECT_THAT(error_of_csv("time_s,energy_kwh\n0,1\n1,900\n"), HasSubstr("more than 1e+06 W"));
    EXPECT_THAT(error_of_csv("time_s,load\n0,1\n"), HasSubstr("unknown column \"load\""));
    EXPECT_THAT(error_of_csv("power_w\n1\n2\n"), HasSubstr("needs two columns: time_s or time"));
    EXPECT_THAT(error_of_csv("time,power_w\n06/05/2026 18:00,1\n"),
                HasSubstr("it.csv:2:1: devices.it.profile: expected a date like 2026-06-05"));
    EXPECT_THAT(error_of_csv("time,power_w\n31.02.2026,1\n"), HasSubstr("it.csv:2:1"));
    EXPECT_THAT(error_of_csv("time_s,power_kw\n0,1001\n"), HasSubstr("between 0 and 1000"));
}

// Its columns are households: read as a time axis they would be a load that never was.
TEST(PowerFile, KnowsTheHouseholdsOfSolBatSimAndRefusesThem) {
    std::string row = "2010-01-01:00,";
    for (int household = 0; household < 74; ++household) {
        row += std::to_string(100 + household) + ",";
    }
    EXPECT_THAT(
        error_of_csv(row + "\n"),
        HasSubstr("it.csv:1:15: devices.it.profile: looks like the households of SolBatSim"));
}

RC_GTEST_PROP(PowerFile, WithPiecesExchangedIsReadOrIsOneErrorAtItsPlace, ()) {
    std::string text = *rc::gen::element<std::string>(
        "time_s,power_w\n0,10\n900,20.5\n1800,0\n",
        "# of a logger\ntime;energy_kwh\n05.06.2026 18:00;0,25\n05.06.2026 18:15;1\n",
        "power_kw\ttime\n1,5\t2026-06-05 18:00:00\n2\t2026-06-06\n");
    const std::string piece =
        *rc::gen::element<std::string>("", ",", ";", "\t", "\n", "\"", "-", "1e99", "time",
                                       "energy_wh", "2026-06-05", "x", "\r\n");
    const auto from = *rc::gen::inRange<std::size_t>(0, text.size());
    text.replace(from, *rc::gen::inRange<std::size_t>(0, 12), piece);
    try {
        const auto steps = steps_of(text);
        RC_ASSERT(!steps.empty());
        RC_ASSERT(std::all_of(steps.begin(), steps.end(), [](const auto& step) {
            return step.second >= 0.0 && step.second <= 1e6;
        }));
    } catch (const InputError& error) {
        RC_ASSERT(error.place().file == "it.csv");
        RC_ASSERT(error.place().line > 0);
        RC_ASSERT(error.place().column > 0);
    }
}

// As a weather file: there is no line in it to tell.
TEST(PowerFile, ThatCannotBeReadIsToldWhereItIsNamed) {
    const Folder folder;
    const std::string path = folder.write(
        "s.yaml",
        "duration: 1 h\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\ndevices:\n"
        "  it: {model: profile_load, profile: nowhere.csv}\n");
    const auto error = error_of([&] { load_scenario(path); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->place().file, path);
    EXPECT_EQ(error->place().line, 4);
    EXPECT_EQ(error->place().column, 38);
    EXPECT_EQ(error->fault(), InputFault::NamedFile);
    EXPECT_THAT(error->message(), HasSubstr("nowhere.csv: cannot be read: No such file"));
}

TEST(PowerFile, RefusesMistakesWhereTheyStand) {
    EXPECT_THAT(error_of_csv(""), HasSubstr("it.csv:1:1: devices.it.profile: is empty"));
    EXPECT_THAT(error_of_csv("time_s,watts\n0,1\n"), HasSubstr("it.csv:1:8"));
    EXPECT_THAT(error_of_csv("time_s,time\n0,1\n"), HasSubstr("one of power_w, power_kw"));
    EXPECT_THAT(error_of_csv("time_s,power_w\n"), HasSubstr("no rows"));
    EXPECT_THAT(error_of_csv("time_s,power_w\n0,1\n0,2\n"), HasSubstr("it.csv:3"));
    EXPECT_THAT(error_of_csv("time_s,power_w\n0,-1\n"), HasSubstr("it.csv:2:3"));
    EXPECT_THAT(error_of_csv("time_s,power_w\n0,1,2\n"), HasSubstr("3 columns"));
    EXPECT_THAT(error_of_csv("time,power_w\nsoon,1\n"), HasSubstr("a date like"));
    EXPECT_THAT(error_of_csv("time,power_w\n2026-06-05,1\n", ", repeats_every: 1 d"),
                HasSubstr("does not repeat"));
    EXPECT_THAT(error_of_csv("time_s,power_w\n0,1\n7200,2\n", ", repeats_every: 2 h"),
                HasSubstr("after its end"));
}

TEST(PowerFile, ThatCannotBeReadIsTheFaultOfTheFileThatIsNamed) {
    const Folder folder;
    const std::string scenario =
        folder.write("s.yaml", scenario_with("{model: profile_load, profile: none.csv}"));
    const auto error = error_of([&] { load_scenario(scenario); });
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->fault(), InputFault::NamedFile);
    EXPECT_EQ(error->key(), "devices.it.profile");
    EXPECT_THAT(what_of(scenario_with("{model: profile_load, profile: '-'}")),
                HasSubstr("standard input"));
}

TEST(PowerFile, ItsMeanIsThatOfItsTimeOrOfItsPeriod) {
    PowerFile file{.path = "",
                   .rows = std::make_shared<const std::vector<PowerFile::Row>>(
                       std::vector<PowerFile::Row>{{.after = hours{0}, .power_w = 100.0},
                                                   {.after = hours{1}, .power_w = 40.0},
                                                   {.after = hours{4}, .power_w = 0.0}})};
    EXPECT_DOUBLE_EQ(file.mean_w({}), (100.0 + 3 * 40.0) / 4);
    EXPECT_DOUBLE_EQ(file.mean_w(hours{10}), (100.0 + 3 * 40.0) / 10);
    file.rows = std::make_shared<const std::vector<PowerFile::Row>>(
        std::vector<PowerFile::Row>{{.after = hours{3}, .power_w = 7.0}});
    EXPECT_EQ(file.mean_w({}), 7.0);
}

/// The rules that fill in for a profile in a run of one day, by value.
std::vector<std::string> rules_of(const std::string& csv, const std::string& more = "") {
    const Folder folder;
    std::vector<std::string> rules;
    for (const Assumption& row : assumptions_of(
             load_beside(folder, csv, "{model: profile_load, profile: it.csv" + more + "}"))) {
        if (row.path == "devices.it.profile") {
            rules.push_back(row.value + ": " + row.note);
        }
    }
    return rules;
}

TEST(PowerFile, ThatDoesNotCoverTheRunIsToldAmongTheAssumptions) {
    const std::string holds = "its last row holds: 20 W from day ";
    const std::string nothing = "0 W before its first row: day ";
    // Six hours each, so that the last row ends after twelve.
    EXPECT_THAT(rules_of("time_s,power_w\n0,10\n21600,20\n"), ElementsAre(holds + "0.5 on"));
    EXPECT_THAT(rules_of("time_s,power_w\n21600,10\n32400,20\n"),
                ElementsAre(nothing + "0.25", holds + "0.5 on"));
    EXPECT_THAT(rules_of("time,power_w\n2026-05-01,10\n2026-05-02,20\n"),
                ElementsAre(holds + "0 on"));
    EXPECT_THAT(rules_of("time,power_w\n2026-06-07,10\n2026-06-08,20\n"),
                ElementsAre(nothing + "2"));
}

TEST(PowerFile, ThatCoversTheRunOrRepeatsIsNoAssumption) {
    EXPECT_THAT(rules_of("time_s,power_w\n0,10\n43200,20\n"), IsEmpty());
    EXPECT_THAT(rules_of("time,power_w\n2026-06-04,10\n2026-06-05,20\n2026-06-06,0\n"), IsEmpty());
    EXPECT_THAT(rules_of("time_s,power_w\n3600,10\n7200,20\n", ", repeats_every: 6 h"), IsEmpty());
    EXPECT_THAT(rules_of("time_s,power_w\n0,10\n"), IsEmpty());  // one row is a constant
}

// The scenario's text does not hold what the file says, so the hash of what was read must.
TEST(PowerFile, BelongsToTheHashOfWhatWasRead) {
    const Folder folder;
    const auto hash_of = [&](const std::string& csv) {
        return load_beside(folder, csv, "{model: profile_load, profile: it.csv}").catalog_hash;
    };
    const std::uint64_t first = hash_of("time_s,power_w\n0,10\n");
    EXPECT_EQ(hash_of("time_s,power_w\n0,10\n"), first);
    EXPECT_NE(hash_of("time_s,power_w\n0,11\n"), first);
    EXPECT_NE(hash_of("time_s,power_w\n1,10\n"), first);
}

TEST(PowerFile, DrivesALoadThroughTheDay) {
    const Folder folder;
    // 4 hours of 60 W, and 20 of nothing, twice.
    const LoadedScenario loaded =
        load_beside(folder, "time_s,power_w\n0,0\n21600,60\n36000,0\n",
                    "{model: profile_load, profile: it.csv, repeats_every: 1 d}", "2 d");
    const RunResult result = run_fixed(loaded);
    const auto row = std::find_if(result.ledger.begin(), result.ledger.end(),
                                  [](const LedgerRow& one) { return one.item == "it"; });
    ASSERT_NE(row, result.ledger.end());
    EXPECT_NEAR(row->energy_wh, -480.0, 0.01);
}

TEST(PowerFile, ChargesByTheSunAsFarAsTheLimitGoes) {
    const Folder folder;
    // 4 hours: one within the limit of 10 A, three that give more than that at about 13.3 V.
    const LoadedScenario loaded = load_beside(
        folder, "time_s,power_w\n0,0\n21600,60\n25200,500\n36000,0\n",
        "{model: profile_charger, charges: 10 A, profile: it.csv, connected_to: battery}");
    const RunResult result = run_fixed(loaded);
    EXPECT_NEAR(*result.metrics[Metric::ChargeHighest], 10.0, 0.01);
    const auto row = std::find_if(result.ledger.begin(), result.ledger.end(),
                                  [](const LedgerRow& one) { return one.item == "it"; });
    ASSERT_NE(row, result.ledger.end());
    EXPECT_EQ(row->kind, LedgerRow::Kind::Charger);
    EXPECT_NEAR(*row->charge_ah, 60.0 / 13.3 + 30.0, 0.05);
}

// 2 min at 900 rpm of 30 A, 1 min at 2000 rpm of 70 A, into a starter battery that takes all.
TEST(SpeedFile, TellsWhatAnAlternatorGives) {
    const Folder folder;
    folder.write("drive.csv", "time_s,speed_rpm\n0,0\n60,900\n180,2000\n240,0\n");
    const auto text = [](const std::string& speed) {
        return "start: '2026-05-01 00:00'\nduration: 10 min\n"
               "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 60}\ndevices:\n"
               "  link: {model: cyrix_li_ct_120, switched_by: nothing}\n"
               "  starter: {model: lead_battery_12v, capacity: 200 Ah, soc_pct: 20, connected_to: "
               "link}\n"
               "  alternator: {model: alternator, charges: 90 A, connected_to: link, " +
               speed + "}\n";
    };
    const std::string file = folder.write(
        "s.yaml", text("speed_profile: drive.csv, gives_a_at_rpm: {600: 0, 900: 30, 2000: 70}"));
    const LoadedScenario loaded = load_scenario(file);
    const RunResult result = run_leap(loaded);
    const auto row = std::find_if(result.ledger.begin(), result.ledger.end(),
                                  [](const LedgerRow& one) { return one.item == "alternator"; });
    ASSERT_NE(row, result.ledger.end());
    EXPECT_NEAR(*row->charge_ah, 30.0 * 2.0 / 60.0 + 70.0 / 60.0, 1e-6);
    EXPECT_EQ(drivers_disagree(loaded), "");

    const auto what = [&](const std::string& speed) {
        return std::string{error_of([&] { load_text(text(speed)); })->what()};
    };
    EXPECT_THAT(what("speed_rpm: 900"), testing::HasSubstr("gives_a_at_rpm: is missing"));
    EXPECT_THAT(what("gives_a_at_rpm: {600: 0, 900: 30}"),
                testing::HasSubstr("speed_rpm: is missing"));
    folder.write("wrong.csv", "time_s,power_w\n0,0\n");
    const std::string wrong =
        folder.write("w.yaml", text("speed_profile: wrong.csv, gives_a_at_rpm: {600: 0, 900: 30}"));
    EXPECT_THAT(error_of([&] { load_scenario(wrong); })->what(),
                testing::HasSubstr("expected time_s or time, and speed_rpm"));
}

}  // namespace
}  // namespace engine
