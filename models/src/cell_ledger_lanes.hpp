#pragma once
// What the cells' steps add up to. A sum must not depend on how many cells are taken side by side:
// it is kept in a fixed number of lanes, cell i in lane i mod 8, and those are added in one order.

#include "models/cells.hpp"

namespace models {

enum LedgerEntry : std::size_t {
    JouleHeatJ,
    HysteresisHeatJ,
    EntropicHeatJ,
    CoulombicLossJ,
    SelfDischargeJ,
    BalancerHeatJ,
    SelfDischargeAh,
    CoulombicLossAh,
    BalancerAh,
    HeatGivenJ,  // of the last step alone
    LedgerEntries,
};
static_assert(LedgerEntries == CellLedgerLanes::entries);

inline double sum_of_lanes(const double (&lanes)[CellLedgerLanes::lanes]) {
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) +
           ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

}  // namespace models
