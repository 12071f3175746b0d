// Plain loads: their laws, their schedule and their low-voltage limit.

#include "models/load.hpp"

#include "tests/models/generators.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

LoadParameters a_load(LoadParameters::Law law, double draws) {
    return {.law = law,
            .draws = draws,
            .cuts_out_below_v = 10.0,
            .returns_above_v = 12.0,
            .returns_after = seconds{30},
            .schedule = {}};
}

TEST(Load, DrawsItsCurrentAtEveryVoltage) {
    Load load{a_load(LoadParameters::Law::Current, 3.5)};
    EXPECT_EQ(load.current(13.0).current_a, 0.0);  // before it is switched on
    EXPECT_TRUE(load.update(seconds{0}, 13.0, true));
    for (const double voltage_v : {0.0, 9.0, 13.0, 16.0}) {
        EXPECT_EQ(load.current(voltage_v).current_a, -3.5);
        EXPECT_EQ(load.current(voltage_v).slope_a_per_v, 0.0);
    }
}

TEST(Load, DrawsThroughItsResistanceWhatTheVoltageMakes) {
    Load load{a_load(LoadParameters::Law::Resistance, 4.0)};
    load.update(seconds{0}, 13.0, true);
    for (const double voltage_v : {0.0, 12.0, 15.0}) {
        EXPECT_NEAR(load.current(voltage_v).current_a, -voltage_v / 4.0, 1e-12);
        EXPECT_EQ(load.current(voltage_v).slope_a_per_v, -0.25);
    }
}

// I = P / V down to the limit, and no more below it.
TEST(Load, DrawsItsPowerDownToItsLimitAndNoMoreCurrentBelow) {
    Load load{a_load(LoadParameters::Law::Power, 60.0)};
    load.update(seconds{0}, 13.0, true);
    for (const double voltage_v : {10.5, 12.0, 15.0}) {
        const BusCurrent drawn = load.current(voltage_v);
        EXPECT_NEAR(drawn.current_a, -60.0 / voltage_v, 1e-12);
        EXPECT_NEAR(drawn.slope_a_per_v, 60.0 / voltage_v / voltage_v, 1e-12);
    }
    for (const double voltage_v : {0.0, 5.0, 9.999}) {
        EXPECT_EQ(load.current(voltage_v).current_a, -6.0);
        EXPECT_EQ(load.current(voltage_v).slope_a_per_v, 0.0);
    }
}

TEST(Load, MissesItsRatedPowerWhileItIsWantedAndDoesNotRun) {
    for (const auto& [law, draws] :
         {std::pair{LoadParameters::Law::Power, 60.0}, std::pair{LoadParameters::Law::Current, 5.0},
          std::pair{LoadParameters::Law::Resistance, 2.4}}) {
        LoadParameters parameters = a_load(law, draws);
        parameters.rated_v = 12.0;
        parameters.schedule = {.from = hours{18}, .to = hours{22}};
        Load load{parameters};
        load.update(hours{17}, 13.0, false);
        EXPECT_EQ(load.missed(13.0).cut_off_w, 0.0);  // nobody wants it
        load.update(hours{18}, 13.0, false);
        EXPECT_NEAR(load.missed(13.0).cut_off_w, 60.0, 1e-12);  // switched off
        load.update(hours{19}, 13.0, true);
        EXPECT_EQ(load.missed(13.0).cut_off_w, 0.0);  // it runs
        load.update(hours{20}, 9.0, true);
        EXPECT_NEAR(load.missed(13.0).cut_off_w, 60.0, 1e-12);  // out by its own limit
        EXPECT_EQ(load.missed(13.0).held_back_w, 0.0);
    }
}

TEST(Load, FollowsItsSwitchAndItsSchedule) {
    LoadParameters parameters = a_load(LoadParameters::Law::Current, 2.0);
    parameters.schedule = {.from = hours{18}, .to = hours{22}};
    Load load{parameters};
    const auto draws_at = [&](Milliseconds now, bool switched_on) {
        load.update(now, 13.0, switched_on);
        return load.current(13.0).current_a < 0.0;
    };
    EXPECT_FALSE(draws_at(hours{17}, true));
    EXPECT_TRUE(draws_at(hours{18}, true));
    EXPECT_FALSE(draws_at(hours{19}, false));
    EXPECT_TRUE(draws_at(hours{20}, true));
    EXPECT_FALSE(draws_at(hours{22}, true));
}

