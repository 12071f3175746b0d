// An Inverter VE.Direct by its manual (facts/domain.md §3.4).

#include "models/inverter.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

InverterParameters a_12_375() {
    return {.supplies_w = 89.0,
            .efficiency = 0.89,
            .zero_load_w = 5.6,
            .draws_off_a = 0.01,
            .eco_w = 0.9,
            .rated_w = 300.0,
            .peak_w = 700.0,
            .overload_after = seconds{10}};
}

/// The same for a multiple of 12 V.
InverterParameters for_12v_times(double scale) {
    InverterParameters parameters = a_12_375();
    parameters.shuts_down_below_v *= scale;
    parameters.restarts_from_v *= scale;
    parameters.charge_detected_v *= scale;
    return parameters;
}

class Bench {
  public:
    explicit Bench(const InverterParameters& parameters) : inverter_{parameters} {}

    void hold(Milliseconds time, double voltage_v, bool is_on = true) {
        for (const Milliseconds end = now_ + time; now_ < end; now_ += milliseconds{100}) {
            inverter_.update(now_, voltage_v, is_on);
        }
        inverter_.update(now_, voltage_v, is_on);
    }
    /// Seconds until it runs or not; more than an hour is never.
    double seconds_until(bool runs, double voltage_v) {
        const Milliseconds begin = now_;
        inverter_.update(now_, voltage_v, true);
        while ((reason() == OffReason::None) != runs && now_ - begin <= minutes{60}) {
            now_ += milliseconds{100};
            inverter_.update(now_, voltage_v, true);
        }
        return std::chrono::duration<double>(now_ - begin).count();
    }
    OffReason reason() const { return inverter_.off_reason(); }
    double draws_a(double voltage_v) const { return -inverter_.current(voltage_v).current_a; }
    Inverter& inverter() { return inverter_; }
    Milliseconds now() const { return now_; }

  private:
    Inverter inverter_;
    Milliseconds now_{0};
};

constexpr double never_s = 3600.0;

// 89 W on the AC side take 100 W, and it needs 5.6 W itself.
TEST(Inverter, DrawsWhatItSuppliesThroughItsEfficiencyAndItsOwn) {
    Bench bench{a_12_375()};
    bench.hold(seconds{1}, 13.0);
    EXPECT_NEAR(bench.draws_a(13.0), 105.6 / 13.0, 1e-12);
    EXPECT_NEAR(bench.inverter().current(13.0).slope_a_per_v, 105.6 / 13.0 / 13.0, 1e-12);
    EXPECT_NEAR(bench.draws_a(5.0), 105.6 / 9.3, 1e-12);  // bounded
    EXPECT_EQ(bench.inverter().missed(13.0).cut_off_w, 0.0);
    bench.hold(seconds{1}, 13.0, false);
    EXPECT_EQ(bench.draws_a(13.0), 0.01);
    EXPECT_EQ(bench.inverter().missed(13.0).cut_off_w, 89.0);
    bench.hold(seconds{1}, 5.9);
    EXPECT_EQ(bench.draws_a(5.9), 0.0);
}

TEST(Inverter, FollowsTheScheduleOfItsAcSide) {
    InverterParameters parameters = a_12_375();
    parameters.schedule = {.on_for = seconds{10}, .every = minutes{1}};
    Bench bench{parameters};
    bench.hold(seconds{5}, 13.0);
    EXPECT_NEAR(bench.draws_a(13.0), 105.6 / 13.0, 1e-12);
    EXPECT_EQ(bench.inverter().next_edge(bench.now()), seconds{10});
    bench.hold(seconds{10}, 13.0);
    EXPECT_NEAR(bench.draws_a(13.0), 5.6 / 13.0, 1e-12);
}

class LowBattery : public testing::TestWithParam<double> {};

// 9.3, 10.9 and 14.0 V at 12 V; twice and four times that at 24 and 48 V.
TEST_P(LowBattery, ShutsDownAndRestartsAtItsLevels) {
    const double scale = GetParam();
    Bench bench{for_12v_times(scale)};
    bench.hold(seconds{60}, 9.3 * scale);
    EXPECT_EQ(bench.reason(), OffReason::None);
    EXPECT_EQ(bench.seconds_until(false, 9.29 * scale), 0.0);
    EXPECT_EQ(bench.reason(), OffReason::LowVoltage);
    EXPECT_TRUE(bench.inverter().is_browned_out());
    EXPECT_NEAR(bench.seconds_until(true, 10.9 * scale), 30.0, 0.11);
    bench.hold(seconds{60}, 11.0 * scale);
    bench.hold(seconds{60}, 9.2 * scale);
    EXPECT_GT(bench.seconds_until(true, 10.89 * scale), never_s);
    EXPECT_EQ(bench.seconds_until(true, 10.9 * scale), 0.0);  // the 30 s are over
}
INSTANTIATE_TEST_SUITE_P(Inverter, LowBattery, testing::Values(1.0, 2.0, 4.0));

