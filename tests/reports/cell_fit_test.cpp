// `banktwin fit`: from files to a catalogue that scenarios and validate-cell read.

#include "reports/cell_fit.hpp"

#include "engine/bank_builder.hpp"
#include "engine/catalog.hpp"
#include "engine/scenario_checks.hpp"
#include "engine/scenario_loader.hpp"
#include "tests/engine/support.hpp"
#include "tests/reports/support.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using engine::Folder;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

double level_gap_v(double /*soc*/) {
    return 0.01;
}

/// 10 Ah: V = 3 + 0.4 SoC ± 10 mV + 8 mΩ I. Positive current discharges, as cyclers like it.
std::string profile_of(double from_soc, double dt_s, double duration_s,
                       const std::function<double(double)>& discharge_a,
                       const std::function<double(double)>& half_gap_v = level_gap_v,
                       double resistance_ohm = 0.008) {
    std::string text = "Time_s,Current_A,Voltage_V\n";
    double soc = from_soc;
    for (double t_s = 0.0; t_s <= duration_s; t_s += dt_s) {
        const double current_a = -discharge_a(t_s);
        const double branch = current_a > 0.0 ? half_gap_v(soc) : -half_gap_v(soc);
        text += fmt::format("{},{},{:.6f}\n", t_s, -current_a,
                            3.0 + 0.4 * soc + branch + resistance_ohm * current_a);
        soc += current_a * dt_s / 36'000.0;
    }
    return text;
}
std::string slow_cycle(const std::function<double(double)>& half_gap_v = level_gap_v) {
    return profile_of(
        1.0, 200.0, 2.0 * 71'000.0, [](double t_s) { return t_s < 71'000.0 ? 0.5 : -0.5; },
        half_gap_v);
}
std::string pulses(double seconds = 7000.0, double resistance_ohm = 0.008) {
    return profile_of(
        1.0, 10.0, seconds, [](double t_s) { return std::fmod(t_s, 300.0) < 200.0 ? 6.0 : 1.0; },
        level_gap_v, resistance_ohm);
}

struct Files {
    Folder folder;
    std::string slow = folder.write("slow.csv", slow_cycle());
    std::string pulse = folder.write("pulses.csv", pulses());
    std::string cell = folder.path("My Cell.yaml");
};

TEST(Fit, WritesACellThatTellsTheVoltagesAsItSaysAndThatAScenarioUses) {
    const Files files;
    const Json answer = json_of({"fit", "--ocv", files.slow, "--dynamic", files.pulse,
                                 "--capacity-ah", "10", "-o", files.cell, "--evaluations", "25"});
    EXPECT_EQ(files.folder.names(),
              (std::vector<std::string>{"My Cell.yaml", "pulses.csv", "slow.csv"}));
    EXPECT_EQ(answer["schema"], "banktwin.fit/1");
    EXPECT_EQ(answer["cell"], "my_cell");
    EXPECT_EQ(answer["catalog"], files.cell);
    EXPECT_EQ(answer["positive_current"], "discharge");
    EXPECT_EQ(answer["ocv"].size(), 1);
    EXPECT_LT(answer["dynamic"][0]["rmse_mv"]["10_to_95"], 2.0);
    // The file on the disk gives the figures that were told, to the last bit.
    const Json checked = json_of({"validate-cell", files.cell, files.pulse});
    EXPECT_EQ(checked["rmse_mv"], answer["dynamic"][0]["rmse_mv"]);
    EXPECT_EQ(checked["mean_error_mv"], answer["dynamic"][0]["mean_error_mv"]);
    EXPECT_EQ(checked["capacity_ah"], 10.0);
    EXPECT_NEAR(answer["resistance_ohm"].get<double>(), 0.008, 0.004);

    const std::string yaml = engine::text_of_file(files.cell);
    EXPECT_THAT(yaml, StartsWith(cell_file_mark));
    EXPECT_THAT(yaml, HasSubstr("source: \"banktwin fit of slow.csv, pulses.csv\""));
    // What was not measured is that of a cell whose entry says so.
    EXPECT_THAT(yaml, HasSubstr("  my_cell:\n    like: lithium_ng"));
    told({"catalog", "check", files.cell});
    const std::string scenario = files.folder.write(
        "s.yaml",
        "duration: 10 min\ncatalog: [My Cell.yaml]\nbank: {battery: my_cell, soc_pct: 50}\n");
    EXPECT_EQ(json_of({"run", scenario, "--quiet"})["schema"], "banktwin.run/1");
    // Whoever builds another battery of it names the cell.
    const std::string other = files.folder.write(
        "o.yaml",
        "duration: 10 min\ncatalog: [My Cell.yaml]\n"
        "bank: {battery: {like: lithium_ng_12v8_100ah, cell: my_cell}, soc_pct: 50}\n");
    EXPECT_EQ(json_of({"run", other, "--quiet"})["schema"], "banktwin.run/1");
}

