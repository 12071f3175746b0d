#pragma once
// exp, log, sin and friends with the same bits on every machine. libm differs between versions and
// processors; these use only + - * / and bit operations, without a branch, so a compiler may
// vectorise them. Within 2 ulp of libm (tests/models/math_test.cpp).

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

}  // namespace models::math
