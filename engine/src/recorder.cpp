#include "engine/recorder.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace engine {

namespace {

using namespace std::chrono_literals;

constexpr double days_per_year = 365.0;

/// What closing a span and a row that is due can add at once.
constexpr std::size_t rows_at_once = 3;

/// How much a signal is thinned, step by step; behind the last only what is due remains.
constexpr std::array<SimTime, 12> thinner{1min, 2min, 5min, 10min, 15min, 30min,
                                          1h,   2h,   3h,   6h,    12h,   24h};

SimTime thinner_than(SimTime span, SimTime horizon) {
    const auto* next = std::upper_bound(thinner.begin(), thinner.end(), span);
    return next == thinner.end() ? std::max(horizon, span) + 1ms : *next;
}

}  // namespace

std::size_t Recorder::most_rows(std::size_t signals, SimTime horizon) {
    const double by_length =
        rows_of_any_run + (rows_per_year - rows_of_any_run) * to_days(horizon) / days_per_year;
    // Half is for `make_room`, a quarter for events: a value a day of each signal, and its last,
    // must fit into the rest.
    const std::size_t days = static_cast<std::size_t>(horizon / day) + 4;
    return std::max(static_cast<std::size_t>(by_length), 4 * signals * days);
}

Recorder::Recorder(std::vector<Signal> signals, SimTime horizon)
    : signals_{std::move(signals)},
      horizon_{horizon},
      most_rows_{most_rows(signals_.size(), horizon)},
      doors_(signals_.size()),
      thinners_(signals_.size()),
      last_(signals_.size()),
      spare_rows_(signals_.size()) {
    rows_.reserve();
}

void Recorder::offer(SimTime now, const std::vector<double>& values, bool is_event) {
    const bool is_new_day = now >= next_day_;
    if (is_new_day) {
        next_day_ = (now / day + 1) * day;
    }
    const bool is_told = is_event && event_rows_ + signals_.size() <= most_rows_ / 4;
    for (std::size_t i = 0; i < signals_.size(); ++i) {
        const bool is_events = is_told && !is_new_day && values[i] != last_[i];
        event_rows_ += is_events ? 1 : 0;
        last_[i] = values[i];
        doors_[i].offer({.at = now, .value = values[i]}, signals_[i].is_step, signals_[i].dead_band,
                        is_new_day || is_events,
                        [this, i](const Point& point, bool is_due) { keep(i, point, is_due); });
    }
}

void Recorder::keep(std::size_t signal, const Point& point, bool is_due) {
    if (rows_.size() + rows_at_once > most_rows_) {
        make_room();
    }
    due_rows_ += is_due ? 1 : 0;
    thin({.value = point.value,
          .at = point.at,
          .signal = static_cast<std::uint32_t>(signal),
          .is_due = is_due});
}

void Recorder::thin(const Sample& row) {
    const Signal& signal = signals_[row.signal];
    SpanThinner& thinner = thinners_[row.signal];
    if (signal.thinned > horizon_) {
        thinner.drop();  // only what is due, and the end
    }
    thinner.offer(row, signal.thinned, signal.is_step,
                  [this](const Sample& settled) { write(settled); });
}

void Recorder::write(const Sample& row) {
    spare_rows_[row.signal] += row.is_due ? 0 : 1;
    rows_.append(row);
}

void Recorder::make_room() {
    while (rows_.size() > most_rows_ / 2) {
        write_what_is_held();
        widen();
        std::fill(spare_rows_.begin(), spare_rows_.end(), std::size_t{0});
        rows_.rewrite([this](const Sample& row) { thin(row); });
    }
}

/// Thins those more that have more than their share.
void Recorder::widen() {
    const std::size_t share = fair_share();
    for (std::size_t i = 0; i < signals_.size(); ++i) {
        if (spare_rows_[i] > share) {
            signals_[i].thinned = thinner_than(signals_[i].thinned, horizon_);
        }
    }
}

/// The most rows beside those that are due that every signal may have so that half of all are free.
std::size_t Recorder::fair_share() const {
    const std::size_t wanted = most_rows_ / 2 - due_rows_;
    std::size_t share = 1;
    for (std::size_t step = most_rows_; step > 0; step /= 2) {
        std::size_t sum = 0;
        for (const std::size_t rows : spare_rows_) {
            sum += std::min(rows, share + step);
        }
        share += sum <= wanted ? step : 0;
    }
    return share;
}

void Recorder::write_what_is_held() {
    for (std::size_t i = 0; i < signals_.size(); ++i) {
        thinners_[i].flush(signals_[i].is_step, [this](const Sample& row) { write(row); });
    }
}

Recording Recorder::finish() {
    for (std::size_t i = 0; i < signals_.size(); ++i) {
        doors_[i].finish([this, i](const Point& point, bool is_due) { keep(i, point, is_due); });
    }
    if (rows_.size() + rows_at_once * signals_.size() > most_rows_) {
        make_room();
    }
    write_what_is_held();
    for (Signal& signal : signals_) {
        signal.thinned = std::min(signal.thinned, horizon_);
    }
    rows_.check();
    return {.signals = std::move(signals_), .samples = std::move(rows_)};
}

}  // namespace engine
