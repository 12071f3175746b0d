// Spread, enclosure, ageing and strings that are taken out, as a scenario says them.

#include "tests/engine/support.hpp"

#include <algorithm>

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

// 24.9 % at 0 V, and half a percent a day from where it is below 1 V for good: not before it is
// below empty, and not after it reverses.
TEST(OverDischargedCell, IsToldWhenItReversesAndWhatItLost) {
    const RunResult result = run_fixed(load_text(
        "duration: 3 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 1, "
        "spread: {soc_pct: 0.3}}\n"
        "devices: {alarm: {model: constant_current, draws: 100 mA, connected_to: battery,\n"
        "  cuts_out_below_per_cell: 0 V}}\n"));
    const auto reversed =
        std::find_if(result.events.begin(), result.events.end(),
                     [](const Event& event) { return event.kind == EventKind::CellReversed; });
    ASSERT_NE(reversed, result.events.end());
    const double lost_pct = *result.metrics[Metric::CapacityLostBelowEmpty];
    EXPECT_GT(lost_pct, 24.9 + 0.5 * (3.0 - to_seconds(reversed->at) / 86'400.0));
    EXPECT_LT(lost_pct, 24.9 + 0.5 * (3.0 - damage_day(result)));
    EXPECT_LT(reversed->at - *result.milestones[Milestone::Damage], SimTime{day / 2});
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

/// Two batteries of 12.8 kJ/K that give 1.9 W/K each, and what is around them, in half a day of
/// -20 °C outside from 15 °C everywhere: two bodies in many explicit steps. The cells' own leak, 2
/// % in 30 days at 3.3 V, warms them.
double after_half_a_day_degc(double loses_w_per_k, double holds_j_per_k, double outside_degc) {
    constexpr double leak_w = 8 * 0.02 * 100.0 / 720.0 * 3.3;
    double cells_degc = 15.0;
    double inside_degc = 15.0;
    for (int i = 0; i < 12 * 3600; ++i) {
        const double given_w = 2 * 1.9 * (cells_degc - inside_degc);
        cells_degc += (leak_w - given_w) / (2 * 12'800.0);
        inside_degc += (given_w - loses_w_per_k * (inside_degc - outside_degc)) / holds_j_per_k;
    }
    return cells_degc;
}

// Still air at -20 °C outside: the locker lags by hours, the room stays as warm as it is heated.
TEST(Enclosures, KeepTheBankWarmerThanTheAirAroundByTheirLag) {
    const auto coldest = [](const std::string& enclosure, Driver driver) {
        return *run(load_text(
                        "duration: 12 h\nambient: {temperature_degc: -20}\n"
                        "bank: {battery: lithium_ng_12v8_100ah, parallel: 2, temperature_degc: 15, "
                        "enclosure: " +
                        enclosure + "}\n"),
                    driver)
                    .metrics[Metric::TemperatureLowest];
    };
    for (const Driver driver : {Driver::Fixed, Driver::Leap}) {
        EXPECT_NEAR(coldest("bare", driver), after_half_a_day_degc(1e4, 1e6, -20.0), 0.06);
        EXPECT_NEAR(coldest("insulated", driver), after_half_a_day_degc(1.5, 10'800.0, -20.0),
                    0.06);
        EXPECT_NEAR(coldest("{loses: 2 W/K, holds: 30 Wh/K}", driver),
                    after_half_a_day_degc(2.0, 108'000.0, -20.0), 0.06);
        EXPECT_NEAR(coldest("indoors", driver), 15.0, 0.06);
        EXPECT_NEAR(coldest("{like: indoors, heated_to: 0 degC}", driver),
                    after_half_a_day_degc(30.0, 1.8e6, 0.0), 0.06);
    }
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
