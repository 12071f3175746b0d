// Laws of every run: charge and energy close, and the reported charge is explained to the last
// part.

#include "tests/engine/generators.hpp"
#include "tests/engine/support.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

/// Charge that went through the terminals, by the accounts of everybody there.
double ledger_charge_ah(const RunResult& result) {
    double sum = 0.0;
    for (const LedgerRow& row : result.ledger) {
        const bool is_elsewhere =
            row.kind == LedgerRow::Kind::Bank || row.kind == LedgerRow::Kind::Far;
        sum += is_elsewhere ? 0.0 : *row.charge_ah;
    }
    return sum;
}

double bank_charge_ah(const RunResult& result, const std::string& item,
                      double missing = std::numeric_limits<double>::quiet_NaN()) {
    for (const LedgerRow& row : result.ledger) {
        if (row.item == item) {
            return *row.charge_ah;
        }
    }
    return missing;
}

double energy_wh(const RunResult& result, bool of_bank) {
    double sum = 0.0;
    for (const LedgerRow& row : result.ledger) {
        const bool is_stored = row.item == "stored";
        if (row.kind == LedgerRow::Kind::Far) {
            continue;
        }
        const bool is_bank = row.kind == LedgerRow::Kind::Bank;
        sum += is_bank != of_bank || is_stored ? 0.0 : row.energy_wh;
    }
    return sum;
}

/// What makes the difference of reported and true charge, all parts together.
double parts(const SocComparison& at) {
    return at.start_pct + at.self_discharge_pct + at.current_reading_pct +
           at.charge_efficiency_pct + at.synchronisation_pct + at.exchange_pct + at.capacity_pct +
           at.silence_pct;
}

TEST(Balance, EveryShippedScenarioClosesOverADay) {
    for (const std::string& file : shipped_scenarios()) {
        LoadedScenario loaded = load_scenario(file);
        loaded.scenario.duration = day;
        loaded.scenario.until.reset();
        const RunResult result = run_fixed(loaded);
        EXPECT_LE(result.balance.charge_residual, 1e-6) << file;
        EXPECT_LE(result.balance.energy_residual, 1e-6) << file;
        EXPECT_TRUE(result.balance.closes());
        EXPECT_EQ(result.metrics[Metric::ChargeResidual], result.balance.charge_residual);
    }
}

// 2C in the cold from one end of links of 1 mΩ, until nothing is left in most of the strings.
TEST(Balance, ClosesWhileStringsWarmUnequally) {
    const LoadedScenario loaded = load_text(
        "duration: 20 min\nambient: {temperature_degc: 0}\n"
        "bank: {battery: lithium_ng_12v8_100ah, parallel: 8, wiring: one_end, "
        "link_resistance: 1 mOhm, soc_pct: 80}\n"
        "devices: {heater: {model: constant_current, draws: 1600 A, connected_to: battery, "
        "cuts_out_below_per_cell_v: 0}}\n");
    for (const Driver driver : {Driver::Fixed, Driver::Leap}) {
        const RunResult result = run(loaded, driver);
        EXPECT_LE(result.balance.energy_residual, 1e-6);
        EXPECT_LE(result.balance.charge_residual, 1e-6);
        EXPECT_GT(*result.metrics[Metric::Discharged], 450.0);
    }
}

// Steps of minutes over which a power, a resistance or a regulated voltage answers to a voltage
// that is only nearly foreseen.
TEST(Balance, TheDevicesTakeTheEnergyThatTheBankGives) {
    for (const std::string rest :
         {"soc_pct: 60}\ndevices:\n  it: {model: constant_power, draws: 100 W, ",
          "soc_pct: 98, parallel: 2, link_resistance: 0.5 mOhm}\ndevices:\n"
          "  it: {model: resistance, resistance_ohm: 2, "}) {
        const LoadedScenario loaded = load_text(
            "start: '2026-11-15 00:00'\nduration: 2 d\nbank: {battery: lithium_ng_12v8_100ah, " +
            rest +
            "on_for: 65 min, every: 101 min}\n  mains: {model: cc_cv_charger, charges: 10 A}\n");
        for (const Driver driver : {Driver::Fixed, Driver::Leap}) {
            const RunResult result = run(loaded, driver);
            const double in_wh = *result.metrics[Metric::ChargedEnergy];
            const double out_wh = *result.metrics[Metric::DischargedEnergy];
            EXPECT_NEAR(energy_wh(result, false), in_wh - out_wh, 1e-6 * (in_wh + out_wh)) << rest;
        }
    }
}

