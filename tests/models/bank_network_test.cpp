// How a current divides over strings in parallel: worked numbers, and Kirchhoff's laws over random
// banks.

#include "models/bank_network.hpp"

#include "tests/models/generators.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

std::vector<double> divided(const BankNetwork& network, std::size_t strings, double current_a) {
    std::vector<double> currents(strings);
    network.divide(current_a, currents);
    return currents;
}

/// Share of each of some equal batteries, in percent of the bank's current.
std::vector<double> shares_pct(Wiring wiring, std::size_t batteries, double ohm, double link_ohm) {
    BankNetwork network{wiring, batteries, link_ohm};
    network.fold(std::vector(batteries, 13.2), std::vector(batteries, ohm));
    return divided(network, batteries, 100.0);
}

struct ShareCase {
    const char* name;
    Wiring wiring;
    double ohm;
    double link_ohm;
    std::vector<double> shares_pct;
};

// Worked by nodal analysis, in 0.01 points; the first three at 2 mΩ with links of 0.5 mΩ, B3a and
// B3b are also what owners report.
const std::vector<ShareCase> share_cases{
    {"one_end", Wiring::OneEnd, 2e-3, 0.5e-3, {50.59, 25.88, 14.12, 9.41}},
    {"diagonal", Wiring::Diagonal, 2e-3, 0.5e-3, {30.0, 20.0, 20.0, 30.0}},
    {"busbar", Wiring::Busbar, 2e-3, 0.5e-3, {25.0, 25.0, 25.0, 25.0}},
    {"B3a", Wiring::Diagonal, 1e-3, 1e-3, {37.5, 12.5, 12.5, 37.5}},
    {"B3b", Wiring::Diagonal, 1e-3, 0.1e-3, {27.27, 22.73, 22.73, 27.27}},
    {"B4", Wiring::OneEnd, 1e-3, 1e-3, {73.21, 19.64, 5.36, 1.79}},
    {"B6", Wiring::OneEnd, 1e-3, 0.1e-3, {38.54, 26.25, 19.21, 16.01}},
    {"B7", Wiring::Diagonal, 20e-3, 1.5e-3, {26.74, 23.26, 23.26, 26.74}},
    {"B8", Wiring::OneEnd, 20e-3, 1.5e-3, {35.75, 26.12, 20.40, 17.74}},
    {"B9", Wiring::OneEnd, 2e-3, 0.5e-3, {60.0, 40.0}},
};

// What more of the bank's current goes where is what it changes, whatever strings give each other.
TEST(BankNetwork, DividesMoreOfACurrentAsTheDifferenceOfTwo) {
    for (const Wiring wiring : {Wiring::Busbar, Wiring::Diagonal, Wiring::OneEnd}) {
        BankNetwork network{wiring, 4, 0.5e-3};
        network.set_connected(2, false);
        network.fold(std::vector{13.2, 13.3, 13.0, 13.1}, std::vector{2e-3, 1e-3, 2e-3, 3e-3});
        const auto before = divided(network, 4, -20.0);
        const auto after = divided(network, 4, 30.0);
        std::vector<double> more(4);
        network.divide_more(50.0, more);
        for (std::size_t i = 0; i < more.size(); ++i) {
            EXPECT_NEAR(more[i], after[i] - before[i], 1e-9);
        }
        EXPECT_EQ(more[2], 0.0);
    }
}

TEST(BankNetwork, DividesAsWorkedByHandToAHundredthOfAPoint) {
    for (const ShareCase& example : share_cases) {
        const auto shares =
            shares_pct(example.wiring, example.shares_pct.size(), example.ohm, example.link_ohm);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            EXPECT_NEAR(shares[i], example.shares_pct[i], 0.0051)
                << example.name << " battery " << i;
        }
    }
}

// Four 12.8 V, 100 Ah: the worst of them at 200 A and in a surge of 430 A, and the bank current at
// which the first one reaches 1C.
TEST(BankNetwork, FindsTheWorstBatteryAndTheLargestBankCurrentAt1C) {
    struct Example {
        Wiring wiring;
        double worst_at_200_a, worst_at_430_a, bank_a_at_1c;
    };
    for (const auto& [wiring, at_200_a, at_430_a, at_1c] :
         {Example{Wiring::OneEnd, 101.2, 217.5, 197.7},
          Example{Wiring::Diagonal, 60.0, 129.0, 333.3},
          Example{Wiring::Busbar, 50.0, 107.5, 400.0}}) {
        BankNetwork network{wiring, 4, 0.5e-3};
        network.fold(std::vector(4, 13.2), std::vector(4, 2e-3));
        const auto worst = [&](double bank_a) {
            const auto currents = divided(network, 4, -bank_a);
            return -*std::min_element(currents.begin(), currents.end());
        };
        EXPECT_NEAR(worst(200.0), at_200_a, 1e-3 * at_200_a);
        EXPECT_NEAR(worst(430.0), at_430_a, 1e-3 * at_430_a);
        EXPECT_NEAR(100.0 / worst(1.0), at_1c, 1e-3 * at_1c);
    }
}

