#include "engine/synthetic_weather.hpp"

#include "models/synthetic_weather.hpp"
#include "weather_builder.hpp"

namespace engine {

namespace {

constexpr double percent = 0.01;

double hours_in(SimTime time) {
    return to_days(time) * 24.0;
}

models::Climate climate_of(const ClimateEntry& climate) {
    return {.latitude_deg = climate.latitude_deg,
            .longitude_deg = climate.longitude_deg,
            .mean_degc = climate.temperature_degc,
            .yearly_amplitude_k = climate.yearly_amplitude_degc,
            .warmest_day_of_year = static_cast<double>(climate.warmest_day_of_year),
            .daily_amplitude_k = climate.daily_amplitude_degc,
            .spell_k = climate.spells_degc,
            .spell_h = hours_in(climate.spells_last),
            .overcast_december = climate.overcast_december_pct * percent,
            .overcast_june = climate.overcast_june_pct * percent,
            .sky_h = hours_in(climate.sky_lasts)};
}

}  // namespace

Weather synthetic_weather(const ClimateEntry& climate, std::uint64_t seed) {
    const WeatherMistake mistake = [](const std::string& message) {
        return InputError({}, "weather.synthetic", message);
    };
    WeatherBuilder builder{WeatherFormat::Banktwin};
    Weather& weather = builder.weather();
    weather.sunlight = Sunlight::Horizontal;
    weather.latitude_deg = climate.latitude_deg;
    weather.longitude_deg = climate.longitude_deg;
    Instant begins = std::chrono::sys_days{std::chrono::year{2025} / 1 / 1};  // a common year
    for (const models::SyntheticHour& hour : models::synthetic_year(climate_of(climate), seed)) {
        builder.add({.begins = begins,
                     .temperature_degc = hour.temperature_degc,
                     .global_w_m2 = hour.light.global,
                     .beam_normal_w_m2 = hour.light.beam_normal,
                     .diffuse_w_m2 = hour.light.diffuse},
                    "", mistake);
        begins += std::chrono::hours{1};
    }
    weather.is_typical_year = true;
    return builder.finished(mistake);
}

}  // namespace engine
