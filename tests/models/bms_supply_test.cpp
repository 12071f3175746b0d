// The BMS as a load of its own bank.

#include "models/bms_supply.hpp"

#include <gtest/gtest.h>

namespace models {
namespace {

using std::chrono::seconds;

/// With the draws of the product.
BmsSupplyParameters product() {
    return {.draws_on_a = 3e-3,
            .draws_low_cell_a = 1.2e-3,
            .draws_remote_off_a = 1.2e-3,
            .dies_below_v = 8.0,
            .lives_above_v = 8.2,
            .lives_after = seconds{2}};
}

// R-SUP-1
TEST(BmsSupply, DrawsThreeMilliampsOnAndLessAfterLowCellOrWithRemoteOff) {
    BmsSupplyParameters parameters = product();
    parameters.draws_remote_off_a = 1.1e-3;  // to tell them apart
    BmsSupply supply{parameters};
    EXPECT_EQ(supply.current(13.0).current_a, -3e-3);
    EXPECT_TRUE(supply.set_draw(SupplyDraw::LowCell));
    EXPECT_EQ(supply.current(13.0).current_a, -1.2e-3);
    EXPECT_FALSE(supply.set_draw(SupplyDraw::LowCell));
    EXPECT_TRUE(supply.set_draw(SupplyDraw::RemoteOff));
    EXPECT_EQ(supply.current(13.0).current_a, -1.1e-3);
    EXPECT_TRUE(supply.set_draw(SupplyDraw::On));
    EXPECT_EQ(supply.current(13.0).current_a, -3e-3);
}

// R-SUP-1
TEST(BmsSupply, DiesBelowEightVoltsAndLivesAgainWithAHysteresis) {
    BmsSupply supply{product()};
    EXPECT_FALSE(supply.update(seconds{0}, 8.0, true));
    EXPECT_TRUE(supply.is_powered());
    EXPECT_TRUE(supply.update(seconds{1}, 7.99, true));
    EXPECT_FALSE(supply.is_powered());
    EXPECT_EQ(supply.current(7.99).current_a, 0.0);
    EXPECT_FALSE(supply.update(seconds{10}, 8.19, true));
    EXPECT_TRUE(supply.update(seconds{11}, 8.2, true));
    EXPECT_TRUE(supply.is_powered());
    // Two seconds dead at least.
    EXPECT_TRUE(supply.update(seconds{20}, 5.0, true));
    EXPECT_FALSE(supply.update(seconds{21}, 13.0, true));
    EXPECT_TRUE(supply.update(seconds{22}, 13.0, true));
}

TEST(BmsSupply, IsNotSwitchedByAnything) {
    BmsSupply supply{product()};
    EXPECT_FALSE(supply.update(seconds{0}, 13.0, false));
    EXPECT_EQ(supply.current(13.0).current_a, -3e-3);
}

// Dead with the voltage back, it lives again by itself: a moment that must be announced.
TEST(BmsSupply, AnnouncesTheMomentItMayLiveAgain) {
    BmsSupply supply{product()};
    EXPECT_FALSE(supply.next_edge(seconds{0}).has_value());
    supply.update(seconds{20}, 5.0, true);
    EXPECT_EQ(supply.next_edge(seconds{20}), seconds{22});
    EXPECT_EQ(supply.next_edge(seconds{21}), seconds{22});
    // From then on only the voltage decides.
    EXPECT_FALSE(supply.next_edge(seconds{22}).has_value());
}

}  // namespace
}  // namespace models
