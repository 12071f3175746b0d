#pragma once
// Everything about the BMS that is a number and not a law: levels, times, monitor constants. One
// row per setting; reader, writer, schema, app names, validation and storage all walk this table.

#include "bms/quantity.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace bms {

enum class Setting : std::uint8_t {
    LowSocWarning,
    LowSocWarningClear,
    DischargeFloor,
    DischargeFloorReturn,
    PreAlarmCell,
    PreAlarmCellClear,
    PreAlarmCellOn,
    PreAlarmCellOff,
    PreAlarmLead,
    LowCell,
    LowCellClear,
    LowCellOn,
    LowCellOff,
    HighCell,
    HighCellClear,
    HighCellOn,
    HighCellOff,
    ChargeColdest,
    ChargeColdestClear,
    ChargeWarmest,
    ChargeWarmestClear,
    TemperatureOn,
    TemperatureOff,
    LowBankPerCell,
    LowBankPerCellClear,
    LowBankOn,
    LowBankOff,
    SupplyLowest,
    SupplyHighest,
    SupplyOn,
    SupplyOff,
    LinkWarning,
    LinkAlarm,
    FaultReturn,
    UpdateLimit,
    UpdateFailed,
    ChargedPerCell,
    TailCurrent,
    ChargedDetection,
    ChargeEfficiency,
    RemainingTimeWindow,
    RemainingTimeCap,
    IdleCurrent,
    BalancingCell,
    BalancingSpread,
    Imbalance,
    ImbalanceClear,
    BalancerUnknown,
    BluetoothWindow,
    None,  // no such level or time
};

inline constexpr std::size_t setting_count = static_cast<std::size_t>(Setting::None);

enum class SettingUnit : std::uint8_t { Millivolt, Milliamp, DeciCelsius, PerMille, Tick };

/// Where a standard value comes from. Assumed ones are listed by every report that used them.
enum class Basis : std::uint8_t { Manual, Assumed };

/// One row of the table. `lowest`, `highest` and `standard` count in `unit`; a value outside is
/// refused as a whole by `first_violation`.
struct SettingRow {
    Setting setting;
    const char* key;  // as a person types it, with the suffix of the unit they type
    SettingUnit unit;
    std::int32_t lowest;
    std::int32_t highest;
    std::int32_t standard;
    Basis basis;
    const char* source;    // requirement or decision, manual section
    const char* app_name;  // its name in VictronConnect, "" where the app does not show it
    bool factory_reset;    // R-MON-8: set back by a factory reset
    const char* help;
};

