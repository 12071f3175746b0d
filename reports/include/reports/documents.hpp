#pragma once
// The JSON documents the program prints, each a struct with its field table.

#include "engine/field_types.hpp"
#include "engine/finding.hpp"
#include "engine/metric.hpp"
#include "engine/replay.hpp"
#include "engine/resolved.hpp"
#include "engine/result.hpp"
#include "engine/scenario.hpp"
#include "reports/decode.hpp"
#include "reports/drain.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reports {

/// Numbers of the core by name, in the order of its tables.
struct NamedNumbers {
    std::vector<std::pair<std::string, engine::Value>> values;
};

/// A moment of a run, in all three spellings.
struct MomentPart {
    double t_s = 0.0;
    double day = 0.0;
    std::string date;
};
engine::Table table_of(const MomentPart*);

/// Null: not within the horizon.
struct MilestonesPart {
    std::optional<MomentPart> warning;
    std::optional<MomentPart> pre_alarm;
    std::optional<MomentPart> load_off;
    std::optional<MomentPart> low_cell;
    std::optional<MomentPart> damage;
};
engine::Table table_of(const MilestonesPart*);

struct EventPart {
    double t_s = 0.0;
    double day = 0.0;
    std::string date;
    std::string event;
    std::string code;
    std::string device;
    std::optional<int> battery;
    std::optional<int> cell;
    std::optional<double> value;
    std::string unit;
    std::string cause;
    std::string text;
};
engine::Table table_of(const EventPart*);

struct LedgerPart {
    std::string item;
    std::string kind;
    std::string cut_by;
    std::optional<double> charge_ah;
    double energy_wh = 0.0;
    std::optional<double> mean_a;
    std::optional<double> after_load_off_ah;
    std::optional<double> after_low_cell_ah;
};
engine::Table table_of(const LedgerPart*);

struct SocPart {
    std::string at;
    double day = 0.0;
    std::string date;
    std::optional<double> reported_soc_pct;
    double true_soc_pct = 0.0;
    double start_pct = 0.0;
    double self_discharge_pct = 0.0;
    double current_reading_pct = 0.0;
    double charge_efficiency_pct = 0.0;
    double synchronisation_pct = 0.0;
    double exchange_pct = 0.0;
    double capacity_pct = 0.0;
    double silence_pct = 0.0;
    double heard_days = 0.0;
    double flowed_ah = 0.0;
    double measured_ah = 0.0;
};
engine::Table table_of(const SocPart*);

struct LimitPart {
    std::string limit;
    int battery = 0;
    double day = 0.0;
    std::string date;
    double duration_s = 0.0;
    double worst = 0.0;
    std::string unit;
};
engine::Table table_of(const LimitPart*);

struct OutagePart {
    std::string kind;
    std::string device;
    int times = 0;
    double day = 0.0;
    std::string date;
    double duration_s = 0.0;
    bool is_over = false;
};
engine::Table table_of(const OutagePart*);

struct FindingPart {
    std::string finding;
    std::string severity;
    std::string device;
    std::string text;
    std::string advice;
    std::string source;
};
engine::Table table_of(const FindingPart*);

struct AssumptionPart {
    std::string path;
    std::string value;
    std::optional<double> low;
    std::optional<double> high;
    std::string unit;
    std::string note;
};
engine::Table table_of(const AssumptionPart*);

struct ExpectationPart {
    std::string text;
    std::string outcome;
    std::optional<double> actual;
    std::optional<double> needs_days;
};
engine::Table table_of(const ExpectationPart*);

struct ProvenancePart {
    std::string version;
    std::string core_hash;
    std::string scenario_hash;
    std::string catalog_hash;
    std::string events_hash;
    std::string result_hash;
    std::string driver;
    std::int64_t seed = 0;
    std::string host;
    double wall_s = 0.0;
};
engine::Table table_of(const ProvenancePart*);

/// `banktwin run --json`.
/// One field of the app at one moment.
struct AppFieldPart {
    std::string page;
    std::string field;
    std::string title;
    std::optional<double> value;
    std::optional<std::string> word;
    std::string unit;
    std::string text;
};
engine::Table table_of(const AppFieldPart*);

/// A code that the app shows, as the owner reads it.
struct AppCodePart {
    std::string code;      // "A-B07"
    std::string severity;  // warning, alarm, error
    std::string message;
    std::string advice;
};
engine::Table table_of(const AppCodePart*);

