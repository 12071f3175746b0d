#include "columns.hpp"
#include "reports/sweep_report.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace reports {

namespace {

constexpr std::size_t most_lines = 60;

std::string number_text(const std::optional<double>& number) {
    return number ? fmt::format("{:.6g}", *number) : "-";
}

std::string value_text(const engine::Value& value) {
    if (const auto* number = std::get_if<double>(&value.data())) {
        return number_text(*number);
    }
    const auto* text = std::get_if<std::string>(&value.data());
    return text == nullptr ? "" : *text;
}

std::string day_text(const std::optional<double>& day) {
    return day ? fmt::format("{:.2f}", *day) : "-";
}

std::string with_commas(int number) {
    std::string digits = std::to_string(number);
    for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

std::string counted(int number, const std::string& thing) {
    return with_commas(number) + ' ' + thing + (number == 1 ? "" : "s");
}

/// An axis by the last step of its path, or by all of it where another ends alike.
std::string short_name(const SweepDocument& document, const std::string& path) {
    const auto last = [](const std::string& of) { return of.substr(of.rfind('.') + 1); };
    const auto alike =
        std::count_if(document.axes.begin(), document.axes.end(),
                      [&](const SweepAxisPart& axis) { return last(axis.path) == last(path); });
    return alike > 1 ? path : last(path);
}

/// "draws_a 0.035, soc_pct 50"
std::string values_text(const SweepDocument& document, const NamedNumbers& values) {
    std::string out;
    for (const auto& [path, value] : values.values) {
        out += (out.empty() ? "" : ", ") + short_name(document, path) + ' ' + value_text(value);
    }
    return out;
}

struct MilestoneColumn {
    std::string_view title;
    SweepMilestonePart SweepMilestonesPart::*milestone;
};
constexpr std::array<MilestoneColumn, 5> milestone_columns{{
    {"warning", &SweepMilestonesPart::warning},
    {"pre-alarm", &SweepMilestonesPart::pre_alarm},
    {"loads off", &SweepMilestonesPart::load_off},
    {"low cell", &SweepMilestonesPart::low_cell},
    {"damage", &SweepMilestonesPart::damage},
}};

/// The only verdict of a point, or "failed".
std::string verdict_of(const SweepPointPart& point) {
    for (const auto& [verdict, count] : point.verdicts.values) {
        if (std::get<std::int64_t>(count.data()) > 0) {
            return verdict;
        }
    }
    return "failed";
}

enum class FirstColumn { ToTheRight, ToTheLeft };

/// Rows with their columns as wide as what is in them; all but the last, and perhaps the first, to
/// the right.
std::string table_text(const std::vector<std::vector<std::string>>& rows, FirstColumn first,
                       std::size_t narrowest) {
    std::vector<std::size_t> widths(rows.front().size(), narrowest);
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], letters_of(row[i]));
        }
    }
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const bool to_the_right = i > 0 || first == FirstColumn::ToTheRight;
            line += "  " + (i + 1 == row.size() ? row[i] : padded(row[i], widths[i], to_the_right));
        }
        out += line + '\n';
    }
    return out;
}

/// One run at each point: a line per point, with its days.
void add_points(std::string& out, const SweepDocument& document) {
    std::vector<std::vector<std::string>> rows(1);
    for (const auto& [path, value] : document.summary.front().values.values) {
        rows[0].push_back(short_name(document, path));
    }
    for (const MilestoneColumn& column : milestone_columns) {
        rows[0].emplace_back(column.title);
    }
    for (const SweepMetricPart& metric : document.summary.front().shown) {
        rows[0].push_back(metric.metric);
    }
    rows[0].emplace_back("verdict");
    for (const SweepPointPart& point : document.summary) {
        if (rows.size() > most_lines) {
            break;
        }
        std::vector<std::string>& row = rows.emplace_back();
        for (const auto& [path, value] : point.values.values) {
            row.push_back(value_text(value));
        }
        for (const MilestoneColumn& column : milestone_columns) {
            row.push_back(day_text((point.milestones.*column.milestone).p50_day));
        }
        for (const SweepMetricPart& metric : point.shown) {
            row.push_back(number_text(metric.p50));
        }
        row.push_back(verdict_of(point));
    }
    const bool shows = !document.summary.front().shown.empty();
    out += std::string{"Days to each milestone (-: not within the horizon)"} +
           (shows ? ", and the metrics shown (-: of no meaning here)\n" : "\n") +
           table_text(rows, FirstColumn::ToTheRight, 0);
}

