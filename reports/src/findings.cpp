#include "reports/findings.hpp"

#include "engine/bank_builder.hpp"
#include "reports/drain.hpp"
#include "reports/scenario_drains.hpp"
#include "reports/tell.hpp"
#include "reports/wiring.hpp"
#include "reports/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

namespace reports {

using engine::Finding;
using engine::Milestone;
using engine::RunResult;
using engine::Scenario;
using engine::to_days;

namespace {

std::string current_text(double current_a, Language language) {
    return current_a < 1.0 ? tell_numbers(language, "{:.4g} mA", current_a * 1000.0)
                           : tell_numbers(language, "{:.4g} A", current_a);
}

std::string how_often(int times, Language language) {
    return times == 1 ? tell(language, "once", "en gång")
                      : tell(language, "{} times", "{} gånger", times);
}

bool is_charged(const Scenario& scenario) {
    return std::any_of(scenario.devices.begin(), scenario.devices.end(),
                       [](const auto& named) { return named.second.is_charger(); });
}

/// `--set duration=1d` may cut a scenario short on purpose, so this is no mistake.
void find_events_after_the_end(const Scenario& scenario, Language language,
                               std::vector<Finding>& out) {
    std::string which;
    int count = 0;
    for (std::size_t i = 0; i < scenario.events.size(); ++i) {
        const engine::SimTime at = scenario.time_of(scenario.events[i].at);
        if (at > scenario.horizon()) {
            ++count;
            which += which.empty() ? "" : ", ";
            which += tell(language, "events[{}] on day {:.2f}", "events[{}] på dag {:.2f}", i + 1,
                          to_days(at));
        }
    }
    if (count == 0) {
        return;
    }
    const double end = to_days(scenario.horizon());
    out.push_back(make_finding(
        "event_after_end", Finding::Severity::Advice, "",
        count == 1 ? tell(language, "The run ends on day {:.2f}, before {}: it never happens.",
                          "Körningen slutar dag {:.2f}, före {}: den inträffar aldrig.", end, which)
                   : tell(language, "The run ends on day {:.2f}, before {}: they never happen.",
                          "Körningen slutar dag {:.2f}, före {}: de inträffar aldrig.", end, which),
        language));
}

/// A command without effect is easily overlooked among the events.
void find_refused_commands(const RunResult& result, Language language, std::vector<Finding>& out) {
    for (const engine::Event& event : result.events) {
        if (event.kind == engine::EventKind::CommandRefused) {
            out.push_back(make_finding(
                "command_refused", Finding::Severity::Advice, "",
                tell(language, "On day {:.2f}: {}.",
                     "Dag {:.2f}: BMS vägrade det som den ombads om ({}).", to_days(event.at),
                     language == Language::Swedish ? event.cause : event.text),
                language));
        }
    }
}

/// Of each link the worst.
void find_load_dumps(const RunResult& result, Language language, std::vector<Finding>& out) {
    std::map<std::string, std::vector<const engine::Event*>> dumps;
    for (const engine::Event& event : result.events) {
        if (event.kind == engine::EventKind::LoadDump) {
            dumps[event.device].push_back(&event);
        }
    }
    for (const auto& [link, events] : dumps) {
        double most_a = 0.0;
        for (const engine::Event* event : events) {
            most_a = std::max(most_a, event->value.value_or(0.0));
        }
        out.push_back(make_finding(
            "load_dump", Finding::Severity::Advice, link,
            tell(language,
                 "{} cut the bank off {} while the alternator charged it, first on day "
                 "{:.2f}, with up to {:.4g} A.",
                 "{} kopplade från banken {} medan generatorn laddade den, först dag "
                 "{:.2f}, med upp till {:.4g} A.",
                 link, how_often(static_cast<int>(events.size()), language),
                 to_days(events.front()->at), most_a),
            language));
    }
}

void find_flat_starters(const RunResult& result, Language language, std::vector<Finding>& out) {
    std::set<std::string> told;
    for (const engine::Event& event : result.events) {
        if (event.kind == engine::EventKind::StarterFlat && told.insert(event.device).second) {
            out.push_back(make_finding(
                "starter_flat", Finding::Severity::Mistake, event.device,
                tell(language, "On day {:.2f} {} is too low to start the engine ({:.0f} %).",
                     "Dag {:.2f} är {} för lågt för att starta motorn ({:.0f} %).",
                     to_days(event.at), event.device, event.value.value_or(0.0)),
                language));
        }
    }
}

void find_limits(const RunResult& result, Language language, std::vector<Finding>& out) {
    for (const engine::BrokenLimit& limit : result.broken_limits) {
        out.push_back(make_finding(
            "limit_broken", Finding::Severity::Mistake, fmt::format("battery {}", limit.battery),
            tell(language,
                 "Battery {} broke {}: first on day {:.2f}, {:.0f} s in all, worst {:.4g} {}.",
                 "Batteri {} bröt {}: först dag {:.2f}, {:.0f} s sammanlagt, som värst {:.4g} {}.",
                 limit.battery, limit.limit, to_days(limit.since),
                 engine::to_seconds(limit.duration), limit.worst, limit.unit),
            language));
    }
}

/// To a tenth of an hour, and in whole ones from a hundred on.
std::string text_of_hours(double hours, Language language) {
    return hours < 100.0 ? tell(language, "{:.3g} h", "{:.3g} h", hours)
                         : tell(language, "{:.0f} h", "{:.0f} h", hours);
}

/// "once, on day 2.00 for 1.5 h", "3 times, first on day 2.00: 1.5 h in all, and to the end"
std::string text_of_times(const engine::Outage& outage, Language language) {
    const double day = to_days(outage.first);
    const std::string hours = text_of_hours(to_days(outage.duration) * 24.0, language);
    std::string text = how_often(outage.times, language);
    text += outage.times == 1
                ? tell(language, ", on day {:.2f}, for {}", ", dag {:.2f}, i {}", day, hours)
                : tell(language, ", first on day {:.2f}, {} in all",
                       ", först dag {:.2f}, {} sammanlagt", day, hours);
    if (!outage.is_over) {
        text += tell(language, ", to the end of the run", ", till körningens slut");
    }
    return text;
}

/// What stops on a bank that is damaged already only follows from that.
Finding::Severity severity_of(const engine::Outage& outage, const RunResult& result) {
    const auto damage = result.milestones[Milestone::Damage];
    if (damage && *damage <= outage.first) {
        return Finding::Severity::Note;
    }
    const bool is_back = outage.kind == engine::OutageKind::BrownedOut && outage.is_over;
    return is_back ? Finding::Severity::Advice : Finding::Severity::Mistake;
}

std::string text_of(const engine::Outage& outage, Language language) {
    const std::string times = text_of_times(outage, language);
    switch (outage.kind) {
        case engine::OutageKind::LockedOut:
            return tell(language, "{} was locked out {}.", "{} blev utelåst {}.", outage.device,
                        times);
        case engine::OutageKind::BmsWithoutSupply:
            return tell(language, "The BMS had too low a voltage to work {}.",
                        "BMS hade för låg spänning för att arbeta {}.", times);
        case engine::OutageKind::NeverRan:
            return tell(language, "{} never ran: it should have from day {:.2f} on.",
                        "{} gick aldrig: den skulle ha gått från dag {:.2f}.", outage.device,
                        to_days(outage.first));
        case engine::OutageKind::BrownedOut:
            break;
    }
    return tell(language, "{} stopped for too low a voltage {}.",
                "{} stannade för att spänningen var för låg {}.", outage.device, times);
}

void find_outages(const RunResult& result, Language language, std::vector<Finding>& out) {
    for (const engine::Outage& outage : result.outages) {
        out.push_back(make_finding(engine::name_of(outage.kind), severity_of(outage, result),
                                   outage.device, text_of(outage, language), language));
    }
}

/// How long CHARGER floated because cells were too cold to be charged.
engine::SimTime locked_out_by_cold(const RunResult& result) {
    const std::string_view cold = bms::row_of(bms::Condition::Cold).name;
    engine::SimTime sum{0};
    std::optional<engine::SimTime> since;
    for (const engine::Event& event : result.events) {
        if (event.kind == engine::EventKind::ChargerOff &&
            event.cause.find(cold) != std::string::npos) {
            since = event.at;
        } else if (event.kind == engine::EventKind::ChargerOn && since) {
            sum += event.at - *since;
            since.reset();
        }
    }
    return since ? sum + (result.horizon - *since) : sum;
}

/// Only of what had something to give meanwhile.
void find_cold_lockout(const RunResult& result, Language language, std::vector<Finding>& out) {
    constexpr double least_wh = 1.0;
    const double refused_wh = result.metrics[engine::Metric::ChargeRefused].value_or(0.0);
    const engine::SimTime cold = locked_out_by_cold(result);
    if (cold == engine::SimTime{0} || refused_wh < least_wh) {
        return;
    }
    out.push_back(make_finding(
        "cold_lockout", Finding::Severity::Advice, "",
        tell(language,
             "CHARGER floated for {:.4g} h because the cells were too cold to be charged; what "
             "chargers could not give while they were cut off is {:.0f} Wh.",
             "CHARGER flöt i {:.4g} h för att cellerna var för kalla att laddas; det som laddare "
             "inte kunde ge medan de var frånkopplade är {:.0f} Wh.",
             to_days(cold) * 24.0, refused_wh),
        language));
}

/// A time in which the air around the BMS lies beyond one of its limits.
struct Excursion {
    engine::SimTime first{0};
    engine::SimTime duration{0};  // altogether
    double most_k = 0.0;          // beyond the limit
};

/// Looks in the middle of every ten minutes; `beyond_k` is positive outside.
template <class Beyond>
Excursion excursion_of(engine::SimTime horizon, Beyond beyond_k) {
    constexpr engine::SimTime step = std::chrono::minutes{10};
    Excursion out;
    for (engine::SimTime from{0}; from < horizon; from += step) {
        const double most_k = beyond_k(from + step / 2);
        if (most_k <= 0.0) {
            continue;
        }
        out.first = out.duration == engine::SimTime{0} ? from : out.first;
        out.duration += std::min(step, horizon - from);
        out.most_k = std::max(out.most_k, most_k);
    }
    return out;
}

/// The BMS lies beside its bank, in the same air.
void find_bms_temperature(const Scenario& scenario, const RunResult& result, Language language,
                          std::vector<Finding>& out) {
    const models::Ambient ambient = engine::ambient_of(scenario);
    struct Limit {
        double degc;
        double outwards;
        BothLanguages word;
    };
    for (const Limit& limit :
         {Limit{scenario.bms.operates_coldest_degc, -1.0, {"colder", "kallare"}},
          Limit{scenario.bms.operates_warmest_degc, 1.0, {"warmer", "varmare"}}}) {
        const Excursion excursion = excursion_of(result.horizon, [&](engine::SimTime at) {
            return limit.outwards * (ambient.at_degc(at) - limit.degc);
        });
        if (excursion.most_k > 0.0) {
            const std::string_view word =
                language == Language::Swedish ? limit.word.sv : limit.word.en;
            out.push_back(make_finding(
                "bms_temperature", Finding::Severity::Mistake, "bms",
                tell(
                    language,
                    "The air around the BMS is {} than {:g} °C, first on day {:.2f}, {:.1f} hours "
                    "in all, at worst {:.1f} °C.",
                    "Luften runt BMS är {} än {:g} °C, först dag {:.2f}, {:.1f} timmar sammanlagt, "
                    "som värst {:.1f} °C.",
                    word, limit.degc, to_days(excursion.first), to_days(excursion.duration) * 24.0,
                    limit.degc + limit.outwards * excursion.most_k),
                language));
        }
    }
}

/// What was really left, in percent, when the BMS saw its floor and opened LOAD: it measures no
/// self-discharge and reads currents in steps. Nothing if that has not happened.
std::optional<double> left_at_the_floor_pct(const RunResult& result) {
    const auto opened = std::find_if(
        result.events.begin(), result.events.end(),
        [](const engine::Event& event) { return event.kind == engine::EventKind::LoadOff; });
    const auto at = std::find_if(
        result.soc_comparisons.begin(), result.soc_comparisons.end(),
        [](const engine::SocComparison& comparison) { return comparison.at == "load_off"; });
    const std::string_view floor = bms::row_of(bms::Condition::DischargeFloor).name;
    if (opened == result.events.end() || at == result.soc_comparisons.end() ||
        opened->cause.find(floor) == std::string::npos) {
        return std::nullopt;
    }
    return std::max(0.0, at->true_soc_pct);
}

/// What a charger, a switch in its line, or what LOAD holds off draws for itself is no load that
/// could hang behind LOAD.
bool is_standby(DrainKind kind) {
    return kind == DrainKind::Charger || kind == DrainKind::Open || kind == DrainKind::Off;
}

bool is_told(const std::vector<Finding>& findings, std::string_view name, std::string_view device) {
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.name == name && finding.device == device;
    });
}

