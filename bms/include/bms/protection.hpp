#pragma once
// Conditions with their timers, and the machines that drive the outputs: LOAD with PRE-ALARM,
// CHARGER, and the run state.

#include "bms/codes.hpp"
#include "bms/conditions.hpp"
#include "bms/outputs.hpp"
#include "bms/settings.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace bms {

/// Whether the BMS runs at all (R-REM-2, D-24).
enum class RunState : std::uint8_t {
    Starting,  // waits for a valid frame of every battery
    Running,
    Off,  // remote off
};

/// What moves the run state. The first that applies in this order wins.
enum class RunEvent : std::uint8_t { RemoteOff, RemoteOn, Complete };

struct RunTransition {
    RunState from;
    RunEvent on;
    RunState to;
};

inline constexpr std::array<RunTransition, 4> run_transitions{{
    {RunState::Starting, RunEvent::RemoteOff, RunState::Off},
    {RunState::Starting, RunEvent::Complete, RunState::Running},
    {RunState::Running, RunEvent::RemoteOff, RunState::Off},
    {RunState::Off, RunEvent::RemoteOn, RunState::Starting},
}};

/// A firmware update of the BMS or of the batteries (R-UPD-1, R-UPD-2, D-21).
enum class UpdateState : std::uint8_t { None, Running, Failed };

/// Why an output is open: the conditions, by their bit, and these four.
enum class Reason : std::uint8_t { RemoteOff = condition_count, ModeOff, Starting, Updating };
inline constexpr std::size_t reason_count = condition_count + 4;

/// The name of a reason bit as events and reports spell it.
const char* name_of_reason(std::size_t bit);

struct Reasons {
    std::uint32_t bits{};

    constexpr bool any() const { return bits != 0; }
    constexpr bool has(Condition condition) const {
        return ((bits >> static_cast<unsigned>(condition)) & 1U) != 0;
    }
    constexpr bool has(Reason reason) const {
        return ((bits >> static_cast<unsigned>(reason)) & 1U) != 0;
    }
    friend constexpr bool operator==(Reasons, Reasons) = default;
};

/// Everything the protection remembers.
class Protection {
  public:
    /// One control tick: timers, conditions, outputs, codes.
    void step(const Settings& settings, const Predicates& predicates, bool remote_on,
              bool complete);
    /// `ticks` ticks of which it is known (`next_deadline`) that none changes a condition or an
    /// output.
    void step_quietly(const Settings& settings, const Predicates& predicates, Ticks ticks);
    /// Ticks until a running timer ends with these predicates held, at least 1; nothing when no
    /// timer runs.
    std::optional<Ticks> next_timer(const Settings& settings, const Predicates& predicates) const;

    Output load() const { return load_reasons_.any() ? Output::Floating : Output::High; }
    Output charger() const { return charger_reasons_.any() ? Output::Floating : Output::High; }
    Output pre_alarm() const { return pre_alarm_; }
    Reasons load_reasons() const { return load_reasons_; }
    Reasons charger_reasons() const { return charger_reasons_; }
    ConditionSet active() const { return active_; }
    CodeSet codes() const { return codes_; }
    Light red_light() const;
    RunState run_state() const { return run_; }
    UpdateState update_state() const { return update_; }

    friend constexpr bool operator==(const Protection&, const Protection&) = default;

  private:
    void step_conditions(const Settings& settings, const Predicates& predicates);
    void drive_outputs(const Settings& settings);
    void show_codes();

    ConditionSet active_{};
    Reasons load_reasons_{1U << static_cast<unsigned>(Reason::Starting)};
    Reasons charger_reasons_{1U << static_cast<unsigned>(Reason::Starting)};
    // Ticks for which the pending change of a condition has held; 0 when none is pending.
    std::array<std::uint16_t, condition_count> held_{};
    std::uint16_t pre_alarm_age_{};  // ticks since PRE-ALARM rose, up to its lead time
    CodeSet codes_{};
    Output pre_alarm_{Output::Floating};
    RunState run_{RunState::Starting};
    UpdateState update_{UpdateState::None};
    std::array<std::uint8_t, 3> unused_{};
};

}  // namespace bms
