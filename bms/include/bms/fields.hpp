#pragma once
// Every number of the core and of what goes in and out of it, by name: for traces, dumps and
// whoever wants to see inside. A member without its row does not compile (`fields_cover`).

#include "bms/core.hpp"
#include "bms/image.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace bms {

/// The words of an enumeration, of the bits of a set, or of the elements of an array, by number.
struct Words {
    std::size_t count = 0;
    const char* (*word)(std::size_t number) = nullptr;
};

/// How a number is spelled: as it is, as one of its words, or as the words of its bits.
enum class Spelling : std::uint8_t { Number, Word, Bits };

/// One number of a struct, or an array of them: which bytes, and how a person spells it.
struct NumberField {
    const char* name;  // ends in its unit: "lowest_cell_mv"
    std::uint16_t offset;
    std::uint8_t size;  // of one element: 1, 2, 4 or 8 bytes
    bool is_signed;
    std::uint16_t count;  // of elements
    std::int64_t lowest;  // nothing outside is ever in it, so nothing outside may be put there
    std::int64_t highest;
    Spelling spelling;
    Words words;     // of the spelling
    Words elements;  // what each element of an array is about; without them they are numbered
};

namespace detail {

template <class Owner, class Member>
Owner owner_of(Member Owner::*);

template <class T>
struct ElementOf {
    using type = T;
};
template <class T, std::size_t n>
struct ElementOf<std::array<T, n>> {
    using type = T;
};

/// The integer behind a quantity, an enumeration or a bare number.
template <class T>
struct IntegerOf {
    using type = T;
};
template <class T>
requires std::is_enum_v<T>
struct IntegerOf<T> {
    using type = std::underlying_type_t<T>;
};
template <class Unit, class Count>
struct IntegerOf<Quantity<Unit, Count>> {
    using type = Count;
};

}  // namespace detail

/// The row of a member of this type at this place.
template <class Member>
consteval NumberField number_field(std::size_t offset, const char* name,
                                   Spelling spelling = Spelling::Number, Words words = {},
                                   Words elements = {}) {
    using Element = typename detail::ElementOf<Member>::type;
    using Limits = std::numeric_limits<typename detail::IntegerOf<Element>::type>;
    return {.name = name,
            .offset = static_cast<std::uint16_t>(offset),
            .size = sizeof(Element),
            .is_signed = Limits::is_signed,
            .count = sizeof(Member) / sizeof(Element),
            .lowest = Limits::min(),
            .highest = spelling == Spelling::Word ? static_cast<std::int64_t>(words.count) - 1
                                                  : std::int64_t{Limits::max()},
            .spelling = spelling,
            .words = words,
            .elements = elements};
}

/// The same row for a number that keeps within these bounds.
consteval NumberField within(std::int64_t lowest, std::int64_t highest, NumberField field) {
    field.lowest = lowest;
    field.highest = highest;
    return field;
}

/// One element of a field of `owner`, whatever its size and sign.
std::int64_t number_at(const NumberField& field, const void* owner, std::size_t element = 0);
/// Puts a number there that lies between `lowest` and `highest`.
void put_number(const NumberField& field, void* owner, std::size_t element, std::int64_t number);

/// A part of the core, and where in it.
struct CorePart {
    const char* name;
    std::uint16_t offset;
    std::span<const NumberField> fields;
};

namespace detail {

/// Counts the rows of each byte; `at` is where their owner stands.
consteval void count_hits(std::span<std::uint8_t> hits, std::span<const NumberField> fields,
                          std::size_t at) {
    for (const NumberField& field : fields) {
        for (std::size_t i = 0; i < std::size_t{field.size} * field.count; ++i) {
            ++hits[at + field.offset + i];
        }
    }
}

consteval bool each_is_hit_once(std::span<const std::uint8_t> hits) {
    return std::all_of(hits.begin(), hits.end(), [](std::uint8_t hit) { return hit == 1; });
}

}  // namespace detail

/// Whether the rows cover every byte of a `T`, and none twice.
template <class T>
consteval bool fields_cover(std::span<const NumberField> fields) {
    std::array<std::uint8_t, sizeof(T)> hits{};
    detail::count_hits(hits, fields, 0);
    return detail::each_is_hit_once(hits);
}

// --- words ---

