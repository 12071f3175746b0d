#include "engine/hash.hpp"
#include "reports/sweep_report.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reports {

using engine::field;
using engine::SweepRow;
using engine::Table;

Table table_of(const SweepAxisPart*) {
    static constexpr std::array table{
        field<&SweepAxisPart::path>("path", "what it changes in the scenario"),
        field<&SweepAxisPart::column>("column", "of v_sweep in the result file"),
        field<&SweepAxisPart::kind>("kind", "grid, zip or monte_carlo"),
        field<&SweepAxisPart::unit>("unit", "of its numbers"),
        field<&SweepAxisPart::written>("written", "its values or its distribution, as written"),
    };
    return table;
}

Table table_of(const SweepMilestonePart*) {
    static constexpr std::array table{
        field<&SweepMilestonePart::came>("came", "in so many runs"),
        field<&SweepMilestonePart::earliest_day>("earliest_day", "null: in none"),
        field<&SweepMilestonePart::p5_day>("p5_day",
                                           "in 5 % of the runs not later; null: beyond their end"),
        field<&SweepMilestonePart::p50_day>("p50_day", "likewise of 50 %"),
        field<&SweepMilestonePart::p95_day>("p95_day", "likewise of 95 %"),
        field<&SweepMilestonePart::latest_day>("latest_day", "of the runs in which it came"),
    };
    return table;
}

Table table_of(const SweepMilestonesPart*) {
    static constexpr std::array table{
        field<&SweepMilestonesPart::warning>("warning", "first W-B01 or W-B07"),
        field<&SweepMilestonesPart::pre_alarm>("pre_alarm", "PRE-ALARM first High"),
        field<&SweepMilestonesPart::load_off>("load_off", "LOAD first opens for protection"),
        field<&SweepMilestonesPart::low_cell>("low_cell", "first A-B01"),
        field<&SweepMilestonesPart::damage>("damage", "a cell below empty"),
    };
    return table;
}

Table table_of(const SweepMetricPart*) {
    static constexpr std::array table{
        field<&SweepMetricPart::metric>("metric", "its name"),
        field<&SweepMetricPart::unit>("unit", "of its numbers"),
        field<&SweepMetricPart::runs>("runs", "in which it has a meaning"),
        field<&SweepMetricPart::lowest>("lowest", "of those; null: there are none"),
        field<&SweepMetricPart::p5>("p5", "not exceeded in 5 % of them"),
        field<&SweepMetricPart::p50>("p50", "likewise in 50 %; of one run its value"),
        field<&SweepMetricPart::p95>("p95", "likewise in 95 %"),
        field<&SweepMetricPart::highest>("highest", "of those"),
    };
    return table;
}

Table table_of(const SweepPointPart*) {
    static constexpr std::array table{
        field<&SweepPointPart::point>("point", "of the grid, from 1"),
        field<&SweepPointPart::values>("values", "of the axes of the grid, by path"),
        field<&SweepPointPart::runs>("runs", "that have a result"),
        field<&SweepPointPart::failed>("failed", "runs without one"),
        field<&SweepPointPart::expectations_met>(
            "expectations_met", "runs that meet all expect: lines; null: there are none"),
        field<&SweepPointPart::verdicts>("verdicts", "how many runs of each"),
        field<&SweepPointPart::milestones>("milestones", "when they came"),
        field<&SweepPointPart::shown>("shown", "the metrics that the sweep's show: names"),
    };
    return table;
}

Table table_of(const SweepRunPart*) {
    static constexpr std::array table{
        field<&SweepRunPart::run>("run", "its run_id in the result file, from 1"),
        field<&SweepRunPart::values>("values", "of all axes, by path"),
        field<&SweepRunPart::verdict>("verdict", "ok, warned, loads_lost, limits_broken, damaged"),
        field<&SweepRunPart::warning_day>("warning_day", "null: not within the horizon"),
        field<&SweepRunPart::pre_alarm_day>("pre_alarm_day", "null: not within the horizon"),
        field<&SweepRunPart::load_off_day>("load_off_day", "null: not within the horizon"),
        field<&SweepRunPart::low_cell_day>("low_cell_day", "null: not within the horizon"),
        field<&SweepRunPart::damage_day>("damage_day", "null: not within the horizon"),
        field<&SweepRunPart::horizon_day>("horizon_day", "where the run ends"),
    };
    return table;
}

