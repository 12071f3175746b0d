#pragma once
// Bluetooth as far as the BMS decides about it: active or not, and the blue light (R-BLE-1,
// R-COD-5). The radio itself is the board's.

#include "bms/machine.hpp"
#include "bms/outputs.hpp"
#include "bms/settings.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace bms {

enum class BluetoothState : std::uint8_t {
    Enabled,
    Disabled,
    Window,  // disabled, but active for a while after a start, so that it can be enabled again
};
inline constexpr std::size_t bluetooth_state_count = 3;

enum class BluetoothEvent : std::uint8_t {
    Enable,
    Disable,
    Start,       // power-up, or remote off → on
    WindowOver,  // its time is over
};
inline constexpr std::size_t bluetooth_event_count = 4;

inline constexpr Machine<BluetoothState, BluetoothEvent, bluetooth_state_count,
                         bluetooth_event_count>
    bluetooth_machine{{{
        stays(BluetoothState::Enabled, BluetoothEvent::Enable),
        {BluetoothState::Enabled, BluetoothEvent::Disable, BluetoothState::Disabled},
        stays(BluetoothState::Enabled, BluetoothEvent::Start),
        stays(BluetoothState::Enabled, BluetoothEvent::WindowOver),
        // Enabled again only while it is active: nobody could be heard asking for it.
        stays(BluetoothState::Disabled, BluetoothEvent::Enable),
        stays(BluetoothState::Disabled, BluetoothEvent::Disable),
        {BluetoothState::Disabled, BluetoothEvent::Start, BluetoothState::Window},
        stays(BluetoothState::Disabled, BluetoothEvent::WindowOver),
        {BluetoothState::Window, BluetoothEvent::Enable, BluetoothState::Enabled},
        {BluetoothState::Window, BluetoothEvent::Disable, BluetoothState::Disabled},
        stays(BluetoothState::Window, BluetoothEvent::Start),
        {BluetoothState::Window, BluetoothEvent::WindowOver, BluetoothState::Disabled},
    }}};
static_assert(bluetooth_machine.is_sound(BluetoothState::Enabled));

class Bluetooth {
  public:
    Bluetooth() = default;
    /// Power-up with Bluetooth enabled or disabled before.
    explicit Bluetooth(bool enabled);

    /// One control tick.
    void step(const Settings& settings, bool remote_on, bool connected);
    /// `ticks` ticks with everything held, of which it is known (`next_timer`) that none closes the
    /// window.
    void step_quietly(Ticks ticks);
    /// Ticks until the window closes; nothing when none is open.
    std::optional<Ticks> next_timer(const Settings& settings) const;

    void enable() { meet(BluetoothEvent::Enable); }
    void disable() { meet(BluetoothEvent::Disable); }

    BluetoothState state() const { return state_; }
    bool is_enabled() const { return state_ == BluetoothState::Enabled; }
    bool is_active() const { return state_ != BluetoothState::Disabled; }
    /// Off while inactive, on while connected, else blinking.
    Light light() const;

    friend constexpr bool operator==(const Bluetooth&, const Bluetooth&) = default;

  private:
    friend struct Fields;  // fields.hpp: every number by name

    void meet(BluetoothEvent event) { state_ = bluetooth_machine.next(state_, event); }

    std::uint16_t window_ticks_{};  // for how long the window has been open
    BluetoothState state_{BluetoothState::Enabled};
    std::uint8_t connected_{};
    std::uint8_t remote_was_on_{};
    std::array<std::uint8_t, 3> unused_{};
};

}  // namespace bms
