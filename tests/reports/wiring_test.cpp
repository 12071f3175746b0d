// How devices are wired: what is told of them, and which rules are broken.

#include "reports/wiring.hpp"

#include "engine/scenario_loader.hpp"
#include "reports/findings.hpp"
#include "tests/reports/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using engine::Finding;
using engine::Switch;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Wired product(const std::string& name) {
    engine::Provenance unused;
    return wired_of(name, engine::read_product(engine::Catalog::shipped(), name, unused));
}

std::vector<std::string> names_of(const std::vector<Finding>& findings) {
    std::vector<std::string> out;
    for (const Finding& finding : findings) {
        out.push_back(finding.name);
    }
    return out;
}

/// The rules that the devices of a scenario break.
std::vector<Finding> broken_by(const std::string& devices, const std::string& more = "") {
    const auto loaded = engine::load_scenario_text(
        "duration: 1 d\n"
        "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\n" +
            more + "devices:\n" + devices,
        "s.yaml");
    const std::vector<Wired> wired = wired_of(loaded.scenario);
    std::vector<Finding> all = wiring_findings(wired, Language::English);
    for (const Finding& finding : system_findings(loaded.scenario, wired, Language::English)) {
        all.push_back(finding);
    }
    return all;
}

// R-SYS-1: the example of §3.3.1 breaks no rule.
TEST(Wiring, OfTheManualsExampleBreaksNoRule) {
    const std::vector<Wired> devices{product("smartsolar_75_15"),
                                     product("smart_battery_protect_65")};
    EXPECT_THAT(wiring_findings(devices, Language::English), IsEmpty());
    const std::string text = text_report(
        wiring_document(devices, wiring_findings(devices, Language::English)), Language::English);
    EXPECT_THAT(text, HasSubstr("from CHARGER to its VE.Direct port, by VE.Direct non-inverting "
                                "remote on-off cable\n      (ASS030550320) [manual Appendix A 4]"));
    EXPECT_THAT(text, HasSubstr("from LOAD to H of its two-pole connector, by a plain wire"));
    EXPECT_THAT(text_report(wiring_document(devices, {}), Language::Swedish),
                HasSubstr("från LOAD till H på dess tvåpoliga kontakt, med en vanlig ledare"));
}

// R-SYS-8, R-BAT-10: by name, with what goes instead.
TEST(Wiring, OfWhatCannotBeSwitchedIsRefusedByName) {
    const std::vector<Wired> devices{product("multiplus"), product("lithium_battery_smart")};
    const auto findings = wiring_findings(devices, Language::English);
    ASSERT_THAT(names_of(findings), ElementsAre("refused_product", "refused_product"));
    EXPECT_THAT(findings[0].text, HasSubstr("MultiPlus"));
    EXPECT_THAT(findings[0].advice, HasSubstr("VE.Bus BMS NG or a Lynx Smart BMS NG"));
    EXPECT_THAT(findings[1].advice, HasSubstr("Lithium NG"));
    const auto swedish = wiring_findings(devices, Language::Swedish);
    EXPECT_THAT(swedish[0].text, HasSubstr("talar bara VE.Bus"));
}

// R-SYS-9, R-OUT-2
TEST(Wiring, OfACoilOnChargerIsAMistake) {
    EXPECT_THAT(
        names_of(broken_by("  fan: {model: constant_current, draws: 100 mA, switched_by: charger, "
                           "product: relay}\n")),
        Contains("inductive_on_charger"));
    EXPECT_THAT(names_of(broken_by("  fan: {model: constant_current, draws: 100 mA, switched_by: "
                                   "charger}\n")),
                Contains("load_on_charger"));
}

// R-SYS-4, R-SYS-13
TEST(Wiring, ThroughTheWrongCableSaysWhatHappensAndWhichIsRight) {
    const auto findings = broken_by(
        "  lamp: {model: constant_current, draws: 1 A, switched_by: load, through: "
        "inverting}\n"
        "  solar: {model: cc_cv_charger, charges: 5 A, switched_by: charger, product: "
        "smartsolar_75_15, through: direct}\n"
        "  inverter: {model: constant_power, draws: 50 W, switched_by: load, product: "
        "ve_bus_inverter, through: direct}\n");
    ASSERT_THAT(names_of(findings), ElementsAre("wrong_cable", "wrong_cable", "wrong_cable"));
    EXPECT_THAT(findings[0].text, HasSubstr("it runs while LOAD floats, and stops while it is"));
    EXPECT_THAT(findings[1].text, HasSubstr("CHARGER does not reach it, and it runs on"));
    EXPECT_THAT(findings[1].advice, HasSubstr("ASS030550320"));
    EXPECT_THAT(findings[2].text, HasSubstr("it never runs"));
    EXPECT_THAT(findings[2].advice, HasSubstr("ASS030550100 or ASS030550120"));
}

/// What `banktwin wiring` tells of a bank of 100 Ah, 12.8 V, with these devices.
WiringDocument wiring_of(const std::string& devices) {
    const auto loaded = engine::load_scenario_text(
        "start: 2026-06-01\nweather: {synthetic: piedmont}\nduration: 1 d\nbank: {battery: "
        "lithium_ng_12v8_100ah, soc_pct: 50}\ndevices:\n" +
            devices,
        "s.yaml");
    return wiring_document(wired_of(loaded.scenario), {}, stays_on(loaded.scenario));
}

