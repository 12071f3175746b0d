// From files to a scenario: bases, settings from the command line, catalogues of one's own.

#include "engine/scenario_loader.hpp"
#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string van =
    "name: Van\n"
    "duration: 130 d\n"
    "bank: {battery: lithium_ng_12v8_200ah, soc_pct: 50}\n"
    "bms: {low_soc_warning_pct: 15, discharge_floor_pct: 10}\n"
    "devices:\n"
    "  alarm: {model: constant_current, draws: 35 mA, connected_to: battery}\n"
    "  fridge: {model: constant_power, draws_w: 45, connected_to: load}\n"
    "events: [{at: 10 d, remote: open}]\n"
    "expect: [damage.day > 90]\n";

std::vector<std::string> device_names(const Scenario& scenario) {
    std::vector<std::string> names;
    for (const auto& [name, device] : scenario.devices) {
        names.push_back(name);
    }
    return names;
}

const DeviceEntry& device(const Scenario& scenario, const std::string& wanted) {
    for (const auto& [name, entry] : scenario.devices) {
        if (name == wanted) {
            return entry;
        }
    }
    throw std::out_of_range(wanted);
}

Scenario with_sets(std::vector<std::string> sets) {
    return load_text(van, {.sets = std::move(sets)}).scenario;
}

/// The error of loading the van's file with one more setting.
InputError set_error(const std::string& set) {
    const auto error = error_of([&] { with_sets({set}); });
    return error.value_or(InputError({}, "", ""));
}

// --- extends ---

TEST(Extends, APathCountsFromTheFileThatSaysIt) {
    const Folder folder;
    folder.write("base.yaml", van);
    folder.write("sub/middle.yaml", "extends: ../base.yaml\nname: Middle\n");
    const std::string leaf = folder.write("leaf.yaml", "extends: sub/middle.yaml\nseed: 7\n");
    const Scenario scenario = load_scenario(leaf).scenario;
    EXPECT_EQ(scenario.name, "Middle");
    EXPECT_EQ(scenario.seed, 7);
    EXPECT_EQ(scenario.bank.battery.capacity_ah, 200.0);
    // An absolute path is what it is.
    const std::string absolute =
        folder.write("sub/absolute.yaml", "extends: " + folder.path("base.yaml") + "\n");
    EXPECT_EQ(load_scenario(absolute).scenario.name, "Van");
}

TEST(Extends, MapsMergeDeepAndEverythingElseReplaces) {
    const Folder folder;
    folder.write("base.yaml", van);
    const std::string leaf = folder.write("leaf.yaml",
                                          "extends: base.yaml\n"
                                          "bank: {soc_pct: 80}\n"
                                          "devices:\n"
                                          "  alarm: {connected_to: load}\n"
                                          "  lamp: {model: constant_power, draws: 5 W}\n"
                                          "events: []\n"
                                          "expect: [warning.day > 60, load_off.day > 70]\n");
    const Scenario scenario = load_scenario(leaf).scenario;
    EXPECT_EQ(scenario.bank.soc_pct, 80.0);
    EXPECT_EQ(scenario.bank.battery.capacity_ah, 200.0);
    EXPECT_THAT(device_names(scenario), ElementsAre("alarm", "fridge", "lamp"));
    EXPECT_EQ(device(scenario, "alarm").draws_a, 0.035);
    EXPECT_EQ(device(scenario, "alarm").connected_to, "load");
    EXPECT_TRUE(scenario.events.empty());
    EXPECT_THAT(scenario.expect, ElementsAre("warning.day > 60", "load_off.day > 70"));
}

