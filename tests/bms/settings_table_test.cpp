// The table of settings: its numbers, its ranges, its keys.

#include "bms/settings.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace bms {
namespace {

// R-MON-1, R-BAT-7, R-BLE-1, D-3, D-4, D-6, D-7, D-8, D-11, D-12, D-15, D-16, D-23
TEST(Settings, StartWithTheNumbersOfTheRequirements) {
    constexpr int s = 10;        // ticks
    constexpr int min = 60 * s;  // ticks
    constexpr int day = 1440 * min;
    const std::map<Setting, int> wanted{
        {Setting::LowSocWarning, 200},            // D-11: 20 %
        {Setting::LowSocWarningClear, 10},        // D-23: level + 1 %
        {Setting::DischargeFloor, 100},           // D-11: 10 %
        {Setting::DischargeFloorReturn, 50},      // D-7: floor + 5 %
        {Setting::PreAlarmCell, 3100},            // D-4
        {Setting::PreAlarmCellClear, 3150},       // D-23, from here on times too
        {Setting::PreAlarmCellOn, 3 * s},         //
        {Setting::PreAlarmCellOff, 10 * s},       //
        {Setting::PreAlarmLead, 30 * s},          // R-OUT-3
        {Setting::LowCell, 2800},                 // D-4
        {Setting::LowCellClear, 3200},            // D-4
        {Setting::LowCellOn, 5 * s},              // D-5
        {Setting::LowCellOff, 30 * s},            //
        {Setting::HighCell, 3750},                // D-4
        {Setting::HighCellClear, 3600},           // D-4
        {Setting::HighCellOn, 1 * s},             //
        {Setting::HighCellOff, 30 * s},           //
        {Setting::ChargeColdest, 50},             // D-6: 5 °C
        {Setting::ChargeColdestClear, 60},        //
        {Setting::ChargeWarmest, 500},            //
        {Setting::ChargeWarmestClear, 450},       //
        {Setting::TemperatureOn, 5 * s},          //
        {Setting::TemperatureOff, 60 * s},        //
        {Setting::LowBankPerCell, 2500},          // D-8
        {Setting::LowBankPerCellClear, 3000},     //
        {Setting::LowBankOn, 5 * s},              //
        {Setting::LowBankOff, 30 * s},            //
        {Setting::SupplyLowest, 9000},            // D-3
        {Setting::SupplyHighest, 60'000},         //
        {Setting::SupplyOn, 3 * s},               //
        {Setting::SupplyOff, 10 * s},             //
        {Setting::LinkWarning, 5 * s},            // D-9
        {Setting::LinkAlarm, 30 * s},             //
        {Setting::FaultReturn, 10 * s},           // as E-B09 (D-23)
        {Setting::UpdateLimit, 15 * min},         // D-21
        {Setting::UpdateFailed, 120 * s},         // R-UPD-2
        {Setting::ChargedPerCell, 3500},          // D-12
        {Setting::TailCurrent, 40},               // R-MON-1: 4 %
        {Setting::ChargedDetection, 3 * min},     // R-MON-1
        {Setting::ChargeEfficiency, 990},         // D-16
        {Setting::RemainingTimeWindow, 3 * min},  // D-15
        {Setting::RemainingTimeCap, 10 * day},    // D-15
        {Setting::IdleCurrent, 100},              // D-14
        {Setting::BalancingCell, 3500},           // cells balance from 3.50 V
        {Setting::BalancingSpread, 10},           //
        {Setting::Imbalance, 100},                // and converge from 3.50 … 3.60 V
        {Setting::ImbalanceClear, 50},            //
        {Setting::BalancerUnknown, 30 * day},     // R-BAT-7
        {Setting::BluetoothWindow, 30 * s},       // R-BLE-1
    };
    const Settings settings;
    for (const SettingRow& row : settings_table) {
        ASSERT_TRUE(wanted.contains(row.setting)) << row.key;
        EXPECT_EQ(settings.count(row.setting), wanted.at(row.setting)) << row.key;
    }
    EXPECT_FALSE(first_violation(settings).has_value());
}

// Who types a value meets these ends; where the manual gives none they are ours (D-23). R-OUT-3
// gives those of the pre-alarm's cell and its lead.
TEST(Settings, CanBeSetWithinTheseRanges) {
    const std::map<Setting, std::pair<int, int>> wanted{
        {Setting::LowSocWarning, {0, 990}},
        {Setting::LowSocWarningClear, {1, 200}},
        {Setting::DischargeFloor, {0, 990}},
        {Setting::DischargeFloorReturn, {1, 500}},
        {Setting::PreAlarmCell, {2850, 3150}},
        {Setting::PreAlarmCellClear, {2860, 3400}},
        {Setting::PreAlarmCellOn, {0, 6000}},
        {Setting::PreAlarmCellOff, {0, 6000}},
        {Setting::PreAlarmLead, {300, 6000}},
        {Setting::LowCell, {2000, 3000}},
        {Setting::LowCellClear, {2500, 3400}},
        {Setting::LowCellOn, {0, 6000}},
        {Setting::LowCellOff, {0, 6000}},
        {Setting::HighCell, {3400, 4000}},
        {Setting::HighCellClear, {3300, 3900}},
        {Setting::HighCellOn, {0, 6000}},
        {Setting::HighCellOff, {0, 6000}},
        {Setting::ChargeColdest, {-200, 200}},
        {Setting::ChargeColdestClear, {-190, 250}},
        {Setting::ChargeWarmest, {300, 700}},
        {Setting::ChargeWarmestClear, {250, 650}},
        {Setting::TemperatureOn, {0, 6000}},
        {Setting::TemperatureOff, {0, 36000}},
        {Setting::LowBankPerCell, {1500, 3000}},
        {Setting::LowBankPerCellClear, {1600, 3400}},
        {Setting::LowBankOn, {0, 6000}},
        {Setting::LowBankOff, {0, 6000}},
        {Setting::SupplyLowest, {8000, 20000}},
        {Setting::SupplyHighest, {20000, 70000}},
        {Setting::SupplyOn, {0, 6000}},
        {Setting::SupplyOff, {0, 6000}},
        {Setting::LinkWarning, {20, 6000}},
        {Setting::LinkAlarm, {30, 6000}},
        {Setting::FaultReturn, {0, 6000}},
        {Setting::UpdateLimit, {600, 36000}},
        {Setting::UpdateFailed, {0, 6000}},
        {Setting::ChargedPerCell, {3300, 3650}},
        {Setting::TailCurrent, {5, 100}},
        {Setting::ChargedDetection, {600, 30000}},
        {Setting::ChargeEfficiency, {500, 1000}},
        {Setting::RemainingTimeWindow, {100, 1800}},
        {Setting::RemainingTimeCap, {36000, 38400000}},
        {Setting::IdleCurrent, {0, 1000}},
        {Setting::BalancingCell, {3300, 3700}},
        {Setting::BalancingSpread, {1, 200}},
        {Setting::Imbalance, {10, 1000}},
        {Setting::ImbalanceClear, {5, 1000}},
        {Setting::BalancerUnknown, {864000, 315360000}},
        {Setting::BluetoothWindow, {0, 6000}},
    };
    for (const SettingRow& row : settings_table) {
        ASSERT_TRUE(wanted.contains(row.setting)) << row.key;
        EXPECT_EQ(row.lowest, wanted.at(row.setting).first) << row.key;
        EXPECT_EQ(row.highest, wanted.at(row.setting).second) << row.key;
    }
}

// What the manual says is told apart from what is assumed, wherever a setting is explained.
TEST(Settings, SayWhetherTheManualGivesTheirValue) {
    const std::set<Setting> by_the_manual{Setting::PreAlarmLead,    Setting::ChargeColdest,
                                          Setting::ChargeWarmest,   Setting::SupplyLowest,
                                          Setting::SupplyHighest,   Setting::UpdateFailed,
                                          Setting::TailCurrent,     Setting::ChargedDetection,
                                          Setting::BalancerUnknown, Setting::BluetoothWindow};
    for (const SettingRow& row : settings_table) {
        EXPECT_EQ(row.basis == Basis::Manual, by_the_manual.contains(row.setting)) << row.key;
    }
}

TEST(Settings, EndTheirKeysInTheUnitAPersonTypes) {
    std::set<std::string_view> seen;
    for (const SettingRow& row : settings_table) {
        const std::string_view key = row.key;
        const std::string_view suffix = key.substr(key.rfind('_'));
        switch (row.unit) {
            case SettingUnit::Millivolt:
                EXPECT_EQ(suffix, "_v") << key;
                break;
            case SettingUnit::Milliamp:
                EXPECT_EQ(suffix, "_a") << key;
                break;
            case SettingUnit::DeciCelsius:
                EXPECT_EQ(suffix, "_degc") << key;
                break;
            case SettingUnit::PerMille:
                EXPECT_EQ(suffix, "_pct") << key;
                break;
            case SettingUnit::Tick:
                EXPECT_EQ(suffix, "_s") << key;
                break;
        }
        EXPECT_TRUE(seen.insert(key).second) << key << " stands twice";
        EXPECT_NE(std::string{row.help}, "") << key;
        EXPECT_NE(std::string{row.source}, "") << key;
    }
}

}  // namespace
}  // namespace bms