std::vector<std::string> devices_on(const WiringDocument& document) {
    std::vector<std::string> out;
    for (const StaysOnPart& part : document.stays_on) {
        out.push_back(part.device + ": " + part.counts_as);
    }
    return out;
}

double current_on_a(const WiringDocument& document, const std::string& device) {
    for (const StaysOnPart& part : document.stays_on) {
        if (part.device == device) {
            return part.current_a;
        }
    }
    return 0.0;
}

// An alarm of 420 mW at 12.8 V takes 32.8 mA, the open BatteryProtect 0.9 mA, the solar charger 25
// mA for itself, the idle mains charger 4 mA back, the BMS 3 mA; what hangs behind an open switch
// takes nothing. 100 mA are 72 Ah in 30 days.
// R-OUT-7, R-SYS-7, R-SUP-1, R-BAT-8
TEST(Wiring, TellsWhatStaysOnTheBatteryTheLargestFirst) {
    const WiringDocument document = wiring_of(
        "  alarm: {model: constant_power, draws: 420 mW}\n"
        "  protect: {model: relay, switched_by: load, draws_closed: 1.4 mA, draws_open: 0.9 mA}\n"
        "  fridge: {model: constant_power, draws: 50 W, connected_to: protect}\n"
        "  lamp: {model: constant_current, draws: 1 A, connected_to: load}\n"
        "  mixed_up: {model: constant_current, draws: 2 A, switched_by: load, through: "
        "ASS030550100}\n"
        "  solar: {model: smartsolar_75_15, panel: 100 W, self_consumption: 25 mA}\n"
        "  mains: {model: cc_cv_charger, charges: 10 A, back_current: 4 mA}\n");
    EXPECT_THAT(devices_on(document),
                ElementsAre("mixed_up: always", "alarm: always", "solar: charger", "mains: charger",
                            "bms: bms", "protect: off"));
    EXPECT_NEAR(current_on_a(document, "alarm"), 0.42 / 12.8, 1e-12);
    EXPECT_DOUBLE_EQ(current_on_a(document, "protect"), 0.0009);
    EXPECT_DOUBLE_EQ(current_on_a(document, "solar"), 0.025);
    EXPECT_DOUBLE_EQ(current_on_a(document, "bms"), 0.003);
    const double sum_a = 2.0 + 0.42 / 12.8 + 0.0009 + 0.025 + 0.004 + 0.003;
    EXPECT_NEAR(document.after_loads_off_a, sum_a, 1e-12);
    EXPECT_NEAR(document.after_loads_off_ah_per_30d, sum_a * 24.0 * 30.0, 1e-9);
    EXPECT_NEAR(document.stays_on.front().ah_per_30d, 1440.0, 1e-9);
    const std::string text = text_report(document, Language::English);
    EXPECT_THAT(text, HasSubstr("  alarm                   32.81 mA    23.62 Ah in 30 days\n"));
    EXPECT_THAT(text, HasSubstr("  bms                         3 mA     2.16 Ah in 30 days, the "));
    EXPECT_THAT(text, HasSubstr("[R-BAT-8, R-SYS-7, manual §3.1]"));
    EXPECT_THAT(text_report(document, Language::Swedish), HasSubstr("blir kvar på batteriet"));
}

// While nothing charges such a mat draws nothing; one without the key may draw its 60 W at 12.8 V.
// R-BAT-9
TEST(Wiring, AMatThatHeatsOnlyWhileThereIsPowerToChargeDrawsNothingOfWhatStaysOn) {
    EXPECT_THAT(
        devices_on(wiring_of("  mat: {model: heater, draws: 60 W, only_when_charging: true}\n")),
        ElementsAre("bms: bms"));
    EXPECT_NEAR(current_on_a(wiring_of("  mat: {model: heater, draws: 60 W}\n"), "mat"),
                60.0 / 12.8, 1e-12);
}

// R-SYS-9: by its wire, or by what it was made for.
TEST(Wiring, ABatteryProtectInAChargeLineIsNoLoadToMoveBehindLoad) {
    const auto advice = [](const std::string& devices) {
        return names_of(uncontrolled_loads(
            engine::load_scenario_text("duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, "
                                       "soc_pct: 50}\ndevices:\n" +
                                           devices,
                                       "s.yaml")
                .scenario));
    };
    const std::string behind_it =
        "  mains: {model: cc_cv_charger, charges: 10 A, connected_to: protect}\n";
    for (const char* law :
         {"battery_protect_65, switched_by: charger",
          "battery_protect_65, product: battery_protect_for_a_charger, switched_by: nothing"}) {
        const std::string devices = std::string{"  protect: {model: "} + law + "}\n" + behind_it;
        EXPECT_THAT(advice(devices), IsEmpty()) << law;
        EXPECT_THAT(devices_on(wiring_of(devices)), Contains("protect: charger")) << law;
    }
    EXPECT_THAT(
        advice("  protect: {model: battery_protect_65, switched_by: nothing}\n" + behind_it),
        ElementsAre("uncontrolled_load"));
}

