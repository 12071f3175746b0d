#include "engine/core_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace engine {

namespace {

using bms::NumberField;
using bms::Spelling;

constexpr std::string_view no_bits = "none";
constexpr std::string_view unnamed_bit = "bit";

void append(std::string& text, std::int64_t number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text.append(digits.data(), end);
}

void append_number(std::string& text, const NumberField& field, std::int64_t number) {
    const auto word = static_cast<std::size_t>(number);
    if (field.spelling == Spelling::Word && number >= 0 && word < field.words.count) {
        text += field.words.word(word);
    } else if (field.spelling != Spelling::Bits) {
        append(text, number);
    } else if (number == 0) {
        text += no_bits;
    } else {
        bool is_first = true;
        for (std::size_t bit = 0; bit < std::size_t{8} * field.size; ++bit) {
            if (((static_cast<std::uint64_t>(number) >> bit) & 1U) == 0) {
                continue;
            }
            text += is_first ? "" : "+";
            is_first = false;
            if (bit < field.words.count) {
                text += field.words.word(bit);
            } else {
                text += unnamed_bit;
                append(text, static_cast<std::int64_t>(bit));
            }
        }
    }
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    return is_whole ? std::optional{number} : std::nullopt;
}

std::optional<std::int64_t> parse_word(const bms::Words& words, std::string_view text) {
    for (std::size_t i = 0; i < words.count; ++i) {
        if (text == words.word(i)) {
            return static_cast<std::int64_t>(i);
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> parse_bit(const NumberField& field, std::string_view text) {
    if (const auto known = parse_word(field.words, text)) {
        return known;
    }
    if (!text.starts_with(unnamed_bit)) {
        return std::nullopt;
    }
    const auto bit = parse_integer(text.substr(unnamed_bit.size()));
    const bool fits = bit && *bit >= 0 && *bit < std::int64_t{8} * field.size;
    return fits ? bit : std::nullopt;
}

/// "a, b or c"
std::string list_of(const bms::Words& words) {
    std::string text;
    for (std::size_t i = 0; i < words.count; ++i) {
        text += (i == 0 ? "" : i + 1 == words.count ? " or " : ", ") + std::string{words.word(i)};
    }
    return text;
}

std::optional<std::int64_t> parse_bits(const NumberField& field, std::string_view text) {
    if (text == no_bits) {
        return 0;
    }
    std::uint64_t bits = 0;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('+', begin), text.size());
        const auto bit = parse_bit(field, text.substr(begin, end - begin));
        if (!bit) {
            return std::nullopt;
        }
        bits |= std::uint64_t{1} << static_cast<unsigned>(*bit);
        begin = end + 1;
    }
    return static_cast<std::int64_t>(bits);
}

std::optional<std::int64_t> parse_number(const NumberField& field, std::string_view text) {
    switch (field.spelling) {
        case Spelling::Bits:
            return parse_bits(field, text);
        case Spelling::Word:
            return parse_word(field.words, text);
        case Spelling::Number:
            break;
    }
    const auto number = parse_integer(text);
    const bool fits = number && field.lowest <= *number && *number <= field.highest;
    return fits ? number : std::nullopt;
}

std::string expectation_of(const NumberField& field) {
    switch (field.spelling) {
        case Spelling::Bits:
            return "expects none, or one or more, with + between them, of " + list_of(field.words);
        case Spelling::Word:
            return "expects " + list_of(field.words);
        case Spelling::Number:
            break;
    }
    const std::string each =
        field.count > 1 ? std::to_string(field.count) + " whole numbers, with commas between them,"
                        : "a whole number";
    return "expects " + each + " between " + std::to_string(field.lowest) + " and " +
           std::to_string(field.highest);
}

/// The key of a setting, without the unit of a person and with that of the core.
struct SettingSuffix {
    bms::SettingUnit unit;
    std::string_view written;
    std::string_view counted;
};
constexpr std::array<SettingSuffix, 5> setting_suffixes{{
    {bms::SettingUnit::Millivolt, "_v", "_mv"},
    {bms::SettingUnit::Milliamp, "_a", "_ma"},
    {bms::SettingUnit::DeciCelsius, "_degc", "_dc"},
    {bms::SettingUnit::PerMille, "_pct", "_permille"},
    {bms::SettingUnit::Tick, "_s", "_ticks"},
}};

Value element_value(const NumberField& field, const void* owner, std::size_t element) {
    const std::int64_t number = number_at(field, owner, element);
    if (field.spelling == Spelling::Number) {
        return number;
    }
    std::string text;
    append_number(text, field, number);
    return text;
}

void append_dump(Dump& dump, const std::string& prefix, std::span<const NumberField> fields,
                 const void* owner) {
    for (const NumberField& field : fields) {
        const std::string name = prefix + field.name;
        if (is_filler(field)) {
            continue;
        }
        if (field.count == 1) {
            dump.emplace_back(name, element_value(field, owner, 0));
            continue;
        }
        Value list;
        for (std::size_t i = 0; i < field.count; ++i) {
            if (field.elements.count > 0) {
                dump.emplace_back(name + '.' + field.elements.word(i),
                                  element_value(field, owner, i));
            } else {
                list.push(element_value(field, owner, i));
            }
        }
        if (!list.is_null()) {
            dump.emplace_back(name, std::move(list));
        }
    }
}

}  // namespace

bool is_filler(const NumberField& field) {
    return std::string_view{field.name}.ends_with("unused");
}

bool is_same(const NumberField& field, const void* a, const void* b) {
    const std::size_t bytes = std::size_t{field.size} * field.count;
    return std::memcmp(static_cast<const std::byte*>(a) + field.offset,
                       static_cast<const std::byte*>(b) + field.offset, bytes) == 0;
}

void append_value(std::string& text, const NumberField& field, const void* owner) {
    for (std::size_t i = 0; i < field.count; ++i) {
        text += i == 0 ? "" : ",";
        append_number(text, field, number_at(field, owner, i));
    }
}

std::string value_text(const NumberField& field, const void* owner) {
    std::string text;
    append_value(text, field, owner);
    return text;
}

std::optional<std::string> assign(const NumberField& field, void* owner, std::string_view text) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < field.count; ++i) {
        const bool is_last = i + 1 == field.count;
        const std::size_t end = is_last ? text.size() : text.find(',', begin);
        const auto number = end != std::string_view::npos && begin <= end
                                ? parse_number(field, text.substr(begin, end - begin))
                                : std::nullopt;
        if (!number) {
            return expectation_of(field) + ", not \"" + std::string{text} + "\"";
        }
        bms::put_number(field, owner, i, *number);
        begin = end + 1;
    }
    return std::nullopt;
}

