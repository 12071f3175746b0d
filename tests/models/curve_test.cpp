// The monotone cubic: through its points, C1, monotone where they are, straight beyond both ends.

#include "models/curve.hpp"

#include "tests/models/generators.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double grid = 0.005;

/// Two to twelve points on the grid, at least a cell and at most thirty apart.
std::vector<CurvePoint> random_points(bool monotone) {
    const auto count = *gen_whole<std::size_t>(2, 12);
    long index = *gen_whole<long>(-50, 50);
    double value = *gen_between(-5.0, 5.0);
    std::vector<CurvePoint> points;
    for (std::size_t i = 0; i < count; ++i) {
        points.push_back({static_cast<double>(index) * grid, value});
        index += *gen_whole<long>(1, 30);
        // Plateaus too, and steep beside flat.
        const double size = *rc::gen::element(0.0, 1e-3, 0.1, 3.0);
        value += size * *gen_between(monotone ? 0.0 : -1.0, 1.0);
    }
    return points;
}

double largest_secant(const std::vector<CurvePoint>& points) {
    double largest = 0.0;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        largest = std::max(largest, std::abs((points[i + 1].value - points[i].value) /
                                             (points[i + 1].at - points[i].at)));
    }
    return largest;
}

RC_GTEST_PROP(Curve, GoesThroughItsPoints, ()) {
    const auto points = random_points(false);
    const Curve curve{points, grid};
    for (const CurvePoint& point : points) {
        RC_ASSERT(std::abs(curve.value(point.at) - point.value) < 1e-12);
    }
}

RC_GTEST_PROP(Curve, HasNoJumpInValueOrSlopeAtAnyGridPoint, ()) {
    const auto points = random_points(false);
    const Curve curve{points, grid};
    const double steepest = largest_secant(points);
    const double step = 1e-9 * grid;
    const double length = points.back().at - points.front().at;
    for (long cell = 0; static_cast<double>(cell) * grid <= length + grid / 2.0; ++cell) {
        const double at = points.front().at + static_cast<double>(cell) * grid;
        const double value_jump = curve.value(at + step) - curve.value(at - step);
        const double slope_jump = curve.slope(at + step) - curve.slope(at - step);
        const double area_jump = curve.integral(at + step) - curve.integral(at - step);
        RC_ASSERT(std::abs(value_jump) <= 3.0 * steepest * 2.0 * step + 1e-13);
        RC_ASSERT(std::abs(slope_jump) <= 1e-6 * steepest + 1e-13);
        RC_ASSERT(std::abs(area_jump) <= 1e-9);
    }
}

RC_GTEST_PROP(Curve, IsMonotoneWhereItsPointsAre, ()) {
    // Between two neighbours it never leaves their values nor turns, whatever the others do.
    const auto points = random_points(*rc::gen::arbitrary<bool>());
    const Curve curve{points, grid};
    const double tiny = 1e-12 * (1.0 + largest_secant(points));
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const auto [left, right] = std::pair{points[i], points[i + 1]};
        const double direction = right.value > left.value ? 1.0 : -1.0;
        const auto [lowest, highest] = std::minmax(left.value, right.value);
        for (int part = 0; part <= 100; ++part) {
            const double at = left.at + (right.at - left.at) * part / 100.0;
            RC_ASSERT(direction * curve.slope(at) >= -tiny);
            RC_ASSERT(curve.value(at) >= lowest - tiny && curve.value(at) <= highest + tiny);
        }
    }
}

RC_GTEST_PROP(Curve, GoesOnStraightBeyondBothEnds, ()) {
    const auto points = random_points(false);
    const Curve curve{points, grid};
    const auto secant = [&](std::size_t i) {
        return (points[i + 1].value - points[i].value) / (points[i + 1].at - points[i].at);
    };
    const double first_slope = secant(0);
    const double last_slope = secant(points.size() - 2);
    const double beyond = *gen_between(0.0, 10.0);
    const double tiny = 1e-11 * (1.0 + largest_secant(points));
    const CurvePoint first = points.front();
    const CurvePoint last = points.back();
    RC_ASSERT(std::abs(curve.value(first.at - beyond) - (first.value - first_slope * beyond)) <
              tiny);
    RC_ASSERT(std::abs(curve.value(last.at + beyond) - (last.value + last_slope * beyond)) < tiny);
    RC_ASSERT(std::abs(curve.slope(first.at - beyond) - first_slope) < tiny);
    RC_ASSERT(std::abs(curve.slope(last.at + beyond) - last_slope) < tiny);
}

RC_GTEST_PROP(Curve, ItsIntegralIsTheAreaUnderIt, ()) {
    const auto points = random_points(false);
    const Curve curve{points, grid};
    // Simpson's rule is exact for cubics: cell by cell from before the first to behind the last.
    const double begin = points.front().at - 3.0 * grid;
    double area = curve.integral(begin);
    const double scale = 1.0 + largest_secant(points);
    RC_ASSERT(curve.integral(points.front().at) == 0.0);
    for (double at = begin; at < points.back().at + 3.0 * grid; at += grid) {
        area += grid / 6.0 *
                (curve.value(at) + 4.0 * curve.value(at + grid / 2.0) + curve.value(at + grid));
        RC_ASSERT(std::abs(curve.integral(at + grid) - area) < 1e-12 * scale);
    }
}

