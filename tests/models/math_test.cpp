// exp, log, sin and friends against libm, in units in the last place (design: 2 ulp).

#include "models/math.hpp"

#include <bit>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace models {
namespace {

/// How many doubles lie between two.
std::uint64_t ulps_between(double a, double b) {
    const auto ordered = [](double x) {
        const auto bits = std::bit_cast<std::int64_t>(x);
        return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
    };
    const std::int64_t i = ordered(a);
    const std::int64_t j = ordered(b);
    return i > j ? static_cast<std::uint64_t>(i) - static_cast<std::uint64_t>(j)
                 : static_cast<std::uint64_t>(j) - static_cast<std::uint64_t>(i);
}

/// The worst argument of one function against its counterpart in libm.
class Comparison {
  public:
    using Function = double (*)(double);
    Comparison(Function ours, Function libm) : ours_{ours}, libm_{libm} {}

    void at(double x) {
        const std::uint64_t ulps = ulps_between(ours_(x), libm_(x));
        if (ulps > worst_ulps_) {
            worst_ulps_ = ulps;
            worst_x_ = x;
        }
    }
    /// At x and its neighbours.
    void around(double x, int neighbours = 2) {
        at(x);
        double below = x;
        double above = x;
        for (int i = 0; i < neighbours; ++i) {
            below = std::nextafter(below, -DBL_MAX);
            above = std::nextafter(above, DBL_MAX);
            at(below);
            at(above);
        }
    }
    void expect_within(std::uint64_t ulps) const {
        EXPECT_LE(worst_ulps_, ulps) << "at " << std::hexfloat << worst_x_ << ": "
                                     << ours_(worst_x_) << " against " << libm_(worst_x_);
    }

  private:
    Function ours_;
    Function libm_;
    std::uint64_t worst_ulps_ = 0;
    double worst_x_ = 0.0;
};

/// The same numbers on every machine (S. Vigna, splitmix64).
class Numbers {
  public:
    std::uint64_t bits() {
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }
    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(bits() >> 11U) * 0x1p-53;
    }

  private:
    std::uint64_t state_ = 1;
};

constexpr std::uint64_t allowed_ulps = 2;
constexpr int many = 400'000;

double libm_exp(double x) {
    return std::exp(x);
}
double libm_log(double x) {
    return std::log(x);
}
double libm_sin(double x) {
    return std::sin(x);
}

TEST(Exp, AgreesWithLibmOverItsWholeRange) {
    Comparison exp{math::exp, libm_exp};
    Numbers numbers;
    for (int i = 0; i < many; ++i) {
        exp.at(numbers.between(-708.0, 709.0));
        exp.at(numbers.between(-1.0, 1.0));
    }
    exp.expect_within(allowed_ulps);
}

TEST(Exp, AgreesWithLibmAtZeroPowersOfTwoSeamsAndEnds) {
    Comparison exp{math::exp, libm_exp};
    exp.around(0.0);
    for (int power = -1074; power <= 9; ++power) {
        exp.around(std::ldexp(1.0, power));
        exp.around(-std::ldexp(1.0, power));
    }
    // Where the reduction goes from one power of two to the next.
    for (int k = -1021; k <= 1022; ++k) {
        exp.around((k + 0.5) * std::log(2.0), 4);
        exp.around(k * std::log(2.0), 4);
    }
    for (const double end : {-708.0, 709.0}) {
        exp.at(end);
        exp.at(std::nextafter(end, 0.0));
    }
    exp.expect_within(allowed_ulps);
}

TEST(Exp, StandsStillBeyondBothEnds) {
    for (const double x :
         {-708.5, -745.0, -1e4, -1e300, -std::numeric_limits<double>::infinity()}) {
        EXPECT_EQ(math::exp(x), math::exp(-708.0)) << x;
    }
    for (const double x : {709.5, 710.0, 1e4, 1e300, std::numeric_limits<double>::infinity()}) {
        EXPECT_EQ(math::exp(x), math::exp(709.0)) << x;
    }
    EXPECT_GT(math::exp(-708.0), DBL_MIN);  // normal: no processor treats it differently
    EXPECT_LT(math::exp(709.0), DBL_MAX);
}

TEST(Log, AgreesWithLibmOverEveryNormalNumber) {
    Comparison log{math::log, libm_log};
    Numbers numbers;
    for (int i = 0; i < many; ++i) {
        const double x = std::bit_cast<double>(numbers.bits() >> 1U);
        if (std::isnormal(x)) {
            log.at(x);
        }
        log.at(numbers.between(0.5, 2.0));
    }
    log.around(DBL_MIN * 1.0000001);
    log.at(DBL_MIN);
    log.at(DBL_MAX);
    log.expect_within(allowed_ulps);
}

