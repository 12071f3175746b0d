#pragma once
// A (Smart) BatteryProtect: opens for its own voltage limits, and for its remote input (R-SYS-5).

#include "models/re_engage.hpp"

#include <array>

namespace models {

/// Its ten programs at 12 V; twice that at 24 V (facts/domain.md §3.1).
struct UnderVoltageProgram {
    double opens_below_v;
    double closes_from_v;
};
inline constexpr std::array<UnderVoltageProgram, 10> under_voltage_programs{{
    {10.5, 12.0},
    {10.0, 11.5},
    {9.5, 11.5},
    {11.25, 13.25},
    {11.5, 13.8},
    {10.5, 12.8},
    {11.5, 12.8},
    {11.8, 12.8},
    {12.0, 13.0},
    {10.0, 13.2},
}};

struct BatteryProtectParameters {
    double draws_closed_a = 0.0;  // itself, magnitudes
    double draws_open_a = 0.0;
    double works_from_v = 6.0;  // below it it is dead, and open
    /// Its Li-ion mode: `re_engage` counts, and the under-voltage limits below do nothing.
    bool is_li_ion = false;
    ReEngageParameters re_engage;
    double opens_below_v = 10.5;
    double closes_from_v = 12.0;
    Milliseconds alarm_after{12'000};     // of a voltage below `opens_below_v` …
    Milliseconds opens_after{90'000};     // … and open this much later
    Milliseconds closes_after{30'000};    // of a voltage back at `closes_from_v`
    Milliseconds remote_on_after{1'000};  // of a remote input that has become high
    double opens_from_v = 16.3;           // at once; closes `closes_after` below it
    /// Of a short behind it, for which it opens at once: how often it tries to close again, and
    /// after how many failures it stays open (its E1).
    Milliseconds tries_short_every{5'000};
    int most_short_tries = 2;
    Schedule schedule;
};

class BatteryProtect final : public Device {
  public:
    explicit BatteryProtect(const BatteryProtectParameters& parameters);
    BusCurrent current(double bus_voltage_v) const override;
    bool update(Milliseconds now, double bus_voltage_v, bool switched_on) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override;
    VoltageWatch watch(Milliseconds now) const override;
    bool conducts() const override { return reason_ == OffReason::None; }
    OffReason off_reason() const override { return reason_; }
    /// Its alarm output: the loads go off soon, or have gone.
    bool is_alarming(Milliseconds now) const override {
        return is_low_ || (low_.since && now - *low_.since >= parameters_.alarm_after);
    }
    void set_output_shorted(bool is_shorted) override { is_shorted_ = is_shorted; }

  private:
    void forget();
    OffReason look(Milliseconds now, double bus_voltage_v, bool wanted);
    void look_at_low_voltage(Milliseconds now, double bus_voltage_v);
    void look_at_high_voltage(Milliseconds now, double bus_voltage_v);
    OffReason look_at_short(Milliseconds now);
    void forget_short();
    bool is_given_up() const { return failed_short_tries_ >= parameters_.most_short_tries; }

    BatteryProtectParameters parameters_;
    OffReason reason_ = OffReason::NoSupply;
    ReEngage re_engage_;
    std::optional<Milliseconds> remote_since_;
    bool is_low_ = false;  // opened for a low voltage
    HeldLevel low_;        // until then
    HeldLevel recovered_;  // from then on
    bool is_high_ = false;
    HeldLevel calm_;  // after a high one
    bool is_shorted_ = false;
    std::optional<Milliseconds> short_found_at_;  // the last time
    int failed_short_tries_ = 0;
};

}  // namespace models
