#include "models/re_engage.hpp"

namespace models {

void ReEngage::update(Milliseconds now, double voltage_v, bool wanted) {
    if (attempts_ > 0 && charged_.update(now, voltage_v)) {
        attempts_ = 0;
        is_locked_out_ = false;
        charged_.reset();
    }
    high_since_ = wanted ? std::optional{high_since_.value_or(now)} : std::nullopt;
    if (is_on_ && !wanted) {
        is_on_ = false;
        fell_at_ = now;
        is_locked_out_ = attempts_ >= parameters_.most_attempts;
    }
    if (is_on_ || !wanted || is_locked_out_) {
        return;
    }
    if (!fell_at_) {
        is_on_ = true;  // the first time: no attempt, and nothing to wait for
    } else if (now - *fell_at_ >= parameters_.dead_time &&
               now - *high_since_ >= parameters_.high_for) {
        is_on_ = true;
        ++attempts_;
        charged_.update(now, voltage_v);
    }
}

std::optional<Milliseconds> ReEngage::next_edge(Milliseconds now) const {
    auto next = attempts_ > 0 ? charged_.next_edge(now) : std::nullopt;
    const auto consider = [&](std::optional<Milliseconds> since, Milliseconds time) {
        if (!is_on_ && fell_at_ && since && *since + time > now) {
            next = earlier(next, *since + time);
        }
    };
    consider(fell_at_, parameters_.dead_time);
    consider(high_since_, parameters_.high_for);
    return next;
}

}  // namespace models