TEST(Load, SaysWhenItsLawHasChanged) {
    Load load{a_load(LoadParameters::Law::Current, 2.0)};
    EXPECT_FALSE(load.update(seconds{0}, 13.0, false));
    EXPECT_TRUE(load.update(seconds{1}, 13.0, true));
    EXPECT_FALSE(load.update(seconds{2}, 13.0, true));
    EXPECT_FALSE(load.update(seconds{3}, 10.0, true));  // at the limit is not below it
    EXPECT_TRUE(load.update(seconds{4}, 9.999, true));
    EXPECT_FALSE(load.update(seconds{5}, 9.0, true));
    EXPECT_TRUE(load.update(seconds{40}, 13.0, true));
    EXPECT_TRUE(load.update(seconds{41}, 13.0, false));
}

TEST(Load, CutsOutBelowItsLimitAndReturnsAboveTheHigherOneAfterAWhile) {
    Load load{a_load(LoadParameters::Law::Power, 60.0)};
    load.update(seconds{0}, 13.0, true);
    load.update(seconds{100}, 9.9, true);
    EXPECT_TRUE(load.is_browned_out());
    EXPECT_EQ(load.current(9.9).current_a, 0.0);
    // High enough too early …
    load.update(seconds{129}, 13.0, true);
    EXPECT_TRUE(load.is_browned_out());
    // … late enough but between both levels …
    load.update(seconds{200}, 11.99, true);
    EXPECT_TRUE(load.is_browned_out());
    // … both.
    load.update(seconds{201}, 12.0, true);
    EXPECT_FALSE(load.is_browned_out());
    EXPECT_LT(load.current(12.0).current_a, 0.0);
    // The 30 s begin anew with each time.
    load.update(seconds{300}, 9.0, true);
    load.update(seconds{329}, 13.0, true);
    EXPECT_TRUE(load.is_browned_out());
    load.update(seconds{330}, 13.0, true);
    EXPECT_FALSE(load.is_browned_out());
}

TEST(Load, DoesNotNoticeALowVoltageWhileItIsOff) {
    Load load{a_load(LoadParameters::Law::Current, 2.0)};
    load.update(seconds{0}, 5.0, false);
    EXPECT_FALSE(load.is_browned_out());
    // Out, then switched off: it notices the return nevertheless.
    load.update(seconds{10}, 13.0, true);
    load.update(seconds{20}, 5.0, true);
    EXPECT_TRUE(load.is_browned_out());
    load.update(seconds{60}, 13.0, false);
    EXPECT_FALSE(load.is_browned_out());
}

// What it announces: with the voltage and the switch held, nothing changes before next_edge.
RC_GTEST_PROP(Load, ChangesByItselfOnlyAtTheEdgeItAnnounces, ()) {
    LoadParameters parameters = a_load(LoadParameters::Law::Current, 2.0);
    parameters.returns_after = Milliseconds{*gen_whole(0, 60'000)};
    if (*rc::gen::arbitrary<bool>()) {
        parameters.schedule.on_for = Milliseconds{*gen_whole(1, 50'000)};
        parameters.schedule.every = Milliseconds{*gen_whole(1, 100'000)};
    }
    Load load{parameters};
    Milliseconds now{0};
    for (int i = 0; i < 20; ++i) {
        // Something new from outside, until it has settled …
        const double voltage_v = *rc::gen::element(9.0, 11.0, 13.0);
        const bool switched_on = *rc::gen::weightedElement<bool>({{4, true}, {1, false}});
        while (load.update(now, voltage_v, switched_on)) {
        }
        // … then time alone passes, up to its edge.
        const auto edge = load.next_edge(now);
        RC_ASSERT(!edge || *edge > now);
        const auto until =
            std::min(edge.value_or(Milliseconds::max()), now + Milliseconds{200'000});
        for (int k = 1; k <= 20; ++k) {
            const auto then = now + (until - now) * k / 20;
            if (then > now && then < until) {
                RC_ASSERT(!load.update(then, voltage_v, switched_on));
            }
        }
        RC_ASSERT(until - now <= Milliseconds{1} ||
                  !load.update(until - Milliseconds{1}, voltage_v, switched_on));
        now = until;
    }
}

TEST(LowVoltageLimit, OfZeroNeverActs) {
    LowVoltageLimit limit;
    EXPECT_FALSE(limit.update(seconds{0}, 0.0));
    EXPECT_FALSE(limit.is_out());
    // A power load without one stays bounded.
    Load load{{.law = LoadParameters::Law::Power, .draws = 10.0}};
    load.update(seconds{0}, 13.0, true);
    EXPECT_TRUE(std::isfinite(load.current(0.0).current_a));
}

}  // namespace
}  // namespace models
