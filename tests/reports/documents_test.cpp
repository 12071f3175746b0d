// JSON documents: exactly what their schemas promise, and what a run holds.

#include "reports/documents.hpp"

#include "engine/hash.hpp"
#include "engine/run.hpp"
#include "engine/schema.hpp"
#include "reports/json.hpp"
#include "reports/provenance.hpp"
#include "reports/verdict.hpp"
#include "tests/engine/support.hpp"
#include "tests/reports/support.hpp"

#include <limits>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using engine::EventKind;
using engine::Metric;
using engine::Milestone;
using engine::RunResult;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Json schema_of(const std::string& word) {
    return Json::parse(told({"schema", word}));
}

Json written(const RunDocument& document) {
    return Json::parse(to_json(document_value(document)));
}

const std::string small_scenario =
    "name: Small\nduration: 10 min\n"
    "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\n"
    "devices:\n  lamp: {model: constant_power, draws: 12 W, connected_to: load}\n";

/// One answer per word of `banktwin schema`.
std::vector<std::pair<std::string, Json>> answers(const engine::Folder& folder) {
    const std::string scenario = folder.write("s.yaml", small_scenario);
    const std::string result = folder.path("r.sqlite");
    const std::string trace = folder.path("t.trace");
    const std::string cell = folder.write(
        "c.yaml", "cells: {a: {like: lithium_ng, capacity_ah: 9, resistance: 1 mOhm}}");
    const std::string profile =
        folder.write("p.csv", "time_s,current_a,voltage_v\n0,-1,3.3\n1800,-1,3.2\n");
    const std::string sweep =
        folder.write("sweep.yaml", "base: s.yaml\ngrid: {bank.soc_pct: [50, 60]}\n");
    const std::string weather =
        folder.write("w.csv", "time,temperature_degc\n2026-01-01 00:00,-3\n");
    const std::string history =
        folder.write("h.csv", "Days ago,Date,Yield(Wh)\n1,10/23/25,240\n2,10/22/25,480\n");
    told({"run", scenario, "-o", result, "--record", trace, "--quiet"});
    return {{"run", json_of({"run", scenario, "--quiet"})},
            {"drain", json_of({"drain", "--capacity-ah", "200", "--drain", "x=35mA:battery",
                               "--solve", "soc", "--days", "9"})},
            {"validate", json_of({"validate", scenario, "--resolved"})},
            {"explain", json_of({"explain"})},
            {"catalog-list", json_of({"catalog", "list"})},
            {"decode", json_of({"decode", "1000e5a30a34120029207e80ccfbf75fbbb58fad06634d2c",
                                "--key", "000102030405060708090a0b0c0d0e0f"})},
            {"export", json_of({"export", result, "--every", "1min"})},
            {"import", json_of({"import", weather})},
            {"import-power", json_of({"import", history, "-o", folder.path("sun.csv")})},
            {"core-info", json_of({"core-info"})},
            {"replay", json_of({"replay", trace, "--dump-state"})},
            {"fit", json_of({"fit", "--dynamic", profile, "--capacity-ah", "9", "-o",
                             folder.path("fitted.yaml")})},
            {"sweep-result", json_of({"sweep", sweep, "--quiet"})},
            {"wiring", json_of({"wiring", "smartsolar_75_15", "multiplus"})},
            {"validate-cell", json_of({"validate-cell", cell, profile})}};
}

// --- schemas ---

