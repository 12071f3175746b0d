#pragma once
// exp, log, sin and friends with the same bits on every machine. libm differs between versions and
// processors; these use only + - * / and bit operations, without a branch. Within 2 ulp of libm
// (tests/models/math_test.cpp). Those that cells need are written over a number type, see
// models/select.hpp; on double they are ordinary functions.

#include "models/bits.hpp"
#include "models/select.hpp"

#include <cstddef>

namespace models::math {

inline constexpr double pi = 3.14159265358979323846;

/// e^x. Below -708 the result is that of -708 (about 3e-308), above 709 that of 709.
double exp(double x);

/// Natural logarithm of a normal, positive x. Anything else gives a meaningless finite number.
double log(double x);

/// Sine of x in radians, |x| <= 1e6.
double sin(double x);

/// (1 - e^-x) / x for x >= 0: the mean of a decay over x time constants, 1 at x = 0. To 4e-16 of
/// its value, for small x too.
double decay_mean(double x);

/// e^-x for 0 <= x <= 2, to 1e-13, without a branch.
double short_decay(double x);

/// Square root of a normal, positive x, within 1 ulp.
double root(double x);

/// x to the power p, for x >= 0 and 0 < p <= 100; 0 for a subnormal x.
double power(double x, double p);

/// Inverse hyperbolic sine, |x| <= 1e150, within 4e-15 of its value.
double asinh(double x);

/// Nearest whole number for |x| < 2^51, halves to even.
double round(double x);

/// Largest whole number not above x, for |x| < 2^51.
double floor(double x);

// ln 2 in parts: the leading one has trailing zeros, so that k * part is exact (W. J. Cody,
// W. Waite: Software Manual for the Elementary Functions, 1980).
inline constexpr double ln2_high = 0x1.62e42feep-1;
inline constexpr double ln2_low = 0x1.a39ef35793c76p-33;

/// c[0] + x c[1] + x² c[2] + …
template <class Real, std::size_t n>
Real polynomial(Real x, const double (&c)[n]) {
    Real sum = c[n - 1];
    for (std::size_t i = n - 1; i-- > 0;) {
        sum = sum * x + c[i];
    }
    return sum;
}

template <class Real>
Real round(Real x) {
    // Adding and taking away 1.5 * 2^52 leaves a double without its fraction.
    return (x + rounder) - rounder;
}

template <class Real>
Real floor(Real x) {
    const Real nearest = math::round(x);
    return nearest - select(nearest > x, Real{1.0}, Real{0.0});
}

template <class Real>
Real exp(Real x) {
    const Real bounded = clamped(x, -708.0, 709.0);
    const Real k = math::round(bounded * 1.4426950408889634074);  // 1 / ln 2
    const Real high = bounded - k * ln2_high;
    const Real low = k * ln2_low;
    const Real r = high - low;  // |r| <= ln 2 / 2
    // Taylor series to r^13: the next term is below 2^-57.
    static constexpr double c[] = {1.0 / 2,        1.0 / 6,         1.0 / 24,
                                   1.0 / 120,      1.0 / 720,       1.0 / 5040,
                                   1.0 / 40320,    1.0 / 362880,    1.0 / 3628800,
                                   1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
    const Real tail = r * r * polynomial(r, c) + ((high - r) - low);
    return (1.0 + (r + tail)) * power_of_two(k);
}

/// The rare case of the function below, kept out of the way.
template <class Real>
[[gnu::noinline]] Real mean_of_long_decay(Real x) {
    return (1.0 - math::exp(-x)) / x;
}

/// (1 - e^-x) / x by its Taylor series; for x < 0.25 the next term is below 2^-56. Summed by halves
/// (Estrin), so that no sum waits for a long chain.
template <class Real>
Real mean_of_short_decay(Real x) {
    const Real x2 = x * x;
    const Real x4 = x2 * x2;
    const Real c0 = (1.0 - x * (1.0 / 2)) + x2 * (1.0 / 6 - x * (1.0 / 24));
    const Real c4 = (1.0 / 120 - x * (1.0 / 720)) + x2 * (1.0 / 5040 - x * (1.0 / 40320));
    const Real c8 =
        (1.0 / 362880 - x * (1.0 / 3628800)) + x2 * (1.0 / 39916800 - x * (1.0 / 479001600));
    return c0 + x4 * (c4 + x4 * c8);
}

template <class Real>
Real decay_mean(Real x) {
    // The series while the difference would lose digits.
    constexpr double series_below = 0.25;
    const auto is_long = x >= series_below;
    const Real series = mean_of_short_decay(x);
    if (!any(is_long)) {
        return series;
    }
    return select(is_long, mean_of_long_decay(x), series);
}

template <class Real>
Real short_decay(Real x) {
    // Of a quarter of the way, to the fourth power.
    const Real quarter = 0.25 * x;
    const Real keep = 1.0 - quarter * mean_of_short_decay(quarter);
    const Real square = keep * keep;
    return square * square;
}

template <class Real>
Real log(Real x) {
    // x = m * 2^e with m between sqrt(1/2) and sqrt(2).
    const auto [m, e] = split_at_root_half(x);
    // log(1 + f) = f - (f²/2 - s (f²/2 + R(s²))), s = f / (2 + f), R the rest of 2 atanh(s) / s.
    const Real f = m - 1.0;
    const Real s = f / (2.0 + f);
    const Real z = s * s;
    static constexpr double c[] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11, 2.0 / 13,
                                   2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23};
    const Real rest = z * polynomial(z, c);
    const Real half_square = 0.5 * f * f;
    return e * ln2_high - ((half_square - (s * (half_square + rest) + e * ln2_low)) - f);
}

template <class Real>
Real root(Real x) {
    // Newton's method from a guess by halving the exponent.
    Real y = with_half_the_exponent(x);
    for (int round = 0; round < 5; ++round) {
        y = 0.5 * (y + x / y);
    }
    return y;
}

template <class Real>
[[gnu::noinline]] Real asinh(Real x) {
    const Real size = magnitude(x);
    const Real square = size * size;
    // x - x³/6 + 3 x^5/40 - …, c[k] = c[k-1] * -(2k-1)² / (2k (2k+1))
    static constexpr double c[] = {
        1.0,          -1.0 / 6,       3.0 / 40,         -15.0 / 336,
        105.0 / 3456, -945.0 / 42240, 10395.0 / 599040, -135135.0 / 9676800};
    constexpr double series_below = 0.08;
    const auto is_small = size < series_below;
    Real result = size * polynomial(square, c);
    if (!all(is_small)) {
        result = select(is_small, result, math::log(size + math::root(square + 1.0)));
    }
    return select(x < 0.0, -result, result);
}

}  // namespace models::math
