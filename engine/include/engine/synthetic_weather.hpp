#pragma once
// Weather that nobody measured, from a climate of the catalogue.

#include "engine/catalog_entries.hpp"
#include "engine/weather_file.hpp"

#include <cstdint>

namespace engine {

inline constexpr WeatherRule synthetic_rule{
    .rule = "one year, made up by chance",
    .note =
        "the same every year, by its seed, 29 February is the 28th; sun through an open sky by "
        "Haurwitz (1945), through clouds by Kasten and Czeplak (1980); temperatures run straight "
        "between the middles of hours, sunlight holds"};

/// A typical year, complete but for a 29 February, with its place and the sun on the horizontal.
Weather synthetic_weather(const ClimateEntry& climate, std::uint64_t seed);

}  // namespace engine