/// `result` is nullptr before a run: then the floor is where it is set, and no harm was done.
void find_uncontrolled_loads(const Scenario& scenario, const RunResult* result, Language language,
                             std::vector<Finding>& out) {
    DrainQuestion question = drain_question(scenario);
    if (result != nullptr) {
        question.floor_pct = left_at_the_floor_pct(*result).value_or(question.floor_pct);
    }
    const auto as_is = drain(question).damage;
    const std::vector<ScenarioDrain> drains = drains_of(scenario);
    for (std::size_t i = 0; i < drains.size(); ++i) {
        const Drain& load = drains[i].drain;
        // Of one with the wrong cable that is the mistake.
        if (load.is_controlled || is_standby(drains[i].kind) ||
            is_told(out, "wrong_cable", load.name)) {
            continue;
        }
        DrainQuestion moved = question;
        moved.drains[i].is_controlled = true;
        const auto behind_load = drain(moved).damage;
        std::string text =
            tell(language,
                 "{} hangs straight on the battery: it goes on drawing {} after LOAD "
                 "has opened.",
                 "{} sitter direkt på batteriet: den fortsätter att dra {} efter att "
                 "LOAD har öppnat.",
                 load.name, current_text(load.draws_a, language));
        constexpr double worth_telling_days = 0.05;
        if (!is_charged(scenario) && as_is && behind_load &&
            *behind_load - *as_is >= worth_telling_days) {
            text += tell(language,
                         " Moved behind LOAD it would put off damage by {:.1f} days (closed form: "
                         "day {:.1f} to day {:.1f}).",
                         " Flyttad bakom LOAD skulle den skjuta upp skadan {:.1f} dagar (sluten "
                         "form: dag {:.1f} till dag {:.1f}).",
                         *behind_load - *as_is, *as_is, *behind_load);
        }
        const bool did_harm =
            result != nullptr && result->milestones[Milestone::LowCell].has_value();
        out.push_back(make_finding(
            "uncontrolled_load", did_harm ? Finding::Severity::Mistake : Finding::Severity::Advice,
            load.name, std::move(text), language));
    }
}

