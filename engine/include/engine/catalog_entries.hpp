#pragma once
// What a catalogue says about cells, batteries, devices and the BMS; each struct with its table.

#include "bms/settings.hpp"
#include "engine/field_types.hpp"
#include "engine/power_file.hpp"
#include "engine/product.hpp"
#include "engine/weekdays.hpp"
#include "models/bank_network.hpp"

#include <optional>
#include <string>

namespace models {

inline constexpr std::array<std::string_view, 4> wiring_words{"busbar", "diagonal", "halfway",
                                                              "one_end"};
constexpr std::span<const std::string_view> choice_words(Wiring) {
    return wiring_words;
}

}  // namespace models

namespace engine {

/// How a kind of cell ages; equations: models/README.md. Nothing given: it does not.
struct AgeingEntry {
    double calendar_rate = 0.0;
    double calendar_activation_k = 0.0;
    double calendar_potential_k_per_v = 0.0;
    double calendar_exponent = 0.5;
    PointList graphite_v;  // over the state of charge in percent
    double cycle_rate = 0.0;
    double cycle_rate_per_depth = 0.0;
    double cycle_rate_per_c = 0.0;
    double cycle_activation_k = 0.0;
    double cycle_exponent = 1.0;
    double resistance_rate = 0.0;
    double resistance_activation_k = 0.0;
    double resistance_peak = 1.0;
    double resistance_curvature = 0.0;
    double resistance_per_cycle = 0.0;
    PointList over_discharge_pct;          // over volts
    PointList over_discharge_pct_per_day;  // over volts
};
Table table_of(const AgeingEntry*);

/// A kind of cell. Curves run over the state of charge in percent.
struct CellEntry {
    std::string name;
    std::string source;
    std::optional<double> capacity_ah;     // of the cell that was measured
    std::optional<double> resistance_ohm;  // its R0 at 50 % and 25 °C
    PointList ocv_discharge_v;
    PointList ocv_charge_v;
    double hysteresis_rate = 0.0;
    double hysteresis_fixed_share = 1.0;
    double hysteresis_activation_k = 0.0;
    PointList relaxing_v;
    double relaxing_rate = 0.0;
    double relaxes_in_s = 1.0;
    PointList entropic_v_per_k;
    PointList resistance_factor;
    double resistance_fixed_share = 1.0;
    double resistance_activation_k = 0.0;
    PointList rc1_factor;
    double rc1_s = 1.0;
    PointList rc2_factor;
    double rc2_s = 1.0;
    double rc2_saturates_at_c = 0.0;
    double coulombic_efficiency_pct = 100.0;
    AgeingEntry ageing;
};
Table table_of(const CellEntry*);

struct BatteryEntry {
    std::string name;
    std::string source;
    CellEntry cell;
    int cells = 4;
    int most_per_bms = 50;
    double nominal_voltage_v = 12.8;
    double capacity_ah = 0.0;
    double internal_resistance_ohm = 0.001;
    double charge_voltage_lowest_v = 14.0;
    double charge_voltage_highest_v = 14.2;
    double float_voltage_v = 13.5;
    double discharge_end_v = 11.2;
    double discharge_continuous_a = 0.0;
    double discharge_pulse_a = 0.0;
    double charge_continuous_a = 0.0;
    double charge_pulse_a = 0.0;
    SimTime pulse_time{10'000};
    double discharge_recommended_c = 0.5;
    double charge_recommended_c = 0.3;
    double charge_coldest_degc = 5.0;
    double charge_warmest_degc = 50.0;
    double discharge_coldest_degc = -20.0;
    double discharge_warmest_degc = 50.0;
    double self_discharge_pct_per_30d = 0.0;
    double self_discharge_doubles_every_k = 0.0;
    double electronics_draws_a = 0.0;
    double balancer_bleeds_a = 0.0;
    double balancer_from_v = 3.5;
    double balancer_difference_v = 0.01;
    double low_cell_soc_pct = 1.0;
    double heat_capacity_j_per_k = 1.0;
    double heat_transfer_w_per_k = 1.0;
    double current_resolution_a = 0.01;
    double voltage_resolution_v = 0.001;
    double temperature_resolution_degc = 0.1;
    double firmware_version = 1.0;
};
Table table_of(const BatteryEntry*);

/// What a bank stands in.
struct EnclosureEntry {
    std::string name;
    std::string source;
    std::optional<double> loses_w_per_k;  // nothing: open to the air
    std::optional<double> holds_j_per_k;  // 3600 with walls
    std::optional<double> heated_to_degc;
};
Table table_of(const EnclosureEntry*);

/// A place, as weather that nobody measured is made up from it (models/synthetic_weather.hpp).
struct ClimateEntry {
    std::string name;
    std::string source;
    double latitude_deg = 0.0;   // north
    double longitude_deg = 0.0;  // east
    double temperature_degc = 0.0;
    double yearly_amplitude_degc = 0.0;
    std::int64_t warmest_day_of_year = 201;
    double daily_amplitude_degc = 0.0;
    double spells_degc = 0.0;
    SimTime spells_last{std::chrono::hours{96}};
    double overcast_december_pct = 0.0;
    double overcast_june_pct = 0.0;
    SimTime sky_lasts{std::chrono::hours{6}};
    std::optional<std::int64_t> seed;  // the scenario's, if not given
};
Table table_of(const ClimateEntry*);

namespace detail {
void read_remote(Reader& reader, const Node& node, const Field& field, const std::string& path,
                 void* member);
Value write_remote(const Field& field, const void* member, Absent absent);
Value remote_schema();
void read_reported_soc(Reader& reader, const Node& node, const Field& field,
                       const std::string& path, void* member);
Value write_reported_soc(const Field& field, const void* member, Absent absent);
Value reported_soc_schema();
void read_device(Reader& reader, const Node& node, const Field& field, const std::string& path,
                 void* member);
Value write_device(const Field& field, const void* member, Absent absent);
Value device_schema();
}  // namespace detail

/// What the remote terminals are wired to (R-REM-1, D-26).
struct RemoteEntry {
    enum class Wired { Joined, Open, LowToMinus, HighToPlus, Driven };
    Wired wired = Wired::Joined;
    std::optional<double> low_v;  // of Driven
    std::optional<double> high_v;
    friend bool operator==(const RemoteEntry&, const RemoteEntry&) = default;
};
template <>
struct TypeOf<RemoteEntry> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = &detail::read_remote,
                                .write = &detail::write_remote,
                                .schema = &detail::remote_schema};
};

