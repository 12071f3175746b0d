// What the JSON answers are made of: a table for each, which is its JSON Schema, too.

#include "reports/documents.hpp"

#include "reports/cell_fit.hpp"
#include "reports/decode.hpp"
#include "reports/power_import.hpp"
#include "reports/sweep_report.hpp"
#include "reports/weather_import.hpp"
#include "reports/wiring.hpp"

namespace engine::detail {

Value write_metrics(const Field&, const void* member, Absent) {
    const auto& metrics = *static_cast<const Metrics*>(member);
    ValueMap out;
    for (const MetricRow& row : metric_table) {
        const auto& value = metrics[row.metric];
        out.emplace_back(std::string{row.name}, value ? Value{*value} : Value{});
    }
    return out;
}

Value metrics_schema() {
    ValueMap properties;
    ValueList required;
    for (const MetricRow& row : metric_table) {
        properties.emplace_back(
            std::string{row.name},
            ValueMap{{"type", ValueList{"number", "null"}},
                     {"description", std::string{row.help} + (row.unit.empty() ? "" : " (") +
                                         std::string{row.unit} + (row.unit.empty() ? "" : ")")}});
        required.emplace_back(row.name);
    }
    return ValueMap{{"type", "object"},
                    {"additionalProperties", false},
                    {"required", std::move(required)},
                    {"properties", std::move(properties)}};
}

Value write_numbers(const Field&, const void* member, Absent) {
    return ValueMap{static_cast<const reports::NamedNumbers*>(member)->values};
}

Value numbers_schema() {
    return ValueMap{{"type", "object"}};
}

Value write_value(const Field&, const void* member, Absent) {
    return *static_cast<const Value*>(member);
}

Value value_schema() {
    return ValueMap{{"type", "array"}};
}

}  // namespace engine::detail

