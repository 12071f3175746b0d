#include "bms/settings.hpp"

namespace bms {

namespace {

/// `lower` must be smaller than `upper`; a warning of 0 is off, and exempt. Every
/// alarm has its warning before it, every pair its clear level on the right side of its set level,
/// and a bank that counts as charged clears everything that was low (R-OUT-5).
struct OrderRule {
    Setting lower;
    Setting upper;
    bool may_be_equal{};  // set at or below, clear above: one level parts them
};

constexpr std::array<OrderRule, 22> order_rules{{
    {Setting::DischargeFloor, Setting::LowSocWarning},
    {Setting::LowCell, Setting::PreAlarmCell},
    {Setting::LowCell, Setting::LowCellClear},
    {Setting::PreAlarmCell, Setting::PreAlarmCellClear, true},
    {Setting::LowBankPerCell, Setting::PreAlarmCell},
    {Setting::LowCellClear, Setting::ChargedPerCell},
    {Setting::PreAlarmCellClear, Setting::ChargedPerCell},
    {Setting::LowBankPerCellClear, Setting::ChargedPerCell},
    {Setting::LowCellClear, Setting::HighCellClear},
    {Setting::PreAlarmCellClear, Setting::HighCellClear},
    {Setting::LowBankPerCellClear, Setting::HighCellClear},
    {Setting::HighCellClear, Setting::HighCell},
    {Setting::ChargedPerCell, Setting::HighCell},
    {Setting::ChargeColdest, Setting::ChargeColdestClear},
    {Setting::ChargeColdestClear, Setting::ChargeWarmestClear},
    {Setting::ChargeWarmestClear, Setting::ChargeWarmest},
    {Setting::LowBankPerCell, Setting::LowBankPerCellClear},
    {Setting::SupplyLowest, Setting::SupplyHighest},
    {Setting::LinkWarning, Setting::LinkAlarm},
    {Setting::BalancingCell, Setting::HighCell},
    {Setting::BalancingSpread, Setting::Imbalance, true},
    {Setting::ImbalanceClear, Setting::Imbalance, true},
}};

/// Only the warning can be turned off and stand above something.
constexpr bool turned_off(const Settings& settings, Setting setting) {
    return setting == Setting::LowSocWarning && settings.count(setting) == 0;
}

}  // namespace

std::optional<SettingsViolation> first_violation(const Settings& settings) {
    for (const SettingRow& row : settings_table) {
        const std::int32_t count = settings.count(row.setting);
        if (count < row.lowest || count > row.highest) {
            return SettingsViolation{row.setting, Setting::None};
        }
    }
    for (const OrderRule& rule : order_rules) {
        if (turned_off(settings, rule.upper)) {
            continue;
        }
        const std::int32_t lower = settings.count(rule.lower);
        const std::int32_t upper = settings.count(rule.upper);
        if (lower > upper || (lower == upper && !rule.may_be_equal)) {
            return SettingsViolation{rule.lower, rule.upper};
        }
    }
    return std::nullopt;
}

void factory_reset(Settings& settings) {
    for (const SettingRow& row : settings_table) {
        if (row.factory_reset) {
            settings.set_count(row.setting, row.standard);
        }
    }
}

}  // namespace bms
