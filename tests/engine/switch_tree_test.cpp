// Devices behind switches: who is fed, who cuts whom, and what the ledger tells of it.

#include "engine/resolved.hpp"
#include "tests/engine/agreement.hpp"
#include "tests/engine/random_systems.hpp"
#include "tests/engine/support.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using testing::HasSubstr;

/// At 20 °C and half full, ideal but for its resistance; LOAD goes High with the first frame at 1
/// s.
std::string system_of(const std::string& devices, const std::string& duration = "1 h") {
    return "duration: " + duration +
           "\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50, self_discharge_pct_per_30d: 0, "
           "ageing: false}\ndevices:\n" +
           devices;
}

RunResult run(const std::string& devices, const std::string& duration = "1 h") {
    return run_fixed(load_text(system_of(devices, duration)), {});
}

const LedgerRow& row_of(const RunResult& result, const std::string& item) {
    const auto found = std::find_if(result.ledger.begin(), result.ledger.end(),
                                    [&](const LedgerRow& row) { return row.item == item; });
    if (found == result.ledger.end()) {
        throw std::out_of_range(item);
    }
    return *found;
}

double drawn_mah(const RunResult& result, const std::string& item) {
    return -1000.0 * *row_of(result, item).charge_ah;
}

const std::string lamp = "  lamp: {model: constant_current, draws: 1 A, connected_to: ";

// --- who is fed ---

TEST(SwitchTree, WhatHangsBehindASwitchIsFedWhileItIsClosed) {
    const RunResult result =
        run("  clock: {model: main_switch, on_for: 10 min, every: 1 h}\n" + lamp + "clock}\n");
    EXPECT_NEAR(drawn_mah(result, "lamp"), 1000.0 / 6.0, 1e-6);
    EXPECT_EQ(drawn_mah(result, "clock"), 0.0);
}

// Half of the time the inner one is closed, and in two thirds of that the outer one, too.
TEST(SwitchTree, EverySwitchOnTheWayMustBeClosed) {
    const RunResult result =
        run(lamp + "inner}\n" +
            "  inner: {model: main_switch, on_for: 30 min, every: 1 h, connected_to: outer}\n"
            "  outer: {model: main_switch, on_for: 20 min, every: 1 h, connected_to: main}\n"
            "  main: {model: main_switch}\n");
    EXPECT_NEAR(drawn_mah(result, "lamp"), 1000.0 / 3.0, 1e-6);
}

// R-OUT-1: LOAD floats for the first second.
TEST(SwitchTree, BehindLoadASwitchIsFedByIt) {
    const RunResult result =
        run("  main: {model: main_switch, draws_open: 2 mA, draws_closed: 2 "
            "mA, connected_to: load}\n" +
                lamp + "main}\n",
            "1 min");
    EXPECT_NEAR(drawn_mah(result, "lamp") * 3.6, 59.0, 1e-6);
    EXPECT_NEAR(drawn_mah(result, "main") * 3.6, 59.0 * 0.002, 1e-6);
}

