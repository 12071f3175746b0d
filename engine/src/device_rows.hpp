#pragma once
// Rows that several types of device share, and the tables of each kind.

#include "engine/catalog_entries.hpp"

#include <algorithm>

namespace engine {

/// Of the types of each kind.
Table load_table(DeviceType type);
Table charger_table(DeviceType type);
Table switch_table(DeviceType type);
Table link_table(DeviceType type);
Table inverter_table();

namespace rows {

inline constexpr About per_cell{.unit = Unit::Volt, .lowest = 0, .highest = 4};

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
inline constexpr Field product = [] {
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
inline constexpr CableSpellings cable_spellings = [] {
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

inline constexpr Type cable_type = [] {
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

inline constexpr Field through = [] {
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

inline constexpr auto cable_resistance = field<&DeviceEntry::cable_resistance_ohm>(
    "cable_resistance_ohm",
    "of both leads of a cable of its own, which it sees the voltage behind; copper has 17.5 mOhm "
    "per metre of lead and mm²",
    {.unit = Unit::Ohm, .lowest = 0, .highest = 10});

/// Which banks it is made for.
inline constexpr auto made_for_rows = std::array{
    field<&DeviceEntry::works_up_to_v>(
        "works_up_to_v", "it is not made for more; a bank that goes higher is an error",
        {.unit = Unit::Volt, .lowest = 1, .highest = 100}),
    field<&DeviceEntry::made_for_at_least_v>(
        "made_for_at_least_v",
        "it is not made for a bank of a lower nominal voltage, which is an error",
        {.unit = Unit::Volt, .lowest = 0, .highest = 70}),
};

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
        field<&DeviceEntry::tail_current_a>(
            "tail_current_a",
            "absorption also ends when it gives less than this at its absorption voltage; 0 is "
            "never",
            {.unit = Unit::Ampere, .lowest = 0, .highest = 1000}),
        field<&DeviceEntry::rebulk_below_per_cell_v>(
            "rebulk_below_per_cell_v",
            "in float, a bus voltage per cell below this begins a new charge cycle", per_cell),
        field<&DeviceEntry::rebulk_after>("rebulk_after_s", "how long the voltage must be that low",
                                          {.unit = Unit::Second, .lowest = 0, .highest = 1e6}),
        field<&DeviceEntry::rebulk_at_full_current_after>(
            "rebulk_at_full_current_after_s",
            "in float, giving all its current for so long begins a new charge cycle, too; never if "
            "not given",
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
    return joined_rows(joined_rows(common, made_for_rows), own);
}

inline constexpr auto charges = field<&DeviceEntry::charges_a>(
    "charges_a", "the current it gives at most, a magnitude",
    {.unit = Unit::Ampere, .lowest = 0, .highest = 10'000, .presence = Presence::Required});
inline constexpr auto profile = field<&DeviceEntry::profile>(
    "profile",
    "a CSV file with its power over time, each row until the next (nothing before the first, the "
    "last to the end): time_s (from the start) or time (a local date), and power_w, power_kw, "
    "energy_wh or energy_kwh",
    {.presence = Presence::Required});
inline constexpr auto repeats_every = field<&DeviceEntry::repeats_every>(
    "repeats_every_s", "the profile begins anew so often, counted from the start of the run",
    {.unit = Unit::Second, .lowest = 1, .highest = 1e9});
/// The rows every switch and relay has.
inline constexpr auto switch_rows = std::array{
    field<&DeviceEntry::rated_a>(
        "rated_a",
        "the current that it carries for ever; more behind it is a finding (switch_overloaded)",
        {.unit = Unit::Ampere, .lowest = 0.1, .highest = 10'000}),
    field<&DeviceEntry::draws_closed_a>("draws_closed_a",
                                        "what it draws itself while it is closed, a magnitude",
                                        {.unit = Unit::Ampere, .lowest = 0, .highest = 10}),
    field<&DeviceEntry::draws_open_a>("draws_open_a",
                                      "what it draws itself while it is open, a magnitude",
                                      {.unit = Unit::Ampere, .lowest = 0, .highest = 10}),
};
inline constexpr About a_while{.unit = Unit::Second, .lowest = 0, .highest = 1e6};
inline constexpr auto supply_rows =
    joined_rows(made_for_rows, std::array{field<&DeviceEntry::works_from_v>(
                                   "works_from_v", "below this voltage it is dead",
                                   {.unit = Unit::Volt, .lowest = 0.1, .highest = 70})});
}  // namespace rows

}  // namespace engine
