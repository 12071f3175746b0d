// Both hystereses and the saturating RC pair against their equations written out.

#include "models/hysteresis.hpp"

#include "models/cells.hpp"
#include "tests/models/generators.hpp"
#include "tests/models/samples.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

/// OCV 3.0 + 0.5 z with branches 20 mV to either side, and nothing else: a voltage at rest is the
/// hysteresis alone.
Chemistry two_branches() {
    Chemistry chemistry = plain_chemistry();
    chemistry.ocv_discharge_v = {{0.0, 2.98}, {1.0, 3.48}};
    chemistry.ocv_charge_v = {{0.0, 3.02}, {1.0, 3.52}};
    chemistry.hysteresis_rate = 25.0;
    chemistry.rc1_factor = chemistry.rc2_factor = {};
    return chemistry;
}

Chemistry relaxing_only() {
    Chemistry chemistry = plain_chemistry();
    chemistry.relaxing_v = level_curve(0.03);
    chemistry.relaxing_rate = 400.0;
    chemistry.relaxes_in_s = 900.0;
    chemistry.rc1_factor = chemistry.rc2_factor = {};
    return chemistry;
}

Cells one_cell(const Chemistry& chemistry, double soc, double hysteresis) {
    return {chemistry, sample_cell(), 1, 1, soc, 25.0, hysteresis};
}

void hold(Cells& cells, double current_a, double span_s, double dt_s) {
    for (long i = 0; i < std::lround(span_s / dt_s); ++i) {
        cells.advance(std::array{current_a}, 25.0, dt_s);
    }
}

/// What stands above the middle between the branches.
double above_middle_v(const Cells& cells) {
    return cells.open_circuit_v(0) - (3.0 + 0.5 * cells.soc(0));
}

double spent_j(const CellLedger& ledger) {
    return ledger.joule_heat_j + ledger.hysteresis_heat_j + ledger.entropic_heat_j +
           ledger.coulombic_loss_j + ledger.self_discharge_j;
}

TEST(Hysteresis, StartsOnTheBranchOfWhatWasDoneLast) {
    EXPECT_NEAR(one_cell(two_branches(), 0.4, 1.0).open_circuit_v(0), 3.22, 1e-12);
    EXPECT_NEAR(one_cell(two_branches(), 0.4, -1.0).open_circuit_v(0), 3.18, 1e-12);
}

// G. Plett: h = s + (h0 - s) exp(-gamma |dz|), s the sign of the charge that moves.
TEST(Hysteresis, FollowsChargeAsPlettHasIt) {
    for (const double dt_s : {0.1, 1.0, 60.0, 1800.0}) {
        Cells cells = one_cell(two_branches(), 0.8, 1.0);
        hold(cells, -20.0, 1800.0, dt_s);  // a tenth of the capacity
        EXPECT_NEAR(above_middle_v(cells), 0.02 * (-1.0 + 2.0 * std::exp(-2.5)), 1e-12) << dt_s;
        hold(cells, 20.0, 900.0, std::min(dt_s, 900.0));
        const double before = -1.0 + 2.0 * std::exp(-2.5);
        EXPECT_NEAR(above_middle_v(cells), 0.02 * (1.0 + (before - 1.0) * std::exp(-1.25)), 1e-12)
            << dt_s;
    }
}

// No dead zone: a milliampere moves it as far as an ampere that moves the same charge.
TEST(Hysteresis, DependsOnChargeAloneHoweverSmallTheCurrent) {
    Cells slow = one_cell(two_branches(), 0.8, 1.0);
    Cells fast = one_cell(two_branches(), 0.8, 1.0);
    hold(slow, -0.001, 3600.0 * 1000.0, 3600.0);
    hold(fast, -1.0, 3600.0, 60.0);
    EXPECT_NEAR(above_middle_v(slow), above_middle_v(fast), 1e-12);
    EXPECT_NEAR(above_middle_v(fast), 0.02 * (-1.0 + 2.0 * std::exp(-0.25)), 1e-12);
}

