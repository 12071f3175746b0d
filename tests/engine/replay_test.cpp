// Replays of traces written by hand: what the core must do is from the manual, not from a run.

#include "engine/replay.hpp"

#include "engine/trace.hpp"
#include "engine/vcd.hpp"
#include "tests/engine/support.hpp"

#include <map>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// 12.8 V, 200 Ah at rest at 3.30 V, half full; the first tick brings the first frame.
const std::string rest =
    "banktwin.trace/1\nname By hand\nstart 2026-11-01\n"
    "state monitor capacity_mah=200000 charge_na_s=360000000000000 trust=known\n"
    "1 bank_voltage_mv=13200 lowest_cell_mv=3300 highest_cell_mv=3300 lowest_battery_mv=13200 "
    "highest_battery_mv=13200 coldest_dc=200 warmest_dc=200 bank_capacity_mah=200000 "
    "cells_in_series=4 flags=complete\n";

ReplayResult replayed(const std::string& body, const ReplayOptions& options = {}) {
    TraceReader reader{{std::make_unique<std::istringstream>(rest + body), "hand.trace"}};
    return replay(reader, options);
}

/// "1.0 load_on", "61.2 code_raised A-B01 low_cell"
std::vector<std::string> told(const std::vector<Event>& events) {
    std::vector<std::string> lines;
    for (const Event& event : events) {
        std::string line = std::to_string(event.at.count() / 1000) + '.' +
                           std::to_string(event.at.count() / 100 % 10) + ' ' +
                           std::string{row_of(event.kind).name};
        for (const std::string& more : {event.code, event.cause}) {
            line += more.empty() ? "" : ' ' + more;
        }
        lines.push_back(line);
    }
    return lines;
}

std::vector<Breakpoint> breaks(std::initializer_list<const char*> names) {
    std::vector<Breakpoint> out;
    for (const char* name : names) {
        out.push_back(*Breakpoint::parse(name));
    }
    return out;
}

