#pragma once
// A year of weather that nobody measured, made up by chance from what is known of a place.
//
//     sky   eighths of cloud. Every hour it changes with a chance of 1 / `sky_h`: to overcast by a
//           share that goes with the season, else to any of 0 … 7
//     sun   through an open sky by B. Haurwitz, J. Meteorology 2 (1945) 154, in the form of Reno,
//           Hansen and Stein (SAND2012-2389); through clouds, and how much of it comes from the
//           sky, by F. Kasten and G. Czeplak, Solar Energy 24 (1980) 177
//     air   a mean, the sine of a year, that of a day (warmest at 15:00 by the sun, less under
//           clouds), and spells: an Ornstein-Uhlenbeck process

#include "models/solar.hpp"

#include <cstdint>
#include <vector>

namespace models {

struct Climate {
    double latitude_deg = 0.0;   // north
    double longitude_deg = 0.0;  // east
    double mean_degc = 10.0;
    double yearly_amplitude_k = 10.0;
    double warmest_day_of_year = 201.0;
    double daily_amplitude_k = 5.0;  // under an open sky
    double spell_k = 2.5;            // standard deviation of spells
    double spell_h = 100.0;          // after so long 1/e of one is left
    double overcast_december = 0.5;  // share of the time
    double overcast_june = 0.3;
    double sky_h = 6.0;  // how long a sky lasts on the mean, 1 or more
};

struct SyntheticHour {
    double temperature_degc = 0.0;
    Irradiance light;
};

/// The 8,760 hours of a common year, UTC, each as in its middle. The year closes: its last hour
/// goes over into its first.
std::vector<SyntheticHour> synthetic_year(const Climate& climate, std::uint64_t seed);

/// On the horizontal, W/m²; `up` is the sine of the sun's height, `eighths` 0 … 8.
Irradiance light_through(double up, int eighths);

}  // namespace models
