#include "engine/catalog_entries.hpp"

namespace engine {

Table table_of(const AgeingEntry*) {
    static constexpr About exponent{.lowest = 0.1, .highest = 2};
    static constexpr About rate{.lowest = 0, .highest = 1e9};
    static constexpr About activation{.unit = Unit::Kelvin, .lowest = -30'000, .highest = 30'000};
    static constexpr std::array table{
        field<&AgeingEntry::calendar_rate>(
            "calendar_rate",
            "a of the capacity lost with time, (integral of k^(1/p) d days)^p with "
            "k = a exp(-b/T) exp(-c U/T)",
            rate),
        field<&AgeingEntry::calendar_activation_k>("calendar_activation_k", "its b", activation),
        field<&AgeingEntry::calendar_potential_k_per_v>("calendar_potential_k_per_v", "its c",
                                                        {.lowest = -30'000, .highest = 30'000}),
        field<&AgeingEntry::calendar_exponent>("calendar_exponent", "its p", exponent),
        field<&AgeingEntry::graphite_v>(
            "graphite_v", "its U: potential of the graphite against lithium, over soc_pct",
            {.unit = Unit::Volt, .lowest = -1, .highest = 3}),
        field<&AgeingEntry::cycle_rate>(
            "cycle_rate",
            "a of the capacity lost by cycles, (integral of k^(1/p) d full cycles)^p with "
            "k = (a + d * depth + c * C-rate) exp(b/T)",
            rate),
        field<&AgeingEntry::cycle_rate_per_depth>("cycle_rate_per_depth", "its d", rate),
        field<&AgeingEntry::cycle_rate_per_c>("cycle_rate_per_c", "its c", rate),
        field<&AgeingEntry::cycle_activation_k>("cycle_activation_k", "its b", activation),
        field<&AgeingEntry::cycle_exponent>("cycle_exponent", "its p", exponent),
        field<&AgeingEntry::resistance_rate>(
            "resistance_rate",
            "a of the share a resistance grows by per day, "
            "a exp(-b (1/T - 1/298.15 K)) (peak - curvature (soc - 0.5)²)",
            {.lowest = 0, .highest = 1}),
        field<&AgeingEntry::resistance_activation_k>("resistance_activation_k", "its b",
                                                     activation),
        field<&AgeingEntry::resistance_peak>("resistance_peak", "its peak",
                                             {.lowest = 0, .highest = 100}),
        field<&AgeingEntry::resistance_curvature>("resistance_curvature", "its curvature",
                                                  {.lowest = 0, .highest = 100}),
        field<&AgeingEntry::resistance_per_cycle>("resistance_per_cycle",
                                                  "share a resistance grows by per full cycle",
                                                  {.lowest = 0, .highest = 1}),
        field<&AgeingEntry::over_discharge_pct>(
            "over_discharge_pct",
            "capacity that a discharge down to a voltage at rest costs for good: {0: 24.9, …, "
            "2: 0} over volts",
            {.unit = Unit::Percent, .lowest = 0, .highest = 100}),
        field<&AgeingEntry::over_discharge_pct_per_day>("over_discharge_pct_per_day",
                                                        "and each day down there, over volts",
                                                        {.lowest = 0, .highest = 100}),
    };
    static_assert(keys_are_sound(table));
    return table;
}

Table table_of(const CellEntry*) {
    static constexpr std::array table{
        field<&CellEntry::name>("name", "what people call it"),
        field<&CellEntry::source>("source", "where the values are from"),
        field<&CellEntry::capacity_ah>("capacity_ah", "capacity of the cell that was measured",
                                       {.unit = Unit::AmpHour, .lowest = 0.01, .highest = 2000}),
        field<&CellEntry::resistance_ohm>("resistance_ohm",
                                          "R0 of the cell that was measured, at 50 % and 25 °C",
                                          {.unit = Unit::Ohm, .lowest = 1e-6, .highest = 10}),
        field<&CellEntry::ocv_discharge_v>(
            "ocv_discharge_v",
            "quasi-static voltage while discharging, 25 °C, over soc_pct: {0: 2.5, 50: 3.28, …}",
            {.unit = Unit::Volt, .lowest = -5, .highest = 10, .presence = Presence::Required}),
        field<&CellEntry::ocv_charge_v>(
            "ocv_charge_v",
            "quasi-static voltage while charging; that of discharging if not given (no hysteresis)",
            {.unit = Unit::Volt, .lowest = -5, .highest = 10}),
        field<&CellEntry::hysteresis_rate>(
            "hysteresis_rate",
            "how fast the voltage goes from one branch to the other: by e per 1/this of a full "
            "charge",
            {.lowest = 0, .highest = 10'000}),
        field<&CellEntry::hysteresis_fixed_share>(
            "hysteresis_fixed_share", "part of both hystereses that temperature leaves alone",
            {.lowest = 0, .highest = 1}),
        field<&CellEntry::hysteresis_activation_k>(
            "hysteresis_activation_k", "of the rest: exp(this * (1/T - 1/298.15 K))",
            {.unit = Unit::Kelvin, .lowest = 0, .highest = 20'000}),
        field<&CellEntry::relaxing_v>(
            "relaxing_v", "hysteresis that fades at rest: its amplitude at 25 °C over soc_pct",
            {.unit = Unit::Volt, .lowest = 0, .highest = 1}),
        field<&CellEntry::relaxing_rate>("relaxing_rate",
                                         "hysteresis that fades at rest: its hysteresis_rate",
                                         {.lowest = 0, .highest = 100'000}),
        field<&CellEntry::relaxes_in_s>("relaxes_in_s",
                                        "hysteresis that fades at rest: its time constant",
                                        {.unit = Unit::Second, .lowest = 0.1, .highest = 1e7}),
        field<&CellEntry::entropic_v_per_k>(
            "entropic_v_per_k", "temperature slope of the open-circuit voltage over soc_pct",
            {.unit = Unit::VoltPerKelvin,
             .lowest = -0.01,
             .highest = 0.01,
             .presence = Presence::Required}),
        field<&CellEntry::resistance_factor>(
            "resistance_factor", "R0 over soc_pct, against its value at 50 % and 25 °C",
            {.lowest = 0.01, .highest = 100, .presence = Presence::Required}),
        field<&CellEntry::resistance_fixed_share>(
            "resistance_fixed_share",
            "part of every resistance at 25 °C that temperature leaves alone",
            {.lowest = 0, .highest = 1}),
        field<&CellEntry::resistance_activation_k>(
            "resistance_activation_k", "of the rest: exp(this * (1/T - 1/298.15 K))",
            {.unit = Unit::Kelvin, .lowest = 0, .highest = 20'000}),
        field<&CellEntry::rc1_factor>(
            "rc1_factor", "fast RC pair: its resistance over soc_pct, against R0 at 50 % and 25 °C",
            {.lowest = 0, .highest = 1000}),
        field<&CellEntry::rc1_s>("rc1_s", "fast RC pair: its time constant",
                                 {.unit = Unit::Second, .lowest = 0.1, .highest = 1e6}),
        field<&CellEntry::rc2_factor>(
            "rc2_factor", "slow RC pair: its resistance over soc_pct, against R0 at 50 % and 25 °C",
            {.lowest = 0, .highest = 1000}),
        field<&CellEntry::rc2_s>("rc2_s", "slow RC pair: its time constant",
                                 {.unit = Unit::Second, .lowest = 0.1, .highest = 1e6}),
        field<&CellEntry::rc2_saturates_at_c>(
            "rc2_saturates_at_c",
            "slow RC pair: C-rate I0 above which its voltage grows slower than its current i, as "
            "I0 asinh(i / I0); 0: never",
            {.unit = Unit::PerHour, .lowest = 0, .highest = 100}),
        field<&CellEntry::coulombic_efficiency_pct>(
            "coulombic_efficiency_pct", "share of the charge put in that arrives",
            {.unit = Unit::Percent, .lowest = 90, .highest = 100}),
        field<&CellEntry::ageing>("ageing", "how it loses capacity and gains resistance"),
    };
    static_assert(keys_are_sound(table));
    return table;
}

Table table_of(const BatteryEntry*) {
    static constexpr About charge_current{
        .unit = Unit::Ampere, .lowest = 0, .highest = 10'000, .presence = Presence::Required};
    static constexpr About voltage{.unit = Unit::Volt, .lowest = 1, .highest = 100};
    static constexpr About temperature{.unit = Unit::DegreeCelsius, .lowest = -60, .highest = 100};
    static constexpr std::array table{
        field<&BatteryEntry::name>("name", "what people call it"),
        field<&BatteryEntry::source>("source",
                                     "where the values without their own source are from"),
        field<&BatteryEntry::cell>("cell", "its cells: a catalogue name, or {like: name, …}",
                                   {.presence = Presence::Required}),
        field<&BatteryEntry::cells>("cells", "cells in series: 4, 8 or 16",
                                    {.lowest = 4, .highest = 16, .presence = Presence::Required}),
        field<&BatteryEntry::most_per_bms>("most_per_bms", "batteries one BMS can have (R-BAT-2)",
                                           {.lowest = 1, .highest = 50}),
        field<&BatteryEntry::nominal_voltage_v>(
            "nominal_voltage_v", "nominal voltage",
            {.unit = Unit::Volt, .lowest = 6, .highest = 60, .presence = Presence::Required}),
        field<&BatteryEntry::capacity_ah>("capacity_ah", "nominal capacity at 25 °C",
                                          {.unit = Unit::AmpHour,
                                           .lowest = 0.1,
                                           .highest = 2000,
                                           .presence = Presence::Required}),
        field<&BatteryEntry::internal_resistance_ohm>(
            "internal_resistance_ohm", "internal resistance at 50 % and 25 °C",
            {.unit = Unit::Ohm, .lowest = 1e-5, .highest = 1, .presence = Presence::Required}),
        field<&BatteryEntry::charge_voltage_lowest_v>(
            "charge_voltage_lowest_v", "recommended charge voltage, low end", voltage),
        field<&BatteryEntry::charge_voltage_highest_v>(
            "charge_voltage_highest_v", "recommended charge voltage, high end", voltage),
        field<&BatteryEntry::float_voltage_v>("float_voltage_v", "float voltage", voltage),
        field<&BatteryEntry::discharge_end_v>("discharge_end_v", "end of discharge voltage",
                                              voltage),
        field<&BatteryEntry::discharge_continuous_a>(
            "discharge_continuous_a", "largest continuous discharge", charge_current),
        field<&BatteryEntry::discharge_pulse_a>("discharge_pulse_a", "largest discharge pulse",
                                                charge_current),
        field<&BatteryEntry::charge_continuous_a>("charge_continuous_a",
                                                  "largest continuous charge", charge_current),
        field<&BatteryEntry::charge_pulse_a>("charge_pulse_a", "largest charge pulse",
                                             charge_current),
        field<&BatteryEntry::pulse_time>("pulse_s", "how long a pulse may last",
                                         {.unit = Unit::Second, .lowest = 0, .highest = 3600}),
        field<&BatteryEntry::discharge_recommended_c>(
            "discharge_recommended_c", "recommended discharge",
            {.unit = Unit::PerHour, .lowest = 0, .highest = 10}),
        field<&BatteryEntry::charge_recommended_c>(
            "charge_recommended_c", "recommended charge",
            {.unit = Unit::PerHour, .lowest = 0, .highest = 10}),
        field<&BatteryEntry::charge_coldest_degc>("charge_coldest_degc", "coldest to charge at",
                                                  temperature),
        field<&BatteryEntry::charge_warmest_degc>("charge_warmest_degc", "warmest to charge at",
                                                  temperature),
        field<&BatteryEntry::discharge_coldest_degc>("discharge_coldest_degc",
                                                     "coldest to discharge at", temperature),
        field<&BatteryEntry::discharge_warmest_degc>("discharge_warmest_degc",
                                                     "warmest to discharge at", temperature),
        field<&BatteryEntry::self_discharge_pct_per_30d>(
            "self_discharge_pct_per_30d",
            "of nominal capacity; cells and the battery's own electronics, unseen by its "
            "measurement",
            {.unit = Unit::PercentPer30Days, .lowest = 0, .highest = 50}),
        field<&BatteryEntry::self_discharge_doubles_every_k>(
            "self_discharge_doubles_every_k",
            "self-discharge is that of 25 °C and doubles every so many kelvin above it; 0: the "
            "same at every temperature",
            {.unit = Unit::Kelvin, .lowest = 0, .highest = 100}),
        field<&BatteryEntry::electronics_draws_a>(
            "electronics_draws_a",
            "what its own electronics draw besides, at any temperature, unseen by its measurement",
            {.unit = Unit::Ampere, .lowest = 0, .highest = 1}),
        field<&BatteryEntry::balancer_bleeds_a>("balancer_bleeds_a",
                                                "what its balancer takes from a cell that is ahead "
                                                "of the others near full; 0: it has none",
                                                {.unit = Unit::Ampere, .lowest = 0, .highest = 20}),
        field<&BatteryEntry::balancer_from_v>("balancer_from_v",
                                              "cell voltage from which on it does",
                                              {.unit = Unit::Volt, .lowest = 3, .highest = 4}),
        field<&BatteryEntry::balancer_difference_v>(
            "balancer_difference_v", "to the lowest cell of the battery, from which on it does",
            {.unit = Unit::Volt, .lowest = 0.001, .highest = 0.5}),
        field<&BatteryEntry::low_cell_soc_pct>(
            "low_cell_soc_pct",
            "what is left when a cell rests at its low-cell level: the reserve (manual §3.1)",
            {.unit = Unit::Percent, .lowest = 0, .highest = 20}),
        field<&BatteryEntry::heat_capacity_j_per_k>(
            "heat_capacity_j_per_k", "heat that warms it by one kelvin",
            {.unit = Unit::JoulePerKelvin, .lowest = 1, .highest = 1e7}),
        field<&BatteryEntry::heat_transfer_w_per_k>(
            "heat_transfer_w_per_k", "heat it gives to its surroundings",
            {.unit = Unit::WattPerKelvin, .lowest = 1e-3, .highest = 1e4}),
        field<&BatteryEntry::current_resolution_a>(
            "current_resolution_a", "step of its current measurement (D-14)",
            {.unit = Unit::Ampere, .lowest = 0.001, .highest = 1}),
        field<&BatteryEntry::voltage_resolution_v>(
            "voltage_resolution_v", "step of its cell voltage measurement (D-14)",
            {.unit = Unit::Volt, .lowest = 0.001, .highest = 0.1}),
        field<&BatteryEntry::temperature_resolution_degc>(
            "temperature_resolution_degc", "step of its temperature measurement (D-14)",
            {.unit = Unit::DegreeCelsius, .lowest = 0.1, .highest = 10}),
        field<&BatteryEntry::firmware_version>("firmware_version",
                                               "1.05 is v1.05 on the app's battery page (R-BAT-5); "
                                               "an update that succeeds counts it up",
                                               {.lowest = 0.01, .highest = 99.99}),
    };
    static_assert(keys_are_sound(table));
    return table;
}

}  // namespace engine