/// What the monitor believes at the start: as the bank is, nothing, or a number (D-25).
struct ReportedSocEntry {
    enum class Kind { AsBank, Unknown, Value };
    Kind kind = Kind::AsBank;
    double soc_pct = 0.0;
    friend bool operator==(const ReportedSocEntry&, const ReportedSocEntry&) = default;
};
template <>
struct TypeOf<ReportedSocEntry> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = &detail::read_reported_soc,
                                .write = &detail::write_reported_soc,
                                .schema = &detail::reported_soc_schema};
};

/// The BMS: its settings, row by row of bms::settings_table, and what its hardware draws.
struct BmsEntry {
    std::string model = "smallbms_ng";
    std::string name;
    std::string source;
    double draws_on_a = 0.0;
    double draws_low_cell_a = 0.0;
    double draws_remote_off_a = 0.0;
    double supply_dies_below_v = 8.0;
    double supply_lives_above_v = 8.2;
    SimTime supply_lives_after{0};
    double operates_coldest_degc = -20.0;
    double operates_warmest_degc = 50.0;
    RemoteEntry remote;
    ReportedSocEntry soc_pct;
    bms::Settings settings;
};
Table table_of(const BmsEntry*);

/// One setting and its new value, in its own count; the table has a row for each of them.
struct SettingChange {
    std::array<std::optional<std::int32_t>, bms::setting_count> counts;
};
Table table_of(const SettingChange*);

/// When in its period a device starts.
enum class Starts { Regular, Random };
inline constexpr std::array<std::string_view, 2> starts_words{"regular", "random"};
constexpr std::span<const std::string_view> choice_words(Starts) {
    return starts_words;
}

/// Which law a device follows: the catalogue's `type`.
enum class DeviceType {
    ConstantCurrentLoad,
    ConstantPowerLoad,
    ResistanceLoad,
    ProfileLoad,
    Heater,
    CcCvCharger,
    ProfileCharger,
    SolarCharger,
    Contact,
    Combiner,
    ChargeRelay,
    DcDcCharger,
    Alternator,
    LeadBattery,
    BatteryProtect,
    CyrixLiLoad,
    Inverter,
};
inline constexpr std::array<DeviceType, 17> device_types{DeviceType::ConstantCurrentLoad,
                                                         DeviceType::ConstantPowerLoad,
                                                         DeviceType::ResistanceLoad,
                                                         DeviceType::ProfileLoad,
                                                         DeviceType::Heater,
                                                         DeviceType::CcCvCharger,
                                                         DeviceType::ProfileCharger,
                                                         DeviceType::SolarCharger,
                                                         DeviceType::Contact,
                                                         DeviceType::Combiner,
                                                         DeviceType::ChargeRelay,
                                                         DeviceType::DcDcCharger,
                                                         DeviceType::Alternator,
                                                         DeviceType::LeadBattery,
                                                         DeviceType::BatteryProtect,
                                                         DeviceType::CyrixLiLoad,
                                                         DeviceType::Inverter};
