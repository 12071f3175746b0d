// The constant-current, constant-voltage charger.

#include "models/charger.hpp"

#include "tests/models/generators.hpp"

#include <memory>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Stage = Charger::Stage;

/// 30 A, absorption at 14.2 V for an hour, float at 13.5 V, again below 13.2 V for a minute.
ChargerParameters a_charger() {
    return {.charges_a = 30.0,
            .absorption_v = 14.2,
            .float_v = 13.5,
            .absorption_time = hours{1},
            .rebulk_below_v = 13.2,
            .rebulk_after = minutes{1},
            .output_resistance_ohm = 0.01,
            .schedule = {}};
}

// Full current up to 14.2 V - 30 A * 10 mΩ = 13.9 V, then along the 10 mΩ to nothing at 14.2 V;
// never back from the bank.
TEST(Charger, GivesFullCurrentThenConstantVoltageBehindItsResistance) {
    Charger charger{a_charger()};
    EXPECT_EQ(charger.current(13.0).current_a, 0.0);
    charger.update(seconds{0}, 13.0, true);
    ASSERT_EQ(charger.stage(), Stage::Bulk);
    for (const double voltage_v : {0.0, 12.0, 13.89}) {
        EXPECT_EQ(charger.current(voltage_v).current_a, 30.0);
        EXPECT_EQ(charger.current(voltage_v).slope_a_per_v, 0.0);
    }
    for (const double voltage_v : {13.95, 14.0, 14.15}) {
        EXPECT_NEAR(charger.current(voltage_v).current_a, (14.2 - voltage_v) / 0.01, 1e-9);
        EXPECT_EQ(charger.current(voltage_v).slope_a_per_v, -100.0);
    }
    for (const double voltage_v : {14.2, 14.5, 60.0}) {
        EXPECT_EQ(charger.current(voltage_v).current_a, 0.0);
        EXPECT_EQ(charger.current(voltage_v).slope_a_per_v, 0.0);
    }
}

// facts/domain.md §3.3: its own cut-off at 5 °C, with a sensor.
TEST(Charger, StopsInTheColdWithASensorAtTheBatteries) {
    EXPECT_FALSE(Charger{a_charger()}.has_sensor());
    ChargerParameters parameters = a_charger();
    parameters.stops_below_degc = 5.0;
    parameters.charges_again_at_degc = 5.5;
    Charger charger{parameters};
    EXPECT_TRUE(charger.has_sensor());
    const auto charges_at = [&](double coldest_degc) {
        charger.sense({.coldest_degc = coldest_degc});
        while (charger.update(seconds{1}, 13.0, true)) {
        }
        EXPECT_TRUE(charger.would_stay(coldest_degc));
        return charger.stage() != Stage::Off;
    };
    EXPECT_TRUE(charges_at(5.0));
    EXPECT_FALSE(charger.would_stay(4.99));
    EXPECT_FALSE(charges_at(4.99));
    EXPECT_FALSE(charges_at(5.49));
    EXPECT_FALSE(charger.would_stay(5.5));
    EXPECT_TRUE(charges_at(5.5));
}

// 130 W for an hour: 10 A at 13 V are all of it; at 14.1 V regulation lets 10 mΩ times 10 A
// through, 141 W, so all 130 W; at 14.15 V 5 A; cut off none; and before and after nobody has any.
TEST(Charger, MissesWhatItsProfileHasAndItDoesNotGive) {
    ChargerParameters parameters = a_charger();
    parameters.profile = std::make_shared<const PowerProfile>(
        PowerProfile{{{hours{1}, 130.0}, {hours{2}, 0.0}}, {}});
    Charger charger{parameters};
    charger.update(hours{0}, 13.0, true);
    EXPECT_EQ(charger.missed(13.0).cut_off_w, 0.0);
    charger.update(hours{1}, 13.0, true);
    EXPECT_NEAR(charger.missed(13.0).held_back_w, 0.0, 1e-12);
    EXPECT_NEAR(charger.missed(14.1).held_back_w, 0.0, 1e-9);
    EXPECT_NEAR(charger.missed(14.15).held_back_w, 130.0 - 5.0 * 14.15, 1e-9);
    EXPECT_EQ(charger.missed(14.15).cut_off_w, 0.0);
    charger.update(hours{1} + minutes{1}, 13.0, false);
    EXPECT_EQ(charger.missed(13.0).cut_off_w, 130.0);
    EXPECT_EQ(charger.missed(13.0).held_back_w, 0.0);
    charger.update(hours{2}, 13.0, false);
    EXPECT_EQ(charger.missed(13.0).cut_off_w, 0.0);
    // Of a plain charger nobody knows what power there is.
    Charger plain{a_charger()};
    plain.update(hours{1}, 13.0, false);
    EXPECT_EQ(plain.missed(13.0).cut_off_w, 0.0);
}

