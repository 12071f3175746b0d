// The rule of a step, by polynomials whose means and roots are known.

#include "engine/step_rule.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine::step_rule {
namespace {

template <class Of>
OnTheWay along(Of value) {
    return {value(0.0), value(first_stage.at), value(second_stage.at), value(1.0)};
}

TEST(StepRule, HasTheMeanOfAParabolaAndNoDoubtOfIt) {
    const OnTheWay way = along([](double t) { return 5.0 - 3.0 * t + 2.0 * t * t; });
    EXPECT_NEAR(way.mean(), 5.0 - 3.0 / 2.0 + 2.0 / 3.0, 1e-14);
    EXPECT_NEAR(way.middle(), 5.0 - 3.0 / 2.0 + 2.0 / 4.0, 1e-14);
    EXPECT_LT(way.mean_off(1.0, 0.0), 1e-14);
}

TEST(StepRule, SaysToTheLastDigitWhatDoesNotChange) {
    const OnTheWay way = along([](double) { return 0.1; });
    EXPECT_EQ(way.mean(), 0.1);
}

// The mean of t³ is 1/4; Radau's rule of two points would give 5/18.
TEST(StepRule, DoubtsTheMeanOfACubicByMoreThanItIsOff) {
    const OnTheWay way = along([](double t) { return t * t * t; });
    const double off = std::abs(way.mean() - 0.25);
    const double doubt = way.mean_off(1.0, 0.0);
    EXPECT_GT(off, 0.0);
    EXPECT_GE(doubt, off);
    EXPECT_NEAR(doubt, std::abs(way.mean() - 5.0 / 18.0), 1e-14);
}

TEST(StepRule, KnowsACubicEverywhere) {
    const auto cubic = [](double t) { return 1.0 - 2.0 * t + 0.5 * t * t + 3.0 * t * t * t; };
    const OnTheWay way = along(cubic);
    for (const double share : {0.0, 0.1, 0.4, 0.9, 1.0}) {
        EXPECT_NEAR(way.at(share), cubic(share), 1e-13) << share;
    }
}

TEST(StepRule, SeesADipBetweenTheBeginAndTheFirstStage) {
    const auto dips = [](double t) { return (t - 0.05) * (t - 0.25) * (2.0 - t); };
    const OnTheWay above = along(dips);
    EXPECT_GT(above.smallest(), 0.0);  // the stages alone do not tell
    EXPECT_TRUE(above.dips_past(0.0));
    EXPECT_FALSE(above.dips_past(-0.1));
    const OnTheWay below = along([&](double t) { return -dips(t); });
    EXPECT_TRUE(below.dips_past(0.0));
    EXPECT_FALSE(below.dips_past(0.1));
}

TEST(StepRule, CallsWhatStaysBeyondALevelNoDip) {
    const OnTheWay way = along([](double t) { return 1.0 - 2.0 * t; });
    EXPECT_FALSE(way.dips_past(0.0));
}

RC_GTEST_PROP(StepRule, SeesEveryDipOfACubicThatLastsASixthOfTheStep, ()) {
    const auto share = [](double from, double to) {
        return from + (to - from) * 1e-6 * static_cast<double>(*rc::gen::inRange(0, 1'000'001));
    };
    const double goes = share(0.001, 0.83);
    const double returns = goes + share(1.0 / 6.0, 0.999 - goes);
    const double beyond = *rc::gen::arbitrary<bool>() ? share(1.001, 50.0) : share(-50.0, -0.001);
    const double sign = beyond > 1.0 ? -1.0 : 1.0;
    const double size = share(1e-3, 1e3);
    const OnTheWay way =
        along([&](double t) { return size * sign * (t - goes) * (t - returns) * (t - beyond); });
    RC_ASSERT(way.begin > 0.0);
    RC_ASSERT(way.end > 0.0);
    RC_ASSERT(way.dips_past(0.0));
}

}  // namespace
}  // namespace engine::step_rule
