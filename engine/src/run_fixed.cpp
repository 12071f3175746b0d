#include "bms/source_hash.hpp"
#include "engine/agenda.hpp"
#include "engine/observer.hpp"
#include "engine/run.hpp"
#include "engine/system.hpp"

#include <algorithm>
#include <utility>

namespace engine {

namespace {

constexpr SimTime frame = second;
constexpr SimTime progress_every = day;

/// Tells a trace, if there is one, what the core is given and what it shows.
class TraceTap {
  public:
    TraceTap(TraceWriter* trace, const Scenario& scenario, const models::BmsHost& bms)
        : trace_{trace}, bms_{bms} {
        if (trace_ != nullptr) {
            trace_->begin({.name = scenario.name,
                           .core_source_hash = bms::source_hash(),
                           .calendar = scenario.calendar(),
                           .layout = bms.view().layout(),
                           .core = bms.core()});
        }
    }

    /// The tick that has just passed.
    void tick() {
        if (trace_ == nullptr) {
            return;
        }
        if (!bms_.is_powered()) {
            trace_->without_supply({1}, bms_.core());
        } else {
            if (starts_ != bms_.starts()) {
                trace_->without_supply({0}, bms_.core());
            }
            trace_->ran(bms_.sample(), held_integrals(bms_.sample(), {1}), {1}, {1}, bms_.core());
        }
        starts_ = bms_.starts();
    }

    void finish() {
        if (trace_ != nullptr) {
            trace_->finish(bms_.core());
        }
    }

  private:
    TraceWriter* trace_;
    const models::BmsHost& bms_;
    int starts_ = 0;
};

/// Looks at the BMS as an app would, at the first control tick from each moment on.
class AppWatcher {
  public:
    AppWatcher(const std::vector<SimTime>& moments, const models::BmsHost& bms)
        : moments_{moments}, bms_{bms} {
        looks_.reserve(moments.size());
    }

    void look(SimTime now) {
        for (; looks_.size() < moments_.size() && moments_[looks_.size()] <= now;) {
            looks_.push_back({.at = now,
                              .is_powered = bms_.is_powered(),
                              .core = bms_.core(),
                              .sample = bms_.sample(),
                              .view = bms_.view()});
        }
    }
    std::vector<AppLook> take() { return std::move(looks_); }

  private:
    const std::vector<SimTime>& moments_;
    const models::BmsHost& bms_;
    std::vector<AppLook> looks_;
};

SimTime next_multiple(SimTime now, SimTime step) {
    return (now / step + 1) * step;
}

}  // namespace

RunResult run_fixed(const LoadedScenario& loaded, const RunOptions& options) {
    const Scenario& scenario = loaded.scenario;
    const SimTime horizon = scenario.horizon();
    System system{scenario};
    Observer observer{loaded, system, options.record};
    TraceTap trace{options.trace, scenario, system.bms()};
    AppWatcher app{options.look_at, system.bms()};
    app.look(SimTime{0});
    Agenda agenda{scenario};
    std::optional<SimTime> next_edge = system.next_edge(SimTime{0});
    SimTime next_progress = progress_every;

    for (SimTime now{0}; now < horizon;) {
        SimTime then = std::min(horizon, next_multiple(now, tick_time));
        then = std::min(then, next_edge.value_or(then));
        if (const auto next = agenda.next()) {
            then = std::min(then, std::max(*next, now + SimTime{1}));
        }
        now = then;
        const bool is_frame = now % frame == SimTime{0};
        const bool is_edge = next_edge && now >= *next_edge;
        bool acts = is_frame || is_edge;
        agenda.act(now, system, observer);
        if (is_frame) {
            system.advance(now);
            system.solve();
            system.measure();
        }
        if (now % tick_time == SimTime{0}) {
            acts = system.bms().tick() || acts;
            trace.tick();
            app.look(now);
        }
        if (acts) {
            system.advance(now);
            system.update_devices(now);
            observer.look(now);
            next_edge = system.next_edge(now);
        }
        if (is_frame) {
            observer.measure(now);
        }
        if (options.progress && now >= next_progress) {
            options.progress(now);
            next_progress += progress_every;
        }
    }
    system.advance(horizon);
    trace.finish();
    app.look(horizon);
    RunResult result = observer.finish(horizon);
    result.app_looks = app.take();
    return result;
}

}  // namespace engine
