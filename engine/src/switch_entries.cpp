#include "device_rows.hpp"

namespace engine {

namespace {

using namespace rows;

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

}  // namespace

Table switch_table(DeviceType type) {
    static constexpr auto contact = device_table(switch_rows);
    static constexpr auto cyrix_li_load =
        device_table(joined_rows(joined_rows(switch_rows, supply_rows), re_engage_rows));
    static constexpr auto battery_protect = device_table(joined_rows(
        joined_rows(joined_rows(switch_rows, supply_rows), re_engage_rows), battery_protect_rows));
    static_assert(keys_are_sound(contact));
    static_assert(keys_are_sound(cyrix_li_load));
    static_assert(keys_are_sound(battery_protect));
    switch (type) {
        case DeviceType::Contact:
            return contact;
        case DeviceType::CyrixLiLoad:
            return cyrix_li_load;
        default:
            return battery_protect;
    }
}

}  // namespace engine
