// A measured current through a cell of the model, and how far off its voltage is.

#include "models/fit/profile.hpp"

#include "tests/models/samples.hpp"

#include <cmath>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace models::fit {
namespace {

constexpr double capacity_ah = 100.0;
constexpr double resistance_ohm = 0.5e-3;

/// Samples every `dt_s` of a current over time, 25 °C, no voltage yet.
Profile sampled(double duration_s, double dt_s, const std::function<double(double)>& current_a) {
    Profile profile;
    for (double t_s = 0.0; t_s <= duration_s; t_s += dt_s) {
        profile.time_s.push_back(t_s);
        profile.current_a.push_back(current_a(t_s));
        profile.voltage_v.push_back(0.0);
        profile.temperature_degc.push_back(25.0);
    }
    return profile;
}

TEST(ProfileReplay, OfAConstantCurrentIsTheClosedForm) {
    const Chemistry chemistry = plain_chemistry(3.0, 3.5);
    const Profile profile = sampled(3600.0, 10.0, [](double) { return -50.0; });
    const ProfileReplay replay =
        replay_profile(profile, chemistry, capacity_ah, resistance_ohm, {.soc = 0.9});
    for (std::size_t i = 0; i < profile.size(); ++i) {
        const double t_s = profile.time_s[i];
        const double soc = 0.9 - 0.5 * t_s / 3600.0;
        const double ohm = resistance_ohm * (1.0 + plain_rc1 * (1.0 - std::exp(-t_s / 25.0)) +
                                             plain_rc2 * (1.0 - std::exp(-t_s / 1200.0)));
        EXPECT_NEAR(replay.soc[i], soc, 1e-12);
        EXPECT_NEAR(replay.voltage_v[i], 3.0 + 0.5 * soc - 50.0 * ohm, 1e-9);
    }
}

TEST(ProfileReplay, GivesTheSameWhereTheSamplesAreFewer) {
    // Steps of 600 s; every sampling has their edges.
    const auto steps = [](double t_s) { return std::fmod(t_s, 1200.0) < 600.0 ? -30.0 : 10.0; };
    const auto edged = [&](double dt_s) {
        Profile profile = sampled(6000.0, dt_s, steps);
        Profile out;
        for (std::size_t i = 0; i < profile.size(); ++i) {
            const auto add = [&](double current_a) {
                out.time_s.push_back(profile.time_s[i]);
                out.current_a.push_back(current_a);
                out.voltage_v.push_back(0.0);
                out.temperature_degc.push_back(25.0);
            };
            if (i > 0 && profile.current_a[i] != profile.current_a[i - 1]) {
                add(profile.current_a[i - 1]);
            }
            add(profile.current_a[i]);
        }
        return out;
    };
    const auto end_of = [&](double dt_s) {
        return replay_profile(edged(dt_s), lithium_chemistry(), capacity_ah, resistance_ohm, {})
            .voltage_v.back();
    };
    EXPECT_NEAR(end_of(60.0), end_of(1.0), 1e-9);
    EXPECT_NEAR(end_of(200.0), end_of(1.0), 1e-9);
}

TEST(ProfileReplay, TakesTheMeasuredTemperatureWhateverTheCurrent) {
    Chemistry chemistry = plain_chemistry(3.3, 3.3);
    chemistry.resistance = {.fixed_share = 0.0, .activation_k = 5000.0};
    Profile profile = sampled(100.0, 1.0, [](double) { return -300.0; });
    profile.temperature_degc.assign(profile.size(), 0.0);
    const double ratio = std::exp(5000.0 * (1.0 / 273.15 - 1.0 / 298.15));
    const ProfileReplay replay =
        replay_profile(profile, chemistry, capacity_ah, resistance_ohm, {});
    EXPECT_NEAR(replay.voltage_v.front(), 3.3 - 300.0 * resistance_ohm * ratio, 1e-6);
    const double rc =
        plain_rc1 * (1.0 - std::exp(-100.0 / 25.0)) + plain_rc2 * (1.0 - std::exp(-100.0 / 1200.0));
    EXPECT_NEAR(replay.voltage_v.back(), 3.3 - 300.0 * resistance_ohm * ratio * (1.0 + rc), 1e-5);
}

TEST(ProfileStart, IsChargedLastAboveHalfUnlessItIsSaid) {
    EXPECT_EQ(ProfileStart::at(0.6).hysteresis, 1.0);
    EXPECT_EQ(ProfileStart::at(0.5).hysteresis, -1.0);
    EXPECT_EQ(ProfileStart::at(0.6, LastDone::Discharged).hysteresis, -1.0);
    EXPECT_EQ(ProfileStart::at(0.5, LastDone::Charged).hysteresis, 1.0);
}

// --- gaps ---

/// The same without the samples inside of a time.
Profile without(const Profile& profile, double from_s, double to_s) {
    Profile out;
    for (std::size_t i = 0; i < profile.size(); ++i) {
        if (profile.time_s[i] <= from_s || profile.time_s[i] >= to_s) {
            out.time_s.push_back(profile.time_s[i]);
            out.current_a.push_back(profile.current_a[i]);
            out.voltage_v.push_back(profile.voltage_v[i]);
            out.temperature_degc.push_back(profile.temperature_degc[i]);
        }
    }
    return out;
}
/// 100 A out for a minute, 20 A in for another: 40 A out in the mean.
double back_and_forth(double t_s) {
    return std::fmod(t_s, 120.0) < 60.0 ? -100.0 : 20.0;
}

TEST(FindGaps, TakesTheMeanOfAsLongATimeBeforeAndAfter) {
    Profile profile = without(sampled(7200.0, 1.0, back_and_forth), 2430.0, 3090.0);
    find_gaps(profile);
    ASSERT_EQ(profile.gaps.size(), 1U);
    EXPECT_EQ(profile.time_s[profile.gaps[0].at], 3090.0);
    // What went by was 40 A for 660 s; within half a minute of 100 A, for the edges cut pulses.
    EXPECT_NEAR(profile.gaps[0].charge_ah, -40.0 * 660.0 / 3600.0, 100.0 * 30.0 / 3600.0);
    EXPECT_NEAR(step_to(profile, profile.gaps[0].at).current_a * 660.0 / 3600.0,
                profile.gaps[0].charge_ah, 1e-12);
}

TEST(FindGaps, HoldsACurrentThatIsTheSameOnBothSides) {
    Profile profile = without(sampled(7200.0, 1.0, [](double) { return -50.0; }), 100.0, 3700.0);
    find_gaps(profile);
    ASSERT_EQ(profile.gaps.size(), 1U);
    EXPECT_NEAR(profile.gaps[0].charge_ah, -50.0, 1e-9);
}

TEST(FindGaps, LeavesAloneWhatIsNone) {
    // A minute, and even samples however far apart.
    Profile shortly = without(sampled(7200.0, 1.0, back_and_forth), 600.0, 650.0);
    find_gaps(shortly);
    EXPECT_TRUE(shortly.gaps.empty());
    Profile evenly = sampled(72000.0, 600.0, back_and_forth);
    find_gaps(evenly);
    EXPECT_TRUE(evenly.gaps.empty());
    // A counter saw what went by.
    Profile counted = without(sampled(7200.0, 1.0, back_and_forth), 600.0, 1800.0);
    std::vector<double> counter_ah;
    for (const double t_s : counted.time_s) {
        counter_ah.push_back(-40.0 * t_s / 3600.0);
    }
    take_counter(counted, {.in_ah = counter_ah, .out_ah = {}});
    ASSERT_FALSE(counted.charge_ah.empty());
    find_gaps(counted);
    EXPECT_TRUE(counted.gaps.empty());
}

TEST(FindGaps, TakesManyAsTheirRowsSay) {
    // Rows while current flows and three seconds of the rest after it: 10 rests of 720 - 125 s.
    Profile sparse = sampled(
        7200.0, 1.0, [](double t_s) { return std::fmod(t_s, 720.0) < 120.0 ? -100.0 : 0.0; });
    for (double from_s = 125.0; from_s < 7200.0; from_s += 720.0) {
        sparse = without(sparse, from_s, from_s + 590.0);
    }
    find_gaps(sparse);
    EXPECT_TRUE(has_many_gaps(sparse));
    ASSERT_EQ(sparse.gaps.size(), 10U);
    for (const ProfileGap& gap : sparse.gaps) {
        EXPECT_EQ(gap.charge_ah, 0.0);
    }
    // A row every ten minutes, until they come every second: the current stays.
    Profile held = sampled(7200.0, 600.0, [](double) { return -30.0; });
    for (std::size_t i = 0; i < 50; ++i) {
        held.time_s.push_back(7200.0 + static_cast<double>(i));
        held.current_a.push_back(-30.0);
        held.voltage_v.push_back(3.3);
        held.temperature_degc.push_back(25.0);
    }
    find_gaps(held);
    ASSERT_EQ(held.gaps.size(), 12U);
    EXPECT_NEAR(held.gaps[3].charge_ah, -30.0 * 600.0 / 3600.0, 1e-12);
}

TEST(StepTo, AddsAShareOfTheJumpsThatSamplesMissed) {
    Profile profile = sampled(20.0, 10.0, [](double t_s) { return t_s < 5.0 ? -80.0 : -20.0; });
    profile.missed_share = 0.5;
    // Between -80 and -20 A: -50 A, and half of the 30 A to either side.
    EXPECT_NEAR(step_to(profile, 1).current_a, -35.0, 1e-12);
    EXPECT_NEAR(step_to(profile, 2).current_a, -20.0, 1e-12);
    profile.missed_share = -1.0;
    EXPECT_NEAR(step_to(profile, 1).current_a, -80.0, 1e-12);
}

TEST(SampleWeights, CountRowsThatStandTwiceOnce) {
    const Profile once = sampled(100.0, 1.0, back_and_forth);
    Profile twice;
    for (std::size_t i = 0; i < once.size(); ++i) {
        for (int again = 0; again < 2; ++again) {
            twice.time_s.push_back(once.time_s[i]);
            twice.current_a.push_back(once.current_a[i]);
            twice.voltage_v.push_back(once.voltage_v[i]);
            twice.temperature_degc.push_back(25.0);
        }
    }
    const std::vector<double> one_s = sample_weights_s(once);
    const std::vector<double> two_s = sample_weights_s(twice);
    for (std::size_t i = 0; i < once.size(); ++i) {
        EXPECT_DOUBLE_EQ(two_s[2 * i] + two_s[2 * i + 1], one_s[i]);
    }
}

// --- a counter of charge ---

TEST(TakeCounter, IsBelievedAtRestsOnBothSides) {
    // Ten minutes of 60 A went by between two samples at rest.
    Profile profile = without(sampled(3600.0, 10.0,
                                      [](double t_s) {
                                          return t_s > 1000.0 && t_s < 1600.0  ? -60.0
                                                 : t_s < 500.0 || t_s > 3000.0 ? -60.0
                                                                               : 0.0;
                                      }),
                              990.0, 1610.0);
    std::vector<double> counter_ah;
    for (const double t_s : profile.time_s) {
        counter_ah.push_back(
            -60.0 / 3600.0 *
            (std::min(t_s, 500.0) + (t_s > 1600.0 ? 60.0 : 0.0) + std::max(t_s - 3000.0, 0.0)));
    }
    take_counter(profile, {.in_ah = counter_ah, .out_ah = {}});
    ASSERT_FALSE(profile.charge_ah.empty());
    const ProfileReplay replay =
        replay_profile(profile, plain_chemistry(), capacity_ah, resistance_ohm, {});
    EXPECT_NEAR(replay.soc.back(), 1.0 - 60.0 / 3600.0 * 1160.0 / capacity_ah, 1e-9);
}

TEST(TakeCounter, TellsWhatLiesBetweenTheSamples) {
    // Samples at the peaks alone, 10 A; half the time there was no current.
    Profile profile = sampled(3600.0, 10.0, [](double) { return -10.0; });
    std::vector<double> counter_ah;
    for (std::size_t i = 0; i < profile.size(); ++i) {
        counter_ah.push_back(7.0 + 0.98 * profile.time_s[i] / 360.0);
    }
    // Of the other sign than the current, and from any start.
    take_counter(profile, {.in_ah = counter_ah, .out_ah = {}});
    EXPECT_NEAR(step_to(profile, 5).current_a, -9.8, 1e-9);
    const ProfileReplay replay =
        replay_profile(profile, plain_chemistry(), capacity_ah, resistance_ohm, {});
    EXPECT_NEAR(replay.soc.back(), 1.0 - 0.098, 1e-9);
    // Set anew in between: the current has its say there.
    for (std::size_t i = 100; i < counter_ah.size(); ++i) {
        counter_ah[i] -= counter_ah[99];
    }
    take_counter(profile, {.in_ah = counter_ah, .out_ah = {}});
    EXPECT_NEAR(step_to(profile, 100).current_a, -10.0, 1e-9);
    EXPECT_NEAR(step_to(profile, 101).current_a, -9.8, 1e-9);
}

TEST(TakeCounter, LeavesOneThatDoesNotAgreeWithTheCurrent) {
    Profile profile = sampled(3600.0, 10.0, [](double) { return -10.0; });
    std::vector<double> counter_ah;
    for (std::size_t i = 0; i < profile.size(); ++i) {
        counter_ah.push_back(-0.5 * profile.time_s[i] / 360.0);
    }
    EXPECT_NEAR(take_counter(profile, {.in_ah = counter_ah, .out_ah = {}}), 0.5, 1e-9);
    EXPECT_TRUE(profile.charge_ah.empty());
    EXPECT_EQ(step_to(profile, 5).current_a, -10.0);
}

/// 20 A out for five minutes and 8 A in for five, over and over, by two counters that see 2 % more
/// than the samples do.
struct TwoCounters {
    Profile profile = sampled(3600.0, 10.0, current_a);
    ChargeCounter counter;

