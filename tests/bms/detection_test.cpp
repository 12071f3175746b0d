// The set of batteries: detected on first start, kept in service, and told when it is impossible or
// has changed.

#include "tests/bms/bank_rig.hpp"
#include "tests/bms/generators.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

constexpr int nominal_mv(int cells) {
    return 3200 * cells;
}

// ---- First start ------------------------------------------------------------------------------

// R-BAT-4, R-BAT-5, D-24
TEST(FirstStart, DetectsTheSetFiveSecondsAfterTheLastNewPosition) {
    BankRig rig{bench_batteries(4), 26'400};
    for (const std::size_t late : {2U, 3U}) {
        rig.chain[late].is_silent = true;
    }
    rig.run(40_ticks);  // positions 0 and 1 since tick 0
    rig.chain[2].is_silent = false;
    rig.run(10_ticks);  // heard at tick 40
    rig.chain[3].is_silent = false;
    EXPECT_EQ(rig.tick_of([&] { return rig.view.layout().batteries != 0; }), 50U + 49U);
    EXPECT_TRUE(rig.both_float());
    rig.run(1_ticks);
    EXPECT_TRUE(rig.both_high());
    EXPECT_EQ(rig.view.layout(), (BankLayout{.batteries = 4,
                                             .in_series = 2,
                                             .cells_per_battery = 4,
                                             .battery_capacity = {200'000}}));
    EXPECT_EQ(rig.view.layout().in_parallel(), 2);
    EXPECT_EQ(rig.view.in_service(), set_of(rig.chain, 2));
    EXPECT_EQ(rig.sample.bank_capacity, MilliampHours{400'000});
    EXPECT_EQ(rig.view.serial_number_of(2), 1003U);
    EXPECT_EQ(rig.view.capacity_of(2), MilliampHours{200'000});
    EXPECT_EQ(rig.view.firmware_version_of(2), 0x0102);
}

/// Every set that can be: cells of a battery, in series, strings.
struct Shape {
    int cells, series, strings;
};
std::vector<Shape> every_shape() {
    std::vector<Shape> shapes;
    for (const int cells : {4, 8, 16}) {
        for (const int series : {1, 2, 4}) {
            const int most = cells == 16 ? 25 : 50;  // R-BAT-2
            for (int strings = 1; cells * series <= 16 && strings * series <= most; ++strings) {
                shapes.push_back({cells, series, strings});
            }
        }
    }
    return shapes;
}

// R-BAT-2, R-BAT-4, D-24
TEST(FirstStart, DetectsEverySetThatCanBe) {
    // 50 + 25 + 12 of 12.8 V, 50 + 25 of 25.6 V, 25 of 51.2 V
    ASSERT_EQ(every_shape().size(), 187U);
    for (const auto& [cells, series, strings] : every_shape()) {
        BankRig rig{bench_batteries(static_cast<std::size_t>(series * strings),
                                    {.cells = static_cast<std::uint8_t>(cells)}),
                    nominal_mv(cells) * series};
        rig.run(51_ticks);
        ASSERT_TRUE(rig.both_high()) << cells << ' ' << series << ' ' << strings;
        ASSERT_EQ(rig.view.layout().in_series, series);
        ASSERT_EQ(rig.view.layout().in_parallel(), strings);
        ASSERT_EQ(rig.view.layout().cells_per_battery, cells);
        ASSERT_EQ(rig.codes(), CodeSet{});
    }
}

// Whatever the state of charge: 2.50 to 3.65 V per cell, and a volt less at the BMS than at the
// batteries. Against the nominal 12.8 V an empty bank of four would count as three.
// R-BAT-4, D-24
TEST(FirstStart, CountsTheBatteriesInSeriesFullOrEmpty) {
    for (const auto& [cells, series, strings] : every_shape()) {
        for (const int cell_mv : {2500, 2800, 3000, 3200, 3300, 3400, 3650}) {
            BankRig rig{
                bench_batteries(static_cast<std::size_t>(series * strings),
                                {.cells = static_cast<std::uint8_t>(cells), .cell_mv = cell_mv}),
                cell_mv * cells * series - 1000};
            rig.run(51_ticks);
            ASSERT_EQ(rig.view.layout().in_series, series)
                << cells << " cells at " << cell_mv << " mV";
            if (strings > 2) {
                break;
            }
        }
    }
}

// R-BAT-4, R-BAT-11, D-24
TEST(FirstStart, WaitsForAClosedChain) {
    BankRig rig{bench_batteries(2), 13'200};
    rig.run(30_ticks);
    rig.view.set_chain_open(true);
    rig.run(600_ticks);
    EXPECT_EQ(rig.codes(), only(Code::A_B05));
    EXPECT_TRUE(rig.both_float());
    rig.view.set_chain_open(false);  // before tick 630: the positions are new again
    EXPECT_EQ(rig.tick_of([&] { return rig.view.is_complete(); }), 630U + 49U);
    EXPECT_EQ(rig.tick_of([&] { return rig.both_high(); }), 630U + 100U);
}

// A position between two others that is never heard is a battery without communication.
// R-BAT-4, R-COD-3, D-9, D-24
TEST(FirstStart, WaitsForEveryPosition) {
    BankRig rig{bench_batteries(3), 13'200};
    rig.chain[1].is_silent = true;
    EXPECT_EQ(rig.tick_of([&] { return rig.shows(Code::W_B05); }), 50U);
    EXPECT_EQ(rig.tick_of([&] { return rig.shows(Code::A_B05); }), 300U);
    EXPECT_EQ(rig.view.most_silent(), 1U);
    EXPECT_EQ(rig.view.layout(), BankLayout{});
    EXPECT_TRUE(rig.both_float());
    rig.chain[1].is_silent = false;  // heard at tick 310
    EXPECT_EQ(rig.tick_of([&] { return rig.view.is_complete(); }), 310U + 49U);
    EXPECT_EQ(rig.tick_of([&] { return rig.both_high(); }), 310U + 100U);
    EXPECT_EQ(rig.view.layout().batteries, 3);
}

// The BMS lives from a battery, so there is one, whether it is heard or not.
// R-COD-3, D-9
TEST(FirstStart, MissesTheFirstBatteryWhenNobodyIsHeard) {
    BankRig rig{std::vector<BenchBattery>{}, 13'200};
    EXPECT_EQ(rig.tick_of([&] { return rig.shows(Code::W_B05); }), 50U);
    EXPECT_EQ(rig.tick_of([&] { return rig.shows(Code::A_B05); }), 300U);
    EXPECT_TRUE(rig.both_float());
}

// R-COD-4, D-10, D-24
TEST(FirstStart, BeginsAnewWhenABatteryIsExchangedMeanwhile) {
    BankRig rig{bench_batteries(2), 13'200};
    rig.chain[1].capacity_mah = 100'000;
    rig.run(20_ticks);
    EXPECT_EQ(rig.codes(), only(Code::E_B01));
    EXPECT_EQ(rig.view.first_stranger(rig.core.settings()), 1U);
    rig.chain[1] = {.serial_number = 7};
    // Heard at tick 20 in place of the old one, just after the first battery, which is new at 30.
    EXPECT_EQ(rig.tick_of([&] { return rig.view.is_complete(); }), 30U + 49U);
    EXPECT_EQ(rig.tick_of([&] { return rig.both_high(); }), 20U + 100U);
    EXPECT_EQ(rig.view.in_service().serial_numbers[1], 7U);
}

// ---- Impossible sets --------------------------------------------------------------------------

struct Impossible {
    const char* what;
    std::vector<BenchBattery> chain;
    int supply_mv;
};

std::vector<Impossible> impossible_sets() {
    const BenchBattery of_8{.cells = 8};
    const BenchBattery of_16{.cells = 16};
    std::vector<Impossible> sets{
        {"three in series are 38.4 V", bench_batteries(3), 39'600},
        {"three strings of three", bench_batteries(9), 39'600},
        {"five in series", bench_batteries(5), 66'000},
        {"four of 25.6 V in series", bench_batteries(4, of_8), 105'600},
        {"two of 51.2 V in series", bench_batteries(2, of_16), 105'600},
        {"three batteries as strings of two", bench_batteries(3), 26'400},
        {"seven batteries as strings of four", bench_batteries(7), 52'800},
        {"26 of 51.2 V", bench_batteries(26, of_16), 52'800},
        {"51 of 12.8 V", bench_batteries(51), 13'200},
        {"60 of 25.6 V", bench_batteries(60, of_8), 26'400},
        {"a supply that is none of theirs", bench_batteries(1), 1000},
        {"no supply voltage", bench_batteries(1), 0},
    };
    std::vector<BenchBattery> mixed = bench_batteries(4);
    mixed[3].capacity_mah = 100'000;
    sets.push_back({"another capacity", mixed, 13'200});
    mixed = bench_batteries(2);
    mixed[0] = {.serial_number = 5, .cells = 8, .cell_mv = 1650};
    sets.push_back({"other cells", mixed, 13'200});
    return sets;
}

// R-BAT-2, R-COD-4, D-10, D-24
TEST(ImpossibleSet, IsNeverTakenIntoServiceAndShowsItsCode) {
    for (const auto& [what, chain, supply_mv] : impossible_sets()) {
        SCOPED_TRACE(what);
        BankRig rig{chain, supply_mv};
        rig.run(60_seconds);
        EXPECT_EQ(rig.codes(), only(Code::E_B01));
        EXPECT_TRUE(rig.both_float());
        EXPECT_EQ(rig.view.layout(), BankLayout{});
        EXPECT_TRUE(rig.core.status().load_reasons.has(Condition::ImpossibleSet));
        EXPECT_EQ(rig.core.status().red, Light::On);
        // Every state can be left: a good set in its place, a chain that was opened for it.
        rig.view.set_chain_open(true);
        rig.run(1_ticks);
        rig.view.set_chain_open(false);
        rig.chain = bench_batteries(2);
        rig.view.set_supply_voltage({13'200});
        rig.run(60_seconds);
        EXPECT_TRUE(rig.both_high());
        EXPECT_EQ(rig.codes(), CodeSet{});
    }
}

// D-10, D-24
TEST(ImpossibleSet, OfAStoredImageIsNone) {
    for (const BankLayout layout : {BankLayout{51, 1, 4, 0, {100'000}},
                                    {3, 3, 4, 0, {100'000}},
                                    {5, 2, 8, 0, {100'000}},
                                    {1, 1, 4, 0, {0}}}) {
        BankView view{BatterySet{.layout = layout}};
        EXPECT_EQ(view.in_service(), BatterySet{});
    }
}

// ---- Changed sets -----------------------------------------------------------------------------

// R-COD-4, D-10
TEST(ChangedSet, IsToldWhenABatteryIsExchangedForOneOfItsKind) {
    BankRig rig{4, 1};
    rig.run(59_ticks);
    const BenchBattery old = rig.chain[2];
    rig.chain[2].serial_number = 9999;
    EXPECT_EQ(rig.tick_of([&] { return rig.both_float(); }), 60U);  // its first frame
    EXPECT_EQ(rig.codes(), only(Code::E_B05));
    EXPECT_EQ(rig.view.first_stranger(rig.core.settings()), 2U);
    rig.run(600_seconds);
    EXPECT_TRUE(rig.both_float());
    rig.chain[2] = old;
    rig.run(110_ticks);
    EXPECT_TRUE(rig.both_high());
    EXPECT_EQ(rig.codes(), CodeSet{});
}

// R-COD-4, D-10
TEST(ChangedSet, IsImpossibleTooWhenTheNewBatteryIsOfAnotherModel) {
    for (const BenchBattery& another :
         {BenchBattery{.serial_number = 9, .capacity_mah = 100'000},
          BenchBattery{.serial_number = 9, .cells = 8, .cell_mv = 1650}}) {
        BankRig rig{2, 1};
        rig.chain[1] = another;
        rig.run(10_ticks);
        EXPECT_TRUE(rig.shows(Code::E_B01));
        EXPECT_TRUE(rig.shows(Code::E_B05));
        EXPECT_TRUE(rig.both_float());
        // What it says of its cells decides nothing.
        EXPECT_EQ(rig.sample.extremes.lowest_cell, Millivolts{3300});
        EXPECT_TRUE(rig.sample.flags.has(Flag::Partial));
        rig.chain = bench_batteries(2);
        rig.run(110_ticks);
        EXPECT_TRUE(rig.both_high());
    }
}

// Its cells are not to be judged, but what it says of its current is measured and no guess.
// R-BAT-6, D-27
TEST(ChangedSet, HasItsCurrentFromTheBatteryOfAnotherModelToo) {
    BankRig rig{2, 1, {.current_ma = -2540}};
    rig.chain[1] = {.serial_number = 9, .capacity_mah = 100'000, .current_ma = 2500};
    rig.run(10_ticks);
    EXPECT_EQ(rig.sample.bank_current, Milliamps{-40});
    EXPECT_FALSE(rig.sample.flags.has(Flag::CurrentGuessed));
    rig.chain[1].is_silent = true;  // last heard at tick 10
    rig.run(49_ticks);
    EXPECT_EQ(rig.sample.bank_current, Milliamps{-40});
    rig.run(1_ticks);
    EXPECT_EQ(rig.sample.bank_current, Milliamps{-5080});
    EXPECT_TRUE(rig.sample.flags.has(Flag::CurrentGuessed));
}

// R-COD-4, D-10
TEST(ChangedSet, IsToldWhenEveryBatteryIsOfAnotherModel) {
    BankRig rig{2, 1};
    rig.chain = bench_batteries(2, {.capacity_mah = 100'000});
    rig.run(10_ticks);
    EXPECT_EQ(rig.codes(), only(Code::E_B05));
    EXPECT_TRUE(rig.both_float());
}

// R-COD-4, D-10
TEST(ChangedSet, IsToldWhenABatteryHasCome) {
    BankRig rig{2, 1};
    rig.run(9_ticks);
    rig.chain.push_back({.serial_number = 1003});
    EXPECT_EQ(rig.tick_of([&] { return rig.both_float(); }), 10U);
    EXPECT_EQ(rig.codes(), only(Code::E_B05));
    EXPECT_EQ(rig.view.first_stranger(rig.core.settings()), 2U);
    rig.run(9_ticks);
    rig.chain.pop_back();  // last heard at tick 10; gone when it has been silent for 30 s
    EXPECT_EQ(rig.tick_of([&] { return rig.both_high(); }), 10U + 300U + 100U);
    EXPECT_EQ(rig.codes(), CodeSet{});
}

// A 51st battery has no position that the BMS knows; a fifth makes strings of two unequal.
// R-BAT-2, R-COD-4, D-10
TEST(ChangedSet, IsImpossibleTooWhenTheNewBatteryIsOneTooManyOrHasNoString) {
    for (const auto& [batteries, in_series] : {std::pair{50U, 1}, {4U, 2}}) {
        BankRig rig{batteries, in_series};
        rig.chain.push_back({.serial_number = 77});
        rig.run(10_ticks);
        EXPECT_TRUE(rig.shows(Code::E_B01));
        EXPECT_EQ(rig.shows(Code::E_B05), batteries < 50);
        EXPECT_TRUE(rig.both_float());
        rig.chain.pop_back();
        rig.run(40_seconds);
        EXPECT_TRUE(rig.both_high());
    }
}

// Taken out, and the chain closed around it: those behind it move up, and the last position is
// silent.
// R-COD-3, R-COD-4, D-9, D-10
TEST(ChangedSet, IsToldWhenABatteryHasGone) {
    for (std::size_t gone = 0; gone < 4; ++gone) {
        BankRig rig{4, 1};
        rig.run(9_ticks);
        const BenchBattery taken = rig.chain[gone];
        rig.chain.erase(rig.chain.begin() + static_cast<std::ptrdiff_t>(gone));
        rig.run(1_ticks);
        const bool is_last = gone == 3;
        EXPECT_EQ(rig.codes(), is_last ? CodeSet{} : only(Code::E_B05));
        EXPECT_EQ(rig.tick_of([&] { return rig.shows(Code::A_B05); }), 300U);
        EXPECT_TRUE(rig.both_float());
        rig.chain.insert(rig.chain.begin() + static_cast<std::ptrdiff_t>(gone), taken);
        rig.run(110_ticks);
        EXPECT_EQ(rig.codes(), CodeSet{});
        EXPECT_TRUE(rig.both_high());
    }
}

// A set that was stored without serial numbers learns them from the first frames.
// R-BAT-5, D-10
TEST(ChangedSet, IsKnownBySerialNumbersThatAreLearntOnce) {
    BankRig rig{bench_batteries(2), 13'200};
    rig.view = BankView{set_of(rig.chain, 1).layout};
    EXPECT_EQ(rig.view.in_service().serial_numbers[1], 0U);
    rig.run(1_ticks);
    EXPECT_EQ(rig.view.in_service(), set_of(rig.chain, 1));
    EXPECT_TRUE(rig.both_high());
    rig.chain[1].serial_number = 8;
    rig.run(10_ticks);
    EXPECT_EQ(rig.codes(), only(Code::E_B05));
    EXPECT_EQ(rig.view.in_service().serial_numbers[1], 1002U);
    rig.chain[1].serial_number = 0;  // one that does not say is nobody else
    rig.run(110_ticks);
    EXPECT_EQ(rig.codes(), CodeSet{});
}

// D-10, D-24
TEST(ChangedSet, OutlivesAPowerCutUntilItIsDetectedAnew) {
    BankRig rig{2, 1};
    rig.chain.push_back({.serial_number = 1003});
    rig.run(10_ticks);
    rig.view = BankView{rig.view.in_service()};
    rig.view.set_supply_voltage({13'200});
    rig.now = 0;
    rig.run(60_seconds);
    EXPECT_EQ(rig.codes(), only(Code::E_B05));
    rig.view.detect_anew();
    rig.run(1_ticks);
    EXPECT_TRUE(rig.both_float());
    EXPECT_TRUE(rig.core.status().load_reasons.has(Reason::Starting));
    EXPECT_TRUE(rig.view.is_waiting());
    rig.run(50_ticks);
    EXPECT_EQ(rig.view.layout().batteries, 3);
    rig.run(49_ticks);
    EXPECT_EQ(rig.codes(), only(Code::E_B05));
    rig.run(1_ticks);
    EXPECT_EQ(rig.codes(), CodeSet{});
    EXPECT_TRUE(rig.both_high());
    EXPECT_EQ(rig.sample.bank_capacity, MilliampHours{600'000});
}

/// Strings of one battery in service, each with 100 of its 200 Ah.
BankRig half_full(std::size_t batteries) {
    BankRig rig{batteries, 1};
    const MilliampHours capacity{200'000 * static_cast<std::int32_t>(batteries)};
    rig.view.set_supply_voltage({13'200});
    rig.core = Core(Memory{.monitor = charged_to(500'000, capacity)});
    rig.run(10_ticks);
    return rig;
}

std::int64_t charge_mah(const BankRig& rig) {
    return rig.core.monitor().charge().count / 3'600'000;
}

// R-BAT-4, D-24
TEST(StateOfCharge, StaysAsItIsWhenTheSameSetIsDetectedAnew) {
    BankRig rig = half_full(2);
    const MonitorMemory before = rig.core.monitor().memory();
    rig.view.detect_anew();
    rig.run(70_ticks);
    ASSERT_EQ(rig.sample.bank_capacity, MilliampHours{400'000});
    EXPECT_EQ(rig.core.monitor().memory(), before);
}

/// Nothing is counted from now on; the ticks until the state of charge is doubted.
std::uint32_t ticks_until_doubted(BankRig& rig) {
    const std::uint32_t before = rig.now;
    return rig.tick_of([&] { return rig.core.monitor().trust() == SocTrust::Uncertain; }) + 1 -
           before;
}

// What nobody counts is no state of charge: a mixed set is searched in vain, so long the loads that
// are straight on the battery draw.
// D-24, D-27
TEST(StateOfCharge, IsDoubtedAfterTenSecondsOfASearchInVain) {
    BankRig rig = half_full(2);
    rig.chain[1].capacity_mah = 100'000;
    rig.view.detect_anew();
    EXPECT_EQ(ticks_until_doubted(rig), 100U);
    EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{500});
    rig.chain = bench_batteries(2);
    rig.run(200_ticks);
    ASSERT_TRUE(rig.both_high());
    EXPECT_EQ(rig.core.monitor().trust(), SocTrust::Uncertain);
    rig.command = {.kind = CommandKind::Synchronise, .sequence = 1};
    rig.run(1_ticks);
    EXPECT_EQ(rig.core.monitor().trust(), SocTrust::Known);
}

// A power cut makes no BMS more sure of itself.
// D-27, R-REM-2
TEST(StateOfCharge, IsDoubtedAfterTenSecondsWithoutABatteryThatAPowerCutFoundSilent) {
    BankRig rig = half_full(2);
    rig.chain[1].is_silent = true;
    rig.core = Core{rig.core.memory()};
    rig.view = BankView{rig.view.in_service()};
    EXPECT_EQ(ticks_until_doubted(rig), 100U);
}

// What a person says is believed, for as long again.
// R-MON-2
TEST(StateOfCharge, SetByHandWhileNothingIsCountedIsDoubtedTenSecondsLater) {
    BankRig rig = half_full(2);
    rig.chain[1].capacity_mah = 100'000;
    rig.view.detect_anew();
    rig.run(300_ticks);
    rig.command = {.kind = CommandKind::SetStateOfCharge, .sequence = 1, .value = 300};
    rig.run(1_ticks);
    ASSERT_EQ(rig.core.monitor().trust(), SocTrust::Known);
    EXPECT_EQ(rig.core.next_deadline(rig.sample), 99_ticks);
    EXPECT_EQ(ticks_until_doubted(rig), 99U);
}

// Half of 400 Ah is all of 200 Ah: the per cent count, not the ampere-hours.
// R-BAT-4, D-24
TEST(StateOfCharge, KeepsItsPerCentWhenAnotherSetIsDetected) {
    BankRig rig = half_full(2);
    rig.chain.pop_back();
    rig.view.detect_anew();
    rig.run(70_ticks);
    ASSERT_EQ(rig.sample.bank_capacity, MilliampHours{200'000});
    EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{500});
    EXPECT_EQ(charge_mah(rig), 100'000);
    rig.chain = bench_batteries(5);
    rig.view.detect_anew();
    rig.run(70_ticks);
    ASSERT_EQ(rig.sample.bank_capacity, MilliampHours{1'000'000});
    EXPECT_EQ(rig.core.monitor().state_of_charge(), PerMille{500});
    EXPECT_EQ(charge_mah(rig), 500'000);
}

// R-BAT-7: a battery has been added, though capacity and number of the batteries are the same.
TEST(Balancer, IsUnknownWhenTheSetIsDetectedAnewAfterAnExchange) {
    BankRig rig = half_full(2);
    for (BenchBattery& battery : rig.chain) {
        battery.cell_mv = 3550;
    }
    rig.run(200_seconds);
    ASSERT_EQ(rig.core.balancer_status(), BalancerStatus::Balanced);
    for (BenchBattery& battery : rig.chain) {
        battery.cell_mv = 3300;
    }
    rig.run(10_seconds);
    ASSERT_EQ(rig.core.balancer_status(), BalancerStatus::Balanced);
    rig.chain[1].serial_number = 2002;
    rig.view.detect_anew();
    rig.run(70_ticks);
    ASSERT_TRUE(rig.both_high());
    EXPECT_EQ(rig.core.balancer_status(), BalancerStatus::Unknown);
}

// R-BAT-7
TEST(Balancer, OutlivesTheWaitForTheBatteriesAfterAPowerCut) {
    BankRig rig = half_full(2);
    for (BenchBattery& battery : rig.chain) {
        battery.cell_mv = 3550;
    }
    rig.run(200_seconds);
    rig.core = Core{rig.core.memory()};
    rig.view = BankView{rig.view.in_service()};
    rig.now = 1;  // the first frames come 9 ticks later
    rig.run(5_ticks);
    ASSERT_TRUE(rig.both_float());
    EXPECT_EQ(rig.core.balancer_status(), BalancerStatus::Balanced);
    for (BenchBattery& battery : rig.chain) {
        battery.is_silent = true;
    }
    rig.run(60_seconds);
    EXPECT_EQ(rig.core.balancer_status(), BalancerStatus::Balanced);
}

// The smallest and the largest bank, empty and full: nothing overflows, full stays full.
// D-24
TEST(StateOfCharge, KeepsItsPerCentFromTheSmallestBankToTheLargestAndBack) {
    constexpr MilliampHours least{1};
    constexpr MilliampHours most{50 * largest_battery.count};
    const Settings settings;
    for (const std::int64_t millionths : {0, 500'000, 1'000'000}) {
        Monitor monitor{charged_to(millionths, least)};
        for (const MilliampHours capacity : {most, least, most}) {
            monitor.count(settings, {}, capacity, {1});
            EXPECT_EQ(monitor.memory(), charged_to(millionths, capacity));
        }
    }
}

// A memory that cannot be: more charge than capacity counts as full.
// D-24
TEST(StateOfCharge, OfAMemoryWithMoreChargeThanCapacityIsFull) {
    constexpr MilliampHours most{50 * largest_battery.count};
    MonitorMemory memory = charged_to(1'000'000, most);
    memory.capacity = {1};
    Monitor monitor{memory};
    monitor.count(Settings{}, {}, most, {1});
    EXPECT_EQ(monitor.memory(), charged_to(1'000'000, most));
}

// R-COD-4, D-24
TEST(HardwareFault, IsTheHostsToTell) {
    BankRig rig{1, 1};
    rig.sample.flags.set(Flag::HardwareFault);
    rig.core.advance(rig.sample, held_integrals(rig.sample, {1}), {1});
    EXPECT_EQ(rig.codes(), only(Code::E_B11));
    EXPECT_TRUE(rig.both_float());
}

// R-COD-4, D-3, D-24
TEST(SupplyVoltage, OutsideNineToSixtyVoltsIsAnErrorByTheBatteriesOwnReading) {
    for (const int cell_mv : {2200, 3760}) {
        BankRig rig{4, cell_mv < 3000 ? 1 : 4};
        for (BenchBattery& battery : rig.chain) {
            battery.cell_mv = cell_mv;  // 8.8 V, 60.16 V
        }
        rig.run(40_ticks);  // 10 ticks to the next frame, 3 s
        EXPECT_TRUE(rig.shows(Code::E_B09));
        EXPECT_TRUE(rig.both_float());
    }
}

// ---- Properties ---------------------------------------------------------------------------------

// In any order, doubled, late, one by one or all at once: the same set.
// R-BAT-4, D-24
RC_GTEST_PROP(FirstStart, DetectsTheSameSetHoweverItsFramesArrive, ()) {
    const BankLayout layout = *gen_layout();
    const auto chain = bench_batteries(
        layout.batteries,
        {.cells = layout.cells_per_battery, .capacity_mah = layout.battery_capacity.count});
    BankView view;
    view.set_supply_voltage({3300 * layout.cells_per_battery * layout.in_series});
    std::set<std::size_t> heard;
    const auto arrivals = *rc::gen::resize(
        rc::kNominalSize,
        rc::gen::container<std::vector<std::pair<std::size_t, std::uint32_t>>>(
            200, rc::gen::pair(rc::gen::inRange<std::size_t>(0, layout.batteries),
                               rc::gen::element<std::uint32_t>(0, 0, 0, 1, 9, 30, 49))));
    std::uint32_t since_news = 0;
    for (const auto& [position, wait] : arrivals) {
        view.receive(position, frame_of(chain[position]));
        since_news = heard.insert(position).second ? wait : since_news + wait;
        if (since_news >= detection_time.count) {
            break;
        }
        view.advance({wait});
        RC_ASSERT(view.layout() == BankLayout{});
    }
    for (std::size_t position = 0; position < layout.batteries; ++position) {
        view.receive(position, frame_of(chain[position]));
    }
    view.advance(detection_time - Ticks{1});
    RC_ASSERT(heard.size() == layout.batteries || view.layout() == BankLayout{});
    view.advance({1});
    RC_ASSERT(view.in_service() == set_of(chain, layout.in_series));
}

// A stored set closes the outputs at the tick of its last battery, in whatever order they come.
// R-REM-2, D-24
RC_GTEST_PROP(PowerUp, FloatsBothOutputsUntilEveryBatteryOfTheSetWasHeard, ()) {
    const BankLayout layout = *gen_layout();
    const auto chain = bench_batteries(
        layout.batteries,
        {.cells = layout.cells_per_battery, .capacity_mah = layout.battery_capacity.count});
    std::vector<std::size_t> order(chain.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::mt19937 shuffle(*rc::gen::arbitrary<std::uint32_t>());
    std::shuffle(order.begin(), order.end(), shuffle);
    BankView view{set_of(chain, layout.in_series)};
    Core core;
    for (std::size_t i = 0; i < order.size(); ++i) {
        view.receive(order[i], frame_of(chain[order[i]]));
        const BankSample sample = aggregate(view, core.settings());
        core.advance(sample, held_integrals(sample, {1}), {1});
        const bool is_last = i + 1 == order.size();
        RC_ASSERT((core.status().load == Output::High) == is_last);
        RC_ASSERT((core.status().charger == Output::High) == is_last);
    }
}

// Same number and capacity, other cells: another battery all the same.
// D-24
TEST(FirstStart, BeginsAnewForABatteryThatDiffersInItsCellsAlone) {
    BankView view;
    view.set_supply_voltage({13'200});
    BenchBattery battery{.serial_number = 7};
    view.receive(0, frame_of(battery));
    view.advance(40_ticks);
    battery.cells = 8;
    view.receive(0, frame_of(battery));
    view.advance(20_ticks);
    EXPECT_EQ(view.layout().batteries, 0) << "the 5 s have begun anew";
    EXPECT_EQ(view.cells_of(0).size(), 8U);
}

// Batteries at 0 V tell nothing about how many of them are in series.
// D-24
TEST(FirstStart, DetectsNothingFromBatteriesWithoutVoltage) {
    const Settings settings;
    BankView view;
    view.set_supply_voltage({13'200});
    view.receive(0, frame_of({.serial_number = 7, .cell_mv = 0}));
    view.advance(60_ticks);
    EXPECT_EQ(view.layout().batteries, 0);
    EXPECT_TRUE(view.flags(settings).has(Flag::ImpossibleSet));
}

// Half way between one and two it is two.
// D-24
TEST(FirstStart, CountsAHalfInSeriesAsOneMore) {
    for (const auto& [supply_mv, in_series] : {std::pair{19'799, 1}, {19'800, 2}}) {
        BankRig rig{bench_batteries(2), supply_mv};  // of 13.2 V each
        rig.run(51_ticks);
        EXPECT_EQ(rig.view.layout().in_series, in_series) << supply_mv;
    }
}

// Exchanged while the set was searched for: any difference tells it.
// D-24
TEST(FirstStart, BeginsAnewForABatteryThatDiffersInItsNumberOrItsCapacityAlone) {
    for (const BenchBattery& other : {BenchBattery{.serial_number = 8},
                                      BenchBattery{.serial_number = 7, .capacity_mah = 100'000}}) {
        BankView view;
        view.set_supply_voltage({13'200});
        view.receive(0, frame_of({.serial_number = 7}));
        view.advance(40_ticks);
        view.receive(0, frame_of(other));
        view.advance(20_ticks);
        EXPECT_EQ(view.layout().batteries, 0);
        view.receive(0, frame_of(other));
        view.advance(30_ticks);
        EXPECT_EQ(view.layout().batteries, 1);
    }
}

// R-COD-4, D-10
TEST(ChangedSet, IsToldOfTheFirstBatteryToo) {
    BankRig rig{2, 1};
    rig.chain[0].serial_number = 9999;
    rig.run(10_ticks);
    EXPECT_EQ(rig.codes(), only(Code::E_B05));
    EXPECT_EQ(rig.view.first_stranger(rig.core.settings()), 0U);
}

// R-BAT-2: of the 51.2 V battery there may be 25.
TEST(ChangedSet, IsImpossibleTooWhenA26thBatteryOf51VoltsHasCome) {
    BankRig rig{25, 1, {.cells = 16}};
    ASSERT_EQ(rig.codes(), CodeSet{});
    rig.chain.push_back({.serial_number = 77, .cells = 16});
    rig.run(10_ticks);
    EXPECT_TRUE(rig.shows(Code::E_B01));
    EXPECT_TRUE(rig.shows(Code::E_B05));
}

// Nobody can tell what sends from behind the last position; it has gone when it has been silent as
// long as a battery would, whether that time passes at once or tick by tick.
// R-BAT-2, D-9, D-10
TEST(ImpossibleSet, LastsThirtySecondsLongerThanABatteryBeyondTheLast) {
    const Settings settings;
    const auto is_impossible = [&](const BankView& view) {
        return view.flags(settings).has(Flag::ImpossibleSet);
    };
    const auto pass = [](BankView& view, bool holds, Ticks n) {
        holds ? view.hold(n) : view.advance(n);
    };
    for (const bool holds : {false, true}) {
        BankView view = BankRig{50, 1}.view;
        view.receive(50, frame_of({.serial_number = 77}));
        view.advance(10_ticks);  // its next frame is due, and does not come
        pass(view, holds, 289_ticks);
        EXPECT_TRUE(is_impossible(view)) << holds;
        pass(view, holds, 1_ticks);
        EXPECT_FALSE(is_impossible(view)) << holds;
    }
}

// D-24
TEST(FirstStart, HasItsWholeTimeWhenItIsSearchedAnew) {
    BankRig rig{2, 1};
    rig.view.detect_anew();
    EXPECT_EQ(rig.view.next_deadline(rig.core.settings()), detection_time);
}

}  // namespace
}  // namespace bms
