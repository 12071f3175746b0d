#include "reports/verdict.hpp"

#include "reports/tell.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace reports {

using engine::Milestone;
using engine::RunResult;
using engine::to_days;

namespace {

/// "130 days", "6 h", "4 min": as long as the run was.
std::string length_of(engine::SimTime time, Language language) {
    const double days = to_days(time);
    if (days >= 1.0) {
        return days == 1.0 ? tell(language, "1 day", "1 dag")
                           : tell(language, "{:g} days", "{:g} dagar", days);
    }
    const double hours = days * 24.0;
    return hours >= 1.0 ? tell_numbers(language, "{:g} h", hours)
                        : tell_numbers(language, "{:g} min", hours * 60.0);
}

/// LOAD has opened, or the first outage began before that.
bool is_by_load(const RunResult& result) {
    const auto load_off = result.milestones[Milestone::LoadOff];
    return load_off && (result.outages.empty() || *load_off <= result.outages.front().first);
}

engine::SimTime first_lost(const RunResult& result) {
    return is_by_load(result) ? *result.milestones[Milestone::LoadOff]
                              : result.outages.front().first;
}

std::string text_of_outage(const engine::Outage& outage, const std::string& when,
                           Language language) {
    switch (outage.kind) {
        case engine::OutageKind::LockedOut:
            return tell(language, "{} is locked out {}.", "{} är utelåst {}.", outage.device, when);
        case engine::OutageKind::BmsWithoutSupply:
            return tell(language, "The BMS is without supply {}.", "BMS är utan matning {}.", when);
        case engine::OutageKind::NeverRan:
            return tell(language, "{} never runs, though it should {}.",
                        "{} går aldrig, fast den skulle {}.", outage.device, when);
        case engine::OutageKind::BrownedOut:
            break;
    }
    return tell(language, "{} stops for too low a voltage {}.",
                "{} stannar för att spänningen är för låg {}.", outage.device, when);
}

}  // namespace

std::optional<engine::SimTime> verdict_time(const RunResult& result) {
    switch (result.verdict) {
        case engine::Verdict::Damaged:
            return result.milestones[Milestone::Damage];
        case engine::Verdict::LimitsBroken:
            return result.broken_limits.front().since;
        case engine::Verdict::LoadsLost:
            return first_lost(result);
        case engine::Verdict::Warned:
            return result.milestones[Milestone::Warning] ? result.milestones[Milestone::Warning]
                                                         : result.milestones[Milestone::PreAlarm];
        case engine::Verdict::Ok:
            break;
    }
    return std::nullopt;
}

std::string verdict_text(const RunResult& result, Language language) {
    const auto when = [&] {
        const engine::SimTime at = *verdict_time(result);
        return tell(language, "on day {:.2f} ({})", "dag {:.2f} ({})", to_days(at),
                    result.calendar.date(at));
    };
    const auto event_of = [&](engine::EventKind kind) {
        return std::find_if(
            result.events.begin(), result.events.end(),
            [&](const engine::Event& e) { return e.kind == kind && verdict_time(result) == e.at; });
    };
    switch (result.verdict) {
        case engine::Verdict::Damaged:
            return tell(language, "Battery {} is drawn below empty and damaged {}.",
                        "Batteri {} laddas ur under tomt och skadas {}.",
                        event_of(engine::EventKind::BatteryDamaged)->battery, when());
        case engine::Verdict::LimitsBroken: {
            const engine::BrokenLimit& limit = result.broken_limits.front();
            return tell(language, "Battery {} breaks its limit {} {}.",
                        "Batteri {} bryter sin gräns {} {}.", limit.battery, limit.limit, when());
        }
        case engine::Verdict::LoadsLost: {
            if (!is_by_load(result)) {
                return text_of_outage(result.outages.front(), when(), language);
            }
            const auto event = event_of(engine::EventKind::LoadOff);
            return event == result.events.end()
                       ? tell(language, "The loads are off from the start, {}.",
                              "Belastningarna är av från början, {}.", when())
                       : tell(language, "The loads go off {} ({}).",
                              "Belastningarna kopplas från {} ({}).", when(), event->cause);
        }
        case engine::Verdict::Warned:
            return tell(language, "A warning comes {}; no cut-off, no damage in {}.",
                        "En varning kommer {}; ingen frånkoppling, ingen skada på {}.", when(),
                        length_of(result.horizon, language));
        case engine::Verdict::Ok:
            break;
    }
    return tell(language, "No warning, no cut-off, no damage in {}.",
                "Ingen varning, ingen frånkoppling, ingen skada på {}.",
                length_of(result.horizon, language));
}

}  // namespace reports
