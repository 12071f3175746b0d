// A log of what batteries measured, as a replay.

#include "engine/log_reader.hpp"

#include "engine/replay.hpp"
#include "engine/run.hpp"
#include "engine/system.hpp"
#include "tests/engine/support.hpp"

#include <cstdio>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Two 12.8 V batteries of 100 Ah side by side, and what the scenario says of the BMS.
ReplayHead head_of(const std::string& bms = "{}", int parallel = 2) {
    const LoadedScenario loaded =
        load_text("name: Log\nstart: 2026-06-05\nduration: 1 d\nbms: " + bms +
                  "\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50, parallel: " +
                  std::to_string(parallel) + "}\n");
    const System system{loaded.scenario};
    return {.name = "Log",
            .calendar = loaded.scenario.calendar(),
            .layout = system.bms().view().layout(),
            .core = system.bms().core()};
}

LogReader reader_of(const std::string& text, const ReplayHead& head = head_of(),
                    SimTime gap = second) {
    return {TextLines{std::make_unique<std::istringstream>(text), "log.csv"}, head, gap};
}

constexpr const char* names =
    "time_s,battery,cell_1_v,cell_2_v,cell_3_v,cell_4_v,current_a,temperature_degc,remote\n";

std::string row(double time_s, int battery, double cell_v, double current_a = -1.0,
                const std::string& remote = "") {
    std::array<char, 200> line{};
    std::snprintf(line.data(), line.size(), "%.1f,%d,%.3f,%.3f,%.3f,%.3f,%.3f,20.0,%s\n", time_s,
                  battery, cell_v, cell_v, cell_v, cell_v, current_a, remote.c_str());
    return line.data();
}
std::string rows(double from_s, double to_s, double cell_v, double current_a = -1.0) {
    std::string out;
    for (double t = from_s; t < to_s; t += 1.0) {
        out += row(t, 1, cell_v, current_a) + row(t, 2, cell_v, current_a);
    }
    return out;
}

/// "64 code_raised W-B05(link_warning)" for every event.
std::vector<std::string> story(const std::vector<Event>& events) {
    std::vector<std::string> out;
    for (const Event& event : events) {
        out.push_back(shortest(to_seconds(event.at)) + " " + std::string{row_of(event.kind).name} +
                      (event.code.empty() ? "" : " " + event.code) + "(" + event.cause + ")");
    }
    return out;
}

std::vector<std::string> story_of(const std::string& text, const ReplayHead& head = head_of(),
                                  SimTime gap = second) {
    LogReader reader = reader_of(text, head, gap);
    return story(replay(reader).events);
}

// A cell at 3.05 V: W-B01 after 3 s; at 2.75 V: LOAD after 5 s, for PRE-ALARM has been High for
// its 30 s (D-5, D-23, R-OUT-3).
TEST(Log, IsRunThroughTheCoreAsItWasMeasured) {
    const auto told = story_of(names + rows(0, 10, 3.3) + rows(10, 60, 3.05) + rows(60, 80, 2.75));
    EXPECT_THAT(told, testing::Contains("0.1 load_on(starting)"));
    EXPECT_THAT(told, testing::Contains("13.1 code_raised W-B01(pre_alarm_cell)"));
    EXPECT_THAT(told, testing::Contains("13.1 pre_alarm_on(pre_alarm_cell)"));
    EXPECT_THAT(told, testing::Contains(HasSubstr("65.1 load_off(low_cell")));
}

// D-9: the last row at 9 s, then silence.
TEST(Log, WithoutRowsOfABatteryTellsThatItIsSilent) {
    std::string text = names + rows(0, 10, 3.3);
    for (int t = 10; t < 50; ++t) {
        text += row(t, 1, 3.3);
    }
    const auto told = story_of(text);
    // It is repeated once, at 10 s, for the gap of a second; what a row says is known at the tick
    // after it.
    EXPECT_THAT(told, testing::Contains("15.1 code_raised W-B05(link_warning)"));
    EXPECT_THAT(told, testing::Contains("40.1 load_off(link_lost)"));
    // With a longer gap a battery that is logged but once a minute is no silent one.
    const auto sparse = story_of(names + row(0, 1, 3.3) + row(0, 2, 3.3) + row(60, 1, 3.3) +
                                     row(60, 2, 3.3) + row(119, 1, 3.3),
                                 head_of(), std::chrono::seconds{60});
    EXPECT_THAT(sparse, ElementsAre("0.1 load_on(starting)", "0.1 charger_on(starting)"));
}

