// `banktwin validate-cell`: the figures, the page, and what is wrong with a cell.

#include "reports/cell_validation.hpp"

#include "reports/plot.hpp"
#include "tests/engine/support.hpp"
#include "tests/reports/support.hpp"

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

/// 10 Ah with 10 mΩ and nothing else: V = 3 + 0.5 SoC + R I.
const std::string plain_cell =
    "cells:\n  plain:\n    capacity_ah: 10\n    resistance: 10 mOhm\n"
    "    ocv_discharge_v: {0: 3, 100: 3.5}\n    entropic_v_per_k: 0\n    resistance_factor: 1\n";

/// 5 A out for 90 minutes from full, with the voltage of that cell `off_mv` too high, and 40 mV
/// more below 5 %. Positive current discharges.
std::string plain_profile(double off_mv, double from_soc = 1.0) {
    std::string text = "time_s,current_a,voltage_v\n";
    for (int t_s = 0; t_s <= 6840; t_s += 10) {
        const double soc = from_soc - 0.5 * t_s / 3600.0;
        const double volts = 3.0 + 0.5 * soc - 0.05 + 1e-3 * off_mv + (soc < 0.05 ? 0.04 : 0.0);
        text += fmt::format("{},5,{:.7f}\n", t_s, volts);
    }
    return text;
}

TEST(ValidateCell, GivesTheErrorOfEveryRegion) {
    const Folder folder;
    const std::string cell = folder.write("cell.yaml", plain_cell);
    const std::string data = folder.write("data.csv", plain_profile(2.0));
    const Json answer = json_of({"validate-cell", cell, data});
    EXPECT_EQ(answer["schema"], "banktwin.validate_cell/1");
    EXPECT_EQ(answer["cell"], "plain");
    EXPECT_EQ(answer["positive_current"], "discharge");
    EXPECT_EQ(answer["samples"], 685);
    EXPECT_NEAR(answer["end_soc_pct"].get<double>(), 5.0, 1e-9);
    for (const char* region : {"full", "above_5", "10_to_95", "10_to_90"}) {
        EXPECT_NEAR(answer["rmse_mv"][region].get<double>(), 2.0, 1e-3) << region;
        EXPECT_NEAR(answer["mean_error_mv"][region].get<double>(), 2.0, 1e-3) << region;
    }
    EXPECT_EQ(answer["bands"].size(), 10);
    EXPECT_EQ(answer["bands"][9]["from_soc_pct"], 90.0);
}

TEST(ValidateCell, StartsWhereItIsTold) {
    const Folder folder;
    const std::string cell = folder.write("cell.yaml", plain_cell);
    const std::string data = folder.write("data.csv", plain_profile(-3.0, 0.99));
    const Json answer = json_of({"validate-cell", cell, data, "--soc-pct", "99"});
    EXPECT_NEAR(answer["rmse_mv"]["above_5"].get<double>(), 3.0, 1e-3);
    EXPECT_GT(answer["rmse_mv"]["full"].get<double>(), 4.5);
    // Of 1 % too much, 5 mV less.
    const Json off = json_of({"validate-cell", cell, data});
    EXPECT_NEAR(off["mean_error_mv"]["10_to_90"].get<double>(), -8.0, 1e-3);
    // The opposite sign charges.
    const Json turned = json_of({"validate-cell", cell, data, "--positive", "charge"});
    EXPECT_NEAR(turned["end_soc_pct"].get<double>(), 195.0, 1e-9);
}

/// 20 mV per per cent below 20 %, so that the voltage tells of the charge; the points beside the
/// knee keep the curve straight.
const std::string cell_with_a_knee =
    "cells:\n  plain:\n    capacity_ah: 10\n    resistance: 10 mOhm\n"
    "    ocv_discharge_v: {0: 2.8, 18: 3.16, 20: 3.2, 22: 3.2075, 100: 3.5}\n    entropic_v_per_k: "
    "0\n"
    "    resistance_factor: 1\n";
