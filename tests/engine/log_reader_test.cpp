// A log of what batteries measured, as a replay.

#include "engine/log_reader.hpp"

#include "engine/core_text.hpp"
#include "engine/replay.hpp"
#include "engine/run.hpp"
#include "engine/system.hpp"
#include "tests/engine/generators.hpp"
#include "tests/engine/support.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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

/// `rows` of one battery at these times, and how the first is dated.
std::string start_of(const std::string& column, const std::vector<std::string>& times,
                     const std::string& utc_offset = "+00:00") {
    std::string text = column + ",cell_1_v,cell_2_v,cell_3_v,cell_4_v,current_a,temperature_degc\n";
    for (const std::string& time : times) {
        text += time + ",3.3,3.3,3.3,3.3,-1,20\n";
    }
    ReplayHead head = head_of("{}", 1);
    head.calendar.utc_offset = *parse_utc_offset(utc_offset);
    LogReader reader = reader_of(text, head, std::chrono::hours{1});
    const ReplayResult result = replay(reader);
    return reader.head().calendar.iso(SimTime{0}) + " for " + shortest(to_seconds(result.end));
}

// What is meant inside is UTC; without Z or an offset it is the scenario's local time.
TEST(Log, MayHaveDatesAsMachinesWriteThem) {
    EXPECT_EQ(start_of("time", {"2026-06-05T18:00:00Z", "2026-06-05T18:00:10Z"}),
              "2026-06-05T18:00:00Z for 11");
    EXPECT_EQ(start_of("time", {"2026-06-05 18:00:00", "2026-06-05 18:00:10.5"}),
              "2026-06-05T18:00:00Z for 11.5");
    EXPECT_EQ(start_of("time", {"2026-06-05T18:00:00+02:00", "2026-06-05T16:00:10Z"}),
              "2026-06-05T16:00:00Z for 11");
    EXPECT_EQ(start_of("time", {"2026-06-05 18:00", "2026-06-05T16:00:10.25Z"}, "+02:00"),
              "2026-06-05T18:00:00+02:00 for 11.3");
}

// A log may begin anywhere in its logger's own count of seconds, and at any Unix time.
TEST(Log, BeginsAtItsFirstRow) {
    EXPECT_EQ(start_of("time_s", {"0", "10"}), "2026-06-05T00:00:00Z for 11");
    EXPECT_EQ(start_of("time_s", {"1e1", "2e1"}), "2026-06-05T00:00:00Z for 11");
    EXPECT_EQ(start_of("time_s", {"-5", "5"}), "2026-06-05T00:00:00Z for 11");
    EXPECT_EQ(start_of("time_s", {"1780682400", "1780682410.5"}), "2026-06-05T00:00:00Z for 11.5");
    // D-9: nobody is silent before the first row.
    const auto told = story_of(names + rows(1000, 1010, 3.3));
    EXPECT_THAT(told, ElementsAre("0.1 load_on(starting)", "0.1 charger_on(starting)"));
}

TEST(Log, TakesTheRemoteInAnyCase) {
    const auto told = story_of(names + row(0, 1, 3.3) + row(0, 2, 3.3) + row(1, 1, 3.3, -1, "OFF") +
                               row(1, 2, 3.3) + row(2, 1, 3.3, -1, "On") + row(2, 2, 3.3));
    EXPECT_THAT(told, testing::IsSupersetOf({"1.1 load_off(remote_off)", "2.2 load_on(starting)"}));
}

// What a logger writes besides is left alone; a slip is an error (see below).
TEST(Log, LeavesColumnsAloneThatItDoesNotKnow) {
    LogReader reader = reader_of(
        "soc_pct,time_s,cell_1_v,cell_2_v,cell_3_v,cell_4_v,current_a,temperature_degc,remark\n"
        "50,0,3.3,3.3,3.3,3.3,-1,20,all is well\n",
        head_of("{}", 1));
    EXPECT_THAT(reader.columns_not_read(), ElementsAre("soc_pct", "remark"));
    EXPECT_THAT(story(replay(reader).events),
                ElementsAre("0.1 load_on(starting)", "0.1 charger_on(starting)"));
}