Table table_of(const SweepFailurePart*) {
    static constexpr std::array table{
        field<&SweepFailurePart::run>("run", "its run_id in the result file, from 1"),
        field<&SweepFailurePart::values>("values", "of all axes, by path"),
        field<&SweepFailurePart::reason>("reason", "why it has no result"),
    };
    return table;
}

Table table_of(const SweepProvenancePart*) {
    static constexpr std::array table{
        field<&SweepProvenancePart::version>("version", "of banktwin"),
        field<&SweepProvenancePart::core_hash>("core_hash", "SHA-256 of the BMS core's sources"),
        field<&SweepProvenancePart::catalog_hash>("catalog_hash",
                                                  "FNV-1a/64 of the catalogues read"),
        field<&SweepProvenancePart::driver>("driver", "fixed or leap"),
        field<&SweepProvenancePart::seed>("seed", "of the draws; null: nothing is drawn"),
        field<&SweepProvenancePart::host>("host", "the machine it ran on"),
        field<&SweepProvenancePart::threads>("threads", "that ran it"),
        field<&SweepProvenancePart::wall_s>("wall_s", "how long it took"),
        field<&SweepProvenancePart::runs_now>(
            "runs_now", "runs in that time; the others were in the file already"),
    };
    return table;
}

Table table_of(const SweepDocument*) {
    static constexpr std::array table{
        field<&SweepDocument::schema>("schema", "banktwin.sweep/1"),
        field<&SweepDocument::name_of_sweep>("name", "of the sweep"),
        field<&SweepDocument::runs>("runs", "points times draws"),
        field<&SweepDocument::points>("points", "of the grid"),
        field<&SweepDocument::draws>("draws", "at each point"),
        field<&SweepDocument::axes>("axes", "what is varied"),
        field<&SweepDocument::summary>("summary", "each point of the grid"),
        field<&SweepDocument::best>("best",
                                    "the run with the latest damage, low cell, loads off, warning; "
                                    "the first of equals"),
        field<&SweepDocument::worst>("worst", "the run with the earliest"),
        field<&SweepDocument::failed>("failed", "runs without a result, or that do not close"),
        field<&SweepDocument::failures>("failures", "the first of them"),
        field<&SweepDocument::result>("result", "the result file; empty: none was written"),
        field<&SweepDocument::provenance>("provenance", "who computed this, from what"),
    };
    return table;
}

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

NamedNumbers values_of(const engine::Sweep& sweep, std::int64_t run, bool of_grid_only) {
    NamedNumbers out;
    const std::vector<engine::AxisValue> values = sweep.values_of(run);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const engine::SweepAxis& axis = sweep.axes()[i];
        if (of_grid_only && axis.kind == engine::SweepAxis::Kind::MonteCarlo) {
            continue;
        }
        out.values.emplace_back(axis.path, values[i].number ? engine::Value{*values[i].number}
                                                            : engine::Value{values[i].text});
    }
    return out;
}

std::optional<double> finite(double day) {
    return day == never ? std::nullopt : std::optional{day};
}

/// The nearest rank: the smallest value that this share of all does not exceed.
std::optional<double> quantile(const std::vector<double>& rising, int percent) {
    const std::size_t rank = (rising.size() * static_cast<std::size_t>(percent) + 99) / 100;
    return finite(rising[std::max<std::size_t>(rank, 1) - 1]);
}

SweepMilestonePart milestone_part(std::vector<double> days) {
    SweepMilestonePart out;
    if (days.empty()) {
        return out;
    }
    std::sort(days.begin(), days.end());
    const auto came = std::find(days.begin(), days.end(), never) - days.begin();
    out.came = static_cast<int>(came);
    out.earliest_day = finite(days.front());
    out.p5_day = quantile(days, 5);
    out.p50_day = quantile(days, 50);
    out.p95_day = quantile(days, 95);
    if (came > 0) {
        out.latest_day = days[static_cast<std::size_t>(came) - 1];
    }
    return out;
}

SweepMetricPart metric_part(const engine::MetricRow& row, std::vector<double> values) {
    SweepMetricPart out{.metric = std::string{row.name},
                        .unit = std::string{row.unit},
                        .runs = static_cast<int>(values.size())};
    if (values.empty()) {
        return out;
    }
    std::sort(values.begin(), values.end());
    out.lowest = values.front();
    out.p5 = quantile(values, 5);
    out.p50 = quantile(values, 50);
    out.p95 = quantile(values, 95);
    out.highest = values.back();
    return out;
}

