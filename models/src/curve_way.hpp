#pragma once
// Means of a curve along the way from one state of charge to another.

#include "models/select.hpp"

namespace models {

/// A value at one end of a step, with its slope per SoC and its integral over SoC.
template <class Real>
struct CurveEnd {
    Real value, slope, area;
};

template <class Real>
class Way {
  public:
    /// `soc_moved` may be zero.
    explicit Way(Real soc_moved) : soc_moved_{soc_moved}, per_soc_{1.0 / soc_moved} {}

    /// Over a short way the areas would lose their digits; there the trapezoid with its slope term
    /// is exact (Euler-Maclaurin, for a cubic).
    Real mean(const CurveEnd<Real>& begin, const CurveEnd<Real>& end) const {
        const Real by_area = (end.area - begin.area) * per_soc_;
        const Real by_ends =
            0.5 * (begin.value + end.value) + soc_moved_ * (begin.slope - end.slope) * (1.0 / 12.0);
        return select(magnitude(soc_moved_) < 1e-5, by_ends, by_area);
    }

  private:
    Real soc_moved_;
    Real per_soc_;
};

}  // namespace models