/// A low-cell cut-off, and when the cells were back, if they were.
struct CutOff {
    engine::SimTime at;
    std::optional<engine::SimTime> over;
};

/// The one that a designer asks about: the last before the damage, else the last of all. A bank
/// that is charged again in time may meet several.
std::optional<CutOff> cut_off_of(const RunResult& result) {
    const auto damage = result.milestones[Milestone::Damage];
    std::optional<CutOff> found;
    for (const engine::Event& event : result.events) {
        if (event.code != "A-B01") {
            continue;
        }
        if (event.kind == engine::EventKind::CodeCleared) {
            if (found) {
                found->over = event.at;
            }
        } else if (!found || !damage || event.at <= *damage) {
            found = CutOff{.at = event.at, .over = std::nullopt};
        }
    }
    return found;
}

std::string text_of_reserve(const Scenario& scenario, const RunResult& result,
                            const CutOff& cut_off, Language language) {
    const auto hours_since_cut_off = [&](engine::SimTime time) {
        return to_days(time - cut_off.at) * 24.0;
    };
    const double day = to_days(cut_off.at);
    const auto damage = result.milestones[Milestone::Damage];
    if (damage && *damage < cut_off.at) {
        return tell(language, "At the low-cell cut-off (day {:.2f}) the bank was damaged already.",
                    "Vid frånkopplingen för låg cell (dag {:.2f}) var banken redan skadad.", day);
    }
    if (cut_off.over && (!damage || *cut_off.over <= *damage)) {
        return tell(language,
                    "The cells were back {:.1f} hours after the low-cell cut-off (day {:.2f}).",
                    "Cellerna var tillbaka {:.1f} timmar efter frånkopplingen för låg cell (dag "
                    "{:.2f}).",
                    hours_since_cut_off(*cut_off.over), day);
    }
    if (damage) {
        return tell(language,
                    "From the low-cell cut-off (day {:.2f}) the reserve lasted {:.1f} hours.",
                    "Från frånkopplingen för låg cell (dag {:.2f}) räckte reserven {:.1f} timmar.",
                    day, hours_since_cut_off(*damage));
    }
    const double since_h = hours_since_cut_off(result.horizon);
    std::string text =
        tell(language, "{:.1f} hours since the low-cell cut-off (day {:.2f}) at the end of the run",
             "{:.1f} timmar sedan frånkopplingen för låg cell (dag {:.2f}) vid körningens slut",
             since_h, day);
    DrainQuestion question = drain_question(scenario);
    question.from_low_cell = true;
    if (const auto reserve = drain(question).damage) {
        const double reserve_h = *reserve * 24.0;
        text += tell(language,
                     "; at the remaining drain the reserve lasts {:.1f} hours in all: {:.1f} are "
                     "left",
                     "; med den förbrukning som är kvar räcker reserven {:.1f} timmar sammanlagt: "
                     "{:.1f} återstår",
                     reserve_h, std::max(reserve_h - since_h, 0.0));
    }
    return text + '.';
}