/// 10 A every other sample, that the samples see as so much less.
std::string seen_by_samples(double gain) {
    std::string text = "time_s,current_a,voltage_v\n";
    for (int t_s = 0; t_s <= 7100; t_s += 10) {
        const double soc = 1.0 - 0.5 * t_s / 3600.0;
        const double ocv = soc < 0.2 ? 2.8 + 2.0 * soc : 3.2 + 0.375 * (soc - 0.2);
        const double current_a = t_s % 20 == 0 ? 0.0 : 10.0;
        text += fmt::format("{},{},{:.7f}\n", t_s, current_a / gain, ocv - 0.01 * current_a);
    }
    return text;
}

TEST(ValidateCell, TakesTheChargeThatTheVoltagesAskForWithinWhatTheSamplesMiss) {
    const Folder folder;
    const std::string cell = folder.write("cell.yaml", cell_with_a_knee);
    const std::string data = folder.write("data.csv", seen_by_samples(1.003));
    const Json answer = json_of({"validate-cell", cell, data});
    EXPECT_NEAR(answer["charge_gain"].get<double>(), 1.003, 1e-3);
    // 710 jumps of 10 A within 10 s, over √12.
    EXPECT_NEAR(answer["charge_uncertainty_ah"].get<double>(), 0.2137 / 1.003, 2e-4);
    EXPECT_LT(answer["rmse_mv"]["full"], 0.5 * answer["rmse_as_counted_mv"]["full"].get<double>());
    EXPECT_NEAR(answer["end_soc_pct"].get<double>(), 100.0 - 0.5 * 7100.0 / 36.0, 0.1);
    EXPECT_THAT(told({"validate-cell", cell, data}),
                HasSubstr("% more charge than the currents add up to"));
    EXPECT_THAT(told({"validate-cell", cell, folder.write("f.csv", seen_by_samples(0.997))}),
                HasSubstr("% less charge than the currents add up to"));
    const std::string right = folder.write("right.csv", seen_by_samples(1.0));
    EXPECT_THAT(told({"validate-cell", cell, right}), Not(HasSubstr("add up to")));
    const Json none = json_of({"validate-cell", cell, right});
    EXPECT_EQ(none["charge_gain"], 1.0);
    EXPECT_TRUE(none["rmse_as_counted_mv"]["full"].is_null());
    EXPECT_TRUE(none["notes"].dump().find("charge_gain") == std::string::npos);
}

// Three deviations are 3 * 0.2137 Ah of 9.86, so half a percent is the bound, and what is a little
// further off comes to stand there.
TEST(ValidateCell, SaysThatTheChargeStandsAtTheBoundOfWhatSamplesMayMiss) {
    const Folder folder;
    const std::string cell = folder.write("cell.yaml", cell_with_a_knee);
    const Json answer =
        json_of({"validate-cell", cell, folder.write("data.csv", seen_by_samples(1.006))});
    EXPECT_EQ(answer["charge_gain_bound"], 0.005);
    EXPECT_NEAR(answer["charge_gain"].get<double>(), 1.005, 1e-9);
    EXPECT_THAT(answer["notes"].dump(), HasSubstr("as charge_gain may give, or more"));
}

/// A counter beside, of what the samples see less of, that is so much too large.
std::string counted(double gain) {
    std::string text = "time_s,current_a,voltage_v,chg_ah,dis_ah\n";
    for (int t_s = 0; t_s <= 7100; t_s += 10) {
        const double soc = 1.0 - 0.5 * t_s / 3600.0;
        const double ocv = soc < 0.2 ? 2.8 + 2.0 * soc : 3.2 + 0.375 * (soc - 0.2);
        text +=
            fmt::format("{},{},{:.7f},0,{:.7f}\n", t_s, 5.0 / gain, ocv - 0.05, 5.0 * t_s / 3600.0);
    }
    return text;
}

