#include "models/random.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace models {
namespace {

// The first five numbers of SplitMix64 from the state 1234567, as its users publish them
// (rosettacode.org, Pseudo-random numbers/Splitmix64).
TEST(Random, IsSplitMix64) {
    constexpr std::array<std::uint64_t, 5> published{6457827717110365317U, 3203168211198807973U,
                                                     9817491932198370423U, 4593380528125082431U,
                                                     16408922859458223821U};
    const RandomStream stream = RandomStream::from(1234567);
    for (std::size_t i = 0; i < published.size(); ++i) {
        EXPECT_EQ(stream.bits(i), published[i]) << i;
    }
}

TEST(Random, DependsOnSeedPathAndOccurrenceAlone) {
    const RandomStream stream{7, "bms.link.lost[2]"};
    const RandomStream same{7, "bms.link.lost[2]"};
    EXPECT_EQ(stream.bits(1000), same.bits(1000));
    EXPECT_NE(stream.bits(1000), stream.bits(1001));
    EXPECT_NE(stream.bits(0), (RandomStream{8, "bms.link.lost[2]"}).bits(0));
    EXPECT_NE(stream.bits(0), (RandomStream{7, "bms.link.lost[3]"}).bits(0));
}

// Mean 1/2 and variance 1/12 within five standard errors, neighbours and other paths uncorrelated.
TEST(Random, IsUniform) {
    constexpr int count = 100'000;
    const RandomStream stream{1, "a"};
    const RandomStream other{1, "b"};
    double sum = 0.0;
    double squares = 0.0;
    double neighbours = 0.0;
    double others = 0.0;
    for (int i = 0; i < count; ++i) {
        const auto at = static_cast<std::uint64_t>(i);
        const double off = stream.uniform(at) - 0.5;
        ASSERT_GE(off, -0.5);
        ASSERT_LT(off, 0.5);
        sum += off;
        squares += off * off;
        neighbours += off * (stream.uniform(at + 1) - 0.5);
        others += off * (other.uniform(at) - 0.5);
    }
    EXPECT_NEAR(sum / count, 0.0, 5.0 * 0.2887 / 316.2);
    EXPECT_NEAR(squares / count, 1.0 / 12.0, 5.0 * 0.0745 / 316.2);
    EXPECT_NEAR(neighbours / count, 0.0, 5.0 * 0.0833 / 316.2);
    EXPECT_NEAR(others / count, 0.0, 5.0 * 0.0833 / 316.2);
}

}  // namespace
}  // namespace models
