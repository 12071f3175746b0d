#include "engine/system.hpp"

#include "models/alternator.hpp"
#include "models/battery_protect.hpp"
#include "models/charger.hpp"
#include "models/combiner.hpp"
#include "models/contact.hpp"
#include "models/cyrix_li_charge.hpp"
#include "models/cyrix_li_ct.hpp"
#include "models/cyrix_li_load.hpp"
#include "models/inverter.hpp"
#include "models/load.hpp"
#include "models/orion.hpp"

namespace engine {

namespace {

constexpr double percent = 0.01;
constexpr std::size_t own = 1;  // device 0 is the BMS itself

std::vector<models::CurvePoint> curve_of(const PointList& list) {
    if (list.points.size() == 1) {
        return models::level_curve(list.points.front().second);
    }
    std::vector<models::CurvePoint> points;
    for (const auto& [soc_pct, value] : list.points) {
        points.push_back({.at = soc_pct * percent, .value = value});
    }
    return points;
}

/// Over volts instead of the state of charge.
std::vector<models::CurvePoint> shares_over_volts(const PointList& list) {
    std::vector<models::CurvePoint> points;
    for (const auto& [volts, pct] : list.points) {
        points.push_back({.at = volts, .value = pct * percent});
    }
    return points;
}

models::AgeingLaw ageing_of(const AgeingEntry& ageing) {
    return {.calendar_rate = ageing.calendar_rate,
            .calendar_activation_k = ageing.calendar_activation_k,
            .calendar_potential_k_per_v = ageing.calendar_potential_k_per_v,
            .calendar_exponent = ageing.calendar_exponent,
            .graphite_v = curve_of(ageing.graphite_v),
            .cycle_base = ageing.cycle_rate,
            .cycle_per_depth = ageing.cycle_rate_per_depth,
            .cycle_per_c = ageing.cycle_rate_per_c,
            .cycle_activation_k = ageing.cycle_activation_k,
            .cycle_exponent = ageing.cycle_exponent,
            .resistance_rate = ageing.resistance_rate,
            .resistance_activation_k = ageing.resistance_activation_k,
            .resistance_peak = ageing.resistance_peak,
            .resistance_curvature = ageing.resistance_curvature,
            .resistance_per_cycle = ageing.resistance_per_cycle,
            .over_discharge_share = shares_over_volts(ageing.over_discharge_pct),
            .over_discharge_per_day = shares_over_volts(ageing.over_discharge_pct_per_day)};
}

}  // namespace

models::Chemistry chemistry_of(const CellEntry& cell) {
    return {.ocv_discharge_v = curve_of(cell.ocv_discharge_v),
            .ocv_charge_v = curve_of(cell.ocv_charge_v),
            .hysteresis_rate = cell.hysteresis_rate,
            .relaxing_v = curve_of(cell.relaxing_v),
            .relaxing_rate = cell.relaxing_rate,
            .relaxes_in_s = cell.relaxes_in_s,
            .hysteresis = {.fixed_share = cell.hysteresis_fixed_share,
                           .activation_k = cell.hysteresis_activation_k},
            .entropic_v_per_k = curve_of(cell.entropic_v_per_k),
            .r0_factor = curve_of(cell.resistance_factor),
            .rc1_factor = curve_of(cell.rc1_factor),
            .rc1_s = cell.rc1_s,
            .rc2_factor = curve_of(cell.rc2_factor),
            .rc2_s = cell.rc2_s,
            .rc2_saturates_at_c = cell.rc2_saturates_at_c,
            .resistance = {.fixed_share = cell.resistance_fixed_share,
                           .activation_k = cell.resistance_activation_k},
            .coulombic_efficiency = cell.coulombic_efficiency_pct * percent,
            .ageing = ageing_of(cell.ageing)};
}

namespace {

models::Chemistry chemistry_of(const Scenario& scenario) {
    models::Chemistry chemistry = chemistry_of(scenario.bank.battery.cell);
    chemistry.self_discharge_doubles_every_k = scenario.bank.battery.self_discharge_doubles_every_k;
    if (!scenario.bank.ageing) {
        chemistry.ageing = {};
    }
    return chemistry;
}

models::BatteryParameters battery_of(const BatteryEntry& battery) {
    return {.cells = battery.cells,
            .nominal_voltage_v = battery.nominal_voltage_v,
            .capacity_ah = battery.capacity_ah,
            .internal_resistance_ohm = battery.internal_resistance_ohm,
            .self_discharge_pct_per_30d = battery.self_discharge_pct_per_30d,
            .electronics_a = battery.electronics_draws_a,
            .balancer = {.bleeds_a = battery.balancer_bleeds_a,
                         .from_v = battery.balancer_from_v,
                         .difference_v = battery.balancer_difference_v},
            .heat_capacity_j_per_k = battery.heat_capacity_j_per_k,
            .heat_transfer_w_per_k = battery.heat_transfer_w_per_k,
            .current_resolution_a = battery.current_resolution_a,
            .voltage_resolution_v = battery.voltage_resolution_v,
            .temperature_resolution_degc = battery.temperature_resolution_degc,
            .firmware_version = battery.firmware_version};
}

models::BatteryParameters battery_of(const Scenario& scenario) {
    models::BatteryParameters battery = battery_of(scenario.bank.battery);
    battery.self_discharge_pct_per_30d = scenario.self_discharge_pct_per_30d();
    battery.current_resolution_a = scenario.current_resolution_a();
    return battery;
}

/// The branch on which a bank starts.
double branch_of(LastDone last) {
    return last == LastDone::Charged ? 1.0 : -1.0;
}

models::Spread spread_of(const SpreadEntry& spread) {
    return {.capacity = spread.capacity_pct * percent,
            .resistance = spread.resistance_pct * percent,
            .soc = spread.soc_pct * percent,
            .self_discharge = spread.self_discharge_pct * percent};
}

std::optional<models::EnclosureParameters> enclosure_of(const EnclosureEntry& enclosure) {
    constexpr double least_held_j_per_k = 3600.0;  // of walls of which nobody says it: 1 Wh/K
    if (!enclosure.loses_w_per_k) {
        return std::nullopt;
    }
    return models::EnclosureParameters{
        .loses_w_per_k = *enclosure.loses_w_per_k,
        .holds_j_per_k = enclosure.holds_j_per_k.value_or(least_held_j_per_k),
        .heated_to_degc = enclosure.heated_to_degc};
}

/// Of bank and enclosure at the start.
double initial_degc(const Scenario& scenario) {
    const double ambient_degc = ambient_of(scenario).at_degc(SimTime{0});
    const auto enclosure = enclosure_of(scenario.bank.enclosure);
    const double around_degc =
        enclosure ? models::Enclosure{*enclosure, ambient_degc}.outside_degc(ambient_degc)
                  : ambient_degc;
    return scenario.bank.temperature_degc.value_or(around_degc);
}

models::Bank bank_of(const Scenario& scenario) {
    const BankEntry& bank = scenario.bank;
    return models::Bank{{.chemistry = chemistry_of(scenario),
                         .battery = battery_of(scenario),
                         .in_series = bank.series,
                         .in_parallel = bank.parallel,
                         .wiring = bank.wiring,
                         .link_resistance_ohm = bank.link_resistance_ohm,
                         .soc = bank.soc_pct * percent,
                         .hysteresis = branch_of(scenario.last_done()),
                         .temperature_degc = initial_degc(scenario),
                         .cell_spread = spread_of(bank.spread),
                         .battery_spread = spread_of(bank.spread.batteries),
                         .seed = static_cast<std::uint64_t>(scenario.seed),
                         .thermal_gradient_k = bank.thermal_gradient_k,
                         .enclosure = enclosure_of(bank.enclosure)}};
}

models::BmsHost bms_of(const Scenario& scenario) {
    const ReportedSocEntry& soc = scenario.bms.soc_pct;
    std::optional<double> reported;
    if (soc.kind == ReportedSocEntry::Kind::AsBank) {
        reported = scenario.bank.soc_pct * percent;
    } else if (soc.kind == ReportedSocEntry::Kind::Value) {
        reported = soc.soc_pct * percent;
    }
    return {battery_of(scenario),
            scenario.bank.series,
            scenario.bank.parallel,
            scenario.bms.settings,
            reported,
            static_cast<std::uint64_t>(scenario.seed)};
}

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

models::PowerProfile panel_power_of(const DeviceEntry& device, const Scenario& scenario) {
    const Weather& weather = scenario.weather->weather();
    return panel_power(weather, scenario.span(),
                       {.power_w = device.panel_w,
                        .temperature_per_k = device.panel_temperature_pct_per_k * percent,
                        .operating_temperature_degc = device.panel_operating_degc,
                        .efficiency = device.panel_efficiency_pct * percent},
                       {.tilt_deg = device.tilt_deg.value_or(0.0),
                        .azimuth_from_south_deg = device.azimuth_deg().value_or(0.0)},
                       scenario.weather->place());
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
    const double cells = scenario.cells_in_series();
    return {.law = law,
            .draws = draws,
            .cuts_out_below_v = device.cuts_out_below_per_cell_v * cells,
            .returns_above_v = device.returns_above_per_cell_v * cells,
            .returns_after = device.returns_after,
            .schedule = schedule_of(device, scenario),
            .profile = profile_of(device, scenario),
            .rated_v = scenario.bank.battery.nominal_voltage_v * scenario.bank.series};
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
    const double series = scenario.bank.series;
    return {.charges_a = device.charges_a,
            .absorption_v = device.absorption_v.value_or(battery.charge_voltage_highest_v * series),
            .float_v = device.float_v.value_or(battery.float_voltage_v * series),
            .absorption_time = device.absorption_time,
            .rebulk_below_v = device.rebulk_below_per_cell_v * scenario.cells_in_series(),
            .rebulk_after = device.rebulk_after,
            .output_resistance_ohm = device.output_resistance_ohm,
            .self_consumption_a = device.self_consumption_a,
            .back_current_a = device.back_current_a,
            .schedule = schedule_of(device, scenario),
            .profile = profile_of(device, scenario)};
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

std::unique_ptr<models::Device> alternator_of(const DeviceEntry& device, const Scenario& scenario) {
    return std::make_unique<models::Alternator>(
        models::AlternatorParameters{.charges_a = device.charges_a,
                                     .charges_hot_a = device.charges_hot_a,
                                     .hot_after = device.hot_after,
                                     .regulated_v = device.regulated_v,
                                     .resistance_ohm = device.output_resistance_ohm,
                                     .schedule = schedule_of(device, scenario)});
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
    const double cells = scenario.cells_in_series();
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

std::unique_ptr<models::Device> device_of(const DeviceEntry& device, const Scenario& scenario) {
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
            return std::make_unique<Elsewhere>();  // they are no devices by themselves
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

models::SupplyDraw draw_of(bms::SupplyState state) {
    switch (state) {
        case bms::SupplyState::LowCell:
            return models::SupplyDraw::LowCell;
        case bms::SupplyState::RemoteOff:
            return models::SupplyDraw::RemoteOff;
        case bms::SupplyState::RemoteOn:
            break;
    }
    return models::SupplyDraw::On;
}

bms::RemotePins pins_of(const RemoteEntry& remote, double bank_voltage_v) {
    using Wired = RemoteEntry::Wired;
    switch (remote.wired) {
        case Wired::Joined:
            return bms::factory_loop();
        case Wired::LowToMinus:
            return {.low = models::driven_pin(0.0), .high = {}};
        case Wired::HighToPlus:
            return {.low = {}, .high = models::driven_pin(bank_voltage_v)};
        case Wired::Driven:
            return {.low = remote.low_v ? models::driven_pin(*remote.low_v) : bms::RemotePin{},
                    .high = remote.high_v ? models::driven_pin(*remote.high_v) : bms::RemotePin{}};
        case Wired::Open:
            break;
    }
    return {};
}

}  // namespace

models::Ambient ambient_of(const Scenario& scenario) {
    const AmbientEntry& ambient = scenario.ambient;
    const Calendar calendar = scenario.calendar();
    return {.temperature_degc = ambient.temperature_degc,
            .daily_amplitude_degc = ambient.daily_amplitude_degc,
            .yearly_amplitude_degc = ambient.yearly_amplitude_degc,
            .warmest_time_of_day_s = to_seconds(ambient.warmest_time.since_midnight),
            .warmest_day_of_year = static_cast<double>(ambient.warmest_day_of_year),
            .start_time_of_day_s = to_seconds(calendar.start_time_of_day()),
            .start_day_of_year = static_cast<double>(calendar.start_day_of_year()),
            .series = scenario.weather
                          ? std::make_shared<const models::TemperatureSeries>(
                                temperatures_of(scenario.weather->weather(), scenario.span()))
                          : nullptr};
}

System::System(const Scenario& scenario)
    : plant_{.bank = bank_of(scenario)},
      kept_{plant_},
      bms_{bms_of(scenario)},
      ambient_{ambient_of(scenario)},
      string_1c_a_{scenario.bank.battery.capacity_ah},
      idle_a_{scenario.current_resolution_a()},
      initial_energy_j_{plant_.bank.cells().stored_energy_j()},
      initial_charge_ah_{stored_charge_ah()} {
    auto supply = std::make_unique<models::BmsSupply>(
        models::BmsSupplyParameters{.draws_on_a = scenario.bms.draws_on_a,
                                    .draws_low_cell_a = scenario.bms.draws_low_cell_a,
                                    .draws_remote_off_a = scenario.bms.draws_remote_off_a,
                                    .dies_below_v = scenario.bms.supply_dies_below_v,
                                    .lives_above_v = scenario.bms.supply_lives_above_v,
                                    .lives_after = scenario.bms.supply_lives_after});
    supply_ = supply.get();
    devices_.push_back(std::move(supply));
    names_.emplace_back("bms");
    add_devices(scenario);
    wire_devices(scenario);
    plant_.held_a.resize(devices_.size());
    plant_.accounts.resize(devices_.size());
    kept_ = plant_;
    for (auto* of_string :
         {&plan_.begin_a, &plan_.first_a, &plan_.second_a, &plan_.end_a, &plan_.guess_a,
          &plan_.mean_a, &plan_.late_a, &plan_.late_begin_a, &plan_.late_end_a, &plan_.late_bend_a,
          &plan_.line_begin_a, &plan_.line_end_a}) {
        of_string->resize(plant_.bank.strings());
    }
    wire_remote(scenario.bms.remote);
    solve();
    update_devices(SimTime{0});
}

void System::add_devices(const Scenario& scenario) {
    far_.resize(own + scenario.devices.size());
    links_.resize(own + scenario.devices.size());
    for (const auto& [name, device] : scenario.devices) {
        names_.push_back(name);
        if (device.is_link()) {
            auto link = far_side_of(scenario, devices_.size());
            links_[devices_.size()] = link.get();
            devices_.push_back(std::move(link));
        } else {
            devices_.push_back(scenario.link_before(device) == nullptr
                                   ? device_of(device, scenario)
                                   : std::make_unique<Elsewhere>());
        }
        if (auto* heater = dynamic_cast<models::Heater*>(devices_.back().get())) {
            heaters_.push_back({devices_.size() - 1, heater});
        }
    }
}

/// The link of this number, with all that hangs behind it.
std::unique_ptr<models::FarSide> System::far_side_of(const Scenario& scenario, std::size_t number) {
    const auto& [link_name, link] = scenario.devices[number - own];
    std::optional<models::LeadBatteryParameters> battery;
    std::vector<std::unique_ptr<models::Device>> behind;
    for (std::size_t i = 0; i < scenario.devices.size(); ++i) {
        const DeviceEntry& device = scenario.devices[i].second;
        if (device.connected_to != link_name) {
            continue;
        }
        FarPlace& place = far_[i + own].emplace(FarPlace{.link = number, .number = std::nullopt});
        if (device.type == DeviceType::LeadBattery) {
            battery = lead_battery_of(device);
        } else {
            place.number = behind.size();
            behind.push_back(device_of(device, scenario));
        }
    }
    return engine::far_side_of(link, scenario, models::FarBus{battery, std::move(behind)});
}

double System::device_current_a(std::size_t device) const {
    if (!far_[device]) {
        return plant_.held_a[device];
    }
    const models::FarBus::Flow& held = links_[far_[device]->link]->far().held();
    const auto number = far_[device]->number;
    return number ? held.devices_a[*number] : held.main_a - held.gas_a;
}

bool System::is_browned_out(std::size_t device) const {
    if (far_[device] && far_[device]->number) {
        return links_[far_[device]->link]->far().device(*far_[device]->number).is_browned_out();
    }
    return devices_[device]->is_browned_out();
}

std::optional<std::size_t> System::link_of(std::size_t device) const {
    return far_[device] ? std::optional{far_[device]->link} : std::nullopt;
}

const models::LeadBattery* System::lead_battery(std::size_t device) const {
    const bool is_battery = far_[device] && !far_[device]->number;
    return is_battery ? &links_[far_[device]->link]->far().battery() : nullptr;
}

models::Moved System::far_account(std::size_t device) const {
    const models::FarBus::Accounts& accounts = links_[far_[device]->link]->far().accounts();
    const auto number = far_[device]->number;
    return number ? accounts.devices[*number] : accounts.main;
}

void System::keep() {
    kept_ = plant_;
    for (const auto& device : devices_) {
        device->keep();
    }
}

void System::return_to_kept() {
    plant_ = kept_;
    for (const auto& device : devices_) {
        device->return_to_kept();
    }
}

void System::operate(std::size_t device, Position position) {
    wired_[device + own].is_off_by_hand = position == Position::Open;
}

void System::wire_devices(const Scenario& scenario) {
    wired_.resize(own);
    for (const auto& [name, device] : scenario.devices) {
        Wired& wired = wired_.emplace_back();
        wired.by = device.switched_by;
        wired.hears = device.hears_output();
        wired.is_on_load = device.connected_to == on_load;
        if (scenario.switch_before(device) != nullptr) {
            wired.behind = *scenario.device_named(device.connected_to) + own;
        }
    }
    std::vector<bool> stands(wired_.size());
    while (order_.size() < wired_.size()) {
        for (std::size_t i = 0; i < wired_.size(); ++i) {
            const bool is_next = !stands[i] && (!wired_[i].behind || stands[*wired_[i].behind]);
            if (is_next) {
                order_.push_back(i);
                stands[i] = true;
            }
        }
    }
    is_fed_.resize(wired_.size());
    for (const std::size_t i : order_) {
        is_fed_[i] = would_be_fed(i);
    }
    fed_.reserve(wired_.size());
    list_fed();
}

/// What the switches before it, or LOAD, let come to it.
bool System::would_be_fed(std::size_t device) const {
    const Wired& wired = wired_[device];
    if (wired.is_on_load) {
        return bms_.status().load == bms::Output::High;
    }
    return !wired.behind || (is_fed_[*wired.behind] && devices_[*wired.behind]->conducts());
}

/// In the order of the devices, so that their sum is the same whatever hangs behind what.
void System::list_fed() {
    fed_.clear();
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        if (is_fed_[i]) {
            fed_.push_back(devices_[i].get());
        }
    }
}

double System::voltage_at(std::size_t device, double bus_voltage_v) const {
    return is_fed_[device] ? bus_voltage_v : 0.0;
}

void System::exchange(SimTime now, std::size_t battery, const ExchangeEntry& other) {
    advance(now);
    plant_.bank.exchange(battery, battery_of(other.battery), other.soc_pct * percent,
                         branch_of(last_done_at(other.soc_pct)));
    bms_.exchange(battery, other.battery.capacity_ah);
    solve();
}

void System::set_connected(SimTime now, std::size_t battery, bool is_connected) {
    advance(now);
    plant_.bank.set_connected(battery, is_connected);
    solve();
}

void System::wire_remote(const RemoteEntry& remote) {
    remote_ = remote;
    bms_.set_remote(pins_of(remote_, plant_.bank.voltage_v(plant_.point.bank_current_a)));
}

/// What has gone in, or out if negative.
void System::book(double charge_as, double energy_j) {
    const bool is_in = charge_as > 0.0;
    (is_in ? plant_.charged_as : plant_.discharged_as) += is_in ? charge_as : -charge_as;
    (is_in ? plant_.charged_j : plant_.discharged_j) += is_in ? energy_j : -energy_j;
}

void System::book_unheard(double charge_as, double dt_s) {
    if (!bms_.hears_all()) {
        plant_.unheard_as += charge_as;
        plant_.unheard_s += dt_s;
    }
}

void System::advance(SimTime now) {
    const double dt_s = to_seconds(now - plant_.now);
    if (dt_s <= 0.0) {
        // What has come here as planned is not yet older: the frame before an hour tells of cells
        // as they were.
        plant_.bank.grow_older();
        return;
    }
    plant_.bank.advance(ambient_.at_degc(plant_.now), dt_s);
    const double mean_v = plant_.bank.mean_voltage_v(plant_.point.bank_current_a);
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        devices_[i]->advance(dt_s);
        plant_.accounts[i].charge_as += plant_.held_a[i] * dt_s;
        plant_.accounts[i].energy_j += plant_.held_a[i] * mean_v * dt_s;
        const double own_as = own_draw_a(i, plant_.point.is_solved) * dt_s;
        plant_.accounts[i].own_as += own_as;
        plant_.accounts[i].own_j += own_as * mean_v;
        const models::MissedPower missed = devices_[i]->missed(plant_.point.voltage_v);
        plant_.accounts[i].cut_off_j += missed.cut_off_w * dt_s;
        plant_.accounts[i].held_back_j += missed.held_back_w * dt_s;
    }
    const double charge_as = plant_.point.bank_current_a * dt_s;
    book(charge_as, charge_as * mean_v);
    book_unheard(charge_as, dt_s);
    plant_.point.voltage_v = plant_.bank.voltage_v(plant_.point.bank_current_a);
    plant_.now = now;
}

/// What a device takes or gives; nothing on a bus without an answer, or behind an open switch.
double System::current_at(std::size_t device, const models::BusPoint& point) const {
    return point.is_solved && is_fed_[device] ? devices_[device]->current(point.voltage_v).current_a
                                              : 0.0;
}

double System::own_draw_a(std::size_t device, bool is_solved) const {
    return is_solved && is_fed_[device] ? devices_[device]->own_draw_a() : 0.0;
}

void System::solve() {
    plant_.point = models::solve_bus(plant_.bank.thevenin(), fed_);
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        plant_.held_a[i] = current_at(i, plant_.point);
        devices_[i]->settle(voltage_at(i, plant_.point.voltage_v));
    }
    plant_.bank.carry(plant_.point.bank_current_a);
    warm_bank();
}

void System::warm_bank() {
    double heating_w = 0.0;
    for (const auto& [device, heater] : heaters_) {
        if (plant_.point.is_solved && is_fed_[device]) {
            heating_w += heater->heats_w(plant_.point.voltage_v);
        }
    }
    plant_.bank.set_heating_w(heating_w);
}

models::Sensed System::sensed() const {
    if (heaters_.empty()) {
        return {};
    }
    models::Sensed sensed{.coldest_degc = plant_.bank.coldest_battery_degc()};
    for (const auto& device : devices_) {
        sensed.could_be_charged = sensed.could_be_charged || device->has_power();
    }
    return sensed;
}

void System::measure() {
    plant_.bank.balance();
    bms_.receive_frames(plant_.bank);
    if (remote_.wired == RemoteEntry::Wired::HighToPlus) {
        bms_.set_remote(pins_of(remote_, plant_.point.voltage_v));
    }
}

bool System::is_let_run(std::size_t device) const {
    const bms::Status status = bms_.status();
    const Switch by = wired_[device].by;
    const Hears hears = wired_[device].hears;
    const bool is_high = (by == Switch::Load && status.load == bms::Output::High) ||
                         (by == Switch::Charger && status.charger == bms::Output::High) ||
                         (by == Switch::PreAlarm && status.pre_alarm == bms::Output::High);
    switch (by == Switch::Nothing ? Hears::Always : hears) {
        case Hears::Output:
            return is_high;
        case Hears::Inverted:
            return !is_high;
        case Hears::Never:
            return false;
        case Hears::Always:
            break;
    }
    return true;
}

bool System::update_devices(SimTime now) {
    bool ever_changed = false;
    // Each round may push the voltage past a limit of somebody else; a device cuts out and returns
    // with a hysteresis, so the rounds end.
    const std::size_t most_rounds = 2 * devices_.size() + 2;
    for (std::size_t round = 0; round < most_rounds; ++round) {
        bool changed = supply_->set_draw(draw_of(bms_.core().supply_state()));
        const models::Sensed seen = sensed();
        for (const HeaterAt& at : heaters_) {
            at.heater->sense(seen);
        }
        for (const std::size_t i : order_) {
            const bool is_fed = would_be_fed(i);
            changed = changed || is_fed != is_fed_[i];
            is_fed_[i] = is_fed;
            changed = devices_[i]->update(now, voltage_at(i, plant_.point.voltage_v),
                                          is_fed && !wired_[i].is_off_by_hand && is_let_run(i)) ||
                      changed;
        }
        bms_.set_powered(supply_->is_powered());
        // Power to charge with may have come to a charger that CHARGER holds off.
        changed = changed || sensed().could_be_charged != seen.could_be_charged;
        if (!changed) {
            break;
        }
        ever_changed = true;
        list_fed();
        solve();
    }
    return ever_changed;
}

std::optional<SimTime> System::next_edge(SimTime now) const {
    std::optional<SimTime> next;
    for (const auto& device : devices_) {
        if (const auto edge = device->next_edge(now)) {
            next = next ? std::min(*next, *edge) : *edge;
        }
    }
    return next;
}

// Charge that passes through a string passes through every cell of it.
double System::stored_charge_ah() const {
    return plant_.bank.cells().stored_charge_ah() /
           static_cast<double>(plant_.bank.cells().positions());
}

double System::self_discharge_ah() const {
    return plant_.bank.cells().ledger().self_discharge_ah /
           static_cast<double>(plant_.bank.cells().positions());
}

double System::balancer_ah() const {
    return plant_.bank.cells().ledger().balancer_ah /
           static_cast<double>(plant_.bank.cells().positions());
}

double System::exchanged_ah() const {
    return plant_.bank.cells().ledger().exchanged_ah /
           static_cast<double>(plant_.bank.cells().positions());
}

double System::coulombic_loss_ah() const {
    return plant_.bank.cells().ledger().coulombic_loss_ah /
           static_cast<double>(plant_.bank.cells().positions());
}

}  // namespace engine