// Halfway by hand. Of four, plus at the second and minus at the third post (by symmetry the shares
// are a, b, b, a): the outer battery hangs behind the links p0-p1 and n0-n1-n2, …; of three, both
// at the middle: outer ones see two links more, (R + 2 r) a = R b, 2 a + b = 1.
TEST(BankNetwork, DividesWithTheLeadsInTheMiddle) {
    // Three, R = 2, r = 0.5: 3 a = 2 b, so 2/7, 3/7, 2/7.
    const auto three = shares_pct(Wiring::Halfway, 3, 2e-3, 0.5e-3);
    EXPECT_NEAR(three[0], 200.0 / 7.0, 1e-9);
    EXPECT_NEAR(three[1], 300.0 / 7.0, 1e-9);
    EXPECT_NEAR(three[2], 200.0 / 7.0, 1e-9);
    // Four: strings 0 and 1 form the loop with p0-p1 carrying a, n0-n1 carrying a:
    // R b = R a + 2 r a, so a (1 + 2 r / R) = b: 1.5 a = b, a + b = 1/2.
    const auto four = shares_pct(Wiring::Halfway, 4, 2e-3, 0.5e-3);
    EXPECT_NEAR(four[0], 20.0, 1e-9);
    EXPECT_NEAR(four[1], 30.0, 1e-9);
    EXPECT_NEAR(four[2], 30.0, 1e-9);
    EXPECT_NEAR(four[3], 20.0, 1e-9);
}

TEST(BankNetwork, IsTheBatteryItselfWhenThereIsOnlyOne) {
    for (const Wiring wiring : {Wiring::Diagonal, Wiring::Halfway, Wiring::OneEnd}) {
        BankNetwork network{wiring, 1, 5e-3};
        network.fold(std::vector{13.0}, std::vector{2e-3});
        EXPECT_EQ(network.bank().open_circuit_v, 13.0);
        EXPECT_EQ(network.bank().resistance_ohm, 2e-3);
        EXPECT_EQ(divided(network, 1, -70.0), std::vector{-70.0});
    }
    // With busbars it has its two leads.
    BankNetwork network{Wiring::Busbar, 1, 0.5e-3};
    network.fold(std::vector{13.0}, std::vector{2e-3});
    EXPECT_NEAR(network.bank().resistance_ohm, 3e-3, 1e-18);
}

/// Where the bus is joined to the rails.
struct Terminals {
    std::size_t plus;
    std::size_t minus;
};

Terminals terminals_of(Wiring wiring, std::size_t strings) {
    switch (wiring) {
        case Wiring::Diagonal:
            return {0, strings - 1};
        case Wiring::Halfway:
            return {(strings - 1) / 2, strings / 2};
        case Wiring::Busbar:
        case Wiring::OneEnd:
            break;
    }
    return {0, 0};
}

struct RandomBank {
    Wiring wiring;
    double link_ohm;
    std::vector<double> source_v;
    std::vector<double> ohm;
    double current_a;
    std::vector<bool> is_out;  // taken out of the circuit

    std::size_t strings() const { return ohm.size(); }
    bool has_busbar() const { return wiring == Wiring::Busbar; }
    BankNetwork folded() const {
        BankNetwork network{wiring, strings(), link_ohm};
        for (std::size_t i = 0; i < strings(); ++i) {
            network.set_connected(i, !is_out[i]);
        }
        network.fold(source_v, ohm);
        return network;
    }
    /// Volts that a string current of ours would move: the size that rounding is held against.
    double scale_a() const {
        const auto [lowest, highest] = std::minmax_element(source_v.begin(), source_v.end());
        const double least_ohm = *std::min_element(ohm.begin(), ohm.end());
        return std::abs(current_a) + (*highest - *lowest) / least_ohm + 1.0;
    }
};

