#pragma once
// The ratios of a chemistry on a grid of 1 K, so that no exponential is needed per step.

#include "models/chemistry.hpp"

#include <vector>

namespace models {

class TemperatureRatios {
  public:
    explicit TemperatureRatios(const Chemistry& chemistry);

    struct At {
        double resistance, resistance_slope_per_k;
        double hysteresis, hysteresis_slope_per_k;
        double self_discharge;
    };
    At at(double degc) const {
        const double position = degc - coldest_degc;
        const double inside = position < 0.0 ? 0.0 : (position > last ? last : position);
        const auto step = static_cast<std::size_t>(inside);
        const double x = position - static_cast<double>(step);
        const Segment& s = segments_[step];
        return {s.resistance.value(x), s.resistance.slope(x), s.hysteresis.value(x),
                s.hysteresis.slope(x), s.self_discharge.value(x)};
    }

  private:
    static constexpr int coldest_degc = -60;
    static constexpr int warmest_degc = 100;
    static constexpr double last = warmest_degc - coldest_degc;
    struct Segment {
        Cubic resistance, hysteresis, self_discharge;
    };
    std::vector<Segment> segments_;
};

}  // namespace models
