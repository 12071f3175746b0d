// The fit against cells whose parameters are known: what it finds, and what it then foretells.

#include "models/fit/cell_fit.hpp"

#include "tests/models/fit/measured_cell.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace models::fit {
namespace {

/// The resistance that a current of a quarter C sees after a long while, of both cells.
double whole_ohm(const Chemistry& chemistry, double r0_at_half_ohm, double soc) {
    const auto factor = [&](const std::vector<CurvePoint>& points) {
        return Curve{points, 0.005, Ends::Level}.value(soc);
    };
    return r0_at_half_ohm * (factor(chemistry.r0_factor) + factor(chemistry.rc1_factor) +
                             factor(chemistry.rc2_factor));
}

/// Of all there is, for several tests.
const CellFit& whole_fit() {
    static const CellFit fit = fitted({slow_discharge(), slow_charge(), pulses(), drive(1.3)}, 60);
    return fit;
}

TEST(CellFit, ForetellsAProfileThatWasHeldBackToAMillivoltAndAHalf) {
    const CellFit& fit = whole_fit();
    EXPECT_LT(rmse_mv(fit, drive(2.1)), 1.5);
    EXPECT_LT(rmse_mv(fit, drive(2.1), 1), 2.5);
    EXPECT_LT(rmse_mv(fit, slow_discharge()), 0.5);
    EXPECT_LT(rmse_mv(fit, slow_charge()), 0.5);
}

TEST(CellFit, FindsTheParametersThatMadeTheVoltages) {
    const CellFit& fit = whole_fit();
    const Chemistry truth = true_chemistry();
    const auto branch = [](const std::vector<CurvePoint>& points, double soc) {
        return Curve{points, 0.005}.value(soc);
    };
    for (const double soc : {0.2, 0.35, 0.5, 0.65, 0.8}) {
        EXPECT_NEAR(branch(fit.chemistry.ocv_discharge_v, soc), branch(truth.ocv_discharge_v, soc),
                    2.5e-3)
            << soc;
        EXPECT_NEAR(branch(fit.chemistry.ocv_charge_v, soc), branch(truth.ocv_charge_v, soc),
                    2.5e-3)
            << soc;
        EXPECT_NEAR(whole_ohm(fit.chemistry, fit.resistance_ohm, soc) /
                        whole_ohm(truth, resistance_ohm, soc),
                    1.0, 0.1)
            << soc;
    }
    EXPECT_NEAR(fit.chemistry.rc1_s / truth.rc1_s, 1.0, 0.25);
    EXPECT_NEAR(fit.chemistry.rc2_s / truth.rc2_s, 1.0, 0.25);
    EXPECT_NEAR(fit.resistance_ohm / resistance_ohm, 1.0, 0.1);
}

TEST(CellFit, LearnsTheTemperatureFromProfilesOfSeveral) {
    const CellFit cold =
        fitted({slow_discharge(), slow_charge(), drive(1.3, 5.0), drive(1.7, 45.0)}, 40);
    EXPECT_TRUE(cold.knows_temperature);
    EXPECT_LT(rmse_mv(cold, drive(2.1, 25.0)), 1.5);
    EXPECT_FALSE(fitted({slow_discharge(), pulses()}, 8).knows_temperature);
}

TEST(CellFit, ManagesWithOneBranchAndWithFewSamples) {
    const CellFit one_branch = fitted({slow_discharge(), pulses(), drive(1.3)}, 20);
    EXPECT_LT(rmse_mv(one_branch, drive(2.1)), 2.0);
    const CellFit few = fitted({slow_discharge(), slow_charge(), drive(1.3, 25.0, 20.0)}, 20);
    EXPECT_LT(rmse_mv(few, drive(2.1)), 4.0);
    const CellFit slow_only = fitted({slow_discharge(), slow_charge()}, 8);
    EXPECT_LT(rmse_mv(slow_only, slow_charge()), 2.0);
    EXPECT_GT(slow_only.resistance_ohm, 0.0);
}

TEST(CellFit, IsThatOfCurvesACellCanHave) {
    const Chemistry& chemistry = whole_fit().chemistry;
    for (std::size_t i = 0; i < chemistry.ocv_charge_v.size(); ++i) {
        EXPECT_GE(chemistry.ocv_charge_v[i].value, chemistry.ocv_discharge_v[i].value);
        if (i > 0) {
            const auto middle = [&](std::size_t k) {
                return chemistry.ocv_charge_v[k].value + chemistry.ocv_discharge_v[k].value;
            };
            EXPECT_GE(middle(i), middle(i - 1) - 1e-9);
        }
    }
    for (const CurvePoint& point : chemistry.r0_factor) {
        EXPECT_GT(point.value, 0.0);
    }
    for (const auto* curve :
         {&chemistry.rc1_factor, &chemistry.rc2_factor, &chemistry.relaxing_v}) {
        for (const CurvePoint& point : *curve) {
            EXPECT_GE(point.value, 0.0);
        }
    }
}

TEST(CellFit, FallsToZeroVoltsAPercentBelowWhatWasMeasured) {
    const Chemistry& chemistry = whole_fit().chemistry;
    const Curve discharge{chemistry.ocv_discharge_v, 0.005};
    const Curve charge{chemistry.ocv_charge_v, 0.005};
    // The cell that stands in is at 2.5 V empty, at 1.7 V half a percent below, at 0 V one below.
    const double empty_v = discharge.value(0.0);
    EXPECT_NEAR(empty_v, 2.5, 0.1);
    EXPECT_NEAR(discharge.value(-0.005), 1.7 * empty_v / 2.5, 1e-9);
    EXPECT_NEAR(discharge.value(-0.01), 0.0, 1e-9);
    EXPECT_LT(discharge.value(-0.015), -1.0);
    // What lies between the branches stays as it is when empty.
    const double gap_v = charge.value(0.0) - empty_v;
    EXPECT_GT(gap_v, 0.0);
    for (const double soc : {-0.015, -0.01, -0.005}) {
        EXPECT_NEAR(charge.value(soc) - discharge.value(soc), gap_v, 1e-9) << soc;
    }
}

TEST(CellFit, CoversWhatLiesBeyondACapacityThatIsTooSmall) {
    FitQuestion question;
    question.capacity_ah = 0.97 * capacity_ah;
    question.profiles = {slow_discharge(), slow_charge(), pulses()};
    question.like = true_chemistry();
    question.most_evaluations = 15;
    const CellFit fit = fit_cell(question);
    // 2.6 % of it, and the fall below that.
    EXPECT_LT(fit.chemistry.ocv_discharge_v.front().at, -0.02 - 0.01);
    const FitProfile held = drive(2.1);
    const ProfileReplay replay = replay_profile(held.samples, fit.chemistry, question.capacity_ah,
                                                fit.resistance_ohm, held.start);
    EXPECT_LT(voltage_error(held.samples, replay, soc_regions[2])->rmse_v, 8e-3);
}

/// Without the samples inside of a time.
FitProfile without(FitProfile profile, double from_s, double to_s) {
    Profile kept;
    for (std::size_t i = 0; i < profile.samples.size(); ++i) {
        if (profile.samples.time_s[i] <= from_s || profile.samples.time_s[i] >= to_s) {
            kept.time_s.push_back(profile.samples.time_s[i]);
            kept.current_a.push_back(profile.samples.current_a[i]);
            kept.voltage_v.push_back(profile.samples.voltage_v[i]);
            kept.temperature_degc.push_back(profile.samples.temperature_degc[i]);
        }
    }
    profile.samples = std::move(kept);
    find_gaps(profile.samples);
    return profile;
}

TEST(CellFit, TellsWhatWentByInAGapFromTheVoltagesAfterIt) {
    // Two pulses of 5.33 Ah are gone between two rests, so that nothing seems to have flowed.
    const FitProfile gap = without(pulses(), 2280.0, 3480.0);
    ASSERT_EQ(gap.samples.gaps.size(), 1U);
    ASSERT_EQ(gap.samples.gaps[0].charge_ah, 0.0);
    const CellFit fit = fitted({slow_discharge(), slow_charge(), gap}, 4);
    ASSERT_EQ(fit.profiles.size(), 3U);
    // To the percent of the capacity that is forgiven.
    EXPECT_NEAR(fit.profiles[2].samples.gaps[0].charge_ah, -2.0 * 80.0 * 240.0 / 3600.0,
                0.01 * capacity_ah);
}

TEST(CellFit, TakesRowsThatStandTwiceAsOne) {
    FitProfile twice;
    twice.start = pulses().start;
    const Profile once = pulses().samples;
    for (std::size_t i = 0; i < 2 * once.size(); ++i) {
        twice.samples.time_s.push_back(once.time_s[i / 2]);
        twice.samples.current_a.push_back(once.current_a[i / 2]);
        twice.samples.voltage_v.push_back(once.voltage_v[i / 2]);
        twice.samples.temperature_degc.push_back(25.0);
    }
    const double once_mv = rmse_mv(fitted({slow_discharge(), pulses()}, 4), drive(2.1));
    EXPECT_NEAR(rmse_mv(fitted({slow_discharge(), twice}, 4), drive(2.1)), once_mv, 0.05 * once_mv);
}

TEST(CellFit, IsNotLedAstrayByHoursAtRestBeforeTheFirstCurrent) {
    // A full cell relaxes for hours below where it stood after charging: 30 mV.
    FitProfile rested = pulses();
    Profile& samples = rested.samples;
    Profile rest;
    for (int i = 0; i < 720; ++i) {
        rest.time_s.push_back(samples.time_s.front() - 10.0 * (720 - i));
        rest.current_a.push_back(0.0);
        rest.voltage_v.push_back(samples.voltage_v.front() - 0.03);
        rest.temperature_degc.push_back(25.0);
    }
    const auto append = [](std::vector<double>& to, const std::vector<double>& what) {
        to.insert(to.end(), what.begin(), what.end());
    };
    append(rest.time_s, samples.time_s);
    append(rest.current_a, samples.current_a);
    append(rest.voltage_v, samples.voltage_v);
    append(rest.temperature_degc, samples.temperature_degc);
    samples = rest;
    const double plain_mv = rmse_mv(fitted({slow_discharge(), pulses()}, 4), drive(2.1), 1);
    EXPECT_LT(rmse_mv(fitted({slow_discharge(), rested}, 4), drive(2.1), 1), 1.05 * plain_mv);
}

TEST(CellFit, SaysWhatItWasShownAndBendsAsUsualBeyond) {
    // The upper half alone.
    FitProfile upper = slow_discharge();
    const auto half = static_cast<std::ptrdiff_t>(upper.samples.size() / 2);
    for (auto* column : {&upper.samples.time_s, &upper.samples.current_a, &upper.samples.voltage_v,
                         &upper.samples.temperature_degc}) {
        column->erase(column->begin() + half, column->end());
    }
    const CellFit fit = fitted({upper}, 5);
    EXPECT_NEAR(fit.covered_from_soc, 0.5, 0.01);
    EXPECT_NEAR(fit.covered_to_soc, 1.0, 1e-9);
    const auto branch = [](const std::vector<CurvePoint>& points, double soc) {
        return Curve{points, 0.005}.value(soc);
    };
    // `like` is the true cell here: its knee is where it was, not a straight line.
    const Chemistry truth = true_chemistry();
    EXPECT_NEAR(branch(fit.chemistry.ocv_discharge_v, 0.1), branch(truth.ocv_discharge_v, 0.1),
                0.05);
    EXPECT_NEAR(branch(fit.chemistry.ocv_discharge_v, 0.02), branch(truth.ocv_discharge_v, 0.02),
                0.1);
}

/// Its voltages a sample behind its currents, as of two loggers.
FitProfile late(FitProfile profile) {
    std::vector<double>& voltage_v = profile.samples.voltage_v;
    std::rotate(voltage_v.begin(), voltage_v.end() - 1, voltage_v.end());
    voltage_v.front() = voltage_v[1];
    return profile;
}

/// Its currents the other way round, as nobody has said.
FitProfile mirrored(FitProfile profile) {
    for (double& current_a : profile.samples.current_a) {
        current_a = -current_a;
    }
    profile.start.soc = 0.02;
    return profile;
}

// Voltages that do not answer at once, or the other way, ask for no resistance at all.
TEST(CellFit, HasAResistanceEverywhereWhateverItIsShown) {
    for (const FitProfile& profile : {late(pulses(60.0)), mirrored(pulses(60.0))}) {
        const CellFit fit = fitted({slow_discharge(), profile}, 3);
        EXPECT_GE(fit.resistance_ohm, 1e-6);
        for (const CurvePoint& point : fit.chemistry.r0_factor) {
            EXPECT_GT(point.value, 0.0);
            EXPECT_TRUE(std::isfinite(point.value));
        }
        EXPECT_TRUE(std::isfinite(rmse_mv(fit, drive(2.1), 0)));
    }
}

TEST(CellFit, RefusesNothingToLearnFrom) {
    EXPECT_THROW(fit_cell({}), std::invalid_argument);
    FitQuestion question;
    question.profiles = {slow_discharge()};
    EXPECT_THROW(fit_cell(question), std::invalid_argument);
}

TEST(CellFit, CanBeStopped) {
    FitQuestion question;
    question.capacity_ah = capacity_ah;
    question.profiles = {slow_discharge()};
    question.like = true_chemistry();
    question.progress = [](int evaluations) {
        if (evaluations == 3) {
            throw std::runtime_error("stopped");
        }
    };
    EXPECT_THROW(fit_cell(question), std::runtime_error);
}

// --- where slow cycles start ---

TEST(StartOfSlowCycle, IsFullWhenItDischargesFirst) {
    const ProfileStart start =
        start_of_slow_cycle(slow_discharge().samples, capacity_ah, std::nullopt);
    EXPECT_EQ(start.soc, 1.0);
    EXPECT_EQ(start.hysteresis, 1.0);
}

TEST(StartOfSlowCycle, OfAChargeIsWhereItEndsFullOrTheDischargeEnded) {
    Profile charge = slow_charge().samples;
    // 99 Ah went in up to 3.54 V and more.
    EXPECT_NEAR(start_of_slow_cycle(charge, capacity_ah, std::nullopt).soc, 0.01, 1e-3);
    EXPECT_EQ(start_of_slow_cycle(charge, capacity_ah, 0.03).soc, 0.03);
    EXPECT_EQ(start_of_slow_cycle(charge, capacity_ah, 0.03).hysteresis, -1.0);
    for (double& volts : charge.voltage_v) {
        volts = std::min(volts, 3.4);
    }
    EXPECT_EQ(start_of_slow_cycle(charge, capacity_ah, std::nullopt).soc, 0.0);
}

}  // namespace
}  // namespace models::fit
