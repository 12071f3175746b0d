// What the BMS can switch, and what becomes of it through a cable that is not made for it.

#include "engine/product.hpp"

#include "engine/catalog.hpp"
#include "engine/run.hpp"
#include "engine/scenario_loader.hpp"
#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::HasSubstr;

ProductEntry product(const std::string& name) {
    Provenance provenance;
    return read_product(Catalog::shipped(), name, provenance);
}

// R-OUT-1: the outputs sink no current, and R-SYS-13: high to run goes directly, low to run through
// the inverting cable.
TEST(Cables, MakeAnInputHearItsOutputOnlyWhereTheyFit) {
    EXPECT_EQ(hears(Cable::Direct, RemoteInput::High), Hears::Output);
    EXPECT_EQ(hears(Cable::Inverting, RemoteInput::Low), Hears::Output);
    EXPECT_EQ(hears(Cable::Inverting, RemoteInput::High), Hears::Inverted);
    EXPECT_EQ(hears(Cable::Direct, RemoteInput::Low), Hears::Never);
    EXPECT_EQ(hears(Cable::Direct, RemoteInput::VeDirect), Hears::Always);
    EXPECT_EQ(hears(Cable::Direct, RemoteInput::None), Hears::Always);
    EXPECT_EQ(hears(Cable::SkyllaI, RemoteInput::Contact), Hears::Always);
    for (const CableRow& row : cable_table) {
        EXPECT_EQ(hears(row.cable, row.fits), Hears::Output);
        EXPECT_EQ(cable_for(row.fits), row.cable);
    }
}

struct OfTheManual {
    const char* name;
    Switch output;
    Cable cable;
    Terminal terminal;
    const char* article;
};

// Appendix A of the manual, line by line; R-SYS-2 for the combiner, R-SYS-9 for the charge line.
class AppendixA : public testing::TestWithParam<OfTheManual> {};
INSTANTIATE_TEST_SUITE_P(
    Products, AppendixA,
    testing::Values(
        OfTheManual{"inverter_ve_direct", Switch::Load, Cable::Direct, Terminal::TwoPoleH, ""},
        OfTheManual{"inverter_ve_direct_12_375", Switch::Load, Cable::Direct, Terminal::TwoPoleH,
                    ""},
        OfTheManual{"orion_dc_dc", Switch::Load, Cable::Direct, Terminal::TwoPoleRight, ""},
        OfTheManual{"battery_protect", Switch::Load, Cable::Direct, Terminal::Terminal21, ""},
        OfTheManual{"smart_battery_protect_65", Switch::Load, Cable::Direct, Terminal::TwoPoleH,
                    ""},
        OfTheManual{"cyrix_li_load", Switch::Load, Cable::Direct, Terminal::ControlInput, ""},
        OfTheManual{"ve_bus_inverter", Switch::Load, Cable::Inverting, Terminal::RemoteConnector,
                    "ASS030550100"},
        OfTheManual{"bluesolar_mppt_can", Switch::Charger, Cable::Direct, Terminal::TwoPoleRight,
                    ""},
        OfTheManual{"smartsolar_mppt_from_150_45", Switch::Charger, Cable::Direct,
                    Terminal::TwoPoleRightOrH, ""},
        OfTheManual{"bluesolar_mppt", Switch::Charger, Cable::VeDirectNonInverting,
                    Terminal::VeDirectPort, "ASS030550320"},
        OfTheManual{"smartsolar_75_15", Switch::Charger, Cable::VeDirectNonInverting,
                    Terminal::VeDirectPort, "ASS030550320"},
        OfTheManual{"smart_ip43", Switch::Charger, Cable::Direct, Terminal::TwoPoleH, ""},
        OfTheManual{"skylla_tg", Switch::Charger, Cable::NonInverting, Terminal::RemoteConnector,
                    "ASS030550200"},
        OfTheManual{"skylla_ip44", Switch::Charger, Cable::SkyllaI, Terminal::RemoteConnector,
                    "ASS030550400"},
        OfTheManual{"plain_charger", Switch::Charger, Cable::Direct, Terminal::ControlInput, ""},
        OfTheManual{"cyrix_li_charge", Switch::Charger, Cable::Direct, Terminal::ControlInput, ""},
        OfTheManual{"other_charger", Switch::Charger, Cable::CyrixLiCharge, Terminal::CyrixControl,
                    ""},
        OfTheManual{"cyrix_li_ct", Switch::Charger, Cable::Direct, Terminal::Pin85, ""},
        OfTheManual{"battery_protect_for_a_charger", Switch::Charger, Cable::Direct,
                    Terminal::Terminal21, ""}));

