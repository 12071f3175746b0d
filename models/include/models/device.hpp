#pragma once
// What hangs on the bus.

#include "models/schedule.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>

namespace models {

/// The current of a device at one bus voltage (positive charges the bank, a load's is negative) and
/// its derivative.
struct BusCurrent {
    double current_a = 0.0;
    double slope_a_per_v = 0.0;
};

/// Voltages between which the state of a device stays as it is: lowest_v <= V < below_v.
struct VoltageWatch {
    double lowest_v = -std::numeric_limits<double>::infinity();
    double below_v = std::numeric_limits<double>::infinity();

    bool contains(double voltage_v) const { return lowest_v <= voltage_v && voltage_v < below_v; }
};

/// Of two moments that may never come.
inline std::optional<Milliseconds> earlier(std::optional<Milliseconds> one,
                                           std::optional<Milliseconds> other) {
    return one && other ? std::min(*one, *other) : (one ? one : other);
}

/// A device between two changes is a current law; changes come from time, from the voltage it sees,
/// and from what switches it.
class Device {
  public:
    virtual ~Device() = default;
    Device() = default;
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    /// The law of the present state. Bounded for every voltage >= 0.
    virtual BusCurrent current(double bus_voltage_v) const = 0;

    /// Looks at the moment; `switched_on` is what controls it (always true for nothing). True when
    /// the law has changed.
    virtual bool update(Milliseconds now, double bus_voltage_v, bool switched_on) = 0;

    /// The first moment after `now` at which it may change by itself.
    virtual std::optional<Milliseconds> next_edge(Milliseconds now) const = 0;

    /// The voltages at which `update` does nothing from `now` until `next_edge(now)`, as long as
    /// what controls it stays as it is: a driver need not look in between. Only after an update.
    virtual VoltageWatch watch(Milliseconds now) const = 0;

    /// Switched off by its own low-voltage limit.
    virtual bool is_browned_out() const { return false; }
};

}  // namespace models
