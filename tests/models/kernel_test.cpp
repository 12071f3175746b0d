// The loops over the cells: every instruction set gives the same bits, and a 2-RC cell what other
// simulators find.

#include "models/cells.hpp"
#include "models/isa.hpp"
#include "models/random.hpp"
#include "tests/models/peer_workload.hpp"
#include "tests/models/samples.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

#include <gtest/gtest.h>

namespace models {
namespace {

std::vector<Isa> isas_here() {
    std::vector<Isa> isas;
    for (const Isa isa : all_isas) {
        if (has_isa(isa)) {
            isas.push_back(isa);
        }
    }
    return isas;
}

/// Every bit that a bank of cells shows.
std::vector<std::uint64_t> bits_of(const Cells& cells) {
    std::vector<std::uint64_t> bits;
    const auto add = [&](double x) { bits.push_back(std::bit_cast<std::uint64_t>(x)); };
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (const double x :
             {cells.charge_ah(i), cells.temperature_degc(i), cells.open_circuit_v(i),
              cells.voltage_v(i, 1.0), cells.voltage_v(i, 2.0)}) {
            add(x);
        }
    }
    for (const auto of_strings :
         {cells.mean_source_v(), cells.mean_resistance_ohm(), cells.string_energy_j()}) {
        std::for_each(of_strings.begin(), of_strings.end(), add);
    }
    const CellLedger ledger = cells.ledger();
    for (const double x :
         {ledger.joule_heat_j, ledger.hysteresis_heat_j, ledger.entropic_heat_j,
          ledger.coulombic_loss_j, ledger.self_discharge_j, ledger.balancer_heat_j, ledger.ageing_j,
          ledger.self_discharge_ah, ledger.coulombic_loss_ah, ledger.balancer_ah,
          cells.heat_given_j(), cells.stored_energy_j(), cells.stored_charge_ah()}) {
        add(x);
    }
    return bits;
}

struct BankSize {
    std::size_t positions, strings;
};

/// Cells that differ from each other, in warm and cold surroundings, through steps of very
/// different lengths: some held, some ramps or parabolas that turn or do not, some so hot that they
/// are taken in parts.
Cells driven(const Chemistry& chemistry, BankSize size, Isa isa) {
    CellParameters cell = sample_cell();
    cell.self_discharge_a = 0.002;
    cell.electronics_a = 0.001;
    Cells cells{chemistry, cell, size.positions, size.strings, 0.5, 5.0, -1.0, isa};
    const auto spread = [](std::uint64_t k) { return peer_spread(k); };
    for (std::size_t i = 0; i < cells.size(); ++i) {
        CellParameters other = cell;
        other.capacity_ah *= 1.0 + 0.1 * spread(3 * i);
        other.resistance_ohm *= 1.0 + 0.3 * spread(3 * i + 1);
        cells.vary(i, other, 0.5 + 0.45 * spread(3 * i + 2));
        cells.set_surroundings_offset(i, 3.0 * spread(7 * i));
    }
    cells.set_bleed(cells.size() / 2, 0.3);
    std::vector<double> begin_a(size.strings);
    std::vector<double> end_a(size.strings);
    std::vector<double> bend_a(size.strings);
    std::vector<double> source_v(size.strings);
    std::vector<double> resistance_ohm(size.strings);
    for (std::uint64_t step = 0; step < 60; ++step) {
        const double lengths_s[] = {1.0, 0.1, 30.0, 600.0, 1e-3};
        const double dt_s = lengths_s[step % 5];
        for (std::size_t string = 0; string < size.strings; ++string) {
            begin_a[string] = (step % 7 == 3 ? 400.0 : 40.0) * spread(1000 * step + string);
            if (dt_s > 100.0) {
                begin_a[string] *= 0.01;
            }
            const double other = spread(2000 * step + string);
            const double goes_to[] = {1.0, other, 1.0 + 0.5 * other, 1.0};
            end_a[string] = begin_a[string] * goes_to[step % 4];
        }
        cells.fold_ahead(dt_s, begin_a, source_v, resistance_ohm);
        cells.fold_at(begin_a, {5.0, 5.0 + 0.1 * spread(step)}, resistance_ohm, source_v);
        // What was folded goes on into the states, or nobody would see its bits.
        begin_a[0] += 1e-3 * source_v[0];
        const std::span<const double> late_a = step % 2 == 0 ? end_a : std::span<const double>{};
        cells.fold_end(dt_s, {begin_a, end_a, begin_a, 0.3, late_a}, 5.0, source_v, resistance_ohm);
        end_a[0] += 1e-3 * (source_v[0] + resistance_ohm[0]);
        for (std::size_t string = 0; string < size.strings; ++string) {
            bend_a[string] = (step % 3 == 1 ? 0.4 : 0.0) * (end_a[string] - begin_a[string]);
        }
        cells.advance(begin_a, end_a, bend_a, TemperatureRamp{5.0, 5.0 + 0.1 * spread(step)}, dt_s);
    }
    return cells;
}

TEST(Kernel, GivesTheSameBitsWithEveryInstructionSet) {
    Chemistry saturating = lithium_chemistry();
    saturating.rc2_saturates_at_c = 0.05;
    const std::vector<Isa> isas = isas_here();
    EXPECT_EQ(isas.front(), Isa::Baseline);
    for (const Chemistry& chemistry : {plain_chemistry(), lithium_chemistry(), saturating}) {
        for (const BankSize size :
             {BankSize{4, 1}, BankSize{4, 3}, BankSize{3, 7}, BankSize{16, 5}}) {
            const auto expected = bits_of(driven(chemistry, size, Isa::Baseline));
            for (const Isa isa : isas) {
                EXPECT_EQ(bits_of(driven(chemistry, size, isa)), expected)
                    << name_of(isa) << ' ' << size.positions << 's' << size.strings << 'p';
            }
        }
    }
}

// Cells in their last volt, beside others that are not.
TEST(Kernel, GivesTheSameBitsWhereALeakFades) {
    CellParameters cell = sample_cell();
    cell.self_discharge_a = 0.05;
    const auto dying = [&](Isa isa) {
        Cells cells{lithium_chemistry(), cell, 3, 7, 0.5, 25.0, -1.0, isa};
        for (std::size_t i = 0; i < cells.size(); ++i) {
            cells.vary(i, cell, i % 3 == 0 ? 0.02 : -0.008 + 0.002 * peer_spread(i));
        }
        std::vector<double> begin_a(7);
        std::vector<double> end_a(7);
        for (std::uint64_t step = 0; step < 40; ++step) {
            for (std::uint64_t string = 0; string < 7; ++string) {
                begin_a[string] = 0.02 * peer_spread(100 * step + string);
                end_a[string] = begin_a[string] * (step % 3 == 0 ? 1.5 : 1.0);
            }
            cells.advance(begin_a, end_a, 25.0, step % 2 == 0 ? 1.0 : 300.0);
        }
        return cells;
    };
    const auto expected = bits_of(dying(Isa::Baseline));
    EXPECT_LT(dying(Isa::Baseline).open_circuit_v(1), 1.0);
    for (const Isa isa : isas_here()) {
        EXPECT_EQ(bits_of(dying(isa)), expected) << name_of(isa);
    }
}

// One cell of eight takes the step in parts, and its neighbours with it one by one: the same.
TEST(Kernel, GivesACellTheSameBitsAloneAndSideBySide) {
    const auto after = [](double resistance_of_first_ohm) {
        Cells cells{lithium_chemistry(), sample_cell(), 8, 1, 0.6, 0.0};
        CellParameters first = sample_cell();
        first.resistance_ohm = resistance_of_first_ohm;
        cells.vary(0, first, 0.6);
        for (int step = 0; step < 20; ++step) {
            cells.advance(std::vector{step < 10 ? -60.0 : 25.0}, 0.0, 60.0);
        }
        return cells;
    };
    const Cells side_by_side = after(sample_cell().resistance_ohm);
    const Cells alone = after(0.05);
    EXPECT_GT(alone.temperature_degc(0), side_by_side.temperature_degc(0) + 10.0);
    for (std::size_t i = 1; i < 8; ++i) {
        EXPECT_EQ(alone.charge_ah(i), side_by_side.charge_ah(i));
        EXPECT_EQ(alone.temperature_degc(i), side_by_side.temperature_degc(i));
        EXPECT_EQ(alone.voltage_v(i, 10.0), side_by_side.voltage_v(i, 10.0));
        EXPECT_EQ(alone.open_circuit_v(i), side_by_side.open_circuit_v(i));
    }
}

// Cells that come into harm at different moments, and out of it again: the same.
TEST(Kernel, GivesTheSameBitsWhereCellsAreHarmed) {
    Chemistry chemistry = lithium_chemistry();
    chemistry.ageing.over_discharge_share = {{0.0, 0.249}, {1.0, 0.04}, {2.0, 0.0}};
    chemistry.ageing.over_discharge_per_day = {{1.0, 0.005}, {2.0, 0.0}};
    const auto harmed = [&](Isa isa) {
        Cells cells{chemistry, sample_cell(), 3, 7, 0.0, 25.0, -1.0, isa};
        for (std::size_t i = 0; i < cells.size(); ++i) {
            cells.vary(i, sample_cell(), 0.003 * peer_spread(i) - 0.001);
        }
        std::vector<double> begin_a(7);
        std::vector<double> end_a(7);
        for (std::uint64_t step = 0; step < 60; ++step) {
            for (std::uint64_t string = 0; string < 7; ++string) {
                begin_a[string] = (step < 40 ? -1.0 : 2.0) + 0.5 * peer_spread(100 * step + string);
                end_a[string] = begin_a[string] * (step % 3 == 0 ? 1.5 : 1.0);
            }
            cells.advance(begin_a, end_a, 25.0, step % 2 == 0 ? 1.0 : 60.0);
        }
        return cells;
    };
    const auto lost = [](const Cells& cells) {
        std::vector<std::uint64_t> bits = bits_of(cells);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            bits.push_back(std::bit_cast<std::uint64_t>(cells.ages().lost(i).over_discharge));
        }
        return bits;
    };
    const Cells baseline = harmed(Isa::Baseline);
    const auto unharmed = [&](std::size_t i) { return baseline.ages().lost(i).all() == 0.0; };
    std::size_t spared = 0;
    for (std::size_t i = 0; i < baseline.size(); ++i) {
        spared += unharmed(i) ? 1U : 0U;
    }
    EXPECT_GT(spared, 0U);
    EXPECT_LT(spared, baseline.size() / 2);
    for (const Isa isa : isas_here()) {
        EXPECT_EQ(lost(harmed(isa)), lost(baseline)) << name_of(isa);
    }
}

