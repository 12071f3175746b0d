#pragma once
// The rows of a run in a result file, alone or among many. Private to the stores.

#include "engine/store.hpp"
#include "sqlite.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace engine {

/// Refuses to touch anything that is not a result file of ours.
void check_overwrite(const std::string& path);

/// Runs statements that give no rows.
void execute(sqlite3* database, const std::string& sql);

/// Marks a new database as ours and makes its tables and views.
void create_tables(sqlite3* database);

/// Writes runs, each with the rows that `keep` asks for.
class ResultRows {
  public:
    /// `signals` are in the file already.
    ResultRows(sqlite3* database, std::int64_t signals);
    /// The run's own row, with its status, is the last one written.
    void add(std::int64_t run_id, const RunRecord& record, const RunResult& result,
             const std::vector<Finding>& findings, Keep keep);
    /// A run that came to nothing.
    void add_failed(std::int64_t run_id, const RunRecord& record);

  private:
    void add_samples(std::int64_t run_id, const RunResult& result);
    void add_story(std::int64_t run_id, const RunResult& result,
                   const std::vector<Finding>& findings);

    std::int64_t signals_;
    Statement insert_signal_, insert_sample_, insert_event_, insert_finding_, insert_metric_,
        insert_expectation_, insert_ledger_, insert_run_;
};

}  // namespace engine