TEST(SwitchTree, ADeviceThatIsOffDrawsExactlyItsStandbyCurrent) {
    const RunResult result =
        run("  relay: {model: relay, switched_by: nothing, draws_closed: 100 mA, draws_open: 7 mA, "
            "on_for: 15 min, every: 1 h}\n"
            "  solar: {model: cc_cv_charger, charges: 10 A, connected_to: relay}\n" +
            lamp + "relay, from: '12:00', to: '13:00'}\n");
    EXPECT_NEAR(drawn_mah(result, "relay"), 100.0 / 4 + 7.0 * 3 / 4, 1e-9);
    EXPECT_EQ(drawn_mah(result, "lamp"), 0.0);
    // CHARGER goes High at 1 s, and the charger begins anew with its feed.
    EXPECT_NEAR(drawn_mah(result, "solar"), -10'000.0 * 899.0 / 3600.0, 0.01);
}

// What stops a device whose own feed is cut is the switch, and no brown-out is told.
TEST(SwitchTree, ADeviceThatIsNotFedDoesNotBrownOut) {
    const RunResult result =
        run("  clock: {model: main_switch, on_for: 10 min, every: 20 min}\n" + lamp + "clock}\n");
    EXPECT_EQ(events_of(result, EventKind::BrownOut).size(), 0U);
    EXPECT_NEAR(drawn_mah(result, "lamp"), 500.0, 1e-6);
}

// --- who cuts whom ---

std::string cut_by(const std::string& devices, const std::string& item = "lamp") {
    return row_of(run(devices, "1 s"), item).cut_by;
}

// R-SYS-4, R-SYS-5
TEST(SwitchTree, WhatHangsBehindASwitchIsCutByWhatCutsTheSwitch) {
    const std::string protect = "  protect: {model: main_switch, switched_by: ";
    EXPECT_EQ(cut_by(protect + "load}\n" + lamp + "protect}\n"), "load");
    EXPECT_EQ(cut_by(protect + "load}\n" + lamp + "protect}\n", "protect"), "load");
    EXPECT_EQ(cut_by(protect + "nothing}\n" + lamp + "protect}\n"), "nothing");
    EXPECT_EQ(cut_by(protect + "nothing, connected_to: load}\n" + lamp + "protect}\n"), "load");
    EXPECT_EQ(cut_by(protect + "load, through: inverting}\n" + lamp + "protect}\n"), "nothing");
    EXPECT_EQ(cut_by(protect + "pre_alarm}\n" + lamp + "protect}\n"), "pre_alarm");
    EXPECT_EQ(cut_by(protect + "load}\n  main: {model: main_switch, connected_to: protect}\n" +
                     lamp + "main}\n"),
              "load");
}

TEST(SwitchTree, OfSeveralTheOutputThatShouldIsTold) {
    const std::string between = "  between: {model: main_switch, switched_by: ";
    const std::string mains = "  mains: {model: cc_cv_charger, charges: 1 A, switched_by: ";
    EXPECT_EQ(cut_by(between + "load}\n" + mains + "charger, connected_to: between}\n", "mains"),
              "charger");
    EXPECT_EQ(cut_by(between + "charger}\n" + mains + "nothing, connected_to: between}\n", "mains"),
              "charger");
    EXPECT_EQ(cut_by(between + "load}\n" + lamp + "between, switched_by: pre_alarm}\n"), "load");
}

// --- as it is written ---

TEST(SwitchTree, CanBeRewiredFromTheCommandLineAndIsWrittenOut) {
    const std::string text = system_of("  main: {model: main_switch}\n" + lamp + "battery}\n");
    const LoadedScenario moved = load_text(text, {.sets = {"devices.lamp.connected_to=main"}});
    EXPECT_EQ(moved.scenario.devices[1].second.connected_to, "main");
    EXPECT_THAT(resolved_yaml(moved, false), HasSubstr("connected_to: main"));
}

// --- both drivers, and the accounts ---

/// A random system whose devices hang behind up to four random switches.
std::string random_tree() {
    const SystemSize size = any_size();
    const int hours = any_in(1, 3);
    std::string text = "start: '2026-03-15 07:00'\nduration: " + std::to_string(hours) +
                       " h\nseed: 3\n" + bank_of_size(size) + "devices:\n";
    const int switches = any_in(1, 4);
    const bool is_48_v = size.cells * size.series == 16;
    const std::vector<std::string> models =
        is_48_v
            ? std::vector<std::string>{"main_switch", "cyrix_li_load"}
            : std::vector<std::string>{"main_switch", "cyrix_li_load", "smart_battery_protect_65",
                                       "smart_battery_protect_65, program: li_ion"};
    const auto place = [&](int known) {
        const int at = any_in(-2, known - 1);
        return at == -2   ? std::string{"battery"}
               : at == -1 ? std::string{"load"}
                          : "switch_" + std::to_string(at);
    };
    for (int i = 0; i < switches; ++i) {
        text += "  switch_" + std::to_string(i) + ": {model: " + any_of(models) +
                ", draws_closed: " + std::to_string(any_in(0, 200)) +
                " mA, draws_open: " + std::to_string(any_in(0, 20)) +
                " mA, switched_by: " + any_of({"nothing", "load", "charger"}) +
                ", connected_to: " + place(i) + any_times() + "}\n";
    }
    const int devices = any_in(1, 4);
    for (int i = 0; i < devices; ++i) {
        const bool is_charger = any_in(0, 3) == 0;
        text += "  device_" + std::to_string(i) + ": {model: " +
                (is_charger ? "cc_cv_charger, charges: " + size.any_current(20)
                            : "constant_power, draws: " + size.any_power(20)) +
                ", connected_to: " + place(switches) + any_times() + "}\n";
    }
    return text;
}

std::string random_tree(std::uint64_t number) {
    return rc::gen::exec([] { return random_tree(); })(rc::Random{number}, rc::kNominalSize)
        .value();
}

// Row by row the accounts of the devices add up to what came into the bank and went out of it.
TEST(SwitchTree, TheRowsOfTheDevicesAddUpToWhatTheBankGave) {
    for (std::uint64_t number = 1; number <= 12; ++number) {
        const std::string text = random_tree(number);
        SCOPED_TRACE("tree " + std::to_string(number) + ":\n" + text);
        // Two are enough of the one that takes its time.
        for (const bool leaps : {true, false}) {
            if (!leaps && number > 2) {
                continue;
            }
            const LoadedScenario loaded = load_text(text);
            const RunResult result = leaps ? run_leap(loaded, {}) : run_fixed(loaded, {});
            double sum_ah = 0.0;
            for (const LedgerRow& row : result.ledger) {
                sum_ah += row.kind == LedgerRow::Kind::Bank ? 0.0 : *row.charge_ah;
            }
            const double in_ah = *result.metrics[Metric::Charged];
            const double out_ah = *result.metrics[Metric::Discharged];
            EXPECT_NEAR(sum_ah, in_ah - out_ah, 1e-6 * (in_ah + out_ah)) << "leaps: " << leaps;
            EXPECT_TRUE(result.balance.closes());
        }
    }
}

TEST(SwitchTree, BothDriversTellTheSame) {
    for (std::uint64_t number = 1; number <= 3; ++number) {
        const std::string text = random_tree(number);
        EXPECT_EQ(drivers_disagree(load_text(text)), "") << text;
    }
}

}  // namespace
}  // namespace engine
