// What the app's History page shows (R-MON-6), by the counting rules of D-18.

#include "tests/bms/core_rig.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace bms {
namespace {

constexpr std::uint32_t hour = 3600 * ticks_per_second;

/// Takes the rig through states of charge, in millionths, a tick each.
void go_through(CoreRig& rig, std::initializer_list<std::int64_t> shares) {
    for (const std::int64_t share : shares) {
        rig.set_share(share);
    }
}

/// Synchronises to 100 % and leaves the charged state again.
void synchronise(CoreRig& rig) {
    const int before = rig.status().synchronisations;
    rig.sample.bank_voltage = {14'100};
    leap(rig.core, rig.sample, 181_seconds);
    ASSERT_EQ(rig.status().synchronisations, before + 1);  // the monitor's own count
    rig.sample.bank_voltage = {13'200};
    rig.run(1_ticks);
}

const History& history(const CoreRig& rig) {
    return rig.core.history();
}

// R-MON-6, D-18
TEST(History, CountsACycleForBelow65PercentAndThenAbove90) {
    CoreRig rig{800_permille};
    go_through(rig, {649'999, 900'000});
    EXPECT_EQ(history(rig).cycles, 0);  // not above 90 yet
    go_through(rig, {900'001});
    EXPECT_EQ(history(rig).cycles, 1);
    go_through(rig, {950'000, 899'000, 999'000, 650'000, 1'000'000});
    EXPECT_EQ(history(rig).cycles, 1);  // never below 65 again
    go_through(rig, {640'000, 700'000, 640'000, 890'000, 950'000});
    EXPECT_EQ(history(rig).cycles, 2);  // one, however often it went below
}

// R-MON-6, D-18
TEST(History, CountsASynchronisationOnlyAfterTheChargeFellBelow90Percent) {
    CoreRig rig{950_permille};
    synchronise(rig);
    EXPECT_EQ(history(rig).synchronisations, 0);
    go_through(rig, {900'000});
    synchronise(rig);
    EXPECT_EQ(history(rig).synchronisations, 0);
    go_through(rig, {899'999, 990'000});
    synchronise(rig);
    EXPECT_EQ(history(rig).synchronisations, 1);
    synchronise(rig);
    EXPECT_EQ(history(rig).synchronisations, 1);
}

// R-MON-6, D-18
TEST(History, CountsTheCycleThatASynchronisationCompletes) {
    CoreRig rig{600_permille};
    synchronise(rig);
    EXPECT_EQ(history(rig).cycles, 1);
    EXPECT_EQ(history(rig).synchronisations, 1);
}

// R-MON-6, D-18
TEST(History, KeepsTheDeepestDischarge) {
    CoreRig rig{900_permille};
    go_through(rig, {400'000, 700'000, 500'000});
    EXPECT_EQ(history(rig).deepest_discharge, MilliampHours{-120'000});
    go_through(rig, {1'000'000, 399'995});
    EXPECT_EQ(history(rig).deepest_discharge, MilliampHours{-120'001});
}

// R-MON-6, R-BAT-6
TEST(History, AddsUpChargeAndEnergyAsTheBatteriesReportThem) {
    CoreRig rig{800_permille};
    rig.sample.bank_current = {-5000};
    leap(rig.core, rig.sample, Ticks{2 * hour});
    rig.sample.bank_voltage = {13'600};
    rig.sample.bank_current = {10'000};
    leap(rig.core, rig.sample, Ticks{hour});
    EXPECT_EQ(history(rig).drawn.count, 10'000LL * 3'600'000);               // 10 Ah
    EXPECT_EQ(history(rig).discharged_energy.count, 132LL * 3'600'000'000);  // 13.2 V × 10 Ah
    EXPECT_EQ(history(rig).charged_energy.count, 136LL * 3'600'000'000);     // 13.6 V × 10 Ah
}

// R-MON-6
TEST(History, CountsTheTimeSinceTheLastFullCharge) {
    CoreRig rig{800_permille};
    EXPECT_EQ(history(rig).was_full, 0);
    rig.sample.bank_voltage = {14'100};
    leap(rig.core, rig.sample, Ticks{1801});
    EXPECT_EQ(history(rig).was_full, 1);
    EXPECT_EQ(history(rig).since_full_charge, Ticks{0});
    leap(rig.core, rig.sample, Ticks{2 * hour});  // it stays full
    EXPECT_EQ(history(rig).since_full_charge, Ticks{0});
    rig.sample.bank_voltage = {13'200};
    leap(rig.core, rig.sample, Ticks{5 * hour});
    EXPECT_EQ(history(rig).since_full_charge, Ticks{5 * hour});
}

// R-MON-6: what is counted anew of a full bank begins with it.
TEST(History, OfAFullBankIsThatOfAFullOneAfterAReset) {
    CoreRig rig{800_permille};
    rig.sample.bank_voltage = {14'100};
    leap(rig.core, rig.sample, Ticks{1801});
    EXPECT_EQ(rig.tell(CommandKind::ResetHistory), Outcome::Done);
    EXPECT_EQ(history(rig).was_full, 1);
    EXPECT_EQ(history(rig).since_full_charge, Ticks{0});
    EXPECT_EQ(history(rig).synchronisations, 0);
}

// R-MON-6
TEST(History, KeepsTheExtremesOfCellsBatteriesAndTemperatures) {
    CoreRig rig;
    rig.sample.extremes = {{3000}, {3400}, {12'700}, {13'300}, {150}, {250}};
    rig.run(1_ticks);
    rig.sample.extremes = {{3100}, {3500}, {12'800}, {13'500}, {-40}, {240}};
    rig.run(1_ticks);
    const Extremes all{{3000}, {3500}, {12'700}, {13'500}, {-40}, {250}};
    EXPECT_EQ(history(rig).extremes, all);
    rig.sample.flags = Flags{};
    rig.sample.extremes = {{0}, {9999}, {0}, {99'999}, {-400}, {990}};
    rig.run(1_ticks);
    EXPECT_EQ(history(rig).extremes, all);  // nothing is known of an incomplete view
}

// R-MON-6
TEST(History, BeginsAnewWhenItIsResetAndTouchesNothingElse) {
    CoreRig rig{600_permille};
    rig.sample.bank_current = {-5000};
    leap(rig.core, rig.sample, Ticks{hour});
    Core untouched = rig.core;
    tick_by_tick(untouched, rig.sample, 1_ticks);
    rig.sample.extremes = {{3200}, {3300}, {12'900}, {13'200}, {200}, {210}};
    EXPECT_EQ(rig.tell(CommandKind::ResetHistory), Outcome::Done);
    EXPECT_EQ(history(rig).drawn.count, 500'000);           // 5 A for this very tick
    EXPECT_EQ(history(rig).extremes, rig.sample.extremes);  // not mixed with zeros
    EXPECT_EQ(history(rig).since_full_charge, Ticks{1});
    EXPECT_EQ(rig.core.monitor(), untouched.monitor());
    EXPECT_EQ(rig.core.protection(), untouched.protection());
    EXPECT_EQ(rig.core.settings(), untouched.settings());
}

// R-MON-6
TEST(History, StopsCountingAtItsLimits) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    History history;
    history.drawn = {most - 1};
    history.discharged_energy = {most};
    history.charged_energy = {most - 5};
    history.since_full_charge = {std::numeric_limits<std::uint32_t>::max() - 1};
    history.count({.charged = {7},
                   .discharged = {2},
                   .charged_energy = {5},
                   .discharged_energy = {most},
                   .extremes = {}},
                  Ticks{2}, true);
    EXPECT_EQ(history.drawn.count, most);
    EXPECT_EQ(history.discharged_energy.count, most);
    EXPECT_EQ(history.charged_energy.count, most);
    EXPECT_EQ(history.since_full_charge.count, std::numeric_limits<std::uint32_t>::max());

    history.synchronisations = history.cycles = std::numeric_limits<std::uint16_t>::max();
    history.fell_below_90 = history.fell_below_65 = 1;
    history.note_full_charge();
    history.observe(Monitor(charged_to(1'000'000, rig_capacity)));
    EXPECT_EQ(history.synchronisations, std::numeric_limits<std::uint16_t>::max());
    EXPECT_EQ(history.cycles, std::numeric_limits<std::uint16_t>::max());
}

// R-MON-6, D-25
TEST(History, JudgesNoStateOfChargeThatIsUnknown) {
    CoreRig rig{Core{}};
    rig.sample.bank_current = {-100'000};
    leap(rig.core, rig.sample, Ticks{3 * hour});
    EXPECT_EQ(history(rig).deepest_discharge, MilliampHours{0});
    rig.sample.bank_current = {0};
    synchronise(rig);
    EXPECT_EQ(history(rig).synchronisations, 0);
    EXPECT_EQ(history(rig).cycles, 0);
}

}  // namespace
}  // namespace bms
