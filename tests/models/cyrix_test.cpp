// The relays of the charging side: their timing tables (facts/domain.md §3.2).

#include "models/cyrix_li_charge.hpp"
#include "models/cyrix_li_ct.hpp"
#include "tests/models/generators.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Shows it the same until it switches. Returns when, counted from `begin`; nothing within two
/// hours.
std::optional<Milliseconds> switches_after(Relay& relay, Milliseconds begin,
                                           const RelaySenses& senses) {
    for (Milliseconds now = begin; now <= begin + hours{2};
         now = relay.next_edge(now).value_or(now + seconds{1})) {
        if (relay.update(now, senses)) {
            return now - begin;
        }
    }
    return std::nullopt;
}

struct Timing {
    double voltage_v;
    std::optional<Milliseconds> after;
};

class CyrixLiCtCloses : public testing::TestWithParam<Timing> {};

// 13.4–13.7 V → 120 s; 13.7–13.9 V → 30 s; more → 4 s; whichever terminal it is.
TEST_P(CyrixLiCtCloses, AfterTheTimeOfTheVoltage) {
    const auto [voltage_v, after] = GetParam();
    CyrixLiCt by_near{{}};
    EXPECT_EQ(switches_after(by_near, minutes{5}, {voltage_v, 12.0, true}), after);
    EXPECT_EQ(by_near.is_closed(), after.has_value());
    CyrixLiCt by_far{{}};
    EXPECT_EQ(switches_after(by_far, minutes{5}, {12.9, voltage_v, true}), after);
    CyrixLiCt floating{{}};
    EXPECT_EQ(switches_after(floating, minutes{5}, {voltage_v, voltage_v, false}), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Table, CyrixLiCtCloses,
                         testing::Values(Timing{13.39, std::nullopt}, Timing{13.4, seconds{120}},
                                         Timing{13.69, seconds{120}}, Timing{13.7, seconds{30}},
                                         Timing{13.89, seconds{30}}, Timing{13.9, seconds{30}},
                                         Timing{13.91, seconds{4}}, Timing{14.4, seconds{4}}));

/// As a system of 24 V has them.
CyrixLiCtParameters twice_12v() {
    CyrixLiCtParameters table;
    for (double& level_v : table.closes_at_v) {
        level_v *= 2.0;
    }
    table.opens_below_v *= 2.0;
    table.opens_at_once_below_v *= 2.0;
    return table;
}

class CyrixLiCtAt24V : public testing::TestWithParam<Timing> {};

// 26.8–27.4 V → 120 s; 27.4–27.8 V → 30 s; more → 4 s.
TEST_P(CyrixLiCtAt24V, ClosesAfterTheTimeOfTheVoltage) {
    const auto [voltage_v, after] = GetParam();
    CyrixLiCt relay{twice_12v()};
    EXPECT_EQ(switches_after(relay, minutes{5}, {voltage_v, 24.0, true}), after);
}

INSTANTIATE_TEST_SUITE_P(Table, CyrixLiCtAt24V,
                         testing::Values(Timing{26.79, std::nullopt}, Timing{26.8, seconds{120}},
                                         Timing{27.39, seconds{120}}, Timing{27.4, seconds{30}},
                                         Timing{27.8, seconds{30}}, Timing{27.81, seconds{4}}));

class CyrixLiCtOpens : public testing::TestWithParam<Timing> {};

// 13.3…13.2 V → 10 s; below 13.2 V → at once.
TEST_P(CyrixLiCtOpens, AfterTheTimeOfTheVoltage) {
    const auto [voltage_v, after] = GetParam();
    CyrixLiCt relay{{}};
    ASSERT_EQ(switches_after(relay, seconds{0}, {13.3, 14.0, true}), seconds{4});
    EXPECT_EQ(switches_after(relay, minutes{5}, {voltage_v, voltage_v - 0.05, true}), after);
    EXPECT_EQ(relay.is_closed(), !after.has_value());
    EXPECT_EQ(relay.cause(), RelayCause::Voltage);
}

INSTANTIATE_TEST_SUITE_P(Table, CyrixLiCtOpens,
                         testing::Values(Timing{13.3, std::nullopt}, Timing{13.29, seconds{10}},
                                         Timing{13.2, seconds{10}}, Timing{13.19, seconds{0}},
                                         Timing{12.0, seconds{0}}));

TEST(CyrixLiCt, OpensAtOnceWhenItsControlInputFloats) {
    CyrixLiCt relay{{}};
    ASSERT_TRUE(switches_after(relay, seconds{0}, {14.2, 14.2, true}));
    EXPECT_TRUE(relay.update(minutes{1}, {14.2, 14.2, false}));
    EXPECT_FALSE(relay.is_closed());
    EXPECT_EQ(relay.cause(), RelayCause::Control);
    // High again it counts anew.
    EXPECT_EQ(switches_after(relay, minutes{2}, {14.2, 14.2, true}), seconds{4});
}

// facts/domain.md §3.2, of low confidence: 30 s on a pulse.
TEST(CyrixLiCt, ClosesForThirtySecondsToAssistAStart) {
    CyrixLiCt relay{{}};
    EXPECT_FALSE(relay.update(seconds{0}, {12.8, 11.5, true}));
    relay.assist_start(seconds{10});
    EXPECT_TRUE(relay.update(seconds{10}, {12.8, 11.5, true}));
    EXPECT_TRUE(relay.is_closed());
    EXPECT_EQ(relay.cause(), RelayCause::Assist);
    EXPECT_EQ(relay.next_edge(seconds{10}), std::optional<Milliseconds>{seconds{40}});
    EXPECT_FALSE(relay.update(milliseconds{39'999}, {11.0, 11.0, true}));
    EXPECT_TRUE(relay.update(seconds{40}, {12.8, 12.8, true}));
    EXPECT_FALSE(relay.is_closed());
    EXPECT_EQ(relay.cause(), RelayCause::Voltage);
    // A floating control input opens it all the same, and forgets the pulse.
    relay.assist_start(seconds{50});
    EXPECT_TRUE(relay.update(seconds{50}, {12.8, 11.5, true}));
    EXPECT_TRUE(relay.update(seconds{60}, {12.8, 11.5, false}));
    EXPECT_FALSE(relay.update(seconds{61}, {12.8, 11.5, true}));
}

TEST(CyrixLiCt, StaysClosedAfterAStartThatHasWorked) {
    CyrixLiCt relay{{}};
    relay.assist_start(seconds{0});
    EXPECT_TRUE(relay.update(seconds{0}, {12.8, 11.5, true}));
    EXPECT_FALSE(relay.update(seconds{30}, {14.0, 14.1, true}));
    EXPECT_TRUE(relay.is_closed());
}

TEST(CyrixLiCt, CountsAnewAfterABreak) {
    CyrixLiCt relay{{}};
    EXPECT_FALSE(relay.update(seconds{0}, {13.5, 12.0, true}));
    EXPECT_FALSE(relay.update(seconds{119}, {13.3, 12.0, true}));
    EXPECT_EQ(switches_after(relay, seconds{120}, {13.5, 12.0, true}), seconds{120});
}

// The longest time runs on while the voltage rises through the bands.
TEST(CyrixLiCt, KeepsTheTimeOfTheLowerBandsWhileTheVoltageRises) {
    CyrixLiCt relay{{}};
    EXPECT_FALSE(relay.update(seconds{0}, {13.5, 12.0, true}));
    EXPECT_FALSE(relay.update(seconds{100}, {13.75, 12.0, true}));
    EXPECT_TRUE(relay.update(seconds{120}, {13.75, 12.0, true}));
}

RC_GTEST_PROP(CyrixLiCt, StaysAsItIsInsideItsWatch, ()) {
    CyrixLiCt relay{{}};
    Milliseconds now{0};
    for (int i = 0; i < 20; ++i) {
        const bool is_high = *gen_whole(0, 5) > 0;
        const RelaySenses senses{*gen_between(13.0, 14.2), *gen_between(13.0, 14.2), is_high};
        while (relay.update(now, senses)) {
        }
        const double other_v = *gen_between(13.0, 14.2);
        const bool stays = relay.watch().higher.contains(std::max(other_v, 12.0));
        const Milliseconds until = relay.next_edge(now).value_or(now + seconds{60});
        if (stays) {
            const auto edge = relay.next_edge(now);
            RC_ASSERT(!relay.update(until - Milliseconds{1}, {other_v, 12.0, is_high}));
            RC_ASSERT(relay.next_edge(now) == edge);
        }
        now = until + seconds{*gen_whole(0, 20)};
    }
}

class CyrixLiChargeCloses : public testing::TestWithParam<Timing> {};

// Charger's side at 13.7 V or more and battery's at 2 V or more: 3 s.
TEST_P(CyrixLiChargeCloses, ThreeSecondsAfterTheChargerGivesVoltage) {
    const auto [voltage_v, after] = GetParam();
    CyrixLiCharge relay{{}};
    EXPECT_EQ(switches_after(relay, minutes{5}, {12.8, voltage_v, true}), after);
    CyrixLiCharge without_battery{{}};
    EXPECT_EQ(switches_after(without_battery, minutes{5}, {1.99, voltage_v, true}), std::nullopt);
    CyrixLiCharge floating{{}};
    EXPECT_EQ(switches_after(floating, minutes{5}, {12.8, voltage_v, false}), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Table, CyrixLiChargeCloses,
                         testing::Values(Timing{0.0, std::nullopt}, Timing{13.69, std::nullopt},
                                         Timing{13.7, seconds{3}}, Timing{14.4, seconds{3}}));

// The older text of the maker for 24 and 48 V, then its newer one.
TEST(CyrixLiCharge, ClosesAtTheLevelOfItsSystem) {
    for (const double level_v : {27.4, 54.8, 26.0, 52.0}) {
        CyrixLiCharge below{{.closes_at_v = level_v}};
        EXPECT_EQ(switches_after(below, minutes{5}, {24.0, level_v - 0.01, true}), std::nullopt);
        CyrixLiCharge at{{.closes_at_v = level_v}};
        EXPECT_EQ(switches_after(at, minutes{5}, {24.0, level_v, true}), seconds{3}) << level_v;
    }
}

// The newer text: 13.0 V.
TEST(CyrixLiCharge, OfTheNewerKindClosesAt13V) {
    CyrixLiCharge relay{{.closes_at_v = 13.0}};
    EXPECT_EQ(switches_after(relay, minutes{5}, {12.8, 13.0, true}), seconds{3});
}

TEST(CyrixLiCharge, OpensAfterAnHourBelow13V5) {
    CyrixLiCharge relay{{}};
    ASSERT_TRUE(switches_after(relay, seconds{0}, {13.4, 14.2, true}));
    EXPECT_FALSE(relay.update(minutes{1}, {13.5, 13.5, true}));
    EXPECT_EQ(switches_after(relay, minutes{2}, {13.49, 13.49, true}), hours{1});
    EXPECT_EQ(relay.cause(), RelayCause::Voltage);
}

/// How long the relay stays parted each time of a day, while the charger alone is at `far_v` and
/// both together at `joined_v`.
std::vector<Milliseconds> looks_of_a_day(CyrixLiCharge& relay, double far_v, double joined_v) {
    std::vector<Milliseconds> lasted;
    Milliseconds parted_at{0};
    const auto switches = [&](Milliseconds now) {
        return relay.is_closed() ? relay.update(now, {joined_v, joined_v, true})
                                 : relay.update(now, {13.2, far_v, true});
    };
    for (Milliseconds now{0}; now < hours{24}; now += seconds{1}) {
        while (switches(now)) {
            if (relay.is_closed()) {
                lasted.push_back(now - parted_at);
            } else {
                parted_at = now;
            }
        }
    }
    return lasted;
}

// The older text: a bank below 13.5 V lets it look every hour whether the charger still gives
// voltage, which takes 3 s; a charger that does not is left open. At 13.5 V nothing makes it look.
// The newer text: it looks every hour in any case.
TEST(CyrixLiCharge, LooksEveryHourWhetherTheChargerStillGivesVoltage) {
    // Three seconds at first, then an hour and three seconds again and again.
    const std::vector<Milliseconds> every_hour(1 + 23, seconds{3});
    CyrixLiCharge older{{}};
    EXPECT_EQ(looks_of_a_day(older, 14.2, 13.3), every_hour);
    CyrixLiCharge of_a_full_bank{{}};
    EXPECT_EQ(looks_of_a_day(of_a_full_bank, 14.2, 13.5).size(), 1U);
    EXPECT_TRUE(of_a_full_bank.is_closed());
    CyrixLiCharge newer{
        {.closes_at_v = 13.0, .opens_below_v = std::numeric_limits<double>::infinity()}};
    EXPECT_EQ(looks_of_a_day(newer, 14.2, 14.2), every_hour);
    // The charger has gone: it looks once more, and stays open.
    EXPECT_EQ(switches_after(newer, hours{24}, {13.2, 13.2, true}), seconds{24 * 3603 - 86'400});
    EXPECT_EQ(switches_after(newer, hours{25}, {13.2, 0.0, true}), std::nullopt);
}

// Two retries after 3 s, then 10 min.
TEST(CyrixLiCharge, WaitsForLongFromTheThirdRetryOn) {
    CyrixLiCharge relay{{}};
    const RelaySenses charges{13.8, 14.2, true};
    const RelaySenses floats{13.8, 14.2, false};
    ASSERT_EQ(switches_after(relay, minutes{0}, charges), seconds{3});
    Milliseconds now = minutes{1};
    for (const Milliseconds after : {Milliseconds{seconds{3}}, Milliseconds{seconds{3}},
                                     Milliseconds{minutes{10}}, Milliseconds{minutes{10}}}) {
        ASSERT_TRUE(relay.update(now, floats));
        EXPECT_EQ(relay.cause(), RelayCause::Control);
        EXPECT_EQ(switches_after(relay, now + seconds{30}, charges), after);
        now += hours{1};
    }
    // Opened for want of voltage it begins anew.
    ASSERT_TRUE(switches_after(relay, now, {13.0, 13.0, true}));
    EXPECT_EQ(switches_after(relay, now + hours{2}, charges), seconds{3});
}

RC_GTEST_PROP(CyrixLiCharge, StaysAsItIsInsideItsWatch, ()) {
    CyrixLiCharge relay{{}};
    Milliseconds now{0};
    for (int i = 0; i < 20; ++i) {
        const bool is_high = *gen_whole(0, 5) > 0;
        const RelaySenses senses{*gen_between(13.0, 14.0), *gen_between(13.0, 14.2), is_high};
        while (relay.update(now, senses)) {
        }
        const RelaySenses other{*gen_between(1.0, 14.0), *gen_between(13.0, 14.2), is_high};
        const auto edge = relay.next_edge(now);
        const Milliseconds until = edge.value_or(now + minutes{1});
        const RelayWatch watch = relay.watch();
        if (watch.near.contains(other.near_v) && watch.far.contains(other.far_v)) {
            RC_ASSERT(!relay.update(until - Milliseconds{1}, other));
            RC_ASSERT(relay.next_edge(now) == edge);
        }
        now = until + seconds{*gen_whole(0, 4000)};
    }
}

}  // namespace
}  // namespace models