/// What the BMS hears tick by tick: rows, and each second the last one again.
class TickByTick {
  public:
    TickByTick(const ReplayHead& head, std::int64_t gap_ticks)
        : head_{head}, gap_ticks_{gap_ticks}, view_{head.layout} {}

    struct Row {
        std::int64_t tick;
        std::size_t battery;
        std::uint16_t cell_mv;
    };
    bms::BankSample sample_at(std::int64_t tick, const std::vector<Row>& rows) {
        for (std::size_t i = 0; i < last_.size(); ++i) {
            const std::int64_t age = last_[i] ? tick - last_[i]->tick : 0;
            if (age > 0 && age % 10 == 0 && age <= gap_ticks_) {
                view_.receive(i, frame_of(*last_[i]));
            }
        }
        std::int32_t newest_mv = 0;
        for (const Row& row : rows) {
            if (row.tick == tick) {
                last_[row.battery] = row;
                view_.receive(row.battery, frame_of(row));
                newest_mv = last_[0] ? 4 * last_[0]->cell_mv : 0;
                view_.set_supply_voltage({newest_mv});
            }
        }
        bms::BankSample sample = bms::aggregate(view_, head_.core.settings());
        sample.pins = bms::factory_loop();
        view_.advance({1});
        return sample;
    }
    const bms::BankView& view() const { return view_; }

  private:
    bms::BatteryFrame frame_of(const Row& row) const {
        bms::BatteryFrame frame{.voltage = {4 * row.cell_mv},
                                .current = {-1000},
                                .temperature = {200},
                                .nominal_capacity = head_.layout.battery_capacity,
                                .cells = 4};
        std::fill_n(frame.cell_mv.begin(), 4, row.cell_mv);
        return frame;
    }
    const ReplayHead& head_;
    std::int64_t gap_ticks_;
    bms::BankView view_;
    std::array<std::optional<Row>, 3> last_{};
};

// Law 1 needs a sample that holds: what is leapt over must be what every tick would have brought.
RC_GTEST_PROP(Log, LeapsOverNothingThatATickWouldHaveTold, ()) {
    static const ReplayHead head = head_of("{}", 3);
    const std::int64_t gap_ticks = any_in(0, 120);
    std::vector<TickByTick::Row> rows;
    std::int64_t tick = 0;
    std::string text = names;
    for (int i = any_in(3, 12); i > 0; --i) {
        const auto mv = static_cast<std::uint16_t>(any_in(3000, 3400));
        const std::size_t battery = i <= 3 ? static_cast<std::size_t>(i - 1) : any_in(0U, 2U);
        rows.push_back({.tick = tick, .battery = battery, .cell_mv = mv});
        text += row(static_cast<double>(tick) / 10.0, static_cast<int>(battery) + 1, mv / 1000.0);
        tick += any_in(0, 2) == 0 ? any_in(0, 700) : any_in(0, 25);
    }
    LogReader reader = reader_of(text, head, tick_time * gap_ticks);
    TickByTick reference{head, gap_ticks};
    std::int64_t now = 0;
    std::uint64_t longest = 0;
    while (const auto step = reader.next()) {
        RC_ASSERT(step->ticks > 0U);
        longest = std::max(longest, step->ticks);
        for (std::uint64_t i = 1; i <= step->ticks; ++i) {
            RC_ASSERT(step->sample == reference.sample_at(now++, rows));
            RC_ASSERT(*reader.view_after(i) == reference.view());
        }
    }
    RC_ASSERT(now == rows.back().tick + 10);
    RC_CLASSIFY(longest > 100U, "leaps");
}

/// The number of that name in the state at the end.
std::string dumped(const ReplayResult& result, const std::string& name) {
    Dump dump;
    append_dump(dump, *result.view, result.core.settings());
    for (const auto& [known, value] : dump) {
        if (known == name) {
            const auto* list = std::get_if<ValueList>(&value.data());
            return list == nullptr ? std::to_string(std::get<std::int64_t>(value.data()))
                                   : std::to_string(list->size()) + " from " +
                                         std::to_string(std::get<std::int64_t>((*list)[0].data()));
        }
    }
    return "missing";
}

