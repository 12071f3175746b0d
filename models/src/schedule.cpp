#include "models/schedule.hpp"

#include <algorithm>

namespace models {

namespace {

constexpr Milliseconds day{std::chrono::hours{24}};

/// The first moment after `now` that is `at` into a period of `every`.
Milliseconds next_in_period(Milliseconds now, Milliseconds at, Milliseconds every) {
    const Milliseconds into = now % every;
    return now + (at > into ? at - into : at - into + every);
}

}  // namespace

bool Schedule::is_on(Milliseconds now) const {
    bool on = true;
    if (from && to) {
        const Milliseconds time = (start_time_of_day + now) % day;
        on = *from < *to ? (time >= *from && time < *to)
                         : (*from == *to || time >= *from || time < *to);
    }
    if (on_for && every) {
        on = on && now % *every < *on_for;
    }
    return on;
}

std::optional<Milliseconds> Schedule::next_edge(Milliseconds now) const {
    std::optional<Milliseconds> next;
    const auto consider = [&](Milliseconds edge) { next = next ? std::min(*next, edge) : edge; };
    if (from && to && *from != *to) {
        const Milliseconds local = start_time_of_day + now;
        consider(next_in_period(local, *from, day) - start_time_of_day);
        consider(next_in_period(local, *to, day) - start_time_of_day);
    }
    if (on_for && every && *on_for < *every) {
        consider(next_in_period(now, Milliseconds{0}, *every));
        consider(next_in_period(now, *on_for, *every));
    }
    return next;
}

}  // namespace models
