#include "bms/fields.hpp"

#include <cstring>

namespace bms {

namespace {

template <class Number>
std::int64_t load(const std::byte* bytes) {
    Number number{};
    std::memcpy(&number, bytes, sizeof number);
    return static_cast<std::int64_t>(number);
}

template <class Number>
void put(std::byte* bytes, std::int64_t wide) {
    const auto number = static_cast<Number>(wide);
    std::memcpy(bytes, &number, sizeof number);
}

}  // namespace

std::int64_t number_at(const NumberField& field, const void* owner, std::size_t element) {
    const auto* bytes = static_cast<const std::byte*>(owner) + field.offset + element * field.size;
    switch (field.size) {
        case 1:
            return field.is_signed ? load<std::int8_t>(bytes) : load<std::uint8_t>(bytes);
        case 2:
            return field.is_signed ? load<std::int16_t>(bytes) : load<std::uint16_t>(bytes);
        case 4:
            return field.is_signed ? load<std::int32_t>(bytes) : load<std::uint32_t>(bytes);
        default:
            return load<std::int64_t>(bytes);
    }
}

void put_number(const NumberField& field, void* owner, std::size_t element, std::int64_t number) {
    auto* bytes = static_cast<std::byte*>(owner) + field.offset + element * field.size;
    switch (field.size) {
        case 1:
            return put<std::uint8_t>(bytes, number);
        case 2:
            return put<std::uint16_t>(bytes, number);
        case 4:
            return put<std::uint32_t>(bytes, number);
        default:
            return put<std::int64_t>(bytes, number);
    }
}

}  // namespace bms