/// What was really left at a cut-off, or is at the end if that is not over, in percent, if it is
/// far more than the reserve: then a cell's voltage had only sagged.
std::optional<double> left_at_a_sag_pct(const RunResult& result, const CutOff& cut_off) {
    constexpr double far_above_the_reserve_pct = 5.0;
    for (const engine::SocComparison& row : result.soc_comparisons) {
        const bool is_of_it =
            (row.at == "low_cell" && row.time == cut_off.at) || (row.at == "end" && !cut_off.over);
        if (is_of_it && row.true_soc_pct > far_above_the_reserve_pct) {
            return row.true_soc_pct;
        }
    }
    return std::nullopt;
}

void find_low_cell(const Scenario& scenario, const RunResult& result, Language language,
                   std::vector<Finding>& out) {
    if (const auto cut_off = cut_off_of(result)) {
        if (const auto left_pct = left_at_a_sag_pct(result, *cut_off)) {
            out.push_back(make_finding(
                "low_cell_reserve", Finding::Severity::Advice, "",
                tell(language,
                     "At the low-cell cut-off (day {:.2f}) {:.0f} % or more were really left: the "
                     "voltage of a cell had sagged under load.",
                     "Vid frånkopplingen för låg cell (dag {:.2f}) fanns {:.0f} % eller mer kvar: "
                     "spänningen i en cell hade sjunkit under belastning.",
                     to_days(cut_off->at), *left_pct),
                language,
                tell(language, "Draw less at once, or take a larger or a warmer bank.",
                     "Dra mindre på en gång, eller ta en större eller varmare bank.")));
            return;
        }
        const bool is_damaged = result.milestones[Milestone::Damage].has_value();
        out.push_back(make_finding(
            "low_cell_reserve", is_damaged ? Finding::Severity::Mistake : Finding::Severity::Advice,
            "", text_of_reserve(scenario, result, *cut_off, language), language));
    }
}

