// BatteryProtect, Cyrix-Li-Load, inverter and main switch in whole systems.

#include "tests/engine/agreement.hpp"
#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Ideal but for its resistance; LOAD goes High with the first frame at 1 s.
std::string system_of(const std::string& devices, const std::string& more = "",
                      const std::string& duration = "1 h") {
    return "duration: " + duration +
           "\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50, "
           "self_discharge_pct_per_30d: 0, ageing: false}\ndevices:\n" +
           devices + more;
}

RunResult run(const std::string& text) {
    return run_leap(load_text(text), {});
}

double drawn_mah(const RunResult& result, const std::string& item) {
    for (const LedgerRow& row : result.ledger) {
        if (row.item == item) {
            return -1000.0 * *row.charge_ah;
        }
    }
    throw std::out_of_range(item);
}

/// "600 switch_opened protect by_hand", of switches and what locks itself out.
std::vector<std::string> told(const RunResult& result) {
    std::vector<std::string> out;
    for (const Event& event : result.events) {
        const bool is_told =
            event.kind == EventKind::SwitchOpened || event.kind == EventKind::SwitchClosed ||
            event.kind == EventKind::LockedOut || event.kind == EventKind::Overload ||
            event.kind == EventKind::BrownOut || event.kind == EventKind::BrownOutOver;
        if (is_told) {
            out.push_back(shortest(to_seconds(event.at)) + ' ' +
                          std::string{row_of(event.kind).name} + ' ' + event.device + ' ' +
                          event.cause);
        }
    }
    return out;
}

const std::string lamp = "  lamp: {model: constant_current, draws: 1 A, connected_to: ";

// --- main switch ---

// R-SYS-10: between two frames, at the very moment.
TEST(MainSwitch, IsOpenedAndClosedByHand) {
    const RunResult result =
        run(system_of("  main: {model: main_switch}\n" + lamp + "main}\n",
                      "events:\n  - {at: 600.5 s, switch: main, position: open}\n"
                      "  - {at: 1200.25 s, switch: main, position: closed}\n"));
    EXPECT_NEAR(drawn_mah(result, "lamp") * 3.6, 3600.0 - 599.75, 1e-6);
    EXPECT_THAT(told(result), ElementsAre("600.5 switch_opened main by_hand",
                                          "1200.25 switch_closed main by_hand"));
}

TEST(MainSwitch, AnyDeviceHasASwitchOfItsOwn) {
    const RunResult result = run(system_of(
        lamp + "battery}\n", "events:\n  - {at: 10 min, switch: lamp, position: open}\n"));
    EXPECT_NEAR(drawn_mah(result, "lamp"), 1000.0 / 6.0, 1e-6);
}

TEST(MainSwitch, IsToldByNameAndPosition) {
    const auto what = [](const std::string& event) {
        return std::string{error_of([&] {
                               load_text(system_of("  main: {model: main_switch}\n",
                                                   "events:\n  - {at: 1 d, " + event + "}\n"));
                           })->what()};
    };
    EXPECT_THAT(
        what("switch: mian, position: open"),
        HasSubstr("test.yaml:6:23: events[1].switch: \"mian\" is no device; did you mean main?"));
    EXPECT_THAT(what("switch: main"), HasSubstr("events[1].position: is missing"));
    EXPECT_THAT(what("position: open"), HasSubstr("events[1].switch: is missing"));
    EXPECT_THAT(what("switch: main, position: up"), HasSubstr("open | closed"));
}

// --- BatteryProtect ---

// R-SYS-1, R-SYS-5: LOAD floats from 600 s to 660 s; on again 1 s after its remote.
TEST(SmartBatteryProtect, OpensWithLoadAndTellsWhy) {
    const RunResult result = run(
        system_of("  protect: {model: smart_battery_protect_65}\n" + lamp + "protect}\n",
                  "events:\n  - {at: 10 min, remote: open}\n  - {at: 11 min, remote: joined}\n"));
    // The core answers within a control tick.
    EXPECT_NEAR(drawn_mah(result, "lamp") * 3.6, 3600.0 - 2.0 - 60.0 - 1.0, 0.3);
    EXPECT_NEAR(drawn_mah(result, "protect") * 3.6, 1.4e-3 * 3537.0 + 0.9e-3 * 63.0, 1e-3);
    const std::vector<std::string> events = told(result);
    ASSERT_EQ(events.size(), 3U);
    EXPECT_THAT(events[0], HasSubstr("switch_closed protect output"));
    EXPECT_THAT(events[1], HasSubstr("switch_opened protect output"));
    EXPECT_THAT(events[2], HasSubstr("switch_closed protect output"));
}

// R-SYS-5: a load that pulls the bank below 10.5 V for 102 s loses its feed.
TEST(SmartBatteryProtect, OpensForALowVoltage) {
    const RunResult result = run(
        "duration: 10 min\nbank: {battery: {like: lithium_ng_12v8_100ah, internal_resistance: 200 "
        "mOhm}, soc_pct: 50, self_discharge_pct_per_30d: 0, ageing: false}\n"
        "devices:\n  protect: {model: smart_battery_protect_65, switched_by: nothing}\n"
        "  winch: {model: constant_current, draws: 15 A, connected_to: protect, "
        "cuts_out_below_per_cell: 1 V}\n");
    const std::vector<std::string> events = told(result);
    ASSERT_GE(events.size(), 2U);
    EXPECT_EQ(events[1], "103 switch_opened protect own_low_voltage");
}

