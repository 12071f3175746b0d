#include "engine/event_log.hpp"

namespace engine {

Event& EventLog::add(SimTime now, EventKind kind, std::string_view code) {
    const bms::Status status = system_.bms().status();
    hash_.add(std::int64_t{now.count()});
    hash_.add(std::uint64_t{static_cast<unsigned>(kind)});
    hash_.add(std::uint64_t{status.codes.bits});
    hash_.add(std::uint64_t{static_cast<unsigned>(status.load) |
                            (static_cast<unsigned>(status.charger) << 1U) |
                            (static_cast<unsigned>(status.pre_alarm) << 2U)});
    hash_.add(code);
    Event& event = events_.emplace_back();
    event.at = now;
    event.kind = kind;
    event.code = code;
    return event;
}

}  // namespace engine