// R-COD-2, D-9
TEST(Log, TellsWhichBatteryACodeIsAbout) {
    std::string text = names + rows(0, 10, 3.3);
    for (int t = 10; t < 50; ++t) {
        text += row(t, 1, 3.05);
    }
    LogReader reader = reader_of(text);
    std::vector<std::string> told;
    for (const Event& event : replay(reader).events) {
        if (event.kind == EventKind::CodeRaised) {
            told.push_back(event.text);
        }
    }
    EXPECT_THAT(told, ElementsAre(HasSubstr("W-B01 Low cell voltage (battery 1, cell 1, 3.05 V)"),
                                  HasSubstr("(battery 2, 5 s)"), HasSubstr("(battery 2, 30 s)")));
}

// What is over is not the fault of whoever is at the extreme by then: battery 2 was low, and
// battery 1 is the lower one when the code clears.
TEST(Log, TellsNoBatteryOfWhatIsOver) {
    std::string text = names;
    for (int t = 0; t < 200; ++t) {
        const bool is_low = t >= 10 && t < 60;
        text += row(t, 1, 3.30) + row(t, 2, is_low ? 2.75 : 3.32, 1.0);
    }
    LogReader reader = reader_of(text);
    std::vector<std::string> told;
    for (const Event& event : replay(reader).events) {
        told.push_back(std::string{row_of(event.kind).name} + " " + event.code + event.cause + " " +
                       std::to_string(event.battery) + " " + std::to_string(event.cell) + " " +
                       (event.value ? shortest(*event.value) : ""));
    }
    EXPECT_THAT(told, testing::Contains("code_raised A-B01low_cell 2 1 2.75"));
    EXPECT_THAT(told, testing::Contains("load_off low_cell 2 1 2.75"));
    EXPECT_THAT(told, testing::Contains("pre_alarm_off low_cell 2 1 2.75"));
    EXPECT_THAT(told, testing::Contains("code_cleared A-B01low_cell 0 0 3.3"));
    EXPECT_THAT(told, testing::Contains("load_on low_cell 0 0 3.3"));
}

// R-REM-1
TEST(Log, SwitchesTheRemoteFromItsRowOn) {
    const auto told = story_of(names + row(0, 1, 3.3) + row(0, 2, 3.3) + row(1, 1, 3.3, -1, "off") +
                               row(1, 2, 3.3) + row(2, 1, 3.3) + row(2, 2, 3.3) +
                               row(3, 1, 3.3, -1, "on") + row(3, 2, 3.3));
    EXPECT_THAT(told, testing::IsSupersetOf({"1.1 load_off(remote_off)", "3.2 load_on(starting)"}));
}

// Dates: the first one is the beginning, and an hour is an hour.
TEST(Log, MayHaveDatesInsteadOfSeconds) {
    const std::string text =
        "time,cell_1_v,cell_2_v,cell_3_v,cell_4_v,current_a,temperature_degc\n"
        "2026-11-25 10:00:00,3.3,3.3,3.3,3.3,-10,20\n"
        "2026-11-25 11:00:00,3.3,3.3,3.3,3.3,-10,20\n";
    LogReader reader = reader_of(text, head_of("{}", 1), std::chrono::hours{2});
    EXPECT_EQ(reader.head().calendar.iso(SimTime{0}).substr(0, 16), "2026-11-25T10:00");
    const ReplayResult result = replay(reader);
    EXPECT_EQ(result.end, std::chrono::hours{1} + second);
    // 10 A for an hour and a second of 100 Ah, from 50 %.
    EXPECT_NEAR(static_cast<double>(result.core.monitor().charge().count) / 3.6e9, 40.0, 0.01);
}

