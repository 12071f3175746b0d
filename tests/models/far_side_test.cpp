// The far side as one device: its law, its way through time, its accounts.

#include "models/alternator.hpp"
#include "models/charger.hpp"
#include "models/combiner.hpp"
#include "models/cyrix_li_charge.hpp"
#include "models/cyrix_li_ct.hpp"
#include "models/load.hpp"
#include "models/orion.hpp"
#include "tests/models/generators.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr double link_ohm = 0.005;

/// A starter battery, an alternator of 90 A from eight to ten, and 20 mA that the car takes always.
FarBus a_starter_bus(double soc) {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(std::make_unique<Alternator>(AlternatorParameters{
        .charges_a = 90.0, .regulated_v = 14.4, .schedule = {.from = hours{8}, .to = hours{10}}}));
    devices.push_back(std::make_unique<Load>(
        LoadParameters{.draws = 0.02, .cuts_out_below_v = 8.0, .returns_above_v = 9.0}));
    return {LeadBatteryParameters{
                .capacity_ah = 70.0, .soc = soc, .gas_a = 0.014, .self_discharge_pct_per_30d = 4.0},
            std::move(devices)};
}

std::unique_ptr<Combiner> a_combiner(double soc) {
    return std::make_unique<Combiner>(
        CombinerParameters{.resistance_ohm = link_ohm, .draws_open_a = 0.004},
        std::make_unique<CyrixLiCt>(CyrixLiCtParameters{}), a_starter_bus(soc));
}

void settle_at(Device& device, Milliseconds now, double near_v, bool is_on = true) {
    while (device.update(now, near_v, is_on)) {
    }
}

/// The engine has run for five minutes: the relay has closed.
std::unique_ptr<Combiner> a_closed_combiner(double soc) {
    auto combiner = a_combiner(soc);
    for (Milliseconds now = hours{8}; now < hours{8} + minutes{5}; now += seconds{1}) {
        settle_at(*combiner, now, 13.6);
    }
    EXPECT_TRUE(combiner->is_joined());
    return combiner;
}

TEST(Combiner, OpenTakesNothingButItsOwnDraw) {
    const auto combiner = a_combiner(0.9);
    settle_at(*combiner, hours{7}, 13.0);
    EXPECT_FALSE(combiner->is_joined());
    EXPECT_EQ(combiner->current(13.0).current_a, -0.004);
    EXPECT_EQ(combiner->current(0.0).slope_a_per_v, 0.0);
    // The starter battery feeds the car, and its gas: V = U - R I.
    const FarBus::Flow& held = combiner->far().held();
    EXPECT_NEAR(held.main_a, held.gas_a - 0.02, 1e-12);
    EXPECT_NEAR(held.voltage_v, 11.8 + 0.95 * 0.9 + 0.005 * held.main_a, 1e-9);
    EXPECT_EQ(held.link_a, 0.0);
}

// With the engine running: what flows along the contact, and what comes together on the far bus.
RC_GTEST_PROP(Combiner, ClosedIsTheFarBusSeenThroughItsContact, ()) {
    const auto combiner = a_closed_combiner(*gen_between(0.3, 1.0));
    const double near_v = *gen_between(0.0, 15.0);
    const BusCurrent here = combiner->current(near_v);
    combiner->settle(near_v);
    const FarBus::Flow& held = combiner->far().held();
    RC_ASSERT(std::abs(held.voltage_v - (near_v + here.current_a * link_ohm)) < 1e-8);
    RC_ASSERT(std::abs(held.link_a + here.current_a) < 1e-8);
    const double into_a = held.link_a + held.gas_a + held.devices_a[0] + held.devices_a[1];
    RC_ASSERT(std::abs(into_a - held.main_a) < 1e-8);
    RC_ASSERT(here.slope_a_per_v <= 0.0);
    const double by_difference =
        (combiner->current(near_v + 1e-5).current_a - combiner->current(near_v).current_a) / 1e-5;
    const double other_way = (combiner->current(near_v).current_a -
                              combiner->current(std::max(near_v - 1e-5, 0.0)).current_a) /
                             1e-5;
    // At a corner of the alternator's law it is one of both.
    RC_ASSERT(std::min(std::abs(here.slope_a_per_v - by_difference),
                       std::abs(here.slope_a_per_v - other_way)) <
              1e-2 * std::abs(here.slope_a_per_v) + 1e-2);
}

