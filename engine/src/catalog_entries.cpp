#include "engine/catalog_entries.hpp"

#include <algorithm>

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

Table table_of(const EnclosureEntry*) {
    static constexpr std::array table{
        field<&EnclosureEntry::name>("name", "what people call it"),
        field<&EnclosureEntry::source>("source", "where the values are from"),
        field<&EnclosureEntry::loses_w_per_k>(
            "loses_w_per_k",
            "heat its walls let through, all batteries together; open to the air if not given",
            {.unit = Unit::WattPerKelvin, .lowest = 0.01, .highest = 1e4}),
        field<&EnclosureEntry::holds_j_per_k>(
            "holds_j_per_k",
            "heat that warms it by one kelvin, without the batteries; 3600 J/K if not given",
            {.unit = Unit::JoulePerKelvin, .lowest = 1, .highest = 1e9}),
        field<&EnclosureEntry::heated_to_degc>(
            "heated_to_degc", "others keep it at least this warm around the enclosure",
            {.unit = Unit::DegreeCelsius, .lowest = -50, .highest = 50}),
    };
    static_assert(keys_are_sound(table));
    return table;
}

Table table_of(const ClimateEntry*) {
    static constexpr std::array table{
        field<&ClimateEntry::name>("name", "what people call it"),
        field<&ClimateEntry::source>("source", "where the values are from"),
        field<&ClimateEntry::latitude_deg>(
            "latitude_deg", "where it is, north is positive",
            {.lowest = -90, .highest = 90, .presence = Presence::Required}),
        field<&ClimateEntry::longitude_deg>(
            "longitude_deg", "where it is, east is positive",
            {.lowest = -180, .highest = 180, .presence = Presence::Required}),
        field<&ClimateEntry::temperature_degc>("temperature_degc", "mean of the year",
                                               {.unit = Unit::DegreeCelsius,
                                                .lowest = -40,
                                                .highest = 40,
                                                .presence = Presence::Required}),
        field<&ClimateEntry::yearly_amplitude_degc>(
            "yearly_amplitude_degc", "how far the year swings above and below the mean",
            {.unit = Unit::DegreeCelsius, .lowest = 0, .highest = 40}),
        field<&ClimateEntry::warmest_day_of_year>("warmest_day_of_year",
                                                  "the day of the year when it is warmest",
                                                  {.lowest = 1, .highest = 365}),
        field<&ClimateEntry::daily_amplitude_degc>(
            "daily_amplitude_degc", "how far a day swings above and below its mean in the open sky",
            {.unit = Unit::DegreeCelsius, .lowest = 0, .highest = 30}),
        field<&ClimateEntry::spells_degc>(
            "spells_degc", "standard deviation of warm and cold spells",
            {.unit = Unit::DegreeCelsius, .lowest = 0, .highest = 20}),
        field<&ClimateEntry::spells_last>("spells_last_s",
                                          "after so long 1/e is left of a spell on the mean",
                                          {.unit = Unit::Second, .lowest = 3600, .highest = 2.6e6}),
        field<&ClimateEntry::overcast_december_pct>(
            "overcast_december_pct", "share of the time with an overcast sky, in December",
            {.unit = Unit::Percent, .lowest = 0, .highest = 100}),
        field<&ClimateEntry::overcast_june_pct>(
            "overcast_june_pct", "the same in June, and between them in between",
            {.unit = Unit::Percent, .lowest = 0, .highest = 100}),
        field<&ClimateEntry::sky_lasts>("sky_lasts_s",
                                        "how long the clouds stay as they are on the mean",
                                        {.unit = Unit::Second, .lowest = 3600, .highest = 2.6e6}),
        field<&ClimateEntry::seed>("seed", "of the weather alone; the scenario's if not given",
                                   {.lowest = 0, .highest = 9e15}),
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

namespace {

constexpr Unit unit_of(bms::SettingUnit unit) {
    switch (unit) {
        case bms::SettingUnit::Millivolt:
            return Unit::Volt;
        case bms::SettingUnit::Milliamp:
            return Unit::Ampere;
        case bms::SettingUnit::DeciCelsius:
            return Unit::DegreeCelsius;
        case bms::SettingUnit::PerMille:
            return Unit::Percent;
        case bms::SettingUnit::Tick:
            break;
    }
    return Unit::Second;
}

constexpr double steps_of(bms::SettingUnit unit) {
    switch (unit) {
        case bms::SettingUnit::Millivolt:
        case bms::SettingUnit::Milliamp:
            return 1000.0;
        case bms::SettingUnit::DeciCelsius:
        case bms::SettingUnit::PerMille:
        case bms::SettingUnit::Tick:
            break;
    }
    return 10.0;
}

/// The row of one BMS setting, made of the core's own table.
template <std::size_t i>
constexpr Field setting_field() {
    constexpr bms::SettingRow row = bms::settings_table[i];
    return {.key = row.key,
            .type = &TypeOf<std::int32_t>::value,
            .member = [](void* owner) -> void* {
                return static_cast<BmsEntry*>(owner)->settings.count_address(row.setting);
            },
            .unit = unit_of(row.unit),
            .help = row.help,
            .lowest = row.lowest / steps_of(row.unit),
            .highest = row.highest / steps_of(row.unit),
            .is_state_of_charge = row.setting == bms::Setting::LowSocWarning ||
                                  row.setting == bms::Setting::DischargeFloor,
            .app_name = row.app_name,
            .steps_per_unit = steps_of(row.unit)};
}

template <std::size_t... i>
constexpr auto bms_table(std::index_sequence<i...>) {
    constexpr About draw{.unit = Unit::Ampere, .lowest = 0, .highest = 1};
    constexpr About temperature{.unit = Unit::DegreeCelsius, .lowest = -60, .highest = 100};
    return std::array{
        field<&BmsEntry::model>("model", "catalogue entry of the BMS"),
        field<&BmsEntry::name>("name", "what people call it"),
        field<&BmsEntry::source>("source", "where the values without their own source are from"),
        field<&BmsEntry::draws_on_a>("draws_on_a", "its own draw with the remote on (R-SUP-1)",
                                     draw),
        field<&BmsEntry::draws_low_cell_a>("draws_low_cell_a",
                                           "its own draw after a low-cell cut-off", draw),
        field<&BmsEntry::draws_remote_off_a>("draws_remote_off_a",
                                             "its own draw with the remote off", draw),
        field<&BmsEntry::supply_dies_below_v>(
            "supply_dies_below_v", "supply voltage below which it stops working (R-SUP-1)",
            {.unit = Unit::Volt, .lowest = 0, .highest = 60}),
        field<&BmsEntry::supply_lives_above_v>("supply_lives_above_v",
                                               "supply voltage above which it starts again",
                                               {.unit = Unit::Volt, .lowest = 0, .highest = 60}),
        field<&BmsEntry::supply_lives_after>("supply_lives_after_s",
                                             "how long it stays dead at least",
                                             {.unit = Unit::Second, .lowest = 0, .highest = 1e6}),
        field<&BmsEntry::operates_coldest_degc>(
            "operates_coldest_degc", "coldest that it is made to work at (R-SUP-2)", temperature),
        field<&BmsEntry::operates_warmest_degc>(
            "operates_warmest_degc", "warmest that it is made to work at (R-SUP-2)", temperature),
        field<&BmsEntry::remote>("remote",
                                 "what its remote terminals are wired to: joined (or on), open (or "
                                 "off), low_to_minus, high_to_plus, or {low_v: …, high_v: …}"),
        field<&BmsEntry::soc_pct>(
            "soc_pct",
            "what the monitor believes at the start: a number, unknown, or "
            "as_bank (D-25)",
            {.unit = Unit::Percent, .lowest = 0, .highest = 100, .is_state_of_charge = true}),
        setting_field<i>()...};
}

}  // namespace

Table table_of(const BmsEntry*) {
    static constexpr auto table = bms_table(std::make_index_sequence<bms::setting_count>{});
    static_assert(keys_are_sound(table));
    return table;
}

namespace {

/// The same row of a SettingChange.
template <std::size_t i>
constexpr Field setting_change_field() {
    Field row = setting_field<i>();
    row.type = &TypeOf<std::optional<std::int32_t>>::value;
    row.member = [](void* owner) -> void* {
        return &static_cast<SettingChange*>(owner)->counts[i];
    };
    return row;
}

template <std::size_t... i>
constexpr auto setting_change_table(std::index_sequence<i...>) {
    return std::array{setting_change_field<i>()...};
}

}  // namespace

Table table_of(const SettingChange*) {
    static constexpr auto table =
        setting_change_table(std::make_index_sequence<bms::setting_count>{});
    static_assert(keys_are_sound(table));
    return table;
}

namespace {

constexpr About per_cell{.unit = Unit::Volt, .lowest = 0, .highest = 4};

template <std::size_t n, std::size_t m>
constexpr auto joined_rows(const std::array<Field, n>& first, const std::array<Field, m>& then) {
    std::array<Field, n + m> all{};
    for (std::size_t i = 0; i < n; ++i) {
        all[i] = first[i];
    }
    for (std::size_t i = 0; i < m; ++i) {
        all[n + i] = then[i];
    }
    return all;
}

/// What it is to the BMS, by name too.
constexpr Field product = [] {
    Field row = field<&DeviceEntry::product>(
        "product", "how it is wired: a catalogue name, or {like: name, input: low}");
    row.catalog_section = "products";
    return row;
}();

/// How a cable may be written: by its word, or by an article number of the maker's.
struct CableSpellings {
    std::array<std::string_view, 11> words;
    std::array<Cable, 11> cables;
};
constexpr CableSpellings cable_spellings = [] {
    CableSpellings all{};
    std::size_t count = 0;
    const auto add = [&](std::string_view word, Cable cable) {
        all.words[count] = word;
        all.cables[count++] = cable;
    };
    for (const CableRow& row : cable_table) {
        add(cable_words[static_cast<std::size_t>(row.cable)], row.cable);
    }
    constexpr std::string_view between = " or ";
    for (const CableRow& row : cable_table) {
        std::string_view rest = row.articles;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(between), rest.size());
            add(rest.substr(0, end), row.cable);
            rest.remove_prefix(std::min(end + between.size(), rest.size()));
        }
    }
    return all;
}();
static_assert(!cable_spellings.words.back().empty());  // and none too many does not compile

constexpr Type cable_type = [] {
    Type type = TypeOf<std::optional<Cable>>::value;
    type.read = [](Reader& reader, const Node& node, const Field&, const std::string& path,
                   void* member) {
        reader.note_origin(path, node);
        *static_cast<std::optional<Cable>*>(member) =
            cable_spellings.cables[read_choice(node, cable_spellings.words, path)];
    };
    type.choices = cable_spellings.words;
    return type;
}();

constexpr Field through = [] {
    Field row = field<&DeviceEntry::through>(
        "through",
        "cable between that output and its remote input, by its word or its article number; the "
        "one its product wants if not given");
    row.type = &cable_type;
    return row;
}();

/// The rows every device has, then those of its own type.
template <std::size_t n>
constexpr auto device_table(const std::array<Field, n>& own) {
    constexpr std::array common{
        field<&DeviceEntry::model>("model", "catalogue entry of the device",
                                   {.presence = Presence::Required}),
        field<&DeviceEntry::name>("name", "what people call it"),
        field<&DeviceEntry::source>("source", "where the values without their own source are from"),
        field<&DeviceEntry::type>("type", "the law it follows; comes from its catalogue entry",
                                  {.presence = Presence::Required}),
        field<&DeviceEntry::connected_to>(
            "connected_to",
            "battery: straight to the bank; load: behind LOAD; or the name of the switch, among "
            "the devices, that it hangs behind"),
        field<&DeviceEntry::switched_by>(
            "switched_by", "output of the BMS that switches it: nothing, load, charger, pre_alarm"),
        product,
        through,
        field<&DeviceEntry::from>("from", "start of its daily window, local time in quotes"),
        field<&DeviceEntry::to>(
            "to",
            "end of its daily window, local time in quotes; the same as from is the whole day"),
        field<&DeviceEntry::days>(
            "days",
            "days of the week on which that window begins, or on which it runs: mon-fri, sat or a "
            "list; all if not given"),
        field<&DeviceEntry::on_for>("on_for_s", "how long it runs in every period",
                                    {.unit = Unit::Second, .lowest = 0.1, .highest = 1e9}),
        field<&DeviceEntry::every>("every_s", "its period, counted from the start of the run",
                                   {.unit = Unit::Second, .lowest = 0.1, .highest = 1e9}),
        field<&DeviceEntry::starts>("starts",
                                    "when in each period it starts: regular, at its beginning; "
                                    "random, so late that all of it fits, by the seed"),
    };
    return joined_rows(common, own);
}

constexpr auto cable_resistance = field<&DeviceEntry::cable_resistance_ohm>(
    "cable_resistance_ohm",
    "of both leads of a cable of its own, which it sees the voltage behind; copper has 17.5 mOhm "
    "per metre of lead and mm²",
    {.unit = Unit::Ohm, .lowest = 0, .highest = 10});

/// The rows every charger has, then those of its own type.
template <std::size_t n>
constexpr auto charger_rows(const std::array<Field, n>& own) {
    constexpr About volts{.unit = Unit::Volt, .lowest = 1, .highest = 70};
    constexpr std::array common{
        field<&DeviceEntry::absorption_v>(
            "absorption_v", "absorption voltage; the battery's highest charge voltage if not given",
            volts),
        field<&DeviceEntry::float_v>("float_v", "float voltage; the battery's if not given", volts),
        field<&DeviceEntry::absorption_time>("absorption_time_s", "how long absorption lasts",
                                             {.unit = Unit::Second, .lowest = 0, .highest = 1e6}),
        field<&DeviceEntry::rebulk_below_per_cell_v>(
            "rebulk_below_per_cell_v",
            "in float, a bus voltage per cell below this begins a new charge cycle", per_cell),
        field<&DeviceEntry::rebulk_after>("rebulk_after_s", "how long the voltage must be that low",
                                          {.unit = Unit::Second, .lowest = 0, .highest = 1e6}),
        field<&DeviceEntry::output_resistance_ohm>(
            "output_resistance_ohm",
            "of its regulation, and of a cable that has no key of its own: its voltage falls by "
            "this per ampere",
            {.unit = Unit::Ohm, .lowest = 1e-5, .highest = 1}),
        field<&DeviceEntry::back_current_a>("back_current_a",
                                            "what flows back into it while it is off, a magnitude",
                                            {.unit = Unit::Ampere, .lowest = 0, .highest = 10}),
        field<&DeviceEntry::stops_below_degc>(
            "stops_below_degc",
            "of one with a sensor at the batteries: it stops once the coldest is colder than this",
            {.unit = Unit::DegreeCelsius, .lowest = -40, .highest = 40}),
        field<&DeviceEntry::charges_again_at_degc>(
            "charges_again_at_degc", "and until that is as warm as this",
            {.unit = Unit::DegreeCelsius, .lowest = -40, .highest = 40}),
    };
    return joined_rows(common, own);
}

constexpr auto charges = field<&DeviceEntry::charges_a>(
    "charges_a", "the current it gives at most, a magnitude",
    {.unit = Unit::Ampere, .lowest = 0, .highest = 10'000, .presence = Presence::Required});
constexpr auto solar_rows = std::array{
    field<&DeviceEntry::panel_w>(
        "panel_w", "power of its panels as sold",
        {.unit = Unit::Watt, .lowest = 0, .highest = 1e6, .presence = Presence::Required}),
    field<&DeviceEntry::tilt_deg>("tilt_deg",
                                  "of the panels: 0 lies flat, 90 stands; flat if not given",
                                  {.lowest = 0, .highest = 90}),
    field<&DeviceEntry::facing>(
        "facing",
        "where they look: south or S, southwest or SW, west or W, and so on; "
        "south if not given"),
    field<&DeviceEntry::azimuth_from_south_deg>(
        "azimuth_from_south_deg", "the same in degrees: 0 is south, 90 west, -90 east",
        {.lowest = -180, .highest = 180}),
    field<&DeviceEntry::panel_efficiency_pct>(
        "panel_efficiency_pct", "what is left of it behind dirt, cables and conversion",
        {.unit = Unit::Percent, .lowest = 1, .highest = 100}),
    field<&DeviceEntry::panel_temperature_pct_per_k>(
        "panel_temperature_pct_per_k", "how its power changes with the temperature of its cells",
        {.lowest = -2, .highest = 2}),
    field<&DeviceEntry::panel_operating_degc>(
        "panel_operating_degc", "temperature of its cells at 800 W/m² in air of 20 °C",
        {.unit = Unit::DegreeCelsius, .lowest = 20, .highest = 90}),
    field<&DeviceEntry::self_consumption_a>(
        "self_consumption_a", "what it draws from the battery day and night, a magnitude",
        {.unit = Unit::Ampere, .lowest = 0, .highest = 10}),
};
constexpr auto profile = field<&DeviceEntry::profile>(
    "profile",
    "a CSV file with its power over time, each row until the next: time_s (from the start) or time "
    "(a local date), and power_w, power_kw, energy_wh or energy_kwh",
    {.presence = Presence::Required});
/// The same of a device that has another way to say it.
constexpr auto optional_profile = [] {
    Field row = profile;
    row.presence = Presence::Optional;
    return row;
}();
constexpr auto repeats_every = field<&DeviceEntry::repeats_every>(
    "repeats_every_s", "the profile begins anew so often, counted from the start of the run",
    {.unit = Unit::Second, .lowest = 1, .highest = 1e9});
constexpr auto draws_w = field<&DeviceEntry::draws_w>(
    "draws_w", "the power it draws, a magnitude",
    {.unit = Unit::Watt, .lowest = 0, .highest = 1e6, .presence = Presence::Required});
constexpr auto heater_rows = std::array{
    draws_w,
    field<&DeviceEntry::heats_below_degc>(
        "heats_below_degc", "it heats once the coldest battery is colder than this",
        {.unit = Unit::DegreeCelsius, .lowest = -40, .highest = 40}),
    field<&DeviceEntry::stops_at_degc>("stops_at_degc", "and until that is as warm as this",
                                       {.unit = Unit::DegreeCelsius, .lowest = -40, .highest = 40}),
    field<&DeviceEntry::into_bank_pct>("into_bank_pct",
                                       "how much of its heat goes into the batteries",
                                       {.unit = Unit::Percent, .lowest = 0, .highest = 100}),
    field<&DeviceEntry::only_when_charging>(
        "only_when_charging",
        "it heats only while a charger has power to give, such as by day, even if CHARGER floats"),
};
constexpr auto cuts_out = field<&DeviceEntry::cuts_out_below_per_cell_v>(
    "cuts_out_below_per_cell_v", "bus voltage per cell in series below which it stops", per_cell);
constexpr auto returns = field<&DeviceEntry::returns_above_per_cell_v>(
    "returns_above_per_cell_v", "bus voltage per cell in series above which it runs again",
    per_cell);
/// The rows every switch has.
constexpr auto switch_draws = std::array{
    field<&DeviceEntry::draws_closed_a>("draws_closed_a",
                                        "what it draws itself while it is closed, a magnitude",
                                        {.unit = Unit::Ampere, .lowest = 0, .highest = 10}),
    field<&DeviceEntry::draws_open_a>("draws_open_a",
                                      "what it draws itself while it is open, a magnitude",
                                      {.unit = Unit::Ampere, .lowest = 0, .highest = 10}),
};
constexpr About a_while{.unit = Unit::Second, .lowest = 0, .highest = 1e6};
/// What works at some voltages only.
constexpr auto supply_rows = std::array{
    field<&DeviceEntry::works_from_v>("works_from_v", "below this voltage it is dead",
                                      {.unit = Unit::Volt, .lowest = 0.1, .highest = 70}),
    field<&DeviceEntry::works_up_to_v>(
        "works_up_to_v", "it is not made for more; a bank that goes higher is an error",
        {.unit = Unit::Volt, .lowest = 1, .highest = 100}),
};
/// How a switch comes back when its control input has fallen.
constexpr auto re_engage_rows = std::array{
    field<&DeviceEntry::dead_time>(
        "dead_time_s", "how long it stays open at least once its control input has fallen",
        a_while),
    field<&DeviceEntry::high_for>(
        "high_for_s", "how long its control input must be high before it closes again", a_while),
    field<&DeviceEntry::most_attempts>(
        "most_attempts",
        "how often it closes again; when the last has failed it stays open until it is charged",
        {.lowest = 1, .highest = 1000}),
    field<&DeviceEntry::charged_per_cell_v>(
        "charged_per_cell_v",
        "bus voltage per cell in series that says the bank is charged: its attempts count anew",
        per_cell),
    field<&DeviceEntry::charged_for>("charged_for_s", "how long the voltage must be that high",
                                     a_while),
};
constexpr auto battery_protect_rows = std::array{
    field<&DeviceEntry::program>(
        "program",
        "0 to 9: the maker's under-voltage settings; li_ion: none, it follows its control input "
        "alone (its mode C)"),
    field<&DeviceEntry::alarm_after>("alarm_after_s", "of a voltage that is too low: its alarm",
                                     a_while),
    field<&DeviceEntry::opens_after>("opens_after_s", "how long after its alarm it opens", a_while),
    field<&DeviceEntry::closes_after>(
        "closes_after_s", "how long the voltage must be back before it closes", a_while),
    field<&DeviceEntry::remote_on_after>(
        "remote_on_after_s", "how long after its control input is high it closes", a_while),
    field<&DeviceEntry::opens_from_per_cell_v>(
        "opens_from_per_cell_v", "bus voltage per cell in series from which it opens at once",
        {.unit = Unit::Volt, .lowest = 1, .highest = 6}),
};
constexpr About watts{.unit = Unit::Watt, .lowest = 0, .highest = 1e6};
constexpr auto inverter_rows = std::array{
    field<&DeviceEntry::supplies_w>(
        "supplies_w", "what is asked of its AC side in the times given, a magnitude", watts),
    field<&DeviceEntry::efficiency_pct>("efficiency_pct", "what it gives of what it takes",
                                        {.unit = Unit::Percent, .lowest = 10, .highest = 100}),
    field<&DeviceEntry::zero_load_w>(
        "zero_load_w", "what it draws while it runs, besides what it supplies", watts),
    field<&DeviceEntry::draws_off_a>(
        "draws_off_a",
        "what it draws while its remote, or its own protection, holds it off, a magnitude",
        {.unit = Unit::Ampere, .lowest = 0, .highest = 10}),
    field<&DeviceEntry::eco>("eco_mode", "true: it sleeps until something is asked of it"),
    field<&DeviceEntry::eco_w>("eco_w", "what it draws asleep, on the mean", watts),
    field<&DeviceEntry::wakes_from_w>("wakes_from_w", "less does not wake it", watts),
    field<&DeviceEntry::looks_every>("looks_every_s", "how often it looks, asleep",
                                     {.unit = Unit::Second, .lowest = 0.1, .highest = 1000}),
    field<&DeviceEntry::shuts_down_below_per_cell_v>(
        "shuts_down_below_per_cell_v", "bus voltage per cell in series below which it shuts down",
        per_cell),
    field<&DeviceEntry::restarts_from_per_cell_v>(
        "restarts_from_per_cell_v",
        "bus voltage per cell in series from which it starts again after that", per_cell),
    field<&DeviceEntry::charged_per_cell_v>(
        "charged_per_cell_v",
        "bus voltage per cell in series that says the bank is charged: its attempts count anew",
        per_cell),
    field<&DeviceEntry::charged_for>("charged_for_s", "how long the voltage must be that high",
                                     a_while),
    field<&DeviceEntry::rated_w>("rated_w", "what it gives for ever", watts),
    field<&DeviceEntry::peak_w>("peak_w", "what it gives at most; more stops it at once", watts),
    field<&DeviceEntry::overload_after>(
        "overload_after_s", "how long it gives more than rated before it stops", a_while),
    field<&DeviceEntry::restarts_after>(
        "restarts_after_s", "how long it stays off at least once it has stopped", a_while),
    field<&DeviceEntry::most_restarts>(
        "most_restarts", "how many restarts may fail one after the other; then it stays off",
        {.lowest = 1, .highest = 1000}),
    field<&DeviceEntry::fails_within>("fails_within_s",
                                      "a restart that stops within this time has failed", a_while),
};
constexpr auto returns_after = field<&DeviceEntry::returns_after>(
    "returns_after_s", "how long it stays off at least once its voltage was too low",
    {.unit = Unit::Second, .lowest = 0, .highest = 1e6});

/// Of the bus behind a link.
constexpr About far_volts{.unit = Unit::Volt, .lowest = 1, .highest = 70};
constexpr About own_draw{.unit = Unit::Ampere, .lowest = 0, .highest = 10};
constexpr About waits{.unit = Unit::Second, .lowest = 0, .highest = 1e6};

/// The rows of every relay that joins a far bus.
constexpr auto relay_rows = joined_rows(
    switch_draws,
    std::array{field<&DeviceEntry::link_resistance_ohm>(
                   "link_resistance_ohm", "of its contact and cables, while it is closed",
                   {.unit = Unit::Ohm, .lowest = 1e-5, .highest = 1}),
               field<&DeviceEntry::load_dump_above_a>(
                   "load_dump_above_a",
                   "cut off while an alternator charges through it with more than this it is a "
                   "load dump",
                   {.unit = Unit::Ampere, .lowest = 0, .highest = 10'000})});
constexpr auto closes_at = field<&DeviceEntry::closes_at_per_12v_v>(
    "closes_at_per_12v_v",
    "voltage of its charger at which it closes, in a 12 V system; twice at 24 V",
    {.unit = Unit::Volt, .lowest = 10, .highest = 16});

constexpr auto dc_dc_rows = std::array{
    field<&DeviceEntry::efficiency_pct>("efficiency_pct", "what it gives of what it takes",
                                        {.unit = Unit::Percent, .lowest = 10, .highest = 100}),
    field<&DeviceEntry::starts_at_v>(
        "starts_at_v", "voltage of the starter battery at which it charges at once", far_volts),
    field<&DeviceEntry::starts_late_at_v>("starts_late_at_v",
                                          "the same, at which it charges after a while", far_volts),
    field<&DeviceEntry::starts_late_after>("starts_late_after_s", "that while", waits),
    field<&DeviceEntry::shuts_down_below_v>(
        "shuts_down_below_v",
        "voltage of the starter battery that it does not go below, and below which it takes the "
        "engine to stand",
        far_volts),
    field<&DeviceEntry::shuts_down_after>("shuts_down_after_s", "after so long it stops", waits),
    field<&DeviceEntry::draws_idle_a>(
        "draws_idle_a", "what it draws itself from the starter battery, a magnitude", own_draw),
    field<&DeviceEntry::draws_remote_off_a>("draws_remote_off_a",
                                            "the same while its remote input is off", own_draw),
};

constexpr auto alternator_rows = std::array{
    field<&DeviceEntry::charges_hot_a>("charges_hot_a",
                                       "what it gives at most once it is hot; charges if not given",
                                       {.unit = Unit::Ampere, .lowest = 0, .highest = 10'000}),
    field<&DeviceEntry::hot_after>("hot_after_s", "how long it runs until then", waits),
    field<&DeviceEntry::regulated_v>("regulated_v", "voltage of its regulator", far_volts),
    field<&DeviceEntry::gives_a_at_rpm>(
        "gives_a_at_rpm",
        "what it gives at most over the speed of the engine, {0: 0, 800: 30, 2000: 70}, besides "
        "charges; straight between them",
        {.lowest = 0, .highest = 10'000}),
    field<&DeviceEntry::speed_rpm>("speed_rpm", "speed of the engine in the times given",
                                   {.lowest = 0, .highest = 20'000}),
    field<&DeviceEntry::speed_profile>(
        "speed_profile",
        "a CSV file with its speed over time instead, each row until the next: time_s (from the "
        "start) or time (a local date), and speed_rpm; it stands at 0"),
    repeats_every,
    field<&DeviceEntry::output_resistance_ohm>(
        "output_resistance_ohm",
        "of its regulation, and of a cable that has no key of its own: its voltage falls by this "
        "per ampere",
        {.unit = Unit::Ohm, .lowest = 1e-5, .highest = 1}),
};

constexpr auto lead_battery_rows = std::array{
    field<&DeviceEntry::capacity_ah>(
        "capacity_ah", "nominal capacity",
        {.unit = Unit::AmpHour, .lowest = 1, .highest = 2000, .presence = Presence::Required}),
    field<&DeviceEntry::soc_pct>(
        "soc_pct", "state of charge at the start",
        {.unit = Unit::Percent, .lowest = 0, .highest = 100, .is_state_of_charge = true}),
    field<&DeviceEntry::full_v>("full_v", "voltage at rest when it is full", far_volts),
    field<&DeviceEntry::empty_v>("empty_v", "voltage at rest when it is empty", far_volts),
    field<&DeviceEntry::internal_resistance_ohm>("internal_resistance_ohm", "against discharge",
                                                 {.unit = Unit::Ohm, .lowest = 1e-4, .highest = 1}),
    field<&DeviceEntry::charge_resistance_share>(
        "charge_resistance_share",
        "M of its resistance against charge, R (1 + M z / (1.001 - z)), z its state of charge",
        {.lowest = 0, .highest = 10}),
    field<&DeviceEntry::gas_a>("gas_a", "what it turns into gas at gassing_v, a magnitude",
                               own_draw),
    field<&DeviceEntry::gassing_v>("gassing_v", "above this gas is more and more of its current",
                                   far_volts),
    field<&DeviceEntry::gas_grows_e_per_v>("gas_grows_e_per_v", "e-folds of its gas per volt",
                                           {.lowest = 0, .highest = 20}),
    field<&DeviceEntry::self_discharge_pct_per_30d>(
        "self_discharge_pct_per_30d", "of what it holds",
        {.unit = Unit::PercentPer30Days, .lowest = 0, .highest = 50}),
    field<&DeviceEntry::flat_below_soc_pct>(
        "flat_below_soc_pct", "below this state of charge it starts no engine any more",
        {.unit = Unit::Percent, .lowest = 0, .highest = 100, .is_state_of_charge = true}),
};

}  // namespace

std::optional<double> DeviceEntry::azimuth_deg() const {
    if (!facing) {
        return azimuth_from_south_deg;
    }
    constexpr double eighth_deg = 45.0;
    const double turned = eighth_deg * static_cast<double>(*facing);
    return turned > 180.0 ? turned - 360.0 : turned;
}

Table table_of(DeviceType type) {
    static constexpr auto current_load = device_table(std::array{
        field<&DeviceEntry::draws_a>(
            "draws_a", "the current it draws, a magnitude",
            {.unit = Unit::Ampere, .lowest = 0, .highest = 10'000, .presence = Presence::Required}),
        cuts_out, returns, returns_after, cable_resistance});
    static constexpr auto power_load =
        device_table(std::array{draws_w, cuts_out, returns, returns_after, cable_resistance});
    static constexpr auto heater =
        device_table(joined_rows(heater_rows, std::array{cuts_out, returns, returns_after}));
    static_assert(keys_are_sound(heater));
    static constexpr auto resistance_load = device_table(std::array{
        field<&DeviceEntry::resistance_ohm>(
            "resistance_ohm", "its resistance: what it draws grows with the voltage",
            {.unit = Unit::Ohm, .lowest = 1e-3, .highest = 1e6, .presence = Presence::Required}),
        cuts_out, returns, returns_after, cable_resistance});
    static constexpr auto profile_load = device_table(
        std::array{profile, repeats_every, cuts_out, returns, returns_after, cable_resistance});
    static constexpr auto charger =
        device_table(charger_rows(std::array{charges, cable_resistance}));
    static constexpr auto profile_charger =
        device_table(charger_rows(std::array{charges, profile, repeats_every, cable_resistance}));
    static constexpr auto solar_charger =
        device_table(charger_rows(joined_rows(std::array{charges, cable_resistance}, solar_rows)));
    static constexpr auto contact = device_table(switch_draws);
    static constexpr auto combiner = device_table(relay_rows);
    static constexpr auto charge_relay =
        device_table(joined_rows(relay_rows, std::array{closes_at}));
    static constexpr auto dc_dc_charger =
        device_table(charger_rows(joined_rows(std::array{charges}, dc_dc_rows)));
    static constexpr auto alternator =
        device_table(joined_rows(std::array{charges}, alternator_rows));
    static constexpr auto lead_battery = device_table(lead_battery_rows);
    static constexpr auto cyrix_li_load =
        device_table(joined_rows(joined_rows(switch_draws, supply_rows), re_engage_rows));
    static constexpr auto battery_protect = device_table(joined_rows(
        joined_rows(joined_rows(switch_draws, supply_rows), re_engage_rows), battery_protect_rows));
    static constexpr auto inverter = device_table(joined_rows(
        joined_rows(std::array{optional_profile, repeats_every, cable_resistance}, supply_rows),
        inverter_rows));
    // One by one: a compiler counts the steps of each.
    static_assert(keys_are_sound(solar_charger));
    static_assert(keys_are_sound(contact));
    static_assert(keys_are_sound(combiner));
    static_assert(keys_are_sound(charge_relay));
    static_assert(keys_are_sound(dc_dc_charger));
    static_assert(keys_are_sound(alternator));
    static_assert(keys_are_sound(lead_battery));
    static_assert(keys_are_sound(cyrix_li_load));
    static_assert(keys_are_sound(battery_protect));
    static_assert(keys_are_sound(inverter));
    static_assert(keys_are_sound(current_load));
    static_assert(keys_are_sound(power_load));
    static_assert(keys_are_sound(resistance_load));
    static_assert(keys_are_sound(profile_load));
    static_assert(keys_are_sound(charger));
    static_assert(keys_are_sound(profile_charger));
    switch (type) {
        case DeviceType::ConstantCurrentLoad:
            return current_load;
        case DeviceType::ConstantPowerLoad:
            return power_load;
        case DeviceType::ResistanceLoad:
            return resistance_load;
        case DeviceType::ProfileLoad:
            return profile_load;
        case DeviceType::Heater:
            return heater;
        case DeviceType::CcCvCharger:
            return charger;
        case DeviceType::ProfileCharger:
            return profile_charger;
        case DeviceType::SolarCharger:
            return solar_charger;
        case DeviceType::BatteryProtect:
            return battery_protect;
        case DeviceType::CyrixLiLoad:
            return cyrix_li_load;
        case DeviceType::Inverter:
            return inverter;
        case DeviceType::Contact:
            return contact;
        case DeviceType::Combiner:
            return combiner;
        case DeviceType::ChargeRelay:
            return charge_relay;
        case DeviceType::DcDcCharger:
            return dc_dc_charger;
        case DeviceType::Alternator:
            return alternator;
        case DeviceType::LeadBattery:
            break;
    }
    return lead_battery;
}

namespace {

/// Either of two words for one wiring; YAML's on and off are welcome here alone.
struct RemoteWord {
    std::string_view word;
    RemoteEntry::Wired wired;
};
constexpr std::array<RemoteWord, 6> remote_words{{{"joined", RemoteEntry::Wired::Joined},
                                                  {"open", RemoteEntry::Wired::Open},
                                                  {"low_to_minus", RemoteEntry::Wired::LowToMinus},
                                                  {"high_to_plus", RemoteEntry::Wired::HighToPlus},
                                                  {"on", RemoteEntry::Wired::Joined},
                                                  {"off", RemoteEntry::Wired::Open}}};
constexpr Field pin_field{.key = "volts", .unit = Unit::Volt, .lowest = -1, .highest = 100};

}  // namespace

namespace {

/// A name of a direction without what people write it differently by: South-East, southeast.
std::string plain_direction(std::string_view written) {
    std::string plain;
    for (const char c : written) {
        if (c != '-' && c != '_' && c != ' ') {
            plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return plain;
}

}  // namespace

namespace detail {

void read_facing(Reader& reader, const Node& node, const Field&, const std::string& path,
                 void* member) {
    constexpr std::string_view wanted =
        "south or S, southwest or SW, west or W, northwest or NW, north or N, northeast or NE, "
        "east or E, southeast or SE";
    reader.note_origin(path, node);
    const std::string& text = Reader::text(node, path, std::string{wanted});
    const std::string plain = plain_direction(text);
    const auto found =
        std::find_if(facing_words.begin(), facing_words.end(),
                     [&](std::string_view word) { return plain_direction(word) == plain; });
    if (found == facing_words.end()) {
        throw error_at(node, path,
                       '"' + text + "\" is no direction; expected " + std::string{wanted} +
                           " (in degrees: azimuth_from_south_deg)");
    }
    *static_cast<Facing*>(member) = static_cast<Facing>((found - facing_words.begin()) / 2);
}
Value write_facing(const Field&, const void* member, Absent) {
    return facing_words[2 * static_cast<std::size_t>(*static_cast<const Facing*>(member))];
}

void read_remote(Reader& reader, const Node& node, const Field&, const std::string& path,
                 void* member) {
    auto& remote = *static_cast<RemoteEntry*>(member);
    remote = {};
    if (node.is_map()) {
        reader.note_origin(path, node);
        remote.wired = RemoteEntry::Wired::Driven;
        for (const Entry& entry : node.entries) {
            const bool is_low = entry.key == "low_v" || entry.key == "low";
            if (!is_low && entry.key != "high_v" && entry.key != "high") {
                throw error_at(entry.value, join(path, entry.key),
                               "unknown terminal; expected low_v or high_v");
            }
            (is_low ? remote.low_v : remote.high_v) =
                Reader::plain_number(entry.value, pin_field, join(path, entry.key));
        }
        return;
    }
    const std::string& text = Reader::text(node, path, "joined, open, on, off or {low_v, high_v}");
    reader.note_origin(path, node);
    for (const RemoteWord& row : remote_words) {
        if (row.word == text) {
            remote.wired = row.wired;
            return;
        }
    }
    throw error_at(node, path,
                   "\"" + text +
                       "\" is not joined (on), open (off), low_to_minus, high_to_plus or "
                       "{low_v: …, high_v: …}");
}

Value write_remote(const Field&, const void* member, Absent) {
    const auto& remote = *static_cast<const RemoteEntry*>(member);
    for (const RemoteWord& row : remote_words) {
        if (row.wired == remote.wired) {
            return row.word;
        }
    }
    Value pins{ValueMap{}};
    if (remote.low_v) {
        pins.set("low_v", *remote.low_v);
    }
    if (remote.high_v) {
        pins.set("high_v", *remote.high_v);
    }
    return pins;
}

Value remote_schema() {
    ValueList words;
    for (const RemoteWord& row : remote_words) {
        words.emplace_back(row.word);
    }
    const Value voltage{ValueMap{{"type", ValueList{"number", "string"}}}};
    // YAML 1.1 editors hand over on and off as booleans.
    return ValueMap{
        {"anyOf",
         ValueList{ValueMap{{"enum", std::move(words)}}, ValueMap{{"type", "boolean"}},
                   ValueMap{{"type", "object"},
                            {"additionalProperties", false},
                            {"properties", ValueMap{{"low_v", voltage}, {"high_v", voltage}}}}}}};
}

void read_reported_soc(Reader& reader, const Node& node, const Field& field,
                       const std::string& path, void* member) {
    auto& soc = *static_cast<ReportedSocEntry*>(member);
    reader.note_origin(path, node);
    if (node.is_scalar() && (node.text == "unknown" || node.text == "as_bank")) {
        soc = {.kind = node.text == "unknown" ? ReportedSocEntry::Kind::Unknown
                                              : ReportedSocEntry::Kind::AsBank};
        return;
    }
    soc = {.kind = ReportedSocEntry::Kind::Value,
           .soc_pct = Reader::plain_number(node, field, path)};
}

Value write_reported_soc(const Field&, const void* member, Absent) {
    const auto& soc = *static_cast<const ReportedSocEntry*>(member);
    switch (soc.kind) {
        case ReportedSocEntry::Kind::Unknown:
            return "unknown";
        case ReportedSocEntry::Kind::Value:
            return soc.soc_pct;
        case ReportedSocEntry::Kind::AsBank:
            break;
    }
    return "as_bank";
}

Value reported_soc_schema() {
    return ValueMap{
        {"anyOf", ValueList{ValueMap{{"type", "number"}, {"minimum", 0}, {"maximum", 100}},
                            ValueMap{{"enum", ValueList{"unknown", "as_bank"}}},
                            ValueMap{{"type", "string"}, {"pattern", "^[0-9.]+ ?%$"}}}}};
}

void read_device(Reader& reader, const Node& node, const Field&, const std::string& path,
                 void* member) {
    auto& device = *static_cast<DeviceEntry*>(member);
    const Node* type = node.find("type");
    if (type == nullptr) {
        throw error_at(node, path, "has no type; its catalogue entry must say one");
    }
    device.type =
        static_cast<DeviceType>(read_choice(*type, choice_words(DeviceType{}), join(path, "type")));
    reader.record(table_of(device.type), node, path, member);
}

Value write_device(const Field&, const void* member, Absent) {
    return to_value(table_of(static_cast<const DeviceEntry*>(member)->type), member,
                    Absent::LeaveOut);
}

}  // namespace detail

}  // namespace engine