// The values that a run's batteries sent, written as a log, make the core do the same.
TEST(Log, OfARunTellsWhatTheRunTold) {
    const LoadedScenario loaded = load_text(
        "name: Log\nduration: 2 h\nbms: {discharge_floor_pct: 46, low_soc_warning_pct: 48}\n"
        "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50, parallel: 2}\n"
        "devices: {winch: {model: constant_current, draws: 20 A, connected_to: load}}\n");
    const RunResult run = run_fixed(loaded);
    System system{loaded.scenario};
    const ReplayHead head{.name = "Log",
                          .calendar = loaded.scenario.calendar(),
                          .layout = system.bms().view().layout(),
                          .core = system.bms().core()};
    std::string text = names;
    system.update_devices(SimTime{0});
    for (int t = 1; t <= 7200; ++t) {
        const SimTime now = second * t;
        system.advance(now);
        system.solve();
        system.measure();
        for (int battery = 0; battery < 2; ++battery) {
            const auto position = static_cast<std::size_t>(battery);
            const bms::BankView& view = system.bms().view();
            // Frames are sent at the end of a second, rows begin at the next tick.
            text += std::to_string(t) + ',' + std::to_string(battery + 1);
            for (const std::uint16_t mv : view.cells_of(position)) {
                text += ',' + shortest(mv / 1000.0);
            }
            text += ',' + shortest(view.current_of(position).count / 1000.0) + ',' +
                    shortest(view.temperature_of(position).count / 10.0) + ",\n";
        }
        for (int tick = 0; tick < 10; ++tick) {
            system.bms().tick();
        }
        system.update_devices(now);
    }
    LogReader reader = reader_of(text, head);
    std::vector<std::string> of_log;
    for (const Event& event : replay(reader).events) {
        of_log.push_back(std::string{row_of(event.kind).name} + " " + event.code + event.cause);
    }
    std::vector<std::string> of_run;
    for (const Event& event : run.events) {
        of_run.push_back(std::string{row_of(event.kind).name} + " " + event.code + event.cause);
    }
    EXPECT_EQ(of_log, of_run);
    EXPECT_GE(of_run.size(), 5U);
}

// --- mistakes ---