// R-SYS-5: its alarm comes 12 s after the voltage is low, 90 s before it opens.
TEST(SmartBatteryProtect, TellsItsAlarm) {
    const std::string text =
        "duration: 10 min\nbank: {battery: {like: lithium_ng_12v8_100ah, internal_resistance: 200 "
        "mOhm}, soc_pct: 50, self_discharge_pct_per_30d: 0, ageing: false}\n"
        "devices:\n  protect: {model: smart_battery_protect_65, switched_by: nothing}\n"
        "  winch: {model: constant_current, draws: 15 A, connected_to: protect, on_for: 70 s, "
        "every: 1 d, cuts_out_below_per_cell: 1 V}\n";
    std::vector<std::string> alarms;
    for (const Event& event : run(text).events) {
        if (event.kind == EventKind::SwitchAlarm || event.kind == EventKind::SwitchAlarmOver) {
            alarms.push_back(shortest(to_seconds(event.at)) + ' ' +
                             std::string{row_of(event.kind).name} + ' ' + event.device + ' ' +
                             event.cause);
        }
    }
    EXPECT_THAT(alarms, ElementsAre("13 switch_alarm protect own_low_voltage",
                                    "70 switch_alarm_over protect own_low_voltage"));
    EXPECT_EQ(drivers_disagree(load_text(text)), "");
}

// It opens at once, tries again after 5 s and 10 s, and stays off.
TEST(SmartBatteryProtect, GivesUpAfterTwoAttemptsOntoAShort) {
    const std::string text = system_of(
        "  protect: {model: smart_battery_protect_65, switched_by: nothing}\n" + lamp +
            "protect}\n  pump: {model: constant_power, draws: 30 W, connected_to: protect}\n",
        "events:\n  - {at: 600.5 s, short_circuit: pump}\n"
        "  - {at: 700 s, short_circuit_over: pump}\n"
        "  - {at: 900 s, switch: protect, position: open}\n"
        "  - {at: 1000 s, switch: protect, position: closed}\n");
    const RunResult result = run(text);
    EXPECT_THAT(told(result), ElementsAre("1 switch_closed protect not_fed",
                                          "600.5 switch_opened protect short_behind",
                                          "610.5 locked_out protect attempts_used_up",
                                          "1001 switch_closed protect by_hand"));
    EXPECT_NEAR(drawn_mah(result, "lamp") * 3.6, 599.5 + 2599.0, 1e-3);
    EXPECT_EQ(drivers_disagree(load_text(text)), "");
}

TEST(SmartBatteryProtect, ClosesAgainWhenAShortIsOverInTime) {
    const RunResult result =
        run(system_of("  protect: {model: smart_battery_protect_65, switched_by: nothing}\n" +
                          lamp + "protect}\n",
                      "events:\n  - {at: 600 s, short_circuit: lamp}\n"
                      "  - {at: 607 s, short_circuit_over: lamp}\n"));
    EXPECT_THAT(told(result), ElementsAre("1 switch_closed protect not_fed",
                                          "600 switch_opened protect short_behind",
                                          "610 switch_closed protect short_behind"));
}

TEST(SmartBatteryProtect, IsWhatAShortCircuitNeeds) {
    const auto what = [](const std::string& event) {
        return std::string{
            error_of([&] {
                load_text(system_of(
                    "  protect: {model: smart_battery_protect_65}\n" + lamp + "battery}\n",
                    "events:\n  - {at: 1 d, " + event + "}\n"));
            })->what()};
    };
    EXPECT_THAT(what("short_circuit: lamp"),
                HasSubstr("events[1].short_circuit: lamp hangs behind no BatteryProtect"));
    EXPECT_THAT(what("short_circuit: lap"), HasSubstr("did you mean lamp?"));
}

TEST(SmartBatteryProtect, IsForTwelveAndTwentyFourVolts) {
    const auto what = [](const std::string& battery) {
        return std::string{
            error_of([&] {
                load_text("duration: 1 d\nbank: {battery: " + battery +
                          ", soc_pct: 50}\ndevices:\n  it: {model: smart_battery_protect_65}\n");
            })->what()};
    };
    EXPECT_THAT(what("lithium_ng_51v2_100ah"),
                HasSubstr("devices.it: is made for 35 V at most; this bank is charged to 56.8 V"));
    EXPECT_EQ(load_text("duration: 1 d\nbank: {battery: lithium_ng_25v6_100ah, soc_pct: 50}\n"
                        "devices:\n  it: {model: smart_battery_protect_65, program: 3}\n")
                  .scenario.devices[0]
                  .second.program,
              Program::P3);
}

