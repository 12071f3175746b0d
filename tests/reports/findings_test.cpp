// Findings: each fires where it should, and stays silent in the same system without the fault.

#include "reports/findings.hpp"

#include "engine/run.hpp"
#include "engine/scenario_loader.hpp"
#include "reports/verdict.hpp"
#include "reports/wiring.hpp"
#include "tests/reports/support.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using engine::EventKind;
using engine::Finding;
using engine::Milestone;
using engine::RunResult;
using engine::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Severity = Finding::Severity;

/// The findings of one name about these devices in a run where nothing happened.
std::vector<Finding> found(const std::string& name, const std::string& devices,
                           const RunResult& result = quiet_run()) {
    return named(findings_of(van(devices).scenario, result), name);
}

std::vector<std::string> devices_of(const std::vector<Finding>& findings) {
    std::vector<std::string> names;
    for (const Finding& finding : findings) {
        names.push_back(finding.device);
    }
    return names;
}

// --- the air around the BMS ---

std::vector<Finding> found_in_air(const std::string& ambient) {
    const auto scenario = van(alarm_behind_load, "low_soc_warning_pct: 15, discharge_floor_pct: 10",
                              "ambient: {" + ambient + "}\n")
                              .scenario;
    return named(findings_of(scenario, quiet_run()), "bms_temperature");
}

// 45 ± 10 °C, warmest at 15:00: above 50 °C while the cosine is above one half, 8 hours a day, from
// 11:00 on.
// R-SUP-2
TEST(Findings, AirTooWarmForTheBmsIsAMistakeWithItsHours) {
    const auto findings = found_in_air("temperature_degc: 45, daily_amplitude_degc: 10");
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].severity, Severity::Mistake);
    EXPECT_EQ(findings[0].device, "bms");
    EXPECT_EQ(findings[0].text,
              "The air around the BMS is warmer than 50 °C, first on day 0.46, 1040.0 hours in "
              "all, at worst 55.0 °C.");
    EXPECT_THAT(findings[0].source, HasSubstr("R-SUP-2"));
}

// The same the other way, coldest at 03:00: from 23:00 to 07:00.
// R-SUP-2
TEST(Findings, AirTooColdForTheBmsIsAMistakeToo) {
    const auto findings = found_in_air("temperature_degc: -15, daily_amplitude_degc: 10");
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].text,
              "The air around the BMS is colder than -20 °C, first on day 0.00, 1040.0 hours in "
              "all, at worst -25.0 °C.");
    EXPECT_EQ(found_in_air("temperature_degc: 15, daily_amplitude_degc: 40").size(), 2U);
}

// R-SUP-2
TEST(Findings, TheBmsOperatesFromMinus20To50DegreesInclusive) {
    for (const char* degc : {"-20", "-19.9", "20", "49.9", "50"}) {
        EXPECT_THAT(found_in_air("temperature_degc: " + std::string{degc}), IsEmpty()) << degc;
    }
    for (const char* degc : {"-20.1", "50.1"}) {
        const auto findings = found_in_air("temperature_degc: " + std::string{degc});
        ASSERT_EQ(findings.size(), 1U) << degc;
        EXPECT_THAT(findings[0].text, HasSubstr("3120.0 hours in all"));
    }
}

// --- events out of reach ---

// The end itself is still reached; a run that was cut short (--set duration) is no mistake.
TEST(Findings, AnEventAfterTheEndOfTheRunIsNamedWithBothDays) {
    const auto found_with = [](const std::string& events) {
        const auto scenario =
            van(alarm_behind_load, "low_soc_warning_pct: 15, discharge_floor_pct: 10",
                "events:\n" + events)
                .scenario;
        return named(findings_of(scenario, quiet_run()), "event_after_end");
    };
    EXPECT_THAT(found_with("- {at: 10 d, remote: open}\n- {at: 130 d, remote: joined}\n"),
                IsEmpty());
    const auto one = found_with(
        "- {at: 10 d, remote: open}\n- {at: 200 d, remote: joined}\n"
        "- {at: 130 d, remote: open}\n");
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0].severity, Severity::Advice);
    EXPECT_EQ(one[0].text,
              "The run ends on day 130.00, before events[2] on day 200.00: it never happens.");
    const auto two = found_with("- {at: 2027-03-12, remote: open}\n- {at: 131 d, mode: off}\n");
    ASSERT_EQ(two.size(), 1U);
    EXPECT_EQ(two[0].text,
              "The run ends on day 130.00, before events[1] on day 131.00, events[2] on day "
              "131.00: they never happen.");
}

// --- chargers and loads out of reach ---

// R-BAT-9
TEST(Findings, AChargerThatChargerDoesNotSwitchIsAMistakeByName) {
    const std::string charger = "{model: cc_cv_charger, charges: 10 A";
    const auto findings = found("uncontrolled_charger",
                                "  solar: " + charger + ", switched_by: charger}\n" +  //
                                    "  mains: " + charger + ", switched_by: nothing}\n" +
                                    "  alternator: " + charger + ", switched_by: load}\n");
    ASSERT_THAT(devices_of(findings), ElementsAre("mains", "alternator"));
    EXPECT_EQ(findings[0].severity, Severity::Mistake);
    EXPECT_THAT(findings[0].text, HasSubstr("mains is not switched by CHARGER"));
    EXPECT_THAT(findings[0].advice, HasSubstr("switched_by: charger"));
    EXPECT_THAT(findings[0].source, HasSubstr("R-BAT-9"));
    // A load is no charger.
    EXPECT_THAT(found("uncontrolled_charger", alarm_on_battery), IsEmpty());
}