/// Many runs at each point: how their days are distributed.
void add_distributions(std::string& out, const SweepDocument& document) {
    out += fmt::format(
        "Days to each milestone, not exceeded in 5, 50 and 95 % of the runs (-: beyond their "
        "end)\n");
    std::size_t lines = 0;
    for (const SweepPointPart& point : document.summary) {
        if (lines >= most_lines) {
            break;
        }
        const std::string values = values_text(document, point.values);
        out += values.empty() ? "" : "  " + values + '\n';
        std::vector<std::vector<std::string>> rows{{"", "5 %", "50 %", "95 %", "came in"}};
        for (const MilestoneColumn& column : milestone_columns) {
            const SweepMilestonePart& part = point.milestones.*column.milestone;
            rows.push_back(
                {std::string{column.title}, day_text(part.p5_day), day_text(part.p50_day),
                 day_text(part.p95_day),
                 fmt::format("{} of {} runs", with_commas(part.came), with_commas(point.runs))});
        }
        for (const SweepMetricPart& metric : point.shown) {
            rows.push_back(
                {metric.metric, number_text(metric.p5), number_text(metric.p50),
                 number_text(metric.p95),
                 fmt::format("{} of {} runs", with_commas(metric.runs), with_commas(point.runs))});
        }
        lines += rows.size();
        // As wide at every point.
        constexpr std::size_t wide = 9;
        out += table_text(rows, FirstColumn::ToTheLeft, wide);
        if (point.expectations_met) {
            out += fmt::format("  expectations met in {} of {} runs\n",
                               with_commas(*point.expectations_met), with_commas(point.runs));
        }
        out += '\n';
    }
}

std::string run_text(const SweepDocument& document, const SweepRunPart& run) {
    std::string story =
        run.damage_day     ? fmt::format("damage on day {:.2f}", *run.damage_day)
        : run.low_cell_day ? fmt::format("low cell on day {:.2f}", *run.low_cell_day)
        : run.load_off_day ? fmt::format("loads off on day {:.2f}", *run.load_off_day)
        : run.warning_day  ? fmt::format("warning on day {:.2f}", *run.warning_day)
                           : fmt::format("nothing in {:g} days", run.horizon_day);
    return fmt::format("run {}: {}  ({})\n", run.run, story, values_text(document, run.values));
}

}  // namespace

std::string sweep_plan_text(const SweepDocument& document) {
    std::string of = counted(document.points, "point") + " of the grid";
    const bool is_drawn = document.provenance.seed.has_value();
    if (is_drawn && document.points == 1) {
        of = counted(document.draws, "draw");
    } else if (is_drawn) {
        of = counted(document.points, "point") + " with " + counted(document.draws, "draw") +
             " each";
    }
    return fmt::format("{}: {}\n", counted(document.runs, "run"), of);
}

std::string sweep_text(const SweepDocument& document) {
    std::string out = document.name_of_sweep.empty() ? "(no name)" : document.name_of_sweep;
    out += "\n\n" + sweep_plan_text(document);
    std::vector<std::vector<std::string>> axes;
    for (const SweepAxisPart& axis : document.axes) {
        axes.push_back({padded(axis.path, 0), axis.written});
    }
    if (!axes.empty()) {
        std::size_t width = 0;
        for (const auto& row : axes) {
            width = std::max(width, letters_of(row[0]));
        }
        for (const auto& row : axes) {
            out += "  " + padded(row[0], width) + "  " + row[1] + '\n';
        }
    }
    if (document.summary.empty()) {
        return out;
    }
    out += '\n';
    if (document.draws == 1) {
        add_points(out, document);
        out += '\n';
    } else {
        add_distributions(out, document);
    }
    const std::size_t lines_of_draws = 6 + document.summary.front().shown.size();
    if (document.summary.size() * (document.draws == 1 ? 1 : lines_of_draws) > most_lines) {
        out += "  … and more points: v_sweep in the result file (-o), or --json\n\n";
    }
    if (document.worst) {
        out += "Worst  " + run_text(document, *document.worst);
        out += "Best   " + run_text(document, *document.best);
    }
    if (document.failed > 0) {
        out += fmt::format("\n{} failed\n", counted(document.failed, "run"));
        constexpr std::size_t most_told = 5;
        for (std::size_t i = 0; i < std::min(most_told, document.failures.size()); ++i) {
            const SweepFailurePart& failure = document.failures[i];
            out += fmt::format("  run {} ({}): {}\n", failure.run,
                               values_text(document, failure.values), failure.reason);
        }
    }
    const SweepProvenancePart& row = document.provenance;
    out +=
        fmt::format("\n{} in {:.2f} s on {}\n", counted(row.runs_now, "run"), row.wall_s, row.host);
    if (row.runs_now < document.runs) {
        out += fmt::format("{} were there already\n", counted(document.runs - row.runs_now, "run"));
    }
    out += fmt::format("banktwin {}, core {}, catalogue {}, driver {}{}\n", row.version,
                       row.core_hash.substr(0, 12), row.catalog_hash, row.driver,
                       row.seed ? fmt::format(", seed {}", *row.seed) : "");
    if (!document.result.empty()) {
        out += fmt::format("Every run: SELECT * FROM v_sweep in {}\n", document.result);
    }
    return out;
}

}  // namespace reports