// Each toggle of the remote floats LOAD for a minute; the fourth time it does not come back, as the
// bank is below 13 V under its load.
TEST(SmartBatteryProtect, LocksItselfOutInItsLiIonMode) {
    std::string events = "events:\n";
    for (int i = 1; i <= 4; ++i) {
        events += "  - {at: " + std::to_string(10 * i) +
                  " min, remote: open}\n  - {at: " + std::to_string(10 * i + 1) +
                  " min, remote: joined}\n";
    }
    const std::string text =
        "duration: 1 h\nbank: {battery: {like: lithium_ng_12v8_100ah, internal_resistance: 20 "
        "mOhm}, soc_pct: 50, self_discharge_pct_per_30d: 0, ageing: false}\ndevices:\n"
        "  protect: {model: smart_battery_protect_65, program: li_ion}\n" +
        lamp + "protect}\n  heater: {model: constant_current, draws: 20 A}\n" + events;
    const RunResult result = run(text);
    std::vector<std::string> kinds;
    for (const std::string& event : told(result)) {
        kinds.push_back(event.substr(event.find(' ') + 1));
    }
    EXPECT_THAT(kinds, ElementsAre("switch_closed protect output", "switch_opened protect output",
                                   "switch_closed protect output", "switch_opened protect output",
                                   "switch_closed protect output", "switch_opened protect output",
                                   "switch_closed protect output", "switch_opened protect output",
                                   "locked_out protect attempts_used_up"));
    EXPECT_EQ(drivers_disagree(load_text(text)), "");
}

// --- Cyrix-Li-Load ---

TEST(CyrixLiLoad, ComesBackThirtySecondsAfterLoad) {
    const RunResult result = run(
        system_of("  relay: {model: cyrix_li_load}\n" + lamp + "relay}\n",
                  "events:\n  - {at: 10 min, remote: open}\n  - {at: 11 min, remote: joined}\n"));
    EXPECT_NEAR(drawn_mah(result, "lamp") * 3.6, 3600.0 - 1.0 - 60.0 - 30.0, 0.3);
}

// --- inverter ---

// R-SYS-3: 267 W through 89 % are 300 W, 5.6 W of its own; off while LOAD floats.
TEST(InverterVeDirect, RunsWhileLoadIsHigh) {
    const std::string text = system_of(
        "  inverter: {model: inverter_ve_direct_12_375, supplies: 267 W, draws_off: 10 mA}\n",
        "events:\n  - {at: 30 min, remote: open}\n");
    const RunResult result = run(text);
    const double volts = 13.1;
    EXPECT_NEAR(drawn_mah(result, "inverter"), 500.0 * 305.6 / volts + 5.0, 150.0);
    EXPECT_EQ(drivers_disagree(load_text(text)), "");
}

TEST(InverterVeDirect, StopsWhenMoreIsAskedThanItGives) {
    const RunResult result = run(system_of(
        "  inverter: {model: inverter_ve_direct_12_375, supplies: 800 W}\n", "", "3 min"));
    EXPECT_THAT(told(result), ElementsAre("1 overload inverter more_than_rated",
                                          "91 locked_out inverter attempts_used_up"));
}

TEST(InverterVeDirect, IsForItsOwnVoltage) {
    const auto error = error_of([] {
        load_text(
            "duration: 1 d\nbank: {battery: lithium_ng_25v6_100ah, soc_pct: 50}\n"
            "devices:\n  it: {model: inverter_ve_direct_12_375, supplies: 1 W}\n");
    });
    EXPECT_THAT(error->what(), HasSubstr("is made for 17 V at most"));
}

// --- both drivers ---

TEST(Switches, TellTheSameByBothDrivers) {
    const std::string text =
        "start: '2026-01-01 16:00'\nduration: 8 h\n"
        "bank: {battery: {like: lithium_ng_12v8_100ah, capacity_ah: 20}, soc_pct: 30}\n"
        "bms: {discharge_floor: 10 %, low_soc_warning: 20 %}\n"
        "devices:\n"
        "  main: {model: main_switch}\n"
        "  protect: {model: smart_battery_protect_65, connected_to: main, program: li_ion}\n"
        "  relay: {model: cyrix_li_load, connected_to: main}\n"
        "  fridge: {model: constant_power, draws: 45 W, on_for: 20 min, every: 45 min, "
        "connected_to: protect}\n"
        "  lights: {model: constant_power, draws: 12 W, from: '18:00', to: '22:00', connected_to: "
        "relay}\n"
        "  inverter: {model: inverter_ve_direct_12_250, supplies: 60 W, eco_mode: true, on_for: 5 "
        "min, every: 1 h, connected_to: main}\n"
        "  mains: {model: cc_cv_charger, charges: 5 A, from: '21:00', to: '23:30'}\n"
        "events:\n  - {at: 20000.7 s, switch: main, position: open}\n"
        "  - {at: 22000 s, switch: main, position: closed}\n";
    EXPECT_EQ(drivers_disagree(load_text(text)), "");
    const RunResult result = run(text);
    EXPECT_TRUE(result.balance.closes());
    EXPECT_GT(told(result).size(), 6U);
}

}  // namespace
}  // namespace engine
