// Temperatures at even distances, straight between.

#include "models/temperature_series.hpp"

#include "models/ambient.hpp"

#include <chrono>
#include <cmath>
#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using namespace std::chrono_literals;

TEST(TemperatureSeries, GoesStraightFromOneToTheNext) {
    const TemperatureSeries series{30min, 1h, {4.0, 8.0, 2.0}};
    EXPECT_DOUBLE_EQ(series.at_degc(30min), 4.0);
    EXPECT_DOUBLE_EQ(series.at_degc(60min), 6.0);
    EXPECT_DOUBLE_EQ(series.at_degc(90min), 8.0);
    EXPECT_DOUBLE_EQ(series.at_degc(105min), 6.5);
    EXPECT_DOUBLE_EQ(series.at_degc(0min), 4.0);
    EXPECT_DOUBLE_EQ(series.at_degc(500min), 2.0);
}

TEST(TemperatureSeries, HasTheMeanOfItsStraightPieces) {
    const TemperatureSeries series{0h, 1h, {4.0, 8.0, 2.0}};
    EXPECT_DOUBLE_EQ(series.mean_degc(0h, 1h), 6.0);
    EXPECT_DOUBLE_EQ(series.mean_degc(0h, 2h), 5.5);
    EXPECT_DOUBLE_EQ(series.mean_degc(30min, 60min), 7.0);
    EXPECT_DOUBLE_EQ(series.mean_degc(-1h, 0h), 4.0);
    EXPECT_DOUBLE_EQ(series.mean_degc(1h, 4h), (5.0 + 2.0 + 2.0) / 3.0);
    const TemperatureSeries one{0h, 1h, {7.0}};
    EXPECT_DOUBLE_EQ(one.at_degc(3h), 7.0);
    EXPECT_DOUBLE_EQ(one.mean_degc(-3h, 3h), 7.0);
}

// Against the trapezoids between very many of its own values.
RC_GTEST_PROP(TemperatureSeries, HasTheMeanOfWhatItIs, ()) {
    std::vector<double> degc;
    for (const int tenths :
         *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-400, 400)))) {
        degc.push_back(tenths / 10.0);
    }
    const TemperatureSeries series{-1h, 1h, degc};
    const std::chrono::milliseconds begin{*rc::gen::inRange(-10'000'000, 40'000'000)};
    const std::chrono::milliseconds width{*rc::gen::inRange(1, 20) * 1'000'000};
    double sum = 0.0;
    constexpr int parts = 1000;
    for (int i = 0; i < parts; ++i) {
        const auto at = [&](int part) { return series.at_degc(begin + width * part / parts); };
        sum += 0.5 * (at(i) + at(i + 1)) / parts;
    }
    RC_ASSERT(std::abs(series.mean_degc(begin, begin + width) - sum) < 0.05);
}

TEST(Ambient, FollowsASeriesInPlaceOfItsSines) {
    Ambient ambient{.temperature_degc = 20.0, .daily_amplitude_degc = 5.0};
    ambient.series = std::make_shared<const TemperatureSeries>(0h, 1h, std::vector{-3.0, 1.0});
    EXPECT_DOUBLE_EQ(ambient.at_degc(30min), -1.0);
    EXPECT_DOUBLE_EQ(ambient.mean_degc(0min, 60min), -1.0);
    EXPECT_FALSE(Ambient{.series = ambient.series}.is_constant());
}

}  // namespace
}  // namespace models