/// The rows of one point.
SweepPointPart point_part(const engine::Sweep& sweep, std::span<const SweepRow> rows) {
    SweepPointPart out;
    out.point = static_cast<int>(sweep.point_of(rows.front().run)) + 1;
    out.values = values_of(sweep, rows.front().run, true);
    std::array<std::vector<double>, engine::milestone_count> days;
    std::array<int, engine::verdict_table.size()> verdicts{};
    std::vector<std::vector<double>> shown(sweep.shown().size());
    for (const SweepRow& row : rows) {
        if (row.status == SweepRow::Status::Failed) {
            ++out.failed;
            continue;
        }
        ++out.runs;
        ++verdicts[static_cast<std::size_t>(row.verdict)];
        if (row.expectations_met) {
            out.expectations_met =
                out.expectations_met.value_or(0) + (*row.expectations_met ? 1 : 0);
        }
        for (std::size_t i = 0; i < days.size(); ++i) {
            days[i].push_back(row.day[i].value_or(never));
        }
        for (std::size_t i = 0; i < shown.size(); ++i) {
            if (row.shown[i]) {
                shown[i].push_back(*row.shown[i]);
            }
        }
    }
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        out.verdicts.values.emplace_back(std::string{engine::verdict_table[i].name}, verdicts[i]);
    }
    out.milestones = {.warning = milestone_part(days[0]),
                      .pre_alarm = milestone_part(days[1]),
                      .load_off = milestone_part(days[2]),
                      .low_cell = milestone_part(days[3]),
                      .damage = milestone_part(days[4])};
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const auto metric = static_cast<std::size_t>(sweep.shown()[i]);
        out.shown.push_back(metric_part(engine::metric_table[metric], std::move(shown[i])));
    }
    return out;
}

/// Worst things first.
std::array<double, engine::milestone_count> rank_of(const SweepRow& row) {
    std::array<double, engine::milestone_count> days{};
    for (std::size_t i = 0; i < days.size(); ++i) {
        days[i] = row.day[days.size() - 1 - i].value_or(never);
    }
    return days;
}

SweepRunPart run_part(const engine::Sweep& sweep, const SweepRow& row) {
    return {.run = static_cast<int>(row.run) + 1,
            .values = values_of(sweep, row.run, false),
            .verdict = std::string{engine::name_of(row.verdict)},
            .warning_day = row.day[0],
            .pre_alarm_day = row.day[1],
            .load_off_day = row.day[2],
            .low_cell_day = row.day[3],
            .damage_day = row.day[4],
            .horizon_day = row.horizon_day};
}

}  // namespace

SweepDocument sweep_document(const engine::Sweep& sweep) {
    SweepDocument out;
    out.name_of_sweep = sweep.name();
    out.runs = static_cast<int>(sweep.runs());
    out.points = static_cast<int>(sweep.points());
    out.draws = static_cast<int>(sweep.draws());
    for (const engine::SweepAxis& axis : sweep.axes()) {
        out.axes.push_back({.path = axis.path,
                            .column = axis.column,
                            .kind = std::string{name_of(axis.kind)},
                            .unit = axis.unit,
                            .written = axis.written});
    }
    out.provenance.seed = sweep.seed();
    out.provenance.catalog_hash = engine::hex(sweep.catalog_hash());
    return out;
}

void add_rows(SweepDocument& document, const engine::Sweep& sweep,
              const std::vector<SweepRow>& rows) {
    constexpr std::size_t most_failures = 100;
    const auto draws = static_cast<std::size_t>(sweep.draws());
    for (std::size_t begin = 0; begin < rows.size(); begin += draws) {
        document.summary.push_back(point_part(
            sweep, std::span{rows}.subspan(begin, std::min(draws, rows.size() - begin))));
    }
    const SweepRow* best = nullptr;
    const SweepRow* worst = nullptr;
    for (const SweepRow& row : rows) {
        if (row.status != SweepRow::Status::Ok) {
            ++document.failed;
            if (document.failures.size() < most_failures) {
                document.failures.push_back(
                    {.run = static_cast<int>(row.run) + 1,
                     .values = values_of(sweep, row.run, false),
                     .reason = row.reason.empty() ? "the balance does not close" : row.reason});
            }
            continue;
        }
        best = best == nullptr || rank_of(row) > rank_of(*best) ? &row : best;
        worst = worst == nullptr || rank_of(row) < rank_of(*worst) ? &row : worst;
    }
    if (best != nullptr) {
        document.best = run_part(sweep, *best);
        document.worst = run_part(sweep, *worst);
    }
}

}  // namespace reports
