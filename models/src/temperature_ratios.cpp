#include "models/temperature_ratios.hpp"

#include "kelvin.hpp"
#include "models/math.hpp"

namespace models {

TemperatureRatios::TemperatureRatios(const Chemistry& chemistry) {
    const auto curve_of = [](const TemperatureRatio& ratio) {
        std::vector<CurvePoint> points;
        for (int degc = coldest_degc; degc <= warmest_degc; ++degc) {
            const double inverse = 1.0 / (degc + zero_degc_k) - 1.0 / reference_k;
            const double activated = math::exp(ratio.activation_k * inverse);
            points.push_back({static_cast<double>(degc),
                              ratio.fixed_share + (1.0 - ratio.fixed_share) * activated});
        }
        return Curve{points, 1.0, Ends::Level};
    };
    const Curve resistance = curve_of(chemistry.resistance);
    const Curve hysteresis = curve_of(chemistry.hysteresis);
    const Curve self_discharge = curve_of(chemistry.self_discharge);
    for (int degc = coldest_degc; degc <= warmest_degc; ++degc) {
        segments_.push_back({resistance.cubic_from(degc), hysteresis.cubic_from(degc),
                             self_discharge.cubic_from(degc)});
    }
}

}  // namespace models
