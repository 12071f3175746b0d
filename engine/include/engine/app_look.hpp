#pragma once
// What an app that connects to the BMS at one moment can read from it.

#include "bms/bank_view.hpp"
#include "bms/core.hpp"
#include "engine/sim_time.hpp"

namespace engine {

/// A copy of all that is shown; without supply nobody can connect.
struct AppLook {
    SimTime at{0};
    bool is_powered = true;
    bms::Core core;
    bms::BankSample sample;
    bms::BankView view;
};

}  // namespace engine