TEST(Fit, WritesABatteryOfFourSuchCells) {
    const Files files;
    json_of({"fit", "--ocv", files.slow, "--dynamic", files.pulse, "--capacity-ah", "10", "-o",
             files.cell, "--evaluations", "5"});
    engine::Catalog catalog = engine::Catalog::shipped();
    catalog.add(engine::text_of_file(files.cell), std::make_shared<engine::Source>());
    engine::Provenance provenance;
    const engine::BatteryEntry battery = engine::read_battery(catalog, "my_cell", provenance);
    const engine::BatteryEntry shipped =
        engine::read_battery(catalog, "lithium_ng_12v8_100ah", provenance);
    ASSERT_TRUE(battery.cell.resistance_ohm);
    EXPECT_EQ(battery.cells, 4);
    EXPECT_EQ(battery.capacity_ah, 10.0);
    EXPECT_NEAR(battery.internal_resistance_ohm, 4.0 * *battery.cell.resistance_ohm, 1e-9);
    // What goes with the size is a tenth of that of 100 Ah, a surface 0.1^(2/3).
    EXPECT_NEAR(battery.discharge_continuous_a, 0.1 * shipped.discharge_continuous_a, 1e-6);
    EXPECT_NEAR(battery.discharge_pulse_a, 0.1 * shipped.discharge_pulse_a, 1e-6);
    EXPECT_NEAR(battery.charge_continuous_a, 0.1 * shipped.charge_continuous_a, 1e-6);
    EXPECT_NEAR(battery.charge_pulse_a, 0.1 * shipped.charge_pulse_a, 1e-6);
    EXPECT_NEAR(battery.heat_capacity_j_per_k, 0.1 * shipped.heat_capacity_j_per_k, 1e-3);
    EXPECT_NEAR(battery.heat_transfer_w_per_k, 0.2154 * shipped.heat_transfer_w_per_k, 1e-3);
    EXPECT_EQ(battery.charge_voltage_highest_v, shipped.charge_voltage_highest_v);
    EXPECT_THAT(battery.source, HasSubstr("lithium_ng_12v8_100ah"));
}

TEST(Fit, NamesHowAScenarioUsesIt) {
    const Files files;
    const std::string answer =
        told({"fit", "--ocv", files.slow, "--dynamic", files.pulse, "--capacity-ah", "10", "-o",
              files.cell, "--evaluations", "2", "--quiet"});
    EXPECT_THAT(answer, HasSubstr("catalog: [" + files.cell + "]"));
    EXPECT_THAT(answer, HasSubstr("bank: {battery: my_cell}"));
}

TEST(Fit, RefusesANameThatIsTakenOrNone) {
    const Files files;
    for (const auto& [name, why] :
         {std::pair{"lithium_ng", "is in the shipped catalogue"},
          std::pair{"lithium_ng_12v8_100ah", "is in the shipped catalogue"},
          std::pair{"a: b", "has letters, digits, _ and -, and begins with a letter"}}) {
        const Answer answer = banktwin({"fit", "--ocv", files.slow, "--capacity-ah", "10", "-o",
                                        files.cell, "--name", name, "--evaluations", "2"});
        EXPECT_EQ(answer.code, UsageError) << name;
        EXPECT_THAT(answer.err, HasSubstr(why));
    }
    EXPECT_THAT(files.folder.names(), Not(testing::Contains("My Cell.yaml")));
}

