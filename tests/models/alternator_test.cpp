// The alternator: regulator, rating, engine.

#include "models/alternator.hpp"

#include <gtest/gtest.h>

namespace models {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// 90 A cold, 60 A when it has run for ten minutes, 14.2 V behind 10 mΩ, from eight to nine.
AlternatorParameters an_alternator() {
    return {
        .charges_a = 90.0, .charges_hot_a = 60.0, .schedule = {.from = hours{8}, .to = hours{9}}};
}

// 90 A stand at 14.2 V - 0.9 V = 13.3 V.
TEST(Alternator, GivesItsRatingUpToTheVoltageOfItsRegulator) {
    Alternator alternator{an_alternator()};
    alternator.update(hours{8}, 12.0, true);
    for (const double voltage_v : {0.0, 12.0, 13.29}) {
        EXPECT_EQ(alternator.current(voltage_v).current_a, 90.0);
        EXPECT_EQ(alternator.current(voltage_v).slope_a_per_v, 0.0);
    }
    for (const double voltage_v : {13.31, 14.0, 14.19}) {
        EXPECT_NEAR(alternator.current(voltage_v).current_a, (14.2 - voltage_v) / 0.01, 1e-9);
        EXPECT_EQ(alternator.current(voltage_v).slope_a_per_v, -100.0);
    }
}

TEST(Alternator, TakesNothingBack) {
    Alternator alternator{an_alternator()};
    alternator.update(hours{8}, 12.0, true);
    EXPECT_EQ(alternator.current(14.2).current_a, 0.0);
    EXPECT_EQ(alternator.current(60.0).current_a, 0.0);
    alternator.update(hours{9}, 12.0, true);
    EXPECT_EQ(alternator.current(10.0).current_a, 0.0);
}

TEST(Alternator, RunsWithItsEngine) {
    Alternator alternator{an_alternator()};
    EXPECT_FALSE(alternator.update(hours{7}, 12.0, true));
    EXPECT_FALSE(alternator.runs());
    EXPECT_EQ(alternator.next_edge(hours{7}), hours{8});
    EXPECT_TRUE(alternator.update(hours{8}, 12.0, true));
    EXPECT_TRUE(alternator.runs());
    EXPECT_TRUE(alternator.update(hours{9}, 12.0, true));
    EXPECT_FALSE(alternator.runs());
}

TEST(Alternator, GivesLessOnceItIsHot) {
    Alternator alternator{an_alternator()};
    alternator.update(hours{8}, 12.0, true);
    EXPECT_EQ(alternator.next_edge(hours{8}), hours{8} + minutes{10});
    EXPECT_FALSE(alternator.update(hours{8} + minutes{9}, 12.0, true));
    EXPECT_EQ(alternator.current(12.0).current_a, 90.0);
    EXPECT_TRUE(alternator.update(hours{8} + minutes{10}, 12.0, true));
    EXPECT_EQ(alternator.current(12.0).current_a, 60.0);
    // The next day it begins cold.
    alternator.update(hours{9}, 12.0, true);
    alternator.update(hours{32}, 12.0, true);
    EXPECT_EQ(alternator.current(12.0).current_a, 90.0);
}

}  // namespace
}  // namespace models
