// The program as a function: what it exits with, and on which stream it says what.

#include "reports/cli.hpp"

#include "reports/templates.hpp"
#include "tests/engine/support.hpp"
#include "tests/reports/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using engine::Folder;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const std::string minute =
    "duration: 1 min\n"
    "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\n";

TEST(Program, WithoutACommandIsAMistake) {
    const Answer answer = banktwin({});
    EXPECT_EQ(answer.code, UsageError);
    EXPECT_THAT(answer.out, IsEmpty());
    EXPECT_THAT(answer.err, HasSubstr("banktwin --help"));
    EXPECT_EQ(banktwin({"fly"}).code, UsageError);
    EXPECT_THAT(banktwin({"levitate"}).err, StartsWith("banktwin: \"levitate\" is no command\n"));
    EXPECT_THAT(banktwin({"reply", "x.trace"}).err,
                StartsWith("banktwin: \"reply\" is no command; did you mean replay?\n"));
    EXPECT_THAT(banktwin({"drain", "--sideways"}).err, HasSubstr("See banktwin drain --help"));
}

TEST(Program, HelpIsAnAnswer) {
    for (const char* command :
         {"run", "validate", "new", "drain", "export", "explain", "replay", "core-info", "schema",
          "catalog", "decode", "fit", "validate-cell"}) {
        EXPECT_THAT(told({"--help"}), HasSubstr(command));
        EXPECT_THAT(told({command, "--help"}), HasSubstr(command));
    }
    EXPECT_THAT(told({"--help"}), HasSubstr("Exit codes: 0 ok"));
}

// "-" is standard input where a file is read; where one is written it was once a file called "-".
TEST(Program, WritesNoFileToStandardOutput) {
    for (const std::vector<std::string>& args :
         {std::vector<std::string>{"run", "x.yaml", "-o", "-"},
          {"run", "x.yaml", "--output=-"},
          {"run", "x.yaml", "--record", "-"},
          {"replay", "x.trace", "--vcd", "-"},
          {"sweep", "x.yaml", "-o", "-"},
          {"import", "x.csv", "-o", "-"},
          {"fit", "--ocv", "x.csv", "--capacity-ah", "100", "-o", "-"},
          {"fit", "--ocv", "x.csv", "--capacity-ah", "100", "-o", "c.yaml", "--report", "-"},
          {"validate-cell", "x", "x.csv", "--report", "-"}}) {
        const Answer answer = banktwin(args);
        EXPECT_EQ(answer.code, UsageError) << args.front();
        EXPECT_THAT(answer.err, HasSubstr("cannot be written to standard output")) << args.front();
        EXPECT_THAT(answer.out, IsEmpty());
    }
}

TEST(Program, CoreInfoSumsUpWhatABoardNeeds) {
    const Json info = json_of({"core-info"});
    const Json& bytes = info["bytes"];
    EXPECT_LE(bytes["everything"], bytes["everything_at_most"]);
    EXPECT_EQ(bytes["everything_at_most"], 12 * 1024);
    EXPECT_GE(bytes["everything"].get<int>(),
              bytes["core"].get<int>() + bytes["bank_view"].get<int>());
    // R-BAT-2
    EXPECT_EQ(info["limits"]["batteries"], 50);
    EXPECT_EQ(info["limits"]["batteries_51v2"], 25);
    EXPECT_THAT(told({"--version"}), HasSubstr(info["core_hash"].get<std::string>()));
    EXPECT_THAT(told({"core-info"}), HasSubstr("everything"));
    const std::string swedish = told({"core-info", "--lang", "sv"});
    EXPECT_THAT(swedish, HasSubstr("   skydd "));
    EXPECT_THAT(swedish, HasSubstr("begränsat: ingen rekursion"));
}

TEST(Program, ExitsWith3ForTheScenarioAndWith4ForAFileItNames) {
    const Folder folder;
    const Answer missing = banktwin({"run", folder.path("no.yaml")});
    EXPECT_EQ(missing.code, ScenarioError);
    EXPECT_THAT(missing.out, IsEmpty());
    const std::string wrong = folder.write("wrong.yaml", minute + "colour: red\n");
    const Answer unknown = banktwin({"validate", wrong});
    EXPECT_EQ(unknown.code, ScenarioError);
    EXPECT_THAT(unknown.err, StartsWith(wrong + ":3:1: colour: unknown key"));
    const std::string names = folder.write("names.yaml", minute + "catalog: [none.yaml]\n");
    EXPECT_EQ(banktwin({"validate", names}).code, NamedFileError);
}

