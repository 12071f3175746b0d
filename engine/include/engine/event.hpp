#pragma once
// What happens in a run: the names of events and of the milestones among them.

#include "engine/sim_time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace engine {

enum class EventKind : std::uint8_t {
    LoadOn,
    LoadOff,
    ChargerOn,
    ChargerOff,
    PreAlarmOn,
    PreAlarmOff,
    CodeRaised,
    CodeCleared,
    Synchronised,
    SocUncertain,
    SocCertain,
    BatteryDamaged,
    CellReversed,
    LimitBroken,
    LimitKept,
    BrownOut,
    BrownOutOver,
    BmsOff,
    BmsOn,
    RemoteChanged,
    ModeChanged,
    SocSet,
    SettingChanged,
    FactoryReset,
    HistoryReset,
    UpdateBegun,
    UpdateFailed,
    UpdateFinished,
    BluetoothSet,
    BlueLight,
    CommandRefused,
    BatteryGone,
    BatteryBack,
    BatteryDisconnected,
    BatteryConnected,
    BatteryExchanged,
    ChainOpened,
    ChainClosed,
    LinkChanged,
    HardwareFault,
    HardwareFaultOver,
    DetectsAnew,
    LinkJoined,
    LinkParted,
    LoadDump,
    StarterFlat,
    StarterBack,
    SwitchOpened,
    SwitchClosed,
    Overload,
    LockedOut,
    LockedOutOver,
    SwitchAlarm,
    SwitchAlarmOver,
    ShortCircuit,
    ShortCircuitOver,
    StartAssist,
};

struct EventRow {
    EventKind kind;
    std::string_view name;
    std::string_view help;
};

inline constexpr std::array<EventRow, 57> event_table{{
    {EventKind::LoadOn, "load_on", "LOAD goes High: loads may run"},
    {EventKind::LoadOff, "load_off", "LOAD floats: what it switches goes off"},
    {EventKind::ChargerOn, "charger_on", "CHARGER goes High: charging is allowed"},
    {EventKind::ChargerOff, "charger_off", "CHARGER floats: chargers that obey it stop"},
    {EventKind::PreAlarmOn, "pre_alarm_on", "PRE-ALARM goes High: the buzzer sounds"},
    {EventKind::PreAlarmOff, "pre_alarm_off", "PRE-ALARM floats"},
    {EventKind::CodeRaised, "code_raised", "a warning, alarm or error appears"},
    {EventKind::CodeCleared, "code_cleared", "a warning, alarm or error goes"},
    {EventKind::Synchronised, "synchronised", "the monitor sets its state of charge to 100 %"},
    {EventKind::SocUncertain, "soc_uncertain",
     "the per cent is not to be trusted any more: counted while a current was not known"},
    {EventKind::SocCertain, "soc_certain",
     "the per cent can be trusted again: synchronised, or set by hand"},
    {EventKind::BatteryDamaged, "battery_damaged",
     "a cell's true state of charge falls below zero: the reserve is used up"},
    {EventKind::CellReversed, "cell_reversed",
     "a cell is driven below 0 V: copper dissolves, and it will short inside"},
    {EventKind::LimitBroken, "limit_broken", "a battery has broken a limit of its maker"},
    {EventKind::LimitKept, "limit_kept", "the battery is back within that limit"},
    {EventKind::BrownOut, "brown_out", "a device stops for its own low-voltage limit"},
    {EventKind::BrownOutOver, "brown_out_over", "the device's voltage is back"},
    {EventKind::BmsOff, "bms_off", "the BMS dies for want of supply voltage"},
    {EventKind::BmsOn, "bms_on", "the BMS starts again"},
    {EventKind::RemoteChanged, "remote_changed", "the remote input is switched by the scenario"},
    {EventKind::ModeChanged, "mode_changed", "the app switches the system on or off"},
    {EventKind::SocSet, "soc_set", "the state of charge is set or synchronised by hand"},
    {EventKind::SettingChanged, "setting_changed", "a setting gets another value"},
    {EventKind::FactoryReset, "factory_reset", "five settings go back to their standard"},
    {EventKind::HistoryReset, "history_reset", "the counts of the history begin anew"},
    {EventKind::UpdateBegun, "update_begun", "a firmware update begins, or begins again"},
    {EventKind::UpdateFailed, "update_failed", "the firmware update fails"},
    {EventKind::UpdateFinished, "update_finished", "the firmware update succeeds"},
    {EventKind::BluetoothSet, "bluetooth_set", "the app enables or disables Bluetooth"},
    {EventKind::BlueLight, "blue_light",
     "the blue light changes: inactive (off), active (blinking), connected (on)"},
    {EventKind::CommandRefused, "command_refused",
     "the BMS refuses what it was told; the cause says why"},
    {EventKind::BatteryGone, "battery_gone", "a battery sends nothing any more"},
    {EventKind::BatteryBack, "battery_back", "the battery sends again"},
    {EventKind::BatteryDisconnected, "battery_disconnected",
     "a battery is taken out of the circuit; its string carries nothing"},
    {EventKind::BatteryConnected, "battery_connected", "the battery is in the circuit again"},
    {EventKind::BatteryExchanged, "battery_exchanged",
     "another battery is put in the place of one"},
    {EventKind::ChainOpened, "chain_opened", "a lead of the batteries' chain is off"},
    {EventKind::ChainClosed, "chain_closed", "the chain is closed again"},
    {EventKind::LinkChanged, "link_changed", "frames reach the BMS worse or better from now on"},
    {EventKind::HardwareFault, "hardware_fault", "the self test of the BMS fails"},
    {EventKind::HardwareFaultOver, "hardware_fault_over", "the self test of the BMS passes again"},
    {EventKind::DetectsAnew, "detects_anew", "the BMS detects its batteries anew"},
    {EventKind::LinkJoined, "link_joined",
     "a Cyrix closes or a DC-DC charger starts: the bank is joined to what lies behind"},
    {EventKind::LinkParted, "link_parted", "it opens, or stops: the bank is on its own"},
    {EventKind::LoadDump, "load_dump",
     "the bank is cut off while an alternator charges it: what it took drives the voltage of the "
     "starter side up"},
    {EventKind::StarterFlat, "starter_flat", "the starter battery starts no engine any more"},
    {EventKind::StarterBack, "starter_back", "the starter battery is charged enough again"},
    {EventKind::SwitchOpened, "switch_opened", "a switch opens: what hangs behind it is off"},
    {EventKind::SwitchClosed, "switch_closed", "a switch closes: what hangs behind it is fed"},
    {EventKind::Overload, "overload", "an inverter stops: more is asked of it than it gives"},
    {EventKind::LockedOut, "locked_out",
     "a device has come back too often, and stays off until the bank is charged or somebody "
     "switches it off and on"},
    {EventKind::LockedOutOver, "locked_out_over", "the device is locked out no longer"},
    {EventKind::SwitchAlarm, "switch_alarm",
     "the alarm output of a BatteryProtect: the voltage is low, and it opens soon"},
    {EventKind::SwitchAlarmOver, "switch_alarm_over", "the voltage of the BatteryProtect is back"},
    {EventKind::ShortCircuit, "short_circuit", "a device behind a BatteryProtect is shorted"},
    {EventKind::ShortCircuitOver, "short_circuit_over", "the device is not shorted any more"},
    {EventKind::StartAssist, "start_assist", "somebody presses the start assist of a Cyrix-Li-ct"},
}};