TEST(Wiring, OfProductsAloneSaysNothingOfWhatStaysOn) {
    const std::vector<Wired> products{product("smart_ip43")};
    EXPECT_THAT(text_report(wiring_document(products, {}), Language::English),
                Not(HasSubstr("stays on the battery")));
}

// Two hours of a day are a twelfth, two days of a week two sevenths; a router of 12.8 V and 128 Ohm
// takes 100 mA. An inverter on the battery takes its zero-load power when nothing is asked of it,
// and 8 W at 12.8 V are 625 mA.
TEST(Wiring, CountsWhatFollowsAScheduleAtItsMeanCurrent) {
    const WiringDocument document = wiring_of(
        "  pump: {model: constant_current, draws: 6 A, from: '06:00', to: '08:00'}\n"
        "  radio: {model: constant_current, draws: 700 mA, days: sat-sun}\n"
        "  cooler: {model: constant_current, draws: 3 A, on_for: 10 min, every: 1 h}\n"
        "  router: {model: resistance, resistance: 128 Ohm}\n"
        "  mat: {model: heater, draws: 12.8 W}\n"
        "  inverter: {model: inverter_ve_direct_12_375, switched_by: nothing, zero_load: 8 W, "
        "supplies: 0 W}\n");
    EXPECT_NEAR(current_on_a(document, "pump"), 6.0 / 12.0, 1e-12);
    EXPECT_NEAR(current_on_a(document, "radio"), 0.7 * 2.0 / 7.0, 1e-12);
    EXPECT_NEAR(current_on_a(document, "cooler"), 3.0 / 6.0, 1e-12);
    EXPECT_NEAR(current_on_a(document, "router"), 0.1, 1e-12);
    EXPECT_NEAR(current_on_a(document, "inverter"), 0.625, 1e-12);
    EXPECT_THAT(devices_on(document), Contains("radio: mean"));
    EXPECT_THAT(devices_on(document), Contains("mat: at_most"));
    const std::string text = text_report(document, Language::English);
    EXPECT_THAT(text, HasSubstr("144 Ah in 30 days, on average, by its schedule\n"));
    EXPECT_THAT(text, HasSubstr("in 30 days, at most: its thermostat decides\n"));
}

// A Cyrix-Li-ct takes up to 4 mA while it is open, as it is below 13.2 V; an Orion feeds itself
// from the starter battery. What hangs behind them is not the bank's. An inverter that LOAD stops
// takes its standby.
// R-SYS-7
TEST(Wiring, CountsALinkAsItIsWhileNothingCharges) {
    const std::string starter =
        "  alternator: {model: alternator, charges: 60 A, connected_to: link}\n"
        "  starter: {model: lead_battery_12v, capacity: 70 Ah, connected_to: link}\n"
        "  radio: {model: constant_current, draws: 20 mA, connected_to: link}\n";
    const auto behind = [&](const std::string& link) {
        return wiring_of("  link: {model: " + link + "}\n" + starter);
    };
    EXPECT_THAT(devices_on(behind("cyrix_li_ct_120, draws_open: 4 mA, draws_closed: 80 mA")),
                ElementsAre("link: open", "bms: bms"));
    EXPECT_DOUBLE_EQ(behind("cyrix_li_ct_120, draws_open: 4 mA").after_loads_off_a, 0.007);
    EXPECT_THAT(devices_on(behind("orion_tr_smart_12_12_30")), ElementsAre("bms: bms"));
    EXPECT_DOUBLE_EQ(wiring_of("  inverter: {model: inverter_ve_direct_12_375, supplies: 100 W, "
                               "draws_off: 10 mA, switched_by: load}\n")
                         .after_loads_off_a,
                     0.013);
}

// R-OUT-6: 1 A from LOAD, 0.5 A from the others; everything on an output counts.
TEST(Wiring, AddsUpWhatEachOutputMustGive) {
    const auto coils = [](const std::string& current) {
        return "  a: {model: constant_current, draws: 1 A, switched_by: load, product: {like: "
               "relay, control_draws: 500 mA}}\n"
               "  b: {model: constant_current, draws: 1 A, switched_by: load, product: {like: "
               "relay, control_draws: " +
               current + "}}\n";
    };
    EXPECT_THAT(broken_by(coils("500 mA")), IsEmpty());
    const auto findings = broken_by(coils("501 mA"));
    ASSERT_THAT(names_of(findings), ElementsAre("load_overloaded"));
    EXPECT_EQ(findings.front().device, "a, b");
    // Fifty remote inputs of 10 mA are what CHARGER gives; one more is too much.
    std::vector<Wired> chargers(50, product("smart_ip43"));
    EXPECT_THAT(wiring_findings(chargers, Language::English), IsEmpty());
    chargers.push_back(product("smart_ip43"));
    EXPECT_THAT(names_of(wiring_findings(chargers, Language::English)),
                ElementsAre("charger_overloaded"));
    EXPECT_EQ(output_loads(chargers)[1].output, Switch::Charger);
    EXPECT_NEAR(output_loads(chargers)[1].sourced_a, 0.51, 1e-12);
}

