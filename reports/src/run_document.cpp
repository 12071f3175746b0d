// A run as its document tells it.

#include "engine/hash.hpp"
#include "reports/documents.hpp"
#include "reports/provenance.hpp"
#include "reports/verdict.hpp"

namespace reports {

std::optional<MomentPart> moment_part(const engine::Calendar& calendar,
                                      std::optional<engine::SimTime> at) {
    if (!at) {
        return std::nullopt;
    }
    return MomentPart{
        .t_s = engine::to_seconds(*at), .day = engine::to_days(*at), .date = calendar.iso(*at)};
}

std::vector<AssumptionPart> assumption_parts(const std::vector<engine::Assumption>& assumptions) {
    std::vector<AssumptionPart> parts;
    for (const engine::Assumption& row : assumptions) {
        parts.push_back({.path = row.path,
                         .value = row.value,
                         .low = row.low,
                         .high = row.high,
                         .unit = row.unit,
                         .note = row.note});
    }
    return parts;
}

namespace {

std::string severity_word(engine::Finding::Severity severity) {
    switch (severity) {
        case engine::Finding::Severity::Note:
            return "note";
        case engine::Finding::Severity::Advice:
            return "advice";
        case engine::Finding::Severity::Mistake:
            break;
    }
    return "mistake";
}

std::optional<int> given(int number) {
    return number > 0 ? std::optional{number} : std::nullopt;
}

}  // namespace

FindingPart finding_part(const engine::Finding& finding) {
    return {.finding = finding.name,
            .severity = severity_word(finding.severity),
            .device = finding.device,
            .text = finding.text,
            .advice = finding.advice,
            .source = finding.source};
}

EventPart event_part(const engine::Calendar& calendar, const engine::Event& event) {
    return {.t_s = engine::to_seconds(event.at),
            .day = engine::to_days(event.at),
            .date = calendar.iso(event.at),
            .event = std::string{engine::row_of(event.kind).name},
            .code = event.code,
            .device = event.device,
            .battery = given(event.battery),
            .cell = given(event.cell),
            .value = event.value,
            .unit = event.unit,
            .cause = event.cause,
            .text = event.text};
}

RunDocument run_document(const engine::LoadedScenario& loaded, const engine::RunResult& result,
                         const std::vector<engine::Finding>& findings, double wall_s) {
    using engine::Milestone;
    const engine::Calendar& calendar = result.calendar;
    const auto moment = [&](Milestone milestone) {
        return moment_part(calendar, result.milestones[milestone]);
    };
    RunDocument document;
    document.name_of_scenario = loaded.scenario.name;
    document.verdict = engine::name_of(result.verdict);
    document.verdict_text = verdict_text(result);
    document.milestones = {.warning = moment(Milestone::Warning),
                           .pre_alarm = moment(Milestone::PreAlarm),
                           .load_off = moment(Milestone::LoadOff),
                           .low_cell = moment(Milestone::LowCell),
                           .damage = moment(Milestone::Damage)};
    document.horizon_day = engine::to_days(result.horizon);
    for (const engine::Event& event : result.events) {
        document.events.push_back(event_part(calendar, event));
    }
    document.metrics = result.metrics;
    for (const engine::LedgerRow& row : result.ledger) {
        document.ledger.push_back({.item = row.item,
                                   .kind = std::string{engine::name_of(row.kind)},
                                   .cut_by = row.cut_by,
                                   .charge_ah = row.charge_ah,
                                   .energy_wh = row.energy_wh,
                                   .mean_a = row.mean_a,
                                   .after_load_off_ah = row.after_load_off_ah,
                                   .after_low_cell_ah = row.after_low_cell_ah});
    }
    for (const engine::SocComparison& row : result.soc_comparisons) {
        document.soc_comparison.push_back({.at = row.at,
                                           .day = engine::to_days(row.time),
                                           .date = calendar.iso(row.time),
                                           .reported_soc_pct = row.reported_soc_pct,
                                           .true_soc_pct = row.true_soc_pct,
                                           .start_pct = row.start_pct,
                                           .self_discharge_pct = row.self_discharge_pct,
                                           .current_reading_pct = row.current_reading_pct,
                                           .charge_efficiency_pct = row.charge_efficiency_pct,
                                           .synchronisation_pct = row.synchronisation_pct,
                                           .exchange_pct = row.exchange_pct,
                                           .capacity_pct = row.capacity_pct,
                                           .silence_pct = row.silence_pct,
                                           .heard_days = row.heard_days,
                                           .flowed_ah = row.flowed_ah,
                                           .measured_ah = row.measured_ah});
    }
    for (const engine::BrokenLimit& row : result.broken_limits) {
        document.broken_limits.push_back({.limit = row.limit,
                                          .battery = row.battery,
                                          .day = engine::to_days(row.since),
                                          .date = calendar.iso(row.since),
                                          .duration_s = engine::to_seconds(row.duration),
                                          .worst = row.worst,
                                          .unit = row.unit});
    }
    for (const engine::Outage& row : result.outages) {
        document.outages.push_back({.kind = std::string{engine::name_of(row.kind)},
                                    .device = row.device,
                                    .times = row.times,
                                    .day = engine::to_days(row.first),
                                    .date = calendar.iso(row.first),
                                    .duration_s = engine::to_seconds(row.duration),
                                    .is_over = row.is_over});
    }
    for (const engine::Finding& row : findings) {
        document.findings.push_back(finding_part(row));
    }
    document.assumptions = assumption_parts(engine::assumptions_of(loaded));
    for (const engine::ExpectationResult& row : result.expectations) {
        document.expectations.push_back({.text = row.text,
                                         .outcome = std::string{name_of(row.judgement.outcome)},
                                         .actual = row.judgement.actual,
                                         .needs_days = row.judgement.needs_days});
    }
    const InputHashes hashes = input_hashes(loaded);
    document.provenance = {.version = version(),
                           .core_hash = hashes.core,
                           .scenario_hash = hashes.scenario,
                           .catalog_hash = hashes.catalog,
                           .events_hash = engine::hex(result.events_hash),
                           .result_hash = engine::hex(result.result_hash),
                           .driver = std::string{name_of(result.driver)},
                           .seed = loaded.scenario.seed,
                           .host = host_name(),
                           .wall_s = wall_s};
    return document;
}

}  // namespace reports
