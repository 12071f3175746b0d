#pragma once
// The result file: one SQLite database, written aside and renamed when it is whole.
//
// Tables: runs, signals, samples, events, findings, metrics, metric_defs, expectations, ledger.
// Views for people: v_samples, v_events, v_metrics_wide. Needs SQLite 3.26 to read.

#include "engine/finding.hpp"
#include "engine/output_file.hpp"
#include "engine/result.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

/// PRAGMA application_id of our files ("btwn").
inline constexpr std::int32_t application_id = 0x6274776E;
/// PRAGMA user_version: the version of the tables. 2: a sweep has a language.
inline constexpr std::int32_t store_version = 2;

/// What is kept of a run: its row and metrics; its events, findings, expectations and ledger, too;
/// or its samples besides.
enum class Keep { Metrics, Events, Samples };
inline constexpr std::array<std::string_view, 3> keep_words{"metrics", "events", "samples"};
constexpr std::string_view name_of(Keep keep) {
    return keep_words[static_cast<std::size_t>(keep)];
}

/// What the runs table says beside the result. Texts that are empty become NULL.
struct RunRecord {
    std::string name;
    std::string resolved_scenario;
    std::string scenario_hash;
    std::string core_hash;
    std::string catalog_hash;
    std::int64_t seed = 0;
    std::string version;
    std::string host;
    std::optional<double> wall_s;
    std::string verdict_text;
};

class Store {
  public:
    /// Begins a file that will be at `path`. Throws StoreError when something that is not ours is
    /// there, or when nothing can be written beside it.
    explicit Store(const std::string& path);
    /// Without `finish` nothing is left behind.
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Writes everything, the run's status last, and puts the file in its place.
    void finish(const RunRecord& record, const RunResult& result,
                const std::vector<Finding>& findings);

  private:
    struct Database;
    std::unique_ptr<Database> database_;
    std::string path_;
    std::string temporary_;
};

}  // namespace engine
