// The scenario written out in full loads again, alone, to the same scenario.

#include "engine/resolved.hpp"

#include "tests/engine/generators.hpp"
#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// What differs, or "" when both texts are the same.
std::string difference(const std::string& a, const std::string& b) {
    std::istringstream lines_a{a};
    std::istringstream lines_b{b};
    std::string line_a;
    std::string line_b;
    while (std::getline(lines_a, line_a)) {
        if (!std::getline(lines_b, line_b) || line_a != line_b) {
            return line_a + "\n" + line_b;
        }
    }
    return std::getline(lines_b, line_b) ? line_b : "";
}

void expect_round_trip(const LoadedScenario& loaded) {
    const std::string plain = resolved_yaml(loaded, false);
    const LoadedScenario again = load_scenario_text(plain, "resolved.yaml");
    EXPECT_EQ(difference(resolved_yaml(again, false), plain), "");
    EXPECT_EQ(scenario_hash(again), scenario_hash(loaded));
    const LoadedScenario commented =
        load_scenario_text(resolved_yaml(loaded, true), "resolved.yaml");
    EXPECT_EQ(scenario_hash(commented), scenario_hash(loaded));
    EXPECT_EQ(again.expectations.size(), loaded.expectations.size());
}

TEST(Resolved, EveryShippedScenarioLoadsAgainFromItsOwnText) {
    for (const std::string& file : shipped_scenarios()) {
        SCOPED_TRACE(file);
        expect_round_trip(load_scenario(file));
    }
}

RC_GTEST_PROP(Resolved, AnyScenarioLoadsAgainFromItsOwnText, ()) {
    const std::string text = any_scenario();
    RC_LOG() << text;
    const LoadedScenario loaded = load_text(text);
    const std::string plain = resolved_yaml(loaded, false);
    RC_LOG() << plain;
    const LoadedScenario again = load_scenario_text(plain, "resolved.yaml");
    RC_ASSERT(difference(resolved_yaml(again, false), plain) == "");
    RC_ASSERT(scenario_hash(again) == scenario_hash(loaded));
    const LoadedScenario commented =
        load_scenario_text(resolved_yaml(loaded, true), "resolved.yaml");
    RC_ASSERT(scenario_hash(commented) == scenario_hash(loaded));
    // A few members that the text alone does not vouch for.
    RC_ASSERT(again.scenario.name == loaded.scenario.name);
    RC_ASSERT(again.scenario.bank.soc_pct == loaded.scenario.bank.soc_pct);
    RC_ASSERT(again.scenario.horizon() == loaded.scenario.horizon());
    RC_ASSERT(again.scenario.bms.settings == loaded.scenario.bms.settings);
    RC_ASSERT(again.scenario.bms.remote == loaded.scenario.bms.remote);
    RC_ASSERT(again.scenario.bms.soc_pct == loaded.scenario.bms.soc_pct);
    RC_ASSERT(again.scenario.devices.size() == loaded.scenario.devices.size());
    RC_ASSERT(again.scenario.bank.battery.cell.ocv_discharge_v ==
              loaded.scenario.bank.battery.cell.ocv_discharge_v);
}

TEST(Resolved, ItNeedsNoCatalogueOfOnesOwn) {
    const Folder folder;
    folder.write("mine.yaml",
                 "batteries: {mine: {like: lithium_ng_12v8_200ah, capacity_ah: 180}}\n"
                 "devices: {pump: {like: constant_power, draws: 60 W}}\n"
                 "bms: {thirsty: {like: smallbms_ng, draws_on: 9 mA}}\n");
    const std::string file = folder.write("x.yaml",
                                          "duration: 1 d\n"
                                          "catalog: [mine.yaml]\n"
                                          "bank: {battery: mine}\n"
                                          "bms: {model: thirsty}\n"
                                          "devices: {pump: {model: pump, connected_to: load}}\n");
    const LoadedScenario loaded = load_scenario(file);
    expect_round_trip(loaded);
    const Scenario again = load_text(resolved_yaml(loaded, false)).scenario;
    EXPECT_EQ(again.bank.battery.capacity_ah, 180.0);
    EXPECT_EQ(again.bms.draws_on_a, 0.009);
    EXPECT_EQ(again.devices.front().second.draws_w, 60.0);
}

TEST(Resolved, LessThanOnePercentOfChargeSurvives) {
    const LoadedScenario loaded = load_text(
        "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, soc: 0.5 %}\n"
        "bms: {low_soc_warning: 0.8 %, discharge_floor: 0.3 %, soc: 0.7 %}\n");
    expect_round_trip(loaded);
    const Scenario again = load_text(resolved_yaml(loaded, false)).scenario;
    EXPECT_EQ(again.bank.soc_pct, 0.5);
    EXPECT_EQ(again.bms.settings.get<bms::Setting::LowSocWarning>().count, 8);
    EXPECT_EQ(again.bms.soc_pct.soc_pct, 0.7);
}

