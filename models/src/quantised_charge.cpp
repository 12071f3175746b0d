#include "models/quantised_charge.hpp"

#include "models/math.hpp"

namespace models {

namespace {

constexpr double micro = 1e6;

/// Half away from zero, as a reading.
double nearest(double steps) {
    return steps < 0.0 ? -math::floor(0.5 - steps) : math::floor(steps + 0.5);
}

}  // namespace

double quantised_charge_ua_s(CurrentRamp current, std::int64_t resolution_ua, double dt_s) {
    const auto step_ua = static_cast<double>(resolution_ua);
    // A battery rounds whole microamperes (`measure`): what lies half way between two readings does
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