TEST(ValidateCell, BelievesTheCountersOfACycler) {
    const Folder folder;
    const std::string cell = folder.write("cell.yaml", cell_with_a_knee);
    const Json answer = json_of({"validate-cell", cell, folder.write("data.csv", counted(1.02))});
    EXPECT_EQ(answer["charge_from"], "counter");
    EXPECT_EQ(answer["charge_gain"], 1.0);
    EXPECT_EQ(answer["charge_gain_bound"], 0.0);
    EXPECT_EQ(answer["charge_uncertainty_ah"], 0.0);
    EXPECT_NEAR(answer["end_soc_pct"].get<double>(), 100.0 - 0.5 * 7100.0 / 36.0, 1e-4);
    EXPECT_EQ(answer["notes"].size(), 1);
    // Unless they are not of this current.
    const Json off = json_of({"validate-cell", cell, folder.write("off.csv", counted(1.2))});
    EXPECT_EQ(off["charge_from"], "currents");
    EXPECT_THAT(off["notes"].dump(), HasSubstr("chg_ah and dis_ah is off by 20 %"));
}

TEST(ValidateCell, SaysWhenTheChargeGoesWhereNoCellGets) {
    const Folder folder;
    const std::string cell = folder.write("cell.yaml", plain_cell);
    const std::string small =
        folder.write("small.yaml",
                     "cells:\n  small:\n    capacity_ah: 5\n    resistance: 20 mOhm\n"
                     "    ocv_discharge_v: {0: 3, 100: 3.5}\n    entropic_v_per_k: 0\n"
                     "    resistance_factor: 1\n");
    const std::string data = folder.write("data.csv", plain_profile(2.0));
    const Json answer = json_of({"validate-cell", small, data});
    EXPECT_THAT(
        answer["notes"].dump(),
        HasSubstr("its charge takes the cell from 100.0 to -90.0 %, far beyond empty, where "
                  "no cell gets; does it start elsewhere (--soc-pct), is the cell of "
                  "another size (--capacity-ah)?"));
    // One of twice the size is half of its resistance: the plain one.
    const Json sized = json_of({"validate-cell", small, data, "--capacity-ah", "10"});
    EXPECT_EQ(sized["rmse_mv"], json_of({"validate-cell", cell, data})["rmse_mv"]);
    EXPECT_EQ(sized["capacity_ah"], 10.0);
    EXPECT_THAT(sized["notes"].dump(),
                HasSubstr("the cell of 5 Ah is taken as one of 10 Ah, with 0.5 times its "
                          "resistance"));
    EXPECT_THAT(sized["notes"].dump(), Not(HasSubstr("far beyond")));
    // A sign that the voltages contradict is told first.
    const Json turned = json_of({"validate-cell", cell, data, "--positive", "charge"});
    EXPECT_THAT(turned["notes"][0].get<std::string>(),
                HasSubstr("its voltages say clearly that positive current discharges"));
    EXPECT_THAT(turned["notes"].dump(), AllOf(HasSubstr("from 100.0 to 195.0 %, far beyond full"),
                                              Not(HasSubstr("Is time_s in ms?"))));
}

// A thousand times the charge; no start fits that, so none is told.
TEST(ValidateCell, AsksWhetherTheTimeIsInMsWhereTheChargeIsManyTimesTheCapacity) {
    const Folder folder;
    std::string text = "time_s,current_a,voltage_v\n";
    for (int t_s = 0; t_s <= 3600; t_s += 10) {
        text += fmt::format("{},-5,{:.7f}\n", t_s * 1000, 3.45 - 0.25 * t_s / 3600.0);
    }
    const Json answer = json_of({"validate-cell", folder.write("cell.yaml", plain_cell),
                                 folder.write("ms.csv", text), "--positive", "charge"});
    EXPECT_THAT(answer["notes"].dump(),
                AllOf(HasSubstr("from 100.0 to -49900.0 %, far beyond empty"),
                      HasSubstr("Is time_s in ms?"), Not(HasSubstr("ask for another start"))));
    EXPECT_TRUE(answer["best_start_soc_pct"].is_null());
}

