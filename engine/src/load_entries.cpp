#include "device_rows.hpp"

namespace engine {

namespace {

using namespace rows;

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
constexpr auto returns_after = field<&DeviceEntry::returns_after>(
    "returns_after_s", "how long it stays off at least once its voltage was too low",
    {.unit = Unit::Second, .lowest = 0, .highest = 1e6});

}  // namespace

Table load_table(DeviceType type) {
    static constexpr auto current_load = device_table(std::array{
        field<&DeviceEntry::draws_a>(
            "draws_a", "the current it draws, a magnitude",
            {.unit = Unit::Ampere, .lowest = 0, .highest = 10'000, .presence = Presence::Required}),
        cuts_out, returns, returns_after, cable_resistance});
    static constexpr auto power_load =
        device_table(std::array{draws_w, cuts_out, returns, returns_after, cable_resistance});
    static constexpr auto heater = device_table(
        joined_rows(heater_rows, std::array{cuts_out, returns, returns_after, cable_resistance}));
    static constexpr auto resistance_load = device_table(std::array{
        field<&DeviceEntry::resistance_ohm>(
            "resistance_ohm", "its resistance: what it draws grows with the voltage",
            {.unit = Unit::Ohm, .lowest = 1e-3, .highest = 1e6, .presence = Presence::Required}),
        cuts_out, returns, returns_after, cable_resistance});
    static constexpr auto profile_load = device_table(
        std::array{profile, repeats_every, cuts_out, returns, returns_after, cable_resistance});
    static_assert(keys_are_sound(current_load));
    static_assert(keys_are_sound(power_load));
    static_assert(keys_are_sound(heater));
    static_assert(keys_are_sound(resistance_load));
    static_assert(keys_are_sound(profile_load));
    switch (type) {
        case DeviceType::ConstantCurrentLoad:
            return current_load;
        case DeviceType::ConstantPowerLoad:
            return power_load;
        case DeviceType::Heater:
            return heater;
        case DeviceType::ResistanceLoad:
            return resistance_load;
        default:
            return profile_load;
    }
}

}  // namespace engine