    TwoCounters() {
        counter.in_ah.assign(profile.size(), 0.0);
        counter.out_ah.assign(profile.size(), 0.0);
        for (std::size_t i = 1; i < profile.size(); ++i) {
            const double ah = 1.02 * step_to(profile, i).current_a * 10.0 / 3600.0;
            counter.in_ah[i] = counter.in_ah[i - 1] + std::max(ah, 0.0);
            counter.out_ah[i] = counter.out_ah[i - 1] + std::max(-ah, 0.0);
        }
    }
    static double current_a(double t_s) { return std::fmod(t_s, 600.0) < 300.0 ? -20.0 : 8.0; }
};

TEST(TakeCounter, TakesOneForWhatGoesInAndOneForWhatGoesOut) {
    TwoCounters two;
    EXPECT_NEAR(take_counter(two.profile, two.counter), -0.02 * 12.0 / 28.0, 1e-3);
    EXPECT_NEAR(step_to(two.profile, 5).current_a, 1.02 * -20.0, 1e-9);
    EXPECT_NEAR(two.profile.charge_ah.back(), 1.02 * (8.0 - 20.0) * 0.5, 0.03);
    // The current of the other sign turns them.
    TwoCounters other;
    for (double& current_a : other.profile.current_a) {
        current_a = -current_a;
    }
    take_counter(other.profile, other.counter);
    EXPECT_NEAR(other.profile.charge_ah.back(), -two.profile.charge_ah.back(), 1e-9);
}

// Each begins again wherever the current changes; there the samples lead on, 12 times in the hour.
TEST(TakeCounter, LeadsTwoCountersOnThatBeginAgainWithEveryStep) {
    TwoCounters whole;
    TwoCounters two;
    double in_ah = 0.0;
    double out_ah = 0.0;
    for (std::size_t i = 1; i < two.profile.size(); ++i) {
        if (two.profile.current_a[i] != two.profile.current_a[i - 1]) {
            in_ah = whole.counter.in_ah[i];
            out_ah = whole.counter.out_ah[i];
        }
        two.counter.in_ah[i] -= in_ah;
        two.counter.out_ah[i] -= out_ah;
    }
    take_counter(whole.profile, whole.counter);
    take_counter(two.profile, two.counter);
    ASSERT_FALSE(two.profile.charge_ah.empty());
    EXPECT_NEAR(step_to(two.profile, 5).current_a, 1.02 * -20.0, 1e-9);
    EXPECT_NEAR(step_to(two.profile, 45).current_a, 1.02 * 8.0, 1e-9);
    EXPECT_NEAR(two.profile.charge_ah.back(), whole.profile.charge_ah.back(), 0.01);
}

// A counter that is a tenth of a second behind is seen at the second row of the edge's time.
TEST(TakeCounter, LosesNothingThatIsCountedBetweenRowsOfOneTime) {
    Profile profile;
    ChargeCounter counter;
    const auto add = [&](double t_s, double current_a, double counted_as) {
        profile.time_s.push_back(t_s);
        profile.current_a.push_back(current_a);
        profile.voltage_v.push_back(3.3);
        profile.temperature_degc.push_back(25.0);
        counter.in_ah.push_back(counted_as / 3600.0);
    };
    for (int t_s = 0; t_s <= 10; ++t_s) {
        add(t_s, -36.0, -36.0 * std::max(t_s - 0.1, 0.0));
    }
    add(10.0, 0.0, -360.0);
    add(10.0, 0.0, -360.0);
    add(20.0, 0.0, -360.0);
    take_counter(profile, counter);
    ASSERT_FALSE(profile.charge_ah.empty());
    double charge_as = 0.0;
    for (std::size_t i = 1; i < profile.size(); ++i) {
        charge_as += step_to(profile, i).current_a * step_to(profile, i).dt_s;
    }
    EXPECT_NEAR(charge_as, -360.0, 1e-9);
    EXPECT_NEAR(step_to(profile, profile.size() - 1).current_a, 0.0, 1e-12);
    // One that begins again there has counted nothing there.
    for (std::size_t i = 11; i < profile.size(); ++i) {
        counter.in_ah[i] = 0.0;
    }
    take_counter(profile, counter);
    EXPECT_NEAR(profile.charge_ah.back() * 3600.0, -360.0 + 3.6, 1e-9);
}

// --- errors ---

TEST(VoltageError, IsWeightedByTimeAndNotByRows) {
    // One second 10 mV too high in a hundred rows, nine seconds 1 mV too low in nine rows.
    Profile profile;
    ProfileReplay replay;
    const auto add = [&](double t_s, double error_v) {
        profile.time_s.push_back(t_s);
        profile.current_a.push_back(0.0);
        profile.voltage_v.push_back(3.3 + error_v);
        profile.temperature_degc.push_back(25.0);
        replay.voltage_v.push_back(3.3);
        replay.soc.push_back(0.5);
    };
    for (int i = 0; i <= 100; ++i) {
        add(0.01 * i, 0.01);
    }
    for (int i = 0; i < 90; ++i) {
        add(1.0 + 0.1 * i, -0.001);
    }
    add(10.0, -0.001);
    const auto error = voltage_error(profile, replay, soc_regions[0]);
    ASSERT_TRUE(error);
    EXPECT_NEAR(error->time_s, 10.0, 1e-9);
    EXPECT_NEAR(error->mean_v, (1.0 * 0.01 - 9.0 * 0.001) / 10.0, 1e-6);
    EXPECT_NEAR(error->rmse_v, std::sqrt((1e-4 + 9e-6) / 10.0), 1e-6);
}

TEST(VoltageError, OfAGapCountsNoMoreThanTenUsualIntervals) {
    Profile profile = sampled(10.0, 1.0, [](double) { return 0.0; });
    profile.time_s.back() = 10'000.0;
    const std::vector<double> weights_s = sample_weights_s(profile);
    EXPECT_EQ(weights_s.back(), 5.0);
    EXPECT_EQ(weights_s.front(), 0.5);
    EXPECT_EQ(weights_s[5], 1.0);
}

TEST(VoltageError, IsOfItsRegionOnly) {
    Profile profile = sampled(10.0, 1.0, [](double) { return 0.0; });
    ProfileReplay replay;
    for (std::size_t i = 0; i < profile.size(); ++i) {
        replay.soc.push_back(0.1 * static_cast<double>(i));
        profile.voltage_v[i] = replay.soc[i] < 0.15 || replay.soc[i] > 0.95 ? 1.0 : 0.002;
        replay.voltage_v.push_back(0.0);
    }
    const auto in = [&](std::size_t region) {
        return voltage_error(profile, replay, soc_regions[region]);
    };
    EXPECT_GT(in(0)->rmse_v, 0.1);
    EXPECT_GT(in(1)->rmse_v, 0.1);
    // The ends of a region are outside.
    EXPECT_NEAR(in(2)->rmse_v, 0.002, 1e-12);
    EXPECT_NEAR(in(3)->time_s, 7.0, 1e-9);
    replay.soc.assign(replay.soc.size(), 0.02);
    EXPECT_FALSE(in(1));
}

// --- what the currents do not add up to ---

/// 0 and 100 A in turn out of a full cell, as samples see them that miss so much of it.
Profile emptied(double duration_s, double gain) {
    Profile profile = sampled(duration_s, 10.0, [](double t_s) {
        return static_cast<int>(t_s / 10.0 + 0.5) % 2 == 0 ? 0.0 : -100.0;
    });
    profile.voltage_v = replay_profile(profile, lithium_chemistry(), capacity_ah, resistance_ohm,
                                       ProfileStart::at(1.0))
                            .voltage_v;
    for (double& current_a : profile.current_a) {
        current_a /= gain;
    }
    return profile;
}
double gain_of(const Profile& profile) {
    return charge_gain_of(profile, lithium_chemistry(), capacity_ah, resistance_ohm,
                          ProfileStart::at(1.0));
}

// 710 jumps of 100 A in 10 s: 100 · 10 / √12 · √710 A s = 2.14 Ah.
TEST(ChargeUncertainty, IsThatOfJumpsAtAnyMomentBetweenTheSamples) {
    EXPECT_NEAR(charge_uncertainty_ah(emptied(7100.0, 1.0)), 2.1366, 1e-3);
    EXPECT_EQ(charge_uncertainty_ah(sampled(7100.0, 10.0, [](double) { return -50.0; })), 0.0);
}

TEST(ChargeUncertainty, LeavesOutWhatIsAGap) {
    Profile profile = without(emptied(7100.0, 1.0), 1000.0, 3010.0);
    find_gaps(profile);
    ASSERT_EQ(profile.gaps.size(), 1U);
    // 710 jumps less the 201 of the gap.
    EXPECT_NEAR(charge_uncertainty_ah(profile),
                100.0 * 10.0 / std::sqrt(12.0) * std::sqrt(509.0) / 3600.0, 5e-3);
}

TEST(ChargeGainOf, IsWhatTheSamplesMissWhereTheEmptyEndTells) {
    EXPECT_EQ(gain_of(emptied(7100.0, 1.0)), 1.0);
    EXPECT_NEAR(gain_of(emptied(7100.0, 1.003)), 1.003, 6e-4);
    EXPECT_NEAR(gain_of(emptied(7100.0, 0.997)), 0.997, 6e-4);
}

// One jump, and that is all the samples can have missed: 3 · 50 · 10 / √12 A s = 0.12 Ah of 98.6.
TEST(ChargeGainOf, IsNoMoreThanTheJumpsBetweenTheSamplesAllow) {
    Profile profile = sampled(7100.0, 10.0, [](double t_s) { return t_s < 5.0 ? 0.0 : -50.0; });
    profile.voltage_v = replay_profile(profile, lithium_chemistry(), capacity_ah, resistance_ohm,
                                       ProfileStart::at(1.0))
                            .voltage_v;
    for (double& current_a : profile.current_a) {
        current_a /= 1.005;
    }
    EXPECT_GT(gain_of(profile), 1.0005);
    EXPECT_LE(gain_of(profile), 1.0013);
    // And where nothing jumps, the sum is what flowed.
    profile.current_a.front() = profile.current_a.back();
    EXPECT_EQ(gain_of(profile), 1.0);
}

TEST(ChargeGainOf, IsNoMoreThanHalfAPercent) {
    for (const double off : {1.02, 1.05}) {
        const double gain = gain_of(emptied(7100.0, off));
        EXPECT_GT(gain, 1.0);
        EXPECT_LE(gain, 1.005);
    }
}

TEST(ChargeGainOf, IsOneWhereTheVoltagesDoNotTellOrACounterDoes) {
    // Down to 40 %: on the plateau an error of the model would be taken for one of the charge.
    EXPECT_EQ(gain_of(emptied(4300.0, 1.003)), 1.0);
    const Profile counted = with_charge_gain(emptied(7100.0, 1.003), 1.0);
    EXPECT_EQ(gain_of(counted), 1.0);
}

TEST(WithChargeGain, CountsSoMuchTimesWhatTheCurrentsAddUpTo) {
    const Profile profile = with_charge_gain(emptied(7200.0, 1.0), 0.99);
    EXPECT_NEAR(profile.charge_ah.back() - profile.charge_ah.front(), -99.0, 1e-9);
}

// --- the sign of the current ---

/// What plain cells do with a current.
Profile answered(double duration_s, double dt_s, const std::function<double(double)>& current_a) {
    Profile profile = sampled(duration_s, dt_s, current_a);
    profile.voltage_v = replay_profile(profile, lithium_chemistry(), capacity_ah, resistance_ohm,
                                       ProfileStart::at(0.6))
                            .voltage_v;
    return profile;
}
Profile turned(Profile profile) {
    for (double& current_a : profile.current_a) {
        current_a = -current_a;
    }
    return profile;
}

TEST(PositiveCurrentOf, IsSeenFromEdgesAndFromATrend) {
    const Profile drive =
        answered(3600.0, 1.0, [](double t_s) { return 60.0 * std::sin(t_s) - 20; });
    EXPECT_EQ(positive_current_of(drive), PositiveCurrent::Charge);
    EXPECT_EQ(positive_current_of(turned(drive)), PositiveCurrent::Discharge);
    for (const double held_a : {-50.0, 20.0}) {
        const Profile constant = answered(3600.0, 60.0, [&](double) { return held_a; });
        EXPECT_EQ(positive_current_of(constant), PositiveCurrent::Charge);
        EXPECT_EQ(positive_current_of(turned(constant)), PositiveCurrent::Discharge);
    }
}

/// A slow charge from empty, with a row every minute.
Profile slowly_charged() {
    Profile profile = sampled(19.5 * 3600.0, 60.0, [](double) { return 5.0; });
    profile.voltage_v = replay_profile(profile, lithium_chemistry(), capacity_ah, resistance_ohm,
                                       ProfileStart::at(0.01))
                            .voltage_v;
    return profile;
}
void add_row(Profile& profile, double dt_s, double current_a, double voltage_v) {
    profile.time_s.push_back(profile.time_s.back() + dt_s);
    profile.current_a.push_back(current_a);
    profile.voltage_v.push_back(voltage_v);
    profile.temperature_degc.push_back(25.0);
}

// Where a charger holds the voltage, a current that fades says nothing of its sign.
TEST(PositiveCurrentOf, IsSeenThroughTheEndOfASlowCharge) {
    Profile one_row = slowly_charged();
    add_row(one_row, 28.0, 2.5, one_row.voltage_v.back() + 0.017);
    EXPECT_EQ(positive_current_of(one_row), PositiveCurrent::Charge);
    EXPECT_EQ(positive_current_of(turned(one_row)), PositiveCurrent::Discharge);
    for (const double dt_s : {10.0, 60.0}) {
        Profile held = slowly_charged();
        const double held_v = held.voltage_v.back() + 0.05;
        for (int row = 1; row <= 40; ++row) {
            add_row(held, dt_s, 5.0 * std::exp(-0.15 * row), held_v + (row % 2 == 0 ? 1e-4 : 0.0));
        }
        EXPECT_EQ(positive_current_of(held), PositiveCurrent::Charge) << dt_s;
        EXPECT_EQ(positive_current_of(turned(held)), PositiveCurrent::Discharge) << dt_s;
    }
}

TEST(PositiveCurrentOf, IsOfAClearTrendAgainstAHandfulOfEdges) {
    // A row whose current came too late.
    Profile profile = slowly_charged();
    profile.voltage_v[500] += 0.02;
    profile.current_a[500] = 1.0;
    EXPECT_EQ(positive_current_of(profile), PositiveCurrent::Charge);
    // But a rest has no trend, whatever the logger's zero is.
    Profile rest = answered(7200.0, 10.0, [](double t_s) { return t_s < 60.0 ? -50.0 : 0.0; });
    for (double& current_a : rest.current_a) {
        current_a = current_a == 0.0 ? -0.05 : current_a;
    }
    EXPECT_NE(positive_current_of(rest), PositiveCurrent::Discharge);
}

TEST(PositiveCurrentOf, IsUnknownWhereTheVoltageDoesNotAnswer) {
    const Profile rest = answered(3600.0, 1.0, [](double) { return 0.0; });
    EXPECT_EQ(positive_current_of(rest), std::nullopt);
    // Half of the file of one sign, half of the other.
    Profile mixed = answered(3600.0, 1.0, [](double t_s) { return 60.0 * std::sin(t_s); });
    for (std::size_t i = 0; i < mixed.size() / 2; ++i) {
        mixed.current_a[i] = -mixed.current_a[i];
    }
    EXPECT_EQ(positive_current_of(mixed), std::nullopt);
}

}  // namespace
}  // namespace models::fit
