#include "reports/wiring.hpp"

#include "engine/scenario_loader.hpp"

#include <algorithm>

namespace reports {

using engine::Cable;
using engine::field;
using engine::Switch;
using engine::Table;

namespace {

engine::ProductEntry shipped_product(const char* name) {
    engine::Provenance unused;
    return engine::read_product(engine::Catalog::shipped(), name, unused);
}

/// Of a device that does not say what it is: any load, any charger.
engine::ProductEntry product_of(const engine::DeviceEntry& device) {
    static const engine::ProductEntry load = shipped_product("plain_load");
    static const engine::ProductEntry charger = shipped_product("plain_charger");
    return device.product.value_or(device.is_charger() ? charger : load);
}

/// Whatever its schedule says.
double most_a(const engine::DeviceEntry& device, double nominal_v) {
    if (device.is_charger() && device.charges_a > 0.0) {
        return device.charges_a;
    }
    const double asked_w =
        device.draws_w + device.supplies_w + (device.profile ? device.profile->largest_w() : 0.0);
    const double drawn_w = asked_w / (device.efficiency_pct / 100.0) + device.zero_load_w;
    const double through_a = device.resistance_ohm > 0.0 ? nominal_v / device.resistance_ohm : 0.0;
    return device.draws_a + device.draws_closed_a + drawn_w / nominal_v + through_a;
}

/// What of it comes to the bank, or from it. A relay lets through what hangs behind it; a DC-DC
/// charger gives no more than its own.
double through_bank_a(const engine::Scenario& scenario, const engine::DeviceEntry& device,
                      double nominal_v) {
    const engine::DeviceEntry* link = scenario.link_before(device);
    const bool is_behind_converter =
        link != nullptr && link->type == engine::DeviceType::DcDcCharger;
    const bool is_relay = device.is_link() && device.type != engine::DeviceType::DcDcCharger;
    return is_behind_converter || is_relay ? 0.0 : most_a(device, nominal_v);
}

/// At a stretch: as long as a window of its day or a turn of its rhythm lasts. A rhythm without a
/// pause, and a window of the whole day, end nothing.
std::optional<engine::SimTime> longest_run_of(const engine::DeviceEntry& device) {
    std::optional<engine::SimTime> longest;
    if (device.on_for && device.every && *device.on_for < *device.every) {
        longest = device.on_for;
    }
    if (device.from && device.to && !(*device.from == *device.to)) {
        engine::SimTime window = device.to->since_midnight - device.from->since_midnight;
        window += window < engine::SimTime{0} ? engine::day : engine::SimTime{0};
        longest = std::min(longest.value_or(window), window);
    }
    return longest;
}

/// What PRE-ALARM drives with all that it draws: a buzzer, the coil of a switch. All else has a
/// supply of its own, and a remote input or a coil before it.
bool is_fed_by_output(const engine::DeviceEntry& device) {
    if (device.switched_by != Switch::PreAlarm || !device.product) {
        return device.switched_by == Switch::PreAlarm;
    }
    return device.product->is_inductive ? device.is_switch()
                                        : device.product->switched_by == Switch::PreAlarm;
}

double from_output_a(const engine::DeviceEntry& device, double draws_a) {
    if (is_fed_by_output(device)) {
        return draws_a;
    }
    return device.switched_by == Switch::Nothing ? 0.0 : product_of(device).control_draws_a;
}

}  // namespace

Wired wired_of(const std::string& name, const engine::ProductEntry& product) {
    return {.name = name,
            .product = product,
            .switched_by = product.switched_by,
            .cable = engine::cable_for(product.input),
            .cut_by = product.switched_by,
            .is_charger = product.switched_by == Switch::Charger,
            .from_output_a = product.control_draws_a};
}

std::vector<Wired> wired_of(const engine::Scenario& scenario) {
    const double nominal_v = scenario.bank.battery.nominal_voltage_v * scenario.bank.series;
    std::vector<Wired> out;
    for (const auto& [name, device] : scenario.devices) {
        const bool is_behind_link = scenario.link_before(device) != nullptr;
        // What is not the bank's can neither drain it nor be cut off from it.
        const bool is_of_starter = is_behind_link && !device.is_charger();
        const double most_draws_a = through_bank_a(scenario, device, nominal_v);
        engine::ProductEntry product = product_of(device);
        if (!device.product && device.switched_by == Switch::Nothing &&
            (is_behind_link || !device.is_charger())) {
            product.name.clear();  // nothing is known of it, and nothing need be
            product.source.clear();
        }
        out.push_back({.name = name,
                       .product = std::move(product),
                       .switched_by = device.switched_by,
                       .cable = device.cable(),
                       .connected_to = device.connected_to,
                       .cut_by = is_of_starter ? Switch::Nothing : scenario.cut_by(device),
                       .is_fed_by_load = scenario.is_fed_by_load(device),
                       .is_charger = device.is_charger(),
                       .is_switch = device.is_switch(),
                       .is_fed_by_output = is_fed_by_output(device),
                       .runs_for = longest_run_of(device),
                       .has_rhythm = device.on_for.has_value(),
                       .draws_a = is_of_starter ? 0.0 : most_draws_a,
                       .from_output_a = from_output_a(device, most_draws_a)});
    }
    return out;
}

std::array<OutputLoad, 3> output_loads(std::span<const Wired> devices) {
    // Manual §6; PRE-ALARM: D-1.
    std::array<OutputLoad, 3> loads{{{.output = Switch::Load, .gives_a = 1.0},
                                     {.output = Switch::Charger, .gives_a = 0.5},
                                     {.output = Switch::PreAlarm, .gives_a = 0.5}}};
    for (const Wired& device : devices) {
        for (OutputLoad& load : loads) {
            load.sourced_a += load.output == device.switched_by ? device.from_output_a : 0.0;
        }
    }
    return loads;
}

double behind_load_a(std::span<const Wired> devices) {
    double sum_a = 0.0;
    for (const Wired& device : devices) {
        sum_a += device.is_fed_by_load && !device.is_charger ? device.draws_a : 0.0;
    }
    return sum_a;
}

double supply_fuse_a(std::span<const OutputLoad> loads) {
    constexpr std::array series_a{0.315, 0.4, 0.5, 0.63, 0.8, 1.0, 1.25, 1.6, 2.0, 2.5};
    constexpr double own_a = 0.003;  // R-SUP-1
    constexpr double most_share = 0.8;
    double sum_a = own_a;
    for (const OutputLoad& load : loads) {
        sum_a += load.sourced_a;
    }
    const auto* fuse = std::find_if(series_a.begin(), series_a.end(),
                                    [&](double rated_a) { return sum_a <= most_share * rated_a; });
    return fuse == series_a.end() ? series_a.back() : *fuse;
}

Table table_of(const WiredPart*) {
    static constexpr std::array table{
        field<&WiredPart::device>("device", "by its name in the scenario, or the product"),
        field<&WiredPart::product>("product", "what the maker calls it"),
        field<&WiredPart::connected_to>(
            "connected_to", "battery, load (behind LOAD), or the switch it hangs behind"),
        field<&WiredPart::output>("output", "that switches it: load, charger, pre_alarm, nothing"),
        field<&WiredPart::terminal>("terminal", "where the wire ends at it"),
        field<&WiredPart::through>("through", "the cable that is there"),
        field<&WiredPart::right_through>("right_through", "the cable that it wants"),
        field<&WiredPart::articles>("articles", "article numbers of the one it wants"),
        field<&WiredPart::hears>("hears",
                                 "what it makes of the output: output, inverted, never, always"),
        field<&WiredPart::from_output_a>("from_output_a", "what the output gives it"),
        field<&WiredPart::source>("source", "where the manual says so"),
    };
    return table;
}

Table table_of(const OutputPart*) {
    static constexpr std::array table{
        field<&OutputPart::output>("output", "load, charger, pre_alarm"),
        field<&OutputPart::sourced_a>("sourced_a", "what hangs on it takes"),
        field<&OutputPart::gives_a>("gives_a", "what it gives at most"),
    };
    return table;
}

Table table_of(const StaysOnPart*) {
    static constexpr std::array table{
        field<&StaysOnPart::device>("device", "by its name in the scenario; bms: the BMS itself"),
        field<&StaysOnPart::current_a>("current_a", "what it draws from the bank"),
        field<&StaysOnPart::ah_per_30d>("ah_per_30d", "what that takes in 30 days"),
        field<&StaysOnPart::counts_as>(
            "counts_as",
            "always; mean of a schedule or a profile; at_most: its thermostat decides; charger: "
            "for itself; open: a link that does not charge; off: held off by LOAD; bms"),
    };
    return table;
}

Table table_of(const WiringDocument*) {
    static constexpr std::array table{
        field<&WiringDocument::schema>("schema", "banktwin.wiring/1"),
        field<&WiringDocument::devices>("devices", "how each is wired"),
        field<&WiringDocument::outputs>("outputs", "what each output of the BMS must give"),
        field<&WiringDocument::behind_load_a>(
            "behind_load_a",
            "what all that hangs behind LOAD draws at once, through a switch of "
            "its own where that is more than the output gives"),
        field<&WiringDocument::stays_on>(
            "stays_on",
            "what goes on drawing from the bank once LOAD has opened, the BMS too, the largest "
            "first; empty where only products were named"),
        field<&WiringDocument::after_loads_off_a>("after_loads_off_a", "all of that together"),
        field<&WiringDocument::after_loads_off_ah_per_30d>("after_loads_off_ah_per_30d",
                                                           "what that takes in 30 days"),
        field<&WiringDocument::supply_fuse_a>("supply_fuse_a", "the fuse in its supply"),
        field<&WiringDocument::findings>("findings", "rules that are broken, mistakes first"),
        field<&WiringDocument::assumptions>("assumptions", "assumed values behind the answer"),
    };
    return table;
}

WiringDocument wiring_document(std::span<const Wired> devices,
                               const std::vector<engine::Finding>& findings,
                               std::span<const ScenarioDrain> stays_on) {
    constexpr double hours_per_30d = 720.0;
    const auto word = [](auto value) {
        return std::string{choice_words(value)[static_cast<std::size_t>(value)]};
    };
    WiringDocument document;
    for (const Wired& device : devices) {
        const Cable right = engine::cable_for(device.product.input);
        document.devices.push_back(
            {.device = device.name,
             .product = device.product.name,
             .connected_to = device.connected_to,
             .output = word(device.switched_by),
             .terminal = word(device.product.terminal),
             .through = word(device.cable),
             .right_through = word(right),
             .articles = std::string{engine::row_of(right).articles},
             .hears = word(device.switched_by == Switch::Nothing ? engine::Hears::Always
                                                                 : device.hears()),
             .from_output_a = device.from_output_a,
             .source = device.product.source});
    }
    const auto loads = output_loads(devices);
    for (const OutputLoad& load : loads) {
        document.outputs.push_back(
            {.output = word(load.output), .sourced_a = load.sourced_a, .gives_a = load.gives_a});
    }
    document.behind_load_a = behind_load_a(devices);
    for (const ScenarioDrain& each : stays_on) {
        document.stays_on.push_back({.device = each.drain.name,
                                     .current_a = each.drain.draws_a,
                                     .ah_per_30d = each.drain.draws_a * hours_per_30d,
                                     .counts_as = word(each.kind)});
        document.after_loads_off_a += each.drain.draws_a;
    }
    document.after_loads_off_ah_per_30d = document.after_loads_off_a * hours_per_30d;
    document.supply_fuse_a = supply_fuse_a(loads);
    for (const engine::Finding& finding : findings) {
        document.findings.push_back(finding_part(finding));
    }
    return document;
}

}  // namespace reports
