#include "engine/probes.hpp"

#include <array>
#include <limits>
#include <string_view>

namespace engine {

namespace {

constexpr double percent_per_share = 100.0;
constexpr double ma_per_a = 1000.0;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// How a kind of quantity is recorded (design: samples on change).
struct Kind {
    std::string_view unit;
    bool is_step;
    double dead_band;  // in the unit; a current's and a charge's in hours' discharge (1C)
};
constexpr Kind voltage{.unit = "V", .is_step = false, .dead_band = 0.005};
constexpr Kind current{.unit = "A", .is_step = true, .dead_band = 0.01};
constexpr Kind state_of_charge{.unit = "%", .is_step = false, .dead_band = 0.5};
constexpr Kind temperature{.unit = "°C", .is_step = false, .dead_band = 0.5};
/// What the monitor has counted, in hours' discharge (1C): half a percent of the capacity.
constexpr Kind charge{.unit = "Ah", .is_step = false, .dead_band = 0.005};
constexpr Kind minutes{.unit = "min", .is_step = false, .dead_band = 10.0};
constexpr Kind output{.unit = "", .is_step = true, .dead_band = 0.5};
/// Of a device's current: this share of what it is rated for.
constexpr double device_dead_band = 0.02;
constexpr double bms_dead_band_a = 0.0001;

template <class Read>
struct Probe {
    std::string_view name;
    std::string_view help;
    const Kind& kind;
    Read read;
};

using BankProbe = Probe<double (*)(const System&, const CellExtremes&)>;
using BatteryProbe = Probe<double (*)(const models::Bank&, std::size_t battery)>;
using CellProbe = Probe<double (*)(const models::Bank&, std::size_t battery, std::size_t cell)>;

double level_of(bms::Output is) {
    return is == bms::Output::High ? 1.0 : 0.0;
}

constexpr Word device_current{"device_current_a",
                              "current of one device, or of the BMS itself; positive charges"};

constexpr std::array<BankProbe, 15> bank_probes{{
    {"bank_voltage_v", "true voltage of the bank at its terminals", voltage,
     [](const System& system, const CellExtremes&) { return system.bus_voltage_v(); }},
    {"bank_current_a", "true current of the bank; positive charges", current,
     [](const System& system, const CellExtremes&) { return system.bank_current_a(); }},
    {"soc_pct", "true state of charge of the bank", state_of_charge,
     [](const System& system, const CellExtremes&) {
         return system.bank().soc() * percent_per_share;
     }},
    {"reported_soc_pct", "what the BMS takes the state of charge for", state_of_charge,
     [](const System& system, const CellExtremes&) {
         return system.bms().reported_soc().value_or(unknown) * percent_per_share;
     }},
    {"cell_lowest_v", "lowest true cell voltage of the bank", voltage,
     [](const System&, const CellExtremes& extremes) { return extremes.lowest_v; }},
    {"cell_highest_v", "highest true cell voltage of the bank", voltage,
     [](const System&, const CellExtremes& extremes) { return extremes.highest_v; }},
    {"temperature_lowest_degc", "temperature of the coldest cell", temperature,
     [](const System&, const CellExtremes& extremes) { return extremes.coldest_degc; }},
    {"temperature_highest_degc", "temperature of the warmest cell", temperature,
     [](const System&, const CellExtremes& extremes) { return extremes.warmest_degc; }},
    {"load", "the output LOAD: 1 High, 0 floating", output,
     [](const System& system, const CellExtremes&) {
         return level_of(system.bms().status().load);
     }},
    {"charger", "the output CHARGER: 1 High, 0 floating", output,
     [](const System& system, const CellExtremes&) {
         return level_of(system.bms().status().charger);
     }},
    {"pre_alarm", "the output PRE-ALARM: 1 High, 0 floating", output,
     [](const System& system, const CellExtremes&) {
         return level_of(system.bms().status().pre_alarm);
     }},
    {"soc_is_certain", "whether the BMS is sure of its state of charge: 1 yes, 0 no", output,
     [](const System& system, const CellExtremes&) {
         return system.bms().status().soc_trust == bms::SocTrust::Known ? 1.0 : 0.0;
     }},
    {"reported_consumed_ah", "what the BMS takes as drawn since the last full charge: zero or less",
     charge,
     [](const System& system, const CellExtremes&) {
         const bms::Monitor& monitor = system.bms().core().monitor();
         return monitor.is_known() ? monitor.consumed().count / ma_per_a : unknown;
     }},
    {"remaining_time_min", "what the BMS foretells until the discharge floor", minutes,
     [](const System& system, const CellExtremes&) {
         return system.bms().remaining_time_min().value_or(unknown);
     }},
    {"mode_is_on", "the mode that the app switches: 1 on, 0 off", output,
     [](const System& system, const CellExtremes&) {
         return system.bms().core().status().mode == bms::Mode::On ? 1.0 : 0.0;
     }},
}};

constexpr std::array<BatteryProbe, 4> battery_probes{{
    {"battery_voltage_v", "true voltage of one battery", voltage,
     [](const models::Bank& bank, std::size_t battery) { return bank.battery_voltage_v(battery); }},
    {"battery_current_a", "true current of one battery; positive charges", current,
     [](const models::Bank& bank, std::size_t battery) { return bank.battery_current_a(battery); }},
    {"battery_soc_pct", "true state of charge of one battery", state_of_charge,
     [](const models::Bank& bank, std::size_t battery) {
         return bank.battery_soc(battery) * percent_per_share;
     }},
    {"battery_temperature_degc", "temperature of one battery", temperature,
     [](const models::Bank& bank, std::size_t battery) {
         return bank.battery_temperature_degc(battery);
     }},
}};

constexpr std::array<CellProbe, 2> cell_probes{{
    {"cell_voltage_v", "true voltage of one cell", voltage,
     [](const models::Bank& bank, std::size_t battery, std::size_t cell) {
         return bank.cell_voltage_v(battery, cell);
     }},
    {"cell_soc_pct", "true state of charge of one cell", state_of_charge,
     [](const models::Bank& bank, std::size_t battery, std::size_t cell) {
         return bank.cells().soc(bank.cell_index(battery, cell)) * percent_per_share;
     }},
}};

Signal signal_of(std::string_view name, const Kind& kind, double one_c_a) {
    const double scale = &kind == &current || &kind == &charge ? one_c_a : 1.0;
    return {.name = std::string{name},
            .unit = std::string{kind.unit},
            .is_step = kind.is_step,
            .dead_band = kind.dead_band * scale};
}

Signal device_signal(std::string name, double dead_band_a) {
    Signal signal = signal_of(device_current.name, current, 1.0);
    signal.device = std::move(name);
    signal.dead_band = dead_band_a;
    return signal;
}

}  // namespace

namespace {

/// Of a link, and of a lead battery behind one.
struct FarProbe {
    std::string_view name;
    std::string_view help;
    const Kind& kind;
};
constexpr FarProbe starter_voltage{"starter_voltage_v", "voltage of the bus behind a link",
                                   voltage};
constexpr FarProbe starter_charge{"starter_soc_pct", "state of charge of a starter battery",
                                  state_of_charge};

}  // namespace

CellExtremes extremes_of(const models::Bank& bank) {
    const models::Range voltage_v = models::range_of(bank.cell_voltages_v());
    const models::Range degc = models::range_of(bank.cells().temperatures_degc());
    return {.lowest_v = voltage_v.lowest,
            .highest_v = voltage_v.highest,
            .coldest_degc = degc.lowest,
            .warmest_degc = degc.highest};
}

std::vector<SignalWord> signal_words() {
    std::vector<SignalWord> words;
    const auto add = [&](const auto& probes) {
        for (const auto& probe : probes) {
            words.push_back({{probe.name, probe.help}, probe.kind.unit});
        }
    };
    add(bank_probes);
    words.push_back({device_current, current.unit});
    for (const FarProbe& probe : {starter_voltage, starter_charge}) {
        words.push_back({{probe.name, probe.help}, probe.kind.unit});
    }
    add(battery_probes);
    add(cell_probes);
    return words;
}

std::vector<Signal> signals_of(const Scenario& scenario) {
    const BankEntry& bank = scenario.bank;
    const double battery_a = bank.battery.capacity_ah;
    std::vector<Signal> signals;
    for (const BankProbe& probe : bank_probes) {
        signals.push_back(signal_of(probe.name, probe.kind, battery_a * bank.parallel));
    }
    signals.push_back(device_signal("bms", bms_dead_band_a));
    for (const auto& [name, device] : scenario.devices) {
        const double nominal_v = bank.battery.nominal_voltage_v * bank.series;
        const double rated_w =
            device.profile && !device.is_charger() ? device.profile->largest_w() : device.draws_w;
        const double rated_a =
            device.draws_a + rated_w / nominal_v + device.charges_a + device.capacity_ah;
        signals.push_back(device_signal(name, device_dead_band * rated_a));
    }
    for (const auto& [name, device] : scenario.devices) {
        const bool is_battery = device.type == DeviceType::LeadBattery;
        if (device.is_link() || is_battery) {
            const FarProbe& probe = is_battery ? starter_charge : starter_voltage;
            signals.push_back(signal_of(probe.name, probe.kind, 1.0));
            signals.back().device = name;
        }
    }
    const int batteries = scenario.record == RecordLevel::Bank ? 0 : bank.series * bank.parallel;
    const int cells = scenario.record == RecordLevel::Cell ? bank.battery.cells : 0;
    for (int battery = 1; battery <= batteries; ++battery) {
        for (const BatteryProbe& probe : battery_probes) {
            signals.push_back(signal_of(probe.name, probe.kind, battery_a));
            signals.back().battery = battery;
        }
        for (int cell = 1; cell <= cells; ++cell) {
            for (const CellProbe& probe : cell_probes) {
                signals.push_back(signal_of(probe.name, probe.kind, battery_a));
                signals.back().battery = battery;
                signals.back().cell = cell;
            }
        }
    }
    return signals;
}

void read_signals(const System& system, RecordLevel level, const CellExtremes& extremes,
                  std::vector<double>& values) {
    values.clear();
    for (const BankProbe& probe : bank_probes) {
        values.push_back(probe.read(system, extremes));
    }
    for (std::size_t device = 0; device < system.device_names().size(); ++device) {
        values.push_back(system.device_current_a(device));
    }
    for (std::size_t device = 0; device < system.device_names().size(); ++device) {
        if (const models::FarSide* link = system.far_side(device)) {
            values.push_back(link->far().held().voltage_v);
        } else if (const models::LeadBattery* battery = system.lead_battery(device)) {
            values.push_back(battery->soc() * percent_per_share);
        }
    }
    const models::Bank& bank = system.bank();
    const std::size_t batteries = level == RecordLevel::Bank ? 0 : bank.batteries();
    const std::size_t cells = level == RecordLevel::Cell ? bank.cells_per_battery() : 0;
    for (std::size_t battery = 0; battery < batteries; ++battery) {
        for (const BatteryProbe& probe : battery_probes) {
            values.push_back(probe.read(bank, battery));
        }
        for (std::size_t cell = 0; cell < cells; ++cell) {
            for (const CellProbe& probe : cell_probes) {
                values.push_back(probe.read(bank, battery, cell));
            }
        }
    }
}

}  // namespace engine
