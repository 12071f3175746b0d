#pragma once
// FNV-1a over 64 bits: the hashes of results.

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace engine {

class Fnv1a {
  public:
    void add(std::string_view bytes) {
        for (const char c : bytes) {
            add_byte(static_cast<unsigned char>(c));
        }
    }
    /// Raw little-endian bits, whatever the machine's own order.
    void add(std::uint64_t word) {
        for (unsigned shift = 0; shift < 64; shift += 8) {
            add_byte(static_cast<unsigned char>(word >> shift));
        }
    }
    void add(std::int64_t word) { add(static_cast<std::uint64_t>(word)); }
    void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }

    std::uint64_t value() const { return hash_; }

  private:
    void add_byte(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x00000100000001B3ULL; }

    std::uint64_t hash_ = 0xCBF29CE484222325ULL;
};

/// 16 hex digits.
std::string hex(std::uint64_t hash);

}  // namespace engine
