// What a driver needs to step over time: what currents read in steps add up to, where a bank will
// be, between which voltages devices stay as they are, and a BMS that holds its sample.

#include "models/ambient.hpp"
#include "models/bms_host.hpp"
#include "models/bms_supply.hpp"
#include "models/charger.hpp"
#include "models/load.hpp"
#include "models/quantised_charge.hpp"
#include "tests/models/generators.hpp"
#include "tests/models/samples.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// D-14: ten minutes at 38 mA read as 40; from 34 to 36 mA half of the time as 30, half as 40.
TEST(QuantisedCharge, IsWhatTheReadingsAddUpTo) {
    EXPECT_EQ(quantised_charge_ua_s({-0.038, -0.038}, 10'000, 600.0), -40'000.0 * 600.0);
    EXPECT_EQ(quantised_charge_ua_s({0.036, 0.044}, 10'000, 600.0), 40'000.0 * 600.0);
    EXPECT_NEAR(quantised_charge_ua_s({0.034, 0.036}, 10'000, 600.0), 35'000.0 * 600.0, 1e-3);
    EXPECT_NEAR(quantised_charge_ua_s({-0.005, 0.005}, 10'000, 600.0), 0.0, 1e-3);
    // Half way to the last digit but one: a battery tells 0.04 A (D-14).
    const double nearly_a = 0.035 - 1e-9;
    EXPECT_EQ((Meter{10.0, 1e3, 1e3}.read(nearly_a)), 40.0);
    EXPECT_EQ(quantised_charge_ua_s({nearly_a, nearly_a}, 10'000, 600.0), 40'000.0 * 600.0);
}

// The sum over many readings of a ramp, each for its share of the time.
RC_GTEST_PROP(QuantisedCharge, IsTheIntegralOfTheReadingsOfARamp, ()) {
    const double resolution_ua = *rc::gen::element(1e3, 10e3, 20e3, 100e3);
    const Meter meter{resolution_ua, 1e6, 1.0};
    const CurrentRamp ramp{*gen_between(-2.0, 2.0), *gen_between(-2.0, 2.0)};
    constexpr int readings = 20'000;
    double sum = 0.0;
    for (int i = 0; i < readings; ++i) {
        sum += meter.read(ramp.at((i + 0.5) / readings));
    }
    // Each of the steps of the reading is found to within half a sample.
    const double steps = std::abs(ramp.end_a - ramp.begin_a) * 1e6 / resolution_ua + 1.0;
    const double span_ua = std::abs(ramp.end_a - ramp.begin_a) * 1e6;
    // A reading goes over whole microamperes: its steps lie up to half of one aside.
    const double aside = span_ua > 0.0 ? std::min(1.0, 0.5 / span_ua) : 1.0;
    const double tolerance = resolution_ua * steps * (1.0 / readings + aside);
    RC_ASSERT(std::abs(quantised_charge_ua_s(ramp, resolution_ua, 1.0) - sum / readings) <=
              tolerance);
}

BankSetup unequal_strings(std::size_t parallel) {
    return {.chemistry = lithium_chemistry(),
            .battery = sample_battery(),
            .in_series = 1,
            .in_parallel = static_cast<int>(parallel),
            .wiring = Wiring::OneEnd,
            .link_resistance_ohm = 0.5e-3,
            .soc = 0.6};
}

// Looking ahead, the bank takes the ramp that it then goes: voltage and division of the current are
// where it has said.
RC_GTEST_PROP(Bank, IsThereWhereItLookedAheadTo, ()) {
    const double dt_s = *rc::gen::element(2.0, 30.0, 300.0);
    const double begin_a = *gen_between(-60.0, 60.0);
    const double end_a = begin_a + *gen_between(-2.0, 2.0);
    Bank bank{unequal_strings(3)};
    bank.carry(begin_a);
    for (int i = 0; i < 5; ++i) {
        bank.advance(25.0, 20.0);
    }
    bank.carry(begin_a);
    const std::vector<double> from{bank.string_currents_a().begin(),
                                   bank.string_currents_a().end()};
    std::vector<double> to(3);
    const Thevenin ahead = bank.look_ahead(dt_s, 25.0);
    bank.divide_ahead(end_a, to);
    bank.follow(from, to, {25.0, 25.0}, dt_s);
    bank.carry(end_a);
    // A string of 60 A warms by hundredths of a kelvin, and its hysteresis is straightened.
    RC_ASSERT(std::abs(ahead.open_circuit_v + ahead.resistance_ohm * end_a -
                       bank.voltage_v(end_a)) < 1e-3);
    for (std::size_t string = 0; string < 3; ++string) {
        RC_ASSERT(std::abs(bank.string_currents_a()[string] - to[string]) < 0.15);
    }
}

// Held, it is the same as many steps: also the energy that went in.
TEST(Bank, FollowsAHeldCurrentAsInManySteps) {
    const auto setup = unequal_strings(1);
    Bank once{setup};
    Bank often{setup};
    const std::vector<double> held{-20.0};
    once.carry(-20.0);
    often.carry(-20.0);
    const double energy_j = once.follow(held, held, {25.0, 25.0}, 120.0);
    double sum_j = 0.0;
    for (int i = 0; i < 120; ++i) {
        often.advance(25.0, 1.0);
        sum_j += -20.0 * often.mean_voltage_v(-20.0);
    }
    EXPECT_NEAR(energy_j, sum_j, 1e-5 * std::abs(sum_j));
    EXPECT_NEAR(once.soc(), often.soc(), 1e-12);
    EXPECT_NEAR(once.voltage_v(-20.0), often.voltage_v(-20.0), 1e-5);
}

// Inside its watch a device that has settled does nothing, just outside it something.
template <class DeviceType>
void expect_watch_holds(DeviceType& device, Milliseconds now, double voltage_v, bool switched_on) {
    while (device.update(now, voltage_v, switched_on)) {
    }
    const VoltageWatch watch = device.watch(now);
    RC_ASSERT(watch.contains(voltage_v));
    const double other_v = *gen_between(5.0, 16.0);
    if (watch.contains(other_v)) {
        RC_ASSERT(!device.update(now, other_v, switched_on));
    }
}

RC_GTEST_PROP(Load, StaysAsItIsBetweenTheVoltagesItNames, ()) {
    Load load{{.law = LoadParameters::Law::Current,
               .draws = 2.0,
               .cuts_out_below_v = 10.0,
               .returns_above_v = 12.0,
               .returns_after = Milliseconds{*gen_whole(0, 5000)}}};
    for (int i = 0; i < 10; ++i) {
        expect_watch_holds(load, seconds{i}, *gen_between(8.0, 14.0), *gen_whole(0, 4) > 0);
    }
}

RC_GTEST_PROP(Charger, StaysAsItIsBetweenTheVoltagesItNames, ()) {
    Charger charger{{.charges_a = 30.0,
                     .absorption_v = 14.2,
                     .float_v = 13.5,
                     .absorption_time = minutes{1},
                     .rebulk_below_v = 12.8,
                     .rebulk_after = seconds{30}}};
    Milliseconds now{0};
    for (int i = 0; i < 10; ++i) {
        expect_watch_holds(charger, now, *gen_between(12.0, 14.5), *gen_whole(0, 4) > 0);
        now += seconds{20};
    }
}

TEST(VoltageWatch, NamesTheLimitsThemselves) {
    Charger charger{{.charges_a = 30.0, .absorption_v = 14.2, .output_resistance_ohm = 0.001}};
    charger.update(seconds{0}, 13.0, true);
    // 99 % of 30 A are 29.7 mV below the target.
    EXPECT_NEAR(charger.watch(seconds{0}).below_v, 14.2 - 0.0297, 1e-12);
    BmsSupply supply{{.dies_below_v = 8.0, .lives_above_v = 8.2, .lives_after = seconds{10}}};
    EXPECT_EQ(supply.watch(seconds{0}).lowest_v, 8.0);
    supply.update(seconds{1}, 7.9, true);
    EXPECT_TRUE(supply.watch(seconds{2}).contains(9.0));  // time first
    EXPECT_EQ(supply.watch(seconds{11}).below_v, 8.2);
}

TEST(Ambient, ItsMeanIsThatOfItsCourse) {
    const Ambient air{.temperature_degc = 8.0,
                      .daily_amplitude_degc = 5.0,
                      .yearly_amplitude_degc = 11.0,
                      .start_time_of_day_s = 3600.0};
    const Milliseconds begin = minutes{200};
    const Milliseconds end = minutes{500};
    double sum = 0.0;
    constexpr int parts = 10'000;
    for (int i = 0; i < parts; ++i) {
        sum += air.at_degc(begin + (end - begin) * (2 * i + 1) / (2 * parts));
    }
    EXPECT_NEAR(air.mean_degc(begin, end), sum / parts, 1e-7);
    EXPECT_NEAR(air.mean_degc(begin, begin + seconds{1}), air.at_degc(begin), 1e-3);
    EXPECT_EQ(Ambient{.temperature_degc = 8.0}.mean_degc(begin, end), 8.0);
}

/// A bank at rest in every way, and its BMS, past the first frames.
struct Quiet {
    Bank bank;
    BmsHost host;

    explicit Quiet(double current_a)
        : bank{{.chemistry = plain_chemistry(),
                .battery = sample_battery(),
                .in_series = 1,
                .in_parallel = 2,
                .soc = 0.5}},
          host{sample_battery(), 1, 2, {}, 0.5} {
        bank.carry(current_a);
        run(20);
    }
    /// Up to the last tick before a frame.
    void run(int frames) {
        for (int i = 0; i < frames * 10; ++i) {
            if (i % 10 == 0) {
                host.receive_frames(bank);
            }
            host.tick();
        }
    }
    void frame() {
        host.receive_frames(bank);
        host.tick();
    }
};

// Law 1 through the host: held for an hour is ticked for an hour, byte for byte, with the image
// that falls due in between.
TEST(BmsHost, HoldsASampleAsItTicks) {
    for (const double current_a : {0.0, -2.0, 7.77}) {
        Quiet held{current_a};
        Quiet ticked{current_a};
        constexpr int hours_7_s = 7 * 3600;
        held.frame();
        ticked.frame();
        ASSERT_TRUE(held.host.is_steady());
        const std::vector<double> strings{held.bank.string_currents_a().begin(),
                                          held.bank.string_currents_a().end()};
        const BmsHost::Preview next = held.host.preview(held.bank);
        EXPECT_FALSE(held.host.tells_news(next));
        const bms::Integrals all = held.host.integrals(strings, strings, hours_7_s, next.sample);
        constexpr bms::Ticks ticks{hours_7_s * 10 - 1};
        ASSERT_EQ(held.host.ticks_until_change(all, ticks), ticks);
        held.host.hold(all, ticks);
        for (int i = 1; i < hours_7_s * 10; ++i) {
            if (i % 10 == 0) {
                ticked.host.receive_frames(ticked.bank);
            }
            ticked.host.tick();
        }
        EXPECT_EQ(held.host.core(), ticked.host.core());
        EXPECT_EQ(held.host.view(), ticked.host.view());
        EXPECT_EQ(held.host.image_writes(), ticked.host.image_writes());
        EXPECT_EQ(held.host.image_slots(), ticked.host.image_slots());
        EXPECT_EQ(held.host.measured_discharged_ah(), ticked.host.measured_discharged_ah());
        held.frame();
        ticked.frame();
        EXPECT_EQ(held.host.core(), ticked.host.core());
    }
}

// D-14: 0.1 °C after the thermometer's own thousandths. What is watched turns where the reading
// does, and that is not half way between two of them.
TEST(BmsHost, WatchesATemperatureUpToWhereItsReadingTurns) {
    Quiet rig{0.0};
    const Meter degrees{1.0, 10.0, 100.0};
    const Watched coldest = rig.host.watched(rig.bank)[4];
    const bms::Interval quiet = rig.host.core().watch(rig.host.sample()).coldest_dc;
    EXPECT_EQ(degrees.read(coldest.lowest + 1e-6), static_cast<double>(quiet.lowest));
    EXPECT_EQ(degrees.read(coldest.lowest - 1e-6), static_cast<double>(quiet.lowest - 1));
}

TEST(BmsHost, KnowsTheTickAtWhichTheCoreChangesByItself) {
    Quiet rig{-100.0};  // from 50 % at 0.5C: 10 % after 48 minutes
    rig.frame();
    const std::vector<double> strings{-50.0, -50.0};
    const bms::BankSample next = rig.host.preview(rig.bank).sample;
    const bms::Integrals hour = rig.host.integrals(strings, strings, 3600, next);
    const bms::Ticks change = rig.host.ticks_until_change(hour, {35'999});
    EXPECT_LT(change.count, 35'999U);
    rig.run(static_cast<int>(change.count) / 10 - 1);
    const bms::Status before = rig.host.status();
    rig.run(2);
    EXPECT_FALSE(rig.host.status() == before);
}

TEST(BmsHost, SeesNewsInWhatTheNextFramesWouldTell) {
    Quiet rig{-5.0};
    rig.frame();
    EXPECT_FALSE(rig.host.tells_news(rig.host.preview(rig.bank)));
    BmsHost::Preview low = rig.host.preview(rig.bank);
    low.sample.extremes.lowest_cell = {2700};
    EXPECT_TRUE(rig.host.tells_news(low));
    BmsHost::Preview off = rig.host.preview(rig.bank);
    off.sample.pins = {};
    EXPECT_TRUE(rig.host.tells_news(off));
    rig.host.set_powered(false);
    EXPECT_FALSE(rig.host.tells_news(low));
}

// A cell above 5 V: its battery's frames are refused, so the BMS hears it no more, and once more
// when it is back.
TEST(BmsHost, SeesNewsInAFrameThatItWouldRefuse) {
    Quiet rig{-5.0};
    rig.frame();
    rig.bank.carry(1e6);
    EXPECT_FALSE(rig.host.preview(rig.bank).hears_the_same);
    EXPECT_TRUE(rig.host.tells_news(rig.host.preview(rig.bank)));
    rig.run(2);
    rig.frame();
    EXPECT_FALSE(rig.host.is_steady());  // what it last told decides for five seconds yet
    rig.run(6);
    rig.frame();
    EXPECT_TRUE(rig.host.is_steady());
    EXPECT_FALSE(rig.host.tells_news(rig.host.preview(rig.bank)));
    rig.bank.carry(-5.0);
    EXPECT_TRUE(rig.host.tells_news(rig.host.preview(rig.bank)));
}

TEST(BmsHost, IsNotSteadyWhileAnythingIsUnderWay) {
    Quiet rig{-5.0};
    rig.frame();
    EXPECT_TRUE(rig.host.is_steady());
    rig.host.link().set_quality({.lost_share = 0.1});
    EXPECT_FALSE(rig.host.is_steady());
    rig.host.link().set_quality({});
    rig.host.give({.kind = bms::CommandKind::ResetHistory});
    EXPECT_FALSE(rig.host.is_steady());
    rig.frame();
    EXPECT_TRUE(rig.host.is_steady());
    // A battery that has fallen silent decides for five seconds yet.
    rig.host.link().set_gone(1, true);
    EXPECT_FALSE(rig.host.is_steady());
    rig.run(6);
    EXPECT_TRUE(rig.host.is_steady());
    ASSERT_TRUE(rig.host.next_deadline().has_value());  // the link is lost after 30 s
    EXPECT_LE(rig.host.next_deadline()->count, 250U);
}

}  // namespace
}  // namespace models
