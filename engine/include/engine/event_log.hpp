#pragma once
// The events of a run in the order they happen, and their hash.

#include "engine/event.hpp"
#include "engine/hash.hpp"
#include "engine/system.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace engine {

class EventLog {
  public:
    explicit EventLog(const System& system) : system_{system} {}

    /// Adds one. The hash takes the moment, the kind, the code and all that the BMS shows then.
    void add(Event event);
    /// The same; the caller fills in what else it has to tell.
    Event& add(SimTime now, EventKind kind);

    const std::vector<Event>& events() const { return events_; }
    /// Hands them over at the end.
    std::vector<Event> take() { return std::move(events_); }
    /// Of the events alone; the result's hash goes on from here.
    const Fnv1a& hash() const { return hash_; }

  private:
    const System& system_;
    std::vector<Event> events_;
    Fnv1a hash_;
};

}  // namespace engine
