// What a person does in the app during a run, and what the BMS makes of it.

#include "engine/run.hpp"
#include "tests/engine/support.hpp"

#include <algorithm>
#include <map>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;

/// 100 Ah at half charge with 1 A on LOAD, for `duration`, with these events.
RunResult run(const std::string& duration, const std::string& events,
              const std::string& bms = "{}") {
    return run_fixed(
        load_text("duration: " + duration + "\nbms: " + bms +
                  "\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50, "
                  "self_discharge_pct_per_30d: 0}\n"
                  "devices: {lamp: {model: constant_current, draws: 1 A, connected_to: load}}\n"
                  "events:\n" +
                  events),
        {});
}

/// "10 load_off(mode_off)" for every event after the start.
std::vector<std::string> story(const RunResult& result) {
    std::vector<std::string> out;
    for (const Event& event : result.events) {
        if (event.at > second) {
            out.push_back(shortest(to_seconds(event.at)) + " " +
                          std::string{row_of(event.kind).name} + "(" + event.cause + ")");
        }
    }
    return out;
}

// R-REM-3
TEST(Commands, TheModeSwitchesTheSystemOffAndOn) {
    const RunResult result = run("1 min", "- {at: 10 s, mode: off}\n- {at: 20 s, mode: on}\n");
    EXPECT_THAT(story(result), ElementsAre("10 mode_changed(off)", "10 load_off(mode_off)",
                                           "10 charger_off(mode_off)", "20 mode_changed(on)",
                                           "20.1 load_on(starting)", "20.1 charger_on(starting)"));
    // Somebody wanted it: no milestone, no loss.
    EXPECT_FALSE(result.milestones[Milestone::LoadOff]);
    EXPECT_EQ(result.verdict, Verdict::Ok);
}

// R-UPD-1, R-UPD-2, D-21
TEST(Commands, AnUpdateFloatsChargerAndOnlyAFailedOneLoadAfterTwoMinutes) {
    EXPECT_THAT(story(run("1 h", "- {at: 10 s, update: begin}\n- {at: 10 min, update: finish}\n")),
                ElementsAre("10 update_begun(firmware_update)", "10 charger_off(updating)",
                            "600 update_finished(firmware_update)", "600 charger_on(updating)"));
    // Failed, tried again 119 s later, failed again: the 120 s run from the second failure.
    const RunResult failed = run("10 min",
                                 "- {at: 10 s, update: begin}\n- {at: 20 s, update: fail}\n"
                                 "- {at: 139 s, update: begin}\n- {at: 200 s, update: fail}\n");
    EXPECT_THAT(
        story(failed),
        ElementsAre("10 update_begun(firmware_update)", "10 charger_off(updating)",
                    "20 update_failed(firmware_update)", "139 update_begun(firmware_update)",
                    "200 update_failed(firmware_update)", "320 load_off(update_failed)"));
    EXPECT_EQ(failed.verdict, Verdict::LoadsLost);
}

// R-OUT-3, D-1, D-22: a buzzer on PRE-ALARM sounds from the warning until LOAD opens, and takes its
// current then and only then.
TEST(Commands, WhatPreAlarmDrivesRunsWhileItIsHigh) {
    const LoadedScenario loaded = load_text(
        "duration: 10 min\n"
        "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50, self_discharge_pct_per_30d: 0}\n"
        "devices: {buzzer: {model: constant_current, draws: 400 mA, switched_by: pre_alarm}}\n"
        "events:\n"
        "- {at: 1 min, set_soc_pct: 15}\n- {at: 4 min, set_soc_pct: 5}\n");
    const RunResult result = run_fixed(loaded, {});
    EXPECT_THAT(story(result),
                IsSupersetOf({"60 pre_alarm_on(low_soc_warning)", "240 load_off(discharge_floor)",
                              "240 pre_alarm_off(discharge_floor)"}));
    const auto buzzer = std::find_if(result.ledger.begin(), result.ledger.end(),
                                     [](const LedgerRow& row) { return row.item == "buzzer"; });
    ASSERT_NE(buzzer, result.ledger.end());
    EXPECT_EQ(buzzer->cut_by, "pre_alarm");
    EXPECT_NEAR(*buzzer->charge_ah, -0.4 * 180.0 / 3600.0, 0.4 * 1.1 / 3600.0);
}