TEST(Fit, FallsToZeroVoltsBelowEmptyAndIsDamagedThere) {
    const Files files;
    const Json fit = json_of({"fit", "--ocv", files.slow, "--dynamic", files.pulse, "--capacity-ah",
                              "10", "-o", files.cell, "--evaluations", "5"});
    EXPECT_THAT(fit["notes"].dump(), HasSubstr("the branches fall as those of lithium_ng"));
    // 100 mA from 2 %: the reserve of 0.2 Ah is gone after 2 h, and 0.1 Ah more after 3 h. What
    // leaks besides is 0.5 mA.
    const std::string scenario = files.folder.write(
        "drained.yaml",
        "duration: 4 h\ncatalog: [My Cell.yaml]\n"
        "bank: {battery: my_cell, soc_pct: 2, last: discharged}\n"
        "devices: {radio: {model: constant_current, draws: 100 mA, connected_to: battery,\n"
        "                  cuts_out_below_per_cell: 0 V}}\n");
    const Json run = json_of({"run", scenario, "--quiet"});
    const double damaged_h = 24.0 * run["milestones"]["damage"]["day"].get<double>();
    EXPECT_GT(damaged_h, 2.0 - 0.1);
    EXPECT_LT(damaged_h, 3.0);
    EXPECT_LT(run["metrics"]["cell_lowest_v"].get<double>(), 1.0);
    EXPECT_GT(run["metrics"]["capacity_lost_below_empty_pct"].get<double>(), 1.0);
}

/// None below 42 % of charge, from there on as wide as the other cell's within 2 %.
double gap_that_closes_v(double soc) {
    return std::clamp(0.5 * (soc - 0.42), 0.0, 0.01);
}

TEST(Fit, LiftsTheChargeBranchWhereTheBranchesMeet) {
    const Files files;
    const std::string slow = files.folder.write("meet.csv", slow_cycle(gap_that_closes_v));
    json_of({"fit", "--ocv", slow, "--dynamic", files.pulse, "--capacity-ah", "10", "-o",
             files.cell, "--evaluations", "5"});
    told({"catalog", "check", files.cell});
    const engine::CellEntry cell = cell_model_from(engine::text_of_file(files.cell), "c").entry;
    EXPECT_FALSE(engine::find_crossing(cell));
    const auto between_v = [&](double soc_pct) {
        const models::Chemistry chemistry = engine::chemistry_of(cell);
        return models::Curve{chemistry.ocv_charge_v, 0.005}.value(0.01 * soc_pct) -
               models::Curve{chemistry.ocv_discharge_v, 0.005}.value(0.01 * soc_pct);
    };
    // They do meet, and what was measured elsewhere is still there.
    EXPECT_LT(between_v(37.5), 2e-3);
    EXPECT_NEAR(between_v(60.0), 0.02, 6e-3);  // a part is taken as relaxing
}

TEST(Fit, SaysWhatWasNotMeasuredAndWhatIsOdd) {
    const Files files;
    const auto notes = [](const std::vector<std::string>& slow,
                          const std::vector<std::string>& others, double capacity_ah) {
        CellFitQuestion question{.ocv = {},
                                 .dynamic = {},
                                 .capacity_ah = capacity_ah,
                                 .name = "mine",
                                 .positive = std::nullopt,
                                 .most_evaluations = 2,
                                 .progress = {}};
        for (const std::string& file : slow) {
            question.ocv.push_back(FitFile::parse(file));
        }
        for (const std::string& file : others) {
            question.dynamic.push_back(FitFile::parse(file));
        }
        std::string all;
        for (const std::string& note : fit_cell_from_files(question).document.notes) {
            all += note + '\n';
        }
        return all;
    };
    EXPECT_THAT(notes({files.slow}, {files.pulse}, 10.0),
                AllOf(HasSubstr("taken as 25 °C, without temperature_degc: "),
                      Not(HasSubstr("nothing was measured"))));
    // 7000 s of 6 and 1 A in turns leave 15 % of 10 Ah.
    EXPECT_THAT(notes({}, {files.pulse}, 10.0), HasSubstr("nothing was measured below 1"));
    EXPECT_THAT(notes({files.slow}, {}, 10.0),
                HasSubstr("how much of the voltage is resistance is not told"));
    const std::string only_slow = notes({files.slow}, {}, 10.0);
    EXPECT_THAT(only_slow, HasSubstr("only slow cycles were given"));
    EXPECT_THAT(only_slow, HasSubstr("all of one temperature"));
    EXPECT_THAT(notes({}, {files.pulse}, 10.0), HasSubstr("no whole slow cycle"));
    // The last row of the discharge is at 70,800 s: 0.5 A * 19.667 h.
    EXPECT_THAT(
        notes({files.slow}, {files.pulse}, 12.0),
        HasSubstr("takes out 9.83 Ah, 81.9 % of the capacity given: is --capacity-ah right?"));
}

