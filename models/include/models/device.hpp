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

/// What lies inside both.
inline VoltageWatch both(const VoltageWatch& one, const VoltageWatch& other) {
    return {.lowest_v = std::max(one.lowest_v, other.lowest_v),
            .below_v = std::min(one.below_v, other.below_v)};
}

/// The way of the bus over a step, from where it stands to its middle and its end.
struct BusWay {
    double middle_v = 0.0;
    double end_v = 0.0;
    double dt_s = 0.0;
    double late_s = 0.0;  // what flows follows the voltage by so much
};

/// Why a switch does not conduct, or a device with limits of its own does not run.
enum class OffReason {
    None,         // it does
    NoSupply,     // not fed, or with too little to work from
    SwitchedOff,  // by what controls it
    Waits,        // until a delay has passed
    LowVoltage,   // these by its own limits …
    HighVoltage,
    Overload,
    ShortCircuit,  // behind it
    LockedOut,     // … and this after it has tried often enough
};

/// Power that a device would move and does not, as magnitudes.
struct MissedPower {
    double cut_off_w = 0.0;    // while something keeps it from running
    double held_back_w = 0.0;  // beside what it moves: limits of its own
};

/// The same over time.
struct MissedEnergy {
    double cut_off_j = 0.0;
    double held_back_j = 0.0;
};

/// Of two moments that may never come.
inline std::optional<Milliseconds> earlier(std::optional<Milliseconds> one,
                                           std::optional<Milliseconds> other) {
    return one && other ? std::min(*one, *other) : (one ? one : other);
}

/// What a sensor at the batteries sees.
struct Sensed {
    double coldest_degc = 25.0;  // of the batteries
    /// Some charger has power to give, whether CHARGER lets it or not.
    bool could_be_charged = false;
};

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

    /// Looks at the moment; `switched_on` is what controls it (always true for nothing). Behind an
    /// open switch it sees 0 V and is not switched on. True when the law has changed, or whether it
    /// conducts.
    virtual bool update(Milliseconds now, double bus_voltage_v, bool switched_on) = 0;

    /// The first moment after `now` at which it may change by itself.
    virtual std::optional<Milliseconds> next_edge(Milliseconds now) const = 0;

    /// The voltages at which `update` does nothing from `now` until `next_edge(now)`, as long as
    /// what controls it stays as it is: a driver need not look in between. Only after an update.
    virtual VoltageWatch watch(Milliseconds now) const = 0;

    /// Whether what hangs behind it gets what it gets itself: only a switch ever does that.
    virtual bool conducts() const { return false; }

    /// Told of a switch, and of what has more than a low-voltage limit.
    virtual OffReason off_reason() const { return OffReason::None; }

    /// Of a load: it runs, or gives what is asked of it; not while nothing is asked.
    virtual bool is_serving() const { return false; }

    /// Switched off by its own low-voltage limit.
    virtual bool is_browned_out() const { return false; }

    /// Its alarm output is on.
    virtual bool is_alarming(Milliseconds /*now*/) const { return false; }

    /// What hangs behind it is shorted from now on, or no longer; `update` sees it.
    virtual void set_output_shorted(bool /*is_shorted*/) {}

    /// What it misses at this voltage: a load at its rated power, a charger of the power there is.
    virtual MissedPower missed(double /*bus_voltage_v*/) const { return {}; }

    /// Whether it could charge now if nothing kept it from that.
    virtual bool has_power() const { return false; }

    /// Of its current what it takes for itself, beside what it gives; a magnitude.
    virtual double own_draw_a() const { return 0.0; }

    /// What of its power goes into the bank as heat, 0 or more.
    virtual double heats_w(double /*bus_voltage_v*/) const { return 0.0; }

    /// Of a cable of its own, in which all of its current flows.
    virtual double cable_resistance_ohm() const { return 0.0; }

    /// Has a sensor at the batteries, and is told before `update` what there is at that moment.
    virtual bool has_sensor() const { return false; }
    virtual void sense(const Sensed& /*sensed*/) {}
    /// Whether an update would leave it as it is if the sensor saw this instead.
    virtual bool would_stay(double /*coldest_degc*/) const { return true; }

    // Most devices are what they are from one update to the next. One in which something moves with
    // time has a law that moves, too.

    /// The bus stands at this voltage: what now flows is held until the next call.
    virtual void settle(double /*bus_voltage_v*/) {}
    /// Moves by what was held.
    virtual void advance(double /*dt_s*/) {}
    /// Until it is told otherwise `current` answers for so much later; 0 is now.
    virtual void look_ahead(double /*dt_s*/) {}
    /// Moves along a way, from where it was settled.
    virtual void follow(const BusWay& /*way*/) {}
    virtual void keep() {}
    virtual void return_to_kept() {}
    /// So long its law may be looked at as a straight line through time.
    virtual double longest_step_s() const { return std::numeric_limits<double>::infinity(); }
};

}  // namespace models
