#include "models/ambient.hpp"

#include "models/math.hpp"

namespace models {

namespace {

constexpr double day_s = 86'400.0;
constexpr double year_d = 365.25;

/// Cosine of a number of whole turns, so that any time keeps its precision.
double cosine_of_turns(double turns) {
    const double quarter = turns + 0.25;
    return math::sin(2.0 * math::pi * (quarter - math::floor(quarter)));
}

}  // namespace

double Ambient::at_degc(std::chrono::milliseconds now) const {
    const double now_s = static_cast<double>(now.count()) / 1000.0;
    const double daily = (start_time_of_day_s + now_s - warmest_time_of_day_s) / day_s;
    const double yearly =
        (start_day_of_year + (start_time_of_day_s + now_s) / day_s - warmest_day_of_year) / year_d;
    return temperature_degc + daily_amplitude_degc * cosine_of_turns(daily) +
           yearly_amplitude_degc * cosine_of_turns(yearly);
}

}  // namespace models
