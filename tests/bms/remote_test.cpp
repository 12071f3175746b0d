// The remote input, and what starts and stops the BMS.

#include "tests/bms/core_rig.hpp"

#include <initializer_list>
#include <utility>

#include <gtest/gtest.h>

namespace bms {
namespace {

constexpr RemotePin open{};
constexpr RemotePin joined{.state = PinState::Joined};

// R-REM-1, D-26
TEST(Remote, IsOnExactlyAsTheManualsTableSays) {
    constexpr Millivolts battery{13'200};
    struct Row {
        RemotePin low;
        RemotePin high;
        bool on;
    };
    int number = 0;
    for (const Row& row : {
             // L and H joined; one end of a loop alone joins nothing
             Row{joined, joined, true},
             {joined, open, false},
             {open, joined, false},
             {open, open, false},
             // V_L < 3.5 V
             {driven(0), open, true},
             {driven(-50), open, true},
             {driven(3499), open, true},
             {driven(3500), open, false},
             {driven(13'200), open, false},
             // 2.9 V < V_H <= Vbat + 0.2 V; tied to battery plus is on (§3.3)
             {open, driven(0), false},
             {open, driven(2900), false},
             {open, driven(2901), true},
             {open, driven(13'200), true},
             {open, driven(13'400), true},
             {open, driven(13'401), false},
             // one rule is enough
             {driven(0), driven(0), true},
             {driven(5000), driven(12'000), true},
             {driven(5000), driven(14'000), false},
             {joined, driven(12'000), true},
         }) {
        SCOPED_TRACE("row " + std::to_string(++number));
        EXPECT_EQ(remote_is_on({.low = row.low, .high = row.high}, battery), row.on);
    }
    EXPECT_TRUE(remote_is_on(factory_loop(), battery));
}

// R-REM-1, D-26
TEST(Remote, MeasuresHAgainstTheBatteryItHas) {
    const RemotePins tied{.high = driven(26'400)};
    EXPECT_TRUE(remote_is_on(tied, {26'400}));
    EXPECT_FALSE(remote_is_on(tied, {13'200}));
}

// R-REM-1, R-OUT-1, R-OUT-2
TEST(Remote, FloatsAllThreeOutputsAtOnceWhenItIsSwitchedOff) {
    CoreRig rig{150_permille};  // below the warning level: PRE-ALARM is High too
    ASSERT_EQ(rig.load(), Output::High);
    ASSERT_EQ(rig.charger(), Output::High);
    ASSERT_EQ(rig.pre_alarm(), Output::High);
    rig.sample.pins = RemotePins{};
    rig.run(1_ticks);
    EXPECT_EQ(rig.load(), Output::Floating);
    EXPECT_EQ(rig.charger(), Output::Floating);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    EXPECT_TRUE(rig.status().load_reasons.has(Reason::RemoteOff));
    EXPECT_TRUE(rig.status().charger_reasons.has(Reason::RemoteOff));
    leap(rig.core, rig.sample, 3600_seconds);
    EXPECT_EQ(rig.load(), Output::Floating);
    EXPECT_EQ(rig.charger(), Output::Floating);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
}

// R-REM-1, R-OUT-5
TEST(Remote, GivesTheOutputsBackWithinASecondWhenItIsSwitchedOnAgain) {
    CoreRig rig{150_permille};
    rig.sample.pins = RemotePins{};
    rig.run(5_seconds);
    ASSERT_EQ(rig.load(), Output::Floating);
    rig.sample.pins = RemotePins{.high = driven(13'200)};
    rig.run(1_seconds);
    EXPECT_EQ(rig.load(), Output::High);
    EXPECT_EQ(rig.charger(), Output::High);
    EXPECT_EQ(rig.pre_alarm(), Output::High);
}

// R-REM-1, R-REM-2
TEST(Remote, OffFromTheFirstTickKeepsTheBmsFromStarting) {
    Core core;
    BankSample sample = resting_sample();
    sample.pins = RemotePins{};
    leap(core, sample, 60_seconds);
    EXPECT_EQ(core.protection().run_state(), RunState::Off);
    EXPECT_EQ(core.status().load, Output::Floating);
    EXPECT_EQ(core.status().charger, Output::Floating);
    sample.pins = factory_loop();
    leap(core, sample, 1_seconds);
    EXPECT_EQ(core.status().load, Output::High);
}

/// A frame of one 12.8 V battery at rest.
BatteryFrame frame_at_rest() {
    return {.voltage = {13'200},
            .temperature = {200},
            .nominal_capacity = {100'000},
            .cells = 4,
            .cell_mv = {3300, 3300, 3300, 3300}};
}

// R-REM-2, D-24
TEST(Start, HappensOnlyWhenEveryBatteryHasSentAFrame) {
    BankView view(
        {.batteries = 4, .in_series = 2, .cells_per_battery = 4, .battery_capacity = {100'000}});
    Core core;
    for (std::size_t position : {3U, 0U, 2U}) {
        view.receive(position, frame_at_rest());
        view.receive(position, frame_at_rest());  // the same one twice is still one
        leap(core, aggregate(view, core.settings()), 60_seconds);
        EXPECT_EQ(core.protection().run_state(), RunState::Starting);
        EXPECT_EQ(core.status().load, Output::Floating);
        EXPECT_EQ(core.status().charger, Output::Floating);
        EXPECT_EQ(core.status().pre_alarm, Output::Floating);
        EXPECT_TRUE(core.status().load_reasons.has(Reason::Starting));
        EXPECT_TRUE(core.status().charger_reasons.has(Reason::Starting));
    }
    view.receive(1, frame_at_rest());
    leap(core, aggregate(view, core.settings()), 1_ticks);
    EXPECT_EQ(core.protection().run_state(), RunState::Running);
    EXPECT_EQ(core.status().load, Output::High);
    EXPECT_EQ(core.status().charger, Output::High);
}

// R-REM-2, D-24
TEST(Start, BeginsAnewAtPowerUpAndKeepsWhatIsStored) {
    Settings settings;
    settings.set<Setting::DischargeFloor>(150_permille);
    CoreRig rig{600_permille, settings};
    rig.sample.bank_current = {-20'000};
    rig.run(600_seconds);
    const MonitorMemory monitor = rig.core.monitor().memory();
    const History history = rig.core.history();
    rig.core = Core(rig.core.memory());
    EXPECT_EQ(rig.load(), Output::Floating);
    EXPECT_EQ(rig.charger(), Output::Floating);
    EXPECT_EQ(rig.pre_alarm(), Output::Floating);
    EXPECT_EQ(rig.core.monitor().memory(), monitor);
    EXPECT_EQ(rig.core.history(), history);
    EXPECT_EQ(rig.core.settings(), settings);
    rig.run(1_ticks);
    EXPECT_EQ(rig.load(), Output::High);
}

// What is stored keeps its outputs open from before the first tick, beside the start itself; what
// opens neither is no reason.
// R-REM-3, R-OUT-1
TEST(Start, HasItsReasonsBeforeTheFirstTick) {
    const auto reasons_of = [](std::initializer_list<Condition> stored) {
        Memory memory;
        for (const Condition condition : stored) {
            memory.protection.active.insert(condition);
        }
        const Status status = Core{memory}.status();
        return std::pair{status.load_reasons.bits, status.charger_reasons.bits};
    };
    const auto bit = [](auto reason) { return 1U << static_cast<unsigned>(reason); };
    const std::uint32_t starting = bit(Reason::Starting);
    using Bits = std::pair<std::uint32_t, std::uint32_t>;
    EXPECT_EQ(reasons_of({}), (Bits{starting, starting}));
    EXPECT_EQ(reasons_of({Condition::LowCell}),
              (Bits{starting | bit(Condition::LowCell), starting}));
    EXPECT_EQ(reasons_of({Condition::DischargeFloor}),
              (Bits{starting | bit(Condition::DischargeFloor), starting}));
    EXPECT_EQ(reasons_of({Condition::HighCell}),
              (Bits{starting, starting | bit(Condition::HighCell)}));
    EXPECT_EQ(reasons_of({Condition::LinkLost}),
              (Bits{starting | bit(Condition::LinkLost), starting | bit(Condition::LinkLost)}));
    EXPECT_EQ(reasons_of({Condition::LowSocWarning}), (Bits{starting, starting}));
}

}  // namespace
}  // namespace bms
