// A Cyrix-Li-Load by its maker's description (facts/domain.md §3.2).

#include "models/cyrix_li_load.hpp"

#include <gtest/gtest.h>

namespace models {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Bench {
  public:
    void hold(Milliseconds time, double voltage_v, bool is_high) {
        for (const Milliseconds end = now_ + time; now_ < end; now_ += milliseconds{100}) {
            relay_.update(now_, voltage_v, is_high);
        }
        relay_.update(now_, voltage_v, is_high);
    }
    CyrixLiLoad& relay() { return relay_; }

  private:
    CyrixLiLoad relay_{{.draws_closed_a = 0.08, .draws_open_a = 0.004}};
    Milliseconds now_{0};
};

TEST(CyrixLiLoad, OpensAtOnceAndComesBackThirtySecondsAfterItsInputIsHighAgain) {
    Bench bench;
    bench.hold(seconds{1}, 12.5, true);
    EXPECT_TRUE(bench.relay().conducts());
    EXPECT_EQ(bench.relay().current(12.5).current_a, -0.08);
    bench.hold(seconds{300}, 12.5, false);
    EXPECT_FALSE(bench.relay().conducts());
    EXPECT_EQ(bench.relay().current(12.5).current_a, -0.004);
    bench.hold(milliseconds{29'900}, 12.5, true);
    EXPECT_EQ(bench.relay().off_reason(), OffReason::Waits);
    bench.hold(milliseconds{200}, 12.5, true);
    EXPECT_TRUE(bench.relay().conducts());
}

TEST(CyrixLiLoad, StaysOpenAfterThreeAttemptsUntilTheBankIsCharged) {
    Bench bench;
    bench.hold(seconds{1}, 12.5, true);
    for (int attempt = 1; attempt <= 3; ++attempt) {
        bench.hold(seconds{5}, 12.5, false);
        bench.hold(seconds{31}, 12.5, true);
        EXPECT_TRUE(bench.relay().conducts()) << attempt;
    }
    bench.hold(seconds{5}, 12.5, false);
    bench.hold(seconds{600}, 12.9, true);
    EXPECT_EQ(bench.relay().off_reason(), OffReason::LockedOut);
    bench.hold(milliseconds{29'900}, 13.0, true);
    EXPECT_FALSE(bench.relay().conducts());
    bench.hold(milliseconds{200}, 13.0, true);
    EXPECT_TRUE(bench.relay().conducts());
}

TEST(CyrixLiLoad, FallsOffAndForgetsWithoutSupply) {
    Bench bench;
    bench.hold(seconds{1}, 12.5, true);
    bench.hold(seconds{1}, 0.0, false);
    EXPECT_EQ(bench.relay().off_reason(), OffReason::NoSupply);
    EXPECT_EQ(bench.relay().current(7.0).current_a, 0.0);
    bench.hold(milliseconds{100}, 12.5, true);
    EXPECT_TRUE(bench.relay().conducts());
}

}  // namespace
}  // namespace models