TEST(Extends, NullRemoves) {
    const Folder folder;
    folder.write("base.yaml", van);
    const std::string leaf = folder.write("leaf.yaml",
                                          "extends: base.yaml\n"
                                          "duration: null\n"
                                          "until: 2026-03-11\n"
                                          "bms: {discharge_floor_pct: ~}\n"
                                          "devices: {fridge: null, nobody: null}\n"
                                          "events:\n");
    const Scenario scenario = load_scenario(leaf).scenario;
    EXPECT_FALSE(scenario.duration);
    EXPECT_EQ(scenario.horizon(), 69 * day);  // 31 + 28 + 10 days from New Year
    // D-11: the standard floor is 10 %; the warning stays as it was written.
    EXPECT_EQ(scenario.bms.settings.get<bms::Setting::DischargeFloor>().count, 100);
    EXPECT_EQ(scenario.bms.settings.get<bms::Setting::LowSocWarning>().count, 150);
    EXPECT_THAT(device_names(scenario), ElementsAre("alarm"));
    EXPECT_TRUE(scenario.events.empty());
}

TEST(Extends, AKeyWithAndWithoutItsUnitIsOneKey) {
    const Folder folder;
    folder.write("base.yaml", van);
    const auto draws_w = [&](const std::string& over) {
        const std::string leaf = folder.write("leaf.yaml", "extends: base.yaml\n" + over);
        return device(load_scenario(leaf).scenario, "fridge").draws_w;
    };
    EXPECT_EQ(draws_w("devices: {fridge: {draws: 60 W}}\n"), 60.0);
    EXPECT_EQ(draws_w("devices: {fridge: {draws_w: 70}}\n"), 70.0);
    const std::string leaf = folder.write("leaf.yaml", "extends: base.yaml\nduration_s: 3600\n");
    EXPECT_EQ(load_scenario(leaf).scenario.horizon(), SimTime{3'600'000});
}

TEST(Extends, SayingBothSpellingsInOneFileIsStillAMistake) {
    const Folder folder;
    folder.write("base.yaml", van);
    for (const char* both : {"draws: 60 W, draws_w: 60", "draws_w: 60, draws: 60 W"}) {
        const std::string leaf = folder.write(
            "leaf.yaml", std::string{"extends: base.yaml\ndevices: {fridge: {"} + both + "}}\n");
        const auto error = error_of([&] { load_scenario(leaf); });
        ASSERT_TRUE(error);
        EXPECT_THAT(error->what(), HasSubstr("given twice"));
        EXPECT_EQ(error->place().line, 2);
    }
}

TEST(Extends, EstimatesAndCurvesAreReplacedAsAWhole) {
    const Folder folder;
    folder.write("base.yaml",
                 "duration: 1 d\n"
                 "bank:\n"
                 "  battery:\n"
                 "    like: lithium_ng_12v8_100ah\n"
                 "    self_discharge: {value: 2 %/month, low: 1 %/month, high: 3 %/month}\n"
                 "    cell: {like: lithium_ng, ocv_charge_v: null,\n"
                 "      ocv_discharge_v: {0: 2.5, 50: 3.2, 100: 3.4}}\n");
    const std::string leaf =
        folder.write("leaf.yaml",
                     "extends: base.yaml\n"
                     "bank:\n"
                     "  battery:\n"
                     "    self_discharge: {value: 5 %/month, source: measured}\n"
                     "    cell: {ocv_discharge_v: {-1: 0, 0: 2.6, 100: 3.5}}\n");
    const BatteryEntry battery = load_scenario(leaf).scenario.bank.battery;
    EXPECT_EQ(battery.self_discharge_pct_per_30d, 5.0);
    EXPECT_THAT(battery.cell.ocv_discharge_v.points,
                ElementsAre(std::pair{-1.0, 0.0}, std::pair{0.0, 2.6}, std::pair{100.0, 3.5}));
}

TEST(Extends, ADeviceMayBeCalledValue) {
    const Folder folder;
    folder.write("base.yaml", van);
    const std::string leaf = folder.write(
        "leaf.yaml", "extends: base.yaml\ndevices: {value: {model: constant_power, draws: 5 W}}\n");
    EXPECT_THAT(device_names(load_scenario(leaf).scenario),
                ElementsAre("alarm", "fridge", "value"));
}

