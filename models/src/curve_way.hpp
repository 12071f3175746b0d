#pragma once
// Means of a curve along the way from one state of charge to another.

#include "sign.hpp"

namespace models {

/// A value at one end of a step, with its slope per SoC and its integral over SoC.
struct CurveEnd {
    double value, slope, area;
};

/// `soc_moved` may be zero.
class Way {
  public:
    explicit Way(double soc_moved)
        : soc_moved_{soc_moved},
          is_short_{magnitude(soc_moved) < 1e-5},
          per_soc_{is_short_ ? 0.0 : 1.0 / soc_moved} {}

    /// Over a short way the areas would lose their digits; there the trapezoid with its slope term
    /// is exact (Euler-Maclaurin, for a cubic).
    double mean(CurveEnd begin, CurveEnd end) const {
        const double by_area = (end.area - begin.area) * per_soc_;
        const double by_ends =
            0.5 * (begin.value + end.value) + soc_moved_ * (begin.slope - end.slope) * (1.0 / 12.0);
        return is_short_ ? by_ends : by_area;
    }

  private:
    double soc_moved_;
    bool is_short_;
    double per_soc_;
};

}  // namespace models
