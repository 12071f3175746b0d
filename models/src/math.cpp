#include "models/math.hpp"

#include <cstdint>
#include <limits>

namespace models::math {

namespace {

// pi/2 in parts whose leading ones have trailing zeros, as those of ln 2.
constexpr double half_pi_1 = 0x1.921fb544p+0;
constexpr double half_pi_2 = 0x1.0b4611a6p-34;
constexpr double half_pi_3 = 0x1.3198a2ep-69;
constexpr double half_pi_4 = 0x1.b839a252049c1p-104;

}  // namespace

double round(double x) {
    return round<double>(x);
}

double floor(double x) {
    return floor<double>(x);
}

double exp(double x) {
    return exp<double>(x);
}

double decay_mean(double x) {
    return decay_mean<double>(x);
}

double short_decay(double x) {
    return short_decay<double>(x);
}

double root(double x) {
    return root<double>(x);
}

double power(double x, double p) {
    return x < std::numeric_limits<double>::min() ? 0.0 : exp(p * log(x));
}

double asinh(double x) {
    return asinh<double>(x);
}

double log(double x) {
    return log<double>(x);
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