// R-SYS-4, R-SYS-2, R-SYS-9
TEST_P(AppendixA, SaysOutputTerminalAndCable) {
    const OfTheManual& row = GetParam();
    const ProductEntry entry = product(row.name);
    EXPECT_EQ(entry.switched_by, row.output);
    EXPECT_EQ(entry.terminal, row.terminal);
    EXPECT_EQ(cable_for(entry.input), row.cable);
    EXPECT_THAT(std::string{row_of(row.cable).articles}, HasSubstr(row.article));
    EXPECT_EQ(row_of(row.cable).articles.empty(), std::string{row.article}.empty());
    EXPECT_FALSE(entry.source.empty());
    EXPECT_FALSE(entry.refused.has_value());
}

// R-SYS-9
TEST(Products, OnPreAlarmAreRelayLedAndBuzzer) {
    for (const char* name : {"relay", "led", "buzzer"}) {
        EXPECT_EQ(product(name).switched_by, Switch::PreAlarm) << name;
        EXPECT_EQ(product(name).is_inductive, std::string{name} == "relay") << name;
    }
}

// R-SYS-8, R-BAT-10
TEST(Products, WithoutAWayToBeSwitchedAreRefused) {
    for (const char* name : {"multiplus", "quattro", "easysolar"}) {
        EXPECT_EQ(product(name).refused, Refusal::VeBus) << name;
    }
    EXPECT_EQ(product("lithium_battery_smart").refused, Refusal::NotNg);
}

/// A bank at 30 °C, or too cold to be charged, with one device; 10 min.
RunResult run_with(const std::string& device, double temperature_degc) {
    return run_fixed(
        load_text("duration: 10 min\nambient: {temperature_degc: " + shortest(temperature_degc) +
                  "}\n"
                  "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50, "
                  "self_discharge_pct_per_30d: 0, ageing: false}\n"
                  "devices: {it: {" +
                  device + "}}\n"),
        {});
}

double charged_ah(const std::string& wiring, double temperature_degc) {
    return *run_with("model: cc_cv_charger, charges: 6 A, " + wiring, temperature_degc)
                .metrics[Metric::Charged];
}

// CHARGER floats below 5 °C from the sixth second on; 6 A for 10 min are 1 Ah.
// R-SYS-4, D-6
TEST(Products, RunAsTheirCableLetsThem) {
    const std::string solar = "switched_by: charger, product: smartsolar_75_15";
    EXPECT_NEAR(charged_ah(solar, 25.0), 1.0, 0.02);
    EXPECT_LT(charged_ah(solar, 2.0), 0.02);
    // Without its cable the solar charger hears nothing, and charges a cold bank.
    EXPECT_NEAR(charged_ah(solar + ", through: direct", 2.0), 1.0, 0.02);
    // The wrong way round: off in the warm, on in the cold.
    const std::string mains = "switched_by: charger, product: smart_ip43, through: inverting";
    EXPECT_LT(charged_ah(mains, 25.0), 0.02);
    EXPECT_NEAR(charged_ah(mains, 2.0), 1.0, 0.02);
}

