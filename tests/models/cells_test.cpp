// One cell against closed forms, and the order of many.

#include "models/cells.hpp"

#include "models/bank.hpp"
#include "models/gauss.hpp"
#include "tests/models/generators.hpp"
#include "tests/models/samples.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

constexpr double degc_of_reference = 25.0;

/// One cell at rest at the temperature around it.
Cells one_cell(const Chemistry& chemistry, const CellParameters& cell, double soc,
               double temperature_degc = degc_of_reference) {
    return {chemistry, cell, 1, 1, soc, temperature_degc};
}

void advance(Cells& cells, double current_a, double ambient_degc, double dt_s) {
    cells.advance(std::array{current_a}, ambient_degc, dt_s);
}

void run(Cells& cells, double current_a, double ambient_degc, double span_s, double dt_s) {
    const long steps = std::lround(span_s / dt_s);
    for (long i = 0; i < steps; ++i) {
        advance(cells, current_a, ambient_degc, dt_s);
    }
}

void expect_relative(double actual, double expected, double tolerance) {
    EXPECT_NEAR(actual, expected, tolerance * std::abs(expected));
}

/// Resistance of one cell as it is now.
double resistance_of(const Cells& cells) {
    double source_v = 0.0;
    double resistance_ohm = 0.0;
    cells.fold({&source_v, 1}, {&resistance_ohm, 1});
    return resistance_ohm;
}

/// Mean of f over 0 … span, by Simpson's rule over 2000 parts.
template <class F>
double mean_of(const F& f, double span) {
    constexpr int parts = 2000;
    const double h = span / parts;
    double sum = 0.0;
    for (int i = 0; i < parts; ++i) {
        const double t = i * h;
        sum += (f(t) + 4.0 * f(t + h / 2.0) + f(t + h)) / 6.0;
    }
    return sum / parts;
}

// From rest: V(t) = OCV(z(t)) + R I (1 + s1 (1 - exp(-t/tau1)) + s2 (1 - exp(-t/tau2))).
TEST(Cells, RelaxExactlyAtAnyStepLength) {
    const Chemistry chemistry = plain_chemistry();
    const CellParameters cell = sample_cell();
    constexpr double span_s = 600.0;
    for (const double current_a : {-80.0, 45.0}) {
        for (const double dt_s : {0.1, 1.0, 10.0, 60.0, 600.0}) {
            Cells cells = one_cell(chemistry, cell, 0.5);
            run(cells, current_a, degc_of_reference, span_s, dt_s);
            const double soc = 0.5 + current_a * span_s / 3600.0 / cell.capacity_ah;
            const double rc = plain_rc1 * (1.0 - std::exp(-span_s / chemistry.rc1_s)) +
                              plain_rc2 * (1.0 - std::exp(-span_s / chemistry.rc2_s));
            const double expected_v =
                3.0 + 0.5 * soc + cell.resistance_ohm * current_a * (1.0 + rc);
            SCOPED_TRACE(dt_s);
            expect_relative(cells.voltage_v(0, current_a), expected_v, 1e-12);
            // Off, only the RC pairs are left above the open circuit.
            const double rc_v = cells.voltage_v(0, 0.0) - (3.0 + 0.5 * soc);
            expect_relative(rc_v, cell.resistance_ohm * current_a * rc, 1e-11);
        }
    }
}

// Back at rest each RC voltage decays with its own time constant.
TEST(Cells, RecoverWithBothTimeConstantsAfterALoad) {
    const Chemistry chemistry = plain_chemistry();
    const CellParameters cell = sample_cell();
    Cells cells = one_cell(chemistry, cell, 0.5);
    run(cells, -100.0, degc_of_reference, 300.0, 1.0);
    const double after_load_v = 3.0 + 0.5 * cells.soc(0);
    for (double rest_s = 30.0; rest_s <= 3000.0; rest_s += 30.0) {
        advance(cells, 0.0, degc_of_reference, 30.0);
        const auto left = [&](double tau_s) {
            return (1.0 - std::exp(-300.0 / tau_s)) * std::exp(-rest_s / tau_s);
        };
        const double rc = plain_rc1 * left(chemistry.rc1_s) + plain_rc2 * left(chemistry.rc2_s);
        expect_relative(cells.voltage_v(0, 0.0), after_load_v - cell.resistance_ohm * 100.0 * rc,
                        1e-12);
    }
}

