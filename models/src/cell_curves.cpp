#include "models/cell_curves.hpp"

#include "models/chemistry.hpp"

#include <algorithm>
#include <array>

namespace models {

namespace {

constexpr double soc_grid = 0.005;

Curve level_beyond(const std::vector<CurvePoint>& points) {
    return Curve{points.empty() ? level_curve(0.0) : points, soc_grid, Ends::Level};
}

Cubic combined(const Cubic& a, const Cubic& b, double of_a, double of_b) {
    return {of_a * a.c0 + of_b * b.c0, of_a * a.c1 + of_b * b.c1, of_a * a.c2 + of_b * b.c2,
            of_a * a.c3 + of_b * b.c3};
}

}  // namespace

CellCurves::CellCurves(const Chemistry& chemistry) : per_grid_{1.0 / soc_grid} {
    const bool has_one_branch = chemistry.ocv_charge_v.empty();
    const Curve discharge{chemistry.ocv_discharge_v, soc_grid};
    const Curve charge{has_one_branch ? chemistry.ocv_discharge_v : chemistry.ocv_charge_v,
                       soc_grid};
    const Curve entropic = level_beyond(chemistry.entropic_v_per_k);
    const Curve relaxing = level_beyond(chemistry.relaxing_v);
    const Curve r0 = level_beyond(chemistry.r0_factor);
    const Curve r1 = level_beyond(chemistry.rc1_factor);
    const Curve r2 = level_beyond(chemistry.rc2_factor);

    long first = discharge.first_step();
    long last = discharge.last_step();
    for (const Curve* curve : {&charge, &entropic, &relaxing, &r0, &r1, &r2}) {
        first = std::min(first, curve->first_step());
        last = std::max(last, curve->last_step());
    }
    const auto gap_at = [&](double soc) {
        return 0.5 * (charge.value(soc) - discharge.value(soc));
    };
    for (long step = first - 1; step <= last; ++step) {
        const Cubic low = discharge.cubic_from(step);
        const Cubic high = charge.cubic_from(step);
        // Straight on, two branches would meet and cross.
        const bool is_beyond = step < first || step == last;
        const double end_soc = static_cast<double>(step < first ? first : last) * soc_grid;
        const Cubic gap = is_beyond ? Cubic{.c0 = gap_at(end_soc)} : combined(low, high, -0.5, 0.5);
        segments_.push_back({.origin = static_cast<double>(step) * soc_grid,
                             .ocv = combined(low, high, 0.5, 0.5),
                             .entropic = entropic.cubic_from(step),
                             .gap = gap,
                             .relaxing = relaxing.cubic_from(step),
                             .r0 = r0.cubic_from(step),
                             .r1 = r1.cubic_from(step),
                             .r2 = r2.cubic_from(step),
                             .ocv_area_v = 0.0,
                             .entropic_area_v_per_k = 0.0});
    }
    first_ = static_cast<double>(first) * soc_grid;
    last_ = static_cast<double>(segments_.size() - 1);
    for (std::size_t i = 1; i < segments_.size(); ++i) {
        const Segment& s = segments_[i - 1];
        const double x = segments_[i].origin - s.origin;
        segments_[i].ocv_area_v = s.ocv_area_v + s.ocv.area(x);
        segments_[i].entropic_area_v_per_k = s.entropic_area_v_per_k + s.entropic.area(x);
    }
    const CellPlace empty = at(0.0);
    for (Segment& s : segments_) {
        s.ocv_area_v -= empty.ocv_area_v;
        s.entropic_area_v_per_k -= empty.entropic_area_v_per_k;
    }
}

}  // namespace models