// R-SYS-4: the article numbers of Appendix A.
TEST(Cables, AreKnownByTheirArticleNumberToo) {
    const auto cable_of = [](const std::string& number) {
        const LoadedScenario loaded = load_scenario_text(
            "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\ndevices:\n"
            "  it: {model: constant_power, draws: 1 W, switched_by: load, through: " +
                number + "}\n",
            "s.yaml");
        return loaded.scenario.devices.front().second.through;
    };
    EXPECT_EQ(cable_of("ASS030550100"), Cable::Inverting);
    EXPECT_EQ(cable_of("ASS030550120"), Cable::Inverting);
    EXPECT_EQ(cable_of("ASS030550200"), Cable::NonInverting);
    EXPECT_EQ(cable_of("ASS030550320"), Cable::VeDirectNonInverting);
    EXPECT_EQ(cable_of("ASS030550400"), Cable::SkyllaI);
}

// R-SYS-13: an inverter that wants its remote low never runs on a plain wire.
TEST(Products, ThatRunOnLowNeverRunOnAPlainWire) {
    const auto drawn_ah = [](const std::string& through) {
        const RunResult result = run_with(
            "model: constant_current, draws: 6 A, switched_by: load, product: ve_bus_inverter" +
                through,
            25.0);
        for (const LedgerRow& row : result.ledger) {
            if (row.item == "it") {
                return *row.charge_ah;
            }
        }
        return 1e9;
    };
    EXPECT_NEAR(drawn_ah(""), -1.0, 0.02);
    EXPECT_EQ(drawn_ah(", through: direct"), 0.0);
}

// R-SYS-4: to say what it is, is to say what switches it.
TEST(Products, AreSwitchedByTheirOutputUnlessTheDeviceSaysOtherwise) {
    const auto switched_by = [](const std::string& device) {
        return load_text(
                   "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\n"
                   "devices: {it: {model: constant_current, draws: 1 A" +
                   device + "}}\n")
            .scenario.devices.at(0)
            .second.switched_by;
    };
    EXPECT_EQ(switched_by(""), Switch::Nothing);
    EXPECT_EQ(switched_by(", product: smart_battery_protect_65"), Switch::Load);
    EXPECT_EQ(switched_by(", product: buzzer"), Switch::PreAlarm);
    EXPECT_EQ(switched_by(", product: buzzer, switched_by: nothing"), Switch::Nothing);
}

// R-SYS-9, D-6: CHARGER opens the line of a charger that has no remote of its own.
TEST(Products, ABatteryProtectInItsLineStopsACharger) {
    const auto charged_ah = [](double temperature_degc) {
        const RunResult result = run_fixed(
            load_text(
                "duration: 10 min\nambient: {temperature_degc: " + shortest(temperature_degc) +
                "}\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\ndevices:\n"
                "  protect: {model: battery_protect_65, product: "
                "battery_protect_for_a_charger}\n"
                "  mains: {model: cc_cv_charger, charges: 10 A, connected_to: protect}\n"),
            {});
        return *result.ledger.at(2).charge_ah;
    };
    // A second after CHARGER the BatteryProtect closes; below 5 °C it opens in the sixth.
    EXPECT_NEAR(charged_ah(25.0), 10.0 / 6.0, 10.0 * 3.0 / 3600.0);
    EXPECT_LE(charged_ah(0.0), 10.0 * 6.0 / 3600.0);
}

// R-SYS-7, R-BAT-9: what does not hear LOAD is cut off by nothing, and the ledger says so.
TEST(Products, ThatDoNotHearTheirOutputAreCutByNothing) {
    const auto cut_by = [](const std::string& device) {
        return run_with("model: constant_current, draws: 1 A, " + device, 25.0).ledger.at(1).cut_by;
    };
    EXPECT_EQ(cut_by("switched_by: load"), "load");
    EXPECT_EQ(cut_by("switched_by: load, through: inverting"), "nothing");
    EXPECT_EQ(cut_by("switched_by: load, through: skylla_i"), "nothing");
    EXPECT_EQ(cut_by("connected_to: load, switched_by: load, through: inverting"), "load");
}

}  // namespace
}  // namespace engine
