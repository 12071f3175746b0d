// A sweep as it is written: which runs it has, which values each, and what is wrong with it.

#include "engine/sweep.hpp"

#include "engine/resolved.hpp"
#include "tests/engine/sweep_rig.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::vector<std::string>> texts_of(const Sweep& sweep) {
    std::vector<std::vector<std::string>> out;
    for (std::int64_t run = 0; run < sweep.runs(); ++run) {
        std::vector<std::string>& row = out.emplace_back();
        for (const AxisValue& value : sweep.values_of(run)) {
            row.push_back(value.text);
        }
    }
    return out;
}

TEST(Sweep, TakesEveryValueOfAnAxisWithEveryOfTheOthersLastAxisFastest) {
    const SweepFolder folder{
        "grid:\n  devices.lamp.draws: [12 W, 6 W]\n  bank.soc_pct: {from: 30, to: 50, step: 10}\n"};
    EXPECT_THAT(
        texts_of(folder.read()),
        ElementsAre(ElementsAre("12 W", "30"), ElementsAre("12 W", "40"), ElementsAre("12 W", "50"),
                    ElementsAre("6 W", "30"), ElementsAre("6 W", "40"), ElementsAre("6 W", "50")));
}

TEST(Sweep, RunsAreTheScenarioWithTheirValues) {
    const SweepFolder folder{
        "grid:\n  devices.lamp.draws: [12 W, 6 W]\n  bank.soc_pct: [30, 40]\n"};
    const Sweep sweep = folder.read();
    ASSERT_EQ(sweep.runs(), 4);
    const LoadedScenario third = sweep.load(2);
    const LoadedScenario same = load_scenario(
        folder.path("base.yaml"), {.sets = {"devices.lamp.draws=6 W", "bank.soc_pct=30"}});
    EXPECT_EQ(scenario_hash(third), scenario_hash(same));
}

TEST(Sweep, ValuesAreToldInTheUnitOfTheKey) {
    const SweepFolder folder{"grid:\n  devices.lamp.draws: [12 W, 800 mW]\n"};
    const Sweep sweep = folder.read();
    ASSERT_EQ(sweep.axes().size(), 1U);
    EXPECT_EQ(sweep.axes()[0].path, "devices.lamp.draws_w");
    EXPECT_EQ(sweep.axes()[0].column, "devices_lamp_draws_w");
    EXPECT_EQ(sweep.axes()[0].unit, "W");
    EXPECT_EQ(sweep.values_of(1)[0].number, 0.8);
}

TEST(Sweep, WordsNamesAndWholePartsMayVaryToo) {
    const SweepFolder folder{
        "grid:\n"
        "  bank.battery: [lithium_ng_12v8_100ah, {like: lithium_ng_12v8_100ah, capacity_ah: 90}]\n"
        "  devices.lamp.connected_to: [load, battery]\n"
        "  bank.ageing: [true, false]\n"};
    const Sweep sweep = folder.read();
    ASSERT_EQ(sweep.runs(), 8);
    EXPECT_EQ(sweep.load(0).scenario.bank.battery.capacity_ah, 100.0);
    const LoadedScenario last = sweep.load(7);
    EXPECT_EQ(last.scenario.bank.battery.capacity_ah, 90.0);
    EXPECT_FALSE(last.scenario.bank.ageing);
    EXPECT_EQ(sweep.values_of(7)[0].text, "{like: lithium_ng_12v8_100ah, capacity_ah: 90}");
    EXPECT_EQ(sweep.values_of(7)[0].number, std::nullopt);
    EXPECT_EQ(sweep.values_of(7)[1].text, "battery");
}

TEST(Sweep, ADeviceMayBeLeftOut) {
    const SweepFolder folder{
        "grid:\n  devices.lamp: [{model: constant_power, draws: 1 W, connected_to: load}, null]\n"};
    const Sweep sweep = folder.read();
    EXPECT_EQ(sweep.load(0).scenario.devices.size(), 1U);
    EXPECT_EQ(sweep.load(1).scenario.devices.size(), 0U);
}

