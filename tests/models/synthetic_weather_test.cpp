// Weather that nobody measured: its means and sums by what they are made of, and that the year
// closes.

#include "models/synthetic_weather.hpp"

#include "models/math.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

constexpr int hours = 8760;

/// The eighths of cloud, from how much of the light comes from the sky: 0.3 + 0.7 (N/8)².
int eighths_of(const Irradiance& light) {
    return static_cast<int>(
        std::lround(8.0 * std::sqrt(std::max(0.0, light.diffuse / light.global - 0.3) / 0.7)));
}

// B. Haurwitz: 1098 s exp(-0.059 / s), which is 1035 W/m² with the sun overhead.
TEST(LightThroughClouds, IsThatOfAnOpenSkyLessWhatTheyKeep) {
    EXPECT_NEAR(light_through(1.0, 0).global, 1035.1, 0.1);
    EXPECT_NEAR(light_through(0.5, 0).global, 549.0 * std::exp(-0.118), 1e-9);
    EXPECT_EQ(light_through(0.0, 0).global, 0.0);
    EXPECT_EQ(light_through(-0.3, 0).beam_normal, 0.0);
    // F. Kasten and G. Czeplak: 1 - 0.75 (N/8)^3.4 of it, a quarter under an overcast sky.
    EXPECT_NEAR(light_through(0.5, 8).global, 0.25 * light_through(0.5, 0).global, 1e-9);
    EXPECT_NEAR(light_through(0.5, 4).global,
                (1.0 - 0.75 * std::pow(0.5, 3.4)) * light_through(0.5, 0).global, 1e-9);
    EXPECT_NEAR(light_through(0.5, 8).beam_normal, 0.0, 1e-9);
}

RC_GTEST_PROP(LightThroughClouds, IsBeamAndSkyTogether, ()) {
    const double up = *rc::gen::inRange(88, 1000) / 1000.0;
    const int eighths = *rc::gen::inRange(0, 9);
    const Irradiance light = light_through(up, eighths);
    RC_ASSERT(std::abs(light.beam_normal * up + light.diffuse - light.global) < 1e-9);
    RC_ASSERT(light.beam_normal >= -1e-9);
    RC_ASSERT(light.beam_normal < 1000.0);
    RC_ASSERT(eighths_of(light) == eighths);
}

// What is left without spells, clouds and swings is the mean; each of them alone is what it says.
TEST(SyntheticYear, IsAsWarmAsItsParts) {
    const Climate still{.latitude_deg = 45.0,
                        .mean_degc = 8.0,
                        .yearly_amplitude_k = 0.0,
                        .daily_amplitude_k = 0.0,
                        .spell_k = 0.0};
    EXPECT_EQ(synthetic_year(still, 1)[1234].temperature_degc, 8.0);
    Climate of_the_year = still;
    of_the_year.yearly_amplitude_k = 10.0;
    const auto year = synthetic_year(of_the_year, 1);
    EXPECT_NEAR(year[200 * 24].temperature_degc, 18.0, 1e-9);  // the 201st day
    EXPECT_NEAR(year[18 * 24].temperature_degc, -2.0, 0.01);   // half a year from it
    // An open sky: warmest at 15:00 by the sun, which is 14:00 UTC at 15° east.
    Climate of_the_day = still;
    of_the_day.daily_amplitude_k = 5.0;
    of_the_day.longitude_deg = 15.0;
    of_the_day.overcast_december = of_the_day.overcast_june = 0.0;
    of_the_day.sky_h = 1e12;
    const auto days = synthetic_year(of_the_day, 1);
    EXPECT_NEAR(days[13].temperature_degc, 8.0 + 5.0 * std::cos(math::pi / 24.0), 1e-9);
    EXPECT_NEAR(days[14].temperature_degc, days[13].temperature_degc, 1e-9);
    EXPECT_NEAR(days[2].temperature_degc, 8.0 - 5.0 * std::cos(math::pi / 24.0), 1e-9);
}

// Under an overcast sky a day swings by two fifths of that.
TEST(SyntheticYear, SwingsLessUnderClouds) {
    const Climate overcast{.latitude_deg = 45.0,
                           .yearly_amplitude_k = 0.0,
                           .daily_amplitude_k = 5.0,
                           .spell_k = 0.0,
                           .overcast_december = 1.0,
                           .overcast_june = 1.0};
    const auto year = synthetic_year(overcast, 1);
    EXPECT_NEAR(year[14].temperature_degc - year[2].temperature_degc,
                2.0 * 2.0 * std::cos(math::pi / 24.0), 1e-6);
}

