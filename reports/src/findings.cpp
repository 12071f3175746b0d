#include "reports/findings.hpp"

#include "engine/system.hpp"
#include "reports/drain.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace reports {

using engine::DeviceEntry;
using engine::Finding;
using engine::LedgerRow;
using engine::Milestone;
using engine::RunResult;
using engine::Scenario;
using engine::to_days;

namespace {

constexpr std::array<FindingRow, 9> table{{
    {"uncontrolled_charger", "A charger that the BMS cannot stop",
     "CHARGER does not switch this charger: it goes on charging cold, hot or full cells.",
     "En laddare som BMS inte kan stoppa",
     "CHARGER styr inte denna laddare: den fortsätter att ladda kalla, varma eller fulla celler.",
     "R-BAT-9, manual §4.1"},
    {"limit_broken", "A limit of the battery's maker was broken",
     "Current or temperature was outside what the maker allows.",
     "En av batteritillverkarens gränser bröts",
     "Ström eller temperatur låg utanför vad tillverkaren tillåter.", "R-BAT-3, manual §4.1"},
    {"bms_temperature", "The BMS is outside its operating temperature",
     "The air around it is colder or warmer than the BMS is made for.",
     "BMS är utanför sin drifttemperatur",
     "Omgivningen är kallare eller varmare än vad BMS är gjord för.", "R-SUP-2, manual §6"},
    {"uncontrolled_load", "A load that nothing cuts off",
     "It hangs straight on the battery, so it goes on drawing after LOAD has opened, into the "
     "reserve and beyond.",
     "En last som inget kopplar från",
     "Den sitter direkt på batteriet och drar ström även efter att LOAD har öppnat, in i reserven "
     "och förbi den.",
     "R-BAT-9, R-SYS-7, manual §3.1"},
    {"pre_alarm_overloaded", "PRE-ALARM gives less than what hangs on it takes",
     "The output gives 500 mA and is not short-circuit proof.",
     "PRE-ALARM ger mindre än vad som sitter på den tar",
     "Utgången ger 500 mA och är inte kortslutningssäker.", "R-OUT-6, D-1, manual §6"},
    {"low_cell_reserve", "The reserve after the low-cell cut-off",
     "About 1 Ah per 100 Ah is left; charge at once.", "Reserven efter frånkopplingen för låg cell",
     "Ungefär 1 Ah per 100 Ah är kvar; ladda genast.", "R-SYS-11, manual §3.1"},
    {"floor_off", "The discharge floor is off",
     "With a floor of 0 the loads run until a cell is empty.", "Urladdningsgolvet är avstängt",
     "Med golvet på 0 går lasterna tills en cell är tom.", "R-OUT-7, manual §4.3"},
    {"floor_reserve", "How long the floor lasts",
     "The floor must hold what the bank loses until it can be charged again.",
     "Hur länge golvet räcker", "Golvet måste rymma vad banken förlorar tills den kan laddas igen.",
     "R-OUT-7, manual §4.3"},
    {"current_reading", "Small currents are misread",
     "The batteries report current in steps; a drain of a few steps or less is counted wrongly or "
     "not at all, and the dates of warning and floor move.",
     "Små strömmar läses fel",
     "Batterierna rapporterar ström i steg; en förbrukning på några få steg eller mindre räknas "
     "fel eller inte alls, och datumen för varning och golv flyttar sig.",
     "D-14"},
}};

const FindingRow& row_named(std::string_view name) {
    return *std::find_if(table.begin(), table.end(),
                         [&](const FindingRow& row) { return row.name == name; });
}

Finding make(std::string_view name, Finding::Severity severity, std::string device,
             std::string text, std::string advice) {
    return {.name = std::string{name},
            .severity = severity,
            .device = std::move(device),
            .text = std::move(text),
            .advice = std::move(advice),
            .source = std::string{row_named(name).source}};
}

std::string milliamps(double current_a) {
    return fmt::format("{:.4g} mA", current_a * 1000.0);
}

bool is_charged(const Scenario& scenario) {
    return std::any_of(scenario.devices.begin(), scenario.devices.end(),
                       [](const auto& named) { return named.second.is_charger(); });
}

/// Mean current of a load while its wiring lets it draw: its law, or the mean of its profile, times
/// its duty.
double mean_draw_a(const DeviceEntry& device, const Scenario& scenario) {
    const double nominal_v = scenario.bank.battery.nominal_voltage_v * scenario.bank.series;
    double duty = 1.0;
    if (device.on_for && device.every) {
        duty *= to_days(*device.on_for) / to_days(*device.every);
    }
    if (device.from && device.to && !(*device.from == *device.to)) {
        const double window = to_days(device.to->since_midnight - device.from->since_midnight);
        duty *= window < 0.0 ? window + 1.0 : window;
    }
    const double draws_w =
        device.profile ? device.profile->mean_w(device.repeats_every) : device.draws_w;
    return (device.draws_a + draws_w / nominal_v) * duty;
}

bool is_cut_by_load(const DeviceEntry& device) {
    return device.connected_to == engine::Connection::Load ||
           device.switched_by == engine::Switch::Load;
}

/// Percent of nominal capacity in 30 days, at the mean temperature around the bank.
double self_discharge_pct_per_30d(const Scenario& scenario) {
    constexpr double reference_degc = 25.0;
    const double doubles_every_k = scenario.bank.battery.self_discharge_doubles_every_k;
    const double factor =
        doubles_every_k > 0.0
            ? std::exp2((scenario.ambient.temperature_degc - reference_degc) / doubles_every_k)
            : 1.0;
    return factor * scenario.self_discharge_pct_per_30d();
}

/// The scenario's loads as the closed form sees them.
DrainQuestion drain_question(const Scenario& scenario) {
    const auto per_mille = [&](bms::Setting setting) {
        return scenario.bms.settings.count(setting) / 10.0;
    };
    DrainQuestion question{
        .capacity_ah = scenario.bank.battery.capacity_ah * scenario.bank.parallel,
        .soc_pct = scenario.bank.soc_pct,
        .warning_pct = per_mille(bms::Setting::LowSocWarning),
        .floor_pct = per_mille(bms::Setting::DischargeFloor),
        .low_cell_pct = scenario.bank.battery.low_cell_soc_pct,
        .self_discharge_pct_per_30d = self_discharge_pct_per_30d(scenario),
        .electronics_a = scenario.bank.battery.electronics_draws_a * scenario.bank.parallel,
        .bms_on_a = scenario.bms.draws_on_a,
        .bms_low_cell_a = scenario.bms.draws_low_cell_a};
    for (const auto& [name, device] : scenario.devices) {
        // What PRE-ALARM drives is silent but between the warning and LOAD's opening (D-22).
        if (!device.is_charger() && device.switched_by != engine::Switch::PreAlarm) {
            question.drains.push_back({.name = name,
                                       .draws_a = mean_draw_a(device, scenario),
                                       .is_controlled = is_cut_by_load(device)});
        }
    }
    return question;
}

void find_chargers(const Scenario& scenario, std::vector<Finding>& out) {
    for (const auto& [name, device] : scenario.devices) {
        if (device.is_charger() && device.switched_by != engine::Switch::Charger) {
            out.push_back(
                make("uncontrolled_charger", Finding::Severity::Mistake, name,
                     name + " is not switched by CHARGER: it goes on charging when a cell "
                            "is full, too cold or too hot.",
                     "Say switched_by: charger, and wire its remote so; a charger without a "
                     "remote goes through a Cyrix-Li-Charge."));
        }
    }
}

/// D-1: everything on PRE-ALARM takes its current from there; power counts at the nominal voltage.
void find_pre_alarm(const Scenario& scenario, std::vector<Finding>& out) {
    constexpr double most_a = 0.5;
    const double nominal_v = scenario.bank.battery.nominal_voltage_v * scenario.bank.series;
    double sum_a = 0.0;
    std::string names;
    for (const auto& [name, device] : scenario.devices) {
        if (device.switched_by == engine::Switch::PreAlarm) {
            sum_a += device.draws_a + device.draws_w / nominal_v;
            names += (names.empty() ? "" : ", ") + name;
        }
    }
    if (sum_a > most_a) {
        out.push_back(
            make("pre_alarm_overloaded", Finding::Severity::Mistake, names,
                 fmt::format("PRE-ALARM gives 0.5 A, and {} together take {:.2f} A.", names, sum_a),
                 "Put a relay between, which takes little itself."));
    }
}

void find_limits(const RunResult& result, std::vector<Finding>& out) {
    for (const engine::BrokenLimit& limit : result.broken_limits) {
        out.push_back(make(
            "limit_broken", Finding::Severity::Mistake, fmt::format("battery {}", limit.battery),
            fmt::format(
                "Battery {} broke {}: first on day {:.2f}, {:.0f} s in all, worst {:.4g} {}.",
                limit.battery, limit.limit, to_days(limit.since),
                engine::to_seconds(limit.duration), limit.worst, limit.unit),
            "Fewer loads or chargers at once, a larger bank, or a warmer place."));
    }
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
void find_bms_temperature(const Scenario& scenario, const RunResult& result,
                          std::vector<Finding>& out) {
    const models::Ambient ambient = engine::ambient_of(scenario);
    struct Limit {
        double degc;
        double outwards;
        const char* word;
    };
    for (const Limit& limit : {Limit{scenario.bms.operates_coldest_degc, -1.0, "colder"},
                               Limit{scenario.bms.operates_warmest_degc, 1.0, "warmer"}}) {
        const Excursion excursion = excursion_of(result.horizon, [&](engine::SimTime at) {
            return limit.outwards * (ambient.at_degc(at) - limit.degc);
        });
        if (excursion.most_k > 0.0) {
            out.push_back(
                make("bms_temperature", Finding::Severity::Mistake, "bms",
                     fmt::format("The air around the BMS is {} than {:g} °C, first on day {:.2f}, "
                                 "{:.1f} hours in all, at worst {:.1f} °C.",
                                 limit.word, limit.degc, to_days(excursion.first),
                                 to_days(excursion.duration) * 24.0,
                                 limit.degc + limit.outwards * excursion.most_k),
                     "Mount the BMS where the temperature stays within its limits."));
        }
    }
}

void find_uncontrolled_loads(const Scenario& scenario, const RunResult& result,
                             std::vector<Finding>& out) {
    const DrainQuestion question = drain_question(scenario);
    const auto as_is = drain(question).damage;
    for (std::size_t i = 0; i < question.drains.size(); ++i) {
        const Drain& load = question.drains[i];
        if (load.is_controlled || load.draws_a <= 0.0) {
            continue;
        }
        DrainQuestion moved = question;
        moved.drains[i].is_controlled = true;
        const auto behind_load = drain(moved).damage;
        std::string text = fmt::format(
            "{} hangs straight on the battery: it goes on drawing {} "
            "after LOAD has opened.",
            load.name, milliamps(load.draws_a));
        if (!is_charged(scenario) && as_is && behind_load) {
            text += fmt::format(
                " Moved behind LOAD it would put off damage by {:.1f} days "
                "(closed form: day {:.1f} to day {:.1f}).",
                *behind_load - *as_is, *as_is, *behind_load);
        }
        const bool did_harm = result.milestones[Milestone::LowCell].has_value();
        out.push_back(make(
            "uncontrolled_load", did_harm ? Finding::Severity::Mistake : Finding::Severity::Advice,
            load.name, std::move(text),
            "Connect it to LOAD (connected_to: load), or isolate the bank with a main "
            "switch when it is left alone."));
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
                            const CutOff& cut_off) {
    const auto hours_since_cut_off = [&](engine::SimTime time) {
        return to_days(time - cut_off.at) * 24.0;
    };
    const double day = to_days(cut_off.at);
    const auto damage = result.milestones[Milestone::Damage];
    if (damage && *damage < cut_off.at) {
        return fmt::format("At the low-cell cut-off (day {:.2f}) the bank was damaged already.",
                           day);
    }
    if (cut_off.over && (!damage || *cut_off.over <= *damage)) {
        return fmt::format(
            "The cells were back {:.1f} hours after the low-cell cut-off (day {:.2f}).",
            hours_since_cut_off(*cut_off.over), day);
    }
    if (damage) {
        return fmt::format(
            "From the low-cell cut-off (day {:.2f}) the reserve lasted {:.1f} hours.", day,
            hours_since_cut_off(*damage));
    }
    const double since_h = hours_since_cut_off(result.horizon);
    std::string text = fmt::format(
        "{:.1f} hours since the low-cell cut-off (day {:.2f}) at the end of the run", since_h, day);
    DrainQuestion question = drain_question(scenario);
    question.from_low_cell = true;
    if (const auto reserve = drain(question).damage) {
        const double reserve_h = *reserve * 24.0;
        text += fmt::format(
            "; at the remaining drain the reserve lasts {:.1f} hours in all: {:.1f} are left",
            reserve_h, std::max(reserve_h - since_h, 0.0));
    }
    return text + '.';
}

void find_low_cell(const Scenario& scenario, const RunResult& result, std::vector<Finding>& out) {
    if (const auto cut_off = cut_off_of(result)) {
        const bool is_damaged = result.milestones[Milestone::Damage].has_value();
        out.push_back(make("low_cell_reserve",
                           is_damaged ? Finding::Severity::Mistake : Finding::Severity::Advice, "",
                           text_of_reserve(scenario, result, *cut_off),
                           "Charge at once after a low-cell cut-off."));
    }
}

void find_floor(const Scenario& scenario, std::vector<Finding>& out) {
    const double floor_pct = scenario.bms.settings.count(bms::Setting::DischargeFloor) / 10.0;
    if (floor_pct == 0.0) {
        out.push_back(make("floor_off", Finding::Severity::Advice, "",
                           "The discharge floor is 0: loads run until a cell is at its low limit.",
                           "Set discharge_floor_pct so that the bank survives until it is charged "
                           "again; 10 % or more."));
        return;
    }
    DrainQuestion question = drain_question(scenario);
    question.soc_pct = floor_pct;
    const DrainDays days = drain(question);
    if (days.low_cell && days.damage) {
        out.push_back(
            make("floor_reserve", Finding::Severity::Note, "",
                 fmt::format("From the floor of {:g} % it is {:.1f} days to the low-cell "
                             "cut-off and {:.1f} to damage, with what stays on the battery.",
                             floor_pct, *days.low_cell, *days.damage),
                 "Raise the floor if nobody comes by within that time."));
    }
}

void find_misread_current(const Scenario& scenario, const RunResult& result,
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
    const double too_much_ah = at->flowed_ah - at->measured_ah;
    std::string text = fmt::format("The batteries report current in steps of {}",
                                   milliamps(scenario.current_resolution_a()));
    if (is_charged(scenario)) {
        // Of charge and discharge together neither a mean current nor a date is left to tell.
        text += fmt::format(
            ". By day {:.2f} their readings add up to {:.2f} Ah ({:.2f} %) {} what has flowed.",
            to_days(at->time), std::abs(too_much_ah), std::abs(at->current_reading_pct),
            too_much_ah > 0.0 ? "below" : "above");
    } else {
        const double hours = to_days(at->time) * 24.0;
        // At the end of the run neither date has come, so by how much it will move is open.
        const std::string how_far =
            at->at == "end" ? std::string{}
                            : fmt::format("{:.1f} days ", std::abs(too_much_ah / at->flowed_ah) *
                                                              to_days(at->time));
        text += fmt::format(
            ": a mean of {} reads as {}. By day {:.2f} the monitor has counted {:.2f} Ah ({:.2f} "
            "%) too {}, so its warning and floor come {}{} than with exact readings.",
            milliamps(std::abs(at->flowed_ah) / hours),
            milliamps(std::abs(at->measured_ah) / hours), to_days(at->time), std::abs(too_much_ah),
            std::abs(at->current_reading_pct), too_much_ah > 0.0 ? "much" : "little", how_far,
            too_much_ah > 0.0 ? "earlier" : "later");
    }
    out.push_back(
        make("current_reading", Finding::Severity::Note, "", std::move(text),
             "Small drains need a reserve of their own: a higher floor, or a full charge now and "
             "then."));
}

}  // namespace

std::span<const FindingRow> finding_table() {
    return table;
}

std::vector<Finding> findings_of(const Scenario& scenario, const RunResult& result) {
    std::vector<Finding> out;
    find_chargers(scenario, out);
    find_pre_alarm(scenario, out);
    find_limits(result, out);
    find_bms_temperature(scenario, result, out);
    find_uncontrolled_loads(scenario, result, out);
    find_low_cell(scenario, result, out);
    find_floor(scenario, out);
    find_misread_current(scenario, result, out);
    std::stable_sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) {
        return static_cast<int>(a.severity) > static_cast<int>(b.severity);
    });
    return out;
}

}  // namespace reports
