#include "bms/image.hpp"

#include "bms/crc32.hpp"
#include "bms/fields.hpp"

#include <algorithm>

namespace bms {

namespace {

constexpr std::array<std::uint8_t, 4> magic{'B', 'T', 'W', 'I'};

// Where things stand in an image.
constexpr std::size_t format_at = 4;
constexpr std::size_t entries_at = 6;
constexpr std::size_t sequence_at = 8;
constexpr std::size_t reserved_at = 12;

constexpr std::uint8_t first_sequence = 1;

/// One named number: an element of a field, or one bit of it.
struct Named {
    std::uint32_t tag;
    std::uint8_t field;    // in stored_fields
    std::uint8_t element;  // or bit
};

/// A field that only keeps its struct without gaps.
consteval bool is_filler(const NumberField& field) {
    return field.lowest == field.highest;
}

consteval std::size_t numbers_in(const NumberField& field) {
    if (is_filler(field)) {
        return 0;
    }
    return field.spelling == Spelling::Bits ? field.words.count : field.count;
}

consteval std::uint32_t hashed(std::uint32_t hash, char c) {
    return (hash ^ static_cast<std::uint8_t>(c)) * 16'777'619U;
}
consteval std::uint32_t hashed(std::uint32_t hash, const char* text) {
    for (; *text != '\0'; ++text) {
        hash = hashed(hash, *text);
    }
    return hash;
}
consteval std::uint32_t hashed(std::uint32_t hash, std::size_t number) {
    if (number >= 10) {
        hash = hashed(hash, static_cast<char>('0' + number / 10));
    }
    return hashed(hash, static_cast<char>('0' + number % 10));
}

/// FNV-1a of "charge_na_s", "active.low_cell", "setting.low_cell_v", "serial_number.12".
consteval std::uint32_t tag_of(const NumberField& field, std::size_t element) {
    const std::uint32_t name = hashed(2'166'136'261U, field.name);
    if (field.spelling == Spelling::Bits) {
        return hashed(hashed(name, "."), field.words.word(element));
    }
    if (field.elements.count > 0) {
        return hashed(hashed(name, "."), field.elements.word(element));
    }
    return field.count > 1 ? hashed(hashed(name, "."), element) : name;
}

consteval std::size_t count_numbers() {
    std::size_t count = 0;
    for (const NumberField& field : stored_fields) {
        count += numbers_in(field);
    }
    return count;
}

consteval auto name_numbers() {
    std::array<Named, count_numbers()> names{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < stored_fields.size(); ++i) {
        for (std::size_t element = 0; element < numbers_in(stored_fields[i]); ++element) {
            names[at++] = {.tag = tag_of(stored_fields[i], element),
                           .field = static_cast<std::uint8_t>(i),
                           .element = static_cast<std::uint8_t>(element)};
        }
    }
    return names;
}

constexpr auto names = name_numbers();

consteval bool tags_are_unique() {
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (names[i].tag == names[j].tag) {
                return false;
            }
        }
    }
    return true;
}
static_assert(tags_are_unique(), "two names share their tag: one of them must change");
static_assert(image_header_bytes + names.size() * image_entry_bytes + image_crc_bytes <=
              most_image_bytes);

std::int64_t value_of(const Named& name, const Stored& stored) {
    const NumberField& field = stored_fields[name.field];
    if (field.spelling != Spelling::Bits) {
        return number_at(field, &stored, name.element);
    }
    return (number_at(field, &stored) >> name.element) & 1;
}

void set_value(const Named& name, Stored& stored, std::int64_t value) {
    const NumberField& field = stored_fields[name.field];
    if (field.spelling != Spelling::Bits) {
        put_number(field, &stored, name.element, value);
        return;
    }
    const std::int64_t others = number_at(field, &stored) & ~(std::int64_t{1} << name.element);
    put_number(field, &stored, 0, others | (value << name.element));
}

bool can_be(const Named& name, std::int64_t value) {
    const NumberField& field = stored_fields[name.field];
    const bool is_bit = field.spelling == Spelling::Bits;
    return (is_bit ? 0 : field.lowest) <= value && value <= (is_bit ? 1 : field.highest);
}

std::uint64_t read(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t size) {
    std::uint64_t number = 0;
    for (std::size_t i = size; i > 0; --i) {
        number = (number << 8U) | bytes[at + i - 1];
    }
    return number;
}

void write(ImageSlot& slot, std::size_t at, std::size_t size, std::uint64_t number) {
    for (std::size_t i = 0; i < size; ++i) {
        slot[at + i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
}

constexpr std::size_t bytes_before_crc(std::size_t entries) {
    return image_header_bytes + entries * image_entry_bytes;
}

/// The whole image lies inside, and nothing of it has changed.
bool is_whole(std::span<const std::uint8_t> slot) {
    const bool begins_right = slot.size() >= bytes_before_crc(0) + image_crc_bytes &&
                              std::equal(magic.begin(), magic.end(), slot.begin());
    if (!begins_right) {
        return false;
    }
    const std::size_t size = bytes_before_crc(static_cast<std::size_t>(read(slot, entries_at, 2)));
    return size + image_crc_bytes <= slot.size() &&
           crc32(slot.first(size)) == read(slot, size, image_crc_bytes);
}

}  // namespace

const char* name_of(ImageFault fault) {
    constexpr std::array<const char*, image_fault_count> fault_names{"none", "blank", "damaged",
                                                                     "other_format"};
    return fault_names[static_cast<std::size_t>(fault)];
}

const char* name_of(Recovery recovery) {
    constexpr std::array<const char*, recovery_count> recovery_names{"first_start", "restored",
                                                                     "from_older", "lost"};
    return recovery_names[static_cast<std::size_t>(recovery)];
}

std::size_t encode(const Stored& stored, std::uint32_t sequence, ImageSlot& slot) {
    std::copy(magic.begin(), magic.end(), slot.begin());
    write(slot, format_at, 2, image_format);
    write(slot, entries_at, 2, names.size());
    write(slot, sequence_at, 4, sequence);
    write(slot, reserved_at, 4, 0);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::size_t at = bytes_before_crc(i);
        write(slot, at, 4, names[i].tag);
        write(slot, at + 4, 8, static_cast<std::uint64_t>(value_of(names[i], stored)));
    }
    constexpr std::size_t size = bytes_before_crc(names.size());
    write(slot, size, image_crc_bytes, crc32(std::span{slot}.first(size)));
    return size + image_crc_bytes;
}

ImageJudgement judge(std::span<const std::uint8_t> slot) {
    if (std::all_of(slot.begin(), slot.end(), [](std::uint8_t byte) { return byte == 0xFF; })) {
        return {.fault = ImageFault::Blank, .sequence = 0};
    }
    if (!is_whole(slot)) {
        return {.fault = ImageFault::Damaged, .sequence = 0};
    }
    const bool is_ours = read(slot, format_at, 2) == image_format;
    return {.fault = is_ours ? ImageFault::None : ImageFault::OtherFormat,
            .sequence = static_cast<std::uint32_t>(read(slot, sequence_at, 4))};
}

void decode(std::span<const std::uint8_t> slot, Stored& stored) {
    stored = Stored{};
    const auto entries = static_cast<std::size_t>(read(slot, entries_at, 2));
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t at = bytes_before_crc(i);
        const std::uint64_t tag = read(slot, at, 4);
        const auto value = static_cast<std::int64_t>(read(slot, at + 4, 8));
        const auto* name = std::find_if(names.begin(), names.end(),
                                        [&](const Named& each) { return each.tag == tag; });
        if (name != names.end() && can_be(*name, value)) {
            set_value(*name, stored, value);
        }
    }
}