TEST(Log, AgreesWithLibmNearOnePowersOfTwoAndSeams) {
    Comparison log{math::log, libm_log};
    log.around(1.0, 64);
    for (int power = -52; power <= -1; ++power) {
        log.around(1.0 + std::ldexp(1.0, power));
        log.around(1.0 - std::ldexp(1.0, power));
    }
    for (int power = -1021; power <= 1023; ++power) {
        log.around(std::ldexp(1.0, power));
        log.around(std::ldexp(std::sqrt(0.5), power), 4);
    }
    log.expect_within(allowed_ulps);
    EXPECT_EQ(math::log(1.0), 0.0);
}

TEST(Sin, AgreesWithLibmUpToAMillion) {
    Comparison sin{math::sin, libm_sin};
    Numbers numbers;
    for (int i = 0; i < many; ++i) {
        sin.at(numbers.between(-1e6, 1e6));
        sin.at(numbers.between(-10.0, 10.0));
    }
    for (int power = -1021; power <= 19; ++power) {
        sin.around(std::ldexp(1.0, power));
        sin.around(-std::ldexp(1.0, power));
    }
    sin.around(0.0);
    sin.at(1e6);
    sin.at(-1e6);
    sin.expect_within(allowed_ulps);
}

TEST(Sin, AgreesWithLibmNearEveryMultipleOfHalfPi) {
    Comparison sin{math::sin, libm_sin};
    for (int k = 1; k <= 636'619; ++k) {  // 636 619 * pi / 2 is just below 1e6
        sin.around(k * (math::pi / 2.0), 1);
    }
    for (int k = 0; k <= 20'000; ++k) {  // the seams between sine and cosine
        sin.around((k + 0.5) * (math::pi / 2.0), 1);
    }
    sin.expect_within(allowed_ulps);
}

TEST(Round, GoesToTheNearestWholeNumberAndHalvesToTheEvenOne) {
    for (int n = -1000; n <= 1000; ++n) {
        const double even = n % 2 == 0 ? n : n + 1.0;
        EXPECT_EQ(math::round(n + 0.5), even);
        EXPECT_EQ(math::round(1.0 * n), n);
        EXPECT_EQ(math::round(std::nextafter(n + 0.5, -DBL_MAX)), n);
        EXPECT_EQ(math::round(std::nextafter(n + 0.5, DBL_MAX)), n + 1.0);
    }
    Numbers numbers;
    for (int i = 0; i < many; ++i) {
        const double x = std::ldexp(numbers.between(-1.0, 1.0), i % 52);
        ASSERT_EQ(math::round(x), std::nearbyint(x)) << std::hexfloat << x;
    }
}

TEST(Floor, IsTheLargestWholeNumberNotAbove) {
    Numbers numbers;
    for (int n = -1000; n <= 1000; ++n) {
        for (const double x :
             {n + 0.0, n + 0.5, std::nextafter(n, -DBL_MAX), std::nextafter(n, DBL_MAX)}) {
            ASSERT_EQ(math::floor(x), std::floor(x)) << std::hexfloat << x;
        }
    }
    for (int i = 0; i < many; ++i) {
        const double x = std::ldexp(numbers.between(-1.0, 1.0), i % 52);
        ASSERT_EQ(math::floor(x), std::floor(x)) << std::hexfloat << x;
    }
}

// (1 - e^-x) / x, against expm1 of libm.
TEST(DecayMean, IsWithin4UlpOfLibm) {
    Comparison comparison{math::decay_mean,
                          [](double x) { return x == 0.0 ? 1.0 : -std::expm1(-x) / x; }};
    Numbers numbers;
    for (int i = 0; i < 200'000; ++i) {
        comparison.at(numbers.between(0.0, 0.3));
        comparison.at(numbers.between(0.0, 50.0));
        comparison.at(std::exp(numbers.between(-40.0, 6.0)));
    }
    comparison.at(0.0);
    comparison.around(0.25);
    comparison.expect_within(4);
}

TEST(ShortDecay, IsWithin1e13OfLibm) {
    for (double x = 0.0; x <= 2.0; x += 0.001) {
        EXPECT_NEAR(math::short_decay(x), std::exp(-x), x <= 1.0 ? 1e-15 : 1e-13) << x;
    }
}

TEST(Asinh, IsWithin4e15OfLibm) {
    Numbers numbers;
    for (int i = 0; i < 200'000; ++i) {
        for (const double x :
             {numbers.between(-0.1, 0.1), numbers.between(-10.0, 10.0),
              std::exp(numbers.between(-40.0, 340.0)), -std::exp(numbers.between(-40.0, 340.0))}) {
            ASSERT_NEAR(math::asinh(x), std::asinh(x), 4e-15 * std::abs(std::asinh(x))) << x;
        }
    }
    EXPECT_EQ(math::asinh(0.0), 0.0);
}

}  // namespace
}  // namespace models