TEST(Documents, EveryAnswerKeepsToItsOwnSchema) {
    const engine::Folder folder;
    std::vector<std::string> words;
    for (const auto& [word, answer] : answers(folder)) {
        const Json schema = schema_of(word);
        EXPECT_EQ(violation(schema, answer), "") << word;
        EXPECT_EQ(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        EXPECT_EQ(answer["schema"], schema["title"]);
        words.push_back(word);
    }
    std::vector<std::string> known;
    for (const DocumentRow& row : document_table()) {
        known.emplace_back(row.word);
    }
    EXPECT_EQ(words, known);
    EXPECT_EQ(
        violation(schema_of("catalog-list"), json_of({"catalog", "show", "lithium_ng_12v8_200ah"})),
        "");
}

TEST(Documents, EveryAnswerBeginsWithTheNameOfItsSchema) {
    const engine::Folder folder;
    for (const auto& [word, answer] : answers(folder)) {
        EXPECT_EQ(answer.begin().key(), "schema") << word;
    }
    const auto name_of = [](std::size_t i) { return std::string{document_table()[i].name}; };
    EXPECT_EQ(name_of(0), "banktwin.run/1");
    EXPECT_EQ(name_of(1), "banktwin.drain/1");
}

TEST(Documents, ASchemaForbidsWhatItDoesNotPromise) {
    const engine::Folder folder;
    for (const auto& [word, answer] : answers(folder)) {
        const Json schema = schema_of(word);
        for (const auto& [key, value] : answer.items()) {
            Json without = answer;
            without.erase(key);
            EXPECT_EQ(violation(schema, without), "$ lacks \"" + key + "\"") << word;
        }
        Json more = answer;
        more["surprise"] = 1;
        EXPECT_EQ(violation(schema, more), "$ has an unknown surprise") << word;
        Json other = answer;
        other["schema"] = "banktwin.other/1";
        EXPECT_THAT(violation(schema, other), HasSubstr("$.schema")) << word;
    }
}

TEST(Documents, ASchemaReachesIntoTheParts) {
    const Json schema = schema_of("run");
    Json document = written(run_document(van(alarm_on_battery), ruined_run(), {}, 0.0));
    ASSERT_EQ(violation(schema, document), "");
    const auto broken = [&](const std::string& place, const Json& value) {
        Json copy = document;
        copy[Json::json_pointer{place}] = value;
        return violation(schema, copy);
    };
    EXPECT_THAT(broken("/milestones/damage/day", "late"), HasSubstr("$.milestones.damage"));
    EXPECT_THAT(broken("/milestones/damage/hour", 1), HasSubstr("$.milestones.damage"));
    EXPECT_EQ(broken("/milestones/damage", nullptr), "");
    EXPECT_THAT(broken("/events/0/t_s", "0"), HasSubstr("$.events[0].t_s"));
    EXPECT_THAT(broken("/events/0/battery", 1.5), HasSubstr("$.events[0].battery"));
    EXPECT_THAT(broken("/metrics/soc_end_pct", "half"), HasSubstr("$.metrics.soc_end_pct"));
    EXPECT_THAT(broken("/metrics/unheard_of", 1), HasSubstr("$.metrics"));
    EXPECT_THAT(broken("/provenance/seed", 0.5), HasSubstr("$.provenance.seed"));
}

TEST(Documents, EveryKeyOfEverySchemaHasItsLineOfHelp) {
    const std::function<void(const Json&, const std::string&)> look = [&](const Json& schema,
                                                                          const std::string& path) {
        if (schema.contains("properties")) {
            for (const auto& [key, below] : schema["properties"].items()) {
                const bool is_name = key == "schema" && below.contains("const");
                EXPECT_TRUE(is_name || !below.value("description", "").empty()) << path << key;
                look(below, path + key + ".");
            }
        }
        if (schema.contains("items")) {
            look(schema["items"], path + "[].");
        }
        const Json options = schema.value("anyOf", Json::array());
        for (const Json& option : options) {
            look(option, path);
        }
    };
    for (const DocumentRow& row : document_table()) {
        const std::string word{row.word};
        look(schema_of(word), word + ": ");
    }
}

TEST(Documents, SchemaKnowsTheFilesToo) {
    EXPECT_EQ(schema_of("scenario")["title"], "banktwin scenario");
    EXPECT_EQ(schema_of("catalog")["title"], "banktwin catalogue");
    EXPECT_EQ(schema_of("sweep")["title"], "banktwin sweep");
    EXPECT_EQ(banktwin({"schema", "letter"}).code, UsageError);
    EXPECT_THAT(banktwin({"schema", "validate_cell"}).err,
                testing::HasSubstr("has no schema; did you mean validate-cell?"));
}

// --- moments ---

TEST(Documents, AMomentIsToldInThreeSpellings) {
    engine::Calendar calendar{.start = *engine::parse_date("2026-11-01"), .utc_offset = {}};
    const auto moment = moment_part(calendar, days(66.96));
    ASSERT_TRUE(moment);
    EXPECT_DOUBLE_EQ(moment->t_s, 66.96 * 86'400.0);
    EXPECT_DOUBLE_EQ(moment->day, 66.96);
    EXPECT_EQ(moment->date, "2027-01-06T23:02:24Z");
    EXPECT_FALSE(moment_part(calendar, std::nullopt));
    // Midnight local time, an hour east.
    calendar = {.start = *engine::parse_date("2026-10-31 23:00"),
                .utc_offset = std::chrono::minutes{60}};
    EXPECT_EQ(moment_part(calendar, engine::SimTime{0})->date, "2026-11-01T00:00:00+01:00");
}

// --- the run ---

TEST(RunDocument, TellsTheFiveMilestones) {
    const Json document = written(run_document(van(alarm_on_battery), ruined_run(), {}, 0.5));
    EXPECT_EQ(document["name"], "A van");
    EXPECT_EQ(document["verdict"], "damaged");
    EXPECT_EQ(document["verdict_text"], verdict_text(ruined_run()));
    EXPECT_EQ(document["horizon_day"], 130.0);
    const auto& milestones = document["milestones"];
    EXPECT_EQ(milestones["warning"]["day"], 66.96);
    EXPECT_EQ(milestones["pre_alarm"]["day"], 66.96);
    EXPECT_EQ(milestones["load_off"]["day"], 76.53);
    EXPECT_EQ(milestones["low_cell"]["day"], 93.75);
    EXPECT_EQ(milestones["damage"]["day"], 95.75);
    EXPECT_EQ(milestones["damage"]["t_s"], 95.75 * 86'400.0);
    EXPECT_EQ(milestones["damage"]["date"], "2027-02-04T18:00:00Z");
}

TEST(RunDocument, WhatDidNotComeIsNull) {
    const Json document = written(run_document(van(""), quiet_run(), {}, 0.0));
    ASSERT_EQ(document["milestones"].size(), 5U);
    for (const auto& [name, moment] : document["milestones"].items()) {
        EXPECT_TRUE(moment.is_null()) << name;
    }
    EXPECT_EQ(document["verdict"], "ok");
    for (const char* list : {"events", "ledger", "soc_comparison", "broken_limits", "outages",
                             "findings", "expectations"}) {
        EXPECT_EQ(document[list], Json::array()) << list;
    }
}

TEST(RunDocument, TellsEveryEventInOrder) {
    RunResult result = ruined_run();
    result.events.back().value = 2.49;
    result.events.back().unit = "V";
    result.events.back().text = "Battery 2, cell 3 falls below empty: damaged";
    engine::Event brown_out = event(EventKind::BrownOut, days(100));
    brown_out.device = "alarm";
    result.events.push_back(brown_out);
    const Json events = written(run_document(van(alarm_on_battery), result, {}, 0.0))["events"];
    std::vector<std::string> names;
    for (const Json& row : events) {
        names.push_back(row["event"]);
    }
    EXPECT_THAT(names, ElementsAre("load_on", "code_raised", "pre_alarm_on", "code_raised",
                                   "load_off", "code_raised", "battery_damaged", "brown_out"));
    EXPECT_EQ(events[0]["t_s"], 1.0);
    EXPECT_TRUE(events[0]["battery"].is_null());
    EXPECT_TRUE(events[0]["cell"].is_null());
    EXPECT_TRUE(events[0]["value"].is_null());
    EXPECT_TRUE(events[0]["code"].is_null());
    EXPECT_EQ(events[1]["code"], "W-B07");
    EXPECT_EQ(events[1]["cause"], "low_soc_warning");
    EXPECT_EQ(events[1]["date"], "2027-01-06T23:02:24Z");
    EXPECT_EQ(events[6]["battery"], 2);
    EXPECT_EQ(events[6]["cell"], 3);
    EXPECT_EQ(events[6]["value"], 2.49);
    EXPECT_EQ(events[6]["unit"], "V");
    EXPECT_EQ(events[6]["text"], "Battery 2, cell 3 falls below empty: damaged");
    EXPECT_EQ(events[7]["device"], "alarm");
}

TEST(RunDocument, HasEveryMetricByNameAndNullWhereItHasNoMeaning) {
    RunResult result = quiet_run();
    for (std::size_t i = 0; i < engine::metric_count; ++i) {
        result.metrics.values[i] = static_cast<double>(i) + 0.5;
    }
    result.metrics[Metric::PreAlarmLead] = std::nullopt;
    result.metrics[Metric::CellLowest] = std::numeric_limits<double>::quiet_NaN();
    result.metrics[Metric::CellHighest] = std::numeric_limits<double>::infinity();
    const Json metrics = written(run_document(van(""), result, {}, 0.0))["metrics"];
    ASSERT_EQ(metrics.size(), engine::metric_count);
    const std::set<Metric> without{Metric::PreAlarmLead, Metric::CellLowest, Metric::CellHighest};
    for (std::size_t i = 0; i < engine::metric_count; ++i) {
        const Json& value = metrics[std::string{engine::metric_table[i].name}];
        if (without.count(engine::metric_table[i].metric) == 0) {
            EXPECT_EQ(value, static_cast<double>(i) + 0.5);
        } else {
            EXPECT_TRUE(value.is_null());
        }
    }
}

TEST(RunDocument, ShowsTheLedgerAndBothStatesOfCharge) {
    RunResult result = quiet_run();
    result.ledger = {
        {.item = "alarm",
         .kind = engine::LedgerRow::Kind::Load,
         .cut_by = "nothing",
         .charge_ah = -109.2,
         .energy_wh = -1400.0,
         .mean_a = -0.035,
         .after_load_off_ah = -20.0,
         .after_low_cell_ah = -1.7},
        {.item = "joule_heat", .kind = engine::LedgerRow::Kind::Bank, .energy_wh = -3.0}};
    result.soc_comparisons = {{.at = "warning",
                               .time = days(66.96),
                               .reported_soc_pct = 15.0,
                               .true_soc_pct = 14.0,
                               .start_pct = 0.1,
                               .self_discharge_pct = 0.2,
                               .current_reading_pct = 0.3,
                               .charge_efficiency_pct = 0.4,
                               .synchronisation_pct = 0.5,
                               .exchange_pct = 0.6,
                               .capacity_pct = 0.7,
                               .silence_pct = 0.8,
                               .heard_days = 66.5,
                               .flowed_ah = -70.0,
                               .measured_ah = -71.0},
                              {.at = "end", .time = days(130), .true_soc_pct = 2.0}};
    const Json document = written(run_document(van(alarm_on_battery), result, {}, 0.0));
    EXPECT_EQ(document["ledger"][0],
              Json::parse(R"({"item": "alarm", "kind": "load", "cut_by": "nothing",
                  "charge_ah": -109.2, "energy_wh": -1400.0, "mean_a": -0.035,
                  "after_load_off_ah": -20.0, "after_low_cell_ah": -1.7})"));
    EXPECT_EQ(document["ledger"][1]["kind"], "bank");
    EXPECT_TRUE(document["ledger"][1]["charge_ah"].is_null());
    EXPECT_EQ(document["soc_comparison"][0],
              Json::parse(R"({"at": "warning", "day": 66.96, "date": "2027-01-06T23:02:24Z",
                  "reported_soc_pct": 15.0, "true_soc_pct": 14.0, "start_pct": 0.1,
                  "self_discharge_pct": 0.2, "current_reading_pct": 0.3,
                  "charge_efficiency_pct": 0.4, "synchronisation_pct": 0.5, "exchange_pct": 0.6,
                  "capacity_pct": 0.7, "silence_pct": 0.8, "heard_days": 66.5,
                  "flowed_ah": -70.0, "measured_ah": -71.0})"));
    // A BMS that does not know its state of charge reports none.
    EXPECT_TRUE(document["soc_comparison"][1]["reported_soc_pct"].is_null());
    EXPECT_EQ(document["soc_comparison"][1]["true_soc_pct"], 2.0);
}

// R-BAT-3
TEST(RunDocument, SaysWhichBatteryBrokeWhichLimitWhenAndForHowLong) {
    RunResult result = quiet_run();
    result.broken_limits = {{.limit = "discharge_continuous",
                             .battery = 4,
                             .since = days(66.96),
                             .duration = engine::SimTime{12'500},
                             .worst = -129.0,
                             .unit = "A"}};
    EXPECT_EQ(written(run_document(van(""), result, {}, 0.0))["broken_limits"],
              Json::parse(R"([{"limit": "discharge_continuous", "battery": 4, "day": 66.96,
                  "date": "2027-01-06T23:02:24Z", "duration_s": 12.5, "worst": -129.0,
                  "unit": "A"}])"));
}

TEST(RunDocument, SaysWhoStoppedWhenAndForHowLong) {
    RunResult result = quiet_run();
    result.outages = {{.kind = engine::OutageKind::LockedOut,
                       .device = "inverter",
                       .times = 2,
                       .first = days(66.96),
                       .duration = engine::SimTime{12'500},
                       .is_over = true}};
    EXPECT_EQ(written(run_document(van(""), result, {}, 0.0))["outages"],
              Json::parse(R"([{"kind": "locked_out", "device": "inverter", "times": 2, "day": 66.96,
                  "date": "2027-01-06T23:02:24Z", "duration_s": 12.5, "is_over": true}])"));
}

TEST(RunDocument, SpellsSeveritiesAndOutcomesAsWords) {
    using Severity = engine::Finding::Severity;
    using Outcome = engine::Judgement::Outcome;
    RunResult result = quiet_run();
    result.expectations = {
        {.text = "a", .judgement = {.outcome = Outcome::Met, .actual = 5.0}},
        {.text = "b", .judgement = {.outcome = Outcome::Failed}},
        {.text = "c", .judgement = {.outcome = Outcome::Undecided, .needs_days = 200.0}}};
    const std::vector<engine::Finding> findings{{.name = "one",
                                                 .severity = Severity::Mistake,
                                                 .device = "x",
                                                 .text = "t",
                                                 .advice = "a",
                                                 .source = "s"},
                                                {.name = "two", .severity = Severity::Advice},
                                                {.name = "three", .severity = Severity::Note}};
    const Json document = written(run_document(van(""), result, findings, 0.0));
    EXPECT_EQ(document["findings"][0],
              Json::parse(R"({"finding": "one", "severity": "mistake", "device": "x", "text": "t",
                  "advice": "a", "source": "s"})"));
    EXPECT_EQ(document["findings"][1]["severity"], "advice");
    EXPECT_EQ(document["findings"][2]["severity"], "note");
    EXPECT_EQ(document["expectations"], Json::parse(R"([
                  {"text": "a", "outcome": "met", "actual": 5.0, "needs_days": null},
                  {"text": "b", "outcome": "failed", "actual": null, "needs_days": null},
                  {"text": "c", "outcome": "undecided", "actual": null, "needs_days": 200.0}])"));
}

// D-11, D-13, D-19: what the maker does not publish stands in the report; what the scenario sets
// itself does not.
TEST(RunDocument, ListsTheAssumptionsItUsed) {
    const auto notes_of = [](const engine::LoadedScenario& loaded) {
        std::map<std::string, Json> notes;
        const Json document = written(run_document(loaded, quiet_run(), {}, 0.0));
        for (const Json& row : document["assumptions"]) {
            notes[row["path"]] = row;
        }
        return notes;
    };
    const auto standard = notes_of(van("", "pre_alarm_cell_v: 3.0"));
    ASSERT_EQ(standard.count("bms.discharge_floor_pct"), 1U);
    EXPECT_EQ(standard.at("bms.discharge_floor_pct")["value"], "10");
    EXPECT_EQ(standard.at("bms.low_soc_warning_pct")["value"], "20");
    EXPECT_THAT(standard.at("bms.low_soc_warning_pct")["note"].get<std::string>(),
                HasSubstr("D-11"));
    EXPECT_EQ(standard.count("bms.pre_alarm_cell_v"), 0U);
    const Json leak = standard.at("bank.battery.self_discharge_pct_per_30d");
    EXPECT_EQ(leak["value"], "2");
    // A source range of 1 to 3 % a month.
    EXPECT_EQ(leak["low"], 1.0);
    EXPECT_EQ(leak["high"], 3.0);
    EXPECT_EQ(notes_of(van("")).count("bms.discharge_floor_pct"), 0U);
}

TEST(RunDocument, SaysWhoComputedItFromWhat) {
    const engine::LoadedScenario loaded =
        van(alarm_on_battery, "low_soc_warning_pct: 15, discharge_floor_pct: 10", "seed: 7\n");
    RunResult result = quiet_run();
    result.events_hash = 0x0123456789ABCDEFULL;
    result.result_hash = 0xFEDCBA9876543210ULL;
    const Json row = written(run_document(loaded, result, {}, 1.25))["provenance"];
    const InputHashes hashes = input_hashes(loaded);
    EXPECT_EQ(row["version"], version());
    EXPECT_EQ(row["core_hash"], hashes.core);
    EXPECT_EQ(row["scenario_hash"], hashes.scenario);
    EXPECT_EQ(row["catalog_hash"], hashes.catalog);
    EXPECT_EQ(row["events_hash"], "0123456789abcdef");
    EXPECT_EQ(row["result_hash"], "fedcba9876543210");
    EXPECT_EQ(row["driver"], "fixed");
    EXPECT_EQ(row["seed"], 7);
    EXPECT_EQ(row["host"], host_name());
    EXPECT_EQ(row["wall_s"], 1.25);
}

// Of a whole run: the parts of the difference between reported and true sum up to it, and the
// ledger's charges to what the bank has less.
TEST(RunDocument, OfARealRunAddsUp) {
    const auto loaded = engine::load_scenario_text(
        "duration: 1 h\n"
        "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\n"
        "bms: {soc: 60 %}\n"
        "devices:\n"
        "  alarm: {model: constant_current, draws: 44 mA}\n"
        "  charger: {model: cc_cv_charger, charges: 5 A, on_for: 10 min, every: 30 min}\n",
        "s.yaml");
    const Json document = written(run_document(loaded, engine::run_fixed(loaded), {}, 0.0));
    ASSERT_EQ(document["soc_comparison"].size(), 2U);
    for (const Json& row : document["soc_comparison"]) {
        double parts = 0.0;
        for (const char* key :
             {"start_pct", "self_discharge_pct", "current_reading_pct", "charge_efficiency_pct",
              "synchronisation_pct", "exchange_pct", "capacity_pct", "silence_pct"}) {
            parts += row[key].get<double>();
        }
        EXPECT_NEAR(row["reported_soc_pct"].get<double>() - row["true_soc_pct"].get<double>(),
                    parts, 1e-6);
    }
    std::map<std::string, double> charge_ah;
    for (const Json& row : document["ledger"]) {
        if (row["charge_ah"].is_number()) {
            charge_ah[row["item"]] = row["charge_ah"];
        }
    }
    EXPECT_NEAR(charge_ah.at("alarm"), -0.044, 1e-6);
    EXPECT_NEAR(charge_ah.at("bms"), -0.003, 1e-6);
    EXPECT_NEAR(charge_ah.at("stored"),
                charge_ah.at("alarm") + charge_ah.at("bms") + charge_ah.at("charger") +
                    charge_ah.at("self_discharge") + charge_ah.at("coulombic_loss"),
                1e-6);
    // Net of the two, as the monitor's comparison has it: from the first frames on, a second after
    // the start, in which 47 mA went out.
    EXPECT_NEAR(
        document["soc_comparison"][1]["flowed_ah"],
        charge_ah.at("alarm") + charge_ah.at("bms") + charge_ah.at("charger") + 0.047 / 3600.0,
        1e-6);
}

// --- the others ---

TEST(ExportDocument, HasACellForEveryColumnInEveryRow) {
    const engine::Folder folder;
    const std::string scenario = folder.write("s.yaml", small_scenario);
    told({"run", scenario, "-o", folder.path("r.sqlite"), "--quiet"});
    const Json document = json_of({"export", folder.path("r.sqlite"), "--every", "1min"});
    ASSERT_EQ(document["rows"].size(), 11U);  // both ends of ten minutes
    EXPECT_EQ(document["columns"][0], "day");
    EXPECT_EQ(document["columns"][1], "date");
    for (std::size_t i = 0; i < document["rows"].size(); ++i) {
        EXPECT_EQ(document["rows"][i].size(), document["columns"].size());
        EXPECT_NEAR(document["rows"][i][0], static_cast<double>(i) / 1440.0, 1e-12);
    }
    EXPECT_EQ(document["rows"][10][1], "2026-01-01T00:10:00Z");
}

TEST(ValidateDocument, TellsTheScenarioAndItsAssumptions) {
    const engine::Folder folder;
    const std::string scenario = folder.write("s.yaml", small_scenario);
    const Json plain = json_of({"validate", scenario});
    EXPECT_EQ(plain["file"], scenario);
    EXPECT_EQ(plain["valid"], true);
    EXPECT_EQ(plain["name"], "Small");
    EXPECT_NEAR(plain["horizon_day"], 10.0 / 1440.0, 1e-12);
    EXPECT_TRUE(plain["resolved"].is_null());
    EXPECT_FALSE(plain["assumptions"].empty());
    const Json full = json_of({"validate", scenario, "--resolved"});
    EXPECT_EQ(full["resolved"], told({"validate", scenario, "--resolved"}));
    // The same scenario, whatever is shown of it.
    EXPECT_EQ(full["scenario_hash"], plain["scenario_hash"]);
    EXPECT_NE(json_of({"validate", scenario, "--seed", "2"})["scenario_hash"],
              plain["scenario_hash"]);
}

// A name in Latin-1 is a file like any other.
TEST(ValidateDocument, StandsAFileNameThatIsNotUtf8) {
    const engine::Folder folder;
    const std::string scenario = folder.write("b\xE5t.yaml", small_scenario);
    const Answer answer = banktwin({"validate", scenario, "--json"});
    ASSERT_EQ(answer.code, Success) << answer.err;
    EXPECT_THAT(Json::parse(answer.out)["file"].get<std::string>(),
                testing::EndsWith("b\xEF\xBF\xBDt.yaml"));
}

// R-BAT-1
TEST(CatalogDocument, ListsEveryBattery) {
    std::set<std::string> batteries;
    const Json list = json_of({"catalog", "list"});
    for (const Json& row : list["entries"]) {
        if (row["section"] == "batteries") {
            batteries.insert(row["entry"].get<std::string>());
        }
    }
    EXPECT_EQ(batteries, (std::set<std::string>{"lithium_ng_12v8_100ah", "lithium_ng_12v8_150ah",
                                                "lithium_ng_12v8_200ah", "lithium_ng_12v8_300ah",
                                                "lithium_ng_25v6_100ah", "lithium_ng_25v6_200ah",
                                                "lithium_ng_25v6_300ah", "lithium_ng_51v2_100ah"}));
}

TEST(CatalogDocument, ShowsAnEntryWithEverythingItIsLike) {
    const Json shown = json_of({"catalog", "show", "constant_power"});
    ASSERT_EQ(shown["entries"].size(), 1U);
    EXPECT_EQ(shown["entries"][0]["section"], "devices");
    // Its own, and what it is like.
    EXPECT_THAT(shown["yaml"].get<std::string>(), HasSubstr("type: constant_power_load"));
    EXPECT_THAT(shown["yaml"].get<std::string>(), HasSubstr("returns_after"));
}

}  // namespace
}  // namespace reports