/// Three restarts that fail within 30 s each.
void wear_out(Bench& bench, double scale = 1.0) {
    bench.hold(seconds{60}, 12.0 * scale);
    bench.hold(seconds{1}, 9.0 * scale);
    for (int restart = 1; restart <= 3; ++restart) {
        EXPECT_EQ(bench.reason(), OffReason::LowVoltage) << restart;
        bench.hold(seconds{40}, 12.0 * scale);
        EXPECT_EQ(bench.reason(), OffReason::None) << restart;
        bench.hold(seconds{1}, 9.0 * scale);
    }
}

// Another load that falls off the bus in the same moment takes the voltage with it for no time.
TEST(Inverter, CountsOnThroughAMomentInWhichOthersPullTheBusDown) {
    Bench bench{a_12_375()};
    bench.hold(seconds{60}, 12.0);
    bench.hold(seconds{1}, 9.0);
    bench.hold(seconds{9}, 12.0);
    bench.inverter().update(bench.now(), 0.0, true);
    bench.inverter().update(bench.now(), 12.0, true);
    EXPECT_EQ(bench.reason(), OffReason::LowVoltage);
    EXPECT_NEAR(bench.seconds_until(true, 12.0), 20.0, 0.11);
}

// Really without supply it forgets, and starts with it again.
TEST(Inverter, StartsAnewAfterALossOfSupply) {
    Bench bench{a_12_375()};
    wear_out(bench);
    bench.hold(seconds{1}, 5.0);
    EXPECT_EQ(bench.reason(), OffReason::NoSupply);
    EXPECT_EQ(bench.seconds_until(true, 12.0), 0.0);
}

// 10 W are less than the 15 W that wake it: what was asked is missed.
TEST(Inverter, AsleepMissesWhatIsAskedOfIt) {
    InverterParameters parameters = a_12_375();
    parameters.has_eco = true;
    parameters.supplies_w = 10.0;
    Bench bench{parameters};
    bench.hold(seconds{60}, 13.0);
    EXPECT_EQ(bench.inverter().missed(13.0).cut_off_w, 10.0);
    EXPECT_FALSE(bench.inverter().is_serving());
}

struct ChargeDetected {
    double scale;
    double from_v;
};
class LockOut : public testing::TestWithParam<ChargeDetected> {};

TEST_P(LockOut, AfterThreeFailedRestartsEndsOnceTheBankIsCharged) {
    const auto [scale, from_v] = GetParam();
    Bench bench{for_12v_times(scale)};
    wear_out(bench, scale);
    EXPECT_EQ(bench.reason(), OffReason::LockedOut);
    EXPECT_GT(bench.seconds_until(true, from_v - 0.01), never_s);
    EXPECT_NEAR(bench.seconds_until(true, from_v), 30.0, 0.11);
}

// The same pattern; what was too much is asked no more.
TEST_P(LockOut, ForAnOverloadEndsOnceTheBankIsCharged) {
    const auto [scale, from_v] = GetParam();
    InverterParameters parameters = for_12v_times(scale);
    parameters.supplies_w = 701.0;
    parameters.schedule = {.on_for = seconds{95}, .every = std::chrono::hours{24}};
    Bench bench{parameters};
    bench.hold(seconds{100}, 13.0 * scale);
    EXPECT_EQ(bench.reason(), OffReason::LockedOut);
    EXPECT_GT(bench.seconds_until(true, from_v - 0.01), never_s);
    EXPECT_NEAR(bench.seconds_until(true, from_v), 30.0, 0.11);
}
INSTANTIATE_TEST_SUITE_P(Inverter, LockOut,
                         testing::Values(ChargeDetected{1.0, 14.0}, ChargeDetected{2.0, 28.0},
                                         ChargeDetected{4.0, 56.0}));

TEST(Inverter, IsFreeAgainOnceSomebodySwitchesItOffAndOn) {
    Bench bench{a_12_375()};
    wear_out(bench);
    bench.hold(seconds{1}, 12.0, false);
    EXPECT_EQ(bench.seconds_until(true, 12.0), 0.0);
}

TEST(Inverter, ForgivesARestartThatHasLastedThirtySeconds) {
    Bench bench{a_12_375()};
    bench.hold(seconds{60}, 12.0);
    for (int restart = 1; restart <= 6; ++restart) {
        bench.hold(seconds{1}, 9.0);
        EXPECT_EQ(bench.reason(), OffReason::LowVoltage) << restart;
        bench.hold(seconds{62}, 12.0);  // 29 s off, 33 s on
        EXPECT_EQ(bench.reason(), OffReason::None) << restart;
    }
}

// --- overload ---

