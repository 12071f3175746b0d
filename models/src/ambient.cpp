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

double seconds(std::chrono::milliseconds time) {
    return static_cast<double>(time.count()) / 1000.0;
}

/// The mean of a cosine over a part of a turn, as a share of its value in the middle.
double mean_share(double turns) {
    const double half = math::pi * turns;
    return math::sin(half) / half;
}

}  // namespace

double Ambient::at_degc(std::chrono::milliseconds now) const {
    return series ? series->at_degc(now) : at_degc(seconds(now), 1.0, 1.0);
}

double Ambient::mean_degc(std::chrono::milliseconds begin, std::chrono::milliseconds end) const {
    if (series) {
        return series->mean_degc(begin, end);
    }
    if (is_constant()) {
        return temperature_degc;
    }
    const double width_s = seconds(end - begin);
    return at_degc(0.5 * (seconds(begin) + seconds(end)), mean_share(width_s / day_s),
                   mean_share(width_s / day_s / year_d));
}

double Ambient::at_degc(double now_s, double daily_share, double yearly_share) const {
    const double daily = (start_time_of_day_s + now_s - warmest_time_of_day_s) / day_s;
    const double yearly =
        (start_day_of_year + (start_time_of_day_s + now_s) / day_s - warmest_day_of_year) / year_d;
    return temperature_degc + daily_amplitude_degc * daily_share * cosine_of_turns(daily) +
           yearly_amplitude_degc * yearly_share * cosine_of_turns(yearly);
}

}  // namespace models
