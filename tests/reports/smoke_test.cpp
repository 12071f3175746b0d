#include "reports/drain.hpp"

#include <gtest/gtest.h>

// R-BAT-8
TEST(Drain, TenMilliampsUseUpTheReserveOf200AhIn8Point33Days) {
    const auto days = reports::drain({.capacity_ah = 200,
                                      .self_discharge_pct_per_30d = 0,
                                      .drains = {{.name = "rest", .draws_a = 0.0088}},
                                      .from_low_cell = true});
    EXPECT_NEAR(*days.damage, 8.33, 0.01);
}
