#pragma once
// Plain loads: constant current, constant power, power by a profile or a resistance, by a schedule,
// with a low-voltage limit.

#include "models/device.hpp"
#include "models/power_profile.hpp"

#include <memory>

namespace models {

/// Switches a device off below one voltage, and on again above a higher one once it has been off
/// for a while, so that its own absence does not bring it back at once.
struct LowVoltageLimit {
    double off_below_v = 0.0;
    double on_above_v = 0.0;
    Milliseconds off_at_least{0};
    std::optional<Milliseconds> out_since{};

    bool is_out() const { return out_since.has_value(); }
    /// True when the state has changed.
    bool update(Milliseconds now, double voltage_v) {
        if (!is_out() && voltage_v < off_below_v) {
            out_since = now;
            return true;
        }
        if (is_out() && voltage_v >= on_above_v && now - *out_since >= off_at_least) {
            out_since.reset();
            return true;
        }
        return false;
    }
    /// The first moment after `now` at which it may return by itself.
    std::optional<Milliseconds> next_edge(Milliseconds now) const {
        if (is_out() && *out_since + off_at_least > now) {
            return *out_since + off_at_least;
        }
        return {};
    }
    /// In, it looks for the lower limit; out, for the upper one when its time has passed.
    VoltageWatch watch(Milliseconds now) const {
        if (!is_out()) {
            return {.lowest_v = off_below_v};
        }
        return next_edge(now) ? VoltageWatch{} : VoltageWatch{.below_v = on_above_v};
    }
};

struct LoadParameters {
    enum class Law { Current, Power, Resistance };
    Law law = Law::Current;
    double draws = 0.0;  // A, W or ohm, a magnitude
    double cuts_out_below_v = 0.0;
    double returns_above_v = 0.0;
    Milliseconds returns_after{0};
    Schedule schedule;
    std::shared_ptr<const PowerProfile> profile{};  // if given, power draws what it says
    double rated_v = 12.8;                          // at which what it misses is told
};

/// Below its low-voltage limit a constant-power load draws no more than at the limit; it is
/// switched off at the next update anyway.
class Load final : public Device {
  public:
    explicit Load(const LoadParameters& parameters);
    BusCurrent current(double bus_voltage_v) const override;
    bool update(Milliseconds now, double bus_voltage_v, bool switched_on) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override;
    VoltageWatch watch(Milliseconds now) const override;
    MissedPower missed(double bus_voltage_v) const override;
    bool is_serving() const override { return runs_; }
    bool is_browned_out() const override { return limit_.is_out(); }

  private:
    /// While it runs.
    BusCurrent drawn(double bus_voltage_v) const;

    LoadParameters parameters_;
    LowVoltageLimit limit_;
    double draws_;
    bool is_wanted_ = false;  // by its schedule
    bool runs_ = false;
};

}  // namespace models
