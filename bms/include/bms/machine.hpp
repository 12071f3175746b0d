#pragma once
// Machines as tables: one row for every pair of state and event, so that nothing is left to a
// default, checked at compile time.

#include <array>
#include <cstddef>

namespace bms {

/// One row: in `from`, when `on` happens, go to `to`.
template <class State, class Event>
struct Transition {
    State from;
    Event on;
    State to;
};

/// A row that says that nothing happens.
template <class State, class Event>
consteval Transition<State, Event> stays(State in, Event on) {
    return {in, on, in};
}

/// A machine of `states` states and `events` events, both enumerations that count from 0. Its rows
/// stand state by state, within a state event by event.
template <class State, class Event, std::size_t states, std::size_t events>
struct Machine {
    std::array<Transition<State, Event>, states * events> rows;

    constexpr State next(State in, Event on) const {
        return rows[static_cast<std::size_t>(in) * events + static_cast<std::size_t>(on)].to;
    }

    /// Every pair of state and event has its row.
    constexpr bool is_complete() const {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const bool in_order = rows[i].from == static_cast<State>(i / events) &&
                                  rows[i].on == static_cast<Event>(i % events);
            if (!in_order || static_cast<std::size_t>(rows[i].to) >= states) {
                return false;
            }
        }
        return true;
    }

    /// From `start` there is a way to every state, and out of every state there is one.
    constexpr bool reaches_and_leaves_every_state(State start) const {
        std::array<bool, states> reached{};
        std::array<bool, states> left{};
        reached[static_cast<std::size_t>(start)] = true;
        for (std::size_t round = 0; round < states; ++round) {
            for (const Transition<State, Event>& row : rows) {
                const auto from = static_cast<std::size_t>(row.from);
                const auto to = static_cast<std::size_t>(row.to);
                reached[to] = reached[to] || reached[from];
                left[from] = left[from] || to != from;
            }
        }
        for (std::size_t state = 0; state < states; ++state) {
            if (!reached[state] || !left[state]) {
                return false;
            }
        }
        return true;
    }

    constexpr bool is_sound(State start) const {
        return is_complete() && reaches_and_leaves_every_state(start);
    }
};

}  // namespace bms
