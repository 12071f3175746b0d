#pragma once
// The devices of a scenario as the plant takes them.

#include "engine/scenario.hpp"
#include "models/device.hpp"
#include "models/far_bus.hpp"
#include "models/far_side.hpp"
#include "models/lead_battery.hpp"

#include <memory>

namespace engine {

/// A link, or a lead battery behind one, is no device by itself: there the stand-in comes.
std::unique_ptr<models::Device> device_of(const DeviceEntry& device, const Scenario& scenario);
/// In the place of one that lives behind a link: carries nothing.
std::unique_ptr<models::Device> stand_in();
models::LeadBatteryParameters lead_battery_of(const DeviceEntry& device);
/// A link, with the bus behind it.
std::unique_ptr<models::FarSide> far_side_of(const DeviceEntry& device, const Scenario& scenario,
                                             models::FarBus far);

}  // namespace engine
