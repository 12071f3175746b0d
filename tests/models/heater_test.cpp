// The heater of a bank: its thermostat, and where its heat goes.

#include "models/heater.hpp"

#include "models/bank.hpp"
#include "models/cabled.hpp"
#include "tests/models/samples.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace models {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

/// 40 W below 6 °C, until 8 °C.
HeaterParameters a_heater() {
    return {.load = {.law = LoadParameters::Law::Power,
                     .draws = 40.0,
                     .cuts_out_below_v = 8.0,
                     .returns_above_v = 9.0,
                     .schedule = {}},
            .heats_below_degc = 6.0,
            .stops_at_degc = 8.0};
}

/// What it draws once it has looked.
double drawn_w(Heater& heater, Sensed sensed, bool switched_on = true) {
    heater.sense(sensed);
    heater.update(seconds{0}, 12.8, switched_on);
    return -heater.current(12.8).current_a * 12.8;
}

TEST(Heater, HeatsFromItsLowerTemperatureToItsUpperOne) {
    Heater heater{a_heater()};
    EXPECT_EQ(drawn_w(heater, {.coldest_degc = 7.0}), 0.0);
    EXPECT_EQ(drawn_w(heater, {.coldest_degc = 6.0}), 0.0);
    EXPECT_NEAR(drawn_w(heater, {.coldest_degc = 5.9}), 40.0, 1e-12);
    EXPECT_NEAR(drawn_w(heater, {.coldest_degc = 7.9}), 40.0, 1e-12);
    EXPECT_EQ(drawn_w(heater, {.coldest_degc = 8.0}), 0.0);
    EXPECT_EQ(drawn_w(heater, {.coldest_degc = 7.0}), 0.0);
}

TEST(Heater, SaysAtWhichTemperaturesItStaysAsItIs) {
    Heater heater{a_heater()};
    drawn_w(heater, {.coldest_degc = 7.0});
    EXPECT_TRUE(heater.would_stay(6.0));
    EXPECT_FALSE(heater.would_stay(5.9));
    drawn_w(heater, {.coldest_degc = 5.0});
    EXPECT_TRUE(heater.would_stay(7.9));
    EXPECT_FALSE(heater.would_stay(8.0));
}

TEST(Heater, WaitsForPowerToChargeWithIfItIsToldTo) {
    HeaterParameters parameters = a_heater();
    parameters.only_when_charging = true;
    Heater heater{parameters};
    EXPECT_EQ(drawn_w(heater, {.coldest_degc = 0.0}), 0.0);
    EXPECT_EQ(heater.missed(12.8).cut_off_w, 0.0);  // nor does it want any
    EXPECT_NEAR(drawn_w(heater, {.coldest_degc = 0.0, .could_be_charged = true}), 40.0, 1e-12);
    EXPECT_EQ(drawn_w(heater, {.coldest_degc = 0.0}), 0.0);
}

TEST(Heater, ThatIsCutOffMissesItsPowerOnlyWhileItIsCold) {
    HeaterParameters parameters = a_heater();
    parameters.into_bank_share = 0.75;
    Heater heater{parameters};
    EXPECT_EQ(drawn_w(heater, {.coldest_degc = 0.0}, false), 0.0);
    EXPECT_NEAR(heater.missed(12.8).cut_off_w, 40.0, 1e-12);
    EXPECT_EQ(heater.heats_w(12.8), 0.0);
    drawn_w(heater, {.coldest_degc = 0.0}, true);
    EXPECT_EQ(heater.missed(12.8).cut_off_w, 0.0);
    EXPECT_NEAR(heater.heats_w(12.8), 30.0, 1e-12);
    drawn_w(heater, {.coldest_degc = 20.0}, false);
    EXPECT_EQ(heater.missed(12.8).cut_off_w, 0.0);
}

/// A bank at rest in air of 0 °C; nothing in it warms by itself.
Bank a_cold_bank(const std::optional<EnclosureParameters>& enclosure) {
    // A hysteresis would give up some of its energy as it becomes warmer.
    Chemistry chemistry = lithium_chemistry();
    chemistry.ocv_charge_v = chemistry.ocv_discharge_v;
    chemistry.relaxing_v = level_curve(0.0);
    return Bank{{.chemistry = chemistry,
                 .battery = {.cells = 4,
                             .nominal_voltage_v = 12.8,
                             .capacity_ah = 100.0,
                             .internal_resistance_ohm = 0.0008,
                             .heat_capacity_j_per_k = 20'000.0,
                             .heat_transfer_w_per_k = 2.0},
                 .in_series = 1,
                 .in_parallel = 2,
                 .soc = 0.5,
                 .temperature_degc = 0.0,
                 .enclosure = enclosure}};
}

/// Temperature of all after so long.
double warmed_degc(Bank& bank, double heating_w, double hours_long, double step_s) {
    bank.set_heating_w(heating_w);
    for (double now_s = 0.0; now_s < hours_long * 3600.0 - 1e-9; now_s += step_s) {
        bank.advance(0.0, step_s);
    }
    return bank.battery_temperature_degc(1);
}

// 40 W into two batteries of 20 kJ/K that lose 2 W/K each: 10 K in the end, by exp(-t / 10,000 s).
TEST(Bank, IsWarmedByItsHeaterAsALumpedBodyIs) {
    for (const double step_s : {20.0, 60.0, 3600.0}) {
        Bank bank = a_cold_bank(std::nullopt);
        EXPECT_NEAR(warmed_degc(bank, 40.0, 5.0, step_s), 10.0 * (1.0 - std::exp(-1.8)), 1e-6)
            << step_s;
    }
}

// In a locker that lets 1 W/K through, the inside ends 40 K above the outside, and the cells the
// 10 K above that which their own heat needs.
TEST(Bank, InAnEnclosureIsWarmedAboveTheInsideThatItWarms) {
    Bank bank = a_cold_bank(EnclosureParameters{.loses_w_per_k = 1.0, .holds_j_per_k = 5000.0});
    EXPECT_NEAR(warmed_degc(bank, 40.0, 500.0, 600.0), 50.0, 1e-3);
    EXPECT_NEAR(bank.surroundings_degc(0.0), 40.0, 1e-3);
}

// 40 W that it is given at its own end of a cable, whatever the cable loses.
TEST(Heater, AtTheEndOfACableWarmsTheBankByWhatItIsGiven) {
    auto heater = std::make_unique<Heater>(a_heater());
    heater->sense({.coldest_degc = 0.0});
    Cabled cabled{std::move(heater), 0.1};
    cabled.update(seconds{0}, 12.8, true);
    ASSERT_TRUE(cabled.has_sensor());
    EXPECT_NEAR(cabled.heats_w(12.8), 40.0, 1e-6);
    EXPECT_GT(-cabled.current(12.8).current_a * 12.8, 40.0);
}

}  // namespace
}  // namespace models