TEST(Extends, ACircleIsAnErrorAndSoIsABaseThatIsNotThere) {
    const Folder folder;
    folder.write("a.yaml", "extends: b.yaml\n");
    folder.write("b.yaml", "extends: a.yaml\n");
    const auto circle = error_of([&] { load_scenario(folder.path("a.yaml")); });
    ASSERT_TRUE(circle);
    EXPECT_EQ(circle->key(), "extends");
    EXPECT_THAT(circle->message(), HasSubstr("circle"));
    EXPECT_EQ(circle->fault(), InputFault::NamedFile);

    const std::string self = folder.write("self.yaml", "extends: self.yaml\n");
    EXPECT_THAT(error_of([&] { load_scenario(self); })->message(), HasSubstr("circle"));

    const std::string lost = folder.write("lost.yaml", "extends: nowhere.yaml\n");
    const auto missing = error_of([&] { load_scenario(lost); });
    ASSERT_TRUE(missing);
    EXPECT_EQ(missing->place().file, folder.path("nowhere.yaml"));
    EXPECT_EQ(missing->fault(), InputFault::NamedFile);
}

TEST(Extends, SixteenBasesAreEnough) {
    const Folder folder;
    folder.write("0.yaml", van);
    for (int i = 1; i <= 17; ++i) {
        folder.write(std::to_string(i) + ".yaml", "extends: " + std::to_string(i - 1) +
                                                      ".yaml\nseed: " + std::to_string(i) + "\n");
    }
    EXPECT_EQ(load_scenario(folder.path("16.yaml")).scenario.seed, 16);
    error_of([&] { load_scenario(folder.path("17.yaml")); });
}

TEST(Extends, AMistakeIsPlacedInTheFileThatMakesIt) {
    const Folder folder;
    const std::string base = folder.write("base.yaml", van + "seed: -3\n");
    const std::string leaf = folder.write("leaf.yaml", "extends: base.yaml\nname: Leaf\n");
    const auto in_base = error_of([&] { load_scenario(leaf); });
    ASSERT_TRUE(in_base);
    EXPECT_EQ(in_base->place().file, base);
    EXPECT_EQ(in_base->place().line, 10);
    EXPECT_EQ(in_base->fault(), InputFault::NamedFile);

    folder.write("base.yaml", van);
    const std::string wrong = folder.write("leaf.yaml", "extends: base.yaml\nseed: -3\n");
    const auto in_leaf = error_of([&] { load_scenario(wrong); });
    ASSERT_TRUE(in_leaf);
    EXPECT_EQ(in_leaf->place().file, leaf);
    EXPECT_EQ(in_leaf->place().line, 2);
    EXPECT_EQ(in_leaf->fault(), InputFault::Scenario);
}

// --- precedence ---

// What a person would write, with everything that a catalogue can supply left to it.
TEST(Loader, ReadsASystemInPlainWords) {
    const LoadedScenario loaded =
        load_text(R"(name: Campervan laid up in the sun, alarm wired to the battery
start: 2026-11-01
duration: 130 d
seed: 7
weather: {synthetic: {latitude_deg: 59}}
bank:
  battery: lithium_ng_12v8_200ah
  series: 1
  parallel: 2
  wiring: diagonal
  link_resistance: 0.5 mOhm
  soc_pct: 50
  spread: {capacity_pct: 1, resistance_pct: 10, soc_pct: 0.5}
bms: {low_soc_warning_pct: 15, discharge_floor_pct: 10}
devices:
  alarm: {model: constant_current, draws: 35 mA, connected_to: battery}
  protect: {model: smart_battery_protect_65, connected_to: battery, switched_by: load, through: direct}
  fridge: {model: constant_power, draws: 45 W, on_for: 30 min, every: 90 min, connected_to: protect}
  lights: {model: constant_power, draws: 12 W, from: '18:30', to: '22:00', connected_to: protect}
  solar: {model: smartsolar_75_15, panel: 200 W, switched_by: charger, through: ve_direct_non_inverting}
events:
  - {at: 10 d, remote: open}
expect:
  - damage.day > 90
  - pre_alarm.lead_s >= 30
)");
    const Scenario& scenario = loaded.scenario;
    EXPECT_EQ(scenario.weather->place()->latitude_deg, 59.0);
    EXPECT_EQ(scenario.bank.parallel, 2);
    EXPECT_EQ(scenario.devices.size(), 5U);
    EXPECT_EQ(device(scenario, "lights").connected_to, "protect");
    EXPECT_EQ(loaded.expectations.size(), 2U);
}