TEST(Fit, SaysWhatSpeaksAgainstWhatWasTaken) {
    const Files files;
    const auto notes = [&](std::vector<std::string> args) {
        args.insert(args.begin(),
                    {"fit", "--capacity-ah", "10", "-o", files.cell, "--evaluations", "2"});
        return json_of(args)["notes"].dump();
    };
    EXPECT_THAT(notes({"--dynamic", files.pulse}),
                AllOf(Not(HasSubstr("far beyond")), HasSubstr("nothing was measured below")));
    const Answer beyond = banktwin({"fit", "--capacity-ah", "10", "-o", files.folder.path("b.yaml"),
                                    "--evaluations", "2", "--dynamic", files.pulse + "@50"});
    EXPECT_EQ(beyond.code, ScenarioError) << "no cell is like that";
    EXPECT_THAT(beyond.err, AllOf(HasSubstr("pulses.csv: by its charge the cell goes from 50.0 to "
                                            "-34."),
                                  HasSubstr("is --capacity-ah right")));
    EXPECT_THAT(beyond.err, Not(HasSubstr("Is time_s in ms")));
    // An hour at 5 A, its time in ms: 5000 Ah.
    std::string slowed = "time_s,current_a,voltage_v\n";
    for (int t_s = 0; t_s <= 3600; t_s += 10) {
        slowed += fmt::format("{},-5,{}\n", t_s * 1000, 3.3 - 1e-5 * t_s);
    }
    const std::string in_ms = files.folder.write("ms.csv", slowed);
    for (const char* said : {"", "@100"}) {
        const Answer answer =
            banktwin({"fit", "--capacity-ah", "10", "-o", files.folder.path("b.yaml"),
                      "--evaluations", "2", "--positive", "charge", "--dynamic", in_ms + said});
        EXPECT_EQ(answer.code, ScenarioError);
        // 5000 of 10 Ah from full on, and no start from which that would fit.
        EXPECT_THAT(answer.err,
                    AllOf(HasSubstr("goes from 100.0 to -49900.0 %"), HasSubstr("Is time_s in ms?"),
                          Not(HasSubstr("ask for a start"))));
    }
    // Against its voltages it is charged from full on.
    const Answer against =
        banktwin({"fit", "--capacity-ah", "10", "-o", files.folder.path("b.yaml"), "--evaluations",
                  "2", "--dynamic", files.pulse + "@100", "--positive", "charge"});
    EXPECT_EQ(against.code, ScenarioError);
    EXPECT_THAT(against.err,
                AllOf(HasSubstr("from 100.0 to 184."),
                      HasSubstr("its voltages say clearly that positive current discharges")));
    // A rest does not tell its sign; here it is far off all the same.
    std::string rest = "time_s,current_a,voltage_v\n";
    for (int t_s = 0; t_s < 3600; t_s += 10) {
        rest += fmt::format("{},0,3.9\n", t_s);
    }
    EXPECT_THAT(notes({"--ocv", files.slow, "--dynamic",
                       files.folder.write("rest.csv", rest) + "@10," + files.pulse}),
                HasSubstr("and its own voltages do not tell the sign of its current, of which "
                          "positive is taken to discharge"));
}

/// 6 A for 200 s and 20 minutes of rest, 20 times from `from_soc` on.
std::string pulses_with_rests(double from_soc, int pulses = 20) {
    return profile_of(from_soc, 10.0, 1400.0 * pulses,
                      [](double t_s) { return std::fmod(t_s, 1400.0) < 200.0 ? 6.0 : 0.0; });
}

