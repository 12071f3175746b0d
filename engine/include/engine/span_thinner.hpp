#pragma once
// The rows of one signal, drawn together span by span.

#include "engine/sample_spool.hpp"

#include <cstdint>

namespace engine {

/// Lets of each span of a given length, counted from the start of the run, only so much pass: the
/// mean of a step signal, from the first row of the span on; the lowest and the highest row of a
/// linear one. A row that is due passes as it is and ends what is held. Rows come in rising time;
/// what has passed may be offered again, with a longer span.
class SpanThinner {
  public:
    /// Offers the next row; calls `pass(row)` for what is settled by that, three times at most.
    template <class Pass>
    void offer(const Sample& row, SimTime length, bool is_step, Pass pass) {
        const std::int64_t number = length.count() == 0 ? 0 : row.at / length;
        const bool passes = row.is_due || length.count() == 0;
        if (rows_ > 0 && (passes || number != number_)) {
            close(row.at, is_step, pass);
        }
        if (passes) {
            pass(row);
        } else {
            hold(row, number);
        }
    }
    /// Lets all pass that is held, the last row as it is; three rows at most.
    template <class Pass>
    void flush(bool is_step, Pass pass) {
        if (rows_ == 0) {
            return;
        }
        const Sample last = last_;
        if (rows_ > 1 && is_step) {
            pass(mean(last.at, 0.0));
        } else if (rows_ > 1) {
            pass_extremes(last.at, pass);
        }
        pass(last);
        rows_ = 0;
    }
    /// Forgets what is held.
    void drop() { rows_ = 0; }

  private:
    void hold(const Sample& row, std::int64_t number) {
        if (rows_ == 0) {
            first_ = lowest_ = highest_ = row;
            number_ = number;
            integral_ = 0.0;
        } else {
            integral_ += held_ms(row.at);
            lowest_ = row.value < lowest_.value ? row : lowest_;
            highest_ = row.value > highest_.value ? row : highest_;
        }
        last_ = row;
        ++rows_;
    }
    template <class Pass>
    void close(SimTime until, bool is_step, Pass pass) {
        if (rows_ == 1) {
            pass(first_);
        } else if (is_step) {
            pass(mean(until, held_ms(until)));
        } else {
            pass_extremes(until, pass);
        }
        rows_ = 0;
    }
    /// Those before `until`, in the order of time.
    template <class Pass>
    void pass_extremes(SimTime until, Pass pass) const {
        const bool falls = highest_.at < lowest_.at;
        const Sample& early = falls ? highest_ : lowest_;
        const Sample& late = falls ? lowest_ : highest_;
        if (early.at < until) {
            pass(early);
        }
        if (late.at > early.at && late.at < until) {
            pass(late);
        }
    }
    /// Of a step from the first row until then; `rest` since the last row, value times ms.
    Sample mean(SimTime until, double rest) const {
        Sample row = first_;
        row.value = (integral_ + rest) / static_cast<double>((until - first_.at).count());
        return row;
    }
    double held_ms(SimTime until) const {
        return last_.value * static_cast<double>((until - last_.at).count());
    }

    std::int64_t rows_ = 0, number_ = 0;
    Sample first_, lowest_, highest_, last_;
    double integral_ = 0.0;  // of a step up to the last row, value times ms
};

}  // namespace engine
