#pragma once
// A voltage that must stay on one side of a level for a while before it counts.

#include "models/device.hpp"

namespace models {

enum class Side { AtOrAbove, Below };

/// Its time begins when the voltage comes to its side, and again after every break.
struct HeldLevel {
    double level_v = 0.0;
    Milliseconds after{0};
    Side side = Side::AtOrAbove;
    std::optional<Milliseconds> since{};

    /// Looks at the moment. True once the voltage has been there for long enough.
    bool update(Milliseconds now, double voltage_v) {
        const bool is_there = (voltage_v < level_v) == (side == Side::Below);
        since = is_there ? since.value_or(now) : std::optional<Milliseconds>{};
        return since && now - *since >= after;
    }
    void reset() { since.reset(); }

    /// The first moment after `now` at which its time is over.
    std::optional<Milliseconds> next_edge(Milliseconds now) const {
        return since && *since + after > now ? std::optional{*since + after} : std::nullopt;
    }
    /// The voltages of the side on which it has been seen.
    VoltageWatch watch() const {
        const bool is_below = since.has_value() == (side == Side::Below);
        return is_below ? VoltageWatch{.below_v = level_v} : VoltageWatch{.lowest_v = level_v};
    }
};

}  // namespace models
