#pragma once
// A smooth curve through given points: piecewise cubic, C1, monotone wherever the points are.

#include <cstddef>
#include <span>
#include <vector>

namespace models {

struct CurvePoint {
    double at;
    double value;

    friend bool operator==(const CurvePoint&, const CurvePoint&) = default;
};

/// The points of a curve that is the same everywhere.
inline std::vector<CurvePoint> level_curve(double value) {
    return {{.at = 0.0, .value = value}, {.at = 1.0, .value = value}};
}

/// Monotone cubic through points on a uniform grid (F. N. Fritsch, J. Butland, SIAM J. Sci. Stat.
/// Comput. 5, 1984). Beyond both ends it goes on as a straight line. One multiplication finds the
/// segment, so a loop over many values has no branch.
class Curve {
  public:
    /// At least two points, in rising order, each `at` a multiple of `grid` to 1e-9 of it; anything
    /// else throws std::invalid_argument that names the point.
    Curve(std::span<const CurvePoint> points, double grid);

    double value(double at) const {
        const Segment& s = segment(at);
        const double x = at - s.origin;
        return s.c0 + x * (s.c1 + x * (s.c2 + x * s.c3));
    }
    double slope(double at) const {
        const Segment& s = segment(at);
        const double x = at - s.origin;
        return s.c1 + x * (2.0 * s.c2 + x * (3.0 * s.c3));
    }
    /// Integral from the first point to `at`.
    double integral(double at) const {
        const Segment& s = segment(at);
        const double x = at - s.origin;
        return s.area + x * (s.c0 + x * (s.c1 / 2.0 + x * (s.c2 / 3.0 + x * (s.c3 / 4.0))));
    }

  private:
    struct Segment {
        double origin;
        double c0, c1, c2, c3;
        double area;  // integral from the first point to the origin
    };

    const Segment& segment(double at) const {
        // Segment 0 and the last one are the straight ends.
        const double position = (at - first_) * per_grid_ + 1.0;
        const double inside = position < 0.0 ? 0.0 : (position > last_ ? last_ : position);
        return segments_[static_cast<std::size_t>(inside)];
    }

    std::vector<Segment> segments_;
    double first_;
    double per_grid_;
    double last_;  // index of the straight end
};

}  // namespace models