inline constexpr std::array<SettingRow, setting_count> settings_table{{
    {Setting::LowSocWarning, "low_soc_warning_pct", SettingUnit::PerMille, 0, 990, 200,
     Basis::Assumed, "D-11, R-OUT-4", "Low SoC warning level", true,
     "state of charge at which W-B07 and PRE-ALARM come; 0 turns the warning off"},
    {Setting::LowSocWarningClear, "low_soc_warning_clear_pct", SettingUnit::PerMille, 1, 200, 10,
     Basis::Assumed, "D-23", "", false,
     "points above the warning level at which W-B07 and PRE-ALARM go"},
    {Setting::DischargeFloor, "discharge_floor_pct", SettingUnit::PerMille, 0, 990, 100,
     Basis::Assumed, "D-11, R-OUT-4", "Discharge floor", true,
     "state of charge at which A-B07 comes and LOAD opens at once; 0 turns the floor off"},
    {Setting::DischargeFloorReturn, "discharge_floor_return_pct", SettingUnit::PerMille, 1, 500, 50,
     Basis::Assumed, "D-7", "", false, "points above the floor at which LOAD comes back"},
    {Setting::PreAlarmCell, "pre_alarm_cell_v", SettingUnit::Millivolt, 2850, 3150, 3100,
     Basis::Assumed, "D-4, R-OUT-3", "Pre-alarm cell voltage", false,
     "cell voltage at which W-B01 and PRE-ALARM come"},
    {Setting::PreAlarmCellClear, "pre_alarm_cell_clear_v", SettingUnit::Millivolt, 2860, 3400, 3150,
     Basis::Assumed, "D-23", "", false, "all cells above this: W-B01 and PRE-ALARM go"},
    {Setting::PreAlarmCellOn, "pre_alarm_cell_on_s", SettingUnit::Tick, 0, 6000, 30, Basis::Assumed,
     "D-23", "", false, "how long a cell must be at the pre-alarm level"},
    {Setting::PreAlarmCellOff, "pre_alarm_cell_off_s", SettingUnit::Tick, 0, 6000, 100,
     Basis::Assumed, "D-23", "", false, "how long all cells must be above the clear level"},
    {Setting::PreAlarmLead, "pre_alarm_lead_s", SettingUnit::Tick, 300, 6000, 300, Basis::Manual,
     "R-OUT-3, manual §2.2", "", false,
     "how long PRE-ALARM has been High before LOAD may open for a low cell; 30 s at least"},
    {Setting::LowCell, "low_cell_v", SettingUnit::Millivolt, 2000, 3000, 2800, Basis::Assumed,
     "D-4", "", false, "cell voltage at which A-B01 comes and LOAD opens"},
    {Setting::LowCellClear, "low_cell_clear_v", SettingUnit::Millivolt, 2500, 3400, 3200,
     Basis::Assumed, "D-4", "", false, "all cells at least here: A-B01 goes and LOAD comes back"},
    {Setting::LowCellOn, "low_cell_on_s", SettingUnit::Tick, 0, 6000, 50, Basis::Assumed,
     "D-5, D-23", "", false, "how long a cell must be at the low level without a break"},
    {Setting::LowCellOff, "low_cell_off_s", SettingUnit::Tick, 0, 6000, 300, Basis::Assumed, "D-23",
     "", false, "how long all cells must be recovered"},
    {Setting::HighCell, "high_cell_v", SettingUnit::Millivolt, 3400, 4000, 3750, Basis::Assumed,
     "D-4", "", false, "cell voltage at which CHARGER opens"},
    {Setting::HighCellClear, "high_cell_clear_v", SettingUnit::Millivolt, 3300, 3900, 3600,
     Basis::Assumed, "D-4", "", false, "all cells below this: CHARGER comes back"},
    {Setting::HighCellOn, "high_cell_on_s", SettingUnit::Tick, 0, 6000, 10, Basis::Assumed, "D-23",
     "", false, "how long a cell must be at the high level"},
    {Setting::HighCellOff, "high_cell_off_s", SettingUnit::Tick, 0, 6000, 300, Basis::Assumed,
     "D-23", "", false, "how long all cells must be below the clear level"},
    {Setting::ChargeColdest, "charge_coldest_degc", SettingUnit::DeciCelsius, -200, 200, 50,
     Basis::Manual, "R-BAT-3, D-6, manual §5.1", "", false,
     "CHARGER opens while a battery is below this temperature"},
    {Setting::ChargeColdestClear, "charge_coldest_clear_degc", SettingUnit::DeciCelsius, -190, 250,
     60, Basis::Assumed, "D-6", "", false, "all batteries at least here: CHARGER comes back"},
    {Setting::ChargeWarmest, "charge_warmest_degc", SettingUnit::DeciCelsius, 300, 700, 500,
     Basis::Manual, "R-BAT-3, D-6", "", false,
     "A-B09 comes and CHARGER opens while a battery is above this temperature"},
    {Setting::ChargeWarmestClear, "charge_warmest_clear_degc", SettingUnit::DeciCelsius, 250, 650,
     450, Basis::Assumed, "D-6", "", false, "all batteries at most here: CHARGER comes back"},
    {Setting::TemperatureOn, "temperature_on_s", SettingUnit::Tick, 0, 6000, 50, Basis::Assumed,
     "D-23", "", false, "how long a battery must be too cold or too warm"},
    {Setting::TemperatureOff, "temperature_off_s", SettingUnit::Tick, 0, 36000, 600, Basis::Assumed,
     "D-23", "", false, "how long all batteries must be back inside"},
    {Setting::LowBankPerCell, "low_bank_per_cell_v", SettingUnit::Millivolt, 1500, 3000, 2500,
     Basis::Assumed, "D-8", "", false,
     "bank voltage per cell in series at which A-B08 comes and LOAD opens"},
    {Setting::LowBankPerCellClear, "low_bank_per_cell_clear_v", SettingUnit::Millivolt, 1600, 3400,
     3000, Basis::Assumed, "D-23", "", false, "bank voltage per cell at which A-B08 goes"},
    {Setting::LowBankOn, "low_bank_on_s", SettingUnit::Tick, 0, 6000, 50, Basis::Assumed, "D-23",
     "", false, "how long the bank voltage must be low"},
    {Setting::LowBankOff, "low_bank_off_s", SettingUnit::Tick, 0, 6000, 300, Basis::Assumed, "D-23",
     "", false, "how long the bank voltage must be recovered"},
    {Setting::SupplyLowest, "supply_lowest_v", SettingUnit::Millivolt, 8000, 20000, 9000,
     Basis::Manual, "D-3, manual §5.2", "", false, "E-B09 below this bank voltage"},
    {Setting::SupplyHighest, "supply_highest_v", SettingUnit::Millivolt, 20000, 70000, 60000,
     Basis::Manual, "D-3, manual §5.2", "", false, "E-B09 above this bank voltage"},
    {Setting::SupplyOn, "supply_on_s", SettingUnit::Tick, 0, 6000, 30, Basis::Assumed, "D-23", "",
     false, "how long the bank voltage must be outside"},
    {Setting::SupplyOff, "supply_off_s", SettingUnit::Tick, 0, 6000, 100, Basis::Assumed, "D-23",
     "", false, "how long the bank voltage must be inside again"},
    {Setting::LinkWarning, "link_warning_s", SettingUnit::Tick, 20, 6000, 50, Basis::Assumed, "D-9",
     "", false, "no valid frame from a battery for this long: W-B05"},
    {Setting::LinkAlarm, "link_alarm_s", SettingUnit::Tick, 30, 6000, 300, Basis::Assumed, "D-9",
     "", false, "no valid frame from a battery for this long: A-B05, LOAD and CHARGER open"},
    {Setting::FaultReturn, "fault_return_s", SettingUnit::Tick, 0, 6000, 100, Basis::Assumed,
     "D-9, D-24", "", false,
     "how long a lost link, an open chain, an invalid set or a hardware error must be over"},
    {Setting::UpdateLimit, "update_limit_s", SettingUnit::Tick, 600, 36'000, 9000, Basis::Assumed,
     "D-21, R-UPD-2", "", false, "an update that has not ended after this long has failed"},
    {Setting::UpdateFailed, "update_failed_s", SettingUnit::Tick, 0, 6000, 1200, Basis::Manual,
     "R-UPD-2, manual §4.4", "", false, "LOAD opens this long after a failed update"},
    {Setting::ChargedPerCell, "charged_per_cell_v", SettingUnit::Millivolt, 3300, 3650, 3500,
     Basis::Assumed, "D-12, R-MON-1", "Charged voltage", true,
     "bank voltage per cell in series above which the monitor may synchronise to 100 %"},
    {Setting::TailCurrent, "tail_current_pct", SettingUnit::PerMille, 5, 100, 40, Basis::Manual,
     "R-MON-1, manual §4.3", "Tail current", true,
     "charge current, in % of the bank's capacity, below which the monitor may synchronise"},
    {Setting::ChargedDetection, "charged_detection_s", SettingUnit::Tick, 600, 30000, 1800,
     Basis::Manual, "R-MON-1, manual §4.3", "Charged detection time", true,
     "how long voltage and current must say charged, without a break"},
    {Setting::ChargeEfficiency, "charge_efficiency_pct", SettingUnit::PerMille, 500, 1000, 990,
     Basis::Assumed, "D-16", "", false, "share of the charge put in that the monitor counts"},
    {Setting::RemainingTimeWindow, "remaining_time_window_s", SettingUnit::Tick, 100, 1800, 1800,
     Basis::Assumed, "D-15", "", false,
     "moving average behind the remaining time, in whole 10 s, 3 min at most"},
    {Setting::RemainingTimeCap, "remaining_time_cap_s", SettingUnit::Tick, 36'000, 38'400'000,
     8'640'000, Basis::Assumed, "D-15", "", false, "longest remaining time that is shown"},
    {Setting::IdleCurrent, "idle_current_a", SettingUnit::Milliamp, 0, 1000, 100, Basis::Assumed,
     "D-14, R-MON-1", "", false,
     "a smaller discharge counts as zero for the remaining time and does not break a "
     "synchronisation; it is still counted as charge"},
    {Setting::BalancingCell, "balancing_cell_v", SettingUnit::Millivolt, 3300, 3700, 3500,
     Basis::Assumed, "R-BAT-7, Lithium Battery Smart: cells balance from 3.50 V", "", false,
     "while charging with a cell at least here the batteries balance"},
    {Setting::BalancingSpread, "balancing_spread_v", SettingUnit::Millivolt, 1, 200, 10,
     Basis::Assumed, "R-BAT-7", "", false,
     "highest cell less lowest: from here on the batteries have something to balance"},
    {Setting::Imbalance, "imbalance_v", SettingUnit::Millivolt, 10, 1000, 100, Basis::Assumed,
     "R-BAT-7, Lithium Battery Smart: cells of 3.50 to 3.60 V still converge", "", false,
     "highest cell less lowest in a full bank: above this the balancer status is Imbalance"},
    {Setting::ImbalanceClear, "imbalance_clear_v", SettingUnit::Millivolt, 5, 1000, 50,
     Basis::Assumed, "R-BAT-7", "", false,
     "highest cell less lowest in a full bank: at most this ends an Imbalance"},
    {Setting::BalancerUnknown, "balancer_unknown_s", SettingUnit::Tick, 864'000, 315'360'000,
     25'920'000, Basis::Manual, "R-BAT-7, manual §5.1", "", false,
     "without a full charge for longer than this the balancer status is Unknown"},
    {Setting::BluetoothWindow, "bluetooth_window_s", SettingUnit::Tick, 0, 6000, 300, Basis::Manual,
     "R-BLE-1, manual §4.5", "", false,
     "how long disabled Bluetooth is active after power-up or remote off and on"},
}};

