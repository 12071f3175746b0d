// Where the sun stands, and what a panel makes of it.

#include "models/solar.hpp"

#include "models/math.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

constexpr double per_degree = math::pi / 180.0;

double height_deg(const Sun& sun) {
    return std::asin(sun.direction.up) / per_degree;
}
/// Of the highest sun of a day, by the minute.
double noon_height_deg(double day_of_year, double latitude_deg) {
    double highest = -90.0;
    for (int minute = 0; minute < 1440; ++minute) {
        highest =
            std::max(highest, height_deg(sun_at(day_of_year, minute / 60.0, latitude_deg, 0.0)));
    }
    return highest;
}

// At noon it stands 90° less the latitude above the horizon, more or less the declination: 23.44°
// at the solstices, nothing at the equinoxes.
TEST(Sun, StandsAtNoonWhereTheDeclinationSays) {
    for (const double latitude_deg : {0.0, 30.0, 45.0, 59.0, -35.0}) {
        const auto expected = [&](double declination_deg) {
            return 90.0 - std::abs(latitude_deg - declination_deg);
        };
        EXPECT_NEAR(noon_height_deg(172, latitude_deg), expected(23.44), 0.06) << latitude_deg;
        EXPECT_NEAR(noon_height_deg(355, latitude_deg), expected(-23.44), 0.06) << latitude_deg;
        EXPECT_NEAR(noon_height_deg(80, latitude_deg), expected(0.0), 0.5) << latitude_deg;
    }
}

// It crosses the meridian of Greenwich a quarter of an hour late in February, and as much early in
// November (the equation of time: -14.2 min on 11 February, +16.4 min on 3 November); 15° of
// longitude are an hour.
TEST(Sun, CrossesTheMeridianByTheEquationOfTime) {
    const auto crossing_h = [](double day_of_year, double longitude_deg) {
        double before = -1.0;
        for (double hour = 6.0;; hour += 1.0 / 3600.0) {
            const double west = sun_at(day_of_year, hour, 45.0, longitude_deg).direction.west;
            if (before < 0.0 && west >= 0.0) {
                return hour;
            }
            before = west;
        }
    };
    EXPECT_NEAR(crossing_h(42, 0.0), 12.0 + 14.2 / 60.0, 0.5 / 60.0);
    EXPECT_NEAR(crossing_h(307, 0.0), 12.0 - 16.4 / 60.0, 0.5 / 60.0);
    EXPECT_NEAR(crossing_h(42, 15.0), 11.0 + 14.2 / 60.0, 0.5 / 60.0);
}

// tan(latitude) tan(declination): half a day at the equinox, 8.6 h at 45° N in deep winter, none
// beyond the polar circle.
TEST(Sun, IsUpForTheLengthOfTheDay) {
    const auto day_h = [](double day_of_year, double latitude_deg) {
        int minutes = 0;
        for (int minute = 0; minute < 1440; ++minute) {
            minutes += sun_at(day_of_year, minute / 60.0, latitude_deg, 0.0).direction.up > 0.0;
        }
        return minutes / 60.0;
    };
    const auto closed_form_h = [](double latitude_deg, double declination_deg) {
        return 24.0 / math::pi *
               std::acos(-std::tan(latitude_deg * per_degree) *
                         std::tan(declination_deg * per_degree));
    };
    EXPECT_NEAR(day_h(355, 45.0), closed_form_h(45.0, -23.44), 0.04);
    EXPECT_NEAR(day_h(172, 45.0), closed_form_h(45.0, 23.44), 0.04);
    EXPECT_NEAR(day_h(80, 52.0), 12.0, 0.1);
    EXPECT_EQ(day_h(355, 70.0), 0.0);
    EXPECT_EQ(day_h(172, 70.0), 24.0);
}

RC_GTEST_PROP(Sun, IsADirection, ()) {
    const double day = *rc::gen::inRange(1, 367);
    const double hour = *rc::gen::inRange(0, 1440) / 60.0;
    const Direction at =
        sun_at(day, hour, *rc::gen::inRange(-90, 91), *rc::gen::inRange(-180, 181)).direction;
    RC_ASSERT(std::abs(at.dot(at) - 1.0) < 1e-12);
}

TEST(Plane, LooksWhereItIsTurned) {
    const auto expect = [](const Direction& at, double south, double west, double up) {
        EXPECT_NEAR(at.south, south, 1e-12);
        EXPECT_NEAR(at.west, west, 1e-12);
        EXPECT_NEAR(at.up, up, 1e-12);
    };
    expect(normal_of(0.0, 30.0), 0.0, 0.0, 1.0);
    expect(normal_of(90.0, 0.0), 1.0, 0.0, 0.0);
    expect(normal_of(90.0, 90.0), 0.0, 1.0, 0.0);
    expect(normal_of(90.0, -90.0), 0.0, -1.0, 0.0);
    expect(normal_of(30.0, 180.0), -0.5, 0.0, std::sqrt(0.75));
}

