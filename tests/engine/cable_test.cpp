// Devices at the end of their own cables in whole runs: what their ledger says, and that both
// drivers say the same.

#include "tests/engine/agreement.hpp"
#include "tests/engine/support.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace engine {
namespace {

std::string house(const std::string& devices, const std::string& duration = "10 h") {
    return "start: '2026-05-01 00:00'\nduration: " + duration +
           "\nbank: {battery: lithium_ng_12v8_200ah, soc_pct: 60}\ndevices:\n" + devices;
}

const LedgerRow* row_of(const RunResult& result, const std::string& item) {
    for (const LedgerRow& row : result.ledger) {
        if (row.item == item) {
            return &row;
        }
    }
    return nullptr;
}

// 10 A over 20 mΩ turn 2 W into heat: 20 Wh in ten hours. The rest is the lamp's.
TEST(Cable, HasTheHeatOfItsResistanceInTheLedger) {
    const std::string lamp = "  lamp: {model: constant_current, draws: 10 A";
    const RunResult with = run_leap(load_text(house(lamp + ", cable_resistance: 20 mOhm}\n")));
    const RunResult without = run_leap(load_text(house(lamp + "}\n")));
    const LedgerRow* cable = row_of(with, "lamp.cable");
    ASSERT_NE(cable, nullptr);
    EXPECT_NEAR(cable->energy_wh, -20.0, 1e-6);
    EXPECT_FALSE(cable->charge_ah);
    EXPECT_EQ(cable->cut_by, "nothing");
    EXPECT_NEAR(row_of(with, "lamp")->energy_wh + cable->energy_wh,
                row_of(without, "lamp")->energy_wh, 1e-6);
    EXPECT_EQ(*row_of(with, "lamp")->charge_ah, *row_of(without, "lamp")->charge_ah);
    EXPECT_EQ(row_of(without, "lamp.cable"), nullptr);
}

// What a charger gives at its own end is more than what comes to the bank.
TEST(Cable, TakesItsHeatFromACharger) {
    const RunResult result = run_leap(load_text(house(
        "  charger: {model: cc_cv_charger, charges: 20 A, cable_resistance: 10 mOhm}\n", "1 h")));
    // In bulk for the whole hour, at 20 A.
    EXPECT_NEAR(row_of(result, "charger.cable")->energy_wh, -4.0, 1e-2);
    const LedgerRow& charger = *row_of(result, "charger");
    EXPECT_GT(charger.energy_wh, 0.0);
    EXPECT_TRUE(result.balance.closes());
}

// 200 W at 10.5 V are 19 A: 0.2 Ω and no more than 13 V never bring them; it stops at once.
TEST(Cable, BrownsOutADeviceItCannotFeed) {
    const RunResult result = run_leap(
        load_text(house("  pump: {model: constant_power, draws: 200 W, cable_resistance: 0.25 "
                        "Ohm, cuts_out_below_per_cell: 2.625 V, returns_above_per_cell: 2.8 V}\n",
                        "1 h")));
    ASSERT_FALSE(result.events.empty());
    const auto brown_out =
        std::find_if(result.events.begin(), result.events.end(),
                     [](const Event& event) { return event.kind == EventKind::BrownOut; });
    ASSERT_NE(brown_out, result.events.end());
    EXPECT_EQ(brown_out->device, "pump");
    EXPECT_NEAR(*row_of(result, "pump")->charge_ah, 0.0, 1e-6);
}

TEST(Cable, MakesBothDriversTellTheSame) {
    for (const std::string& devices : {
             std::string{
                 "  pump: {model: constant_power, draws: 300 W, cable_resistance: 10 mOhm, "
                 "on_for: 20 min, every: 50 min}\n"
                 "  mat: {model: resistance, resistance_ohm: 1, cable_resistance: 30 mOhm}\n"},
             std::string{
                 "  charger: {model: cc_cv_charger, charges: 60 A, absorption_time: 30 min, "
                 "cable_resistance: 8 mOhm}\n"
                 "  lamp: {model: constant_current, draws: 3 A, cable_resistance: 50 "
                 "mOhm, from: '02:00', to: '04:00'}\n"},
             std::string{
                 "  inverter: {model: inverter_ve_direct_12_375, supplies: 280 W, "
                 "cable_resistance: 15 mOhm}\n"
                 "  pump: {model: constant_power, draws: 900 W, cable_resistance: 3 mOhm}\n"},
         }) {
        EXPECT_EQ(drivers_disagree(load_text(house(devices, "6 h"))), "") << devices;
    }
}

// The devices of the ledger and what the cables lose are all that came through the bus.
TEST(Cable, LeavesTheSumOfTheLedgerAsItIs) {
    const RunResult result = run_leap(load_text(
        house("  pump: {model: constant_power, draws: 300 W, cable_resistance: 10 mOhm}\n"
              "  charger: {model: cc_cv_charger, charges: 40 A, cable_resistance: 8 mOhm}\n",
              "6 h")));
    double through_wh = 0.0;
    for (const LedgerRow& row : result.ledger) {
        through_wh += row.kind == LedgerRow::Kind::Bank ? 0.0 : row.energy_wh;
    }
    const double in_wh = result.metrics[Metric::ChargedEnergy].value_or(0.0) -
                         result.metrics[Metric::DischargedEnergy].value_or(0.0);
    EXPECT_NEAR(through_wh, in_wh, 1e-6 * 300.0 * 6.0);
    EXPECT_TRUE(result.balance.closes());
}

// A constant power at the end of a cable: the bank gets all of it, the cable's own heat goes
// elsewhere. 20 W at about 12.9 V are 1.55 A, which lose 0.48 W in 0.2 Ω.
TEST(Cable, OfAHeaterLeavesTheBankAllThatTheHeaterGives) {
    const auto run_with = [](const std::string& mat) {
        return run_leap(
            load_text("start: '2026-01-10 00:00'\nduration: 10 h\nambient: {temperature: 0 degC}\n"
                      "bank: {battery: lithium_ng_12v8_200ah, soc_pct: 60, temperature: 0 degC}\n"
                      "devices:\n  mat: {model: heater, draws: 20 W, heats_below: 30 degC, "
                      "stops_at: 35 degC, into_bank: 100 %" +
                      mat + "}\n"));
    };
    const RunResult with = run_with(", cable_resistance: 0.2 Ohm");
    const RunResult without = run_with("");
    const double warm_degc = *without.metrics[Metric::TemperatureHighest];
    EXPECT_GT(warm_degc, 3.0);
    EXPECT_NEAR(*with.metrics[Metric::TemperatureHighest], warm_degc, 0.05);
    EXPECT_NEAR(row_of(with, "mat")->energy_wh, row_of(without, "mat")->energy_wh, 0.1);
    EXPECT_NEAR(row_of(with, "mat.cable")->energy_wh, -4.8, 0.3);
}

// A thermostat that looks a frame later would move some Ws: this one is always on.
TEST(Cable, OfAHeaterMakesBothDriversTellTheSame) {
    EXPECT_EQ(
        drivers_disagree(load_text(
            "start: '2026-01-10 00:00'\nduration: 10 h\nambient: {temperature: 10 degC}\n"
            "bank: {battery: lithium_ng_12v8_200ah, soc_pct: 60, temperature: 10 degC}\n"
            "devices:\n  mat: {model: heater, draws: 20 W, heats_below: 30 degC, stops_at: 35 "
            "degC, cable_resistance: 20 mOhm}\n"
            "  charger: {model: cc_cv_charger, charges: 10 A}\n")),
        "");
}

}  // namespace
}  // namespace engine
