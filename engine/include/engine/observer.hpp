#pragma once
// Watches a run and writes its story: events, milestones, broken limits, comparisons, metrics.

#include "engine/device_watch.hpp"
#include "engine/event_log.hpp"
#include "engine/ledger.hpp"
#include "engine/limit_watch.hpp"
#include "engine/recorder.hpp"
#include "engine/result.hpp"
#include "engine/status_events.hpp"
#include "engine/system.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace engine {

class Observer {
  public:
    Observer(const LoadedScenario& loaded, const System& system, bool record);

    /// Something that the scenario lets happen.
    void happened(Event event) { log_.add(std::move(event)); }
    /// The scenario gave a command to a BMS without supply.
    void command_lost(SimTime now, const bms::Command& command);
    /// The scenario gave the BMS a command, which may be about one battery (an update of it).
    void command_given(std::optional<std::size_t> battery) { ordered_for_ = battery; }
    /// After outputs and devices have settled: what has changed becomes events.
    void look(SimTime now);
    /// Whether `measure` would find no more than it found last: the same limits broken,
    /// batteries damaged and starter batteries flat.
    bool is_quiet() const;
    /// Until then, if nothing moves: a limit may come to be broken by the time that passes.
    std::optional<SimTime> next_deadline() const { return limits_.next_deadline(); }
    /// Adds what tells that it will no longer be quiet, as far as that is a number in an interval.
    void watched(std::vector<models::Watched>& out) const { limits_.watched(out); }
    /// Whether `follow` would know when that was, for the plan that was followed last.
    bool can_follow() const { return limits_.can_follow(); }
    /// From one battery frame to a later one, over which the plant has followed its plan: the
    /// limits that are broken or kept again between. `measure` follows, there.
    void follow(SimTime begin, SimTime end) { limits_.follow(begin, end, log_); }
    /// Once per battery frame: limits, extremes, damage, samples.
    void measure(SimTime now);
    /// The finished story.
    RunResult finish(SimTime horizon);

  private:
    BmsLook look_at_bms() const;
    void note(const Event& event);
    void tell_update(Event& event);
    void look_at_links(SimTime now);
    bool is_load_dump(std::size_t link, double broken_a) const;
    std::optional<bool> turns_flat(std::size_t device) const;
    void look_at_starters(SimTime now);
    void look_for_damage(SimTime now);
    void look_for_reversal(SimTime now);
    void mark_day(SimTime now);
    void name_weakest(SimTime now);
    void tell_ageing();
    void add_never_ran(SimTime horizon);
    void look_at_start(SimTime now);
    void tell_missed_energy();
    void reach(Milestone milestone, SimTime now);
    void compare(std::string_view at, SimTime now);
    void count_hours(SimTime now);
    Verdict verdict() const;

    const LoadedScenario& loaded_;
    const Scenario& scenario_;
    const System& system_;
    std::optional<Recorder> recorder_;
    std::vector<double> sample_;
    RunResult result_;

    BmsLook seen_;
    EventLog log_;
    std::size_t events_at_sample_ = 0;
    std::optional<std::size_t> ordered_for_, updated_;  // batteries of the last command and update
    LimitWatch limits_;
    DeviceWatch devices_;
    std::vector<bool> joined_, is_flat_;
    std::vector<bool> damaged_, reversed_;
    /// What the bank held at the last two whole days, to tell its drain by.
    struct DayMark {
        SimTime at{0};
        double charge_ah = 0.0;
    };
    DayMark last_day_, day_before_;
    std::optional<SimTime> pre_alarm_since_;
    std::optional<AccountsAt> at_load_off_, at_low_cell_;
    // LOAD was High once, or would have been but for protection.
    bool load_counts_ = false;
    bool charger_was_on_ = false;
    SimTime counted_until_{0};
    SimTime load_off_{0}, charger_off_{0}, pre_alarm_on_{0};
    double initial_reported_ah_ = 0.0;
};

}  // namespace engine
