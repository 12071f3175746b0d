#pragma once
// The result file of a sweep: the tables of a run's (store.hpp) for all of its runs, and besides
//
//   sweep       one row: what was varied in what, by which program and in which language; its
//               status is written last
//   sweep_axes  a row per axis
//   sweep_runs  a row per run: point, draw, a column per axis, why it failed, expectations met
//   v_sweep     a row per run: axes, status, milestones in days, metrics
//
// It grows as FILE.partial, run by run in their order, and gets its name when it is whole. The same
// sweep goes on where an earlier call was stopped. What is in it does not depend on how often that
// was, nor on the number of threads.

#include "engine/store.hpp"
#include "engine/sweep_runner.hpp"

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace engine {

/// By what program, and how.
struct SweepRecord {
    std::string core_hash;
    std::string version;
    Driver driver = Driver::Leap;
    Keep keep = Keep::Metrics;
    std::string language = "en";  // of what is said of each run
};

/// The row of v_sweep that a summary needs.
struct SweepRow {
    std::int64_t run = 0;  // from 0
    enum class Status { Ok, BalanceFailed, Failed } status = Status::Ok;
    Verdict verdict = Verdict::Ok;
    std::array<std::optional<double>, milestone_count> day{};  // of each milestone
    double horizon_day = 0.0;
    std::optional<bool> expectations_met;  // none: there are none
    std::string reason;
    std::vector<std::optional<double>> shown;  // of each metric that the sweep shows
};
SweepRow row_of(const SweepRun& run, std::span<const Metric> shown);

class SweepStore {
  public:
    /// Begins FILE.partial, or goes on with it. Throws StoreError when it belongs to another sweep,
    /// naming what is different, when FILE is no result file of ours, or when somebody else writes
    /// there. With `afresh` an earlier part is thrown away.
    SweepStore(const std::string& path, const Sweep& sweep, const SweepRecord& record,
               bool afresh = false);
    /// Unfinished, FILE.partial stays with all runs that were added.
    ~SweepStore();
    SweepStore(const SweepStore&) = delete;
    SweepStore& operator=(const SweepStore&) = delete;

    /// How many runs are in it.
    std::int64_t done() const { return done_; }
    /// Calls `take` with the rows of all of them, in order.
    void each_done(const std::function<void(const SweepRow&)>& take) const;
    /// The next run in order. On the disk it is after a second, or when the store goes.
    void add(const SweepRun& run);
    /// Gives the file its name. All runs must be in it.
    void finish();

    static std::string partial_name(const std::string& path) { return path + ".partial"; }

  private:
    struct Database;
    void begin(const Sweep& sweep, const SweepRecord& record);
    void resume(const Sweep& sweep, const SweepRecord& record);
    void commit();

    std::unique_ptr<Database> database_;
    std::string path_;
    SweepRecord record_;
    std::string catalog_hash_;
    std::vector<Metric> shown_;
    std::int64_t draws_;  // at each point
    bool is_drawn_;       // and whether anything is
    std::int64_t done_ = 0;
};

}  // namespace engine
