#include "models/heater.hpp"

namespace models {

bool Heater::is_called(double coldest_degc) const {
    return coldest_degc < (is_called_ ? parameters_.stops_at_degc : parameters_.heats_below_degc);
}

double Heater::heats_w(double bus_voltage_v) const {
    return -current(bus_voltage_v).current_a * bus_voltage_v * parameters_.into_bank_share;
}

bool Heater::update(Milliseconds now, double bus_voltage_v, bool switched_on) {
    is_called_ = is_called(sensed_.coldest_degc);
    return load_.update(now, bus_voltage_v, switched_on && is_wanted());
}

MissedPower Heater::missed(double bus_voltage_v) const {
    return is_wanted() ? load_.missed(bus_voltage_v) : MissedPower{};
}

}  // namespace models
