#include "engine/sweep_store.hpp"

#include "engine/hash.hpp"
#include "result_rows.hpp"
#include "store_schema.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <system_error>

namespace engine {

namespace {

constexpr const char* sweep_tables_sql = R"sql(
CREATE TABLE sweep (
  name TEXT NOT NULL CHECK (typeof(name) = 'text'),
  status TEXT NOT NULL CHECK (status IN ('running', 'ok')),
  points INTEGER NOT NULL CHECK (typeof(points) = 'integer'),
  draws INTEGER NOT NULL CHECK (typeof(draws) = 'integer'),
  seed INTEGER CHECK (typeof(seed) IN ('integer', 'null')),
  keep TEXT NOT NULL CHECK (keep IN ('metrics', 'events', 'samples')),
  driver TEXT NOT NULL CHECK (driver IN ('fixed', 'leap')),
  language TEXT NOT NULL CHECK (typeof(language) = 'text'),
  sweep_text TEXT NOT NULL,
  base_text TEXT NOT NULL,
  catalog_hash TEXT NOT NULL,
  core_hash TEXT NOT NULL,
  version TEXT NOT NULL
);
CREATE TABLE sweep_axes (
  axis INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  column_name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('grid', 'zip', 'monte_carlo')),
  unit TEXT,
  written TEXT NOT NULL
);
)sql";

constexpr std::array<std::string_view, 3> status_words{"ok", "balance_failed", "failed"};

std::string quoted(const std::string& name) {
    std::string out = "\"";
    for (const char c : name) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    return out + '"';
}

/// A column per axis; SQLite keeps numbers and texts apart by itself.
std::string runs_table_sql(const Sweep& sweep) {
    std::string sql =
        "CREATE TABLE sweep_runs (run_id INTEGER PRIMARY KEY REFERENCES runs, "
        "point INTEGER NOT NULL CHECK (typeof(point) = 'integer'), draw INTEGER, "
        "reason TEXT, expectations_met INTEGER CHECK (expectations_met IN (0, 1))";
    for (const SweepAxis& axis : sweep.axes()) {
        sql += ", " + quoted(axis.column) + (axis.is_number() ? " REAL" : " TEXT");
    }
    return sql + ");";
}

/// Looked up by its key, so that a query costs what it asks for.
std::string metric_sql(const MetricRow& row) {
    return "(SELECT m.value FROM metrics m WHERE m.run_id = s.run_id AND m.metric = '" +
           std::string{row.name} + "')";
}

std::string view_sql(const Sweep& sweep) {
    std::string sql = "CREATE VIEW v_sweep AS SELECT s.run_id, s.point, s.draw";
    for (const SweepAxis& axis : sweep.axes()) {
        sql += ", s." + quoted(axis.column);
    }
    sql +=
        ", r.status, s.reason, r.verdict, r.warning_day, r.pre_alarm_day, r.load_off_day, "
        "r.low_cell_day, r.damage_day, r.horizon_day, s.expectations_met";
    for (const MetricRow& row : metric_table) {
        sql += ", " + metric_sql(row) + " AS " + column_of(row);
    }
    return sql + " FROM sweep_runs s JOIN runs r USING (run_id);";
}

std::string insert_run_sql(const Sweep& sweep) {
    std::string sql = "INSERT INTO sweep_runs VALUES (?, ?, ?, ?, ?";
    for (std::size_t i = 0; i < sweep.axes().size(); ++i) {
        sql += ", ?";
    }
    return sql + ')';
}

/// What must be the same for a sweep to go on: a column of `sweep`, its value now, and what it is.
struct Identity {
    std::string_view column;
    std::string value;
    std::string_view what;
};

std::vector<Identity> identity_of(const Sweep& sweep, const SweepRecord& record) {
    return {{"sweep_text", sweep.yaml(), "the sweep"},
            {"base_text", sweep.base_yaml(), "the scenario"},
            {"catalog_hash", hex(sweep.catalog_hash()), "the catalogue"},
            {"seed", sweep.seed() ? std::to_string(*sweep.seed()) : "", "the seed"},
            {"keep", std::string{name_of(record.keep)}, "what is kept"},
            {"driver", std::string{name_of(record.driver)}, "the driver"},
            {"language", record.language, "the language"},
            {"core_hash", record.core_hash, "the BMS core"},
            {"version", record.version, "the version of banktwin"}};
}

bool has_content(const std::string& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    return !error && size > 0;
}

