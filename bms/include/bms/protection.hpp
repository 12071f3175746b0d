#pragma once
// Conditions with their timers, and the machines that drive the outputs: LOAD with PRE-ALARM,
// CHARGER, the run state, the mode, and the update. Each is a table (machine.hpp).

#include "bms/codes.hpp"
#include "bms/conditions.hpp"
#include "bms/machine.hpp"
#include "bms/outputs.hpp"
#include "bms/settings.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace bms {

/// LOAD with PRE-ALARM.
enum class LoadState : std::uint8_t {
    Open,    // both float
    On,      // LOAD High, PRE-ALARM Floating
    Warned,  // both High
};
inline constexpr std::size_t load_state_count = 3;

/// What LOAD meets at every tick: the first of these that applies.
enum class LoadEvent : std::uint8_t {
    MustOpen,  // a reason that does not wait for PRE-ALARM
    LowDue,    // a low cell or bank, and PRE-ALARM has been High for its lead time
    Low,       // a low cell or bank
    Warn,      // another condition that raises PRE-ALARM
    Well,
};
inline constexpr std::size_t load_event_count = 5;

/// R-OUT-3, D-5: LOAD falls for a low cell only after PRE-ALARM has been High for its lead time.
/// D-22: an open LOAD silences PRE-ALARM. A LOAD that is open, for whatever reason, stays open for
/// a low cell.
inline constexpr Machine<LoadState, LoadEvent, load_state_count, load_event_count> load_machine{{{
    stays(LoadState::Open, LoadEvent::MustOpen),
    stays(LoadState::Open, LoadEvent::LowDue),
    stays(LoadState::Open, LoadEvent::Low),
    {LoadState::Open, LoadEvent::Warn, LoadState::Warned},
    {LoadState::Open, LoadEvent::Well, LoadState::On},
    {LoadState::On, LoadEvent::MustOpen, LoadState::Open},
    {LoadState::On, LoadEvent::LowDue, LoadState::Warned},
    {LoadState::On, LoadEvent::Low, LoadState::Warned},
    {LoadState::On, LoadEvent::Warn, LoadState::Warned},
    stays(LoadState::On, LoadEvent::Well),
    {LoadState::Warned, LoadEvent::MustOpen, LoadState::Open},
    {LoadState::Warned, LoadEvent::LowDue, LoadState::Open},
    stays(LoadState::Warned, LoadEvent::Low),
    stays(LoadState::Warned, LoadEvent::Warn),
    {LoadState::Warned, LoadEvent::Well, LoadState::On},
}}};
static_assert(load_machine.is_sound(LoadState::Open));

enum class ChargerState : std::uint8_t { Open, On };
inline constexpr std::size_t charger_state_count = 2;

enum class ChargerEvent : std::uint8_t { MustOpen, Well };
inline constexpr std::size_t charger_event_count = 2;

inline constexpr Machine<ChargerState, ChargerEvent, charger_state_count, charger_event_count>
    charger_machine{{{
        stays(ChargerState::Open, ChargerEvent::MustOpen),
        {ChargerState::Open, ChargerEvent::Well, ChargerState::On},
        {ChargerState::On, ChargerEvent::MustOpen, ChargerState::Open},
        stays(ChargerState::On, ChargerEvent::Well),
    }}};
static_assert(charger_machine.is_sound(ChargerState::Open));

/// Whether the BMS runs at all (R-REM-2, R-REM-3, D-24).
enum class RunState : std::uint8_t {
    Starting,  // waits for a valid frame of every battery
    Running,
    Off,  // remote or mode off
};
inline constexpr std::size_t run_state_count = 3;

/// What the run state meets at every tick: the first of these that applies.
enum class RunEvent : std::uint8_t {
    SwitchedOff,  // remote or mode is off
    Complete,     // every battery has been heard, be it silent now
    Incomplete,
};
inline constexpr std::size_t run_event_count = 3;

inline constexpr Machine<RunState, RunEvent, run_state_count, run_event_count> run_machine{{{
    {RunState::Starting, RunEvent::SwitchedOff, RunState::Off},
    {RunState::Starting, RunEvent::Complete, RunState::Running},
    stays(RunState::Starting, RunEvent::Incomplete),
    {RunState::Running, RunEvent::SwitchedOff, RunState::Off},
    stays(RunState::Running, RunEvent::Complete),
    {RunState::Running, RunEvent::Incomplete, RunState::Starting},  // the set is detected anew
    stays(RunState::Off, RunEvent::SwitchedOff),
    {RunState::Off, RunEvent::Complete, RunState::Starting},
    {RunState::Off, RunEvent::Incomplete, RunState::Starting},
}}};
static_assert(run_machine.is_sound(RunState::Starting));

/// The app's switch beside the remote; it outlives a power cut (R-REM-3).
enum class Mode : std::uint8_t { On, Off };
inline constexpr std::size_t mode_count = 2;

enum class ModeEvent : std::uint8_t { SwitchOn, SwitchOff };
inline constexpr std::size_t mode_event_count = 2;

inline constexpr Machine<Mode, ModeEvent, mode_count, mode_event_count> mode_machine{{{
    stays(Mode::On, ModeEvent::SwitchOn),
    {Mode::On, ModeEvent::SwitchOff, Mode::Off},
    {Mode::Off, ModeEvent::SwitchOn, Mode::On},
    stays(Mode::Off, ModeEvent::SwitchOff),
}}};
static_assert(mode_machine.is_sound(Mode::On));

inline constexpr std::size_t update_state_count = 3;