// R-OUT-6, D-1: 500 mA, whatever §2.2 says.
TEST(Findings, MoreOnPreAlarmThanItGivesIsAMistake) {
    const auto on_pre_alarm = [](const std::string& draws) {
        return "{model: constant_current, draws: " + draws + ", switched_by: pre_alarm}\n";
    };
    const std::string buzzer = "  buzzer: " + on_pre_alarm("20 mA");
    EXPECT_THAT(found("pre_alarm_overloaded", buzzer + "  horn: " + on_pre_alarm("480 mA")),
                IsEmpty());
    const auto findings =
        found("pre_alarm_overloaded", buzzer + "  horn: " + on_pre_alarm("490 mA"));
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].severity, Severity::Mistake);
    EXPECT_EQ(findings[0].text,
              "PRE-ALARM gives 0.5 A; what hangs on it takes 0.51 A (buzzer, horn).");
    EXPECT_THAT(findings[0].source, HasSubstr("D-1"));
    // Nor is it a load that nothing cuts off.
    EXPECT_THAT(found("uncontrolled_load", buzzer), IsEmpty());
}

// R-BAT-9
TEST(Findings, ALoadStraightOnTheBatteryIsNamed) {
    const std::string load = "{model: constant_current, draws: 10 mA";
    const auto findings =
        found("uncontrolled_load",
              "  alarm: " + load + "}\n" +  //
                  "  lamp: " + load + ", connected_to: load}\n" + "  relay: " + load +
                  ", switched_by: load}\n" + "  clock: " + load + ", connected_to: battery}\n" +
                  "  idle: {model: constant_current, draws_a: 0}\n" +
                  "  solar: {model: cc_cv_charger, charges: 10 A}\n");
    ASSERT_THAT(devices_of(findings), ElementsAre("alarm", "clock"));
    EXPECT_EQ(findings[0].severity, Severity::Advice);
    EXPECT_THAT(findings[0].text, HasSubstr("alarm hangs straight on the battery"));
    EXPECT_THAT(findings[0].text, HasSubstr("10 mA"));
    EXPECT_THAT(findings[0].advice, HasSubstr("connected_to: load"));
    EXPECT_THAT(findings[0].source, HasSubstr("R-BAT-9"));
    EXPECT_THAT(findings[1].text, HasSubstr("clock"));
}

// R-SYS-7: day 95.75 becomes day 176.53.
TEST(Findings, WhatMovingTheAlarmBehindLoadBuysIsTheWorkedExample) {
    const auto findings = found("uncontrolled_load", alarm_on_battery);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_THAT(findings[0].text, HasSubstr("put off damage by 80.8 days"));
    EXPECT_THAT(findings[0].text, HasSubstr("day 95.7 to day 176.5"));
    EXPECT_THAT(findings[0].advice, HasSubstr("main switch"));
    EXPECT_THAT(found("uncontrolled_load", alarm_behind_load), IsEmpty());
}

// Each load on its own: 35 mA on the battery stay while 10 mA move.
TEST(Findings, EachLoadIsMovedAlone) {
    const auto findings =
        found("uncontrolled_load",
              alarm_on_battery + "  clock: {model: constant_current, draws: 10 mA}\n");
    ASSERT_THAT(devices_of(findings), ElementsAre("alarm", "clock"));
    const double leak = 0.4 / 3.0;
    const auto damage = [&](double on_battery_ma) {
        return 80.0 / (0.024 * 48.0 + leak) + 18.0 / (0.024 * (on_battery_ma + 3.0) + leak) +
               2.0 / (0.024 * (on_battery_ma + 1.2) + leak);
    };
    const auto says = [&](double on_battery_ma) {
        char text[64];
        std::snprintf(text, sizeof text, "by %.1f days (closed form: day %.1f to day %.1f)",
                      damage(on_battery_ma) - damage(45.0), damage(45.0), damage(on_battery_ma));
        return std::string{text};
    };
    EXPECT_THAT(findings[0].text, HasSubstr(says(10.0)));
    EXPECT_THAT(findings[1].text, HasSubstr(says(35.0)));
}

TEST(Findings, WithAChargerTheClosedFormHasNoSay) {
    const auto findings = found(
        "uncontrolled_load", alarm_on_battery + "  solar: {model: cc_cv_charger, charges: 1 A}\n");
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_THAT(findings[0].text, Not(HasSubstr("closed form")));
    EXPECT_THAT(findings[0].text, HasSubstr("35 mA"));
}

// It cannot be moved behind LOAD, but what is left at the floor must hold it: as long as the same
// current of an alarm.
TEST(Findings, WhatAChargerDrawsForItselfIsNoLoadToMoveAndStillDrainsTheFloor) {
    auto scenario = van("  solar: {model: cc_cv_charger, charges: 1 A}\n").scenario;
    scenario.devices.front().second.self_consumption_a = 0.035;
    const auto findings = findings_of(scenario, quiet_run());
    EXPECT_THAT(named(findings, "uncontrolled_load"), IsEmpty());
    const auto floor = named(findings, "floor_reserve");
    ASSERT_EQ(floor.size(), 1U);
    EXPECT_EQ(floor[0].text, found("floor_reserve", alarm_on_battery).at(0).text);
}

TEST(Findings, AStopIsToldInTenthsOfAnHourAndALongOneInWholeHours) {
    const auto stopped_for = [](engine::SimTime duration) {
        RunResult out = quiet_run();
        out.outages = {{.kind = engine::OutageKind::BmsWithoutSupply,
                        .device = "bms",
                        .times = 1,
                        .first = days(2),
                        .duration = duration}};
        return found("bms_without_supply", alarm_on_battery, out).at(0).text;
    };
    using std::chrono::hours;
    EXPECT_THAT(stopped_for(std::chrono::minutes{90}), HasSubstr("on day 2.00, for 1.5 h"));
    EXPECT_THAT(stopped_for(hours{1130}), HasSubstr("on day 2.00, for 1130 h"));
}

TEST(Findings, AnUncontrolledLoadThatHasDoneHarmIsAMistake) {
    EXPECT_EQ(found("uncontrolled_load", alarm_on_battery, ruined_run()).at(0).severity,
              Severity::Mistake);
    // The floor alone is no harm: that is what it is for.
    RunResult cut_off = quiet_run();
    cut_off.milestones[Milestone::LoadOff] = days(76.53);
    EXPECT_EQ(found("uncontrolled_load", alarm_on_battery, cut_off).at(0).severity,
              Severity::Advice);
}