TEST(Charger, GoesFromBulkToAbsorptionBelow99PercentOfItsCurrent) {
    Charger charger{a_charger()};
    charger.update(seconds{0}, 13.0, true);
    // 99 % of 30 A stand at 14.2 - 0.297 V.
    EXPECT_FALSE(charger.update(seconds{1}, 13.9029, true));
    EXPECT_EQ(charger.stage(), Stage::Bulk);
    EXPECT_TRUE(charger.update(seconds{2}, 13.9031, true));
    EXPECT_EQ(charger.stage(), Stage::Absorption);
}

TEST(Charger, FloatsAfterItsAbsorptionTime) {
    Charger charger{a_charger()};
    charger.update(seconds{0}, 13.0, true);
    charger.update(seconds{10}, 14.1, true);
    ASSERT_EQ(charger.stage(), Stage::Absorption);
    EXPECT_EQ(charger.next_edge(seconds{10}), seconds{3610});
    EXPECT_FALSE(charger.update(seconds{3610} - Milliseconds{1}, 14.15, true));
    EXPECT_TRUE(charger.update(seconds{3610}, 14.15, true));
    EXPECT_EQ(charger.stage(), Stage::Float);
    // 13.5 V is the target now.
    EXPECT_EQ(charger.current(13.6).current_a, 0.0);
    EXPECT_NEAR(charger.current(13.4).current_a, 10.0, 1e-9);
    EXPECT_EQ(charger.current(13.0).current_a, 30.0);
}

// facts/domain.md §3.3: absorption also ends at less than 2 A, which at 10 mΩ is from 14.18 V on.
TEST(Charger, FloatsEarlyOnceItGivesLessThanItsTailCurrent) {
    ChargerParameters parameters = a_charger();
    parameters.tail_a = 2.0;
    Charger charger{parameters};
    charger.update(seconds{0}, 13.0, true);
    charger.update(seconds{10}, 14.1, true);
    ASSERT_EQ(charger.stage(), Stage::Absorption);
    EXPECT_NEAR(charger.watch(seconds{10}).below_v, 14.18, 1e-9);
    EXPECT_FALSE(charger.update(seconds{20}, 14.1799, true));
    EXPECT_TRUE(charger.update(seconds{30}, 14.1801, true));
    EXPECT_EQ(charger.stage(), Stage::Float);
    // Its time ends it all the same.
    charger.update(seconds{40}, 13.0, false);
    charger.update(seconds{50}, 13.0, true);
    charger.update(seconds{60}, 14.1, true);
    EXPECT_FALSE(charger.update(seconds{60} + hours{1} - Milliseconds{1}, 14.1, true));
    EXPECT_TRUE(charger.update(seconds{60} + hours{1}, 14.1, true));
    EXPECT_EQ(charger.stage(), Stage::Float);
}

// 14 W of sun are less than 2 A at 14.2 V whether the bank is full or not.
TEST(Charger, TakesLittlePowerForNoTailCurrent) {
    ChargerParameters parameters = a_charger();
    parameters.tail_a = 2.0;
    parameters.profile = std::make_shared<const PowerProfile>(PowerProfile{{{hours{0}, 14.0}}, {}});
    Charger charger{parameters};
    charger.update(seconds{0}, 13.0, true);
    charger.update(seconds{10}, 14.195, true);
    EXPECT_EQ(charger.stage(), Stage::Absorption);
    EXPECT_FALSE(charger.update(seconds{20}, 14.199, true));
}

