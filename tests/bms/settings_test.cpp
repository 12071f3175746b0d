// What settings refuse, and what a factory reset does.

#include "tests/bms/core_rig.hpp"
#include "tests/bms/generators.hpp"

#include <limits>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

bool refuses(const Settings& settings, Setting lower, Setting upper) {
    const auto violation = first_violation(settings);
    return violation && violation->lower == lower && violation->upper == upper;
}

// R-OUT-3, D-4
TEST(Settings, LetThePreAlarmCellBeChosenFrom2V85To3V15) {
    for (const auto& [mv, allowed] :
         {std::pair{2849, false}, {2850, true}, {3150, true}, {3151, false}}) {
        Settings settings;
        settings.set<Setting::PreAlarmCell>({mv});
        EXPECT_EQ(!first_violation(settings).has_value(), allowed) << mv;
    }
    Settings settings;
    settings.set<Setting::PreAlarmCell>({3100});
    settings.set<Setting::PreAlarmCellClear>({3099});
    EXPECT_TRUE(refuses(settings, Setting::PreAlarmCell, Setting::PreAlarmCellClear));
}

// R-OUT-3
TEST(Settings, RefuseALeadOfPreAlarmBelowThirtySeconds) {
    Settings settings;
    settings.set<Setting::PreAlarmLead>(299_ticks);
    EXPECT_TRUE(refuses(settings, Setting::PreAlarmLead, Setting::None));
    settings.set<Setting::PreAlarmLead>(301_ticks);
    EXPECT_FALSE(first_violation(settings).has_value());
}

TEST(Settings, RefuseEveryValueOutsideItsRangeByName) {
    for (const SettingRow& row : settings_table) {
        for (const int count :
             {row.lowest - 1, row.highest + 1, std::numeric_limits<std::int32_t>::min(),
              std::numeric_limits<std::int32_t>::max()}) {
            Settings settings;
            settings.set_count(row.setting, count);
            EXPECT_TRUE(refuses(settings, row.setting, Setting::None)) << row.key << " " << count;
        }
        for (const int count : {row.lowest, row.highest}) {
            Settings settings;
            settings.set_count(row.setting, count);
            EXPECT_FALSE(refuses(settings, row.setting, Setting::None)) << row.key << " " << count;
        }
    }
}

