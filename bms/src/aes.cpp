#include "bms/aes.hpp"

#include <cstddef>

namespace bms {

namespace {

constexpr std::size_t rounds = 10;

/// Multiplication by x in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197 §4.2.1).
constexpr std::uint8_t times_x(unsigned a) {
    return static_cast<std::uint8_t>((a << 1U) ^ ((a >> 7U) * 0x11BU));
}

consteval std::uint8_t times(unsigned a, unsigned b) {
    unsigned product = 0;
    for (; b != 0; b >>= 1U) {
        product ^= (b & 1U) * a;
        a = times_x(a);
    }
    return static_cast<std::uint8_t>(product);
}

consteval std::uint8_t rotated_left(unsigned a, unsigned n) {
    return static_cast<std::uint8_t>((a << n) | (a >> (8U - n)));
}

/// FIPS 197 §5.1.1: the inverse (a^254 = a^2 a^4 … a^128; 0 of 0), then an affine map.
consteval std::uint8_t substitute(unsigned a) {
    unsigned inverse = 1;
    for (unsigned square = times(a, a), i = 0; i < 7; ++i, square = times(square, square)) {
        inverse = times(inverse, square);
    }
    return static_cast<std::uint8_t>(inverse ^ rotated_left(inverse, 1) ^ rotated_left(inverse, 2) ^
                                     rotated_left(inverse, 3) ^ rotated_left(inverse, 4) ^ 0x63U);
}

consteval auto substitutes() {
    std::array<std::uint8_t, 256> box{};
    for (unsigned a = 0; a < 256; ++a) {
        box[a] = substitute(a);
    }
    return box;
}
constexpr std::array<std::uint8_t, 256> s_box = substitutes();

/// FIPS 197 §5.2, one step: the next round's key from this round's.
void expand(AesBlock& round_key, std::uint8_t round_constant) {
    for (std::size_t i = 0; i < 16; ++i) {
        // The first column mixes in the last one: rotated, substituted.
        const std::uint8_t before = i < 4 ? s_box[round_key[12 + (i + 1) % 4]] : round_key[i - 4];
        round_key[i] = static_cast<std::uint8_t>(round_key[i] ^ before);
        if (i == 0) {
            round_key[0] = static_cast<std::uint8_t>(round_key[0] ^ round_constant);
        }
    }
}

void add(AesBlock& state, const AesBlock& round_key) {
    for (std::size_t i = 0; i < 16; ++i) {
        state[i] = static_cast<std::uint8_t>(state[i] ^ round_key[i]);
    }
}

/// SubBytes and ShiftRows: row r, every fourth byte from r, moves r columns to the left.
AesBlock substituted_and_shifted(const AesBlock& state) {
    AesBlock out{};
    for (std::size_t i = 0; i < 16; ++i) {
        out[i] = s_box[state[(i + 4 * (i % 4)) % 16]];
    }
    return out;
}

/// MixColumns: each byte becomes 2 a0 + 3 a1 + a2 + a3 of its column, counted from itself.
AesBlock mixed(const AesBlock& state) {
    AesBlock out{};
    for (std::size_t i = 0; i < 16; ++i) {
        const std::size_t column = i - i % 4;
        const auto a = [&](std::size_t n) -> unsigned { return state[column + (i + n) % 4]; };
        out[i] = static_cast<std::uint8_t>(times_x(a(0) ^ a(1)) ^ a(1) ^ a(2) ^ a(3));
    }
    return out;
}

void count_up(AesBlock& counter) {
    std::size_t i = 16;
    do {
        --i;
        ++counter[i];
    } while (counter[i] == 0 && i > 0);
}

}  // namespace

AesBlock aes128(const AesBlock& key, const AesBlock& block) {
    AesBlock state = block;
    AesBlock round_key = key;
    std::uint8_t round_constant = 1;
    add(state, round_key);
    for (std::size_t round = 1; round <= rounds; ++round) {
        state = substituted_and_shifted(state);
        if (round < rounds) {
            state = mixed(state);
        }
        expand(round_key, round_constant);
        round_constant = times_x(round_constant);
        add(state, round_key);
    }
    return state;
}

void aes128_ctr(const AesBlock& key, AesBlock counter, std::span<std::uint8_t> data) {
    AesBlock pad{};
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (i % 16 == 0) {
            pad = aes128(key, counter);
            count_up(counter);
        }
        data[i] = static_cast<std::uint8_t>(data[i] ^ pad[i % 16]);
    }
}

}  // namespace bms
