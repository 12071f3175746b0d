// What nobody wrote down of a profile's charge, told by voltages: starts, gaps, and what went on
// between the samples. The truth is that of the cell that made them.

#include "models/fit/known_cell.hpp"
#include "tests/models/fit/measured_cell.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace models::fit {
namespace {

/// The rows of a profile for which it says so.
FitProfile kept(const FitProfile& profile,
                const std::function<bool(const Profile&, std::size_t)>& is_kept) {
    FitProfile out = profile;
    out.samples = {};
    for (std::size_t i = 0; i < profile.samples.size(); ++i) {
        if (is_kept(profile.samples, i)) {
            out.samples.time_s.push_back(profile.samples.time_s[i]);
            out.samples.current_a.push_back(profile.samples.current_a[i]);
            out.samples.voltage_v.push_back(profile.samples.voltage_v[i]);
            out.samples.temperature_degc.push_back(profile.samples.temperature_degc[i]);
        }
    }
    find_gaps(out.samples);
    return out;
}
FitProfile every(const FitProfile& profile, std::size_t n) {
    return kept(profile, [n](const Profile&, std::size_t i) { return i % n == 0; });
}

/// Half a minute over and over: eight seconds of -120 A from the sixth on, else -20 A.
FitProfile cycle() {
    const ProfileStart start{.soc = 1.0, .hysteresis = 1.0};
    return {measured(
                start, 2.0, 25.0,
                [](double t_s) {
                    const double phase_s = std::fmod(t_s, 30.0);
                    const double swell = 1.0 + 0.3 * std::sin(0.0021 * t_s);
                    return swell * (phase_s > 5.0 && phase_s < 14.0 ? -120.0 : -20.0);
                },
                1e6),
            start};
}

// --- what a fit that was told little may be off by ---
// A fit of few trials keeps the usual dynamics, nearly, and takes the curves that go best with
// them. So it must foretell no worse than a cell that has the true curves, as far as they can be
// told of what was shown, with the usual dynamics: a cell that it could have been.

Chemistry with_usual_dynamics() {
    const CellDynamics usual;
    Chemistry cell = true_chemistry();
    cell.rc1_s = usual.rc1_s;
    cell.rc2_s = usual.rc2_s;
    cell.rc2_saturates_at_c = usual.rc2_saturates_at_c;
    cell.relaxes_in_s = usual.relaxes_in_s;
    cell.relaxing_rate = usual.relaxing_rate;
    cell.hysteresis_rate = usual.hysteresis_rate;
    return cell;
}
double value_at(const std::vector<CurvePoint>& points, double soc) {
    return Curve{points, 0.005, Ends::Level}.value(soc);
}
/// How far a cell with these parameters and the true resistance is off the true cell.
double off_mv(const Chemistry& chemistry, const FitProfile& profile) {
    CellFit cell;
    cell.chemistry = chemistry;
    cell.resistance_ohm = resistance_ohm;
    return rmse_mv(cell, profile);
}

// --- between the samples ---

TEST(MissedCharge, IsToldByTheVoltagesOfACellWhoseSlowCyclesAreKnown) {
    const FitProfile whole = cycle();
    const FitProfile seen = every(whole, 5);
    const double flowed_ah = net_charge_ah(whole.samples);
    // Of -120 A every third of its rows, of -20 A the others: a tenth more than flowed.
    ASSERT_LT(net_charge_ah(seen.samples), 1.1 * flowed_ah);
    const CellFit fit = fitted({slow_discharge(), slow_charge(), seen}, 6);
    EXPECT_NEAR(net_charge_ah(fit.profiles[2].samples), flowed_ah, 0.015 * capacity_ah);
    EXPECT_LT(rmse_mv(fit, drive(2.1)), 5.0);
}

TEST(MissedCharge, IsNoneOfProfilesWhoseCurrentsStayOrThatAreCounted) {
    const CellFit fit = fitted({slow_discharge(), pulses()}, 2);
    EXPECT_EQ(fit.profiles[0].samples.missed_share, 0.0);
    EXPECT_EQ(fit.profiles[1].samples.missed_share, 0.0);
    FitProfile counted = every(cycle(), 5);
    ChargeCounter counter;
    for (std::size_t i = 0; i < counted.samples.size(); ++i) {
        counter.in_ah.push_back(-40.0 * counted.samples.time_s[i] / 3600.0);
    }
    counted.samples.charge_ah = counter.in_ah;
    EXPECT_EQ(fitted({slow_discharge(), counted}, 2).profiles[1].samples.missed_share, 0.0);
}

// --- where a profile starts ---

/// Driven down to where the next profile begins.
FitProfile drive_from(double soc) {
    FitProfile out = drive(1.7);
    out.start = {.soc = soc, .hysteresis = -1.0};
    out.samples = measured(
        out.start, 6.0, 25.0,
        [](double t_s) {
            const double t = 6.0 * std::floor(t_s / 6.0);
            return -40.0 + 60.0 * std::sin(0.11 * t) * std::sin(0.03 * t);
        },
        1e6);
    return out;
}

TEST(Start, IsFoundWhereNobodySaidItAndTheVoltagesContradictFull) {
    FitProfile unsaid = drive_from(0.6);
    unsaid.start = ProfileStart::at(1.0);
    unsaid.is_start_said = false;
    const CellFit fit = fitted({slow_discharge(), slow_charge(), unsaid}, 10);
    EXPECT_NEAR(fit.profiles[2].start.soc, 0.6, 0.01);
    EXPECT_FALSE(fit.asked_starts[2]);
    // Nothing but slow cycles tells of the resistances above the start: they go on as they are.
    Chemistry told = with_usual_dynamics();
    for (auto* factor : {&told.r0_factor, &told.rc1_factor, &told.rc2_factor}) {
        const double at_start = value_at(*factor, 0.6);
        std::erase_if(*factor, [](const CurvePoint& point) { return point.at >= 0.6; });
        factor->insert(factor->end(), {{0.6, at_start}, {1.0, at_start}});
    }
    EXPECT_LT(rmse_mv(fit, drive(2.1)), off_mv(told, drive(2.1)));  // 5.1 mV
}

TEST(Start, ThatWasSaidIsKeptAndTheOneThatTheVoltagesAskForIsTold) {
    FitProfile said = drive_from(0.6);
    said.start = ProfileStart::at(0.9);
    const CellFit fit = fitted({slow_discharge(), slow_charge(), said}, 2);
    EXPECT_EQ(fit.profiles[2].start.soc, 0.9);
    ASSERT_TRUE(fit.asked_starts[2]);
    EXPECT_NEAR(fit.asked_starts[2]->soc, 0.6, 0.01);
}

TEST(Start, ThatIsRightIsLeftAlone) {
    FitProfile unsaid = drive(1.3);
    unsaid.is_start_said = false;
    const CellFit fit = fitted({slow_discharge(), slow_charge(), unsaid}, 2);
    EXPECT_EQ(fit.profiles[2].start.soc, 1.0);
    EXPECT_FALSE(fitted({slow_discharge(), slow_charge(), drive(1.3)}, 2).asked_starts[2]);
    EXPECT_EQ(fitted({unsaid}, 2).profiles[0].start.soc, 1.0);
}

TEST(Start, IsFoundOfAProfileAloneByWhatIsUsual) {
    FitProfile unsaid = drive_from(0.6);
    unsaid.start = ProfileStart::at(1.0);
    unsaid.is_start_said = false;
    EXPECT_NEAR(fitted({unsaid}, 2).profiles[0].start.soc, 0.6, 0.02);
}

// --- rests that were left out ---

TEST(Gaps, ThatAreManyAreRestsWhereTheVoltagesComeBack) {
    const FitProfile left_out = kept(pulses(), [](const Profile& samples, std::size_t i) {
        return samples.current_a[i] != 0.0;
    });
    ASSERT_TRUE(has_many_gaps(left_out.samples));
    // As the rows stand, the current never stopped: two and a half times the charge.
    ASSERT_LT(net_charge_ah(left_out.samples), -2.0 * capacity_ah);
    const CellFit fit = fitted({slow_discharge(), slow_charge(), left_out}, 10);
    for (const ProfileGap& gap : fit.profiles[2].samples.gaps) {
        EXPECT_EQ(gap.charge_ah, 0.0);
    }
    // Rows 6 s apart that begin with every pulse do not tell R1, which answers in 8, from R0. And
    // from row to row the current ramps: what went by in the two halves of a step at the ends of a
    // pulse is lost with the rest. That much further down is the cell than it seems, and what its
    // voltage then lacks is taken for resistance at 80 A.
    const double lost_soc =
        (net_charge_ah(fit.profiles[2].samples) - net_charge_ah(pulses().samples)) / capacity_ah;
    ASSERT_GT(lost_soc, 0.0);
    Chemistry told = with_usual_dynamics();
    const Curve branch{told.ocv_discharge_v, 0.005};
    std::vector<CurvePoint> r0;
    for (double soc = 0.0; soc < 1.001; soc += 0.025) {
        const double lacks_v = branch.value(soc) - branch.value(soc - lost_soc * (1.0 - soc));
        r0.push_back({soc, value_at(told.r0_factor, soc) + value_at(told.rc1_factor, soc) +
                               lacks_v / 80.0 / resistance_ohm});
    }
    told.r0_factor = r0;
    told.rc1_factor = level_curve(0.0);
    EXPECT_LT(rmse_mv(fit, drive(2.1)), off_mv(told, drive(2.1)));  // 7.4 mV
}

/// A constant current for hours, of which a row is written every ten minutes and, after each, one
/// for every second of ten.
FitProfile sparsely_written() {
    const ProfileStart start{.soc = 1.0, .hysteresis = 1.0};
    const FitProfile whole{measured(
                               start, 1.0, 25.0, [](double) { return -30.0; }, 11'000.0),
                           start};
    return kept(whole, [](const Profile& samples, std::size_t i) {
        return std::fmod(samples.time_s[i], 600.0) < 10.0;
    });
}

TEST(Gaps, ThatAreManyHoldTheCurrentWhereTheVoltagesGoOnFalling) {
    FitProfile profile = sparsely_written();
    ASSERT_TRUE(has_many_gaps(profile.samples));
    const Chemistry chemistry = true_chemistry();
    settle_gaps_against(profile, {chemistry, capacity_ah, resistance_ohm});
    EXPECT_NEAR(net_charge_ah(profile.samples), -30.0 * 10'809.0 / 3600.0, 1e-6);
}

TEST(Gaps, OfALoadMayBeARest) {
    // Twenty minutes of -80 A, a rest of an hour that is not written, and twenty minutes more.
    const ProfileStart start{.soc = 0.9, .hysteresis = 1.0};
    const FitProfile whole{
        measured(
            start, 5.0, 25.0,
            [](double t_s) { return t_s <= 1200.0 || t_s >= 4800.0 ? -80.0 : 0.0; }, 6000.0),
        start};
    FitProfile gap = kept(
        whole, [](const Profile& samples, std::size_t i) { return samples.current_a[i] != 0.0; });
    ASSERT_EQ(gap.samples.gaps.size(), 1U);
    ASSERT_LT(gap.samples.gaps[0].charge_ah, -70.0);
    const Chemistry chemistry = true_chemistry();
    settle_gaps_against(gap, {chemistry, capacity_ah, resistance_ohm});
    EXPECT_NEAR(gap.samples.gaps[0].charge_ah, 0.0, 2.0);
}

// --- against a known cell ---

TEST(BetterStart, IsThatOfTheTruthAndNoneWhereItIsGiven) {
    const Chemistry chemistry = true_chemistry();
    const KnownCell cell{chemistry, capacity_ah, resistance_ohm};
    FitProfile profile = drive_from(0.6);
    EXPECT_FALSE(better_start_against(profile, cell));
    profile.start = ProfileStart::at(1.0);
    const auto better = better_start_against(profile, cell);
    ASSERT_TRUE(better);
    EXPECT_NEAR(better->soc, 0.6, 2e-3);
}

// --- a logger with an offset ---

/// As seen by one that shows so much more than flows.
FitProfile with_offset(FitProfile profile, double offset_a) {
    for (double& current_a : profile.samples.current_a) {
        current_a += offset_a;
    }
    return profile;
}

TEST(LackingCurrent, IsTheOffsetOfTheLoggerTheOtherWayRound) {
    const Chemistry chemistry = true_chemistry();
    const KnownCell cell{chemistry, capacity_ah, resistance_ohm};
    EXPECT_FALSE(lacking_current_against(drive(1.3), cell));
    for (const double offset_a : {-1.0, 1.0}) {
        const FitProfile seen = with_offset(drive(1.3), offset_a);
        const auto lacking_a = lacking_current_against(seen, cell);
        ASSERT_TRUE(lacking_a);
        EXPECT_NEAR(*lacking_a, -offset_a, 0.02);
        // A counter saw what flowed.
        FitProfile counted = seen;
        counted.samples.charge_ah.assign(seen.samples.size(), 0.0);
        EXPECT_FALSE(lacking_current_against(counted, cell));
    }
    // Half a percent of the capacity is none that anybody could tell from its spread.
    EXPECT_FALSE(lacking_current_against(
        with_offset(drive(1.3), -0.5 * 3600.0 / drive(1.3).samples.duration_s()), cell));
}

// --- what no cell can have done ---

TEST(ChargeBeyondReach, IsRefusedWithTheStartThatTheVoltagesAskFor) {
    FitProfile said = drive(1.3);
    said.start = ProfileStart::at(0.5);
    try {
        fitted({slow_discharge(), slow_charge(), said}, 2);
        FAIL() << "a cell half empty gives no 99 % of its charge";
    } catch (const ChargeBeyondReach& beyond) {
        EXPECT_EQ(beyond.profile, 2U);
        EXPECT_EQ(beyond.from_soc, 0.5);
        EXPECT_NEAR(beyond.to_soc, -0.5, 0.02);
        ASSERT_TRUE(beyond.asked_start);
        EXPECT_NEAR(beyond.asked_start->soc, 1.0, 0.03);
    }
}

}  // namespace
}  // namespace models::fit