TEST(Fit, TakesTheStartThatTheVoltagesTellWhereNoneIsSaid) {
    const Files files;
    const std::string data = files.folder.write("upper.csv", pulses_with_rests(0.6, 10));
    const auto answer = [&](const std::string& dynamic) {
        return json_of({"fit", "--ocv", files.slow, "--dynamic", dynamic, "--capacity-ah", "10",
                        "-o", files.cell, "--evaluations", "5"});
    };
    const Json unsaid = answer(data);
    EXPECT_NEAR(unsaid["dynamic"][0]["start_soc_pct"].get<double>(), 60.0, 1.0);
    EXPECT_THAT(unsaid["notes"].dump(),
                AllOf(HasSubstr("upper.csv: is taken to start at "),
                      HasSubstr("as its voltages tell (FILE@soc_pct says it)")));
    const Json said = answer(data + "@90");
    EXPECT_EQ(said["dynamic"][0]["start_soc_pct"], 90.0);
    EXPECT_THAT(said["notes"].dump(),
                HasSubstr("upper.csv: is said to start at 90.0 %, but its voltages ask for "));
    EXPECT_THAT(answer(data + "@60@discharged")["notes"].dump(), Not(HasSubstr("to start at")));
}

TEST(Fit, TakesRestsThatAreLeftOutForRests) {
    const Files files;
    const std::string whole = pulses_with_rests(1.0);
    std::string text;
    for (std::size_t begin = 0; begin < whole.size(); begin = whole.find('\n', begin) + 1) {
        const std::string line = whole.substr(begin, whole.find('\n', begin) + 1 - begin);
        text += line.find(",-0,") == std::string::npos && line.find(",0,") == std::string::npos
                    ? line
                    : "";
    }
    const Json answer =
        json_of({"fit", "--ocv", files.slow, "--dynamic", files.folder.write("loads.csv", text),
                 "--capacity-ah", "10", "-o", files.cell, "--evaluations", "5"});
    // Each of 1200 s and the step to its first row.
    EXPECT_THAT(answer["notes"].dump(),
                HasSubstr("loads.csv says nothing for long 20 times, 6.72 h together; these are "
                          "taken as rests, as the voltages tell"));
    EXPECT_NEAR(answer["dynamic"][0]["end_soc_pct"].get<double>(), 100.0 - 20.0 * 3.33, 4.0);
}

TEST(Fit, SaysWhatTheProfilesCannotTellOfTheResistances) {
    const Files files;
    const auto notes = [&](const std::string& data) {
        return json_of({"fit", "--ocv", files.slow, "--dynamic", data + "@100", "--capacity-ah",
                        "10", "-o", files.cell, "--evaluations", "5"})["notes"]
            .dump();
    };
    EXPECT_THAT(notes(files.pulse), HasSubstr("stays for ten minutes"));
    EXPECT_THAT(notes(files.folder.write("rests.csv", pulses_with_rests(1.0))),
                Not(HasSubstr("stays for ten minutes")));
    // Two pulses, each answered a row late: too few edges to move the voltages.
    std::string late = "time_s,current_a,voltage_v\n";
    double before_a = 0.0;
    double soc = 1.0;
    for (int t_s = 0; t_s <= 7200; t_s += 20) {
        const double current_a = t_s % 3600 < 1800 ? -6.0 : 0.0;
        late += fmt::format("{},{},{:.6f}\n", t_s, -current_a, 2.99 + 0.4 * soc + 0.008 * before_a);
        soc += current_a * 20.0 / 36'000.0;
        before_a = current_a;
    }
    EXPECT_THAT(notes(files.folder.write("late.csv", late)),
                HasSubstr("of R0 and R1 together at 50 %: the voltages hardly answer"));
    EXPECT_THAT(notes(files.pulse), Not(HasSubstr("of R0 and R1 together")));
}

TEST(Fit, RefusesWhatNoCellCanBeToldFrom) {
    const Files files;
    const std::string shortly = files.folder.write("20s.csv", pulses(20.0));
    const Answer answer = banktwin(
        {"fit", "--dynamic", shortly, "--capacity-ah", "10", "-o", files.folder.path("20s.yaml")});
    EXPECT_EQ(answer.code, ScenarioError);
    EXPECT_THAT(answer.err,
                HasSubstr("20s.csv: no profile moves more than 0.033 Ah, 0.33 % of the capacity; a "
                          "cell cannot be told from less than 2 %"));
    EXPECT_THAT(files.folder.names(), Not(testing::Contains("20s.yaml")));
}