// Four batteries at very different charge, and nothing at the bus: what they give each other is
// what the balance is a share of.
TEST(Balance, ClosesWhereStringsOnlyGiveEachOther) {
    const LoadedScenario loaded = load_text(
        "duration: 20 min\nbms: {draws_on_a: 0}\n"
        "bank: {battery: lithium_ng_12v8_100ah, parallel: 4, link_resistance: 0.2 mOhm, "
        "soc_pct: 50, self_discharge_pct_per_30d: 0, ageing: false, "
        "spread: {batteries: {soc_pct: 10, capacity_pct: 3}}}\n");
    for (const Driver driver : {Driver::Fixed, Driver::Leap}) {
        const RunResult result = run(loaded, driver);
        EXPECT_LE(result.balance.energy_residual, 1e-6);
        EXPECT_LE(result.balance.charge_residual, 1e-9);
        EXPECT_GT(result.balance.throughput_wh, 1.0);
    }
}

// The largest links there are, unequal batteries, and a power that draws the more the lower its
// voltage is: the bus is found and the balance closes with every number of them.
TEST(Balance, ClosesForA51V2BankOfAnySizeAndWiring) {
    constexpr double watts_each = 200.0;
    constexpr double seconds = 10.0;
    for (const std::string wiring : {"busbar", "diagonal", "halfway", "one_end"}) {
        for (int batteries = 1; batteries <= 25; ++batteries) {
            const std::string text =
                "duration: 10 s\nbms: {draws_on_a: 0}\n"
                "bank: {battery: lithium_ng_51v2_100ah, parallel: " +
                std::to_string(batteries) + ", wiring: " + wiring +
                ", link_resistance: 10 mOhm, soc_pct: 60, spread: {capacity_pct: 2, resistance: 10 "
                "%, soc_pct: 1, batteries: {soc_pct: 2, resistance_pct: 10}}}\n"
                "devices: {inverter: {model: constant_power, draws_w: " +
                shortest(watts_each * batteries) + ", connected_to: battery}}\n";
            for (const Driver driver : {Driver::Fixed, Driver::Leap}) {
                const RunResult result = run(load_text(text), driver);
                const std::string which = wiring + ", " + std::to_string(batteries);
                EXPECT_LE(result.balance.energy_residual, 1e-6) << which;
                EXPECT_LE(result.balance.charge_residual, 1e-6) << which;
                EXPECT_EQ(result.verdict, Verdict::Ok) << which;
                const double drawn_wh = watts_each * batteries * seconds / 3600.0;
                EXPECT_NEAR(*result.metrics[Metric::DischargedEnergy] / drawn_wh, 1.0, 1e-3)
                    << which;
            }
        }
    }
}

