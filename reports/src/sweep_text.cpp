#include "columns.hpp"
#include "reports/swedish.hpp"
#include "reports/sweep_report.hpp"
#include "reports/tell.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace reports {

namespace {

constexpr std::size_t most_lines = 60;

std::string number_text(const std::optional<double>& number, Language language) {
    return number ? tell_numbers(language, "{:.6g}", *number) : "-";
}

std::string value_text(const engine::Value& value, Language language) {
    if (const auto* number = std::get_if<double>(&value.data())) {
        return number_text(*number, language);
    }
    const auto* text = std::get_if<std::string>(&value.data());
    return text == nullptr ? "" : *text;
}

std::string day_text(const std::optional<double>& day, Language language) {
    return day ? tell_numbers(language, "{:.2f}", *day) : "-";
}

/// "1,200", "1 200"
std::string in_thousands(int number, Language language) {
    std::string digits = std::to_string(number);
    for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), language == Language::Swedish ? " " : ",");
    }
    return digits;
}

/// What is counted, one of it and many, in English and in Swedish.
struct Counted {
    std::string_view one, many, ett, flera;
};
constexpr Counted runs{"run", "runs", "körning", "körningar"};
constexpr Counted points{"point", "points", "punkt", "punkter"};
constexpr Counted draws{"draw", "draws", "dragning", "dragningar"};

