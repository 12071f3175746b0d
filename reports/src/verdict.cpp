#include "reports/verdict.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace reports {

using engine::Milestone;
using engine::RunResult;
using engine::to_days;

std::optional<engine::SimTime> verdict_time(const RunResult& result) {
    switch (result.verdict) {
        case engine::Verdict::Damaged:
            return result.milestones[Milestone::Damage];
        case engine::Verdict::LimitsBroken:
            return result.broken_limits.front().since;
        case engine::Verdict::LoadsLost:
            return result.milestones[Milestone::LoadOff];
        case engine::Verdict::Warned:
            return result.milestones[Milestone::Warning] ? result.milestones[Milestone::Warning]
                                                         : result.milestones[Milestone::PreAlarm];
        case engine::Verdict::Ok:
            break;
    }
    return std::nullopt;
}

std::string verdict_text(const RunResult& result) {
    const auto when = [&] {
        const engine::SimTime at = *verdict_time(result);
        return fmt::format("on day {:.2f} ({})", to_days(at), result.calendar.date(at));
    };
    const auto cause_of = [&](engine::EventKind kind) {
        const auto event = std::find_if(
            result.events.begin(), result.events.end(),
            [&](const engine::Event& e) { return e.kind == kind && verdict_time(result) == e.at; });
        return event == result.events.end() ? std::string{} : event->cause;
    };
    switch (result.verdict) {
        case engine::Verdict::Damaged: {
            const auto event = std::find_if(
                result.events.begin(), result.events.end(),
                [](const engine::Event& e) { return e.kind == engine::EventKind::BatteryDamaged; });
            return fmt::format("Battery {} is drawn below empty and damaged {}.", event->battery,
                               when());
        }
        case engine::Verdict::LimitsBroken: {
            const engine::BrokenLimit& limit = result.broken_limits.front();
            return fmt::format("Battery {} breaks its limit {} {}.", limit.battery, limit.limit,
                               when());
        }
        case engine::Verdict::LoadsLost:
            return fmt::format("The loads go off {} ({}).", when(),
                               cause_of(engine::EventKind::LoadOff));
        case engine::Verdict::Warned:
            return fmt::format("A warning comes {}; no cut-off, no damage in {:g} days.", when(),
                               to_days(result.horizon));
        case engine::Verdict::Ok:
            break;
    }
    return fmt::format("No warning, no cut-off, no damage in {:g} days.", to_days(result.horizon));
}

}  // namespace reports
