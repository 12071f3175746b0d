// Spread, enclosure, ageing and strings that are taken out, as a scenario says them.

#include "tests/engine/support.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::Contains;
using testing::Field;

/// Two batteries of 100 Ah at 2 %, drained by 400 mA behind nothing.
std::string drained_bank(const std::string& spread, int days) {
    return "duration: " + std::to_string(days) +
           " d\nseed: 3\nbms: {draws_on_a: 0, draws_low_cell_a: 0, draws_remote_off_a: 0}\n"
           "bank: {battery: lithium_ng_12v8_100ah, parallel: 2, soc_pct: 2, "
           "self_discharge_pct_per_30d: 0, ageing: false" +
           spread +
           "}\n"
           "devices: {alarm: {model: constant_current, draws: 400 mA, connected_to: battery}}\n";
}

double damage_day(const RunResult& result) {
    return to_seconds(*result.milestones[Milestone::Damage]) / 86'400.0;
}

// The date that equal cells give is arithmetic: 4 Ah at 0.4 A are 10 h. What the spread cost is the
// difference of both runs.
TEST(SpreadOfCells, CostsTheDaysThatTheReportSays) {
    const RunResult equal = run_fixed(load_text(drained_bank("", 1)));
    EXPECT_NEAR(damage_day(equal) * 24.0, 10.0, 0.01);
    EXPECT_NEAR(*equal.metrics[Metric::SpreadCost], 0.0, 1e-4);
    const RunResult spread =
        run_fixed(load_text(drained_bank(", spread: {capacity_pct: 2, soc_pct: 0.3}", 1)));
    const double cost_d = *spread.metrics[Metric::SpreadCost];
    EXPECT_GT(cost_d, 0.02);
    // The mean charge of the drawn cells is not exactly what was meant.
    const double mean_ah = spread.soc_comparisons.front().true_soc_pct / 100.0 * 200.0;
    EXPECT_NEAR(damage_day(spread) + cost_d, mean_ah / 0.4 / 24.0, 0.05 * cost_d + 0.005);
    // The event names the same cell.
    const auto damaged =
        std::find_if(spread.events.begin(), spread.events.end(),
                     [](const Event& event) { return event.kind == EventKind::BatteryDamaged; });
    ASSERT_NE(damaged, spread.events.end());
    EXPECT_EQ(*spread.metrics[Metric::WeakestBattery], damaged->battery);
    EXPECT_EQ(*spread.metrics[Metric::WeakestCell], damaged->cell);
    EXPECT_NEAR(*spread.metrics[Metric::WeakestSoc], 0.0, 0.01);
}

TEST(SpreadOfCells, IsOfTheSeed) {
    const std::string text = drained_bank(", spread: {capacity_pct: 2}", 1);
    LoadOptions other;
    other.seed = 4;
    EXPECT_NE(damage_day(run_fixed(load_text(text))),
              damage_day(run_fixed(load_text(text, other))));
}

TEST(OverDischargedCell, IsToldWhenItReversesAndWhatItLost) {
    const RunResult result = run_fixed(load_text(
        "duration: 3 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 1, "
        "spread: {soc_pct: 0.3}}\n"
        "devices: {alarm: {model: constant_current, draws: 100 mA, connected_to: battery,\n"
        "  cuts_out_below_per_cell: 0 V}}\n"));
    EXPECT_THAT(result.events, Contains(Field(&Event::kind, EventKind::CellReversed)));
    EXPECT_NEAR(*result.metrics[Metric::CapacityLostBelowEmpty], 24.9, 2.0);
    EXPECT_TRUE(result.balance.closes());
}

