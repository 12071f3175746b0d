#include "device_rows.hpp"

namespace engine {

namespace {

using namespace rows;

/// The same of a device that has another way to say it.
constexpr auto optional_profile = [] {
    Field row = profile;
    row.presence = Presence::Optional;
    return row;
}();
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

}  // namespace

Table inverter_table() {
    static constexpr auto inverter = device_table(joined_rows(
        joined_rows(std::array{optional_profile, repeats_every, cable_resistance}, supply_rows),
        inverter_rows));
    static_assert(keys_are_sound(inverter));
    return inverter;
}

}  // namespace engine
