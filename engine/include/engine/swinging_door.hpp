#pragma once
// One signal thinned as it comes.

#include "engine/sim_time.hpp"

#include <limits>

namespace engine {

struct Point {
    SimTime at{0};
    double value = 0.0;  // NaN: unknown from here
};

/// Lets only so many points of a signal pass that what is drawn through them stays within a band of
/// every point offered.
///
/// A step signal holds its value, so a point passes when it is off by more than the band. A linear
/// signal is a door hung on the last point that passed (swinging-door trending, E. H. Bristol, ISA
/// 1990, in the form that ends every line in a point of the signal): it closes with every point,
/// and the point before passes when the next lies outside. Becoming known or unknown passes too,
/// but for an infinite band, through which nothing passes.
class SwingingDoor {
  public:
    /// Offers a point that is later than the one before. The first passes, and one that `is_due`.
    /// Calls `pass(point, is_due)` for what passes: the point before, this one, or both in this
    /// order.
    template <class Pass>
    void offer(const Point& point, bool is_step, double band, bool is_due, Pass pass) {
        const bool jumps = is_unknown(point) != is_unknown(hinge_);
        if (!is_step && last_.at > hinge_.at && (jumps || is_outside(point))) {
            hang(last_);
            pass(last_, false);
        }
        if (is_due || !is_hung_ || jumps || (is_step && is_off(point, band))) {
            hang(point);
            pass(point, is_due);
            return;
        }
        if (!is_step) {
            close(point, band);
        }
        last_ = point;
    }
    /// Lets the last point pass if it has not.
    template <class Pass>
    void finish(Pass pass) {
        if (last_.at > hinge_.at) {
            hang(last_);
            pass(last_, false);
        }
    }

  private:
    static constexpr double infinite = std::numeric_limits<double>::infinity();
    static bool is_unknown(const Point& point) { return point.value != point.value; }
    double slope_to(const Point& point, double offset) const {
        return (point.value + offset - hinge_.value) /
               static_cast<double>((point.at - hinge_.at).count());
    }
    bool is_outside(const Point& point) const {
        const double slope = slope_to(point, 0.0);
        return slope < lowest_slope_ || slope > highest_slope_;
    }
    bool is_off(const Point& point, double band) const {
        const double off = point.value - hinge_.value;
        return off > band || off < -band;
    }
    void close(const Point& point, double band) {
        const double lowest = slope_to(point, -band);
        const double highest = slope_to(point, band);
        lowest_slope_ = lowest > lowest_slope_ ? lowest : lowest_slope_;
        highest_slope_ = highest < highest_slope_ ? highest : highest_slope_;
    }
    void hang(const Point& point) {
        is_hung_ = true;
        hinge_ = point;
        last_ = point;
        lowest_slope_ = -infinite;
        highest_slope_ = infinite;
    }

    bool is_hung_ = false;
    Point hinge_;                                      // passed last
    Point last_;                                       // offered last
    double lowest_slope_ = 0.0, highest_slope_ = 0.0;  // of the lines that may be drawn, per ms
};

}  // namespace engine
