#pragma once
// An inverter with what hangs on its AC side: its own draw, its limits, and its restarts.

#include "models/held_level.hpp"
#include "models/power_profile.hpp"

#include <memory>

namespace models {

struct InverterParameters {
    double supplies_w = 0.0;  // what is asked of its AC side while the schedule says so
    Schedule schedule;
    std::shared_ptr<const PowerProfile> profile{};  // if given, that is asked instead
    double efficiency = 1.0;
    double zero_load_w = 0.0;  // while it runs, besides what it supplies
    double draws_off_a = 0.0;  // while its remote, or its own protection, holds it off
    double works_from_v = 6.0;

    bool has_eco = false;  // asleep until more than `wakes_from_w` is asked
    double eco_w = 0.0;    // while it sleeps, on the mean
    double wakes_from_w = 15.0;
    Milliseconds looks_every{2'500};

    double shuts_down_below_v = 9.3;
    double restarts_from_v = 10.9;
    double charge_detected_v = 14.0;
    Milliseconds charge_detected_for{30'000};
    double rated_w = 0.0;
    double peak_w = 0.0;                  // more at no time
    Milliseconds overload_after{10'000};  // of more than rated
    Milliseconds restarts_after{30'000};
    int most_restarts = 3;              // each of which …
    Milliseconds fails_within{30'000};  // … fails within this time: it stays off
};

class Inverter final : public Device {
  public:
    explicit Inverter(const InverterParameters& parameters)
        : parameters_{parameters},
          charged_{.level_v = parameters.charge_detected_v,
                   .after = parameters.charge_detected_for} {}
    BusCurrent current(double bus_voltage_v) const override;
    bool update(Milliseconds now, double bus_voltage_v, bool switched_on) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override;
    VoltageWatch watch(Milliseconds now) const override;
    OffReason off_reason() const override { return reason_; }
    bool is_browned_out() const override { return tripped_for_ == OffReason::LowVoltage; }
    MissedPower missed(double /*bus_voltage_v*/) const override {
        return {.cut_off_w = supplies() ? 0.0 : asked_w_};
    }
    bool is_serving() const override { return supplies() && asked_w_ > 0.0; }
    bool supplies() const { return reason_ == OffReason::None && is_awake_; }

  private:
    OffReason look(Milliseconds now, double bus_voltage_v, bool switched_on);
    void trip(Milliseconds now, OffReason why);
    void forget();
    void look_at_load(Milliseconds now);
    bool is_overloaded(Milliseconds now);
    bool is_locked_out() const { return failed_restarts_ >= parameters_.most_restarts; }
    bool may_restart(Milliseconds now, double bus_voltage_v);
    double asked_w(Milliseconds now) const;
    double draws_w() const;

    InverterParameters parameters_;
    OffReason reason_ = OffReason::NoSupply;
    double asked_w_ = 0.0;

    bool is_awake_ = false;
    Milliseconds sleeps_since_{0};
    std::optional<Milliseconds> wakes_at_;

    OffReason tripped_for_ = OffReason::None;
    Milliseconds tripped_at_{0};
    std::optional<Milliseconds> restarted_at_;  // the last time, if that was by itself
    int failed_restarts_ = 0;
    std::optional<Milliseconds> overloaded_since_;
    HeldLevel charged_;
    std::optional<Milliseconds> dead_since_;
};

}  // namespace models
