// What Monte-Carlo values are drawn from, against the closed forms of the distributions.

#include "engine/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace engine {
namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// Many draws in rising order.
std::vector<double> drawn(const Distribution& distribution, std::uint64_t count = 20'000) {
    const models::RandomStream stream{7, "test"};
    std::vector<double> values;
    for (std::uint64_t i = 0; i < count; ++i) {
        values.push_back(draw_from(distribution, stream, i));
    }
    std::sort(values.begin(), values.end());
    return values;
}

/// The largest distance between the share of draws below a value and what `share` says (Kolmogorov
/// and Smirnov).
template <class Share>
double distance(const std::vector<double>& rising, Share share) {
    double far = 0.0;
    for (std::size_t i = 0; i < rising.size(); ++i) {
        const double count = static_cast<double>(rising.size());
        const double expected = share(rising[i]);
        far = std::max({far, std::abs(static_cast<double>(i) / count - expected),
                        std::abs(static_cast<double>(i + 1) / count - expected)});
    }
    return far;
}

/// What it exceeds once in a thousand times, of 20,000 draws.
const double far_off = 1.95 / std::sqrt(20'000.0);

double normal_share(double z) {
    return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

TEST(Distribution, NormalHasItsMeanAndItsDeviation) {
    const Distribution law{
        .law = Law::Normal, .parameters = {5, 3}, .lowest = -unlimited, .highest = unlimited};
    EXPECT_LT(distance(drawn(law), [](double x) { return normal_share((x - 5.0) / 3.0); }),
              far_off);
}

TEST(Distribution, WhatFallsOutsideTheRangeIsDrawnAnewSoThatTheRestKeepsItsShape) {
    const Distribution law{.law = Law::Normal, .parameters = {1, 2}, .lowest = 0, .highest = 3};
    const double below = normal_share(-0.5);
    const double inside = normal_share(1.0) - below;
    EXPECT_LT(distance(drawn(law),
                       [&](double x) { return (normal_share((x - 1.0) / 2.0) - below) / inside; }),
              far_off);
}

TEST(Distribution, AtTheEdgeOfItsRangeANormalIsHalfOfOne) {
    const Distribution law{
        .law = Law::Normal, .parameters = {0, 2}, .lowest = 0, .highest = unlimited};
    EXPECT_LT(distance(drawn(law), [](double x) { return 2.0 * normal_share(x / 2.0) - 1.0; }),
              far_off);
}

TEST(Distribution, UniformIsAsLikelyEverywhereBetweenItsEnds) {
    const Distribution law{
        .law = Law::Uniform, .parameters = {-2, 6}, .lowest = -50, .highest = 80};
    const std::vector<double> values = drawn(law);
    EXPECT_LT(distance(values, [](double x) { return (x + 2.0) / 8.0; }), far_off);
    EXPECT_GE(values.front(), -2.0);
    EXPECT_LT(values.back(), 6.0);
}

TEST(Distribution, TriangularRisesToItsPeakAndFallsFromIt) {
    const Distribution law{
        .law = Law::Triangular, .parameters = {1, 2, 5}, .lowest = 0, .highest = 9};
    EXPECT_LT(distance(drawn(law),
                       [](double x) {
                           return x < 2.0 ? (x - 1.0) * (x - 1.0) / 4.0
                                          : 1.0 - (5.0 - x) * (5.0 - x) / 12.0;
                       }),
              far_off);
}

TEST(Distribution, TriangularMayPeakAtEitherEnd) {
    const Distribution falling{
        .law = Law::Triangular, .parameters = {0, 0, 1}, .lowest = 0, .highest = 1};
    EXPECT_LT(distance(drawn(falling), [](double x) { return 1.0 - (1.0 - x) * (1.0 - x); }),
              far_off);
    const Distribution rising{
        .law = Law::Triangular, .parameters = {0, 1, 1}, .lowest = 0, .highest = 1};
    EXPECT_LT(distance(drawn(rising), [](double x) { return x * x; }), far_off);
}

TEST(Distribution, OfALognormalTwoOfThreeLieWithinItsFactor) {
    const Distribution law{
        .law = Law::Lognormal, .parameters = {0.035, 1.5}, .lowest = 0, .highest = unlimited};
    EXPECT_LT(distance(drawn(law),
                       [](double x) { return normal_share(std::log(x / 0.035) / std::log(1.5)); }),
              far_off);
}

TEST(Distribution, EveryChoiceIsAsLikely) {
    const models::RandomStream stream{7, "test"};
    std::vector<int> counts(5, 0);
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        ++counts.at(choose_from(5, stream, i));
    }
    for (const int count : counts) {
        EXPECT_NEAR(count, 2000, 4 * 40);  // four deviations of a binomial
    }
}

TEST(Distribution, ADrawIsAFunctionOfStreamAndNumberAlone) {
    const Distribution law{.law = Law::Normal, .parameters = {1, 2}, .lowest = 0, .highest = 3};
    const models::RandomStream stream{7, "sweep.bank.soc_pct"};
    const double third = draw_from(law, stream, 3);
    draw_from(law, stream, 0);
    EXPECT_EQ(draw_from(law, models::RandomStream{7, "sweep.bank.soc_pct"}, 3), third);
    EXPECT_NE(draw_from(law, stream, 4), third);
    EXPECT_NE(draw_from(law, models::RandomStream{8, "sweep.bank.soc_pct"}, 3), third);
    EXPECT_NE(draw_from(law, models::RandomStream{7, "sweep.duration_s"}, 3), third);
}

}  // namespace
}  // namespace engine
