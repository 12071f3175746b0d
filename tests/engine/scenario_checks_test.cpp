// Values that are right one by one and wrong together.

#include "engine/scenario_checks.hpp"

#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::HasSubstr;

bool is_accepted(const Scenario& scenario) {
    static const Node root = parse_yaml("bank: {}\nbms: {}\n", std::make_shared<Source>());
    try {
        check_scenario(scenario, root);
        return true;
    } catch (const InputError&) {
        return false;
    }
}

struct Kind {
    const char* battery;
    int nominal_v;  // of the system it makes alone: 12, 24, 48
    int most;       // R-BAT-2
};
constexpr Kind kinds[] = {
    {"lithium_ng_12v8_100ah", 12, 50}, {"lithium_ng_12v8_150ah", 12, 50},
    {"lithium_ng_12v8_200ah", 12, 50}, {"lithium_ng_12v8_300ah", 12, 50},
    {"lithium_ng_25v6_100ah", 24, 50}, {"lithium_ng_25v6_200ah", 24, 50},
    {"lithium_ng_25v6_300ah", 24, 50}, {"lithium_ng_51v2_100ah", 48, 25},
};

// R-BAT-2: 12, 24 and 48 V; at most 50 batteries of 12.8 or 25.6 V, at most 25 of 51.2 V.
TEST(ScenarioChecks, ExactlyTheBanksOfTheManualAreAccepted) {
    for (const Kind& kind : kinds) {
        Scenario scenario =
            load_text(std::string{"duration: 1 d\nbank: {battery: "} + kind.battery + "}\n")
                .scenario;
        for (int series = 1; series <= 4; ++series) {
            for (int parallel = 1; parallel <= 50; ++parallel) {
                scenario.bank.series = series;
                scenario.bank.parallel = parallel;
                const int system_v = kind.nominal_v * series;
                const bool allowed = (system_v == 12 || system_v == 24 || system_v == 48) &&
                                     series * parallel <= kind.most;
                ASSERT_EQ(is_accepted(scenario), allowed)
                    << kind.battery << " " << series << "s" << parallel << "p";
            }
        }
    }
}

// R-BAT-2: energy up to 192 / 384 / 128 kWh.
TEST(ScenarioChecks, TheLargestBanksHoldWhatTheManualSays) {
    const auto energy_kwh = [](const char* battery, int parallel) {
        const Scenario scenario =
            load_text(std::string{"duration: 1 d\nbank: {battery: "} + battery +
                      ", parallel: " + std::to_string(parallel) + "}\n")
                .scenario;
        return scenario.bank.battery.nominal_voltage_v * scenario.bank.battery.capacity_ah *
               scenario.bank.parallel / 1000.0;
    };
    EXPECT_DOUBLE_EQ(energy_kwh("lithium_ng_12v8_300ah", 50), 192.0);
    EXPECT_DOUBLE_EQ(energy_kwh("lithium_ng_25v6_300ah", 50), 384.0);
    EXPECT_DOUBLE_EQ(energy_kwh("lithium_ng_51v2_100ah", 25), 128.0);
}

// R-BAT-2
TEST(ScenarioChecks, ARefusedBankIsToldWhatIsWrongWithIt) {
    const auto message = [](const std::string& bank) {
        return what_of("duration: 1 d\nbank: {battery: " + bank + "}\n");
    };
    EXPECT_THAT(message("lithium_ng_12v8_100ah, parallel: 51"),
                HasSubstr("too many batteries: 51 batteries (1 in series × 51 in parallel); one "
                          "BMS has at most 50 of these (R-BAT-2, manual §2.1)"));
    EXPECT_THAT(message("lithium_ng_12v8_100ah, series: 2, parallel: 26"),
                HasSubstr("52 batteries (2 in series × 26 in parallel); one BMS has at most 50"));
    EXPECT_THAT(message("lithium_ng_51v2_100ah, parallel: 26"), HasSubstr("at most 25"));
    EXPECT_THAT(message("lithium_ng_12v8_100ah, series: 3"),
                HasSubstr("3 × 12.8 V is no system voltage; 12, 24 and 48 V are"));
    EXPECT_THAT(message("lithium_ng_25v6_100ah, series: 4"), HasSubstr("no system voltage"));
    EXPECT_THAT(message("lithium_ng_51v2_100ah, series: 2"), HasSubstr("no system voltage"));
    EXPECT_THAT(message("lithium_ng_12v8_100ah, series: 5"), HasSubstr("between 1 and 4"));
    EXPECT_THAT(message("lithium_ng_12v8_100ah, series: 0"), HasSubstr("between 1 and 4"));
    // A bank has one kind of battery; two cannot even be said.
    EXPECT_THAT(message("[lithium_ng_12v8_100ah, lithium_ng_12v8_200ah]"),
                HasSubstr("bank.battery"));
}