TEST(Loader, SettingsStandAboveTheFileAndTheFileAboveItsBase) {
    const Folder folder;
    folder.write("base.yaml", van + "seed: 1\nrecord: bank\nutc_offset: '+01:00'\n");
    const std::string leaf =
        folder.write("leaf.yaml", "extends: base.yaml\nseed: 2\nrecord: battery\n");
    const LoadedScenario loaded = load_scenario(leaf, {.sets = {"seed=3", "seed=4"}});
    EXPECT_EQ(loaded.scenario.seed, 4);
    EXPECT_EQ(loaded.scenario.record, RecordLevel::Battery);
    EXPECT_EQ(loaded.scenario.utc_offset, std::chrono::minutes{60});

    EXPECT_EQ(loaded.provenance.at("seed").source->author, Author::CommandLine);
    EXPECT_EQ(loaded.provenance.at("record").source->name, leaf);
    EXPECT_EQ(loaded.provenance.at("record").line, 3);
    EXPECT_EQ(loaded.provenance.at("utc_offset").source->name, folder.path("base.yaml"));
    EXPECT_EQ(loaded.provenance.at("bms.draws_on_a").source->author, Author::ShippedCatalog);
    EXPECT_FALSE(loaded.provenance.contains("start"));

    EXPECT_EQ(load_scenario(leaf, {.sets = {"seed=3"}, .seed = 5}).scenario.seed, 5);
    EXPECT_THAT(what_of(van, {.seed = -1}), HasSubstr("seed"));
}

// --- --set ---

TEST(Set, AnyPathMayBeSet) {
    const Scenario scenario = with_sets({"devices.fridge.draws=60W", "bank.soc_pct=90",
                                         "bms.remote=off", "ambient.daily_amplitude=4 degC",
                                         "devices.alarm.from='18:00'", "devices.alarm.to='20:00'"});
    EXPECT_EQ(device(scenario, "fridge").draws_w, 60.0);
    EXPECT_EQ(scenario.bank.soc_pct, 90.0);
    EXPECT_EQ(scenario.bms.remote.wired, RemoteEntry::Wired::Open);
    EXPECT_EQ(scenario.ambient.daily_amplitude_degc, 4.0);
    EXPECT_EQ(device(scenario, "alarm").from->since_midnight, SimTime{std::chrono::hours{18}});
}

TEST(Set, AValueIsYamlMapsListsAndNullsIncluded) {
    const Scenario scenario =
        with_sets({"devices.lamp={model: constant_power, draws: 5 W}", "devices.alarm=null",
                   "expect=[warning.day > 1]", "bms={low_soc_warning_pct: 30, remote: {low_v: 2}}",
                   "events=", "name=a=b"});
    EXPECT_THAT(device_names(scenario), ElementsAre("fridge", "lamp"));
    EXPECT_THAT(scenario.expect, ElementsAre("warning.day > 1"));
    EXPECT_EQ(scenario.bms.settings.get<bms::Setting::LowSocWarning>().count, 300);
    EXPECT_EQ(scenario.bms.settings.get<bms::Setting::DischargeFloor>().count, 100);
    EXPECT_EQ(scenario.bms.remote.low_v, 2.0);
    EXPECT_TRUE(scenario.events.empty());
    EXPECT_EQ(scenario.name, "a=b");
}

TEST(Set, APathGoesOnBelowTheNameOfACatalogueEntry) {
    const Scenario scenario =
        with_sets({"bank.battery.capacity_ah=180", "bank.enclosure=indoors",
                   "bank.enclosure.heated_to=12 degC", "bank.battery.cell.rc1=40 s"});
    EXPECT_EQ(scenario.bank.battery.capacity_ah, 180.0);
    EXPECT_EQ(scenario.bank.battery.cells, 4);
    EXPECT_EQ(scenario.bank.enclosure.heated_to_degc, 12.0);
    EXPECT_TRUE(scenario.bank.enclosure.loses_w_per_k.has_value());
    EXPECT_EQ(scenario.bank.battery.cell.rc1_s, 40.0);
    EXPECT_FALSE(scenario.bank.battery.cell.ocv_discharge_v.points.empty());
}