/// Opens a part and begins to write. A power cut costs a second's runs, not the file: the journal
/// brings back the last whole one.
DatabaseHandle open_alone(const std::string& path) {
    DatabaseHandle handle = open_database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    // What is no database refuses, and is told by whoever asks whether it is ours.
    constexpr const char* alone =
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL; BEGIN EXCLUSIVE;";
    if (sqlite3_exec(handle.get(), alone, nullptr, nullptr, nullptr) == SQLITE_BUSY) {
        throw StoreError(path + ": another banktwin writes it");
    }
    return handle;
}

std::int64_t count_of(sqlite3* database, const std::string& sql) {
    Statement query{database, sql};
    return query.step() ? query.integer(0) : 0;
}

}  // namespace

SweepRow row_of(const SweepRun& run, std::span<const Metric> shown) {
    SweepRow row;
    row.run = run.run;
    row.reason = run.reason;
    if (!run.result) {
        row.status = SweepRow::Status::Failed;
        return row;
    }
    const RunResult& result = *run.result;
    row.status = result.balance.closes() ? SweepRow::Status::Ok : SweepRow::Status::BalanceFailed;
    row.verdict = result.verdict;
    for (std::size_t i = 0; i < milestone_count; ++i) {
        const auto at = result.milestones.at[i];
        row.day[i] = at ? std::optional{to_days(*at)} : std::nullopt;
    }
    row.horizon_day = to_days(result.horizon);
    for (const Metric metric : shown) {
        row.shown.push_back(result.metrics[metric]);
    }
    if (!result.expectations.empty()) {
        row.expectations_met = result.all_expectations_met();
    }
    return row;
}

struct SweepStore::Database {
    DatabaseHandle handle;
    std::optional<ResultRows> rows;
    std::optional<Statement> insert_run;
    std::chrono::steady_clock::time_point committed = std::chrono::steady_clock::now();
};

SweepStore::SweepStore(const std::string& path, const Sweep& sweep, const SweepRecord& record,
                       bool afresh)
    : database_{std::make_unique<Database>()},
      path_{path},
      record_{record},
      catalog_hash_{hex(sweep.catalog_hash())},
      shown_{sweep.shown()},
      draws_{sweep.draws()},
      is_drawn_{sweep.seed().has_value()} {
    check_overwrite(path);
    const std::string partial = partial_name(path);
    bool is_there = has_content(partial);
    if (is_there) {
        database_->handle = open_alone(partial);
        if (!is_ours(database_->handle.get())) {
            throw StoreError(partial + ": is not a part of a banktwin result file; not touched");
        }
    }
    if (is_there && afresh) {
        database_->handle.reset();
        std::filesystem::remove(partial);
        is_there = false;
    }
    if (is_there) {
        resume(sweep, record);
    } else {
        database_->handle = open_alone(partial);
        begin(sweep, record);
    }
    sqlite3* const db = database_->handle.get();
    database_->rows.emplace(db, count_of(db, "SELECT count(*) FROM signals"));
    database_->insert_run.emplace(db, insert_run_sql(sweep));
}

SweepStore::~SweepStore() {
    if (database_) {
        try {
            commit();
        } catch (const StoreError&) {
            // What could not be written now is run again.
        }
    }
}

void SweepStore::begin(const Sweep& sweep, const SweepRecord& record) {
    sqlite3* const db = database_->handle.get();
    create_tables(db);
    execute(db, sweep_tables_sql);
    execute(db, runs_table_sql(sweep));
    execute(db, view_sql(sweep));
    Statement insert{db, "INSERT INTO sweep VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    insert.run(std::string_view{sweep.name()}, std::string_view{"running"}, sweep.points(),
               sweep.draws(), sweep.seed(), name_of(record.keep), name_of(record.driver),
               std::string_view{record.language}, std::string_view{sweep.yaml()},
               std::string_view{sweep.base_yaml()}, std::string_view{catalog_hash_},
               std::string_view{record.core_hash}, std::string_view{record.version});
    Statement insert_axis{db, "INSERT INTO sweep_axes VALUES (?, ?, ?, ?, ?, ?)"};
    std::int64_t number = 0;
    for (const SweepAxis& axis : sweep.axes()) {
        insert_axis.run(
            ++number, std::string_view{axis.path}, std::string_view{axis.column},
            name_of(axis.kind),
            axis.unit.empty() ? std::nullopt : std::optional<std::string_view>{axis.unit},
            std::string_view{axis.written});
    }
}