inline constexpr std::array<std::string_view, 17> device_type_words{"constant_current_load",
                                                                    "constant_power_load",
                                                                    "resistance_load",
                                                                    "profile_load",
                                                                    "heater",
                                                                    "cc_cv_charger",
                                                                    "profile_charger",
                                                                    "solar_charger",
                                                                    "contact",
                                                                    "combiner",
                                                                    "charge_relay",
                                                                    "dc_dc_charger",
                                                                    "alternator",
                                                                    "lead_battery",
                                                                    "battery_protect",
                                                                    "cyrix_li_load",
                                                                    "inverter"};
constexpr std::span<const std::string_view> choice_words(DeviceType) {
    return device_type_words;
}

/// Where a device hangs, if not behind a switch, by its name: straight on the bank, or on the
/// output LOAD.
inline constexpr std::string_view on_battery = "battery";
inline constexpr std::string_view on_load = "load";

/// What a BatteryProtect is programmed to: one of its under-voltage settings, or its Li-ion mode.
enum class Program { P0, P1, P2, P3, P4, P5, P6, P7, P8, P9, LiIon };
inline constexpr std::array<std::string_view, 11> program_words{"0", "1", "2", "3", "4",     "5",
                                                                "6", "7", "8", "9", "li_ion"};
constexpr std::span<const std::string_view> choice_words(Program) {
    return program_words;
}

/// Where a panel looks: by eighths of a turn.
enum class Facing { South, SouthWest, West, NorthWest, North, NorthEast, East, SouthEast };
/// Each by two names, whichever way they are written: SE, se, south-east.
inline constexpr std::array<std::string_view, 16> facing_words{
    "south", "S", "southwest", "SW", "west", "W", "northwest", "NW",
    "north", "N", "northeast", "NE", "east", "E", "southeast", "SE"};
namespace detail {
void read_facing(Reader& reader, const Node& node, const Field& field, const std::string& path,
                 void* member);
Value write_facing(const Field& field, const void* member, Absent absent);
}  // namespace detail
template <>
struct TypeOf<Facing> {
    static constexpr Type value{.shape = Shape::Choice,
                                .read = &detail::read_facing,
                                .write = &detail::write_facing,
                                .choices = facing_words};
};

