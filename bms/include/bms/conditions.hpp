#pragma once
// The condition table: everything the BMS watches, one row each. Detection, timing, codes and
// effects on the outputs are read from here; there are no branches per condition elsewhere.

#include "bms/codes.hpp"
#include "bms/sample.hpp"
#include "bms/settings.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace bms {

enum class Condition : std::uint8_t {
    PreAlarmCell,
    LowCell,
    HighCell,
    Cold,
    Warm,
    LowSocWarning,
    DischargeFloor,
    LowBankVoltage,
    SupplyTooLow,
    SupplyTooHigh,
    LinkWarning,
    LinkLost,
    OpenChain,
    ImpossibleSet,
    ChangedSet,
    HardwareFault,
    UpdateFailed,
};
inline constexpr std::size_t condition_count = 17;

/// The quantity a condition looks at.
enum class Measure : std::uint8_t {
    LowestCell,
    HighestCell,
    Coldest,
    Warmest,
    BankVoltage,
    BankVoltagePerCell,  // compared as bank voltage against level × cells in series
    StateOfCharge,       // known to the monitor alone; never while it is unknown
    Silent,              // the flags of the sample
    LinkLost,
    ChainOpen,
    ImpossibleSet,
    ChangedSet,
    HardwareFault,
    Update,  // the update machine: set while failed, clear when none is under way
};

/// A firmware update of the BMS or of the batteries (R-UPD-1, R-UPD-2, D-21).
enum class UpdateState : std::uint8_t { None, Running, Failed };

/// The same as the conditions see it.
enum class UpdateStage : std::uint8_t {
    None,
    Running,
    Failed,   // and LOAD still waits for another try
    GivenUp,  // failed, and LOAD has opened for it: nothing is held back any more (assumed)
};
inline constexpr std::size_t update_stage_count = 4;

enum class Compare : std::uint8_t { AtMost, Below, AtLeast, Above, IsTrue };

/// What an active condition does to the outputs.
struct Effects {
    bool opens_load{};         // at once
    bool opens_load_warned{};  // once PRE-ALARM has been High for its lead time (R-OUT-3)
    bool opens_charger{};
    bool raises_pre_alarm{};
};

/// One row. A condition sets after its set predicate has held for `time_on` without a break and
/// clears after its clear predicate has held for `time_off`; between the two levels it stays. The
/// times of a lost link (D-9) are counted per battery, by `BankView`.
struct ConditionRow {
    Condition condition;
    const char* name;         // as in every event's `cause`
    const char* requirement;  // ids of the manual's requirements
    Measure measure;
    Compare set_if;
    Setting set_level;
    Compare clear_if;
    Setting clear_level;  // for StateOfCharge: points above `set_level`, see `soc_clear_level`
    Setting time_on;
    Setting time_off;
    Code code;
    Effects effects;
    bool held_back_by_update{};  // does not set before the update is over, or given up (D-21)
};

