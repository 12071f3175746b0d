#pragma once
// The numbers a run is summed up in.

#include <array>
#include <limits>
#include <optional>
#include <string_view>

namespace engine {

enum class Metric {
    SocLowest,
    SocEnd,
    SocReportedEnd,
    SocErrorLargest,
    PreAlarmLead,
    LoadOffHours,
    ChargerOffHours,
    PreAlarmHours,
    Charged,
    Discharged,
    ChargedEnergy,
    DischargedEnergy,
    LoadUnmet,
    ChargeRefused,
    ChargeUnused,
    SelfDischarge,
    FullCycles,
    CellLowest,
    CellHighest,
    TemperatureLowest,
    TemperatureHighest,
    DischargeHighest,
    ChargeHighest,
    ImageWrites,
    WeakestBattery,
    WeakestCell,
    WeakestSoc,
    SpreadCost,
    CapacityLost,
    CapacityLostByTime,
    CapacityLostByCycles,
    CapacityLostBelowEmpty,
    ResistanceAdded,
    ChargeResidual,
    EnergyResidual,
    StarterSocLowest,
    StarterSocEnd,
    StarterResidual,
};
inline constexpr std::size_t metric_count = 38;

struct MetricRow {
    Metric metric;
    std::string_view name;
    std::string_view unit;
    std::string_view help;
};

inline constexpr std::array<MetricRow, metric_count> metric_table{{
    {Metric::SocLowest, "soc_lowest_pct", "%", "lowest true state of charge of the bank"},
    {Metric::SocEnd, "soc_end_pct", "%", "true state of charge at the end"},
    {Metric::SocReportedEnd, "soc_reported_end_pct", "%", "what the BMS reports at the end"},
    {Metric::SocErrorLargest, "soc_error_largest_pct", "%",
     "largest difference between reported and true state of charge"},
    {Metric::PreAlarmLead, "pre_alarm.lead_s", "s",
     "shortest time from PRE-ALARM to a LOAD-off for a low cell"},
    {Metric::LoadOffHours, "load_off_h", "h",
     "time LOAD floated, after it was High once or protection kept it off"},
    {Metric::ChargerOffHours, "charger_off_h", "h", "time CHARGER floated, after it was High once"},
    {Metric::PreAlarmHours, "pre_alarm_h", "h", "time PRE-ALARM was High"},
    {Metric::Charged, "charged_ah", "Ah", "charge put into the bank at its terminals"},
    {Metric::Discharged, "discharged_ah", "Ah", "charge drawn from the bank at its terminals"},
    {Metric::ChargedEnergy, "charged_wh", "Wh", "energy put into the bank at its terminals"},
    {Metric::DischargedEnergy, "discharged_wh", "Wh", "energy drawn from the bank"},
    {Metric::LoadUnmet, "load_unmet_wh", "Wh",
     "what loads wanted and did not get: LOAD, a switch or a link was open before them, their "
     "voltage was too low, or their inverter had stopped or slept (ECO)"},
    {Metric::ChargeRefused, "charge_refused_wh", "Wh",
     "what panels and profiles had to give while their charger was cut off"},
    {Metric::ChargeUnused, "charge_unused_wh", "Wh",
     "what they had to give beyond their charger's limits: full, or too strong for it"},
    {Metric::SelfDischarge, "self_discharge_ah", "Ah", "charge the bank lost inside itself"},
    {Metric::FullCycles, "full_cycles", "", "charge drawn over the bank's capacity"},
    {Metric::CellLowest, "cell_lowest_v", "V", "lowest true cell voltage"},
    {Metric::CellHighest, "cell_highest_v", "V", "highest true cell voltage"},
    {Metric::TemperatureLowest, "temperature_lowest_degc", "°C", "lowest cell temperature"},
    {Metric::TemperatureHighest, "temperature_highest_degc", "°C", "highest cell temperature"},
    {Metric::DischargeHighest, "discharge_highest_a", "A", "largest discharge of the bank"},
    {Metric::ChargeHighest, "charge_highest_a", "A", "largest charge current of the bank"},
    {Metric::ImageWrites, "image_writes", "",
     "times the BMS stored its state; each wears a page of its non-volatile store"},
    {Metric::WeakestBattery, "weakest_battery", "",
     "battery with the weakest cell, at the damage or else at the end"},
    {Metric::WeakestCell, "weakest_cell", "", "that cell, counted in its battery"},
    {Metric::WeakestSoc, "weakest_soc_pct", "%", "its true state of charge then"},
    {Metric::SpreadCost, "spread_cost_d", "d",
     "how much later the damage had come with all cells like their mean, at the drain of the last "
     "day"},
    {Metric::CapacityLost, "capacity_lost_pct", "%", "capacity lost so far, mean of the cells"},
    {Metric::CapacityLostByTime, "capacity_lost_by_time_pct", "%", "of it by time and temperature"},
    {Metric::CapacityLostByCycles, "capacity_lost_by_cycles_pct", "%", "of it by cycles"},
    {Metric::CapacityLostBelowEmpty, "capacity_lost_below_empty_pct", "%",
     "capacity lost by discharge below empty, worst cell"},
    {Metric::ResistanceAdded, "resistance_added_pct", "%",
     "what resistances have grown by, mean of the cells"},
    {Metric::ChargeResidual, "charge_residual", "",
     "what the charge balance does not explain, over the throughput"},
    {Metric::EnergyResidual, "energy_residual", "",
     "what the energy balance does not explain, over the throughput"},
    {Metric::StarterSocLowest, "starter_soc_lowest_pct", "%",
     "lowest state of charge of a starter battery"},
    {Metric::StarterSocEnd, "starter_soc_end_pct", "%",
     "its state of charge at the end, of several the lowest"},
    {Metric::StarterResidual, "starter_residual", "",
     "what the charge balance behind a link does not explain, over its throughput"},
}};

constexpr bool metric_table_stands_in_order() {
    for (std::size_t i = 0; i < metric_count; ++i) {
        if (metric_table[i].metric != static_cast<Metric>(i)) {
            return false;
        }
    }
    return true;
}
static_assert(metric_table_stands_in_order());

/// One number per row; nothing where it has no meaning in this run.
struct Metrics {
    std::array<std::optional<double>, metric_count> values{};

    std::optional<double>& operator[](Metric m) { return values[static_cast<std::size_t>(m)]; }
    const std::optional<double>& operator[](Metric m) const {
        return values[static_cast<std::size_t>(m)];
    }
};

}  // namespace engine
