#pragma once
// Random numbers without a state: each depends on the seed, on what it is for, and on how often
// that has happened, and on nothing else. So another lamp in a scenario changes nobody else's
// numbers.

#include <cstdint>
#include <string_view>

namespace models {

/// The numbers of one thing, e.g. "bms.link.lost[2]". SplitMix64 (G. L. Steele, D. Lea, C. H.
/// Flood, OOPSLA 2014), begun at a mix of the seed and FNV-1a/64 of the path; any number of it can
/// be had at once.
class RandomStream {
  public:
    RandomStream(std::uint64_t seed, std::string_view path) : start_{mixed(seed ^ hash_of(path))} {}
    /// SplitMix64 as published, from this state.
    static constexpr RandomStream from(std::uint64_t state) { return RandomStream{state}; }

    /// 64 random bits; occurrences count from 0.
    constexpr std::uint64_t bits(std::uint64_t occurrence) const {
        return mixed(start_ + (occurrence + 1) * golden);
    }
    /// Of the standard normal distribution (Box and Muller), from numbers 2n and 2n + 1.
    double normal(std::uint64_t occurrence) const;
    /// From 0 to 1, 1 not included.
    constexpr double uniform(std::uint64_t occurrence) const {
        return static_cast<double>(bits(occurrence) >> 11U) * 0x1p-53;
    }

  private:
    explicit constexpr RandomStream(std::uint64_t state) : start_{state} {}

    static constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;

    static constexpr std::uint64_t mixed(std::uint64_t z) {
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EB;
        return z ^ (z >> 31U);
    }
    static constexpr std::uint64_t hash_of(std::string_view path) {
        std::uint64_t hash = 0xCBF29CE484222325;
        for (const char c : path) {
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
        }
        return hash;
    }

    std::uint64_t start_;
};

}  // namespace models