consteval bool settings_table_stands_in_order() {
    for (std::size_t i = 0; i < setting_count; ++i) {
        const SettingRow& row = settings_table[i];
        if (row.setting != static_cast<Setting>(i) || row.standard < row.lowest ||
            row.standard > row.highest) {
            return false;
        }
    }
    return true;
}
static_assert(settings_table_stands_in_order());

constexpr const SettingRow& row_of(Setting setting) {
    return settings_table[static_cast<std::size_t>(setting)];
}

/// The unit type that belongs to a setting, so that `get` cannot be read in a wrong unit.
template <SettingUnit unit>
struct QuantityOf;
template <>
struct QuantityOf<SettingUnit::Millivolt> {
    using type = Millivolts;
};
template <>
struct QuantityOf<SettingUnit::Milliamp> {
    using type = Milliamps;
};
template <>
struct QuantityOf<SettingUnit::DeciCelsius> {
    using type = DeciCelsius;
};
template <>
struct QuantityOf<SettingUnit::PerMille> {
    using type = PerMille;
};
template <>
struct QuantityOf<SettingUnit::Tick> {
    using type = Ticks;
};

/// The values of all settings, by their row. Starts with the standard values.
class Settings {
  public:
    constexpr Settings() {
        for (const SettingRow& row : settings_table) {
            counts_[static_cast<std::size_t>(row.setting)] = row.standard;
        }
    }

