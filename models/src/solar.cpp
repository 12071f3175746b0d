#include "models/solar.hpp"

#include "models/math.hpp"

#include <algorithm>

namespace models {

namespace {

constexpr double per_degree = math::pi / 180.0;
constexpr double solar_constant_w_m2 = 1367.0;
constexpr double ground_reflects = 0.2;
/// Closer to the horizon the way through the air says little about where the light comes from.
constexpr double lowest_up = 0.0872;  // 5°

double cosine(double radians) {
    return math::sin(radians + 0.5 * math::pi);
}

}  // namespace

Direction normal_of(double tilt_deg, double azimuth_from_south_deg) {
    const double tilt = tilt_deg * per_degree;
    const double azimuth = azimuth_from_south_deg * per_degree;
    const double lies = math::sin(tilt);
    return {.south = lies * cosine(azimuth), .west = lies * math::sin(azimuth), .up = cosine(tilt)};
}

Sun sun_at(double day_of_year, double utc_h, double latitude_deg, double longitude_deg) {
    const double year = 2.0 * math::pi * (day_of_year - 1.0) / 365.0;
    const double sin1 = math::sin(year);
    const double cos1 = cosine(year);
    const double sin2 = math::sin(2.0 * year);
    const double cos2 = cosine(2.0 * year);
    const double declination = 0.006918 - 0.399912 * cos1 + 0.070257 * sin1 - 0.006758 * cos2 +
                               0.000907 * sin2 - 0.002697 * cosine(3.0 * year) +
                               0.00148 * math::sin(3.0 * year);
    // Of the sun against the clock, in minutes.
    const double ahead_min =
        229.18 * (0.000075 + 0.001868 * cos1 - 0.032077 * sin1 - 0.014615 * cos2 - 0.040849 * sin2);
    const double solar_h = utc_h + longitude_deg / 15.0 + ahead_min / 60.0;
    const double hour_angle = (solar_h - 12.0) * 15.0 * per_degree;
    const double latitude = latitude_deg * per_degree;
    const double towards = cosine(declination) * cosine(hour_angle);
    const double north = math::sin(declination);
    return {.direction = {.south = math::sin(latitude) * towards - cosine(latitude) * north,
                          .west = cosine(declination) * math::sin(hour_angle),
                          .up = math::sin(latitude) * north + cosine(latitude) * towards},
            .distance_factor =
                1.000110 + 0.034221 * cos1 + 0.001280 * sin1 + 0.000719 * cos2 + 0.000077 * sin2};
}

double on_plane_w_m2(const Irradiance& light, const Sun& sun, const Direction& normal) {
    if (normal.up >= 1.0) {
        return light.global;
    }
    const double facing = std::max(0.0, normal.dot(sun.direction));
    const bool is_up = sun.direction.up > 0.0;
    const double beam = is_up ? light.beam_normal : 0.0;
    const double clear = std::clamp(beam / (solar_constant_w_m2 * sun.distance_factor), 0.0, 1.0);
    const double around_the_sun = facing / std::max(sun.direction.up, lowest_up);
    const double sky = 0.5 * (1.0 + normal.up);
    return beam * facing + light.diffuse * (clear * around_the_sun + (1.0 - clear) * sky) +
           light.global * ground_reflects * 0.5 * (1.0 - normal.up);
}

namespace {

constexpr double standard_w_m2 = 1000.0;
constexpr double standard_degc = 25.0;

/// Of the cells, above the temperature at which they were sold.
double warmer_k(const PanelParameters& panel, double on_plane_w_m2, double air_degc) {
    constexpr double operating_w_m2 = 800.0;
    constexpr double operating_air_degc = 20.0;
    const double cells_degc =
        air_degc +
        on_plane_w_m2 / operating_w_m2 * (panel.operating_temperature_degc - operating_air_degc);
    return cells_degc - standard_degc;
}

}  // namespace

double panel_power_w(const PanelParameters& panel, double on_plane_w_m2, double air_degc) {
    const double warmth = 1.0 + panel.temperature_per_k * warmer_k(panel, on_plane_w_m2, air_degc);
    return std::max(0.0, panel.power_w * panel.efficiency * on_plane_w_m2 / standard_w_m2 * warmth);
}

double panel_open_v(const PanelParameters& panel, double on_plane_w_m2, double air_degc) {
    constexpr double per_e_fold = 0.0257 / 0.6;  // kT/q at 25 °C, of a cell's voltage
    if (on_plane_w_m2 <= 0.0) {
        return 0.0;
    }
    const double light = 1.0 + per_e_fold * math::log(on_plane_w_m2 / standard_w_m2);
    const double warmth = 1.0 + panel.open_v_per_k * warmer_k(panel, on_plane_w_m2, air_degc);
    return std::max(0.0, panel.open_v * light * warmth);
}

}  // namespace models