void showValue(const RandomBank& bank, std::ostream& os) {
    os << "wiring " << static_cast<int>(bank.wiring) << ", link " << bank.link_ohm << " Ohm, "
       << bank.current_a << " A;";
    for (std::size_t i = 0; i < bank.strings(); ++i) {
        os << (bank.is_out[i] ? " out " : " ") << bank.source_v[i] << " V/" << bank.ohm[i];
    }
}

rc::Gen<RandomBank> gen_bank(double least_link_ohm = 0.0) {
    return rc::gen::exec([=] {
        RandomBank bank;
        bank.wiring =
            *rc::gen::element(Wiring::Busbar, Wiring::Diagonal, Wiring::Halfway, Wiring::OneEnd);
        bank.link_ohm =
            *rc::gen::oneOf(rc::gen::just(least_link_ohm), rc::gen::just(10e-3),
                            gen_between(least_link_ohm, 1e-3), gen_between(least_link_ohm, 10e-3));
        const auto strings =
            *rc::gen::oneOf(gen_whole<std::size_t>(1, 6), gen_whole<std::size_t>(1, 50),
                            rc::gen::just<std::size_t>(50));
        const double nominal_v = *rc::gen::element(12.8, 25.6, 51.2);
        bank.source_v = gen_many(strings, nominal_v - 0.3, nominal_v + 0.3);
        bank.ohm = gen_many(strings, 0.3e-3, 30e-3);
        bank.current_a = *gen_between(-2000.0, 2000.0);
        bank.is_out = std::vector<bool>(strings, false);
        if (*gen_whole(0, 2) == 0) {
            for (std::size_t i = 0; i < strings; ++i) {
                bank.is_out[i] = *gen_whole(0, 2) == 0;
            }
            bank.is_out[*gen_whole<std::size_t>(0, strings - 1)] = false;
        }
        return bank;
    });
}

RC_GTEST_PROP(BankNetwork, TheStringsTogetherCarryTheBanksCurrent, ()) {
    const RandomBank bank = *gen_bank();
    const auto currents = divided(bank.folded(), bank.strings(), bank.current_a);
    const double sum = std::accumulate(currents.begin(), currents.end(), 0.0);
    RC_ASSERT(std::abs(sum - bank.current_a) < 1e-9);
}

// Around every loop, and from terminal to terminal through every string, the voltages add up.
RC_GTEST_PROP(BankNetwork, EveryPathThroughAStringGivesTheSameBusVoltage, ()) {
    const RandomBank bank = *gen_bank();
    const std::size_t n = bank.strings();
    const BankNetwork network = bank.folded();
    const auto currents = divided(network, n, bank.current_a);
    const double bus_v =
        network.bank().open_circuit_v + network.bank().resistance_ohm * bank.current_a;
    const auto string_v = [&](std::size_t i) {
        return bank.source_v[i] + bank.ohm[i] * currents[i];
    };
    if (bank.has_busbar()) {
        for (std::size_t i = 0; i < n; ++i) {
            RC_ASSERT(bank.is_out[i] ||
                      std::abs(string_v(i) + 2.0 * bank.link_ohm * currents[i] - bus_v) < 1e-9);
        }
        return;
    }
    // Rail voltages by walking outwards from the terminals, current by current.
    const auto [plus, minus] = terminals_of(bank.wiring, n);
    const auto walk = [&](std::size_t terminal, double sign) {
        std::vector<double> rail(n, 0.0);
        double beyond = 0.0;  // charge current of the strings beyond
        for (std::size_t i = 0; i < terminal; ++i) {
            beyond += currents[i];
            rail[i] = beyond;
        }
        for (std::size_t i = terminal; i-- > 0;) {
            rail[i] = rail[i + 1] - sign * bank.link_ohm * rail[i];
        }
        beyond = 0.0;
        for (std::size_t i = n; i-- > terminal + 1;) {
            beyond += currents[i];
            rail[i] = beyond;
        }
        for (std::size_t i = terminal + 1; i < n; ++i) {
            rail[i] = rail[i - 1] - sign * bank.link_ohm * rail[i];
        }
        return rail;
    };
    const auto plus_v = walk(plus, 1.0);     // against the bus's plus
    const auto minus_v = walk(minus, -1.0);  // against the bus's minus
    for (std::size_t i = 0; i < n; ++i) {
        RC_ASSERT(bank.is_out[i] ||
                  std::abs(string_v(i) - (plus_v[i] - minus_v[i]) - bus_v) < 1e-9 * bank.scale_a());
    }
}

