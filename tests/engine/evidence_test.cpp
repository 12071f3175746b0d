// Which battery and cell a condition goes by, from frames whose extremes are known.

#include "engine/evidence.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace engine {
namespace {

using namespace bms::literals;
using bms::Condition;

/// Three 12.8 V batteries of 100 Ah side by side, at rest at 3.30 V and 20 °C.
class Heard {
  public:
    Heard() {
        for (bms::BatteryFrame& frame : frames) {
            frame = {.voltage = 13'200_mV,
                     .temperature = 200_dC,
                     .nominal_capacity = 100'000_mAh,
                     .cells = 4,
                     .cell_mv = {3300, 3300, 3300, 3300}};
        }
    }

    /// Every battery that is not silent sends its frame, and a tick passes.
    void second(int silent = 0) {
        for (std::size_t i = 0; i < frames.size(); ++i) {
            if (static_cast<int>(i) + 1 != silent) {
                view.receive(i, frames[i]);
            }
        }
        sample = bms::aggregate(view, core.settings());
        view.advance({1});
    }
    /// So many ticks pass in which nobody sends; then the tick at which the BMS looks.
    void look_after(std::uint32_t ticks) {
        view.advance({ticks - 1});
        sample = bms::aggregate(view, core.settings());
        view.advance({1});
    }

    std::string told(Condition condition, bool with_view = true) const {
        return in_brackets(evidence_of(
            condition, {.sample = sample, .core = core, .view = with_view ? &view : nullptr}));
    }

    std::array<bms::BatteryFrame, 3> frames;
    bms::BankView view{bms::BankLayout{
        .batteries = 3, .in_series = 1, .cells_per_battery = 4, .battery_capacity = 100'000_mAh}};
    bms::Core core{bms::Memory{.monitor = bms::charged_to(123'000, 300'000_mAh)}};
    bms::BankSample sample;
};

// R-BAT-5, R-BAT-6
TEST(Evidence, OfACellIsTheFirstAtTheExtremeOfAllBatteries) {
    Heard heard;
    heard.frames[1].cell_mv = {3300, 3300, 3050, 3050};
    heard.frames[2].cell_mv = {3610, 3300, 3050, 3300};
    heard.frames[1].voltage = 12'700_mV;
    heard.frames[2].voltage = 13'260_mV;
    heard.second();
    EXPECT_EQ(heard.told(Condition::PreAlarmCell), " (battery 2, cell 3, 3.05 V)");
    EXPECT_EQ(heard.told(Condition::LowCell), " (battery 2, cell 3, 3.05 V)");
    EXPECT_EQ(heard.told(Condition::HighCell), " (battery 3, cell 1, 3.61 V)");
}

TEST(Evidence, OfATemperatureIsTheBattery) {
    Heard heard;
    heard.frames[0].temperature = 451_dC;
    heard.frames[2].temperature = {-12};
    heard.second();
    EXPECT_EQ(heard.told(Condition::Warm), " (battery 1, 45.1 °C)");
    EXPECT_EQ(heard.told(Condition::Cold), " (battery 3, -1.2 °C)");
}

TEST(Evidence, OfTheBankAsAWholeIsAValueAlone) {
    Heard heard;
    heard.second();
    EXPECT_EQ(heard.told(Condition::LowBankVoltage), " (13.2 V)");
    EXPECT_EQ(heard.told(Condition::DischargeFloor), " (12.3 %)");
    EXPECT_EQ(heard.told(Condition::HardwareFault), "");
    EXPECT_EQ(heard.told(Condition::OpenChain), "");
}

// D-9: nothing is decided by the last frame of a battery that has been silent for 5 s.
TEST(Evidence, OfALostLinkIsTheSilentBatteryWhichDecidesNothingElse) {
    Heard heard;
    heard.frames[1].cell_mv = {3000, 3300, 3300, 3300};
    heard.frames[1].voltage = 12'900_mV;
    heard.second();
    EXPECT_EQ(heard.told(Condition::LinkWarning), "");
    EXPECT_EQ(heard.told(Condition::LowCell), " (battery 2, cell 1, 3 V)");
    for (int passed = 1; passed <= 5; ++passed) {
        heard.view.advance({9});
        heard.second(2);
    }
    EXPECT_EQ(heard.told(Condition::LinkWarning), " (battery 2, 5 s)");
    EXPECT_EQ(heard.told(Condition::LinkLost), " (battery 2, 5 s)");
    EXPECT_EQ(heard.told(Condition::LowCell), " (battery 1, cell 1, 3.3 V)");
    heard.view.advance({9});
    heard.second();
    EXPECT_EQ(heard.told(Condition::LinkWarning), "");
}

// R-BAT-2, R-COD-4
TEST(Evidence, OfASetThatIsNotTheOneInServiceIsTheStranger) {
    Heard heard;
    heard.second();
    EXPECT_EQ(heard.told(Condition::ImpossibleSet), "");
    heard.frames[2].nominal_capacity = 200'000_mAh;
    heard.second();
    EXPECT_EQ(heard.told(Condition::ImpossibleSet), " (battery 3, 200 Ah)");
    EXPECT_EQ(heard.told(Condition::ChangedSet), " (battery 3, 200 Ah)");
}

TEST(Evidence, OfATraceIsWhatItsSampleSays) {
    Heard heard;
    heard.frames[1].cell_mv = {3300, 3050, 3300, 3300};
    heard.frames[1].voltage = 12'950_mV;
    heard.second();
    EXPECT_EQ(heard.told(Condition::LowCell, false), " (3.05 V)");
    EXPECT_EQ(heard.told(Condition::Warm, false), " (20 °C)");
    heard.look_after(60);
    EXPECT_EQ(heard.told(Condition::LinkWarning, false), "");
    EXPECT_EQ(heard.told(Condition::ChangedSet, false), "");
}

// Before every battery has been heard nothing about cells is known.
TEST(Evidence, OfAnIncompleteSetIsNothing) {
    Heard heard;
    heard.second(3);
    EXPECT_EQ(heard.told(Condition::LowCell), "");
    EXPECT_EQ(heard.told(Condition::Cold), "");
}

}  // namespace
}  // namespace engine
