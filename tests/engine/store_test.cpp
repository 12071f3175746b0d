// The result file: its tables and views, and what it never touches.

#include "engine/store.hpp"

#include "engine/resolved.hpp"
#include "engine/wide_table.hpp"
#include "tests/engine/database.hpp"
#include "tests/engine/support.hpp"

#include <cctype>
#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

namespace engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A run of three days, told by hand. It starts on 7 August 2026 at 15:00, two hours east of UTC.
RunResult told() {
    RunResult result;
    result.horizon = 3 * day;
    result.calendar = {.start = *parse_date("2026-08-07 13:00"),
                       .utc_offset = std::chrono::minutes{120}};
    result.verdict = Verdict::LoadsLost;
    result.milestones[Milestone::Warning] = day;
    result.milestones[Milestone::LoadOff] = day + day / 2;
    Event warning;
    warning.at = day;
    warning.kind = EventKind::CodeRaised;
    warning.code = "W-B07";
    warning.cause = "low_soc_warning";
    warning.text = "W-B07 Low state of charge";
    Event broken;
    broken.at = SimTime{1500};
    broken.kind = EventKind::LimitBroken;
    broken.battery = 2;
    broken.cell = 3;
    broken.device = "pump";
    broken.value = -129.5;
    broken.unit = "A";
    broken.text = "Battery 2 is discharged 'above' its limit";
    result.events = {broken, warning};
    result.metrics[Metric::SocEnd] = 42.25;
    result.metrics[Metric::PreAlarmLead] = 31.0;
    result.ledger.push_back({.item = "pump",
                             .kind = LedgerRow::Kind::Load,
                             .cut_by = "load",
                             .charge_ah = -3.5,
                             .energy_wh = -44.0,
                             .mean_a = -0.05,
                             .after_load_off_ah = 0.0,
                             .after_low_cell_ah = std::nullopt});
    result.ledger.push_back({.item = "joule_heat",
                             .kind = LedgerRow::Kind::Bank,
                             .cut_by = "",
                             .charge_ah = std::nullopt,
                             .energy_wh = -0.5,
                             .mean_a = std::nullopt,
                             .after_load_off_ah = std::nullopt,
                             .after_low_cell_ah = std::nullopt});
    result.expectations = {
        {.text = "damage.day > 90",
         .judgement = {.outcome = Judgement::Outcome::Undecided,
                       .actual = std::nullopt,
                       .needs_days = 90.0}},
        {.text = "warning.day > 0",
         .judgement = {
             .outcome = Judgement::Outcome::Met, .actual = 1.0, .needs_days = std::nullopt}}};
    result.events_hash = 0x0123'4567'89AB'CDEF;
    result.result_hash = 0xFEDC'BA98'7654'3210;
    return result;
}

const RunRecord record{.name = "Told by hand",
                       .resolved_scenario = "name: 'it''s'\n",
                       .scenario_hash = "00aa",
                       .core_hash = "11bb",
                       .catalog_hash = "22cc",
                       .seed = 9'000'000'000'000'000,
                       .version = "0.1.0",
                       .host = "somewhere",
                       .wall_s = 1.25,
                       .verdict_text = "LOAD opened."};

const std::vector<Signal> signals{
    {.name = "bank_voltage_v", .unit = "V", .dead_band = 0.005},
    {.name = "device_current_a", .unit = "A", .device = "pump", .is_step = true, .dead_band = 0.1},
    {.name = "cell_voltage_v", .unit = "V", .battery = 2, .cell = 3, .dead_band = 0.005}};