TEST(Set, WhatCannotBeSetIsSaidSo) {
    EXPECT_THAT(set_error("bnak.soc_pct=5").message(), HasSubstr("did you mean bank?"));
    EXPECT_THAT(set_error("bank.soc=5").message(), HasSubstr("has no unit"));
    EXPECT_THAT(set_error("devices.fridge.drows=5W").message(), HasSubstr("did you mean draws"));
    EXPECT_EQ(set_error("devices.fridge.drows=5W").key(), "devices.fridge.drows");
    EXPECT_THAT(set_error("devices.fridg.draws=5W").message(), HasSubstr("did you mean fridge?"));
    EXPECT_THAT(set_error("bank.soc_pct=150").message(), HasSubstr("between 0 %"));
    EXPECT_THAT(set_error("bank.soc_pct.low=15").what(), HasSubstr("bank.soc_pct"));
    EXPECT_THAT(set_error("bank.soc_pct=[1").what(), HasSubstr("not YAML"));
    EXPECT_THAT(set_error("seed").message(), HasSubstr("path=value"));
    EXPECT_THAT(set_error("").message(), HasSubstr("path=value"));
    EXPECT_THAT(set_error("=5").message(), HasSubstr("path=value"));
    for (const char* path : {".seed=5", "seed.=5", "bank..soc_pct=5", ".=5", "..=5", "a.b..c=5"}) {
        EXPECT_THAT(set_error(path).message(), HasSubstr("empty step")) << path;
    }
    EXPECT_EQ(set_error("bank.soc_pct=150").fault(), InputFault::Scenario);
    // Named whole: an argument has no lines.
    EXPECT_THAT(set_error("bank.soc_pct=150").what(),
                StartsWith("--set bank.soc_pct=150: bank.soc_pct: "));
    EXPECT_THAT(set_error("bank.soc_pct=[1").what(), StartsWith("--set bank.soc_pct=[1: not YAML"));
}

// They are read before anything is set.
TEST(Set, TheFilesOfAScenarioAreNamedInItAlone) {
    const InputError catalog = set_error("catalog=[mine.yaml]");
    EXPECT_EQ(catalog.key(), "catalog");
    EXPECT_THAT(catalog.message(),
                HasSubstr("name the files in the scenario, catalog: [mine.yaml]"));
    EXPECT_THAT(set_error("catalog=mine.yaml").message(), HasSubstr("cannot be set"));
    EXPECT_THAT(set_error("extends=base.yaml").message(), HasSubstr("write extends: base.yaml"));
}

TEST(Set, APathOf20000StepsIsAnErrorAndNoCrash) {
    std::string path = "a";
    for (int i = 0; i < 20'000; ++i) {
        path += ".a";
    }
    EXPECT_THAT(set_error(path + "=1").message(), HasSubstr("64 steps"));
}

// --- catalogues ---

const std::string own_catalog =
    "batteries:\n"
    "  mine: {like: lithium_ng_12v8_200ah, capacity_ah: 180, name: Mine}\n"
    "  mine_too: {like: mine, cell: my_cell, capacity_ah: 170}\n"
    "cells:\n"
    "  my_cell:\n"
    "    like: lithium_ng\n"
    "    ocv_discharge_v: {0: 2.4, 50: 3.25, 100: 3.6}\n"
    "    ocv_charge_v: null\n"
    "devices:\n"
    "  pump: {like: constant_power, draws: 60 W, on_for: 3 min, every: 4 h}\n"
    "bms:\n"
    "  thirsty: {like: smallbms_ng, draws_on: 9 mA}\n";