void SweepStore::resume(const Sweep& sweep, const SweepRecord& record) {
    sqlite3* const db = database_->handle.get();
    const auto refuse = [this](std::string_view changed) {
        throw StoreError(partial_name(path_) +
                         ": is a part of another sweep; what is not the same: " +
                         std::string{changed} + ". Give another file, or begin anew with --afresh");
    };
    if (count_of(db, "PRAGMA user_version") != store_version) {
        refuse("the version of the tables");
    }
    std::string columns;
    const std::vector<Identity> identities = identity_of(sweep, record);
    for (const Identity& identity : identities) {
        columns += (columns.empty() ? "" : ", ") + std::string{identity.column};
    }
    Statement stored{db, "SELECT " + columns + " FROM sweep"};
    const bool is_sweep = stored.step();
    std::string changed;
    for (std::size_t i = 0; is_sweep && i < identities.size(); ++i) {
        if (stored.text(static_cast<int>(i)) != identities[i].value) {
            changed += (changed.empty() ? "" : ", ") + std::string{identities[i].what};
        }
    }
    if (!is_sweep || !changed.empty()) {
        refuse(changed);
    }
    done_ = count_of(db, "SELECT count(*) FROM sweep_runs");
}

void SweepStore::commit() {
    execute(database_->handle.get(), "COMMIT");
    database_->committed = std::chrono::steady_clock::now();
}

void SweepStore::each_done(const std::function<void(const SweepRow&)>& take) const {
    std::string results;
    for (const MilestoneRow& row : milestone_table) {
        results += ", r." + std::string{row.name} + "_day";
    }
    for (const Metric metric : shown_) {
        results += ", " + metric_sql(metric_table[static_cast<std::size_t>(metric)]);
    }
    Statement query{database_->handle.get(),
                    "SELECT s.run_id, r.status, r.verdict, r.horizon_day, s.expectations_met, "
                    "s.reason" +
                        results +
                        " FROM sweep_runs s JOIN runs r USING (run_id) ORDER BY s.run_id"};
    while (query.step()) {
        SweepRow row;
        row.run = query.integer(0) - 1;
        const auto* status = std::find(status_words.begin(), status_words.end(), query.text(1));
        row.status = static_cast<SweepRow::Status>(status - status_words.begin());
        const std::string word{query.text(2)};
        const auto* verdict =
            std::find_if(verdict_table.begin(), verdict_table.end(),
                         [&](const VerdictRow& known) { return known.name == word; });
        if (verdict != verdict_table.end()) {
            row.verdict = verdict->verdict;
        }
        row.horizon_day = query.real(3).value_or(0.0);
        if (const auto met = query.real(4)) {
            row.expectations_met = *met != 0.0;
        }
        row.reason = query.text(5);
        for (std::size_t i = 0; i < milestone_count; ++i) {
            row.day[i] = query.real(6 + static_cast<int>(i));
        }
        for (std::size_t i = 0; i < shown_.size() && row.status != SweepRow::Status::Failed; ++i) {
            row.shown.push_back(query.real(6 + static_cast<int>(milestone_count + i)));
        }
        take(row);
    }
}

void SweepStore::add(const SweepRun& run) {
    const std::int64_t run_id = run.run + 1;
    const RunRecord record{.name = run.name,
                           .resolved_scenario = "",
                           .scenario_hash = "",
                           .core_hash = record_.core_hash,
                           .catalog_hash = catalog_hash_,
                           .seed = run.seed,
                           .version = record_.version,
                           .host = "",
                           .wall_s = std::nullopt,
                           .verdict_text = run.story.verdict_text};
    if (run.result) {
        database_->rows->add(run_id, record, *run.result, run.story.findings, record_.keep);
    } else {
        database_->rows->add_failed(run_id, record);
    }
    const SweepRow row = row_of(run, shown_);
    Statement& insert = *database_->insert_run;
    int column = 0;
    insert.bind(++column, run_id);
    insert.bind(++column, run.run / draws_ + 1);
    insert.bind(++column, is_drawn_ ? std::optional{run.run % draws_ + 1} : std::nullopt);
    insert.bind(++column,
                run.reason.empty() ? std::nullopt : std::optional<std::string_view>{run.reason});
    insert.bind(++column, row.expectations_met ? std::optional{std::int64_t{*row.expectations_met}}
                                               : std::nullopt);
    for (const AxisValue& value : run.values) {
        if (value.number) {
            insert.bind(++column, *value.number);
        } else {
            insert.bind(++column, std::string_view{value.text});
        }
    }
    insert.run_bound();
    ++done_;
    if (std::chrono::steady_clock::now() - database_->committed > std::chrono::seconds{1}) {
        commit();
        execute(database_->handle.get(), "BEGIN EXCLUSIVE");
    }
}

void SweepStore::finish() {
    sqlite3* const db = database_->handle.get();
    execute(db, samples_index_sql);
    execute(db, "UPDATE sweep SET status = 'ok'");
    commit();
    database_.reset();
    std::error_code error;
    std::filesystem::rename(partial_name(path_), path_, error);
    if (error) {
        throw StoreError(path_ + ": " + error.message());
    }
}

}  // namespace engine
