#pragma once
// When a device wants to run: by the time of day, in a rhythm, or both.

#include <chrono>
#include <optional>

namespace models {

using Milliseconds = std::chrono::milliseconds;

/// A device runs inside the daily window [from, to) and, if it has a rhythm, in the first `on_for`
/// of every `every` from the start of the run. Nothing given: always. A window with `to` before
/// `from` goes through midnight; an empty one (`from` = `to`) is the whole day.
struct Schedule {
    std::optional<Milliseconds> from;  // local time of day
    std::optional<Milliseconds> to;
    std::optional<Milliseconds> on_for;
    std::optional<Milliseconds> every;
    Milliseconds start_time_of_day{0};  // local time of day when the run starts

    bool is_on(Milliseconds now) const;
    /// The first moment after `now` at which `is_on` may change; nothing when it never does.
    std::optional<Milliseconds> next_edge(Milliseconds now) const;
};

}  // namespace models