/// A small system that lives for an hour at most, at up to 1C per device.
std::string any_system() {
    std::string text = any_settings();
    text += "duration: " + std::to_string(any_in(60, 1800)) + " s\n" + any_bank(3);
    text += "  soc: " + shortest(any_in(20, 1000) / 10.0) + " %\n";
    const int devices = any_in(0, 3);
    text += devices > 0 ? "devices:\n" : "";
    for (int i = 0; i < devices; ++i) {
        text += any_device("d" + std::to_string(i), 50);
    }
    if (any_in(0, 3) == 0) {
        text += "events: [{at: " + std::to_string(any_in(0, 1800)) +
                " s, remote: off}, {at: " + shortest(any_in(0, 36'000) / 20.0) +
                " s, remote: on}]\n";
    }
    return text;
}

RC_GTEST_PROP(Balance, AnySmallSystemCloses, ()) {
    const std::string text = any_system();
    RC_LOG() << text;
    const RunResult result = run_fixed(load_text(text));
    RC_CLASSIFY(result.metrics[Metric::Charged] > 0.0, "charges");
    RC_CLASSIFY(result.verdict == Verdict::Damaged, "damaged");
    RC_ASSERT(result.balance.charge_residual <= 1e-6);
    RC_ASSERT(result.balance.energy_residual <= 1e-6);
    RC_ASSERT(result.balance.charge_residual >= 0.0);

    // The ledger says the same as the metrics.
    const double net_ah = *result.metrics[Metric::Charged] - *result.metrics[Metric::Discharged];
    const double through_ah = *result.metrics[Metric::Charged] +
                              *result.metrics[Metric::Discharged] +
                              *result.metrics[Metric::SelfDischarge];
    RC_ASSERT(std::abs(ledger_charge_ah(result) - net_ah) <= 1e-9 * (1e-3 + through_ah));
    const double stored_ah = bank_charge_ah(result, "stored");
    RC_ASSERT(std::abs(net_ah + bank_charge_ah(result, "self_discharge") +
                       bank_charge_ah(result, "balancing", 0.0) +
                       bank_charge_ah(result, "coulombic_loss") - stored_ah) <=
              1e-6 * (1e-3 + through_ah));
    const double through_wh = result.balance.throughput_wh;
    RC_ASSERT(through_wh >= 0.999999 * (*result.metrics[Metric::ChargedEnergy] +
                                        *result.metrics[Metric::DischargedEnergy]));
    double stored_wh = 0.0;
    for (const LedgerRow& row : result.ledger) {
        stored_wh += row.item == "stored" ? row.energy_wh : 0.0;
    }
    RC_ASSERT(std::abs(energy_wh(result, false) + energy_wh(result, true) - stored_wh) <=
              2e-6 * (1e-3 + through_wh));
}

RC_GTEST_PROP(Balance, ReportedAgainstTrueChargeIsExplainedByItsParts, ()) {
    const std::string text = any_system();
    RC_LOG() << text;
    const RunResult result = run_fixed(load_text(text));
    RC_ASSERT(result.soc_comparisons.size() >= 2U);
    RC_ASSERT(result.soc_comparisons.front().at == "start");
    RC_ASSERT(result.soc_comparisons.back().at == "end");
    bool ever_jumped = !events_of(result, EventKind::Synchronised).empty();
    for (const SocComparison& at : result.soc_comparisons) {
        if (!at.reported_soc_pct) {
            continue;
        }
        RC_ASSERT(std::abs(parts(at) - (*at.reported_soc_pct - at.true_soc_pct)) <= 1e-9);
        RC_ASSERT(at.self_discharge_pct >= 0.0);
        // The monitor stops at full and at empty.
        ever_jumped = ever_jumped || *at.reported_soc_pct >= 99.9 || *at.reported_soc_pct <= 0.1;
        if (!ever_jumped) {
            RC_ASSERT(std::abs(at.synchronisation_pct) <= 1e-6);
        }
    }
    const SocComparison& end = result.soc_comparisons.back();
    if (end.reported_soc_pct) {
        const double net_ah =
            *result.metrics[Metric::Charged] - *result.metrics[Metric::Discharged];
        // What the monitor has no frame of is a part of what flowed, and nothing where all was
        // heard.
        const double unheard_h = 24.0 * (to_days(end.time) - end.heard_days);
        const double unheard_ah = std::abs(end.flowed_ah - net_ah);
        RC_ASSERT(unheard_h >= -1e-9);
        RC_ASSERT(unheard_ah <= 1e-9 + (unheard_h > 1e-9 ? *result.metrics[Metric::Charged] +
                                                               *result.metrics[Metric::Discharged]
                                                         : 0.0));
    }
}

RC_GTEST_PROP(Balance, AnySystemRunsTheSameTwice, ()) {
    const LoadedScenario loaded = load_text(any_system());
    const RunResult first = run_fixed(loaded);
    const RunResult second = run_fixed(loaded);
    RC_ASSERT(first.result_hash == second.result_hash);
    RC_ASSERT(first.events_hash == second.events_hash);
    RC_ASSERT(std::is_sorted(first.events.begin(), first.events.end(),
                             [](const Event& a, const Event& b) { return a.at < b.at; }));
}

// D-19, D-14: what the batteries do not see makes the difference, and no more than that.
TEST(Balance, ANightOfSelfDischargeIsInvisibleToTheBms) {
    const RunResult result = run_fixed(
        load_text("duration: 12 h\nbms: {draws_on_a: 0}\n"
                  "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50, ageing: false}\n"));
    const SocComparison& end = result.soc_comparisons.back();
    // 2 % in 30 days are 0.0333 % in 12 h.
    EXPECT_NEAR(end.self_discharge_pct, 2.0 / 60.0, 1e-9);
    EXPECT_EQ(end.reported_soc_pct, 50.0);
    EXPECT_NEAR(end.true_soc_pct, 50.0 - 2.0 / 60.0, 1e-9);
    EXPECT_EQ(end.current_reading_pct, 0.0);
}

// D-16: the monitor takes 1 % off what is charged; the cells lose 0.02 %.
TEST(Balance, ChargingIsReportedOnePercentShort) {
    const RunResult result = run_fixed(load_text(
        "duration: 1 h\nbms: {draws_on_a: 0}\n"
        "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 40, self_discharge_pct_per_30d: 0, "
        "ageing: false}\n"
        "devices: {charger: {model: cc_cv_charger, charges: 20 A, switched_by: nothing}}\n"));
    const SocComparison& end = result.soc_comparisons.back();
    EXPECT_NEAR(end.true_soc_pct, 40.0 + 20.0 * 0.9998, 1e-6);
    // The first second is not measured.
    EXPECT_NEAR(*end.reported_soc_pct, 40.0 + 20.0 * 0.99, 0.01);
    EXPECT_NEAR(end.charge_efficiency_pct, -20.0 * (0.01 - 0.0002), 0.001);
}

}  // namespace
}  // namespace engine