inline constexpr std::array<ConditionRow, condition_count> condition_table{{
    {Condition::PreAlarmCell,
     "pre_alarm_cell",
     "R-OUT-3 R-COD-2 D-4 D-23",
     Measure::LowestCell,
     Compare::AtMost,
     Setting::PreAlarmCell,
     Compare::Above,
     Setting::PreAlarmCellClear,
     Setting::PreAlarmCellOn,
     Setting::PreAlarmCellOff,
     Code::W_B01,
     {.raises_pre_alarm = true}},
    {Condition::LowCell,
     "low_cell",
     "R-OUT-1 R-COD-3 D-4 D-5 D-23",
     Measure::LowestCell,
     Compare::AtMost,
     Setting::LowCell,
     Compare::AtLeast,
     Setting::LowCellClear,
     Setting::LowCellOn,
     Setting::LowCellOff,
     Code::A_B01,
     {.opens_load_warned = true, .raises_pre_alarm = true}},
    {Condition::HighCell,
     "high_cell",
     "R-OUT-2 R-MON-4 D-2 D-4 D-23",
     Measure::HighestCell,
     Compare::AtLeast,
     Setting::HighCell,
     Compare::Below,
     Setting::HighCellClear,
     Setting::HighCellOn,
     Setting::HighCellOff,
     Code::None,
     {.opens_charger = true}},
    {Condition::Cold,
     "low_temperature",
     "R-OUT-2 R-BAT-3 D-6",
     Measure::Coldest,
     Compare::Below,
     Setting::ChargeColdest,
     Compare::AtLeast,
     Setting::ChargeColdestClear,
     Setting::TemperatureOn,
     Setting::TemperatureOff,
     Code::None,
     {.opens_charger = true}},
    {Condition::Warm,
     "high_temperature",
     "R-OUT-2 R-BAT-3 R-COD-3 D-6",
     Measure::Warmest,
     Compare::Above,
     Setting::ChargeWarmest,
     Compare::AtMost,
     Setting::ChargeWarmestClear,
     Setting::TemperatureOn,
     Setting::TemperatureOff,
     Code::A_B09,
     {.opens_charger = true}},
    {Condition::LowSocWarning,
     "low_soc_warning",
     "R-OUT-3 R-OUT-4 R-COD-2 D-11 D-23",
     Measure::StateOfCharge,
     Compare::AtMost,
     Setting::LowSocWarning,
     Compare::Above,
     Setting::LowSocWarningClear,
     Setting::None,
     Setting::None,
     Code::W_B07,
     {.raises_pre_alarm = true}},
    {Condition::DischargeFloor,
     "discharge_floor",
     "R-OUT-4 R-OUT-5 R-COD-3 D-7 D-11",
     Measure::StateOfCharge,
     Compare::AtMost,
     Setting::DischargeFloor,
     Compare::AtLeast,
     Setting::DischargeFloorReturn,
     Setting::None,
     Setting::None,
     Code::A_B07,
     {.opens_load = true}},
    {Condition::LowBankVoltage,
     "low_bank_voltage",
     "R-COD-3 D-8 D-23",
     Measure::BankVoltagePerCell,
     Compare::AtMost,
     Setting::LowBankPerCell,
     Compare::AtLeast,
     Setting::LowBankPerCellClear,
     Setting::LowBankOn,
     Setting::LowBankOff,
     Code::A_B08,
     {.opens_load_warned = true, .raises_pre_alarm = true}},
    {Condition::SupplyTooLow,
     "supply_too_low",
     "R-COD-4 D-3 D-23 D-24",
     Measure::BankVoltage,
     Compare::Below,
     Setting::SupplyLowest,
     Compare::AtLeast,
     Setting::SupplyLowest,
     Setting::SupplyOn,
     Setting::SupplyOff,
     Code::E_B09,
     {.opens_load = true, .opens_charger = true}},
    {Condition::SupplyTooHigh,
     "supply_too_high",
     "R-COD-4 D-3 D-23 D-24",
     Measure::BankVoltage,
     Compare::Above,
     Setting::SupplyHighest,
     Compare::AtMost,
     Setting::SupplyHighest,
     Setting::SupplyOn,
     Setting::SupplyOff,
     Code::E_B09,
     {.opens_load = true, .opens_charger = true}},
    {Condition::LinkWarning,
     "link_warning",
     "R-COD-2 D-9",
     Measure::Silent,
     Compare::IsTrue,
     Setting::None,
     Compare::IsTrue,
     Setting::None,
     Setting::None,
     Setting::FaultReturn,
     Code::W_B05,
     {},
     true},
    {Condition::LinkLost,
     "link_lost",
     "R-COD-3 D-9",
     Measure::LinkLost,
     Compare::IsTrue,
     Setting::None,
     Compare::IsTrue,
     Setting::None,
     Setting::None,
     Setting::FaultReturn,
     Code::A_B05,
     {.opens_load = true, .opens_charger = true},
     true},
    {Condition::OpenChain,
     "open_chain",
     "R-BAT-11 R-COD-3 D-9",
     Measure::ChainOpen,
     Compare::IsTrue,
     Setting::None,
     Compare::IsTrue,
     Setting::None,
     Setting::None,
     Setting::FaultReturn,
     Code::A_B05,
     {.opens_load = true, .opens_charger = true},
     true},
    {Condition::ImpossibleSet,
     "impossible_set",
     "R-BAT-2 R-COD-4 D-10 D-24",
     Measure::ImpossibleSet,
     Compare::IsTrue,
     Setting::None,
     Compare::IsTrue,
     Setting::None,
     Setting::None,
     Setting::FaultReturn,
     Code::E_B01,
     {.opens_load = true, .opens_charger = true}},
    {Condition::ChangedSet,
     "changed_set",
     "R-COD-4 D-10 D-24",
     Measure::ChangedSet,
     Compare::IsTrue,
     Setting::None,
     Compare::IsTrue,
     Setting::None,
     Setting::None,
     Setting::FaultReturn,
     Code::E_B05,
     {.opens_load = true, .opens_charger = true}},
    {Condition::HardwareFault,
     "hardware_fault",
     "R-COD-4 D-24",
     Measure::HardwareFault,
     Compare::IsTrue,
     Setting::None,
     Compare::IsTrue,
     Setting::None,
     Setting::None,
     Setting::FaultReturn,
     Code::E_B11,
     {.opens_load = true, .opens_charger = true}},
    {Condition::UpdateFailed,
     "update_failed",
     "R-UPD-2 D-21",
     Measure::Update,
     Compare::IsTrue,
     Setting::None,
     Compare::IsTrue,
     Setting::None,
     Setting::UpdateFailed,
     Setting::None,
     Code::None,
     {.opens_load = true}},
}};

constexpr const ConditionRow& row_of(Condition condition) {
    return condition_table[static_cast<std::size_t>(condition)];
}