// R-SYS-4: a VE.Bus inverter without its inverting cable never runs; LOAD is not what is wrong with
// it.
TEST(Findings, OfALoadWithTheWrongCableThatIsTheMistake) {
    const std::string inverter = "  it: {model: ve_bus_inverter, draws: 100 W, through: direct}\n";
    EXPECT_EQ(found("wrong_cable", inverter).size(), 1U);
    EXPECT_THAT(found("uncontrolled_load", inverter), IsEmpty());
}

// R-SYS-2
TEST(Findings, TellWhatHappenedOnceInTheSingular) {
    RunResult result = quiet_run();
    result.events = {
        {.at = days(1), .kind = EventKind::LoadDump, .device = "cyrix", .value = 40.0}};
    EXPECT_EQ(
        found("load_dump", alarm_behind_load, result).at(0).text,
        "cyrix cut the bank off once while the alternator charged it, first on day 1.00, with "
        "up to 40 A.");
    result.events.push_back(result.events.front());
    EXPECT_THAT(found("load_dump", alarm_behind_load, result).at(0).text, HasSubstr("off 2 times"));
}

TEST(Findings, AScheduleCountsByItsMean) {
    const auto draw = [](const std::string& law) {
        return found("uncontrolled_load", "  it: {model: " + law + "}\n").at(0).text;
    };
    // 45 W at 12.8 V for a third of the time.
    EXPECT_THAT(draw("constant_power, draws: 45 W, on_for: 30 min, every: 90 min"),
                HasSubstr("drawing 1.172 A"));
    EXPECT_THAT(draw("constant_current, draws: 1 A, from: '18:30', to: '22:00'"),
                HasSubstr("drawing 145.8 mA"));  // 3.5 h of 24
    EXPECT_THAT(draw("constant_current, draws: 1 A, from: '22:00', to: '04:00'"),
                HasSubstr("drawing 250 mA"));  // through midnight
    EXPECT_THAT(draw("constant_current, draws: 1 A, from: '06:00', to: '06:00'"),
                HasSubstr("drawing 1 A after"));  // an empty window is the whole day
    EXPECT_THAT(draw("constant_current, draws: 1 A, from: '00:00', to: '12:00', on_for: 1 s, "
                     "every: 10 s"),
                HasSubstr("drawing 50 mA"));
}

TEST(Findings, APowerCountsAtTheNominalVoltageOfTheWholeString) {
    const auto loaded = engine::load_scenario_text(
        "duration: 1 d\n"
        "bank: {battery: lithium_ng_12v8_100ah, series: 2, soc_pct: 50}\n"
        "devices: {radio: {model: constant_power, draws: 2.56 W}}\n",
        "s.yaml");
    const auto findings = named(findings_of(loaded.scenario, quiet_run()), "uncontrolled_load");
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_THAT(findings[0].text, HasSubstr("drawing 100 mA"));
}

// Two strings hold twice the charge: 200 Ah in two of 100 is the worked example again.
TEST(Findings, TheClosedFormCountsTheWholeBank) {
    const auto loaded = engine::load_scenario_text(
        "duration: 130 d\n"
        "bank: {battery: lithium_ng_12v8_100ah, parallel: 2, soc_pct: 50}\n"
        "bms: {low_soc_warning_pct: 15, discharge_floor_pct: 10}\n"
        "devices: {alarm: {model: constant_current, draws: 35 mA}}\n",
        "s.yaml");
    EXPECT_THAT(named(findings_of(loaded.scenario, quiet_run()), "uncontrolled_load").at(0).text,
                HasSubstr("day 95.7 to day 176.5"));
}

// --- limits ---

// R-BAT-3
TEST(Findings, ABrokenLimitSaysWhichBatteryWhenAndForHowLong) {
    RunResult result = quiet_run();
    result.broken_limits = {{.limit = "charge_too_cold",
                             .battery = 3,
                             .since = days(12.25),
                             .duration = hours(2),
                             .worst = -3.5,
                             .unit = "°C"},
                            {.limit = "discharge_pulse", .battery = 1, .unit = "A"}};
    const auto findings = found("limit_broken", alarm_behind_load, result);
    ASSERT_THAT(devices_of(findings), ElementsAre("battery 3", "battery 1"));
    EXPECT_EQ(findings[0].severity, Severity::Mistake);
    EXPECT_EQ(findings[0].text,
              "Battery 3 broke charge_too_cold: first on day 12.25, 7200 s in all, worst -3.5 °C.");
    EXPECT_THAT(findings[0].source, HasSubstr("R-BAT-3"));
    EXPECT_THAT(found("limit_broken", alarm_behind_load), IsEmpty());
}

// R-OUT-2, D-6: from day 3 to 4 and from day 129 to the end at 130.
TEST(Findings, TellHowLongTheColdLocksChargingOutAndWhatThatCosts) {
    RunResult result = quiet_run();
    result.events = {event(EventKind::ChargerOff, days(2), "", "high_cell"),
                     event(EventKind::ChargerOn, days(2.5), "", "high_cell"),
                     event(EventKind::ChargerOff, days(3), "", "low_temperature"),
                     event(EventKind::ChargerOn, days(4), "", "low_temperature"),
                     event(EventKind::ChargerOff, days(129), "", "low_temperature")};
    EXPECT_THAT(found("cold_lockout", alarm_behind_load, result), IsEmpty());
    result.metrics[engine::Metric::ChargeRefused] = 1234.0;
    const auto findings = found("cold_lockout", alarm_behind_load, result);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].text,
              "CHARGER floated for 48 h because the cells were too cold to be charged; what "
              "chargers could not give while they were cut off is 1234 Wh.");
}

// --- the low-cell cut-off ---

/// The low-cell cut-off comes on this day and nothing else does.
RunResult cut_off_on(double day) {
    RunResult result = quiet_run();
    result.milestones[Milestone::LowCell] = days(day);
    result.events = {event(EventKind::CodeRaised, days(day), "A-B01", "low_cell")};
    return result;
}

