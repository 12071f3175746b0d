// Who stops without being told to, and for how long.

#include "engine/outage.hpp"

#include "engine/cause.hpp"
#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

Event told(double at_s, EventKind kind, const std::string& device, const std::string& cause = "") {
    return {.at = SimTime{static_cast<std::int64_t>(at_s * 1000.0)},
            .kind = kind,
            .device = device,
            .cause = cause};
}

TEST(Outage, CountsItsTimesAndAddsThemUp) {
    const auto outages = outages_of(
        {told(10, EventKind::BrownOut, "radio"), told(25, EventKind::BrownOutOver, "radio"),
         told(40, EventKind::BrownOut, "radio"), told(50, EventKind::BrownOutOver, "radio")},
        SimTime{100'000});
    ASSERT_THAT(outages, SizeIs(1));
    EXPECT_EQ(outages.front().device, "radio");
    EXPECT_EQ(outages.front().times, 2);
    EXPECT_EQ(outages.front().first, SimTime{10'000});
    EXPECT_EQ(outages.front().duration, SimTime{25'000});
    EXPECT_TRUE(outages.front().is_over);
}

TEST(Outage, ThatIsNotOverLastsToTheEndOfTheRun) {
    const auto outages =
        outages_of({told(10, EventKind::BmsOff, "bms"), told(12, EventKind::BmsOn, "bms"),
                    told(90, EventKind::BmsOff, "bms")},
                   SimTime{100'000});
    ASSERT_THAT(outages, SizeIs(1));
    EXPECT_EQ(outages.front().kind, OutageKind::BmsWithoutSupply);
    EXPECT_EQ(outages.front().duration, SimTime{12'000});
    EXPECT_FALSE(outages.front().is_over);
}

TEST(Outage, OfASwitchIsOneForLowVoltageOnly) {
    const auto by = [](Cause cause) {
        return outages_of(
            {told(10, EventKind::SwitchOpened, "protect", std::string{name_of(cause)}),
             told(20, EventKind::SwitchClosed, "protect")},
            SimTime{100'000});
    };
    EXPECT_THAT(by(Cause::ByHand), IsEmpty());
    EXPECT_THAT(by(Cause::Output), IsEmpty());
    ASSERT_THAT(by(Cause::OwnLowVoltage), SizeIs(1));
    EXPECT_EQ(by(Cause::OwnLowVoltage).front().kind, OutageKind::BrownedOut);
}

TEST(Outage, OfEachDeviceStandsAlone) {
    const auto outages = outages_of(
        {told(10, EventKind::LockedOut, "inverter"), told(20, EventKind::LockedOut, "protect"),
         told(30, EventKind::LockedOutOver, "protect")},
        SimTime{100'000});
    ASSERT_THAT(outages, SizeIs(2));
    EXPECT_EQ(outages[0].device, "inverter");
    EXPECT_FALSE(outages[0].is_over);
    EXPECT_EQ(outages[1].duration, SimTime{10'000});
    EXPECT_TRUE(outages[1].is_over);
}

// R-SYS-3: more is asked of the inverter than its 375 VA; after the third restart it stays off, and
// a run that ends so is not "ok".
TEST(Outage, OfAnInverterThatIsAskedTooMuchIsInTheVerdict) {
    const RunResult result = run_leap(
        load_text("duration: 1 h\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 80}\n"
                  "devices:\n  inverter: {model: inverter_ve_direct_12_375, supplies: 800 W}\n"),
        {});
    ASSERT_THAT(result.outages, SizeIs(1));
    EXPECT_EQ(result.outages.front().kind, OutageKind::LockedOut);
    EXPECT_FALSE(result.outages.front().is_over);
    EXPECT_EQ(result.verdict, Verdict::LoadsLost);
}

// Switched off and on again it begins anew.
TEST(Outage, OfAnInverterEndsAtItsSwitch) {
    const RunResult result = run_leap(
        load_text("duration: 1 h\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 80}\n"
                  "devices:\n  inverter: {model: inverter_ve_direct_12_375, supplies: 800 W, "
                  "from: '00:00', to: '00:10'}\nevents:\n"
                  "  - {at: 20 min, switch: inverter, position: open}\n"
                  "  - {at: 21 min, switch: inverter, position: closed}\n"),
        {});
    ASSERT_THAT(result.outages, SizeIs(1));
    EXPECT_TRUE(result.outages.front().is_over);
    const auto over = events_of(result, EventKind::LockedOutOver);
    ASSERT_THAT(over, SizeIs(1));
    EXPECT_EQ(over.front().at, SimTime{1'200'000});
    EXPECT_EQ(over.front().cause, name_of(Cause::ByHand));
}

RunResult hours_of(const std::string& devices, const std::string& soc_pct = "80",
                   const std::string& more = "") {
    return run_leap(load_text("duration: 2 h\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: " +
                              soc_pct + "}\ndevices:\n" + devices + more),
                    {});
}

// R-SYS-4: a VE.Bus inverter wants the inverting cable; ECO mode wakes from 15 W.
TEST(Outage, OfALoadThatIsFedAndAskedAndNeverRunsIsInTheVerdict) {
    for (const char* inverter :
         {"model: ve_bus_inverter, draws: 100 W, through: direct",
          "model: inverter_ve_direct_12_375, supplies: 10 W, eco_mode: true"}) {
        const RunResult result = hours_of("  it: {" + std::string{inverter} + "}\n");
        ASSERT_THAT(result.outages, SizeIs(1)) << inverter;
        EXPECT_EQ(result.outages.front().kind, OutageKind::NeverRan);
        EXPECT_EQ(result.outages.front().device, "it");
        EXPECT_LE(result.outages.front().first, SimTime{1'000});
        EXPECT_EQ(result.verdict, Verdict::LoadsLost);
    }
}

TEST(Outage, IsNoneWhereALoadRunsOnceOrSomebodyWantsItOff) {
    const std::string inverter =
        "  it: {model: inverter_ve_direct_12_375, supplies: 20 W, eco_mode: true, on_for: 10 min, "
        "every: 1 h}\n";
    EXPECT_THAT(hours_of(inverter).outages, IsEmpty());
    const std::string lamp = "  it: {model: constant_power, draws: 10 W, switched_by: load}\n";
    EXPECT_THAT(hours_of(lamp, "80", "bms: {remote: open}\n").outages, IsEmpty());
    EXPECT_THAT(hours_of("  main: {model: main_switch}\n  it: {model: constant_power, draws: 10 W, "
                         "connected_to: main}\n",
                         "80", "events: [{at: 0 s, switch: main, position: open}]\n")
                    .outages,
                IsEmpty());
}

// R-OUT-7: a bank that starts below its floor never calls its loads.
TEST(Outage, OfLoadsThatNeverComeOnIsTheVerdictToo) {
    const RunResult result =
        hours_of("  it: {model: constant_power, draws: 10 W, connected_to: load}\n", "8");
    EXPECT_EQ(result.verdict, Verdict::LoadsLost);
    EXPECT_EQ(result.milestones[Milestone::LoadOff], SimTime{1'000});
    EXPECT_NEAR(*result.metrics[Metric::LoadOffHours], 2.0, 0.01);
}

// LOAD takes off an inverter that waits after a brown-out: it has not come back by that.
TEST(Outage, OfABrownOutLastsUntilTheDeviceRunsAgain) {
    const RunResult result = run_leap(
        load_text("duration: 4 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 30}\n"
                  "bms: {discharge_floor_pct: 0}\ndevices:\n"
                  "  it: {model: inverter_ve_direct_12_800, supplies: 300 W, cable_resistance: 80 "
                  "mOhm}\n  fridge: {model: constant_power, draws: 50 W, connected_to: battery}\n"),
        {});
    ASSERT_FALSE(events_of(result, EventKind::BrownOut).empty());
    EXPECT_GT(events_of(result, EventKind::LoadOff).size(), 0U);
    for (const Outage& outage : result.outages) {
        if (outage.device == "it" && outage.kind == OutageKind::BrownedOut) {
            EXPECT_FALSE(outage.is_over);
        }
    }
}

}  // namespace
}  // namespace engine
