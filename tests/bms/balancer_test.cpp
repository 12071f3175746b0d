// The balancer status: what the app says about the balance of the cells.

#include "tests/bms/core_rig.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace bms {
namespace {

constexpr std::uint32_t day = 86'400 * ticks_per_second;

BalancerStatus status(const CoreRig& rig) {
    return rig.core.balancer_status();
}

/// Cells from `lowest` to `highest`, the bank at `bank_mv`, with `current_ma` going in.
void cells(CoreRig& rig, int lowest, int highest, int bank_mv, int current_ma) {
    rig.sample.extremes.lowest_cell = {lowest};
    rig.sample.extremes.highest_cell = {highest};
    rig.sample.bank_voltage = {bank_mv};
    rig.sample.bank_current = {current_ma};
}

/// A full charge that ends with cells so far apart, and then rest.
void charge_full(CoreRig& rig, int spread_mv) {
    cells(rig, 3550 - spread_mv / 2, 3550 - spread_mv / 2 + spread_mv, 14'100, 1000);
    leap(rig.core, rig.sample, 200_seconds);
    ASSERT_TRUE(rig.core.monitor().is_charged());
    cells(rig, 3300, 3300, 13'200, 0);
    rig.run(1_ticks);
}

// R-BAT-7
TEST(Balancer, IsUnknownForABatteryThatHasJustBeenAdded) {
    CoreRig rig{900_permille};
    EXPECT_EQ(status(rig), BalancerStatus::Unknown);
    leap(rig.core, rig.sample, Ticks{10 * day});
    EXPECT_EQ(status(rig), BalancerStatus::Unknown);
    charge_full(rig, 20);
    EXPECT_EQ(status(rig), BalancerStatus::Balanced);
    // Another battery comes: by its capacity, or by a set that is not the one in service.
    CoreRig other = rig;
    other.sample.bank_capacity = {400'000};
    other.run(1_ticks);
    EXPECT_EQ(status(other), BalancerStatus::Unknown);
    rig.sample.flags.set(Flag::ChangedSet);
    rig.run(1_ticks);
    rig.sample.flags = resting_sample().flags;
    rig.run(1_ticks);
    EXPECT_EQ(status(rig), BalancerStatus::Unknown);
}

// R-BAT-7
TEST(Balancer, IsJudgedAtTheEndOfAFullChargeByTheSpreadOfTheCells) {
    for (const auto& [spread_mv, wanted] :
         {std::pair{0, BalancerStatus::Balanced}, std::pair{100, BalancerStatus::Balanced},
          std::pair{101, BalancerStatus::Imbalance}, std::pair{190, BalancerStatus::Imbalance}}) {
        CoreRig rig;
        charge_full(rig, spread_mv);
        EXPECT_EQ(status(rig), wanted) << spread_mv;
    }
}

// R-BAT-7, R-MON-9
TEST(Balancer, LeavesImbalanceOnlyWhenAFullChargeBringsTheCellsClose) {
    CoreRig rig;
    charge_full(rig, 150);
    ASSERT_EQ(status(rig), BalancerStatus::Imbalance);
    charge_full(rig, 51);
    EXPECT_EQ(status(rig), BalancerStatus::Imbalance);
    charge_full(rig, 50);
    EXPECT_EQ(status(rig), BalancerStatus::Balanced);
    charge_full(rig, 51);
    EXPECT_EQ(status(rig), BalancerStatus::Balanced);
}

// R-BAT-7: at every tick of a full bank it is judged anew, and comes to the same.
TEST(Balancer, StaysAtItsVerdictWhileTheCellsStayAsTheyAre) {
    CoreRig rig;
    charge_full(rig, 150);
    cells(rig, 3500, 3570, 14'100, 1000);
    leap(rig.core, rig.sample, 200_seconds);
    rig.sample.bank_current = {0};
    for (int tick = 0; tick < 3; ++tick) {
        rig.run(1_ticks);
        EXPECT_EQ(status(rig), BalancerStatus::Imbalance) << tick;
    }
}

// R-BAT-7
TEST(Balancer, KeepsJudgingWhileTheBankStaysFull) {
    CoreRig rig;
    cells(rig, 3480, 3620, 14'100, 1000);
    leap(rig.core, rig.sample, 200_seconds);
    rig.sample.bank_current = {0};
    rig.run(1_ticks);
    EXPECT_EQ(status(rig), BalancerStatus::Imbalance);
    cells(rig, 3540, 3560, 14'100, 0);  // the balancers have done their work
    rig.run(1_ticks);
    EXPECT_EQ(status(rig), BalancerStatus::Balanced);
}

// R-BAT-7
TEST(Balancer, SaysImbalanceWhenOneCellIsAtItsLimitFarAheadOfTheOthers) {
    CoreRig rig;
    cells(rig, 3380, 3750, 13'900, 0);  // no full charge: CHARGER opens before
    rig.run(1_ticks);
    EXPECT_EQ(status(rig), BalancerStatus::Imbalance);
    CoreRig close;
    cells(close, 3650, 3750, 13'900, 0);
    close.run(1_ticks);
    EXPECT_EQ(status(close), BalancerStatus::Unknown);
    CoreRig below;
    cells(below, 3380, 3749, 13'900, 0);
    below.run(1_ticks);
    EXPECT_EQ(status(below), BalancerStatus::Unknown);
}

// R-BAT-7
TEST(Balancer, BalancesWhileChargingNearFullWithSomethingToBalance) {
    struct Case {
        int lowest, highest, current_ma;
        BalancerStatus wanted;
    };
    for (const Case& at : {Case{3490, 3500, 10, BalancerStatus::Balancing},
                           Case{3489, 3499, 10, BalancerStatus::Unknown},
                           Case{3491, 3500, 10, BalancerStatus::Unknown},
                           Case{3490, 3500, 0, BalancerStatus::Unknown},
                           Case{3490, 3500, -10, BalancerStatus::Unknown}}) {
        CoreRig rig;
        cells(rig, at.lowest, at.highest, 13'900, at.current_ma);
        rig.run(1_ticks);
        EXPECT_EQ(status(rig), at.wanted) << at.lowest << ' ' << at.highest << ' ' << at.current_ma;
        rig.sample.bank_current = {-1000};
        rig.run(1_ticks);
        EXPECT_NE(status(rig), BalancerStatus::Balancing);
    }
}

// R-BAT-7
TEST(Balancer, IsUnknownAfterThirtyDaysWithoutAFullCharge) {
    CoreRig rig;
    charge_full(rig, 20);
    leap(rig.core, rig.sample, Ticks{30 * day - 1});
    EXPECT_EQ(status(rig), BalancerStatus::Balanced);
    rig.run(1_ticks);
    EXPECT_EQ(status(rig), BalancerStatus::Unknown);
    // For ever: the count does not come round.
    for (int year = 0; year < 20; ++year) {
        leap(rig.core, rig.sample, Ticks{365 * day});
        ASSERT_EQ(status(rig), BalancerStatus::Unknown);
    }
    charge_full(rig, 20);
    EXPECT_EQ(status(rig), BalancerStatus::Balanced);
}

// Both pages of the app reckon from the same moment: not from that at which the bank became full,
// but from the last at which it was.
// R-BAT-7, R-MON-6
TEST(Balancer, IsUnknownWhenTheHistoryShowsThirtyDaysWithoutAFullCharge) {
    CoreRig rig;
    charge_full(rig, 20);
    cells(rig, 3540, 3560, 14'100, 0);
    leap(rig.core, rig.sample, Ticks{3 * day});
    ASSERT_TRUE(rig.core.monitor().is_charged());
    cells(rig, 3320, 3340, 13'300, 0);
    while (status(rig) == BalancerStatus::Balanced) {
        ASSERT_LE(rig.core.history().since_full_charge, Ticks{30 * day});
        leap(rig.core, rig.sample, Ticks{day / 4 - 1});
    }
    EXPECT_EQ(status(rig), BalancerStatus::Unknown);
    EXPECT_GT(rig.core.history().since_full_charge, Ticks{30 * day});
}

// R-BAT-7
TEST(Balancer, IsUnknownWhileTheStateOfChargeIs) {
    CoreRig rig;
    charge_full(rig, 20);
    Memory memory = rig.core.memory();
    memory.monitor.trust = SocTrust::Unknown;
    rig.begin_with(memory);
    EXPECT_EQ(status(rig), BalancerStatus::Unknown);
}

// R-BAT-7: the reset of the history is none of the bank.
TEST(Balancer, OutlivesAPowerCutAndAResetOfTheHistory) {
    CoreRig rig;
    charge_full(rig, 150);
    rig.power_cycle();
    EXPECT_EQ(status(rig), BalancerStatus::Imbalance);
    rig.tell(CommandKind::ResetHistory);
    EXPECT_EQ(status(rig), BalancerStatus::Imbalance);
    leap(rig.core, rig.sample, Ticks{30 * day});
    EXPECT_EQ(status(rig), BalancerStatus::Unknown);
}

TEST(Balancer, SeesNothingInAnIncompleteView) {
    CoreRig rig;
    cells(rig, 3000, 3750, 13'900, 1000);
    rig.sample.flags = Flags{};
    rig.run(10_seconds);
    EXPECT_EQ(status(rig), BalancerStatus::Unknown);
}

// R-MON-9
TEST(BalancerTexts, AdviseAFullChargeForUnknownAndImbalanceInBothLanguages) {
    for (const BalancerText& text : balancer_texts) {
        const bool advises =
            text.status == BalancerStatus::Unknown || text.status == BalancerStatus::Imbalance;
        EXPECT_EQ(std::string{text.advice_en}.find("full charge cycle") != std::string::npos,
                  advises)
            << text.name;
        EXPECT_EQ(std::string{text.advice_sv}.find("full laddningscykel") != std::string::npos,
                  advises)
            << text.name;
        for (const char* word :
             {text.name, text.title_en, text.title_sv, text.message_en, text.message_sv}) {
            EXPECT_NE(std::string{word}, "") << text.name;
        }
    }
}

// R-BAT-7, R-MON-9: Unknown and Imbalance carry their advice, the others need none.
TEST(BalancerStatus, HasItsTextsInBothLanguages) {
    for (const BalancerStatus status : {BalancerStatus::Unknown, BalancerStatus::Balanced,
                                        BalancerStatus::Balancing, BalancerStatus::Imbalance}) {
        const BalancerText& text = text_of(status);
        EXPECT_EQ(text.status, status);
        EXPECT_STRNE(text.title_en, "");
        EXPECT_STRNE(text.title_sv, "");
        EXPECT_STRNE(text.message_en, "");
        EXPECT_STRNE(text.message_sv, "");
        const bool needs_advice =
            status == BalancerStatus::Unknown || status == BalancerStatus::Imbalance;
        EXPECT_EQ(*text.advice_en != '\0', needs_advice);
        EXPECT_EQ(*text.advice_sv != '\0', needs_advice);
    }
}

/// A bank of which the balancer has an opinion: charged, if so wanted, then with these cells.
CoreRig rig_near_full(bool is_charged, int lowest_mv, int highest_mv, int current_ma) {
    CoreRig rig;
    if (is_charged) {
        cells(rig, 3525, 3525, 14'100, 1000);
        leap(rig.core, rig.sample, 200_seconds);
    }
    cells(rig, lowest_mv, highest_mv, is_charged ? 14'100 : 13'900, current_ma);
    return rig;
}

// Each of two cells may move by half of what lies between their spread and a level of it: 71 mV are
// 29 below the 100 of an imbalance, and 20 above the 51 at which one stays.
// R-BAT-7
TEST(Balancer, WatchesBothCellsOfASpread) {
    const CoreRig rig = rig_near_full(true, 3500, 3571, 1000);
    ASSERT_TRUE(rig.core.monitor().is_charged());
    const Watch watch = rig.core.watch(rig.sample);
    EXPECT_EQ(watch.lowest_cell_mv.lowest, 3486);
    EXPECT_EQ(watch.lowest_cell_mv.highest, 3510);
    EXPECT_EQ(watch.highest_cell_mv.lowest, 3561);
    EXPECT_EQ(watch.highest_cell_mv.highest, 3585);
    // Of 19 mV the odd one is nobody's.
    const CoreRig even = rig_near_full(true, 3500, 3570, 1000);
    EXPECT_EQ(even.core.watch(even.sample).lowest_cell_mv.highest, 3509);
    EXPECT_EQ(even.core.watch(even.sample).highest_cell_mv.lowest, 3561);
    // At a level neither may go further.
    const CoreRig on_it = rig_near_full(true, 3480, 3580, 1000);
    EXPECT_EQ(on_it.core.watch(on_it.sample).lowest_cell_mv.lowest, 3480);
    EXPECT_EQ(on_it.core.watch(on_it.sample).highest_cell_mv.highest, 3580);
}

// R-BAT-7: cells balance from 3.50 V on, from 10 mV apart, and while the bank is charged.
TEST(Balancer, WatchesWhereBalancingBegins) {
    const CoreRig below = rig_near_full(false, 3400, 3499, 1000);
    EXPECT_EQ(below.core.watch(below.sample).highest_cell_mv.highest, 3499);
    EXPECT_GT(below.core.watch(below.sample).lowest_cell_mv.highest, 3450);
    const CoreRig at = rig_near_full(false, 3480, 3500, 5);
    const Watch watch = at.core.watch(at.sample);
    EXPECT_EQ(watch.highest_cell_mv.lowest, 3500);
    EXPECT_EQ(watch.lowest_cell_mv.highest, 3485);  // 10 of 20 mV, by halves
    EXPECT_EQ(watch.lowest_cell_mv.lowest, 3465);   // 30 to the 50 at which an imbalance stays
    EXPECT_EQ(watch.bank_current_ma.lowest, 1);
    const CoreRig idle = rig_near_full(false, 3480, 3500, 0);
    EXPECT_EQ(idle.core.watch(idle.sample).bank_current_ma.highest, 0);
}

// R-BAT-7
RC_GTEST_PROP(Balancer, JudgesAlikeInsideWhatItWatches, ()) {
    const int lowest_mv = *rc::gen::inRange(3380, 3760);
    const int highest_mv = lowest_mv + *rc::gen::inRange(0, 160);
    const CoreRig rig = rig_near_full(*rc::gen::arbitrary<bool>(), lowest_mv, highest_mv,
                                      *rc::gen::inRange(-20, 20));
    const Watch watch = rig.core.watch(rig.sample);
    const auto inside = [](Interval interval, std::int64_t at) {
        return static_cast<std::int32_t>(*rc::gen::inRange(
            std::max(interval.lowest, at - 100), std::min(interval.highest, at + 100) + 1));
    };
    BankSample moved = rig.sample;
    moved.extremes.lowest_cell = {inside(watch.lowest_cell_mv, lowest_mv)};
    moved.extremes.highest_cell = {inside(watch.highest_cell_mv, highest_mv)};
    moved.bank_current = {inside(watch.bank_current_ma, rig.sample.bank_current.count)};
    using Verdict = Balancer::Verdict;
    for (const Verdict verdict : {Verdict::None, Verdict::Balanced, Verdict::Imbalance}) {
        const auto judged = [&](const BankSample& sample) {
            Balancer balancer{.verdict = verdict};
            balancer.observe(rig.core.settings(), sample, rig.core.monitor().is_charged(), {1});
            return balancer;
        };
        RC_ASSERT(judged(rig.sample) == judged(moved));
    }
}

}  // namespace
}  // namespace bms
