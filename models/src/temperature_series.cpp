#include "models/temperature_series.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace models {

TemperatureSeries::TemperatureSeries(std::chrono::milliseconds first,
                                     std::chrono::milliseconds every, std::vector<double> degc)
    : first_ms_{static_cast<double>(first.count())},
      every_ms_{static_cast<double>(every.count())},
      degc_{std::move(degc)},
      sums_(degc_.size()) {
    for (std::size_t i = 1; i < degc_.size(); ++i) {
        sums_[i] = sums_[i - 1] + 0.5 * (degc_[i - 1] + degc_[i]);
    }
}

double TemperatureSeries::place_of(std::chrono::milliseconds now) const {
    return (static_cast<double>(now.count()) - first_ms_) / every_ms_;
}

double TemperatureSeries::at_degc(std::chrono::milliseconds now) const {
    const auto last = static_cast<double>(degc_.size() - 1);
    const double place = std::clamp(place_of(now), 0.0, last);
    const auto before = std::min(static_cast<std::size_t>(place), degc_.size() - 1);
    const auto after = std::min(before + 1, degc_.size() - 1);
    return degc_[before] + (place - static_cast<double>(before)) * (degc_[after] - degc_[before]);
}

double TemperatureSeries::sum_to(double place) const {
    const auto last = static_cast<double>(degc_.size() - 1);
    if (place <= 0.0) {
        return degc_.front() * place;
    }
    if (place >= last) {
        return sums_.back() + degc_.back() * (place - last);
    }
    const auto before = static_cast<std::size_t>(place);
    const double share = place - static_cast<double>(before);
    return sums_[before] +
           share * (degc_[before] + 0.5 * share * (degc_[before + 1] - degc_[before]));
}

double TemperatureSeries::mean_degc(std::chrono::milliseconds begin,
                                    std::chrono::milliseconds end) const {
    const double from = place_of(begin);
    const double to = place_of(end);
    return (sum_to(to) - sum_to(from)) / (to - from);
}

}  // namespace models