// R-SYS-11, R-BAT-8: 10 mA in all use 2 Ah up in 200 hours; 49 of them are over.
TEST(Findings, AfterALowCellCutOffTheHoursSinceAndLeftAreTold) {
    const std::string rest =
        "duration: 130 d\nbank: {battery: lithium_ng_12v8_200ah, soc_pct: 50, "
        "self_discharge_pct_per_30d: 0}\n"
        "devices: {rest: {model: constant_current, draws: 8.8 mA}}\n";
    const auto loaded = engine::load_scenario_text(rest, "s.yaml");
    const auto findings =
        named(findings_of(loaded.scenario, cut_off_on(130.0 - 49.0 / 24.0)), "low_cell_reserve");
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].severity, Severity::Advice);
    EXPECT_THAT(findings[0].text, HasSubstr("49.0 hours since the low-cell cut-off"));
    EXPECT_THAT(findings[0].text, HasSubstr("200.0 hours in all"));
    EXPECT_THAT(findings[0].text, HasSubstr("151.0 are left"));
    EXPECT_THAT(findings[0].advice, HasSubstr("Charge at once"));
    EXPECT_THAT(findings[0].source, HasSubstr("R-SYS-11"));

    const auto half = engine::load_scenario_text(rest, "s.yaml",
                                                 {.sets = {"bank.battery=lithium_ng_12v8_100ah"}});
    EXPECT_THAT(named(findings_of(half.scenario, cut_off_on(129.0)), "low_cell_reserve").at(0).text,
                HasSubstr("100.0 hours in all"));
}

// A load too heavy for a cold bank opens LOAD long before the reserve: no hours of it are to be
// told.
TEST(Findings, ACutOffWithMuchLeftIsASagOfTheVoltage) {
    RunResult result = cut_off_on(2);
    result.soc_comparisons = {{.at = "low_cell", .time = days(2), .true_soc_pct = 58.7}};
    const auto findings = found("low_cell_reserve", alarm_on_battery, result);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].text,
              "At the low-cell cut-off (day 2.00) 59 % or more were really left: the voltage of a "
              "cell had sagged under load.");
    EXPECT_THAT(findings[0].advice, HasSubstr("Draw less at once"));
    result.events.push_back(event(EventKind::CodeCleared, days(3), "A-B01", "low_cell"));
    result.events.push_back(event(EventKind::CodeRaised, days(4), "A-B01", "low_cell"));
    result.soc_comparisons.push_back({.at = "end", .time = days(130), .true_soc_pct = 27.1});
    EXPECT_THAT(found("low_cell_reserve", alarm_on_battery, result).at(0).text,
                HasSubstr("(day 4.00) 27 % or more"));
    result.events.resize(1);
    result.soc_comparisons[1].true_soc_pct = 1.0;
    result.soc_comparisons[0].true_soc_pct = 1.2;
    EXPECT_THAT(found("low_cell_reserve", alarm_on_battery, result).at(0).text,
                HasSubstr("hours since"));
}

// R-SYS-11: what is left is never less than nothing, and as much as the battery's entry says.
TEST(Findings, TheReserveIsTheBatterysOwnAndEndsAtNothing) {
    const auto loaded = engine::load_scenario_text(
        "duration: 130 d\n"
        "bank: {battery: {like: lithium_ng_12v8_200ah, low_cell_soc_pct: 3}, "
        "self_discharge_pct_per_30d: 0}\n"
        "devices: {rest: {model: constant_current, draws: 8.8 mA}}\n",
        "s.yaml");
    const auto findings =
        named(findings_of(loaded.scenario, cut_off_on(130.0 - 700.0 / 24.0)), "low_cell_reserve");
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_THAT(findings[0].text, HasSubstr("600.0 hours in all: 0.0 are left"));
}

/// A battery of that cell, and of what else is said.
engine::LoadedScenario with_cell(const std::string& cell) {
    return engine::load_scenario_text(
        "duration: 1 d\nbank: {battery: {like: lithium_ng_12v8_100ah, cell: " + cell +
            "}, soc_pct: 50}\n",
        "s.yaml");
}
const std::string measured_cell = "{like: lithium_ng, capacity_ah: 280, resistance: 0.25 mOhm}";

TEST(Findings, ACellThatItsBatteryMakesAnotherOneOfIsTold) {
    const auto of = [](const std::string& cell) {
        return named(findings_of(with_cell(cell).scenario, quiet_run()), "resized_cell");
    };
    const auto findings = of(measured_cell);
    ASSERT_EQ(findings.size(), 1U);
    // 2 mOhm of four cells.
    EXPECT_THAT(findings[0].text, HasSubstr("measured with 280 Ah and 0.25 mOhm"));
    EXPECT_THAT(findings[0].text, HasSubstr("100 Ah and 0.5 mOhm, 2 times its resistance"));
    EXPECT_THAT(of(measured_cell + ", capacity_ah: 280, internal_resistance: 1 mOhm"), IsEmpty());
    // A cell that nobody measured has no size of its own.
    EXPECT_THAT(of("lithium_ng"), IsEmpty());
}

// R-SYS-11
TEST(Findings, WithoutALowCellCutOffNothingIsSaidAboutTheReserve) {
    RunResult result = quiet_run();
    EXPECT_THAT(found("low_cell_reserve", alarm_on_battery, result), IsEmpty());
    result.milestones[Milestone::LoadOff] = days(76.53);
    EXPECT_THAT(found("low_cell_reserve", alarm_on_battery, result), IsEmpty());
}

// R-SYS-11
TEST(Findings, HowLongTheReserveLastedIsToldOfADamagedBank) {
    const auto findings = found("low_cell_reserve", alarm_on_battery, ruined_run());
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].severity, Severity::Mistake);
    EXPECT_THAT(findings[0].text, HasSubstr("(day 93.75)"));
    EXPECT_THAT(findings[0].text, HasSubstr("lasted 48.0 hours"));
}

