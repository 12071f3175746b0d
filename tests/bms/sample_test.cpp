// What flows while a sample is held, and the part of it that falls on some of the ticks.

#include "bms/sample.hpp"

#include "tests/bms/core_rig.hpp"

#include <gtest/gtest.h>

namespace bms {
namespace {

BankSample flowing(int current_ma, int voltage_mv) {
    BankSample sample;
    sample.bank_current = {current_ma};
    sample.bank_voltage = {voltage_mv};
    return sample;
}

// R-MON-1: 10 A at 13 V for 3 s are 30 As and 390 Ws.
TEST(Flow, IsCurrentTimesTimeAndVoltage) {
    const Integrals in = held_integrals(flowing(10'000, 13'000), 3_seconds);
    EXPECT_EQ(in.charged.count, 30'000'000);
    EXPECT_EQ(in.charged_energy.count, 390'000'000);
    EXPECT_EQ(in.discharged.count, 0);
    EXPECT_EQ(in.discharged_energy.count, 0);
    const Integrals out = held_integrals(flowing(-10'000, 13'000), 3_seconds);
    EXPECT_EQ(out.discharged.count, 30'000'000);
    EXPECT_EQ(out.discharged_energy.count, 390'000'000);
    EXPECT_EQ(out.charged.count, 0);
}

TEST(Flow, OfNoVoltageCarriesNoEnergy) {
    EXPECT_EQ(held_integrals(flowing(10'000, 0), 10_ticks).charged_energy.count, 0);
    EXPECT_EQ(held_integrals(flowing(10'000, -5), 10_ticks).charged_energy.count, 0);
}

TEST(Flow, IsCutOffAtFiftyKiloamperesAndAHundredVolts) {
    constexpr std::int64_t most_ua_s = 5'000'000'000;  // 50 kA for 0.1 s
    EXPECT_EQ(held_integrals(flowing(50'000'001, 100'001), 1_ticks).charged.count, most_ua_s);
    EXPECT_EQ(held_integrals(flowing(50'000'001, 100'001), 1_ticks).charged_energy.count,
              100 * most_ua_s);
    EXPECT_EQ(held_integrals(flowing(-50'000'001, 100'001), 1_ticks).discharged.count, most_ua_s);
}

// floor(total * i / n)
TEST(Share, IsThePartOfTheFirstTicksRoundedDown) {
    EXPECT_EQ(share_of(7, 0, 3), 0);
    EXPECT_EQ(share_of(7, 1, 3), 2);
    EXPECT_EQ(share_of(7, 2, 3), 4);
    EXPECT_EQ(share_of(7, 3, 3), 7);
    EXPECT_EQ(share_of(100, 7, 30), 23);
    EXPECT_EQ(share_of(2, 3, 4), 1);
}

// D-1: a control tick is 100 ms.
TEST(Tick, IsATenthOfASecond) {
    EXPECT_EQ((1_seconds).count, 10U);
    EXPECT_EQ(ticks_per_second, 10U);
}

}  // namespace
}  // namespace bms