TEST(StringOutOfTheCircuit, CarriesNothingAndKeepsItsCharge) {
    const RunResult result = run_fixed(load_text(
        "duration: 4 h\nbank: {battery: lithium_ng_12v8_100ah, parallel: 2, soc_pct: 50,\n"
        "  self_discharge_pct_per_30d: 0, ageing: false}\nrecord: battery\n"
        "devices: {lamp: {model: constant_current, draws: 10 A, connected_to: battery}}\n"
        "events:\n  - {at: 1 h, battery: 2, disconnected: true}\n"
        "  - {at: 3 h, battery: 2, disconnected: false}\n"));
    std::vector<std::string> told;
    for (const Event& event : result.events) {
        if (event.kind == EventKind::BatteryDisconnected ||
            event.kind == EventKind::BatteryConnected) {
            told.push_back(std::to_string(event.at / SimTime{3'600'000}) + "h of " +
                           std::to_string(event.battery));
        }
    }
    EXPECT_THAT(told, testing::ElementsAre("1h of 2", "3h of 2"));
    EXPECT_NEAR(*result.metrics[Metric::SocEnd], 50.0 - 4 * 10.003 / 200.0 * 100.0, 1e-3);
    EXPECT_TRUE(result.balance.closes());
    // Without the second battery the first one carries 10 A: 5 % an hour become 10.
    const RunResult alone = run_fixed(load_text(
        "duration: 3 h\nbank: {battery: lithium_ng_12v8_100ah, parallel: 2, soc_pct: 50,\n"
        "  self_discharge_pct_per_30d: 0, ageing: false}\n"
        "devices: {lamp: {model: constant_current, draws: 10 A, connected_to: battery}}\n"
        "events: [{at: 0 h, battery: 2, disconnected: true}]\n"));
    EXPECT_NEAR(*alone.metrics[Metric::WeakestSoc], 20.0, 0.02);
}

TEST(StringOutOfTheCircuit, IsRefusedWhereNoneWouldBeLeft) {
    const auto error = error_of([] {
        load_text(
            "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, parallel: 2}\n"
            "events:\n  - {at: 2 h, battery: 1, disconnected: true}\n"
            "  - {at: 1 h, battery: 2, disconnected: true}\n");
    });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->place().line, 4);
    EXPECT_THAT(error->what(), testing::HasSubstr("leaves no string in the circuit"));
}

// Still air at -20 °C outside: the locker lags by hours, the room stays warm.
TEST(Enclosures, KeepTheBankWarmerThanTheAirAround) {
    const auto coldest = [](const std::string& enclosure) {
        return *run_fixed(
                    load_text(
                        "duration: 12 h\nambient: {temperature_degc: -20}\n"
                        "bank: {battery: lithium_ng_12v8_100ah, parallel: 2, temperature_degc: 15, "
                        "enclosure: " +
                        enclosure + "}\n"))
                    .metrics[Metric::TemperatureLowest];
    };
    // Alone exp(-12 h * 1.9 W/K / 12.8 kJ/K) of 35 K.
    EXPECT_NEAR(coldest("bare"), -20.0 + 35.0 * std::exp(-12 * 3600 * 1.9 / 12'800), 0.2);
    EXPECT_NEAR(coldest("{like: insulated, loses: 1.5 W/K, holds: 3 Wh/K}"),
                -20.0 + 35.0 * std::exp(-12 * 3600 * 1.5 / (2 * 12'800 + 10'800)), 5.0);
    EXPECT_GT(coldest("insulated"), coldest("bare") + 5.0);
    EXPECT_GT(coldest("indoors"), 14.0);
}

TEST(Enclosures, WithoutWallsHoldAndHeatNothing) {
    for (const char* enclosure : {"{holds: 5 Wh/K}", "{like: bare, heated_to: 10 degC}"}) {
        const auto error = error_of([&] {
            load_text("duration: 1 h\nbank: {battery: lithium_ng_12v8_100ah, enclosure: " +
                      std::string{enclosure} + "}\n");
        });
        ASSERT_TRUE(error) << enclosure;
        EXPECT_THAT(error->what(), testing::HasSubstr("does nothing without walls; say loses too"));
    }
}

}  // namespace
}  // namespace engine
