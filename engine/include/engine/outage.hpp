#pragma once
// Who stopped without being told to, and for how long.

#include "engine/event.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

enum class OutageKind {
    BrownedOut,        // its own limit for low voltage, or that of the switch it is
    LockedOut,         // it has come back too often
    BmsWithoutSupply,  // nobody looks after the bank
    NeverRan,          // a load that was fed and asked, and never came to it
};

/// As its finding is called.
inline constexpr std::array<std::string_view, 4> outage_words{"browned_out", "locked_out",
                                                              "bms_without_supply", "never_ran"};
constexpr std::string_view name_of(OutageKind kind) {
    return outage_words[static_cast<std::size_t>(kind)];
}

/// All of one kind that one device had in a run.
struct Outage {
    OutageKind kind{};
    std::string device;  // or "bms"
    int times = 0;
    SimTime first{0};
    SimTime duration{0};  // altogether, to the end of the run if that comes first
    bool is_over = false;
};

/// From the events of a run, in their order; the outages in the order in which they began.
std::vector<Outage> outages_of(const std::vector<Event>& events, SimTime horizon);

}  // namespace engine