struct RampCase {
    const char* what;
    CurrentRamp of_first_a;
};

// All take the step one by one but in the first case.
TEST(Kernel, GivesACellTheSameBitsBesideARampThatIsCut) {
    Chemistry saturating = lithium_chemistry();
    saturating.rc2_saturates_at_c = 0.05;
    CellParameters cell = sample_cell();
    cell.self_discharge_a = 0.002;
    const auto after = [&](const Chemistry& chemistry, CurrentRamp of_first_a) {
        Cells cells{chemistry, cell, 1, 8, 0.6, 0.0};
        cells.set_bleed(3, 0.3);
        cells.set_surroundings_offset(5, 2.5);
        for (int step = 0; step < 20; ++step) {
            std::vector<double> begin_a{of_first_a.begin_a};
            std::vector<double> end_a{of_first_a.end_a};
            for (std::uint64_t string = 1; string < 8; ++string) {
                begin_a.push_back(50.0 * peer_spread(string) * (step < 10 ? 1.0 : -1.0));
                end_a.push_back(begin_a.back() * (1.0 + 0.9 * peer_spread(string + 100)));
            }
            cells.advance(begin_a, end_a, TemperatureRamp{0.0, 0.1}, step % 2 == 0 ? 7.0 : 60.0);
        }
        return cells;
    };
    for (const Chemistry& chemistry : {plain_chemistry(), lithium_chemistry(), saturating}) {
        const Cells side_by_side = after(chemistry, {10.0, 20.0});
        for (const RampCase& example : {RampCase{"the current turns", {-10.0, 20.0}},
                                        RampCase{"what arrives turns", {0.001, 0.004}},
                                        RampCase{"held among ramps", {15.0, 15.0}},
                                        RampCase{"so hot that it takes parts", {400.0, 500.0}}}) {
            const Cells alone = after(chemistry, example.of_first_a);
            EXPECT_NE(alone.voltage_v(0, 10.0), side_by_side.voltage_v(0, 10.0)) << example.what;
            for (std::size_t i = 1; i < 8; ++i) {
                EXPECT_EQ(alone.charge_ah(i), side_by_side.charge_ah(i)) << example.what;
                EXPECT_EQ(alone.temperature_degc(i), side_by_side.temperature_degc(i))
                    << example.what;
                EXPECT_EQ(alone.voltage_v(i, 10.0), side_by_side.voltage_v(i, 10.0))
                    << example.what;
                EXPECT_EQ(alone.open_circuit_v(i), side_by_side.open_circuit_v(i)) << example.what;
                EXPECT_EQ(alone.string_energy_j()[i], side_by_side.string_energy_j()[i])
                    << example.what;
                EXPECT_EQ(alone.mean_source_v()[i], side_by_side.mean_source_v()[i])
                    << example.what;
            }
        }
    }
}

