// The shipped catalogue against the manual's tables and the data sheets.

#include "engine/catalog.hpp"

#include "models/curve.hpp"
#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::UnorderedElementsAre;

struct Sheet {
    const char* name;
    int cells;  // nominal voltage / 3.2
    double nominal_v;
    double capacity_ah;
    // Manual §4.1, both tables.
    double discharge_a, discharge_pulse_a, charge_a, charge_pulse_a;
    // Data sheets; those of 25.6 V are twice the 12.8 V ones.
    double charge_low_v, charge_high_v, float_v, end_v;
    int most;  // manual §2.1
};
constexpr Sheet sheets[] = {
    {"lithium_ng_12v8_100ah", 4, 12.8, 100, 100, 200, 100, 200, 14.0, 14.2, 13.5, 11.2, 50},
    {"lithium_ng_12v8_150ah", 4, 12.8, 150, 150, 300, 150, 225, 14.0, 14.2, 13.5, 11.2, 50},
    {"lithium_ng_12v8_200ah", 4, 12.8, 200, 200, 400, 200, 400, 14.0, 14.2, 13.5, 11.2, 50},
    {"lithium_ng_12v8_300ah", 4, 12.8, 300, 300, 600, 300, 450, 14.0, 14.2, 13.5, 11.2, 50},
    {"lithium_ng_25v6_100ah", 8, 25.6, 100, 100, 200, 100, 200, 28.0, 28.4, 27.0, 22.4, 50},
    {"lithium_ng_25v6_200ah", 8, 25.6, 200, 200, 400, 200, 400, 28.0, 28.4, 27.0, 22.4, 50},
    {"lithium_ng_25v6_300ah", 8, 25.6, 300, 300, 600, 300, 450, 28.0, 28.4, 27.0, 22.4, 50},
    {"lithium_ng_51v2_100ah", 16, 51.2, 100, 100, 200, 100, 200, 56.0, 56.8, 54.0, 44.8, 25},
};

struct ReadBattery {
    BatteryEntry entry;
    Provenance provenance;

    const std::optional<Estimate>& estimate(const std::string& key) const {
        return provenance.at("battery." + key).estimate;
    }
};

ReadBattery battery(std::string_view name) {
    static const Catalog catalog = Catalog::shipped();
    ReadBattery out;
    out.entry = read_battery(catalog, name, out.provenance);
    return out;
}

