#include "reports/text_report.hpp"

#include "columns.hpp"
#include "engine/event.hpp"
#include "place.hpp"
#include "report_parts.hpp"
#include "reports/swedish.hpp"
#include "reports/tell.hpp"
#include "reports/vocabulary.hpp"
#include "reports/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>

#include <fmt/format.h>

namespace reports {

namespace {

std::string number(const std::optional<double>& value, int digits, Language language) {
    if (!value) {
        return "-";
    }
    std::string text = tell_numbers(language, "{:.{}f}", *value, digits);
    // What rounds to nothing has no sign.
    return text.find_first_not_of("-0.,") == std::string::npos && text.front() == '-'
               ? text.substr(1)
               : text;
}

/// "2027-01-06 23:02" from the ISO date.
std::string readable(const std::string& iso) {
    return iso.substr(0, 10) + ' ' + iso.substr(11, 5);
}

struct MilestoneLine {
    engine::Milestone milestone;
    std::string title;
    const std::optional<MomentPart>* moment;
};

std::vector<MilestoneLine> lines_of(const MilestonesPart& milestones, Language language) {
    const std::array<const std::optional<MomentPart>*, engine::milestone_count> moments{
        &milestones.warning, &milestones.pre_alarm, &milestones.load_off, &milestones.low_cell,
        &milestones.damage};
    std::vector<MilestoneLine> lines;
    for (const engine::MilestoneRow& row : engine::milestone_table) {
        const std::string_view title =
            language == Language::Swedish ? swedish_title(row.milestone) : row.title;
        lines.push_back({.milestone = row.milestone,
                         .title = std::string{title},
                         .moment = moments[static_cast<std::size_t>(row.milestone)]});
    }
    return lines;
}

/// Wide enough for the titles of both languages.
std::size_t title_width(Language language) {
    return language == Language::Swedish ? 15 : 10;
}

std::string upper(std::string text) {
    for (char& c : text) {
        c = c == '_' ? ' ' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return text;
}

/// "DAMAGED", "SKADAT"
std::string verdict_word(const std::string& verdict, Language language) {
    const auto row = std::find_if(engine::verdict_table.begin(), engine::verdict_table.end(),
                                  [&](const auto& each) { return each.name == verdict; });
    return language == Language::Swedish && row != engine::verdict_table.end()
               ? std::string{swedish_title(row->verdict)}
               : upper(verdict);
}

void add_verdict(std::string& out, const RunDocument& document, Language language) {
    out += (document.name_of_scenario.empty() ? tell(language, "(no name)", "(utan namn)")
                                              : document.name_of_scenario) +
           "\n\n";
    std::string line = verdict_word(document.verdict, language) + ": " + document.verdict_text;
    // As many as are listed below.
    if (const std::size_t findings = document.findings.size(); findings > 0) {
        line += findings == 1 ? tell(language, " 1 finding.", " 1 anmärkning.")
                              : tell(language, " {} findings.", " {} anmärkningar.", findings);
    }
    out += wrapped(line, 0) + "\n\n";
}

/// Whether an event is what the milestone is about.
bool tells(const EventPart& event, engine::Milestone milestone) {
    switch (milestone) {
        case engine::Milestone::Warning:
        case engine::Milestone::LowCell:
            return event.event == "code_raised";
        case engine::Milestone::PreAlarm:
            return event.event == "pre_alarm_on";
        case engine::Milestone::LoadOff:
            return event.event == "load_off";
        case engine::Milestone::Damage:
            break;
    }
    return event.event == "battery_damaged";
}

/// "A-B01 (battery 1, cell 2)", "low_soc_warning", "battery 1, cell 2"
std::string story_of(const EventPart& event, Language language) {
    std::string place = place_of(event, language);
    if (event.event == "battery_damaged") {
        return place;
    }
    if (event.event != "code_raised") {
        return event.cause;
    }
    return event.code + (place.empty() ? "" : " (" + place + ")");
}

/// What raised the milestone: its codes, or the cause of the output.
std::string story_of(const RunDocument& document, engine::Milestone milestone, double t_s,
                     Language language) {
    std::string story;
    for (const EventPart& event : document.events) {
        if (event.t_s != t_s || !tells(event, milestone)) {
            continue;
        }
        story += (story.empty() ? "" : ", ") + story_of(event, language);
    }
    return story;
}

/// "10 days"; of less than one, "40 min".
std::string horizon_text(double days, Language language) {
    return days < 1.0    ? duration_text(86'400.0 * days)
           : days == 1.0 ? tell(language, "1 day", "1 dag")
                         : tell(language, "{:g} days", "{:g} dagar", days);
}

void add_milestones(std::string& out, const RunDocument& document, Language language) {
    for (const MilestoneLine& line : lines_of(document.milestones, language)) {
        out += "  " + padded(line.title, title_width(language)) + "  ";
        if (*line.moment) {
            const MomentPart& at = **line.moment;
            out += tell(language, "day {:>8.2f}  ({})  {}\n", "dag {:>8.2f}  ({})  {}\n", at.day,
                        readable(at.date), story_of(document, line.milestone, at.t_s, language));
        } else {
            out += tell(language, "not within {}\n", "inte inom {}\n",
                        horizon_text(document.horizon_day, language));
        }
    }
    if (document.milestones.damage) {
        const MomentPart& at = *document.milestones.damage;
        out += tell(language, "\n  Recharge before day {:.2f} ({}) or the bank is damaged.\n",
                    "\n  Ladda före dag {:.2f} ({}), annars skadas banken.\n", at.day,
                    readable(at.date));
    }
    out += '\n';
}

void add_expectations(std::string& out, const RunDocument& document, Language language) {
    if (document.expectations.empty()) {
        return;
    }
    out += tell(language, "Expectations\n", "Förväntningar\n");
    for (const ExpectationPart& row : document.expectations) {
        const std::string mark = row.outcome == "met" ? "✓" : row.outcome == "failed" ? "✗" : "?";
        std::string remark = row.actual ? tell(language, "is {:.6g}", "är {:.6g}", *row.actual)
                                        : tell(language, "did not come", "kom inte");
        if (row.needs_days) {
            remark = tell(language, "undecided: needs a run of more than {:g} days",
                          "oavgjort: kräver en körning på mer än {:g} dagar", *row.needs_days);
        }
        out += fmt::format("  {} {}  ({})\n", mark, row.text, remark);
    }
    out += '\n';
}

void add_ledger_rows(std::string& out, const RunDocument& document, Language language,
                     const std::string& heading,
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
        out +=
            fmt::format("    {}{:>10}{:>11}{:>11}{:>12}{:>12}\n", padded(row.item, 22),
                        number(row.charge_ah, 2, language), number(row.energy_wh, 1, language),
                        number(milliamps, 2, language), number(row.after_load_off_ah, 2, language),
                        number(row.after_low_cell_ah, 3, language));
    }
}

void add_ledger(std::string& out, const RunDocument& document, Language language) {
    const std::string title = tell(language, "Where the charge went", "Vart laddningen tog vägen");
    const std::string since = tell(language, "Ah since", "Ah sedan");
    out += padded(title, 26) + fmt::format("{:>10}{:>11}", "Ah", "Wh") +
           padded(tell(language, "mean mA", "medel mA"), 11, true) + padded(since, 12, true) +
           padded(since, 12, true) + '\n';
    out += std::string(58, ' ') + padded(tell(language, "loads off", "bel. av"), 12, true) +
           padded(tell(language, "low cell", "låg cell"), 12, true) + '\n';
    const auto is_device = [](const LedgerPart& row) {
        return row.kind != "bank" && row.kind != "far";
    };
    add_ledger_rows(out, document, language,
                    tell(language, "stays on the battery: nothing cuts it off",
                         "förblir på batteriet: inget kopplar från det"),
                    [&](const LedgerPart& row) {
                        return is_device(row) && row.kind != "charger" && row.cut_by == "nothing";
                    });
    add_ledger_rows(out, document, language,
                    tell(language, "cut off by LOAD", "kopplas från av LOAD"),
                    [&](const LedgerPart& row) { return is_device(row) && row.cut_by == "load"; });
    add_ledger_rows(
        out, document, language, tell(language, "cut off by CHARGER", "kopplas från av CHARGER"),
        [&](const LedgerPart& row) { return is_device(row) && row.cut_by == "charger"; });
    add_ledger_rows(
        out, document, language, tell(language, "switched on by PRE-ALARM", "slås på av PRE-ALARM"),
        [&](const LedgerPart& row) { return is_device(row) && row.cut_by == "pre_alarm"; });
    add_ledger_rows(
        out, document, language,
        tell(language, "chargers that nothing cuts off", "laddare som inget kopplar från"),
        [&](const LedgerPart& row) { return row.kind == "charger" && row.cut_by == "nothing"; });
    add_ledger_rows(out, document, language, tell(language, "inside the bank", "inne i banken"),
                    [&](const LedgerPart& row) { return row.kind == "bank"; });
    std::string link;
    for (const LedgerPart& part : document.ledger) {
        if (part.kind != "far" || part.cut_by == link) {
            continue;
        }
        link = part.cut_by;
        add_ledger_rows(
            out, document, language,
            tell(language, "apart, behind {}: positive charges the battery there",
                 "för sig, bakom {}: positivt laddar batteriet där", link),
            [&](const LedgerPart& row) { return row.kind == "far" && row.cut_by == link; });
    }
    out += '\n';
}

/// "warning", "varning"; "start" and "end" are not milestones.
std::string moment_word(const std::string& at, Language language) {
    if (language == Language::English) {
        return at;
    }
    for (const engine::MilestoneRow& row : engine::milestone_table) {
        if (row.name == at) {
            return std::string{swedish_title(row.milestone)};
        }
    }
    return at == "end" ? "slut" : at;
}

/// One part of the difference: its heading, and whether it is always there.
struct SocColumn {
    BothLanguages heading;
    double SocPart::*part;
    std::size_t width;
    bool is_always_there;
};
constexpr std::array<SocColumn, 8> soc_columns{{
    {{"start", "start"}, &SocPart::start_pct, 9, true},
    {{"self-dis.", "självurl."}, &SocPart::self_discharge_pct, 10, true},
    {{"reading", "avläsn."}, &SocPart::current_reading_pct, 9, true},
    {{"effic.", "verkn."}, &SocPart::charge_efficiency_pct, 9, true},
    {{"sync", "synk"}, &SocPart::synchronisation_pct, 9, true},
    {{"exchange", "byte"}, &SocPart::exchange_pct, 9, false},
    {{"capacity", "kapac."}, &SocPart::capacity_pct, 9, false},
    {{"silence", "tystnad"}, &SocPart::silence_pct, 9, false},
}};

void add_soc(std::string& out, const RunDocument& document, Language language) {
    std::vector<SocColumn> columns;
    std::copy_if(soc_columns.begin(), soc_columns.end(), std::back_inserter(columns),
                 [&](const SocColumn& column) {
                     return column.is_always_there ||
                            std::any_of(document.soc_comparison.begin(),
                                        document.soc_comparison.end(), [&](const SocPart& row) {
                                            return std::abs(row.*column.part) >= 0.005;
                                        });
                 });
    const auto cell = [](const std::string& text, std::size_t columns_wide) {
        return padded(text, columns_wide, true);
    };
    const bool swedish = language == Language::Swedish;
    out += padded(swedish ? "Laddningsstatus, %" : "State of charge, %", 18) +
           cell(swedish ? "dag" : "day", 4) + cell(swedish ? "BMS säger" : "BMS says", 10) +
           cell(swedish ? "verklig" : "true", 9) + cell(swedish ? "skillnad" : "apart", 9) + "   " +
           cell(swedish ? "beror på" : "because of", 10) + '\n' + std::string(53, ' ');
    for (const SocColumn& column : columns) {
        out += cell(std::string{swedish ? column.heading.sv : column.heading.en}, column.width);
    }
    out += '\n';
    for (const SocPart& row : document.soc_comparison) {
        const auto apart = row.reported_soc_pct
                               ? std::optional{*row.reported_soc_pct - row.true_soc_pct}
                               : std::nullopt;
        out += "  " + padded(moment_word(row.at, language), 12) +
               tell_numbers(language, "{:>8.2f}", row.day) +
               cell(number(row.reported_soc_pct, 2, language), 10) +
               cell(number(row.true_soc_pct, 2, language), 9) +
               cell(number(apart, 2, language), 9) + "   ";
        for (const SocColumn& column : columns) {
            out += cell(number(row.*column.part, 2, language), column.width);
        }
        out += '\n';
    }
    out +=
        "  " +
        wrapped(tell(language,
                     "The BMS counts what the batteries read: self-discharge is not measured, "
                     "readings are rounded to their resolution, and it takes a fixed efficiency "
                     "off what is charged.",
                     "BMS räknar det batterierna läser av: självurladdning mäts inte, avläsningar "
                     "avrundas till sin upplösning, och en fast verkningsgrad dras av från det "
                     "som laddas."),
                2) +
        "\n\n";
}

/// The cell that decides, and how the cells have aged.
void add_cells(std::string& out, const RunDocument& document, Language language) {
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
        text += tell(language, "The weakest is cell {:g} of battery {:g}, at {} %",
                     "Svagast är cell {:g} i batteri {:g}, på {} %",
                     *value(engine::Metric::WeakestCell), *value(engine::Metric::WeakestBattery),
                     number(weakest_pct, 2, language));
        text += cost_d >= 0.005
                    ? tell(language, "; that it is weaker than the others cost {:.2f} days. ",
                           "; att den är svagare än de andra kostade {:.2f} dagar. ", cost_d)
                    : ". ";
    }
    text += tell(language, "Capacity lost: {} % ({} by time, {} by cycles)",
                 "Förlorad kapacitet: {} % ({} genom tid, {} genom cykler)",
                 number(value(engine::Metric::CapacityLost), 2, language),
                 number(value(engine::Metric::CapacityLostByTime), 2, language),
                 number(value(engine::Metric::CapacityLostByCycles), 2, language));
    if (const auto lost_pct = value(engine::Metric::CapacityLostBelowEmpty);
        lost_pct && *lost_pct > 0.0) {
        text += tell(language, "; below empty the worst cell lost {:.1f} %",
                     "; under tomt förlorade den sämsta cellen {:.1f} %", *lost_pct);
    }
    text += tell(language, "; resistances grew by {} %.", "; resistanserna växte med {} %.",
                 number(value(engine::Metric::ResistanceAdded), 2, language));
    out += tell(language, "Cells\n  ", "Celler\n  ") + wrapped(text, 2) + "\n\n";
}

void add_provenance(std::string& out, const RunDocument& document, Language language) {
    const ProvenancePart& row = document.provenance;
    out += tell(language, "Provenance\n", "Ursprung\n");
    out += tell(language, "  banktwin {}, core {}, {} driver, seed {}\n",
                "  banktwin {}, kärna {}, drivning {}, frö {}\n", row.version,
                row.core_hash.substr(0, 16), row.driver, row.seed);
    out += tell(language, "  scenario {}, catalogue {}, events {}, result {}\n",
                "  scenario {}, katalog {}, händelser {}, resultat {}\n", row.scenario_hash,
                row.catalog_hash, row.events_hash, row.result_hash);
    const auto residual = [&](engine::Metric metric) {
        return document.metrics[metric].value_or(0.0);
    };
    out += tell(language, "  charge balance closes to {:.1e}, energy to {:.1e} of the throughput\n",
                "  laddningsbalansen går ihop på {:.1e}, energins på {:.1e} av genomströmningen\n",
                residual(engine::Metric::ChargeResidual), residual(engine::Metric::EnergyResidual));
    out += tell(language, "  {:g} days in {:.2f} s on {}\n", "  {:g} dagar på {:.2f} s på {}\n",
                document.horizon_day, row.wall_s, row.host);
}

}  // namespace

std::string text_report(const RunDocument& document, Language language) {
    std::string out;
    add_verdict(out, document, language);
    add_milestones(out, document, language);
    add_expectations(out, document, language);
    add_findings(out, document.findings, language);
    add_ledger(out, document, language);
    add_soc(out, document, language);
    add_cells(out, document, language);
    add_assumptions(out, document.assumptions, language);
    add_provenance(out, document, language);
    return out;
}

namespace {

/// What `--solve` has found.
std::string solution_of(const SolvedPart& solved, Language language) {
    std::string until = solved.until;
    for (const engine::MilestoneRow& row : engine::milestone_table) {
        if (language == Language::Swedish && row.name == until) {
            until = swedish_title(row.milestone);
        }
    }
    const std::string goal =
        tell(language, "so that {} is not before day {:g}",
             "så att milstolpen \"{}\" inte kommer före dag {:g}", until, solved.days);
    if (solved.drain_a) {
        return tell(language, "At most {:.4g} mA more on the battery, {}.\n\n",
                    "Högst {:.4g} mA till på batteriet, {}.\n\n", *solved.drain_a * 1000.0, goal);
    }
    if (solved.soc_pct) {
        return tell(language, "At least {:.2f} % at the start, {}.\n\n",
                    "Minst {:.2f} % vid starten, {}.\n\n", *solved.soc_pct, goal);
    }
    return tell(language, "There is no answer: nothing will do {}.\n\n",
                "Det finns inget svar: ingenting räcker {}.\n\n", goal);
}

std::string drains_of(const DrainDocument& document, Language language, std::string_view where,
                      const std::string& heading) {
    std::string out;
    for (const DrainPart& drain : document.drains) {
        if (drain.connected_to == where) {
            out += out.empty() ? "  " + heading + '\n' : std::string{};
            out += tell_numbers(language, "    {} {:>10.4g} mA\n", padded(drain.name, 16),
                                drain.draws_a * 1000.0);
        }
    }
    return out;
}

}  // namespace

std::string text_report(const DrainDocument& document, Language language) {
    std::string out;
    if (document.from_low_cell) {
        out += tell(language, "{:g} Ah with its reserve of {:g} % after the low-cell cut-off\n\n",
                    "{:g} Ah med sin reserv på {:g} % efter frånkopplingen för låg cell\n\n",
                    document.capacity_ah, document.low_cell_pct);
    } else {
        out += tell(
            language,
            "{:g} Ah from {:g} %: warning at {:g} %, floor at {:g} %, low cell at {:g} %\n\n",
            "{:g} Ah från {:g} %: varning vid {:g} %, golv vid {:g} %, låg cell vid {:g} %\n\n",
            document.capacity_ah, document.soc_pct, document.warning_pct, document.floor_pct,
            document.low_cell_pct);
    }
    if (document.solved) {
        out += solution_of(*document.solved, language);
    }
    out += drains_of(document, language, "battery",
                     tell(language, "on the battery: nothing cuts it off",
                          "på batteriet: inget kopplar från det"));
    out += drains_of(
        document, language, "load",
        tell(language, "behind LOAD: cut off at the floor", "bakom LOAD: kopplas från vid golvet"));
    out += tell(language, "  the BMS itself {:g} mA, {:g} mA after the low-cell cut-off\n",
                "  BMS själv {:g} mA, {:g} mA efter frånkopplingen för låg cell\n",
                document.bms_on_a * 1000.0, document.bms_low_cell_a * 1000.0);
    out += tell(language, "  self-discharge {:g} % per 30 days\n\n",
                "  självurladdning {:g} % per 30 dagar\n\n", document.self_discharge_pct_per_30d);
    for (const MilestoneLine& line : lines_of(document.milestones, language)) {
        if (line.milestone == engine::Milestone::PreAlarm) {
            continue;  // comes with the warning
        }
        const bool is_before =
            document.from_low_cell && line.milestone != engine::Milestone::Damage;
        out += "  " + padded(line.title, title_width(language)) + "  ";
        if (*line.moment) {
            out += tell(language, "day {:>8.2f}  ({})\n", "dag {:>8.2f}  ({})\n",
                        (*line.moment)->day, readable((*line.moment)->date));
        } else {
            out += is_before ? tell(language, "before the start\n", "före starten\n")
                             : tell(language, "never\n", "aldrig\n");
        }
    }
    out += '\n';
    add_assumptions(out, document.assumptions, language);
    out +=
        document.latest_recharge
            ? tell(language, "Latest recharge: day {:.2f} ({})\n", "Ladda senast dag {:.2f} ({})\n",
                   document.latest_recharge->day, readable(document.latest_recharge->date))
            : tell(language, "Latest recharge: never needed\n", "Laddning behövs aldrig\n");
    return out;
}

}  // namespace reports
