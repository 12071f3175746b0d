#pragma once
// The temperature around the bank.

#include "models/temperature_series.hpp"

#include <chrono>
#include <memory>

namespace models {

/// Mean plus a daily and a yearly sine; amplitudes of 0 make it constant. With a series it is that,
/// and nothing else.
struct Ambient {
    double temperature_degc = 20.0;
    double daily_amplitude_degc = 0.0;
    double yearly_amplitude_degc = 0.0;
    double warmest_time_of_day_s = 15.0 * 3600.0;  // local time
    double warmest_day_of_year = 201.0;            // 20 July is day 201 of 1 … 365
    double start_time_of_day_s = 0.0;              // local time when the run starts
    double start_day_of_year = 1.0;                // 1 January is 1
    std::shared_ptr<const TemperatureSeries> series{};

    double at_degc(std::chrono::milliseconds now) const;
    /// The mean from `begin` to a later `end`.
    double mean_degc(std::chrono::milliseconds begin, std::chrono::milliseconds end) const;
    bool is_constant() const {
        return !series && daily_amplitude_degc == 0.0 && yearly_amplitude_degc == 0.0;
    }

  private:
    double at_degc(double now_s, double daily_share, double yearly_share) const;
};

}  // namespace models