/// A cell that says what was measured at it, in a battery that says otherwise.
void find_resized_cell(const Scenario& scenario, Language language, std::vector<Finding>& out) {
    constexpr double same = 0.01;
    const engine::BatteryEntry& battery = scenario.bank.battery;
    const engine::CellEntry& cell = battery.cell;
    if (!cell.capacity_ah || !cell.resistance_ohm) {
        return;
    }
    const double capacity = battery.capacity_ah / *cell.capacity_ah;
    const double ohm = battery.internal_resistance_ohm / battery.cells;
    const double resistance = ohm / *cell.resistance_ohm;
    if (std::abs(capacity - 1.0) <= same && std::abs(resistance - 1.0) <= same) {
        return;
    }
    out.push_back(make_finding(
        "resized_cell", Finding::Severity::Advice, "",
        tell(language,
             "The cell was measured with {:.4g} Ah and {:.3g} mOhm; in this battery it has "
             "{:.4g} Ah and {:.3g} mOhm, {:.3g} times its resistance, RC pairs and all.",
             "Cellen uppmättes till {:.4g} Ah och {:.3g} mOhm; i det här batteriet har den "
             "{:.4g} Ah och {:.3g} mOhm, {:.3g} gånger sin resistans, med RC-länkarna.",
             *cell.capacity_ah, *cell.resistance_ohm * 1e3, battery.capacity_ah, ohm * 1e3,
             resistance),
        language));
}