TEST(ScenarioChecks, SettingsInTheWrongOrderNameBothAndBlameTheOneThatWasWritten) {
    const auto error = [](const std::string& bms) {
        const auto found = error_of([&] {
            load_text("duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah}\nbms: {" + bms +
                      "}\n");
        });
        return found.value_or(InputError({}, "", ""));
    };
    // D-11: the standard warning is 20 %, the standard floor 10 %.
    EXPECT_EQ(error("discharge_floor_pct: 25").key(), "bms.discharge_floor_pct");
    EXPECT_THAT(error("discharge_floor_pct: 25").message(),
                HasSubstr("discharge_floor_pct (25) must be below low_soc_warning_pct (20)"));
    EXPECT_EQ(error("low_soc_warning_pct: 5").key(), "bms.low_soc_warning_pct");
    EXPECT_EQ(error("low_soc_warning: 5 %").key(), "bms.low_soc_warning_pct");
    // D-4: low cell 2.80 V below pre-alarm 3.10 V, which may be set from 2.85 V.
    EXPECT_THAT(error("pre_alarm_cell_v: 2.9, low_cell_v: 2.95").message(),
                HasSubstr("low_cell_v (2.95) must be below pre_alarm_cell_v (2.9)"));
    // D-6: off below 5 °C, back at 6 °C.
    EXPECT_EQ(error("charge_coldest_degc: 7").key(), "bms.charge_coldest_degc");
    EXPECT_EQ(error("high_cell_clear_v: 3.8").key(), "bms.high_cell_clear_v");
}

TEST(ScenarioChecks, WhatDoesNotGoWithTheCatalogueIsTheScenariosMistake) {
    for (const auto& [text, key] : std::vector<std::pair<std::string, std::string>>{
             {"bank: {battery: lithium_ng_12v8_100ah}\nbms: {supply_dies_below_v: 9}\n",
              "bms.supply_dies_below_v"},
             {"bank: {battery: {like: lithium_ng_12v8_100ah, charge_voltage_highest_v: 13}}\n",
              "bank.battery.charge_voltage_highest_v"},
             {"bank: {battery: {like: lithium_ng_12v8_100ah, cells: 8}}\n", "bank.battery.cells"},
             {"bank: {battery: lithium_ng_12v8_100ah}\ndevices: {a: {model: constant_current, "
              "draws: 1 A, cuts_out_below_per_cell: 2.9 V}}\n",
              "devices.a.cuts_out_below_per_cell_v"}}) {
        const auto error = error_of([&, &rest = text] { load_text("duration: 1 d\n" + rest); });
        ASSERT_TRUE(error);
        EXPECT_EQ(error->key(), key);
        EXPECT_EQ(error->place().file, "test.yaml") << error->what();
        EXPECT_EQ(error->fault(), InputFault::Scenario) << error->what();
    }
}

TEST(ScenarioChecks, ZeroTurnsAFloorOrAWarningOff) {
    for (const char* bms : {"{discharge_floor_pct: 0}", "{low_soc_warning_pct: 0}",
                            "{low_soc_warning_pct: 0, discharge_floor_pct: 0}",
                            "{discharge_floor_pct: 0, low_soc_warning_pct: 1}"}) {
        EXPECT_NO_THROW(load_text("duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah}\nbms: " +
                                  std::string{bms} + "\n"))
            << bms;
    }
}

