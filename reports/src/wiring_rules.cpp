// The rules of the manual that a system can break before it has run for a second.

#include "reports/findings.hpp"
#include "reports/tell.hpp"
#include "reports/wiring.hpp"
#include "reports/words.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace reports {

using engine::Finding;
using engine::Hears;
using engine::Switch;

namespace {

std::string_view name_of_output(Switch output) {
    switch (output) {
        case Switch::Load:
            return "LOAD";
        case Switch::Charger:
            return "CHARGER";
        case Switch::PreAlarm:
            return "PRE-ALARM";
        case Switch::Nothing:
            break;
    }
    return "nothing";
}

/// "inverting remote on-off cable (ASS030550100 or ASS030550120)"
std::string named(engine::Cable cable, Language language) {
    const std::string_view articles = engine::row_of(cable).articles;
    const std::string_view text = text_of(cable, language);
    return articles.empty() ? std::string{text} : fmt::format("{} ({})", text, articles);
}

void find_refused(const Wired& device, Language language, std::vector<Finding>& out) {
    if (!device.product.refused) {
        return;
    }
    const bool is_ve_bus = *device.product.refused == engine::Refusal::VeBus;
    out.push_back(make_finding(
        "refused_product", Finding::Severity::Mistake, device.name,
        is_ve_bus ? tell(language,
                         "{} speaks VE.Bus alone, and a smallBMS NG does not: it can be neither "
                         "stopped from discharging nor from charging.",
                         "{} talar bara VE.Bus, och det gör inte smallBMS NG: den kan hindras "
                         "varken från att ladda ur eller från att ladda.",
                         device.product.name)
                  : tell(language, "{} does not talk to a smallBMS NG.",
                         "{} talar inte med en smallBMS NG.", device.product.name),
        language,
        is_ve_bus ? tell(language, "Take a VE.Bus BMS NG or a Lynx Smart BMS NG.",
                         "Ta en VE.Bus BMS NG eller en Lynx Smart BMS NG.")
                  : tell(language, "Take Lithium NG batteries.", "Ta Lithium NG-batterier.")));
}

void find_uncontrolled_charger(const Wired& device, Language language, std::vector<Finding>& out) {
    // Through a wrong cable it is another mistake; behind a switch that CHARGER opens it is none.
    if (!device.is_charger || device.switched_by == Switch::Charger ||
        device.cut_by == Switch::Charger) {
        return;
    }
    out.push_back(make_finding(
        "uncontrolled_charger", Finding::Severity::Mistake, device.name,
        tell(language,
             "{} is not switched by CHARGER: it goes on charging when a cell is full, too cold or "
             "too hot.",
             "{} styrs inte av CHARGER: den fortsätter att ladda när en cell är full, för kall "
             "eller för varm.",
             device.name),
        language));
}

void find_load_on_charger(const Wired& device, Language language, std::vector<Finding>& out) {
    const bool is_coil = device.product.is_inductive;
    const bool is_by_charger =
        device.switched_by == Switch::Charger || device.cut_by == Switch::Charger;
    // A switch may open the line of a charger, unless it is a coil (R-SYS-9).
    if (device.is_charger || !is_by_charger || (device.is_switch && !is_coil)) {
        return;
    }
    out.push_back(make_finding(
        is_coil ? "inductive_on_charger" : "load_on_charger", Finding::Severity::Mistake,
        device.name,
        is_coil ? tell(language, "{} is a coil, and CHARGER is not made for inductive loads.",
                       "{} är en spole, och CHARGER är inte gjord för induktiv last.", device.name)
                : tell(language,
                       "{} is a load that CHARGER switches: it stops when the bank is full or "
                       "cold, and goes on when it is empty.",
                       "{} är en belastning som CHARGER styr: den stannar när banken är full "
                       "eller kall och går vidare när den är tom.",
                       device.name),
        language));
}

std::string consequence_of(Hears hears, Switch output, Language language) {
    const std::string_view name = name_of_output(output);
    switch (hears) {
        case Hears::Inverted:
            return tell(language, "it runs while {} floats, and stops while it is High",
                        "den går medan {} flyter och står medan den är hög", name);
        case Hears::Never:
            return tell(language, "it never runs: {} pulls nothing low",
                        "den går aldrig: {} drar inget lågt", name);
        case Hears::Always:
        case Hears::Output:
            break;
    }
    return tell(language, "{} does not reach it, and it runs on", "{} når den inte, och den går på",
                name);
}

void find_wrong_cable(const Wired& device, Language language, std::vector<Finding>& out) {
    if (device.switched_by == Switch::Nothing || device.hears() == Hears::Output ||
        device.product.refused) {
        return;
    }
    out.push_back(
        make_finding("wrong_cable", Finding::Severity::Mistake, device.name,
                     tell(language, "{} hears {} through the wrong thing ({}): {}.",
                          "{} hör {} genom fel sak ({}): {}.", device.name,
                          name_of_output(device.switched_by), named(device.cable, language),
                          consequence_of(device.hears(), device.switched_by, language)),
                     language,
                     tell(language, "Use: {}, to: {}.", "Använd: {}, till: {}.",
                          named(engine::cable_for(device.product.input), language),
                          text_of(device.product.terminal, language))));
}

struct OverloadRow {
    Switch output;
    std::string_view finding;
};
constexpr std::array<OverloadRow, 3> overloads{{{Switch::Load, "load_overloaded"},
                                                {Switch::Charger, "charger_overloaded"},
                                                {Switch::PreAlarm, "pre_alarm_overloaded"}}};

/// R-OUT-6: no output is short-circuit proof.
void find_overloads(std::span<const Wired> devices, Language language, std::vector<Finding>& out) {
    for (const OutputLoad& load : output_loads(devices)) {
        constexpr double rounding_a = 1e-9;  // fifty times 10 mA are half an ampere
        if (load.sourced_a <= load.gives_a + rounding_a) {
            continue;
        }
        std::string names;
        for (const Wired& device : devices) {
            if (device.switched_by == load.output && device.from_output_a > 0.0) {
                names += (names.empty() ? "" : ", ") + device.name;
            }
        }
        const auto* row =
            std::find_if(overloads.begin(), overloads.end(),
                         [&](const OverloadRow& r) { return r.output == load.output; });
        out.push_back(
            make_finding(row->finding, Finding::Severity::Mistake, names,
                         tell(language, "{} gives {:g} A; what hangs on it takes {:.2f} A ({}).",
                              "{} ger {:g} A; det som sitter på den tar {:.2f} A ({}).",
                              name_of_output(load.output), load.gives_a, load.sourced_a, names),
                         language));
    }
}

/// R-SYS-12: all of them at once, against what the strings carry together.
void find_combined_currents(const engine::Scenario& scenario, std::span<const Wired> devices,
                            Language language, std::vector<Finding>& out) {
    const engine::BatteryEntry& battery = scenario.bank.battery;
    double charge_a = 0.0;
    double discharge_a = 0.0;
    for (const Wired& device : devices) {
        (device.is_charger ? charge_a : discharge_a) += device.draws_a;
    }
    struct Direction {
        std::string_view finding;
        double sum_a;
        double continuous_a;
        double recommended_a;
        BothLanguages who;
    };
    const int strings = scenario.bank.parallel;
    const std::array<Direction, 2> directions{
        {{"combined_charge",
          charge_a,
          battery.charge_continuous_a * strings,
          battery.charge_recommended_c * battery.capacity_ah * strings,
          {"chargers", "laddare"}},
         {"combined_discharge",
          discharge_a,
          battery.discharge_continuous_a * strings,
          battery.discharge_recommended_c * battery.capacity_ah * strings,
          {"loads", "belastningar"}}}};
    for (const Direction& direction : directions) {
        const bool is_broken = direction.sum_a > direction.continuous_a;
        if (!is_broken && direction.sum_a <= direction.recommended_a) {
            continue;
        }
        const std::string_view who = direction.who.in(language);
        out.push_back(make_finding(
            direction.finding, is_broken ? Finding::Severity::Mistake : Finding::Severity::Advice,
            "",
            tell(language,
                 "All {} at once are {:.4g} A; the bank is made for {:.4g} A, and {:.4g} A are "
                 "recommended.",
                 "Alla {} på en gång är {:.4g} A; banken är gjord för {:.4g} A, och {:.4g} A "
                 "rekommenderas.",
                 who, direction.sum_a, direction.continuous_a, direction.recommended_a),
            language));
    }
}

/// R-REM-1: an open remote floats CHARGER too, so nothing charges while a bank is laid up.
void find_remote_that_stops_chargers(const engine::Scenario& scenario,
                                     std::span<const Wired> devices, Language language,
                                     std::vector<Finding>& out) {
    const bool is_opened =
        std::any_of(scenario.events.begin(), scenario.events.end(), [](const auto& event) {
            return event.remote && event.remote->wired == engine::RemoteEntry::Wired::Open;
        });
    for (const Wired& device : devices) {
        if (is_opened && device.is_charger && device.switched_by == Switch::Charger &&
            device.hears() == Hears::Output) {
            out.push_back(make_finding(
                "remote_stops_charger", Finding::Severity::Advice, device.name,
                tell(language,
                     "While the remote is open CHARGER floats, too: {} does not charge the bank.",
                     "Medan fjärringången är öppen flyter även CHARGER: {} laddar inte banken.",
                     device.name),
                language));
        }
    }
}

/// The switches between a device and what feeds it, the nearest first.
std::vector<std::string> switches_before(const engine::Scenario& scenario,
                                         const engine::DeviceEntry& device) {
    std::vector<std::string> names;
    for (const auto* at = &device; scenario.switch_before(*at) != nullptr;
         at = scenario.switch_before(*at)) {
        names.push_back(at->connected_to);
    }
    return names;
}

/// It starts with a surge into its capacitors, and has a remote input of its own.
void find_inverter_behind_protect(const engine::Scenario& scenario, Language language,
                                  std::vector<Finding>& out) {
    for (const auto& [name, device] : scenario.devices) {
        if (device.type != engine::DeviceType::Inverter) {
            continue;
        }
        for (const std::string& before : switches_before(scenario, device)) {
            const auto type = scenario.devices[*scenario.device_named(before)].second.type;
            if (type == engine::DeviceType::BatteryProtect) {
                out.push_back(make_finding(
                    "inverter_behind_protect", Finding::Severity::Mistake, name,
                    tell(language,
                         "{} hangs behind {}: the surge into an inverter trips a BatteryProtect, "
                         "or destroys it.",
                         "{} sitter bakom {}: strömstöten in i en växelriktare löser ut en "
                         "BatteryProtect, eller förstör den.",
                         name, before),
                    language));
                break;
            }
        }
    }
}

void find_charger_behind_load(const engine::Scenario& scenario, Language language,
                              std::vector<Finding>& out) {
    for (const auto& [name, device] : scenario.devices) {
        const std::vector<std::string> before = switches_before(scenario, device);
        const bool is_cut = std::any_of(before.begin(), before.end(), [&](const auto& each) {
            return scenario.devices[*scenario.device_named(each)].second.obeys() == Switch::Load;
        });
        if (device.is_charger() && (is_cut || scenario.is_fed_by_load(device))) {
            out.push_back(make_finding(
                "charger_behind_load", Finding::Severity::Mistake, name,
                tell(language,
                     "{} is cut off with the loads: a bank whose LOAD has opened is not charged "
                     "again by it.",
                     "{} kopplas från med belastningarna: en bank vars LOAD har öppnat laddas inte "
                     "igen av den.",
                     name),
                language));
        }
    }
}

void find_new_bank(const engine::Scenario& scenario, Language language, std::vector<Finding>& out) {
    if (scenario.bank.is_new && scenario.bank.soc_pct < 100.0) {
        out.push_back(
            make_finding("new_bank_not_full", Finding::Severity::Mistake, "",
                         tell(language, "The bank is new and goes into service at {:g} %.",
                              "Banken är ny och tas i drift vid {:g} %.", scenario.bank.soc_pct),
                         language));
    }
}

}  // namespace

std::vector<Finding> wiring_findings(std::span<const Wired> devices, Language language) {
    std::vector<Finding> out;
    for (const Wired& device : devices) {
        find_refused(device, language, out);
        find_uncontrolled_charger(device, language, out);
        find_load_on_charger(device, language, out);
        find_wrong_cable(device, language, out);
    }
    find_overloads(devices, language, out);
    sort_by_severity(out);
    return out;
}

std::vector<Finding> system_findings(const engine::Scenario& scenario,
                                     std::span<const Wired> devices, Language language) {
    std::vector<Finding> out;
    find_combined_currents(scenario, devices, language, out);
    find_remote_that_stops_chargers(scenario, devices, language, out);
    find_inverter_behind_protect(scenario, language, out);
    find_charger_behind_load(scenario, language, out);
    find_new_bank(scenario, language, out);
    sort_by_severity(out);
    return out;
}

}  // namespace reports
