#pragma once
// How batteries read what they measure.

#include "models/math.hpp"
#include "models/select.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace models {

/// The nearest whole number, half away from zero; |x| < 2^51.
inline double nearest(double x) {
    return static_cast<double>(static_cast<std::int64_t>(x + (x < 0.0 ? -0.5 : 0.5)));
}

/// A reading (D-14): the true value snapped to whole steps, so that no last bit of a double
/// decides, then rounded half away from zero to a multiple of the resolution. It is told in counts,
/// of so many steps each. Every reading of every battery comes by here: no branch and no division,
/// so that several are read side by side.
class Meter {
  public:
    /// All whole and at least 1; the resolution in counts.
    constexpr Meter(double resolution, double counts_per_unit, double steps_per_count)
        : resolution_{resolution},
          steps_per_unit_{counts_per_unit * steps_per_count},
          resolution_steps_{resolution * steps_per_count},
          per_resolution_{1.0 / resolution_steps_} {}

    double resolution_steps() const { return resolution_steps_; }

    /// In whole counts; up to 2^49 steps.
    template <class Real>
    Real read(Real value) const {
        const Real steps = math::floor(magnitude(value) * steps_per_unit_ + 0.5);
        // Nothing changes by the quarter of a step, but that no whole number of them lies where the
        // rounding turns: a product that is a little off is as good as a quotient.
        const Real counts = math::round((steps + 0.25) * per_resolution_) * resolution_;
        return select(value < 0.0, -counts, counts);
    }

  private:
    double resolution_, steps_per_unit_, resolution_steps_, per_resolution_;
};

/// As a frame tells it: what has no room there stays at the last count that has.
template <class Count>
Count to_count(double counts) {
    constexpr double least = std::numeric_limits<Count>::min();
    constexpr double most = std::numeric_limits<Count>::max();
    return static_cast<Count>(std::clamp(counts, least, most));
}

}  // namespace models
