#include "models/contact.hpp"

namespace models {

BusCurrent Contact::current(double /*bus_voltage_v*/) const {
    return {.current_a = -(is_closed_ ? parameters_.draws_closed_a : parameters_.draws_open_a)};
}

bool Contact::update(Milliseconds now, double /*bus_voltage_v*/, bool switched_on) {
    const bool was_closed = is_closed_;
    is_closed_ = switched_on && parameters_.schedule.is_on(now);
    return is_closed_ != was_closed;
}

std::optional<Milliseconds> Contact::next_edge(Milliseconds now) const {
    return parameters_.schedule.next_edge(now);
}

}  // namespace models