// What hangs behind LOAD is not fed by the output where it is too much for it.
// R-OUT-6, R-SYS-5
TEST(Wiring, PutsASwitchBetweenLoadAndWhatIsTooMuchForIt) {
    const auto report = [](const std::string& draws) {
        const auto loaded = engine::load_scenario_text(
            "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\ndevices:\n"
            "  fridge: {model: constant_power, draws: " +
                draws + ", connected_to: load}\n",
            "s.yaml");
        const std::vector<Wired> devices = wired_of(loaded.scenario);
        EXPECT_THAT(wiring_findings(devices, Language::English), IsEmpty());
        return text_report(wiring_document(devices, {}), Language::English);
    };
    EXPECT_THAT(report("45 W"), HasSubstr("3.516 A: more than it gives, so through a Smart"));
    EXPECT_THAT(report("12.8 W"), Not(HasSubstr("BatteryProtect")));
}

// R-OUT-6: a fuse of the series, between 0.3 and 2.5 A, at most 80 % of it in use.
TEST(Wiring, ChoosesTheSupplyFuse) {
    const auto fuse_for = [](double sourced_a) {
        const std::array<OutputLoad, 1> loads{{{.output = Switch::Load, .sourced_a = sourced_a}}};
        return supply_fuse_a(loads);
    };
    EXPECT_EQ(fuse_for(0.0), 0.315);
    EXPECT_EQ(fuse_for(0.249), 0.315);  // and the 3 mA of the BMS itself
    EXPECT_EQ(fuse_for(0.250), 0.4);
    EXPECT_EQ(fuse_for(1.0), 1.6);
    EXPECT_EQ(fuse_for(1.99), 2.5);
    EXPECT_EQ(fuse_for(10.0), 2.5);
}

// R-SYS-12, R-BAT-3: 100 Ah are made for 100 A; 30 A of charge and 50 A of discharge are
// recommended.
TEST(Wiring, AddsUpAllChargersAndAllLoads) {
    const auto with = [](int charge_a, int discharge_a) {
        return broken_by("  mains: {model: cc_cv_charger, charges: " + std::to_string(charge_a) +
                         " A}\n  sun: {model: cc_cv_charger, charges: 10 A}\n"
                         "  heater: {model: constant_current, draws: " +
                         std::to_string(discharge_a) + " A, switched_by: load}\n");
    };
    EXPECT_THAT(with(20, 50), IsEmpty());
    const auto advised = with(21, 51);
    EXPECT_THAT(names_of(advised), ElementsAre("combined_charge", "combined_discharge"));
    EXPECT_EQ(advised[0].severity, Finding::Severity::Advice);
    const auto broken = with(91, 101);
    EXPECT_EQ(broken[0].severity, Finding::Severity::Mistake);
    EXPECT_THAT(broken[0].text, HasSubstr("101 A; the bank is made for 100 A, and 30 A are"));
    EXPECT_EQ(broken[1].severity, Finding::Severity::Mistake);
}

// R-SYS-12: 12.8 V through 0.2 Ohm are 64 A, more than the 50 A that are recommended.
TEST(Wiring, AddsUpResistancesToo) {
    EXPECT_THAT(names_of(broken_by(
                    "  heater: {model: resistance, resistance: 0.2 Ohm, switched_by: load}\n")),
                ElementsAre("combined_discharge"));
}

// 100 Ah are charged and discharged with 100 A, and discharged with 200 A for 10 s at most.
// R-BAT-3
TEST(Wiring, TellsOfOneDeviceThatAloneIsMoreThanTheBankIsMadeFor) {
    const auto load = [](const std::string& draws) {
        return names_of(broken_by(
            "  winch: {model: constant_current, switched_by: load, draws: " + draws + "}\n"));
    };
    EXPECT_THAT(load("100 A"), ElementsAre("combined_discharge"));
    EXPECT_THAT(load("101 A"), ElementsAre("combined_discharge", "discharge_above_1c"));
    EXPECT_THAT(load("201 A, on_for: 5 s, every: 1 h"),
                ElementsAre("combined_discharge", "discharge_above_1c"));
    EXPECT_THAT(names_of(broken_by("  mains: {model: cc_cv_charger, charges: 101 A}\n")),
                ElementsAre("combined_charge", "charge_above_1c"));
    const auto findings =
        broken_by("  winch: {model: constant_current, switched_by: load, draws: 101 A}\n");
    EXPECT_EQ(findings[1].device, "winch");
    EXPECT_EQ(findings[1].severity, Finding::Severity::Mistake);
    EXPECT_THAT(findings[1].text, HasSubstr("winch alone is 101 A; the bank is made for 100 A, "
                                            "and for 200 A in pulses of 10 s."));
    EXPECT_THAT(findings[1].source, HasSubstr("§4.1"));
}

// A pulse of 150 A may last 10 s, and is then no mistake of all loads together either.
// R-BAT-3
TEST(Wiring, TellsOfAPulseThatIsLongerThanTenSeconds) {
    const auto winch = [](const std::string& on_for) {
        return broken_by(
            "  winch: {model: constant_current, switched_by: load, draws: 150 A, every: 1 h, "
            "on_for: " +
            on_for + "}\n");
    };
    const auto fits = winch("10 s");
    ASSERT_THAT(names_of(fits), ElementsAre("combined_discharge"));
    EXPECT_EQ(fits[0].severity, Finding::Severity::Advice);
    const auto findings = winch("11 s");
    ASSERT_THAT(names_of(findings), ElementsAre("combined_discharge", "long_pulse"));
    EXPECT_EQ(findings[0].severity, Finding::Severity::Mistake);
    EXPECT_EQ(findings[1].severity, Finding::Severity::Mistake);
    EXPECT_THAT(findings[1].text,
                HasSubstr("winch is 150 A for 11 s; what is more than 100 A lasts 10 s at most."));
    EXPECT_THAT(findings[1].source, HasSubstr("§4.1"));
}

