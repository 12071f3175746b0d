#include "models/power_profile.hpp"

#include <algorithm>

namespace models {

PowerProfile::PowerProfile(const std::vector<PowerStep>& steps, std::optional<Milliseconds> period)
    : period_{period} {
    // A step of the same power as the one before it is no edge.
    double before_w = period ? steps.back().power_w : 0.0;
    for (const PowerStep& step : steps) {
        if (step.power_w != before_w) {
            steps_.push_back(step);
            before_w = step.power_w;
        }
    }
    if (steps_.empty()) {
        steps_.push_back({.from = steps.front().from, .power_w = before_w});
    }
}

std::size_t PowerProfile::begun(Milliseconds at) const {
    const auto after =
        std::upper_bound(steps_.begin(), steps_.end(), at,
                         [](Milliseconds time, const PowerStep& step) { return time < step.from; });
    return static_cast<std::size_t>(after - steps_.begin());
}

double PowerProfile::at_w(Milliseconds now) const {
    const std::size_t count = begun(period_ ? now % *period_ : now);
    if (count == 0) {
        return period_ ? steps_.back().power_w : 0.0;
    }
    return steps_[count - 1].power_w;
}

std::optional<Milliseconds> PowerProfile::next_edge(Milliseconds now) const {
    if (!period_) {
        const std::size_t next = begun(now);
        return next < steps_.size() ? std::optional{steps_[next].from} : std::nullopt;
    }
    if (steps_.size() < 2) {
        return std::nullopt;
    }
    const Milliseconds into = now % *period_;
    const std::size_t next = begun(into);
    const Milliseconds edge =
        next < steps_.size() ? steps_[next].from : steps_.front().from + *period_;
    return now + (edge - into);
}

}  // namespace models