TEST(Isa, IsKnownByItsName) {
    for (const Isa isa : all_isas) {
        EXPECT_EQ(isa_named(name_of(isa)), isa);
    }
    EXPECT_EQ(isa_named("sse9"), std::nullopt);
    EXPECT_TRUE(has_isa(Isa::Baseline));
    EXPECT_TRUE(has_isa(fastest_isa()));
}

// The published check values of the spread.
TEST(PeerWorkload, HasTheSpreadThatOthersUse) {
    EXPECT_EQ(peer_spread(0), 0.76662161642728521);
    EXPECT_EQ(peer_spread(1), -0.13694400590298006);
    EXPECT_EQ(peer_spread(2), -0.94713245681480451);
}

struct PeerCase {
    PeerBank bank;
    double rc2_ohm;
    bool is_cycling;  // half of 1C out and in, four times an hour each; else 1C out
    double voltage_v[4];
    double mean_soc, lowest_soc;
};

// What two other programs agree on.
const PeerCase peer_cases[] = {{{"4s50p", 4, 50},
                                0.0,
                                false,
                                {12.678391, 12.565506, 12.459790, 12.015163},
                                0.11616784,
                                0.086872},
                               {{"8s50p", 8, 50},
                                0.0,
                                false,
                                {25.358151, 25.132125, 24.920829, 24.031605},
                                0.11618984,
                                0.086255},
                               {{"16s25p", 16, 25},
                                0.0,
                                false,
                                {50.718933, 50.266434, 49.844662, 48.076693},
                                0.11650363,
                                0.092093},
                               {{"4s50p", 4, 50},
                                0.5e-3,
                                false,
                                {12.572828, 12.410066, 12.280835, 11.825402},
                                0.11616596,
                                0.088460},
                               {{"4s50p", 4, 50},
                                0.0,
                                true,
                                {13.678444, 13.678658, 13.678899, 13.679015},
                                0.94986974,
                                0.937050},
                               {{"16s25p", 16, 25},
                                0.5e-3,
                                true,
                                {54.994565, 55.001852, 55.002100, 55.002177},
                                0.94999708,
                                0.937923}};

