#pragma once
// When a device wants to run: by the day of the week, by the time of day, in a rhythm, or all of
// them.

#include "models/random.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace models {

using Milliseconds = std::chrono::milliseconds;

/// Days of the week; bit 0 is Monday.
struct Weekdays {
    static constexpr int count = 7;
    static constexpr std::uint8_t every_day = (1U << count) - 1;
    std::uint8_t bits = every_day;

    /// `weekday` counts from 0, Monday, on and on: 7 is the next Monday.
    constexpr bool contains(std::int64_t weekday) const {
        return ((bits >> static_cast<unsigned>(weekday % count)) & 1U) != 0;
    }
    friend bool operator==(const Weekdays&, const Weekdays&) = default;
};

/// A device runs inside the daily window [from, to) that begins on one of its days and, if it has a
/// rhythm, for `on_for` in every `every` from the start of the run: at the beginning of each such
/// period or, with `starts`, from a moment that chance gives, so late that all of it fits. Nothing
/// given: always. A window with `to` before `from` goes through midnight; an empty one (`from` =
/// `to`) and none are the whole day.
struct Schedule {
    std::optional<Milliseconds> from;  // local time of day
    std::optional<Milliseconds> to;
    Weekdays days{};
    std::optional<Milliseconds> on_for;
    std::optional<Milliseconds> every;
    std::optional<RandomStream> starts{};
    Milliseconds start_time_of_day{0};  // local time of day when the run starts
    std::int64_t start_weekday = 0;     // 0 is Monday

    bool is_on(Milliseconds now) const;
    /// The first moment after `now` at which `is_on` may change; nothing when it never does.
    std::optional<Milliseconds> next_edge(Milliseconds now) const;

  private:
    bool is_in_window(Milliseconds now) const;
    /// When it begins to run in one of its periods, from 0.
    Milliseconds begins_at(std::int64_t period) const;
};

}  // namespace models