/// One device, of any type. Which members mean something is its type's table to say.
struct DeviceEntry {
    std::string model;
    std::string name;
    std::string source;
    DeviceType type = DeviceType::ConstantCurrentLoad;
    std::string connected_to{on_battery};
    Switch switched_by = Switch::Nothing;
    std::optional<ProductEntry> product;  // what it is to the BMS; see `input`
    std::optional<Cable> through;         // what it hears its output through; what it wants
    std::optional<TimeOfDay> from;
    std::optional<TimeOfDay> to;
    std::optional<models::Weekdays> days;
    std::optional<SimTime> on_for;
    std::optional<SimTime> every;
    Starts starts = Starts::Regular;
    std::optional<PowerFile> profile;
    std::optional<SimTime> repeats_every;
    double cable_resistance_ohm = 0.0;  // of what has a cable of its own
    // loads
    double draws_a = 0.0;
    double draws_w = 0.0;
    double resistance_ohm = 0.0;
    double cuts_out_below_per_cell_v = 0.0;
    double returns_above_per_cell_v = 0.0;
    SimTime returns_after{0};
    // heaters
    double heats_below_degc = 0.0;
    double stops_at_degc = 0.0;
    double into_bank_pct = 100.0;
    bool only_when_charging = false;
    // chargers
    double charges_a = 0.0;  // of a profile: at most
    std::optional<double> absorption_v;
    std::optional<double> float_v;
    SimTime absorption_time{0};
    double tail_current_a = 0.0;
    double rebulk_below_per_cell_v = 0.0;
    SimTime rebulk_after{60'000};
    std::optional<SimTime> rebulk_at_full_current_after;
    double output_resistance_ohm = 0.001;
    double back_current_a = 0.0;
    std::optional<double> stops_below_degc;
    double charges_again_at_degc = 0.0;
    // solar chargers
    double panel_w = 0.0;
    std::optional<double> tilt_deg;
    std::optional<Facing> facing;
    std::optional<double> azimuth_from_south_deg;
    double panel_efficiency_pct = 100.0;
    double panel_temperature_pct_per_k = 0.0;
    double panel_operating_degc = 45.0;
    double self_consumption_a = 0.0;
    std::optional<double> panel_voltage_v;
    double panel_voltage_pct_per_k = -0.3;
    std::optional<double> panel_voltage_highest_v;
    // switches
    std::optional<double> rated_a;
    double draws_closed_a = 0.0;
    double draws_open_a = 0.0;
    // links, and what hangs behind them
    double link_resistance_ohm = 0.005;
    double closes_at_per_12v_v = 13.7;
    double load_dump_above_a = 0.0;
    double efficiency_pct = 100.0;
    double starts_at_v = 14.0;
    double starts_late_at_v = 13.3;
    SimTime starts_late_after{120'000};
    double shuts_down_below_v = 13.1;
    SimTime shuts_down_after{60'000};
    double draws_idle_a = 0.0;
    double draws_remote_off_a = 0.0;
    std::optional<double> made_for_starter_v;
    std::optional<double> charges_hot_a;
    SimTime hot_after{600'000};
    double regulated_v = 14.2;
    PointList gives_a_at_rpm;
    double speed_rpm = 0.0;
    std::optional<SpeedFile> speed_profile;
    double capacity_ah = 0.0;
    double soc_pct = 100.0;
    double full_v = 12.75;
    double empty_v = 11.8;
    double internal_resistance_ohm = 0.005;
    double charge_resistance_share = 0.888;
    double gas_a = 0.0;
    double gassing_v = 13.38;
    double gas_grows_e_per_v = 1.83;
    double self_discharge_pct_per_30d = 0.0;
    double flat_below_soc_pct = 0.0;

    // at which voltages it works
    double works_from_v = 0.0;
    std::optional<double> works_up_to_v;
    double made_for_at_least_v = 0.0;
    // switches
    SimTime dead_time{0};  // the next five: how it comes back
    SimTime high_for{0};
    int most_attempts = 3;
    double charged_per_cell_v = 3.25;
    SimTime charged_for{30'000};
    Program program = Program::P0;
    SimTime alarm_after{0};
    SimTime opens_after{0};
    SimTime closes_after{0};
    SimTime remote_on_after{0};
    double opens_from_per_cell_v = 4.075;
    // inverters
    double supplies_w = 0.0;
    double zero_load_w = 0.0;
    double draws_off_a = 0.0;
    bool eco = false;
    double eco_w = 0.0;
    double wakes_from_w = 15.0;
    SimTime looks_every{2'500};
    double shuts_down_below_per_cell_v = 0.0;
    double restarts_from_per_cell_v = 0.0;
    double rated_w = 0.0;
    double peak_w = 0.0;
    SimTime overload_after{0};
    SimTime restarts_after{30'000};
    int most_restarts = 3;
    SimTime fails_within{30'000};

    /// Whether other devices may hang behind it.
    bool is_switch() const {
        return type == DeviceType::Contact || type == DeviceType::BatteryProtect ||
               type == DeviceType::CyrixLiLoad;
    }
    /// Whether what hangs behind it is a bus of its own.
    bool is_link() const {
        return type == DeviceType::Combiner || type == DeviceType::ChargeRelay ||
               type == DeviceType::DcDcCharger;
    }
    /// Whether it can charge the bank; a link can by what hangs behind it.
    bool is_charger() const {
        return type == DeviceType::CcCvCharger || type == DeviceType::ProfileCharger ||
               type == DeviceType::SolarCharger || type == DeviceType::Alternator || is_link();
    }
    /// Whether it begins with a surge into its capacitors, and has a remote input of its own.
    bool is_inverter() const {
        return type == DeviceType::Inverter || (product && product->is_inverter);
    }
    /// Of which nothing is known: high to run (R-SYS-4, R-SYS-13).
    RemoteInput input() const { return product ? product->input : RemoteInput::High; }
    Cable cable() const { return through.value_or(cable_for(input())); }
    /// What it makes of the output that switches it.
    Hears hears_output() const { return hears(cable(), input()); }
    /// The output that it really obeys.
    Switch obeys() const { return hears_output() == Hears::Output ? switched_by : Switch::Nothing; }
    /// Azimuth of its panel, west is positive; nothing where nobody says it.
    std::optional<double> azimuth_deg() const;
};
/// The rows that mean something for one type of device.
Table table_of(DeviceType type);

/// Read by the table of the `type` it has got from its catalogue entry.
template <>
struct TypeOf<DeviceEntry> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = &detail::read_device,
                                .write = &detail::write_device,
                                .schema = &detail::device_schema};
};

}  // namespace engine
