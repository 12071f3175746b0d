#include "bms/protection.hpp"

#include <algorithm>

namespace bms {

namespace {

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

consteval bool every_warning_is_replaced() {
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

consteval unsigned codes_that_are_no_warning() {
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

constexpr std::uint32_t if_so(bool applies, std::uint32_t mask) {
    return applies ? mask : 0;
}

RunEvent run_event(bool switched_on, bool complete) {
    if (!switched_on) {
        return RunEvent::SwitchedOff;
    }
    return complete ? RunEvent::Complete : RunEvent::Incomplete;
}

}  // namespace

const char* name_of_reason(std::size_t bit_number) {
    constexpr std::array<const char*, reason_count - condition_count> others{
        "remote_off", "mode_off", "starting", "updating"};
    return bit_number < condition_count ? condition_table[bit_number].name
                                        : others[bit_number - condition_count];
}

Protection::Protection(const ProtectionMemory& memory)
    : active_{memory.active},
      load_reasons_{bit(Reason::Starting) | (memory.active.bits & (open_load | open_load_warned))},
      charger_reasons_{bit(Reason::Starting) | (memory.active.bits & open_charger)},
      mode_{memory.mode},
      update_{update_machine.next(memory.update, UpdateEvent::PowerUp)} {
    show_codes();
}

void Protection::meet(ModeEvent event) {
    mode_ = mode_machine.next(mode_, event);
}

bool Protection::meet(UpdateEvent event) {
    const UpdateState before = update_;
    update_ = update_machine.next(update_, event);
    update_age_ = update_ != before ? std::uint16_t{0} : update_age_;
    return update_ != before;
}

void Protection::count_update(const Settings& settings) {
    if (update_ != UpdateState::Running) {
        return;
    }
    if (update_age_ >= settings.get<Setting::UpdateLimit>().count) {
        meet(UpdateEvent::TimeOut);
    } else {
        ++update_age_;
    }
}

void Protection::step(const Settings& settings, const Predicates& predicates, bool remote_on,
                      bool complete) {
    if (pre_alarm() == Output::High) {
        const auto lead = settings.get<Setting::PreAlarmLead>().count;
        pre_alarm_age_ =
            static_cast<std::uint16_t>(std::min<std::uint32_t>(pre_alarm_age_ + 1U, lead));
    }
    const ConditionSet active_before = active_;
    const Reasons load_before = load_reasons_;
    const bool mode_on = mode_ == Mode::On;
    run_ = run_machine.next(run_, run_event(remote_on && mode_on, complete));
    step_conditions(settings, predicates);
    const std::uint32_t run_reasons = if_so(run_ == RunState::Starting, bit(Reason::Starting)) |
                                      if_so(!remote_on, bit(Reason::RemoteOff)) |
                                      if_so(!mode_on, bit(Reason::ModeOff));
    drive_load(settings, run_reasons);
    drive_charger(run_reasons);
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

void Protection::drive_load(const Settings& settings, std::uint32_t run_reasons) {
    const std::uint32_t at_once = (active_.bits & open_load) | run_reasons;
    const std::uint32_t low = active_.bits & open_load_warned;
    const std::uint32_t warns = active_.bits & raise_pre_alarm;
    const auto event = [&] {
        if (at_once != 0) {
            return LoadEvent::MustOpen;
        }
        if (low != 0) {
            const bool due = pre_alarm_age_ >= settings.get<Setting::PreAlarmLead>().count;
            return due ? LoadEvent::LowDue : LoadEvent::Low;
        }
        return warns != 0 ? LoadEvent::Warn : LoadEvent::Well;
    };
    const LoadState before = load_state();
    const LoadState now = load_machine.next(before, event());
    load_reasons_.bits = if_so(now == LoadState::Open, at_once | low);
    pre_alarm_reasons_.bits = if_so(now == LoadState::Warned, warns);
    if (now != LoadState::Warned || before != LoadState::Warned) {
        pre_alarm_age_ = 0;
    }
}

void Protection::drive_charger(std::uint32_t run_reasons) {
    const std::uint32_t reasons = (active_.bits & open_charger) | run_reasons |
                                  if_so(update_ != UpdateState::None, bit(Reason::Updating));
    const ChargerEvent event = reasons != 0 ? ChargerEvent::MustOpen : ChargerEvent::Well;
    const ChargerState now = charger_machine.next(charger_state(), event);
    charger_reasons_.bits = if_so(now == ChargerState::Open, reasons);
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
    if (pre_alarm() == Output::High) {
        const std::uint32_t lead = settings.get<Setting::PreAlarmLead>().count;
        pre_alarm_age_ =
            static_cast<std::uint16_t>(std::min<std::uint32_t>(pre_alarm_age_ + ticks.count, lead));
    }
    if (update_ == UpdateState::Running) {
        update_age_ = static_cast<std::uint16_t>(update_age_ + ticks.count);
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
    if (pre_alarm() == Output::High && (active_.bits & open_load_warned) != 0) {
        consider(std::int64_t{settings.get<Setting::PreAlarmLead>().count} - pre_alarm_age_);
    }
    if (update_ == UpdateState::Running) {
        consider(std::int64_t{settings.get<Setting::UpdateLimit>().count} - update_age_ + 1);
    }
    return soonest;
}

}  // namespace bms
