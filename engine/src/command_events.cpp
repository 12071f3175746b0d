#include "engine/command_events.hpp"

#include "engine/catalog_entries.hpp"
#include "engine/cause.hpp"

namespace engine {

namespace {

struct CommandText {
    bms::CommandKind kind;
    EventKind event;
    Cause cause;
    const char* text;
};

/// What an obeyed command looks like.
constexpr std::array<CommandText, bms::command_count> command_texts{{
    {bms::CommandKind::None, EventKind::CommandRefused, Cause::ByHand, ""},
    {bms::CommandKind::SwitchOn, EventKind::ModeChanged, Cause::On, "The mode is switched on"},
    {bms::CommandKind::SwitchOff, EventKind::ModeChanged, Cause::Off, "The mode is switched off"},
    {bms::CommandKind::SetStateOfCharge, EventKind::SocSet, Cause::ByHand,
     "The state of charge is set by hand"},
    {bms::CommandKind::Synchronise, EventKind::SocSet, Cause::SynchronisedByHand,
     "The state of charge is synchronised to 100 % by hand"},
    {bms::CommandKind::ResetHistory, EventKind::HistoryReset, Cause::ByHand,
     "The history is reset"},
    {bms::CommandKind::FactoryReset, EventKind::FactoryReset, Cause::ByHand,
     "Five settings go back to their standard"},
    {bms::CommandKind::ChangeSetting, EventKind::SettingChanged, Cause::ByHand, ""},
    {bms::CommandKind::BeginUpdate, EventKind::UpdateBegun, Cause::FirmwareUpdate,
     "A firmware update begins"},
    {bms::CommandKind::FailUpdate, EventKind::UpdateFailed, Cause::FirmwareUpdate,
     "The firmware update has failed"},
    {bms::CommandKind::FinishUpdate, EventKind::UpdateFinished, Cause::FirmwareUpdate,
     "The firmware update has succeeded"},
    {bms::CommandKind::EnableBluetooth, EventKind::BluetoothSet, Cause::Enabled,
     "Bluetooth is enabled"},
    {bms::CommandKind::DisableBluetooth, EventKind::BluetoothSet, Cause::Disabled,
     "Bluetooth is disabled"},
}};

constexpr bool command_texts_stand_in_order() {
    for (std::size_t i = 0; i < bms::command_count; ++i) {
        if (command_texts[i].kind != static_cast<bms::CommandKind>(i)) {
            return false;
        }
    }
    return true;
}
static_assert(command_texts_stand_in_order());

constexpr const CommandText& text_of(bms::CommandKind kind) {
    return command_texts[static_cast<std::size_t>(kind)];
}

double value_of(const bms::Command& command) {
    const Field* field = find_field(table_for<BmsEntry>(), bms::row_of(command.setting).key);
    return command.value / field->steps_per_unit;
}

/// "change_setting discharge_floor_pct", "synchronise": what was asked.
std::string name_of(const bms::Command& command) {
    std::string name = bms::row_of(command.kind).name;
    const bool has_setting = command.setting < bms::Setting::None;
    if (command.kind == bms::CommandKind::ChangeSetting && has_setting) {
        name += std::string{" "} + bms::row_of(command.setting).key;
    }
    return name;
}

/// The cause is the answer, one word; what was asked, and why not, stands in the sentence.
Event refused(SimTime now, const bms::Command& command, const std::string& answer,
              const std::string& why = {}) {
    return {
        .at = now,
        .kind = EventKind::CommandRefused,
        .cause = answer,
        .text = "The BMS refuses " + name_of(command) + " (" + answer + ")" + why,
    };
}

/// Which levels do not go together.
std::string why_of(const bms::Receipt& receipt) {
    if (receipt.outcome != bms::Outcome::WrongOrder) {
        return {};
    }
    return std::string{": "} + bms::row_of(receipt.violation.lower).key + " must be below " +
           bms::row_of(receipt.violation.upper).key;
}

Event answer(SimTime now, const bms::Command& command, const bms::Receipt& receipt) {
    if (receipt.outcome != bms::Outcome::Done) {
        return refused(now, command, bms::name_of(receipt.outcome), why_of(receipt));
    }
    const CommandText& row = text_of(command.kind);
    Event event{
        .at = now, .kind = row.event, .cause = std::string{name_of(row.cause)}, .text = row.text};
    if (command.kind == bms::CommandKind::ChangeSetting) {
        event.value = value_of(command);
        event.cause = bms::row_of(command.setting).key;
        event.text = event.cause + " is set to " + shortest(*event.value);
    } else if (row.event == EventKind::SocSet) {
        const bool sets = command.kind == bms::CommandKind::SetStateOfCharge;
        event.value = sets ? command.value / 10.0 : 100.0;
        event.unit = "%";
    }
    return event;
}

}  // namespace

std::vector<Event> command_events(SimTime now, const bms::Status& before, const bms::Status& after,
                                  const bms::Command& command) {
    std::vector<Event> events;
    const bms::Receipt& receipt = after.receipt;
    if (receipt.sequence != before.receipt.sequence && receipt.sequence != 0) {
        events.push_back(answer(now, command, receipt));
    }
    if (before.blue != after.blue) {
        constexpr std::array<Cause, 3> causes{Cause::Inactive, Cause::Active, Cause::Connected};
        constexpr std::array<const char*, 3> texts{"off: Bluetooth is not active",
                                                   "blinking: Bluetooth is active",
                                                   "on: an app is connected"};
        const auto light = static_cast<std::size_t>(after.blue);
        events.push_back({.at = now,
                          .kind = EventKind::BlueLight,
                          .cause = std::string{name_of(causes[light])},
                          .text = std::string{"The blue light is "} + texts[light]});
    }
    return events;
}

Event lost_command(SimTime now, const bms::Command& command) {
    return refused(now, command, std::string{name_of(Cause::NoSupply)});
}

}  // namespace engine
