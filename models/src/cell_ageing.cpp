#include "models/cell_ageing.hpp"

#include "constants.hpp"
#include "models/math.hpp"

#include <algorithm>

namespace models {

namespace {

constexpr double soc_grid = 0.005;
constexpr double voltage_grid_v = 0.05;
constexpr double never_v = -100.0;

std::optional<Curve> level_beyond(const std::vector<CurvePoint>& points, double grid) {
    return points.empty() ? std::nullopt : std::optional{Curve{points, grid, Ends::Level}};
}

double harmed_below(const AgeingLaw& law) {
    double limit_v = never_v;
    for (const auto* points : {&law.over_discharge_share, &law.over_discharge_per_day}) {
        limit_v = points->empty() ? limit_v : std::max(limit_v, points->back().at);
    }
    return limit_v;
}

}  // namespace

AgeingCurves::AgeingCurves(const AgeingLaw& law)
    : law_{law},
      ages_{law.ages()},
      log_calendar_rate_{law.calendar_rate > 0.0 ? math::log(law.calendar_rate) : 0.0},
      graphite_v_{level_beyond(law.graphite_v, soc_grid)},
      over_discharge_share_{level_beyond(law.over_discharge_share, voltage_grid_v)},
      over_discharge_per_day_{level_beyond(law.over_discharge_per_day, voltage_grid_v)},
      harmed_below_v_{harmed_below(law)} {}

double AgeingCurves::calendar(const AgeingSpan& span) const {
    if (law_.calendar_rate <= 0.0) {
        return 0.0;
    }
    const double graphite_v = graphite_v_ ? graphite_v_->value(span.soc) : 0.0;
    const double activation_k =
        law_.calendar_activation_k + law_.calendar_potential_k_per_v * graphite_v;
    const double log_rate = log_calendar_rate_ - activation_k / (span.degc + zero_degc_k);
    return span.days * math::exp(log_rate / law_.calendar_exponent);
}

double AgeingCurves::cycles(const AgeingSpan& span) const {
    const double by_stress =
        law_.cycle_base + law_.cycle_per_depth * span.depth + law_.cycle_per_c * span.rate_c;
    if (span.cycles <= 0.0 || by_stress <= 0.0) {
        return 0.0;
    }
    const double log_rate =
        math::log(by_stress) + law_.cycle_activation_k / (span.degc + zero_degc_k);
    return span.cycles * math::exp(log_rate / law_.cycle_exponent);
}

double AgeingCurves::resistance(const AgeingSpan& span) const {
    const double off = span.soc - 0.5;
    const double by_soc = law_.resistance_peak - law_.resistance_curvature * off * off;
    const double inverse = 1.0 / (span.degc + zero_degc_k) - 1.0 / reference_k;
    const double per_day = law_.resistance_rate *
                           math::exp(-law_.resistance_activation_k * inverse) *
                           std::max(by_soc, 0.0);
    return per_day * span.days + law_.resistance_per_cycle * span.cycles;
}

double AgeingCurves::calendar_share(double integral) const {
    return math::power(integral, law_.calendar_exponent);
}

double AgeingCurves::cycle_share(double integral) const {
    return math::power(integral, law_.cycle_exponent);
}

double AgeingCurves::over_discharge_share(double lowest_v) const {
    return over_discharge_share_ ? over_discharge_share_->value(lowest_v) : 0.0;
}

double AgeingCurves::over_discharge_per_day(double rest_v) const {
    const bool harms = over_discharge_per_day_ && rest_v < harmed_below_v_;
    return harms ? over_discharge_per_day_->value(rest_v) : 0.0;
}

CellAges::CellAges(const AgeingLaw& law, std::size_t cells)
    : curves_{std::make_shared<const AgeingCurves>(law)},
      calendar_(cells),
      cycles_(cells),
      resistance_added_(cells),
      lowest_v_(cells, curves_->harmed_below_v()),
      over_discharged_(cells) {}

void CellAges::pass(std::size_t cell, const AgeingSpan& span) {
    calendar_[cell] += curves_->calendar(span);
    cycles_[cell] += curves_->cycles(span);
    resistance_added_[cell] += curves_->resistance(span);
}

void CellAges::renew(std::size_t cell) {
    calendar_[cell] = cycles_[cell] = resistance_added_[cell] = over_discharged_[cell] = 0.0;
    lowest_v_[cell] = curves_->harmed_below_v();
}

CapacityLost CellAges::lost(std::size_t cell) const {
    return {
        .calendar = curves_->calendar_share(calendar_[cell]),
        .cycles = curves_->cycle_share(cycles_[cell]),
        .over_discharge = curves_->over_discharge_share(lowest_v_[cell]) + over_discharged_[cell]};
}

}  // namespace models
