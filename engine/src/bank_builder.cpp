#include "engine/bank_builder.hpp"

namespace engine {

namespace {

constexpr double percent = 0.01;

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

}  // namespace

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

namespace {

models::BatteryParameters battery_of(const Scenario& scenario) {
    models::BatteryParameters battery = battery_of(scenario.bank.battery);
    battery.self_discharge_pct_per_30d = scenario.self_discharge_pct_per_30d();
    battery.current_resolution_a = scenario.current_resolution_a();
    return battery;
}

}  // namespace

double branch_of(LastDone last) {
    return last == LastDone::Charged ? 1.0 : -1.0;
}

namespace {

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

}  // namespace

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

}  // namespace engine
