// What the BMS takes at most.

#include "bms/bounds.hpp"

#include "tests/bms/core_rig.hpp"

#include <type_traits>

#include <gtest/gtest.h>

namespace bms {
namespace {

// R-BAT-2
TEST(Bounds, FiftyBatteriesFitTwelveKibibytes) {
    EXPECT_LE(sizeof(Footprint), 12U * 1024);
    EXPECT_EQ(most_footprint_bytes, 12U * 1024);
    // The view has room for as many as the manual allows, and really takes them.
    BankView fifty(
        {.batteries = 50, .in_series = 1, .cells_per_battery = 8, .battery_capacity = {300'000}});
    BatteryFrame frame{
        .voltage = {26'400}, .temperature = {200}, .nominal_capacity = {300'000}, .cells = 8};
    frame.cell_mv.fill(3300);
    for (std::size_t position = 0; position < 50; ++position) {
        fifty.receive(position, frame);
    }
    EXPECT_TRUE(fifty.is_complete());
}

TEST(Bounds, NothingOfItNeedsMoreThanACopy) {
    EXPECT_TRUE(std::is_trivially_copyable_v<Footprint>);
    EXPECT_TRUE(std::is_trivially_destructible_v<Footprint>);
}

}  // namespace
}  // namespace bms
