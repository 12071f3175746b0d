#pragma once
// Bytes as the standards print them.

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bms {

inline std::vector<std::uint8_t> bytes_of(std::string_view hex) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes.push_back(
            static_cast<std::uint8_t>(std::stoul(std::string{hex.substr(i, 2)}, nullptr, 16)));
    }
    return bytes;
}

inline std::array<std::uint8_t, 16> block_of(std::string_view hex) {
    std::array<std::uint8_t, 16> block{};
    const auto bytes = bytes_of(hex);
    std::copy(bytes.begin(), bytes.end(), block.begin());
    return block;
}

inline std::string hex_of(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const std::uint8_t byte : bytes) {
        hex += digits[byte / 16U];
        hex += digits[byte % 16U];
    }
    return hex;
}

}  // namespace bms
