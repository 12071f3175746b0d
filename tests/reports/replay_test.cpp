// banktwin run --record and banktwin replay, as commands.

#include "tests/engine/support.hpp"
#include "tests/reports/support.hpp"
#include "tests/source_dir.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using engine::Folder;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// An hour in which the remote opens and closes, and the floor is reached.
const std::string busy_hour =
    "name: A busy hour\n"
    "duration: 1 h\n"
    "bank: {battery: lithium_ng_12v8_100ah, parallel: 2, soc_pct: 12}\n"
    "devices:\n"
    "  heater: {model: constant_power, draws: 100 W, connected_to: load}\n"
    "events:\n"
    "  - {at: 10 min, remote: open}\n"
    "  - {at: 11 min, remote: joined}\n";

class Recorded : public testing::Test {
  protected:
    void SetUp() override {
        const std::string scenario = folder_.write("s.yaml", busy_hour);
        run_ = json_of({"run", scenario, "--quiet", "--record", trace_});
    }
    std::string changed(const std::string& from, const std::string& to) const {
        std::string text = engine::text_of_file(trace_);
        const std::size_t at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return folder_.write("changed.trace", text.replace(at, from.size(), to));
    }

    Folder folder_;
    std::string trace_ = folder_.path("t.trace");
    Json run_;
};

TEST_F(Recorded, IsReplayedEventForEvent) {
    const Json replay = json_of({"replay", trace_});
    EXPECT_EQ(replay["outcome"], "same");
    EXPECT_EQ(replay["name"], "A busy hour");
    EXPECT_EQ(replay["end"]["t_s"], 3600.0);
    ASSERT_EQ(replay["events"].size(), run_["events"].size());
    bool floor_was_met = false;
    for (std::size_t i = 0; i < run_["events"].size(); ++i) {
        for (const char* key : {"t_s", "day", "date", "event", "code", "cause", "text"}) {
            EXPECT_EQ(replay["events"][i][key], run_["events"][i][key]);
        }
        floor_was_met = floor_was_met || run_["events"][i]["code"] == "A-B07";
    }
    EXPECT_TRUE(floor_was_met);
}

TEST_F(Recorded, DiffersWithExitCode10AndSaysWhereInWhat) {
    const std::string file =
        changed("= load=floating load_reasons=remote_off", "= load=high load_reasons=none");
    const Answer answer = banktwin({"replay", file});
    EXPECT_EQ(answer.code, ExpectationError);
    EXPECT_THAT(answer.out, HasSubstr("DIFFERENT from the record"));
    EXPECT_THAT(answer.out,
                HasSubstr("       600.0 s  day   0.0069  2026-01-01 00:10:00  " + file));
    EXPECT_THAT(answer.out, HasSubstr("    load              high                                "
                                      "floating\n"));
    EXPECT_THAT(answer.out, HasSubstr("remote_l=open"));
    EXPECT_THAT(answer.out, HasSubstr("--until 600.0s --dump-state"));
    const Json document = Json::parse(banktwin({"replay", file, "--json"}).out);
    EXPECT_EQ(document["outcome"], "different");
    EXPECT_EQ(document["first_difference"]["t_s"], 600.0);
    EXPECT_EQ(document["first_difference"]["fields"][0]["field"], "load");
    EXPECT_EQ(document["first_difference"]["sample"]["sample.remote_l"], "open");
}

TEST_F(Recorded, TellsWhenTheRecordIsOfAnotherCore) {
    const std::string hash = json_of({"replay", trace_})["core_hash"];
    const std::string other(64, 'f');
    const std::string file = changed("core_source_hash " + hash, "core_source_hash " + other);
    // Another core is no difference as long as it does the same.
    EXPECT_EQ(json_of({"replay", file})["recorded_core_hash"], other);
    EXPECT_THAT(told({"replay", file}), Not(HasSubstr("another core")));
}

TEST_F(Recorded, StopsAtABreakpointWithTheStateOfThatTick) {
    const std::string text = told({"replay", trace_, "--break", "A-B07", "--dump-state"});
    EXPECT_THAT(text, HasSubstr("stopped by --break A-B07"));
    EXPECT_THAT(text, HasSubstr("  protection.load_reasons                     discharge_floor\n"));
    EXPECT_THAT(text, HasSubstr("  settings.discharge_floor_permille           100\n"));
    EXPECT_THAT(text, HasSubstr("  monitor.capacity_mah                        200000\n"));
    const Json document = json_of({"replay", trace_, "--break", "load_off", "--break", "W-B07"});
    EXPECT_EQ(document["stopped_by"], "W-B07");
    EXPECT_EQ(document["state"], nullptr);
    const Json until = json_of({"replay", trace_, "--until", "2.5min", "--dump-state"});
    EXPECT_EQ(until["end"]["t_s"], 150.0);
    EXPECT_EQ(until["state"]["protection.run"], "running");
    EXPECT_TRUE(until["state"]["monitor.charge_na_s"].is_number_integer());
    EXPECT_EQ(until["state"]["monitor.window_ua_s"].size(), 18U);
}