/// A row of a recording.
Sample sample(std::uint32_t signal, double t_s, double value) {
    return {.value = value, .at = SimTime{std::llround(t_s * 1000.0)}, .signal = signal};
}
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Writes the told run and gives its path.
std::string write_told(const Folder& folder, const std::string& name = "r.sqlite") {
    Store store{folder.path(name)};
    RunResult result = told();
    result.recording = {
        .signals = signals,
        .samples = {sample(0, 0, 13.0), sample(0, 7200, 12.0),
                    sample(0, 7200, 11.0),  // a jump: twice at one moment
                    sample(0, 3 * 86'400, 11.0), sample(1, 0, 0.0), sample(1, 3600, -5.0),
                    sample(1, 10'800, 0.0), sample(2, 0, 3.25)}};
    store.finish(record, result,
                 {{.name = "uncontrolled_load",
                   .severity = Finding::Severity::Mistake,
                   .device = "pump",
                   .text = "Nothing cuts it off",
                   .advice = "",
                   .source = "R-BAT-9"}});
    return folder.path(name);
}

TEST(Store, TheFileIsOneMarkedDatabaseAndNothingElse) {
    const Folder folder;
    const std::string path = write_told(folder);
    EXPECT_THAT(folder.names(), ElementsAre("r.sqlite"));
    const Database db{path};
    EXPECT_EQ(db.one("PRAGMA application_id"), std::to_string(0x6274776E));  // "btwn"
    EXPECT_EQ(db.one("PRAGMA user_version"), "2");
    EXPECT_EQ(db.one("PRAGMA journal_mode"), "delete");
    EXPECT_EQ(db.one("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(db.query("PRAGMA foreign_key_check").size(), 0U);
    EXPECT_THAT(folder.names(), ElementsAre("r.sqlite"));
}

TEST(Store, ItHoldsTheDocumentedTablesAndViews) {
    const Folder folder;
    const Database db{write_told(folder)};
    std::vector<std::string> names;
    for (const auto& row :
         db.query("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")) {
        names.push_back(row[0]);
    }
    EXPECT_THAT(names, ElementsAre("events", "expectations", "findings", "ledger", "metric_defs",
                                   "metrics", "runs", "samples", "signals", "v_events",
                                   "v_metrics_wide", "v_samples"));
}

TEST(Store, TheRunsRowSaysHowItWentAndWhatWentIn) {
    const Folder folder;
    const Database db{write_told(folder)};
    EXPECT_THAT(
        db.query("SELECT name, status, verdict, verdict_text, warning_day, pre_alarm_day, "
                 "load_off_day, low_cell_day, damage_day, horizon_day, utc_offset, seed FROM runs"),
        ElementsAre(ElementsAre("Told by hand", "ok", "loads_lost", "LOAD opened.", "1.0", "NULL",
                                "1.5", "NULL", "NULL", "3.0", "+02:00", "9000000000000000")));
    EXPECT_THAT(
        db.query("SELECT resolved_scenario, scenario_hash, core_hash, catalog_hash, "
                 "events_hash, result_hash, version, host, wall_s FROM runs"),
        ElementsAre(ElementsAre("name: 'it''s'\n", "00aa", "11bb", "22cc", "0123456789abcdef",
                                "fedcba9876543210", "0.1.0", "somewhere", "1.25")));
    EXPECT_EQ(db.one("SELECT datetime(start_local_s, 'unixepoch') FROM runs"),
              "2026-08-07 15:00:00");
}

TEST(Store, ARunThatDoesNotBalanceSaysSo) {
    const Folder folder;
    {
        Store store{folder.path("r.sqlite")};
        RunResult result = told();
        result.balance.energy_residual = 2e-6;
        store.finish(record, result, {});
    }
    EXPECT_EQ(Database{folder.path("r.sqlite")}.one("SELECT status FROM runs"), "balance_failed");
}

TEST(Store, EventsHaveTheirDayDateAndPlace) {
    const Folder folder;
    const Database db{write_told(folder)};
    EXPECT_THAT(db.column_names("v_events"),
                ElementsAre("run_id", "run", "t_s", "day", "date", "event", "code", "device",
                            "battery", "cell", "value", "unit", "cause", "text"));
    EXPECT_THAT(
        db.query("SELECT run, t_s, day * 86400.0, date, event, code, device, battery, cell, value, "
                 "unit, "
                 "cause, text FROM v_events ORDER BY t_s"),
        ElementsAre(ElementsAre("Told by hand", "1.5", "1.5", "2026-08-07T15:00:01+02:00",
                                "limit_broken", "NULL", "pump", "2", "3", "-129.5", "A", "NULL",
                                "Battery 2 is discharged 'above' its limit"),
                    ElementsAre("Told by hand", "86400.0", "86400.0", "2026-08-08T15:00:00+02:00",
                                "code_raised", "W-B07", "NULL", "NULL", "NULL", "NULL", "NULL",
                                "low_soc_warning", "W-B07 Low state of charge")));
}

TEST(Store, SamplesHaveTheNamesOfTheirSignals) {
    const Folder folder;
    const Database db{write_told(folder)};
    EXPECT_THAT(db.column_names("v_samples"),
                ElementsAre("run_id", "run", "signal", "unit", "device", "battery", "cell", "kind",
                            "t_s", "day", "date", "value"));
    EXPECT_THAT(
        db.query("SELECT signal, unit, device, battery, cell, kind, day * 24.0, date, value FROM "
                 "v_samples WHERE t_s = 3600"),
        ElementsAre(ElementsAre("device_current_a", "A", "pump", "NULL", "NULL", "step", "1.0",
                                "2026-08-07T16:00:00+02:00", "-5.0")));
    EXPECT_THAT(db.query("SELECT signal, device, battery, cell, kind, value FROM v_samples "
                         "WHERE cell = 3"),
                ElementsAre(ElementsAre("cell_voltage_v", "NULL", "2", "3", "linear", "3.25")));
    EXPECT_EQ(db.one("SELECT count(*) FROM v_samples"), "8");
    EXPECT_THAT(db.query("SELECT dead_band FROM signals ORDER BY signal_id"),
                ElementsAre(ElementsAre("0.005"), ElementsAre("0.1"), ElementsAre("0.005")));
}

TEST(Store, MetricsStandInOneRowBesideTheMilestones) {
    const Folder folder;
    const Database db{write_told(folder)};
    const auto columns = db.column_names("v_metrics_wide");
    for (const char* name : {"run_id", "run", "verdict", "warning_day", "pre_alarm_day",
                             "load_off_day", "low_cell_day", "damage_day", "horizon_day"}) {
        EXPECT_THAT(columns, Contains(name));
    }
    for (const MetricRow& row : metric_table) {
        std::string column{row.name};
        std::replace(column.begin(), column.end(), '.', '_');
        EXPECT_THAT(columns, Contains(column));
    }
    EXPECT_EQ(columns.size(), 9U + metric_count);
    EXPECT_THAT(
        db.query("SELECT run, verdict, load_off_day, soc_end_pct, pre_alarm_lead_s, "
                 "charged_ah FROM v_metrics_wide"),
        ElementsAre(ElementsAre("Told by hand", "loads_lost", "1.5", "42.25", "31.0", "NULL")));
    EXPECT_EQ(db.one("SELECT count(*) FROM metric_defs WHERE unit IS NOT NULL AND help <> ''"),
              std::to_string(metric_count));
}

TEST(Store, FindingsExpectationsAndTheLedgerAreThere) {
    const Folder folder;
    const Database db{write_told(folder)};
    EXPECT_THAT(db.query("SELECT finding, severity, device, text, advice, source FROM findings"),
                ElementsAre(ElementsAre("uncontrolled_load", "mistake", "pump",
                                        "Nothing cuts it off", "NULL", "R-BAT-9")));
    EXPECT_THAT(db.query("SELECT text, outcome, actual, needs_days FROM expectations"),
                ElementsAre(ElementsAre("damage.day > 90", "undecided", "NULL", "90.0"),
                            ElementsAre("warning.day > 0", "met", "1.0", "NULL")));
    EXPECT_THAT(
        db.query("SELECT item, kind, cut_by, charge_ah, energy_wh, mean_a, "
                 "after_load_off_ah, after_low_cell_ah FROM ledger"),
        ElementsAre(
            ElementsAre("pump", "load", "load", "-3.5", "-44.0", "-0.05", "0.0", "NULL"),
            ElementsAre("joule_heat", "bank", "NULL", "NULL", "-0.5", "NULL", "NULL", "NULL")));
}

TEST(Store, ChecksKeepWrongTypesOut) {
    const Folder folder;
    const Database db{write_told(folder)};
    EXPECT_TRUE(db.accepts("INSERT INTO samples VALUES (1, 5.0, 1.0)"));
    for (const char* sql : {"INSERT INTO samples VALUES (1, 'later', 1.0)",
                            "INSERT INTO samples VALUES (1, 5.0, 'high')",
                            "INSERT INTO samples VALUES (1, NULL, 5.0)",
                            "INSERT INTO samples VALUES ('one', 5.0, 1.0)",
                            "INSERT INTO samples VALUES (1, x'00', 1)",
                            "UPDATE runs SET status = 'perhaps'",
                            "UPDATE runs SET name = NULL",
                            "UPDATE runs SET horizon_day = 'long'",
                            "UPDATE runs SET seed = 'x'",
                            "UPDATE runs SET utc_offset = NULL",
                            "UPDATE runs SET start_local_s = 'x'",
                            "UPDATE signals SET kind = 'curved'",
                            "UPDATE signals SET name = NULL",
                            "UPDATE signals SET dead_band = NULL",
                            "UPDATE events SET t_s = 'x'",
                            "UPDATE events SET event = NULL",
                            "UPDATE findings SET severity = 'fatal'",
                            "UPDATE metrics SET value = 'x'",
                            "UPDATE expectations SET outcome = 'maybe'",
                            "UPDATE ledger SET kind = 'other'"}) {
        EXPECT_FALSE(db.accepts(sql)) << sql;
    }
}

TEST(Store, ItsSchemaIsReadBySqlite326) {
    const Folder folder;
    const Database db{write_told(folder)};
    // What came later: 3.28 and newer.
    for (const auto& row : db.query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")) {
        std::string sql = row[0];
        std::transform(sql.begin(), sql.end(), sql.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        for (const char* word :
             {"STRICT",    "GENERATED",  "STORED",       "VIRTUAL",     "RETURNING",  "FILTER",
              "NULLS ",    "IIF(",       "MATERIALIZED", "->",          "UNIXEPOCH(", "FORMAT(",
              "FULL JOIN", "RIGHT JOIN", "JSON",         "IS DISTINCT", "CEIL(",      "FLOOR(",
              "POW(",      "EXCLUDE ",   "GROUPS "}) {
            EXPECT_THAT(sql, Not(HasSubstr(word)));
        }
    }
    // The write format of the header: 1 is the rollback journal, 2 would be a write-ahead log.
    const std::string bytes = text_of_file(folder.path("r.sqlite"));
    EXPECT_EQ(bytes[18], 1);
    EXPECT_EQ(bytes[19], 1);
}

TEST(Store, WithoutFinishNothingIsLeft) {
    const Folder folder;
    {
        const Store store{folder.path("r.sqlite")};
        EXPECT_THAT(folder.names(), Not(Contains("r.sqlite")));
    }
    EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(Store, AnUnfinishedRunLeavesTheOldResultAlone) {
    const Folder folder;
    const std::string path = write_told(folder);
    const std::string before = text_of_file(path);
    { const Store store{path}; }
    EXPECT_THAT(folder.names(), ElementsAre("r.sqlite"));
    EXPECT_EQ(text_of_file(path), before);
}

TEST(Store, AnOldResultIsReplacedAsAWhole) {
    const Folder folder;
    const std::string path = write_told(folder);
    {
        Store store{path};
        RunRecord other = record;
        other.name = "Second";
        store.finish(other, told(), {});
    }
    const Database db{path};
    EXPECT_THAT(db.query("SELECT name FROM runs"), ElementsAre(ElementsAre("Second")));
    EXPECT_EQ(db.one("SELECT count(*) FROM samples"), "0");
    EXPECT_THAT(folder.names(), ElementsAre("r.sqlite"));
}

std::string refusal(const std::string& path) {
    try {
        Store store{path};
    } catch (const StoreError& error) {
        return error.what();
    }
    return "";
}

TEST(Store, WhatIsNotItsOwnIsNeverOverwritten) {
    const Folder folder;
    const std::string letter = folder.write("letter.txt", "Dear reader,\n");
    const std::string empty = folder.write("empty.sqlite", "");
    const std::string fake =
        folder.write("fake.sqlite", std::string("SQLite format 3\0", 16) + std::string(500, 'x'));
    const std::string foreign = folder.path("foreign.sqlite");
    {
        const Database db{foreign};
        db.query("CREATE TABLE t (x)");
        db.query("INSERT INTO t VALUES (1)");
    }
    const std::string other_id = folder.path("other.sqlite");
    {
        const Database db{other_id};
        db.query("PRAGMA application_id = 5");
        db.query("CREATE TABLE t (x)");
    }
    std::filesystem::create_directory(folder.path("folder.sqlite"));
    ASSERT_EQ(::symlink("letter.txt", folder.path("link.sqlite").c_str()), 0);
    const auto names = folder.names();
    for (const char* name : {"letter.txt", "empty.sqlite", "fake.sqlite", "foreign.sqlite",
                             "other.sqlite", "folder.sqlite", "link.sqlite"}) {
        const std::string path = folder.path(name);
        const bool is_file = std::filesystem::is_regular_file(path);
        const std::string before = is_file ? text_of_file(path) : "";
        EXPECT_THAT(refusal(path), HasSubstr("not overwritten")) << name;
        EXPECT_THAT(refusal(path), HasSubstr(path));
        if (is_file) {
            EXPECT_EQ(text_of_file(path), before) << name;
        }
    }
    EXPECT_EQ(folder.names(), names);
}

TEST(Store, WhereNothingCanBeWrittenIsAnErrorAtOnce) {
    const Folder folder;
    const std::string file = folder.write("file", "x");
    EXPECT_THAT(refusal(folder.path("nowhere/r.sqlite")), HasSubstr("nowhere"));
    EXPECT_NE(refusal(file + "/r.sqlite"), "");
    EXPECT_NE(refusal(folder.path(std::string(300, 'x'))), "");
    EXPECT_THAT(folder.names(), ElementsAre("file"));
}

TEST(Store, APlaceTakenInTheMeantimeIsAnErrorAndLeavesNothing) {
    const Folder folder;
    Store store{folder.path("r.sqlite")};
    std::filesystem::create_directory(folder.path("r.sqlite"));
    EXPECT_THROW(store.finish(record, told(), {}), StoreError);
    EXPECT_TRUE(std::filesystem::is_directory(folder.path("r.sqlite")));
}

// --- the wide table ---

/// All of it at once.
struct Wide {
    std::vector<std::string> columns;
    std::vector<WideTable::Row> rows;
};
Wide read_wide(const std::string& path, SimTime every) {
    const WideTable table{path};
    Wide out{.columns = table.columns(), .rows = {}};
    table.rows(every, [&](const WideTable::Row& row) { out.rows.push_back(row); });
    EXPECT_EQ(std::int64_t{static_cast<std::int64_t>(out.rows.size())}, table.row_count(every));
    return out;
}

TEST(WideTable, LinearSignalsAreInterpolatedAndStepsHold) {
    const Folder folder;
    const Wide table = read_wide(write_told(folder), std::chrono::minutes{30});
    EXPECT_THAT(table.columns, ElementsAre("day", "date", "bank_voltage_v", "pump.device_current_a",
                                           "cell_voltage_v.battery2.cell3"));
    EXPECT_EQ(table.rows.size(), 3U * 48U + 1U);
    const auto value = [&](double hour, std::size_t column) {
        return table.rows[static_cast<std::size_t>(hour * 2)].values[column];
    };
    EXPECT_EQ(value(0, 0), 13.0);
    EXPECT_EQ(value(0.5, 0), 12.75);  // a quarter of the way from 13 to 12
    EXPECT_EQ(value(1, 0), 12.5);
    EXPECT_EQ(value(2, 0), 11.0);  // the later of the two at that moment
    EXPECT_EQ(value(50, 0), 11.0);
    EXPECT_EQ(value(0.5, 1), 0.0);
    EXPECT_EQ(value(1, 1), -5.0);
    EXPECT_EQ(value(2.5, 1), -5.0);
    EXPECT_EQ(value(3, 1), 0.0);
    EXPECT_EQ(value(72, 2), 3.25);  // the last sample holds to the end
    EXPECT_EQ(table.rows[2].date, "2026-08-07T16:00:00+02:00");
    EXPECT_EQ(table.rows[96].day, 2.0);
    EXPECT_EQ(table.rows.back().day, 3.0);
}

TEST(WideTable, BeforeItsFirstSampleASignalHasNoValue) {
    const Folder folder;
    const std::string path = folder.path("late.sqlite");
    {
        Store store{path};
        RunResult result = told();
        result.recording = {.signals = signals, .samples = {sample(0, 86'400, 13.0)}};
        store.finish(record, result, {});
    }
    const Wide table = read_wide(path, day);
    EXPECT_FALSE(table.rows[0].values[0]);
    EXPECT_EQ(table.rows[1].values[0], 13.0);
    EXPECT_FALSE(table.rows[1].values[1]);
}

// D-25: until the monitor synchronises there is no reported state of charge, and none is drawn.
TEST(WideTable, WhatIsUnknownHasNoValueUntilItIsKnown) {
    const Folder folder;
    const std::string path = folder.path("unknown.sqlite");
    {
        Store store{path};
        RunResult result = told();
        result.recording = {
            .signals = signals,
            .samples = {sample(0, 0, unknown), sample(0, 86'399, unknown), sample(0, 86'400, 50.0),
                        sample(0, 2 * 86'400, 60.0), sample(0, 2 * 86'400 + 1, unknown)}};
        store.finish(record, result, {});
    }
    const Database db{path};
    EXPECT_EQ(db.one("SELECT count(*) FROM v_samples WHERE value IS NULL"), "3");
    const Wide table = read_wide(path, day / 2);
    EXPECT_FALSE(table.rows[0].values[0]);
    EXPECT_FALSE(table.rows[1].values[0]);
    EXPECT_EQ(table.rows[2].values[0], 50.0);
    EXPECT_EQ(table.rows[3].values[0], 55.0);
    EXPECT_EQ(table.rows[4].values[0], 60.0);
    EXPECT_FALSE(table.rows[5].values[0]);
}

TEST(WideTable, AFileThatIsNotOursIsAnInputError) {
    const Folder folder;
    const std::string letter = folder.write("letter.txt", "Dear reader,\n");
    const std::string empty = folder.write("empty.sqlite", "");
    EXPECT_THROW(read_wide(folder.path("nowhere"), day), InputError);
    EXPECT_THROW(read_wide(letter, day), InputError);
    EXPECT_THROW(read_wide(empty, day), InputError);
    EXPECT_THROW(read_wide(folder.path(""), day), InputError);
    EXPECT_THAT(folder.names(), ElementsAre("empty.sqlite", "letter.txt"));
}

TEST(WideTable, ADamagedFileIsAnInputError) {
    const Folder folder;
    const std::string path = write_told(folder);
    const std::string whole = text_of_file(path);
    for (const std::size_t size : {whole.size() / 2, std::size_t{4096}, std::size_t{100}}) {
        const std::string cut = folder.write("cut.sqlite", whole.substr(0, size));
        EXPECT_THROW(read_wide(cut, day), InputError) << size;
    }
}

// --- a real run ---

TEST(Store, ARealRunGoesInAndComesOut) {
    const Folder folder;
    const LoadedScenario loaded = load_text(
        "name: Lamp\n"
        "start: '2026-11-01 12:00'\n"
        "duration: 2 h\n"
        "record: cell\n"
        "bank: {battery: lithium_ng_12v8_300ah, series: 2, soc_pct: 50}\n"
        "devices: {lamp: {model: constant_power, draws: 240 W, connected_to: load, from: '12:30', "
        "to: '13:30'}}\n"
        "expect: [load_off.count == 0]\n");
    const std::string path = folder.path("r.sqlite");
    RunResult result;
    {
        Store store{path};
        result = run_fixed(loaded, {.record = true});
        RunRecord mine = record;
        mine.resolved_scenario = resolved_yaml(loaded, true);
        store.finish(mine, result, {});
    }
    const Database db{path};
    // The file alone runs again: its scenario text loads.
    EXPECT_EQ(scenario_hash(load_text(db.one("SELECT resolved_scenario FROM runs"))),
              scenario_hash(loaded));
    EXPECT_EQ(db.one("SELECT count(*) FROM events"), std::to_string(result.events.size()));
    // 2 batteries of 4 cells: voltage, current, charge and temperature each, voltage and charge
    // of each cell.
    EXPECT_EQ(db.one("SELECT count(*) FROM signals WHERE battery IS NOT NULL AND cell IS NULL"),
              "8");
    EXPECT_EQ(db.one("SELECT count(*) FROM signals WHERE cell IS NOT NULL"), "16");
    EXPECT_EQ(db.one("SELECT count(*) FROM expectations WHERE outcome = 'met'"), "1");
    EXPECT_EQ(db.one("SELECT min(t_s) FROM samples"), "0.0");
    EXPECT_EQ(db.one("SELECT max(t_s) FROM samples"), "7200.0");

    const Wide table = read_wide(path, std::chrono::minutes{15});
    const auto column = [&](const std::string& name) {
        const auto found = std::find(table.columns.begin(), table.columns.end(), name);
        EXPECT_NE(found, table.columns.end()) << name;
        return static_cast<std::size_t>(found - table.columns.begin()) - 2;
    };
    ASSERT_EQ(table.rows.size(), 9U);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const bool lit = i >= 2 && i < 6;
        const double current = *table.rows[i].values[column("lamp.device_current_a")];
        const double voltage = *table.rows[i].values[column("bank_voltage_v")];
        EXPECT_NEAR(current * voltage, lit ? -240.0 : 0.0, 1.0) << i;
    }
    EXPECT_EQ(table.rows[2].values[column("load")], 1.0);
}

}  // namespace
}  // namespace engine
