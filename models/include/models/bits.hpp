#pragma once
// What exp, log and root do to the bits of a double.

#include <bit>
#include <cstdint>

namespace models {

/// Added to a whole number below 2^51 it leaves that number in the lowest bits of the sum.
inline constexpr double rounder = 6755399441055744.0;  // 1.5 * 2^52

/// x = m * 2^e with m between sqrt(1/2) and sqrt(2).
template <class Real>
struct Split {
    Real m, e;
};

inline constexpr std::uint64_t root_half_bits = 0x3fe6a09e667f3bcdULL;
inline constexpr std::uint64_t half_exponent_bits = 0x1ff7a3bea91d9b1bULL;
inline constexpr int mantissa_bits = 52;
inline constexpr int exponent_bias = 1023;

/// For a whole k from -1022 to 1023.
inline double power_of_two(double k) {
    const std::uint64_t whole = std::bit_cast<std::uint64_t>(k + rounder);
    return std::bit_cast<double>((whole + exponent_bias) << mantissa_bits);
}

inline Split<double> split_at_root_half(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const auto e = static_cast<std::int64_t>(bits - root_half_bits) >> mantissa_bits;
    const auto scale = static_cast<std::uint64_t>(e) << mantissa_bits;
    return {std::bit_cast<double>(bits - scale), static_cast<double>(e)};
}

/// About the square root of a normal, positive x.
inline double with_half_the_exponent(double x) {
    return std::bit_cast<double>((std::bit_cast<std::uint64_t>(x) >> 1U) + half_exponent_bits);
}

}  // namespace models