    /// The value in its own unit.
    template <Setting setting>
    constexpr auto get() const {
        using Value = typename QuantityOf<row_of(setting).unit>::type;
        return Value{static_cast<typename Value::Rep>(counts_[static_cast<std::size_t>(setting)])};
    }
    template <Setting setting>
    constexpr void set(typename QuantityOf<row_of(setting).unit>::type value) {
        counts_[static_cast<std::size_t>(setting)] = static_cast<std::int32_t>(value.count);
    }

    /// The bare count, for code that walks the table; `Setting::None` counts 0.
    constexpr std::int32_t count(Setting setting) const {
        return setting == Setting::None ? 0 : counts_[static_cast<std::size_t>(setting)];
    }
    constexpr void set_count(Setting setting, std::int32_t count) {
        counts_[static_cast<std::size_t>(setting)] = count;
    }

    /// For readers that fill the table row by row; `first_violation` judges afterwards.
    constexpr std::int32_t* count_address(Setting setting) {
        return &counts_[static_cast<std::size_t>(setting)];
    }

    friend constexpr bool operator==(const Settings&, const Settings&) = default;

  private:
    friend struct Fields;  // fields.hpp: every number by name

    std::array<std::int32_t, setting_count> counts_{};
};

/// Two settings that stand in the wrong order, or one outside its range (then `upper` is None).
struct SettingsViolation {
    Setting lower;
    Setting upper;

    friend constexpr bool operator==(SettingsViolation, SettingsViolation) = default;
};

/// Judges the settings as a whole: every value in its range, and the levels in their order (floor <
/// warning, low cell < pre-alarm < high cell …). Nothing when all is well.
std::optional<SettingsViolation> first_violation(const Settings& settings);

/// R-MON-8: charged voltage, tail current, detection time, low-SoC warning and floor go back to
/// their standard; nothing else.
void factory_reset(Settings& settings);

}  // namespace bms
