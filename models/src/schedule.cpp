#include "models/schedule.hpp"

#include <algorithm>

namespace models {

namespace {

constexpr Milliseconds day{std::chrono::hours{24}};

/// The first moment after `now` that is `at` into a day.
Milliseconds next_of_day(Milliseconds now, Milliseconds at) {
    const Milliseconds into = now % day;
    return now + (at > into ? at - into : at - into + day);
}

}  // namespace

bool Schedule::is_in_window(Milliseconds now) const {
    const Milliseconds local = start_time_of_day + now;
    const Milliseconds time = local % day;
    std::int64_t begun_on = start_weekday + local / day;
    if (from && to && *from < *to && (time < *from || time >= *to)) {
        return false;
    }
    if (from && to && *from > *to && time < *from) {
        if (time >= *to) {
            return false;
        }
        begun_on += Weekdays::count - 1;  // yesterday
    }
    return days.contains(begun_on);
}

Milliseconds Schedule::begins_at(std::int64_t period) const {
    const Milliseconds begin = *every * period;
    if (!starts) {
        return begin;
    }
    const auto spare = static_cast<double>((*every - *on_for).count());
    const double later = spare * starts->uniform(static_cast<std::uint64_t>(period));
    return begin + Milliseconds{static_cast<std::int64_t>(later)};
}

bool Schedule::is_on(Milliseconds now) const {
    if (!is_in_window(now)) {
        return false;
    }
    if (!on_for || !every) {
        return true;
    }
    const Milliseconds since = now - begins_at(now / *every);
    return since >= Milliseconds{0} && since < *on_for;
}

std::optional<Milliseconds> Schedule::next_edge(Milliseconds now) const {
    std::optional<Milliseconds> next;
    const auto consider = [&](Milliseconds edge) {
        if (edge > now) {
            next = next ? std::min(*next, edge) : edge;
        }
    };
    const Milliseconds local = start_time_of_day + now;
    if (from && to && *from != *to) {
        consider(next_of_day(local, *from) - start_time_of_day);
        consider(next_of_day(local, *to) - start_time_of_day);
    } else if (days != Weekdays{}) {
        consider(next_of_day(local, Milliseconds{0}) - start_time_of_day);
    }
    if (on_for && every && *on_for < *every) {
        const std::int64_t period = now / *every;
        consider(begins_at(period));
        consider(begins_at(period) + *on_for);
        consider(begins_at(period + 1));
    }
    return next;
}

}  // namespace models