/// In float since the second hour.
Charger& floating(Charger& charger) {
    charger.update(seconds{0}, 13.0, true);
    charger.update(seconds{0}, 14.1, true);
    charger.update(hours{2}, 14.15, true);
    return charger;
}

TEST(Charger, BeginsAnewAfterAMinuteBelowItsRebulkVoltage) {
    Charger charger{a_charger()};
    floating(charger);
    ASSERT_EQ(charger.stage(), Stage::Float);
    charger.update(hours{2} + seconds{10}, 13.19, true);
    EXPECT_EQ(charger.next_edge(hours{2} + seconds{10}), hours{2} + seconds{70});
    // A moment above, and the minute begins anew.
    charger.update(hours{2} + seconds{60}, 13.2, true);
    charger.update(hours{2} + seconds{61}, 13.0, true);
    EXPECT_FALSE(charger.update(hours{2} + seconds{120}, 13.0, true));
    EXPECT_TRUE(charger.update(hours{2} + seconds{121}, 13.0, true));
    EXPECT_EQ(charger.stage(), Stage::Bulk);
}

/// A load holds the bus at `voltage_v` from the tenth second of float on.
struct Rebulk {
    std::optional<seconds> at_full_current_after;
    double power_w;  // that it has; 0: any
    double voltage_v;
    std::optional<seconds> after;
};
class ChargerRebulks : public testing::TestWithParam<Rebulk> {};

// facts/domain.md §3.3: full current for 4 s, or a low voltage for a minute. 30 A flow up to 13.5 V
// - 30 A * 10 mΩ = 13.2 V; here the low voltage is 13.0 V. 380 W are 29.2 A at 13.0 V, and 30 A
// below 12.67 V.
TEST_P(ChargerRebulks, AfterItsTime) {
    const Rebulk& it = GetParam();
    ChargerParameters parameters = a_charger();
    parameters.rebulk_below_v = 13.0;
    parameters.rebulk_at_full_current_after = it.at_full_current_after;
    if (it.power_w > 0.0) {
        parameters.profile =
            std::make_shared<const PowerProfile>(PowerProfile{{{hours{0}, it.power_w}}, {}});
    }
    Charger charger{parameters};
    floating(charger);
    const Milliseconds from = hours{2} + seconds{10};
    charger.update(from, it.voltage_v, true);
    ASSERT_EQ(charger.stage(), Stage::Float);
    EXPECT_EQ(charger.next_edge(from),
              it.after ? std::optional<Milliseconds>{from + *it.after} : std::nullopt);
    const Milliseconds until = from + it.after.value_or(hours{5});
    EXPECT_FALSE(charger.update(until - Milliseconds{1}, it.voltage_v, true));
    EXPECT_EQ(charger.update(until, it.voltage_v, true), it.after.has_value());
    EXPECT_EQ(charger.stage(), it.after ? Stage::Bulk : Stage::Float);
}

constexpr std::optional<seconds> never{};
INSTANTIATE_TEST_SUITE_P(Table, ChargerRebulks,
                         testing::Values(Rebulk{seconds{4}, 0.0, 13.21, never},
                                         Rebulk{seconds{4}, 0.0, 13.19, seconds{4}},
                                         Rebulk{seconds{4}, 0.0, 12.0, seconds{4}},
                                         Rebulk{seconds{20}, 0.0, 13.19, seconds{20}},
                                         Rebulk{never, 0.0, 13.19, never},
                                         Rebulk{never, 0.0, 12.99, seconds{60}},
                                         Rebulk{seconds{4}, 380.0, 13.01, never},
                                         Rebulk{seconds{4}, 380.0, 12.99, seconds{60}},
                                         Rebulk{seconds{4}, 380.0, 12.6, seconds{4}}));

