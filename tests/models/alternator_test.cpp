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

// Nothing at 600 rpm, 30 A at 900, 70 A at 2000, and no more above.
TEST(Alternator, GivesWhatTheSpeedOfTheEngineLetsItGive) {
    AlternatorParameters parameters = an_alternator();
    parameters.by_speed = {{600.0, 0.0}, {900.0, 30.0}, {2000.0, 70.0}};
    for (const auto& [rpm, most_a] :
         {std::pair{0.0, 0.0}, std::pair{600.0, 0.0}, std::pair{700.0, 10.0},
          std::pair{900.0, 30.0}, std::pair{1450.0, 50.0}, std::pair{2000.0, 70.0},
          std::pair{5000.0, 70.0}}) {
        parameters.speed_rpm = rpm;
        Alternator alternator{parameters};
        alternator.update(hours{8}, 12.0, true);
        EXPECT_NEAR(alternator.current(12.0).current_a, most_a, 1e-12) << rpm;
        // Hot, no more than 60 A.
        alternator.update(hours{8} + minutes{10}, 12.0, true);
        EXPECT_NEAR(alternator.current(12.0).current_a, std::min(most_a, 60.0), 1e-12) << rpm;
    }
}

TEST(Alternator, FollowsTheSpeedOverTime) {
    AlternatorParameters parameters = an_alternator();
    parameters.schedule = {};
    parameters.by_speed = {{600.0, 0.0}, {900.0, 30.0}, {2000.0, 70.0}};
    parameters.profile = std::make_shared<const SpeedProfile>(PowerProfile{
        {{minutes{0}, 0.0}, {minutes{1}, 900.0}, {minutes{3}, 2000.0}, {minutes{4}, 0.0}}, {}});
    Alternator alternator{parameters};
    EXPECT_FALSE(alternator.update(minutes{0}, 12.0, true));
    EXPECT_FALSE(alternator.runs());
    EXPECT_EQ(alternator.next_edge(minutes{0}), minutes{1});
    EXPECT_TRUE(alternator.update(minutes{1}, 12.0, true));
    EXPECT_NEAR(alternator.current(12.0).current_a, 30.0, 1e-12);
    EXPECT_EQ(alternator.next_edge(minutes{1}), minutes{3});
    EXPECT_TRUE(alternator.update(minutes{3}, 12.0, true));
    EXPECT_NEAR(alternator.current(12.0).current_a, 70.0, 1e-12);
    EXPECT_TRUE(alternator.update(minutes{4}, 12.0, true));
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
