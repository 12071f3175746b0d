#include "device_rows.hpp"

namespace engine {

namespace {

using namespace rows;

/// Of the bus behind a link.
constexpr About far_volts{.unit = Unit::Volt, .lowest = 1, .highest = 70};
constexpr About own_draw{.unit = Unit::Ampere, .lowest = 0, .highest = 10};
constexpr About waits{.unit = Unit::Second, .lowest = 0, .highest = 1e6};

/// The rows of every relay that joins a far bus.
constexpr auto relay_rows = joined_rows(
    joined_rows(switch_rows, made_for_rows),
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
    field<&DeviceEntry::made_for_starter_v>(
        "made_for_starter_v",
        "nominal voltage of the starter battery that it is made for; another one is an error",
        far_volts),
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

Table link_table(DeviceType type) {
    static constexpr auto combiner = device_table(relay_rows);
    static constexpr auto charge_relay =
        device_table(joined_rows(relay_rows, std::array{closes_at}));
    static constexpr auto dc_dc_charger =
        device_table(charger_rows(joined_rows(std::array{charges}, dc_dc_rows)));
    static constexpr auto alternator =
        device_table(joined_rows(std::array{charges}, alternator_rows));
    static constexpr auto lead_battery = device_table(lead_battery_rows);
    static_assert(keys_are_sound(combiner));
    static_assert(keys_are_sound(charge_relay));
    static_assert(keys_are_sound(dc_dc_charger));
    static_assert(keys_are_sound(alternator));
    static_assert(keys_are_sound(lead_battery));
    switch (type) {
        case DeviceType::Combiner:
            return combiner;
        case DeviceType::ChargeRelay:
            return charge_relay;
        case DeviceType::DcDcCharger:
            return dc_dc_charger;
        case DeviceType::Alternator:
            return alternator;
        default:
            return lead_battery;
    }
}

}  // namespace engine