namespace reports {

using engine::field;
using engine::Table;

Table table_of(const MomentPart*) {
    static constexpr std::array table{
        field<&MomentPart::t_s>("t_s", "seconds since the start"),
        field<&MomentPart::day>("day", "days since the start"),
        field<&MomentPart::date>("date", "local date and time, ISO 8601"),
    };
    return table;
}

Table table_of(const MilestonesPart*) {
    static constexpr std::array table{
        field<&MilestonesPart::warning>("warning", "first W-B01 or W-B07"),
        field<&MilestonesPart::pre_alarm>("pre_alarm", "PRE-ALARM first High"),
        field<&MilestonesPart::load_off>("load_off", "LOAD first opens for protection"),
        field<&MilestonesPart::low_cell>("low_cell", "first A-B01"),
        field<&MilestonesPart::damage>("damage", "a cell below empty"),
    };
    return table;
}

Table table_of(const EventPart*) {
    static constexpr std::array table{
        field<&EventPart::t_s>("t_s", "seconds since the start"),
        field<&EventPart::day>("day", "days since the start"),
        field<&EventPart::date>("date", "local date and time, ISO 8601"),
        field<&EventPart::event>("event", "what happened; banktwin explain tells each name"),
        field<&EventPart::code>("code", "of code_raised and code_cleared"),
        field<&EventPart::device>("device", "by its name in the scenario"),
        field<&EventPart::battery>("battery", "from 1"),
        field<&EventPart::cell>("cell", "from 1"),
        field<&EventPart::value>("value", "what was measured"),
        field<&EventPart::unit>("unit", "of the value"),
        field<&EventPart::cause>("cause",
                                 "one word; several reasons of one output are joined by +"),
        field<&EventPart::text>("text", "one sentence"),
    };
    return table;
}

Table table_of(const LedgerPart*) {
    static constexpr std::array table{
        field<&LedgerPart::item>("item", "a device, bms, or what happens inside the bank"),
        field<&LedgerPart::kind>("kind",
                                 "load, charger, bms, bank; far: apart, on the bus behind a link"),
        field<&LedgerPart::cut_by>("cut_by",
                                   "what cuts it off: nothing, load, charger; of far its link"),
        field<&LedgerPart::charge_ah>("charge_ah", "over the run, positive into the bank"),
        field<&LedgerPart::energy_wh>("energy_wh", "over the run, positive into the bank"),
        field<&LedgerPart::mean_a>("mean_a", "mean current over the run"),
        field<&LedgerPart::after_load_off_ah>("after_load_off_ah", "since the load_off milestone"),
        field<&LedgerPart::after_low_cell_ah>("after_low_cell_ah", "since the low_cell milestone"),
    };
    return table;
}

Table table_of(const SocPart*) {
    static constexpr std::array table{
        field<&SocPart::at>("at", "start, a milestone, or end"),
        field<&SocPart::day>("day", "days since the start"),
        field<&SocPart::date>("date", "local date and time, ISO 8601"),
        field<&SocPart::reported_soc_pct>("reported_soc_pct", "what the BMS reports"),
        field<&SocPart::true_soc_pct>("true_soc_pct", "charge in the cells over their capacity"),
        field<&SocPart::start_pct>("start_pct", "part of the difference: there from the start"),
        field<&SocPart::self_discharge_pct>("self_discharge_pct",
                                            "part: lost without being measured"),
        field<&SocPart::current_reading_pct>("current_reading_pct", "part: readings are rounded"),
        field<&SocPart::charge_efficiency_pct>("charge_efficiency_pct",
                                               "part: real loss less what the monitor takes off"),
        field<&SocPart::synchronisation_pct>("synchronisation_pct",
                                             "part: jumps to 100 %, stops at full and empty"),
        field<&SocPart::exchange_pct>("exchange_pct", "part: batteries were exchanged"),
        field<&SocPart::capacity_pct>("capacity_pct",
                                      "part: the BMS reckons with another capacity than there is"),
        field<&SocPart::silence_pct>("silence_pct",
                                     "part: counted wrongly while a battery was not heard, or not "
                                     "at all"),
        field<&SocPart::heard_days>("heard_days", "days for which every battery was heard"),
        field<&SocPart::flowed_ah>("flowed_ah",
                                   "net charge through the terminals in the days that were heard"),
        field<&SocPart::measured_ah>("measured_ah", "the same as the batteries read it"),
    };
    return table;
}

Table table_of(const LimitPart*) {
    static constexpr std::array table{
        field<&LimitPart::limit>("limit", "which limit of the maker"),
        field<&LimitPart::battery>("battery", "from 1"),
        field<&LimitPart::day>("day", "when first"),
        field<&LimitPart::date>("date", "when first, ISO 8601"),
        field<&LimitPart::duration_s>("duration_s", "how long altogether"),
        field<&LimitPart::worst>("worst", "the worst value"),
        field<&LimitPart::unit>("unit", "of the worst value"),
    };
    return table;
}

Table table_of(const OutagePart*) {
    static constexpr std::array table{
        field<&OutagePart::kind>("kind",
                                 "browned_out, locked_out, bms_without_supply or never_ran"),
        field<&OutagePart::device>("device", "who stopped without being told to"),
        field<&OutagePart::times>("times", "how often"),
        field<&OutagePart::day>("day", "when first"),
        field<&OutagePart::date>("date", "when first, ISO 8601"),
        field<&OutagePart::duration_s>("duration_s", "how long altogether"),
        field<&OutagePart::is_over>("is_over", "whether it was back at the end of the run"),
    };
    return table;
}

Table table_of(const FindingPart*) {
    static constexpr std::array table{
        field<&FindingPart::finding>("finding", "its name; banktwin explain tells it"),
        field<&FindingPart::severity>("severity", "note, advice or mistake"),
        field<&FindingPart::device>("device", "what it is about"),
        field<&FindingPart::text>("text", "what is, with its numbers"),
        field<&FindingPart::advice>("advice", "what to do"),
        field<&FindingPart::source>("source", "requirement, manual section"),
    };
    return table;
}

Table table_of(const AssumptionPart*) {
    static constexpr std::array table{
        field<&AssumptionPart::path>("path", "where the value stands in the resolved scenario"),
        field<&AssumptionPart::value>("value", "as used, or curve"),
        field<&AssumptionPart::low>("low", "it may be this low"),
        field<&AssumptionPart::high>("high", "it may be this high"),
        field<&AssumptionPart::unit>("unit", "of the value"),
        field<&AssumptionPart::note>("note", "why this value"),
    };
    return table;
}

Table table_of(const ExpectationPart*) {
    static constexpr std::array table{
        field<&ExpectationPart::text>("text", "the line of expect:"),
        field<&ExpectationPart::outcome>("outcome", "met, failed or undecided"),
        field<&ExpectationPart::actual>("actual",
                                        "days of a time, else the value; null: never came"),
        field<&ExpectationPart::needs_days>("needs_days", "the horizon that would decide it"),
    };
    return table;
}

Table table_of(const ProvenancePart*) {
    static constexpr std::array table{
        field<&ProvenancePart::version>("version", "of banktwin"),
        field<&ProvenancePart::core_hash>("core_hash", "SHA-256 of the BMS core's sources"),
        field<&ProvenancePart::scenario_hash>("scenario_hash",
                                              "FNV-1a/64 of the resolved scenario"),
        field<&ProvenancePart::catalog_hash>("catalog_hash",
                                             "FNV-1a/64 of the catalogues and profiles read"),
        field<&ProvenancePart::events_hash>("events_hash", "FNV-1a/64 of ticks, codes and outputs"),
        field<&ProvenancePart::result_hash>("result_hash",
                                            "the same with final states and metrics"),
        field<&ProvenancePart::driver>("driver", "leap, or fixed: every control tick was executed"),
        field<&ProvenancePart::seed>("seed", "of everything drawn by chance"),
        field<&ProvenancePart::host>("host", "the machine it ran on"),
        field<&ProvenancePart::wall_s>("wall_s", "how long it took"),
    };
    return table;
}

Table table_of(const AppFieldPart*) {
    static constexpr std::array table{
        field<&AppFieldPart::page>("page", "status, battery, history or settings"),
        field<&AppFieldPart::field>("field", "its name, the same in every language"),
        field<&AppFieldPart::title>("title", "as the app calls it"),
        field<&AppFieldPart::value>("value",
                                    "in its unit; null for a word, and where the app shows dashes"),
        field<&AppFieldPart::word>("word",
                                   "the word, the same in every language; null for a number"),
        field<&AppFieldPart::unit>("unit", "of the value"),
        field<&AppFieldPart::text>("text", "as the app shows it"),
    };
    return table;
}

Table table_of(const AppCodePart*) {
    static constexpr std::array table{
        field<&AppCodePart::code>("code", "W-, A- or E- and its number"),
        field<&AppCodePart::severity>("severity", "warning, alarm or error"),
        field<&AppCodePart::message>("message", "what the app calls it"),
        field<&AppCodePart::advice>("advice", "what the manual advises (§5.2)"),
    };
    return table;
}

Table table_of(const AppBatteryPart*) {
    static constexpr std::array table{
        field<&AppBatteryPart::battery>("battery", "its number along the chain, from 1"),
        field<&AppBatteryPart::state>(
            "state",
            "heard; silent: all below as last heard, empty or null when it never was; stranger: "
            "heard, but not of the set in service, or, while there is none, not like the first"),
        field<&AppBatteryPart::silent_s>("silent_s", "for how long it is silent, at most 6553.5"),
        field<&AppBatteryPart::differs>("differs", "what is strange about it, in words"),
        field<&AppBatteryPart::serial_number>("serial_number", "as it says"),
        field<&AppBatteryPart::nominal_capacity_ah>("nominal_capacity_ah", "as it says"),
        field<&AppBatteryPart::firmware_version>("firmware_version", "--- when it does not say"),
        field<&AppBatteryPart::temperature_degc>("temperature_degc", "its own reading"),
        field<&AppBatteryPart::voltage_v>("voltage_v", "its own reading"),
        field<&AppBatteryPart::current_a>("current_a", "its own reading, positive charges"),
        field<&AppBatteryPart::cell_voltages_v>(
            "cell_voltages_v", "of its cells; of a stranger's as many as a battery of the set has"),
    };
    return table;
}

Table table_of(const AppPagesPart*) {
    static constexpr std::array table{
        field<&AppPagesPart::t_s>("t_s", "seconds from the start"),
        field<&AppPagesPart::day>("day", "the same in days"),
        field<&AppPagesPart::date>("date", "the same as a date"),
        field<&AppPagesPart::has_supply>("has_supply", "without supply no app can connect"),
        field<&AppPagesPart::firmware_version>("firmware_version",
                                               "of the BMS: this program's, whose core it runs"),
        field<&AppPagesPart::codes>("codes", "warnings, alarms and errors shown"),
        field<&AppPagesPart::fields>("fields", "every field of its pages"),
        field<&AppPagesPart::has_set>("has_set",
                                      "a set of batteries is in service; else those heard so far"),
        field<&AppPagesPart::batteries>("batteries", "each battery, along the chain"),
        field<&AppPagesPart::instant_readout>("instant_readout",
                                              "what is told without a connection"),
        field<&AppPagesPart::advertisement>(
            "advertisement",
            "the same as it is sent, for banktwin decode; null without --readout-key"),
    };
    return table;
}

Table table_of(const RunDocument*) {
    static constexpr std::array table{
        field<&RunDocument::schema>("schema", "banktwin.run/1"),
        field<&RunDocument::name_of_scenario>("name", "of the scenario"),
        field<&RunDocument::verdict>("verdict", "ok, warned, loads_lost, limits_broken or damaged"),
        field<&RunDocument::verdict_text>("verdict_text", "the verdict in one sentence"),
        field<&RunDocument::milestones>("milestones", "the dates that matter"),
        field<&RunDocument::horizon_day>("horizon_day", "where the run ends"),
        field<&RunDocument::events>("events", "everything that happened, in order"),
        field<&RunDocument::metrics>("metrics", "the run in numbers"),
        field<&RunDocument::ledger>("ledger", "where charge and energy went"),
        field<&RunDocument::soc_comparison>("soc_comparison",
                                            "reported against true state of charge, and why"),
        field<&RunDocument::broken_limits>("broken_limits", "limits of the maker that were broken"),
        field<&RunDocument::outages>("outages", "who stopped without being told to, or never ran"),
        field<&RunDocument::findings>("findings", "what the system would do better without"),
        field<&RunDocument::assumptions>("assumptions", "assumed values this run stands on"),
        field<&RunDocument::expectations>("expectations", "how the expect: lines fared"),
        field<&RunDocument::app_pages>("app_pages",
                                       "what the app shows, where --show-app-at asked"),
        field<&RunDocument::provenance>("provenance", "who computed this, from what"),
    };
    return table;
}

Table table_of(const DrainPart*) {
    static constexpr std::array table{
        field<&DrainPart::name>("name", "as given"),
        field<&DrainPart::draws_a>("draws_a", "its current; powers at the nominal voltage"),
        field<&DrainPart::connected_to>("connected_to", "battery, or load: behind LOAD"),
    };
    return table;
}

Table table_of(const DaysPart*) {
    static constexpr std::array table{
        field<&DaysPart::warning>("warning", "days to the low-SoC warning"),
        field<&DaysPart::load_off>("load_off", "days to the discharge floor"),
        field<&DaysPart::low_cell>("low_cell", "days to the low-cell cut-off"),
        field<&DaysPart::damage>("damage", "days to empty"),
    };
    return table;
}

Table table_of(const SolvedPart*) {
    static constexpr std::array table{
        field<&SolvedPart::solve>("solve", "drain or soc"),
        field<&SolvedPart::until>("until", "the milestone that must not come earlier"),
        field<&SolvedPart::days>("days", "than this"),
        field<&SolvedPart::drain_a>("drain_a", "largest further drain on the battery"),
        field<&SolvedPart::soc_pct>("soc_pct", "lowest state of charge to start from"),
    };
    return table;
}

Table table_of(const DrainDocument*) {
    static constexpr std::array table{
        field<&DrainDocument::schema>("schema", "banktwin.drain/1"),
        field<&DrainDocument::capacity_ah>("capacity_ah", "of the bank"),
        field<&DrainDocument::soc_pct>("soc_pct", "at the start"),
        field<&DrainDocument::warning_pct>("warning_pct", "low-SoC warning"),
        field<&DrainDocument::floor_pct>("floor_pct", "discharge floor"),
        field<&DrainDocument::low_cell_pct>("low_cell_pct", "left at the low-cell cut-off"),
        field<&DrainDocument::self_discharge_pct_per_30d>("self_discharge_pct_per_30d",
                                                          "of nominal capacity"),
        field<&DrainDocument::bms_on_a>("bms_on_a", "the BMS's own draw"),
        field<&DrainDocument::bms_low_cell_a>("bms_low_cell_a",
                                              "the same after the low-cell cut-off"),
        field<&DrainDocument::from_low_cell>("from_low_cell", "begins with the reserve"),
        field<&DrainDocument::drains>("drains", "what draws"),
        field<&DrainDocument::days>("days", "null: before the start, or never"),
        field<&DrainDocument::milestones>("milestones",
                                          "the same with dates; PRE-ALARM comes with "
                                          "the warning"),
        field<&DrainDocument::latest_recharge>("latest_recharge", "recharge before this moment"),
        field<&DrainDocument::solved>("solved", "answer of --solve"),
        field<&DrainDocument::assumptions>("assumptions", "assumed values behind the answer"),
    };
    return table;
}

Table table_of(const SourcePart*) {
    static constexpr std::array table{
        field<&SourcePart::path>("path", "of the value"),
        field<&SourcePart::source>("source", "where it is from"),
    };
    return table;
}

Table table_of(const ValidateDocument*) {
    static constexpr std::array table{
        field<&ValidateDocument::schema>("schema", "banktwin.validate/1"),
        field<&ValidateDocument::file>("file", "as given"),
        field<&ValidateDocument::valid>("valid", "always true; a mistake is an error on stderr"),
        field<&ValidateDocument::name_of_scenario>("name", "of the scenario"),
        field<&ValidateDocument::horizon_day>("horizon_day", "where the run would end"),
        field<&ValidateDocument::scenario_hash>("scenario_hash",
                                                "FNV-1a/64 of the resolved scenario"),
        field<&ValidateDocument::resolved>("resolved",
                                           "the full scenario as YAML, with --resolved"),
        field<&ValidateDocument::assumptions>("assumptions", "assumed values it stands on"),
    };
    return table;
}

Table table_of(const ExplainPart*) {
    static constexpr std::array table{
        field<&ExplainPart::term>("term", "as it is spelled"),
        field<&ExplainPart::kind>(
            "kind",
            "code, setting, field, app_field, event, milestone, metric, signal, ledger, "
            "difference, "
            "expectation, finding, verdict, cause, limit, output, state, outcome, flag, "
            "balancer_status, command or term"),
        field<&ExplainPart::title>("title", "in a few words"),
        field<&ExplainPart::text>("text", "what it is"),
        field<&ExplainPart::advice>("advice", "what to do"),
        field<&ExplainPart::settings>("settings", "what a condition goes by"),
        field<&ExplainPart::expects>("expects", "what belongs in a field"),
        field<&ExplainPart::standard>("standard", "its default"),
        field<&ExplainPart::app_name>("app_name", "its name in VictronConnect"),
        field<&ExplainPart::ve_register>("ve_register", "its number, where that is public"),
        field<&ExplainPart::signal>("signal", "of a result file, which records it"),
        field<&ExplainPart::unit>("unit", "of a number"),
        field<&ExplainPart::source>("source", "requirement, decision, manual section"),
    };
    return table;
}

Table table_of(const ExplainDocument*) {
    static constexpr std::array table{
        field<&ExplainDocument::schema>("schema", "banktwin.explain/1"),
        field<&ExplainDocument::entries>("entries", "everything that goes by that name"),
    };
    return table;
}

Table table_of(const CatalogPart*) {
    static constexpr std::array table{
        field<&CatalogPart::section>("section", "cells, batteries, devices or bms"),
        field<&CatalogPart::entry>("entry", "what a scenario calls it"),
        field<&CatalogPart::name>("name", "what people call it"),
        field<&CatalogPart::source>("source", "where its values are from"),
        field<&CatalogPart::file>("file", "where it stands"),
    };
    return table;
}

Table table_of(const CatalogDocument*) {
    static constexpr std::array table{
        field<&CatalogDocument::schema>("schema", "banktwin.catalog/1"),
        field<&CatalogDocument::entries>("entries", "the entries asked for"),
        field<&CatalogDocument::yaml>("yaml", "of show: the entry with everything it is like"),
    };
    return table;
}

Table table_of(const ExportDocument*) {
    static constexpr std::array table{
        field<&ExportDocument::schema>("schema", "banktwin.export/1"),
        field<&ExportDocument::columns>("columns", "names of the columns"),
        field<&ExportDocument::rows>("rows", "one list per row, in the order of the columns"),
    };
    return table;
}

Table table_of(const FieldDifferencePart*) {
    static constexpr std::array table{
        field<&FieldDifferencePart::field>("field", "of the status or of the monitor"),
        field<&FieldDifferencePart::recorded>("recorded", "as the trace says"),
        field<&FieldDifferencePart::replayed>("replayed", "as this core does"),
    };
    return table;
}

Table table_of(const DifferencePart*) {
    static constexpr std::array table{
        field<&DifferencePart::t_s>("t_s", "seconds since the start"),
        field<&DifferencePart::day>("day", "days since the start"),
        field<&DifferencePart::date>("date", "local date and time, ISO 8601"),
        field<&DifferencePart::line>("line", "of the trace"),
        field<&DifferencePart::fields>("fields", "what differs"),
        field<&DifferencePart::sample>("sample", "what the core was given then"),
    };
    return table;
}

Table table_of(const ReplayDocument*) {
    static constexpr std::array table{
        field<&ReplayDocument::schema>("schema", "banktwin.replay/1"),
        field<&ReplayDocument::file>("file", "as given"),
        field<&ReplayDocument::name_of_recording>("name", "of what was recorded"),
        field<&ReplayDocument::outcome>("outcome", "same, different or not_compared"),
        field<&ReplayDocument::compared>("compared", "places where an output was recorded"),
        field<&ReplayDocument::differing>("differing",
                                          "places that differ, and changes that were not recorded"),
        field<&ReplayDocument::first_difference>("first_difference", "null: none"),
        field<&ReplayDocument::end>("end", "where the replay stopped"),
        field<&ReplayDocument::stopped_by>("stopped_by", "the --break it met; null: none"),
        field<&ReplayDocument::events>("events", "what the BMS did, in order"),
        field<&ReplayDocument::columns_not_read>("columns_not_read",
                                                 "of a log: what it has besides"),
        field<&ReplayDocument::state>("state",
                                      "every number of the core and of its last sample at the "
                                      "end, with --dump-state"),
        field<&ReplayDocument::core_hash>("core_hash", "SHA-256 of this BMS core's sources"),
        field<&ReplayDocument::recorded_core_hash>("recorded_core_hash",
                                                   "of the core that was recorded"),
    };
    return table;
}

Table table_of(const CoreSizesPart*) {
    static constexpr std::array table{
        field<&CoreSizesPart::core>("core", "one core: all of the next six"),
        field<&CoreSizesPart::protection>("protection", "conditions, timers, machines"),
        field<&CoreSizesPart::monitor>("monitor", "charge, synchronisation, remaining time"),
        field<&CoreSizesPart::history>("history", "counters of the History page"),
        field<&CoreSizesPart::balancer>("balancer", "balance of the cells"),
        field<&CoreSizesPart::bluetooth>("bluetooth", "window and light"),
        field<&CoreSizesPart::settings>("settings", "every level and time"),
        field<&CoreSizesPart::memory>("memory", "what outlives a power cut"),
        field<&CoreSizesPart::image>("image", "one of the two images it is stored as, at most"),
        field<&CoreSizesPart::bank_view>("bank_view", "last frames of the largest bank"),
        field<&CoreSizesPart::bank_sample>("bank_sample", "what the core is given at a tick"),
        field<&CoreSizesPart::everything>("everything", "that a board keeps for one bank"),
        field<&CoreSizesPart::everything_at_most>("everything_at_most",
                                                  "the bound that the build holds it to"),
    };
    return table;
}

Table table_of(const CoreLimitsPart*) {
    static constexpr std::array table{
        field<&CoreLimitsPart::batteries>("batteries", "of 12.8 or 25.6 V"),
        field<&CoreLimitsPart::batteries_51v2>("batteries_51v2", "of 51.2 V"),
        field<&CoreLimitsPart::cells>("cells", "of the whole bank"),
        field<&CoreLimitsPart::cells_per_battery>("cells_per_battery", "of a 51.2 V battery"),
        field<&CoreLimitsPart::ticks_per_second>("ticks_per_second", "control ticks"),
        field<&CoreLimitsPart::ticks_per_advance>("ticks_per_advance",
                                                  "the most that one call runs"),
        field<&CoreLimitsPart::current_a>("current_a", "the largest that is counted",
                                          {.unit = engine::Unit::Ampere}),
        field<&CoreLimitsPart::voltage_v>("voltage_v", "the largest that is counted",
                                          {.unit = engine::Unit::Volt}),
    };
    return table;
}

Table table_of(const CoreWorkPart*) {
    static constexpr std::array table{
        field<&CoreWorkPart::conditions_per_tick>("conditions_per_tick",
                                                  "rows of the condition table"),
        field<&CoreWorkPart::settings_per_command>("settings_per_command",
                                                   "a changed one is judged with all"),
        field<&CoreWorkPart::batteries_per_frame>("batteries_per_frame", "at most"),
        field<&CoreWorkPart::cells_per_frame>("cells_per_frame", "at most"),
        field<&CoreWorkPart::bound>("bound", "why a tick ends"),
    };
    return table;
}

Table table_of(const CoreInfoDocument*) {
    static constexpr std::array table{
        field<&CoreInfoDocument::schema>("schema", "banktwin.core-info/1"),
        field<&CoreInfoDocument::core_hash>("core_hash", "SHA-256 of the BMS core's sources"),
        field<&CoreInfoDocument::bytes>("bytes", "sizes in this program"),
        field<&CoreInfoDocument::limits>("limits", "what the core takes"),
        field<&CoreInfoDocument::work>("work", "what a tick and a round of frames look at"),
    };
    return table;
}

std::span<const DocumentRow> document_table() {
    static constexpr std::array<DocumentRow, 15> rows{{
        {"run", RunDocument::name, &engine::table_for<RunDocument>},
        {"drain", DrainDocument::name, &engine::table_for<DrainDocument>},
        {"validate", ValidateDocument::name, &engine::table_for<ValidateDocument>},
        {"explain", ExplainDocument::name, &engine::table_for<ExplainDocument>},
        {"catalog-list", CatalogDocument::name, &engine::table_for<CatalogDocument>},
        {"decode", DecodeDocument::name, &engine::table_for<DecodeDocument>},
        {"export", ExportDocument::name, &engine::table_for<ExportDocument>},
        {"import", ImportDocument::name, &engine::table_for<ImportDocument>},
        {"import-power", PowerImportDocument::name, &engine::table_for<PowerImportDocument>},
        {"core-info", CoreInfoDocument::name, &engine::table_for<CoreInfoDocument>},
        {"replay", ReplayDocument::name, &engine::table_for<ReplayDocument>},
        {"fit", FitDocument::schema_name, &engine::table_for<FitDocument>},
        {"sweep-result", SweepDocument::name, &engine::table_for<SweepDocument>},
        {"wiring", WiringDocument::name, &engine::table_for<WiringDocument>},
        {"validate-cell", ValidateCellDocument::name, &engine::table_for<ValidateCellDocument>},
    }};
    return rows;
}

}  // namespace reports
