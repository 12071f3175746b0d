#pragma once
// What the owner notices when the BMS goes from one status to another, as events.

#include "bms/core.hpp"
#include "engine/event.hpp"
#include "engine/evidence.hpp"

#include <cstdint>
#include <vector>

namespace engine {

/// The BMS at one moment. Without supply its status is `bms::Status{}`: nothing but floating
/// outputs.
struct BmsLook {
    bms::Status status;
    bms::ConditionSet active;  // behind the causes of codes
    bms::Command command;      // the last one that was given
    bool is_powered = true;

    friend bool operator==(const BmsLook&, const BmsLook&) = default;
};

// Of the reasons for which an output floats somebody wants some, and the start is not yet over; all
// others protect the bank.
inline constexpr std::uint32_t wanted_reasons =
    1U << static_cast<unsigned>(bms::Reason::RemoteOff) |
    1U << static_cast<unsigned>(bms::Reason::ModeOff) |
    1U << static_cast<unsigned>(bms::Reason::Starting);
constexpr bool has_wanted(bms::Reasons reasons) {
    return (reasons.bits & wanted_reasons) != 0;
}
constexpr bool has_protective(bms::Reasons reasons) {
    return (reasons.bits & ~wanted_reasons) != 0;
}

/// What has changed from one look to the next, in the order in which it is told: supply,
/// commands and Bluetooth, an update that timed out, codes, LOAD, CHARGER, PRE-ALARM,
/// synchronisation, whether the state of charge can be trusted. Battery, cell and value are those
/// of the first condition of the cause, as it is at the second look; of what is over only the
/// value, for whose it was is no longer seen. Whoever knows the plant adds its values.
std::vector<Event> status_events(SimTime now, const BmsLook& before, const BmsLook& after,
                                 const BmsSenses& senses);

}  // namespace engine