TEST(Inverter, StopsAtOnceAboveItsPeakAndTriesThreeTimes) {
    InverterParameters parameters = a_12_375();
    parameters.supplies_w = 701.0;
    Bench bench{parameters};
    bench.hold(seconds{1}, 13.0);
    EXPECT_EQ(bench.reason(), OffReason::Overload);
    EXPECT_FALSE(bench.inverter().is_browned_out());
    bench.hold(seconds{85}, 13.0);
    EXPECT_EQ(bench.reason(), OffReason::Overload);
    bench.hold(seconds{10}, 13.0);
    EXPECT_EQ(bench.reason(), OffReason::LockedOut);
    bench.hold(seconds{1}, 13.0, false);
    EXPECT_EQ(bench.reason(), OffReason::SwitchedOff);
}

TEST(Inverter, TriesAgainOnAChargedBankAndFailsWhileTooMuchIsAsked) {
    InverterParameters parameters = a_12_375();
    parameters.supplies_w = 701.0;
    Bench bench{parameters};
    // Three restarts, each 30 s after a stop; on a charged bank the lock-out itself lasts 30 s.
    bench.hold(milliseconds{119'900}, 14.0);
    EXPECT_EQ(bench.reason(), OffReason::LockedOut);
    bench.hold(milliseconds{100}, 14.0);
    EXPECT_EQ(bench.reason(), OffReason::Overload);
    EXPECT_GT(bench.seconds_until(true, 14.0), never_s);
}

TEST(Inverter, GivesMoreThanRatedForAWhile) {
    InverterParameters parameters = a_12_375();
    parameters.supplies_w = 301.0;
    Bench bench{parameters};
    bench.hold(seconds{1}, 13.0);
    EXPECT_NEAR(bench.seconds_until(false, 13.0), 9.0, 0.11);
    parameters.supplies_w = 300.0;
    Bench other{parameters};
    other.hold(minutes{60}, 13.0);
    EXPECT_EQ(other.reason(), OffReason::None);
}

// --- ECO ---

TEST(Inverter, SleepsInEcoUntilEnoughIsAsked) {
    InverterParameters parameters = a_12_375();
    parameters.has_eco = true;
    parameters.supplies_w = 14.9;
    Bench small{parameters};
    small.hold(minutes{1}, 13.0);
    EXPECT_FALSE(small.inverter().supplies());
    EXPECT_NEAR(small.draws_a(13.0), 0.9 / 13.0, 1e-12);
    parameters.supplies_w = 15.0;
    Bench enough{parameters};
    enough.hold(seconds{3}, 13.0);
    EXPECT_TRUE(enough.inverter().supplies());
    EXPECT_NEAR(enough.draws_a(13.0), (5.6 + 15.0 / 0.89) / 13.0, 1e-12);
}

TEST(Inverter, LooksEveryTwoAndAHalfSecondsInEco) {
    InverterParameters parameters = a_12_375();
    parameters.has_eco = true;
    parameters.schedule = {.on_for = seconds{20}, .every = seconds{60}};
    Bench bench{parameters};
    bench.hold(seconds{61}, 13.0);  // asleep since 20 s; asked again from 60 s on
    EXPECT_TRUE(bench.inverter().supplies());
    bench.hold(seconds{20}, 13.0);
    EXPECT_FALSE(bench.inverter().supplies());
    // Asked at 120 s; 80 + 16 * 2.5 s is the same moment.
    EXPECT_EQ(bench.inverter().next_edge(bench.now()), seconds{120});
    bench.hold(seconds{39}, 13.0);
    EXPECT_TRUE(bench.inverter().supplies());
}

// --- what a driver goes by ---

RC_GTEST_PROP(Inverter, ChangesOnlyWhereItSays, ()) {
    InverterParameters parameters = a_12_375();
    parameters.has_eco = *rc::gen::arbitrary<bool>();
    parameters.supplies_w = *rc::gen::element(10.0, 90.0, 301.0, 800.0);
    parameters.schedule = {.on_for = seconds{50}, .every = seconds{120}};
    Inverter inverter{parameters};
    Milliseconds now{0};
    for (int i = 0; i < 25; ++i) {
        const double voltage_v = *rc::gen::element(5.0, 9.0, 10.0, 11.0, 14.2);
        const bool is_on = *rc::gen::inRange(0, 6) > 0;
        while (inverter.update(now, voltage_v, is_on)) {
        }
        const auto edge = inverter.next_edge(now);
        RC_ASSERT(inverter.watch(now).contains(voltage_v));
        RC_ASSERT(!edge || *edge > now);
        const Milliseconds until = edge.value_or(now + minutes{5});
        for (Milliseconds at = now; at < until; at += milliseconds{500}) {
            RC_ASSERT(!inverter.update(at, voltage_v, is_on));
        }
        now = until;
    }
}

}  // namespace
}  // namespace models
