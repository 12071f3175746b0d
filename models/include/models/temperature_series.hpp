#pragma once
// Temperatures as somebody measured them: at even distances, straight between.

#include <chrono>
#include <vector>

namespace models {

/// Before its first temperature and after its last it stays as there.
class TemperatureSeries {
  public:
    /// `degc` at `first`, `first + every`, …, counted from the start of a run; at least one;
    /// `every` is above 0.
    TemperatureSeries(std::chrono::milliseconds first, std::chrono::milliseconds every,
                      std::vector<double> degc);

    double at_degc(std::chrono::milliseconds now) const;
    /// From `begin` to a later `end`.
    double mean_degc(std::chrono::milliseconds begin, std::chrono::milliseconds end) const;

  private:
    /// In steps from the first.
    double place_of(std::chrono::milliseconds now) const;
    /// Degrees times steps, from the first on.
    double sum_to(double place) const;

    double first_ms_, every_ms_;
    std::vector<double> degc_;
    std::vector<double> sums_;  // up to each
};

}  // namespace models