inline constexpr std::array<const char*, 2> output_names{"floating", "high"};
inline constexpr std::array<const char*, 3> light_names{"off", "blinking", "on"};
inline constexpr std::array<const char*, 3> pin_names{"open", "joined", "driven"};
inline constexpr std::array<const char*, 3> run_names{"starting", "running", "off"};
inline constexpr std::array<const char*, 3> update_names{"none", "running", "failed"};
inline constexpr std::array<const char*, 2> mode_names{"on", "off"};
inline constexpr std::array<const char*, 3> bluetooth_names{"enabled", "disabled", "window"};
inline constexpr std::array<const char*, 3> trust_names{"unknown", "uncertain", "known"};
inline constexpr std::array<const char*, 3> verdict_names{"none", "balanced", "imbalance"};
inline constexpr std::array<const char*, flag_count> flag_names{
    "complete",    "partial",        "current_guessed",     "current_unknown",
    "silent",      "link_lost",      "chain_open",          "impossible_set",
    "changed_set", "hardware_fault", "bluetooth_connected", "excused"};

template <const auto& names>
inline constexpr Words words_in{names.size(), [](std::size_t number) { return names[number]; }};

inline constexpr Words code_words{code_count,
                                  [](std::size_t number) { return code_texts[number].spelled; }};
inline constexpr Words condition_words{
    condition_count, [](std::size_t number) { return condition_table[number].name; }};
inline constexpr Words reason_words{reason_count, &name_of_reason};
inline constexpr Words command_words{command_count,
                                     [](std::size_t number) { return command_table[number].name; }};
inline constexpr Words outcome_words{
    outcome_count, [](std::size_t number) { return name_of(static_cast<Outcome>(number)); }};
/// The keys of the settings, and a word for none of them.
inline constexpr Words setting_words{setting_count + 1, [](std::size_t number) {
                                         return number < setting_count ? settings_table[number].key
                                                                       : "none";
                                     }};

// --- the tables ---

// offsetof is a macro, and so is this: one word for a member's type and its place.
#define FIELD(owner, member, ...) \
    number_field<decltype(owner::member)>(offsetof(owner, member), __VA_ARGS__)

/// No bank holds more: the largest batteries, all of them side by side.
inline constexpr std::int64_t most_capacity_mah =
    std::int64_t{largest_battery.count} * std::int64_t{most_batteries};
inline constexpr std::int64_t most_charge_na_s = most_capacity_mah * 3'600'000'000;
/// Largest charge that flows into one bucket, and in one call of `advance`.
inline constexpr std::int64_t most_bucket_ua_s =
    std::int64_t{largest_current_ma} * 1000 * Monitor::bucket_ticks / ticks_per_second;
inline constexpr std::int64_t most_flow_ua_s =
    std::int64_t{largest_current_ma} * 1000 * Core::most_ticks.count / ticks_per_second;
inline constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

/// A friend of the classes of the core: one table for each of them.
struct Fields {
    static constexpr std::array monitor{
        within(0, most_charge_na_s, FIELD(Monitor, charge_na_s_, "charge_na_s")),
        within(-most_bucket_ua_s, most_bucket_ua_s, FIELD(Monitor, window_ua_s_, "window_ua_s")),
        within(-most_bucket_ua_s, most_bucket_ua_s,
               FIELD(Monitor, open_bucket_ua_s_, "open_bucket_ua_s")),
        within(0, most_capacity_mah, FIELD(Monitor, capacity_, "capacity_mah")),
        FIELD(Monitor, charged_ticks_, "charged_ticks"),
        within(0, Monitor::longest_uncounted.count,
               FIELD(Monitor, uncounted_ticks_, "uncounted_ticks")),
        within(0, Monitor::bucket_ticks - 1,
               FIELD(Monitor, open_bucket_ticks_, "open_bucket_ticks")),
        within(0, Monitor::bucket_count - 1, FIELD(Monitor, next_bucket_, "next_bucket")),
        within(0, Monitor::bucket_count, FIELD(Monitor, filled_buckets_, "filled_buckets")),
        FIELD(Monitor, trust_, "trust", Spelling::Word, words_in<trust_names>),
        FIELD(Monitor, synchronised_, "synchronised"),
        FIELD(Monitor, unused_, "unused"),
    };
    static_assert(fields_cover<Monitor>(monitor));

