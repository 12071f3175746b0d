// The rules of the manual about how one device is wired, and what hangs on one output.

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

/// R-OUT-3: PRE-ALARM floats until a cell is nearly empty.
void find_load_on_pre_alarm(const Wired& device, Language language, std::vector<Finding>& out) {
    if (device.switched_by != Switch::PreAlarm || device.is_fed_by_output ||
        device.product.switched_by != Switch::Load) {
        return;
    }
    out.push_back(make_finding(
        "load_on_pre_alarm", Finding::Severity::Mistake, device.name,
        tell(language,
             "{} hears PRE-ALARM, which floats until the bank is nearly empty: it runs only while "
             "there is an alarm, from what is left then.",
             "{} hör PRE-ALARM, som flyter tills banken är nästan tom: den går bara medan det är "
             "larm, på det som då är kvar.",
             device.name),
        language,
        tell(language, "Let LOAD switch it, to: {}, by: {}.",
             "Låt LOAD styra den, till: {}, med: {}.", text_of(device.product.terminal, language),
             named(engine::cable_for(device.product.input), language))));
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

}  // namespace

std::vector<Finding> wiring_findings(std::span<const Wired> devices, Language language) {
    std::vector<Finding> out;
    for (const Wired& device : devices) {
        find_refused(device, language, out);
        find_uncontrolled_charger(device, language, out);
        find_load_on_charger(device, language, out);
        find_load_on_pre_alarm(device, language, out);
        find_wrong_cable(device, language, out);
    }
    find_overloads(devices, language, out);
    sort_by_severity(out);
    return out;
}

}  // namespace reports