TEST(UserCatalog, ItsEntriesAreAsGoodAsTheShippedOnes) {
    const Folder folder;
    folder.write("mine.yaml", own_catalog);
    const std::string file = folder.write("sub/x.yaml",
                                          "duration: 1 d\n"
                                          "catalog: [../mine.yaml]\n"
                                          "bank: {battery: mine}\n"
                                          "bms: {model: thirsty}\n"
                                          "devices: {pump: {model: pump, connected_to: load}}\n");
    const LoadedScenario loaded = load_scenario(file);
    EXPECT_EQ(loaded.scenario.bank.battery.capacity_ah, 180.0);
    EXPECT_EQ(loaded.scenario.bank.battery.discharge_continuous_a, 200.0);
    EXPECT_EQ(loaded.scenario.bms.draws_on_a, 0.009);
    EXPECT_EQ(loaded.scenario.bms.draws_low_cell_a, 0.0012);
    EXPECT_EQ(device(loaded.scenario, "pump").draws_w, 60.0);
    EXPECT_EQ(loaded.provenance.at("bank.battery.capacity_ah").source->author, Author::UserCatalog);

    EXPECT_NE(loaded.catalog_hash, load_text(van).catalog_hash);
    const LoadedScenario by_option = load_text("duration: 1 d\nbank: {battery: mine}\n",
                                               {.catalogs = {folder.path("mine.yaml")}});
    EXPECT_EQ(by_option.scenario.bank.battery.name, "Mine");
    EXPECT_EQ(by_option.catalog_hash, loaded.catalog_hash);
}

TEST(UserCatalog, ACellNamedByABatteryReplacesTheOneItWouldInherit) {
    const Folder folder;
    folder.write("mine.yaml", own_catalog);
    const LoadOptions options{.catalogs = {folder.path("mine.yaml")}};
    const auto ocv = [&](const std::string& battery) {
        return load_text("duration: 1 d\nbank: {battery: " + battery + "}\n", options)
            .scenario.bank.battery.cell.ocv_discharge_v.points;
    };
    const auto mine =
        ElementsAre(std::pair{0.0, 2.4}, std::pair{50.0, 3.25}, std::pair{100.0, 3.6});
    EXPECT_THAT(ocv("mine_too"), mine);
    EXPECT_THAT(ocv("{like: lithium_ng_12v8_200ah, cell: my_cell}"), mine);
    EXPECT_THAT(ocv("{like: lithium_ng_12v8_200ah, cell: {like: my_cell, rc1: 30 s}}"), mine);
    EXPECT_THAT(ocv("{like: lithium_ng_12v8_200ah, cell: {rc1: 30 s}}"), Not(mine));
}

TEST(UserCatalog, LikeMayChainButNotRunInACircle) {
    const Folder folder;
    std::string chain = "batteries:\n  b0: {like: lithium_ng_12v8_100ah, capacity_ah: 50}\n";
    for (int i = 1; i <= 10; ++i) {
        chain += "  b" + std::to_string(i) + ": {like: b" + std::to_string(i - 1) +
                 ", name: number " + std::to_string(i) + "}\n";
    }
    folder.write("chain.yaml", chain);
    const Scenario scenario = load_text("duration: 1 d\nbank: {battery: b10}\n",
                                        {.catalogs = {folder.path("chain.yaml")}})
                                  .scenario;
    EXPECT_EQ(scenario.bank.battery.capacity_ah, 50.0);
    EXPECT_EQ(scenario.bank.battery.name, "number 10");

    folder.write("circle.yaml", "batteries:\n  a: {like: b}\n  b: {like: a}\n  c: {like: c}\n");
    for (const char* name : {"a", "b", "c"}) {
        const auto error = error_of([&] {
            load_text("duration: 1 d\nbank: {battery: " + std::string{name} + "}\n",
                      {.catalogs = {folder.path("circle.yaml")}});
        });
        ASSERT_TRUE(error);
        EXPECT_THAT(error->message(), HasSubstr("like itself"));
        EXPECT_EQ(error->fault(), InputFault::NamedFile);
    }
}

