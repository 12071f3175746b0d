#pragma once
// The checks of a scenario by what they are about. Private to the engine; each throws an InputError
// at the node whose value does not fit.

#include "engine/node.hpp"
#include "engine/scenario.hpp"

#include <string>

namespace engine {

void check_remote(const RemoteEntry& remote, const Node& node, const std::string& path);
/// Each device, and how they hang together.
void check_devices(const Scenario& scenario, const Node& root);
/// Each event, and what they come to.
void check_events(const Scenario& scenario, const Node& root);

}  // namespace engine