TEST(PeerWorkload, GivesTheVoltagesThatOthersFind) {
    for (const PeerCase& example : peer_cases) {
        const PeerBank& bank = example.bank;
        PeerRun run{bank, fastest_isa(), euler_step, example.rc2_ohm};
        const int quarter = example.is_cycling ? 3600 : 750;
        for (int step = 1; step <= 4 * quarter; ++step) {
            const double drawn_c = !example.is_cycling        ? 1.0
                                   : (step - 1) % 3600 < 1800 ? 0.5
                                                              : -0.5;
            const double voltage_v = run.step(drawn_c * bank.one_c_a());
            if (step % quarter == 0) {
                EXPECT_NEAR(voltage_v, example.voltage_v[step / quarter - 1], 1e-6) << bank.name;
            }
        }
        double sum = 0.0;
        double lowest = 1.0;
        for (std::size_t position = 0; position < bank.positions; ++position) {
            for (std::size_t string = 0; string < bank.strings; ++string) {
                sum += run.cells().soc(position, string);
                lowest = std::min(lowest, run.cells().soc(position, string));
            }
        }
        EXPECT_NEAR(sum / static_cast<double>(bank.cells()), example.mean_soc, 1e-8) << bank.name;
        EXPECT_NEAR(lowest, example.lowest_soc, 1e-6) << bank.name;
    }
}

TEST(PeerWorkload, GivesTheSameBitsWithEveryInstructionSet) {
    const PeerBank bank{"3s7p", 3, 7};
    const auto after = [&](Isa isa) {
        PeerRun run{bank, isa, euler_step};
        double voltage_v = 0.0;
        for (int step = 0; step < 3000; ++step) {
            voltage_v = run.step(bank.one_c_a());
        }
        return std::pair{voltage_v, run.string_current_a()};
    };
    for (const Isa isa : isas_here()) {
        EXPECT_EQ(after(isa), after(Isa::Baseline)) << name_of(isa);
    }
}

// 86.2 to 112.0 A at 100 A per string; what goes in is what is asked for, and is counted.
TEST(PeerWorkload, DividesTheCurrentAsOthersFind) {
    const PeerBank bank{"4s50p", 4, 50};
    PeerRun run{bank, fastest_isa(), euler_step, 0.0};
    double least_a = 200.0;
    double most_a = 0.0;
    double first_string_ah = 0.0;
    for (int step = 0; step < 3000; ++step) {
        run.step(bank.one_c_a());
        double sum_a = 0.0;
        for (const double current_a : run.string_current_a()) {
            sum_a -= current_a;
            least_a = std::min(least_a, -current_a);
            most_a = std::max(most_a, -current_a);
        }
        ASSERT_NEAR(sum_a, 5000.0, 1e-9);
        first_string_ah -= run.string_current_a()[0] / 3600.0;
    }
    EXPECT_NEAR(least_a, 86.2, 0.05);
    EXPECT_NEAR(most_a, 112.0, 0.05);
    EXPECT_NEAR(run.cells().throughput_ah(0, 0), first_string_ah, 1e-9);
}

}  // namespace
}  // namespace models
