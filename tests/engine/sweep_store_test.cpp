// The result file of a sweep: what is in it, and that neither threads nor interruptions show.

#include "engine/sweep_store.hpp"

#include "engine/wide_table.hpp"
#include "tests/engine/database.hpp"
#include "tests/engine/sweep_rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const SweepRecord record{
    .core_hash = "abc", .version = "1.2.3", .driver = Driver::Leap, .keep = Keep::Metrics};

SweepRecord keeping(Keep keep) {
    SweepRecord out = record;
    out.keep = keep;
    return out;
}

constexpr const char* small =
    "grid: {devices.lamp.draws: [12 W, 6 W]}\n"
    "monte_carlo: {runs: 5, vary: {bank.soc_pct: {uniform: [20, 80]}}}\n";

/// Does what is left to do, but stops after so many runs.
void work(const Sweep& sweep, const std::string& file, unsigned threads,
          const SweepRecord& how = record, std::int64_t most = 1'000'000) {
    struct Enough {};
    SweepStore store{file, sweep, how};
    try {
        run_sweep(sweep,
                  {.threads = threads, .record = how.keep == Keep::Samples, .first = store.done()},
                  [&](const SweepRun& run) {
                      if (most-- == 0) {
                          throw Enough{};
                      }
                      store.add(run);
                  });
        store.finish();
    } catch (const Enough&) {
    }
}

/// Every table and view as text, the schema first.
std::string dump(const std::string& file) {
    const Database db{file};
    std::string out;
    for (const auto& row : db.query("SELECT name, sql FROM sqlite_master ORDER BY rowid")) {
        out += row[0] + ": " + row[1] + '\n';
    }
    for (const auto& table : db.query("SELECT name FROM sqlite_master WHERE type IN ('table', "
                                      "'view') ORDER BY rowid")) {
        out += "-- " + table[0] + '\n';
        for (const auto& row : db.query("SELECT * FROM " + table[0])) {
            for (const std::string& value : row) {
                out += value + '|';
            }
            out += '\n';
        }
    }
    return out;
}

TEST(SweepStore, HasARowPerRunWithAxesMilestonesAndMetricsSideBySide) {
    const SweepFolder folder{"grid: {devices.lamp.draws: [12 W, 100 W], bank.soc_pct: [50, 12]}\n",
                             std::string{swept_base} + "expect: [load_off.count == 0]\n"};
    work(folder.read(), folder.path("r.sqlite"), 1);
    const Database db{folder.path("r.sqlite")};
    EXPECT_THAT(db.query("SELECT run_id, point, draw, devices_lamp_draws_w, bank_soc_pct, status, "
                         "expectations_met, load_off_day IS NOT NULL FROM v_sweep"),
                ElementsAre(ElementsAre("1", "1", "NULL", "12.0", "50.0", "ok", "1", "0"),
                            ElementsAre("2", "2", "NULL", "12.0", "12.0", "ok", "1", "0"),
                            ElementsAre("3", "3", "NULL", "100.0", "50.0", "ok", "1", "0"),
                            ElementsAre("4", "4", "NULL", "100.0", "12.0", "ok", "0", "1")));
}

TEST(SweepStore, ItsMetricsAreThoseOfTheRuns) {
    const SweepFolder folder{small};
    const Sweep sweep = folder.read();
    work(sweep, folder.path("r.sqlite"), 2);
    const Database db{folder.path("r.sqlite")};
    const std::vector<SweepRun> runs = all_runs(sweep);
    const auto rows = db.query(
        "SELECT printf('%!.17g', soc_end_pct), printf('%!.17g', bank_soc_pct) FROM v_sweep");
    ASSERT_EQ(rows.size(), runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        EXPECT_EQ(std::stod(rows[i][0]), *runs[i].result->metrics[Metric::SocEnd]);
        EXPECT_EQ(std::stod(rows[i][1]), runs[i].values[1].number);
    }
    EXPECT_EQ(db.one("SELECT count(*) FROM v_metrics_wide"), "10");
}

TEST(SweepStore, HoldsTheSameWithOneThreadAndWithFour) {
    const SweepFolder folder{small};
    const Sweep sweep = folder.read();
    for (const Keep keep : {Keep::Metrics, Keep::Samples}) {
        work(sweep, folder.path("one.sqlite"), 1, keeping(keep));
        work(sweep, folder.path("four.sqlite"), 4, keeping(keep));
        const std::string one = dump(folder.path("one.sqlite"));
        EXPECT_THAT(one, HasSubstr("A bank for an hour"));
        EXPECT_EQ(one, dump(folder.path("four.sqlite")));
    }
}