    static constexpr std::array history{
        within(0, most, FIELD(History, drawn, "drawn_ua_s")),
        within(0, most, FIELD(History, discharged_energy, "discharged_energy_uw_s")),
        within(0, most, FIELD(History, charged_energy, "charged_energy_uw_s")),
        FIELD(History, extremes.lowest_cell, "lowest_cell_mv"),
        FIELD(History, extremes.highest_cell, "highest_cell_mv"),
        FIELD(History, extremes.lowest_battery, "lowest_battery_mv"),
        FIELD(History, extremes.highest_battery, "highest_battery_mv"),
        FIELD(History, extremes.coldest, "coldest_dc"),
        FIELD(History, extremes.warmest, "warmest_dc"),
        FIELD(History, deepest_discharge, "deepest_discharge_mah"),
        FIELD(History, since_full_charge, "since_full_charge_ticks"),
        FIELD(History, synchronisations, "synchronisations"),
        FIELD(History, cycles, "cycles"),
        FIELD(History, has_extremes, "has_extremes"),
        FIELD(History, fell_below_90, "fell_below_90"),
        FIELD(History, fell_below_65, "fell_below_65"),
        FIELD(History, was_full, "was_full"),
    };
    static_assert(fields_cover<History>(history));

    static constexpr std::array protection{
        FIELD(Protection, active_.bits, "active", Spelling::Bits, condition_words),
        FIELD(Protection, load_reasons_.bits, "load_reasons", Spelling::Bits, reason_words),
        FIELD(Protection, charger_reasons_.bits, "charger_reasons", Spelling::Bits, reason_words),
        FIELD(Protection, pre_alarm_reasons_.bits, "pre_alarm_reasons", Spelling::Bits,
              reason_words),
        FIELD(Protection, held_, "held_ticks", Spelling::Number, {}, condition_words),
        FIELD(Protection, pre_alarm_age_, "pre_alarm_age_ticks"),
        FIELD(Protection, update_age_, "update_age_ticks"),
        FIELD(Protection, codes_.bits, "codes", Spelling::Bits, code_words),
        FIELD(Protection, run_, "run", Spelling::Word, words_in<run_names>),
        FIELD(Protection, mode_, "mode", Spelling::Word, words_in<mode_names>),
        FIELD(Protection, update_, "update", Spelling::Word, words_in<update_names>),
        FIELD(Protection, unused_, "unused"),
    };
    static_assert(fields_cover<Protection>(protection));

    static constexpr std::array settings{
        FIELD(Settings, counts_, "counts"),  // named by settings_table
    };
    static_assert(fields_cover<Settings>(settings));

    static constexpr std::array balancer{
        FIELD(Balancer, since_judged, "since_judged_ticks"),
        FIELD(Balancer, verdict, "verdict", Spelling::Word, words_in<verdict_names>),
        FIELD(Balancer, balancing, "balancing"),
        FIELD(Balancer, unused, "unused"),
    };
    static_assert(fields_cover<Balancer>(balancer));

    static constexpr std::array bluetooth{
        FIELD(Bluetooth, window_ticks_, "window_ticks"),
        FIELD(Bluetooth, state_, "state", Spelling::Word, words_in<bluetooth_names>),
        FIELD(Bluetooth, connected_, "connected"),
        FIELD(Bluetooth, remote_was_on_, "remote_was_on"),
        FIELD(Bluetooth, unused_, "unused"),
    };
    static_assert(fields_cover<Bluetooth>(bluetooth));

    static constexpr std::array core{
        FIELD(Core, receipt_.sequence, "receipt_sequence"),
        FIELD(Core, receipt_.outcome, "receipt", Spelling::Word, outcome_words),
        FIELD(Core, receipt_.violation.lower, "receipt_lower", Spelling::Word, setting_words),
        FIELD(Core, receipt_.violation.upper, "receipt_upper", Spelling::Word, setting_words),
        FIELD(Core, synchronisations_, "synchronisations"),
        FIELD(Core, unused_, "unused"),
    };

    static constexpr std::array<CorePart, 7> parts{{
        {"protection", offsetof(Core, protection_), protection},
        {"monitor", offsetof(Core, monitor_), monitor},
        {"history", offsetof(Core, history_), history},
        {"balancer", offsetof(Core, balancer_), balancer},
        {"bluetooth", offsetof(Core, bluetooth_), bluetooth},
        {"settings", offsetof(Core, settings_), settings},
        {"core", 0, core},
    }};
};