// An Ornstein-Uhlenbeck process: its standard deviation, and 1/e after its time. A year has 87 of
// 100 hours: the mean of ten years is known to 4 %.
TEST(SyntheticYear, HasSpellsOfTheirSizeAndLength) {
    const Climate spells{.mean_degc = 0.0,
                         .yearly_amplitude_k = 0.0,
                         .daily_amplitude_k = 0.0,
                         .spell_k = 3.0,
                         .spell_h = 100.0};
    double squares = 0.0;
    double after_100_h = 0.0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const auto year = synthetic_year(spells, seed);
        for (std::size_t h = 0; h < hours; ++h) {
            squares += year[h].temperature_degc * year[h].temperature_degc;
            after_100_h += year[h].temperature_degc * year[(h + 100) % hours].temperature_degc;
        }
    }
    EXPECT_NEAR(std::sqrt(squares / (10 * hours)), 3.0, 0.25);
    EXPECT_NEAR(after_100_h / squares, std::exp(-1.0), 0.08);
}

// A climate of clouds that last ten hours: so often is it overcast, and so often does the sky
// change. The other skies come alike.
TEST(SyntheticYear, HasAsManyCloudsAsItsSeason) {
    const Climate cloudy{
        .latitude_deg = 89.9, .overcast_december = 0.7, .overcast_june = 0.2, .sky_h = 10.0};
    // Near the pole the sun is up all summer.
    int overcast = 0, open = 0, seen = 0, changes = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const auto year = synthetic_year(cloudy, seed);
        int before = -1;
        for (std::size_t h = 157 * 24; h < 187 * 24; ++h) {  // around the 172nd day
            const int eighths = eighths_of(year[h].light);
            overcast += eighths == 8;
            open += eighths == 0;
            changes += before >= 0 && eighths != before;
            before = eighths;
            ++seen;
        }
    }
    EXPECT_NEAR(static_cast<double>(overcast) / seen, 0.2, 0.03);
    EXPECT_NEAR(static_cast<double>(open) / seen, 0.8 / 8.0, 0.02);
    // Of the changes, those to the same sky are not seen: 0.2² + 8 (0.1)².
    EXPECT_NEAR(static_cast<double>(changes) / seen, 0.1 * (1.0 - 0.04 - 0.08), 0.01);
}

TEST(SyntheticYear, HasItsWinterCloudsInDecember) {
    const Climate southern{.latitude_deg = -89.9, .overcast_december = 0.7, .overcast_june = 0.2};
    int overcast = 0, seen = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const auto year = synthetic_year(southern, seed);
        for (std::size_t h = 345 * 24; h < 365 * 24; ++h) {
            overcast += eighths_of(year[h].light) == 8;
            ++seen;
        }
    }
    EXPECT_NEAR(static_cast<double>(overcast) / seen, 0.7, 0.04);
}

// The last hour goes over into the first as any other into its next: by the spells' own step.
TEST(SyntheticYear, Closes) {
    const Climate spells{.latitude_deg = 45.0,
                         .yearly_amplitude_k = 0.0,
                         .daily_amplitude_k = 0.0,
                         .spell_k = 3.0,
                         .spell_h = 1000.0};
    double squares = 0.0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const auto year = synthetic_year(spells, seed);
        const double step = year.front().temperature_degc - year.back().temperature_degc;
        squares += step * step;
    }
    // 3 sqrt(2 (1 - exp(-1/1000))), of 100 to 15 %.
    EXPECT_NEAR(std::sqrt(squares / 100.0), 0.1341, 0.02);
}

TEST(SyntheticYear, IsTheSameByItsSeedAndAnotherByAnother) {
    const Climate climate{.latitude_deg = 45.0, .longitude_deg = 8.0};
    const auto one = synthetic_year(climate, 7);
    const auto same = synthetic_year(climate, 7);
    const auto other = synthetic_year(climate, 8);
    ASSERT_EQ(one.size(), 8760U);
    int differ = 0;
    for (std::size_t h = 0; h < hours; ++h) {
        EXPECT_EQ(one[h].temperature_degc, same[h].temperature_degc);
        EXPECT_EQ(one[h].light.global, same[h].light.global);
        differ += one[h].temperature_degc != other[h].temperature_degc;
    }
    EXPECT_GT(differ, 8700);
}

}  // namespace
}  // namespace models
