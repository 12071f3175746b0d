#include "engine/store.hpp"

#include "engine/hash.hpp"
#include "store_schema.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>

#include <sqlite3.h>
#include <unistd.h>

namespace engine {

namespace {

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using DatabaseHandle = std::unique_ptr<sqlite3, CloseDatabase>;
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

DatabaseHandle open_database(const std::string& path, int flags) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    DatabaseHandle handle{raw};
    if (code != SQLITE_OK) {
        throw StoreError(path + ": " + (raw != nullptr ? sqlite3_errmsg(raw) : "out of memory"));
    }
    return handle;
}

/// One prepared statement; values are bound in order by `run`.
class Statement {
  public:
    Statement(sqlite3* database, const std::string& sql) : database_{database} {
        sqlite3_stmt* raw = nullptr;
        if (sqlite3_prepare_v2(database, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK) {
            throw StoreError(std::string{"result file: "} + sqlite3_errmsg(database));
        }
        handle_.reset(raw);
    }
    template <class... Values>
    void run(const Values&... values) {
        int place = 0;
        (bind(++place, values), ...);
        if (sqlite3_step(handle_.get()) != SQLITE_DONE) {
            throw StoreError(std::string{"result file: "} + sqlite3_errmsg(database_));
        }
        sqlite3_reset(handle_.get());
    }
    /// Next row of a query.
    bool step() {
        const int code = sqlite3_step(handle_.get());
        if (code != SQLITE_ROW && code != SQLITE_DONE) {
            throw StoreError(std::string{"result file: "} + sqlite3_errmsg(database_));
        }
        return code == SQLITE_ROW;
    }
    std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
    double real(int column) const { return sqlite3_column_double(handle_.get(), column); }
    std::string text(int column) const {
        const auto* bytes = sqlite3_column_text(handle_.get(), column);
        return bytes == nullptr ? std::string{} : reinterpret_cast<const char*>(bytes);
    }

  private:
    void bind(int place, double value) { sqlite3_bind_double(handle_.get(), place, value); }
    void bind(int place, std::int64_t value) { sqlite3_bind_int64(handle_.get(), place, value); }
    void bind(int place, std::string_view value) {
        sqlite3_bind_text(handle_.get(), place, value.data(), static_cast<int>(value.size()),
                          SQLITE_TRANSIENT);
    }
    void bind(int place, std::nullptr_t) { sqlite3_bind_null(handle_.get(), place); }
    template <class T>
    void bind(int place, const std::optional<T>& value) {
        if (value) {
            bind(place, *value);
        } else {
            bind(place, nullptr);
        }
    }

    sqlite3* database_;
    StatementHandle handle_;
};

/// An empty text, or a battery number 0, is no value.
std::optional<std::string_view> given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string_view>{text};
}
std::optional<std::int64_t> given(int number) {
    return number == 0 ? std::nullopt : std::optional{std::int64_t{number}};
}

std::string_view name_of(Finding::Severity severity) {
    switch (severity) {
        case Finding::Severity::Note:
            return "note";
        case Finding::Severity::Advice:
            return "advice";
        case Finding::Severity::Mistake:
            break;
    }
    return "mistake";
}

std::string_view name_of(Judgement::Outcome outcome) {
    switch (outcome) {
        case Judgement::Outcome::Met:
            return "met";
        case Judgement::Outcome::Failed:
            return "failed";
        case Judgement::Outcome::Undecided:
            break;
    }
    return "undecided";
}

constexpr std::int64_t run_id = 1;

/// Refuses to touch anything that is not a result file of ours.
void check_overwrite(const std::string& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) {
        return;
    }
    const std::string refusal = path +
                                ": is there already and is not a banktwin result file; not "
                                "overwritten";
    if (!std::filesystem::is_regular_file(status)) {
        throw StoreError(refusal);
    }
    try {
        const DatabaseHandle existing = open_database(path, SQLITE_OPEN_READONLY);
        Statement query{existing.get(), "PRAGMA application_id"};
        if (query.step() && query.integer(0) == application_id) {
            return;
        }
    } catch (const StoreError&) {
        // Not a database at all: the refusal says it better.
    }
    throw StoreError(refusal);
}

}  // namespace

struct Store::Database {
    DatabaseHandle handle;
    std::optional<Statement> insert_sample;