// R-SYS-11: the reserve that was used up is the one after the last cut-off, not after one in autumn
// from which the bank was charged again.
TEST(Findings, TheReserveCountsFromTheCutOffThatItBelongsTo) {
    RunResult result = ruined_run();
    result.milestones[Milestone::LowCell] = days(10);
    result.events.insert(result.events.begin() + 1,
                         {event(EventKind::CodeRaised, days(10), "A-B01", "low_cell"),
                          event(EventKind::CodeCleared, days(11), "A-B01")});
    // Nor the next one, of the bank that is ruined by then.
    result.events.push_back(event(EventKind::CodeCleared, days(100), "A-B01"));
    result.events.push_back(event(EventKind::CodeRaised, days(120), "A-B01", "low_cell"));
    const auto findings = found("low_cell_reserve", alarm_on_battery, result);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_THAT(findings[0].text, HasSubstr("(day 93.75)"));
    EXPECT_THAT(findings[0].text, HasSubstr("lasted 48.0 hours"));
}

// With the remote off nothing sees the cells go down; a cut-off after the damage had no reserve.
TEST(Findings, ACutOffAfterTheDamageHadNoReserve) {
    RunResult result = cut_off_on(100);
    result.milestones[Milestone::Damage] = days(50);
    const auto findings = found("low_cell_reserve", alarm_on_battery, result);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].severity, Severity::Mistake);
    EXPECT_THAT(findings[0].text, Not(HasSubstr("lasted")));
    EXPECT_THAT(findings[0].text, HasSubstr("(day 100.00)"));
    EXPECT_THAT(findings[0].text, HasSubstr("damaged already"));
}

// R-SYS-11: once charged again there are no hours left to count.
TEST(Findings, ABankThatWasChargedAfterItsCutOffHasNoHoursLeftToCount) {
    RunResult result = cut_off_on(10);
    result.events.push_back(event(EventKind::CodeCleared, days(10.5), "A-B01"));
    const auto findings = found("low_cell_reserve", alarm_on_battery, result);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].severity, Severity::Advice);
    EXPECT_THAT(findings[0].text, HasSubstr("12.0 hours after the low-cell cut-off (day 10.00)"));
    EXPECT_THAT(findings[0].text, Not(HasSubstr("left")));
    // Nor did the reserve last until a ruin much later, with the remote off.
    result.milestones[Milestone::Damage] = days(90);
    EXPECT_EQ(found("low_cell_reserve", alarm_on_battery, result).at(0).text, findings[0].text);
    // Charged too late.
    result.milestones[Milestone::Damage] = days(10.25);
    EXPECT_THAT(found("low_cell_reserve", alarm_on_battery, result).at(0).text,
                HasSubstr("lasted 6.0 hours"));
}

// --- the floor ---

// R-OUT-7
TEST(Findings, AFloorOfZeroIsAdvisedAgainst) {
    const auto off = findings_of(
        van(alarm_behind_load, "low_soc_warning_pct: 15, discharge_floor_pct: 0").scenario,
        quiet_run());
    ASSERT_EQ(named(off, "floor_off").size(), 1U);
    EXPECT_EQ(named(off, "floor_off")[0].severity, Severity::Advice);
    EXPECT_THAT(named(off, "floor_off")[0].source, HasSubstr("R-OUT-7"));
    EXPECT_THAT(named(off, "floor_reserve"), IsEmpty());
    EXPECT_THAT(found("floor_off", alarm_behind_load), IsEmpty());
}

// R-OUT-7, D-13, D-19: 93.75 - 76.53 and 95.75 - 76.53 days, 164.19 - 76.53 and 176.53 - 76.53.
TEST(Findings, TheReserveInDaysStandsBesideTheFloor) {
    const auto on_battery = found("floor_reserve", alarm_on_battery);
    ASSERT_EQ(on_battery.size(), 1U);
    EXPECT_EQ(on_battery[0].severity, Severity::Note);
    EXPECT_THAT(on_battery[0].text, HasSubstr("From the floor of 10 % it is 17.2 days to the "
                                              "low-cell cut-off and 19.2 to damage"));
    EXPECT_THAT(found("floor_reserve", alarm_behind_load).at(0).text,
                HasSubstr("87.7 days to the low-cell cut-off and 100.0 to damage"));
    // 20 % instead of 10 %: 20 Ah more at 0.20533 Ah a day.
    EXPECT_THAT(
        named(
            findings_of(
                van(alarm_behind_load, "low_soc_warning_pct: 30, discharge_floor_pct: 20").scenario,
                quiet_run()),
            "floor_reserve")
            .at(0)
            .text,
        HasSubstr("From the floor of 20 % it is 185.1 days"));
}

/// LOAD opened for this cause on day 80, when this was really left.
engine::RunResult run_to_load_off(const std::string& cause, double left_pct) {
    engine::RunResult result = quiet_run();
    const engine::SimTime at = 80 * engine::day;
    result.events.push_back({.at = at, .kind = engine::EventKind::LoadOff, .cause = cause});
    result.soc_comparisons.push_back(
        {.at = "load_off", .time = at, .reported_soc_pct = 10.0, .true_soc_pct = left_pct});
    return result;
}

// The BMS does not measure what is lost inside the batteries: of 200 Ah 12 are left at the floor,
// not 20. By hand, with 0.13333 Ah a day of self-discharge: 10 Ah to the low cell at 38 mA are 9.57
// days, 2 Ah at 36.2 mA 2.00 more; without the alarm 10 Ah at 3 mA 48.70, 2 Ah at 1.2 mA 12.34.
// R-OUT-7, D-13, D-19
TEST(Findings, TheReserveIsThatOfWhatWasReallyLeftAtTheFloor) {
    const auto result = run_to_load_off("discharge_floor", 6.0);
    EXPECT_THAT(found("floor_reserve", alarm_on_battery, result).at(0).text,
                HasSubstr("From the floor of 10 %, when 6.0 % were really left, it is 9.6 days to "
                          "the low-cell cut-off and 11.6 to damage"));
    EXPECT_THAT(found("floor_reserve", alarm_behind_load, result).at(0).text,
                HasSubstr("it is 48.7 days to the low-cell cut-off and 61.0 to damage"));
    // Moving the alarm: 61.04 - 11.57 days.
    EXPECT_THAT(found("uncontrolled_load", alarm_on_battery, result).at(0).text,
                HasSubstr("put off damage by 49.5 days"));
    // A low cell says nothing of the floor.
    EXPECT_THAT(
        found("floor_reserve", alarm_on_battery, run_to_load_off("low_cell", 1.0)).at(0).text,
        HasSubstr("From the floor of 10 % it is 17.2 days"));
}