enum class UpdateEvent : std::uint8_t { Begin, Fail, Finish, PowerUp, TimeOut };
inline constexpr std::size_t update_event_count = 5;

/// D-21: starting again stops the 120 s that run from the failure, success ends it. An update that
/// a power cut has interrupted has failed, and so has one of which nobody has told the end for
/// `update_limit_s` (both assumed): no update holds LOAD for ever. What has failed stays so.
inline constexpr Machine<UpdateState, UpdateEvent, update_state_count, update_event_count>
    update_machine{{{
        {UpdateState::None, UpdateEvent::Begin, UpdateState::Running},
        stays(UpdateState::None, UpdateEvent::Fail),
        stays(UpdateState::None, UpdateEvent::Finish),
        stays(UpdateState::None, UpdateEvent::PowerUp),
        stays(UpdateState::None, UpdateEvent::TimeOut),
        stays(UpdateState::Running, UpdateEvent::Begin),
        {UpdateState::Running, UpdateEvent::Fail, UpdateState::Failed},
        {UpdateState::Running, UpdateEvent::Finish, UpdateState::None},
        {UpdateState::Running, UpdateEvent::PowerUp, UpdateState::Failed},
        {UpdateState::Running, UpdateEvent::TimeOut, UpdateState::Failed},
        {UpdateState::Failed, UpdateEvent::Begin, UpdateState::Running},
        stays(UpdateState::Failed, UpdateEvent::Fail),
        stays(UpdateState::Failed, UpdateEvent::Finish),
        stays(UpdateState::Failed, UpdateEvent::PowerUp),
        stays(UpdateState::Failed, UpdateEvent::TimeOut),
    }}};
static_assert(update_machine.is_sound(UpdateState::None));

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

/// What the protection still knows after a power cut. The conditions are among it, so that a bank
/// cut off for a low cell stays cut off until it is charged.
struct ProtectionMemory {
    ConditionSet active{};
    Mode mode{Mode::On};
    UpdateState update{UpdateState::None};
    std::array<std::uint8_t, 2> unused{};

    friend constexpr bool operator==(const ProtectionMemory&, const ProtectionMemory&) = default;
};

/// Everything the protection knows.
class Protection {
  public:
    Protection() : Protection(ProtectionMemory{}) {}
    /// Power-up.
    explicit Protection(const ProtectionMemory& memory);
    ProtectionMemory memory() const {
        return {.active = active_, .mode = mode_, .update = update_};
    }

    /// One control tick: timers, conditions, outputs, codes.
    void step(const Settings& settings, const Predicates& predicates, bool remote_on,
              bool complete);
    /// `ticks` ticks of which it is known (`next_timer`) that none changes a condition or an
    /// output.
    void step_quietly(const Settings& settings, const Predicates& predicates, Ticks ticks);
    /// Ticks until a running timer ends with these predicates held, at least 1; nothing when no
    /// timer runs.
    std::optional<Ticks> next_timer(const Settings& settings, const Predicates& predicates) const;

    /// Both are felt at the next tick. False: the update stays as it is.
    void meet(ModeEvent event);
    bool meet(UpdateEvent event);
    /// One control tick of an update that runs, before the tick's conditions are judged: one that
    /// has run for `update_limit_s` fails.
    void count_update(const Settings& settings);

    LoadState load_state() const {
        if (load_reasons_.any()) {
            return LoadState::Open;
        }
        return pre_alarm_reasons_.any() ? LoadState::Warned : LoadState::On;
    }
    ChargerState charger_state() const {
        return charger_reasons_.any() ? ChargerState::Open : ChargerState::On;
    }
    Output load() const { return load_reasons_.any() ? Output::Floating : Output::High; }
    Output charger() const { return charger_reasons_.any() ? Output::Floating : Output::High; }
    Output pre_alarm() const { return pre_alarm_reasons_.any() ? Output::High : Output::Floating; }
    /// Why an output floats, and why PRE-ALARM is High.
    Reasons load_reasons() const { return load_reasons_; }
    Reasons charger_reasons() const { return charger_reasons_; }
    Reasons pre_alarm_reasons() const { return pre_alarm_reasons_; }
    ConditionSet active() const { return active_; }
    CodeSet codes() const { return codes_; }
    Light red_light() const;
    RunState run_state() const { return run_; }
    Mode mode() const { return mode_; }
    UpdateState update_state() const { return update_; }
    UpdateStage update_stage() const {
        const bool is_given_up =
            update_ == UpdateState::Failed && active_.has(Condition::UpdateFailed);
        return is_given_up ? UpdateStage::GivenUp : static_cast<UpdateStage>(update_);
    }

    friend constexpr bool operator==(const Protection&, const Protection&) = default;

  private:
    friend struct Fields;  // fields.hpp: every number by name

    void step_conditions(const Settings& settings, const Predicates& predicates);
    void drive_load(const Settings& settings, std::uint32_t run_reasons);
    void drive_charger(std::uint32_t run_reasons);
    void show_codes();

    ConditionSet active_{};
    Reasons load_reasons_{};
    Reasons charger_reasons_{};
    Reasons pre_alarm_reasons_{};
    // Ticks for which the pending change of a condition has held; 0 when none is pending.
    std::array<std::uint16_t, condition_count> held_{};
    std::uint16_t pre_alarm_age_{};  // ticks since PRE-ALARM rose, up to its lead time
    std::uint16_t update_age_{};     // ticks for which an update has been running
    CodeSet codes_{};
    RunState run_{RunState::Starting};
    Mode mode_;
    UpdateState update_;
    std::uint8_t unused_{};
};

}  // namespace bms