TEST(ValidateCell, RefusesACellThatScenariosRefuse) {
    const Folder folder;
    // Between points that meet at 10 and 40 % the charge branch sags below the other.
    const std::string cell =
        folder.write("crossing.yaml",
                     "cells:\n  crossing:\n    capacity_ah: 10\n    resistance: 10 mOhm\n"
                     "    ocv_discharge_v: {0: 3, 10: 3.3, 40: 3.31, 100: 3.5}\n"
                     "    ocv_charge_v: {0: 3, 10: 3.3, 30: 3.302, 40: 3.31, 100: 3.5}\n"
                     "    entropic_v_per_k: 0\n    resistance_factor: 1\n");
    const std::string data = folder.write("data.csv", plain_profile(2.0));
    const Answer check = banktwin({"catalog", "check", cell});
    const Answer answer = banktwin({"validate-cell", cell, data});
    EXPECT_EQ(answer.code, ScenarioError);
    EXPECT_THAT(answer.err, HasSubstr("cells.crossing.ocv_charge_v: lies below ocv_discharge_v"));
    EXPECT_EQ(answer.err, check.err);
}

TEST(ValidateCell, SaysWhatItAssumed) {
    const Folder folder;
    const std::string cell = folder.write("cell.yaml", plain_cell);
    std::string text = plain_profile(2.0);
    const Json answer = json_of({"validate-cell", cell, folder.write("data.csv", text)});
    EXPECT_EQ(answer["notes"], Json::array({"taken as 25 °C, without temperature_degc"}));
    EXPECT_TRUE(
        json_of({"validate-cell", cell, folder.write("data.csv", text), "--degc", "5"})["notes"]
            .empty());
    // 20 minutes are missing.
    text = plain_profile(0.0);
    const auto gone = text.find("\n1210,");
    text.erase(gone, text.find("\n2400,") - gone);
    EXPECT_THAT(told({"validate-cell", cell, folder.write("gap.csv", text)}),
                HasSubstr("says nothing for 1200 s from 1200 s on; 1.667 Ah are taken to have gone "
                          "out there, as the voltages tell"));
}

TEST(ValidateCell, TellsTheStartThatTheVoltagesAskForBesideTheOneGiven) {
    const Folder folder;
    const std::string cell = folder.write("cell.yaml", plain_cell);
    // An hour from 60 % on.
    std::string text = "time_s,current_a,voltage_v\n";
    for (int t_s = 0; t_s <= 3600; t_s += 10) {
        text += fmt::format("{},-5,{:.7f}\n", t_s, 3.0 + 0.5 * (0.6 - 0.5 * t_s / 3600.0) - 0.05);
    }
    const std::string data = folder.write("data.csv", text);
    const Json answer = json_of({"validate-cell", cell, data});
    // As given: 40 % of half a volt off.
    EXPECT_NEAR(answer["rmse_mv"]["full"].get<double>(), 200.0, 1e-3);
    EXPECT_EQ(answer["start_soc_pct"], 100.0);
    EXPECT_NEAR(answer["best_start_soc_pct"].get<double>(), 60.0, 0.1);
    EXPECT_LT(answer["rmse_at_best_start_mv"]["full"], 0.5);
    EXPECT_THAT(answer["notes"].dump(),
                HasSubstr("its voltages ask for another start than 100.0 %: from 60.0 % on"));
    const Json right = json_of({"validate-cell", cell, data, "--soc-pct", "60"});
    EXPECT_TRUE(right["best_start_soc_pct"].is_null());
    EXPECT_TRUE(right["rmse_at_best_start_mv"]["full"].is_null());
}

TEST(ValidateCell, AsksForTheOffsetOfALoggerThatNeverRests) {
    const Folder folder;
    const std::string cell = folder.write("cell.yaml", plain_cell);
    // 5 A for 1.9 h, shown 0.1 A too high: 0.19 Ah.
    std::string text = plain_profile(0.0);
    const Json right = json_of({"validate-cell", cell, folder.write("data.csv", text)});
    EXPECT_THAT(right["notes"].dump(), Not(HasSubstr("has the logger an offset")));
    for (auto at = text.find(",5,"); at != std::string::npos; at = text.find(",5,", at)) {
        text.replace(at, 3, ",5.1,");
    }
    const Json answer = json_of({"validate-cell", cell, folder.write("off.csv", text)});
    EXPECT_THAT(answer["notes"].dump(),
                AllOf(HasSubstr("its voltages ask for +0."), HasSubstr("Ah in all"),
                      HasSubstr("has the logger an offset")));
}

