// How cells age, against the check values of the published models and closed forms.

#include "models/cells.hpp"
#include "tests/models/generators.hpp"
#include "tests/models/samples.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

/// Potential of lithiated graphite in BLAST-Lite, lfp_gr_250AhPrismatic_2019.
double graphite_v(double soc) {
    const double x = 0.0085 + 0.7715 * soc;
    return 0.6379 + 0.5416 * std::exp(-305.5309 * x) + 0.044 * std::tanh(-(x - 0.1958) / 0.1088) -
           0.1978 * std::tanh((x - 1.0571) / 0.0854) - 0.6875 * std::tanh((x + 0.0117) / 0.0529) -
           0.0175 * std::tanh((x - 0.5692) / 0.0875);
}

AgeingLaw blast_law() {
    AgeingLaw law{.calendar_rate = 8.37e4,
                  .calendar_activation_k = 5210.0,
                  .calendar_potential_k_per_v = 3560.0,
                  .calendar_exponent = 0.526,
                  .cycle_base = 4.38e-8,
                  .cycle_per_depth = 1.55e-8,
                  .cycle_per_c = 1.68e-7,
                  .cycle_activation_k = 2190.0,
                  .cycle_exponent = 0.828};
    for (int step = 0; step <= 40; ++step) {
        law.graphite_v.push_back({step * 0.025, graphite_v(step * 0.025)});
    }
    return law;
}

Chemistry ageing_chemistry(const AgeingLaw& law) {
    Chemistry chemistry = plain_chemistry();
    chemistry.ageing = law;
    return chemistry;
}

double after_years(double years, double degc, double soc) {
    const AgeingCurves curves{blast_law()};
    const double integral = curves.calendar({.days = 365.0 * years,
                                             .soc = soc,
                                             .degc = degc,
                                             .cycles = 0.0,
                                             .rate_c = 0.0,
                                             .depth = 0.0});
    return 100.0 * curves.calendar_share(integral);
}

/// One cell of 100 Ah, full and warm.
Cells hot_cell() {
    return {ageing_chemistry(blast_law()),
            {.capacity_ah = 100.0, .resistance_ohm = 0.001},
            1,
            1,
            1.0,
            45.0};
}

// A driver that steps over time looks at what a step has led to before an hour's ageing changes it.
TEST(Ageing, FollowsAStepToTheHourOnlyWhenItIsAskedTo) {
    const std::array none_a{0.0};
    Cells followed = hot_cell();
    followed.follow(none_a, none_a, {}, {45.0, 45.0}, 3600.0);
    EXPECT_EQ(followed.capacity_ah(0), 100.0);
    EXPECT_TRUE(followed.grow_older());
    EXPECT_LT(followed.capacity_ah(0), 100.0);
    EXPECT_FALSE(followed.grow_older());
    Cells advanced = hot_cell();
    advanced.advance(none_a, 45.0, 3600.0);
    EXPECT_EQ(advanced.capacity_ah(0), followed.capacity_ah(0));
}

// By as much as the same charge is further up a curve of less capacity.
TEST(Ageing, TellsHowQuicklyItMovesTheVoltageOfACellAtRest) {
    Cells cells{ageing_chemistry(blast_law()), sample_cell(), 1, 1, 0.6, 45.0, 0.0};
    EXPECT_TRUE(std::isinf(cells.ageing_v_per_s()));
    const std::array none_a{0.0};
    cells.follow(none_a, none_a, {}, {45.0, 45.0}, 7200.0);
    const double before_v = cells.open_circuit_v(0);
    ASSERT_TRUE(cells.grow_older());
    const double moved_v = cells.open_circuit_v(0) - before_v;
    EXPECT_GT(moved_v, 0.0);
    EXPECT_NEAR(cells.ageing_v_per_s() * 7200.0, moved_v, 0.01 * moved_v);
}

// Check values of the model as its authors' code gives them.
TEST(Ageing, CalendarLossIsThatOfBlastLite) {
    EXPECT_NEAR(after_years(1.0, 25.0, 0.5), 1.1, 0.05);
    EXPECT_NEAR(after_years(10.0, 25.0, 0.5), 3.7, 0.05);
    EXPECT_NEAR(after_years(10.0, 45.0, 1.0), 18.0, 0.5);
}