TEST(Resolved, CommentsSayWhereEachValueIsFrom) {
    const Folder folder;
    const std::string base = folder.write("base.yaml",
                                          "duration: 1 d\n"
                                          "bank: {battery: lithium_ng_12v8_100ah}\n"
                                          "devices:\n"
                                          "  alarm: {model: constant_current, draws: 35 mA}\n");
    const std::string file = folder.write("x.yaml", "extends: base.yaml\nseed: 7\n");
    const LoadedScenario loaded = load_scenario(file, {.sets = {"bank.soc_pct=80"}});
    const std::string text = resolved_yaml(loaded, true);
    const auto line_with = [&](const std::string& key) {
        const std::size_t at = text.find(" " + key + ": ");
        const std::size_t from = at == std::string::npos ? text.find(key + ": ") : at;
        return text.substr(from, text.find('\n', from) - from);
    };
    EXPECT_THAT(line_with("seed"), HasSubstr("7  # " + file + ":2"));
    EXPECT_THAT(line_with("draws_a"), HasSubstr("0.035  # " + base + ":4"));
    EXPECT_THAT(line_with("soc_pct"), HasSubstr("80  # --set"));
    EXPECT_THAT(line_with("capacity_ah"), HasSubstr("100  # catalogue"));
    EXPECT_THAT(line_with("draws_on_a"), HasSubstr("0.003  # catalogue"));
    EXPECT_THAT(line_with("start"), HasSubstr("2026-01-01  # default"));
    EXPECT_THAT(line_with("discharge_floor_pct"), HasSubstr("10  # default"));
    EXPECT_THAT(line_with("ocv_discharge_v"), HasSubstr("# catalogue"));
    EXPECT_THAT(resolved_yaml(loaded, false), Not(HasSubstr("#")));
}

TEST(Resolved, TheHashChangesWithAnyValueAndWithNothingElse) {
    const std::string text = "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah}\n";
    const std::string hash = scenario_hash(load_text(text));
    EXPECT_EQ(hash.size(), 16U);
    EXPECT_EQ(scenario_hash(load_scenario_text("# a comment\n" + text, "elsewhere.yaml")), hash);
    EXPECT_EQ(scenario_hash(load_text("duration: 24 h\nbank: {battery: lithium_ng_12v8_100ah}\n")),
              hash);
    EXPECT_EQ(scenario_hash(load_text(text, {.sets = {"seed=1"}})), hash);
    EXPECT_NE(scenario_hash(load_text(text, {.seed = 2})), hash);
    EXPECT_NE(scenario_hash(load_text(text, {.sets = {"bms.low_cell_on=5.1 s"}})), hash);
    EXPECT_NE(scenario_hash(load_text(text, {.sets = {"name=x"}})), hash);
}

std::vector<std::string> paths_of(const std::vector<Assumption>& assumptions) {
    std::vector<std::string> paths;
    for (const Assumption& one : assumptions) {
        paths.push_back(one.path);
    }
    return paths;
}

std::vector<std::string> assumed_paths(const std::string& more) {
    return paths_of(assumptions_of(load_text("duration: 1 d\n" + more)));
}

// D-4, D-7, D-11, D-12, D-14, D-16, D-19: assumed values are listed wherever they are used.
TEST(Assumptions, WhatNobodySetIsListed) {
    const auto paths = assumed_paths("bank: {battery: lithium_ng_12v8_100ah}\n");
    for (const char* path :
         {"bank.battery.self_discharge_pct_per_30d", "bank.battery.current_resolution_a",
          "bank.battery.cell.ocv_discharge_v", "bank.battery.cell.coulombic_efficiency_pct",
          "bms.low_soc_warning_pct", "bms.discharge_floor_pct", "bms.discharge_floor_return_pct",
          "bms.low_cell_v", "bms.pre_alarm_cell_v", "bms.high_cell_v", "bms.charged_per_cell_v",
          "bms.charge_efficiency_pct", "bms.supply_lives_above_v"}) {
        EXPECT_THAT(paths, Contains(path));
    }
    // What the maker publishes is no assumption.
    for (const char* path : {"bank.battery.capacity_ah", "bank.battery.internal_resistance_ohm",
                             "bms.tail_current_pct", "bms.pre_alarm_lead_s", "bms.draws_on_a"}) {
        EXPECT_THAT(paths, Not(Contains(path)));
    }
    EXPECT_THAT(paths, Not(Contains(HasSubstr("devices."))));
}