// However its times are told: a window of the day is a pulse, too, if it is that short; a rhythm
// without a pause, and the days of a week, are none.
// R-BAT-3
TEST(Wiring, KnowsAPulseByEveryKindOfSchedule) {
    const auto winch = [](const std::string& times) {
        return broken_by("  winch: {model: constant_current, switched_by: load, draws: 150 A, " +
                         times + "}\n");
    };
    for (const char* pulse :
         {"from: '12:00:00', to: '12:00:10'", "from: '23:59:55', to: '00:00:05'",
          "from: '12:00', to: '13:00', on_for: 10 s, every: 1 min",
          "from: '12:00:00', to: '12:00:10', on_for: 5 min, every: 10 min",
          "on_for: 8 s, every: 1 h, starts: random, days: mon-fri"}) {
        const auto findings = winch(pulse);
        ASSERT_THAT(names_of(findings), ElementsAre("combined_discharge")) << pulse;
        EXPECT_EQ(findings[0].severity, Finding::Severity::Advice) << pulse;
    }
    for (const char* lasting : {"on_for: 10 s, every: 10 s", "days: sat",
                                "from: '12:00', to: '12:00'", "from: '12:00:00', to: '12:00:11'"}) {
        EXPECT_THAT(names_of(winch(lasting)),
                    ElementsAre("combined_discharge", "discharge_above_1c"))
            << lasting;
    }
}

// R-BAT-9, R-SYS-7: 10 mA beside the BMS's 3 mA, to damage from 50 % of 100 Ah with a floor of 10 %
// and 1 % left at the low-cell cut, without self-discharge: 49 Ah at 13 mA and 1 Ah at 11.2 mA are
// 160.8 days; behind LOAD 40 Ah at 13 mA, 9 Ah at 3 mA and 1 Ah at 1.2 mA are 287.9.
TEST(Wiring, NamesTheLoadThatNothingCutsOff) {
    const auto found = [](const std::string& devices) {
        return uncontrolled_loads(
            engine::load_scenario_text(
                "duration: 1 d\n"
                "bank: {battery: {like: lithium_ng_12v8_100ah, electronics_draws: 0 mA}, "
                "soc_pct: 50, self_discharge_pct_per_30d: 0}\n"
                "bms: {discharge_floor: 10 %, low_soc_warning: 15 %}\ndevices:\n" +
                    devices,
                "s.yaml")
                .scenario);
    };
    const auto findings = found(
        "  alarm: {model: constant_current, draws: 10 mA}\n"
        "  lamp: {model: constant_current, draws: 1 A, switched_by: load}\n");
    ASSERT_THAT(names_of(findings), ElementsAre("uncontrolled_load"));
    EXPECT_EQ(findings[0].device, "alarm");
    EXPECT_EQ(findings[0].severity, Finding::Severity::Advice);
    EXPECT_THAT(findings[0].source, HasSubstr("R-BAT-9"));
    const auto alone = found("  alarm: {model: constant_current, draws: 10 mA}\n");
    EXPECT_THAT(alone.at(0).text, HasSubstr("it goes on drawing 10 mA after LOAD has opened. Moved "
                                            "behind LOAD it would put off damage by 127.2 days "
                                            "(closed form: day 160.8 to day 287.9)."));
    EXPECT_THAT(found("  alarm: {model: constant_current, draws: 10 mA, connected_to: load}\n"),
                IsEmpty());
}

// R-OUT-7: from the start, and by an event.
TEST(Wiring, TellsOfADischargeFloorThatIsOff) {
    const auto with = [](const std::string& more) {
        return names_of(
            broken_by("  lamp: {model: constant_current, draws: 1 A, switched_by: "
                      "load}\n",
                      more));
    };
    EXPECT_THAT(with("bms: {discharge_floor_pct: 0}\n"), ElementsAre("floor_off"));
    EXPECT_THAT(with("events: [{at: 1 h, setting: {discharge_floor_pct: 0}}]\n"),
                ElementsAre("floor_off"));
    EXPECT_THAT(with("events: [{at: 1 h, setting: {discharge_floor_pct: 15}}]\n"), IsEmpty());
}

// R-REM-1
TEST(Wiring, TellsThatAnOpenRemoteStopsTheChargersToo) {
    const std::string sun = "  sun: {model: cc_cv_charger, charges: 10 A}\n";
    const auto findings = broken_by(sun, "events: [{at: 1 h, remote: open}]\n");
    ASSERT_THAT(names_of(findings), ElementsAre("remote_stops_charger"));
    EXPECT_EQ(findings[0].device, "sun");
    EXPECT_THAT(broken_by(sun), IsEmpty());
    EXPECT_THAT(broken_by(sun, "events: [{at: 1 h, remote: joined}]\n"), IsEmpty());
    EXPECT_THAT(names_of(broken_by(sun, "bms: {remote: open}\n")),
                ElementsAre("remote_stops_charger"));
    EXPECT_THAT(names_of(broken_by("  relay: {model: battery_protect_65, product: "
                                   "battery_protect_for_a_charger}\n  mains: {model: "
                                   "cc_cv_charger, charges: 10 A, switched_by: nothing, "
                                   "connected_to: relay}\n",
                                   "bms: {remote: open}\n")),
                ElementsAre("remote_stops_charger"));
}

