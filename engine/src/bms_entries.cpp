#include "engine/catalog_entries.hpp"

namespace engine {

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

namespace detail {

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

}  // namespace detail

}  // namespace engine
