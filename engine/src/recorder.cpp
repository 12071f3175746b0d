#include "engine/recorder.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace engine {

namespace {

using namespace std::chrono_literals;

constexpr double days_per_year = 365.0;

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
      last_(signals_.size()),
      spare_rows_(signals_.size()),
      last_row_(signals_.size()),
      spans_(signals_.size()) {
    rows_.reserve(most_rows_);
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
    if (rows_.size() == most_rows_) {
        make_room();
    }
    rows_.push_back({.value = point.value,
                     .at = point.at,
                     .signal = static_cast<std::uint32_t>(signal),
                     .is_due = is_due});
    due_rows_ += is_due ? 1 : 0;
}

void Recorder::make_room() {
    thin();
    while (rows_.size() > most_rows_ / 2) {
        const std::size_t share = fair_share();
        for (std::size_t i = 0; i < signals_.size(); ++i) {
            if (spare_rows_[i] > share) {
                signals_[i].thinned = thinner_than(signals_[i].thinned, horizon_);
            }
        }
        thin();
    }
}

/// The most rows beside those that are due that every signal may have so that half of all are free.
std::size_t Recorder::fair_share() {
    std::fill(spare_rows_.begin(), spare_rows_.end(), std::size_t{0});
    for (const Sample& row : rows_) {
        spare_rows_[row.signal] += row.is_due ? 0 : 1;
    }
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

/// Thins what has come since the last time too.
void Recorder::thin() {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        last_row_[rows_[i].signal] = i;
    }
    written_ = 0;  // never overtakes the reading: a span becomes no more rows than it had
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const Sample row = rows_[i];
        const SimTime width = signals_[row.signal].thinned;
        // The signal's door hangs on its last row.
        const bool stays = row.is_due || width.count() == 0 || i == last_row_[row.signal];
        const std::int64_t number = width.count() == 0 ? 0 : row.at / width;
        Span& span = spans_[row.signal];
        if (span.rows > 0 && (stays || number != span.number)) {
            close(span, row.at);
        }
        if (stays) {
            write(row);
        } else {
            add(span, row, number);
        }
    }
    rows_.resize(written_);
}

void Recorder::add(Span& span, const Sample& row, std::int64_t number) {
    if (span.rows == 0) {
        span = {.number = number, .first = row, .lowest = row, .highest = row};
    } else {
        span.integral += span.last.value * static_cast<double>((row.at - span.last.at).count());
        span.lowest = row.value < span.lowest.value ? row : span.lowest;
        span.highest = row.value > span.highest.value ? row : span.highest;
    }
    span.last = row;
    ++span.rows;
}

/// Writes what is left of a span that goes on until the next row.
void Recorder::close(Span& span, SimTime until) {
    Sample row = span.first;
    if (span.rows == 1) {
        write(row);
    } else if (signals_[row.signal].is_step) {
        const double rest = span.last.value * static_cast<double>((until - span.last.at).count());
        row.value = (span.integral + rest) / static_cast<double>((until - row.at).count());
        write(row);
    } else {
        const bool falls = span.highest.at < span.lowest.at;
        write(falls ? span.highest : span.lowest);
        if (span.highest.at != span.lowest.at) {
            write(falls ? span.lowest : span.highest);
        }
    }
    span.rows = 0;
}

Recording Recorder::finish() {
    for (std::size_t i = 0; i < signals_.size(); ++i) {
        doors_[i].finish([this, i](const Point& point, bool is_due) { keep(i, point, is_due); });
        signals_[i].thinned = std::min(signals_[i].thinned, horizon_);
    }
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](const Sample& a, const Sample& b) { return a.signal < b.signal; });
    return {.signals = std::move(signals_), .samples = std::move(rows_)};
}

}  // namespace engine