// By hand: 18 Ah at 50 + 3 mA, then 2 Ah at 50 + 1.2 mA.
TEST(Findings, TheElectronicsOnTheCellsCountInTheReserve) {
    const auto scenario = engine::load_scenario_text(
                              "duration: 1 d\nbank: {battery: {like: lithium_ng_12v8_200ah,\n"
                              "  electronics_draws: 50 mA, self_discharge_pct_per_30d: 0}}\n"
                              "bms: {low_soc_warning_pct: 15, discharge_floor_pct: 10}\n",
                              "s.yaml")
                              .scenario;
    EXPECT_THAT(named(findings_of(scenario, quiet_run()), "floor_reserve").at(0).text,
                HasSubstr("14.2 days to the low-cell cut-off and 15.8 to damage"));
}

// --- readings ---

/// The monitor's and the true charge at one moment of 130 days, of 200 Ah.
engine::SocComparison counted(const std::string& at, double day, double flowed_ah,
                              double measured_ah) {
    return {.at = at,
            .time = days(day),
            .reported_soc_pct = 15.0,
            .true_soc_pct = 15.0,
            .current_reading_pct = (measured_ah - flowed_ah) / 2.0,
            .heard_days = day,
            .flowed_ah = flowed_ah,
            .measured_ah = measured_ah};
}

// D-14: 38 mA read as 40 mA; 72.92 days at 0.96 Ah instead of 0.912 Ah are 3.5 Ah too much, and the
// warning 70 / 0.912 - 70 / 0.96 = 3.84 days early.
TEST(Findings, SmallCurrentsThatReadTooLargeBringTheWarningEarly) {
    RunResult result = quiet_run();
    const double day = 70.0 / 0.96;
    result.soc_comparisons = {counted("start", 0, 0, 0),
                              counted("warning", day, -0.912 * day, -70.0),
                              counted("end", 130, -118.56, -124.8)};
    const auto findings = found("current_reading", alarm_on_battery, result);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].severity, Severity::Note);
    EXPECT_THAT(findings[0].text, HasSubstr("in steps of 10 mA"));
    EXPECT_THAT(findings[0].text, HasSubstr("a mean of 38 mA reads as 40 mA"));
    EXPECT_THAT(findings[0].text, HasSubstr("By day 72.92"));
    EXPECT_THAT(findings[0].text, HasSubstr("3.50 Ah (1.75 %) too much"));
    EXPECT_THAT(findings[0].text, HasSubstr("3.8 days earlier"));
    EXPECT_THAT(findings[0].source, HasSubstr("D-14"));
}

// D-14: 4 mA read as nothing, so no warning will ever come; there is no number of days to tell.
TEST(Findings, SmallCurrentsThatAreNotReadBringTheWarningLate) {
    RunResult result = quiet_run();
    result.soc_comparisons = {counted("start", 0, 0, 0), counted("end", 130, -12.48, 0)};
    const auto findings = found("current_reading", alarm_behind_load, result);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_THAT(findings[0].text, HasSubstr("a mean of 4 mA reads as 0 mA"));
    EXPECT_THAT(findings[0].text, HasSubstr("12.48 Ah (6.24 %) too little"));
    EXPECT_THAT(findings[0].text, HasSubstr("come later than with exact readings"));
}

// D-14
TEST(Findings, ReadingsThatAreRightEnoughAreNotMentioned) {
    RunResult result = quiet_run();
    EXPECT_THAT(found("current_reading", alarm_on_battery, result), IsEmpty());
    result.soc_comparisons = {counted("start", 0, 0, 0), counted("end", 130, -50.0, -50.98)};
    EXPECT_THAT(found("current_reading", alarm_on_battery, result), IsEmpty());
    result.soc_comparisons.back() = counted("end", 130, -50.0, -51.02);
    EXPECT_EQ(found("current_reading", alarm_on_battery, result).size(), 1U);
    // What comes after the first date that the monitor decides is beside the point.
    result.soc_comparisons.insert(result.soc_comparisons.begin() + 1,
                                  counted("load_off", 50, -20.0, -20.1));
    EXPECT_THAT(found("current_reading", alarm_on_battery, result), IsEmpty());
}

// D-14, D-27: a battery is silent for half of the time, while another current is guessed for its
// string. What is counted then is no reading, however wrong.
TEST(Findings, WhatIsGuessedForASilentBatteryIsNoMisreading) {
    const auto loaded = engine::load_scenario_text(
        "duration: 10 min\n"
        "bank: {battery: lithium_ng_12v8_100ah, parallel: 2, soc_pct: 50}\n"
        "devices: {winch: {model: constant_current, draws: 200 A}}\n"
        "events:\n- {at: 10 s, battery: 1, disconnected: true}\n"
        "- {at: 5 min, battery: 2, gone: true}\n",
        "s.yaml");
    const RunResult result = engine::run_fixed(loaded, {});
    // The lead of the first is off, the second is silent: a mean of 0 A is guessed.
    EXPECT_GT(result.soc_comparisons.back().silence_pct, 1.0);
    EXPECT_THAT(named(findings_of(loaded.scenario, result), "current_reading"), IsEmpty());
}

