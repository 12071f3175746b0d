#include "engine/news_search.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using models::Watched;

TEST(NewsSearch, GuessesTheFirstLimitThatAStraightWayLeaves) {
    // From 2 to 10 it passes 4 after a quarter; the other goes from 0 to -8 and passes -1 before.
    const std::vector<Watched> from{{2.0, 0.0, 4.0}, {0.0, -1.0, 5.0}};
    const std::vector<Watched> to{{10.0, 0.0, 4.0}, {-8.0, -1.0, 5.0}};
    EXPECT_DOUBLE_EQ(share_until_left(from, to), 0.125);
    EXPECT_DOUBLE_EQ(share_until_left({from.data(), 1}, {to.data(), 1}), 0.25);
}

TEST(NewsSearch, HalvesWhatNothingWatchedExplains) {
    const std::vector<Watched> stays{{2.0, 0.0, 4.0}};
    EXPECT_DOUBLE_EQ(share_until_left(stays, stays), 0.5);
}

// The last frame has rounded it inside: the next one tells it, unless it comes back.
TEST(NewsSearch, ExpectsWhatIsJustOutsideToBeToldNext) {
    const std::vector<Watched> outside{{4.01, 0.0, 4.0}};
    EXPECT_DOUBLE_EQ(share_until_left(outside, std::vector<Watched>{{9.0, 0.0, 4.0}}), 0.0);
    EXPECT_DOUBLE_EQ(share_until_left(outside, std::vector<Watched>{{3.0, 0.0, 4.0}}), 0.5);
}

/// Looks for `first`, by guesses of a function of it; returns how often it looked.
template <class Guess>
int looks(std::int64_t frames, std::int64_t first, Guess guess) {
    NewsSearch search{frames};
    int count = 0;
    while (!search.has_ended()) {
        const std::int64_t at = search.next(guess(search));
        EXPECT_GT(at, search.quiet());
        EXPECT_LT(at, search.news());
        search.found(at, at >= first);
        ++count;
    }
    EXPECT_EQ(search.news(), first);
    EXPECT_EQ(search.quiet(), first - 1);
    return count;
}

/// Of a day in seconds halving takes 17.
TEST(NewsSearch, TakesLessThanHalfTheLooksOfHalvingWhereTheWayIsNearlyStraight) {
    constexpr int halvings = 17;
    const auto value = [](double at) { return at + 0.1 * at * at; };
    for (const std::int64_t first : {400, 20'000, 43'200, 80'000}) {
        const double limit = value((static_cast<double>(first) - 0.5) / 86'400.0);
        const auto secant = [&](const NewsSearch& search) {
            const double from = value(static_cast<double>(search.quiet()) / 86'400.0);
            const double to = value(static_cast<double>(search.news()) / 86'400.0);
            return (limit - from) / (to - from);
        };
        EXPECT_LT(2 * looks(86'400, first, secant), halvings) << first;
    }
}

RC_GTEST_PROP(NewsSearch, NeverLooksMoreOftenThanHalvingAndOnce, ()) {
    const auto frames = *rc::gen::inRange<std::int64_t>(1, 100'000);
    const auto first = *rc::gen::inRange<std::int64_t>(1, frames + 1);
    const auto shares =
        *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-10, 1010)));
    std::size_t at = 0;
    const int count = looks(
        frames, first, [&](const NewsSearch&) { return shares[at++ % shares.size()] / 1000.0; });
    RC_ASSERT(count <= static_cast<int>(std::ceil(std::log2(static_cast<double>(frames)))) + 1);
}

}  // namespace
}  // namespace engine
