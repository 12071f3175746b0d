#pragma once
// The one equation of a bus: the bank gives what the devices take.

#include "models/bank_network.hpp"
#include "models/device.hpp"

#include <span>

namespace models {

struct BusPoint {
    double voltage_v = 0.0;
    double bank_current_a = 0.0;  // positive charges
    bool is_solved = true;        // false: more is asked than the bank can give at any voltage
};

/// What a bus gets at one voltage, and how that changes with it.
class BusLaw {
  public:
    virtual BusCurrent current(double bus_voltage_v) const = 0;

  protected:
    BusLaw() = default;
    BusLaw(const BusLaw&) = default;
    BusLaw& operator=(const BusLaw&) = default;
    ~BusLaw() = default;
};

/// Solves V = E + R * sum of the devices' currents at V by bracketed Newton, to 1 µV. The current
/// is the devices' sum at that voltage, and the voltage follows from it exactly. Where constant
/// power has two answers it finds the higher voltage. `devices` are those that are fed.
BusPoint solve_bus(const Thevenin& bank, std::span<const Device* const> devices);
/// The same for any law in the place of the devices' sum; no answer below `lowest_v` is looked for.
BusPoint solve_bus(const Thevenin& bank, const BusLaw& law, double lowest_v = 0.0);

}  // namespace models
