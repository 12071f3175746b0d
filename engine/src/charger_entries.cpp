#include "device_rows.hpp"

namespace engine {

namespace {

using namespace rows;

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
    field<&DeviceEntry::panel_voltage_v>(
        "panel_voltage_v",
        "voltage of its panels as sold, open, of all that are in series: it charges only while "
        "they stand high enough above its battery; if not given they always do",
        {.unit = Unit::Volt, .lowest = 1, .highest = 1000}),
    field<&DeviceEntry::panel_voltage_pct_per_k>(
        "panel_voltage_pct_per_k", "how that changes with the temperature of their cells",
        {.lowest = -2, .highest = 2}),
    field<&DeviceEntry::panel_voltage_highest_v>(
        "panel_voltage_highest_v", "what it bears of that; panels that reach more destroy it",
        {.unit = Unit::Volt, .lowest = 1, .highest = 1000}),
    field<&DeviceEntry::self_consumption_a>(
        "self_consumption_a", "what it draws from the battery day and night, a magnitude",
        {.unit = Unit::Ampere, .lowest = 0, .highest = 10}),
};

}  // namespace

Table charger_table(DeviceType type) {
    static constexpr auto charger =
        device_table(charger_rows(std::array{charges, cable_resistance}));
    static constexpr auto profile_charger =
        device_table(charger_rows(std::array{charges, profile, repeats_every, cable_resistance}));
    static constexpr auto solar_charger =
        device_table(charger_rows(joined_rows(std::array{charges, cable_resistance}, solar_rows)));
    static_assert(keys_are_sound(charger));
    static_assert(keys_are_sound(profile_charger));
    static_assert(keys_are_sound(solar_charger));
    switch (type) {
        case DeviceType::CcCvCharger:
            return charger;
        case DeviceType::ProfileCharger:
            return profile_charger;
        default:
            return solar_charger;
    }
}

}  // namespace engine
