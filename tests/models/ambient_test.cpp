// The temperature around the bank: mean, daily and yearly sine.

#include "models/ambient.hpp"

#include "models/math.hpp"
#include "tests/models/generators.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

/// A year in which the sines come round: 365.25 days.
constexpr milliseconds year{hours{24 * 365 + 6}};

Ambient outdoors() {
    return {.temperature_degc = 8.0,
            .daily_amplitude_degc = 5.0,
            .yearly_amplitude_degc = 11.0,
            .warmest_time_of_day_s = 15.0 * 3600.0,
            .warmest_day_of_year = 201.0,
            .start_time_of_day_s = 0.0,
            .start_day_of_year = 1.0};
}

TEST(Ambient, IsConstantWithoutAmplitudes) {
    Ambient indoors;
    indoors.temperature_degc = 18.5;
    for (const auto now : {milliseconds{0}, milliseconds{hours{7}}, milliseconds{hours{9999}}}) {
        EXPECT_EQ(indoors.at_degc(now), 18.5);
    }
}

// T = mean + A cos(2 pi (t - 15 h) / 24 h) + B cos(2 pi (day - 201) / 365.25)
RC_GTEST_PROP(Ambient, IsAMeanWithADailyAndAYearlyCosine, ()) {
    Ambient ambient = outdoors();
    ambient.start_time_of_day_s = *gen_whole(0, 86'399);
    ambient.start_day_of_year = *gen_whole(1, 365);
    const milliseconds now{*gen_whole<std::int64_t>(0, 5LL * 366 * 86'400'000)};
    const double since_midnight_s =
        ambient.start_time_of_day_s + static_cast<double>(now.count()) / 1000.0;
    const double days = since_midnight_s / 86'400.0;
    const double expected =
        8.0 + 5.0 * std::cos(2.0 * math::pi * (days - 15.0 / 24.0)) +
        11.0 * std::cos(2.0 * math::pi * (ambient.start_day_of_year + days - 201.0) / 365.25);
    RC_ASSERT(std::abs(ambient.at_degc(now) - expected) < 1e-9);
}

TEST(Ambient, IsWarmestAtTheGivenTimeOfDay) {
    Ambient ambient = outdoors();
    ambient.yearly_amplitude_degc = 0.0;
    ambient.start_time_of_day_s = 6.0 * 3600.0;  // 15:00 comes after nine hours
    EXPECT_NEAR(ambient.at_degc(hours{9}), 13.0, 1e-12);
    EXPECT_NEAR(ambient.at_degc(hours{9 + 24 * 100}), 13.0, 1e-9);
    EXPECT_NEAR(ambient.at_degc(hours{21}), 3.0, 1e-12);
    for (int minute = 0; minute < 1440; ++minute) {
        EXPECT_LE(ambient.at_degc(minutes{minute}), ambient.at_degc(hours{9}));
    }
}

TEST(Ambient, IsWarmestOnTheGivenDayOfTheYear) {
    Ambient ambient = outdoors();
    ambient.daily_amplitude_degc = 0.0;
    ambient.start_day_of_year = 306.0;  // 2 November; 20 July comes 260.25 days later
    const milliseconds july = hours{24 * 260 + 6};
    EXPECT_NEAR(ambient.at_degc(july), 19.0, 1e-12);
    EXPECT_NEAR(ambient.at_degc(july + year), 19.0, 1e-9);
    EXPECT_NEAR(ambient.at_degc(july - year / 2), -3.0, 1e-9);
    for (int day = 0; day < 366; ++day) {
        EXPECT_LE(ambient.at_degc(hours{24 * day}), ambient.at_degc(july));
    }
}

TEST(Ambient, HasItsMeanOverWholeDaysAndYears) {
    const Ambient ambient = outdoors();
    Ambient days_only = ambient;
    days_only.yearly_amplitude_degc = 0.0;
    double day_sum = 0.0;
    for (int minute = 0; minute < 1440; ++minute) {
        day_sum += days_only.at_degc(minutes{17 + minute});
    }
    EXPECT_NEAR(day_sum / 1440.0, 8.0, 1e-11);
    // Hours of four years: 1461 whole days.
    double years_sum = 0.0;
    for (int hour = 0; hour < 24 * 1461; ++hour) {
        years_sum += ambient.at_degc(hours{hour});
    }
    EXPECT_NEAR(years_sum / (24.0 * 1461.0), 8.0, 1e-9);
}

}  // namespace
}  // namespace models