std::string counted(int number, const Counted& thing, Language language) {
    const bool is_swedish = language == Language::Swedish;
    const std::string_view word = number == 1 ? (is_swedish ? thing.ett : thing.one)
                                              : (is_swedish ? thing.flera : thing.many);
    return in_thousands(number, language) + ' ' + std::string{word};
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
std::string values_text(const SweepDocument& document, const NamedNumbers& values,
                        Language language) {
    std::string out;
    for (const auto& [path, value] : values.values) {
        out += (out.empty() ? "" : ", ") + short_name(document, path) + ' ' +
               value_text(value, language);
    }
    return out;
}

struct MilestoneColumn {
    std::string title;
    SweepMilestonePart SweepMilestonesPart::*milestone;
};
std::vector<MilestoneColumn> milestone_columns(Language language) {
    constexpr std::array<SweepMilestonePart SweepMilestonesPart::*, engine::milestone_count> parts{
        &SweepMilestonesPart::warning, &SweepMilestonesPart::pre_alarm,
        &SweepMilestonesPart::load_off, &SweepMilestonesPart::low_cell,
        &SweepMilestonesPart::damage};
    std::vector<MilestoneColumn> columns;
    for (const engine::MilestoneRow& row : engine::milestone_table) {
        columns.push_back(
            {.title = std::string{language == Language::Swedish ? swedish_title(row.milestone)
                                                                : row.title},
             .milestone = parts[static_cast<std::size_t>(row.milestone)]});
    }
    return columns;
}

/// The only verdict of a point, or that it has failed.
std::string verdict_of(const SweepPointPart& point, Language language) {
    for (const auto& [verdict, count] : point.verdicts.values) {
        if (std::get<std::int64_t>(count.data()) > 0) {
            const auto row = std::find_if(
                engine::verdict_table.begin(), engine::verdict_table.end(),
                [name = std::string_view{verdict}](const auto& each) { return each.name == name; });
            return language == Language::Swedish && row != engine::verdict_table.end()
                       ? std::string{swedish_title(row->verdict)}
                       : verdict;
        }
    }
    return tell(language, "failed", "misslyckad");
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
void add_points(std::string& out, const SweepDocument& document, Language language) {
    const std::vector<MilestoneColumn> columns = milestone_columns(language);
    std::vector<std::vector<std::string>> rows(1);
    for (const auto& [path, value] : document.summary.front().values.values) {
        rows[0].push_back(short_name(document, path));
    }
    for (const MilestoneColumn& column : columns) {
        rows[0].emplace_back(column.title);
    }
    for (const SweepMetricPart& metric : document.summary.front().shown) {
        rows[0].push_back(metric.metric);
    }
    rows[0].push_back(tell(language, "verdict", "omdöme"));
    for (const SweepPointPart& point : document.summary) {
        if (rows.size() > most_lines) {
            break;
        }
        std::vector<std::string>& row = rows.emplace_back();
        for (const auto& [path, value] : point.values.values) {
            row.push_back(value_text(value, language));
        }
        for (const MilestoneColumn& column : columns) {
            row.push_back(day_text((point.milestones.*column.milestone).p50_day, language));
        }
        for (const SweepMetricPart& metric : point.shown) {
            row.push_back(number_text(metric.p50, language));
        }
        row.push_back(verdict_of(point, language));
    }
    const bool shows = !document.summary.front().shown.empty();
    out += tell(language, "Days to each milestone (-: not within the horizon)",
                "Dagar till varje milstolpe (-: inte inom horisonten)");
    out += shows ? tell(language, ", and the metrics shown (-: of no meaning here)",
                        ", och de mätetal som visas (-: betyder inget här)")
                 : "";
    out += '\n' + table_text(rows, FirstColumn::ToTheRight, 0);
}

/// Many runs at each point: how their days are distributed.
void add_distributions(std::string& out, const SweepDocument& document, Language language) {
    const std::vector<MilestoneColumn> columns = milestone_columns(language);
    const auto share = [&](int some, int all) {
        return tell(language, "{} of {} runs", "{} av {} körningar", in_thousands(some, language),
                    in_thousands(all, language));
    };
    out += tell(language,
                "Days to each milestone, not exceeded in 5, 50 and 95 % of the runs (-: beyond "
                "their end)\n",
                "Dagar till varje milstolpe, ej överskridna i 5, 50 och 95 % av körningarna (-: "
                "bortom deras slut)\n");
    std::size_t lines = 0;
    for (const SweepPointPart& point : document.summary) {
        if (lines >= most_lines) {
            break;
        }
        const std::string values = values_text(document, point.values, language);
        out += values.empty() ? "" : "  " + values + '\n';
        std::vector<std::vector<std::string>> rows{
            {"", "5 %", "50 %", "95 %", tell(language, "came in", "kom i")}};
        for (const MilestoneColumn& column : columns) {
            const SweepMilestonePart& part = point.milestones.*column.milestone;
            rows.push_back({column.title, day_text(part.p5_day, language),
                            day_text(part.p50_day, language), day_text(part.p95_day, language),
                            share(part.came, point.runs)});
        }
        for (const SweepMetricPart& metric : point.shown) {
            rows.push_back({metric.metric, number_text(metric.p5, language),
                            number_text(metric.p50, language), number_text(metric.p95, language),
                            share(metric.runs, point.runs)});
        }
        lines += rows.size();
        // As wide at every point.
        constexpr std::size_t wide = 9;
        out += table_text(rows, FirstColumn::ToTheLeft, wide);
        if (point.expectations_met) {
            out += tell(language, "  expectations met in {}\n", "  förväntningar uppfyllda i {}\n",
                        share(*point.expectations_met, point.runs));
        }
        out += '\n';
    }
}

std::string run_text(const SweepDocument& document, const SweepRunPart& run, Language language) {
    const std::string story =
        run.damage_day ? tell(language, "damage on day {:.2f}", "skada dag {:.2f}", *run.damage_day)
        : run.low_cell_day
            ? tell(language, "low cell on day {:.2f}", "låg cell dag {:.2f}", *run.low_cell_day)
        : run.load_off_day ? tell(language, "loads off on day {:.2f}", "belastningar av dag {:.2f}",
                                  *run.load_off_day)
        : run.warning_day
            ? tell(language, "warning on day {:.2f}", "varning dag {:.2f}", *run.warning_day)
            : tell(language, "nothing in {:g} days", "inget på {:g} dagar", run.horizon_day);
    return tell(language, "run {}: {}  ({})\n", "körning {}: {}  ({})\n", run.run, story,
                values_text(document, run.values, language));
}

}  // namespace

std::string sweep_plan_text(const SweepDocument& document, Language language) {
    const std::string grid = counted(document.points, points, language);
    const std::string by_chance = counted(document.draws, draws, language);
    std::string of = tell(language, "{} of the grid", "{} i rutnätet", grid);
    const bool is_drawn = document.provenance.seed.has_value();
    if (is_drawn && document.points == 1) {
        of = by_chance;
    } else if (is_drawn) {
        of = tell(language, "{} with {} each", "{} med {} var", grid, by_chance);
    }
    return fmt::format("{}: {}\n", counted(document.runs, runs, language), of);
}

std::string sweep_text(const SweepDocument& document, Language language) {
    std::string out = document.name_of_sweep.empty() ? tell(language, "(no name)", "(utan namn)")
                                                     : document.name_of_sweep;
    out += "\n\n" + sweep_plan_text(document, language);
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
        add_points(out, document, language);
        out += '\n';
    } else {
        add_distributions(out, document, language);
    }
    const std::size_t lines_of_draws = 6 + document.summary.front().shown.size();
    if (document.summary.size() * (document.draws == 1 ? 1 : lines_of_draws) > most_lines) {
        out += tell(language, "  … and more points: v_sweep in the result file (-o), or --json\n\n",
                    "  … och fler punkter: v_sweep i resultatfilen (-o), eller --json\n\n");
    }
    if (document.worst) {
        out += tell(language, "Worst  ", "Sämst  ") + run_text(document, *document.worst, language);
        out += tell(language, "Best   ", "Bäst   ") + run_text(document, *document.best, language);
    }
    if (document.failed > 0) {
        out += tell(language, "\n{} failed\n", "\n{} misslyckades\n",
                    counted(document.failed, runs, language));
        constexpr std::size_t most_told = 5;
        for (std::size_t i = 0; i < std::min(most_told, document.failures.size()); ++i) {
            const SweepFailurePart& failure = document.failures[i];
            out += tell(language, "  run {} ({}): {}\n", "  körning {} ({}): {}\n", failure.run,
                        values_text(document, failure.values, language), failure.reason);
        }
    }
    const SweepProvenancePart& row = document.provenance;
    out += tell(language, "\n{} in {:.2f} s on {}\n", "\n{} på {:.2f} s på {}\n",
                counted(row.runs_now, runs, language), row.wall_s, row.host);
    if (row.runs_now < document.runs) {
        out += tell(language, "{} were there already\n", "{} fanns redan\n",
                    counted(document.runs - row.runs_now, runs, language));
    }
    out += tell(language, "banktwin {}, core {}, catalogue {}, driver {}",
                "banktwin {}, kärna {}, katalog {}, drivning {}", row.version,
                row.core_hash.substr(0, 12), row.catalog_hash, row.driver);
    out += row.seed ? tell(language, ", seed {}\n", ", frö {}\n", *row.seed) : "\n";
    if (!document.result.empty()) {
        out += tell(language, "Every run: SELECT * FROM v_sweep in {}\n",
                    "Varje körning: SELECT * FROM v_sweep i {}\n", document.result);
    }
    return out;
}

}  // namespace reports
