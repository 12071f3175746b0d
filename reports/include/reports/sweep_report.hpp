#pragma once
// What a sweep came to: a line per point of the grid, over all of its draws; the best and the worst
// run.

#include "engine/sweep_store.hpp"
#include "reports/documents.hpp"
#include "reports/vocabulary.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reports {

struct SweepAxisPart {
    std::string path;
    std::string column;
    std::string kind;
    std::string unit;
    std::string written;
};
engine::Table table_of(const SweepAxisPart*);

/// When a milestone came in the runs of a point. A run in which it never came counts as later than
/// all others, so a quantile that falls among those is null.
struct SweepMilestonePart {
    int came = 0;
    std::optional<double> earliest_day;
    std::optional<double> p5_day;
    std::optional<double> p50_day;
    std::optional<double> p95_day;
    std::optional<double> latest_day;
};
engine::Table table_of(const SweepMilestonePart*);

struct SweepMilestonesPart {
    SweepMilestonePart warning;
    SweepMilestonePart pre_alarm;
    SweepMilestonePart load_off;
    SweepMilestonePart low_cell;
    SweepMilestonePart damage;
};
engine::Table table_of(const SweepMilestonesPart*);

/// A metric in the runs of a point that have it.
struct SweepMetricPart {
    std::string metric;
    std::string unit;
    int runs = 0;
    std::optional<double> lowest;
    std::optional<double> p5;
    std::optional<double> p50;
    std::optional<double> p95;
    std::optional<double> highest;
};
engine::Table table_of(const SweepMetricPart*);

/// One point of the grid.
struct SweepPointPart {
    int point = 0;        // from 1
    NamedNumbers values;  // of the axes of the grid, by path
    int runs = 0;         // that have a result
    int failed = 0;
    std::optional<int> expectations_met;  // runs in which all are
    NamedNumbers verdicts;                // runs of each
    SweepMilestonesPart milestones;
    std::vector<SweepMetricPart> shown;  // what the sweep's show: names
};
engine::Table table_of(const SweepPointPart*);

struct SweepRunPart {
    int run = 0;  // from 1
    NamedNumbers values;
    std::string verdict;
    std::optional<double> warning_day;
    std::optional<double> pre_alarm_day;
    std::optional<double> load_off_day;
    std::optional<double> low_cell_day;
    std::optional<double> damage_day;
    double horizon_day = 0.0;
};
engine::Table table_of(const SweepRunPart*);

struct SweepFailurePart {
    int run = 0;
    NamedNumbers values;
    std::string reason;
};
engine::Table table_of(const SweepFailurePart*);

struct SweepProvenancePart {
    std::string version;
    std::string core_hash;
    std::string catalog_hash;
    std::string driver;
    std::optional<std::int64_t> seed;
    std::string host;
    int threads = 0;
    double wall_s = 0.0;
    int runs_now = 0;  // the rest was in the file already
};
engine::Table table_of(const SweepProvenancePart*);

/// `banktwin sweep --json`.
struct SweepDocument {
    static constexpr const char* name = "banktwin.sweep/1";
    std::string schema = name;
    std::string name_of_sweep;
    int runs = 0;
    int points = 0;
    int draws = 0;
    std::vector<SweepAxisPart> axes;
    std::vector<SweepPointPart> summary;
    std::optional<SweepRunPart> best;
    std::optional<SweepRunPart> worst;
    int failed = 0;
    std::vector<SweepFailurePart> failures;  // the first of them
    std::string result;                      // file
    SweepProvenancePart provenance;
};
engine::Table table_of(const SweepDocument*);

/// A sweep of which nothing has run yet.
SweepDocument sweep_document(const engine::Sweep& sweep);
/// The rows of all runs, in order.
void add_rows(SweepDocument& document, const engine::Sweep& sweep,
              const std::vector<engine::SweepRow>& rows);

/// How many runs there will be, and of what.
std::string sweep_plan_text(const SweepDocument& document, Language language = Language::English);
/// What is written in a document stays as it is: paths, metrics, why a run has failed.
std::string sweep_text(const SweepDocument& document, Language language = Language::English);

}  // namespace reports