namespace {

/// Of a damaged image: whether its sequence is the first, or was not written to its end. Any other
/// was once whole, or had one before it.
bool may_be_the_first(std::span<const std::uint8_t> slot) {
    return read(slot, sequence_at, 4) == first_sequence || slot[reserved_at - 1] == 0xFF;
}

}  // namespace

Recovered recover(const ImageSlots& slots, Stored& stored) {
    const ImageJudgement first = judge(slots[0]);
    const ImageJudgement second = judge(slots[1]);
    const bool has_first = first.fault == ImageFault::None;
    const bool has_second = second.fault == ImageFault::None;
    if (!has_first && !has_second) {
        stored = Stored{};
        // The first image ever goes to slot 0; torn, it leaves slot 1 blank.
        const bool is_first_start =
            second.fault == ImageFault::Blank &&
            (first.fault == ImageFault::Blank ||
             (first.fault == ImageFault::Damaged && may_be_the_first(slots[0])));
        return {.recovery = is_first_start ? Recovery::FirstStart : Recovery::Lost,
                .next_slot = 0,
                .unused = 0,
                .next_sequence = first_sequence};
    }
    const bool second_is_newer = static_cast<std::int32_t>(second.sequence - first.sequence) > 0;
    const bool takes_second = has_second && (!has_first || second_is_newer);
    const ImageJudgement& other = takes_second ? first : second;
    decode(slots[takes_second ? 1 : 0], stored);
    const bool other_is_right = other.fault == ImageFault::None || other.fault == ImageFault::Blank;
    return {.recovery = other_is_right ? Recovery::Restored : Recovery::FromOlder,
            .next_slot = static_cast<std::uint8_t>(takes_second ? 0 : 1),
            .unused = 0,
            .next_sequence = (takes_second ? second : first).sequence + 1};
}

}  // namespace bms
