#include "engine/device_builder.hpp"

#include "models/alternator.hpp"
#include "models/battery_protect.hpp"
#include "models/cabled.hpp"
#include "models/charger.hpp"
#include "models/combiner.hpp"
#include "models/contact.hpp"
#include "models/cyrix_li_charge.hpp"
#include "models/cyrix_li_ct.hpp"
#include "models/cyrix_li_load.hpp"
#include "models/heater.hpp"
#include "models/inverter.hpp"
#include "models/load.hpp"
#include "models/orion.hpp"

namespace engine {

namespace {

constexpr double percent = 0.01;

models::Schedule schedule_of(const DeviceEntry& device, const Scenario& scenario) {
    const Calendar calendar = scenario.calendar();
    const auto time = [](const std::optional<TimeOfDay>& at) {
        return at ? std::optional{at->since_midnight} : std::nullopt;
    };
    return {.from = time(device.from),
            .to = time(device.to),
            .days = device.days.value_or(models::Weekdays{}),
            .on_for = device.on_for,
            .every = device.every,
            .starts = device.starts == Starts::Random
                          ? std::optional{models::RandomStream{
                                static_cast<std::uint64_t>(scenario.seed),
                                "devices." + scenario.name_of(device) + ".starts"}}
                          : std::nullopt,
            .start_time_of_day = calendar.start_time_of_day(),
            .start_weekday = calendar.start_weekday()};
}

models::PanelParameters panels_of(const DeviceEntry& device) {
    return {.power_w = device.panel_w,
            .temperature_per_k = device.panel_temperature_pct_per_k * percent,
            .operating_temperature_degc = device.panel_operating_degc,
            .efficiency = device.panel_efficiency_pct * percent,
            .open_v = device.panel_voltage_v.value_or(0.0),
            .open_v_per_k = device.panel_voltage_pct_per_k * percent};
}

PanelPlane plane_of(const DeviceEntry& device) {
    return {.tilt_deg = device.tilt_deg.value_or(0.0),
            .azimuth_from_south_deg = device.azimuth_deg().value_or(0.0)};
}

models::PowerProfile panel_power_of(const DeviceEntry& device, const Scenario& scenario) {
    return panel_power(scenario.weather->weather(), scenario.span(), panels_of(device),
                       plane_of(device), scenario.weather->place());
}

std::shared_ptr<const models::PanelVoltage> panel_voltage_of(const DeviceEntry& device,
                                                             const Scenario& scenario) {
    return device.panel_voltage_v
               ? std::make_shared<const models::PanelVoltage>(
                     panel_voltage(scenario.weather->weather(), scenario.span(), panels_of(device),
                                   plane_of(device), scenario.weather->place()))
               : nullptr;
}

std::shared_ptr<const models::PowerProfile> profile_of(const DeviceEntry& device,
                                                       const Scenario& scenario) {
    if (device.type == DeviceType::SolarCharger) {
        return std::make_shared<const models::PowerProfile>(panel_power_of(device, scenario));
    }
    return device.profile ? std::make_shared<const models::PowerProfile>(
                                device.profile->profile(scenario.start, device.repeats_every))
                          : nullptr;
}

models::LoadParameters load_parameters(const DeviceEntry& device, const Scenario& scenario,
                                       models::LoadParameters::Law law, double draws) {
    const double cells = scenario.cells_at(device);
    return {.law = law,
            .draws = draws,
            .cuts_out_below_v = device.cuts_out_below_per_cell_v * cells,
            .returns_above_v = device.returns_above_per_cell_v * cells,
            .returns_after = device.returns_after,
            .schedule = schedule_of(device, scenario),
            .profile = profile_of(device, scenario),
            .rated_v = scenario.nominal_voltage_at(device)};
}

std::unique_ptr<models::Device> load_of(const DeviceEntry& device, const Scenario& scenario,
                                        models::LoadParameters::Law law, double draws) {
    return std::make_unique<models::Load>(load_parameters(device, scenario, law, draws));
}

std::unique_ptr<models::Device> heater_of(const DeviceEntry& device, const Scenario& scenario) {
    return std::make_unique<models::Heater>(models::HeaterParameters{
        .load =
            load_parameters(device, scenario, models::LoadParameters::Law::Power, device.draws_w),
        .heats_below_degc = device.heats_below_degc,
        .stops_at_degc = device.stops_at_degc,
        .into_bank_share = device.into_bank_pct * percent,
        .only_when_charging = device.only_when_charging});
}

models::ChargerParameters charger_parameters(const DeviceEntry& device, const Scenario& scenario) {
    const BatteryEntry& battery = scenario.bank.battery;
    const double cells = scenario.cells_at(device);
    return {.charges_a = device.charges_a,
            .absorption_v = device.absorption_v.value_or(scenario.charge_voltage_at(device)),
            .float_v = device.float_v.value_or(battery.float_voltage_v / battery.cells * cells),
            .absorption_time = device.absorption_time,
            .tail_a = device.tail_current_a,
            .rebulk_below_v = device.rebulk_below_per_cell_v * cells,
            .rebulk_after = device.rebulk_after,
            .rebulk_at_full_current_after = device.rebulk_at_full_current_after,
            .output_resistance_ohm = device.output_resistance_ohm,
            .self_consumption_a = device.self_consumption_a,
            .back_current_a = device.back_current_a,
            .stops_below_degc = device.stops_below_degc,
            .charges_again_at_degc = device.charges_again_at_degc,
            .schedule = schedule_of(device, scenario),
            .profile = profile_of(device, scenario),
            .panels = panel_voltage_of(device, scenario)};
}

/// Stands in the place of one that lives behind a link, or that is the battery there.
class Elsewhere final : public models::Device {
  public:
    models::BusCurrent current(double /*bus_voltage_v*/) const override { return {}; }
    bool update(SimTime /*now*/, double /*bus_voltage_v*/, bool /*switched_on*/) override {
        return false;
    }
    std::optional<SimTime> next_edge(SimTime /*now*/) const override { return {}; }
    models::VoltageWatch watch(SimTime /*now*/) const override { return {}; }
};

}  // namespace

models::LeadBatteryParameters lead_battery_of(const DeviceEntry& device) {
    return {.capacity_ah = device.capacity_ah,
            .soc = device.soc_pct * percent,
            .full_v = device.full_v,
            .empty_v = device.empty_v,
            .resistance_ohm = device.internal_resistance_ohm,
            .charge_share = device.charge_resistance_share,
            .gas_a = device.gas_a,
            .gassing_v = device.gassing_v,
            .gas_grows_e_per_v = device.gas_grows_e_per_v,
            .self_discharge_pct_per_30d = device.self_discharge_pct_per_30d};
}

namespace {

std::shared_ptr<const models::SpeedProfile> speed_of(const DeviceEntry& device,
                                                     const Scenario& scenario) {
    return device.speed_profile
               ? std::make_shared<const models::SpeedProfile>(
                     device.speed_profile->steps.profile(scenario.start, device.repeats_every))
               : nullptr;
}

std::unique_ptr<models::Device> alternator_of(const DeviceEntry& device, const Scenario& scenario) {
    std::vector<models::AtSpeed> by_speed;
    for (const auto& [rpm, most_a] : device.gives_a_at_rpm.points) {
        by_speed.push_back({.rpm = rpm, .most_a = most_a});
    }
    return std::make_unique<models::Alternator>(
        models::AlternatorParameters{.charges_a = device.charges_a,
                                     .charges_hot_a = device.charges_hot_a,
                                     .hot_after = device.hot_after,
                                     .regulated_v = device.regulated_v,
                                     .resistance_ohm = device.output_resistance_ohm,
                                     .schedule = schedule_of(device, scenario),
                                     .by_speed = std::move(by_speed),
                                     .speed_rpm = device.speed_rpm,
                                     .profile = speed_of(device, scenario)});
}

/// Relays for 12 and 24 V tell by themselves in which system they are.
std::unique_ptr<models::Relay> relay_of(const DeviceEntry& device, const Scenario& scenario) {
    constexpr double cells_per_12v = 4.0;
    const double scale = scenario.cells_in_series() / cells_per_12v;
    if (device.type == DeviceType::Combiner) {
        models::CyrixLiCtParameters table;
        for (double& level_v : table.closes_at_v) {
            level_v *= scale;
        }
        table.opens_below_v *= scale;
        table.opens_at_once_below_v *= scale;
        return std::make_unique<models::CyrixLiCt>(table);
    }
    models::CyrixLiChargeParameters table;
    table.closes_at_v = device.closes_at_per_12v_v * scale;
    table.opens_below_v *= scale;
    return std::make_unique<models::CyrixLiCharge>(table);
}

}  // namespace

std::unique_ptr<models::FarSide> far_side_of(const DeviceEntry& device, const Scenario& scenario,
                                             models::FarBus far) {
    if (device.type == DeviceType::DcDcCharger) {
        return std::make_unique<models::Orion>(
            models::OrionParameters{.output = charger_parameters(device, scenario),
                                    .efficiency = device.efficiency_pct * percent,
                                    .starts_at_v = device.starts_at_v,
                                    .starts_late_at_v = device.starts_late_at_v,
                                    .starts_late_after = device.starts_late_after,
                                    .shuts_down_below_v = device.shuts_down_below_v,
                                    .shuts_down_after = device.shuts_down_after,
                                    .draws_idle_a = device.draws_idle_a,
                                    .draws_remote_off_a = device.draws_remote_off_a},
            std::move(far));
    }
    return std::make_unique<models::Combiner>(
        models::CombinerParameters{.resistance_ohm = device.link_resistance_ohm,
                                   .draws_open_a = device.draws_open_a,
                                   .draws_closed_a = device.draws_closed_a},
        relay_of(device, scenario), std::move(far));
}

namespace {

models::ReEngageParameters re_engage_of(const DeviceEntry& device, const Scenario& scenario) {
    return {.dead_time = device.dead_time,
            .high_for = device.high_for,
            .most_attempts = device.most_attempts,
            .charged_v = device.charged_per_cell_v * scenario.cells_in_series(),
            .charged_for = device.charged_for};
}

std::unique_ptr<models::Device> battery_protect_of(const DeviceEntry& device,
                                                   const Scenario& scenario) {
    constexpr double cells_at_12_v = 4.0;
    const double cells = scenario.cells_in_series();
    const bool is_li_ion = device.program == Program::LiIon;
    const auto program =
        is_li_ion ? models::UnderVoltageProgram{}
                  : models::under_voltage_programs[static_cast<std::size_t>(device.program)];
    return std::make_unique<models::BatteryProtect>(models::BatteryProtectParameters{
        .draws_closed_a = device.draws_closed_a,
        .draws_open_a = device.draws_open_a,
        .works_from_v = device.works_from_v,
        .is_li_ion = is_li_ion,
        .re_engage = re_engage_of(device, scenario),
        .opens_below_v = program.opens_below_v * cells / cells_at_12_v,
        .closes_from_v = program.closes_from_v * cells / cells_at_12_v,
        .alarm_after = device.alarm_after,
        .opens_after = device.opens_after,
        .closes_after = device.closes_after,
        .remote_on_after = device.remote_on_after,
        .opens_from_v = device.opens_from_per_cell_v * cells,
        .schedule = schedule_of(device, scenario)});
}

std::unique_ptr<models::Device> inverter_of(const DeviceEntry& device, const Scenario& scenario) {
    const double cells = scenario.cells_at(device);
    return std::make_unique<models::Inverter>(
        models::InverterParameters{.supplies_w = device.supplies_w,
                                   .schedule = schedule_of(device, scenario),
                                   .profile = profile_of(device, scenario),
                                   .efficiency = device.efficiency_pct * percent,
                                   .zero_load_w = device.zero_load_w,
                                   .draws_off_a = device.draws_off_a,
                                   .works_from_v = device.works_from_v,
                                   .has_eco = device.eco,
                                   .eco_w = device.eco_w,
                                   .wakes_from_w = device.wakes_from_w,
                                   .looks_every = device.looks_every,
                                   .shuts_down_below_v = device.shuts_down_below_per_cell_v * cells,
                                   .restarts_from_v = device.restarts_from_per_cell_v * cells,
                                   .charge_detected_v = device.charged_per_cell_v * cells,
                                   .charge_detected_for = device.charged_for,
                                   .rated_w = device.rated_w,
                                   .peak_w = device.peak_w,
                                   .overload_after = device.overload_after,
                                   .restarts_after = device.restarts_after,
                                   .most_restarts = device.most_restarts,
                                   .fails_within = device.fails_within});
}

}  // namespace

std::unique_ptr<models::Device> stand_in() {
    return std::make_unique<Elsewhere>();
}

namespace {

/// Without its cable.
std::unique_ptr<models::Device> bare_device_of(const DeviceEntry& device,
                                               const Scenario& scenario) {
    switch (device.type) {
        case DeviceType::ConstantCurrentLoad:
            return load_of(device, scenario, models::LoadParameters::Law::Current, device.draws_a);
        case DeviceType::ConstantPowerLoad:
        case DeviceType::ProfileLoad:
            return load_of(device, scenario, models::LoadParameters::Law::Power, device.draws_w);
        case DeviceType::ResistanceLoad:
            return load_of(device, scenario, models::LoadParameters::Law::Resistance,
                           device.resistance_ohm);
        case DeviceType::Heater:
            return heater_of(device, scenario);
        case DeviceType::CcCvCharger:
        case DeviceType::ProfileCharger:
        case DeviceType::SolarCharger:
            break;
        case DeviceType::Contact:
            return std::make_unique<models::Contact>(
                models::ContactParameters{.draws_closed_a = device.draws_closed_a,
                                          .draws_open_a = device.draws_open_a,
                                          .schedule = schedule_of(device, scenario)});
        case DeviceType::Alternator:
            return alternator_of(device, scenario);
        case DeviceType::Combiner:
        case DeviceType::ChargeRelay:
        case DeviceType::DcDcCharger:
        case DeviceType::LeadBattery:
            return stand_in();  // they are no devices by themselves
        case DeviceType::BatteryProtect:
            return battery_protect_of(device, scenario);
        case DeviceType::CyrixLiLoad:
            return std::make_unique<models::CyrixLiLoad>(
                models::CyrixLiLoadParameters{.draws_closed_a = device.draws_closed_a,
                                              .draws_open_a = device.draws_open_a,
                                              .works_from_v = device.works_from_v,
                                              .re_engage = re_engage_of(device, scenario),
                                              .schedule = schedule_of(device, scenario)});
        case DeviceType::Inverter:
            return inverter_of(device, scenario);
    }
    return std::make_unique<models::Charger>(charger_parameters(device, scenario));
}

}  // namespace

std::unique_ptr<models::Device> device_of(const DeviceEntry& device, const Scenario& scenario) {
    auto bare = bare_device_of(device, scenario);
    if (device.cable_resistance_ohm > 0.0) {
        return std::make_unique<models::Cabled>(std::move(bare), device.cable_resistance_ohm);
    }
    return bare;
}

}  // namespace engine