inline constexpr std::array sample_fields{
    FIELD(BankSample, bank_voltage, "bank_voltage_mv"),
    FIELD(BankSample, bank_current, "bank_current_ma"),
    FIELD(BankSample, extremes.lowest_cell, "lowest_cell_mv"),
    FIELD(BankSample, extremes.highest_cell, "highest_cell_mv"),
    FIELD(BankSample, extremes.lowest_battery, "lowest_battery_mv"),
    FIELD(BankSample, extremes.highest_battery, "highest_battery_mv"),
    FIELD(BankSample, extremes.coldest, "coldest_dc"),
    FIELD(BankSample, extremes.warmest, "warmest_dc"),
    within(0, most_capacity_mah, FIELD(BankSample, bank_capacity, "bank_capacity_mah")),
    FIELD(BankSample, pins.low.state, "remote_l", Spelling::Word, words_in<pin_names>),
    FIELD(BankSample, pins.low.voltage, "remote_l_mv"),
    FIELD(BankSample, pins.low.unused, "remote_l_unused"),
    FIELD(BankSample, pins.high.state, "remote_h", Spelling::Word, words_in<pin_names>),
    FIELD(BankSample, pins.high.voltage, "remote_h_mv"),
    FIELD(BankSample, pins.high.unused, "remote_h_unused"),
    FIELD(BankSample, cells_in_series, "cells_in_series"),
    FIELD(BankSample, flags.bits, "flags", Spelling::Bits, words_in<flag_names>),
    FIELD(BankSample, command.kind, "command", Spelling::Word, command_words),
    FIELD(BankSample, command.sequence, "command_sequence"),
    FIELD(BankSample, command.value, "command_value"),
    FIELD(BankSample, command.setting, "command_setting", Spelling::Word, setting_words),
    FIELD(BankSample, command.unused, "command_unused"),
};
static_assert(fields_cover<BankSample>(sample_fields));

inline constexpr std::array integral_fields{
    within(0, most_flow_ua_s, FIELD(Integrals, charged, "charged_ua_s")),
    within(0, most_flow_ua_s, FIELD(Integrals, discharged, "discharged_ua_s")),
    within(0, most, FIELD(Integrals, charged_energy, "charged_energy_uw_s")),
    within(0, most, FIELD(Integrals, discharged_energy, "discharged_energy_uw_s")),
    FIELD(Integrals, extremes.lowest_cell, "lowest_cell_mv"),
    FIELD(Integrals, extremes.highest_cell, "highest_cell_mv"),
    FIELD(Integrals, extremes.lowest_battery, "lowest_battery_mv"),
    FIELD(Integrals, extremes.highest_battery, "highest_battery_mv"),
    FIELD(Integrals, extremes.coldest, "coldest_dc"),
    FIELD(Integrals, extremes.warmest, "warmest_dc"),
};
static_assert(fields_cover<Integrals>(integral_fields));

inline constexpr std::array status_fields{
    FIELD(Status, load, "load", Spelling::Word, words_in<output_names>),
    FIELD(Status, load_reasons.bits, "load_reasons", Spelling::Bits, reason_words),
    FIELD(Status, charger, "charger", Spelling::Word, words_in<output_names>),
    FIELD(Status, charger_reasons.bits, "charger_reasons", Spelling::Bits, reason_words),
    FIELD(Status, pre_alarm, "pre_alarm", Spelling::Word, words_in<output_names>),
    FIELD(Status, pre_alarm_reasons.bits, "pre_alarm_reasons", Spelling::Bits, reason_words),
    FIELD(Status, red, "red", Spelling::Word, words_in<light_names>),
    FIELD(Status, blue, "blue", Spelling::Word, words_in<light_names>),
    FIELD(Status, mode, "mode", Spelling::Word, words_in<mode_names>),
    FIELD(Status, update, "update", Spelling::Word, words_in<update_names>),
    FIELD(Status, soc_trust, "soc_trust", Spelling::Word, words_in<trust_names>),
    FIELD(Status, codes.bits, "codes", Spelling::Bits, code_words),
    FIELD(Status, synchronisations, "synchronisations"),
    FIELD(Status, receipt.sequence, "receipt_sequence"),
    FIELD(Status, receipt.outcome, "receipt", Spelling::Word, outcome_words),
    FIELD(Status, receipt.violation.lower, "receipt_lower", Spelling::Word, setting_words),
    FIELD(Status, receipt.violation.upper, "receipt_upper", Spelling::Word, setting_words),
};
static_assert(fields_cover<Status>(status_fields));

