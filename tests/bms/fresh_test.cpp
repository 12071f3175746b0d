// What stands before anything has happened: nothing is asked, nothing is known, every output
// floats.

#include "tests/bms/core_rig.hpp"

#include <gtest/gtest.h>

namespace bms {
namespace {

TEST(Fresh, CommandAsksForNothing) {
    EXPECT_EQ(Command{}.kind, CommandKind::None);
    EXPECT_EQ(Command{}.setting, Setting::None);
    EXPECT_EQ(Command{}.sequence, 0);
    EXPECT_EQ(Command{}.value, 0);
}

TEST(Fresh, ReceiptAnswersNothing) {
    EXPECT_EQ(Receipt{}.sequence, 0);
    EXPECT_EQ(Receipt{}.outcome, Outcome::None);
    EXPECT_EQ(Receipt{}.violation.lower, Setting::None);
    EXPECT_EQ(Receipt{}.violation.upper, Setting::None);
}

// R-OUT-1, R-OUT-2, R-OUT-3: nothing is on before the BMS has said so.
TEST(Fresh, StatusLeavesEveryOutputFloatingAndEveryLightOff) {
    const Status status;
    EXPECT_EQ(status.load, Output::Floating);
    EXPECT_EQ(status.charger, Output::Floating);
    EXPECT_EQ(status.pre_alarm, Output::Floating);
    EXPECT_EQ(status.red, Light::Off);
    EXPECT_EQ(status.blue, Light::Off);
    EXPECT_EQ(status.mode, Mode::On);
    EXPECT_EQ(status.update, UpdateState::None);
    EXPECT_EQ(status.soc_trust, SocTrust::Unknown);
    EXPECT_EQ(status.codes.bits, 0);
}

// R-REM-2, D-24, D-25
TEST(Fresh, CoreStartsWithBothOutputsOpenAndKnowsNoStateOfCharge) {
    const Core core;
    const Protection& protection = core.protection();
    EXPECT_EQ(protection.run_state(), RunState::Starting);
    EXPECT_EQ(protection.load_state(), LoadState::Open);
    EXPECT_EQ(protection.charger_state(), ChargerState::Open);
    EXPECT_EQ(protection.mode(), Mode::On);
    EXPECT_EQ(protection.update_state(), UpdateState::None);
    EXPECT_EQ(Monitor{}.trust(), SocTrust::Unknown);
    EXPECT_EQ(core.monitor().trust(), SocTrust::Unknown);
}

// R-OUT-1, R-OUT-2
TEST(Fresh, CoreOfAHealthyBankIsOnAtItsFirstTick) {
    const CoreRig rig;
    EXPECT_EQ(rig.core.protection().load_state(), LoadState::On);
    EXPECT_EQ(rig.core.protection().charger_state(), ChargerState::On);
}

// R-BLE-1
TEST(Fresh, BluetoothIsEnabled) {
    EXPECT_EQ(Bluetooth{}.state(), BluetoothState::Enabled);
}

// R-REM-1: the loop of the factory joins L and H.
TEST(Fresh, SampleHasTheLoopOfTheFactory) {
    EXPECT_EQ(BankSample{}.pins.low.state, PinState::Joined);
    EXPECT_EQ(BankSample{}.pins.high.state, PinState::Joined);
    EXPECT_EQ(RemotePin{}.state, PinState::Open);
}

}  // namespace
}  // namespace bms