constexpr const EventRow& row_of(EventKind kind) {
    return event_table[static_cast<std::size_t>(kind)];
}

constexpr bool event_table_stands_in_order() {
    for (std::size_t i = 0; i < event_table.size(); ++i) {
        if (event_table[i].kind != static_cast<EventKind>(i)) {
            return false;
        }
    }
    return true;
}
static_assert(event_table_stands_in_order());

/// One event. Battery and cell count from 1, as on the app's battery page; 0 is none.
struct Event {
    SimTime at{0};
    EventKind kind{};
    std::string code;    // of CodeRaised and CodeCleared
    std::string device;  // by its name in the scenario
    int battery = 0;
    int cell = 0;
    std::optional<double> value;
    std::string unit;  // of the value
    // One word: the condition of a code, the limit that was broken, the answer to a command … Of an
    // output that several reasons hold open, and of a code that several conditions show, all of
    // them, joined by "+" in the order of their tables.
    std::string cause;
    std::string text;  // one sentence
};

/// The dates that matter, in the order in which a neglected bank meets them.
enum class Milestone : std::uint8_t { Warning, PreAlarm, LoadOff, LowCell, Damage };
inline constexpr std::size_t milestone_count = 5;

struct MilestoneRow {
    Milestone milestone;
    std::string_view name;
    std::string_view title;
    std::string_view help;
};

inline constexpr std::array<MilestoneRow, milestone_count> milestone_table{{
    {Milestone::Warning, "warning", "warning", "the first W-B01 or W-B07"},
    {Milestone::PreAlarm, "pre_alarm", "pre-alarm", "PRE-ALARM first goes High"},
    {Milestone::LoadOff, "load_off", "loads off",
     "LOAD first floats for protection (not by the remote switch)"},
    {Milestone::LowCell, "low_cell", "low cell", "the first A-B01: only the reserve is left"},
    {Milestone::Damage, "damage", "damage", "a cell's true state of charge falls below zero"},
}};

struct Milestones {
    std::array<std::optional<SimTime>, milestone_count> at{};

    std::optional<SimTime>& operator[](Milestone m) { return at[static_cast<std::size_t>(m)]; }
    const std::optional<SimTime>& operator[](Milestone m) const {
        return at[static_cast<std::size_t>(m)];
    }
    /// Notes the first time only.
    void reach(Milestone m, SimTime now) {
        std::optional<SimTime>& first = (*this)[m];
        first = first.value_or(now);
    }
};

}  // namespace engine
