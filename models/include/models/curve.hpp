#pragma once
// A smooth curve through given points: piecewise cubic, C1, monotone wherever the points are.

#include "models/cubic.hpp"

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

/// How a curve goes on beyond its first and last points.
enum class Ends {
    Straight,  // with the slope it has there
    Level,     // with the value it has there
};

/// Monotone cubic through points on a uniform grid (F. N. Fritsch, J. Butland, SIAM J. Sci. Stat.
/// Comput. 5, 1984). One multiplication finds the segment, so a loop over many values has no
/// branch.
class Curve {
  public:
    /// At least two points, in rising order, each `at` a multiple of `grid` to 1e-9 of it; anything
    /// else throws std::invalid_argument that names the point.
    Curve(std::span<const CurvePoint> points, double grid, Ends ends = Ends::Straight);

    double value(double at) const {
        const Segment& s = segment(at);
        return s.cubic.value(at - s.origin);
    }
    double slope(double at) const {
        const Segment& s = segment(at);
        return s.cubic.slope(at - s.origin);
    }
    /// Integral from the first point to `at`.
    double integral(double at) const {
        const Segment& s = segment(at);
        return s.area + s.cubic.area(at - s.origin);
    }

    /// The first and last points, in steps of the grid.
    long first_step() const { return first_step_; }
    long last_step() const { return last_step_; }
    /// The cubic from one step of the grid to the next, beyond both ends too, counted from there.
    Cubic cubic_from(long step) const;

  private:
    struct Segment {
        double origin;
        Cubic cubic;
        double area;  // integral from the first point to the origin
    };

    const Segment& segment(double at) const {
        // Segment 0 and the last one are the ends.
        const double position = (at - first_) * per_grid_ + 1.0;
        const double inside = position < 0.0 ? 0.0 : (position > last_ ? last_ : position);
        return segments_[static_cast<std::size_t>(inside)];
    }

    std::vector<Segment> segments_;
    double grid_;
    long first_step_;
    long last_step_;
    double first_;
    double per_grid_;
    double last_;  // index of the end above
};

}  // namespace models
