// A Cyrix-Li-Load by its maker's description (facts/domain.md §3.2).

#include "models/cyrix_li_load.hpp"

#include <gtest/gtest.h>

namespace models {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Bench {
  public:
    explicit Bench(double charged_v = 13.0)
        : relay_{{.draws_closed_a = 0.08,
                  .draws_open_a = 0.004,
                  .re_engage = {.dead_time = Milliseconds{0},
                                .high_for = seconds{30},
                                .charged_v = charged_v}}} {}
    void hold(Milliseconds time, double voltage_v, bool is_high) {
        for (const Milliseconds end = now_ + time; now_ < end; now_ += milliseconds{100}) {
            relay_.update(now_, voltage_v, is_high);
        }
        relay_.update(now_, voltage_v, is_high);
    }
    CyrixLiLoad& relay() { return relay_; }

  private:
    CyrixLiLoad relay_;
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

class CyrixLiLoadAt : public testing::TestWithParam<double> {};

// 13 V at 12 V, 26 V at 24 V, 52 V at 48 V.
TEST_P(CyrixLiLoadAt, StaysOpenAfterThreeAttemptsUntilTheBankIsCharged) {
    const double charged_v = GetParam();
    Bench bench{charged_v};
    bench.hold(seconds{1}, charged_v - 0.5, true);
    for (int attempt = 1; attempt <= 3; ++attempt) {
        bench.hold(seconds{5}, charged_v - 0.5, false);
        bench.hold(seconds{31}, charged_v - 0.5, true);
        EXPECT_TRUE(bench.relay().conducts()) << attempt;
    }
    bench.hold(seconds{5}, charged_v - 0.5, false);
    bench.hold(seconds{600}, charged_v - 0.1, true);
    EXPECT_EQ(bench.relay().off_reason(), OffReason::LockedOut);
    bench.hold(milliseconds{29'900}, charged_v, true);
    EXPECT_FALSE(bench.relay().conducts());
    bench.hold(milliseconds{200}, charged_v, true);
    EXPECT_TRUE(bench.relay().conducts());
}
INSTANTIATE_TEST_SUITE_P(CyrixLiLoad, CyrixLiLoadAt, testing::Values(13.0, 26.0, 52.0));

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