    void execute(const std::string& sql) const {
        char* message = nullptr;
        if (sqlite3_exec(handle.get(), sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
            const std::string text = message != nullptr ? message : "unknown error";
            sqlite3_free(message);
            throw StoreError("result file: " + text);
        }
    }
};

Store::Store(const std::string& path)
    : database_{std::make_unique<Database>()},
      path_{path},
      temporary_{path + ".part-" + std::to_string(::getpid())} {
    check_overwrite(path);
    std::error_code error;
    std::filesystem::remove(temporary_, error);
    database_->handle = open_database(temporary_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    // The file is thrown away unless it is finished, so it needs no journal.
    database_->execute(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = " +
        std::to_string(application_id) +
        "; PRAGMA user_version = " + std::to_string(store_version) + "; BEGIN;");
    database_->execute(tables_sql);
    database_->execute(metrics_view_sql());
    Statement define{database_->handle.get(), "INSERT INTO metric_defs VALUES (?, ?, ?)"};
    for (const MetricRow& row : metric_table) {
        define.run(row.name, row.unit, row.help);
    }
    database_->insert_sample.emplace(database_->handle.get(),
                                     "INSERT INTO samples VALUES (?, ?, ?)");
}

Store::~Store() {
    database_.reset();
    if (!temporary_.empty()) {
        std::error_code error;
        std::filesystem::remove(temporary_, error);
    }
}

void Store::signals(const std::vector<Signal>& signals) {
    Statement insert{database_->handle.get(),
                     "INSERT INTO signals VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
    std::int64_t id = 0;
    for (const Signal& signal : signals) {
        insert.run(++id, run_id, std::string_view{signal.name}, std::string_view{signal.unit},
                   given(signal.device), given(signal.battery), given(signal.cell),
                   std::string_view{signal.is_step ? "step" : "linear"});
    }
}

void Store::sample(std::size_t signal, SimTime at, double value) {
    database_->insert_sample->run(static_cast<std::int64_t>(signal) + 1, to_seconds(at), value);
}

void Store::finish(const RunRecord& record, const RunResult& result,
                   const std::vector<Finding>& findings) {
    sqlite3* const db = database_->handle.get();
    Statement insert_event{db, "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    for (const Event& event : result.events) {
        insert_event.run(run_id, to_seconds(event.at), row_of(event.kind).name, given(event.code),
                         given(event.device), given(event.battery), given(event.cell), event.value,
                         given(event.unit), given(event.cause), std::string_view{event.text});
    }
    Statement insert_finding{db, "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?)"};
    for (const Finding& finding : findings) {
        insert_finding.run(run_id, std::string_view{finding.name}, name_of(finding.severity),
                           given(finding.device), std::string_view{finding.text},
                           given(finding.advice), given(finding.source));
    }
    Statement insert_metric{db, "INSERT INTO metrics VALUES (?, ?, ?)"};
    for (const MetricRow& row : metric_table) {
        insert_metric.run(run_id, row.name, result.metrics[row.metric]);
    }
    Statement insert_expectation{db, "INSERT INTO expectations VALUES (?, ?, ?, ?, ?)"};
    for (const ExpectationResult& row : result.expectations) {
        insert_expectation.run(run_id, std::string_view{row.text}, name_of(row.judgement.outcome),
                               row.judgement.actual, row.judgement.needs_days);
    }
    Statement insert_ledger{db, "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    for (const LedgerRow& row : result.ledger) {
        insert_ledger.run(run_id, std::string_view{row.item}, engine::name_of(row.kind),
                          given(row.cut_by), row.charge_ah, row.energy_wh, row.mean_a,
                          row.after_load_off_ah, row.after_low_cell_ah);
    }
    const auto day_of = [&](Milestone milestone) -> std::optional<double> {
        const auto at = result.milestones[milestone];
        return at ? std::optional{to_days(*at)} : std::nullopt;
    };
    const auto start_local = std::chrono::duration_cast<std::chrono::seconds>(
        result.calendar.local(SimTime{0}).time_since_epoch());
    const std::string offset = result.calendar.utc_offset.count() == 0
                                   ? std::string{"Z"}
                                   : format_utc_offset(result.calendar.utc_offset);
    // The run's row, with its status, is the last thing written.
    Statement insert_run{
        db,
        "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?, ?)"};
    insert_run.run(
        run_id, std::string_view{record.name},
        std::string_view{result.balance.closes() ? "ok" : "balance_failed"},
        engine::name_of(result.verdict), std::string_view{record.verdict_text},
        day_of(Milestone::Warning), day_of(Milestone::PreAlarm), day_of(Milestone::LoadOff),
        day_of(Milestone::LowCell), day_of(Milestone::Damage), to_days(result.horizon),
        std::int64_t{start_local.count()}, std::string_view{offset}, record.seed,
        std::string_view{record.resolved_scenario}, std::string_view{record.scenario_hash},
        std::string_view{record.core_hash}, std::string_view{record.catalog_hash},
        std::string_view{hex(result.events_hash)}, std::string_view{hex(result.result_hash)},
        std::string_view{record.version}, std::string_view{record.host}, record.wall_s);
    database_->execute("COMMIT");
    database_.reset();
    std::error_code error;
    std::filesystem::rename(temporary_, path_, error);
    if (error) {
        throw StoreError(path_ + ": " + error.message());
    }
    temporary_.clear();
}

namespace {

struct Trace {
    std::string name;
    bool is_step;
    std::vector<std::pair<double, double>> samples;  // t_s, value

    std::optional<double> at(double t_s) const {
        // The last sample not after t_s; of several at one moment the last one written.
        const auto after =
            std::upper_bound(samples.begin(), samples.end(), t_s,
                             [](double time, const std::pair<double, double>& sample) {
                                 return time < sample.first;
                             });
        if (after == samples.begin()) {
            return std::nullopt;
        }
        const auto& [t0, v0] = *std::prev(after);
        if (is_step || after == samples.end() || after->first == t0) {
            return v0;
        }
        return v0 + (after->second - v0) * (t_s - t0) / (after->first - t0);
    }
};

}  // namespace

WideTable read_wide(const std::string& path, SimTime every) {
    if (!std::filesystem::exists(path)) {
        throw StoreError(path + ": no such file");
    }
    const DatabaseHandle database = open_database(path, SQLITE_OPEN_READONLY);
    const auto ours = [&] {
        try {
            Statement query{database.get(), "PRAGMA application_id"};
            return query.step() && query.integer(0) == application_id;
        } catch (const StoreError&) {
            return false;
        }
    }();
    if (!ours) {
        throw StoreError(path + ": is not a banktwin result file");
    }
    Calendar calendar;
    double horizon_s = 0.0;
    Statement runs{database.get(), "SELECT start_local_s, utc_offset, horizon_day FROM runs"};
    if (!runs.step()) {
        throw StoreError(path + ": holds no finished run");
    }
    calendar.utc_offset = parse_utc_offset(runs.text(1)).value_or(std::chrono::minutes{0});
    calendar.start = Instant{std::chrono::seconds{runs.integer(0)}} - calendar.utc_offset;
    horizon_s = runs.real(2) * 86'400.0;

    std::vector<Trace> traces;
    std::map<std::int64_t, std::size_t> by_id;
    Statement signals{database.get(),
                      "SELECT signal_id, name, device, battery, cell, kind FROM signals "
                      "ORDER BY signal_id"};
    while (signals.step()) {
        std::string name = signals.text(1);
        if (const std::string device = signals.text(2); !device.empty()) {
            name = device + "." + name;
        }
        for (const int column : {3, 4}) {
            if (signals.integer(column) != 0) {
                name += (column == 3 ? ".battery" : ".cell") + signals.text(column);
            }
        }
        by_id[signals.integer(0)] = traces.size();
        traces.push_back({.name = name, .is_step = signals.text(5) == "step", .samples = {}});
    }
    Statement samples{database.get(),
                      "SELECT signal_id, t_s, value FROM samples ORDER BY signal_id, t_s, rowid"};
    while (samples.step()) {
        traces[by_id.at(samples.integer(0))].samples.emplace_back(samples.real(1), samples.real(2));
    }
    WideTable table;
    table.columns = {"day", "date"};
    for (const Trace& trace : traces) {
        table.columns.push_back(trace.name);
    }
    for (SimTime now{0}; to_seconds(now) <= horizon_s + 1e-6; now += every) {
        WideTable::Row row{.day = to_days(now), .date = calendar.iso(now), .values = {}};
        for (const Trace& trace : traces) {
            row.values.push_back(trace.at(to_seconds(now)));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace engine