/// One battery, as the lower half of the app's battery page has it.
struct AppBatteryPart {
    int battery = 0;
    std::string state;  // heard, silent, stranger
    std::optional<double> silent_s;
    std::optional<std::string> differs;
    std::string serial_number;
    std::optional<double> nominal_capacity_ah;
    std::string firmware_version;
    std::optional<double> temperature_degc;
    std::optional<double> voltage_v;
    std::optional<double> current_a;
    std::vector<double> cell_voltages_v;
};
engine::Table table_of(const AppBatteryPart*);

struct AppPagesPart {
    double t_s = 0.0;
    double day = 0.0;
    std::string date;
    bool has_supply = true;
    std::string firmware_version;  // of the BMS
    std::vector<AppCodePart> codes;
    std::vector<AppFieldPart> fields;
    bool has_set = false;
    std::vector<AppBatteryPart> batteries;
    std::optional<BmsRecordPart> instant_readout;
    std::string advertisement;  // "" unless a key was given
};
engine::Table table_of(const AppPagesPart*);

struct RunDocument {
    static constexpr const char* name = "banktwin.run/1";
    std::string schema = name;
    std::string name_of_scenario;
    std::string verdict;
    std::string verdict_text;
    MilestonesPart milestones;
    double horizon_day = 0.0;
    std::vector<EventPart> events;
    engine::Metrics metrics;
    std::vector<LedgerPart> ledger;
    std::vector<SocPart> soc_comparison;
    std::vector<LimitPart> broken_limits;
    std::vector<OutagePart> outages;
    std::vector<FindingPart> findings;
    std::vector<AssumptionPart> assumptions;
    std::vector<ExpectationPart> expectations;
    std::vector<AppPagesPart> app_pages;
    ProvenancePart provenance;
};
engine::Table table_of(const RunDocument*);

RunDocument run_document(const engine::LoadedScenario& loaded, const engine::RunResult& result,
                         const std::vector<engine::Finding>& findings, double wall_s);

struct DrainPart {
    std::string name;
    double draws_a = 0.0;
    std::string connected_to;
};
engine::Table table_of(const DrainPart*);

struct DaysPart {
    std::optional<double> warning;
    std::optional<double> load_off;
    std::optional<double> low_cell;
    std::optional<double> damage;
};
engine::Table table_of(const DaysPart*);

/// What `--solve` found.
struct SolvedPart {
    std::string solve;
    std::string until;
    double days = 0.0;
    std::optional<double> drain_a;
    std::optional<double> soc_pct;
};
engine::Table table_of(const SolvedPart*);

/// `banktwin drain --json`.
struct DrainDocument {
    static constexpr const char* name = "banktwin.drain/1";
    std::string schema = name;
    double capacity_ah = 0.0;
    double soc_pct = 0.0;
    double warning_pct = 0.0;
    double floor_pct = 0.0;
    double low_cell_pct = 0.0;
    double self_discharge_pct_per_30d = 0.0;
    double bms_on_a = 0.0;
    double bms_low_cell_a = 0.0;
    bool from_low_cell = false;
    std::vector<DrainPart> drains;
    DaysPart days;
    MilestonesPart milestones;
    std::optional<MomentPart> latest_recharge;
    std::optional<SolvedPart> solved;
    std::vector<AssumptionPart> assumptions;
};
engine::Table table_of(const DrainDocument*);

struct SourcePart {
    std::string path;
    std::string source;
};
engine::Table table_of(const SourcePart*);

/// `banktwin validate --json`.
struct ValidateDocument {
    static constexpr const char* name = "banktwin.validate/1";
    std::string schema = name;
    std::string file;
    bool valid = true;
    std::string name_of_scenario;
    double horizon_day = 0.0;
    std::string scenario_hash;
    std::string resolved;  // YAML, with `--resolved`
    std::vector<AssumptionPart> assumptions;
};
engine::Table table_of(const ValidateDocument*);

/// `banktwin explain --json`.
struct ExplainPart {
    std::string term;
    std::string kind;  // code, setting, field, app_field, event, cause …
    std::string title;
    std::string text;
    std::string advice;
    std::string settings;  // of a condition: what it goes by
    std::string expects;   // of a field
    std::string standard;
    std::string app_name;
    std::string ve_register;
    std::string signal;  // of a field of the app: where a result file has it
    std::string unit;
    std::string source;
    // Not in the document: what else it is called, and the words it may be set to.
    std::vector<std::string> also{};
    std::span<const std::string_view> choices{};
};
engine::Table table_of(const ExplainPart*);

struct ExplainDocument {
    static constexpr const char* name = "banktwin.explain/1";
    std::string schema = name;
    std::vector<ExplainPart> entries;
};
engine::Table table_of(const ExplainDocument*);

struct CatalogPart {
    std::string section;
    std::string entry;
    std::string name;
    std::string source;
    std::string file;
};
engine::Table table_of(const CatalogPart*);