inline constexpr std::array layout_fields{
    FIELD(BankLayout, batteries, "batteries"),
    FIELD(BankLayout, in_series, "in_series"),
    FIELD(BankLayout, cells_per_battery, "cells_per_battery"),
    FIELD(BankLayout, unused, "unused"),
    FIELD(BankLayout, battery_capacity, "battery_capacity_mah"),
};
static_assert(fields_cover<BankLayout>(layout_fields));

/// What the image of a power cut holds, under names that are its own: they must not change.
inline constexpr std::array stored_fields{
    within(0, most_charge_na_s, FIELD(Stored, memory.monitor.charge_na_s, "charge_na_s")),
    within(0, most_capacity_mah, FIELD(Stored, memory.monitor.capacity, "capacity_mah")),
    FIELD(Stored, memory.monitor.trust, "trust", Spelling::Word, words_in<trust_names>),
    within(0, 0, FIELD(Stored, memory.monitor.unused, "monitor_unused")),
    within(0, most, FIELD(Stored, memory.history.drawn, "drawn_ua_s")),
    within(0, most, FIELD(Stored, memory.history.discharged_energy, "discharged_energy_uw_s")),
    within(0, most, FIELD(Stored, memory.history.charged_energy, "charged_energy_uw_s")),
    FIELD(Stored, memory.history.extremes.lowest_cell, "lowest_cell_mv"),
    FIELD(Stored, memory.history.extremes.highest_cell, "highest_cell_mv"),
    FIELD(Stored, memory.history.extremes.lowest_battery, "lowest_battery_mv"),
    FIELD(Stored, memory.history.extremes.highest_battery, "highest_battery_mv"),
    FIELD(Stored, memory.history.extremes.coldest, "coldest_dc"),
    FIELD(Stored, memory.history.extremes.warmest, "warmest_dc"),
    FIELD(Stored, memory.history.deepest_discharge, "deepest_discharge_mah"),
    FIELD(Stored, memory.history.since_full_charge, "since_full_charge_ticks"),
    FIELD(Stored, memory.history.synchronisations, "synchronisations"),
    FIELD(Stored, memory.history.cycles, "cycles"),
    within(0, 1, FIELD(Stored, memory.history.has_extremes, "has_extremes")),
    within(0, 1, FIELD(Stored, memory.history.fell_below_90, "fell_below_90")),
    within(0, 1, FIELD(Stored, memory.history.fell_below_65, "fell_below_65")),
    within(0, 1, FIELD(Stored, memory.history.was_full, "was_full")),
    FIELD(Stored, memory.protection.active.bits, "active", Spelling::Bits, condition_words),
    FIELD(Stored, memory.protection.mode, "mode", Spelling::Word, words_in<mode_names>),
    FIELD(Stored, memory.protection.update, "update", Spelling::Word, words_in<update_names>),
    within(0, 0, FIELD(Stored, memory.protection.unused, "protection_unused")),
    FIELD(Stored, memory.balancer.since_judged, "since_judged_ticks"),
    FIELD(Stored, memory.balancer.verdict, "verdict", Spelling::Word, words_in<verdict_names>),
    within(0, 1, FIELD(Stored, memory.balancer.balancing, "balancing")),
    within(0, 0, FIELD(Stored, memory.balancer.unused, "balancer_unused")),
    number_field<std::array<std::int32_t, setting_count>>(
        offsetof(Stored, memory.settings), "setting", Spelling::Number, {}, setting_words),
    within(0, 1, FIELD(Stored, memory.bluetooth_enabled, "bluetooth_enabled")),
    within(0, 0, FIELD(Stored, memory.unused, "memory_unused")),
    within(0, most_batteries, FIELD(Stored, set.layout.batteries, "batteries")),
    FIELD(Stored, set.layout.in_series, "in_series"),
    FIELD(Stored, set.layout.cells_per_battery, "cells_per_battery"),
    within(0, 0, FIELD(Stored, set.layout.unused, "layout_unused")),
    within(0, largest_battery.count,
           FIELD(Stored, set.layout.battery_capacity, "battery_capacity_mah")),
    FIELD(Stored, set.serial_numbers, "serial_number"),
};
static_assert(fields_cover<Stored>(stored_fields));

#undef FIELD

/// The parts of the core cover it, byte for byte.
consteval bool parts_cover_the_core() {
    std::array<std::uint8_t, sizeof(Core)> hits{};
    for (const CorePart& part : Fields::parts) {
        detail::count_hits(hits, part.fields, part.offset);
    }
    return detail::each_is_hit_once(hits);
}
static_assert(parts_cover_the_core());

}  // namespace bms
