#pragma once
// By which battery, cell and value the BMS goes: what an event tells beside its cause.

#include "bms/bank_view.hpp"
#include "bms/core.hpp"
#include "engine/event.hpp"

#include <optional>
#include <string>

namespace engine {

/// What the BMS has before it at this tick.
struct BmsSenses {
    const bms::BankSample& sample;
    const bms::Core& core;
    /// After the tick; nullptr: not known, as in a trace.
    const bms::BankView* view;
};

/// As in an event: battery and cell from 1, 0 is none or not known; the value with its unit.
struct Evidence {
    int battery = 0;
    int cell = 0;
    std::optional<double> value;
    std::string unit;
};

/// What a condition goes by now: the first cell or battery at the extreme (V, °C), the bank's
/// voltage (V), the state of charge (%), the battery heard least lately (s since its last frame),
/// the first that is not of the set in service (its Ah). Nothing where the BMS knows nothing, and
/// of a fact that does not hold.
Evidence evidence_of(bms::Condition condition, const BmsSenses& senses);

/// " (battery 2, cell 3, 3.05 V)", or nothing.
std::string in_brackets(const Evidence& evidence);

}  // namespace engine