TEST(Sweep, ARangeHasBothItsEndsAndRoundNumbers) {
    const auto values = [](const std::string& range) {
        const SweepFolder folder{"grid:\n  devices.lamp.draws: " + range + "\n"};
        std::vector<std::string> out;
        for (const auto& row : texts_of(folder.read())) {
            out.push_back(row[0]);
        }
        return out;
    };
    EXPECT_THAT(values("{from: 0.1 W, to: 0.4 W, step: 0.1 W}"),
                ElementsAre("0.1 W", "0.2 W", "0.3 W", "0.4 W"));
    EXPECT_THAT(values("{from: 3 W, to: 1 W, step: -1 W}"), ElementsAre("3 W", "2 W", "1 W"));
    EXPECT_THAT(values("{from: 1 W, to: 2 W, count: 5}"),
                ElementsAre("1 W", "1.25 W", "1.5 W", "1.75 W", "2 W"));
    EXPECT_THAT(values("{from: 1 W, to: 2 W, step: 0.75 W}"), ElementsAre("1 W", "1.75 W"));
    EXPECT_THAT(values("{from: 1 W, to: 1 W, step: 1 W}"), ElementsAre("1 W"));
}

TEST(Sweep, ZippedAxesMoveTogetherAsOneAxisOfTheGrid) {
    const SweepFolder folder{
        "grid: {bank.soc_pct: [30, 40]}\n"
        "zip: {devices.lamp.draws: [1 W, 2 W, 3 W], duration: [1 h, 2 h, 3 h]}\n"};
    const Sweep sweep = folder.read();
    EXPECT_EQ(sweep.points(), 6);
    EXPECT_THAT(texts_of(sweep)[4], ElementsAre("40", "2 W", "2 h"));
    EXPECT_EQ(sweep.values_of(4)[2].number, 7200.0);
}

TEST(Sweep, DrawsAreTheSameAtEveryPointOfTheGrid) {
    const SweepFolder folder{
        "grid: {devices.lamp.draws: [1 W, 2 W]}\n"
        "monte_carlo: {runs: 3, vary: {bank.soc_pct: {uniform: [20, 80]}}}\n"};
    const Sweep sweep = folder.read();
    ASSERT_EQ(sweep.runs(), 6);
    const auto texts = texts_of(sweep);
    for (std::size_t draw = 0; draw < 3; ++draw) {
        EXPECT_EQ(texts[draw][1], texts[3 + draw][1]);
        EXPECT_EQ(texts[draw][0], "1 W");
        EXPECT_EQ(texts[3 + draw][0], "2 W");
    }
    EXPECT_NE(texts[0][1], texts[1][1]);
    EXPECT_EQ(sweep.load(4).scenario.bank.soc_pct, sweep.values_of(4)[1].number);
}

TEST(Sweep, AnotherAxisChangesNobodyElsesDraws) {
    const SweepFolder one{"monte_carlo: {runs: 5, vary: {bank.soc_pct: {uniform: [20, 80]}}}\n"};
    const SweepFolder two{
        "monte_carlo: {runs: 5, vary: {ambient.temperature_degc: {normal: [5, 3]}, bank.soc_pct: "
        "{uniform: [20, 80]}}}\n"};
    for (std::int64_t run = 0; run < 5; ++run) {
        EXPECT_EQ(one.read().values_of(run)[0], two.read().values_of(run)[1]);
    }
}

TEST(Sweep, EveryDrawHasASeedOfItsOwnForTheCellsOfItsScenario) {
    const SweepFolder folder{"monte_carlo: {runs: 20}\n"};
    const Sweep sweep = folder.read();
    std::set<std::int64_t> seeds;
    for (std::int64_t run = 0; run < sweep.runs(); ++run) {
        seeds.insert(sweep.load(run).scenario.seed);
    }
    EXPECT_EQ(seeds.size(), 20U);
}

TEST(Sweep, ASeedThatIsVariedItselfStays) {
    const SweepFolder folder{"grid: {seed: [3, 4]}\nmonte_carlo: {runs: 2}\n"};
    const Sweep sweep = folder.read();
    EXPECT_EQ(sweep.load(0).scenario.seed, 3);
    EXPECT_EQ(sweep.load(3).scenario.seed, 4);
}

