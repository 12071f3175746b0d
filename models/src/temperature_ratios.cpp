#include "models/temperature_ratios.hpp"

#include "constants.hpp"
#include "models/math.hpp"

#include <utility>

namespace models {

TemperatureRatios::TemperatureRatios(const Chemistry& chemistry) {
    constexpr int coldest_degc = TemperatureRows::coldest_degc;
    constexpr int warmest_degc = TemperatureRows::warmest_degc;
    const auto curve_of = [](const auto& ratio_at) {
        std::vector<CurvePoint> points;
        for (int degc = coldest_degc; degc <= warmest_degc; ++degc) {
            points.push_back({static_cast<double>(degc), ratio_at(static_cast<double>(degc))});
        }
        return Curve{points, 1.0, Ends::Level};
    };
    const auto activated = [&](const TemperatureRatio& ratio) {
        return curve_of([&](double degc) {
            const double inverse = 1.0 / (degc + zero_degc_k) - 1.0 / reference_k;
            return ratio.fixed_share +
                   (1.0 - ratio.fixed_share) * math::exp(ratio.activation_k * inverse);
        });
    };
    const Curve resistance = activated(chemistry.resistance);
    const Curve hysteresis = activated(chemistry.hysteresis);
    const double doubles_every_k = chemistry.self_discharge_doubles_every_k;
    const Curve self_discharge = curve_of([&](double degc) {
        return doubles_every_k > 0.0
                   ? math::exp(math::log(2.0) * (degc - reference_degc) / doubles_every_k)
                   : 1.0;
    });
    std::vector<double> rows;
    for (int degc = coldest_degc; degc <= warmest_degc; ++degc) {
        // In the order of TemperatureRows::Column.
        for (const Curve* curve : {&resistance, &hysteresis, &self_discharge}) {
            const Cubic cubic = curve->cubic_from(degc);
            rows.insert(rows.end(), {cubic.c0, cubic.c1, cubic.c2, cubic.c3});
        }
    }
    rows_ = std::make_shared<const std::vector<double>>(std::move(rows));
}

}  // namespace models
