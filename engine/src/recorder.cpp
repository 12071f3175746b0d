#include "engine/recorder.hpp"

namespace engine {

namespace {

constexpr double days_per_year = 365.0;

}  // namespace

Recorder::Recorder(SampleSink* sink, std::vector<Signal> signals)
    : sink_{sink}, signals_{std::move(signals)}, states_(signals_.size()) {
    if (sink_ != nullptr) {
        sink_->signals(signals_);
    }
}

void Recorder::record(std::size_t signal, SimTime at, double value) {
    State& state = states_[signal];
    if (state.recorded && state.recorded_at == at && *state.recorded == value) {
        return;
    }
    sink_->sample(signal, at, value);
    state.recorded = value;
    state.recorded_at = at;
    rows_ += 1.0;
}

void Recorder::offer(SimTime now, const std::vector<double>& values, bool is_event) {
    if (sink_ == nullptr) {
        return;
    }
    const double allowance =
        rows_in_hand + (rows_per_year - rows_in_hand) * to_days(now) / days_per_year;
    // What one more signal may write now, and the last values at the end.
    const double reserve = 2.0 + static_cast<double>(signals_.size());
    for (std::size_t i = 0; i < signals_.size(); ++i) {
        State& state = states_[i];
        const double value = values[i];
        const double change = state.recorded ? value - *state.recorded : 0.0;
        const bool moved = change > signals_[i].dead_band || change < -signals_[i].dead_band;
        const bool is_due = !state.recorded || now - state.recorded_at >= day;
        const bool differs = state.recorded && change != 0.0;
        if (is_due || (is_event && differs) || (moved && rows_ + reserve <= allowance)) {
            // A linear signal gets its last point before the change, or it would seem to drift.
            if (!signals_[i].is_step && state.recorded && state.last_at > state.recorded_at &&
                state.last_at < now && (moved || is_event)) {
                record(i, state.last_at, state.last);
            }
            record(i, now, value);
        }
        state.last = value;
        state.last_at = now;
    }
}

void Recorder::finish(SimTime now, const std::vector<double>& values) {
    if (sink_ == nullptr) {
        return;
    }
    for (std::size_t i = 0; i < signals_.size(); ++i) {
        record(i, now, values[i]);
    }
}

}  // namespace engine
