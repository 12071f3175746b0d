#include "models/synthetic_weather.hpp"

#include "models/math.hpp"
#include "models/random.hpp"

#include <algorithm>

namespace models {

namespace {

constexpr int hours_of_a_day = 24;
constexpr int days_of_a_year = 365;
constexpr int all_eighths = 8;
/// Of a day's swing, under a sky that has long been overcast.
constexpr double swing_under_clouds = 0.4;
constexpr double swing_follows_h = 6.0;
constexpr double warmest_h = 15.0;
constexpr double midsummer_day = 172.0;
/// Below it the sun's height says little about the way of the light.
constexpr double lowest_up = 0.0872;  // 5°

double cosine_of_turns(double turns) {
    return math::sin(2.0 * math::pi * turns + 0.5 * math::pi);
}
double root(double x) {
    return x > 0.0 ? math::exp(0.5 * math::log(x)) : 0.0;
}

/// What one hour hands on to the next.
struct Air {
    double spell = 0.0;  // in standard deviations
    int eighths = 0;
    double swing = 1.0;  // share of the day's
};

class Year {
  public:
    Year(const Climate& climate, std::uint64_t seed)
        : climate_{climate},
          spells_{seed, "weather.spell"},
          skies_{seed, "weather.sky"},
          spell_stays_{math::exp(-1.0 / climate.spell_h)} {}

    /// Into the next hour of the year, which is `hour`.
    void enter(int hour);
    SyntheticHour now(int hour) const;

  private:
    /// The share of the time that is overcast.
    double overcast_on(double day) const;
    void change_sky(int hour);

    const Climate& climate_;
    RandomStream spells_;
    RandomStream skies_;
    double spell_stays_;
    Air air_;
};

double Year::overcast_on(double day) const {
    const double mean = 0.5 * (climate_.overcast_december + climate_.overcast_june);
    const double half = 0.5 * (climate_.overcast_june - climate_.overcast_december);
    return mean + half * cosine_of_turns((day - midsummer_day) / days_of_a_year);
}

void Year::change_sky(int hour) {
    const auto draw = [&](unsigned which) {
        return skies_.uniform(3 * static_cast<std::uint64_t>(hour) + which);
    };
    if (draw(0) >= 1.0 / climate_.sky_h) {
        return;
    }
    const double day = 1.0 + static_cast<double>(hour) / hours_of_a_day;
    air_.eighths =
        draw(1) < overcast_on(day) ? all_eighths : static_cast<int>(draw(2) * all_eighths);
}

void Year::enter(int hour) {
    air_.spell = spell_stays_ * air_.spell + root(1.0 - spell_stays_ * spell_stays_) *
                                                 spells_.normal(static_cast<std::uint64_t>(hour));
    change_sky(hour);
    const double covered = static_cast<double>(air_.eighths) / all_eighths;
    const double follows = 1.0 - math::exp(-1.0 / swing_follows_h);
    air_.swing += follows * (1.0 - (1.0 - swing_under_clouds) * covered - air_.swing);
}

SyntheticHour Year::now(int hour) const {
    const int day = 1 + hour / hours_of_a_day;
    const double utc_h = hour % hours_of_a_day + 0.5;
    const Sun sun = sun_at(day, utc_h, climate_.latitude_deg, climate_.longitude_deg);
    const double year_turns = (day - climate_.warmest_day_of_year) / days_of_a_year;
    const double day_turns = (utc_h + climate_.longitude_deg / 15.0 - warmest_h) / hours_of_a_day;
    return {.temperature_degc =
                climate_.mean_degc + climate_.yearly_amplitude_k * cosine_of_turns(year_turns) +
                climate_.daily_amplitude_k * air_.swing * cosine_of_turns(day_turns) +
                climate_.spell_k * air_.spell,
            .light = light_through(sun.direction.up, air_.eighths)};
}

}  // namespace

Irradiance light_through(double up, int eighths) {
    if (up <= 0.0) {
        return {};
    }
    const double covered = static_cast<double>(eighths) / all_eighths;
    const double dimmed = eighths == 0 ? 0.0 : 0.75 * math::exp(3.4 * math::log(covered));
    const double global = 1098.0 * up * math::exp(-0.059 / up) * (1.0 - dimmed);
    const double diffuse = global * (0.3 + 0.7 * covered * covered);
    return {.global = global,
            .beam_normal = (global - diffuse) / std::max(up, lowest_up),
            .diffuse = diffuse};
}

std::vector<SyntheticHour> synthetic_year(const Climate& climate, std::uint64_t seed) {
    constexpr int hours = days_of_a_year * hours_of_a_day;
    Year year{climate, seed};
    // Once round before it counts: the same draws lead from the end of the year into its begin.
    for (int hour = 0; hour < hours; ++hour) {
        year.enter(hour);
    }
    std::vector<SyntheticHour> out;
    out.reserve(hours);
    for (int hour = 0; hour < hours; ++hour) {
        year.enter(hour);
        out.push_back(year.now(hour));
    }
    return out;
}

}  // namespace models
