#pragma once
// CRC-32 as in IEEE 802.3: reflected polynomial 0xEDB88320, begun and ended with all ones.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bms {

/// "123456789" gives 0xCBF43926. Finds every change of one to three bits in a text of up to 11 KiB.
constexpr std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
    constexpr auto of_nibble = [] {
        std::array<std::uint32_t, 16> table{};
        for (std::uint32_t nibble = 0; nibble < table.size(); ++nibble) {
            std::uint32_t rest = nibble;
            for (int bit = 0; bit < 4; ++bit) {
                rest = (rest >> 1U) ^ ((rest & 1U) * 0xEDB88320U);
            }
            table[nibble] = rest;
        }
        return table;
    }();
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        crc = (crc >> 4U) ^ of_nibble[crc & 15U];
        crc = (crc >> 4U) ^ of_nibble[crc & 15U];
    }
    return ~crc;
}

}  // namespace bms