TEST(Combiner, ClosesAfterTheTimeOfItsRelayAndTellsWhatItBroke) {
    const auto combiner = a_combiner(0.999);
    settle_at(*combiner, hours{8}, 13.3);
    ASSERT_GT(combiner->far().held().voltage_v, 13.9);
    EXPECT_EQ(combiner->next_edge(hours{8}), hours{8} + seconds{4});
    settle_at(*combiner, hours{8} + seconds{4}, 13.3);
    ASSERT_TRUE(combiner->is_joined());
    EXPECT_EQ(combiner->cause(), LinkCause::Voltage);
    const double carries_a = combiner->current(13.3).current_a;
    EXPECT_GT(carries_a, 50.0);
    settle_at(*combiner, hours{9}, 13.3, false);
    EXPECT_FALSE(combiner->is_joined());
    EXPECT_EQ(combiner->cause(), LinkCause::Control);
    EXPECT_NEAR(combiner->broken_a(), carries_a, 1e-9);
}

RC_GTEST_PROP(Combiner, StaysAsItIsInsideItsWatch, ()) {
    const auto combiner = a_combiner(*gen_between(0.2, 1.0));
    Milliseconds now = hours{7} + minutes{58};
    for (int i = 0; i < 20; ++i) {
        const double near_v = *gen_between(12.8, 14.3);
        const bool is_on = *gen_whole(0, 6) > 0;
        settle_at(*combiner, now, near_v, is_on);
        RC_ASSERT(combiner->watch(now).contains(near_v));
        const auto edge = combiner->next_edge(now);
        const Milliseconds until = std::min(edge.value_or(now + minutes{5}), now + minutes{5});
        const double other_v = *gen_between(12.8, 14.3);
        if (combiner->watch(now).contains(other_v)) {
            RC_ASSERT(!combiner->update(until - Milliseconds{1}, other_v, is_on));
        }
        now = until;
    }
}

// A second after a second, as one driver goes, and in long steps along the voltage, as the other:
// the bank's side rises and falls by tenths of a volt, the starter battery fills.
TEST(FarSide, GoesTheSameWayInShortStepsAndInLongOnes) {
    const auto shortly = a_closed_combiner(0.8);
    const auto longly = a_closed_combiner(0.8);
    const auto near_v = [](double at_s) { return 13.5 + 0.3 * at_s / 3600.0; };
    shortly->settle(near_v(0.0));
    longly->settle(near_v(0.0));
    for (int second = 0; second < 3600; ++second) {
        shortly->advance(1.0);
        shortly->settle(near_v(second + 1.0));
    }
    for (double at_s = 0.0; at_s < 3600.0; at_s += 20.0) {
        longly->follow({.middle_v = near_v(at_s + 10.0),
                        .end_v = near_v(at_s + 20.0),
                        .dt_s = 20.0,
                        .late_s = 0.5});
        longly->settle(near_v(at_s + 20.0));
    }
    const FarBus& one = shortly->far();
    const FarBus& other = longly->far();
    EXPECT_GT(one.battery().soc(), 0.9);
    EXPECT_NEAR(one.battery().soc(), other.battery().soc(), 1e-6);
    EXPECT_NEAR(one.held().voltage_v, other.held().voltage_v, 1e-5);
    EXPECT_NEAR(one.accounts().link.charge_ah, other.accounts().link.charge_ah, 1e-4);
    EXPECT_NEAR(one.accounts().gas.charge_ah, other.accounts().gas.charge_ah, 1e-6);
}