TEST(Hysteresis, StaysAtRestAndFollowsSelfDischarge) {
    CellParameters cell = sample_cell();
    Cells rests{two_branches(), cell, 1, 1, 0.5, 25.0, 1.0};
    hold(rests, 0.0, 86'400.0, 60.0);
    EXPECT_NEAR(above_middle_v(rests), 0.02, 1e-15);
    cell.self_discharge_a = 0.1;
    Cells leaks{two_branches(), cell, 1, 1, 0.5, 25.0, 1.0};
    hold(leaks, 0.0, 360'000.0, 60.0);  // 10 Ah of 100
    EXPECT_NEAR(above_middle_v(leaks), 0.02 * (-1.0 + 2.0 * std::exp(-2.5)), 1e-12);
}

// g' = c (I - g |I|) - g / tau with c = 400 / (3600 * 100 As):
// g -> c I / (c |I| + 1 / tau) with the rate c |I| + 1 / tau.
TEST(RelaxingHysteresis, BuildsUpWithTheCurrentAndFadesAtRest) {
    const double rate = 400.0 / 360'000.0 * 20.0;
    const double both = rate + 1.0 / 900.0;
    const double at_end = -rate / both * (1.0 - std::exp(-both * 120.0));
    for (const double dt_s : {0.1, 1.0, 60.0, 120.0}) {
        Cells cells = one_cell(relaxing_only(), 0.8, -1.0);
        hold(cells, -20.0, 120.0, dt_s);
        EXPECT_NEAR(above_middle_v(cells), 0.03 * at_end, 1e-12) << dt_s;
        hold(cells, 0.0, 1800.0, dt_s);
        EXPECT_NEAR(above_middle_v(cells), 0.03 * at_end * std::exp(-2.0), 1e-12) << dt_s;
    }
}

TEST(Hysteresis, GrowsInTheColdByItsRatio) {
    Chemistry chemistry = two_branches();
    chemistry.hysteresis = {.fixed_share = 0.78, .activation_k = 4129.0};
    for (const double degc : {-20.0, 5.0, 25.0, 45.0}) {
        const Cells cells{chemistry, sample_cell(), 1, 1, 0.5, degc, 1.0};
        const double ratio =
            0.78 + 0.22 * std::exp(4129.0 * (1.0 / (degc + 273.15) - 1.0 / 298.15));
        EXPECT_NEAR(cells.open_circuit_v(0) - 3.25, 0.02 * ratio, 1e-12) << degc;
    }
}

// Around a closed loop the store is back where it was; its area has become heat. Far along a branch
// 40 mV lie between both ways, and each turn costs less by what the store gives back.
TEST(Hysteresis, TurnsTheAreaOfItsLoopIntoHeat) {
    for (const double dt_s : {1.0, 10.0, 60.0}) {
        Cells cells = one_cell(two_branches(), 0.2, -1.0);
        hold(cells, 50.0, 3600.0, dt_s);
        hold(cells, -50.0, 3600.0, dt_s);
        const double stored_j = cells.stored_energy_j();
        const double heat_j = cells.ledger().hysteresis_heat_j;
        hold(cells, 50.0, 3600.0, dt_s);
        hold(cells, -50.0, 3600.0, dt_s);
        EXPECT_NEAR(cells.stored_energy_j(), stored_j, 1e-3);
        // Area = 2 * 20 mV * 50 Ah * mean of h, h = 1 - 2 exp(-25 dz) over half a capacity.
        const double mean = 1.0 - 2.0 * (1.0 - std::exp(-12.5)) / 12.5;
        const double area_j = 2.0 * 0.02 * 50.0 * 3600.0 * mean;
        EXPECT_NEAR(cells.ledger().hysteresis_heat_j - heat_j, area_j, 1e-4 * area_j) << dt_s;
    }
}

// Heat of a hysteresis is never taken back, whatever the current does.
RC_GTEST_PROP(Hysteresis, OnlyEverWarms, ()) {
    Chemistry chemistry = two_branches();
    chemistry.relaxing_v = level_curve(0.03);
    chemistry.relaxing_rate = 400.0;
    chemistry.relaxes_in_s = 900.0;
    Cells cells = one_cell(chemistry, 0.5, *gen_between(-1.0, 1.0));
    double before_j = 0.0;
    for (int i = 0; i < 50; ++i) {
        const double current_a = *rc::gen::oneOf(rc::gen::just(0.0), gen_between(-100.0, 100.0));
        const double end_a = *rc::gen::oneOf(rc::gen::just(current_a), gen_between(-100.0, 100.0));
        cells.advance(std::array{current_a}, std::array{end_a}, 25.0, *gen_between(0.1, 60.0));
        RC_ASSERT(cells.ledger().hysteresis_heat_j >= before_j);
        before_j = cells.ledger().hysteresis_heat_j;
    }
}

/// x' = rate (direction - x) - x / tau by very many parts, each with the rate of its middle.
Hysteresis relaxing_by_sum(double x, double direction, CurrentRamp rate, double fades_per_s,
                           double dt_s) {
    constexpr int parts = 100'000;
    constexpr double part_s_share = 1.0 / parts;
    Hysteresis sum{.end = x, .mean = 0.0, .dissipation_per_s = 0.0};
    for (int i = 0; i < parts; ++i) {
        const double per_s = rate.at((i + 0.5) / parts) + fades_per_s;
        const double target = direction * (per_s - fades_per_s) / per_s;
        const double middle =
            target + (sum.end - target) * std::exp(-0.5 * per_s * dt_s * part_s_share);
        sum.end = target + (sum.end - target) * std::exp(-per_s * dt_s * part_s_share);
        sum.mean += middle * part_s_share;
        sum.dissipation_per_s += middle * middle * per_s * part_s_share;
    }
    return sum;
}

TEST(RelaxingHysteresis, FollowsACurrentThatChangesAsItsEquationSays) {
    constexpr double fades_per_s = 1.0 / 900.0;
    for (const double dt_s : {0.1, 10.0, 100.0, 700.0, 1800.0}) {
        for (const double x : {-0.9, 0.0, 0.6}) {
            for (const CurrentRamp rate :
                 {CurrentRamp{0.002, 0.0015, 0.0001}, CurrentRamp{0.0, 0.004},
                  CurrentRamp{0.02, 0.018, 0.001}, CurrentRamp{1e-7, 2e-7}}) {
                if (rate.begin_a * dt_s > 4.0) {
                    continue;  // no step moves more than a hundredth of a cell's capacity
                }
                const Hysteresis by_sum = relaxing_by_sum(x, -1.0, rate, fades_per_s, dt_s);
                const Hysteresis ramp =
                    ramped(x, -1.0, rate.begin_a, rate.at(0.5), rate.end_a, fades_per_s, dt_s);
                EXPECT_NEAR(ramp.end, by_sum.end, 1e-9) << dt_s << ' ' << x << ' ' << rate.end_a;
                EXPECT_NEAR(ramp.mean, by_sum.mean, 2e-4) << dt_s << ' ' << x << ' ' << rate.end_a;
                EXPECT_NEAR(ramp.dissipation_per_s, by_sum.dissipation_per_s,
                            2e-3 * by_sum.dissipation_per_s + 1e-10)
                    << dt_s << ' ' << x << ' ' << rate.end_a;
            }
        }
    }
}

// v2 = R2 I0 asinh(i2 / I0) behind i2' = (I - i2) / tau: R2 i2 while that is far below I0.
TEST(SaturatingRcPair, GrowsSlowerThanTheCurrentBehindItsLowPass) {
    Chemistry chemistry = plain_chemistry(3.3, 3.3);
    chemistry.rc1_factor = {};
    chemistry.rc2_s = 25.0;
    chemistry.rc2_saturates_at_c = 0.1;  // 10 A of 100 Ah
    for (const double current_a : {-100.0, -10.0, -0.01, 5.0, 60.0}) {
        for (const double dt_s : {0.1, 5.0, 25.0}) {
            Cells cells = one_cell(chemistry, 0.5, -1.0);
            hold(cells, current_a, 25.0, dt_s);  // one time constant
            const double through_a = current_a * (1.0 - std::exp(-1.0));
            EXPECT_NEAR(cells.voltage_v(0, 0.0) - 3.3,
                        plain_rc2 * 0.5e-3 * 10.0 * std::asinh(through_a / 10.0), 1e-12)
                << current_a;
        }
    }
}

/// Means over a step of S(x) and x S(x) with x behind a ramp, by very many trapezoids.
DrivenMeans means_by_sum(double limit_a, double tau_s, double x, CurrentRamp u, double dt_s) {
    constexpr int parts = 200'000;
    DrivenMeans sum{0.0, 0.0};
    double now = x;
    for (int i = 0; i <= parts; ++i) {
        const double driven = limit_a * std::asinh(now / limit_a);
        const double weight = (i == 0 || i == parts ? 0.5 : 1.0) / parts;
        sum.driven_a += weight * driven;
        sum.product_a2 += weight * now * driven;
        // What goes in is held over a part at its middle.
        const double in_a = u.at((i + 0.5) / parts);
        now = in_a + (now - in_a) * std::exp(-dt_s / parts / tau_s);
    }
    return sum;
}

TEST(SaturatingRcPair, HasTheMeansOfItsCourseAtAnyStepLength) {
    const Saturation saturation{10.0};
    for (const double dt_s : {1e-3, 1.0, 39.0, 41.0, 60.0, 3600.0}) {
        const LowPass low_pass{40.0, dt_s};
        const SaturatingStep step{low_pass};
        for (const double x : {-20.0, 0.0, 35.0}) {
            for (const CurrentRamp u : {CurrentRamp{30.0, 30.0}, CurrentRamp{30.0, 45.0},
                                        CurrentRamp{30.0, 45.0, -6.0}}) {
                const DrivenMeans by_sum = means_by_sum(10.0, 40.0, x, u, dt_s);
                const DrivenMeans ramped = step.means(saturation, low_pass, x, u);
                EXPECT_NEAR(ramped.driven_a, by_sum.driven_a, 1e-4) << dt_s << ' ' << x;
                EXPECT_NEAR(ramped.product_a2, by_sum.product_a2, 5e-3) << dt_s << ' ' << x;
            }
            const DrivenMeans held = step.means(saturation, low_pass, x, 30.0);
            const DrivenMeans by_sum = means_by_sum(10.0, 40.0, x, {30.0, 30.0}, dt_s);
            EXPECT_NEAR(held.driven_a, by_sum.driven_a, 1e-4) << dt_s << ' ' << x;
            EXPECT_NEAR(held.product_a2, by_sum.product_a2, 1e-3) << dt_s << ' ' << x;
        }
    }
}

// Means and store are computed apart; what the mean takes in is what is stored and what is spent.
TEST(SaturatingRcPair, ClosesItsEnergyOverStepsOfASecondAndAMinute) {
    Chemistry chemistry = plain_chemistry(3.3, 3.3);
    chemistry.rc2_s = 40.0;
    chemistry.rc2_saturates_at_c = 0.1;
    for (const double dt_s : {1.0, 60.0}) {
        Cells cells = one_cell(chemistry, 0.5, -1.0);
        const double initial_j = cells.stored_energy_j();
        double terminal_j = 0.0;
        double throughput_j = 0.0;
        for (const double current_a : {50.0, -80.0, 0.0, 10.0, -3.0, 100.0}) {
            for (int i = 0; i < 600 / static_cast<int>(dt_s); ++i) {
                cells.advance(std::array{current_a}, 25.0, dt_s);
                terminal_j += cells.string_energy_j()[0];
                throughput_j += std::abs(cells.string_energy_j()[0]);
            }
        }
        const double residual_j =
            terminal_j - (cells.stored_energy_j() - initial_j) - spent_j(cells.ledger());
        EXPECT_LT(std::abs(residual_j), (dt_s < 2.0 ? 1e-9 : 1e-6) * throughput_j) << dt_s;
    }
}

/// No bend at all, or one up to `most_a`.
double gen_bend(double most_a) {
    return *rc::gen::oneOf(rc::gen::just(0.0), gen_between(-most_a, most_a));
}

// Along a ramp or a parabola in one step, or in very many held ones: the same cell.
RC_GTEST_PROP(Ramp, InOneStepIsManyHeldStepsOfTheSameRamp, ()) {
    CellParameters cell = sample_cell();
    cell.self_discharge_a = *gen_between(0.0, 0.1);
    cell.heat_transfer_w_per_k = 1e7;  // one temperature
    const double soc = *gen_between(0.2, 0.8);
    const double begin_a = *gen_between(-150.0, 150.0);
    const double end_a = *gen_between(-150.0, 150.0);
    const double dt_s = *gen_between(5.0, 120.0);
    Cells ramp{lithium_chemistry(), cell, 1, 1, soc, 25.0, 1.0};
    Cells held{lithium_chemistry(), cell, 1, 1, soc, 25.0, 1.0};
    for (Cells* cells : {&ramp, &held}) {
        cells->advance(std::array{40.0}, 25.0, 30.0);  // not from rest
    }
    const CurrentRamp course{begin_a, end_a, gen_bend(40.0)};
    ramp.advance(std::array{begin_a}, std::array{end_a}, std::array{course.bend_a}, {25.0, 25.0},
                 dt_s);
    constexpr int parts = 2000;
    for (int i = 0; i < parts; ++i) {
        const double middle = (i + 0.5) / parts;
        held.advance(std::array{course.at(middle)}, 25.0, dt_s / parts);
    }
    RC_ASSERT(std::abs(ramp.charge_ah(0) - held.charge_ah(0)) < 1e-6);
    RC_ASSERT(std::abs(ramp.voltage_v(0, end_a) - held.voltage_v(0, end_a)) < 2e-6);
    // What each is at most, to scale the difference by.
    const double largest_a =
        std::max({std::abs(begin_a), std::abs(end_a), std::abs(course.corner_a())});
    const double square_as = largest_a * largest_a * dt_s;
    const CellLedger& a = ramp.ledger();
    const CellLedger& b = held.ledger();
    RC_ASSERT(std::abs(a.joule_heat_j - b.joule_heat_j) < 1e-2 * 1e-3 * square_as + 1e-2);
    RC_ASSERT(std::abs(a.hysteresis_heat_j - b.hysteresis_heat_j) <
              1e-1 * 0.05 * std::sqrt(square_as * dt_s) + 1e-2);
    RC_ASSERT(std::abs(a.coulombic_loss_j - b.coulombic_loss_j) <
              1e-3 * 2e-4 * 3.4 * std::sqrt(square_as * dt_s) + 1e-6);
}

// The energy of a ramp closes as that of a held current does, its turns included.
RC_GTEST_PROP(Ramp, ClosesItsEnergy, ()) {
    CellParameters cell = sample_cell();
    cell.self_discharge_a = *gen_between(0.0, 0.1);
    Cells cells{lithium_chemistry(), cell, 1, 1, 0.5, 25.0, 1.0};
    const double initial_j = cells.stored_energy_j();
    double terminal_j = 0.0;
    double throughput_j = 0.0;
    for (int i = 0; i < 30; ++i) {
        const double begin_a = *gen_between(-100.0, 100.0);
        const double end_a = *gen_between(-100.0, 100.0);
        cells.advance(std::array{begin_a}, std::array{end_a}, std::array{gen_bend(40.0)},
                      {20.0, 20.0}, *gen_between(0.1, 60.0));
        terminal_j += cells.string_energy_j()[0];
        throughput_j += std::abs(cells.string_energy_j()[0]);
    }
    const double residual_j =
        terminal_j - (cells.stored_energy_j() - initial_j) - spent_j(cells.ledger());
    RC_ASSERT(std::abs(residual_j) < 1e-9 * throughput_j);
}

/// The voltage at the end of a step of 300 s that goes along a course, as foreseen and as it comes.
std::pair<double, double> end_of(Cells& cells, const CurrentRamp& course, double late_a) {
    double source_v = 0.0;
    double resistance_ohm = 0.0;
    cells.fold_end(300.0,
                   {.begin_a = {&course.begin_a, 1},
                    .end_a = {&course.end_a, 1},
                    .mean_a = std::array{course.mean_a()},
                    .answers = 0.4,
                    .late_a = {&late_a, 1}},
                   15.0, {&source_v, 1}, {&resistance_ohm, 1});
    cells.advance({&course.begin_a, 1}, {&course.end_a, 1}, {&course.bend_a, 1}, {15.0, 15.0},
                  300.0);
    const double then_a = course.end_a + late_a;
    return {source_v + resistance_ohm * then_a, cells.voltage_v(0, then_a)};
}

/// Cells that have carried a current for ten minutes.
Cells carrying(double current_a) {
    Cells cells{lithium_chemistry(), sample_cell(), 1, 1, 0.6, 15.0, -1.0};
    for (int i = 0; i < 60; ++i) {
        cells.advance(std::array{current_a}, 15.0, 10.0);
    }
    return cells;
}

// Warmth and fading included: 20 µV are a hundredth of an ampere between two batteries. Whoever
// asks may draw more by then than what has flowed.
TEST(Ramp, EndsWhereItWasForeseenTo) {
    for (const auto& [begin_a, late_a] :
         {std::pair{60.0, 0.0}, std::pair{-25.0, 0.0}, std::pair{60.0, -3.0}}) {
        Cells cells = carrying(begin_a);
        const double warm_degc = cells.temperature_degc(0);
        const auto [foreseen_v, end_v] =
            end_of(cells, {begin_a, 0.96 * begin_a, 0.004 * begin_a}, late_a);
        EXPECT_GT(std::abs(cells.temperature_degc(0) - warm_degc), 0.02) << begin_a;
        EXPECT_NEAR(foreseen_v, end_v, 2e-5) << begin_a;
    }
}

// What a string shares with others passes zero within a step: the hystereses go there and back.
TEST(Ramp, EndsWhereItWasForeseenToWhenItTurns) {
    for (const CurrentRamp& course : {CurrentRamp{0.1, -0.1, 0.0}, CurrentRamp{-0.05, 0.1, 0.0},
                                      CurrentRamp{0.08, -0.06, 0.01}}) {
        Cells cells = carrying(200.0 * course.begin_a);
        const auto [foreseen_v, end_v] = end_of(cells, course, 0.0);
        EXPECT_NEAR(foreseen_v, end_v, 5e-6) << course.begin_a;
    }
}

// What comes in the middle of a step has faded by less at its end than what came before.
TEST(Ramp, EndsWhereItWasForeseenToWhenItBends) {
    for (const double bend_a : {-1.0, 1.0}) {
        Cells cells = carrying(8.0);
        const auto [foreseen_v, end_v] = end_of(cells, {8.0, 8.0, bend_a}, 0.0);
        EXPECT_NEAR(foreseen_v, end_v, 1e-5) << bend_a;
    }
}

// Going on straight, branches of different slope would cross, and the loop would give energy.
TEST(Branches, KeepTheirDistanceBeyondBothEnds) {
    Chemistry chemistry = two_branches();
    chemistry.ocv_discharge_v = {{0.0, 2.5}, {0.01, 2.8}, {0.99, 3.3}, {1.0, 3.5}};
    chemistry.ocv_charge_v = {{0.0, 2.6}, {0.01, 3.0}, {0.99, 3.4}, {1.0, 3.52}};
    const CellCurves curves{chemistry};
    for (const double beyond : {0.0, 0.001, 0.004, 0.1, 0.5}) {
        EXPECT_NEAR(curves.at(-beyond).gap_v, 0.05, 1e-12) << beyond;
        EXPECT_NEAR(curves.at(1.0 + beyond).gap_v, 0.01, 1e-12) << beyond;
    }
}

}  // namespace
}  // namespace models