// R-SYS-3, R-SYS-5: by the tree, however many switches lie between.
TEST(Wiring, TellsOfAnInverterBehindABatteryProtect) {
    const std::string switches =
        "  main: {model: main_switch}\n  protect: {model: smart_battery_protect_65, connected_to: "
        "main}\n  cabin: {model: main_switch, connected_to: protect}\n";
    const auto inverter_at = [&](const std::string& place) {
        return broken_by(switches +
                         "  inverter: {model: inverter_ve_direct_12_375, supplies: 100 W, "
                         "connected_to: " +
                         place + "}\n");
    };
    EXPECT_THAT(inverter_at("main"), IsEmpty());
    EXPECT_THAT(names_of(inverter_at("protect")), ElementsAre("inverter_behind_protect"));
    const auto findings = inverter_at("cabin");
    ASSERT_THAT(names_of(findings), ElementsAre("inverter_behind_protect"));
    EXPECT_EQ(findings[0].device, "inverter");
    EXPECT_THAT(findings[0].text, HasSubstr("inverter hangs behind protect"));
    EXPECT_THAT(findings[0].source, HasSubstr("§3.3.3"));
}

// R-SYS-4: whatever its law, by what it is to the BMS (manual Appendix A 2).
TEST(Wiring, TellsOfAVeBusInverterBehindABatteryProtectToo) {
    const auto behind = [](const std::string& inverter) {
        return names_of(broken_by(
            "  protect: {model: smart_battery_protect_65}\n  inverter: {model: " + inverter +
            ", draws: 50 W, switched_by: nothing, connected_to: protect}\n"));
    };
    EXPECT_THAT(behind("ve_bus_inverter"), ElementsAre("inverter_behind_protect"));
    EXPECT_THAT(behind("constant_power, product: ve_bus_inverter"),
                ElementsAre("inverter_behind_protect"));
    EXPECT_THAT(behind("constant_power, product: inverter_ve_direct"),
                ElementsAre("inverter_behind_protect"));
    EXPECT_THAT(behind("orion_dc_dc"), IsEmpty());
}

// 62 W at 12.8 V are 4.84 A, which the bank gives, not the output; a remote input takes 10 mA, and
// what hears PRE-ALARM runs while there is one (manual §2.2). A buzzer is fed by the output, and
// so is the coil of a relay, but not the horn behind it.
// R-OUT-3, R-OUT-6, R-SYS-4
TEST(Wiring, TellsOfALoadThatPreAlarmSwitches) {
    const auto on_pre_alarm = [](const std::string& device) {
        const auto loaded = engine::load_scenario_text(
            "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\ndevices:\n  it: "
            "{" +
                device + ", switched_by: pre_alarm}\n",
            "s.yaml");
        const std::vector<Wired> devices = wired_of(loaded.scenario);
        return std::pair{output_loads(devices)[2].sourced_a,
                         wiring_findings(devices, Language::English)};
    };
    for (const char* inverter :
         {"model: inverter_ve_direct_12_375, supplies: 50 W", "model: ve_bus_inverter, draws: 62 W",
          "model: constant_power, draws: 62 W, product: plain_load"}) {
        const auto [sourced_a, findings] = on_pre_alarm(inverter);
        EXPECT_NEAR(sourced_a, 0.010, 1e-12) << inverter;
        ASSERT_THAT(names_of(findings), ElementsAre("load_on_pre_alarm")) << inverter;
        EXPECT_EQ(findings[0].device, "it");
        EXPECT_THAT(findings[0].text, HasSubstr("it runs only while there is an alarm"));
        EXPECT_THAT(findings[0].source, HasSubstr("manual §2.2"));
    }
    EXPECT_THAT(on_pre_alarm("model: ve_bus_inverter, draws: 62 W").second[0].advice,
                HasSubstr("inverting remote on-off cable (ASS030550100 or ASS030550120)"));
    for (const auto& [device, drawn_a] :
         {std::pair{"model: constant_current, draws: 20 mA", 0.020},
          std::pair{"model: constant_current, draws: 30 mA, product: buzzer", 0.030},
          std::pair{"model: relay, draws_closed: 150 mA", 0.150},
          std::pair{"model: constant_current, draws: 5 A, product: {like: relay, control_draws: "
                    "120 mA}",
                    0.120}}) {
        const auto [sourced_a, findings] = on_pre_alarm(device);
        EXPECT_NEAR(sourced_a, drawn_a, 1e-12) << device;
        EXPECT_THAT(findings, IsEmpty()) << device;
    }
}

