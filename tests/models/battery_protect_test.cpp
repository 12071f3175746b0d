// A BatteryProtect by its maker's tables (facts/domain.md §3.1).

#include "models/battery_protect.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Looks every 100 ms, as a control tick does.
class Bench {
  public:
    explicit Bench(const BatteryProtectParameters& parameters) : protect_{parameters} {}

    /// At this voltage and remote input for a while.
    void hold(Milliseconds time, double voltage_v, bool is_high = true) {
        for (const Milliseconds end = now_ + time; now_ < end; now_ += milliseconds{100}) {
            protect_.update(now_, voltage_v, is_high);
        }
        protect_.update(now_, voltage_v, is_high);
    }
    /// How long until it opens or closes, in seconds; more than an hour is never.
    double seconds_until(bool conducts, double voltage_v, bool is_high = true) {
        const Milliseconds begin = now_;
        protect_.update(now_, voltage_v, is_high);
        while (protect_.conducts() != conducts && now_ - begin <= minutes{60}) {
            now_ += milliseconds{100};
            protect_.update(now_, voltage_v, is_high);
        }
        return std::chrono::duration<double>(now_ - begin).count();
    }
    bool is_closed() const { return protect_.conducts(); }
    OffReason reason() const { return protect_.off_reason(); }
    bool is_alarming() const { return protect_.is_alarming(now_); }
    void set_shorted(bool is) { protect_.set_output_shorted(is); }
    double draws_a() const { return -protect_.current(13.0).current_a; }

  private:
    BatteryProtect protect_;
    Milliseconds now_{0};
};

constexpr double never_s = 3600.0;

BatteryProtectParameters li_ion() {
    return {.draws_closed_a = 1.4e-3, .draws_open_a = 0.9e-3, .is_li_ion = true};
}

// --- under-voltage programs ---

class UnderVoltage : public testing::TestWithParam<std::tuple<std::size_t, double>> {};

struct Levels {
    double off_v, on_v;
};
// facts/domain.md §3.1, as printed by the maker.
constexpr std::array<Levels, 10> printed{{{10.5, 12.0},
                                          {10.0, 11.5},
                                          {9.5, 11.5},
                                          {11.25, 13.25},
                                          {11.5, 13.8},
                                          {10.5, 12.8},
                                          {11.5, 12.8},
                                          {11.8, 12.8},
                                          {12.0, 13.0},
                                          {10.0, 13.2}}};

// 12 s to the alarm and 90 s more; back after 30 s. R-SYS-5
TEST_P(UnderVoltage, OpensAndClosesAtItsLevelsAfterItsDelays) {
    const auto [number, scale] = GetParam();
    const UnderVoltageProgram program = under_voltage_programs[number];
    EXPECT_EQ(program.opens_below_v, printed[number].off_v);
    EXPECT_EQ(program.closes_from_v, printed[number].on_v);
    Bench bench{{.opens_below_v = program.opens_below_v * scale,
                 .closes_from_v = program.closes_from_v * scale,
                 .opens_from_v = 16.3 * scale}};
    const double off_v = printed[number].off_v * scale;
    const double on_v = printed[number].on_v * scale;
    bench.hold(seconds{10}, off_v);
    EXPECT_TRUE(bench.is_closed());
    bench.hold(minutes{10}, off_v);  // not below
    EXPECT_TRUE(bench.is_closed());
    EXPECT_NEAR(bench.seconds_until(false, off_v - 0.01), 102.0, 0.11);
    EXPECT_EQ(bench.reason(), OffReason::LowVoltage);
    EXPECT_GT(bench.seconds_until(true, on_v - 0.01), never_s);
    EXPECT_NEAR(bench.seconds_until(true, on_v), 30.0, 0.11);
}
INSTANTIATE_TEST_SUITE_P(BatteryProtect, UnderVoltage,
                         testing::Combine(testing::Range<std::size_t>(0, 10),
                                          testing::Values(1.0, 2.0)));

