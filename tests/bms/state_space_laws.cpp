// What every tick of the protection must keep, whatever the core does.

#include "tests/bms/state_space.hpp"

namespace bms {

Times short_times() {
    Times times;
    int next = 0;
    for (const SettingRow& row : settings_table) {
        if (row.unit == SettingUnit::Tick) {
            times.settings.set_count(row.setting, 1 + next++ % 3);
        }
    }
    times.settings.set<Setting::PreAlarmLead>(4_ticks);
    return times;
}

Times times_in_steps_of_5_s() {
    Times times;
    for (const SettingRow& row : settings_table) {
        if (row.unit == SettingUnit::Tick) {
            const std::int32_t ticks =
                row.setting == Setting::UpdateLimit ? row.lowest : row.standard;
            times.settings.set_count(row.setting, (ticks + 49) / 50);
        }
    }
    return times;
}

namespace {

/// The codes that a set of conditions shows; A-B01 and A-B08 wait with LOAD for the lead (D-5).
CodeSet expected_codes(const Protection& now) {
    CodeSet codes;
    for (const ConditionRow& row : condition_table) {
        const bool waits = row.effects.opens_load_warned;
        const bool holds =
            waits ? now.load_reasons().has(row.condition) : now.active().has(row.condition);
        if (holds && row.code != Code::None) {
            codes.insert(row.code);
        }
    }
    // D-22: the warning gives way to the alarm of its number.
    CodeSet shown;
    for (const CodeText& text : code_texts) {
        const bool gives_way =
            text.severity == Severity::Warning &&
            std::any_of(code_texts.begin(), code_texts.end(), [&](const CodeText& other) {
                return other.severity == Severity::Alarm && other.b_number == text.b_number &&
                       codes.contains(other.code);
            });
        if (codes.contains(text.code) && !gives_way) {
            shown.insert(text.code);
        }
    }
    return shown;
}

/// D-23: a condition changes at the tick that finds what sets or clears it held for its time, not
/// before and not later; D-5: PRE-ALARM for a low cell at once.
const char* broken_time(const Times& times, Onlooker& seen, const Protection& now,
                        const Predicates& predicates) {
    const char* broken = "";
    for (const ConditionRow& row : condition_table) {
        const std::uint32_t mask = bit(row.condition);
        std::uint16_t& pending = seen.pending[static_cast<std::size_t>(row.condition)];
        const bool was_active = (seen.active & mask) != 0;
        const bool is_pending = ((was_active ? predicates.clear : predicates.set) & mask) != 0;
        const bool at_once = !was_active && (predicates.at_once & mask) != 0;
        const bool is_due =
            is_pending && (at_once || pending >= (was_active ? times.off(row) : times.on(row)));
        const bool changed = was_active != now.active().has(row.condition);
        if (changed && !is_due) {
            broken = "a condition changed before its time, or for nothing";
        } else if (!changed && is_due) {
            broken = "a condition did not change when it was due";
        }
        pending =
            is_pending && !changed ? static_cast<std::uint16_t>(pending + 1) : std::uint16_t{0};
    }
    return broken;
}

/// D-21: an update that is begun and does not end holds LOAD for its time, and for the time that a
/// failure leaves to try again. Nobody's word is needed.
const char* broken_update(const Times& times, Onlooker& seen, const Protection& now, bool begins) {
    if (now.update_state() == UpdateState::None) {
        seen.update_age = 0;
        return "";
    }
    const std::int32_t limit = times.settings.count(Setting::UpdateLimit);
    const std::int32_t longest = times.longest_update();
    seen.update_age = begins ? std::uint16_t{0}
                             : static_cast<std::uint16_t>(std::min(seen.update_age + 1, longest));
    if (now.update_state() == UpdateState::Running && seen.update_age >= limit) {
        return "an update runs for longer than its limit";
    }
    const bool is_held = now.load() == Output::High && seen.update_age >= longest;
    return is_held ? "an update holds LOAD for longer than its limit" : "";
}

}  // namespace

bool is_parted_by_charge(const ConditionRow& row) {
    return row.measure == Measure::StateOfCharge;
}

std::string broken_law(const Times& times, Onlooker& seen, const Protection& now,
                       const Predicates& predicates, bool is_on, bool begins_update) {
    const bool rose_before = seen.pre_alarm_age > 0;
    const std::uint32_t open_load = conditions_with(&Effects::opens_load);
    const std::uint32_t open_warned = conditions_with(&Effects::opens_load_warned);
    const std::uint32_t open_charger = conditions_with(&Effects::opens_charger);
    const std::uint32_t warn = conditions_with(&Effects::raises_pre_alarm);
    const std::uint32_t load_reasons = now.load_reasons().bits;
    const bool opened = seen.load == Output::High && now.load() == Output::Floating;
    const bool low_alone = (load_reasons & ~open_warned) == 0;
    const bool any_high = now.load() == Output::High || now.charger() == Output::High ||
                          now.pre_alarm() == Output::High;
    const std::uint32_t changed = seen.active ^ now.active().bits;
    bool chatters = false;
    for (const ConditionRow& row : condition_table) {
        const auto i = static_cast<std::size_t>(row.condition);
        std::uint16_t& age = seen.age[i];
        if (is_parted_by_charge(row)) {
            continue;
        }
        age = static_cast<std::uint16_t>(std::min(age + 1, times.old(row)));
        if ((changed & bit(row.condition)) != 0) {
            const bool sets = now.active().has(row.condition);
            const bool at_once = sets && (predicates.at_once & bit(row.condition)) != 0;
            chatters = chatters || (!at_once && age < (sets ? times.on(row) : times.off(row)));
            age = 0;
        }
    }
    const char* const untimely = broken_time(times, seen, now, predicates);
    const char* const unending = broken_update(times, seen, now, begins_update);
    struct Law {
        bool broken;
        const char* what;
    };
    const std::array<Law, 12> laws{{
        {opened && low_alone && seen.pre_alarm_age < times.lead(),
         "LOAD opened for a low cell before PRE-ALARM had been High for its lead"},
        {!is_on && any_high, "an output is High with the remote or the mode off"},
        {now.charger() == Output::High && (now.active().bits & open_charger) != 0,
         "CHARGER is High against a condition"},
        {now.charger() == Output::High && now.update_state() != UpdateState::None,
         "CHARGER is High through an update"},
        {now.load() == Output::High && (now.active().bits & open_load) != 0,
         "LOAD is High against a condition"},
        {now.pre_alarm() == Output::High &&
             (now.load() == Output::Floating || (now.active().bits & warn) == 0),
         "PRE-ALARM is High while LOAD is open, or for nothing"},
        {now.load() == Output::High && (now.active().bits & warn) != 0 &&
             now.pre_alarm() == Output::Floating,
         "PRE-ALARM is silent though something warns"},
        {(now.load() == Output::Floating) != now.load_reasons().any() ||
             (now.charger() == Output::Floating) != now.charger_reasons().any(),
         "an open output without a reason"},
        {!(now.codes() == expected_codes(now)), "a code without its condition, or the other way"},
        {chatters, "a condition changed faster than its times allow"},
        {*unending != '\0', unending},
        {*untimely != '\0', untimely},
    }};
    for (const Law& law : laws) {
        if (law.broken) {
            return law.what;
        }
    }
    const bool is_high = now.pre_alarm() == Output::High;
    seen.pre_alarm_age =
        !is_high ? std::uint16_t{0}
                 : static_cast<std::uint16_t>(std::min<std::uint32_t>(
                       rose_before ? seen.pre_alarm_age + 1U : 1U, times.old_pre_alarm()));
    seen.active = now.active().bits;
    seen.load = now.load();
    return "";
}

const char* look_on_quietly(const Times& times, Onlooker& seen, const Protection& now,
                            const Predicates& predicates, std::uint32_t ticks) {
    const auto older = [ticks](std::uint16_t age, std::uint32_t oldest) {
        return static_cast<std::uint16_t>(std::min(age + ticks, oldest));
    };
    const char* broken = "";
    for (const ConditionRow& row : condition_table) {
        const auto i = static_cast<std::size_t>(row.condition);
        const bool is_active = now.active().has(row.condition);
        const std::uint32_t changes = is_active ? predicates.clear : predicates.set;
        const std::int32_t time = is_active ? times.off(row) : times.on(row);
        if (ticks > 0 && (changes & bit(row.condition)) != 0) {
            seen.pending[i] = static_cast<std::uint16_t>(seen.pending[i] + ticks);
            broken = seen.pending[i] > time ? "a leap over what was due" : broken;
        }
        if (!is_parted_by_charge(row)) {
            seen.age[i] = older(seen.age[i], static_cast<std::uint32_t>(times.old(row)));
        }
    }
    if (now.pre_alarm() == Output::High) {
        seen.pre_alarm_age = older(seen.pre_alarm_age, times.old_pre_alarm());
    }
    if (now.update_state() != UpdateState::None) {
        seen.update_age =
            older(seen.update_age, static_cast<std::uint32_t>(times.longest_update()));
    }
    return broken;
}

}  // namespace bms
