#pragma once
// Units as people write them: a bare number in the key's own unit, or a string with a unit.

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace engine {

enum class Unit {
    None,  // a plain number
    Volt,
    Ampere,
    Watt,
    AmpHour,
    WattHour,
    Ohm,
    Second,
    DegreeCelsius,
    Percent,
    PercentPer30Days,
    JoulePerKelvin,
    WattPerKelvin,
    VoltPerKelvin,
    Kelvin,
    PerHour,  // C-rate
};

/// One spelling of a unit: value in the key's unit = number * multiply / divide.
struct UnitName {
    std::string_view name;
    double multiply;
    double divide;
};

struct UnitRow {
    Unit unit;
    std::string_view suffix;    // of keys, columns and JSON names; "" for a plain number
    std::string_view quantity;  // "a current"
    std::span<const UnitName> names;
};

namespace unit_names {

inline constexpr std::array volts{UnitName{"V", 1, 1}, UnitName{"mV", 1, 1000}};
inline constexpr std::array amperes{UnitName{"A", 1, 1}, UnitName{"mA", 1, 1000},
                                    UnitName{"µA", 1, 1e6}, UnitName{"uA", 1, 1e6},
                                    UnitName{"kA", 1000, 1}};
inline constexpr std::array watts{UnitName{"W", 1, 1}, UnitName{"mW", 1, 1000},
                                  UnitName{"kW", 1000, 1}};
inline constexpr std::array amp_hours{UnitName{"Ah", 1, 1}, UnitName{"mAh", 1, 1000}};
inline constexpr std::array watt_hours{UnitName{"Wh", 1, 1}, UnitName{"kWh", 1000, 1}};
inline constexpr std::array ohms{
    UnitName{"Ohm", 1, 1},     UnitName{"ohm", 1, 1},     UnitName{"Ω", 1, 1},
    UnitName{"mOhm", 1, 1000}, UnitName{"mohm", 1, 1000}, UnitName{"mΩ", 1, 1000},
    UnitName{"uOhm", 1, 1e6},  UnitName{"µOhm", 1, 1e6},  UnitName{"µΩ", 1, 1e6}};
inline constexpr std::array seconds{
    UnitName{"s", 1, 1},        UnitName{"ms", 1, 1000},     UnitName{"min", 60, 1},
    UnitName{"h", 3600, 1},     UnitName{"d", 86400, 1},     UnitName{"day", 86400, 1},
    UnitName{"days", 86400, 1}, UnitName{"week", 604800, 1}, UnitName{"weeks", 604800, 1}};
inline constexpr std::array celsius{UnitName{"degC", 1, 1}, UnitName{"°C", 1, 1},
                                    UnitName{"C", 1, 1}};
inline constexpr std::array percents{UnitName{"%", 1, 1}};
inline constexpr std::array percents_per_30d{UnitName{"%/30d", 1, 1}, UnitName{"%/month", 1, 1}};
inline constexpr std::array joules_per_kelvin{UnitName{"J/K", 1, 1}, UnitName{"kJ/K", 1000, 1},
                                              UnitName{"Wh/K", 3600, 1}};
inline constexpr std::array watts_per_kelvin{UnitName{"W/K", 1, 1}};
inline constexpr std::array volts_per_kelvin{UnitName{"V/K", 1, 1}, UnitName{"mV/K", 1, 1000}};
inline constexpr std::array kelvins{UnitName{"K", 1, 1}};

}  // namespace unit_names

inline constexpr std::array<UnitRow, 16> unit_table{{
    {Unit::None, "", "a number", {}},
    {Unit::Volt, "v", "a voltage", unit_names::volts},
    {Unit::Ampere, "a", "a current", unit_names::amperes},
    {Unit::Watt, "w", "a power", unit_names::watts},
    {Unit::AmpHour, "ah", "a charge", unit_names::amp_hours},
    {Unit::WattHour, "wh", "an energy", unit_names::watt_hours},
    {Unit::Ohm, "ohm", "a resistance", unit_names::ohms},
    {Unit::Second, "s", "a time", unit_names::seconds},
    {Unit::DegreeCelsius, "degc", "a temperature", unit_names::celsius},
    {Unit::Percent, "pct", "a percentage", unit_names::percents},
    {Unit::PercentPer30Days, "pct_per_30d", "a percentage per 30 days",
     unit_names::percents_per_30d},
    {Unit::JoulePerKelvin, "j_per_k", "a heat capacity", unit_names::joules_per_kelvin},
    {Unit::WattPerKelvin, "w_per_k", "a heat transfer", unit_names::watts_per_kelvin},
    {Unit::VoltPerKelvin, "v_per_k", "a voltage per kelvin", unit_names::volts_per_kelvin},
    {Unit::Kelvin, "k", "a temperature difference", unit_names::kelvins},
    {Unit::PerHour, "c", "a C-rate", {}},
}};

constexpr bool unit_table_stands_in_order() {
    for (std::size_t i = 0; i < unit_table.size(); ++i) {
        if (unit_table[i].unit != static_cast<Unit>(i)) {
            return false;
        }
    }
    return true;
}
static_assert(unit_table_stands_in_order());

constexpr const UnitRow& row_of(Unit unit) {
    return unit_table[static_cast<std::size_t>(unit)];
}

/// The unit whose names contain `name`, preferring `wanted`; for "45 W is a power".
const UnitRow* unit_named(std::string_view name, Unit wanted);

/// A number and what stands behind it, e.g. {35, "mA"}.
struct NumberText {
    double number;
    std::string_view unit;
};
/// Splits "35 mA". Nothing when it does not start with a decimal number (point, not comma; no
/// leading zeros; finite).
std::optional<NumberText> split_number(std::string_view text);

/// Shortest text that reads back as the same double.
std::string shortest(double value);

}  // namespace engine
