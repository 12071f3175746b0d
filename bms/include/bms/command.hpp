#pragma once
// What a person asks of the BMS through the app, or the board reports to it: one command at a time,
// carried by the sample.

#include "bms/settings.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace bms {

enum class CommandKind : std::uint8_t {
    None,
    SwitchOn,
    SwitchOff,
    SetStateOfCharge,
    Synchronise,
    ResetHistory,
    FactoryReset,
    ChangeSetting,
    BeginUpdate,
    FailUpdate,
    FinishUpdate,
    EnableBluetooth,
    DisableBluetooth,
};
inline constexpr std::size_t command_count = 13;

struct CommandRow {
    CommandKind kind;
    const char* name;         // as in traces and events
    const char* requirement;  // ids of the manual's requirements
    const char* help;
};

inline constexpr std::array<CommandRow, command_count> command_table{{
    {CommandKind::None, "none", "", "nothing; never carries a sequence number"},
    {CommandKind::SwitchOn, "switch_on", "R-REM-3", "mode on, kept over a power cut"},
    {CommandKind::SwitchOff, "switch_off", "R-REM-3", "mode off, kept over a power cut"},
    {CommandKind::SetStateOfCharge, "set_soc", "R-MON-2",
     "value: state of charge, 0 … 1000 per "
     "mille"},
    {CommandKind::Synchronise, "synchronise", "R-MON-2", "state of charge to 100 % by hand"},
    {CommandKind::ResetHistory, "reset_history", "R-MON-6", "every count of the history anew"},
    {CommandKind::FactoryReset, "factory_reset", "R-MON-8", "five settings to their standard"},
    {CommandKind::ChangeSetting, "change_setting", "R-MON-1 R-OUT-4",
     "setting, and value in its unit; judged with all the others"},
    {CommandKind::BeginUpdate, "update_begin", "R-UPD-1",
     "an update of the BMS or of a battery begins, or begins again"},
    {CommandKind::FailUpdate, "update_fail", "R-UPD-2", "the update has failed"},
    {CommandKind::FinishUpdate, "update_finish", "R-UPD-1 D-21", "the update has succeeded"},
    {CommandKind::EnableBluetooth, "bluetooth_enable", "R-BLE-1",
     "only while Bluetooth is active: nothing else can be heard"},
    {CommandKind::DisableBluetooth, "bluetooth_disable", "R-BLE-1", "at once"},
}};

constexpr const CommandRow& row_of(CommandKind kind) {
    return command_table[static_cast<std::size_t>(kind)];
}

consteval bool command_table_stands_in_order() {
    for (std::size_t i = 0; i < command_count; ++i) {
        if (command_table[i].kind != static_cast<CommandKind>(i)) {
            return false;
        }
    }
    return true;
}
static_assert(command_table_stands_in_order());

/// One command. The core obeys it once, at the first tick whose `sequence` is neither 0 nor that of
/// the last command it has seen; so a sample that is held, doubled or merged repeats nothing.
struct Command {
    CommandKind kind{CommandKind::None};
    Setting setting{Setting::None};  // of ChangeSetting
    std::uint8_t sequence{};         // 0: no command; the sender counts 1 … 255, then 1 again
    std::uint8_t unused{};
    std::int32_t value{};  // as the row says

    friend constexpr bool operator==(const Command&, const Command&) = default;
};

/// What became of a command. A refused one has changed nothing at all.
enum class Outcome : std::uint8_t {
    None,  // no command yet
    Done,
    Unknown,     // no such command or setting
    OutOfRange,  // the value is outside the range of its setting, or of a state of charge
    WrongOrder,  // the settings as a whole would stand in a wrong order (`first_violation`)
    NotNow,      // has no meaning as things stand: no update to fail, no capacity known yet …
};
inline constexpr std::size_t outcome_count = 6;

/// The answer to the last command; shown until the next one.
struct Receipt {
    std::uint8_t sequence{};  // of the command; 0 before the first one
    Outcome outcome{Outcome::None};
    SettingsViolation violation{Setting::None, Setting::None};  // of OutOfRange and WrongOrder

    friend constexpr bool operator==(const Receipt&, const Receipt&) = default;
};

/// "done", "out_of_range" …, as events spell it.
const char* name_of(Outcome outcome);

}  // namespace bms