// Battery 2 speaks at 0 s alone, and once more for the gap of a second.
TEST(Log, LeavesTheBatteriesAsTheyWereLastHeard) {
    std::string text = names + row(0, 2, 3.3);
    for (int t = 0; t < 20; ++t) {
        text += row(t, 1, 3.25);
    }
    LogReader reader = reader_of(text);
    const ReplayResult result = replay(reader, {.until = SimTime{12'300}});
    ASSERT_TRUE(result.view);
    EXPECT_EQ(dumped(result, "view.batteries"), "2");
    EXPECT_EQ(dumped(result, "view.in_series"), "1");
    EXPECT_EQ(dumped(result, "view.chain_open"), "0");
    EXPECT_EQ(dumped(result, "view.battery_1.silence_ticks"), "3");
    EXPECT_EQ(dumped(result, "view.battery_2.silence_ticks"), "113");
    EXPECT_EQ(dumped(result, "view.battery_1.present"), "1");
    EXPECT_EQ(dumped(result, "view.battery_2.present"), "0");
    EXPECT_EQ(dumped(result, "view.battery_1.cell_mv"), "4 from 3250");
    EXPECT_EQ(dumped(result, "view.battery_1.voltage_mv"), "13000");
    EXPECT_EQ(dumped(result, "view.battery_1.current_ma"), "-1000");
    EXPECT_EQ(dumped(result, "view.battery_1.temperature_dc"), "200");
    EXPECT_EQ(dumped(result, "view.battery_1.capacity_mah"), "100000");
    EXPECT_EQ(dumped(result, "view.battery_2.serial_number_in_service"), "0");
}

// For whoever waits: how much of a file is behind. Of standard input nobody knows.
TEST(Log, KnowsHowMuchOfItsFileHasBeenRead) {
    const Folder folder;
    const std::string text = names + rows(0, 50, 3.3);
    LogReader reader{TextLines{folder.write("log.csv", text)}, head_of(), second};
    double before = 0.0;
    while (reader.next()) {
        const auto part = reader.part_read();
        ASSERT_TRUE(part);
        EXPECT_GE(*part, before);
        before = *part;
    }
    EXPECT_EQ(before, 1.0);
    EXPECT_FALSE(reader_of(text).part_read());
}

// A year between two rows is no reason to wait: steps as long as the core takes, and those to the
// limits of silence.
TEST(Log, LeapsOverAYearOfSilence) {
    LogReader reader = reader_of(names + row(0, 1, 3.3) + row(0, 2, 3.3) + row(31'536'000, 1, 3.3));
    std::size_t steps = 0;
    std::uint64_t ticks = 0;
    while (const auto step = reader.next()) {
        ++steps;
        ticks += step->ticks;
    }
    EXPECT_EQ(ticks, 315'360'010U);
    EXPECT_LT(steps, 315'360'010U / bms::Core::most_ticks.count + 10U);
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
    EXPECT_THAT(error_of(""), HasSubstr("log.csv:1:1: is empty"));
    EXPECT_THAT(error_of(names), HasSubstr("has no rows"));
    EXPECT_THAT(error_of("time_s;battery\n"),
                HasSubstr("log.csv:1:7: columns are separated by commas"));
    EXPECT_THAT(error_of("time_s,current\n"),
                HasSubstr("log.csv:1:8: unknown column \"current\"; did you mean current_a?"));
    EXPECT_THAT(error_of("time_s,cell_5_v\n"), HasSubstr("unknown column \"cell_5_v\""));
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
    const std::string dated =
        "time,cell_1_v,cell_2_v,cell_3_v,cell_4_v,current_a,temperature_degc\n";
    const ReplayHead one = head_of("{}", 1);
    EXPECT_THAT(error_of(dated + "2026-06-05T18:00:00Z,3.3,3.3,3.3,3.3,0,20\n"
                                 "2026-06-05T19:00:00+02:00,3.3,3.3,3.3,3.3,0,20\n",
                         one),
                HasSubstr("log.csv:3:1: is earlier than the row above"));
    EXPECT_THAT(error_of(dated + "2026-06-05T18:00:00+25:00,3.3,3.3,3.3,3.3,0,20\n", one),
                HasSubstr("log.csv:2:1: expected a date and time like"));
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
