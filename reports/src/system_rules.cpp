// The rules of the manual that a system as a whole can break before it has run for a second.

#include "engine/scenario_loader.hpp"
#include "reports/findings.hpp"
#include "reports/tell.hpp"
#include "reports/wiring.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

namespace reports {

using engine::Finding;
using engine::Switch;

namespace {

/// What a bank takes or gives in one direction.
struct Direction {
    bool charges;
    std::string_view finding;  // of all devices together
    double continuous_a;
    double pulse_a;
    double recommended_a;
    BothLanguages who;
};

std::array<Direction, 2> directions_of(const engine::BankEntry& bank) {
    const engine::BatteryEntry& battery = bank.battery;
    const int strings = bank.parallel;
    return {{{.charges = true,
              .finding = "combined_charge",
              .continuous_a = battery.charge_continuous_a * strings,
              .pulse_a = battery.charge_pulse_a * strings,
              .recommended_a = battery.charge_recommended_c * battery.capacity_ah * strings,
              .who = {"chargers", "laddare"}},
             {.charges = false,
              .finding = "combined_discharge",
              .continuous_a = battery.discharge_continuous_a * strings,
              .pulse_a = battery.discharge_pulse_a * strings,
              .recommended_a = battery.discharge_recommended_c * battery.capacity_ah * strings,
              .who = {"loads", "belastningar"}}}};
}

constexpr engine::SimTime longest_pulse = std::chrono::seconds{10};  // R-BAT-3

bool is_pulse(const Wired& device) {
    return device.runs_for && *device.runs_for <= longest_pulse;
}

/// R-SYS-12: all of them at once, against what the strings carry together.
void find_combined_currents(const engine::Scenario& scenario, std::span<const Wired> devices,
                            Language language, std::vector<Finding>& out) {
    for (const Direction& direction : directions_of(scenario.bank)) {
        double sum_a = 0.0;
        double lasting_a = 0.0;
        for (const Wired& device : devices) {
            const double draws_a = device.is_charger == direction.charges ? device.draws_a : 0.0;
            sum_a += draws_a;
            lasting_a += is_pulse(device) ? 0.0 : draws_a;
        }
        const bool is_broken = lasting_a > direction.continuous_a || sum_a > direction.pulse_a;
        if (!is_broken && sum_a <= direction.recommended_a) {
            continue;
        }
        out.push_back(make_finding(
            direction.finding, is_broken ? Finding::Severity::Mistake : Finding::Severity::Advice,
            "",
            tell(language,
                 "All {} at once are {:.4g} A; the bank is made for {:.4g} A, and {:.4g} A are "
                 "recommended.",
                 "Alla {} på en gång är {:.4g} A; banken är gjord för {:.4g} A, och {:.4g} A "
                 "rekommenderas.",
                 direction.who.in(language), sum_a, direction.continuous_a,
                 direction.recommended_a),
            language));
    }
}

/// R-BAT-3: one of them alone is more than the bank is made for, or is so for longer than a pulse.
void find_above_1c(const engine::Scenario& scenario, std::span<const Wired> devices,
                   Language language, std::vector<Finding>& out) {
    for (const Direction& direction : directions_of(scenario.bank)) {
        for (const Wired& device : devices) {
            const bool is_within_pulse = device.draws_a <= direction.pulse_a;
            if (device.is_charger != direction.charges ||
                device.draws_a <= direction.continuous_a || (is_within_pulse && is_pulse(device))) {
                continue;
            }
            if (is_within_pulse && device.has_rhythm && device.runs_for) {
                out.push_back(make_finding(
                    "long_pulse", Finding::Severity::Mistake, device.name,
                    tell(
                        language,
                        "{} is {:.4g} A for {:g} s; what is more than {:.4g} A lasts 10 s at most.",
                        "{} är {:.4g} A i {:g} s; det som är mer än {:.4g} A varar högst 10 s.",
                        device.name, device.draws_a, engine::to_seconds(*device.runs_for),
                        direction.continuous_a),
                    language));
                continue;
            }
            out.push_back(make_finding(
                direction.charges ? "charge_above_1c" : "discharge_above_1c",
                Finding::Severity::Mistake, device.name,
                tell(language,
                     "{} alone is {:.4g} A; the bank is made for {:.4g} A, and for {:.4g} A in "
                     "pulses of 10 s.",
                     "{} ensam är {:.4g} A; banken är gjord för {:.4g} A, och för {:.4g} A i "
                     "pulser på 10 s.",
                     device.name, device.draws_a, direction.continuous_a, direction.pulse_a),
                language));
        }
    }
}

/// R-REM-1: an open remote floats CHARGER too, so nothing charges while a bank is laid up.
void find_remote_that_stops_chargers(const engine::Scenario& scenario,
                                     std::span<const Wired> devices, Language language,
                                     std::vector<Finding>& out) {
    const auto is_open = [](const engine::RemoteEntry& remote) {
        return remote.wired == engine::RemoteEntry::Wired::Open;
    };
    const bool is_opened =
        is_open(scenario.bms.remote) ||
        std::any_of(scenario.events.begin(), scenario.events.end(),
                    [&](const auto& event) { return event.remote && is_open(*event.remote); });
    for (const Wired& device : devices) {
        const auto& entry = scenario.devices[*scenario.device_named(device.name)].second;
        const bool is_told_by_its_link = scenario.link_before(entry) != nullptr;
        if (is_opened && device.is_charger && device.cut_by == Switch::Charger &&
            !is_told_by_its_link) {
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

/// The smallest of the same kind in the catalogue that carries this, on this bank; none: "".
std::string bigger_switch(const engine::Scenario& scenario, const engine::DeviceEntry& device,
                          double carries_a) {
    static const std::vector<std::pair<std::string, engine::DeviceEntry>> switches = [] {
        const engine::Catalog catalog = engine::Catalog::shipped();
        std::vector<std::pair<std::string, engine::DeviceEntry>> all;
        for (const std::string& name : catalog.names("devices")) {
            engine::Provenance unused;
            engine::DeviceEntry entry = engine::read_device(catalog, name, unused);
            if (entry.rated_a) {
                all.emplace_back(name, std::move(entry));
            }
        }
        return all;
    }();
    const auto fits = [&](const engine::DeviceEntry& other) {
        const bool is_of_its_kind = other.type == device.type && other.product && device.product &&
                                    other.product->terminal == device.product->terminal;
        return is_of_its_kind && *other.rated_a >= carries_a &&
               other.works_up_to_v.value_or(scenario.charge_voltage_at(device)) >=
                   scenario.charge_voltage_at(device) &&
               other.made_for_at_least_v <= scenario.nominal_voltage_at(device);
    };
    const std::pair<std::string, engine::DeviceEntry>* smallest = nullptr;
    for (const auto& one : switches) {
        if (fits(one.second) &&
            (smallest == nullptr || *one.second.rated_a < *smallest->second.rated_a)) {
            smallest = &one;
        }
    }
    return smallest == nullptr ? "" : smallest->second.name + " (model: " + smallest->first + ")";
}

/// Of what lasts longer than a pulse. Loads draw through a switch one way, chargers give the other:
/// the larger of both.
double behind_switch_a(const engine::Scenario& scenario, std::span<const Wired> devices,
                       const std::string& name) {
    double loads_a = 0.0;
    double chargers_a = 0.0;
    for (const Wired& device : devices) {
        const auto& entry = scenario.devices[*scenario.device_named(device.name)].second;
        const std::vector<std::string> before = switches_before(scenario, entry);
        if (!is_pulse(device) && std::find(before.begin(), before.end(), name) != before.end()) {
            (device.is_charger ? chargers_a : loads_a) += device.draws_a;
        }
    }
    return std::max(loads_a, chargers_a);
}

void find_overloaded_switches(const engine::Scenario& scenario, std::span<const Wired> devices,
                              Language language, std::vector<Finding>& out) {
    for (const auto& [name, device] : scenario.devices) {
        if (!device.rated_a) {
            continue;
        }
        const double carries_a = behind_switch_a(scenario, devices, name);
        if (carries_a <= *device.rated_a) {
            continue;
        }
        const std::string bigger = bigger_switch(scenario, device, carries_a);
        out.push_back(make_finding(
            "switch_overloaded", Finding::Severity::Mistake, name,
            tell(
                language,
                "{} ({}) carries {:.4g} A for ever; what hangs behind it can take {:.4g} A all at "
                "once.",
                "{} ({}) bär {:.4g} A för alltid; det som sitter bakom kan ta {:.4g} A på en gång.",
                name, device.name, *device.rated_a, carries_a),
            language,
            bigger.empty() ? std::string{}
                           : tell(language, "Take a {}, or hang less behind it.",
                                  "Ta en {}, eller häng mindre bakom den.", bigger)));
    }
}

void find_inverter_behind_protect(const engine::Scenario& scenario, Language language,
                                  std::vector<Finding>& out) {
    for (const auto& [name, device] : scenario.devices) {
        if (!device.is_inverter()) {
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

/// Of all the hours of the run.
double coldest_degc(const engine::Scenario& scenario) {
    constexpr std::chrono::hours one{1};
    const engine::Span run = scenario.span();
    double coldest = std::numeric_limits<double>::infinity();
    for (auto hour = std::chrono::floor<std::chrono::hours>(run.begin); hour <= run.end;
         hour += one) {
        const engine::WeatherHour* row = scenario.weather->weather().at(hour);
        coldest = row == nullptr ? coldest : std::min(coldest, row->temperature_degc);
    }
    return coldest;
}

/// A solar charger starts once its panels stand 5 V above the battery, and bears no more than its
/// name says; cold panels have more.
void find_panel_voltage(const engine::Scenario& scenario, Language language,
                        std::vector<Finding>& out) {
    constexpr double starts_above_v = 5.0;
    constexpr double sold_at_degc = 25.0;
    for (const auto& [name, device] : scenario.devices) {
        if (!device.panel_voltage_v) {
            continue;
        }
        const double nominal_v = scenario.nominal_voltage_at(device);
        if (*device.panel_voltage_v <= nominal_v + starts_above_v) {
            out.push_back(make_finding(
                "panel_voltage_low", Finding::Severity::Mistake, name,
                tell(
                    language,
                    "The panels of {} have {:.4g} V; it starts at 5 V above its battery, which is "
                    "one of {:.4g} V.",
                    "Panelerna till {} har {:.4g} V; den startar vid 5 V över sitt batteri, som är "
                    "ett på {:.4g} V.",
                    name, *device.panel_voltage_v, nominal_v),
                language));
        }
        if (!device.panel_voltage_highest_v) {
            continue;
        }
        const double coldest = coldest_degc(scenario);
        const double cold_v =
            *device.panel_voltage_v *
            (1.0 + device.panel_voltage_pct_per_k / 100.0 * (coldest - sold_at_degc));
        if (std::max(cold_v, *device.panel_voltage_v) > *device.panel_voltage_highest_v) {
            out.push_back(make_finding(
                "panel_voltage_high", Finding::Severity::Mistake, name,
                tell(language,
                     "The panels of {} have {:.4g} V at 25 °C and {:.4g} V at the {:.3g} °C of the "
                     "coldest hour; it bears {:.4g} V.",
                     "Panelerna till {} har {:.4g} V vid 25 °C och {:.4g} V vid den kallaste "
                     "timmens {:.3g} °C; den tål {:.4g} V.",
                     name, *device.panel_voltage_v, cold_v, coldest,
                     *device.panel_voltage_highest_v),
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

/// R-OUT-7: from the start, or from an event on.
void find_floor_off(const engine::Scenario& scenario, Language language,
                    std::vector<Finding>& out) {
    const auto is_turned_off = [](const engine::ScenarioEvent& event) {
        return event.setting &&
               event.setting->counts[static_cast<std::size_t>(bms::Setting::DischargeFloor)] == 0;
    };
    if (scenario.bms.settings.count(bms::Setting::DischargeFloor) == 0 ||
        std::any_of(scenario.events.begin(), scenario.events.end(), is_turned_off)) {
        out.push_back(make_finding(
            "floor_off", Finding::Severity::Advice, "",
            tell(language, "The discharge floor is 0: loads run until a cell is at its low limit.",
                 "Urladdningsgolvet är 0: belastningarna går tills en cell når sin låga gräns."),
            language));
    }
}

}  // namespace

std::vector<Finding> system_findings(const engine::Scenario& scenario,
                                     std::span<const Wired> devices, Language language) {
    std::vector<Finding> out;
    find_combined_currents(scenario, devices, language, out);
    find_above_1c(scenario, devices, language, out);
    find_remote_that_stops_chargers(scenario, devices, language, out);
    find_overloaded_switches(scenario, devices, language, out);
    find_inverter_behind_protect(scenario, language, out);
    find_charger_behind_load(scenario, language, out);
    find_panel_voltage(scenario, language, out);
    find_new_bank(scenario, language, out);
    find_floor_off(scenario, language, out);
    sort_by_severity(out);
    return out;
}

}  // namespace reports
