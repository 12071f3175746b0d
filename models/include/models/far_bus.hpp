#pragma once
// A bus of its own behind a link: a starter battery, its alternator, what hangs on it.

#include "models/bus.hpp"
#include "models/lead_battery.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace models {

/// What comes through the link at a voltage of the far side: along a conductance from the near
/// side, less a power and a current that are taken from the far side.
struct LinkLaw {
    double near_v = 0.0;
    double conductance_s = 0.0;
    double takes_w = 0.0;
    double takes_a = 0.0;
    BusCurrent current(double far_v) const;
};

/// Charge and energy that came to this bus, or left it if negative.
struct Moved {
    double charge_ah = 0.0;
    double energy_wh = 0.0;
};

/// Currents are positive into this bus; only `main_a` is positive when it charges the battery.
class FarBus {
  public:
    /// Where it stands. Without an answer it stands at 0 V, and nothing flows.
    struct Point {
        double voltage_v = 0.0;
        double conductance_s = 0.0;  // of all that hangs on it, the link aside
        bool is_solved = true;
    };
    /// And what flows on it.
    struct Flow {
        double voltage_v = 0.0;
        double link_a = 0.0;
        double main_a = 0.0;
        double gas_a = 0.0;  // negative
        std::vector<double> devices_a;
        std::vector<MissedPower> missed;
    };
    /// What has flowed since the start.
    struct Accounts {
        Moved link;
        Moved main;
        Moved gas;
        double self_discharge_ah = 0.0;
        std::vector<Moved> devices;
        std::vector<MissedEnergy> missed;  // by each of them
        std::vector<double> cables_wh;     // heat of their cables
    };

    /// Without a lead battery next to nothing loads it while the link is open.
    FarBus(const std::optional<LeadBatteryParameters>& battery,
           std::vector<std::unique_ptr<Device>> devices);

    /// Where it stands with this link, as far ahead as it was told to look.
    Point solve(const LinkLaw& link) const;
    /// What flows into it at this voltage, the link aside.
    double surplus_a(double far_v) const;

    /// What flows with this link is held until the next call.
    void settle(const LinkLaw& link);
    const Flow& held() const { return state_.held; }
    void advance(double dt_s);
    void look_ahead(double dt_s) { ahead_s_ = dt_s; }
    /// Moves over `dt_s` by Simpson's mean of what is held and what these let flow, less what comes
    /// late.
    void follow(const LinkLaw& middle, const LinkLaw& end, double dt_s, double late_s);
    void keep() { kept_ = state_; }
    void return_to_kept() { state_ = kept_; }
    double longest_step_s() const;
    /// In so many parts it should be followed over `dt_s`.
    int parts_of(double dt_s) const;

    /// Every device looks once at what is held. True when one of them has changed.
    bool update(Milliseconds now);
    std::optional<Milliseconds> next_edge(Milliseconds now) const;
    /// Voltages of this bus at which all of its devices stay as they are.
    VoltageWatch watch(Milliseconds now) const;

    bool has_battery() const { return state_.battery.has_value(); }
    const LeadBattery& battery() const { return *state_.battery; }
    double initial_charge_ah() const { return initial_charge_ah_; }
    std::size_t size() const { return devices_.size(); }
    const Device& device(std::size_t number) const { return *devices_[number]; }
    const Accounts& accounts() const { return state_.accounts; }

  private:
    class Law;
    struct State {
        std::optional<LeadBattery> battery;
        Flow held;
        Accounts accounts;
    };

    Thevenin source(bool is_charged) const;
    BusCurrent gas(double far_v) const;
    void read(const LinkLaw& link, Flow& flow) const;
    double cable_w(std::size_t device, const Flow& flow) const;

    std::vector<std::unique_ptr<Device>> devices_;
    double ahead_s_ = 0.0;
    double initial_charge_ah_ = 0.0;
    State state_;
    State kept_;
    Flow middle_;
    Flow end_;
};

}  // namespace models