void find_floor(const Scenario& scenario, const RunResult& result, Language language,
                std::vector<Finding>& out) {
    const double floor_pct = scenario.bms.settings.count(bms::Setting::DischargeFloor) / 10.0;
    if (floor_pct == 0.0) {
        return;  // a rule of the system, broken before the run
    }
    const std::optional<double> left_pct = left_at_the_floor_pct(result);
    DrainQuestion question = drain_question(scenario);
    question.soc_pct = left_pct.value_or(floor_pct);
    const DrainDays days = drain(question);
    if (days.low_cell && days.damage) {
        const std::string left = left_pct ? tell(language, ", when {:.1f} % were really left,",
                                                 ", när {:.1f} % verkligen fanns kvar,", *left_pct)
                                          : "";
        out.push_back(make_finding(
            "floor_reserve", Finding::Severity::Note, "",
            tell(language,
                 "From the floor of {:g} %{} it is {:.1f} days to the low-cell cut-off and {:.1f} "
                 "to damage, with what stays on the battery.",
                 "Från golvet på {:g} %{} är det {:.1f} dagar till frånkopplingen för låg cell och "
                 "{:.1f} till skada, med det som förblir på batteriet.",
                 floor_pct, left, *days.low_cell, *days.damage),
            language));
    }
}

/// Of charge and discharge together neither a mean current nor a date is left to tell.
std::string misread_when_charged(const engine::SocComparison& at, Language language) {
    const bool is_below = at.flowed_ah > at.measured_ah;
    return tell(
        language,
        ". By day {:.2f} their readings add up to {:.2f} Ah ({:.2f} %) {} what has flowed.",
        ". Till dag {:.2f} blir deras avläsningar tillsammans {:.2f} Ah ({:.2f} %) {} det "
        "som har flutit.",
        to_days(at.time), std::abs(at.flowed_ah - at.measured_ah), std::abs(at.current_reading_pct),
        is_below ? tell(language, "below", "mindre än") : tell(language, "above", "mer än"));
}

