#pragma once
// A scenario as a struct: what a person describes, complete with every default.

#include "engine/catalog_entries.hpp"
#include "engine/expectation.hpp"
#include "engine/field_types.hpp"
#include "engine/weather_file.hpp"

#include <memory>
#include <string>
#include <vector>

namespace engine {

struct AmbientEntry {
    double temperature_degc = 20.0;
    double daily_amplitude_degc = 0.0;
    double yearly_amplitude_degc = 0.0;
    TimeOfDay warmest_time{std::chrono::hours{15}};
    int warmest_day_of_year = 201;
};
Table table_of(const AmbientEntry*);

/// The weather of a run: of a file, or made up. With it the air around the bank is as warm as that
/// says.
struct WeatherEntry {
    std::optional<WeatherFile> file;
    std::optional<double> latitude_deg;  // what the file says, if not given
    std::optional<double> longitude_deg;
    std::optional<ClimateEntry> synthetic;
    std::shared_ptr<const Weather> made_up;  // of the climate, with its seed

    const Weather& weather() const { return file ? *file->weather : *made_up; }
    std::optional<GeoPlace> place() const;
};
Table table_of(const WeatherEntry*);

/// What was done with the bank before the start: the branch its voltage is on.
enum class LastDone { Charged, Discharged };
inline constexpr std::array<std::string_view, 2> last_done_words{"charged", "discharged"};
constexpr std::span<const std::string_view> choice_words(LastDone) {
    return last_done_words;
}

/// What was done last with a battery of which nobody says it.
constexpr LastDone last_done_at(double soc_pct) {
    return soc_pct > 50.0 ? LastDone::Charged : LastDone::Discharged;
}

/// Standard deviations in percent: of the state of charge in its own percent, else of the value.
struct SpreadEntry {
    double capacity_pct = 0.0;
    double resistance_pct = 0.0;
    double soc_pct = 0.0;
    double self_discharge_pct = 0.0;
};
Table table_of(const SpreadEntry*);
/// Between the cells of a battery, and, on top of it, between batteries.
struct BankSpreadEntry : SpreadEntry {
    SpreadEntry batteries;
};
Table table_of(const BankSpreadEntry*);

struct BankEntry {
    BatteryEntry battery;
    int series = 1;
    int parallel = 1;
    models::Wiring wiring = models::Wiring::Busbar;
    double link_resistance_ohm = 0.0;
    double soc_pct = 50.0;
    bool is_new = false;
    std::optional<LastDone> last;
    std::optional<double> temperature_degc;
    std::optional<double> self_discharge_pct_per_30d;
    std::optional<double> current_resolution_a;
    BankSpreadEntry spread;
    EnclosureEntry enclosure;
    double thermal_gradient_k = 0.0;
    bool ageing = true;
};
Table table_of(const BankEntry*);

namespace detail {
void read_moment(Reader& reader, const Node& node, const Field& field, const std::string& path,
                 void* member);
Value write_moment(const Field& field, const void* member, Absent absent);
Value moment_schema();
}  // namespace detail

/// When something happens: after a time, or on a date.
struct Moment {
    std::optional<SimTime> after;
    std::optional<Instant> date;
    friend bool operator==(const Moment&, const Moment&) = default;
};
template <>
struct TypeOf<Moment> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = &detail::read_moment,
                                .write = &detail::write_moment,
                                .schema = &detail::moment_schema};
};

/// What a person does in the app, or what becomes of an update.
enum class ModeSwitch { On, Off };
inline constexpr std::array<std::string_view, 2> mode_switch_words{"on", "off"};
constexpr std::span<const std::string_view> choice_words(ModeSwitch) {
    return mode_switch_words;
}
enum class UpdateStep { Begin, Fail, Finish };
inline constexpr std::array<std::string_view, 3> update_step_words{"begin", "fail", "finish"};
constexpr std::span<const std::string_view> choice_words(UpdateStep) {
    return update_step_words;
}
enum class BluetoothChange { Enabled, Disabled, Connected, Disconnected };
inline constexpr std::array<std::string_view, 4> bluetooth_change_words{
    "enabled", "disabled", "connected", "disconnected"};
constexpr std::span<const std::string_view> choice_words(BluetoothChange) {
    return bluetooth_change_words;
}

/// The chain of the M8 leads, closed at the BMS or open somewhere (R-BAT-11).
enum class ChainState { Closed, Open };
inline constexpr std::array<std::string_view, 2> chain_state_words{"closed", "open"};
constexpr std::span<const std::string_view> choice_words(ChainState) {
    return chain_state_words;
}

/// Where somebody's hand leaves a switch.
enum class Position { Open, Closed };
inline constexpr std::array<std::string_view, 2> position_words{"open", "closed"};
constexpr std::span<const std::string_view> choice_words(Position) {
    return position_words;
}

/// How the batteries' frames reach the BMS from then on.
struct LinkEntry {
    double drop_pct = 0.0;
    SimTime delay{0};
    SimTime jitter{0};
};
Table table_of(const LinkEntry*);

/// Another battery in the place of one.
struct ExchangeEntry {
    BatteryEntry battery;
    double soc_pct = 50.0;
};
Table table_of(const ExchangeEntry*);

