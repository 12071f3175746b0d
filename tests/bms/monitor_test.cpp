// The battery monitor: charge, synchronisation to 100 %, remaining time.

#include "tests/bms/core_rig.hpp"
#include "tests/bms/generators.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

constexpr std::int64_t ua_s_per_mah = 3'600'000;
constexpr std::uint32_t hour = 3600 * ticks_per_second;

MicroampSeconds mah(std::int64_t amount) {
    return {amount * ua_s_per_mah};
}

// R-BAT-8
TEST(ChargeCount, LosesNothingOfTenMilliampsOverEightDaysTickByTick) {
    // 10 mA × 192 h = 1.92 Ah of 200 Ah; in float32 nothing at all would be counted
    Monitor monitor(charged_to(1'000'000, rig_capacity));
    const Settings settings;
    const Integrals one_tick{.discharged = {1000}};  // 10 mA for 100 ms
    for (int tick = 0; tick < 8 * 24 * int{hour}; ++tick) {
        monitor.count(settings, one_tick, rig_capacity, {1});
    }
    EXPECT_EQ(monitor.charge(), mah(198'080));
    EXPECT_EQ(monitor.consumed(), MilliampHours{-1920});
    EXPECT_EQ(monitor.state_of_charge(), PerMille{990});
}

// R-BAT-8
TEST(ChargeCount, OfAMilliampForAYearIsExactInLeaps) {
    Core core = core_at(500_permille);
    BankSample sample = resting_sample();
    sample.bank_current = {-1};
    leap(core, sample, Ticks{365 * 24 * hour});
    EXPECT_EQ(core.monitor().charge(), mah(100'000 - 8760));
    EXPECT_EQ(core.history().drawn, mah(8760));
}

// D-16
TEST(ChargeCount, TakesNinetyNinePercentOfWhatIsPutInAndAllOfWhatIsDrawn) {
    CoreRig rig{500_permille};
    rig.sample.bank_current = {10'000};
    leap(rig.core, rig.sample, Ticks{hour});
    EXPECT_EQ(rig.core.monitor().charge(), mah(109'900));
    rig.sample.bank_current = {-9900};
    leap(rig.core, rig.sample, Ticks{hour});
    EXPECT_EQ(rig.core.monitor().charge(), mah(100'000));
    // The batteries' own count knows no efficiency.
    EXPECT_EQ(rig.core.history().drawn, mah(9900));
}

// D-16
TEST(ChargeCount, TakesTheEfficiencyThatIsSet) {
    Settings settings;
    settings.set<Setting::ChargeEfficiency>(957_permille);
    CoreRig rig{500_permille, settings};
    rig.sample.bank_current = {10};
    rig.run(Ticks{36});  // 10 mA × 3.6 s × 0.957 = 34,452 µA·s
    EXPECT_EQ(rig.core.monitor().charge().count, mah(100'000).count + 34'452);
}

TEST(ChargeCount, StaysBetweenEmptyAndFull) {
    CoreRig rig{10_permille};  // 2 Ah
    rig.sample.bank_current = {-20'000};
    leap(rig.core, rig.sample, Ticks{hour});
    EXPECT_EQ(rig.core.monitor().charge().count, 0);
    EXPECT_EQ(rig.core.monitor().consumed(), MilliampHours{-200'000});
    rig.sample.bank_current = {100'000};
    leap(rig.core, rig.sample, Ticks{3 * hour});
    EXPECT_EQ(rig.core.monitor().charge(), mah(200'000));
    EXPECT_EQ(rig.core.monitor().consumed(), MilliampHours{0});
    rig.sample.bank_current = {-1000};
    leap(rig.core, rig.sample, Ticks{hour});
    EXPECT_EQ(rig.core.monitor().charge(), mah(199'000));  // no debt on either side
}

TEST(ChargeCount, StandsStillWithoutACompleteView) {
    CoreRig rig{500_permille};
    rig.sample.bank_current = {-10'000};
    rig.sample.flags = Flags{};
    leap(rig.core, rig.sample, Ticks{hour});
    EXPECT_EQ(rig.core.monitor().charge(), mah(100'000));
}

TEST(ChargeCount, BeginsBetweenEmptyAndFull) {
    constexpr MilliampHours capacity{200'000};
    EXPECT_EQ(charged_to(1'000'001, capacity), charged_to(1'000'000, capacity));
    EXPECT_EQ(charged_to(2'000'000, capacity).charge_na_s, 200'000 * std::int64_t{3'600'000'000});
    EXPECT_EQ(charged_to(-1, capacity).charge_na_s, 0);
    EXPECT_EQ(charged_to(0, capacity).charge_na_s, 0);
}

// R-MON-2
TEST(StateOfCharge, IsSetByHandAndShownRoundedDown) {
    CoreRig rig;
    EXPECT_EQ(rig.tell(CommandKind::SetStateOfCharge, 637), Outcome::Done);
    EXPECT_EQ(rig.core.monitor().charge(), mah(127'400));
    EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{637});
    rig.set_share(637'999);
    EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{637});
    rig.set_share(-5);
    EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{0});
    rig.set_share(1'000'001);
    EXPECT_EQ(rig.core.monitor().charge(), mah(200'000));
}

RC_GTEST_PROP(ChargeCount, OfAnyIntegralsAddsUpHoweverTheyAreSpread, ()) {
    // Whatever the share of each tick, the history ends at the whole and the monitor at the net.
    const auto number = rc::gen::resize(
        rc::kNominalSize, rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, 1000),
                                         rc::gen::inRange<std::int64_t>(0, 100'000'000'000)));
    const Integrals total{.charged = {*number},
                          .discharged = {*number},
                          .charged_energy = {*number},
                          .discharged_energy = {*number},
                          .extremes = resting_sample().extremes};
    const auto n = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uint32_t>(1, 30'000));
    Core core = core_at(500_permille);
    std::uint32_t done = 0;
    while (done < n) {
        const Integrals rest = share_of(total, done, n, n);
        done += core.advance(resting_sample(), rest, {n - done}).count;
    }
    RC_ASSERT(core.history().drawn == total.discharged);
    RC_ASSERT(core.history().charged_energy == total.charged_energy);
    RC_ASSERT(core.history().discharged_energy == total.discharged_energy);
    const std::int64_t net_na_s = total.charged.count * 990 - total.discharged.count * 1000;
    const std::int64_t before_na_s = mah(100'000).count * 1000;
    RC_ASSERT(core.monitor().charge().count == (before_na_s + net_na_s) / 1000);
}

// ---- Synchronisation
// -----------------------------------------------------------------------------

/// A bank of 200 Ah at 14.1 V with 5 A still going in: charged, once it has lasted for 3 min.
BankSample charged_sample() {
    BankSample sample = sample_at(3525);
    sample.bank_current = {5000};
    return sample;
}

std::uint32_t ticks_to_synchronise(CoreRig& rig, std::uint32_t limit = 3600) {
    const auto before = rig.status().synchronisations;
    return rig.ticks_until([&] { return rig.status().synchronisations != before; }, limit);
}

// R-MON-1, D-12
TEST(Synchronisation, SetsOneHundredPercentAfterThreeMinutesOfChargedVoltageAndTailCurrent) {
    CoreRig rig{700_permille};
    rig.sample = charged_sample();
    EXPECT_EQ(ticks_to_synchronise(rig), 1801U);
    EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{1000});
    EXPECT_EQ(rig.core.monitor().charge(), mah(200'000));
    EXPECT_EQ(rig.core.monitor().consumed(), MilliampHours{0});
}

// R-MON-1, D-12, D-14
TEST(Synchronisation, NeedsEachOfItsConditionsToTheLastStep) {
    struct Case {
        int bank_mv;
        int current_ma;
        bool synchronises;
    };
    for (const Case& at : {
             Case{14'001, 5000, true},  // above 4 × 3.50 V
             {14'000, 5000, false},     // not at it
             {14'001, 7999, true},      // below 4 % of 200 Ah
             {14'001, 8000, false},     // not at it
             {14'001, 0, true},         //
             {14'001, -100, true},      // up to 0.1 A counts as no discharge
             {14'001, -101, false},     // a net discharge does not
             {14'001, -50'000, false},  //
             {13'999, -101, false},     //
         }) {
        CoreRig rig{700_permille};
        rig.sample.bank_voltage = {at.bank_mv};
        rig.sample.bank_current = {at.current_ma};
        EXPECT_EQ(ticks_to_synchronise(rig) == 1801U, at.synchronises)
            << at.bank_mv << " mV, " << at.current_ma << " mA";
    }
}

// R-MON-1
TEST(Synchronisation, StartsItsThreeMinutesAgainAfterABreakOfOneTick) {
    const auto with = [](int bank_mv, int current_ma) {
        BankSample sample = charged_sample();
        sample.bank_voltage = {bank_mv};
        sample.bank_current = {current_ma};
        return sample;
    };
    for (const BankSample& brk : {with(14'000, 5000), with(14'100, 8000), with(14'100, -101)}) {
        CoreRig rig{700_permille};
        rig.sample = charged_sample();
        rig.run(Ticks{1800});
        rig.sample = brk;
        rig.run(1_ticks);
        rig.sample = charged_sample();
        EXPECT_EQ(ticks_to_synchronise(rig), 1801U);
    }
}

// R-MON-1
TEST(Synchronisation, UsesTheThreeSettingsThatAreAdjustable) {
    Settings settings;
    settings.set<Setting::ChargedPerCell>({3450});
    settings.set<Setting::TailCurrent>(20_permille);  // 4 A of 200 Ah
    settings.set<Setting::ChargedDetection>(60_seconds);
    CoreRig rig{700_permille, settings};
    rig.sample.bank_voltage = {13'801};
    rig.sample.bank_current = {4000};
    EXPECT_EQ(ticks_to_synchronise(rig), 3601U);
    rig.sample.bank_current = {3999};
    EXPECT_EQ(ticks_to_synchronise(rig), 601U);
}

// R-MON-1, D-12
TEST(Synchronisation, ScalesWithTheCellsInSeriesAndTheCapacityOfTheBank) {
    CoreRig rig{700_permille};
    rig.sample.cells_in_series = 16;
    rig.sample.bank_capacity = {400'000};
    rig.sample.bank_voltage = {56'000};
    rig.sample.bank_current = {15'999};
    EXPECT_EQ(ticks_to_synchronise(rig), 3601U);
    rig.sample.bank_voltage = {56'001};
    EXPECT_EQ(ticks_to_synchronise(rig), 1801U);
}

// R-MON-1
TEST(Synchronisation, HappensOncePerChargedEpisode) {
    CoreRig rig{700_permille};
    rig.sample = charged_sample();
    ASSERT_EQ(ticks_to_synchronise(rig), 1801U);
    const auto once = rig.status().synchronisations;
    leap(rig.core, rig.sample, Ticks{5 * hour});
    EXPECT_EQ(rig.status().synchronisations, once);
    rig.sample.bank_voltage = {13'900};
    rig.run(1_ticks);
    rig.sample = charged_sample();
    EXPECT_EQ(ticks_to_synchronise(rig), 1801U);
}

// R-MON-1, R-MON-2: what was set wrongly in a full bank does not stay.
TEST(Synchronisation, HappensAgainAfterTheStateOfChargeWasSetByHand) {
    CoreRig rig{700_permille};
    rig.sample = charged_sample();
    EXPECT_EQ(rig.core.next_deadline(rig.sample), 1801_ticks);
    ASSERT_EQ(ticks_to_synchronise(rig), 1801U);
    rig.run(1000_ticks);
    rig.tell(CommandKind::SetStateOfCharge, 500);
    EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{500});
    EXPECT_EQ(ticks_to_synchronise(rig), 1800U);  // the tick of the command is the first
    EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{1000});
    // Nor does what was set on the way there shorten it.
    rig.sample.bank_voltage = {13'900};
    rig.run(1_ticks);
    rig.sample.bank_voltage = charged_sample().bank_voltage;
    rig.run(1000_ticks);
    rig.tell(CommandKind::SetStateOfCharge, 600);
    EXPECT_EQ(ticks_to_synchronise(rig), 1800U);
}

// R-MON-1, D-25
TEST(Synchronisation, MakesAnUnknownStateOfChargeKnown) {
    CoreRig rig{Core{}};
    rig.sample = charged_sample();
    rig.run(Ticks{1800});
    EXPECT_FALSE(rig.core.monitor().state_of_charge().has_value());
    rig.run(1_ticks);
    EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{1000});
}

// A battery of a string is silent: its current is known from the other, whether it is full is not.
// R-MON-1, D-27
TEST(Synchronisation, WaitsForEveryBattery) {
    CoreRig rig{700_permille};
    rig.sample = charged_sample();
    rig.sample.flags.set(Flag::Partial);
    EXPECT_EQ(ticks_to_synchronise(rig), 3601U);
    rig.sample = charged_sample();
    rig.sample.flags.set(Flag::CurrentGuessed);
    EXPECT_EQ(ticks_to_synchronise(rig), 1801U);
}

TEST(Synchronisation, WaitsForACompleteView) {
    CoreRig rig{700_permille};
    rig.sample = charged_sample();
    rig.sample.flags = Flags{};
    EXPECT_EQ(ticks_to_synchronise(rig), 3601U);
}

// ---- Remaining time and consumed charge
// ----------------------------------------------------------

/// Sets the state of charge by hand in a tick without current, which only the open 10 s notice.
void set_share_in_flight(CoreRig& rig, int soc_permille) {
    const Milliamps current = rig.sample.bank_current;
    rig.sample.bank_current = {0};
    rig.tell(CommandKind::SetStateOfCharge, soc_permille);
    rig.sample.bank_current = current;
}

/// Draws `current_ma` until the window of 3 min holds nothing else, then sets the state of charge.
CoreRig drawing(int current_ma, int soc_permille, const Settings& settings = {}) {
    CoreRig rig{800_permille, settings};
    rig.sample.bank_current = {-current_ma};
    leap(rig.core, rig.sample, 200_seconds);
    set_share_in_flight(rig, soc_permille);
    return rig;
}

std::optional<Minutes> remaining(const CoreRig& rig) {
    return rig.core.monitor().remaining_time(rig.core.settings());
}

// R-MON-3, D-15
TEST(RemainingTime, IsTheChargeAboveTheFloorOverTheMeanDischarge) {
    // (0.60 - 0.10) × 200 Ah / 5 A = 20.0 h
    EXPECT_EQ(remaining(drawing(5000, 600)), Minutes{1200});
    Settings no_floor;
    no_floor.set<Setting::DischargeFloor>(0_permille);
    EXPECT_EQ(remaining(drawing(5000, 600, no_floor)), Minutes{1440});  // 120 Ah / 5 A
    // whole minutes, rounded down: 100 Ah / 7 A = 857.14 min
    EXPECT_EQ(remaining(drawing(7000, 600)), Minutes{857});
}

// R-MON-3
TEST(RemainingTime, IsZeroAtAndBelowTheFloor) {
    EXPECT_EQ(remaining(drawing(5000, 100)), Minutes{0});
    EXPECT_EQ(remaining(drawing(5000, 40)), Minutes{0});
}

// R-MON-3, D-14, D-15
TEST(RemainingTime, IsNotGivenWhileChargingOrIdleOrUnknown) {
    EXPECT_FALSE(remaining(drawing(-5000, 600)).has_value());
    EXPECT_FALSE(remaining(drawing(0, 600)).has_value());
    EXPECT_FALSE(remaining(drawing(99, 600)).has_value());  // less than 0.1 A counts as zero
    EXPECT_TRUE(remaining(drawing(100, 600)).has_value());
    // Nothing counts as idle: even so nothing lasts for ever on no current at all.
    Settings never_idle;
    never_idle.set<Setting::IdleCurrent>({0});
    EXPECT_FALSE(remaining(drawing(0, 600, never_idle)).has_value());
    EXPECT_TRUE(remaining(drawing(50, 600, never_idle)).has_value());
    CoreRig unknown{Core{}};
    unknown.sample.bank_current = {-5000};
    unknown.run(200_seconds);
    EXPECT_FALSE(remaining(unknown).has_value());
}

// D-14
TEST(RemainingTime, IgnoresACurrentThatTheChargeCountDoesNotIgnore) {
    CoreRig rig = drawing(50, 600);
    leap(rig.core, rig.sample, Ticks{10 * hour});
    EXPECT_FALSE(remaining(rig).has_value());
    EXPECT_EQ(rig.core.monitor().charge(), mah(119'500));
}

// D-15
TEST(RemainingTime, IsCappedAtTenDays) {
    // 100 Ah at 0.4 A are 250 h, at 0.5 A 200 h
    EXPECT_EQ(remaining(drawing(400, 600)), Minutes{240 * 60});
    EXPECT_EQ(remaining(drawing(500, 600)), Minutes{200 * 60});
}

// D-15
TEST(RemainingTime, FollowsTheMeanOfTheLastThreeMinutes) {
    CoreRig rig = drawing(10'000, 800);
    rig.sample.bank_current = {-5000};
    // The rig's first tick, 200 s and the tick in which the charge was set leave two ticks in the
    // open 10 s; the window is cut exactly by realigning it first.
    rig.run(Ticks{98});
    rig.sample.bank_current = {-10'000};
    leap(rig.core, rig.sample, 180_seconds);
    rig.sample.bank_current = {-5000};
    leap(rig.core, rig.sample, 90_seconds);
    set_share_in_flight(rig, 600);
    // mean of 90 s at 10 A and 90 s at 5 A: 7.5 A; 100 Ah / 7.5 A = 800 min
    EXPECT_EQ(remaining(rig), Minutes{800});
    leap(rig.core, rig.sample, 90_seconds);
    set_share_in_flight(rig, 600);
    EXPECT_EQ(remaining(rig), Minutes{1200});
}

// D-15
TEST(RemainingTime, IsFirstGivenAfterTenSecondsAndMovesInStepsOfTen) {
    Core core = core_at(600_permille);
    BankSample sample = resting_sample();
    sample.bank_current = {-5000};
    tick_by_tick(core, sample, Ticks{99});
    EXPECT_FALSE(core.monitor().remaining_time(core.settings()).has_value());
    tick_by_tick(core, sample, 1_ticks);
    // 10 s of it are enough for its mean: (120 - 20 - 0.014) Ah / 5 A
    EXPECT_EQ(core.monitor().remaining_time(core.settings()), Minutes{1199});
}

// D-15: the mean of 3 min, or of as little as 10 s if so wanted.
TEST(RemainingTime, FollowsTheMeanOfTheWindowThatIsSet) {
    Settings settings;
    settings.set<Setting::RemainingTimeWindow>(30_seconds);
    CoreRig rig = drawing(10'000, 800, settings);
    rig.run(Ticks{98});  // as above
    rig.sample.bank_current = {-5000};
    leap(rig.core, rig.sample, 30_seconds);
    set_share_in_flight(rig, 600);
    EXPECT_EQ(remaining(rig), Minutes{1200});  // 100 Ah / 5 A
}

// R-MON-3
TEST(ConsumedCharge, CountsDownFromTheLastFullCharge) {
    CoreRig rig{700_permille};
    rig.sample = charged_sample();
    ASSERT_EQ(ticks_to_synchronise(rig), 1801U);
    rig.sample = resting_sample();
    rig.sample.bank_current = {-4000};
    leap(rig.core, rig.sample, Ticks{3 * hour});
    EXPECT_EQ(rig.core.monitor().consumed(), MilliampHours{-12'000});
    rig.sample.bank_current = {1000};
    leap(rig.core, rig.sample, Ticks{hour});
    EXPECT_EQ(rig.core.monitor().consumed(), MilliampHours{-11'010});  // 99 %
}

// D-25: what is not known is neither above nor below anything.
// D-27
TEST(StateOfCharge, IsDoubtedOnlyByTicksInARowOfWhichNothingIsCounted) {
    Monitor monitor{charged_to(500'000, MilliampHours{100'000})};
    EXPECT_EQ(monitor.ticks_until_doubted(), 100_ticks);
    monitor.miss(99_ticks);
    EXPECT_EQ(monitor.ticks_until_doubted(), 1_ticks);
    monitor.count(Settings{}, {}, MilliampHours{100'000}, 1_ticks);
    monitor.miss(99_ticks);
    EXPECT_EQ(monitor.trust(), SocTrust::Known);
    monitor.miss(1'000'000_ticks);
    EXPECT_EQ(monitor.trust(), SocTrust::Uncertain);
    EXPECT_EQ(monitor.ticks_until_doubted(), std::nullopt);
    EXPECT_EQ(Monitor{}.ticks_until_doubted(), std::nullopt);
}

TEST(StateOfCharge, ThatIsUnknownIsAtNoLevel) {
    const Monitor unknown{MonitorMemory{.charge_na_s = 0, .capacity = rig_capacity}};
    EXPECT_FALSE(unknown.is_at_most({1000}));
    EXPECT_FALSE(unknown.is_at_least({0}));
    EXPECT_EQ(unknown.consumed(), MilliampHours{0});
    EXPECT_EQ(unknown.state_of_charge(), std::nullopt);
    EXPECT_EQ(unknown.ticks_until(Settings{}, {100}, Integrals{.discharged = {1'000'000}}, {10}),
              std::nullopt);
    const Monitor half{charged_to(500'000, rig_capacity)};
    EXPECT_TRUE(half.is_at_most({500}));
    EXPECT_FALSE(half.is_at_most({499}));
    EXPECT_TRUE(half.is_at_least({500}));
    EXPECT_FALSE(half.is_at_least({501}));
}

TEST(StateOfCharge, OfABankWithoutCapacityIsNotShown) {
    const Monitor empty_handed{
        MonitorMemory{.charge_na_s = 0, .capacity = {0}, .trust = SocTrust::Known}};
    EXPECT_EQ(empty_handed.state_of_charge(), std::nullopt);
}

// At a level, with charge and discharge within the span, either may pass it at the next tick.
TEST(ChargeCount, CanPassALevelThatItStandsAtBothWays) {
    const Monitor half{charged_to(500'000, rig_capacity)};
    const Integrals both{.charged = {1'000'000}, .discharged = {1'000'000}};
    EXPECT_EQ(half.ticks_until(Settings{}, {500}, both, {10}), Ticks{1});
    EXPECT_EQ(half.ticks_until(Settings{}, {500}, both, {0}), std::nullopt);
}

}  // namespace
}  // namespace bms
