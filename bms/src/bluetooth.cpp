#include "bms/bluetooth.hpp"

namespace bms {

Bluetooth::Bluetooth(bool enabled)
    : state_{enabled ? BluetoothState::Enabled : BluetoothState::Disabled} {
    meet(BluetoothEvent::Start);
}

void Bluetooth::step(const Settings& settings, bool remote_on, bool connected) {
    connected_ = static_cast<std::uint8_t>(connected);
    if (remote_on && remote_was_on_ == 0) {
        meet(BluetoothEvent::Start);
        window_ticks_ = 0;
    } else if (state_ == BluetoothState::Window) {
        ++window_ticks_;
    }
    remote_was_on_ = static_cast<std::uint8_t>(remote_on);
    if (window_ticks_ >= settings.get<Setting::BluetoothWindow>().count) {
        meet(BluetoothEvent::WindowOver);
    }
}

void Bluetooth::step_quietly(Ticks ticks) {
    if (state_ == BluetoothState::Window) {
        window_ticks_ = static_cast<std::uint16_t>(window_ticks_ + ticks.count);
    }
}

std::optional<Ticks> Bluetooth::next_timer(const Settings& settings) const {
    if (state_ != BluetoothState::Window) {
        return std::nullopt;
    }
    const std::uint32_t all = settings.get<Setting::BluetoothWindow>().count;
    return Ticks{all > window_ticks_ ? all - window_ticks_ : 1};
}

Light Bluetooth::light() const {
    if (!is_active()) {
        return Light::Off;
    }
    return connected_ != 0 ? Light::On : Light::Blinking;
}

}  // namespace bms