RC_GTEST_PROP(Cells, HowASpanIsCutIntoStepsMakesNoDifference, ()) {
    Chemistry chemistry = plain_chemistry();
    chemistry.coulombic_efficiency = *gen_between(0.9, 1.0);
    CellParameters cell = sample_cell();
    cell.self_discharge_a = *gen_between(0.0, 0.1);
    const double current_a = *gen_between(-100.0, 100.0);
    const auto lengths = gen_many(*gen_whole<std::size_t>(2, 20), 0.001, 100.0);
    Cells pieces = one_cell(chemistry, cell, 0.5);
    Cells whole = one_cell(chemistry, cell, 0.5);
    for (Cells* cells : {&pieces, &whole}) {
        advance(*cells, -30.0, degc_of_reference, 50.0);  // not from rest
    }
    for (const double dt_s : lengths) {
        advance(pieces, current_a, degc_of_reference, dt_s);
    }
    advance(whole, current_a, degc_of_reference,
            std::accumulate(lengths.begin(), lengths.end(), 0.0));
    RC_ASSERT(std::abs(pieces.voltage_v(0, current_a) - whole.voltage_v(0, current_a)) < 3e-12);
    RC_ASSERT(std::abs(pieces.charge_ah(0) - whole.charge_ah(0)) < 1e-10);
}

TEST(Cells, CountChargeExactly) {
    Chemistry chemistry = plain_chemistry();
    chemistry.coulombic_efficiency = 0.98;
    for (const double dt_s : {0.1, 1.0, 60.0, 3600.0}) {
        Cells cells = one_cell(chemistry, sample_cell(), 0.5);
        // An hour of 37.5 A drawn takes 37.5 Ah: no efficiency while discharging …
        run(cells, -37.5, degc_of_reference, 3600.0, dt_s);
        EXPECT_NEAR(cells.charge_ah(0), 12.5, 1e-10);
        EXPECT_EQ(cells.ledger().coulombic_loss_ah, 0.0);
        // … and of 10 Ah charged 9.8 arrive.
        run(cells, 10.0, degc_of_reference, 3600.0, dt_s);
        EXPECT_NEAR(cells.charge_ah(0), 22.3, 1e-10);
        EXPECT_NEAR(cells.ledger().coulombic_loss_ah, 0.2, 1e-11);
        EXPECT_NEAR(cells.soc(0), 0.223, 1e-12);
    }
}