const NumberField* find_number(std::span<const NumberField> fields, std::string_view name) {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const NumberField& field) { return name == field.name; });
    return found == fields.end() ? nullptr : &*found;
}

void append_differences(std::string& text, std::span<const NumberField> fields, const void* owner,
                        const void* other) {
    for (const NumberField& field : fields) {
        if (!is_same(field, owner, other)) {
            text += ' ';
            text += field.name;
            text += '=';
            append_value(text, field, owner);
        }
    }
}

std::string setting_name(const bms::SettingRow& row) {
    std::string name = row.key;
    for (const SettingSuffix& suffix : setting_suffixes) {
        if (suffix.unit == row.unit && name.ends_with(suffix.written)) {
            name.resize(name.size() - suffix.written.size());
            return name.append(suffix.counted);
        }
    }
    return name;
}

const bms::SettingRow* find_setting(std::string_view name) {
    const auto found =
        std::find_if(bms::settings_table.begin(), bms::settings_table.end(),
                     [&](const bms::SettingRow& row) { return name == setting_name(row); });
    return found == bms::settings_table.end() ? nullptr : &*found;
}

void append_dump(Dump& dump, const bms::Core& core) {
    const auto* bytes = reinterpret_cast<const std::byte*>(&core);
    for (const bms::CorePart& part : bms::Fields::parts) {
        const std::string prefix = std::string{part.name} + '.';
        if (part.fields.data() != bms::Fields::settings.data()) {
            append_dump(dump, prefix, part.fields, bytes + part.offset);
            continue;
        }
        for (const bms::SettingRow& row : bms::settings_table) {
            dump.emplace_back(prefix + setting_name(row),
                              std::int64_t{core.settings().count(row.setting)});
        }
    }
}

void append_dump(Dump& dump, const bms::BankSample& sample) {
    append_dump(dump, "sample.", bms::sample_fields, &sample);
}

void append_dump(Dump& dump, const bms::BankView& view, const bms::Settings& settings) {
    const auto add = [&](const std::string& name, std::int64_t number) {
        dump.emplace_back(name, number);
    };
    append_dump(dump, "view.", bms::layout_fields, &view.layout());
    add("view.supply_mv", view.supply_voltage().count);
    add("view.chain_open", view.flags(settings).has(bms::Flag::ChainOpen) ? 1 : 0);
    for (std::size_t battery = 0; battery < view.layout().batteries; ++battery) {
        const std::string prefix = "view.battery_" + std::to_string(battery + 1) + '.';
        add(prefix + "serial_number_in_service", view.in_service().serial_numbers[battery]);
        add(prefix + "serial_number", view.serial_number_of(battery));
        add(prefix + "firmware_version", view.firmware_version_of(battery));
        add(prefix + "silence_ticks", view.silence_of(battery).count);
        add(prefix + "present", view.is_present(battery, settings) ? 1 : 0);
        add(prefix + "capacity_mah", view.capacity_of(battery).count);
        add(prefix + "voltage_mv", view.voltage_of(battery).count);
        add(prefix + "current_ma", view.current_of(battery).count);
        add(prefix + "temperature_dc", view.temperature_of(battery).count);
        ValueList cells;
        for (const std::uint16_t cell_mv : view.cells_of(battery)) {
            cells.emplace_back(int{cell_mv});
        }
        dump.emplace_back(prefix + "cell_mv", std::move(cells));
    }
}

}  // namespace engine
