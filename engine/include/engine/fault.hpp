#pragma once
// What happens to batteries, leads, link and board in a scenario.

#include "engine/event.hpp"
#include "engine/scenario.hpp"
#include "engine/system.hpp"

#include <functional>
#include <vector>

namespace engine {

/// One thing that goes wrong, or right again.
struct Fault {
    std::function<void(System&, SimTime)> befall;
    Event event;                   // what is told about it, yet without its time
    bool is_felt_at_once = false;  // by devices
};

/// Those of one entry of `events`, in the order of its keys in the documentation.
std::vector<Fault> faults_of(const ScenarioEvent& event, const Scenario& scenario);

}  // namespace engine