// Three seconds, a moment of less, and three seconds are no four.
TEST(Charger, CountsItsFullCurrentAnewAfterAMomentOfLess) {
    ChargerParameters parameters = a_charger();
    parameters.rebulk_below_v = 13.0;
    parameters.rebulk_at_full_current_after = seconds{4};
    Charger charger{parameters};
    floating(charger);
    charger.update(hours{3}, 13.1, true);
    charger.update(hours{3} + seconds{3}, 13.3, true);
    charger.update(hours{3} + seconds{4}, 13.1, true);
    EXPECT_FALSE(charger.update(hours{3} + seconds{7}, 13.1, true));
    EXPECT_TRUE(charger.update(hours{3} + seconds{8}, 13.1, true));
    EXPECT_EQ(charger.stage(), Stage::Bulk);
}

// A low moment of an earlier float does not count in a later one.
TEST(Charger, CountsItsRebulkMinuteAnewInEachFloat) {
    Charger charger{a_charger()};
    floating(charger);
    charger.update(hours{2} + seconds{10}, 13.0, true);
    charger.update(hours{2} + seconds{70}, 13.0, true);
    ASSERT_EQ(charger.stage(), Stage::Bulk);
    charger.update(hours{3}, 14.1, true);
    charger.update(hours{4}, 14.15, true);
    ASSERT_EQ(charger.stage(), Stage::Float);
    EXPECT_FALSE(charger.update(hours{5}, 13.0, true));
    EXPECT_FALSE(charger.update(hours{5} + seconds{59}, 13.0, true));
    EXPECT_TRUE(charger.update(hours{5} + seconds{60}, 13.0, true));
}

TEST(Charger, BeginsWithBulkEachTimeItIsSwitchedOn) {
    Charger charger{a_charger()};
    floating(charger);
    EXPECT_TRUE(charger.update(hours{3}, 13.5, false));
    EXPECT_EQ(charger.stage(), Stage::Off);
    EXPECT_EQ(charger.current(12.0).current_a, 0.0);
    EXPECT_TRUE(charger.update(hours{4}, 13.5, true));
    EXPECT_EQ(charger.stage(), Stage::Bulk);
    // Its absorption counts from now, not from the last time.
    charger.update(hours{4}, 14.1, true);
    EXPECT_FALSE(charger.update(hours{5} - seconds{1}, 14.1, true));
    EXPECT_TRUE(charger.update(hours{5}, 14.1, true));
}

TEST(Charger, FollowsItsSchedule) {
    ChargerParameters parameters = a_charger();
    parameters.schedule = {.from = hours{10}, .to = hours{15}};
    Charger charger{parameters};
    EXPECT_FALSE(charger.update(hours{9}, 13.0, true));
    EXPECT_EQ(charger.next_edge(hours{9}), hours{10});
    EXPECT_TRUE(charger.update(hours{10}, 13.0, true));
    EXPECT_TRUE(charger.update(hours{15}, 13.0, true));
    EXPECT_EQ(charger.stage(), Stage::Off);
}

