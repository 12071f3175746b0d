#include "models/math.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace models::math {

namespace {

/// Adding and taking away 1.5 * 2^52 leaves a double without its fraction.
constexpr double rounder = 6755399441055744.0;

// ln 2 and pi/2 in parts whose leading ones have trailing zeros, so that k * part is exact
// (W. J. Cody, W. Waite: Software Manual for the Elementary Functions, 1980).
constexpr double ln2_high = 0x1.62e42feep-1;
constexpr double ln2_low = 0x1.a39ef35793c76p-33;
constexpr double half_pi_1 = 0x1.921fb544p+0;
constexpr double half_pi_2 = 0x1.0b4611a6p-34;
constexpr double half_pi_3 = 0x1.3198a2ep-69;
constexpr double half_pi_4 = 0x1.b839a252049c1p-104;

/// c[0] + x c[1] + x² c[2] + …
template <std::size_t n>
constexpr double polynomial(double x, const double (&c)[n]) {
    double sum = c[n - 1];
    for (std::size_t i = n - 1; i-- > 0;) {
        sum = sum * x + c[i];
    }
    return sum;
}

}  // namespace

double round(double x) {
    return (x + rounder) - rounder;
}

double floor(double x) {
    const double nearest = round(x);
    return nearest - (nearest > x ? 1.0 : 0.0);
}

double exp(double x) {
    const double bounded = std::clamp(x, -708.0, 709.0);
    const double k = round(bounded * 1.4426950408889634074);  // 1 / ln 2
    const double high = bounded - k * ln2_high;
    const double low = k * ln2_low;
    const double r = high - low;  // |r| <= ln 2 / 2
    // Taylor series to r^13: the next term is below 2^-57.
    static constexpr double c[] = {1.0 / 2,        1.0 / 6,         1.0 / 24,
                                   1.0 / 120,      1.0 / 720,       1.0 / 5040,
                                   1.0 / 40320,    1.0 / 362880,    1.0 / 3628800,
                                   1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
    const double tail = r * r * polynomial(r, c) + ((high - r) - low);
    const double mantissa = 1.0 + (r + tail);
    // Two factors, because 2^k alone may be out of range.
    const auto whole = static_cast<std::int64_t>(k);
    const std::int64_t half = whole / 2;
    const auto power = [](std::int64_t e) {
        return std::bit_cast<double>(static_cast<std::uint64_t>(e + 1023) << 52U);
    };
    return mantissa * power(half) * power(whole - half);
}

double decay_mean(double x) {
    // Taylor series while the difference would lose digits; the next term is below 2^-56. Summed by
    // halves (Estrin), so that no sum waits for a long chain.
    constexpr double series_below = 0.25;
    if (x >= series_below) {
        return (1.0 - exp(-x)) / x;
    }
    const double x2 = x * x;
    const double x4 = x2 * x2;
    const double c0 = (1.0 - x / 2) + x2 * (1.0 / 6 - x * (1.0 / 24));
    const double c4 = (1.0 / 120 - x * (1.0 / 720)) + x2 * (1.0 / 5040 - x * (1.0 / 40320));
    const double c8 =
        (1.0 / 362880 - x * (1.0 / 3628800)) + x2 * (1.0 / 39916800 - x * (1.0 / 479001600));
    return c0 + x4 * (c4 + x4 * c8);
}

double root(double x) {
    // Newton's method from a guess by halving the exponent.
    const std::uint64_t guess = (std::bit_cast<std::uint64_t>(x) >> 1U) + 0x1ff7a3bea91d9b1bULL;
    double y = std::bit_cast<double>(guess);
    for (int round = 0; round < 5; ++round) {
        y = 0.5 * (y + x / y);
    }
    return y;
}

double power(double x, double p) {
    return x < std::numeric_limits<double>::min() ? 0.0 : exp(p * log(x));
}

double asinh(double x) {
    const double magnitude = x < 0.0 ? -x : x;
    const double square = magnitude * magnitude;
    // x - x³/6 + 3 x^5/40 - …, c[k] = c[k-1] * -(2k-1)² / (2k (2k+1))
    static constexpr double c[] = {
        1.0,          -1.0 / 6,       3.0 / 40,         -15.0 / 336,
        105.0 / 3456, -945.0 / 42240, 10395.0 / 599040, -135135.0 / 9676800};
    constexpr double series_below = 0.08;
    const double result = magnitude < series_below ? magnitude * polynomial(square, c)
                                                   : log(magnitude + root(square + 1.0));
    return x < 0.0 ? -result : result;
}

double log(double x) {
    // x = m * 2^e with m between sqrt(1/2) and sqrt(2).
    const auto bits = std::bit_cast<std::uint64_t>(x);
    constexpr std::uint64_t sqrt_half = 0x3fe6a09e667f3bcdULL;
    const std::uint64_t shifted = bits - sqrt_half;
    const auto exponent = static_cast<std::int64_t>(shifted) >> 52U;
    const double m = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(exponent) << 52U));
    const double e = static_cast<double>(exponent);
    // log(1 + f) = f - (f²/2 - s (f²/2 + R(s²))), s = f / (2 + f), R the rest of 2 atanh(s) / s.
    const double f = m - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s;
    static constexpr double c[] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11, 2.0 / 13,
                                   2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23};
    const double rest = z * polynomial(z, c);
    const double half_square = 0.5 * f * f;
    return e * ln2_high - ((half_square - (s * (half_square + rest) + e * ln2_low)) - f);
}

double sin(double x) {
    const double k = round(x * (2.0 / pi));
    // The first two differences are exact; the rest is carried along as r_low.
    const double r1 = (x - k * half_pi_1) - k * half_pi_2;
    const double r2 = r1 - k * half_pi_3;
    const double r2_low = (r1 - r2) - k * half_pi_3;
    const double correction = r2_low - k * half_pi_4;
    const double r = r2 + correction;  // |r| <= pi / 4
    const double r_low = (r2 - r) + correction;
    const double z = r * r;
    static constexpr double sine[] = {
        -1.0 / 6,        1.0 / 120,        -1.0 / 5040,          1.0 / 362880,
        -1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000, 1.0 / 355687428096000};
    static constexpr double cosine[] = {
        1.0 / 24,        -1.0 / 720,         1.0 / 40320,         -1.0 / 3628800,
        1.0 / 479001600, -1.0 / 87178291200, 1.0 / 20922789888000};
    const double by_sine = r + (r * z * polynomial(z, sine) + r_low);
    const double half = 0.5 * z;
    const double head = 1.0 - half;
    const double by_cosine =
        head + (((1.0 - head) - half) + (z * z * polynomial(z, cosine) - r * r_low));
    const auto quadrant = static_cast<std::int64_t>(k) & 3;
    const double magnitude = (quadrant & 1) != 0 ? by_cosine : by_sine;
    return (quadrant & 2) != 0 ? -magnitude : magnitude;
}

}  // namespace models::math