TEST(Program, ExitsWith3ForAFileThatIsNotThereWhateverTheCommand) {
    const Folder folder;
    const std::string none = folder.path("none");
    const std::string s = folder.write("s.yaml", minute);
    for (const std::vector<std::string>& args : std::vector<std::vector<std::string>>{
             {"run", none},
             {"validate", none},
             {"sweep", none},
             {"export", none},
             {"replay", none},
             {"replay", none + ".csv", "--scenario", s},
             {"catalog", "check", none},
             {"catalog", "show", "lithium_ng_12v8_200ah", "--catalog", none},
             {"drain", "--battery", "lithium_ng_12v8_200ah", "--catalog", none},
             {"wiring", "multiplus", "--catalog", none},
             {"validate-cell", none, none},
             {"fit", "--ocv", none, "--capacity-ah", "1", "-o", folder.path("c.yaml")}}) {
        const Answer answer = banktwin(args);
        EXPECT_EQ(answer.code, ScenarioError) << args[0];
        EXPECT_THAT(answer.err, HasSubstr("none")) << args[0];
    }
}

TEST(Program, ExitsWith2ForAnOptionThatIsWrittenWrong) {
    const Folder folder;
    const std::string s = folder.write("s.yaml", minute);
    const auto mistake = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"run", s});
        const Answer answer = banktwin(more);
        EXPECT_EQ(answer.code, UsageError);
        EXPECT_THAT(answer.out, IsEmpty());
        return answer.err;
    };
    EXPECT_THAT(mistake({"--set", "foo"}), HasSubstr("foo: expected path=value"));
    EXPECT_THAT(mistake({"--set", "=5"}), HasSubstr("=5: expected path=value"));
    EXPECT_THAT(mistake({"--set", "bank.soc_pct="}),
                HasSubstr("bank.soc_pct=: no value behind =; null takes the key away"));
    EXPECT_THAT(mistake({"--set", "bank.soc_pct= "}), HasSubstr("no value behind ="));
    EXPECT_THAT(mistake({"--seed", "-1"}), HasSubstr("--seed: Value -1 not in range 0 to"));
    // What is well written but wrong for the scenario is the scenario's.
    EXPECT_EQ(banktwin({"run", s, "--set", "bank.colour=red"}).code, ScenarioError);
    // The file that cannot be written is the one that was asked for.
    const Answer nowhere = banktwin({"run", s, "--quiet", "-o", folder.path("no/r.sqlite")});
    EXPECT_EQ(nowhere.code, UsageError);
    EXPECT_THAT(nowhere.err, StartsWith(folder.path("no/r.sqlite") + ": "));
    EXPECT_THAT(nowhere.err, Not(HasSubstr(".part")));
}

TEST(Program, RefusesAKeyWithoutAValueWhereACatalogueHasOne) {
    const Folder folder;
    const auto mistake = [&](const std::string& more) {
        const Answer answer =
            banktwin({"validate", folder.write("s.yaml", "duration: 1 d\n" + more)});
        EXPECT_EQ(answer.code, ScenarioError) << more;
        return answer.err;
    };
    const std::string bank = "bank: {battery: lithium_ng_12v8_100ah}\n";
    EXPECT_THAT(mistake(bank + "bms: {discharge_floor_pct: null}\n"),
                HasSubstr("s.yaml:3:28: bms.discharge_floor_pct: has no value"));
    EXPECT_THAT(mistake("bank:\n  battery:\n    like: lithium_ng_12v8_100ah\n    capacity_ah:\n"),
                HasSubstr("bank.battery.capacity_ah: has no value"));
    EXPECT_THAT(mistake(bank + "devices: {a: {model: constant_current, draws: 1 A, from: null}}\n"),
                HasSubstr("devices.a.from: has no value"));
    // Over a base a null takes away, as it is meant to.
    folder.write("base.yaml", "duration: 1 d\n" + bank + "bms: {discharge_floor_pct: 15}\n");
    EXPECT_EQ(banktwin({"validate", folder.write("over.yaml",
                                                 "extends: base.yaml\n"
                                                 "bms: {discharge_floor_pct: null}\n")})
                  .code,
              Success);
}

