#include "models/cell_curves.hpp"

#include "models/chemistry.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace models {

namespace {

constexpr double soc_grid = 0.005;

Curve level_beyond(const std::vector<CurvePoint>& points) {
    return Curve{points.empty() ? level_curve(0.0) : points, soc_grid, Ends::Level};
}

struct Segment {
    double origin;
    Cubic ocv, entropic, gap, relaxing, r0, r1, r2;
    double ocv_area_v, entropic_area_v_per_k;  // from the first origin to this one
};

void append_row(std::vector<double>& rows, const Segment& s) {
    // In the order of CellCurveRows::Column.
    for (const Cubic& cubic : {s.ocv, s.entropic, s.gap, s.relaxing, s.r0, s.r1, s.r2,
                               Cubic{s.origin, s.ocv_area_v, s.entropic_area_v_per_k, 0.0}}) {
        rows.insert(rows.end(), {cubic.c0, cubic.c1, cubic.c2, cubic.c3});
    }
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
    std::vector<Segment> segments;
    for (long step = first - 1; step <= last; ++step) {
        const Cubic low = discharge.cubic_from(step);
        const Cubic high = charge.cubic_from(step);
        // Straight on, two branches would meet and cross.
        const bool is_beyond = step < first || step == last;
        const double end_soc = static_cast<double>(step < first ? first : last) * soc_grid;
        const Cubic gap = is_beyond ? Cubic{.c0 = gap_at(end_soc)} : combined(low, high, -0.5, 0.5);
        segments.push_back({.origin = static_cast<double>(step) * soc_grid,
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
    last_ = static_cast<double>(segments.size() - 1);
    for (std::size_t i = 1; i < segments.size(); ++i) {
        const Segment& s = segments[i - 1];
        const double x = segments[i].origin - s.origin;
        segments[i].ocv_area_v = s.ocv_area_v + s.ocv.area(x);
        segments[i].entropic_area_v_per_k = s.entropic_area_v_per_k + s.entropic.area(x);
    }
    std::vector<double> rows;
    for (const Segment& s : segments) {
        append_row(rows, s);
    }
    const CellPlace empty = CellCurveRows{rows.data(), first_, per_grid_, last_}.at(0.0);
    for (std::size_t row = 0; row < segments.size(); ++row) {
        double* start = &rows[row * CellCurveRows::Columns + CellCurveRows::Start];
        start[1] -= empty.ocv_area_v;
        start[2] -= empty.entropic_area_v_per_k;
    }
    rows_ = std::make_shared<const std::vector<double>>(std::move(rows));
}

}  // namespace models