/// `banktwin catalog list --json`, and `show` with the entry as YAML.
struct CatalogDocument {
    static constexpr const char* name = "banktwin.catalog/1";
    std::string schema = name;
    std::vector<CatalogPart> entries;
    std::string yaml;
};
engine::Table table_of(const CatalogDocument*);

/// `banktwin export --json`.
struct ExportDocument {
    static constexpr const char* name = "banktwin.export/1";
    std::string schema = name;
    std::vector<std::string> columns;
    std::vector<engine::Value> rows;
};
engine::Table table_of(const ExportDocument*);

struct FieldDifferencePart {
    std::string field;
    std::string recorded;
    std::string replayed;
};
engine::Table table_of(const FieldDifferencePart*);

/// Where a replay first leaves the record.
struct DifferencePart {
    double t_s = 0.0;
    double day = 0.0;
    std::string date;
    int line = 0;
    std::vector<FieldDifferencePart> fields;
    NamedNumbers sample;
};
engine::Table table_of(const DifferencePart*);

/// `banktwin replay --json`.
struct ReplayDocument {
    static constexpr const char* name = "banktwin.replay/1";
    std::string schema = name;
    std::string file;
    std::string name_of_recording;
    std::string outcome;
    int compared = 0;
    int differing = 0;
    std::optional<DifferencePart> first_difference;
    MomentPart end;
    std::optional<std::string> stopped_by;
    std::vector<EventPart> events;
    std::vector<std::string> columns_not_read;
    std::optional<NamedNumbers> state;
    std::string core_hash;
    std::optional<std::string> recorded_core_hash;
};
engine::Table table_of(const ReplayDocument*);

/// Bytes in memory.
struct CoreSizesPart {
    int core = 0;
    int protection = 0;
    int monitor = 0;
    int history = 0;
    int balancer = 0;
    int bluetooth = 0;
    int settings = 0;
    int memory = 0;
    int image = 0;
    int bank_view = 0;
    int bank_sample = 0;
    int everything = 0;
    int everything_at_most = 0;
};
engine::Table table_of(const CoreSizesPart*);

struct CoreLimitsPart {
    int batteries = 0;
    int batteries_51v2 = 0;
    int cells = 0;
    int cells_per_battery = 0;
    int ticks_per_second = 0;
    int ticks_per_advance = 0;
    double current_a = 0.0;
    double voltage_v = 0.0;
};
engine::Table table_of(const CoreLimitsPart*);

/// What bounds the work of a tick.
struct CoreWorkPart {
    int conditions_per_tick = 0;
    int settings_per_command = 0;
    int batteries_per_frame = 0;
    int cells_per_frame = 0;
    std::string bound;
};
engine::Table table_of(const CoreWorkPart*);

/// `banktwin core-info --json`.
struct CoreInfoDocument {
    static constexpr const char* name = "banktwin.core-info/1";
    std::string schema = name;
    std::string core_hash;
    CoreSizesPart bytes;
    CoreLimitsPart limits;
    CoreWorkPart work;
};
engine::Table table_of(const CoreInfoDocument*);

EventPart event_part(const engine::Calendar& calendar, const engine::Event& event);
FindingPart finding_part(const engine::Finding& finding);
std::vector<AssumptionPart> assumption_parts(const std::vector<engine::Assumption>& assumptions);
std::optional<MomentPart> moment_part(const engine::Calendar& calendar,
                                      std::optional<engine::SimTime> at);

/// A document with its nulls written.
template <class Document>
engine::Value document_value(const Document& document) {
    return engine::to_value(document, engine::Absent::WriteNull);
}

/// Every document by the word `banktwin schema` knows it by.
struct DocumentRow {
    std::string_view word;  // "run"
    const char* name;       // "banktwin.run/1"
    engine::Table (*table)();
};
std::span<const DocumentRow> document_table();

}  // namespace reports

namespace engine {

namespace detail {
Value write_metrics(const Field& field, const void* member, Absent absent);
Value metrics_schema();
Value write_numbers(const Field& field, const void* member, Absent absent);
Value numbers_schema();
Value write_value(const Field& field, const void* member, Absent absent);
Value value_schema();
}  // namespace detail

/// Documents are written only; nothing reads these back.
template <>
struct TypeOf<Metrics> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = nullptr,
                                .write = &detail::write_metrics,
                                .schema = &detail::metrics_schema};
};
template <>
struct TypeOf<reports::NamedNumbers> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = nullptr,
                                .write = &detail::write_numbers,
                                .schema = &detail::numbers_schema};
};
template <>
struct TypeOf<Value> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = nullptr,
                                .write = &detail::write_value,
                                .schema = &detail::value_schema};
};

}  // namespace engine