// R-BAT-1, R-BAT-2
TEST(Catalog, EveryLithiumNgBatteryHasTheNumbersOfTheManualAndTheDataSheets) {
    for (const Sheet& sheet : sheets) {
        SCOPED_TRACE(sheet.name);
        const BatteryEntry b = battery(sheet.name).entry;
        EXPECT_EQ(b.cells, sheet.cells);
        EXPECT_EQ(b.nominal_voltage_v, sheet.nominal_v);
        EXPECT_EQ(b.capacity_ah, sheet.capacity_ah);
        EXPECT_EQ(b.discharge_continuous_a, sheet.discharge_a);
        EXPECT_EQ(b.discharge_pulse_a, sheet.discharge_pulse_a);
        EXPECT_EQ(b.charge_continuous_a, sheet.charge_a);
        EXPECT_EQ(b.charge_pulse_a, sheet.charge_pulse_a);
        EXPECT_EQ(b.pulse_time, SimTime{10'000});
        EXPECT_EQ(b.charge_voltage_lowest_v, sheet.charge_low_v);
        EXPECT_EQ(b.charge_voltage_highest_v, sheet.charge_high_v);
        EXPECT_EQ(b.float_voltage_v, sheet.float_v);
        EXPECT_EQ(b.discharge_end_v, sheet.end_v);
        EXPECT_EQ(b.most_per_bms, sheet.most);
    }
}

// R-BAT-1: these eight and no other.
TEST(Catalog, ThereAreEightLithiumNgBatteries) {
    std::vector<std::string> names;
    for (const Sheet& sheet : sheets) {
        names.emplace_back(sheet.name);
    }
    EXPECT_THAT(Catalog::shipped().names("batteries"), testing::UnorderedElementsAreArray(names));
}

// R-BAT-3: 0.3C charge and 0.5C discharge recommended; charge at 5 to 50 °C, discharge at -20
// to 50.
TEST(Catalog, EveryBatteryHasTheAdviceAndTheTemperaturesOfTheManual) {
    for (const Sheet& sheet : sheets) {
        const BatteryEntry b = battery(sheet.name).entry;
        EXPECT_EQ(b.charge_recommended_c, 0.3);
        EXPECT_EQ(b.discharge_recommended_c, 0.5);
        EXPECT_EQ(b.charge_coldest_degc, 5.0);
        EXPECT_EQ(b.charge_warmest_degc, 50.0);
        EXPECT_EQ(b.discharge_coldest_degc, -20.0);
        EXPECT_EQ(b.discharge_warmest_degc, 50.0);
    }
}

// R-BAT-1: 1C continuous, 2C for pulses.
TEST(Catalog, ContinuousIsOneCAndADischargePulseTwoC) {
    for (const Sheet& sheet : sheets) {
        const BatteryEntry b = battery(sheet.name).entry;
        EXPECT_EQ(b.discharge_continuous_a, b.capacity_ah);
        EXPECT_EQ(b.charge_continuous_a, b.capacity_ah);
        EXPECT_EQ(b.discharge_pulse_a, 2.0 * b.capacity_ah);
    }
}

// D-14: 10 mA up to 200 Ah, 20 mA above; 1 mV; 0.1 °C; assumed.
TEST(Catalog, BatteriesMeasureAsDecided) {
    for (const Sheet& sheet : sheets) {
        SCOPED_TRACE(sheet.name);
        const ReadBattery b = battery(sheet.name);
        EXPECT_EQ(b.entry.current_resolution_a, sheet.capacity_ah <= 200 ? 0.01 : 0.02);
        EXPECT_EQ(b.entry.voltage_resolution_v, 0.001);
        EXPECT_EQ(b.entry.temperature_resolution_degc, 0.1);
        for (const char* key :
             {"current_resolution_a", "voltage_resolution_v", "temperature_resolution_degc"}) {
            ASSERT_TRUE(b.estimate(key)) << key;
            EXPECT_TRUE(b.estimate(key)->is_assumed()) << key;
            EXPECT_THAT(b.estimate(key)->note, HasSubstr("D-14")) << key;
        }
    }
}

// D-19: 2 % of nominal capacity per 30 days, assumed.
TEST(Catalog, SelfDischargeIsTwoPercentPerThirtyDaysAndAssumed) {
    for (const Sheet& sheet : sheets) {
        const ReadBattery b = battery(sheet.name);
        EXPECT_EQ(b.entry.self_discharge_pct_per_30d, 2.0);
        ASSERT_TRUE(b.estimate("self_discharge_pct_per_30d"));
        EXPECT_TRUE(b.estimate("self_discharge_pct_per_30d")->is_assumed());
    }
}

// D-28: on the quasi-static discharge branch a cell stands at 2.80 V at 1 % and 2.50 V at 0 %.
TEST(Catalog, TheCellStandsAt2V80AtOnePercentAnd2V50AtEmpty) {
    for (const Sheet& sheet : sheets) {
        const BatteryEntry b = battery(sheet.name).entry;
        const auto curve_of = [](const PointList& list) {
            std::vector<models::CurvePoint> points;
            for (const auto& [at, value] : list.points) {
                points.push_back({.at = at, .value = value});
            }
            return models::Curve{points, 0.5};
        };
        const models::Curve ocv = curve_of(b.cell.ocv_discharge_v);
        const models::Curve charging = curve_of(b.cell.ocv_charge_v);
        EXPECT_EQ(ocv.value(1.0), 2.8);
        EXPECT_EQ(ocv.value(0.0), 2.5);
        // R-BAT-8, D-4: between the 2.80 V of the low-cell cut-off and empty lies 1 Ah per 100 Ah.
        EXPECT_EQ(b.low_cell_soc_pct, 1.0);
        // D-12: charged is 3.50 V per cell, where the data sheet's lowest charge voltage stands.
        EXPECT_EQ(charging.value(100.0), 3.5);
        for (double soc = -1.0; soc < 101.0; soc += 0.125) {
            ASSERT_LT(ocv.value(soc), ocv.value(soc + 0.125)) << soc;
            ASSERT_LT(charging.value(soc), charging.value(soc + 0.125)) << soc;
        }
    }
}

// D-28
TEST(Catalog, TheCellIsAssumedWhereNothingIsPublished) {
    const ReadBattery b = battery("lithium_ng_12v8_200ah");
    for (const char* key :
         {"cell.ocv_discharge_v", "cell.entropic_v_per_k", "cell.resistance_factor"}) {
        ASSERT_TRUE(b.estimate(key)) << key;
        EXPECT_TRUE(b.estimate(key)->is_assumed()) << key;
    }
    EXPECT_THAT(b.estimate("cell.ocv_discharge_v")->note, HasSubstr("D-28"));
}

/// Every estimate of every entry of a section, by path.
Provenance all_values() {
    static const Catalog catalog = Catalog::shipped();
    Provenance provenance;
    for (const std::string& name : catalog.names("batteries")) {
        Provenance one;
        read_battery(catalog, name, one);
        for (const auto& [path, origin] : one) {
            provenance[name + "." + path] = origin;
        }
    }
    for (const std::string& name : catalog.names("bms")) {
        Provenance one;
        read_bms(catalog, name, one);
        provenance.insert(one.begin(), one.end());
    }
    for (const char* model : {"constant_current", "constant_power", "cc_cv_charger"}) {
        const std::string draws = std::string{model} == "cc_cv_charger"    ? "charges: 1 A"
                                  : std::string{model} == "constant_power" ? "draws: 1 W"
                                                                           : "draws: 1 A";
        const LoadedScenario loaded = load_text(
            "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah}\ndevices: {d: {model: " +
            std::string{model} + ", " + draws + "}}\n");
        for (const auto& [path, origin] : loaded.provenance) {
            if (path.starts_with("devices.d.")) {
                provenance[std::string{model} + "." + path] = origin;
            }
        }
    }
    return provenance;
}

TEST(Catalog, EveryBatterySaysWhatItsCellsStandOnAndHowTheyWereScaled) {
    for (const std::string& name : Catalog::shipped().names("batteries")) {
        Provenance provenance;
        const BatteryEntry battery = read_battery(Catalog::shipped(), name, provenance);
        for (const char* part : {"lithium_ng", "Sony US26650", "any size", "C-rates",
                                 "internal resistance over the cells"}) {
            EXPECT_THAT(battery.source, testing::HasSubstr(part)) << name;
        }
        // As these words say: the note of the cell's curve is an assumption that reports list.
        EXPECT_THAT(provenance.at("battery.cell.ocv_discharge_v").estimate->note,
                    testing::HasSubstr("any size"));
    }
}

TEST(Catalog, WhateverIsAssumedHasANoteAndIfItIsANumberABracket) {
    int assumed = 0;
    for (const auto& [path, origin] : all_values()) {
        if (!origin.estimate || !origin.estimate->is_assumed()) {
            continue;
        }
        ++assumed;
        const Estimate& estimate = *origin.estimate;
        EXPECT_FALSE(estimate.note.empty()) << path;
        // The 25.6 V voltages are a plain doubling: a derivation, not a guess within a range.
        const bool is_doubled =
            estimate.note.find("twice the 12.8 V battery") != std::string::npos &&
            path.find("_v") != std::string::npos;
        if (estimate.value && !is_doubled) {
            ASSERT_TRUE(estimate.low && estimate.high) << path;
            EXPECT_LE(*estimate.low, *estimate.value) << path;
            EXPECT_GE(*estimate.high, *estimate.value) << path;
            EXPECT_LT(*estimate.low, *estimate.high) << path;
        }
    }
    EXPECT_GT(assumed, 100);
}

TEST(Catalog, EveryNumberSaysWhereItIsFrom) {
    static const Catalog catalog = Catalog::shipped();
    for (const std::string_view section : {"batteries", "cells", "bms"}) {
        for (const std::string& name : catalog.names(section)) {
            Node by_name;
            by_name.kind = Node::Kind::Scalar;
            by_name.text = name;
            const Node entry = catalog.resolve(section, by_name, name);
            ASSERT_NE(entry.find("source"), nullptr) << name;
            EXPECT_FALSE(entry.find("source")->text.empty()) << name;
        }
    }
}

// R-SUP-1: 3 mA with the remote on, 1.2 mA after a low-cell cut-off, 1.2 mA with the remote off; 8
// V. D-13: at the floor the remote is still on, so 3 mA.
TEST(Catalog, TheBmsDrawsWhatTheManualSays) {
    Provenance provenance;
    const BmsEntry bms = read_bms(Catalog::shipped(), "smallbms_ng", provenance);
    EXPECT_EQ(bms.draws_on_a, 0.003);
    EXPECT_EQ(bms.draws_low_cell_a, 0.0012);
    EXPECT_EQ(bms.draws_remote_off_a, 0.0012);
    EXPECT_EQ(bms.supply_dies_below_v, 8.0);
    EXPECT_FALSE(provenance.at("bms.draws_on_a").estimate);
    EXPECT_TRUE(provenance.at("bms.supply_lives_above_v").estimate->is_assumed());
}

// R-SUP-2
TEST(Catalog, TheBmsOperatesAtTheTemperaturesOfTheManual) {
    Provenance provenance;
    const BmsEntry bms = read_bms(Catalog::shipped(), "smallbms_ng", provenance);
    EXPECT_EQ(bms.operates_coldest_degc, -20.0);
    EXPECT_EQ(bms.operates_warmest_degc, 50.0);
    EXPECT_TRUE(provenance.contains("bms.operates_coldest_degc"));
    EXPECT_TRUE(provenance.contains("bms.operates_warmest_degc"));
}

TEST(Catalog, TheShippedCatalogueIsSound) {
    EXPECT_NO_THROW(check_catalog(Catalog::shipped()));
    EXPECT_THAT(
        Catalog::shipped().names("devices"),
        IsSupersetOf({"constant_current", "constant_power", "profile_load", "cc_cv_charger",
                      "profile_charger", "solar_charger", "smartsolar_75_15", "main_switch",
                      "relay", "cyrix_li_load", "smart_battery_protect_65", "battery_protect_220",
                      "inverter_ve_direct_12_250", "inverter_ve_direct_48_1200"}));
}

// facts/domain.md §3.3: a new cycle once the battery is below float, 13.5 V per 12 V, for a minute;
// absorption also ends below 2 A, but nothing says so of the setting for lithium; 10 mA for itself,
// not published of the 75/15.
TEST(Catalog, SolarChargersChargeAsTheirManualSays) {
    const Scenario scenario = load_text(
                                  "duration: 1 d\nweather: {synthetic: piedmont}\n"
                                  "bank: {battery: lithium_ng_25v6_100ah, soc_pct: 50}\ndevices:\n"
                                  "  a: {model: smartsolar_100_30, panel: 100 W}\n"
                                  "  b: {model: smartsolar_100_50, panel: 100 W}\n"
                                  "  c: {model: smartsolar_75_15, panel: 100 W}\n"
                                  "  d: {model: smartsolar_75_15_at_24v, panel: 100 W}\n")
                                  .scenario;
    constexpr double float_per_cell_v = 13.5 / 4.0;
    constexpr std::array charges_a{30.0, 50.0, 15.0, 15.0};
    constexpr std::array draws_a{0.010, 0.010, 0.025, 0.015};
    for (std::size_t i = 0; i < charges_a.size(); ++i) {
        const DeviceEntry& solar = scenario.devices.at(i).second;
        EXPECT_EQ(solar.charges_a, charges_a.at(i));
        EXPECT_EQ(solar.self_consumption_a, draws_a.at(i));
        EXPECT_EQ(solar.tail_current_a, 0.0);
        // Behind 20 mV of its cable.
        EXPECT_NEAR(solar.rebulk_below_per_cell_v, float_per_cell_v, 0.005 + 1e-9);
        EXPECT_EQ(solar.rebulk_after, SimTime{60'000});
    }
}

// facts/domain.md §3.3: 4 s at full current, the default of the Blue Smart IP22; of the others it
// is assumed. A solar charger goes by its voltage alone.
TEST(Catalog, MainsChargersBeginAnewAfterFourSecondsOfFullCurrent) {
    Provenance provenance;
    for (const char* name :
         {"blue_smart_ip22_12_15", "blue_smart_ip22_24_16", "phoenix_smart_ip43_12_30",
          "phoenix_smart_ip43_24_25", "skylla_tg_24_50", "skylla_ip44_12_60"}) {
        EXPECT_EQ(read_device(Catalog::shipped(), name, provenance).rebulk_at_full_current_after,
                  SimTime{4'000})
            << name;
    }
    const auto is_assumed = [&](const std::string& device) {
        const auto& estimate =
            provenance.at("devices." + device + ".rebulk_at_full_current_after_s").estimate;
        return estimate && estimate->is_assumed();
    };
    EXPECT_FALSE(is_assumed("blue_smart_ip22_12_15"));
    EXPECT_TRUE(is_assumed("phoenix_smart_ip43_12_30"));
    EXPECT_EQ(read_device(Catalog::shipped(), "smartsolar_100_30", provenance)
                  .rebulk_at_full_current_after,
              std::nullopt);
}

// Data sheets: a BatteryProtect carries for ever, at 40 °C, what its name says; a Cyrix-Li of 120 A
// carries and breaks those.
TEST(Catalog, SwitchesCarryTheCurrentInTheirNames) {
    Provenance unused;
    const auto rated_a = [&](const std::string& name) {
        return read_device(Catalog::shipped(), name, unused).rated_a;
    };
    for (const std::string family : {"smart_battery_protect_", "battery_protect_"}) {
        for (const int carries_a : {65, 100, 220}) {
            const DeviceEntry protect =
                read_device(Catalog::shipped(), family + std::to_string(carries_a), unused);
            EXPECT_EQ(protect.rated_a, carries_a) << protect.name;
            EXPECT_TRUE(protect.name.ends_with(" " + std::to_string(carries_a) + " A"));
        }
    }
    for (const char* cyrix : {"cyrix_li_load", "cyrix_li_ct_120", "cyrix_li_charge_120"}) {
        EXPECT_EQ(rated_a(cyrix), 120.0) << cyrix;
    }
    EXPECT_EQ(rated_a("main_switch"), std::nullopt);
}

// Manual Appendix A 1 and 2: only these two lists are of inverters.
TEST(Catalog, KnowsWhichProductsAreInverters) {
    const Catalog catalog = Catalog::shipped();
    Provenance unused;
    std::vector<std::string> inverters;
    for (const std::string& name : catalog.names("products")) {
        if (read_product(catalog, name, unused).is_inverter) {
            inverters.push_back(name);
        }
    }
    EXPECT_THAT(inverters, UnorderedElementsAre("inverter_ve_direct", "inverter_ve_direct_12_375",
                                                "ve_bus_inverter"));
}

struct ByName {
    std::string name;
    double charges_a;
    const char* battery;
    Cable cable;
    Terminal terminal;
};

constexpr const char* v12 = "lithium_ng_12v8_100ah";
constexpr const char* v24 = "lithium_ng_25v6_100ah";
constexpr const char* v48 = "lithium_ng_51v2_100ah";

/// A solar charger is named by the highest voltage of its panels and by what it charges with.
std::vector<ByName> solar_chargers(const std::string& series,
                                   const std::vector<std::pair<std::string, double>>& sizes,
                                   const char* battery, Cable cable, Terminal terminal) {
    std::vector<ByName> out;
    for (const auto& [size, charges_a] : sizes) {
        out.push_back({series + size, charges_a, battery, cable, terminal});
    }
    return out;
}

std::vector<ByName> chargers_of_the_manual() {
    constexpr auto with_cable = Cable::VeDirectNonInverting;
    constexpr auto port = Terminal::VeDirectPort;
    std::vector<ByName> all{
        {"bluesolar_150_70_can", 70, v48, Cable::Direct, Terminal::TwoPoleRight},
        {"bluesolar_150_80_can", 80, v48, Cable::Direct, Terminal::TwoPoleRight},
        {"phoenix_smart_ip43_12_30", 30, v12, Cable::Direct, Terminal::TwoPoleH},
        {"phoenix_smart_ip43_12_50", 50, v12, Cable::Direct, Terminal::TwoPoleH},
        {"phoenix_smart_ip43_24_16", 16, v24, Cable::Direct, Terminal::TwoPoleH},
        {"phoenix_smart_ip43_24_25", 25, v24, Cable::Direct, Terminal::TwoPoleH},
        {"skylla_tg_24_30", 30, v24, Cable::NonInverting, Terminal::RemoteConnector},
        {"skylla_tg_24_50", 50, v24, Cable::NonInverting, Terminal::RemoteConnector},
        {"skylla_tg_24_80", 80, v24, Cable::NonInverting, Terminal::RemoteConnector},
        {"skylla_tg_24_100", 100, v24, Cable::NonInverting, Terminal::RemoteConnector},
        {"skylla_tg_48_25", 25, v48, Cable::NonInverting, Terminal::RemoteConnector},
        {"skylla_tg_48_50", 50, v48, Cable::NonInverting, Terminal::RemoteConnector},
        {"skylla_ip44_12_60", 60, v12, Cable::SkyllaI, Terminal::RemoteConnector},
        {"skylla_ip44_24_30", 30, v24, Cable::SkyllaI, Terminal::RemoteConnector},
        {"blue_smart_ip22_12_15", 15, v12, Cable::CyrixLiCharge, Terminal::CyrixControl},
        {"blue_smart_ip22_12_20", 20, v12, Cable::CyrixLiCharge, Terminal::CyrixControl},
        {"blue_smart_ip22_12_30", 30, v12, Cable::CyrixLiCharge, Terminal::CyrixControl},
        {"blue_smart_ip22_24_8", 8, v24, Cable::CyrixLiCharge, Terminal::CyrixControl},
        {"blue_smart_ip22_24_12", 12, v24, Cable::CyrixLiCharge, Terminal::CyrixControl},
        {"blue_smart_ip22_24_16", 16, v24, Cable::CyrixLiCharge, Terminal::CyrixControl},
    };
    for (const auto& family : {solar_chargers("smartsolar_",
                                              {{"75_10", 10},
                                               {"75_15", 15},
                                               {"100_15", 15},
                                               {"100_20", 20},
                                               {"100_30", 30},
                                               {"100_50", 50}},
                                              v24, with_cable, port),
                               solar_chargers("smartsolar_", {{"100_20_48v", 20}, {"150_35", 35}},
                                              v48, with_cable, port),
                               solar_chargers("smartsolar_",
                                              {{"150_45", 45},
                                               {"150_60", 60},
                                               {"150_70", 70},
                                               {"150_85", 85},
                                               {"150_100", 100},
                                               {"250_60", 60},
                                               {"250_70", 70},
                                               {"250_85", 85},
                                               {"250_100", 100}},
                                              v48, Cable::Direct, Terminal::TwoPoleRightOrH),
                               solar_chargers("bluesolar_",
                                              {{"75_10", 10},
                                               {"75_15", 15},
                                               {"100_15", 15},
                                               {"100_20", 20},
                                               {"100_30", 30},
                                               {"100_50", 50}},
                                              v24, with_cable, port),
                               solar_chargers("bluesolar_",
                                              {{"100_20_48v", 20},
                                               {"150_35", 35},
                                               {"150_45", 45},
                                               {"150_60", 60},
                                               {"150_70", 70},
                                               {"150_85", 85},
                                               {"150_100", 100}},
                                              v48, with_cable, port)}) {
        all.insert(all.end(), family.begin(), family.end());
    }
    return all;
}

// Appendix A 3 to 5: each charger of a family has that family's terminal and cable. What each
// gives is in its name. R-SYS-4
TEST(Catalog, EveryChargerOfTheManualIsThereByItsSize) {
    for (const ByName& charger : chargers_of_the_manual()) {
        SCOPED_TRACE(charger.name);
        const bool is_solar = charger.name.find("solar") != std::string::npos;
        const DeviceEntry device =
            load_text("duration: 1 d\nweather: {synthetic: piedmont}\nbank: {battery: " +
                      std::string{charger.battery} + ", soc_pct: 50}\ndevices:\n  it: {model: " +
                      charger.name + (is_solar ? ", panel: 100 W" : "") + "}\n")
                .scenario.devices.at(0)
                .second;
        EXPECT_EQ(device.charges_a, charger.charges_a);
        // What has no remote input is switched by the relay before it.
        EXPECT_EQ(device.switched_by,
                  charger.cable == Cable::CyrixLiCharge ? Switch::Nothing : Switch::Charger);
        EXPECT_EQ(device.cable(), charger.cable);
        ASSERT_TRUE(device.product);
        EXPECT_EQ(device.product->switched_by, Switch::Charger);
        EXPECT_EQ(device.product->terminal, charger.terminal);
    }
}

// Its manual, section 5: 30 mA at 12 V, 20 mA at 24 V.
TEST(Catalog, ABlueSolar100DrawsForItselfWhatItsManualSays) {
    for (const auto& [name, battery, draws_a] :
         std::vector<std::tuple<std::string, std::string, double>>{
             {"bluesolar_100_30", v12, 0.030},
             {"bluesolar_100_50", v12, 0.030},
             {"bluesolar_100_30_at_24v", v24, 0.020},
             {"bluesolar_100_50_at_24v", v24, 0.020}}) {
        const LoadedScenario loaded =
            load_text("duration: 1 d\nweather: {synthetic: piedmont}\nbank: {battery: " + battery +
                      ", soc_pct: 50}\ndevices:\n  it: {model: " + name + ", panel: 100 W}\n");
        EXPECT_EQ(loaded.scenario.devices.at(0).second.self_consumption_a, draws_a) << name;
        const auto& origin = loaded.provenance.at("devices.it.self_consumption_a");
        EXPECT_FALSE(origin.estimate && origin.estimate->is_assumed()) << name;
    }
}

// Appendix A 1 and 2: what DC-DC converters and VE.Bus inverters draw is their user's to say.
// R-SYS-4
TEST(Catalog, ConvertersAndVeBusInvertersAreLoadsOnLoad) {
    const Scenario scenario =
        load_text(
            "duration: 1 d\nbank: {battery: lithium_ng_25v6_100ah, soc_pct: 50}\ndevices:\n"
            "  a: {model: orion_dc_dc, draws: 50 W}\n"
            "  b: {model: ve_bus_inverter, draws: 500 W}\n")
            .scenario;
    const DeviceEntry& converter = scenario.devices.at(0).second;
    const DeviceEntry& inverter = scenario.devices.at(1).second;
    EXPECT_EQ(converter.switched_by, Switch::Load);
    EXPECT_EQ(converter.cable(), Cable::Direct);
    EXPECT_EQ(converter.product->terminal, Terminal::TwoPoleRight);
    EXPECT_EQ(inverter.switched_by, Switch::Load);
    EXPECT_EQ(inverter.cable(), Cable::Inverting);
}

TEST(Catalog, AnEntryNoScenarioCouldUseIsFound) {
    const auto error = [](const std::string& text) {
        Catalog catalog = Catalog::shipped();
        const auto found = error_of([&] {
            catalog.add(text, std::make_shared<Source>(Source{.name = "mine.yaml"}));
            check_catalog(catalog);
        });
        return found.value_or(InputError({}, "", ""));
    };
    EXPECT_EQ(error("devices: {x: {name: X}}\n").key(), "devices.x.type");
    EXPECT_EQ(error("devices: {x: {type: gizmo}}\n").key(), "devices.x.type");
    EXPECT_EQ(error("devices: {x: {like: constant_current, charges: 5 A}}\n").key(),
              "devices.x.charges");
    EXPECT_EQ(error("devices: {x: {like: cc_cv_charger, absorption_v: 13, float_v: 14}}\n").key(),
              "devices.x.float_v");
    EXPECT_EQ(error("batteries: {x: {like: lithium_ng_12v8_100ah, cells: 6}}\n").key(),
              "batteries.x.cells");
    EXPECT_EQ(
        error("batteries: {x: {like: lithium_ng_12v8_100ah, nominal_voltage_v: 25.6}}\n").key(),
        "batteries.x.nominal_voltage_v");
    EXPECT_EQ(
        error("batteries: {x: {like: lithium_ng_12v8_100ah, charge_voltage_lowest: 15 V}}\n").key(),
        "batteries.x.charge_voltage_lowest_v");
    EXPECT_EQ(error("cells: {x: {like: lithium_ng, ocv_discharge_v: {0: 3, 100: 2}}}\n").key(),
              "cells.x.ocv_discharge_v");
    EXPECT_EQ(error("cells: {x: {name: X}}\n").key(), "cells.x.ocv_discharge_v");
    EXPECT_EQ(error("bms: {x: {like: smallbms_ng, discharge_floor_pct: 50}}\n").key(),
              "bms.x.discharge_floor_pct");
    EXPECT_EQ(error("batteries: {x: {like: lithium_ng_12v8_100ah, cell: nobody}}\n").key(),
              "batteries.x.cell");
}

TEST(Catalog, TakesAnEntryThatIsThereAlreadyOnlyIfItSaysTheSame) {
    Catalog catalog = Catalog::shipped();
    const auto add = [&](const std::string& text, const std::string& name) {
        catalog.add(text, std::make_shared<Source>(Source{.name = name}));
    };
    const std::string mine = "devices:\n  lamp: {like: constant_power, draws: 5 W}\n";
    add(mine, "mine.yaml");
    const std::size_t devices = catalog.names("devices").size();
    // The same file by another way, with another look; and the shipped file itself.
    EXPECT_NO_THROW(add("devices: {lamp: {like: constant_power,\n  draws: 5 W}}\n", "again.yaml"));
    EXPECT_NO_THROW(add(std::string{shipped_catalog().front().text}, "copy.yaml"));
    EXPECT_EQ(catalog.names("devices").size(), devices);
    EXPECT_NO_THROW(check_catalog(catalog));
    for (const char* other : {"devices: {lamp: {like: constant_power, draws: 6 W}}\n",
                              "devices: {lamp: {like: constant_power, draws: '5 W'}}\n",
                              "devices: {lamp: {like: constant_power}}\n"}) {
        EXPECT_THAT(error_of([&] { add(other, "other.yaml"); })->what(),
                    testing::HasSubstr("devices.lamp: is already in mine.yaml, and not the same"))
            << other;
    }
}

TEST(Catalog, ItsHashTellsWhatWasRead) {
    const std::uint64_t shipped = Catalog::shipped().hash();
    EXPECT_EQ(Catalog::shipped().hash(), shipped);
    Catalog more = Catalog::shipped();
    more.add("cells: {}\n", std::make_shared<Source>());
    EXPECT_NE(more.hash(), shipped);
}

TEST(Hash, Fnv1aAgreesWithItsPublishedValues) {
    // http://www.isthe.com/chongo/tech/comp/fnv/: FNV-1a/64 of "", "a" and "foobar".
    const auto of = [](std::string_view text) {
        Fnv1a hash;
        hash.add(text);
        return hex(hash.value());
    };
    EXPECT_EQ(of(""), "cbf29ce484222325");
    EXPECT_EQ(of("a"), "af63dc4c8601ec8c");
    EXPECT_EQ(of("foobar"), "85944171f73967e8");
    // A number counts as its little-endian bytes.
    Fnv1a number;
    number.add(std::uint64_t{0x0000'7261'626F'6F66});
    EXPECT_EQ(hex(number.value()), of(std::string_view{"foobar\0\0", 8}));
}

}  // namespace
}  // namespace engine