std::string error_of(const std::string& text, const ReplayHead& head = head_of()) {
    try {
        LogReader reader = reader_of(text, head);
        replay(reader);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

TEST(Log, ThatIsWrongIsAnErrorWithItsPlace) {
    EXPECT_THAT(error_of(""), HasSubstr("log.csv: is empty"));
    EXPECT_THAT(error_of(names), HasSubstr("has no rows"));
    EXPECT_THAT(error_of("time_s;battery\n"),
                HasSubstr("log.csv:1:7: columns are separated by commas"));
    EXPECT_THAT(error_of("time_s,current\n"),
                HasSubstr("log.csv:1:8: unknown column \"current\"; did you mean current_a?"));
    EXPECT_THAT(error_of("time_s,time_s\n"), HasSubstr("log.csv:1:8: column \"time_s\" twice"));
    EXPECT_THAT(error_of("battery,current_a,temperature_degc\n"),
                HasSubstr("needs one column of time_s or time"));
    EXPECT_THAT(error_of("time_s,temperature_degc\n"), HasSubstr("column current_a is missing"));
    EXPECT_THAT(error_of("time_s,current_a\n"), HasSubstr("column temperature_degc is missing"));
    EXPECT_THAT(error_of("time_s,battery,current_a,temperature_degc,cell_1_v\n"),
                HasSubstr("needs cell_1_v to cell_4_v"));
    EXPECT_THAT(error_of("time_s,current_a,temperature_degc,cell_1_v,cell_2_v,cell_3_v,cell_4_v\n"),
                HasSubstr("column battery is missing; the bank has 2"));
    EXPECT_THAT(error_of(std::string{names} + "1,1,3.3\n"),
                HasSubstr("log.csv:2:1: has 3 columns, not 9"));
    EXPECT_THAT(error_of(std::string{names} + "1,3,3.3,3.3,3.3,3.3,0,20,\n"),
                HasSubstr("log.csv:2:3: battery: expected a number between 1 and 2, not \"3\""));
    EXPECT_THAT(error_of(std::string{names} + "1,1.5,3.3,3.3,3.3,3.3,0,20,\n"),
                HasSubstr("a battery has a whole number"));
    EXPECT_THAT(error_of(std::string{names} + "1,1,3.3,x,3.3,3.3,0,20,\n"),
                HasSubstr("log.csv:2:9: cell_2_v: expected a number"));
    EXPECT_THAT(error_of(std::string{names} + "1,1,3.3,3.3,3.3,3.3,0,20,maybe\n"),
                HasSubstr("expected on or off"));
    EXPECT_THAT(error_of(names + row(5, 1, 3.3) + row(4, 1, 3.3)),
                HasSubstr("log.csv:3:1: is earlier than the row above"));
}

/// A row of battery 1 with a voltage of its own.
std::string row_with_voltage(double cell_v, double voltage_v, double current_a = 0.0,
                             double temperature_degc = 20.0) {
    std::array<char, 200> line{};
    std::snprintf(line.data(), line.size(), "0,%.3f,%.3f,%.3f,%.3f,%.3f,%.4f,%.2f\n", voltage_v,
                  cell_v, cell_v, cell_v, cell_v, current_a, temperature_degc);
    return std::string{
               "time_s,voltage_v,cell_1_v,cell_2_v,cell_3_v,cell_4_v,current_a,"
               "temperature_degc\n"} +
           line.data();
}

// R-BAT-5: the BMS drops a frame that no battery can have meant. Its owner would be shown a dead
// bank, and not his slip.
TEST(Log, WithARowThatNoBatteryCanHaveSentIsAnErrorWithItsPlace) {
    const ReplayHead one = head_of("{}", 1);
    EXPECT_THAT(error_of(row_with_voltage(3.3, 26.4), one),
                HasSubstr("log.csv:2:3: voltage_v is 26.4 V, but the cells add up to 13.2 V: "
                          "expected the voltage of this battery, not of the bank"));
    EXPECT_THAT(error_of(std::string{names} + "1,1,3.3,5.5,3.3,3.3,0,20,\n"),
                HasSubstr("log.csv:2:9: cell_2_v: expected a number between 0 and 5, not \"5.5\""));
    EXPECT_THAT(error_of(std::string{names} + "1,1,3.3,3.3,3.3,3.3,5001,20,\n"),
                HasSubstr("log.csv:2:21: current_a: expected a number between -5000 and 5000"));
    EXPECT_THAT(error_of(std::string{names} + "1,1,3.3,3.3,3.3,3.3,0,-61,\n"),
                HasSubstr("log.csv:2:23: temperature_degc: expected a number between -60 and 150"));
}

// What stands at a limit of a valid frame is heard, what lies behind it is an error: nothing in
// between is dropped.
TEST(Log, HasTheLimitsOfAFrameThatTheBmsTakes) {
    const ReplayHead one = head_of("{}", 1);
    const auto is_taken = [&](const std::string& text) { return error_of(text, one).empty(); };
    EXPECT_TRUE(is_taken(row_with_voltage(5.0, 20.0)));
    EXPECT_FALSE(is_taken(row_with_voltage(5.001, 20.0)));
    EXPECT_TRUE(is_taken(row_with_voltage(0.0, 0.0)));
    EXPECT_TRUE(is_taken(row_with_voltage(3.3, 13.6)));
    EXPECT_FALSE(is_taken(row_with_voltage(3.3, 13.601)));
    EXPECT_TRUE(is_taken(row_with_voltage(3.3, 12.8)));
    EXPECT_FALSE(is_taken(row_with_voltage(3.3, 12.799)));
    for (const double sign : {-1.0, 1.0}) {
        EXPECT_TRUE(is_taken(row_with_voltage(3.3, 13.2, sign * 5000.0)));
        EXPECT_FALSE(is_taken(row_with_voltage(3.3, 13.2, sign * 5000.001)));
    }
    EXPECT_TRUE(is_taken(row_with_voltage(3.3, 13.2, 0.0, -60.0)));
    EXPECT_FALSE(is_taken(row_with_voltage(3.3, 13.2, 0.0, -60.1)));
    EXPECT_TRUE(is_taken(row_with_voltage(3.3, 13.2, 0.0, 150.0)));
    EXPECT_FALSE(is_taken(row_with_voltage(3.3, 13.2, 0.0, 150.1)));
    // The BMS has heard every one that was taken.
    for (const std::string& text :
         {row_with_voltage(5.0, 20.0), row_with_voltage(0.0, 0.0), row_with_voltage(3.3, 13.6),
          row_with_voltage(3.3, 12.8), row_with_voltage(3.3, 13.2, -5000.0),
          row_with_voltage(3.3, 13.2, 5000.0), row_with_voltage(3.3, 13.2, 0.0, -60.0),
          row_with_voltage(3.3, 13.2, 0.0, 150.0)}) {
        LogReader reader = reader_of(text, one);
        const auto step = reader.next();
        ASSERT_TRUE(step.has_value());
        EXPECT_TRUE(step->sample.flags.has(bms::Flag::Complete)) << text;
    }
}

// A BMS that never hears one of its batteries keeps LOAD open; the log may simply lack a column.
TEST(Log, WithoutARowOfABatteryIsAnErrorWithItsNumber) {
    EXPECT_THAT(error_of(names + row(0, 1, 3.3) + row(1, 1, 3.3)),
                HasSubstr("log.csv:3:1: the log ends without a row of battery 2; the bank of the "
                          "scenario has 2"));
    EXPECT_THAT(error_of(names + row(0, 2, 3.3), head_of("{}", 4)),
                HasSubstr("without a row of battery 1, 3, 4; the bank of the scenario has 4"));
    EXPECT_EQ(error_of(names + row(0, 1, 3.3) + row(9, 2, 3.3)), "");
}

}  // namespace
}  // namespace engine
