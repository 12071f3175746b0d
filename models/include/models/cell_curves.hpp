#pragma once
// All curves of a chemistry on one grid over the state of charge: a cell looks for its place once
// and reads everything there.

#include "models/curve.hpp"

#include <cstddef>
#include <vector>

namespace models {

struct Chemistry;

/// What the curves say at one state of charge. Slopes are per SoC; areas are integrals over SoC
/// from 0.
struct CellPlace {
    double ocv_v, ocv_slope_v, ocv_area_v;  // the middle between the branches, at 25 °C
    double entropic_v_per_k, entropic_slope_v_per_k, entropic_area_v_per_k;
    double gap_v;       // half of what lies between the branches, at 25 °C
    double relaxing_v;  // amplitude of the relaxing hysteresis, at 25 °C
    double r0, r1, r2;  // over R0 at 50 % and 25 °C
};

class CellCurves {
  public:
    /// The curves of a chemistry; OCV goes on straight beyond its ends, everything else level.
    /// Throws std::invalid_argument as Curve does.
    explicit CellCurves(const Chemistry& chemistry);

    CellPlace at(double soc) const {
        const Segment& s = segment(soc);
        const double x = soc - s.origin;
        return {.ocv_v = s.ocv.value(x),
                .ocv_slope_v = s.ocv.slope(x),
                .ocv_area_v = s.ocv_area_v + s.ocv.area(x),
                .entropic_v_per_k = s.entropic.value(x),
                .entropic_slope_v_per_k = s.entropic.slope(x),
                .entropic_area_v_per_k = s.entropic_area_v_per_k + s.entropic.area(x),
                .gap_v = s.gap.value(x),
                .relaxing_v = s.relaxing.value(x),
                .r0 = s.r0.value(x),
                .r1 = s.r1.value(x),
                .r2 = s.r2.value(x)};
    }

  private:
    struct Segment {
        double origin;
        Cubic ocv, entropic, gap, relaxing, r0, r1, r2;
        double ocv_area_v, entropic_area_v_per_k;  // from 0 to the origin
    };

    const Segment& segment(double soc) const {
        // Segment 0 and the last one are the ends.
        const double position = (soc - first_) * per_grid_ + 1.0;
        const double inside = position < 0.0 ? 0.0 : (position > last_ ? last_ : position);
        return segments_[static_cast<std::size_t>(inside)];
    }

    std::vector<Segment> segments_;
    double first_;
    double per_grid_;
    double last_;  // index of the end above
};

}  // namespace models