std::string misread_when_drained(const engine::SocComparison& at, Language language) {
    const double too_much_ah = at.flowed_ah - at.measured_ah;
    const double hours = at.heard_days * 24.0;
    // At the end of the run neither date has come, so by how much it will move is open.
    const double early_days = std::abs(too_much_ah / at.flowed_ah) * at.heard_days;
    const std::string how_far = at.at == "end"
                                    ? std::string{}
                                    : tell(language, "{:.1f} days ", "{:.1f} dagar ", early_days);
    const bool is_too_much = too_much_ah > 0.0;
    return tell(
        language,
        ": a mean of {} reads as {}. By day {:.2f} the monitor has counted {:.2f} Ah "
        "({:.2f} %) too {}, so its warning and floor come {}{} than with exact readings.",
        ": i medeltal läses {} som {}. Till dag {:.2f} har övervakaren räknat {:.2f} Ah "
        "({:.2f} %) för {}, så dess varning och golv kommer {}{} än med exakta avläsningar.",
        current_text(std::abs(at.flowed_ah) / hours, language),
        current_text(std::abs(at.measured_ah) / hours, language), to_days(at.time),
        std::abs(too_much_ah), std::abs(at.current_reading_pct),
        is_too_much ? tell(language, "much", "mycket") : tell(language, "little", "lite"), how_far,
        is_too_much ? tell(language, "earlier", "tidigare") : tell(language, "later", "senare"));
}

/// What is guessed for a silent battery is no reading, and not among them (D-27).
void find_misread_current(const Scenario& scenario, const RunResult& result, Language language,
                          std::vector<Finding>& out) {
    // Judged when the first date comes that the monitor decides, else at the end.
    const auto at =
        std::find_if(result.soc_comparisons.begin(), result.soc_comparisons.end(),
                     [](const engine::SocComparison& row) {
                         return row.at == "warning" || row.at == "load_off" || row.at == "end";
                     });
    if (at == result.soc_comparisons.end() || std::abs(at->current_reading_pct) < 0.5 ||
        at->flowed_ah == 0.0) {
        return;
    }
    std::string text = tell(language, "The batteries report current in steps of {}",
                            "Batterierna rapporterar ström i steg om {}",
                            current_text(scenario.current_resolution_a(), language));
    text += is_charged(scenario) ? misread_when_charged(*at, language)
                                 : misread_when_drained(*at, language);
    out.push_back(
        make_finding("current_reading", Finding::Severity::Note, "", std::move(text), language));
}

}  // namespace

std::vector<Finding> uncontrolled_loads(const Scenario& scenario, Language language) {
    std::vector<Finding> out;
    find_uncontrolled_loads(scenario, nullptr, language, out);
    return out;
}

std::vector<Finding> findings_of(const Scenario& scenario, const RunResult& result,
                                 Language language) {
    std::vector<Finding> out;
    find_events_after_the_end(scenario, language, out);
    const std::vector<Wired> devices = wired_of(scenario);
    for (const auto& found :
         {wiring_findings(devices, language), system_findings(scenario, devices, language)}) {
        out.insert(out.end(), found.begin(), found.end());
    }
    find_refused_commands(result, language, out);
    find_limits(result, language, out);
    find_load_dumps(result, language, out);
    find_flat_starters(result, language, out);
    find_cold_lockout(result, language, out);
    find_bms_temperature(scenario, result, language, out);
    find_uncontrolled_loads(scenario, &result, language, out);
    find_low_cell(scenario, result, language, out);
    find_resized_cell(scenario, language, out);
    find_outages(result, language, out);
    find_floor(scenario, result, language, out);
    find_misread_current(scenario, result, language, out);
    sort_by_severity(out);
    return out;
}

}  // namespace reports
