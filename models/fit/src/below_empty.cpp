#include "below_empty.hpp"

#include <vector>

namespace models::fit {

std::optional<double> append_fall_below_empty(Chemistry& chemistry, const Chemistry& like) {
    constexpr double soc_grid = 0.005;
    const CurvePoint lowest = chemistry.ocv_discharge_v.front();
    const double gap_v = chemistry.ocv_charge_v.front().value - lowest.value;
    const double scale = lowest.value / Curve{like.ocv_discharge_v, soc_grid}.value(0.0);
    if (!(scale > 0.0)) {
        return std::nullopt;
    }
    std::vector<CurvePoint> lower;
    std::vector<CurvePoint> upper;
    for (const auto& [at, value] : like.ocv_discharge_v) {
        if (at < 0.0) {
            lower.push_back({.at = lowest.at + at, .value = value * (value > 0.0 ? scale : 1.0)});
            upper.push_back({.at = lowest.at + at, .value = lower.back().value + gap_v});
        }
    }
    chemistry.ocv_discharge_v.insert(chemistry.ocv_discharge_v.begin(), lower.begin(), lower.end());
    chemistry.ocv_charge_v.insert(chemistry.ocv_charge_v.begin(), upper.begin(), upper.end());
    return lowest.at;
}

}  // namespace models::fit
