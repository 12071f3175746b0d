#include "models/quantised_charge.hpp"

#include "models/meter.hpp"

namespace models {

namespace {

constexpr double micro = 1e6;

}  // namespace

double quantised_charge_ua_s(CurrentRamp current, double step_ua, double dt_s) {
    // A battery rounds whole microamperes (`Meter`): what lies half way between two readings does
    // so whatever its last digits are.
    const double begin = nearest(current.begin_a * micro) / step_ua;
    const double end = nearest(current.end_a * micro) / step_ua;
    const double from = nearest(begin);
    const double to = nearest(end);
    if (from == to) {
        return from * step_ua * dt_s;
    }
    // Counted from the first reading, so that nothing cancels.
    const double steps = to - from;
    const double above = steps * (end - from) - 0.5 * steps * steps;
    return (from + above / (end - begin)) * step_ua * dt_s;
}

}  // namespace models