TEST(UserCatalog, ItsMistakesAreTheNamedFilesOwn) {
    const Folder folder;
    const auto error_with = [&](const std::string& catalog, const std::string& battery) {
        folder.write("mine.yaml", catalog);
        const std::string file = folder.write(
            "x.yaml", "duration: 1 d\ncatalog: [mine.yaml]\nbank: {battery: " + battery + "}\n");
        const auto error = error_of([&] { load_scenario(file); });
        return error.value_or(InputError({}, "", ""));
    };
    const std::string mine = folder.path("mine.yaml");
    const auto taken = error_with("batteries:\n  lithium_ng_12v8_200ah: {capacity_ah: 1}\n", "x");
    EXPECT_THAT(taken.message(), HasSubstr("take another name"));
    const auto value =
        error_with("batteries:\n  x: {like: lithium_ng_12v8_200ah,\n      capacity_ah: -1}\n", "x");
    EXPECT_THAT(value.message(), HasSubstr("between 0.1 Ah"));
    EXPECT_EQ(value.place().line, 3);
    const auto unknown = error_with("batteries:\n  x: {like: lithium_ng_12v8_20ah}\n", "x");
    EXPECT_THAT(unknown.message(), HasSubstr("did you mean lithium_ng_12v8_200ah?"));
    const auto section = error_with("bateries: {}\n", "x");
    EXPECT_EQ(section.key(), "bateries");
    const auto shape = error_with("batteries: [x]\n", "x");
    EXPECT_THAT(shape.message(), HasSubstr("map by name"));
    const auto entry = error_with("batteries: {x: 5}\n", "x");
    EXPECT_EQ(entry.key(), "batteries.x");
    const auto list = error_with("- x\n", "x");
    const auto broken = error_with("batteries: {\n", "x");
    for (const InputError& error : {taken, value, unknown, section, shape, entry, list, broken}) {
        EXPECT_EQ(error.place().file, mine) << error.what();
        EXPECT_EQ(error.fault(), InputFault::NamedFile) << error.what();
    }
    // What is wrong in the scenario itself stays the scenario's.
    const auto own = error_with("batteries:\n  x: {like: lithium_ng_12v8_200ah}\n", "y");
    EXPECT_EQ(own.fault(), InputFault::Scenario);
    EXPECT_EQ(own.place().file, folder.path("x.yaml"));
    // An empty catalogue has nothing wrong with it.
    EXPECT_EQ(error_with("", "y").fault(), InputFault::Scenario);
}

TEST(UserCatalog, AFileThatIsNotThereIsTheNamedFilesFault) {
    const auto error = error_of([] { load_text(van + "catalog: [nowhere.yaml]\n"); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->place().file, "nowhere.yaml");
    EXPECT_EQ(error->fault(), InputFault::NamedFile);
}

TEST(UserCatalog, AFolderIsReadByNameAndOnlyItsYaml) {
    const Folder folder;
    folder.write("b.yaml", "");
    folder.write("a.yaml", "");
    folder.write("notes.txt", "");
    folder.write("c.yaml.bak", "");
    EXPECT_THAT(catalog_files_in(folder.path("")),
                ElementsAre(folder.path("a.yaml"), folder.path("b.yaml")));
    EXPECT_TRUE(catalog_files_in(folder.path("nowhere")).empty());
}

TEST(UserCatalog, ABatteryInTheScenarioBuildsOnAnEntry) {
    const Scenario scenario = load_text(
                                  "duration: 1 d\n"
                                  "bank:\n"
                                  "  battery: {like: lithium_ng_25v6_200ah, capacity_ah: 150}\n")
                                  .scenario;
    EXPECT_EQ(scenario.bank.battery.capacity_ah, 150.0);
    EXPECT_EQ(scenario.bank.battery.cells, 8);
    // D-11, D-14, R-SUP-1: nothing said, so the standard values stand.
    EXPECT_EQ(scenario.bms.draws_on_a, 0.003);
    EXPECT_EQ(scenario.bms.remote.wired, RemoteEntry::Wired::Joined);
}

TEST(Loader, TheTextHasItsNameInMessages) {
    const auto error = error_of([] { load_scenario_text("seed: x\n", "standard input"); });
    ASSERT_TRUE(error);
    EXPECT_THAT(error->what(), HasSubstr("standard input:1:7: seed: "));
}

}  // namespace
}  // namespace engine