TEST(Sweep, TheSeedIsThatOfTheDrawsOrElseOfTheScenario) {
    const SweepFolder drawn{"monte_carlo: {runs: 2, seed: 4}\n"};
    EXPECT_EQ(drawn.read().seed(), 4);
    EXPECT_EQ(drawn.read({.sets = {}, .seed = 9, .catalogs = {}}).seed(), 9);
    EXPECT_NE(drawn.read().load(0).scenario.seed,
              drawn.read({.sets = {}, .seed = 9, .catalogs = {}}).load(0).scenario.seed);
    const SweepFolder listed{"grid: {bank.soc_pct: [30, 40]}\n"};
    EXPECT_EQ(listed.read({.sets = {}, .seed = 9, .catalogs = {}}).load(1).scenario.seed, 9);
}

TEST(Sweep, SettingsHoldForAllRunsUnlessTheyVary) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30, 40]}\n"};
    const Sweep sweep = folder.read({.sets = {"duration=2 h", "bank.soc_pct=99"}});
    EXPECT_EQ(sweep.load(0).scenario.horizon(), SimTime{7'200'000});
    EXPECT_EQ(sweep.load(0).scenario.bank.soc_pct, 30.0);
}

TEST(Sweep, WholeNumbersAreDrawnWhole) {
    const SweepFolder folder{
        "monte_carlo: {runs: 30, vary: {bank.parallel: {uniform: [1, 4]}, "
        "bms.discharge_floor_pct: {choice: [5, 10]}}}\n"};
    const Sweep sweep = folder.read();
    std::set<int> parallel;
    for (std::int64_t run = 0; run < 30; ++run) {
        parallel.insert(sweep.load(run).scenario.bank.parallel);
    }
    EXPECT_EQ(parallel, (std::set<int>{1, 2, 3, 4}));
}

TEST(Sweep, LessThanOnePercentOfChargeMayBeDrawn) {
    const SweepFolder folder{
        "monte_carlo: {runs: 5, vary: {bank.soc_pct: {uniform: [0.1 %, 0.9 %]}}}\n"};
    const Sweep sweep = folder.read();
    for (std::int64_t run = 0; run < 5; ++run) {
        EXPECT_LT(sweep.load(run).scenario.bank.soc_pct, 0.9);
    }
}

TEST(Sweep, WhatOnlyDoesNotGoTogetherIsNotFoundBeforeTheRun) {
    // A warning below the floor is refused by the scenario, not by the sweep.
    const SweepFolder folder{
        "grid: {bms.low_soc_warning_pct: [10, 30], bms.discharge_floor_pct: [5, 20]}\n"};
    const Sweep sweep = folder.read();
    EXPECT_NO_THROW(sweep.load(0));
    EXPECT_THROW(sweep.load(1), InputError);
    EXPECT_NO_THROW(sweep.load(3));
}

TEST(Sweep, ShowsTheMetricsThatItNamesInTheirOrder) {
    const SweepFolder folder{
        "grid: {bank.soc_pct: [30]}\nshow: [load_unmet_wh, pre_alarm.lead_s]\n"};
    EXPECT_THAT(folder.read().shown(), ElementsAre(Metric::LoadUnmet, Metric::PreAlarmLead));
    EXPECT_THAT(SweepFolder{"grid: {bank.soc_pct: [30]}\n"}.read().shown(), ElementsAre());
}

// Mistakes, each with its place.