TEST(SweepStore, HoldsTheSameHoweverOftenItWasInterrupted) {
    const SweepFolder folder{small};
    const Sweep sweep = folder.read();
    for (const Keep keep : {Keep::Metrics, Keep::Samples}) {
        work(sweep, folder.path("whole.sqlite"), 2, keeping(keep));
        const std::string file = folder.path("pieces.sqlite");
        work(sweep, file, 3, keeping(keep), 0);
        work(sweep, file, 3, keeping(keep), 4);
        EXPECT_TRUE(std::filesystem::exists(file + ".partial"));
        work(sweep, file, 1, keeping(keep), 3);
        work(sweep, file, 2, keeping(keep));
        EXPECT_FALSE(std::filesystem::exists(file + ".partial"));
        EXPECT_EQ(dump(folder.path("whole.sqlite")), dump(file));
        std::filesystem::remove(file);
    }
}

TEST(SweepStore, GoesOnWithTheRunsThatAreMissingAndKnowsTheOthers) {
    const SweepFolder folder{small};
    const Sweep sweep = folder.read();
    const std::string file = folder.path("r.sqlite");
    work(sweep, file, 1, record, 4);
    const SweepStore store{file, sweep, record};
    EXPECT_EQ(store.done(), 4);
    std::vector<SweepRow> rows;
    store.each_done([&](const SweepRow& row) { rows.push_back(row); });
    const std::vector<SweepRun> runs = all_runs(sweep);
    ASSERT_EQ(rows.size(), 4U);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const SweepRow now = row_of(runs[i], sweep.shown());
        EXPECT_EQ(rows[i].run, now.run);
        EXPECT_EQ(rows[i].status, now.status);
        EXPECT_EQ(rows[i].verdict, now.verdict);
        EXPECT_EQ(rows[i].day, now.day);
        EXPECT_EQ(rows[i].horizon_day, now.horizon_day);
        EXPECT_EQ(rows[i].expectations_met, now.expectations_met);
        EXPECT_EQ(rows[i].shown, now.shown);
    }
}

TEST(SweepStore, ThePartOfAnotherSweepIsRefusedAndItIsToldWhatDiffers) {
    const SweepFolder folder{small};
    const std::string file = folder.path("r.sqlite");
    const Sweep sweep = folder.read();
    work(sweep, file, 1, record, 2);
    const auto refusal = [&](const Sweep& other, const SweepRecord& how) -> std::string {
        try {
            const SweepStore store{file, other, how};
        } catch (const StoreError& error) {
            return error.what();
        }
        return "taken";
    };
    SweepRecord other_core = record;
    other_core.core_hash = "def";
    EXPECT_THAT(refusal(sweep, other_core), HasSubstr("what is not the same: the BMS core."));
    EXPECT_THAT(refusal(sweep, keeping(Keep::Events)), HasSubstr("what is kept"));
    SweepRecord other_driver = record;
    other_driver.driver = Driver::Fixed;
    EXPECT_THAT(refusal(sweep, other_driver), HasSubstr("the driver"));
    SweepRecord other_language = record;
    other_language.language = "sv";
    EXPECT_THAT(refusal(sweep, other_language), HasSubstr("what is not the same: the language."));
    EXPECT_THAT(refusal(folder.read({.sets = {"duration=2h"}}), record), HasSubstr("the scenario"));
    EXPECT_THAT(refusal(folder.read({.sets = {}, .seed = 5, .catalogs = {}}), record),
                HasSubstr("the seed"));
    folder.write("sweep.yaml", std::string{"base: base.yaml\n"} + small + "name: other\n");
    EXPECT_THAT(refusal(folder.read(), record), HasSubstr("the sweep"));
    folder.write("sweep.yaml", std::string{"# a remark\nbase: base.yaml\n"} + small);
    EXPECT_EQ(refusal(folder.read(), record), "taken");
    // Tables of another version may lack what is to be compared.
    Database{file + ".partial"}.query("PRAGMA user_version = 1");
    EXPECT_THAT(refusal(folder.read(), record), HasSubstr("the version of the tables."));
}

TEST(SweepStore, BeginsAfreshWhenAskedTo) {
    const SweepFolder folder{small};
    const std::string file = folder.path("r.sqlite");
    work(folder.read(), file, 1, record, 2);
    const SweepStore store{file, folder.read({.sets = {"duration=2h"}}), record, true};
    EXPECT_EQ(store.done(), 0);
}

TEST(SweepStore, TwoDoNotWriteTheSamePart) {
    const SweepFolder folder{small};
    const std::string file = folder.path("r.sqlite");
    const SweepStore first{file, folder.read(), record};
    try {
        const SweepStore second{file, folder.read(), record};
        FAIL() << "was let in";
    } catch (const StoreError& error) {
        EXPECT_THAT(error.what(), HasSubstr("r.sqlite.partial: another banktwin writes it"));
    }
}