TEST(ValidateCell, SaysThatSamplesMayMissAPercentOfTheCapacityAndMore) {
    const Folder folder;
    const std::string cell = folder.write("cell.yaml", cell_with_a_knee);
    // 710 jumps of 10 A within 10 s, over √12: 0.214 of 10 Ah.
    EXPECT_THAT(
        json_of({"validate-cell", cell, folder.write("data.csv", seen_by_samples(1.0))})["notes"]
            .dump(),
        HasSubstr(
            "may have moved 0.214 Ah, 2.1 % of the capacity, more or less than the rows say"));
}

TEST(ValidateCell, TakesAShippedCellByTheNameOfItsBatteryOrItsFile) {
    const Folder folder;
    const std::string data = folder.write("data.csv", plain_profile(2.0));
    const Json by_name = json_of({"validate-cell", "lithium_ng_12v8_200ah", data});
    EXPECT_EQ(by_name["cell"], "lithium_ng_12v8_200ah");
    EXPECT_EQ(by_name["catalog"], "catalog/batteries.yaml");
    EXPECT_EQ(by_name["capacity_ah"], 200.0);
    const std::string shipped = tests::source_dir() + "/configs/catalog/batteries.yaml";
    const Json by_file =
        json_of({"validate-cell", shipped, data, "--cell", "lithium_ng_12v8_200ah"});
    EXPECT_EQ(by_file["rmse_mv"], by_name["rmse_mv"]);
    // A cell has no size of its own: what to do is said.
    const Answer cell =
        banktwin({"validate-cell", tests::source_dir() + "/configs/catalog/cells.yaml", data});
    EXPECT_EQ(cell.code, ScenarioError);
    EXPECT_THAT(cell.err,
                HasSubstr("lithium_ng: says no capacity_ah of the cell, so it cannot stand "
                          "alone; a battery of such cells can, say its name"));
    EXPECT_THAT(banktwin({"validate-cell", "lithium_ng_12v8_200a", data}).err,
                HasSubstr("lithium_ng_12v8_200a: "));
}

TEST(ValidateCell, StartsOnTheBranchItIsTold) {
    const Folder folder;
    const std::string cell = folder.write(
        "cell.yaml", cell_with_a_knee +
                         "    ocv_charge_v: {0: 2.84, 18: 3.2, 20: 3.24, 22: 3.2475, 100: 3.54}\n"
                         "    hysteresis_rate: 1\n");
    const std::string data =
        folder.write("data.csv", "time_s,current_a,voltage_v\n0,0.1,3.3\n9,0.1,3.3\n");
    const auto mean_mv = [&](std::vector<std::string> more) {
        std::vector<std::string> args{"validate-cell", cell,    data, "--soc-pct", "60",
                                      "--positive",    "charge"};
        args.insert(args.end(), more.begin(), more.end());
        return json_of(args)["mean_error_mv"]["full"].get<double>();
    };
    EXPECT_NEAR(mean_mv({"--last", "discharged"}) - mean_mv({"--last", "charged"}), 40.0, 0.1);
    EXPECT_EQ(mean_mv({"--last", "charged"}), mean_mv({}));
}

TEST(ValidateCell, PrintsTheSameAsTextAndWritesAPageWithPlots) {
    const Folder folder;
    const std::string cell = folder.write("cell.yaml", plain_cell);
    const std::string data = folder.write("data.csv", plain_profile(2.0));
    const std::string page = folder.path("page.html");
    const std::string text = told({"validate-cell", cell, data, "--report", page});
    EXPECT_THAT(text, HasSubstr("10 to 95 %        2.00       2.00"));
    EXPECT_THAT(text,
                HasSubstr("685 samples, 1.90 h, 25 °C, from 100.00 to 5.00 % of charge by its "
                          "currents"));
    const std::string html = engine::text_of_file(page);
    EXPECT_THAT(html, HasSubstr("10 to 95 %        2.00"));
    EXPECT_THAT(html, HasSubstr("</svg>"));
    EXPECT_THAT(html, Not(HasSubstr("src=")));
    // Its own pages are overwritten, nothing else is.
    told({"validate-cell", cell, data, "--report", page});
    EXPECT_EQ(banktwin({"validate-cell", cell, data, "--report", cell}).code, UsageError);
}

