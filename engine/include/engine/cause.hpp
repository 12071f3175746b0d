#pragma once
// The causes of events that are neither a condition nor a reason of the core, nor a limit.

#include "engine/word.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace engine {

enum class Cause : std::uint8_t {
    NoSupply,
    ReserveUsed,
    DrivenBelowEmpty,
    On,
    Off,
    ByHand,
    SynchronisedByHand,
    FirmwareUpdate,
    TimedOut,
    Silent,
    NotCounted,
    Synchronised,
    Enabled,
    Disabled,
    Inactive,
    Active,
    Connected,
    Joined,
    Open,
    LowToMinus,
    HighToPlus,
    LowDriven,
    HighDriven,
    BothDriven,
    ReplacedByAlarm,
    FullCharge,
    SupplyBack,
    OwnLowVoltage,
    Scenario,
    LinkVoltage,
    LinkControl,
    StarterCharge,
    NotFed,
    Output,
    Schedule,
    OwnHighVoltage,
    MoreThanRated,
    AttemptsUsedUp,
    ChargedAgain,
    ShortBehind,
    StartAssist,
};

struct CauseRow {
    Cause cause;
    std::string_view name;
    std::string_view help;
};

inline constexpr std::array<CauseRow, 41> cause_table{{
    {Cause::NoSupply, "no_supply",
     "the BMS has no supply: all outputs float, nobody hears a command"},
    {Cause::ReserveUsed, "reserve_used", "the reserve behind the low-cell cut-off is used up"},
    {Cause::DrivenBelowEmpty, "driven_below_empty",
     "the others of its string drive an empty cell below 0 V"},
    {Cause::On, "on", "the mode is switched on in the app"},
    {Cause::Off, "off", "the mode is switched off in the app"},
    {Cause::ByHand, "by_hand", "a person has done it, in the app or at the switch"},
    {Cause::SynchronisedByHand, "synchronised_by_hand",
     "a person has set the state of charge to 100 % in the app"},
    {Cause::FirmwareUpdate, "firmware_update", "the update itself: of the BMS or of a battery"},
    {Cause::TimedOut, "timed_out", "nobody has ended the update within update_limit_s"},
    {Cause::Silent, "silent", "a battery is silent, so a current is not known"},
    {Cause::NotCounted, "not_counted",
     "the set of batteries is searched for, or not complete: nothing is counted"},
    {Cause::Synchronised, "synchronised", "the monitor has synchronised to 100 %"},
    {Cause::Enabled, "enabled", "Bluetooth is enabled in the app"},
    {Cause::Disabled, "disabled", "Bluetooth is disabled in the app"},
    {Cause::Inactive, "inactive", "Bluetooth is off: the blue light is off"},
    {Cause::Active, "active", "Bluetooth waits for a connection: the blue light blinks"},
    {Cause::Connected, "connected", "an app is connected: the blue light is on"},
    {Cause::Joined, "joined", "the remote terminals L and H are joined: on"},
    {Cause::Open, "open", "both remote terminals are open: off"},
    {Cause::LowToMinus, "low_to_minus", "remote L is tied to battery minus: on"},
    {Cause::HighToPlus, "high_to_plus", "remote H is tied to battery plus: on"},
    {Cause::LowDriven, "low_driven", "remote L is driven to this voltage: on below 3.5 V"},
    {Cause::HighDriven, "high_driven",
     "remote H is driven to this voltage: on above 2.9 V, up to the battery's own"},
    {Cause::BothDriven, "both_driven",
     "both remote terminals are driven; the voltage told is that of L"},
    {Cause::ReplacedByAlarm, "replaced_by_alarm",
     "the warning gives way to the alarm of the same number"},
    {Cause::FullCharge, "full_charge",
     "the bank is full: charged_per_cell_v and tail_current_pct held for charged_detection_s"},
    {Cause::SupplyBack, "supply_back", "the supply voltage of the BMS is back"},
    {Cause::OwnLowVoltage, "own_low_voltage",
     "the device's own low-voltage limit: below it, or above it again"},
    {Cause::Scenario, "scenario", "the scenario lets it happen"},
    {Cause::LinkVoltage, "link_voltage",
     "the voltages that the link looks at: high for as long as it wants, or low"},
    {Cause::LinkControl, "link_control", "what controls the link lets go of it"},
    {Cause::StarterCharge, "starter_charge",
     "the state of charge of the starter battery, against flat_below_soc_pct"},
    {Cause::NotFed, "not_fed", "what feeds the device is off or gives too little, or is back"},
    {Cause::Output, "output", "the output of the BMS that switches the device"},
    {Cause::Schedule, "schedule", "the times in which the device is to run"},
    {Cause::OwnHighVoltage, "own_high_voltage",
     "the device's own high-voltage limit: above it, or below it again"},
    {Cause::MoreThanRated, "more_than_rated", "more is asked of the device than it can give"},
    {Cause::AttemptsUsedUp, "attempts_used_up",
     "the device has come back as often as it may, and failed each time"},
    {Cause::ChargedAgain, "charged_again",
     "the voltage has been high enough for long enough: the bank is charged again"},
    {Cause::ShortBehind, "short_behind", "a short behind the switch, or its end"},
    {Cause::StartAssist, "start_assist",
     "the start assist of a Cyrix-Li-ct: it closes for 30 s whatever the voltages are"},
}};
static_assert(stands_in_order(cause_table, &CauseRow::cause));

constexpr std::string_view name_of(Cause cause) {
    return cause_table[static_cast<std::size_t>(cause)].name;
}

}  // namespace engine