// R-SYS-9, R-OUT-3: by their names in the catalogue, and what hangs behind the relay with them.
TEST(Commands, RelayLedAndBuzzerAreDrivenByPreAlarm) {
    const RunResult result =
        run_fixed(load_text("duration: 10 min\n"
                            "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\n"
                            "devices:\n"
                            "  relay: {model: relay}\n"
                            "  horn: {model: constant_current, draws: 2 A, connected_to: relay}\n"
                            "  led: {model: led}\n"
                            "  buzzer: {model: buzzer}\n"
                            "events:\n"
                            "- {at: 1 min, set_soc_pct: 15}\n- {at: 4 min, set_soc_pct: 5}\n"),
                  {});
    const std::map<std::string, double> draws_a{
        {"relay", 0.1}, {"horn", 2.0}, {"led", 0.02}, {"buzzer", 0.02}};
    for (const auto& draw : draws_a) {
        const std::string& name = draw.first;
        const double current_a = draw.second;
        const auto row = std::find_if(result.ledger.begin(), result.ledger.end(),
                                      [&](const LedgerRow& each) { return each.item == name; });
        ASSERT_NE(row, result.ledger.end()) << name;
        EXPECT_EQ(row->cut_by, "pre_alarm") << name;
        EXPECT_NEAR(*row->charge_ah, -current_a * 180.0 / 3600.0, current_a * 1.1 / 3600.0) << name;
    }
}

// R-MON-2
TEST(Commands, TheStateOfChargeIsSetAndSynchronisedByHand) {
    const RunResult set = run("20 s", "- {at: 10 s, set_soc_pct: 80.5}\n");
    // 50 % in truth; 1 A for 20 s is 0.006 %
    EXPECT_NEAR(*set.metrics[Metric::SocReportedEnd], 80.5, 0.01);
    EXPECT_NEAR(*set.metrics[Metric::SocEnd], 50.0, 0.01);
    EXPECT_THAT(story(set), ElementsAre("10 soc_set(by_hand)"));
    const RunResult full = run("20 s", "- {at: 10 s, synchronise: true}\n", "{soc: unknown}");
    EXPECT_NEAR(*full.metrics[Metric::SocReportedEnd], 100.0, 0.01);
    EXPECT_THAT(story(full), ElementsAre("10 soc_set(synchronised_by_hand)"));
}

// R-OUT-4, R-MON-8
TEST(Commands, ASettingChangesAndTheFactoryResetTakesItBack) {
    const RunResult result = run("2 min",
                                 "- {at: 10 s, setting: {low_soc_warning: 60 %}}\n"
                                 "- {at: 20 s, setting: {discharge_floor: 55 %}}\n"
                                 "- {at: 60 s, factory_reset: true}\n");
    EXPECT_THAT(
        story(result),
        ElementsAre("10 setting_changed(low_soc_warning_pct)",
                    "10 code_raised("
                    "low_soc_warning)",
                    "10 pre_alarm_on(low_soc_warning)", "20 setting_changed(discharge_floor_pct)",
                    "20 code_cleared(replaced_by_alarm)", "20 code_raised(discharge_floor)",
                    "20 load_off(discharge_floor)", "20 pre_alarm_off(discharge_floor)",
                    "60 factory_reset(by_hand)", "60 code_cleared(discharge_floor)",
                    "60 load_on(discharge_floor)"));
    EXPECT_EQ(result.events[2].value, 60.0);
}

TEST(Commands, WhatTheBmsRefusesIsToldWithItsAnswerAndTheNamesOfWhatDoesNotGoTogether) {
    const RunResult result = run("1 min",
                                 "- {at: 10 s, setting: {discharge_floor_pct: 20}}\n"
                                 "- {at: 20 s, update: finish}\n"
                                 "- {at: 30 s, bluetooth: disabled}\n"
                                 "- {at: 40 s, bluetooth: enabled}\n");
    EXPECT_THAT(story(result),
                IsSupersetOf({"10 command_refused(wrong_order)", "20 command_refused(not_now)",
                              "40 command_refused(not_now)"}));
    const auto refused =
        std::find_if(result.events.begin(), result.events.end(),
                     [](const Event& event) { return event.kind == EventKind::CommandRefused; });
    EXPECT_EQ(refused->text,
              "The BMS refuses change_setting discharge_floor_pct (wrong_order): "
              "discharge_floor_pct must be below low_soc_warning_pct");
}