// What it announces: with the voltage and the switch held, nothing changes before next_edge.
RC_GTEST_PROP(Charger, ChangesByItselfOnlyAtTheEdgeItAnnounces, ()) {
    ChargerParameters parameters = a_charger();
    parameters.absorption_time = Milliseconds{*gen_whole(0, 200'000)};
    parameters.rebulk_after = Milliseconds{*gen_whole(0, 100'000)};
    if (*rc::gen::arbitrary<bool>()) {
        parameters.rebulk_at_full_current_after = Milliseconds{*gen_whole(0, 100'000)};
    }
    parameters.tail_a = *rc::gen::element(0.0, 2.0, 15.0);
    if (*rc::gen::arbitrary<bool>()) {
        parameters.schedule.on_for = Milliseconds{*gen_whole(1, 200'000)};
        parameters.schedule.every = Milliseconds{*gen_whole(1, 400'000)};
    }
    Charger charger{parameters};
    Milliseconds now{0};
    for (int i = 0; i < 30; ++i) {
        const double voltage_v = *rc::gen::element(12.5, 13.1, 13.3, 14.0, 14.2, 15.0);
        const bool switched_on = *rc::gen::weightedElement<bool>({{6, true}, {1, false}});
        while (charger.update(now, voltage_v, switched_on)) {
        }
        const auto edge = charger.next_edge(now);
        RC_ASSERT(!edge || *edge > now);
        const auto until =
            std::min(edge.value_or(Milliseconds::max()), now + Milliseconds{300'000});
        const Stage before = charger.stage();
        for (int k = 1; k <= 20; ++k) {
            const auto then = now + (until - now) * k / 20;
            if (then > now && then < until) {
                RC_ASSERT(!charger.update(then, voltage_v, switched_on));
            }
        }
        RC_ASSERT(until - now <= Milliseconds{1} ||
                  !charger.update(until - Milliseconds{1}, voltage_v, switched_on));
        RC_ASSERT(charger.stage() == before);
        now = until;
    }
}

/// 100 W behind panels of these voltages, one for each hour.
ChargerParameters a_solar_charger(const std::vector<double>& open_v) {
    ChargerParameters parameters = a_charger();
    parameters.profile = std::make_shared<const PowerProfile>(
        std::vector<PowerStep>{{.from = seconds{0}, .power_w = 100.0}}, std::nullopt);
    std::vector<PowerStep> steps;
    for (std::size_t i = 0; i < open_v.size(); ++i) {
        steps.push_back({.from = hours{i}, .power_w = open_v[i]});
    }
    parameters.panels =
        std::make_shared<const PanelVoltage>(PanelVoltage{PowerProfile{steps, std::nullopt}});
    return parameters;
}

// facts/domain.md §3.3: it starts above the battery by 5 V, and runs on above it by 1 V.
TEST(Charger, OfTheSunStartsAtFiveVoltsAboveTheBatteryAndRunsOnAtOne) {
    Charger charger{a_solar_charger({17.9, 18.1, 14.1, 13.9, 17.9, 18.1})};
    const auto runs_at = [&](int hour) {
        charger.update(hours{hour}, 13.0, true);
        return charger.stage() != Stage::Off;
    };
    EXPECT_FALSE(runs_at(0));
    EXPECT_FALSE(charger.has_power());
    EXPECT_EQ(charger.missed(13.0).cut_off_w, 0.0);  // there is none to be had
    EXPECT_EQ(charger.next_edge(hours{0}), hours{1});
    EXPECT_TRUE(runs_at(1));
    EXPECT_NEAR(charger.current(13.0).current_a, 100.0 / 13.0, 1e-9);
    EXPECT_TRUE(runs_at(2));
    EXPECT_FALSE(runs_at(3));
    EXPECT_FALSE(runs_at(4));
    EXPECT_TRUE(runs_at(5));
}

// It stops for CHARGER, and starts again as in the morning.
TEST(Charger, OfTheSunThatWasStoppedNeedsTheFiveVoltsAgain) {
    Charger charger{a_solar_charger({18.1, 17.0})};
    charger.update(seconds{0}, 13.0, true);
    charger.update(hours{1}, 13.0, true);
    ASSERT_NE(charger.stage(), Stage::Off);
    charger.update(hours{2}, 13.0, false);
    charger.update(hours{3}, 13.0, true);
    EXPECT_EQ(charger.stage(), Stage::Off);
}

// The voltages at which nothing happens are those at which an update does nothing.
RC_GTEST_PROP(Charger, OfTheSunWatchesWhereItStartsAndStops, ()) {
    const double first_v = *gen_between(14.0, 24.0);
    const double open_v = *gen_between(14.0, 24.0);
    const double bus_v = *gen_between(11.0, 15.0);
    const double next_v = *gen_between(11.0, 15.0);
    Charger charger{a_solar_charger({first_v, open_v})};
    charger.update(seconds{0}, bus_v, true);
    charger.update(hours{1}, bus_v, true);
    charger.update(hours{1}, bus_v, true);  // as it stays from then on
    const auto stage = charger.stage();
    const bool has_power = charger.has_power();
    if (charger.watch(hours{1}).contains(next_v)) {
        RC_ASSERT(!charger.update(hours{1}, next_v, true));
        RC_ASSERT(charger.stage() == stage);
        RC_ASSERT(charger.has_power() == has_power);
    }
}

}  // namespace
}  // namespace models