// D-19
TEST(SelfDischarge, TakesTwoPercentOfNominalIn30Days) {
    BatteryParameters battery = sample_battery();
    battery.capacity_ah = 200.0;
    battery.self_discharge_pct_per_30d = 2.0;
    const CellParameters cell = cell_of(battery);
    for (const double dt_s : {60.0, 3600.0, 30.0 * 86'400.0}) {
        Cells cells = one_cell(plain_chemistry(), cell, 0.5);
        run(cells, 0.0, degc_of_reference, 30.0 * 86'400.0, dt_s);
        EXPECT_NEAR(cells.charge_ah(0), 100.0 - 4.0, 4.0 * 1e-9);
        EXPECT_NEAR(cells.ledger().self_discharge_ah, 4.0, 4.0 * 1e-9);
    }
}

// It goes on, and adds up, while a current flows either way.
TEST(SelfDischarge, ComesOnTopOfEveryCurrent) {
    CellParameters cell = sample_cell();
    cell.self_discharge_a = 0.5;
    for (const double current_a : {-10.0, 10.0}) {
        Cells cells = one_cell(plain_chemistry(), cell, 0.5);
        run(cells, current_a, degc_of_reference, 3600.0, 1.0);
        expect_relative(cells.charge_ah(0), 50.0 + current_a - 0.5, 1e-12);
    }
}

// Full leak from 1 V up, none from 0 V down, in proportion between.
TEST(SelfDischarge, FadesOutBelowOneVolt) {
    CellParameters cell = sample_cell();
    cell.self_discharge_a = 0.5;
    const auto lost_at = [&](double ocv_v) {
        Cells cells = one_cell(plain_chemistry(ocv_v, ocv_v), cell, 0.5);
        advance(cells, 0.0, degc_of_reference, 3600.0);
        return 50.0 - cells.charge_ah(0);
    };
    EXPECT_NEAR(lost_at(3.2), 0.5, 1e-12);
    EXPECT_NEAR(lost_at(1.0), 0.5, 1e-11);  // in many parts, for it may fade
    EXPECT_NEAR(lost_at(0.75), 0.375, 1e-11);
    EXPECT_NEAR(lost_at(0.1), 0.05, 1e-11);
    EXPECT_EQ(lost_at(0.0), 0.0);
    EXPECT_EQ(lost_at(-1.0), 0.0);
}

// P = R I² and T(t) = Tamb + P/hA + (T0 - Tamb - P/hA) exp(-t hA / C), with no RC pairs, a level
// open-circuit voltage and no entropy.
TEST(Temperature, RelaxesExactlyTowardsAmbientPlusHeatAtAnyStepLength) {
    Chemistry chemistry = plain_chemistry(3.3, 3.3);
    chemistry.rc1_factor = chemistry.rc2_factor = {};
    const CellParameters cell = sample_cell();  // C = 3200 J/K, hA = 0.5 W/K: tau = 6400 s
    constexpr double current_a = -100.0;
    constexpr double ambient_degc = -5.0;
    const double settled_degc = ambient_degc + cell.resistance_ohm * 1e4 / 0.5;
    for (const double dt_s : {1.0, 10.0, 60.0, 1200.0}) {
        Cells cells = one_cell(chemistry, cell, 0.9, 30.0);
        run(cells, current_a, ambient_degc, 1200.0, dt_s);
        const double expected = settled_degc + (30.0 - settled_degc) * std::exp(-1200.0 / 6400.0);
        expect_relative(cells.temperature_degc(0), expected, 1e-12);
    }
}

// What does not arrive while charging, and what leaks, warms the cell: P = ((1 - eta) I + leak) U.
TEST(Temperature, RisesByWhatIsLostWhileChargingAndByTheLeak) {
    Chemistry chemistry = plain_chemistry(3.3, 3.3);
    chemistry.rc1_factor = chemistry.rc2_factor = {};
    chemistry.coulombic_efficiency = 0.99;
    CellParameters cell = sample_cell();
    cell.resistance_ohm = 1e-15;
    cell.self_discharge_a = 0.1;
    const auto after = [&](double current_a) {
        Cells cells = one_cell(chemistry, cell, 0.5, 25.0);
        advance(cells, current_a, 25.0, 6400.0);  // one time constant
        return cells.temperature_degc(0) - 25.0;
    };
    const double share = (1.0 - std::exp(-1.0)) / 0.5;
    expect_relative(after(0.0), 0.1 * 3.3 * share, 1e-9);
    expect_relative(after(20.0), (0.01 * 20.0 + 0.1) * 3.3 * share, 1e-9);
    expect_relative(after(-20.0), 0.1 * 3.3 * share, 1e-9);
}

/// Rise of a cell of 3200 J/K and 0.5 W/K after one second with a power of `begin_w` that grows by
/// `feedback_w_per_k` as the cell warms: C x' = P + f x - hA x.
double rise_k(double begin_w, double feedback_w_per_k) {
    const double transfer_w_per_k = 0.5 - feedback_w_per_k;
    return begin_w / transfer_w_per_k * -std::expm1(-transfer_w_per_k / 3200.0);
}

// Reversible heat: P = I T dU/dT with T in kelvin, as it becomes. With dU/dT > 0 charging warms.
TEST(Temperature, RisesOrFallsByTheEntropyWithTheSignOfTheCurrent) {
    Chemistry chemistry = plain_chemistry(3.3, 3.3);
    chemistry.rc1_factor = chemistry.rc2_factor = {};
    chemistry.entropic_v_per_k = {{0.0, 2e-4}, {1.0, 2e-4}};
    CellParameters cell = sample_cell();
    cell.resistance_ohm = 1e-15;
    for (const double current_a : {-50.0, 50.0}) {
        Cells cells = one_cell(chemistry, cell, 0.5, 20.0);
        advance(cells, current_a, 20.0, 1.0);
        const double rise = rise_k(current_a * 293.15 * 2e-4, current_a * 2e-4);
        expect_relative(cells.temperature_degc(0) - 20.0, rise, 1e-9);
    }
}

// Only what arrives in the cell moves its entropy: P = eta I T dU/dT + (1 - eta) I U while
// charging, and a leak at rest is a discharge, P = leak (U - T dU/dT).
TEST(Temperature, CountsTheEntropyOfWhatArrivesOnly) {
    Chemistry chemistry = plain_chemistry(3.3, 3.3);
    chemistry.rc1_factor = chemistry.rc2_factor = {};
    chemistry.entropic_v_per_k = {{0.0, 1e-3}, {1.0, 1e-3}};
    chemistry.coulombic_efficiency = 0.8;
    CellParameters cell = sample_cell();
    cell.resistance_ohm = 1e-15;
    const auto after = [&](double current_a) {
        Cells cells = one_cell(chemistry, cell, 0.5, 25.0);
        advance(cells, current_a, 25.0, 1.0);
        return cells.temperature_degc(0) - 25.0;
    };
    // U = 3.3 V + (T - 25 °C) 1 mV/K: what is lost grows with it, too.
    expect_relative(after(50.0), rise_k(40.0 * 298.15e-3 + 10.0 * 3.3, 50.0e-3), 1e-9);
    cell.self_discharge_a = 2.0;
    expect_relative(after(0.0), rise_k(2.0 * (3.3 - 298.15e-3), 0.0), 1e-9);
}

// U = OCV(z) + (T - 25 °C) dU/dT(z), dU/dT level beyond its ends
RC_GTEST_PROP(OpenCircuit, CarriesTheEntropicSlopeAwayFrom25Degrees, ()) {
    Chemistry chemistry = plain_chemistry();
    chemistry.entropic_v_per_k = {{0.0, -4e-4}, {1.0, 2e-4}};
    const double soc = *gen_between(-0.02, 1.02);
    const double degc = *gen_between(-30.0, 60.0);
    const Cells cells = one_cell(chemistry, sample_cell(), soc, degc);
    const double slope_v_per_k = -4e-4 + 6e-4 * std::clamp(soc, 0.0, 1.0);
    const double expected_v = 3.0 + 0.5 * soc + (degc - 25.0) * slope_v_per_k;
    RC_ASSERT(std::abs(cells.voltage_v(0, 0.0) - expected_v) < 1e-12);
}

// R = R0 f(z) (0.69 + 0.31 exp(5383 (1/T - 1/298.15))), T in kelvin.
TEST(Resistance, FollowsStateOfChargeAndTemperature) {
    const Chemistry chemistry = lithium_chemistry();
    const CellParameters cell = sample_cell();
    for (const CurvePoint& point : chemistry.r0_factor) {
        for (int degc = -30; degc <= 60; ++degc) {
            const auto formula = [&](double at_degc) {
                return cell.resistance_ohm * point.value *
                       (0.69 + 0.31 * std::exp(5383.0 * (1.0 / (at_degc + 273.15) - 1.0 / 298.15)));
            };
            expect_relative(resistance_of(one_cell(chemistry, cell, point.at, degc)), formula(degc),
                            1e-12);
            // Between whole degrees it is interpolated.
            expect_relative(resistance_of(one_cell(chemistry, cell, point.at, degc + 0.5)),
                            formula(degc + 0.5), 1e-4);
        }
    }
}

// A123 26650 (mΩ from -25 to 45 °C): up to one overall scale the formula is within 4 %.
TEST(Resistance, RisesInTheColdAsMeasuredOnACell) {
    Chemistry chemistry = plain_chemistry();
    chemistry.resistance.fixed_share = 0.69;
    chemistry.resistance.activation_k = 5383.0;
    CellParameters cell = sample_cell();
    cell.resistance_ohm = 1e-3;
    const std::array<std::pair<double, double>, 8> measured_mohm{{{-25.0, 127.0},
                                                                  {-15.0, 60.3},
                                                                  {-5.0, 29.8},
                                                                  {5.0, 18.5},
                                                                  {15.0, 13.1},
                                                                  {25.0, 10.4},
                                                                  {35.0, 8.7},
                                                                  {45.0, 7.8}}};
    double lowest = 1e9;
    double highest = 0.0;
    for (const auto& [degc, mohm] : measured_mohm) {
        const double scale = mohm / resistance_of(one_cell(chemistry, cell, 0.5, degc));
        lowest = std::min(lowest, scale);
        highest = std::max(highest, scale);
    }
    EXPECT_LT((highest - lowest) / (highest + lowest), 0.04);
}

// The RC pairs are shares of R0: they rise in the cold with it.
TEST(Resistance, OfTheRcPairsIsTheirShareOfR0AtEveryTemperature) {
    Chemistry chemistry = plain_chemistry();
    chemistry.resistance.fixed_share = 0.69;
    chemistry.resistance.activation_k = 5383.0;
    CellParameters cell = sample_cell();
    cell.heat_transfer_w_per_k = 1e6;  // held at the temperature around it
    for (const double degc : {-20.0, 5.0, 25.0, 45.0}) {
        Cells cells = one_cell(chemistry, cell, 0.5, degc);
        run(cells, -10.0, degc, 36.0, 36.0);
        const double ocv_v = 3.0 + 0.5 * (0.5 - 0.001);
        const double rc =
            0.5 * (1.0 - std::exp(-36.0 / 25.0)) + 0.8 * (1.0 - std::exp(-36.0 / 1200.0));
        EXPECT_NEAR(cells.voltage_v(0, 0.0), ocv_v - 10.0 * rc * resistance_of(cells), 1e-9);
    }
}

// Against Simpson's rule over 2000 parts of the solution written out.
RC_GTEST_PROP(LowPass, ItsMeansAreThoseOfTheDecayTowardsAHeldCurrent, ()) {
    const double tau_s = *gen_between(1.0, 2000.0);
    const double dt_s = *gen_between(0.01, 500.0);
    const double start = *gen_between(-200.0, 200.0);
    const double target = *gen_between(-200.0, 200.0);
    const LowPass step{tau_s, dt_s};
    const auto at = [&](double t) { return target + (start - target) * std::exp(-t / tau_s); };
    RC_ASSERT(std::abs(step.end(start, target) - at(dt_s)) < 1e-12 * 400.0);
    const double scale = start * start + target * target;
    const double tolerance = 1e-10 + 0.1 * std::pow(dt_s / 2000.0 / tau_s, 4);
    RC_ASSERT(std::abs(step.mean(start, target) - mean_of(at, dt_s)) <= 400.0 * tolerance);
    const auto square = [&](double t) { return at(t) * at(t); };
    RC_ASSERT(std::abs(step.mean_square(start, target) - mean_of(square, dt_s)) <=
              scale * tolerance + 1e-9);
}

// OCV a + b z with the charge of a parabola behind it: z(s) = z0 + T / C (I0 s + (I1 - I0) s²/2 +
// B (2 s² - 4/3 s³)), whose mean over time is z0 + T / C (I0 / 2 + (I1 - I0) / 6 + B / 3). The mean
// over the charge that flows, which its energy needs, would be z0 + T / C (mean of I) / 2.
TEST(Cells, TellTheMeanVoltageOverTheTimeOfAStep) {
    Chemistry chemistry = plain_chemistry();
    chemistry.rc1_factor = chemistry.rc2_factor = {};
    for (const CurrentRamp u :
         {CurrentRamp{-40.0, -10.0}, CurrentRamp{30.0, 45.0, 6.0}, CurrentRamp{5.0, 1.0, -0.5}}) {
        for (const double dt_s : {1.0, 100.0, 700.0}) {
            Cells cells{chemistry, sample_cell(), 1, 1, 0.5, 25.0};
            cells.advance(std::array{u.begin_a}, std::array{u.end_a}, std::array{u.bend_a},
                          {25.0, 25.0}, dt_s);
            const double per_as = 1.0 / (3600.0 * sample_cell().capacity_ah);
            const double mean_as =
                dt_s * (u.begin_a / 2.0 + (u.end_a - u.begin_a) / 6.0 + u.bend_a / 3.0);
            EXPECT_NEAR(cells.mean_source_v()[0], 3.0 + 0.5 * (0.5 + mean_as * per_as), 1e-9)
                << u.end_a << ' ' << dt_s;
        }
    }
}

/// x behind tau x' = u - x and a parabola. x(t) = v(t) + (x0 - v(0)) exp(-t / tau) with
/// v = u - tau u' + tau² u''; where that is a small difference of large numbers, as the
/// convolution.
double behind(double tau_s, double start, CurrentRamp u, double dt_s, double t) {
    if (t < 0.1 * tau_s) {
        double x = start * std::exp(-t / tau_s);
        for (std::size_t i = 0; i < gauss_8<double>.nodes; ++i) {
            const double at = t * gauss_8<double>.at[i];
            x += t / tau_s * gauss_8<double>.weight[i] * u.at(at / dt_s) *
                 std::exp((at - t) / tau_s);
        }
        return x;
    }
    const double slope = (u.end_a - u.begin_a + 4.0 * u.bend_a) / dt_s;
    const double half_curve = -4.0 * u.bend_a / (dt_s * dt_s);
    const auto line = [&](double at) {
        return u.begin_a + slope * (at - tau_s) +
               half_curve * (at * at - 2.0 * tau_s * at + 2.0 * tau_s * tau_s);
    };
    return line(t) + (start - line(0.0)) * std::exp(-t / tau_s);
}

// Also where the step is but a moment of the time constant: a leap is cut where its current turns.
RC_GTEST_PROP(LowPass, ItsMeansAreThoseBehindAParabola, ()) {
    const double tau_s = *gen_between(1.0, 2000.0);
    const double dt_s = std::pow(10.0, *gen_between(-6.0, 2.7));
    const double start = *gen_between(-200.0, 200.0);
    const CurrentRamp ramp{*gen_between(-200.0, 200.0), *gen_between(-200.0, 200.0),
                           *rc::gen::oneOf(rc::gen::just(0.0), gen_between(-50.0, 50.0))};
    const LowPass step{tau_s, dt_s};
    const auto at = [&](double t) { return behind(tau_s, start, ramp, dt_s, t); };
    const double tolerance = 1e-11 + 0.1 * std::pow(dt_s / 2000.0 / tau_s, 4);
    RC_ASSERT(std::abs(step.end(start, ramp) - at(dt_s)) < 1e-11 * 400.0);
    RC_ASSERT(std::abs(step.mean(start, ramp) - mean_of(at, dt_s)) <= 400.0 * tolerance);
    const auto square = [&](double t) { return at(t) * at(t); };
    RC_ASSERT(std::abs(step.mean_square(start, ramp) - mean_of(square, dt_s)) <=
              400.0 * 400.0 * tolerance);
}

// The cells at one position of all strings lie side by side.
TEST(Cells, TakeTheCurrentOfTheirString) {
    const CellParameters cell = sample_cell();
    Cells cells{plain_chemistry(), cell, 4, 3, 0.5, 25.0};
    ASSERT_EQ(cells.size(), 12U);
    const std::array currents_a{-30.0, 0.0, 60.0};
    cells.advance(currents_a, 25.0, 360.0);
    std::array<double, 3> source_v{};
    std::array<double, 3> resistance_ohm{};
    cells.fold(source_v, resistance_ohm);
    for (std::size_t string = 0; string < 3; ++string) {
        double string_v = 0.0;
        for (std::size_t position = 0; position < 4; ++position) {
            const std::size_t i = cells.index(position, string);
            expect_relative(cells.charge_ah(i), 50.0 + currents_a[string] / 10.0, 1e-12);
            string_v += cells.voltage_v(i, currents_a[string]);
        }
        expect_relative(resistance_ohm[string], 4.0 * cell.resistance_ohm, 1e-12);
        expect_relative(source_v[string] + resistance_ohm[string] * currents_a[string], string_v,
                        1e-12);
    }
    expect_relative(cells.stored_charge_ah(), 12 * 50.0 + 4 * 3.0, 1e-12);
}

// Straight, 1 V at empty and 1 V per hundredth of the capacity: below empty the leak is as the
// voltage, U' = -(I_drawn + leak U) / (1 Ah), so U + I_drawn / leak decays with 1 Ah / leak.
TEST(FadingLeak, DecaysWithTheVoltageWhateverTheStep) {
    const Chemistry chemistry = plain_chemistry(1.0, 101.0);
    CellParameters cell = sample_cell();
    cell.self_discharge_a = 0.03;
    cell.electronics_a = 0.02;
    for (const double drawn_a : {0.0, 0.02}) {
        for (const double dt_s : {100.0, 3600.0, 36'000.0}) {
            Cells cells{chemistry, cell, 1, 1, -0.001, 25.0};
            const double initial_j = cells.stored_energy_j();
            double terminal_j = 0.0;
            for (int i = 0; i < static_cast<int>(36'000.0 / dt_s); ++i) {
                cells.advance(std::array{-drawn_a}, 25.0, dt_s);
                terminal_j += cells.string_energy_j()[0];
            }
            const double level_v = drawn_a / 0.05;
            const double end_v = (0.9 + level_v) * std::exp(-0.05 * 10.0) - level_v;
            EXPECT_NEAR(cells.open_circuit_v(0), end_v, 1e-9) << dt_s;
            const CellLedger ledger = cells.ledger();
            EXPECT_NEAR(ledger.self_discharge_ah, 0.9 - end_v - 10.0 * drawn_a, 1e-9) << dt_s;
            const double spent_j = ledger.self_discharge_j + ledger.joule_heat_j;
            EXPECT_NEAR(terminal_j, cells.stored_energy_j() - initial_j + spent_j, 1e-6) << dt_s;
        }
    }
}

// Nothing is left to drive it.
TEST(FadingLeak, IsNoneBelowZeroVolts) {
    CellParameters cell = sample_cell();
    cell.self_discharge_a = 0.05;
    Cells cells{plain_chemistry(1.0, 101.0), cell, 1, 1, -0.011, 25.0};
    cells.advance(std::array{0.0}, 25.0, 86'400.0);
    EXPECT_EQ(cells.soc(0), -0.011);
    EXPECT_EQ(cells.ledger().self_discharge_ah, 0.0);
}

}  // namespace
}  // namespace models