RC_GTEST_PROP(BankNetwork, PowerInIsWhatTheStringsTakeAndTheLinksLose, ()) {
    const RandomBank bank = *gen_bank();
    const BankNetwork network = bank.folded();
    const auto currents = divided(network, bank.strings(), bank.current_a);
    const double bus_v =
        network.bank().open_circuit_v + network.bank().resistance_ohm * bank.current_a;
    double taken_w = 0.0;
    double moved_w = std::abs(bus_v * bank.current_a);
    for (std::size_t i = 0; i < bank.strings(); ++i) {
        const double string_w = (bank.source_v[i] + bank.ohm[i] * currents[i]) * currents[i];
        taken_w += string_w;
        moved_w += std::abs(string_w);
    }
    const double lost_w = network.link_loss_w(currents);
    RC_ASSERT(lost_w >= 0.0);
    RC_ASSERT(std::abs(bus_v * bank.current_a - taken_w - lost_w) < 1e-11 * moved_w + 1e-9);
}

/// More digits than the product has, so that a difference is its own.
using Wide = long double;
constexpr Wide wide(double x) {
    return static_cast<Wide>(x);
}

/// Gaussian elimination with pivoting of a dense system; the unknowns come back in `b`.
void solve_dense(std::vector<std::vector<Wide>>& a, std::vector<Wide>& b) {
    const std::size_t n = b.size();
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t pivot = k;
        for (std::size_t i = k + 1; i < n; ++i) {
            if (std::abs(a[i][k]) > std::abs(a[pivot][k])) {
                pivot = i;
            }
        }
        std::swap(a[k], a[pivot]);
        std::swap(b[k], b[pivot]);
        for (std::size_t i = k + 1; i < n; ++i) {
            const Wide factor = a[i][k] / a[k][k];
            if (factor == 0.0L) {
                continue;
            }
            for (std::size_t j = k; j < n; ++j) {
                a[i][j] -= factor * a[k][j];
            }
            b[i] -= factor * b[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        for (std::size_t j = k + 1; j < n; ++j) {
            b[k] -= a[k][j] * b[j];
        }
        b[k] /= a[k][k];
    }
}

/// String currents and bus voltage from the nodal equations: a node per post, and with busbars a
/// node per rail too.
std::pair<std::vector<double>, double> nodal(const RandomBank& bank) {
    const std::size_t n = bank.strings();
    const std::size_t nodes = 2 * n + 2;  // plus posts, minus posts, bus plus, bus minus
    const auto plus_post = [](std::size_t i) { return i; };
    const auto minus_post = [n](std::size_t i) { return n + i; };
    const std::size_t bus_plus = 2 * n;
    const std::size_t bus_minus = 2 * n + 1;
    std::vector<std::vector<Wide>> a(nodes, std::vector<Wide>(nodes, 0.0L));
    std::vector<Wide> b(nodes, 0.0L);
    const auto join = [&](std::size_t i, std::size_t j, double ohm) {
        const Wide siemens = 1.0L / wide(ohm);
        a[i][i] += siemens;
        a[j][j] += siemens;
        a[i][j] -= siemens;
        a[j][i] -= siemens;
    };
    for (std::size_t i = 0; i < n; ++i) {
        if (!bank.is_out[i]) {
            join(plus_post(i), minus_post(i), bank.ohm[i]);
            const Wide norton_a = wide(bank.source_v[i]) / wide(bank.ohm[i]);
            b[plus_post(i)] += norton_a;
            b[minus_post(i)] -= norton_a;
        }
        if (bank.has_busbar()) {
            join(bus_plus, plus_post(i), bank.link_ohm);
            join(bus_minus, minus_post(i), bank.link_ohm);
        } else if (i + 1 < n) {
            join(plus_post(i), plus_post(i + 1), bank.link_ohm);
            join(minus_post(i), minus_post(i + 1), bank.link_ohm);
        }
    }
    constexpr double lead_ohm = 1e-3;  // any: the bus current is a current source
    const auto [plus, minus] = terminals_of(bank.wiring, n);
    if (!bank.has_busbar()) {
        join(bus_plus, plus_post(plus), lead_ohm);
        join(bus_minus, minus_post(minus), lead_ohm);
    }
    b[bus_plus] += wide(bank.current_a);
    b[bus_minus] -= wide(bank.current_a);
    a[bus_minus][bus_minus] += 1.0L;  // ground
    solve_dense(a, b);
    std::vector<double> currents(n);
    for (std::size_t i = 0; i < n; ++i) {
        const Wide string_v = b[plus_post(i)] - b[minus_post(i)];
        currents[i] =
            bank.is_out[i]
                ? 0.0
                : static_cast<double>((string_v - wide(bank.source_v[i])) / wide(bank.ohm[i]));
    }
    const std::size_t at_plus = bank.has_busbar() ? bus_plus : plus_post(plus);
    const std::size_t at_minus = bank.has_busbar() ? bus_minus : minus_post(minus);
    return {currents, static_cast<double>(b[at_plus] - b[at_minus])};
}

RC_GTEST_PROP(BankNetwork, AgreesWithADenseSolutionOfTheNodalEquations, ()) {
    const RandomBank bank = *gen_bank(1e-6);
    const BankNetwork network = bank.folded();
    const auto currents = divided(network, bank.strings(), bank.current_a);
    const auto [expected_a, expected_v] = nodal(bank);
    for (std::size_t i = 0; i < bank.strings(); ++i) {
        RC_ASSERT(std::abs(currents[i] - expected_a[i]) < 1e-11 * bank.scale_a());
    }
    const double bus_v =
        network.bank().open_circuit_v + network.bank().resistance_ohm * bank.current_a;
    RC_ASSERT(std::abs(bus_v - expected_v) < 1e-10);
}

// Links of no resistance: every wiring is one pair of posts, V = (sum E/R + I) / sum 1/R.
RC_GTEST_PROP(BankNetwork, LinksOfNoResistanceMakeEveryWiringTheSame, ()) {
    RandomBank bank = *gen_bank();
    bank.link_ohm = 0.0;
    Wide norton_a = wide(bank.current_a);
    Wide siemens = 0.0L;
    for (std::size_t i = 0; i < bank.strings(); ++i) {
        if (bank.is_out[i]) {
            continue;
        }
        norton_a += wide(bank.source_v[i]) / wide(bank.ohm[i]);
        siemens += 1.0L / wide(bank.ohm[i]);
    }
    const double bus_v = static_cast<double>(norton_a / siemens);
    const BankNetwork network = bank.folded();
    const auto currents = divided(network, bank.strings(), bank.current_a);
    RC_ASSERT(std::abs(network.bank().open_circuit_v +
                       network.bank().resistance_ohm * bank.current_a - bus_v) < 1e-11);
    RC_ASSERT(std::abs(network.bank().resistance_ohm * static_cast<double>(siemens) - 1.0) < 1e-12);
    for (std::size_t i = 0; i < bank.strings(); ++i) {
        const double expected_a = bank.is_out[i] ? 0.0 : (bus_v - bank.source_v[i]) / bank.ohm[i];
        RC_ASSERT(std::abs(currents[i] - expected_a) < 1e-10 * bank.scale_a());
    }
}

TEST(BankNetwork, IsNothingBehindAMegohmWithoutAnyString) {
    BankNetwork network{Wiring::Diagonal, 2, 1e-3};
    network.set_connected(0, false);
    network.set_connected(1, false);
    EXPECT_FALSE(network.is_connected(1));
    network.fold(std::vector(2, 13.2), std::vector(2, 1e-3));
    EXPECT_EQ(network.bank().open_circuit_v, 0.0);
    EXPECT_EQ(network.bank().resistance_ohm, 1e6);
    EXPECT_EQ(divided(network, 2, 0.0), (std::vector{0.0, 0.0}));
    network.set_connected(1, true);
    network.fold(std::vector(2, 13.2), std::vector(2, 1e-3));
    EXPECT_EQ(network.bank().open_circuit_v, 13.2);
}

// Fifty strings of 1 mΩ behind links of 10 mΩ, where a march from one end loses every digit. Equal
// sources leave no current at rest; a load's shares fall from hop to hop by x with
// x + 1/x = 2 + 2 r / R = 22.
TEST(BankNetwork, IsStableForFiftyStringsBehindLongLinks) {
    BankNetwork network{Wiring::OneEnd, 50, 10e-3};
    network.fold(std::vector(50, 51.2), std::vector(50, 1e-3));
    for (const double rest_a : divided(network, 50, 0.0)) {
        EXPECT_NEAR(rest_a, 0.0, 1e-12);
    }
    const double ratio = 11.0 - std::sqrt(120.0);
    const auto currents = divided(network, 50, -100.0);
    for (std::size_t i = 0; i + 1 < 8; ++i) {
        EXPECT_NEAR(currents[i + 1] / currents[i], ratio, 1e-4 * ratio) << i;
    }
    for (const double current_a : currents) {
        EXPECT_LE(current_a, 1e-12);  // nobody is charged by the others
    }
}

}  // namespace
}  // namespace models