TEST(SweepMistakes, AreToldWhereTheyAre) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"grid: {bank.soc_pct: [30]}\ngird: {}\n",
         "sweep.yaml:3:1: gird: unknown key; did you mean grid?"},
        {"grid:\n  devices.lamp.drwas: [1 W]\n",
         "sweep.yaml:3:3: devices.lamp.drwas: unknown key; did you mean draws?"},
        {"grid:\n  devices.lapm.draws: [1 W]\n", "sweep.yaml:3:3: devices.lapm: expected a map"},
        {"grid:\n  bank.soc_pct: [30, 130]\n",
         "sweep.yaml:3:22: bank.soc_pct: must be between 0 % and 100 %, is 130"},
        {"grid:\n  devices.lamp.draws: [1 W, 2]\n",
         "sweep.yaml:3:29: devices.lamp.draws: 2 has no unit; write 2 W"},
        {"grid:\n  bank.soc_pct: []\n", "sweep.yaml:3:17: grid.bank.soc_pct: has no values"},
        {"grid: {}\n", "sweep.yaml:2:7: grid: expected paths of the scenario"},
        {"grid:\n  bank.soc_pct: 30\n",
         "sweep.yaml:3:17: grid.bank.soc_pct: expected a list of values"},
        {"grid:\n  bank.soc_pct: {from: 30, to: 90}\n",
         "sweep.yaml:3:17: grid.bank.soc_pct: expected a list of values"},
        {"grid:\n  bank.soc_pct: {from: 30, to: 90, step: 10, count: 3}\n",
         "sweep.yaml:3:17: grid.bank.soc_pct: expected a list of values"},
        {"grid:\n  bank.soc_pct: {from: 30, to: 90, step: -10}\n",
         "sweep.yaml:3:17: grid.bank.soc_pct: the step does not lead"},
        {"grid:\n  bank.soc_pct: {from: 30, to: 90, step: 0}\n",
         "sweep.yaml:3:17: grid.bank.soc_pct: the step does not lead"},
        {"grid:\n  bank.soc_pct: {from: 30 %, to: 90, step: 10 %}\n",
         "sweep.yaml:3:34: grid.bank.soc_pct.to: from, to and step need the same unit"},
        {"grid:\n  bank.soc_pct: {from: a, to: 90, step: 10}\n",
         "sweep.yaml:3:24: grid.bank.soc_pct.from: \"a\" is not a number"},
        {"grid:\n  bank.soc_pct: {from: 0, to: 100, step: 0.001}\n",
         "sweep.yaml:3:17: grid.bank.soc_pct: has more than 10000 values"},
        {"grid:\n  bank.soc_pct: {from: 0, to: 100, count: 1}\n",
         "sweep.yaml:3:17: grid.bank.soc_pct: count must be"},
        {"grid:\n  devices.lamp.draws: [1 W]\n  devices.lamp.draws_w: [1]\n",
         "sweep.yaml:4:3: devices.lamp.draws_w: is varied twice"},
        {"grid:\n  bank.soc_pct: [30]\nmonte_carlo:\n  runs: 1\n  vary:\n    bank.soc_pct: "
         "{choice: "
         "[1]}\n",
         "sweep.yaml:7:5: bank.soc_pct: is varied twice"},
        {"grid:\n  bank.spread: [{}]\n  bank.spread.soc_pct: [1]\n",
         "sweep.yaml:4:3: bank.spread.soc_pct: is varied, and so is bank.spread"},
        {"zip:\n  bank.soc_pct: [30, 40]\n  duration: [1 h]\n",
         "sweep.yaml:4:13: zip.duration: has 1 values, bank.soc_pct has 2"},
        {"name: nothing\n", "sweep.yaml:1:1: varies nothing"},
        {"monte_carlo: {vary: {bank.soc_pct: {uniform: [1, 2]}}}\n",
         "sweep.yaml:2:14: monte_carlo.runs: is missing"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    bank.soc_pct: {gauss: [1, 2]}\n",
         "sweep.yaml:5:20: monte_carlo.vary.bank.soc_pct.gauss: is no distribution; normal"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    bank.soc_pct: {normal: [50]}\n",
         "sweep.yaml:5:28: monte_carlo.vary.bank.soc_pct.normal: expected [mean, standard"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    bank.soc_pct: {normal: [150, 1]}\n",
         "sweep.yaml:5:29: bank.soc_pct: must be between 0 % and 100 %, is 150"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    bank.soc_pct: {normal: [50, 101]}\n",
         "sweep.yaml:5:33: monte_carlo.vary.bank.soc_pct: the standard deviation must be"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    bank.soc_pct: {normal: [50, 0]}\n",
         "sweep.yaml:5:33: monte_carlo.vary.bank.soc_pct: the standard deviation must be"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    bank.soc_pct: {uniform: [50, 130]}\n",
         "sweep.yaml:5:34: monte_carlo.vary.bank.soc_pct: must be between 0 % and 100 %, is 130"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    bank.soc_pct: {uniform: [50, 40]}\n",
         "sweep.yaml:5:34: monte_carlo.vary.bank.soc_pct: must not be below 50"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    bank.soc_pct: {uniform: [50, 50]}\n",
         "sweep.yaml:5:34: monte_carlo.vary.bank.soc_pct: must be above 50"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    bank.soc_pct: {lognormal: [50, 1]}\n",
         "sweep.yaml:5:36: monte_carlo.vary.bank.soc_pct: the factor must be above 1"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    bank.soc_pct: {lognormal: [0, 2]}\n",
         "sweep.yaml:5:32: monte_carlo.vary.bank.soc_pct: the median must be above 0"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    devices.lamp.draws: {normal: [1 W, 2]}\n",
         "sweep.yaml:5:40: monte_carlo.vary.devices.lamp.draws: 2 has no unit; write 2 W"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    bank.wiring: {uniform: [busbar, diagonal]}\n",
         "sweep.yaml:5:5: bank.wiring: takes no number; only choice can draw it"},
        {"monte_carlo:\n  runs: 9\n  vary:\n    bank.soc_pct: {choice: [50, 150]}\n",
         "sweep.yaml:5:33: bank.soc_pct: must be between 0 % and 100 %, is 150"},
        {"grid: {bank.soc_pct: [30]}\nshow: [charged_ah, load_of_h]\n",
         "sweep.yaml:3:20: show[2]: \"load_of_h\" is no metric; did you mean load_off_h?"},
        {"grid: {bank.soc_pct: [30]}\nshow: [beauty]\n",
         "sweep.yaml:3:8: show[1]: \"beauty\" is no metric; there are: soc_lowest_pct, "
         "soc_end_pct, "},
        {"grid: {bank.soc_pct: [30]}\nshow: [charged_ah, charged_ah]\n",
         "sweep.yaml:3:20: show[2]: charged_ah is there twice"},
        {"grid: {bank.soc_pct: [30]}\nshow: load_off_h\n",
         "sweep.yaml:3:7: show: expected a list of metrics"},
        {"grid: {bank.soc_pct: [30]}\nshow: []\n",
         "sweep.yaml:3:7: show: expected a list of metrics"},
        {"grid:\n  ..soc: [1]\n", "sweep.yaml:3:11: the path has an empty step"},
    };
    for (const auto& [sweep, message] : cases) {
        EXPECT_THAT(SweepFolder{sweep}.error(), HasSubstr(message)) << sweep;
    }
}