TEST_F(Recorded, SpeaksSwedishToo) {
    const std::string text = told({"replay", trace_, "--lang", "sv", "--dump-state"});
    EXPECT_THAT(text, HasSubstr("Som inspelat: lika på alla"));
    EXPECT_THAT(text, HasSubstr("  slut\n"));
    EXPECT_THAT(text, HasSubstr("Tillstånd vid slutet"));
    const Answer other =
        banktwin({"replay", changed("\n= load=high", "\n= load=floating"), "--lang", "sv"});
    EXPECT_EQ(other.code, ExpectationError);
    EXPECT_THAT(other.out, HasSubstr("SKILJER SIG från inspelningen"));
    // Numbers are written for people, a command as it is typed.
    EXPECT_THAT(other.out, ContainsRegex("[0-9],[0-9] s  dag "));
    EXPECT_THAT(other.out, ContainsRegex("--until [0-9]+\\.[0-9]s --dump-state"));
}

TEST_F(Recorded, WritesWaveforms) {
    const std::string file = folder_.path("w.vcd");
    told({"replay", trace_, "--vcd", file});
    const std::string text = engine::text_of_file(file);
    EXPECT_THAT(text, StartsWith("$version banktwin $end\n"));
    EXPECT_THAT(text, HasSubstr("$comment A busy hour $end\n"));
    EXPECT_THAT(text, HasSubstr("\n#36000\n"));
}

TEST_F(Recorded, RefusesWhatItDoesNotKnow) {
    const Answer never = banktwin({"replay", trace_, "--break", "E-B11"});
    EXPECT_EQ(never.code, Success);
    EXPECT_EQ(never.err, "--break E-B11 never came\n");
    const Answer unknown = banktwin({"replay", trace_, "--break", "AB07"});
    EXPECT_EQ(unknown.code, UsageError);
    EXPECT_THAT(unknown.err, HasSubstr("did you mean A-B07?"));
    EXPECT_EQ(banktwin({"replay", trace_, "--until", "12"}).code, UsageError);
    EXPECT_EQ(banktwin({"replay", trace_, "--vcd", trace_}).code, UsageError);
    const Answer missing = banktwin({"replay", folder_.path("none.trace")});
    EXPECT_EQ(missing.code, ScenarioError);
    const Answer broken = banktwin({"replay", changed("\n= load=high", "\n= load=loud")});
    EXPECT_EQ(broken.code, ScenarioError);
    EXPECT_THAT(broken.err, HasSubstr("expects floating or high"));
    const std::string scenario = folder_.path("s.yaml");
    EXPECT_EQ(banktwin({"run", scenario, "--quiet", "--record", scenario}).code, UsageError);
    EXPECT_EQ(engine::text_of_file(scenario), busy_hour);
}

// A log brings no bank of its own.
TEST(ReplayCommand, AsksForTheScenarioOfALogAndRunsItThen) {
    const Answer alone = banktwin({"replay", "log.csv"});
    EXPECT_EQ(alone.code, UsageError);
    EXPECT_THAT(alone.err, testing::HasSubstr("a log needs --scenario FILE"));
    EXPECT_EQ(banktwin({"replay", "x.trace", "--gap", "5s"}).code, UsageError);
    const std::string folder = testing::TempDir();
    const std::string log = folder + "banktwin_log.csv";
    std::ofstream{log} << "time_s,battery,cell_1_v,cell_2_v,cell_3_v,cell_4_v,current_a,"
                          "temperature_degc\n"
                          "0,1,3.3,3.3,3.3,3.3,-1,20\n0,2,3.3,3.3,3.3,3.3,-1,20\n"
                          "40,1,3.3,3.3,3.3,3.3,-1,20\n";
    const std::string scenario =
        tests::source_dir() + "/configs/scenarios/fault_failed_update.yaml";
    const Json replay = json_of({"replay", log, "--scenario", scenario, "--gap", "5s"});
    EXPECT_EQ(replay["outcome"], "not_compared");
    std::vector<std::string> events;
    for (const Json& event : replay["events"]) {
        events.push_back(event["event"].get<std::string>() + event["code"].dump());
    }
    EXPECT_THAT(events, testing::Contains("code_raised\"W-B05\""));
    const Json state =
        json_of({"replay", log, "--scenario", scenario, "--gap", "5s", "--dump-state"})["state"];
    EXPECT_EQ(state["view.batteries"], 2);
    EXPECT_EQ(state["view.battery_2.silence_ticks"], 360);
    EXPECT_EQ(state["view.battery_1.cell_mv"], Json({3300, 3300, 3300, 3300}));
    // What the BMS does not ask for is told and left alone.
    std::ofstream{log} << "time_s,battery,cell_1_v,cell_2_v,cell_3_v,cell_4_v,current_a,"
                          "temperature_degc,soc_pct\n"
                          "0,1,3.3,3.3,3.3,3.3,-1,20,50\n0,2,3.3,3.3,3.3,3.3,-1,20,50\n";
    EXPECT_EQ(json_of({"replay", log, "--scenario", scenario})["columns_not_read"],
              Json({"soc_pct"}));
    EXPECT_THAT(told({"replay", log, "--scenario", scenario}),
                HasSubstr("\nColumns that are not read: soc_pct.\n"));
    EXPECT_THAT(told({"replay", log, "--scenario", scenario, "--lang", "sv"}),
                HasSubstr("\nKolumner som inte läses: soc_pct.\n"));
    // Whom it tells about is the reader's own mistake, with its place.
    std::ofstream{log} << "time_s,battery\n";
    const Answer wrong = banktwin({"replay", log, "--scenario", scenario});
    EXPECT_EQ(wrong.code, 3);
    EXPECT_THAT(wrong.err, testing::HasSubstr("banktwin_log.csv:1:1: column current_a is missing"));
}

}  // namespace
}  // namespace reports