TEST(SweepStore, NeitherAFileNorAPartThatIsNotOursIsTouched) {
    const SweepFolder folder{small};
    const std::string file = folder.write("r.sqlite", "a letter");
    EXPECT_THROW((SweepStore{file, folder.read(), record}), StoreError);
    EXPECT_EQ(text_of_file(file), "a letter");
    std::filesystem::remove(file);
    folder.write("r.sqlite.partial", "another letter");
    EXPECT_THROW((SweepStore{file, folder.read(), record}), StoreError);
    EXPECT_THROW((SweepStore{file, folder.read(), record, true}), StoreError);
    EXPECT_EQ(text_of_file(file + ".partial"), "another letter");
}

TEST(SweepStore, AFailedRunIsARowWithItsReason) {
    const SweepFolder folder{
        "grid: {bms.low_soc_warning_pct: [10, 30], bms.discharge_floor_pct: [5, 20]}\n"};
    work(folder.read(), folder.path("r.sqlite"), 2);
    const Database db{folder.path("r.sqlite")};
    EXPECT_THAT(
        db.query("SELECT run_id, status, reason IS NULL, verdict FROM v_sweep"),
        ElementsAre(ElementsAre("1", "ok", "1", "ok"), ElementsAre("2", "failed", "0", "NULL"),
                    ElementsAre("3", "ok", "1", "ok"), ElementsAre("4", "ok", "1", "ok")));
    EXPECT_THAT(db.one("SELECT reason FROM v_sweep WHERE run_id = 2"), HasSubstr("bms."));
    EXPECT_EQ(db.one("SELECT status FROM sweep"), "ok");
}

TEST(SweepStore, KeepsWhatItIsAskedTo) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30, 40]}\n",
                             std::string{swept_base} + "expect: [load_off.count == 0]\n"};
    const auto rows = [&](Keep keep, const std::string& table) {
        const std::string file = folder.path("r.sqlite");
        work(folder.read(), file, 1, keeping(keep));
        return Database{file}.one("SELECT count(*) > 0 FROM " + table);
    };
    for (const std::string table : {"events", "ledger", "expectations", "samples", "signals"}) {
        EXPECT_EQ(rows(Keep::Metrics, table), "0") << table;
        EXPECT_EQ(rows(Keep::Samples, table), "1") << table;
    }
    EXPECT_EQ(rows(Keep::Events, "events"), "1");
    EXPECT_EQ(rows(Keep::Events, "samples"), "0");
    // Every run has signals of its own.
    EXPECT_EQ(rows(Keep::Samples, "(SELECT 1 FROM signals GROUP BY run_id HAVING count(*) > 3)"),
              "1");
    EXPECT_EQ(Database{folder.path("r.sqlite")}.one(
                  "SELECT count(*) FROM samples p LEFT JOIN signals s USING (signal_id) WHERE "
                  "s.run_id IS NULL"),
              "0");
    EXPECT_EQ(Database{folder.path("r.sqlite")}.one("SELECT count(DISTINCT run_id) FROM v_samples"),
              "2");
}

TEST(SweepStore, SaysWhatWasVariedInWhat) {
    const SweepFolder folder{small};
    work(folder.read(), folder.path("r.sqlite"), 1);
    const Database db{folder.path("r.sqlite")};
    EXPECT_THAT(db.query("SELECT path, column_name, kind, unit, written FROM sweep_axes"),
                ElementsAre(ElementsAre("devices.lamp.draws_w", "devices_lamp_draws_w", "grid", "W",
                                        "12 W, 6 W"),
                            ElementsAre("bank.soc_pct", "bank_soc_pct", "monte_carlo", "%",
                                        "{uniform: [20, 80]}")));
    EXPECT_THAT(db.query("SELECT points, draws, seed, core_hash, version FROM sweep"),
                ElementsAre(ElementsAre("2", "5", "1", "abc", "1.2.3")));
    EXPECT_THAT(db.one("SELECT base_text FROM sweep"), HasSubstr("lithium_ng_12v8_100ah"));
    EXPECT_THAT(db.one("SELECT sweep_text FROM sweep"), HasSubstr("uniform"));
}

TEST(SweepStore, IsNoWideTableOfOneRun) {
    const SweepFolder folder{small};
    work(folder.read(), folder.path("r.sqlite"), 1);
    EXPECT_THROW(WideTable{folder.path("r.sqlite")}, InputError);
}

TEST(SweepStore, LeavesNothingBesideTheFile) {
    const SweepFolder folder{small};
    work(folder.read(), folder.path("r.sqlite"), 2);
    EXPECT_THAT(folder.names(), ElementsAre("base.yaml", "r.sqlite", "sweep.yaml"));
    work(folder.read(), folder.path("s.sqlite"), 2, record, 3);
    EXPECT_THAT(folder.names(),
                ElementsAre("base.yaml", "r.sqlite", "s.sqlite.partial", "sweep.yaml"));
}

}  // namespace
}  // namespace engine