// Whoever reads a result splits a cause at its "+", and finds words that he can look up.
TEST(Commands, ACauseIsAWordOrSeveralJoinedByPlus) {
    const RunResult result = run("20 min",
                                 "- {at: 10 s, setting: {discharge_floor_pct: 20}}\n"
                                 "- {at: 20 s, update: finish}\n"
                                 "- {at: 30 s, mode: off}\n"
                                 "- {at: 40 s, remote: open}\n"
                                 "- {at: 50 s, mode: on}\n"
                                 "- {at: 60 s, remote: joined, chain: open}\n"
                                 "- {at: 90 s, chain: closed, update: begin}\n");
    const std::regex form{"[a-z][a-z0-9_]*(\\+[a-z][a-z0-9_]*)*"};
    for (const Event& event : result.events) {
        EXPECT_TRUE(std::regex_match(event.cause, form)) << event.cause;
        const bool is_of_an_output =
            event.kind == EventKind::LoadOn || event.kind == EventKind::LoadOff ||
            event.kind == EventKind::ChargerOn || event.kind == EventKind::ChargerOff;
        EXPECT_TRUE(is_of_an_output || event.cause.find('+') == std::string::npos) << event.cause;
    }
}

// R-UPD-2, D-21: the phone walks away; nobody says anything more.
TEST(Commands, AnUpdateThatNobodyEndsFailsByItselfAndOpensLoadTwoMinutesLater) {
    EXPECT_THAT(story(run("1 h", "- {at: 10 s, update: begin}\n")),
                ElementsAre("10 update_begun(firmware_update)", "10 charger_off(updating)",
                            "910 update_failed(timed_out)", "1030 load_off(update_failed)"));
}

TEST(Commands, OfOneMomentReachTheBmsOnePerTickInTheOrderTheyAreWritten) {
    const RunResult result = run("1 min",
                                 "- {at: 10 s, mode: off, set_soc_pct: 80, reset_history: true}\n"
                                 "- {at: 10 s, remote: open}\n");
    EXPECT_THAT(story(result),
                ElementsAre("10 mode_changed(off)", "10 load_off(mode_off)",
                            "10 charger_off(mode_off)", "10.1 soc_set(by_hand)",
                            "10.2 remote_changed(open)", "10.2 history_reset(by_hand)"));
}

// R-BLE-1, R-COD-5
TEST(Commands, DisabledBluetoothIsActiveForThirtySecondsAfterTheRemoteComesOn) {
    EXPECT_THAT(story(run("5 min",
                          "- {at: 10 s, bluetooth: connected}\n"
                          "- {at: 20 s, bluetooth: disabled}\n"
                          "- {at: 30 s, bluetooth: disconnected}\n"
                          "- {at: 60 s, remote: open}\n"
                          "- {at: 70 s, remote: joined}\n"
                          "- {at: 200 s, remote: open}\n"
                          "- {at: 210 s, remote: joined}\n"
                          "- {at: 239 s, bluetooth: enabled}\n")),
                IsSupersetOf({"10 blue_light(connected)", "20 bluetooth_set(disabled)",
                              "20 blue_light(inactive)", "70 blue_light(active)",
                              "100 blue_light(inactive)", "210 blue_light(active)",
                              "239 bluetooth_set(enabled)"}));
}

// R-SUP-1
TEST(Commands, FindNobodyWithoutSupply) {
    // The BMS is made to die below 13.5 V, and a charger brings it to life.
    const RunResult result = run("1 min", "- {at: 30 s, mode: off}\n",
                                 "{supply_dies_below: 20 V, supply_lives_above: 21 V}");
    EXPECT_THAT(story(result), ElementsAre("30 command_refused(no_supply)"));
}

TEST(Commands, OfAScenarioAreCheckedWhenItIsRead) {
    const auto message = [](const std::string& event) {
        try {
            run("1 min", "- {at: 1 s, " + event + "}\n");
        } catch (const InputError& error) {
            return std::string{error.what()};
        }
        return std::string{"accepted"};
    };
    EXPECT_THAT(message("synchronise: false"), HasSubstr("is true or not there"));
    EXPECT_THAT(message("reset_history: no"), HasSubstr("not true or false"));
    EXPECT_THAT(message("update: start"), HasSubstr("begin | fail | finish"));
    EXPECT_THAT(message("mode: disabled"), HasSubstr("on | off"));
    EXPECT_THAT(message("set_soc_pct: 101"), HasSubstr("100"));
    EXPECT_THAT(message("set_soc_pct: 50.05"), HasSubstr("multiple of 0.1"));
    EXPECT_THAT(message("set_soc_pct: 0.5"), HasSubstr("50"));
    EXPECT_THAT(message("setting: {}"), HasSubstr("one setting"));
    EXPECT_THAT(message("setting: {discharge_floor_pct: 5, low_soc_warning_pct: 9}"),
                HasSubstr("one setting"));
    EXPECT_THAT(message("setting: {discharge_flor_pct: 5}"), HasSubstr("discharge_floor_pct"));
    EXPECT_THAT(message("setting: {pre_alarm_cell_v: 2.7}"), HasSubstr("2.85"));
}

}  // namespace
}  // namespace engine