RC_GTEST_PROP(Curve, TheDerivativeOfItsIntegralIsItsValue, ()) {
    const auto points = random_points(false);
    const Curve curve{points, grid};
    const double at = *gen_between(points.front().at - 0.1, points.back().at + 0.1);
    const double scale = 1.0 + largest_secant(points);
    // Over so short a way only rounding is left, and for the slope a jump in its own derivative.
    const double step = grid / 1e3;
    const double of_integral = (curve.integral(at + step) - curve.integral(at - step)) / (2 * step);
    RC_ASSERT(std::abs(of_integral - curve.value(at)) < 1e-8 * scale);
    const double short_step = grid / 1e5;
    const double of_value =
        (curve.value(at + short_step) - curve.value(at - short_step)) / (2 * short_step);
    RC_ASSERT(std::abs(of_value - curve.slope(at)) < 5e-4 * scale);
}

// Fritsch and Butland (1984): the slope at an inner point is the weighted harmonic mean of both
// secants, the left one with (h_left + 2 h_right) / (3 (h_left + h_right)).
TEST(Curve, TakesTheWeightedHarmonicMeanOfBothSecantsAsSlope) {
    // Equal widths, secants 1 and 3: 1 / (1/2 * 1/1 + 1/2 * 1/3) = 3/2.
    const Curve equal{std::vector<CurvePoint>{{0.0, 0.0}, {1.0, 1.0}, {2.0, 4.0}}, 1.0};
    EXPECT_NEAR(equal.slope(1.0), 1.5, 1e-15);
    // Widths 1 and 2, secants 1 and 3: 1 / (5/9 * 1/1 + 4/9 * 1/3) = 27/19.
    const Curve unequal{std::vector<CurvePoint>{{0.0, 0.0}, {1.0, 1.0}, {3.0, 7.0}}, 1.0};
    EXPECT_NEAR(unequal.slope(1.0), 27.0 / 19.0, 1e-15);
    // A turning point is flat.
    const Curve turning{std::vector<CurvePoint>{{0.0, 0.0}, {1.0, 1.0}, {2.0, 0.0}}, 1.0};
    EXPECT_EQ(turning.slope(1.0), 0.0);
}

TEST(Curve, RefusesFewerThanTwoPoints) {
    for (const std::size_t count : {0U, 1U}) {
        const std::vector<CurvePoint> points(count, CurvePoint{0.0, 1.0});
        EXPECT_THAT(([&] {
                        Curve{points, grid};
                    }),
                    ThrowsMessage<std::invalid_argument>(HasSubstr("two points")));
    }
}

TEST(Curve, NamesThePointThatIsNotOnTheGrid) {
    const std::vector<CurvePoint> points{{0.0, 1.0}, {0.5, 2.0}, {0.5025, 3.0}, {1.0, 4.0}};
    EXPECT_THAT(([&] {
                    Curve{points, grid};
                }),
                ThrowsMessage<std::invalid_argument>(HasSubstr("point 3")));
}

TEST(Curve, NamesThePointThatDoesNotComeAfterTheOneBefore) {
    for (const double second : {0.5, 0.25}) {
        const std::vector<CurvePoint> points{{0.5, 1.0}, {second, 2.0}, {1.0, 4.0}};
        EXPECT_THAT(([&] {
                        Curve{points, grid};
                    }),
                    ThrowsMessage<std::invalid_argument>(HasSubstr("point 2")));
    }
}

TEST(Curve, NamesThePointThatIsNoNumber) {
    const double nothing = std::numeric_limits<double>::quiet_NaN();
    const std::vector<CurvePoint> at_nothing{{0.0, 1.0}, {nothing, 2.0}};
    EXPECT_THAT(([&] {
                    Curve{at_nothing, grid};
                }),
                ThrowsMessage<std::invalid_argument>(HasSubstr("point 2")));
}

TEST(Curve, TakesPointsWithinABillionthOfTheGrid) {
    // 0.29 / 0.005 is not quite 58 in doubles; percentages times 0.01 are off by a bit as well.
    for (int percent = -1; percent <= 101; ++percent) {
        const double at = percent * 0.01;
        const std::vector<CurvePoint> points{{-0.02, 0.0}, {at, 1.0}, {1.02, 2.0}};
        EXPECT_NO_THROW((Curve{points, grid})) << percent;
    }
    const std::vector<CurvePoint> off{{0.0, 0.0}, {0.5 + 1e-8 * grid, 1.0}};
    EXPECT_THROW((Curve{off, grid}), std::invalid_argument);
}

}  // namespace
}  // namespace models