/// One entry of `events`: a moment, and one or more things that happen then, in this order.
struct ScenarioEvent {
    Moment at;
    std::optional<RemoteEntry> remote;
    std::optional<BluetoothChange> bluetooth;
    std::optional<ModeSwitch> mode;
    std::optional<std::int32_t> set_soc_permille;
    std::optional<bool> synchronise;  // the next three: true, or not at all
    std::optional<bool> factory_reset;
    std::optional<bool> reset_history;
    std::optional<SettingChange> setting;
    std::optional<UpdateStep> update;
    std::optional<std::int32_t> battery;  // along the chain from 1; of the next three and of update
    std::optional<bool> gone;
    std::optional<bool> disconnected;
    std::optional<ExchangeEntry> exchanged_for;
    std::optional<ChainState> chain;
    std::optional<LinkEntry> link;
    std::optional<bool> hardware_fault;
    std::optional<bool> detect_anew;    // true, or not at all
    std::optional<std::string> device;  // by name, of the next one
    std::optional<Position> position;
    std::optional<std::string> short_circuit;  // devices by name
    std::optional<std::string> short_circuit_over;
    std::optional<std::string> start_assist;
};
Table table_of(const ScenarioEvent*);

/// How much of the run is recorded.
enum class RecordLevel { Bank, Battery, Cell };
inline constexpr std::array<std::string_view, 3> record_level_words{"bank", "battery", "cell"};
constexpr std::span<const std::string_view> choice_words(RecordLevel) {
    return record_level_words;
}

struct Scenario {
    std::string name;
    Instant start{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
    std::optional<SimTime> duration;
    std::optional<Instant> until;
    std::chrono::minutes utc_offset{0};
    std::int64_t seed = 1;
    RecordLevel record = RecordLevel::Bank;
    AmbientEntry ambient;
    std::optional<WeatherEntry> weather;
    BankEntry bank;
    BmsEntry bms;
    Named<DeviceEntry> devices;
    std::vector<ScenarioEvent> events;
    std::vector<std::string> expect;

    // Dates are written in local time, which is UTC plus the offset.
    Calendar calendar() const { return {.start = start - utc_offset, .utc_offset = utc_offset}; }
    /// The moment the run ends.
    SimTime horizon() const { return duration ? *duration : *until - start; }
    /// The run, in UTC.
    Span span() const { return {.begin = calendar().start, .end = calendar().start + horizon()}; }
    SimTime time_of(const Moment& moment) const {
        return moment.after ? *moment.after : *moment.date - start;
    }
    int batteries() const { return bank.series * bank.parallel; }
    int cells_in_series() const { return bank.battery.cells * bank.series; }
    double self_discharge_pct_per_30d() const {
        return bank.self_discharge_pct_per_30d.value_or(bank.battery.self_discharge_pct_per_30d);
    }
    LastDone last_done() const { return bank.last.value_or(last_done_at(bank.soc_pct)); }
    double current_resolution_a() const {
        return bank.current_resolution_a.value_or(bank.battery.current_resolution_a);
    }
    /// Its number; nothing: there is no device of this name.
    std::optional<std::size_t> device_named(std::string_view device) const;
    /// Of one of its devices.
    const std::string& name_of(const DeviceEntry& device) const;
    /// The switch or link that a device hangs behind; nullptr: it hangs on the battery or on LOAD.
    const DeviceEntry* switch_before(const DeviceEntry& device) const;
    /// The link that it hangs behind, on a bus of its own; nullptr: on the bank's.
    const DeviceEntry* link_before(const DeviceEntry& device) const {
        const DeviceEntry* before = switch_before(device);
        return before != nullptr && before->is_link() ? before : nullptr;
    }
    /// Cells in series that the bus of a device is made for: those of the bank, or behind a DC-DC
    /// charger four for each 12 V of the lead battery there.
    int cells_at(const DeviceEntry& device) const;
    /// The nominal voltage there, and the highest that a charger of it goes to.
    double nominal_voltage_at(const DeviceEntry& device) const {
        return bank.battery.nominal_voltage_v / bank.battery.cells * cells_at(device);
    }
    double charge_voltage_at(const DeviceEntry& device) const {
        return bank.battery.charge_voltage_highest_v / bank.battery.cells * cells_at(device);
    }
    /// Whether all that it draws comes out of the output LOAD.
    bool is_fed_by_load(const DeviceEntry& device) const;
    /// The output that really cuts it off, itself or a switch before it. Of several the one that
    /// should: CHARGER a charger, LOAD all else.
    Switch cut_by(const DeviceEntry& device) const;
};
Table table_of(const Scenario*);

/// What a full lead battery of 12 V has at rest.
inline constexpr double lead_12v = 12.75;

/// A scenario as read: the struct, where each value came from, and its expectations understood.
struct LoadedScenario {
    Scenario scenario;
    Provenance provenance;
    std::vector<Expectation> expectations;
    std::uint64_t catalog_hash = 0;  // FNV-1a/64 of every catalogue and profile that was read
};

}  // namespace engine
