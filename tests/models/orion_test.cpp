// The DC-DC charger: engine detection and what it leaves to the starter battery.

#include "models/orion.hpp"

#include "models/alternator.hpp"
#include "tests/models/generators.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Stage = Charger::Stage;

OrionParameters an_orion() {
    return {.output = {.charges_a = 30.0,
                       .absorption_v = 14.2,
                       .float_v = 13.5,
                       .absorption_time = hours{2},
                       .rebulk_below_v = 13.2},
            .efficiency = 0.87,
            .draws_idle_a = 0.01,
            .draws_remote_off_a = 0.001};
}

/// A starter battery of 70 Ah, and an alternator that runs from eight to nine.
FarBus a_starter_bus(double charges_a, double regulated_v, double soc = 0.9) {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(std::make_unique<Alternator>(
        AlternatorParameters{.charges_a = charges_a,
                             .regulated_v = regulated_v,
                             .schedule = {.from = hours{8}, .to = hours{9}}}));
    return {LeadBatteryParameters{.capacity_ah = 70.0, .soc = soc}, std::move(devices)};
}

void settle_at(Orion& orion, Milliseconds now, double near_v, bool is_on = true) {
    while (orion.update(now, near_v, is_on)) {
    }
}

TEST(Orion, StartsAtOnceWithAPlainAlternator) {
    Orion orion{an_orion(), a_starter_bus(90.0, 14.4, 0.995)};
    settle_at(orion, hours{7}, 13.0);
    EXPECT_EQ(orion.stage(), Stage::Off);
    EXPECT_NEAR(orion.current(13.0).current_a, 0.0, 1e-15);
    EXPECT_NEAR(orion.far().held().link_a, -0.01, 1e-12);
    settle_at(orion, hours{8}, 13.0);
    EXPECT_TRUE(orion.is_joined());
    EXPECT_EQ(orion.current(13.0).current_a, 30.0);
    // It takes 30 A * 13 V / 87 %, and its own draw.
    const auto& held = orion.far().held();
    EXPECT_NEAR(held.link_a, -390.0 / 0.87 / held.voltage_v - 0.01, 1e-9);
}

// A smart alternator holds 13.5 V: two minutes at 13.3 V or more.
TEST(Orion, StartsAfterTwoMinutesWithASmartAlternator) {
    Orion orion{an_orion(), a_starter_bus(90.0, 13.5, 0.999)};
    settle_at(orion, hours{8}, 13.0);
    ASSERT_GT(orion.far().held().voltage_v, 13.3);
    EXPECT_FALSE(orion.is_joined());
    EXPECT_EQ(orion.next_edge(hours{8}), hours{8} + minutes{2});
    settle_at(orion, hours{8} + minutes{2} - Milliseconds{1}, 13.0);
    EXPECT_FALSE(orion.is_joined());
    settle_at(orion, hours{8} + minutes{2}, 13.0);
    EXPECT_TRUE(orion.is_joined());
}

// Off when its input has been below 13.1 V for a minute; until then it gives nothing that would
// pull the starter battery below that.
TEST(Orion, StopsAMinuteAfterTheEngine) {
    Orion orion{an_orion(), a_starter_bus(90.0, 14.4, 0.995)};
    settle_at(orion, hours{8}, 13.0);
    settle_at(orion, hours{9}, 13.0);
    ASSERT_LT(orion.far().held().voltage_v, 13.1);
    EXPECT_TRUE(orion.is_joined());
    EXPECT_EQ(orion.current(13.0).current_a, 0.0);
    EXPECT_EQ(orion.next_edge(hours{9}), hours{9} + minutes{1});
    settle_at(orion, hours{9} + seconds{59}, 13.0);
    EXPECT_TRUE(orion.is_joined());
    settle_at(orion, hours{9} + minutes{1}, 13.0);
    EXPECT_FALSE(orion.is_joined());
    EXPECT_EQ(orion.cause(), LinkCause::Voltage);
}

// An alternator of 20 A cannot feed 30 A at the output. The input stays at 13.1 V and a millivolt
// for each ampere that it takes; that power comes through, with the efficiency.
TEST(Orion, TakesNoMoreThanLeavesItsInputAtTheVoltageOfItsShutdown) {
    Orion orion{an_orion(), a_starter_bus(20.0, 14.4, 0.9995)};
    settle_at(orion, hours{8}, 13.0);
    ASSERT_TRUE(orion.is_joined());
    const FarBus::Flow& held = orion.far().held();
    const double takes_a = -held.link_a - 0.01;
    EXPECT_GT(takes_a, 19.0);
    EXPECT_LT(takes_a, 20.0);
    EXPECT_NEAR(held.voltage_v, 13.1 + 0.001 * takes_a, 1e-6);
    const double gives_w = 0.87 * held.voltage_v * takes_a;
    EXPECT_NEAR(orion.current(13.0).current_a, gives_w / 13.0, 1e-6);
    EXPECT_NEAR(orion.current(13.0).slope_a_per_v, -gives_w / 169.0, 1e-6);
    settle_at(orion, hours{8} + minutes{30}, 13.0);
    EXPECT_TRUE(orion.is_joined());
}

// 17 A at 13 V are 254 W at the input, 19.9 A at the 12.75 V where the starter battery rests and
// 17.9 A at 14.2 V: less than the alternator gives, so it rises.
TEST(Orion, FindsTheHigherOfTwoAnswers) {
    OrionParameters parameters = an_orion();
    parameters.output.charges_a = 17.0;
    Orion orion{parameters, a_starter_bus(20.0, 14.4, 0.9995)};
    settle_at(orion, hours{8}, 13.0);
    EXPECT_EQ(orion.current(13.0).current_a, 17.0);
    EXPECT_GT(orion.far().held().voltage_v, 13.5);
    EXPECT_GT(orion.far().held().main_a, 0.0);
}

TEST(Orion, ObeysItsRemoteInput) {
    Orion orion{an_orion(), a_starter_bus(90.0, 14.4, 0.995)};
    settle_at(orion, hours{8}, 13.0);
    ASSERT_TRUE(orion.is_joined());
    settle_at(orion, hours{8} + minutes{1}, 13.0, false);
    EXPECT_FALSE(orion.is_joined());
    EXPECT_EQ(orion.cause(), LinkCause::Control);
    EXPECT_EQ(orion.broken_a(), 30.0);
    EXPECT_EQ(orion.current(13.0).current_a, 0.0);
    EXPECT_NEAR(orion.far().held().link_a, -0.001, 1e-12);
}

RC_GTEST_PROP(Orion, StaysAsItIsInsideItsWatch, ()) {
    Orion orion{an_orion(), a_starter_bus(*gen_between(5.0, 90.0), *gen_between(13.0, 14.5))};
    Milliseconds now = hours{7} + minutes{50};
    for (int i = 0; i < 10; ++i) {
        const double near_v = *gen_between(12.5, 14.4);
        const bool is_on = *gen_whole(0, 4) > 0;
        settle_at(orion, now, near_v, is_on);
        RC_ASSERT(orion.watch(now).contains(near_v));
        const auto edge = orion.next_edge(now);
        const Milliseconds until = edge.value_or(now + hours{1});
        orion.advance(*gen_between(0.0, 600.0));
        orion.settle(near_v);
        if (orion.watch(now).contains(near_v)) {
            RC_ASSERT(!orion.update(until - Milliseconds{1}, near_v, is_on));
        }
        now = until;
    }
}

}  // namespace
}  // namespace models