TEST(BatteryProtect, AlarmsTwelveSecondsAfterTheVoltageHasBecomeLow) {
    Bench bench{{}};
    bench.hold(seconds{5}, 13.0);
    bench.hold(milliseconds{11'900}, 10.0);
    EXPECT_FALSE(bench.is_alarming());
    bench.hold(milliseconds{200}, 10.0);
    EXPECT_TRUE(bench.is_alarming());
    EXPECT_TRUE(bench.is_closed());
    // A voltage that is back ends it, and the count begins anew.
    bench.hold(milliseconds{100}, 10.5);
    EXPECT_FALSE(bench.is_alarming());
    EXPECT_NEAR(bench.seconds_until(false, 10.0), 102.0, 0.21);
    EXPECT_TRUE(bench.is_alarming());
}

// --- short circuit ---

struct ShortCircuit {
    double over_after_s;  // the short
    double closed_after_s;
};
class Shorted : public testing::TestWithParam<ShortCircuit> {};

// It opens at once and tries again every 5 s; after two attempts it gives up, its E1
// (facts/domain.md §3.1).
TEST_P(Shorted, OpensAtOnceAndTriesTwiceEveryFiveSeconds) {
    for (const bool is_li_ion : {false, true}) {
        Bench bench{{.is_li_ion = is_li_ion}};
        bench.hold(seconds{5}, 13.0);
        ASSERT_TRUE(bench.is_closed());
        bench.set_shorted(true);
        EXPECT_EQ(bench.seconds_until(false, 13.0), 0.0);
        EXPECT_EQ(bench.reason(), OffReason::ShortCircuit);
        const Milliseconds lasts{static_cast<std::int64_t>(GetParam().over_after_s * 1000.0)};
        bench.hold(lasts, 13.0);
        bench.set_shorted(false);
        const double more_s = GetParam().closed_after_s - GetParam().over_after_s;
        if (GetParam().closed_after_s < never_s) {
            EXPECT_NEAR(bench.seconds_until(true, 13.0), more_s, 0.01);
        } else {
            EXPECT_EQ(bench.reason(), OffReason::LockedOut);
            EXPECT_GT(bench.seconds_until(true, 13.0), never_s);
            // Until somebody switches it off and on.
            bench.hold(seconds{31}, 13.0, false);
            bench.hold(seconds{31}, 13.0);
            EXPECT_TRUE(bench.is_closed());
        }
    }
}
INSTANTIATE_TEST_SUITE_P(BatteryProtect, Shorted,
                         testing::Values(ShortCircuit{1.0, 5.0}, ShortCircuit{4.9, 5.0},
                                         ShortCircuit{5.1, 10.0}, ShortCircuit{9.9, 10.0},
                                         ShortCircuit{10.1, never_s}, ShortCircuit{60.0, never_s}));

TEST(BatteryProtect, CountsTheAttemptsOfANewShortAnew) {
    Bench bench{{}};
    bench.hold(seconds{5}, 13.0);
    for (int i = 0; i < 5; ++i) {
        bench.set_shorted(true);
        bench.hold(milliseconds{9'900}, 13.0);
        bench.set_shorted(false);
        bench.hold(seconds{1}, 13.0);
        EXPECT_TRUE(bench.is_closed());
    }
}

// --- over-voltage, supply, remote ---

/// A Smart one at 12 and 24 V, then one that is not.
class HighVoltage : public testing::TestWithParam<double> {};

TEST_P(HighVoltage, OpensItAtOnce) {
    const double level_v = GetParam();
    Bench bench{{.opens_from_v = level_v}};
    bench.hold(seconds{5}, level_v - 0.01);
    EXPECT_TRUE(bench.is_closed());
    EXPECT_EQ(bench.seconds_until(false, level_v), 0.0);
    EXPECT_EQ(bench.reason(), OffReason::HighVoltage);
    EXPECT_NEAR(bench.seconds_until(true, level_v - 0.01), 30.0, 0.11);
}
INSTANTIATE_TEST_SUITE_P(BatteryProtect, HighVoltage, testing::Values(16.3, 32.6, 16.0, 32.0));

TEST(BatteryProtect, OpensAtOnceWithItsRemoteAndClosesOneSecondAfterIt) {
    Bench bench{{}};
    EXPECT_NEAR(bench.seconds_until(true, 13.0), 1.0, 0.01);
    EXPECT_EQ(bench.seconds_until(false, 13.0, false), 0.0);
    EXPECT_EQ(bench.reason(), OffReason::SwitchedOff);
    EXPECT_NEAR(bench.seconds_until(true, 13.0), 1.0, 0.01);
}

TEST(BatteryProtect, DrawsItsOwnCurrentInEachState) {
    Bench bench{{.draws_closed_a = 1.4e-3, .draws_open_a = 0.9e-3}};
    bench.hold(seconds{2}, 13.0);
    EXPECT_EQ(bench.draws_a(), 1.4e-3);
    bench.hold(seconds{2}, 13.0, false);
    EXPECT_EQ(bench.draws_a(), 0.9e-3);
    bench.hold(seconds{2}, 5.9);
    EXPECT_EQ(bench.reason(), OffReason::NoSupply);
    EXPECT_EQ(bench.draws_a(), 0.0);
}

// --- Li-ion mode ---

TEST(LiIonMode, FollowsItsControlInputAndKnowsNoLowVoltage) {
    Bench bench{li_ion()};
    EXPECT_EQ(bench.seconds_until(true, 13.0), 0.0);
    bench.hold(minutes{10}, 8.0);
    EXPECT_TRUE(bench.is_closed());
    EXPECT_FALSE(bench.is_alarming());
    EXPECT_EQ(bench.seconds_until(false, 12.0, false), 0.0);
}

TEST(LiIonMode, HasADeadTimeOfThirtySecondsFromItsFall) {
    Bench bench{li_ion()};
    bench.hold(seconds{5}, 12.0);
    bench.hold(seconds{10}, 12.0, false);
    EXPECT_NEAR(bench.seconds_until(true, 12.0), 20.0, 0.11);
    // Once that has passed it answers at once.
    bench.hold(seconds{40}, 12.0, false);
    EXPECT_EQ(bench.seconds_until(true, 12.0), 0.0);
}

class LiIonModeAt : public testing::TestWithParam<double> {};

// Charged is 13.0 V at 12 V, 26.0 V at 24 V.
TEST_P(LiIonModeAt, StaysOffAfterTheThirdAttemptUntilTheBankIsCharged) {
    const double charged_v = GetParam();
    BatteryProtectParameters parameters = li_ion();
    parameters.opens_from_v = 32.6;
    parameters.re_engage.charged_v = charged_v;
    Bench bench{parameters};
    bench.hold(seconds{5}, charged_v - 1.0);
    for (int attempt = 1; attempt <= 3; ++attempt) {
        bench.hold(seconds{31}, charged_v - 1.0, false);
        EXPECT_EQ(bench.reason(), OffReason::SwitchedOff) << attempt;
        EXPECT_EQ(bench.seconds_until(true, charged_v - 0.1), 0.0) << attempt;
        bench.hold(seconds{60}, charged_v - 0.1);
    }
    bench.hold(seconds{31}, charged_v - 1.0, false);
    EXPECT_EQ(bench.reason(), OffReason::LockedOut);
    EXPECT_GT(bench.seconds_until(true, charged_v - 0.01), never_s);
    EXPECT_NEAR(bench.seconds_until(true, charged_v), 30.0, 0.11);
}
INSTANTIATE_TEST_SUITE_P(BatteryProtect, LiIonModeAt, testing::Values(13.0, 26.0));

TEST(LiIonMode, CountsAnewOnceTheBankHasBeenCharged) {
    Bench bench{li_ion()};
    bench.hold(seconds{5}, 12.0);
    for (int attempt = 1; attempt <= 10; ++attempt) {
        bench.hold(seconds{31}, 12.0, false);
        EXPECT_EQ(bench.seconds_until(true, 13.1), 0.0) << attempt;
        bench.hold(seconds{31}, 13.1);
    }
}

TEST(LiIonMode, ForgetsItsAttemptsWithoutSupply) {
    Bench bench{li_ion()};
    for (int attempt = 1; attempt <= 4; ++attempt) {
        bench.hold(seconds{31}, 12.0);
        bench.hold(seconds{31}, 12.0, false);
    }
    EXPECT_EQ(bench.reason(), OffReason::LockedOut);
    bench.hold(seconds{1}, 0.0);
    EXPECT_EQ(bench.seconds_until(true, 12.0), 0.0);
}

// --- what a driver goes by ---

// It does nothing inside the voltages that it names, until the edge that it names.
RC_GTEST_PROP(BatteryProtect, ChangesOnlyWhereItSays, ()) {
    BatteryProtectParameters parameters = li_ion();
    parameters.is_li_ion = *rc::gen::arbitrary<bool>();
    BatteryProtect protect{parameters};
    Milliseconds now{0};
    for (int i = 0; i < 25; ++i) {
        const double voltage_v = *rc::gen::element(5.0, 10.0, 10.6, 12.1, 13.1, 16.4);
        const bool is_high = *rc::gen::inRange(0, 4) > 0;
        while (protect.update(now, voltage_v, is_high)) {
        }
        const auto edge = protect.next_edge(now);
        const VoltageWatch watch = protect.watch(now);
        RC_ASSERT(watch.contains(voltage_v));
        RC_ASSERT(!edge || *edge > now);
        const Milliseconds until = edge.value_or(now + minutes{5});
        for (Milliseconds at = now; at < until; at += seconds{1}) {
            RC_ASSERT(!protect.update(at, voltage_v, is_high));
        }
        now = until;
    }
}

}  // namespace
}  // namespace models