// R-OUT-3, R-OUT-4, R-OUT-5, R-BAT-7, D-4, D-6, D-8, D-9
TEST(Settings, RefuseLevelsInTheWrongOrderAsAWhole) {
    struct Case {
        Setting lower;
        Setting upper;
        int both;  // each in its range; what must be apart is equal
    };
    for (const Case& wrong : {
             Case{Setting::DischargeFloor, Setting::LowSocWarning, 150},
             Case{Setting::LowCell, Setting::PreAlarmCell, 2900},
             Case{Setting::LowCell, Setting::LowCellClear, 2700},
             Case{Setting::LowBankPerCell, Setting::PreAlarmCell, 2900},
             Case{Setting::LowCellClear, Setting::ChargedPerCell, 3400},
             Case{Setting::PreAlarmCellClear, Setting::ChargedPerCell, 3380},
             Case{Setting::LowBankPerCellClear, Setting::ChargedPerCell, 3390},
             Case{Setting::LowCellClear, Setting::HighCellClear, 3350},
             Case{Setting::PreAlarmCellClear, Setting::HighCellClear, 3380},
             Case{Setting::LowBankPerCellClear, Setting::HighCellClear, 3390},
             Case{Setting::HighCellClear, Setting::HighCell, 3700},
             Case{Setting::ChargeColdest, Setting::ChargeColdestClear, 100},
             Case{Setting::ChargeColdestClear, Setting::ChargeWarmestClear, 250},
             Case{Setting::ChargeWarmestClear, Setting::ChargeWarmest, 500},
             Case{Setting::LowBankPerCell, Setting::LowBankPerCellClear, 2600},
             Case{Setting::SupplyLowest, Setting::SupplyHighest, 20'000},
             Case{Setting::LinkWarning, Setting::LinkAlarm, 100},
             Case{Setting::BalancingCell, Setting::HighCell, 3650},
         }) {
        Settings settings;
        settings.set_count(wrong.lower, wrong.both);
        settings.set_count(wrong.upper, wrong.both);
        EXPECT_TRUE(refuses(settings, wrong.lower, wrong.upper)) << row_of(wrong.lower).key;
        settings.set_count(wrong.lower, wrong.both - 1);
        EXPECT_FALSE(refuses(settings, wrong.lower, wrong.upper)) << row_of(wrong.lower).key;
    }
    for (const Case& may_be_equal : {
             Case{Setting::PreAlarmCell, Setting::PreAlarmCellClear, 3120},
             Case{Setting::BalancingSpread, Setting::Imbalance, 60},
             Case{Setting::ImbalanceClear, Setting::Imbalance, 70},
         }) {
        Settings settings;
        settings.set_count(may_be_equal.lower, may_be_equal.both);
        settings.set_count(may_be_equal.upper, may_be_equal.both);
        EXPECT_FALSE(first_violation(settings)) << row_of(may_be_equal.lower).key;
        settings.set_count(may_be_equal.lower, may_be_equal.both + 1);
        EXPECT_TRUE(refuses(settings, may_be_equal.lower, may_be_equal.upper))
            << row_of(may_be_equal.lower).key;
    }
    Settings settings;  // charged at 3.60 V per cell would never be reached below 3.60 V
    settings.set<Setting::ChargedPerCell>({3600});
    settings.set<Setting::HighCell>({3600});
    settings.set<Setting::HighCellClear>({3550});
    EXPECT_TRUE(refuses(settings, Setting::ChargedPerCell, Setting::HighCell));
}

// R-OUT-4, D-11
TEST(Settings, DoNotCompareALevelThatIsTurnedOff) {
    Settings no_floor;
    no_floor.set<Setting::DischargeFloor>(0_permille);
    no_floor.set<Setting::LowSocWarning>(0_permille);
    EXPECT_FALSE(first_violation(no_floor).has_value());
    no_floor.set<Setting::LowSocWarning>(50_permille);
    EXPECT_FALSE(first_violation(no_floor).has_value());
    Settings no_warning;
    no_warning.set<Setting::LowSocWarning>(0_permille);
    no_warning.set<Setting::DischargeFloor>(300_permille);
    EXPECT_FALSE(first_violation(no_warning).has_value());
    no_warning.set<Setting::LowSocWarning>(1_permille);
    EXPECT_TRUE(refuses(no_warning, Setting::DischargeFloor, Setting::LowSocWarning));
}

// A level of 0 is a level, unless it turns its function off: 0 °C is cold, not nothing.
// R-BAT-3
TEST(Settings, CompareALevelOfZeroDegrees) {
    Settings settings;
    settings.set<Setting::ChargeColdestClear>({0});
    EXPECT_TRUE(refuses(settings, Setting::ChargeColdest, Setting::ChargeColdestClear));
}

// R-MON-8
TEST(FactoryReset, RestoresFiveSettingsAndNothingElse) {
    const std::set<Setting> five{Setting::ChargedPerCell, Setting::TailCurrent,
                                 Setting::ChargedDetection, Setting::LowSocWarning,
                                 Setting::DischargeFloor};
    Settings settings;
    for (const SettingRow& row : settings_table) {
        settings.set_count(row.setting, row.standard + 1);
    }
    factory_reset(settings);
    for (const SettingRow& row : settings_table) {
        EXPECT_EQ(settings.count(row.setting),
                  five.contains(row.setting) ? row.standard : row.standard + 1)
            << row.key;
    }
}

RC_GTEST_PROP(Core, TakesSettingsAsAWholeOrNotAtAll, ()) {
    const auto draw = rc::gen::exec([] {
        Settings settings;
        const int changes = *rc::gen::inRange(0, 6);
        for (int i = 0; i < changes; ++i) {
            const SettingRow& row =
                settings_table[*rc::gen::inRange<std::size_t>(0, setting_count)];
            const int margin = (row.highest - row.lowest) / 20;
            settings.set_count(row.setting,
                               *rc::gen::inRange(row.lowest - margin, row.highest + margin + 1));
        }
        return settings;
    });
    const Settings wanted = *rc::gen::resize(rc::kNominalSize, draw);
    const bool sound = !first_violation(wanted).has_value();
    RC_CLASSIFY(sound, "sound");
    RC_ASSERT(Core(Memory{.settings = wanted}).settings() == (sound ? wanted : Settings{}));
}

TEST(Settings, GiveEachValueAPlaceOfItsOwnToBeReadInto) {
    Settings settings;
    *settings.count_address(Setting::LowCell) = 2750;
    EXPECT_EQ(settings.get<Setting::LowCell>(), Millivolts{2750});
    EXPECT_EQ(settings.get<Setting::HighCell>(), Settings{}.get<Setting::HighCell>());
}

}  // namespace
}  // namespace bms
