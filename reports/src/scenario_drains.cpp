#include "reports/scenario_drains.hpp"

#include "engine/bank_builder.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace reports {

using engine::DeviceEntry;
using engine::DeviceType;
using engine::Scenario;
using engine::Switch;
using engine::to_days;

namespace {

double nominal_v(const Scenario& scenario) {
    return scenario.bank.battery.nominal_voltage_v * scenario.bank.series;
}

bool has_schedule(const DeviceEntry& device) {
    return device.from || device.days || device.on_for;
}

/// The share of time in which its schedule lets it run. A rhythm inside a window counts as if the
/// two knew nothing of each other.
double duty_of(const DeviceEntry& device) {
    double duty = 1.0;
    if (device.on_for && device.every) {
        duty *= to_days(*device.on_for) / to_days(*device.every);
    }
    if (device.from && device.to && !(*device.from == *device.to)) {
        const double window = to_days(device.to->since_midnight - device.from->since_midnight);
        duty *= window < 0.0 ? window + 1.0 : window;
    }
    if (device.days) {
        duty *= static_cast<double>(std::popcount(device.days->bits)) / models::Weekdays::count;
    }
    return duty;
}

/// An inverter, while something is asked of it and while nothing is.
double inverter_w(const DeviceEntry& device, double asked_w) {
    const bool is_asleep = device.eco && asked_w < device.wakes_from_w;
    return is_asleep ? device.eco_w
                     : device.zero_load_w + asked_w / (device.efficiency_pct / 100.0);
}

/// What it draws while its schedule lets it run, and while it does not.
struct Draw {
    double running_a = 0.0;
    double resting_a = 0.0;
};

Draw draw_of(const DeviceEntry& device, double at_v) {
    if (device.only_when_charging) {
        return {};  // the closed form is of a bank that nothing charges
    }
    const double asked_w = device.profile ? device.profile->mean_w(device.repeats_every)
                                          : device.draws_w + device.supplies_w;
    if (device.type == DeviceType::Inverter) {
        return {.running_a = inverter_w(device, asked_w) / at_v,
                .resting_a = inverter_w(device, 0.0) / at_v};
    }
    if (device.is_switch()) {
        return {.running_a = device.draws_closed_a, .resting_a = device.draws_open_a};
    }
    const double through_a = device.resistance_ohm > 0.0 ? at_v / device.resistance_ohm : 0.0;
    return {.running_a = device.draws_a + asked_w / at_v + through_a};
}

/// By the wire to it, or by what its maker made it for.
bool is_in_charge_line(const DeviceEntry& device) {
    return device.is_switch() &&
           (device.switched_by == Switch::Charger ||
            (device.product && device.product->switched_by == Switch::Charger));
}

DrainKind kind_of(const DeviceEntry& device) {
    if (is_in_charge_line(device)) {
        return DrainKind::Charger;
    }
    if (device.type == DeviceType::Heater) {
        return DrainKind::AtMost;
    }
    return has_schedule(device) || device.profile ? DrainKind::Mean : DrainKind::Always;
}

/// Whether LOAD takes even the standby of a device from it.
bool is_feed_cut_by_load(const Scenario& scenario, const DeviceEntry& device) {
    const DeviceEntry* before = scenario.switch_before(device);
    return scenario.is_fed_by_load(device) ||
           (before != nullptr && scenario.cut_by(*before) == Switch::Load);
}

/// A load or a switch, while LOAD lets it draw and when LOAD has opened.
void add_load(const Scenario& scenario, const std::string& name, const DeviceEntry& device,
              std::vector<ScenarioDrain>& out) {
    const Draw draw = draw_of(device, nominal_v(scenario));
    const double mean_a = draw.resting_a + duty_of(device) * (draw.running_a - draw.resting_a);
    const Switch cut_by = scenario.cut_by(device);
    if (cut_by != Switch::Load && cut_by != Switch::PreAlarm) {
        out.push_back({.drain = {.name = name, .draws_a = mean_a, .is_controlled = false},
                       .kind = kind_of(device)});
        return;
    }
    const double off_a = device.draws_open_a + device.draws_off_a;
    out.push_back({.drain = {.name = name,
                             .draws_a = off_a,
                             .is_controlled = is_feed_cut_by_load(scenario, device)},
                   .kind = DrainKind::Off});
    // What PRE-ALARM drives is silent but between the warning and LOAD's opening (D-22).
    if (cut_by == Switch::Load) {
        out.push_back({.drain = {.name = name,
                                 .draws_a = std::max(0.0, mean_a - off_a),
                                 .is_controlled = true},
                       .kind = kind_of(device)});
    }
}

/// Percent of nominal capacity in 30 days, at the mean temperature around the bank.
double self_discharge_pct_per_30d(const Scenario& scenario) {
    constexpr double reference_degc = 25.0;
    const double doubles_every_k = scenario.bank.battery.self_discharge_doubles_every_k;
    // Of a year's swing the mean is the scenario's own; of weather that of the run.
    const double around_degc = scenario.weather ? engine::ambient_of(scenario).mean_degc(
                                                      engine::SimTime{0}, scenario.horizon())
                                                : scenario.ambient.temperature_degc;
    const double factor =
        doubles_every_k > 0.0 ? std::exp2((around_degc - reference_degc) / doubles_every_k) : 1.0;
    return factor * scenario.self_discharge_pct_per_30d();
}

}  // namespace