TEST(Program, ExitsWith10ForAnExpectationThatIsNotMetOrUndecided) {
    const Folder folder;
    const auto outcome = [&](const std::string& expectation) {
        const std::string file =
            folder.write("s.yaml", minute + "expect: ['" + expectation + "']\n");
        const Answer answer = banktwin({"run", file, "--json", "--quiet"});
        // The answer comes all the same, alone on its stream.
        return std::pair{answer.code, Json::parse(answer.out)["expectations"][0]["outcome"]};
    };
    EXPECT_EQ(outcome("load_on.count == 1"), (std::pair<int, Json>{Success, "met"}));
    EXPECT_EQ(outcome("load_on.count == 2"), (std::pair<int, Json>{ExpectationError, "failed"}));
    EXPECT_EQ(outcome("damage.day > 90"), (std::pair<int, Json>{ExpectationError, "undecided"}));
}

TEST(Program, RunPrintsAReportAndWritesAFileOnlyWhenTold) {
    const Folder folder;
    const std::string file = folder.write("s.yaml", "name: A minute\n" + minute);
    const std::string text = told({"run", file, "--quiet"});
    EXPECT_THAT(text, StartsWith("A minute\n\nOK: "));
    EXPECT_EQ(folder.names(), std::vector<std::string>{"s.yaml"});
    told({"run", file, "--quiet", "-o", folder.path("r.sqlite")});
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"r.sqlite", "s.yaml"}));
    EXPECT_EQ(banktwin({"run", file, "--quiet", "-o", file}).code, UsageError);
    EXPECT_EQ(engine::text_of_file(file), "name: A minute\n" + minute);
}

