#pragma once
// Watches a run and writes its story: events, milestones, broken limits, comparisons, metrics.

#include "engine/hash.hpp"
#include "engine/recorder.hpp"
#include "engine/result.hpp"
#include "engine/system.hpp"

#include <string>
#include <vector>

namespace engine {

class Observer {
  public:
    Observer(const LoadedScenario& loaded, const System& system, SampleSink* sink);

    /// The remote input was switched by the scenario.
    void remote_changed(SimTime now, const RemoteEntry& remote);
    /// After outputs and devices have settled: what has changed becomes events.
    void look(SimTime now);
    /// Once per battery frame: limits, extremes, damage, samples.
    void measure(SimTime now);
    /// The finished story.
    RunResult finish(SimTime horizon);

  private:
    struct LimitWatch {
        std::optional<SimTime> outside_since;
        bool is_broken = false;
        SimTime broken_since{0};
        double excess = 0.0;  // the largest since it is outside, and the value then
        double worst = 0.0;
        std::size_t row = 0;  // in broken_limits, once broken
        double row_excess = 0.0;
        bool has_row = false;
    };
    struct Snapshot {  // what the milestones part the ledger by
        std::vector<Account> accounts;
        double self_discharge_ah = 0.0;
    };

    Event& add(SimTime now, EventKind kind);
    void look_at_outputs(SimTime now, const bms::Status& status);
    void look_at_codes(SimTime now, const bms::Status& status);
    void look_at_devices(SimTime now);
    void look_for_damage(SimTime now);
    void watch_limits(SimTime now);
    void watch_limit(SimTime now, std::size_t limit, std::size_t battery, double excess,
                     double value, SimTime patience);
    void reach(Milestone milestone, SimTime now);
    SocComparison compare(std::string at, SimTime now) const;
    Snapshot snapshot() const;
    std::vector<double> sample_values() const;
    std::vector<LedgerRow> ledger(SimTime horizon) const;
    Balance balance() const;
    Verdict verdict() const;
    void count_hours(SimTime now);
    double self_discharge_ah() const;
    double coulombic_loss_ah() const;

    const LoadedScenario& loaded_;
    const Scenario& scenario_;
    const System& system_;
    Recorder recorder_;
    RunResult result_;
    Fnv1a events_hash_;

    bms::Status seen_;
    bool bms_was_powered_ = true;
    std::vector<bool> browned_out_;
    std::vector<bool> damaged_;
    std::vector<LimitWatch> limits_;
    std::optional<SimTime> pre_alarm_since_;
    std::optional<Snapshot> at_load_off_, at_low_cell_;
    bool load_was_on_ = false, charger_was_on_ = false;
    SimTime counted_until_{0};
    SimTime load_off_{0}, charger_off_{0}, pre_alarm_on_{0};
    bool event_since_sample_ = false;
    double initial_reported_ah_ = 0.0;
};

}  // namespace engine