// Their data sheets: 65, 100 and 220 A for ever, 120 A of a Cyrix. 819.2 W are 64 A at 12.8 V.
// R-SYS-5
TEST(Wiring, TellsOfASwitchThatCarriesLessThanWhatHangsBehindIt) {
    const auto behind = [](const std::string& protect, const std::string& devices) {
        return named(broken_by("  protect: {model: " + protect + "}\n" + devices),
                     "switch_overloaded");
    };
    const auto lamp = [](const std::string& draws) {
        return "  griddle: {model: constant_power, draws: 819.2 W, connected_to: protect}\n"
               "  cabin: {model: main_switch, connected_to: protect}\n"
               "  lamp: {model: constant_current, connected_to: cabin, draws: " +
               draws + "}\n";
    };
    EXPECT_THAT(behind("smart_battery_protect_65", lamp("0.99 A")), IsEmpty());
    const auto findings = behind("smart_battery_protect_65", lamp("2 A"));
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].device, "protect");
    EXPECT_EQ(findings[0].severity, Finding::Severity::Mistake);
    EXPECT_EQ(
        findings[0].text,
        "protect (Smart BatteryProtect 12/24 V 65 A) carries 65 A for ever; what hangs behind "
        "it can take 66 A all at once.");
    EXPECT_THAT(findings[0].advice, HasSubstr("Take a Smart BatteryProtect 12/24 V 100 A (model: "
                                              "smart_battery_protect_100)"));
    EXPECT_THAT(behind("battery_protect_65", lamp("60 A")).at(0).advice,
                HasSubstr("model: battery_protect_220"));
    EXPECT_THAT(behind("smart_battery_protect_220", lamp("160 A")).at(0).advice,
                HasSubstr("split it between several"));
    // A pulse is none of it; a switch of which nobody says what it carries is not asked.
    EXPECT_THAT(behind("smart_battery_protect_65", lamp("60 A, on_for: 10 s, every: 1 h")),
                IsEmpty());
    EXPECT_EQ(behind("smart_battery_protect_65", lamp("60 A, on_for: 11 s, every: 1 h")).size(),
              1U);
    EXPECT_THAT(behind("main_switch", lamp("600 A")), IsEmpty());
    EXPECT_EQ(behind("main_switch, rated: 50 A", lamp("1 A")).size(), 1U);
}

// R-SYS-6, R-SYS-9: what charges goes the other way, and is not added to the loads.
TEST(Wiring, TellsOfASwitchThatCarriesLessThanTheChargersBehindIt) {
    const auto overloaded = [](const std::string& devices) {
        std::vector<std::string> names;
        for (const Finding& finding : named(broken_by(devices), "switch_overloaded")) {
            names.push_back(finding.device);
        }
        return names;
    };
    const auto line = [](const std::string& charges) {
        return "  line: {model: battery_protect_65, product: battery_protect_for_a_charger}\n"
               "  lamp: {model: constant_current, draws: 30 A, connected_to: line}\n"
               "  mains: {model: cc_cv_charger, switched_by: nothing, connected_to: line, "
               "charges: " +
               charges + "}\n";
    };
    EXPECT_THAT(overloaded(line("65 A")), IsEmpty());
    EXPECT_THAT(overloaded(line("66 A")), ElementsAre("line"));
    const auto engine = [](const std::string& charges) {
        return "  cyrix: {model: cyrix_li_ct_120}\n"
               "  starter: {model: lead_battery_12v, capacity: 70 Ah, connected_to: cyrix}\n"
               "  alternator: {model: alternator, connected_to: cyrix, charges: " +
               charges + "}\n";
    };
    EXPECT_THAT(overloaded(engine("120 A")), IsEmpty());
    EXPECT_THAT(overloaded(engine("121 A")), ElementsAre("cyrix"));
}

// R-SYS-11
TEST(Wiring, TellsOfAChargerThatGoesOffWithTheLoads) {
    const auto sun_at = [](const std::string& place) {
        return broken_by(
            "  protect: {model: smart_battery_protect_65}\n  relay: {model: "
            "battery_protect_65, product: battery_protect_for_a_charger}\n"
            "  sun: {model: cc_cv_charger, charges: 10 A, connected_to: " +
            place + "}\n");
    };
    EXPECT_THAT(sun_at("battery"), IsEmpty());
    EXPECT_THAT(sun_at("relay"), IsEmpty());
    EXPECT_THAT(names_of(sun_at("protect")), ElementsAre("charger_behind_load"));
    EXPECT_THAT(names_of(sun_at("load")), ElementsAre("charger_behind_load"));
}

// R-BAT-9, R-SYS-9: a charger without a remote, behind a BatteryProtect that CHARGER opens.
TEST(Wiring, KnowsAChargerThatASwitchBeforeItStops) {
    EXPECT_THAT(broken_by("  relay: {model: battery_protect_65, product: "
                          "battery_protect_for_a_charger}\n  mains: {model: cc_cv_charger, "
                          "charges: 10 A, switched_by: nothing, connected_to: relay}\n"),
                IsEmpty());
}