// R-OUT-3, D-5, D-23
TEST(Replay, TellsACellThatFallsStraightThrough) {
    // From tick 11 on at 2.79 V. PRE-ALARM rises at once; the cell must be low for 5 s, and
    // PRE-ALARM High for 30 s.
    const ReplayResult result = replayed("9\n1000 lowest_cell_mv=2790\nend 1010\n");
    EXPECT_THAT(
        told(result.events),
        ElementsAre("0.1 load_on starting", "0.1 charger_on starting",
                    "1.1 code_raised W-B01 pre_alarm_cell", "1.1 pre_alarm_on pre_alarm_cell",
                    "31.1 code_cleared W-B01 replaced_by_alarm", "31.1 code_raised A-B01 low_cell",
                    "31.1 load_off low_cell", "31.1 pre_alarm_off low_cell"));
    EXPECT_EQ(result.end, SimTime{101'000});
    EXPECT_FALSE(result.first_difference);
    EXPECT_EQ(result.compared, 0U);
}

// R-REM-1
TEST(Replay, TellsTheRemoteInAScenariosWords) {
    const ReplayResult result = replayed(
        "9\n10 remote_l=open remote_h=open\n10 remote_l=driven remote_l_mv=0\n"
        "10 remote_l=open remote_h=driven remote_h_mv=13200\n10 remote_l=joined remote_h=joined\n"
        "end\n");
    EXPECT_THAT(told(result.events),
                ElementsAre("0.1 load_on starting", "0.1 charger_on starting",
                            "1.1 remote_changed open", "1.1 load_off remote_off",
                            "1.1 charger_off remote_off", "2.1 remote_changed low_to_minus",
                            "2.2 load_on starting", "2.2 charger_on starting",
                            "3.1 remote_changed high_to_plus", "4.1 remote_changed joined"));
}

// R-REM-1, D-26: 2.9 V and 3.0 V are driven; what is within 0.2 V of the battery is tied to it and
// follows it without an event.
TEST(Replay, TellsTheVoltsOnATerminalThatIsDriven) {
    const ReplayResult result = replayed(
        "9\n10 remote_l=driven remote_l_mv=3600 remote_h=open\n10 remote_l_mv=0\n"
        "10 remote_l=open remote_h=driven remote_h_mv=3000\n10 remote_h_mv=2900\n"
        "10 remote_h_mv=13200\n10 remote_h_mv=13190\n"
        "10 remote_l=driven remote_l_mv=3400 remote_h_mv=20000\nend\n");
    std::vector<std::string> changes;
    std::string text;
    for (const Event& event : result.events) {
        if (event.kind == EventKind::RemoteChanged) {
            ASSERT_TRUE(event.value) << event.cause;
            changes.push_back(event.cause + " " + shortest(*event.value) + " " + event.unit);
            text = event.text;
        }
    }
    EXPECT_THAT(changes,
                ElementsAre("low_driven 3.6 V", "low_to_minus 0 V", "high_driven 3 V",
                            "high_driven 2.9 V", "high_to_plus 13.2 V", "both_driven 3.4 V"));
    EXPECT_EQ(text, "The remote terminals are now: both_driven, L at 3.4 V, H at 20 V");
}

// R-REM-2
TEST(Replay, StartsTheCoreAgainWhenTheSupplyComesBack) {
    const ReplayResult result = replayed("9\noff 30\n10\noff 0\n10\nend 60\n");
    EXPECT_THAT(
        told(result.events),
        ElementsAre("0.1 load_on starting", "0.1 charger_on starting", "1.0 bms_off no_supply",
                    "1.0 load_off no_supply", "1.0 charger_off no_supply", "4.0 bms_on supply_back",
                    "4.1 load_on starting", "4.1 charger_on starting", "5.0 bms_off no_supply",
                    "5.0 load_off no_supply", "5.0 charger_off no_supply", "5.0 bms_on supply_back",
                    "5.1 load_on starting", "5.1 charger_on starting"));
}

TEST(Replay, StopsAtTheFirstOfItsBreakpoints) {
    const std::string fall = "9\n1000 lowest_cell_mv=2790\nend 1010\n";
    const auto stopped = [&](std::initializer_list<const char*> names) {
        return replayed(fall, {.breaks = breaks(names)});
    };
    EXPECT_EQ(stopped({"A-B01"}).end, SimTime{31'100});
    EXPECT_EQ(stopped({"A-B01"}).stopped_by, "A-B01");
    EXPECT_EQ(stopped({"load_off"}).end, SimTime{31'100});
    EXPECT_EQ(stopped({"load"}).end, SimTime{100});
    EXPECT_EQ(stopped({"A-B01", "pre_alarm"}).stopped_by, "pre_alarm");
    EXPECT_EQ(stopped({"A-B01", "pre_alarm"}).end, SimTime{1100});
    EXPECT_EQ(stopped({"code_cleared"}).end, SimTime{31'100});
    EXPECT_FALSE(stopped({"A-B07"}).stopped_by);
    EXPECT_EQ(stopped({"A-B07"}).end, SimTime{101'000});
    EXPECT_FALSE(Breakpoint::parse("A-B02"));
    EXPECT_FALSE(Breakpoint::parse(""));
}

TEST(Replay, StopsWhereItIsToldWithTheStateOfThatTick) {
    const ReplayResult result =
        replayed("9\n1000 lowest_cell_mv=2790\nend 1010\n", {.until = SimTime{31'000}});
    EXPECT_EQ(result.end, SimTime{31'000});
    EXPECT_EQ(result.core.status().load, bms::Output::High);
    EXPECT_TRUE(result.core.protection().active().has(bms::Condition::LowCell));
    EXPECT_EQ(result.sample.extremes.lowest_cell, bms::Millivolts{2790});
}

// --- expectations ---

TEST(ReplayComparison, ChecksWhatATraceByHandNames) {
    const ReplayResult result = replayed(
        "= load=high codes=none\n"
        "10 lowest_cell_mv=2790\n"
        "= pre_alarm=high codes=W-B01 soc_permille=500 charge_ua_s=360000000000\n"
        "290\n"
        "= load=high\n"
        "1\n"
        "= load=floating load_reasons=low_cell codes=A-B01\n"
        "end\n");
    EXPECT_FALSE(result.first_difference);
    EXPECT_EQ(result.compared, 4U);
    EXPECT_EQ(result.differing, 0U);
}

TEST(ReplayComparison, SaysTheFirstDifferenceFieldByField) {
    const ReplayResult result = replayed(
        "10 lowest_cell_mv=2790\n"
        "= load=floating pre_alarm=high soc_permille=499\n"
        "5\n"
        "= load=floating\n"
        "end\n");
    ASSERT_TRUE(result.first_difference);
    EXPECT_EQ(result.differing, 2U);
    EXPECT_EQ(result.compared, 2U);
    const Difference& first = *result.first_difference;
    EXPECT_EQ(first.at, SimTime{1100});
    EXPECT_EQ(first.line, 7);
    EXPECT_EQ(first.sample.extremes.lowest_cell, bms::Millivolts{2790});
    ASSERT_THAT(first.fields, SizeIs(2));
    EXPECT_EQ(first.fields[0].field, "load");
    EXPECT_EQ(first.fields[0].recorded, "floating");
    EXPECT_EQ(first.fields[0].replayed, "high");
    EXPECT_EQ(first.fields[1].field, "soc_permille");
    EXPECT_EQ(first.fields[1].recorded, "499");
    EXPECT_EQ(first.fields[1].replayed, "500");
}

/// `rest` with every change of its status.
ReplayResult recorded(const std::string& body) {
    const std::string head = rest.substr(0, rest.find("1 bank_voltage"));
    const std::string first = rest.substr(head.size());
    const std::string started = "= load=high load_reasons=none charger=high charger_reasons=none\n";
    TraceReader reader{{std::make_unique<std::istringstream>(head + "expect every_change\n" +
                                                             first + started + body),
                        "hand.trace"}};
    return replay(reader);
}

TEST(ReplayComparison, FindsAChangeThatWasNotRecorded) {
    // PRE-ALARM of a cell below 3.10 V comes after 3 s: at the 31st tick.
    const ReplayResult result = recorded("100 lowest_cell_mv=3050\nend 101\n");
    ASSERT_TRUE(result.first_difference);
    EXPECT_EQ(result.differing, 1U);
    EXPECT_EQ(result.first_difference->at, SimTime{3200});
    EXPECT_EQ(result.first_difference->fields[0].field, "pre_alarm");
    EXPECT_EQ(result.first_difference->fields[0].replayed, "high");
}

TEST(ReplayComparison, CountsAChangeOneTickEarlyOrLateOnce) {
    const std::string warned =
        "= pre_alarm=high pre_alarm_reasons=pre_alarm_cell red=blinking codes=W-B01\n";
    const auto warning_after = [&](int ticks) {
        return recorded(std::to_string(ticks) + " lowest_cell_mv=3050\n" + warned + "100\nend\n");
    };
    EXPECT_EQ(warning_after(31).differing, 0U);
    EXPECT_EQ(warning_after(32).differing, 1U);  // it came before
    EXPECT_EQ(warning_after(32).first_difference->at, SimTime{3200});
    EXPECT_EQ(warning_after(30).differing, 1U);  // it comes later
    EXPECT_EQ(warning_after(30).first_difference->at, SimTime{3100});
}

TEST(ReplayComparison, HoldsTheChargeCountAgainstTheRecord) {
    // 3.6 A for 1000 s are 1 Ah, in microampere-seconds 3.6e9; without efficiency, for discharge.
    const std::string draw = "10000 bank_current_ma=-3600\n= charge_ua_s=";
    EXPECT_FALSE(replayed(draw + "356400000000\nend\n").first_difference);
    EXPECT_TRUE(replayed(draw + "356400000001\nend\n").first_difference);
}

TEST(ReplayComparison, TakesAFlowThatTheSampleDoesNotTell) {
    // The sample says nothing flows, the flow says 36 As in 10 of 20 ticks.
    const ReplayResult result =
        replayed("flow 20 discharged_ua_s=72000000\n10\n= charge_ua_s=359964000000\nend\n");
    EXPECT_FALSE(result.first_difference);
}

// --- waveforms ---

/// A value change dump as a reader sees it.
struct Waveforms {
    std::string timescale;
    std::map<std::string, std::string> id_of;                                  // by scope.name
    std::map<std::string, std::vector<std::pair<long, std::string>>> changes;  // by id

    explicit Waveforms(const std::string& text) {
        std::istringstream words{text};
        std::vector<std::string> scopes;
        std::string word;
        long time = -1;
        while (words >> word) {
            if (word[0] == '$') {
                std::vector<std::string> said;
                std::string more;
                while (words >> more && more != "$end") {
                    said.push_back(more);
                }
                EXPECT_EQ(more, "$end");
                if (word == "$scope") {
                    scopes.push_back(said.at(1));
                } else if (word == "$upscope") {
                    scopes.pop_back();
                } else if (word == "$timescale") {
                    timescale = said.at(0) + said.at(1);
                } else if (word == "$var") {
                    std::string name;
                    for (const std::string& scope : scopes) {
                        name += scope + '.';
                    }
                    EXPECT_TRUE(changes.try_emplace(said.at(2)).second) << "id twice";
                    EXPECT_TRUE(id_of.emplace(name + said.at(3), said.at(2)).second) << name;
                }
            } else if (word[0] == '#') {
                const long next = std::stol(word.substr(1));
                EXPECT_GT(next, time);
                time = next;
            } else if (word[0] == 'b' || word[0] == 'r' || word[0] == 's') {
                std::string id;
                words >> id;
                changes.at(id).emplace_back(time, word.substr(1));
            } else {
                changes.at(word.substr(1)).emplace_back(time, word.substr(0, 1));
            }
        }
        EXPECT_THAT(scopes, IsEmpty());
        last = time;
    }

    std::vector<std::pair<long, std::string>> of(const std::string& name) const {
        return changes.at(id_of.at(name));
    }
    long last = 0;
};

std::string waveform_text(const std::string& body) {
    const Folder folder;
    TraceReader reader{{std::make_unique<std::istringstream>(rest + body), "hand.trace"}};
    VcdWriter writer{folder.path("out.vcd")};
    writer.begin(reader.head());
    ReplayOptions options;
    options.watcher = &writer;
    writer.finish(replay(reader, options).end);
    return text_of_file(folder.path("out.vcd"));
}
Waveforms waveforms_of(const std::string& body) {
    return Waveforms{waveform_text(body)};
}

// R-OUT-3, R-COD-5, D-5
TEST(Waveforms, RiseAndFallAtTheTicksOfTheOutputs) {
    using Changes = std::vector<std::pair<long, std::string>>;
    const Waveforms waves = waveforms_of("9\n1000 lowest_cell_mv=2790\nend 1010\n");
    EXPECT_EQ(waves.timescale, "100ms");
    EXPECT_EQ(waves.of("shows.load"), (Changes{{0, "0"}, {1, "1"}, {311, "0"}}));
    EXPECT_EQ(waves.of("shows.pre_alarm"), (Changes{{0, "0"}, {11, "1"}, {311, "0"}}));
    EXPECT_EQ(waves.of("shows.codes.W_B01"), (Changes{{0, "0"}, {11, "1"}, {311, "0"}}));
    EXPECT_EQ(waves.of("shows.codes.A_B01"), (Changes{{0, "0"}, {311, "1"}}));
    EXPECT_EQ(waves.of("shows.red"), (Changes{{0, "00"}, {11, "01"}, {311, "10"}}));
    EXPECT_EQ(waves.of("shows.load_reasons.starting"), (Changes{{0, "1"}, {1, "0"}}));
    EXPECT_EQ(waves.of("given.lowest_cell_mv"), (Changes{{1, "3300"}, {11, "2790"}}));
    EXPECT_EQ(waves.of("given.flags.complete"), (Changes{{1, "1"}}));
    EXPECT_EQ(waves.last, 1010);
}

// Strings are what GTKWave shows as they are; the number beside them is the standard's.
TEST(Waveforms, SayInWordsWhatAnEnumerationIs) {
    using Changes = std::vector<std::pair<long, std::string>>;
    const Waveforms waves = waveforms_of("9\n10 remote_l=open remote_h=open\nend 20\n");
    EXPECT_EQ(waves.of("core.protection.run_word"),
              (Changes{{0, "starting"}, {1, "running"}, {11, "off"}}));
    EXPECT_EQ(waves.of("core.protection.run"), (Changes{{0, "00"}, {1, "01"}, {11, "10"}}));
    EXPECT_EQ(waves.of("shows.mode_word"), (Changes{{0, "on"}}));
    EXPECT_EQ(waves.of("shows.load_word"),
              (Changes{{0, "floating"}, {1, "high"}, {11, "floating"}}));
    EXPECT_EQ(waves.of("given.remote_l_word"), (Changes{{1, "joined"}, {11, "open"}}));
    EXPECT_FALSE(waves.id_of.contains("given.lowest_cell_mv_word"));
}

// IEEE 1364-2005 §18.2: identifier codes of printable ASCII, a reference that is an identifier with
// or without a range that its size fits, a timescale of 1, 10 or 100, and only declarations before
// $enddefinitions.
TEST(Waveforms, HaveTheHeaderOfTheStandard) {
    const std::string text = waveform_text("end\n");
    const std::size_t end = text.find("$enddefinitions $end\n");
    ASSERT_NE(end, std::string::npos);
    const std::regex declaration{
        R"(\$(version|date|comment) [^$]* \$end|\$timescale (1|10|100) (s|ms|us|ns|ps|fs) \$end|)"
        R"(\$scope module [A-Za-z_][A-Za-z0-9_]* \$end|\$upscope \$end|)"
        R"(\$var (wire|real|string) [0-9]+ [!-~]+ [A-Za-z_][A-Za-z0-9_]*( \[[0-9]+:0\])? \$end)"};
    const std::regex vector{R"(\$var wire ([0-9]+) [!-~]+ [A-Za-z0-9_]+ \[([0-9]+):0\] \$end)"};
    std::istringstream lines{text.substr(0, end)};
    std::size_t variables = 0;
    std::size_t vectors = 0;
    for (std::string line; std::getline(lines, line);) {
        EXPECT_TRUE(std::regex_match(line, declaration)) << line;
        std::smatch sized;
        if (std::regex_match(line, sized, vector)) {
            EXPECT_EQ(std::stoi(sized[1]), std::stoi(sized[2]) + 1) << line;
            ++vectors;
        }
        variables += line.starts_with("$var ") ? 1U : 0U;
    }
    EXPECT_GT(variables, 60U);
    EXPECT_GT(vectors, 5U);
    std::istringstream changes{text.substr(end + 21)};
    const std::regex change{R"(#[0-9]+|[01][!-~]+|b[01]+ [!-~]+|r-?[0-9]+ [!-~]+|s[^ ]+ [!-~]+)"};
    for (std::string line; std::getline(changes, line);) {
        EXPECT_TRUE(std::regex_match(line, change)) << line;
    }
}

TEST(Waveforms, HaveASignalForEveryCodeAndEveryDecisionValue) {
    const Waveforms waves = waveforms_of("end\n");
    for (const bms::CodeText& code : bms::code_texts) {
        std::string name = code.spelled;
        std::replace(name.begin(), name.end(), '-', '_');
        EXPECT_TRUE(waves.id_of.contains("shows.codes." + name)) << name;
    }
    for (const char* name : {"bank_voltage_mv", "bank_current_ma", "lowest_cell_mv",
                             "highest_cell_mv", "coldest_dc", "warmest_dc", "remote_l"}) {
        EXPECT_TRUE(waves.id_of.contains(std::string{"given."} + name)) << name;
    }
    for (const auto& [name, id] : waves.id_of) {
        EXPECT_THAT(name, testing::Not(HasSubstr("unused")));
    }
}

TEST(Waveforms, OverwriteNothingButWaveforms) {
    const Folder folder;
    const std::string mine = folder.write("notes.vcd", "mine");
    EXPECT_THROW(VcdWriter{mine}, StoreError);
    EXPECT_EQ(text_of_file(mine), "mine");
}

}  // namespace
}  // namespace engine
