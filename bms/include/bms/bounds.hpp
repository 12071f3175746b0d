#pragma once
// How much memory the BMS takes at most, and how much work a tick is.
//
// Memory: no heap and no recursion; tests/bms/call_graph.py proves the latter and measures the
// stack. Work: no loop of a control tick ends by what it is given. It walks the condition table and
// the codes a fixed number of times and looks the machines up, so that its worst case is the same
// for every bank. `aggregate` looks once at every battery and every cell of the set: what a round
// of frames takes is in proportion to them. `./dev bench` measures both.

#include "bms/core.hpp"
#include "bms/image_keeper.hpp"

#include <cstddef>

namespace bms {

/// Everything that a board keeps for one bank, however many batteries it has.
struct Footprint {
    Core core;
    BankView view;
    BankSample sample;
    Integrals integrals;
    ImageKeeper keeper;
    ImageSlot image;  // on its way to the non-volatile store
};
inline constexpr std::size_t most_footprint_bytes = 12 * 1024;
static_assert(sizeof(Footprint) <= most_footprint_bytes, "50 batteries in 12 KiB");

}  // namespace bms