// A plane that looks at the sun gets all of the beam; all of an even sky at tilt 0, half of it
// upright, and there half of what the ground throws back.
TEST(Plane, GetsItsShareOfBeamSkyAndGround) {
    const Sun sun{.direction = normal_of(40.0, -20.0)};
    const Direction towards = sun.direction;
    EXPECT_NEAR(on_plane_w_m2({.beam_normal = 800.0}, sun, towards), 800.0, 1e-9);
    const Direction away = normal_of(90.0, 160.0);
    EXPECT_NEAR(on_plane_w_m2({.beam_normal = 800.0}, sun, away), 0.0, 1e-9);
    EXPECT_NEAR(on_plane_w_m2({.diffuse = 100.0}, sun, normal_of(90.0, 0.0)), 50.0, 1e-9);
    EXPECT_NEAR(on_plane_w_m2({.diffuse = 100.0}, sun, normal_of(60.0, 0.0)), 75.0, 1e-9);
    EXPECT_NEAR(on_plane_w_m2({.global = 500.0}, sun, normal_of(90.0, 0.0)), 50.0, 1e-9);
    // Half as much as outside the air comes straight: half of the sky's light comes with it.
    const double half = 0.5 * 1367.0;
    EXPECT_NEAR(on_plane_w_m2({.beam_normal = half, .diffuse = 100.0}, sun, towards),
                half + 100.0 * (0.5 / std::cos(40.0 * per_degree) +
                                0.5 * 0.5 * (1.0 + std::cos(40.0 * per_degree))),
                1e-9);
    EXPECT_EQ(on_plane_w_m2({.global = 321.0, .beam_normal = 1.0}, sun, normal_of(0.0, 0.0)),
              321.0);
}

TEST(Plane, GetsNoBeamOfASunThatHasSet) {
    const Sun set{.direction = {.south = 0.99, .west = 0.0, .up = -0.1}};
    EXPECT_NEAR(on_plane_w_m2({.beam_normal = 50.0, .diffuse = 4.0}, set, normal_of(90.0, 0.0)),
                2.0, 1e-9);
}

// As sold at 25 °C in the cell, a share less per kelvin above; at 800 W/m² and 20 °C they are at
// 45 °C.
TEST(Panel, GivesItsPowerAsSoldAndLessWhenWarm) {
    const PanelParameters panel{.power_w = 200.0, .temperature_per_k = -0.004};
    EXPECT_NEAR(panel_power_w(panel, 1000.0, 25.0 - 31.25), 200.0, 1e-9);
    EXPECT_NEAR(panel_power_w(panel, 800.0, 20.0), 160.0 * (1.0 - 0.004 * 20.0), 1e-9);
    EXPECT_EQ(panel_power_w(panel, 0.0, 20.0), 0.0);
    const PanelParameters simple{.power_w = 200.0, .temperature_per_k = 0.0, .efficiency = 0.8};
    EXPECT_NEAR(panel_power_w(simple, 500.0, 35.0), 80.0, 1e-9);
}

// As sold at 1000 W/m² with cells at 25 °C; 0.3 % less per kelvin above. An ideal diode has kT/q,
// 25.7 mV at 25 °C, less for each e-fold less of light, of the 0.6 V that a cell has.
TEST(Panel, HasItsOpenVoltageAsSoldAndLessWhenWarmOrInLittleLight) {
    const PanelParameters panel{.open_v = 22.0, .open_v_per_k = -0.003};
    EXPECT_NEAR(panel_open_v(panel, 1000.0, 25.0 - 31.25), 22.0, 1e-9);
    EXPECT_NEAR(panel_open_v(panel, 1000.0, 25.0 - 31.25 + 40.0), 22.0 * (1.0 - 0.12), 1e-9);
    const PanelParameters cold{.operating_temperature_degc = 20.0, .open_v = 22.0};
    EXPECT_NEAR(panel_open_v(cold, 1000.0 / std::exp(1.0), 25.0), 22.0 * (1.0 - 0.0257 / 0.6),
                1e-9);
    EXPECT_EQ(panel_open_v(panel, 0.0, 20.0), 0.0);
    EXPECT_EQ(panel_open_v(panel, 1e-12, 20.0), 0.0);
}

}  // namespace
}  // namespace models