TEST(Ageing, CycleLossIsThatOfBlastLite) {
    const AgeingCurves curves{blast_law()};
    const double integral = curves.cycles(
        {.days = 0.0, .soc = 0.5, .degc = 25.0, .cycles = 3000.0, .rate_c = 0.3, .depth = 0.8});
    EXPECT_NEAR(100.0 * curves.cycle_share(integral), 12.5, 0.05);
}

// Naumann 2018: 3.4194e-10 / s at 25 °C times (1.5604 - 3.3903 (s - 0.5)²).
TEST(Ageing, ResistanceGrowsAsNaumannHasIt) {
    const AgeingCurves curves{{.resistance_rate = 3.4194e-10 * 86'400.0,
                               .resistance_activation_k = 71'827.0 / 8.314,
                               .resistance_peak = 1.5604,
                               .resistance_curvature = 3.3903}};
    const auto added = [&](double degc, double soc) {
        return curves.resistance(
            {.days = 3650.0, .soc = soc, .degc = degc, .cycles = 0.0, .rate_c = 0.0, .depth = 0.0});
    };
    EXPECT_NEAR(added(25.0, 0.5), 3.4194e-10 * 3650.0 * 86'400.0 * 1.5604, 1e-6);
    EXPECT_NEAR(added(25.0, 0.0), 3.4194e-10 * 3650.0 * 86'400.0 * (1.5604 - 3.3903 / 4), 1e-6);
    EXPECT_NEAR(added(40.0, 0.5) / added(25.0, 0.5),
                std::exp(-71'827.0 / 8.314 * (1.0 / 313.15 - 1.0 / 298.15)), 1e-6);
}

// A year at rest in the cell itself: lost share k (365 d)^0.526 at 25 °C and 60 %.
TEST(Ageing, OfACellAtRestIsTheModelsWhateverTheStep) {
    const double rate =
        8.37e4 * std::exp(-5210.0 / 298.15) * std::exp(-3560.0 * graphite_v(0.6) / 298.15);
    for (const double dt_s : {60.0, 3600.0, 86'400.0}) {
        Cells cells{ageing_chemistry(blast_law()), sample_cell(), 1, 1, 0.6, 25.0, 1.0};
        for (int i = 0; i < static_cast<int>(100 * 86'400.0 / dt_s); ++i) {
            cells.advance(std::array{0.0}, 25.0, dt_s);
        }
        const double expected = rate * std::pow(100.0, 0.526);
        EXPECT_NEAR(cells.ages().lost(0).calendar, expected, 2e-3 * expected) << dt_s;
        EXPECT_NEAR(cells.capacity_ah(0), 100.0 * (1.0 - cells.ages().lost(0).all()), 1e-9);
        // The charge is what it was, and fills more of what is left.
        EXPECT_EQ(cells.charge_ah(0), 60.0);
        EXPECT_NEAR(cells.soc(0), 60.0 / cells.capacity_ah(0), 1e-15);
    }
}

// A cell that warms itself ages faster: half an hour at 1C out, half an hour in, five times over.
TEST(Ageing, OfACellThatWarmsItselfIsTheSameWhateverTheStep) {
    const auto cycled = [](double dt_s) {
        Chemistry chemistry = lithium_chemistry();
        chemistry.ageing = blast_law();
        Cells cells{chemistry, sample_cell(), 1, 1, 0.9, 10.0, 1.0};
        for (int half = 0; half < 10; ++half) {
            for (int i = 0; i < static_cast<int>(1800.0 / dt_s); ++i) {
                cells.advance(std::array{half % 2 == 0 ? -100.0 : 100.0}, 10.0, dt_s);
            }
        }
        return cells;
    };
    const Cells second = cycled(1.0);
    const double lost = second.ages().lost(0).all();
    EXPECT_GT(second.temperature_degc(0), 12.0);
    for (const double dt_s : {10.0, 60.0}) {
        const Cells longer = cycled(dt_s);
        EXPECT_NEAR(longer.ages().lost(0).all(), lost, 1e-4 * lost) << dt_s;
        EXPECT_NEAR(longer.soc(0), second.soc(0), 1e-7) << dt_s;
        EXPECT_NEAR(longer.voltage_v(0, 100.0), second.voltage_v(0, 100.0), 1e-4) << dt_s;
    }
}

// What ageing takes from the store stands in the ledger, so the balance closes over it.
TEST(Ageing, ItsEnergyStandsInTheLedger) {
    AgeingLaw fast = blast_law();
    fast.calendar_rate *= 50.0;
    Chemistry chemistry = lithium_chemistry();
    chemistry.ageing = fast;
    Cells cells{chemistry, sample_cell(), 1, 1, 0.5, 25.0, 1.0};
    const double initial_j = cells.stored_energy_j();
    double terminal_j = 0.0;
    double throughput_j = 0.0;
    for (int i = 0; i < 3000; ++i) {
        cells.advance(std::array{(i / 60) % 2 == 0 ? 20.0 : -20.0}, 25.0, 60.0);
        terminal_j += cells.string_energy_j()[0];
        throughput_j += std::abs(cells.string_energy_j()[0]);
    }
    const CellLedger& ledger = cells.ledger();
    EXPECT_GT(std::abs(ledger.ageing_j), 1e-5 * throughput_j);
    const double spent_j = ledger.joule_heat_j + ledger.hysteresis_heat_j + ledger.entropic_heat_j +
                           ledger.coulombic_loss_j + ledger.self_discharge_j + ledger.ageing_j;
    EXPECT_LT(std::abs(terminal_j - (cells.stored_energy_j() - initial_j) - spent_j),
              1e-9 * throughput_j);
}

AgeingLaw over_discharge_law() {
    return {
        .over_discharge_share = {{0.0, 0.249}, {0.5, 0.126}, {1.0, 0.04}, {1.5, 0.01}, {2.0, 0.0}},
        .over_discharge_per_day = {{1.0, 0.005}, {2.0, 0.0}}};
}

// RSC Adv. 2016, 10.1039/c6ra01677d: 12.6 % at 0.5 V, 24.9 % at 0 V; nothing above 2 V.
TEST(OverDischarge, CostsWhatTheLowestVoltageAtRestSays) {
    struct Case {
        double ends_at_v, lost_pct;
    };
    for (const auto& [ends_at_v, lost_pct] : {Case{2.1, 0.0}, Case{1.5, 1.0}, Case{1.0, 4.0},
                                              Case{0.5, 12.6}, Case{0.0, 24.9}, Case{-0.3, 24.9}}) {
        // Straight: 1 V per hundredth of the capacity, 2.5 V at empty.
        Chemistry chemistry = plain_chemistry(2.5, 102.5);
        chemistry.ageing = over_discharge_law();
        chemistry.ageing.over_discharge_per_day.clear();
        Cells cells{chemistry, sample_cell(), 1, 1, 0.0, 25.0};
        cells.advance(std::array{-(2.5 - ends_at_v)}, 25.0, 3600.0);
        EXPECT_NEAR(100.0 * cells.ages().lost(0).over_discharge, lost_pct, 1e-6) << ends_at_v;
        // Brought back up it has still lost it.
        const double lost = cells.ages().lost(0).over_discharge;
        cells.advance(std::array{5.0}, 25.0, 3600.0);
        EXPECT_EQ(cells.ages().lost(0).over_discharge, lost);
    }
}

TEST(OverDischarge, GoesOnDayByDayBelowTwoVolts) {
    Chemistry chemistry = plain_chemistry();
    chemistry.ocv_discharge_v = {{-0.05, 0.5}, {0.0, 1.0}, {1.0, 3.5}};
    chemistry.ageing = over_discharge_law();
    chemistry.ageing.over_discharge_share.clear();
    Cells cells{chemistry, sample_cell(), 1, 1, 0.0, 25.0};
    for (int hour = 0; hour < 240; ++hour) {
        cells.advance(std::array{0.0}, 25.0, 3600.0);
    }
    EXPECT_NEAR(cells.ages().lost(0).over_discharge, 10.0 * 0.005, 1e-9);  // ten days at 1 V
    EXPECT_NEAR(cells.capacity_ah(0), 95.0, 1e-6);
}

/// A step in which the voltage at rest goes straight from one to the other.
void harm_straight(CellAges& ages, std::size_t cell, double from_v, double to_v, double days) {
    const auto rest_v = [&](double share) { return from_v + share * (to_v - from_v); };
    ages.harm(cell, from_v, to_v, rest_v, days);
}

// From 3 V straight down to 1 V and half a percent a day in eight days, harmed in half of them, and
// straight back: half of it on the mean, however the way is cut.
TEST(OverDischarge, CostsTheMeanOfItsWayWhateverTheStep) {
    for (const int parts : {1, 3, 4, 100}) {
        CellAges ages{over_discharge_law(), 1};
        const double of_share = 0.04;  // at 1 V
        const auto lost = [&] { return ages.lost(0).over_discharge - of_share; };
        const double way = 0.5 * 0.005 * 4.0;
        const double volts = 2.0 / parts;
        for (int part = 0; part < parts; ++part) {
            harm_straight(ages, 0, 3.0 - volts * part, 3.0 - volts * (part + 1), 8.0 / parts);
        }
        EXPECT_NEAR(lost(), way, 1e-7 * way) << parts;
        for (int part = 0; part < parts; ++part) {
            harm_straight(ages, 0, 1.0 + volts * part, 1.0 + volts * (part + 1), 8.0 / parts);
        }
        EXPECT_NEAR(lost(), 2.0 * way, 1e-7 * way) << parts;
    }
}

// What a day costs is straight from nothing at 2 V to half a percent at 1 V, and the voltage comes
// to rest as 1.2 V + 1.3 V exp(-t / 5 h). From 2 V on, after 5 h ln(13 / 8), that is an integral of
// one exponential: 0.8 V over the time that is left, less what 0.8 V exp(-t / 5 h) adds up to.
TEST(OverDischarge, CostsWhatABentWayComesToWhateverTheStep) {
    const double whole_h = 24.0;
    const auto at_v = [](double hours) { return 1.2 + 1.3 * std::exp(-hours / 5.0); };
    const double harmed_h = whole_h - 5.0 * std::log(1.3 / 0.8);
    const double volt_hours = 0.8 * harmed_h - 0.8 * 5.0 * (1.0 - std::exp(-harmed_h / 5.0));
    AgeingLaw law = over_discharge_law();
    law.over_discharge_share.clear();
    for (const int parts : {1, 2, 24, 1440, 86'400}) {
        CellAges ages{law, 1};
        const double part_h = whole_h / parts;
        for (int part = 0; part < parts; ++part) {
            const auto rest_v = [&](double share) { return at_v((part + share) * part_h); };
            ages.harm(0, rest_v(0.0), rest_v(1.0), rest_v, part_h / 24.0);
        }
        const double expected = 0.005 * volt_hours / 24.0;
        EXPECT_NEAR(ages.lost(0).over_discharge, expected, 1e-7 * expected) << parts;
    }
}

// A day from 3 V to 1 V, half of it below 2 V at a quarter of a percent a day on the mean, a day
// back, and one more to 1.5 V, a third of it below 2 V at an eighth.
TEST(OverDischarge, BeginsAnewAfterACellHasRecovered) {
    CellAges ages{over_discharge_law(), 2};
    harm_straight(ages, 1, 3.0, 1.0, 1.0);
    harm_straight(ages, 1, 1.0, 3.0, 1.0);
    harm_straight(ages, 1, 3.0, 1.5, 1.0);
    EXPECT_NEAR(ages.lost(1).over_discharge, 0.04 + 0.00125 + 0.00125 + 0.00125 / 3.0, 1e-9);
    EXPECT_EQ(ages.lost(0).over_discharge, 0.0);
    ages.renew(1);
    EXPECT_EQ(ages.lost(1).over_discharge, 0.0);
}

// At rest below empty nothing flows, so nothing changes but what it will have when it is charged.
TEST(OverDischarge, DrawsACellNoFurtherDownByWhatItLoses) {
    Chemistry chemistry = lithium_chemistry();
    chemistry.ageing = over_discharge_law();
    Cells cells{chemistry, sample_cell(), 1, 1, -0.006, 25.0};
    const double rest_v = cells.open_circuit_v(0);
    for (int hour = 0; hour < 240; ++hour) {
        cells.advance(std::array{0.0}, 25.0, 3600.0);
    }
    EXPECT_NEAR(cells.open_circuit_v(0), rest_v, 1e-9);
    EXPECT_NEAR(cells.soc(0), -0.006, 1e-12);
    EXPECT_EQ(cells.ledger().ageing_j, 0.0);
    const double lost = cells.ages().lost(0).over_discharge;
    EXPECT_GT(lost, 0.01);
    for (int hour = 0; hour < 2; ++hour) {
        cells.advance(std::array{10.0}, 25.0, 3600.0);
    }
    EXPECT_NEAR(cells.capacity_ah(0), 100.0 * (1.0 - cells.ages().lost(0).over_discharge), 1e-9);
    EXPECT_LT(cells.ages().lost(0).over_discharge, lost + 0.005 / 24.0);
}

// The same through the cells, straight: a day at 1 V, charged to 3 V in an hour, three days of
// rest, and a day at 1 V again. The half hour up to 2 V costs half of one at 1 V, and
// less by as much as what is lost makes it shorter; the rest nothing.
TEST(OverDischarge, OfChargedCellsGoesNoFurther) {
    Chemistry chemistry = plain_chemistry();
    chemistry.ocv_discharge_v = {{-0.2, 0.5}, {0.0, 1.0}, {1.0, 3.5}};
    chemistry.ageing = over_discharge_law();
    chemistry.ageing.over_discharge_share.clear();
    for (const std::size_t strings : {std::size_t{1}, std::size_t{9}}) {
        Cells cells{chemistry, sample_cell(), 1, strings, 0.0, 25.0};
        const auto hours = [&](int count, double current_a) {
            for (int hour = 0; hour < count; ++hour) {
                cells.advance(std::vector(strings, current_a), 25.0, 3600.0);
            }
        };
        hours(24, 0.0);
        hours(1, 80.0);
        hours(72, 0.0);
        const double up_h = 0.25 * (1.0 - 0.005);
        const double once = 0.005 * (24.0 + up_h) / 24.0;
        EXPECT_NEAR(cells.ages().lost(strings - 1).over_discharge, once, 1e-9);
        hours(1, -80.0);
        hours(24, 0.0);
        const double down_h = 0.25 * (1.0 - once);
        const double twice = once + 0.005 * (24.0 + down_h) / 24.0;
        EXPECT_NEAR(cells.ages().lost(strings - 1).over_discharge, twice, 1e-9);
        // Back where it was, at less than nothing of a smaller capacity.
        EXPECT_NEAR(cells.charge_ah(0), 0.0, 1e-9);
    }
}

/// Everything a cell ages by: time, use, and what it goes through below empty; and its resistance
/// (Naumann 2018, 2020).
AgeingLaw whole_law() {
    AgeingLaw law = blast_law();
    law.resistance_rate = 2.9544e-5;
    law.resistance_activation_k = 8639.0;
    law.resistance_peak = 1.5604;
    law.resistance_curvature = 3.3903;
    law.resistance_per_cycle = 1.4e-5;
    law.over_discharge_share = over_discharge_law().over_discharge_share;
    law.over_discharge_per_day = over_discharge_law().over_discharge_per_day;
    return law;
}

/// Ten minutes with each current, in steps of that length, in a bath.
Cells after(const std::vector<double>& current_a, const Chemistry& chemistry, double from_soc,
            double degc, double dt_s) {
    CellParameters cell = sample_cell();
    cell.heat_transfer_w_per_k = 1e7;
    Cells cells{chemistry, cell, 1, 1, from_soc, degc, 1.0};
    for (const double amperes : current_a) {
        for (int i = 0; i < static_cast<int>(600.0 / dt_s); ++i) {
            cells.advance(std::array{amperes}, degc, dt_s);
        }
    }
    return cells;
}

/// The same age to 1e-6, the same charge to 1e-9, the same voltage to 0.1 mV.
void expect_same_end(const Cells& longer, const Cells& second, double current_a) {
    const CapacityLost lost = longer.ages().lost(0);
    const CapacityLost expected = second.ages().lost(0);
    RC_ASSERT(std::abs(lost.calendar / expected.calendar - 1.0) < 1e-6);
    RC_ASSERT(std::abs(lost.cycles / expected.cycles - 1.0) < 1e-6);
    RC_ASSERT(std::abs(lost.over_discharge - expected.over_discharge) <= 1e-6 * expected.all());
    RC_ASSERT(std::abs(longer.ages().resistance_added(0) / second.ages().resistance_added(0) -
                       1.0) < 1e-6);
    RC_ASSERT(std::abs(longer.soc(0) - second.soc(0)) < 1e-9);
    RC_ASSERT(std::abs(longer.voltage_v(0, current_a) - second.voltage_v(0, current_a)) < 1e-4);
}

// Whatever the current does, for steps of a second, ten and sixty.
RC_GTEST_PROP(Ageing, DoesNotDependOnTheStep, ()) {
    const auto hours = *gen_whole(1, 2);
    const std::vector<double> current_a =
        gen_many(static_cast<std::size_t>(hours) * 6, -30.0, 30.0);
    const double degc = *gen_between(0.0, 45.0);
    for (const Chemistry& base : {plain_chemistry(), lithium_chemistry()}) {
        Chemistry chemistry = base;
        chemistry.ageing = whole_law();
        const Cells second = after(current_a, chemistry, 0.5, degc, 1.0);
        RC_ASSERT(second.ages().lost(0).all() > 0.0);
        RC_ASSERT(second.ages().lost(0).over_discharge == 0.0);
        RC_ASSERT(second.ages().resistance_added(0) > 0.0);
        for (const double dt_s : {10.0, 60.0}) {
            expect_same_end(after(current_a, chemistry, 0.5, degc, dt_s), second, current_a.back());
        }
    }
}

// Down from 2.8 V through 2.5 V and 2 V, ten hours of lying there with 15 mA, and back up: what it
// has cost is the same for steps of a second, ten and sixty.
TEST(OverDischarge, OfACellThatIsLeftLyingIsTheSameWhateverTheStep) {
    for (const double degc : {5.0, 25.0}) {
        const auto left_lying = [&](double dt_s) {
            Chemistry chemistry = lithium_chemistry();
            chemistry.ageing = over_discharge_law();
            chemistry.ageing.over_discharge_share.clear();
            CellParameters cell = sample_cell();
            cell.self_discharge_a = 0.002;
            Cells cells{chemistry, cell, 1, 1, 0.01, degc};
            for (const auto& [hours, current_a] :
                 {std::pair{2.0, -0.725}, std::pair{10.0, -0.015}, std::pair{1.0, 2.0}}) {
                for (int i = 0; i < static_cast<int>(hours * 3600.0 / dt_s); ++i) {
                    cells.advance(std::array{current_a}, degc, dt_s);
                }
            }
            return cells;
        };
        const Cells second = left_lying(1.0);
        EXPECT_LT(second.ages().lowest_v(0), 1.6);
        EXPECT_GT(second.ages().lowest_v(0), 1.0);
        const double expected = second.ages().lost(0).over_discharge;
        EXPECT_GT(expected, 5e-4);
        for (const double dt_s : {10.0, 60.0}) {
            EXPECT_NEAR(left_lying(dt_s).ages().lost(0).over_discharge, expected, 1e-6 * expected)
                << dt_s << " s, " << degc;
        }
    }
}

// About empty, down to where a cell is reversed and back up: the same.
RC_GTEST_PROP(OverDischarge, DoesNotDependOnTheStep, ()) {
    const auto hours = *gen_whole(1, 3);
    const std::vector<double> current_a = gen_many(static_cast<std::size_t>(hours) * 6, -3.0, 2.0);
    const double degc = *gen_between(0.0, 45.0);
    Chemistry chemistry = lithium_chemistry();
    chemistry.ageing = whole_law();
    const Cells second = after(current_a, chemistry, 0.0, degc, 1.0);
    RC_CLASSIFY(second.ages().lowest_v(0) < 2.0, "below 2 V");
    RC_CLASSIFY(second.ages().lowest_v(0) < 0.0, "reversed");
    for (const double dt_s : {10.0, 60.0}) {
        expect_same_end(after(current_a, chemistry, 0.0, degc, dt_s), second, current_a.back());
    }
}

}  // namespace
}  // namespace models