TEST(ScenarioChecks, ACurveRunsFromEmptyToFullOnItsGridAndRises) {
    const auto accepts = [](const std::string& key, const std::string& points) {
        try {
            load_text(
                "duration: 1 d\nbank: {battery: {like: lithium_ng_12v8_100ah, cell: {like: "
                "lithium_ng, " +
                key + ": {" + points + "}}}}\n");
            return true;
        } catch (const InputError&) {
            return false;
        }
    };
    const auto one_branch = [&](const std::string& points) {
        return accepts("ocv_charge_v: null, ocv_discharge_v", points);
    };
    EXPECT_TRUE(one_branch("0: 2.5, 100: 3.5"));
    EXPECT_TRUE(one_branch("-0.5: 2.0, 0: 2.5, 0.5: 2.6, 99.5: 3.4, 100: 3.5, 101: 4"));
    EXPECT_FALSE(one_branch("0: 2.5, 0.25: 2.6, 100: 3.5"));  // off the grid of 0.5 %
    EXPECT_FALSE(one_branch("0: 2.5, 50: 2.5, 100: 3.5"));    // level
    EXPECT_FALSE(one_branch("0: 2.5, 50: 3.4, 100: 3.3"));    // falling
    EXPECT_FALSE(one_branch("0.5: 2.5, 100: 3.5"));           // not from empty
    EXPECT_FALSE(one_branch("0: 2.5, 99.5: 3.5"));            // not to full
    EXPECT_FALSE(one_branch("0: 2.5, 100: 3.5, 1000: 40"));   // far beyond
    EXPECT_TRUE(accepts("ocv_discharge_v: {-1: 0, 0: 2.5, 100: 3.5}, ocv_charge_v",
                        "-1: 1, 0: 2.8, 3: 3.3, 100: 4"));
    EXPECT_FALSE(accepts("ocv_charge_v", "0: 2.6, 50: 3.2, 100: 4"));  // below the discharge branch
    // Whoever replaces one branch alone hears what to do about the other.
    const auto error = error_of([] {
        load_text(
            "duration: 1 d\nbank: {battery: {like: lithium_ng_12v8_100ah, cell: {like: "
            "lithium_ng, ocv_discharge_v: {0: 2.5, 50: 3.4, 100: 3.6}}}}\n");
    });
    ASSERT_TRUE(error);
    EXPECT_NE(std::string{error->what()}.find("ocv_charge_v: null"), std::string::npos)
        << error->what();
    // The others may do as they like between their ends.
    EXPECT_TRUE(accepts("resistance_factor", "0: 1.3, 50: 1, 100: 1.2"));
    EXPECT_FALSE(accepts("resistance_factor", "0: 1.3, 50: 0, 100: 1.2"));
    EXPECT_FALSE(accepts("resistance_factor", "0: 1.3, 50: 1"));
    // 1 at 50 %, written or between the points: there it is what the others count against.
    EXPECT_FALSE(accepts("resistance_factor", "0: 1.3, 50: 1.2, 100: 1.2"));
    EXPECT_FALSE(accepts("resistance_factor", "0: 1.2, 100: 1.1"));
    EXPECT_TRUE(accepts("resistance_factor", "0: 1.2, 100: 0.8"));
    EXPECT_TRUE(accepts("entropic_v_per_k", "0: -0.0005, 50: 0.0001, 100: -0.0001"));
    EXPECT_FALSE(accepts("entropic_v_per_k", "0: -0.0005, 33: 0.0001"));
}

TEST(ScenarioChecks, OneNumberIsALevelCurve) {
    const LoadedScenario loaded = load_text(
        "duration: 1 d\nbank: {battery: {like: lithium_ng_12v8_100ah, cell: {like: lithium_ng, "
        "rc1_factor: {value: 0.4, low: 0.2, high: 0.8, source: assumed}, rc2_factor: 0.3}}}\n");
    const CellEntry& cell = loaded.scenario.bank.battery.cell;
    EXPECT_EQ(cell.rc1_factor.points, (std::vector<std::pair<double, double>>{{0.0, 0.4}}));
    EXPECT_EQ(cell.rc2_factor.points, (std::vector<std::pair<double, double>>{{0.0, 0.3}}));
    EXPECT_EQ(loaded.provenance.at("bank.battery.cell.rc1_factor").estimate->low, 0.2);
}

// D-14: what a battery measures reaches the BMS in whole milliamperes, millivolts and 0.1 °C.
TEST(ScenarioChecks, ResolutionsAreWholeStepsOfTheBms) {
    const auto accepts = [](const std::string& bank) {
        try {
            load_text("duration: 1 d\nbank: " + bank + "\n");
            return true;
        } catch (const InputError&) {
            return false;
        }
    };
    const auto battery = [](const std::string& entry) {
        return "{battery: {like: lithium_ng_12v8_100ah, " + entry + "}}";
    };
    EXPECT_TRUE(accepts(battery("current_resolution: 37 mA")));
    EXPECT_FALSE(accepts(battery("current_resolution: 1.5 mA")));
    EXPECT_TRUE(accepts(battery("voltage_resolution: 7 mV")));
    EXPECT_FALSE(accepts(battery("voltage_resolution: 2.5 mV")));
    EXPECT_TRUE(accepts(battery("firmware_version: 2.07")));
    EXPECT_FALSE(accepts(battery("firmware_version: 2.075")));
    EXPECT_TRUE(accepts(battery("temperature_resolution: 0.3 degC")));
    EXPECT_FALSE(accepts(battery("temperature_resolution: 0.25 degC")));
    EXPECT_TRUE(accepts("{battery: lithium_ng_12v8_100ah, current_resolution: 1 mA}"));
    EXPECT_FALSE(accepts("{battery: lithium_ng_12v8_100ah, current_resolution: 1.5 mA}"));
}

struct WrongBank {
    std::string device;
    const char* battery;
    const char* says;
};

