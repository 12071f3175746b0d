// Frames in, decision values out.

#include "tests/bms/bank_rig.hpp"
#include "tests/bms/generators.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

BatteryFrame frame_of_four(std::array<std::uint16_t, 4> cell_mv, int current_ma,
                           int temperature_dc) {
    BatteryFrame frame{.current = {current_ma},
                       .temperature = {temperature_dc},
                       .nominal_capacity = {200'000},
                       .cells = 4};
    std::copy(cell_mv.begin(), cell_mv.end(), frame.cell_mv.begin());
    frame.voltage = {std::accumulate(cell_mv.begin(), cell_mv.end(), 0)};
    return frame;
}

/// Two strings of two 12.8 V batteries: positions 0 and 1 are the first string (D-24).
BankView two_by_two() {
    BankView view(
        {.batteries = 4, .in_series = 2, .cells_per_battery = 4, .battery_capacity = {200'000}});
    view.receive(0, frame_of_four({3300, 3301, 3302, 3303}, -10'000, 210));  // 13.206 V
    view.receive(1, frame_of_four({3310, 3311, 3299, 3313}, -10'010, 180));  // 13.233 V
    view.receive(2, frame_of_four({3320, 3321, 3322, 3340}, -20'000, 230));  // 13.303 V
    view.receive(3, frame_of_four({3305, 3306, 3307, 3308}, -20'030, 200));  // 13.226 V
    return view;
}

// R-BAT-6
TEST(Aggregate, TakesVoltageAndCurrentFromTheBatteriesAlone) {
    const BankSample sample = aggregate(two_by_two(), Settings{});
    // strings: 13.206 + 13.233 = 26.439 V and 13.303 + 13.226 = 26.529 V; mean 26.484 V
    EXPECT_EQ(sample.bank_voltage, Millivolts{26'484});
    // strings: -10.005 A and -20.015 A; sum -30.020 A
    EXPECT_EQ(sample.bank_current, Milliamps{-30'020});
    EXPECT_EQ(sample.bank_capacity, MilliampHours{400'000});
    EXPECT_EQ(sample.cells_in_series, 8);
    EXPECT_TRUE(sample.flags.has(Flag::Complete));
}

TEST(Aggregate, FindsTheExtremesAmongAllCellsAndBatteries) {
    const Extremes extremes = aggregate(two_by_two(), Settings{}).extremes;
    EXPECT_EQ(extremes.lowest_cell, Millivolts{3299});
    EXPECT_EQ(extremes.highest_cell, Millivolts{3340});
    EXPECT_EQ(extremes.lowest_battery, Millivolts{13'206});
    EXPECT_EQ(extremes.highest_battery, Millivolts{13'303});
    EXPECT_EQ(extremes.coldest, DeciCelsius{180});
    EXPECT_EQ(extremes.warmest, DeciCelsius{230});
}

TEST(BankView, KeepsTheLastFrameOfEachBattery) {
    BankView view = two_by_two();
    view.receive(2, frame_of_four({3000, 3100, 3200, 3250}, 5000, -50));
    EXPECT_THAT(view.cells_of(2), testing::ElementsAre(3000, 3100, 3200, 3250));
    EXPECT_THAT(view.cells_of(1), testing::ElementsAre(3310, 3311, 3299, 3313));
    EXPECT_THAT(view.cells_of(3), testing::ElementsAre(3305, 3306, 3307, 3308));
    EXPECT_EQ(view.voltage_of(2), Millivolts{12'550});
    EXPECT_EQ(view.current_of(2), Milliamps{5000});
    EXPECT_EQ(view.temperature_of(2), DeciCelsius{-50});
}

// Heard, and of whatever model; silence from power-up is no speech. D-27: for 5 s.
// R-MON-9, D-27
TEST(BankView, KnowsWhoSpeaks) {
    BankView view(
        {.batteries = 2, .in_series = 1, .cells_per_battery = 4, .battery_capacity = {100'000}});
    EXPECT_FALSE(view.speaks(0, Settings{}));
    view.receive(1, frame_of_four({3300, 3300, 3300, 3300}, 0, 200));  // says 200 Ah
    EXPECT_FALSE(view.speaks(0, Settings{}));
    EXPECT_TRUE(view.speaks(1, Settings{}));
    EXPECT_FALSE(view.is_present(1, Settings{}));
    view.advance(49_ticks);
    EXPECT_TRUE(view.speaks(1, Settings{}));
    view.advance(1_ticks);
    EXPECT_FALSE(view.speaks(1, Settings{}));
}

// R-BAT-5
TEST(BankView, KnowsWhatEachBatterySaysOfItself) {
    BankView view = two_by_two();
    view.receive(1, frame_of({.serial_number = 0xFFFF'FFFF, .cell_mv = 3250, .current_ma = -1234}));
    EXPECT_EQ(view.serial_number_of(1), 0xFFFF'FFFFU);
    EXPECT_EQ(view.capacity_of(1), MilliampHours{200'000});
    EXPECT_EQ(view.firmware_version_of(1), 0x0102);
    EXPECT_EQ(view.temperature_of(1), DeciCelsius{200});
    EXPECT_EQ(view.voltage_of(1), Millivolts{13'000});
    EXPECT_EQ(view.current_of(1), Milliamps{-1234});
    EXPECT_THAT(view.cells_of(1), testing::Each(3250));
}

/// A valid frame of `cells` cells at 3.30 V.
BatteryFrame good_frame(std::uint8_t cells = 4) {
    return frame_of({.serial_number = 1, .cells = cells});
}

TEST(Frame, IsValidUpToWhatABatteryCanSayAndNotBeyond) {
    struct Limit {
        const char* what;
        void (*change)(BatteryFrame&, int);
        std::vector<int> good;
        std::vector<int> bad;
    };
    constexpr int most = std::numeric_limits<int>::max();
    constexpr int least = std::numeric_limits<int>::min();
    const auto every_cell = [](BatteryFrame& frame, int mv) {
        frame.cell_mv.fill(static_cast<std::uint16_t>(mv));
        frame.voltage = {4 * mv};
    };
    for (const Limit& limit : {
             Limit{"current",
                   [](BatteryFrame&f, int v) { f.current = {v}; },
                   {0, 5'000'000, -5'000'000},
                   {5'000'001, -5'000'001, least, most}},
             Limit{"temperature",
                   [](BatteryFrame&f, int v) { f.temperature = {v}; },
                   {-600, 0, 1500},
                   {-601, 1501, least, most}},
             Limit{"capacity",
                   [](BatteryFrame&f, int v) { f.nominal_capacity = {v}; },
                   {1, 10'000'000},
                   {0, -1, 10'000'001, least, most}},
             Limit{"cells", +every_cell, {0, 1, 3300, 5000}, {5001, 65'535}},
             // 3.30 V four times, and 0.1 V per cell either way
             Limit{"voltage",
                   [](BatteryFrame&f, int v) { f.voltage = {v}; },
                   {13'200, 12'800, 13'600},
                   {12'799, 13'601, 0, -13'200, least, most}},
             Limit{"one cell",
                   [](BatteryFrame&f, int v) {
                       f.cell_mv[3] = static_cast<std::uint16_t>(v);
                       f.voltage = {9900 + v};
                   },
                   {0, 5000},
                   {5001, 65'535}},
         }) {
        SCOPED_TRACE(limit.what);
        for (const int value : limit.good) {
            BatteryFrame frame = good_frame();
            limit.change(frame, value);
            EXPECT_TRUE(is_valid(frame)) << value;
        }
        for (const int value : limit.bad) {
            BatteryFrame frame = good_frame();
            limit.change(frame, value);
            EXPECT_FALSE(is_valid(frame)) << value;
        }
    }
}

TEST(Frame, IsValidOfFourEightOrSixteenCellsAlone) {
    for (int cells = 0; cells < 256; ++cells) {
        BatteryFrame frame{.voltage = {3300 * cells},
                           .nominal_capacity = {100'000},
                           .cells = static_cast<std::uint8_t>(cells)};
        frame.cell_mv.fill(3300);
        EXPECT_EQ(is_valid(frame), cells == 4 || cells == 8 || cells == 16) << cells;
    }
    BatteryFrame frame = good_frame();
    frame.cell_mv[4] = 65'535;  // not one of its cells
    EXPECT_TRUE(is_valid(frame));
}

TEST(BankView, IsLeftAsItIsByFramesThatAreNotValid) {
    const BankView before = two_by_two();
    BankView view = before;
    for (const std::size_t position : {0U, 3U, 4U, 49U, 50U, 1'000'000U}) {
        BatteryFrame wrong = good_frame();
        wrong.cells = 5;
        view.receive(position, wrong);
        wrong.cells = 255;
        view.receive(position, wrong);
        wrong = good_frame();
        wrong.temperature = {1501};
        view.receive(position, wrong);
    }
    EXPECT_EQ(view, before);
}

// R-BAT-2, R-BAT-6
TEST(BankView, HoldsFiftyBatteriesOfEightCells) {
    BankView view(
        {.batteries = 50, .in_series = 2, .cells_per_battery = 8, .battery_capacity = {300'000}});
    for (std::size_t position = 0; position < 50; ++position) {
        EXPECT_FALSE(view.is_complete());
        BatteryFrame frame{.voltage = {26'400},
                           .current = {1000},
                           .temperature = {static_cast<int>(position)},
                           .nominal_capacity = {300'000},
                           .cells = 8};
        frame.cell_mv.fill(static_cast<std::uint16_t>(3300 + position));
        view.receive(position, frame);
    }
    ASSERT_TRUE(view.is_complete());
    const BankSample sample = aggregate(view, Settings{});
    EXPECT_EQ(sample.bank_voltage, Millivolts{52'800});
    EXPECT_EQ(sample.bank_current, Milliamps{25'000});
    EXPECT_EQ(sample.bank_capacity, MilliampHours{7'500'000});
    EXPECT_EQ(sample.cells_in_series, 16);
    EXPECT_EQ(sample.extremes.lowest_cell, Millivolts{3300});
    EXPECT_EQ(sample.extremes.highest_cell, Millivolts{3349});
    EXPECT_EQ(sample.extremes.warmest, DeciCelsius{49});
    EXPECT_THAT(view.cells_of(49), testing::Each(3349));
}

// R-BAT-2
TEST(BankView, HoldsTwentyFiveBatteriesOfSixteenCells) {
    BankView view(
        {.batteries = 25, .in_series = 1, .cells_per_battery = 16, .battery_capacity = {100'000}});
    for (std::size_t position = 0; position < 25; ++position) {
        BatteryFrame frame{
            .voltage = {52'800}, .current = {-4000}, .nominal_capacity = {100'000}, .cells = 16};
        frame.cell_mv.fill(3300);
        frame.cell_mv[15] = static_cast<std::uint16_t>(3300 - position);
        view.receive(position, frame);
    }
    const BankSample sample = aggregate(view, Settings{});
    EXPECT_EQ(sample.bank_voltage, Millivolts{52'800});
    EXPECT_EQ(sample.bank_current, Milliamps{-100'000});
    EXPECT_EQ(sample.bank_capacity, MilliampHours{2'500'000});
    EXPECT_EQ(sample.cells_in_series, 16);
    EXPECT_EQ(sample.extremes.lowest_cell, Millivolts{3276});
    EXPECT_EQ(view.cells_of(24)[15], 3276);
}

// R-BAT-2
TEST(BankView, NeverCompletesForASetThatCannotBe) {
    const auto completes = [](const BankLayout& layout) {
        BankView view(layout);
        for (std::size_t position = 0; position < layout.batteries; ++position) {
            BatteryFrame frame{.voltage = {3300 * layout.cells_per_battery},
                               .nominal_capacity = layout.battery_capacity,
                               .cells = layout.cells_per_battery};
            frame.cell_mv.fill(3300);
            view.receive(position, frame);
        }
        const BankSample sample = aggregate(view, Settings{});
        Core core;
        core.advance(sample, held_integrals(sample, {1}), {1});
        EXPECT_EQ(view.is_complete(), sample.flags.has(Flag::Complete));
        EXPECT_EQ(view.is_complete(), core.status().load == Output::High);
        return view.is_complete();
    };
    constexpr MilliampHours ah_100{100'000};
    // the largest and the smallest sets that can be
    EXPECT_TRUE(completes({1, 1, 4, 0, ah_100}));
    EXPECT_TRUE(completes({48, 4, 4, 0, ah_100}));
    EXPECT_TRUE(completes({50, 2, 8, 0, ah_100}));
    EXPECT_TRUE(completes({25, 1, 16, 0, ah_100}));
    // none at all, no string, no cells
    EXPECT_FALSE(completes({}));
    EXPECT_FALSE(completes({0, 1, 4, 0, ah_100}));
    EXPECT_FALSE(completes({1, 0, 4, 0, ah_100}));
    EXPECT_FALSE(completes({1, 1, 0, 0, ah_100}));
    // more than one BMS may have
    EXPECT_FALSE(completes({51, 1, 4, 0, ah_100}));
    EXPECT_FALSE(completes({52, 2, 8, 0, ah_100}));
    EXPECT_FALSE(completes({26, 1, 16, 0, ah_100}));
    EXPECT_FALSE(completes({255, 1, 4, 0, ah_100}));
    // no Lithium NG battery
    EXPECT_FALSE(completes({1, 1, 5, 0, ah_100}));
    EXPECT_FALSE(completes({1, 1, 12, 0, ah_100}));
    EXPECT_FALSE(completes({1, 1, 32, 0, ah_100}));
    // strings of unequal length
    EXPECT_FALSE(completes({5, 2, 4, 0, ah_100}));
    EXPECT_FALSE(completes({2, 4, 4, 0, ah_100}));
    // no system voltage: 38.4 V, 76.8 V, 102.4 V
    EXPECT_FALSE(completes({3, 3, 4, 0, ah_100}));
    EXPECT_FALSE(completes({3, 3, 8, 0, ah_100}));
    EXPECT_FALSE(completes({2, 2, 16, 0, ah_100}));
    // no capacity, or one that no battery has
    EXPECT_FALSE(completes({1, 1, 4, 0, {0}}));
    EXPECT_FALSE(completes({1, 1, 4, 0, {-1}}));
    EXPECT_FALSE(completes({1, 1, 4, 0, {std::numeric_limits<std::int32_t>::max()}}));
}

TEST(Aggregate, OfAnIncompleteViewClaimsNothing) {
    BankView view(
        {.batteries = 2, .in_series = 1, .cells_per_battery = 4, .battery_capacity = {100'000}});
    view.receive(1, frame_of_four({2000, 2000, 4000, 4000}, 1, 900));
    EXPECT_FALSE(aggregate(view, Settings{}).flags.has(Flag::Complete));
    EXPECT_EQ(BankView(BankLayout{}).layout().in_parallel(), 0);
}

// R-BAT-6
RC_GTEST_PROP(Aggregate, EqualsTheSameSumsDoneCellByCell, ()) {
    const BankLayout layout = *gen_layout();
    const auto frames = *rc::gen::container<std::vector<BatteryFrame>>(
        layout.batteries, rc::gen::resize(rc::kNominalSize, gen_plausible_frame(layout)));
    BankView view(layout);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        view.receive(i, frames[i]);
    }
    const BankSample sample = aggregate(view, Settings{});
    std::int64_t voltage_mv = 0;
    std::int64_t current_ma = 0;
    std::vector<int> cells;
    std::vector<int> temperatures;
    for (const BatteryFrame& frame : frames) {
        voltage_mv += frame.voltage.count;
        current_ma += frame.current.count;
        temperatures.push_back(frame.temperature.count);
        cells.insert(cells.end(), frame.cell_mv.begin(), frame.cell_mv.begin() + frame.cells);
    }
    const auto [lowest, highest] = std::minmax_element(cells.begin(), cells.end());
    const auto [coldest, warmest] = std::minmax_element(temperatures.begin(), temperatures.end());
    RC_ASSERT(sample.extremes.lowest_cell.count == *lowest);
    RC_ASSERT(sample.extremes.highest_cell.count == *highest);
    RC_ASSERT(sample.extremes.coldest.count == *coldest);
    RC_ASSERT(sample.extremes.warmest.count == *warmest);
    // Mean of the strings' voltages, and sum of the strings' mean currents; less than a whole
    // millivolt or milliamp is cut off.
    const int strings = layout.batteries / layout.in_series;
    RC_ASSERT(std::abs(voltage_mv - std::int64_t{sample.bank_voltage.count} * strings) < strings);
    RC_ASSERT(std::abs(current_ma - std::int64_t{sample.bank_current.count} * layout.in_series) <
              layout.in_series);
}

TEST(BankView, ShowsNothingOfCellsThatAStrangerDoesNotHave) {
    BankView view(
        {.batteries = 2, .in_series = 1, .cells_per_battery = 8, .battery_capacity = {100'000}});
    BatteryFrame frame = frame_of_four({3300, 3301, 3302, 3303}, 0, 200);
    frame.cell_mv[4] = frame.cell_mv[5] = 1234;  // behind its last cell
    view.receive(1, frame);
    EXPECT_THAT(view.cells_of(1), testing::ElementsAre(3300, 3301, 3302, 3303, 0, 0, 0, 0));
}

TEST(BankView, HasNoCellsWhereNoBatteryCanBe) {
    BankView view(
        {.batteries = 25, .in_series = 1, .cells_per_battery = 16, .battery_capacity = {100'000}});
    EXPECT_EQ(view.cells_of(24).size(), 16U);
    EXPECT_EQ(view.cells_of(25).size(), 0U);
    EXPECT_EQ(view.cells_of(49).size(), 0U);
}

// D-24
TEST(BankView, OfASetWithoutBatteriesIsNotInService) {
    const BankLayout none{.in_series = 1, .cells_per_battery = 4, .battery_capacity = {100'000}};
    EXPECT_FALSE(is_possible(none));
    EXPECT_EQ(BankView{BatterySet{.layout = none}}, BankView{});
}

// A battery of another model in its place has never been one of the set.
// R-BAT-4, D-24
TEST(BankView, IsNotCompletedByABatteryOfAnotherModel) {
    BankView view(
        {.batteries = 2, .in_series = 1, .cells_per_battery = 4, .battery_capacity = {100'000}});
    BatteryFrame frame = frame_of_four({3300, 3300, 3300, 3300}, 0, 200);  // says 200 Ah
    view.receive(0, frame);
    view.receive(1, frame);
    EXPECT_FALSE(view.is_complete());
    frame.nominal_capacity = {100'000};
    view.receive(0, frame);
    EXPECT_FALSE(view.is_complete());
    view.receive(1, frame);
    EXPECT_TRUE(view.is_complete());
}

// R-BAT-11: an open chain says nothing against what was heard.
TEST(BankView, KeepsWhatItHasHeardWhenTheChainOpens) {
    BankView view = two_by_two();
    view.advance(7_ticks);
    view.set_chain_open(true);
    EXPECT_EQ(view.voltage_of(2), Millivolts{13'303});
    EXPECT_EQ(view.silence_of(2), 7_ticks);
    EXPECT_TRUE(view.is_complete());
}

// A dead short: every cell at 0 V is a reading as any other.
TEST(Aggregate, TellsCellsWithoutVoltage) {
    BankView view(
        {.batteries = 1, .in_series = 1, .cells_per_battery = 4, .battery_capacity = {200'000}});
    view.receive(0, frame_of_four({0, 0, 0, 0}, 0, 200));
    EXPECT_EQ(aggregate(view, Settings{}).extremes.highest_cell, Millivolts{0});
    EXPECT_EQ(aggregate(view, Settings{}).extremes.lowest_cell, Millivolts{0});
}

// R-BAT-1: the largest number of cells is a 51.2 V battery's.
TEST(Frame, HasRoomForSixteenCells) {
    EXPECT_EQ(BatteryFrame{}.cell_mv.size(), 16U);
}

}  // namespace
}  // namespace bms