// The same with the relay open: the alternator comes from its limit to its regulated voltage, the
// battery from there to full, and what each of them moved agrees to 1e-5 (design).
TEST(FarSide, BooksTheSameInShortStepsAndInLongOnesWhileAnEngineFillsItsBattery) {
    for (const double step_s : {10.0, 20.0, 60.0}) {
        const auto shortly = a_combiner(0.8);
        const auto longly = a_combiner(0.8);
        for (const auto& combiner : {shortly.get(), longly.get()}) {
            settle_at(*combiner, hours{8}, 13.0);
            EXPECT_FALSE(combiner->is_joined());
        }
        for (int second = 0; second < 1800; ++second) {
            shortly->advance(1.0);
            shortly->settle(13.0);
        }
        for (double at_s = 0.0; at_s < 1800.0; at_s += step_s) {
            longly->follow({.middle_v = 13.0, .end_v = 13.0, .dt_s = step_s, .late_s = 0.5});
            longly->settle(13.0);
        }
        const FarBus::Accounts& one = shortly->far().accounts();
        const FarBus::Accounts& other = longly->far().accounts();
        const auto expect_near = [&](const Moved& moved, const Moved& also) {
            EXPECT_NEAR(moved.charge_ah, also.charge_ah, 1e-5 * std::abs(moved.charge_ah));
            EXPECT_NEAR(moved.energy_wh, also.energy_wh, 1e-5 * std::abs(moved.energy_wh));
        };
        EXPECT_GT(shortly->far().battery().soc(), 0.95);
        expect_near(one.main, other.main);
        expect_near(one.gas, other.gas);
        expect_near(one.devices[0], other.devices[0]);
    }
}

// What came through the link and from the devices is in the battery, has become gas or was lost.
RC_GTEST_PROP(FarSide, AccountsForAllItsCharge, ()) {
    const double soc = *gen_between(0.3, 0.95);
    const auto combiner = a_combiner(soc);
    Milliseconds now = hours{7} + minutes{50};
    for (int i = 0; i < 300; ++i) {
        const double near_v = 13.2 + 0.001 * i;
        settle_at(*combiner, now, near_v);
        if (i % 2 == 0) {
            combiner->advance(5.0);
        } else {
            combiner->follow({near_v + 0.0005, near_v + 0.001, 5.0, 0.5});
        }
        now += seconds{5};
    }
    const FarBus& far = combiner->far();
    const FarBus::Accounts& accounts = far.accounts();
    const double into_ah = accounts.link.charge_ah + accounts.gas.charge_ah +
                           accounts.devices[0].charge_ah + accounts.devices[1].charge_ah;
    RC_ASSERT(accounts.devices[0].charge_ah > 1.0);
    RC_ASSERT(std::abs(into_ah - accounts.main.charge_ah) < 1e-9);
    RC_ASSERT(std::abs(70.0 * soc + into_ah - accounts.self_discharge_ah -
                       far.battery().charge_ah()) < 1e-9);
}

TEST(FarSide, ReturnsToWhereItWasKept) {
    const auto combiner = a_closed_combiner(0.8);
    combiner->settle(13.6);
    combiner->keep();
    const double soc = combiner->far().battery().soc();
    const double current_a = combiner->current(13.6).current_a;
    combiner->follow({13.61, 13.62, 60.0, 0.5});
    combiner->settle(13.62);
    ASSERT_GT(combiner->far().battery().soc(), soc);
    combiner->return_to_kept();
    EXPECT_EQ(combiner->far().battery().soc(), soc);
    EXPECT_EQ(combiner->current(13.6).current_a, current_a);
    EXPECT_EQ(combiner->far().held().link_a, -current_a);
}

// A charger without a battery behind it holds its voltage: that is what a Cyrix-Li-Charge waits
// for. In float it does not come back, for 13.5 V are not enough.
TEST(FarSide, OfAChargerAloneStandsAtItsVoltage) {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(std::make_unique<Charger>(
        ChargerParameters{.charges_a = 30.0,
                          .absorption_v = 14.2,
                          .float_v = 13.5,
                          .absorption_time = hours{2},
                          .schedule = {.from = hours{8}, .to = hours{20}}}));
    Combiner combiner{{.resistance_ohm = link_ohm},
                      std::make_unique<CyrixLiCharge>(CyrixLiChargeParameters{}),
                      {std::nullopt, std::move(devices)}};
    settle_at(combiner, hours{7}, 13.0);
    EXPECT_NEAR(combiner.far().held().voltage_v, 0.0, 1e-9);
    settle_at(combiner, hours{8}, 13.0);
    EXPECT_NEAR(combiner.far().held().voltage_v, 14.2, 1e-3);
    EXPECT_EQ(combiner.next_edge(hours{8}), hours{8} + seconds{3});
    settle_at(combiner, hours{8} + seconds{3}, 13.0);
    ASSERT_TRUE(combiner.is_joined());
    const double meters_a = (13.0 + 30.0 * link_ohm) / 10'000.0;
    EXPECT_NEAR(combiner.current(13.0).current_a, 30.0 - meters_a, 1e-6);
}

}  // namespace
}  // namespace models