std::vector<ScenarioDrain> drains_of(const Scenario& scenario) {
    std::vector<ScenarioDrain> out;
    for (const auto& [name, device] : scenario.devices) {
        if (scenario.link_before(device) != nullptr) {
            continue;  // while nothing charges its link is open, and it draws from its own side
        }
        if (!device.is_charger()) {
            add_load(scenario, name, device, out);
            continue;
        }
        // A DC-DC charger feeds itself from the other side.
        const double own_a = device.is_link() ? device.draws_open_a
                                              : device.self_consumption_a + device.back_current_a;
        out.push_back({.drain = {.name = name,
                                 .draws_a = own_a,
                                 .is_controlled = is_feed_cut_by_load(scenario, device)},
                       .kind = device.is_link() ? DrainKind::Open : DrainKind::Charger});
    }
    std::erase_if(out, [](const ScenarioDrain& each) { return each.drain.draws_a <= 0.0; });
    return out;
}

std::vector<ScenarioDrain> stays_on(const Scenario& scenario) {
    std::vector<ScenarioDrain> out = drains_of(scenario);
    std::erase_if(out, [](const ScenarioDrain& each) { return each.drain.is_controlled; });
    out.push_back(
        {.drain = {.name = "bms", .draws_a = scenario.bms.draws_on_a}, .kind = DrainKind::Bms});
    std::stable_sort(out.begin(), out.end(), [](const ScenarioDrain& a, const ScenarioDrain& b) {
        return a.drain.draws_a > b.drain.draws_a;
    });
    return out;
}

DrainQuestion drain_question(const Scenario& scenario) {
    const auto per_mille = [&](bms::Setting setting) {
        return scenario.bms.settings.count(setting) / 10.0;
    };
    DrainQuestion question{
        .capacity_ah = scenario.bank.battery.capacity_ah * scenario.bank.parallel,
        .soc_pct = scenario.bank.soc_pct,
        .warning_pct = per_mille(bms::Setting::LowSocWarning),
        .floor_pct = per_mille(bms::Setting::DischargeFloor),
        .low_cell_pct = scenario.bank.battery.low_cell_soc_pct,
        .self_discharge_pct_per_30d = self_discharge_pct_per_30d(scenario),
        .electronics_a = scenario.bank.battery.electronics_draws_a * scenario.bank.parallel,
        .bms_on_a = scenario.bms.draws_on_a,
        .bms_low_cell_a = scenario.bms.draws_low_cell_a};
    for (ScenarioDrain& each : drains_of(scenario)) {
        question.drains.push_back(std::move(each.drain));
    }
    return question;
}

}  // namespace reports
