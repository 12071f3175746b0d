// The leap driver tells the same story as the one that executes every tick.

#include "tests/engine/agreement.hpp"
#include "tests/engine/support.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::HasSubstr;

/// A scenario of which so little is left that it soon has something to tell.
std::string small_bank(const std::string& duration, const std::string& bank,
                       const std::string& rest) {
    return "duration: " + duration + "\nbank: {battery: lithium_ng_12v8_100ah, " + bank + "}\n" +
           rest;
}

TEST(Leap, AgreesOnTheDaysFromTheWarningToTheDamageOfALaidUpBank) {
    // 2 A from 16 %: warning, floor, low cell and damage come within hours.
    const LoadedScenario loaded = load_text(
        small_bank("11 h", "soc_pct: 16",
                   "bms: {low_soc_warning_pct: 15, discharge_floor_pct: 10}\n"
                   "devices:\n"
                   "  alarm: {model: constant_current, draws: 2 A, connected_to: battery}\n"
                   "  lamp: {model: constant_power, draws: 6 W, connected_to: load}\n"));
    EXPECT_EQ(drivers_disagree(loaded), "");
    const RunResult leap = run_leap(loaded);
    for (const Milestone milestone : {Milestone::Warning, Milestone::PreAlarm, Milestone::LoadOff,
                                      Milestone::LowCell, Milestone::Damage}) {
        EXPECT_TRUE(leap.milestones[milestone].has_value());
    }
    EXPECT_EQ(leap.driver, Driver::Leap);
}

// A day moves 0.9 % of the capacity: two steps, of whole hours, in which the cells age, too.
TEST(Leap, LooksAtABankThatLiesStillLessThanOnceAnHour) {
    const LoadedScenario loaded = load_text(
        small_bank("3 d", "soc_pct: 50",
                   "devices:\n"
                   "  alarm: {model: constant_current, draws: 35 mA, connected_to: battery}\n"));
    EXPECT_EQ(drivers_disagree(loaded), "");
    EXPECT_LT(run_leap(loaded).instants, 3 * 24);
}

TEST(Leap, AgreesOnAChargerThatGoesThroughAllItsStagesAndSynchronises) {
    EXPECT_EQ(drivers_disagree(load_text(small_bank(
                  "6 h", "soc_pct: 92, parallel: 2, link_resistance: 0.5 mOhm",
                  "devices:\n"
                  "  charger: {model: cc_cv_charger, charges: 20 A, absorption_time: 30 min}\n"
                  "  fridge: {model: constant_power, draws: 45 W, on_for: 20 min, every: 60 min, "
                  "connected_to: load}\n"))),
              "");
}

TEST(Leap, AgreesOnAPumpThatStartsAtRandomAndOnAHeatingMat) {
    EXPECT_EQ(drivers_disagree(load_text(
                  "start: '2026-11-06 18:00'\n" +
                  small_bank("12 h", "soc_pct: 60",
                             "devices:\n"
                             "  pump: {model: constant_current, draws: 6 A, on_for: 90 s, every: "
                             "40 min, starts: random}\n"
                             "  mat: {model: resistance, resistance: 1.2 Ohm, days: sat, "
                             "connected_to: load}\n"))),
              "");
}

// The air is too cold to charge in; the heater waits for the charger's hours and then brings the
// bank above the lock-out (R-OUT-2).
TEST(Leap, AgreesOnAHeaterThatMakesAColdBankFitToBeCharged) {
    const LoadedScenario loaded = load_text(
        "start: '2026-01-10 06:00'\n" +
        small_bank("10 h", "soc_pct: 40, temperature: 1 degC",
                   "ambient: {temperature: -2 degC, daily_amplitude: 3 degC}\n"
                   "devices:\n"
                   "  charger: {model: cc_cv_charger, charges: 10 A, from: '09:00', to: '16:00'}\n"
                   "  mat: {model: heater, draws: 60 W, only_when_charging: true}\n"));
    const RunResult heated = run_leap(loaded);
    const RunResult fixed = run_fixed(loaded);
    // A thermostat that switches a frame later is no event, but 60 Ws, or 1.3 mAh.
    ASSERT_EQ(heated.events.size(), fixed.events.size());
    for (std::size_t i = 0; i < fixed.events.size(); ++i) {
        EXPECT_EQ(heated.events[i].kind, fixed.events[i].kind);
        EXPECT_NEAR(to_seconds(heated.events[i].at), to_seconds(fixed.events[i].at), 1.0);
    }
    EXPECT_NEAR(heated.metrics[Metric::SocEnd].value_or(0.0),
                fixed.metrics[Metric::SocEnd].value_or(1.0), 5e-3);
    EXPECT_GT(heated.metrics[Metric::Charged].value_or(0.0), 10.0);
    // At 1 °C or below there is no charging, and before 09:00 nothing warms the bank.
    const std::vector<Event> allowed = events_of(heated, EventKind::ChargerOn);
    ASSERT_FALSE(allowed.empty());
    EXPECT_GT(allowed.back().at, SimTime{std::chrono::hours{3}});
}