constexpr bool is_a_flag(const ConditionRow& row) {
    return row.set_if == Compare::IsTrue;
}

/// Checked at compile time: rows in order, times are times, levels carry the unit of what they are
/// compared with, and an alarm that opens LOAD is one that may.
consteval bool condition_table_is_sound() {
    const auto is_time = [](Setting setting) {
        return setting == Setting::None || row_of(setting).unit == SettingUnit::Tick;
    };
    const auto unit_fits = [](Measure measure, Setting level) {
        if (level == Setting::None) {
            return false;
        }
        switch (measure) {
            case Measure::Coldest:
            case Measure::Warmest:
                return row_of(level).unit == SettingUnit::DeciCelsius;
            case Measure::StateOfCharge:
                return row_of(level).unit == SettingUnit::PerMille;
            default:
                return row_of(level).unit == SettingUnit::Millivolt;
        }
    };
    for (std::size_t i = 0; i < condition_count; ++i) {
        const ConditionRow& row = condition_table[i];
        const bool is_as_a_flag = row.clear_if == Compare::IsTrue &&
                                  row.set_level == Setting::None &&
                                  row.clear_level == Setting::None;
        const bool is_as_a_level = row.clear_if != Compare::IsTrue &&
                                   unit_fits(row.measure, row.set_level) &&
                                   unit_fits(row.measure, row.clear_level);
        const bool levels_fit = is_a_flag(row) ? is_as_a_flag : is_as_a_level;
        // R-OUT-4: a state of charge is low at its level, not only below it.
        const bool sets_at_its_level =
            row.measure != Measure::StateOfCharge || row.set_if == Compare::AtMost;
        const bool one_way = !(row.effects.opens_load && row.effects.opens_load_warned);
        const bool warned_ones_warn =
            !row.effects.opens_load_warned || row.effects.raises_pre_alarm;
        if (row.condition != static_cast<Condition>(i) || !is_time(row.time_on) ||
            !is_time(row.time_off) || !levels_fit || !sets_at_its_level || !one_way ||
            !warned_ones_warn) {
            return false;
        }
    }
    return true;
}
static_assert(condition_table_is_sound());

/// Where a condition about the state of charge clears: its points above the level that sets it, but
/// never so high that a full bank would not clear it (R-OUT-5).
constexpr PerMille soc_clear_level(const Settings& settings, const ConditionRow& row) {
    constexpr std::int32_t just_below_full = 999;
    const std::int32_t level = settings.count(row.set_level) + settings.count(row.clear_level);
    return {std::min(level, just_below_full)};
}

/// A set of conditions, one bit each.
struct ConditionSet {
    std::uint32_t bits{};

    constexpr bool has(Condition condition) const {
        return ((bits >> static_cast<unsigned>(condition)) & 1U) != 0;
    }
    constexpr void insert(Condition condition) { bits |= 1U << static_cast<unsigned>(condition); }
    friend constexpr bool operator==(ConditionSet, ConditionSet) = default;
};

/// All conditions with a given effect, as a mask.
constexpr std::uint32_t conditions_with(bool Effects::*effect) {
    std::uint32_t mask = 0;
    for (const ConditionRow& row : condition_table) {
        if (row.effects.*effect) {
            mask |= 1U << static_cast<unsigned>(row.condition);
        }
    }
    return mask;
}

/// For each condition one bit: does its set (its clear) predicate hold now? `at_once` are those
/// that set without waiting for their time.
struct Predicates {
    std::uint32_t set{};
    std::uint32_t clear{};
    std::uint32_t at_once{};

    friend constexpr bool operator==(const Predicates&, const Predicates&) = default;
};

class Monitor;

/// Detects every predicate of the table from one sample. Without a complete view of the batteries
/// no predicate about them holds, neither to set nor to clear; while one is not present, the others
/// can set a condition and none can clear it. When all of them have fallen silent, as through an
/// update, the bank's voltage is still that of the BMS's own supply, and what it says can set a
/// condition (assumed).
Predicates detect(const Settings& settings, const BankSample& sample, const Monitor& monitor,
                  UpdateStage update);

/// The interval in which a decision value may move without changing any predicate; both ends
/// belong to it.
struct Interval {
    std::int64_t lowest;
    std::int64_t highest;

    constexpr bool contains(std::int64_t value) const {
        return lowest <= value && value <= highest;
    }
};

/// The interval of one measure around its value in `sample`. BankVoltage covers the levels per
/// cell as well.
Interval interval_around(const Settings& settings, const BankSample& sample, Measure measure);

/// For every decision value its interval around the present sample.
struct Watch {
    Interval lowest_cell_mv;
    Interval highest_cell_mv;
    Interval bank_voltage_mv;
    Interval bank_current_ma;
    Interval coldest_dc;
    Interval warmest_dc;
    Interval charge_ua_s;  // net charge that may flow from now on, positive charges
};

}  // namespace bms
