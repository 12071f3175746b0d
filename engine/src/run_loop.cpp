#include "run_loop.hpp"

#include "bms/source_hash.hpp"

#include <algorithm>
#include <utility>

namespace engine {

namespace {

constexpr SimTime progress_every = day;

SimTime next_multiple(SimTime now, SimTime step) {
    return (now / step + 1) * step;
}

}  // namespace

TraceTap::TraceTap(TraceWriter* trace, const Scenario& scenario, const models::BmsHost& bms)
    : trace_{trace}, bms_{bms} {
    if (trace_ != nullptr) {
        trace_->begin({.name = scenario.name,
                       .core_source_hash = bms::source_hash(),
                       .calendar = scenario.calendar(),
                       .layout = bms.view().layout(),
                       .core = bms.core()});
    }
}

void TraceTap::tick() {
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

void TraceTap::finish() {
    if (trace_ != nullptr) {
        trace_->finish(bms_.core());
    }
}

AppWatcher::AppWatcher(const std::vector<SimTime>& moments, const models::BmsHost& bms)
    : moments_{moments}, bms_{bms} {
    looks_.reserve(moments.size());
}

void AppWatcher::look(SimTime now) {
    for (; looks_.size() < moments_.size() && moments_[looks_.size()] <= now;) {
        looks_.push_back({.at = now,
                          .is_powered = bms_.is_powered(),
                          .core = bms_.core(),
                          .sample = bms_.sample(),
                          .view = bms_.view()});
    }
}

std::optional<SimTime> AppWatcher::next() const {
    return looks_.size() < moments_.size() ? std::optional{moments_[looks_.size()]} : std::nullopt;
}

std::vector<AppLook> AppWatcher::take() {
    return std::move(looks_);
}

RunLoop::RunLoop(const LoadedScenario& loaded, const RunOptions& options)
    : options_{options},
      horizon_{loaded.scenario.horizon()},
      system_{loaded.scenario},
      observer_{loaded, system_, options.record},
      trace_{options.trace, loaded.scenario, system_.bms()},
      app_{options.look_at, system_.bms()},
      agenda_{loaded.scenario},
      next_edge_{system_.next_edge(SimTime{0})},
      next_progress_{progress_every} {
    app_.look(SimTime{0});
}

SimTime RunLoop::next_appointment() const {
    SimTime then = std::min(horizon_, next_edge_.value_or(horizon_));
    if (const auto next = agenda_.next()) {
        then = std::min(then, std::max(*next, now_ + SimTime{1}));
    }
    return std::min(then, app_.next().value_or(then));
}

SimTime RunLoop::next_instant() const {
    SimTime then = std::min(horizon_, next_multiple(now_, tick_time));
    then = std::min(then, next_edge_.value_or(then));
    if (const auto next = agenda_.next()) {
        then = std::min(then, std::max(*next, now_ + SimTime{1}));
    }
    return then;
}

void RunLoop::arrive(SimTime then) {
    now_ = then;
    ++instants_;
    const bool is_frame = now_ % frame == SimTime{0};
    const bool is_edge = next_edge_ && now_ >= *next_edge_;
    bool acts = is_frame || is_edge;
    is_fresh_ = false;
    acts = agenda_.act(now_, system_, observer_) || acts;
    if (is_frame) {
        system_.advance(now_);
        system_.solve();
        system_.measure();
    }
    if (now_ % tick_time == SimTime{0}) {
        acts = system_.bms().tick() || acts;
        trace_.tick();
        app_.look(now_);
    }
    if (acts) {
        system_.advance(now_);
        is_fresh_ = !system_.update_devices(now_) && is_frame;
        observer_.look(now_);
        next_edge_ = system_.next_edge(now_);
    }
    if (is_frame) {
        observer_.measure(now_);
    }
    if (options_.progress && now_ >= next_progress_) {
        options_.progress(now_);
        next_progress_ += progress_every;
    }
}

RunResult RunLoop::finish(Driver driver) {
    system_.advance(horizon_);
    trace_.finish();
    app_.look(horizon_);
    RunResult result = observer_.finish(horizon_);
    result.app_looks = app_.take();
    result.driver = driver;
    result.instants = instants_;
    return result;
}

}  // namespace engine
