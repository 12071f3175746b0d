#include "engine/event_log.hpp"

namespace engine {

void EventLog::add(Event event) {
    const bms::Status status = system_.bms().status();
    hash_.add(std::int64_t{event.at.count()});
    hash_.add(std::uint64_t{static_cast<unsigned>(event.kind)});
    hash_.add(std::uint64_t{status.codes.bits});
    hash_.add(std::uint64_t{static_cast<unsigned>(status.load) |
                            (static_cast<unsigned>(status.charger) << 1U) |
                            (static_cast<unsigned>(status.pre_alarm) << 2U)});
    hash_.add(event.code);
    events_.push_back(std::move(event));
}

Event& EventLog::add(SimTime now, EventKind kind) {
    add({.at = now, .kind = kind});
    return events_.back();
}

}  // namespace engine
