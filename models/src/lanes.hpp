#pragma once
// Several cells side by side: what select.hpp, bits.hpp and curve.hpp do for one double, for as
// many as a vector register holds. Each lane has the bits that a double alone would have.

#include "models/bits.hpp"
#include "models/cubic.hpp"

#include <cstddef>
#include <cstdint>

namespace models {

/// The vectors of g++ and clang.
template <int lanes>
struct VectorOf;
template <>
struct VectorOf<2> {
    using Doubles = double __attribute__((vector_size(16)));
    using Integers = std::int64_t __attribute__((vector_size(16)));
};
template <>
struct VectorOf<4> {
    using Doubles = double __attribute__((vector_size(32)));
    using Integers = std::int64_t __attribute__((vector_size(32)));
};
template <>
struct VectorOf<8> {
    using Doubles = double __attribute__((vector_size(64)));
    using Integers = std::int64_t __attribute__((vector_size(64)));
};

/// Which row of a table each lane reads.
template <int lanes>
struct LaneRows {
    typename VectorOf<lanes>::Integers at;
};

/// All lanes' bits together, by halves.
template <int lanes>
struct MaskBits {
    using Integers = typename VectorOf<lanes>::Integers;
    static std::int64_t join(Integers bits) {
        if constexpr (lanes == 2) {
            return bits[0] | bits[1];
        } else if constexpr (lanes == 4) {
            return MaskBits<2>::join(__builtin_shufflevector(bits, bits, 0, 1) |
                                     __builtin_shufflevector(bits, bits, 2, 3));
        } else {
            return MaskBits<4>::join(__builtin_shufflevector(bits, bits, 0, 1, 2, 3) |
                                     __builtin_shufflevector(bits, bits, 4, 5, 6, 7));
        }
    }
};

template <int lanes>
class Lanes {
  public:
    using Doubles = typename VectorOf<lanes>::Doubles;
    using Integers = typename VectorOf<lanes>::Integers;
    static constexpr std::size_t count = lanes;

    struct Mask {
        Integers bits;
        friend Mask operator|(Mask a, Mask b) { return {a.bits | b.bits}; }
        friend Mask operator&(Mask a, Mask b) { return {a.bits & b.bits}; }
    };

    Lanes() = default;
    Lanes(double of_all) : doubles_{of_all - Doubles{}} {}  // NOLINT(google-explicit-constructor)
    explicit Lanes(Doubles doubles) : doubles_{doubles} {}

    static Lanes read(const double* from) {
        Doubles doubles;
        __builtin_memcpy(&doubles, from, sizeof doubles);
        return Lanes{doubles};
    }
    void write(double* to) const { __builtin_memcpy(to, &doubles_, sizeof doubles_); }

    Doubles doubles() const { return doubles_; }
    Integers bits() const { return (Integers)doubles_; }
    static Lanes of_bits(Integers bits) { return Lanes{(Doubles)bits}; }

    friend Lanes operator+(Lanes a, Lanes b) { return Lanes{a.doubles_ + b.doubles_}; }
    friend Lanes operator-(Lanes a, Lanes b) { return Lanes{a.doubles_ - b.doubles_}; }
    friend Lanes operator*(Lanes a, Lanes b) { return Lanes{a.doubles_ * b.doubles_}; }
    friend Lanes operator/(Lanes a, Lanes b) { return Lanes{a.doubles_ / b.doubles_}; }
    friend Lanes operator-(Lanes a) { return Lanes{-a.doubles_}; }
    Lanes& operator+=(Lanes other) { return *this = *this + other; }

    friend Mask operator<(Lanes a, Lanes b) { return {a.doubles_ < b.doubles_}; }
    friend Mask operator>(Lanes a, Lanes b) { return {a.doubles_ > b.doubles_}; }
    friend Mask operator>=(Lanes a, Lanes b) { return {a.doubles_ >= b.doubles_}; }
    friend Mask operator!=(Lanes a, Lanes b) { return {a.doubles_ != b.doubles_}; }
    friend Mask operator==(Lanes a, Lanes b) { return {a.doubles_ == b.doubles_}; }

    friend Lanes select(Mask condition, Lanes if_true, Lanes if_false) {
        return Lanes{condition.bits ? if_true.doubles_ : if_false.doubles_};
    }
    friend bool any(Mask condition) { return MaskBits<lanes>::join(condition.bits) != 0; }
    friend bool all(Mask condition) { return !any(Mask{~condition.bits}); }
    friend Mask operator!(Mask condition) { return {~condition.bits}; }
    /// A bit for each lane, the first one lowest.
    friend std::uint32_t bits_of(Mask condition) {
        std::uint64_t found = 0;
        for (int i = 0; i < lanes; ++i) {
            found |= (static_cast<std::uint64_t>(condition.bits[i]) & 1U) << i;
        }
        return static_cast<std::uint32_t>(found);
    }
    /// The first `count` lanes, at least one.
    static Mask first(std::size_t count) {
        Mask mask;
        for (int i = 0; i < lanes; ++i) {
            mask.bits[i] = static_cast<std::size_t>(i) < count ? -1 : 0;
        }
        return mask;
    }

