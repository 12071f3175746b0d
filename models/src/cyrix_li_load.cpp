#include "models/cyrix_li_load.hpp"

namespace models {

BusCurrent CyrixLiLoad::current(double /*bus_voltage_v*/) const {
    if (reason_ == OffReason::NoSupply) {
        return {};
    }
    return {.current_a = -(conducts() ? parameters_.draws_closed_a : parameters_.draws_open_a)};
}

OffReason CyrixLiLoad::look(Milliseconds now, double bus_voltage_v, bool wanted) {
    if (bus_voltage_v < parameters_.works_from_v) {
        re_engage_ = ReEngage{parameters_.re_engage};
        return OffReason::NoSupply;
    }
    re_engage_.update(now, bus_voltage_v, wanted);
    if (re_engage_.is_locked_out()) {
        return OffReason::LockedOut;
    }
    if (!wanted) {
        return OffReason::SwitchedOff;
    }
    return re_engage_.is_on() ? OffReason::None : OffReason::Waits;
}

bool CyrixLiLoad::update(Milliseconds now, double bus_voltage_v, bool switched_on) {
    const OffReason before = reason_;
    reason_ = look(now, bus_voltage_v, switched_on && parameters_.schedule.is_on(now));
    return reason_ != before;
}

std::optional<Milliseconds> CyrixLiLoad::next_edge(Milliseconds now) const {
    return earlier(parameters_.schedule.next_edge(now), re_engage_.next_edge(now));
}

VoltageWatch CyrixLiLoad::watch(Milliseconds /*now*/) const {
    return reason_ == OffReason::NoSupply
               ? VoltageWatch{.below_v = parameters_.works_from_v}
               : both(VoltageWatch{.lowest_v = parameters_.works_from_v}, re_engage_.watch());
}

}  // namespace models
