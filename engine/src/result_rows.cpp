#include "result_rows.hpp"

#include "engine/hash.hpp"
#include "store_schema.hpp"

#include <filesystem>
#include <optional>

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

}  // namespace

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

void execute(sqlite3* database, const std::string& sql) {
    char* message = nullptr;
    if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
        const std::string text = message != nullptr ? message : "unknown error";
        sqlite3_free(message);
        throw StoreError("result file: " + text);
    }
}

void create_tables(sqlite3* database) {
    execute(database, "PRAGMA application_id = " + std::to_string(application_id) +
                          "; PRAGMA user_version = " + std::to_string(store_version) + ";");
    execute(database, tables_sql);
    execute(database, metrics_view_sql());
    Statement define{database, "INSERT INTO metric_defs VALUES (?, ?, ?)"};
    for (const MetricRow& row : metric_table) {
        define.run(row.name, row.unit, row.help);
    }
}

ResultRows::ResultRows(sqlite3* database, std::int64_t signals)
    : signals_{signals},
      insert_signal_{database, "INSERT INTO signals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
      insert_sample_{database, "INSERT INTO samples VALUES (?, ?, ?)"},
      insert_event_{database, "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
      insert_finding_{database, "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?)"},
      insert_metric_{database, "INSERT INTO metrics VALUES (?, ?, ?)"},
      insert_expectation_{database, "INSERT INTO expectations VALUES (?, ?, ?, ?, ?)"},
      insert_ledger_{database, "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"},
      insert_run_{database,
                  "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                  "?, ?, ?, ?, ?, ?)"} {}

void ResultRows::add_samples(std::int64_t run_id, const RunResult& result) {
    const std::int64_t before = signals_;
    for (const Signal& signal : result.recording.signals) {
        insert_signal_.run(++signals_, run_id, std::string_view{signal.name},
                           std::string_view{signal.unit}, given(signal.device),
                           given(signal.battery), given(signal.cell),
                           std::string_view{signal.is_step ? "step" : "linear"}, signal.dead_band,
                           to_seconds(signal.thinned));
    }
    result.recording.samples.each([&](const Sample& sample) {
        // SQLite stores NaN as NULL.
        insert_sample_.run(before + std::int64_t{sample.signal} + 1, to_seconds(sample.at),
                           sample.value);
    });
}

void ResultRows::add_story(std::int64_t run_id, const RunResult& result,
                           const std::vector<Finding>& findings) {
    for (const Event& event : result.events) {
        insert_event_.run(run_id, to_seconds(event.at), row_of(event.kind).name, given(event.code),
                          given(event.device), given(event.battery), given(event.cell), event.value,
                          given(event.unit), given(event.cause), std::string_view{event.text});
    }
    for (const Finding& finding : findings) {
        insert_finding_.run(run_id, std::string_view{finding.name}, name_of(finding.severity),
                            given(finding.device), std::string_view{finding.text},
                            given(finding.advice), given(finding.source));
    }
    for (const ExpectationResult& row : result.expectations) {
        insert_expectation_.run(run_id, std::string_view{row.text}, name_of(row.judgement.outcome),
                                row.judgement.actual, row.judgement.needs_days);
    }
    for (const LedgerRow& row : result.ledger) {
        insert_ledger_.run(run_id, std::string_view{row.item}, engine::name_of(row.kind),
                           given(row.cut_by), row.charge_ah, row.energy_wh, row.mean_a,
                           row.after_load_off_ah, row.after_low_cell_ah);
    }
}

void ResultRows::add(std::int64_t run_id, const RunRecord& record, const RunResult& result,
                     const std::vector<Finding>& findings, Keep keep) {
    if (keep == Keep::Samples) {
        add_samples(run_id, result);
    }
    if (keep != Keep::Metrics) {
        add_story(run_id, result, findings);
    }
    for (const MetricRow& row : metric_table) {
        insert_metric_.run(run_id, row.name, result.metrics[row.metric]);
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
    insert_run_.run(
        run_id, std::string_view{record.name},
        std::string_view{result.balance.closes() ? "ok" : "balance_failed"},
        engine::name_of(result.verdict), given(record.verdict_text), day_of(Milestone::Warning),
        day_of(Milestone::PreAlarm), day_of(Milestone::LoadOff), day_of(Milestone::LowCell),
        day_of(Milestone::Damage), to_days(result.horizon), std::int64_t{start_local.count()},
        std::string_view{offset}, record.seed, given(record.resolved_scenario),
        given(record.scenario_hash), given(record.core_hash), given(record.catalog_hash),
        std::string_view{hex(result.events_hash)}, std::string_view{hex(result.result_hash)},
        given(record.version), given(record.host), record.wall_s);
}

void ResultRows::add_failed(std::int64_t run_id, const RunRecord& record) {
    const auto none = nullptr;
    insert_run_.run(run_id, std::string_view{record.name}, std::string_view{"failed"}, none, none,
                    none, none, none, none, none, none, none, none, none, none, none,
                    given(record.core_hash), given(record.catalog_hash), none, none,
                    given(record.version), none, none);
}

}  // namespace engine
