#include "reports/text_report.hpp"

#include "columns.hpp"
#include "engine/event.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include <fmt/format.h>

namespace reports {

namespace {

constexpr std::size_t width = 100;

/// Breaks a sentence into lines, all but the first indented.
std::string wrapped(const std::string& text, std::size_t indent) {
    std::string out;
    std::size_t column = indent;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        if (column > indent && column + 1 + letters_of(word) > width) {
            out += '\n' + std::string(indent, ' ');
            column = indent;
        } else if (!out.empty()) {
            out += ' ';
            ++column;
        }
        out += word;
        column += letters_of(word);
        begin = end + 1;
    }
    return out;
}

/// Breaks a line whose columns are already aligned; what does not fit goes on at `indent`.
std::string wrapped_keeping_columns(const std::string& line, std::size_t indent) {
    std::string out;
    std::string rest = line;
    std::size_t room = width - 2;
    while (letters_of(rest) > room) {
        const std::size_t at = rest.rfind(' ', room);
        if (at == std::string::npos || at == 0) {
            break;
        }
        out += rest.substr(0, at) + '\n' + std::string(indent, ' ');
        rest = rest.substr(at + 1);
        room = width - indent;
    }
    return out + rest;
}

std::string number(const std::optional<double>& value, int digits) {
    if (!value) {
        return "-";
    }
    std::string text = fmt::format("{:.{}f}", *value, digits);
    // What rounds to nothing has no sign.
    return text.find_first_not_of("-0.") == std::string::npos && text.front() == '-'
               ? text.substr(1)
               : text;
}

/// "2027-01-06 23:02" from the ISO date.
std::string readable(const std::string& iso) {
    return iso.substr(0, 10) + ' ' + iso.substr(11, 5);
}

struct MilestoneLine {
    std::string_view title;
    const std::optional<MomentPart>* moment;
};

std::array<MilestoneLine, 5> lines_of(const MilestonesPart& milestones) {
    return {{{"warning", &milestones.warning},
             {"pre-alarm", &milestones.pre_alarm},
             {"loads off", &milestones.load_off},
             {"low cell", &milestones.low_cell},
             {"damage", &milestones.damage}}};
}

std::string upper(std::string text) {
    for (char& c : text) {
        c = c == '_' ? ' ' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return text;
}

void add_verdict(std::string& out, const RunDocument& document) {
    out += fmt::format("{}\n\n",
                       document.name_of_scenario.empty() ? "(no name)" : document.name_of_scenario);
    std::string line = upper(document.verdict) + ": " + document.verdict_text;
    const std::size_t findings = static_cast<std::size_t>(
        std::count_if(document.findings.begin(), document.findings.end(),
                      [](const FindingPart& row) { return row.severity != "note"; }));
    if (findings > 0) {
        line += fmt::format(" {} finding{}.", findings, findings == 1 ? "" : "s");
    }
    out += wrapped(line, 0) + "\n\n";
}

/// What raised the milestone: its codes, or the cause of the output.
std::string story_of(const RunDocument& document, std::string_view title, double t_s) {
    std::string story;
    for (const EventPart& event : document.events) {
        if (event.t_s != t_s) {
            continue;
        }
        const bool tells = (title == "warning" && event.event == "code_raised") ||
                           (title == "low cell" && event.event == "code_raised") ||
                           (title == "pre-alarm" && event.event == "pre_alarm_on") ||
                           (title == "loads off" && event.event == "load_off") ||
                           (title == "damage" && event.event == "battery_damaged");
        if (tells) {
            const std::string part =
                event.event == "code_raised" ? event.code
                : event.event == "battery_damaged"
                    ? fmt::format("battery {}, cell {}", *event.battery, *event.cell)
                    : event.cause;
            story += (story.empty() ? "" : ", ") + part;
        }
    }
    return story;
}

void add_milestones(std::string& out, const RunDocument& document) {
    for (const MilestoneLine& line : lines_of(document.milestones)) {
        if (*line.moment) {
            const MomentPart& at = **line.moment;
            out += fmt::format("  {:<10}  day {:>8.2f}  ({})  {}\n", line.title, at.day,
                               readable(at.date), story_of(document, line.title, at.t_s));
        } else {
            out +=
                fmt::format("  {:<10}  not within {:g} days\n", line.title, document.horizon_day);
        }
    }
    if (document.milestones.damage) {
        const MomentPart& at = *document.milestones.damage;
        out += fmt::format("\n  Recharge before day {:.2f} ({}) or the bank is damaged.\n", at.day,
                           readable(at.date));
    }
    out += '\n';
}

void add_expectations(std::string& out, const RunDocument& document) {
    if (document.expectations.empty()) {
        return;
    }
    out += "Expectations\n";
    for (const ExpectationPart& row : document.expectations) {
        const std::string mark = row.outcome == "met" ? "✓" : row.outcome == "failed" ? "✗" : "?";
        std::string remark = row.actual ? fmt::format("is {:.6g}", *row.actual) : "did not come";
        if (row.needs_days) {
            remark = fmt::format("undecided: needs a run of more than {:g} days", *row.needs_days);
        }
        out += fmt::format("  {} {}  ({})\n", mark, row.text, remark);
    }
    out += '\n';
}

void add_findings(std::string& out, const RunDocument& document) {
    if (document.findings.empty()) {
        return;
    }
    out += "Findings\n";
    for (const FindingPart& row : document.findings) {
        out += fmt::format("  {} {}\n", padded(row.severity, 8),
                           wrapped(fmt::format("{}: {}", row.finding, row.text), 11));
        if (!row.advice.empty()) {
            out += std::string(11, ' ') + wrapped("→ " + row.advice + " [" + row.source + "]", 13) +
                   '\n';
        }
    }
    out += '\n';
}

void add_ledger_rows(std::string& out, const RunDocument& document, std::string_view heading,
                     const std::function<bool(const LedgerPart&)>& belongs) {
    bool first = true;
    for (const LedgerPart& row : document.ledger) {
        if (!belongs(row)) {
            continue;
        }
        if (first) {
            out += fmt::format("  {}\n", heading);
            first = false;
        }
        const auto milliamps = row.mean_a ? std::optional{*row.mean_a * 1000.0} : std::nullopt;
        out += fmt::format("    {}{:>10}{:>11}{:>11}{:>12}{:>12}\n", padded(row.item, 22),
                           number(row.charge_ah, 2), number(row.energy_wh, 1), number(milliamps, 2),
                           number(row.after_load_off_ah, 2), number(row.after_low_cell_ah, 3));
    }
}

void add_ledger(std::string& out, const RunDocument& document) {
    out += fmt::format("Where the charge went{:>15}{:>11}{:>11}{:>12}{:>12}\n", "Ah", "Wh",
                       "mean mA", "Ah since", "Ah since");
    out += fmt::format("{:>36}{:>11}{:>11}{:>12}{:>12}\n", "", "", "", "loads off", "low cell");
    const auto is_device = [](const LedgerPart& row) { return row.kind != "bank"; };
    add_ledger_rows(out, document, "stays on the battery: nothing cuts it off",
                    [&](const LedgerPart& row) {
                        return is_device(row) && row.kind != "charger" && row.cut_by == "nothing";
                    });
    add_ledger_rows(out, document, "cut off by LOAD",
                    [&](const LedgerPart& row) { return is_device(row) && row.cut_by == "load"; });
    add_ledger_rows(out, document, "cut off by CHARGER", [&](const LedgerPart& row) {
        return is_device(row) && row.cut_by == "charger";
    });
    add_ledger_rows(out, document, "switched on by PRE-ALARM", [&](const LedgerPart& row) {
        return is_device(row) && row.cut_by == "pre_alarm";
    });
    add_ledger_rows(out, document, "chargers that nothing cuts off", [&](const LedgerPart& row) {
        return row.kind == "charger" && row.cut_by == "nothing";
    });
    add_ledger_rows(out, document, "inside the bank",
                    [&](const LedgerPart& row) { return row.kind == "bank"; });
    out += '\n';
}

void add_soc(std::string& out, const RunDocument& document) {
    out += fmt::format("{:<18}{:>4}{:>10}{:>9}{:>9}   {:>10}\n", "State of charge, %", "day",
                       "BMS says", "true", "apart", "because of");
    const auto has = [&](double SocPart::*part) {
        return std::any_of(document.soc_comparison.begin(), document.soc_comparison.end(),
                           [=](const SocPart& row) { return std::abs(row.*part) >= 0.005; });
    };
    const bool has_exchange = has(&SocPart::exchange_pct);
    const bool has_capacity = has(&SocPart::capacity_pct);
    out += fmt::format("{:>50}   {:>9}{:>10}{:>9}{:>9}{:>9}{}{}\n", "", "start", "self-dis.",
                       "reading", "effic.", "sync", has_exchange ? " exchange" : "",
                       has_capacity ? " capacity" : "");
    for (const SocPart& row : document.soc_comparison) {
        const auto apart = row.reported_soc_pct
                               ? std::optional{*row.reported_soc_pct - row.true_soc_pct}
                               : std::nullopt;
        out += fmt::format("  {}{:>8.2f}{:>10}{:>9}{:>9}   {:>9}{:>10}{:>9}{:>9}{:>9}{}{}\n",
                           padded(row.at, 12), row.day, number(row.reported_soc_pct, 2),
                           number(row.true_soc_pct, 2), number(apart, 2), number(row.start_pct, 2),
                           number(row.self_discharge_pct, 2), number(row.current_reading_pct, 2),
                           number(row.charge_efficiency_pct, 2), number(row.synchronisation_pct, 2),
                           has_exchange ? fmt::format("{:>9}", number(row.exchange_pct, 2)) : "",
                           has_capacity ? fmt::format("{:>9}", number(row.capacity_pct, 2)) : "");
    }
    out +=
        "  " +
        wrapped(
            "The BMS counts what the batteries read: self-discharge is not measured, readings are "
            "rounded to their resolution, and it takes a fixed efficiency off what is charged.",
            2) +
        "\n\n";
}

/// The cell that decides, and how the cells have aged.
void add_cells(std::string& out, const RunDocument& document) {
    const auto value = [&](engine::Metric metric) { return document.metrics[metric]; };
    if (!value(engine::Metric::WeakestCell)) {
        return;
    }
    const double weakest_pct = *value(engine::Metric::WeakestSoc);
    const double cost_d = value(engine::Metric::SpreadCost).value_or(0.0);
    const bool is_at_damage = value(engine::Metric::SpreadCost).has_value();
    const double behind_pct =
        is_at_damage ? 0.0 : value(engine::Metric::SocEnd).value_or(weakest_pct) - weakest_pct;
    std::string text;
    if (cost_d >= 0.005 || behind_pct >= 0.005) {
        text += fmt::format("The weakest is cell {:g} of battery {:g}, at {} %",
                            *value(engine::Metric::WeakestCell),
                            *value(engine::Metric::WeakestBattery), number(weakest_pct, 2));
        text += cost_d >= 0.005
                    ? fmt::format("; that it is weaker than the others cost {:.2f} days. ", cost_d)
                    : ". ";
    }
    text += fmt::format("Capacity lost: {} % ({} by time, {} by cycles)",
                        number(value(engine::Metric::CapacityLost), 2),
                        number(value(engine::Metric::CapacityLostByTime), 2),
                        number(value(engine::Metric::CapacityLostByCycles), 2));
    if (const auto lost_pct = value(engine::Metric::CapacityLostBelowEmpty);
        lost_pct && *lost_pct > 0.0) {
        text += fmt::format("; below empty the worst cell lost {:.1f} %", *lost_pct);
    }
    text += fmt::format("; resistances grew by {} %.",
                        number(value(engine::Metric::ResistanceAdded), 2));
    out += "Cells\n  " + wrapped(text, 2) + "\n\n";
}

std::string amount_of(const AssumptionPart& row) {
    std::string value = row.value + (row.unit.empty() ? "" : " " + row.unit);
    if (row.low || row.high) {
        value += fmt::format(" ({} … {})", row.low ? fmt::format("{:g}", *row.low) : "",
                             row.high ? fmt::format("{:g}", *row.high) : "");
    }
    return value;
}

void add_assumptions(std::string& out, const std::vector<AssumptionPart>& assumptions) {
    if (assumptions.empty()) {
        return;
    }
    out += fmt::format("Assumptions ({}): unpublished values that the result stands on\n",
                       assumptions.size());
    // The BMS's levels and times are many and short; they share lines.
    std::string settings;
    for (const AssumptionPart& row : assumptions) {
        const bool is_setting = row.path.starts_with("bms.") && !row.low && !row.high;
        if (is_setting) {
            settings += fmt::format("{}{} {} [{}]", settings.empty() ? "" : "; ",
                                    row.path.substr(4), amount_of(row), row.note);
            continue;
        }
        const std::string line =
            fmt::format("{} {} {}", padded(row.path, 44), padded(amount_of(row), 27), row.note);
        out += "  " + wrapped_keeping_columns(line, 74) + '\n';
    }
    if (!settings.empty()) {
        out += "  " + wrapped("bms: " + settings, 7) + '\n';
    }
    out += '\n';
}

void add_provenance(std::string& out, const RunDocument& document) {
    const ProvenancePart& row = document.provenance;
    out += "Provenance\n";
    out += fmt::format("  banktwin {}, core {}, {} driver, seed {}\n", row.version,
                       row.core_hash.substr(0, 16), row.driver, row.seed);
    out += fmt::format("  scenario {}, catalogue {}, events {}, result {}\n", row.scenario_hash,
                       row.catalog_hash, row.events_hash, row.result_hash);
    const auto residual = [&](engine::Metric metric) {
        return document.metrics[metric].value_or(0.0);
    };
    out += fmt::format("  charge balance closes to {:.1e}, energy to {:.1e} of the throughput\n",
                       residual(engine::Metric::ChargeResidual),
                       residual(engine::Metric::EnergyResidual));
    out +=
        fmt::format("  {:g} days in {:.2f} s on {}\n", document.horizon_day, row.wall_s, row.host);
}

}  // namespace

std::string text_report(const RunDocument& document) {
    std::string out;
    add_verdict(out, document);
    add_milestones(out, document);
    add_expectations(out, document);
    add_findings(out, document);
    add_ledger(out, document);
    add_soc(out, document);
    add_cells(out, document);
    add_assumptions(out, document.assumptions);
    add_provenance(out, document);
    return out;
}

std::string text_report(const DrainDocument& document) {
    std::string out;
    if (document.from_low_cell) {
        out += fmt::format("{:g} Ah with its reserve of {:g} % after the low-cell cut-off\n\n",
                           document.capacity_ah, document.low_cell_pct);
    } else {
        out += fmt::format(
            "{:g} Ah from {:g} %: warning at {:g} %, floor at {:g} %, low cell at {:g} %\n\n",
            document.capacity_ah, document.soc_pct, document.warning_pct, document.floor_pct,
            document.low_cell_pct);
    }
    if (document.solved) {
        const SolvedPart& solved = *document.solved;
        const std::string goal =
            fmt::format("so that {} is not before day {:g}", solved.until, solved.days);
        if (solved.drain_a) {
            out += fmt::format("At most {:.4g} mA more on the battery, {}.\n\n",
                               *solved.drain_a * 1000.0, goal);
        } else if (solved.soc_pct) {
            out += fmt::format("At least {:.2f} % at the start, {}.\n\n", *solved.soc_pct, goal);
        } else {
            out += fmt::format("There is no answer: nothing will do {}.\n\n", goal);
        }
    }
    const auto kind = [&](std::string_view where, std::string_view heading) {
        bool first = true;
        for (const DrainPart& drain : document.drains) {
            if (drain.connected_to == where) {
                out += fmt::format("{}  {} {:>10.4g} mA\n",
                                   first ? fmt::format("  {}\n  ", heading) : "  ",
                                   padded(drain.name, 16), drain.draws_a * 1000.0);
                first = false;
            }
        }
    };
    kind("battery", "on the battery: nothing cuts it off");
    kind("load", "behind LOAD: cut off at the floor");
    out += fmt::format("  the BMS itself {:g} mA, {:g} mA after the low-cell cut-off\n",
                       document.bms_on_a * 1000.0, document.bms_low_cell_a * 1000.0);
    out +=
        fmt::format("  self-discharge {:g} % per 30 days\n\n", document.self_discharge_pct_per_30d);
    for (const MilestoneLine& line : lines_of(document.milestones)) {
        if (line.title == "pre-alarm") {
            continue;  // comes with the warning
        }
        const bool is_before = document.from_low_cell && line.title != "damage";
        if (*line.moment) {
            out += fmt::format("  {:<10}  day {:>8.2f}  ({})\n", line.title, (*line.moment)->day,
                               readable((*line.moment)->date));
        } else {
            out +=
                fmt::format("  {:<10}  {}\n", line.title, is_before ? "before the start" : "never");
        }
    }
    out += '\n';
    add_assumptions(out, document.assumptions);
    out += document.latest_recharge
               ? fmt::format("Latest recharge: day {:.2f} ({})\n", document.latest_recharge->day,
                             readable(document.latest_recharge->date))
               : "Latest recharge: never needed\n";
    return out;
}

}  // namespace reports