// D-14: net of what was charged, a mean current and days per Ah mean nothing.
TEST(Findings, OfABankThatIsChargedOnlyTheMiscountIsTold) {
    RunResult result = quiet_run();
    result.soc_comparisons = {counted("start", 0, 0, 0), counted("end", 130, 3.0, 1.0)};
    const auto findings =
        found("current_reading", "  solar: {model: cc_cv_charger, charges: 1 A}\n", result);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_THAT(findings[0].text, HasSubstr("in steps of 10 mA"));
    EXPECT_THAT(findings[0].text, HasSubstr("2.00 Ah (1.00 %)"));
    EXPECT_THAT(findings[0].text, HasSubstr("below"));
    EXPECT_THAT(findings[0].text, Not(HasSubstr("mean of")));
    EXPECT_THAT(findings[0].text, Not(HasSubstr("days earlier")));
    result.soc_comparisons.back() = counted("end", 130, 1.0, 3.0);
    EXPECT_THAT(found("current_reading", "  solar: {model: cc_cv_charger, charges: 1 A}\n", result)
                    .at(0)
                    .text,
                HasSubstr("above"));
}

// --- all together ---

TEST(Findings, MistakesComeFirstAndNotesLast) {
    RunResult result = ruined_run();
    result.soc_comparisons = {counted("warning", 66.96, -61.07, -64.28)};
    const auto findings =
        findings_of(van(alarm_on_battery +
                        "  mains: {model: cc_cv_charger, charges: 1 A, switched_by: nothing}\n")
                        .scenario,
                    result);
    ASSERT_GE(findings.size(), 5U);
    for (std::size_t i = 1; i < findings.size(); ++i) {
        EXPECT_GE(static_cast<int>(findings[i - 1].severity),
                  static_cast<int>(findings[i].severity));
    }
    EXPECT_EQ(findings.front().name, "uncontrolled_charger");
    EXPECT_EQ(findings.back().severity, Severity::Note);
}

TEST(Findings, ASoundSystemHasNothingButTheNoteBesideItsFloor) {
    const auto findings = findings_of(
        van(alarm_behind_load + "  solar: {model: cc_cv_charger, charges: 1 A}\n").scenario,
        quiet_run());
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].name, "floor_reserve");
}

// R-SYS-11, R-SYS-7: the whole way through the plant and the core. 2 % of 10 Ah at 1.003 A: the low
// cell comes within the hour, the reserve of 0.1 Ah lasts six minutes more.
TEST(Findings, AShortRunFromNearlyEmptyFindsItsReserveUsedUp) {
    const auto loaded = engine::load_scenario_text(
        "duration: 30 min\n"
        "bank: {battery: {like: lithium_ng_12v8_100ah, capacity_ah: 10}, soc_pct: 2, "
        "self_discharge_pct_per_30d: 0}\n"
        "devices: {alarm: {model: constant_current, draws: 1 A}}\n",
        "s.yaml");
    const RunResult result = engine::run_fixed(loaded);
    ASSERT_EQ(result.verdict, Verdict::Damaged);
    const auto findings = findings_of(loaded.scenario, result);
    EXPECT_EQ(named(findings, "low_cell_reserve").at(0).severity, Severity::Mistake);
    EXPECT_EQ(named(findings, "uncontrolled_load").at(0).severity, Severity::Mistake);
    EXPECT_NEAR(engine::to_seconds(*verdict_time(result)), 0.2 / 1.003 * 3600.0, 2.0);
    EXPECT_THAT(verdict_text(result), HasSubstr("Battery 1 is drawn below empty and damaged on "
                                                "day 0.01 (2026-01-01 00:11)."));
}

// --- in Swedish ---

std::string digits_of(const std::string& text) {
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out),
                 [](char c) { return c >= '0' && c <= '9'; });
    return out;
}