// R-SYS-6, R-BAT-9: an IP22 has no remote input; the relay in its line hears CHARGER.
TEST(Wiring, KnowsAChargerThatACyrixLiChargeStops) {
    EXPECT_THAT(names_of(broken_by("  mains: {model: blue_smart_ip22_12_15}\n")),
                ElementsAre("uncontrolled_charger"));
    const std::string behind_link =
        "  link: {model: cyrix_li_charge_120}\n"
        "  mains: {model: blue_smart_ip22_12_15, connected_to: link}\n";
    EXPECT_THAT(broken_by(behind_link), IsEmpty());
    EXPECT_THAT(text_report(wiring_of(behind_link), Language::English),
                HasSubstr("from CHARGER to its control input, by a plain wire"));
}

TEST(Wiring, TellsWhatADeviceHangsBehind) {
    const auto loaded = engine::load_scenario_text(
        "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\ndevices:\n"
        "  protect: {model: smart_battery_protect_65}\n"
        "  fridge: {model: constant_power, draws: 45 W, connected_to: protect}\n",
        "s.yaml");
    const std::vector<Wired> devices = wired_of(loaded.scenario);
    EXPECT_EQ(devices[1].cut_by, Switch::Load);
    const WiringDocument document = wiring_document(devices, {});
    EXPECT_EQ(document.devices[1].connected_to, "protect");
    EXPECT_THAT(text_report(document, Language::English), HasSubstr("behind protect"));
    EXPECT_THAT(text_report(document, Language::Swedish), HasSubstr("bakom protect"));
}

// Behind a combiner are the starter battery and its loads: listed, but nothing of the bank's.
TEST(Wiring, ListsWhatHangsOnTheStarterBusAndAsksNothingOfIt) {
    const auto loaded = engine::load_scenario_text(
        "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\ndevices:\n"
        "  cyrix: {model: cyrix_li_ct_120}\n"
        "  starter: {model: lead_battery_12v, capacity: 70 Ah, connected_to: cyrix}\n"
        "  winch: {model: constant_current, draws: 300 A, connected_to: cyrix}\n",
        "s.yaml");
    const std::vector<Wired> devices = wired_of(loaded.scenario);
    const WiringDocument document = wiring_document(devices, {});
    ASSERT_EQ(document.devices.size(), 3U);
    EXPECT_EQ(document.devices[1].device, "starter");
    EXPECT_EQ(document.devices[2].connected_to, "cyrix");
    EXPECT_THAT(text_report(document, Language::English),
                HasSubstr("  starter\n    behind cyrix\n  winch\n    behind cyrix\n"));
    EXPECT_THAT(wiring_findings(devices, Language::English), IsEmpty());
    EXPECT_THAT(names_of(system_findings(loaded.scenario, devices, Language::English)),
                AllOf(Not(Contains("combined_discharge")), Not(Contains("discharge_above_1c"))));
}

// R-BAT-12
TEST(Wiring, TellsThatANewBankIsChargedFullFirst) {
    const auto of_bank = [](const std::string& bank) {
        const auto loaded = engine::load_scenario_text(
            "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, " + bank + "}\n", "s.yaml");
        return names_of(system_findings(loaded.scenario, {}, Language::English));
    };
    EXPECT_THAT(of_bank("soc_pct: 50, new: true"), ElementsAre("new_bank_not_full"));
    EXPECT_THAT(of_bank("soc_pct: 100, new: true"), IsEmpty());
    EXPECT_THAT(of_bank("soc_pct: 50"), IsEmpty());
}

// Its manual: panels must stand 5 V above the battery to start it, and its name begins with the
// highest voltage that it bears. -0.3 % per kelvin: 70 V at 25 °C are 78.4 V at -15 °C.
TEST(Wiring, TellsOfPanelsThatAreTooLowOrTooHighForTheirSolarCharger) {
    const auto panels_of = [](const std::string& volts, const std::string& climate) {
        return broken_by(
            "  sun: {model: smartsolar_75_15, panel: 100 W" + volts + "}\n",
            "start: '2026-01-05'\nweather: {synthetic: {like: piedmont, "
            "yearly_amplitude: 0 degC, daily_amplitude: 0 degC, spells: 0 degC, temperature: " +
                climate + "}}\n");
    };
    EXPECT_THAT(panels_of("", "-15 degC"), IsEmpty());
    EXPECT_THAT(panels_of(", panel_voltage: 22 V", "-15 degC"), IsEmpty());
    const auto low = panels_of(", panel_voltage: 17.8 V", "-15 degC");
    ASSERT_THAT(names_of(low), ElementsAre("panel_voltage_low"));
    EXPECT_EQ(low[0].device, "sun");
    EXPECT_THAT(low[0].text, HasSubstr("have 17.8 V; it starts at 5 V above its battery, which is "
                                       "one of 12.8 V"));
    EXPECT_THAT(panels_of(", panel_voltage: 17.9 V", "-15 degC"), IsEmpty());
    EXPECT_THAT(panels_of(", panel_voltage: 70 V", "25 degC"), IsEmpty());
    const auto high = panels_of(", panel_voltage: 70 V", "-15 degC");
    ASSERT_THAT(names_of(high), ElementsAre("panel_voltage_high"));
    EXPECT_THAT(high[0].text, HasSubstr("70 V at 25 °C and 78.4 V at the -15 °C of the coldest "
                                        "hour; it bears 75 V"));
    EXPECT_THAT(names_of(panels_of(", panel_voltage: 76 V", "40 degC")),
                ElementsAre("panel_voltage_high"));
}

}  // namespace
}  // namespace reports
