#include "bms/protection.hpp"

#include <algorithm>

namespace bms {

namespace {

constexpr std::size_t run_state_count = 3;

/// Every run state can be reached from the start and left again.
constexpr bool run_machine_is_sound() {
    std::array<bool, run_state_count> reached{true};  // Starting
    for (std::size_t round = 0; round < run_state_count; ++round) {
        for (const RunTransition& row : run_transitions) {
            if (reached[static_cast<std::size_t>(row.from)]) {
                reached[static_cast<std::size_t>(row.to)] = true;
            }
        }
    }
    std::array<bool, run_state_count> left{};
    for (const RunTransition& row : run_transitions) {
        left[static_cast<std::size_t>(row.from)] = row.from != row.to;
    }
    return std::all_of(reached.begin(), reached.end(), [](bool yes) { return yes; }) &&
           std::all_of(left.begin(), left.end(), [](bool yes) { return yes; });
}
static_assert(run_machine_is_sound());

RunState next_run_state(RunState state, bool remote_on, bool complete) {
    for (const RunTransition& row : run_transitions) {
        const bool applies = (row.on == RunEvent::RemoteOff && !remote_on) ||
                             (row.on == RunEvent::RemoteOn && remote_on) ||
                             (row.on == RunEvent::Complete && complete);
        if (row.from == state && applies) {
            return row.to;
        }
    }
    return state;
}

constexpr std::uint32_t bit(Reason reason) {
    return 1U << static_cast<unsigned>(reason);
}
constexpr std::uint32_t bit(Condition condition) {
    return 1U << static_cast<unsigned>(condition);
}

/// D-22: a warning gives way to the alarm of the same number.
struct Replacement {
    Code alarm;
    Code warning;
};
constexpr std::array<Replacement, 3> replacements{{
    {Code::A_B01, Code::W_B01},
    {Code::A_B05, Code::W_B05},
    {Code::A_B07, Code::W_B07},
}};

constexpr bool every_warning_is_replaced() {
    for (const CodeText& warning : code_texts) {
        const bool listed =
            std::any_of(replacements.begin(), replacements.end(), [&](const Replacement& row) {
                return row.warning == warning.code &&
                       text_of(row.alarm).b_number == warning.b_number &&
                       text_of(row.alarm).severity == Severity::Alarm;
            });
        if (warning.severity == Severity::Warning && !listed) {
            return false;
        }
    }
    return true;
}
static_assert(every_warning_is_replaced());

constexpr unsigned codes_that_are_no_warning() {
    unsigned mask = 0;
    for (const CodeText& text : code_texts) {
        mask |= text.severity == Severity::Warning ? 0U : 1U << static_cast<unsigned>(text.code);
    }
    return mask;
}
constexpr unsigned alarm_and_error_codes = codes_that_are_no_warning();

constexpr unsigned code_bit(Code code) {
    return 1U << static_cast<unsigned>(code);
}

constexpr std::uint32_t open_load = conditions_with(&Effects::opens_load);
constexpr std::uint32_t open_load_warned = conditions_with(&Effects::opens_load_warned);
constexpr std::uint32_t open_charger = conditions_with(&Effects::opens_charger);
constexpr std::uint32_t raise_pre_alarm = conditions_with(&Effects::raises_pre_alarm);

/// Reasons of the run state that keep LOAD and CHARGER open.
constexpr std::uint32_t run_reasons(RunState state) {
    switch (state) {
        case RunState::Starting:
            return bit(Reason::Starting);
        case RunState::Off:
            return bit(Reason::RemoteOff);
        case RunState::Running:
            break;
    }
    return 0;
}

}  // namespace

const char* name_of_reason(std::size_t bit_number) {
    constexpr std::array<const char*, reason_count - condition_count> others{
        "remote_off", "mode_off", "starting", "updating"};
    return bit_number < condition_count ? condition_table[bit_number].name
                                        : others[bit_number - condition_count];
}

void Protection::step(const Settings& settings, const Predicates& predicates, bool remote_on,
                      bool complete) {
    if (pre_alarm_ == Output::High) {
        const auto lead = settings.get<Setting::PreAlarmLead>().count;
        pre_alarm_age_ =
            static_cast<std::uint16_t>(std::min<std::uint32_t>(pre_alarm_age_ + 1U, lead));
    }
    const ConditionSet active_before = active_;
    const Reasons load_before = load_reasons_;
    run_ = next_run_state(run_, remote_on, complete);
    step_conditions(settings, predicates);
    drive_outputs(settings);
    if (!(active_ == active_before && load_reasons_ == load_before)) {
        show_codes();
    }
}

void Protection::step_conditions(const Settings& settings, const Predicates& predicates) {
    const std::uint32_t pending =
        (active_.bits & predicates.clear) | (~active_.bits & predicates.set);
    if (pending == 0) {
        held_ = {};
        return;
    }
    for (const ConditionRow& row : condition_table) {
        const std::uint32_t mask = bit(row.condition);
        const bool is_active = (active_.bits & mask) != 0;
        const bool is_pending = (pending & mask) != 0;
        std::uint16_t& held = held_[static_cast<std::size_t>(row.condition)];
        if (!is_pending) {
            held = 0;
            continue;
        }
        const std::int32_t time = settings.count(is_active ? row.time_off : row.time_on);
        const bool at_once = !is_active && (predicates.at_once & mask) != 0;
        if (at_once || held >= time) {
            active_.bits ^= mask;
            held = 0;
        } else {
            ++held;
        }
    }
}

void Protection::drive_outputs(const Settings& settings) {
    const std::uint32_t now = active_.bits;
    const std::uint32_t at_once = (now & open_load) | run_reasons(run_);
    const std::uint32_t warned = now & open_load_warned;
    // R-OUT-3: LOAD falls for a low cell only after PRE-ALARM has been High for its lead time. Once
    // LOAD is open, for whatever reason, a low cell keeps it open.
    const bool may_open = load() == Output::Floating || at_once != 0 ||
                          (pre_alarm_ == Output::High &&
                           pre_alarm_age_ >= settings.get<Setting::PreAlarmLead>().count);
    load_reasons_.bits = at_once | (may_open ? warned : 0);
    charger_reasons_.bits = (now & open_charger) | run_reasons(run_) |
                            (update_ == UpdateState::None ? 0 : bit(Reason::Updating));
    // D-22: an open LOAD silences PRE-ALARM, an alarm has replaced the warning.
    const bool wanted = (now & raise_pre_alarm) != 0 && load() == Output::High;
    if (!wanted) {
        pre_alarm_ = Output::Floating;
        pre_alarm_age_ = 0;
    } else if (pre_alarm_ == Output::Floating) {
        pre_alarm_ = Output::High;
        pre_alarm_age_ = 0;
    }
}

void Protection::show_codes() {
    codes_ = {};
    for (const ConditionRow& row : condition_table) {
        const bool waits_for_load = row.effects.opens_load_warned;
        const bool shows =
            waits_for_load ? load_reasons_.has(row.condition) : active_.has(row.condition);
        if (shows && row.code != Code::None) {
            codes_.insert(row.code);
        }
    }
    for (const Replacement& row : replacements) {
        if (codes_.contains(row.alarm)) {
            codes_.bits = static_cast<std::uint16_t>(codes_.bits & ~code_bit(row.warning));
        }
    }
}

Light Protection::red_light() const {
    if ((codes_.bits & alarm_and_error_codes) != 0) {
        return Light::On;
    }
    return codes_.bits != 0 ? Light::Blinking : Light::Off;
}

void Protection::step_quietly(const Settings& settings, const Predicates& predicates, Ticks ticks) {
    if (pre_alarm_ == Output::High) {
        const std::uint32_t lead = settings.get<Setting::PreAlarmLead>().count;
        pre_alarm_age_ =
            static_cast<std::uint16_t>(std::min<std::uint32_t>(pre_alarm_age_ + ticks.count, lead));
    }
    const std::uint32_t pending =
        (active_.bits & predicates.clear) | (~active_.bits & predicates.set);
    for (std::size_t i = 0; i < condition_count; ++i) {
        const bool is_pending = ((pending >> i) & 1U) != 0;
        held_[i] =
            is_pending ? static_cast<std::uint16_t>(held_[i] + ticks.count) : std::uint16_t{0};
    }
}

std::optional<Ticks> Protection::next_timer(const Settings& settings,
                                            const Predicates& predicates) const {
    std::optional<Ticks> soonest;
    const auto consider = [&](std::int64_t ticks) {
        const Ticks at{static_cast<std::uint32_t>(std::max<std::int64_t>(1, ticks))};
        soonest = soonest ? std::min(*soonest, at) : at;
    };
    for (const ConditionRow& row : condition_table) {
        const std::uint32_t mask = bit(row.condition);
        const bool is_active = (active_.bits & mask) != 0;
        if (((is_active ? predicates.clear : predicates.set) & mask) != 0) {
            const std::int32_t time = settings.count(is_active ? row.time_off : row.time_on);
            consider(std::int64_t{time} - held_[static_cast<std::size_t>(row.condition)] + 1);
        }
    }
    if (pre_alarm_ == Output::High && (active_.bits & open_load_warned) != 0) {
        consider(std::int64_t{settings.get<Setting::PreAlarmLead>().count} - pre_alarm_age_);
    }
    return soonest;
}

}  // namespace bms