/// Runs and scenarios in which every row of the table fires.
std::vector<std::pair<engine::LoadedScenario, RunResult>> everything_that_fires() {
    const auto misread = [] {
        RunResult result = quiet_run();
        result.soc_comparisons = {counted("warning", 66.96, -61.07, -64.28)};
        return result;
    };
    RunResult unread = quiet_run();
    unread.soc_comparisons = {counted("end", 130, -12.48, 0)};
    RunResult broken = ruined_run();
    broken.broken_limits = {
        {.limit = "discharge_pulse", .battery = 4, .since = days(2), .worst = -500, .unit = "A"}};
    RunResult back = ruined_run();
    back.milestones[Milestone::Damage].reset();
    const std::string mains =
        "  mains: {model: cc_cv_charger, charges: 1 A, switched_by: nothing}\n";
    const std::string settings = "low_soc_warning_pct: 15, discharge_floor_pct: 10";
    const std::string late = "events:\n- {at: 200 d, mode: off}\n";
    std::vector<std::pair<engine::LoadedScenario, RunResult>> all;
    all.emplace_back(van(alarm_on_battery + mains), std::move(broken));
    all.emplace_back(van(alarm_on_battery, "discharge_floor_pct: 0"), misread());
    all.emplace_back(van(alarm_behind_load), std::move(unread));
    all.emplace_back(van(mains), misread());
    all.emplace_back(van(alarm_on_battery), std::move(back));
    all.emplace_back(van("  siren: {model: constant_current, draws: 1 A, switched_by: pre_alarm}\n",
                         settings, "ambient: {temperature: 60 degC}\n" + late),
                     quiet_run());
    all.emplace_back(van("", settings, late + "- {at: 201 d, mode: on}\n"), quiet_run());
    all.emplace_back(with_cell(measured_cell), quiet_run());
    all.emplace_back(
        van("  fan: {model: constant_current, draws: 0.6 A, switched_by: charger}\n"
            "  coil: {model: constant_current, draws: 1 A, switched_by: charger, product: {like: "
            "relay, control_draws: 0.6 A}}\n"
            "  fridge: {model: constant_current, draws: 900 A, switched_by: load, product: {like: "
            "relay, control_draws: 2 A}}\n"
            "  lamp: {model: constant_current, draws: 1 A, switched_by: load, through: inverting}\n"
            "  sun: {model: cc_cv_charger, charges: 900 A}\n"
            "  winch: {model: constant_current, draws: 300 A, on_for: 1 min, every: 1 d, "
            "switched_by: load}\n",
            settings, "events:\n- {at: 1 d, remote: open}\n"),
        quiet_run());
    RunResult cold = quiet_run();
    cold.events = {event(EventKind::ChargerOff, days(3), "", "low_temperature")};
    cold.metrics[engine::Metric::ChargeRefused] = 100.0;
    all.emplace_back(van(alarm_behind_load), std::move(cold));
    RunResult out = quiet_run();
    out.outages = {{.kind = engine::OutageKind::BrownedOut, .device = "alarm", .times = 2},
                   {.kind = engine::OutageKind::LockedOut, .device = "alarm", .times = 1},
                   {.kind = engine::OutageKind::BmsWithoutSupply, .device = "bms", .times = 1},
                   {.kind = engine::OutageKind::NeverRan, .device = "alarm", .times = 1}};
    all.emplace_back(van(alarm_behind_load), std::move(out));
    RunResult asked = quiet_run();
    asked.events.push_back({.at = days(1),
                            .kind = EventKind::CommandRefused,
                            .cause = "wrong_order",
                            .text = "The BMS refuses change_setting low_soc_warning_pct "
                                    "(wrong_order): discharge_floor_pct must be below it"});
    all.emplace_back(van(alarm_behind_load), std::move(asked));
    all.emplace_back(van("  protect: {model: smart_battery_protect_65, switched_by: load}\n"
                         "  inverter: {model: inverter_ve_direct_12_375, supplies: 50 W, "
                         "connected_to: protect}\n"
                         "  mains: {model: cc_cv_charger, charges: 1 A, connected_to: load}\n"),
                     quiet_run());
    all.emplace_back(van("  protect: {model: smart_battery_protect_65}\n"
                         "  griddle: {model: constant_power, draws: 1 kW, connected_to: protect}\n"
                         "  inverter: {model: ve_bus_inverter, draws: 62 W, switched_by: "
                         "pre_alarm}\n"),
                     quiet_run());
    RunResult driven = quiet_run();
    driven.events.push_back(
        {.at = days(1), .kind = EventKind::LoadDump, .device = "cyrix", .value = 40.0});
    driven.events.push_back({.at = days(2), .kind = EventKind::StarterFlat, .device = "starter"});
    all.emplace_back(van(alarm_behind_load), std::move(driven));
    all.emplace_back(van("  low: {model: smartsolar_75_15, panel: 100 W, panel_voltage: 12 V}\n"
                         "  high: {model: smartsolar_75_15, panel: 100 W, panel_voltage: 90 V}\n",
                         settings, "weather: {synthetic: piedmont}\n"),
                     quiet_run());
    auto fresh = van(alarm_behind_load);
    fresh.scenario.bank.is_new = true;
    all.emplace_back(std::move(fresh), quiet_run());
    return all;
}

/// What no scenario can have, because it is refused when it is read.
Wired refused() {
    engine::Provenance unused;
    return wired_of("multiplus",
                    engine::read_product(engine::Catalog::shipped(), "multiplus", unused));
}

TEST(Findings, EveryRowOfTheTableFiresSomewhereAndSaysItsSource) {
    std::set<std::string> fired;
    for (const auto& [loaded, result] : everything_that_fires()) {
        for (const Finding& finding : findings_of(loaded.scenario, result)) {
            fired.insert(finding.name);
            EXPECT_FALSE(finding.text.empty() || finding.advice.empty()) << finding.name;
            const auto row =
                std::find_if(finding_table().begin(), finding_table().end(),
                             [&](const FindingRow& one) { return one.name == finding.name; });
            ASSERT_NE(row, finding_table().end()) << finding.name;
            EXPECT_EQ(finding.source, row->source);
        }
    }
    fired.insert(wiring_findings(std::array{refused()}, Language::English).at(0).name);
    for (const FindingRow& row : finding_table()) {
        EXPECT_EQ(fired.count(std::string{row.name}), 1U) << row.name;
        EXPECT_FALSE(row.source.empty()) << row.name;
        for (const Language language : {Language::English, Language::Swedish}) {
            EXPECT_FALSE(row.title.in(language).empty()) << row.name;
            EXPECT_FALSE(row.help.in(language).empty()) << row.name;
            EXPECT_FALSE(row.advice.in(language).empty()) << row.name;
        }
    }
    EXPECT_EQ(fired.size(), finding_table().size());
}

// Every finding speaks both languages with the same figures.
TEST(Findings, SayTheSameInSwedish) {
    std::set<std::string> seen;
    for (const auto& [loaded, result] : everything_that_fires()) {
        const auto english = findings_of(loaded.scenario, result);
        const auto swedish = findings_of(loaded.scenario, result, Language::Swedish);
        ASSERT_EQ(english.size(), swedish.size());
        for (std::size_t i = 0; i < english.size(); ++i) {
            seen.insert(english[i].name);
            EXPECT_EQ(english[i].name, swedish[i].name);
            EXPECT_EQ(english[i].severity, swedish[i].severity);
            EXPECT_NE(english[i].text, swedish[i].text);
            EXPECT_NE(english[i].advice, swedish[i].advice);
            EXPECT_EQ(digits_of(english[i].text), digits_of(swedish[i].text)) << swedish[i].text;
            EXPECT_EQ(digits_of(english[i].advice), digits_of(swedish[i].advice));
            for (const char* word : {" the ", " of ", " is ", "day ", "days", "hours"}) {
                EXPECT_THAT(swedish[i].text + swedish[i].advice, Not(HasSubstr(word)));
            }
        }
    }
    EXPECT_EQ(seen.size(), finding_table().size() - 1);  // all but `refused`
}

// One word for a load, the manual's: belastning. "Last" is cargo as well.
TEST(Findings, CallALoadABelastningInSwedish) {
    for (const FindingRow& row : finding_table()) {
        for (const char* word : {"last ", "laster", "lasten"}) {
            EXPECT_THAT(" " + std::string{row.title.sv} + " " + std::string{row.help.sv},
                        Not(HasSubstr(" " + std::string{word})));
        }
    }
}

}  // namespace
}  // namespace reports