TEST(ValidateCell, SaysWhatIsWrongWithACell) {
    const Folder folder;
    const std::string data = folder.write("data.csv", plain_profile(2.0));
    const auto mistake = [&](const std::string& text, std::vector<std::string> more = {}) {
        std::vector<std::string> args{"validate-cell", folder.write("c.yaml", text), data};
        args.insert(args.end(), more.begin(), more.end());
        const Answer answer = banktwin(args);
        EXPECT_EQ(answer.code, ScenarioError);
        return answer.err;
    };
    EXPECT_THAT(mistake("devices: {}\n"), HasSubstr("cells: has no cells"));
    EXPECT_THAT(mistake("cells:\n  a: {like: lithium_ng}\n"),
                HasSubstr("c.yaml:2:6: a: says no capacity_ah of the cell"));
    EXPECT_THAT(mistake("cells:\n  a: {like: lithium_ng, capacity_ah: 9}\n"),
                HasSubstr("says no resistance_ohm"));
    const std::string two = plain_cell + "  other: {like: plain, capacity_ah: 20}\n";
    EXPECT_THAT(mistake(two), HasSubstr("several cells, say which with --cell: plain, other"));
    EXPECT_THAT(mistake(two, {"--cell", "third"}), HasSubstr("no cell \"third\""));
    const Json answer = json_of({"validate-cell", folder.write("c.yaml", two), data, "--cell",
                                 "other", "--soc-pct", "100"});
    EXPECT_EQ(answer["capacity_ah"], 20.0);
    EXPECT_EQ(banktwin({"validate-cell", folder.write("c.yaml", two), folder.path("no.csv")}).code,
              ScenarioError);
}

// --- plots ---

TEST(Plot, LosesNoPeakOfALongLine) {
    PlotLine line{.label = "current & more", .colour = "#000", .x = {}, .y = {}};
    for (int i = 0; i < 100'000; ++i) {
        line.x.push_back(i);
        line.y.push_back(i == 54'321 ? 10.0 : 0.0);
    }
    const std::string svg = svg_of(
        {.title = "<t>", .x_label = "s", .y_label = "V", .lines = {line}, .y_reach = std::nullopt});
    // The top of the frame.
    EXPECT_THAT(svg, HasSubstr(",34.0 "));
    EXPECT_THAT(svg, HasSubstr("&lt;t&gt;"));
    EXPECT_THAT(svg, HasSubstr("current &amp; more"));
    EXPECT_LT(svg.size(), 60'000U);
    EXPECT_THAT(svg, StartsWith("<svg"));
}

TEST(Plot, DrawsWhatIsLevelOrEmpty) {
    const Plot level{.title = "",
                     .x_label = "",
                     .y_label = "",
                     .lines = {{.label = "", .colour = "#000", .x = {1.0, 1.0}, .y = {2.0, 2.0}}},
                     .y_reach = std::nullopt};
    EXPECT_THAT(svg_of(level), Not(HasSubstr("nan")));
    EXPECT_THAT(svg_of({}), HasSubstr("</svg>"));
}

TEST(Plot, SaysHowFarALineGoesThatIsCutOff) {
    Plot plot{.title = "Off",
              .x_label = "%",
              .y_label = "mV",
              .lines = {{.label = "", .colour = "#000", .x = {0.0, 1.0}, .y = {-310.0, 40.0}}},
              .y_reach = 56.0};
    EXPECT_THAT(svg_of(plot), HasSubstr(">Off, cut off at ±56 mV: from -310 to 40 mV<"));
    plot.y_reach = 310.0;
    EXPECT_THAT(svg_of(plot), HasSubstr(">Off<"));
}

}  // namespace
}  // namespace reports
