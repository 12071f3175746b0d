#include "models/frame_link.hpp"

#include <map>
#include <vector>

#include <gtest/gtest.h>

namespace models {
namespace {

bms::BatteryFrame numbered(std::int64_t number) {
    return {.voltage = {static_cast<std::int32_t>(number)}};
}

struct Arrival {
    std::int64_t tick;
    std::size_t battery;
    std::int64_t sent_at;
};

/// Every battery sends once a second; the frame carries the tick it was sent at.
std::vector<Arrival> arrivals(FrameLink& link, std::size_t batteries, std::int64_t ticks) {
    std::vector<Arrival> out;
    for (std::int64_t tick = 0; tick < ticks; ++tick) {
        for (std::size_t battery = 0; tick % 10 == 0 && battery < batteries; ++battery) {
            link.send(battery, numbered(tick), tick);
        }
        link.deliver(tick, [&](std::size_t battery, const bms::BatteryFrame& frame) {
            out.push_back({tick, battery, frame.voltage.count});
        });
    }
    return out;
}

TEST(FrameLink, DeliversEveryFrameAtOnceWhenItIsPerfect) {
    FrameLink link{2, 1};
    const auto all = arrivals(link, 2, 1000);
    ASSERT_EQ(all.size(), 200U);
    for (const Arrival& arrival : all) {
        EXPECT_EQ(arrival.tick, arrival.sent_at);
    }
}

TEST(FrameLink, DelaysEveryFrameAndJittersEachByItself) {
    FrameLink link{2, 1};
    link.set_quality({.delay_ticks = 12, .jitter_ticks = 15});
    std::map<std::int64_t, int> late;
    for (const Arrival& arrival : arrivals(link, 2, 100'000)) {
        ++late[arrival.tick - arrival.sent_at];
    }
    // Each of the sixteen equally likely: 1250 of 20,000, with a standard deviation of 34.
    EXPECT_EQ(late.begin()->first, 12);
    EXPECT_EQ(late.rbegin()->first, 27);
    for (const auto& [ticks, count] : late) {
        EXPECT_NEAR(count, 1250, 170) << ticks;
    }
}

TEST(FrameLink, LosesTheShareItIsToldAndEachBatterysByItself) {
    FrameLink link{2, 1};
    link.set_quality({.lost_share = 0.3});
    std::map<std::int64_t, int> arrived;  // of both, by the tick
    const auto all = arrivals(link, 2, 100'000);
    // 14,000 of 20,000, with a standard deviation of 65.
    EXPECT_NEAR(static_cast<double>(all.size()), 14'000.0, 325.0);
    for (const Arrival& arrival : all) {
        ++arrived[arrival.tick];
    }
    // Both of one tick: 0.49 of 10,000 when they have nothing to do with each other.
    int both = 0;
    for (const auto& [tick, count] : arrived) {
        both += count == 2 ? 1 : 0;
    }
    EXPECT_NEAR(both, 4900, 250);
}

TEST(FrameLink, LosesEverythingOrNothingAtTheEnds) {
    FrameLink link{1, 1};
    link.set_quality({.lost_share = 1.0});
    EXPECT_TRUE(arrivals(link, 1, 10'000).empty());
    link.set_quality({.lost_share = 0.0});
    EXPECT_EQ(arrivals(link, 1, 10'000).size(), 1000U);
}

TEST(FrameLink, IsTheSameForTheSameSeedAndAnotherForAnother) {
    const auto ticks_of = [](std::uint64_t seed) {
        FrameLink link{1, seed};
        link.set_quality({.lost_share = 0.5, .jitter_ticks = 5});
        std::vector<std::int64_t> out;
        for (const Arrival& arrival : arrivals(link, 1, 1000)) {
            out.push_back(arrival.tick);
        }
        return out;
    };
    EXPECT_EQ(ticks_of(3), ticks_of(3));
    EXPECT_NE(ticks_of(3), ticks_of(4));
}

// A battery that has gone, or is being updated (D-21), is silent, and nobody else.
TEST(FrameLink, KeepsASilentBatteryFromSendingAndNobodyElse) {
    for (const auto set_silent : {&FrameLink::set_gone, &FrameLink::set_updating}) {
        FrameLink link{2, 1};
        (link.*set_silent)(1, true);
        for (const Arrival& arrival : arrivals(link, 2, 100)) {
            EXPECT_EQ(arrival.battery, 0U);
        }
        (link.*set_silent)(1, false);
        EXPECT_EQ(arrivals(link, 2, 100).size(), 20U);
    }
}

TEST(FrameLink, HearsABatteryAgainWhenItIsBackAndItsUpdateIsOver) {
    for (const bool comes_back_first : {true, false}) {
        FrameLink link{1, 1};
        link.set_gone(0, true);
        link.set_updating(0, true);
        const auto end = [&](bool of_gone) {
            of_gone ? link.set_gone(0, false) : link.set_updating(0, false);
        };
        end(comes_back_first);
        EXPECT_TRUE(arrivals(link, 1, 100).empty());
        end(!comes_back_first);
        EXPECT_EQ(arrivals(link, 1, 100).size(), 10U);
    }
}

TEST(FrameLink, LosesWhatIsUnderWayWhenItIsCleared) {
    FrameLink link{1, 1};
    link.set_quality({.delay_ticks = 20});
    link.send(0, numbered(0), 0);
    link.clear();
    EXPECT_FALSE(link.deliver(1000, [](std::size_t, const bms::BatteryFrame&) { FAIL(); }));
}

}  // namespace
}  // namespace models