TEST(Assumptions, WhatTheScenarioSetsItselfIsNot) {
    const auto paths = assumed_paths(
        "bank: {battery: {like: lithium_ng_12v8_100ah, low_cell_soc: 2 %, heat_transfer: 3 W/K,\n"
        "  cell: {rc1: 30 s, ocv_charge_v: null, ocv_discharge_v: {0: 2.5, 100: 3.5}}}}\n"
        "bms: {low_soc_warning_pct: 15, discharge_floor: 10 %}\n"
        "devices: {a: {model: constant_current, draws: 1 A, returns_after: 5 s}}\n");
    for (const char* path : {"bank.battery.heat_transfer_w_per_k", "bank.battery.cell.rc1_s",
                             "bank.battery.cell.ocv_discharge_v", "bms.low_soc_warning_pct",
                             "bms.discharge_floor_pct", "devices.a.returns_after_s"}) {
        EXPECT_THAT(paths, Not(Contains(path)));
    }
    EXPECT_THAT(paths, Contains("devices.a.cuts_out_below_per_cell_v"));
    EXPECT_THAT(paths, Contains("bank.battery.heat_capacity_j_per_k"));
}

// D-14, D-19: the bank may say otherwise than its batteries; then theirs is not used.
TEST(Assumptions, WhatTheBankOverridesIsNotUsedAndNotListed) {
    const auto paths = assumed_paths(
        "bank: {battery: lithium_ng_12v8_100ah, self_discharge_pct_per_30d: 0,\n"
        "  current_resolution: 1 mA}\n");
    EXPECT_THAT(paths, Not(Contains("bank.battery.self_discharge_pct_per_30d")));
    EXPECT_THAT(paths, Not(Contains("bank.battery.current_resolution_a")));
    EXPECT_THAT(paths, Contains("bank.battery.voltage_resolution_v"));
}

TEST(Assumptions, HowAPanelsVoltageChangesWithTheColdIsListedWhereItIsGiven) {
    const auto paths_with = [](const std::string& panels) {
        return assumed_paths(
            "bank: {battery: lithium_ng_12v8_100ah}\nweather: {synthetic: piedmont}\n"
            "devices: {sun: {model: smartsolar_75_15, panel: 200 W" +
            panels + "}}\n");
    };
    EXPECT_THAT(paths_with(", panel_voltage: 22 V"),
                Contains("devices.sun.panel_voltage_pct_per_k"));
    EXPECT_THAT(paths_with(""), Not(Contains("devices.sun.panel_voltage_pct_per_k")));
}

TEST(Assumptions, EachHasItsValueUnitRangeAndReason) {
    const auto all =
        assumptions_of(load_text("duration: 1 d\nbank: {battery: lithium_ng_12v8_200ah}\n"
                                 "devices: {alarm: {model: constant_current, draws: 35 mA}}\n"));
    const auto find = [&](const std::string& path) {
        for (const Assumption& one : all) {
            if (one.path == path) {
                return one;
            }
        }
        ADD_FAILURE() << path;
        return Assumption{};
    };
    const Assumption leak = find("bank.battery.self_discharge_pct_per_30d");
    EXPECT_EQ(leak.value, "2");
    EXPECT_EQ(leak.low, 1.0);
    EXPECT_EQ(leak.high, 3.0);
    EXPECT_EQ(leak.unit, "%/30d");
    EXPECT_THAT(leak.note, HasSubstr("D-19"));
    EXPECT_EQ(find("bank.battery.cell.ocv_discharge_v").value, "curve");
    const Assumption floor = find("bms.discharge_floor_pct");
    EXPECT_EQ(floor.value, "10");
    EXPECT_EQ(floor.unit, "%");
    EXPECT_THAT(floor.note, HasSubstr("D-11"));
    EXPECT_EQ(find("bms.low_cell_v").value, "2.8");
    EXPECT_EQ(find("bms.low_cell_v").unit, "V");
    EXPECT_EQ(find("devices.alarm.cuts_out_below_per_cell_v").unit, "V");
    for (const Assumption& one : all) {
        EXPECT_FALSE(one.note.empty()) << one.path;
        EXPECT_FALSE(one.value.empty()) << one.path;
    }
}

TEST(Resolved, ANodeIsWrittenAsYamlThatReadsTheSame) {
    const auto source = std::make_shared<Source>();
    const std::string text =
        "a: {b: 1, c: '18:30', d: ~}\ne: [x, {f: 'a, b'}, []]\n'g: h': \"new\\nline\"\ni: 'null'\n";
    const Node node = parse_yaml(text, source);
    const Node again = parse_yaml(node_yaml(node), source);
    EXPECT_EQ(again.find("a")->find("c")->text, "18:30");
    EXPECT_TRUE(again.find("a")->find("d")->is_null());
    EXPECT_EQ(again.find("e")->items[1].find("f")->text, "a, b");
    EXPECT_EQ(again.find("g: h")->text, "new\nline");
    EXPECT_EQ(again.find("i")->text, "null");
    EXPECT_TRUE(again.find("i")->is_scalar());
    EXPECT_EQ(node_yaml(again), node_yaml(node));
}

}  // namespace
}  // namespace engine