// R-OUT-2 R-BAT-3: cold air on a bank that is charged, and the limits of its maker.
TEST(Leap, AgreesOnABankThatBecomesTooColdToBeCharged) {
    EXPECT_EQ(drivers_disagree(load_text(
                  "start: '2026-03-01 12:00'\n" +
                  small_bank("20 h", "soc_pct: 40, temperature: 8 degC",
                             "ambient: {temperature: 4 degC, daily_amplitude: 6 degC}\n"
                             "devices:\n"
                             "  a: {model: cc_cv_charger, charges: 3 A, switched_by: charger}\n"
                             "  b: {model: cc_cv_charger, charges: 1 A}\n"))),
              "");
}

// At rest the heat of the hystereses is all there is: their amplitude falls as the bank warms up
// with the air in its box.
TEST(Leap, AgreesOnTheHeatOfABankAtRestInAnEnclosure) {
    EXPECT_EQ(drivers_disagree(load_text(
                  "start: '2026-06-15 07:00'\nduration: 3 h\n"
                  "bank: {battery: lithium_ng_25v6_300ah, soc: 66 %, temperature: -1.5 degC,\n"
                  "       enclosure: insulated}\n"
                  "ambient: {temperature: 6.7 degC, daily_amplitude: 6.3 degC}\n")),
              "");
}

// R-BAT-3: strings that even out in the cold charge each other, by less and less. Nothing in the
// plant changes when one falls below what its own reading shows.
TEST(Leap, TellsWithoutStoppingWhenStringsNoLongerChargeEachOtherInTheCold) {
    const LoadedScenario loaded = load_text(
        "start: '2026-01-15 00:00'\nduration: 6 h\n"
        "bank: {battery: lithium_ng_12v8_200ah, parallel: 4, soc_pct: 50, temperature: 2 "
        "degC, spread: {soc_pct: 3, resistance_pct: 10}}\n"
        "ambient: {temperature: 2 degC}\n"
        "devices: {lamp: {model: constant_current, draws: 20 mA}}\n");
    EXPECT_EQ(drivers_disagree(loaded), "");
    const RunResult leap = run_leap(loaded);
    const std::vector<Event> broken = events_of(leap, EventKind::LimitBroken);
    const std::vector<Event> kept = events_of(leap, EventKind::LimitKept);
    EXPECT_GE(broken.size(), 1U);
    EXPECT_GE(kept.size(), 1U);
    // Told in the order of time, though found at the end of a step.
    EXPECT_TRUE(std::is_sorted(leap.events.begin(), leap.events.end(),
                               [](const Event& a, const Event& b) { return a.at < b.at; }));
}

TEST(Leap, AgreesOnADeviceWithALowVoltageLimitThatCutsOutAndReturns) {
    EXPECT_EQ(
        drivers_disagree(load_text(small_bank(
            "5 h", "soc_pct: 6",
            "devices:\n"
            "  heater: {model: constant_power, draws: 300 W, cuts_out_below_per_cell_v: 3.0, "
            "returns_above_per_cell_v: 3.06, returns_after: 1 min, connected_to: battery}\n"))),
        "");
}

// R-SUP-1 D-24: nothing left for the BMS itself, then a charger.
TEST(Leap, AgreesOnABmsThatLosesItsSupplyAndGetsItBack) {
    EXPECT_EQ(
        drivers_disagree(load_text(
            "start: '2026-01-01 00:00'\n" +
            small_bank("8 h", "soc_pct: 1",
                       "devices:\n"
                       "  pump: {model: constant_current, draws: 1 A, connected_to: battery}\n"
                       "  charger: {model: cc_cv_charger, charges: 10 A, from: '05:00', "
                       "to: '08:00'}\n"))),
        "");
}