    friend Lanes power_of_two(Lanes k) {
        return of_bits(((k + rounder).bits() + exponent_bias) << mantissa_bits);
    }
    friend Split<Lanes> split_at_root_half(Lanes x) {
        const Integers e = (x.bits() - static_cast<std::int64_t>(root_half_bits)) >> mantissa_bits;
        const Integers whole = e + Lanes{rounder}.bits();
        return {of_bits(x.bits() - (e << mantissa_bits)), of_bits(whole) - rounder};
    }
    friend Lanes with_half_the_exponent(Lanes x) {
        return of_bits((x.bits() >> 1) + static_cast<std::int64_t>(half_exponent_bits));
    }

    friend LaneRows<lanes> row_of(Lanes x) {
        const Lanes nearest = (x + rounder) - rounder;
        const Lanes whole = nearest - select(nearest > x, Lanes{1.0}, Lanes{0.0});
        return {(whole + rounder).bits() - Lanes{rounder}.bits()};
    }

  private:
    Doubles doubles_;
};

/// Reads four neighbouring numbers of a row for each lane: a row at once, and turns them over. All
/// of it bears `lanes` in its name, so that no instruction set shares it with another.
template <int lanes>
struct RowReader {
    using L = Lanes<lanes>;
    using Two = VectorOf<2>::Doubles;
    using Four = VectorOf<4>::Doubles;
    struct Fours {
        Four c0, c1, c2, c3;
    };

    const double* rows;
    std::size_t stride;
    typename L::Integers row;

    const double* begin(int lane) const {
        return rows + stride * static_cast<std::size_t>(row[lane]);
    }
    template <class Vector>
    static Vector read(const double* from) {
        Vector numbers;
        __builtin_memcpy(&numbers, from, sizeof numbers);
        return numbers;
    }
    Fours four_from(int lane) const {
        const Four a = read<Four>(begin(lane));
        const Four b = read<Four>(begin(lane + 1));
        const Four c = read<Four>(begin(lane + 2));
        const Four d = read<Four>(begin(lane + 3));
        const Four ab02 = __builtin_shufflevector(a, b, 0, 4, 2, 6);
        const Four ab13 = __builtin_shufflevector(a, b, 1, 5, 3, 7);
        const Four cd02 = __builtin_shufflevector(c, d, 0, 4, 2, 6);
        const Four cd13 = __builtin_shufflevector(c, d, 1, 5, 3, 7);
        return {__builtin_shufflevector(ab02, cd02, 0, 1, 4, 5),
                __builtin_shufflevector(ab13, cd13, 0, 1, 4, 5),
                __builtin_shufflevector(ab02, cd02, 2, 3, 6, 7),
                __builtin_shufflevector(ab13, cd13, 2, 3, 6, 7)};
    }
    static L joined(Four a, Four b) {
        return L{__builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7)};
    }

    CubicOf<L> cubic() const {
        if constexpr (lanes == 2) {
            const Two a = read<Two>(begin(0));
            const Two b = read<Two>(begin(1));
            const Two c = read<Two>(begin(0) + 2);
            const Two d = read<Two>(begin(1) + 2);
            return {L{__builtin_shufflevector(a, b, 0, 2)}, L{__builtin_shufflevector(a, b, 1, 3)},
                    L{__builtin_shufflevector(c, d, 0, 2)}, L{__builtin_shufflevector(c, d, 1, 3)}};
        } else if constexpr (lanes == 4) {
            const Fours fours = four_from(0);
            return {L{fours.c0}, L{fours.c1}, L{fours.c2}, L{fours.c3}};
        } else {
            const Fours low = four_from(0);
            const Fours high = four_from(4);
            return {joined(low.c0, high.c0), joined(low.c1, high.c1), joined(low.c2, high.c2),
                    joined(low.c3, high.c3)};
        }
    }
};

/// `rows` has `stride` numbers in each row.
template <int lanes>
CubicOf<Lanes<lanes>> cubic_in_row(const double* rows, std::size_t stride, LaneRows<lanes> row) {
    return RowReader<lanes>{rows, stride, row.at}.cubic();
}

}  // namespace models
