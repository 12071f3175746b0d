#pragma once
// The ratios of a chemistry on a grid of 1 K, so that no exponential is needed per step.

#include "models/chemistry.hpp"
#include "models/math.hpp"

#include <memory>
#include <vector>

namespace models {

template <class Real>
struct RatiosOf {
    Real resistance, resistance_slope_per_k;
    Real hysteresis, hysteresis_slope_per_k;
    Real self_discharge;
};

/// The ratios as a table: a row for every kelvin.
struct TemperatureRows {
    enum Column : std::size_t { Resistance = 0, Hysteresis = 4, SelfDischarge = 8, Columns = 12 };
    static constexpr int coldest_degc = -60;
    static constexpr int warmest_degc = 100;
    static constexpr double last_row = warmest_degc - coldest_degc;

    const double* rows;

    template <class Real>
    RatiosOf<Real> at(Real degc) const {
        const Real position = degc - static_cast<double>(coldest_degc);
        const Real inside = clamped(position, 0.0, last_row);
        const auto row = row_of(inside);
        const Real x = position - math::floor(inside);
        const auto cubic = [&](Column column) { return cubic_in_row(rows + column, Columns, row); };
        const CubicOf<Real> of_resistance = cubic(Resistance);
        const CubicOf<Real> of_hysteresis = cubic(Hysteresis);
        return {of_resistance.value(x), of_resistance.slope(x), of_hysteresis.value(x),
                of_hysteresis.slope(x), cubic(SelfDischarge).value(x)};
    }
};

/// Whoever copies it shares the table.
class TemperatureRatios {
  public:
    explicit TemperatureRatios(const Chemistry& chemistry);

    TemperatureRows rows() const { return {rows_->data()}; }
    RatiosOf<double> at(double degc) const { return rows().at(degc); }

  private:
    std::shared_ptr<const std::vector<double>> rows_;
};

}  // namespace models
