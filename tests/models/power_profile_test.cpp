#include "models/power_profile.hpp"

#include "models/charger.hpp"
#include "models/load.hpp"

#include <chrono>
#include <memory>

#include <gtest/gtest.h>

namespace models {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(PowerProfile, HoldsEveryStepUntilTheNextAndTheLastForEver) {
    const PowerProfile profile{{{hours{-1}, 5.0}, {hours{1}, 100.0}, {hours{2}, 40.0}}, {}};
    EXPECT_EQ(profile.at_w(hours{-2}), 0.0);
    EXPECT_EQ(profile.at_w(hours{0}), 5.0);
    EXPECT_EQ(profile.at_w(hours{1} - Milliseconds{1}), 5.0);
    EXPECT_EQ(profile.at_w(hours{1}), 100.0);
    EXPECT_EQ(profile.at_w(hours{2}), 40.0);
    EXPECT_EQ(profile.at_w(hours{9'000}), 40.0);
    EXPECT_EQ(profile.next_edge(hours{0}), hours{1});
    EXPECT_EQ(profile.next_edge(hours{1}), hours{2});
    EXPECT_FALSE(profile.next_edge(hours{2}));
}

TEST(PowerProfile, WithAPeriodBeginsAnewAndTheLastStepHoldsUntilTheFirstReturns) {
    const PowerProfile profile{{{hours{8}, 60.0}, {hours{16}, 0.0}}, hours{24}};
    EXPECT_EQ(profile.at_w(hours{0}), 0.0);
    EXPECT_EQ(profile.at_w(hours{8}), 60.0);
    EXPECT_EQ(profile.at_w(hours{24 + 15}), 60.0);
    EXPECT_EQ(profile.at_w(hours{10 * 24 + 16}), 0.0);
    EXPECT_EQ(profile.next_edge(hours{0}), hours{8});
    EXPECT_EQ(profile.next_edge(hours{8}), hours{16});
    EXPECT_EQ(profile.next_edge(hours{16}), hours{24 + 8});
    EXPECT_EQ(profile.next_edge(hours{24 + 20}), hours{48 + 8});
}

TEST(PowerProfile, HasNoEdgeWhereThePowerStaysAsItIs) {
    const PowerProfile night{{{hours{0}, 0.0}, {hours{1}, 0.0}, {hours{2}, 7.0}, {hours{3}, 7.0}},
                             {}};
    EXPECT_EQ(night.next_edge(hours{0}), hours{2});
    EXPECT_FALSE(night.next_edge(hours{2}));
    const PowerProfile always{{{hours{0}, 7.0}, {hours{3}, 7.0}}, hours{24}};
    EXPECT_EQ(always.at_w(hours{5}), 7.0);
    EXPECT_FALSE(always.next_edge(hours{0}));
}

std::shared_ptr<const PowerProfile> sun() {
    return std::make_shared<PowerProfile>(
        std::vector<PowerStep>{{hours{1}, 120.0}, {hours{2}, 60.0}, {hours{3}, 0.0}}, std::nullopt);
}

TEST(LoadWithAProfile, DrawsWhatItSaysAndTellsItsEdges) {
    Load load{{.law = LoadParameters::Law::Power, .cuts_out_below_v = 8.0, .profile = sun()}};
    load.update(minutes{0}, 12.0, true);
    EXPECT_EQ(load.current(12.0).current_a, 0.0);
    EXPECT_EQ(load.next_edge(minutes{0}), hours{1});
    EXPECT_TRUE(load.update(hours{1}, 12.0, true));
    EXPECT_DOUBLE_EQ(load.current(12.0).current_a, -10.0);
    EXPECT_FALSE(load.update(hours{1} + minutes{1}, 12.0, true));
    EXPECT_TRUE(load.update(hours{2}, 12.0, true));
    EXPECT_DOUBLE_EQ(load.current(12.0).current_a, -5.0);
    EXPECT_DOUBLE_EQ(load.current(12.0).slope_a_per_v, 5.0 / 12.0);
}

ChargerParameters panel() {
    return {.charges_a = 8.0, .absorption_v = 14.2, .float_v = 13.5, .profile = sun()};
}

TEST(ChargerWithAProfile, GivesNoMorePowerThanThereIsNorMoreCurrentThanItsLimit) {
    Charger charger{panel()};
    charger.update(minutes{0}, 12.0, true);
    EXPECT_EQ(charger.stage(), Charger::Stage::Off);
    EXPECT_EQ(charger.next_edge(minutes{0}), hours{1});
    EXPECT_TRUE(charger.update(hours{1}, 12.0, true));
    EXPECT_DOUBLE_EQ(charger.current(12.0).current_a, 8.0);  // of 10
    EXPECT_TRUE(charger.update(hours{2}, 12.0, true));
    EXPECT_DOUBLE_EQ(charger.current(12.0).current_a, 5.0);
    EXPECT_DOUBLE_EQ(charger.current(12.0).slope_a_per_v, -5.0 / 12.0);
    EXPECT_TRUE(charger.update(hours{3}, 12.0, true));
    EXPECT_EQ(charger.current(12.0).current_a, 0.0);
}

TEST(ChargerWithAProfile, GoesToAbsorptionWhereItNeedsLessThanTheSunGives) {
    Charger charger{panel()};
    charger.update(hours{2}, 13.0, true);
    EXPECT_EQ(charger.stage(), Charger::Stage::Bulk);
    // 60 W are 4.225 A at 14.2 V; 99 % of them fall by 4.18 mV.
    const double turns_v = 14.2 - 0.99 * 60.0 / 14.2 * 0.001;
    EXPECT_NEAR(charger.watch(hours{2}).below_v, turns_v, 1e-12);
    EXPECT_FALSE(charger.update(hours{2} + minutes{1}, turns_v - 1e-6, true));
    EXPECT_TRUE(charger.update(hours{2} + minutes{2}, turns_v, true));
    EXPECT_EQ(charger.stage(), Charger::Stage::Absorption);
}

TEST(ChargerWithAProfile, BeginsAnewWithTheNextSun) {
    Charger charger{{.charges_a = 8.0,
                     .absorption_v = 14.2,
                     .float_v = 13.5,
                     .absorption_time = minutes{10},
                     .profile = sun()}};
    charger.update(hours{1}, 14.2, true);
    charger.update(hours{1} + minutes{1}, 14.2, true);
    EXPECT_EQ(charger.stage(), Charger::Stage::Absorption);
    EXPECT_TRUE(charger.update(hours{3}, 14.0, true));
    EXPECT_EQ(charger.stage(), Charger::Stage::Off);
}

}  // namespace
}  // namespace models