TEST(Program, SetAndSeedChangeTheScenario) {
    const Folder folder;
    const std::string file = folder.write("s.yaml", minute);
    const Json changed = json_of({"run", file, "--quiet", "--set", "bank.soc_pct=60", "--set",
                                  "duration=30 s", "--seed", "9"});
    EXPECT_EQ(changed["soc_comparison"][0]["true_soc_pct"], 60.0);
    EXPECT_EQ(changed["horizon_day"], 30.0 / 86'400.0);
    EXPECT_EQ(changed["provenance"]["seed"], 9);
    const Answer wrong = banktwin({"run", file, "--set", "bank.sock=60"});
    EXPECT_EQ(wrong.code, ScenarioError);
    EXPECT_THAT(wrong.err, HasSubstr("did you mean soc?"));
}

TEST(Program, NewPrintsATemplateThatIsValid) {
    const Folder folder;
    ASSERT_FALSE(shipped_templates().empty());
    for (const Template& file : shipped_templates()) {
        const std::string kind{file.file.substr(0, file.file.find('.'))};
        const std::string text = told({"new", kind});
        EXPECT_EQ(text, file.text);
        EXPECT_THAT(told({"validate", folder.write("new.yaml", text)}), HasSubstr(": valid: "));
    }
    EXPECT_EQ(banktwin({"new", "submarine"}).code, UsageError);
}

TEST(Program, ValidateCountsDevicesDaysAndAssumptions) {
    const Folder folder;
    const std::string file =
        folder.write("s.yaml",
                     "duration: 3 d\nbank: {battery: lithium_ng_12v8_100ah}\n"
                     "devices: {lamp: {model: constant_power, draws: 12 W}}\n");
    const std::size_t count = json_of({"validate", file})["assumptions"].size();
    EXPECT_EQ(told({"validate", file}), file + ": valid: 1 device, 3 days, " +
                                            std::to_string(count) +
                                            " assumed values (see --resolved)\n");
}

TEST(Program, ExportIsCsvWithARowPerStep) {
    const Folder folder;
    const std::string result = folder.path("r.sqlite");
    told({"run", folder.write("s.yaml", minute), "--quiet", "-o", result});
    std::istringstream csv{told({"export", result, "--every", "30 s"})};
    std::vector<std::string> lines;
    for (std::string line; std::getline(csv, line);) {
        lines.push_back(line);
    }
    ASSERT_EQ(lines.size(), 4U);  // the columns, 0, 30 and 60 s
    EXPECT_THAT(lines[0], StartsWith("day,date,bank_voltage_v,"));
    EXPECT_THAT(lines[1], StartsWith("0,2026-01-01T00:00:00Z,"));
    EXPECT_THAT(lines[3], HasSubstr(",2026-01-01T00:01:00Z,"));
    for (const std::string& line : lines) {
        EXPECT_EQ(line.back(), '\r');  // RFC 4180
        EXPECT_EQ(std::count(line.begin(), line.end(), ','),
                  std::count(lines[0].begin(), lines[0].end(), ','));
    }
    EXPECT_THAT(banktwin({"export", result, "--every", "30"}).err, HasSubstr("with its unit"));
    EXPECT_EQ(banktwin({"export", result, "--every", "0 s"}).code, UsageError);
}

TEST(Program, CatalogChecksAFileAndTellsWhereItIsWrong) {
    const Folder folder;
    const std::string good = folder.write(
        "good.yaml", "batteries:\n  old: {like: lithium_ng_12v8_200ah, capacity_ah: 180}\n");
    EXPECT_THAT(told({"catalog", "check", good}), HasSubstr(" entries: valid\n"));
    const std::string bad = folder.write(
        "bad.yaml", "batteries:\n  old: {like: lithium_ng_12v8_200ah, capacity_ah: -1}\n");
    const Answer answer = banktwin({"catalog", "check", bad});
    EXPECT_EQ(answer.code, ScenarioError);
    EXPECT_THAT(answer.err, StartsWith(bad + ":2:"));
    EXPECT_THAT(banktwin({"catalog", "show", "lithium_ng_12v8_200"}).err,
                HasSubstr("did you mean lithium_ng_12v8_200ah?"));
}

// As a scenario reads it by its own catalog.
TEST(Program, TakesACatalogueOfOnesOwnWhereThereIsNoScenario) {
    const Folder folder;
    const std::string mine =
        folder.write("mine.yaml",
                     "batteries:\n  old: {like: lithium_ng_12v8_200ah, capacity_ah: 180}\n"
                     "products:\n  my_inverter: {like: inverter_ve_direct, name: My inverter}\n");
    EXPECT_THAT(told({"catalog", "list", "--catalog", mine}), HasSubstr("  old "));
    EXPECT_THAT(told({"catalog", "show", "old", "--catalog", mine}),
                HasSubstr("capacity_ah: 180\n"));
    EXPECT_THAT(told({"drain", "--battery", "old", "--catalog", mine, "--parallel", "2"}),
                StartsWith("360 Ah from 100 %"));
    EXPECT_THAT(told({"wiring", "my_inverter", "--catalog", mine}),
                HasSubstr("my_inverter (My inverter)\n    from LOAD to H of its"));
    EXPECT_EQ(banktwin({"catalog", "show", "old"}).code, UsageError);
    EXPECT_EQ(banktwin({"drain", "--battery", "old"}).code, UsageError);
    const std::string s = folder.write("s.yaml", minute);
    const Answer answer = banktwin({"wiring", s, "--catalog", mine});
    EXPECT_EQ(answer.code, UsageError);
    EXPECT_THAT(answer.err, HasSubstr("a scenario names its own: catalog: ["));
    // A mistake in it is told where it is.
    const std::string bad = folder.write("bad.yaml", "batteries:\n  old: {capacity: 5}\n");
    const Answer wrong = banktwin({"drain", "--battery", "old", "--catalog", bad});
    EXPECT_EQ(wrong.code, ScenarioError);
    EXPECT_THAT(wrong.err, StartsWith(bad + ":2:"));
}

TEST(Program, AStreamThatTakesNothingIsAnError) {
    std::ostringstream err;
    std::ostream closed{nullptr};
    EXPECT_EQ(run_cli({"explain", "A-B07"}, closed, err), InternalError);
    EXPECT_THAT(err.str(), HasSubstr("could not be written"));
}

// Whoever reads Swedish reads it in every report.
TEST(Language, IsThatOfTheWholeReport) {
    const std::string drain =
        told({"drain", "--capacity-ah", "200", "--soc-pct", "50", "--drain", "larm=3.5mA:battery",
              "--solve", "drain", "--days", "90", "--until", "load_off", "--lang", "sv"});
    for (const char* swedish :
         {"200 Ah från 50 %", "på batteriet: inget kopplar från det",
          "självurladdning 2 % per 30 dagar", "belastningar av", "Antaganden", "Ladda senast dag",
          "   3,5 mA\n", "belastningar av\" inte kommer före"}) {
        EXPECT_THAT(drain, testing::HasSubstr(swedish));
    }
    for (const char* english :
         {"day ", "warning  ", "the BMS itself", "Latest", "Assumptions", "floor at"}) {
        EXPECT_THAT(drain, testing::Not(testing::HasSubstr(english)));
    }
    EXPECT_EQ(banktwin({"drain", "--lang", "de"}).code, UsageError);
}

// An event behind the end is told where it is written, and is no error: a run may be cut short.
TEST(Validate, TellsWhereAnEventStandsThatTheRunDoesNotReach) {
    const engine::Folder folder;
    const std::string file = folder.write("late.yaml",
                                          "duration: 130 d\n"
                                          "bank: {battery: lithium_ng_12v8_200ah}\n"
                                          "events:\n"
                                          "  - {at: 10 d, remote: open}\n"
                                          "  - {at: 200 d, remote: joined}\n");
    EXPECT_THAT(told({"validate", file}),
                testing::HasSubstr(file + ":5: events[2].at: day 200 is after the end of the run "
                                          "(day 130): it never happens\n"));
    EXPECT_THAT(told({"validate", file, "--set", "duration=201d"}),
                testing::Not(testing::HasSubstr("never")));
}

// R-SYS-4
TEST(WiringCommand, TellsOfProductsAndOfScenarios) {
    EXPECT_THAT(told({"wiring", "smart_ip43"}), HasSubstr("from CHARGER to H of its two-pole"));
    EXPECT_THAT(told({"wiring", "skylla_ip44", "--lang", "sv"}), HasSubstr("ASS030550400"));
    const Json answer = json_of({"wiring", "inverter_ve_direct", "relay"});
    EXPECT_EQ(answer["devices"][0]["terminal"], "two_pole_h");
    EXPECT_EQ(answer["outputs"][2]["sourced_a"], 0.1);
    EXPECT_EQ(answer["assumptions"].size(), 2U);
}

// R-SYS-4
TEST(WiringCommand, TellsOfADeviceByTheNameThatScenariosGiveIt) {
    const std::string text = told({"wiring", "skylla_tg_48_25"});
    EXPECT_THAT(text, HasSubstr("Skylla TG 48/25"));
    EXPECT_THAT(text, HasSubstr("ASS030550200"));
    EXPECT_THAT(told({"wiring", "blue_smart_ip22_12_15"}), HasSubstr("Cyrix-Li-Charge"));
    const Answer nothing = banktwin({"wiring", "constant_current"});
    EXPECT_EQ(nothing.code, UsageError);
    EXPECT_THAT(nothing.err, HasSubstr("says of no product that it is it"));
}

// R-SYS-8, R-BAT-10
TEST(WiringCommand, SaysWhatGoesInsteadOfARefusedProductByItsWholeNameToo) {
    EXPECT_THAT(told({"wiring", "multiplus_ii_12_3000"}), HasSubstr("speaks VE.Bus alone"));
    EXPECT_THAT(told({"wiring", "Lithium Battery Smart 12.8V"}), HasSubstr("Lithium NG"));
    EXPECT_THAT(told({"wiring", "MultiPlus-II 12/3000/120-32"}), HasSubstr("speaks VE.Bus alone"));
}

// Makers write voltage and current so.
TEST(WiringCommand, TakesANameWithASlashForAName) {
    const Folder folder;
    const std::string mine = folder.write(
        "mine.yaml", "products:\n  a/b: {like: inverter_ve_direct, name: My inverter}\n");
    EXPECT_THAT(told({"wiring", "a/b", "--catalog", mine}), HasSubstr("a/b (My inverter)"));
    const Answer unknown = banktwin({"wiring", "SmartSolar MPPT 100/50"});
    EXPECT_EQ(unknown.code, UsageError);
    EXPECT_THAT(unknown.err, HasSubstr("is no product or device of the catalogue"));
    EXPECT_THAT(told({"wiring", folder.write("scenario", minute)}), HasSubstr("What the outputs"));
}

TEST(WiringCommand, RefusesWhatItDoesNotKnow) {
    const Answer unknown = banktwin({"wiring", "smart_ip44"});
    EXPECT_EQ(unknown.code, UsageError);
    EXPECT_THAT(unknown.err, HasSubstr("did you mean smart_ip43?"));
    EXPECT_EQ(banktwin({"wiring"}).code, UsageError);
    EXPECT_EQ(banktwin({"wiring", "smart_ip43", "--set", "name=x"}).code, UsageError);
    EXPECT_EQ(banktwin({"wiring", "a.yaml", "b.yaml"}).code, UsageError);
    EXPECT_EQ(banktwin({"wiring", "nowhere.yaml"}).code, ScenarioError);
}

}  // namespace
}  // namespace reports
