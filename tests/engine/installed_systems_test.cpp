// Laws of whole installations drawn by chance, by both drivers: the ledger adds up, energy is
// nowhere lost, and every number is one.

#include "tests/engine/installed_systems.hpp"

#include "tests/engine/support.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace engine {
namespace {

/// A device or the BMS on the bank's bus.
bool is_at_the_bank(const LedgerRow& row) {
    return row.kind != LedgerRow::Kind::Bank && row.kind != LedgerRow::Kind::Far;
}

double bank_ah(const RunResult& result, const std::string& item) {
    for (const LedgerRow& row : result.ledger) {
        if (row.kind == LedgerRow::Kind::Bank && row.item == item) {
            return row.charge_ah.value_or(0.0);
        }
    }
    return 0.0;
}

/// What the bank gave, less what it got, as its batteries have it, who know of no device.
double left_the_bank_ah(const RunResult& result) {
    double lost_ah = 0.0;
    for (const char* item : {"self_discharge", "coulombic_loss", "balancing"}) {
        lost_ah += bank_ah(result, item);
    }
    return lost_ah - bank_ah(result, "stored");
}

void expect_the_ledger_adds_up(const RunResult& result) {
    double devices_ah = 0.0, devices_wh = 0.0, through_ah = 0.0, bank_wh = 0.0;
    for (const LedgerRow& row : result.ledger) {
        if (is_at_the_bank(row)) {
            devices_ah += row.charge_ah.value_or(0.0);
            through_ah += std::abs(row.charge_ah.value_or(0.0));
            devices_wh += row.energy_wh;
        } else if (row.kind == LedgerRow::Kind::Bank) {
            bank_wh += row.item == "stored" ? -row.energy_wh : row.energy_wh;
        }
    }
    EXPECT_NEAR(-devices_ah, left_the_bank_ah(result), 1e-6 * through_ah);
    EXPECT_NEAR(devices_ah, *result.metrics[Metric::Charged] - *result.metrics[Metric::Discharged],
                1e-6 * through_ah);
    const double to_bank_wh =
        *result.metrics[Metric::ChargedEnergy] - *result.metrics[Metric::DischargedEnergy];
    EXPECT_NEAR(devices_wh, to_bank_wh, 1e-6 * result.balance.throughput_wh);
    EXPECT_NEAR(to_bank_wh, -bank_wh, 1e-6 * result.balance.throughput_wh);
    EXPECT_LE(result.balance.charge_residual, 1e-6);
    EXPECT_LE(result.balance.energy_residual, 1e-6);
    EXPECT_LE(result.balance.far_residual, 1e-6);
}

void expect_every_number_is_one(const RunResult& result) {
    for (const MetricRow& row : metric_table) {
        EXPECT_TRUE(std::isfinite(result.metrics[row.metric].value_or(0.0))) << row.name;
    }
    for (const LedgerRow& row : result.ledger) {
        for (const double value :
             {row.charge_ah.value_or(0.0), row.energy_wh, row.mean_a.value_or(0.0)}) {
            EXPECT_TRUE(std::isfinite(value)) << row.item;
        }
    }
    for (const Sample& sample : samples_of(result.recording)) {
        const std::string& signal = result.recording.signals[sample.signal].name;
        // No number is what the BMS says when it cannot foretell or does not know.
        if (signal.find("remaining_time") == std::string::npos &&
            signal.find("reported") == std::string::npos) {
            ASSERT_TRUE(std::isfinite(sample.value)) << signal;
        }
    }
}

// R-SYS-7
TEST(Installations, DrawnByChanceKeepTheirBooksByEitherDriver) {
    constexpr std::uint64_t systems = 4;
    for (std::uint64_t number = 1; number <= systems; ++number) {
        const std::string text = random_installation(number);
        SCOPED_TRACE("installation " + std::to_string(number) + ":\n" + text);
        LoadedScenario loaded = load_text(text);
        loaded.scenario.record = RecordLevel::Battery;
        const RunResult fixed = run_fixed(loaded, {.record = true});
        const RunResult leap = run_leap(loaded, {.record = true});
        for (const RunResult* result : {&fixed, &leap}) {
            expect_the_ledger_adds_up(*result);
            expect_every_number_is_one(*result);
        }
    }
}

// R-SYS-7: the driver that leaps takes more of them, and longer.
TEST(Installations, DrawnByChanceKeepTheirBooksForADay) {
    constexpr std::uint64_t first = 101, systems = 8;
    for (std::uint64_t number = first; number < first + systems; ++number) {
        const std::string text = random_installation(number);
        SCOPED_TRACE("installation " + std::to_string(number) + ":\n" + text);
        LoadedScenario loaded = load_text(text);
        loaded.scenario.duration = day;
        const RunResult result = run_leap(loaded, {.record = true});
        expect_the_ledger_adds_up(result);
        expect_every_number_is_one(result);
    }
}

}  // namespace
}  // namespace engine
