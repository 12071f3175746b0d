// Bluetooth and the blue light.

#include "tests/bms/core_rig.hpp"

#include <gtest/gtest.h>

namespace bms {
namespace {

void connect(CoreRig& rig, bool connected) {
    rig.sample.flags = resting_sample().flags;
    if (connected) {
        rig.sample.flags.set(Flag::BluetoothConnected);
    }
}

Light blue(const CoreRig& rig) {
    return rig.status().blue;
}

// R-COD-5
TEST(BlueLight, BlinksUntilAnAppConnectsAndIsOnWhileItIs) {
    CoreRig rig;
    EXPECT_EQ(Core{}.status().blue, Light::Blinking);
    EXPECT_EQ(blue(rig), Light::Blinking);
    connect(rig, true);
    rig.run(1_ticks);
    EXPECT_EQ(blue(rig), Light::On);
    connect(rig, false);
    rig.run(1_ticks);
    EXPECT_EQ(blue(rig), Light::Blinking);
}

// R-COD-5
TEST(BlueLight, ShinesWithTheRemoteOrTheModeOffToo) {
    CoreRig rig;
    rig.sample.pins = RemotePins{};
    rig.tell(CommandKind::SwitchOff);
    leap(rig.core, rig.sample, 100_seconds);
    EXPECT_EQ(blue(rig), Light::Blinking);
    connect(rig, true);
    rig.run(1_ticks);
    EXPECT_EQ(blue(rig), Light::On);
}

// R-COD-5, R-BLE-1
TEST(BlueLight, IsOffWhileBluetoothIsDisabled) {
    CoreRig rig;
    connect(rig, true);
    EXPECT_EQ(rig.tell(CommandKind::DisableBluetooth), Outcome::Done);
    EXPECT_EQ(blue(rig), Light::Off);
    leap(rig.core, rig.sample, 1000_seconds);
    EXPECT_EQ(blue(rig), Light::Off);
}

// R-BLE-1
TEST(Bluetooth, DisabledIsActiveForThirtySecondsAfterPowerUp) {
    CoreRig rig;
    rig.tell(CommandKind::DisableBluetooth);
    rig.core = Core(rig.core.memory());
    rig.sample.command = {};
    EXPECT_EQ(blue(rig), Light::Blinking);
    EXPECT_EQ(rig.ticks_until([&] { return blue(rig) == Light::Off; }, 1000), 301U);
    // With the remote off it counts from power-up, and once more from the remote on.
    rig.core = Core(rig.core.memory());
    rig.sample.pins = RemotePins{};
    EXPECT_EQ(rig.ticks_until([&] { return blue(rig) == Light::Off; }, 1000), 300U);
    rig.run(100_seconds);
    rig.sample.pins = factory_loop();
    rig.run(1_ticks);
    EXPECT_EQ(blue(rig), Light::Blinking);
    EXPECT_EQ(rig.ticks_until([&] { return blue(rig) == Light::Off; }, 1000), 300U);
}

// R-BLE-1
TEST(Bluetooth, DisabledIsActiveForThirtySecondsAfterTheRemoteComesOnAndAgainFromTheLastTime) {
    CoreRig rig;
    rig.tell(CommandKind::DisableBluetooth);
    const auto toggle = [&] {
        rig.sample.pins = RemotePins{};
        rig.run(1_ticks);
        rig.sample.pins = factory_loop();
        rig.run(1_ticks);
    };
    toggle();
    EXPECT_EQ(blue(rig), Light::Blinking);
    rig.run(20_seconds);
    toggle();
    EXPECT_EQ(rig.ticks_until([&] { return blue(rig) == Light::Off; }, 1000), 300U);
}

// R-BLE-1: also with the mode off, else nobody could ever switch it on again.
TEST(Bluetooth, DisabledIsHeardWithTheModeOff) {
    CoreRig rig;
    rig.tell(CommandKind::SwitchOff);
    rig.tell(CommandKind::DisableBluetooth);
    rig.power_cycle();
    EXPECT_EQ(blue(rig), Light::Blinking);
    connect(rig, true);
    rig.run(1_ticks);
    EXPECT_EQ(blue(rig), Light::On);
}

// R-BLE-1
TEST(Bluetooth, IsEnabledAgainWhileItIsActiveAndNotOtherwise) {
    CoreRig rig;
    rig.tell(CommandKind::DisableBluetooth);
    EXPECT_EQ(rig.tell(CommandKind::EnableBluetooth), Outcome::NotNow);
    EXPECT_EQ(blue(rig), Light::Off);
    rig.power_cycle();
    rig.run(29_seconds);
    EXPECT_EQ(rig.tell(CommandKind::EnableBluetooth), Outcome::Done);
    leap(rig.core, rig.sample, 1000_seconds);
    EXPECT_EQ(blue(rig), Light::Blinking);
    rig.power_cycle();
    leap(rig.core, rig.sample, 1000_seconds);
    EXPECT_EQ(blue(rig), Light::Blinking);
    EXPECT_EQ(rig.tell(CommandKind::EnableBluetooth), Outcome::Done);  // as it is
}

// R-BLE-1
TEST(Bluetooth, DisabledOnceMoreInItsWindowGoesAtOnce) {
    CoreRig rig;
    rig.tell(CommandKind::DisableBluetooth);
    rig.power_cycle();
    ASSERT_EQ(blue(rig), Light::Blinking);
    EXPECT_EQ(rig.tell(CommandKind::DisableBluetooth), Outcome::Done);
    EXPECT_EQ(blue(rig), Light::Off);
}

// R-BLE-1
TEST(Bluetooth, HasNoWindowWhenItsTimeIsSetToZero) {
    Settings settings;
    settings.set<Setting::BluetoothWindow>(0_seconds);
    CoreRig rig{500_permille, settings};
    rig.tell(CommandKind::DisableBluetooth);
    rig.power_cycle();
    EXPECT_EQ(blue(rig), Light::Off);
}

// R-BLE-1
TEST(Bluetooth, ClosesAtTheNextTickAWindowThatIsSetToLessThanHasPassed) {
    CoreRig rig;
    rig.tell(CommandKind::DisableBluetooth);
    rig.power_cycle();
    rig.run(100_ticks);
    ASSERT_EQ(rig.core.bluetooth().state(), BluetoothState::Window);
    EXPECT_EQ(rig.tell(CommandKind::ChangeSetting, 50, Setting::BluetoothWindow), Outcome::Done);
    // It was felt at the tick that took it, or is at the next.
    EXPECT_LE(rig.core.next_deadline(rig.sample).value_or(Ticks{1}), Ticks{1});
    rig.run(1_ticks);
    EXPECT_EQ(rig.core.bluetooth().state(), BluetoothState::Disabled);
    Settings short_window;
    short_window.set<Setting::BluetoothWindow>(5_ticks);
    Bluetooth open{false};
    open.step(Settings{}, true, false);
    open.step_quietly(20_ticks);
    EXPECT_EQ(open.next_timer(short_window), Ticks{1});
}

// R-BLE-1
TEST(Bluetooth, HasItsWholeWindowEachTime) {
    CoreRig rig;
    rig.tell(CommandKind::DisableBluetooth);
    for (int time = 0; time < 3; ++time) {
        rig.run(7_ticks);
        rig.power_cycle();
        EXPECT_EQ(rig.ticks_until([&] { return blue(rig) == Light::Off; }, 1000), 300U) << time;
    }
}

// R-BLE-1: what was leapt over has passed.
TEST(Bluetooth, CountsItsWindowInLeapsToo) {
    CoreRig rig;
    rig.tell(CommandKind::DisableBluetooth);
    rig.power_cycle();
    leap(rig.core, rig.sample, 100_ticks);
    leap(rig.core, rig.sample, 100_ticks);
    EXPECT_EQ(rig.ticks_until([&] { return blue(rig) == Light::Off; }, 1000), 100U);
    Bluetooth open{false};
    open.step(Settings{}, true, false);
    open.step_quietly(20_ticks);
    Settings just_over;
    just_over.set<Setting::BluetoothWindow>(20_ticks);
    EXPECT_EQ(open.next_timer(just_over), Ticks{1});
    EXPECT_EQ(open.next_timer(Settings{}), Ticks{280});
}

}  // namespace
}  // namespace bms