TEST(SweepMistakes, AHundredMillionRunsAreTheMost) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30, 40]}\nmonte_carlo: {runs: 50000001}\n"};
    EXPECT_EQ(folder.error(), "sweep.yaml:1:1: makes more than 100 million runs");
    EXPECT_EQ(SweepFolder{"monte_carlo: {runs: 100000000}\n"}.read().runs(), 100'000'000);
}

TEST(SweepMistakes, AScenarioThatIsNotThereIsToldWhereItIsNamedAndIsItsOwnKindOfFault) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30]}\n"};
    folder.write("sweep.yaml", "name: x\nbase: nowhere.yaml\ngrid: {bank.soc_pct: [30]}\n");
    const auto error = error_of([&] { folder.read(); });
    ASSERT_TRUE(error);
    EXPECT_THAT(error->what(), HasSubstr("sweep.yaml:2:7: base: "));
    EXPECT_THAT(error->what(), HasSubstr("nowhere.yaml: cannot be read: No such file"));
    EXPECT_EQ(error->fault(), InputFault::NamedFile);
}

TEST(SweepMistakes, AMistakeInTheScenarioIsToldThere) {
    const SweepFolder folder{"grid: {bank.soc_pct: [30]}\n",
                             std::string{swept_base} + "bakn: {}\n"};
    EXPECT_THAT(folder.error(), HasSubstr("base.yaml:6:1: bakn: unknown key; did you mean bank?"));
}

TEST(SweepMistakes, AScenarioIsTakenForWhatItIs) {
    const SweepFolder folder{""};
    folder.write("sweep.yaml", std::string{swept_base});
    EXPECT_THAT(folder.error(), HasSubstr("bank: is a key of a scenario, which banktwin run runs"));
}

TEST(SweepMistakes, AnythingButAMapIsNoSweep) {
    const SweepFolder folder{""};
    folder.write("sweep.yaml", "- a\n");
    EXPECT_THAT(folder.error(), HasSubstr("sweep.yaml:1:1: expected a sweep"));
    folder.write("sweep.yaml", "");
    EXPECT_THAT(folder.error(), HasSubstr("expected a sweep"));
}

}  // namespace
}  // namespace engine