// A cell whose voltages answer the other way round has no resistance, and is none that a scenario
// takes.
TEST(Fit, WritesNothingThatTheProgramWouldRefuse) {
    const Files files;
    const std::string data = files.folder.write("other.csv", pulses(7000.0));
    const Answer answer = banktwin({"fit", "--dynamic", data + "@5", "--positive", "charge",
                                    "--capacity-ah", "10", "-o", files.cell, "--evaluations", "2"});
    EXPECT_EQ(answer.code, ScenarioError);
    EXPECT_THAT(answer.err,
                HasSubstr("other.csv: no cell answers to its currents with such voltages: "));
    EXPECT_THAT(files.folder.names(), Not(testing::Contains("My Cell.yaml")));
}

TEST(Fit, TellsHowMuchOfTheChargeWasSeen) {
    const Files files;
    const Json answer =
        json_of({"fit", "--dynamic", files.pulse, "--capacity-ah", "10", "--evaluations", "2", "-o",
                 files.cell, "--json", "--report", files.folder.path("fit.html")});
    EXPECT_NEAR(answer["covered_from_soc_pct"].get<double>(), answer["dynamic"][0]["end_soc_pct"],
                0.05);
    EXPECT_NEAR(answer["covered_to_soc_pct"].get<double>(), 100.0, 0.05);
    EXPECT_THAT(engine::text_of_file(files.folder.path("fit.html")),
                HasSubstr("Note: nothing was measured below"));
}

TEST(Fit, RefusesWhatItCannotUse) {
    const Files files;
    const auto answer = [&](std::vector<std::string> args) {
        args.insert(args.begin(), {"fit", "--capacity-ah", "10", "-o", files.cell});
        return banktwin(args);
    };
    EXPECT_THAT(answer({}).err, HasSubstr("fit needs profiles: --ocv, --dynamic or both"));
    EXPECT_THAT(answer({"--dynamic", files.pulse + "@400"}).err,
                HasSubstr("a state of charge of 400 %"));
    EXPECT_THAT(answer({"--dynamic", files.pulse + "@50@900"}).err,
                HasSubstr("a temperature of 900 °C"));
    const Answer missing = answer({"--dynamic", files.folder.path("no.csv")});
    EXPECT_EQ(missing.code, ScenarioError);
    EXPECT_THAT(missing.err, HasSubstr("no.csv"));
    EXPECT_EQ(files.folder.names(), (std::vector<std::string>{"pulses.csv", "slow.csv"}));
    // Not ours to overwrite.
    EXPECT_EQ(banktwin({"fit", "--capacity-ah", "10", "-o", files.slow, "--ocv", files.slow}).code,
              UsageError);
}

TEST(FitFile, TakesChargeAndTemperatureFromItsName) {
    const auto parsed = [](const std::string& text) {
        const FitFile file = FitFile::parse(text);
        return std::tuple{file.file, file.soc_pct.value_or(-1.0), file.degc.value_or(-1.0)};
    };
    using models::fit::LastDone;
    EXPECT_EQ(parsed("a.csv"), (std::tuple{"a.csv", -1.0, -1.0}));
    EXPECT_EQ(parsed("a@b.csv"), (std::tuple{"a@b.csv", -1.0, -1.0}));
    EXPECT_EQ(parsed("a.csv@80"), (std::tuple{"a.csv", 80.0, -1.0}));
    EXPECT_EQ(parsed("me@home/a.csv@99.5@-15"), (std::tuple{"me@home/a.csv", 99.5, -15.0}));
    EXPECT_EQ(parsed("a.csv@40@5@charged"), (std::tuple{"a.csv", 40.0, 5.0}));
    EXPECT_EQ(FitFile::parse("a.csv@40@charged").last, LastDone::Charged);
    EXPECT_EQ(FitFile::parse("a.csv@discharged").last, LastDone::Discharged);
    EXPECT_EQ(FitFile::parse("a.csv@40").last, std::nullopt);
    EXPECT_THROW(FitFile::parse("a.csv@1.2.3"), std::invalid_argument);
    EXPECT_EQ(parsed("a.csv@0.5 %@5"), (std::tuple{"a.csv", 0.5, 5.0}));
}

TEST(FitFile, RefusesTheSlipOfAShareForPercent) {
    const Files files;
    const Answer answer =
        banktwin({"fit", "--capacity-ah", "10", "-o", files.cell, "--ocv", files.slow + "@0.9"});
    EXPECT_EQ(answer.code, UsageError);
    EXPECT_THAT(answer.err, HasSubstr("0.9 %? did you mean 90?"));
}

}  // namespace
}  // namespace reports
