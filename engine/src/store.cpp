#include "engine/store.hpp"

#include "engine/hash.hpp"
#include "sqlite.hpp"
#include "store_schema.hpp"

#include <filesystem>
#include <optional>

#include <unistd.h>

namespace engine {

namespace {

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
        if (is_ours(open_database(path, SQLITE_OPEN_READONLY).get())) {
            return;
        }
    } catch (const StoreError&) {
        // Not even to be opened: the refusal says it better.
    }
    throw StoreError(refusal);
}

}  // namespace

struct Store::Database {
    DatabaseHandle handle;

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
}

Store::~Store() {
    database_.reset();
    if (!temporary_.empty()) {
        std::error_code error;
        std::filesystem::remove(temporary_, error);
    }
}

void Store::finish(const RunRecord& record, const RunResult& result,
                   const std::vector<Finding>& findings) {
    sqlite3* const db = database_->handle.get();
    Statement insert_signal{db, "INSERT INTO signals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    std::int64_t signal_id = 0;
    for (const Signal& signal : result.recording.signals) {
        insert_signal.run(++signal_id, run_id, std::string_view{signal.name},
                          std::string_view{signal.unit}, given(signal.device),
                          given(signal.battery), given(signal.cell),
                          std::string_view{signal.is_step ? "step" : "linear"}, signal.dead_band,
                          to_seconds(signal.thinned));
    }
    Statement insert_sample{db, "INSERT INTO samples VALUES (?, ?, ?)"};
    result.recording.samples.each([&](const Sample& sample) {
        // SQLite stores NaN as NULL.
        insert_sample.run(std::int64_t{sample.signal} + 1, to_seconds(sample.at), sample.value);
    });
    // Filled at once it costs half of what it does row by row.
    database_->execute(samples_index_sql);
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

}  // namespace engine