// No frame comes, nothing is decided, and the bus has no answer: still only the hours are looked
// at.
TEST(Leap, GoesOnInLongStepsWhereNothingIsLeftInTheBank) {
    const auto dead_bank = [](const std::string& duration) {
        return load_text(small_bank(
            duration, "soc_pct: 0, self_discharge_pct_per_30d: 50",
            "devices:\n  pump: {model: constant_current, draws: 1 A, connected_to: battery}\n"));
    };
    EXPECT_EQ(drivers_disagree(dead_bank("2 d")), "");
    const RunResult two_days = run_leap(dead_bank("2 d"));
    ASSERT_FALSE(events_of(two_days, EventKind::BmsOff).empty());
    // At rest no cell goes below 0 V, where its leak ends.
    EXPECT_TRUE(two_days.milestones[Milestone::Damage].has_value());
    EXPECT_TRUE(events_of(two_days, EventKind::CellReversed).empty());
    const RunResult month = run_leap(dead_bank("30 d"));
    EXPECT_EQ(month.events.size(), two_days.events.size());
    EXPECT_LE(month.instants - two_days.instants, 28 * 25);
}

// A cold day and a busy one, in still air, in a locker and in a room: what is around the cells
// follows both the air outside and their own heat.
TEST(Leap, AgreesInEveryEnclosure) {
    for (const char* enclosure :
         {"bare", "insulated", "indoors", "{like: indoors, heated_to: 2 degC}"}) {
        EXPECT_EQ(drivers_disagree(load_text(small_bank(
                      "8 h",
                      "soc_pct: 70, parallel: 2, link_resistance: 0.5 mOhm, temperature: 12 degC, "
                      "enclosure: " +
                          std::string{enclosure},
                      "ambient: {temperature: -5 degC, daily_amplitude: 8 degC}\n"
                      "devices:\n"
                      "  heater: {model: constant_power, draws: 500 W, on_for: 1 h, every: 3 h, "
                      "connected_to: load}\n"
                      "  charger: {model: cc_cv_charger, charges: 20 A, from: '03:00', "
                      "to: '05:00'}\n"))),
                  "")
            << enclosure;
    }
}

TEST(Leap, AgreesOnCommandsAndFaultsOfEveryKind) {
    EXPECT_EQ(drivers_disagree(load_text(
                  small_bank("10 h", "soc_pct: 60, parallel: 2, link_resistance: 0.5 mOhm",
                             "devices:\n"
                             "  fridge: {model: constant_power, draws: 45 W, connected_to: load}\n"
                             "events:\n"
                             "  - {at: 1 h, remote: open}\n"
                             "  - {at: 90 min, remote: high_to_plus}\n"
                             "  - {at: 2 h, battery: 2, gone: true}\n"
                             "  - {at: 2.5 h, battery: 2, gone: false}\n"
                             "  - {at: 3 h, chain: open}\n"
                             "  - {at: 10837.25 s, chain: closed}\n"
                             "  - {at: 4 h, battery: 1, update: begin}\n"
                             "  - {at: 4.1 h, battery: 1, update: finish}\n"
                             "  - {at: 5 h, mode: 'off'}\n"
                             "  - {at: 5.2 h, mode: 'on', bluetooth: connected}\n"
                             "  - {at: 6 h, link: {drop_pct: 30, delay: 0.3 s, jitter: 0.5 s}}\n"
                             "  - {at: 6.1 h, link: {drop_pct: 0}}\n"
                             "  - {at: 7 h, set_soc_pct: 11}\n"
                             "  - {at: 8 h, hardware_fault: true}\n"
                             "  - {at: 8.5 h, hardware_fault: false, synchronise: true}\n"))),
              "");
}

TEST(Leap, AgreesOnEveryShippedScenarioOverADay) {
    for (const std::string& file : shipped_scenarios()) {
        LoadedScenario loaded = load_scenario(file);
        loaded.scenario.duration = day;
        loaded.scenario.until.reset();
        EXPECT_EQ(drivers_disagree(loaded), "") << file;
    }
}

TEST(Leap, LooksAtTheAppWhenItIsAskedTo) {
    const LoadedScenario loaded = load_text(small_bank("2 h", "soc_pct: 50", ""));
    const std::vector<SimTime> at{SimTime{0}, SimTime{1'234'567}, SimTime{5'000'000}};
    const RunResult fixed = run_fixed(loaded, {.look_at = at});
    const RunResult leap = run_leap(loaded, {.look_at = at});
    ASSERT_EQ(leap.app_looks.size(), at.size());
    for (std::size_t i = 0; i < at.size(); ++i) {
        EXPECT_EQ(leap.app_looks[i].at, fixed.app_looks[i].at);
        EXPECT_EQ(leap.app_looks[i].core, fixed.app_looks[i].core) << i;
    }
}