// Its name says for which voltage it is made: facts/domain.md §3.2, §3.3 and §3.4.
TEST(ScenarioChecks, RefuseADeviceOnABankOfAVoltageItIsNotMadeFor) {
    constexpr const char* v12 = "lithium_ng_12v8_100ah";
    constexpr const char* v24 = "lithium_ng_25v6_100ah";
    constexpr const char* v48 = "lithium_ng_51v2_100ah";
    const std::string lead =
        "}\n  lead: {model: lead_battery_12v, connected_to: it, capacity: 70 Ah";
    const std::string lead_24v =
        "}\n  lead: {model: lead_battery_24v, connected_to: it, capacity: 70 Ah";
    for (const WrongBank& wrong : {
             WrongBank{"inverter_ve_direct_24_375, supplies: 1 W", v12, "of 24 V at least"},
             WrongBank{"inverter_ve_direct_48_375, supplies: 1 W", v24, "of 48 V at least"},
             WrongBank{"phoenix_smart_ip43_12_30", v24, "for 17 V at most"},
             WrongBank{"phoenix_smart_ip43_24_16", v12, "of 24 V at least"},
             WrongBank{"skylla_tg_24_50", v12, "of 24 V at least"},
             WrongBank{"skylla_ip44_12_60", v24, "for 17 V at most"},
             WrongBank{"skylla_ip44_24_30", v48, "for 34 V at most"},
             WrongBank{"smartsolar_75_15, panel: 100 W", v48, "for 34 V at most"},
             WrongBank{"orion_tr_smart_12_12_30" + lead, v24, "for 17 V at most"},
             WrongBank{"orion_tr_smart_12_24_10" + lead, v12, "of 24 V at least"},
             WrongBank{"orion_tr_smart_12_12_30" + lead_24v, v12,
                       "is made for a starter battery of 12 V; the one behind it has 25.5 V"},
             WrongBank{"orion_tr_smart_24_12_20" + lead, v12,
                       "is made for a starter battery of 24 V; the one behind it has 12.75 V"},
             WrongBank{"orion_tr_smart_24_24_12" + lead, v24,
                       "is made for a starter battery of 24 V; the one behind it has 12.75 V"},
             WrongBank{"cyrix_li_ct_120" + lead, v24, "a DC-DC converter goes between them"},
             WrongBank{"cyrix_li_ct_120" + lead + ", full: 51 V", v48, "for 34 V at most"},
         }) {
        SCOPED_TRACE(wrong.device);
        const auto error = error_of([&] {
            load_text("duration: 1 d\nweather: {synthetic: piedmont}\nbank: {battery: " +
                      std::string{wrong.battery} +
                      ", soc_pct: 50}\ndevices:\n  it: {model: " + wrong.device + "}\n");
        });
        ASSERT_TRUE(error);
        EXPECT_EQ(error->key(), "devices.it");
        EXPECT_EQ(error->place().line, 5);
        EXPECT_EQ(error->place().column, 7);
        EXPECT_THAT(error->message(), HasSubstr(wrong.says));
    }
}

/// An Orion between a bank of 24 V and a starter battery of 12 V, and what else hangs there.
std::string van_of_two_voltages(const std::string& rest) {
    return "duration: 1 d\nbank: {battery: lithium_ng_25v6_100ah, soc_pct: 50}\ndevices:\n"
           "  link: {model: orion_tr_smart_12_24_10}\n"
           "  lead: {model: lead_battery_12v, connected_to: link, capacity: 70 Ah}\n" +
           rest;
}

TEST(ScenarioChecks, RefuseAnAlternatorOfAnotherVoltageThanItsStarterBattery) {
    EXPECT_NO_THROW(load_text(
        van_of_two_voltages("  engine: {model: alternator, charges: 60 A, connected_to: link}\n")));
    const auto error = error_of([] {
        load_text(van_of_two_voltages(
            "  engine: {model: alternator, charges: 60 A, connected_to: link, regulated: 28.4 "
            "V}\n"));
    });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->key(), "devices.engine.regulated_v");
    EXPECT_EQ(error->place().line, 6);
    EXPECT_EQ(error->place().column, 77);
    EXPECT_THAT(error->message(), HasSubstr("an alternator of 28.4 V on the bus of a lead battery "
                                            "that has 12.75 V when it is full"));
}

// On the bus of a starter battery it is that battery's voltage that counts, not the bank's.
TEST(ScenarioChecks, HoldWhatHangsOnAStarterBusAgainstTheStarterBattery) {
    EXPECT_NO_THROW(load_text(van_of_two_voltages(
        "  shore: {model: phoenix_smart_ip43_12_30, connected_to: link, switched_by: nothing}\n")));
    const auto error = error_of([] {
        load_text(
            van_of_two_voltages("  shore: {model: phoenix_smart_ip43_24_16, connected_to: "
                                "link, switched_by: nothing}\n"));
    });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->key(), "devices.shore");
    EXPECT_EQ(error->place().line, 6);
    EXPECT_GT(error->place().column, 0);
    EXPECT_THAT(error->message(), HasSubstr("of 24 V at least"));
}

}  // namespace
}  // namespace engine