TEST(Leap, GivesTheSameBytesTwiceAndWhetherItIsRecordedOrNot) {
    const LoadedScenario loaded = load_text(
        small_bank("30 h", "soc_pct: 50, parallel: 2",
                   "devices:\n"
                   "  fridge: {model: constant_power, draws: 45 W, on_for: 20 min, every: 60 min, "
                   "connected_to: load}\n"));
    const RunResult first = run_leap(loaded);
    const RunResult second = run_leap(loaded, {.record = true});
    EXPECT_EQ(first.result_hash, second.result_hash);
    EXPECT_EQ(first.events_hash, second.events_hash);
}

// Every tick is in a trace, so it is not leapt over.
TEST(Leap, IsNotTheDriverOfARunThatWritesATrace) {
    const Folder folder;
    TraceWriter trace{folder.path("t.trace")};
    const LoadedScenario loaded = load_text(small_bank("1 min", "soc_pct: 50", ""));
    EXPECT_EQ(run(loaded, Driver::Leap, {.trace = &trace}).driver, Driver::Fixed);
    EXPECT_EQ(run(loaded, Driver::Leap).driver, Driver::Leap);
    EXPECT_EQ(run(loaded, Driver::Fixed).driver, Driver::Fixed);
}

// Without it the harness could not fail.
TEST(Agreement, NoticesAnEventThatIsMissingOrLateAndChargeThatIsOff) {
    const auto run = [] {
        return run_fixed(load_text(
            small_bank("10 min", "soc_pct: 50",
                       "devices:\n  a: {model: constant_current, draws: 5 A, connected_to: load}\n"
                       "events: [{at: 5 min, remote: open}]\n")));
    };
    const RunResult right = run();
    EXPECT_EQ((Agreement{right, run()}.differences()), "");
    RunResult late = run();
    late.events.back().at += SimTime{1100};
    EXPECT_THAT((Agreement{right, late}.differences()), HasSubstr("charger_off"));
    RunResult missing = run();
    missing.events.pop_back();
    EXPECT_THAT((Agreement{right, missing}.differences()), HasSubstr("number of"));
    RunResult off = run();
    *off.metrics[Metric::SocEnd] += 2e-4;
    EXPECT_THAT((Agreement{right, off}.differences()), HasSubstr("soc_end_pct"));
    RunResult spent = run();
    spent.ledger[1].energy_wh *= 1.00002;
    EXPECT_THAT((Agreement{right, spent}.differences()), HasSubstr("energy of a"));
}

// Nothing but the times of its switches explains another energy of a heater, and they are its own.
TEST(Agreement, NoticesAThermostatThatSwitchesElsewhereAndItsEnergyThatIsOff) {
    const auto run = [](const std::string& stops_at) {
        return run_fixed(load_text("duration: 4 h\nambient: {temperature: 0 degC}\n"
                                   "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50, "
                                   "temperature: 7 degC}\ndevices:\n"
                                   "  mat: {model: heater, draws: 60 W, connected_to: battery, "
                                   "stops_at: " +
                                   stops_at + " degC}\n"),
                         {.record = true});
    };
    const RunResult right = run("8");
    EXPECT_EQ((Agreement{right, run("8"), {"mat"}}.differences()), "");
    EXPECT_THAT((Agreement{right, run("8.01"), {"mat"}}.differences()), HasSubstr("switch of mat"));
    RunResult spent = run("8");
    for (LedgerRow& row : spent.ledger) {
        row.energy_wh *= row.item == "mat" ? 1.00002 : 1.0;
    }
    EXPECT_THAT((Agreement{right, spent, {"mat"}}.differences()), HasSubstr("energy of mat"));
}

// An IP43 that nobody controls, with its own sensor: facts/domain.md §3.3.
TEST(Leap, StopsAChargerThatFeelsTheCold) {
    const auto cold = [](const std::string& ambient_degc, const std::string& bank_degc) {
        return load_text("duration: 12 h\nambient: {temperature: " + ambient_degc +
                         " degC}\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 10, "
                         "temperature: " +
                         bank_degc +
                         " degC}\ndevices:\n"
                         "  charger: {model: phoenix_smart_ip43_12_30, charges: 3 A, "
                         "stops_below: 5 degC, switched_by: nothing}\n");
    };
    EXPECT_EQ(*run_leap(cold("4", "4")).metrics[Metric::Charged], 0.0);
    EXPECT_NEAR(*run_leap(cold("7", "7")).metrics[Metric::Charged], 36.0, 0.1);
    const double cooling_ah = *run_leap(cold("-5", "10")).metrics[Metric::Charged];
    EXPECT_GT(cooling_ah, 1.0);
    EXPECT_LT(cooling_ah, 35.0);
    EXPECT_EQ(drivers_disagree(cold("-5", "10")), "");
}

}  // namespace
}  // namespace engine
