#include "models/curve.hpp"

#include "models/math.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace models {

namespace {

struct Knot {
    long index;
    double value;
};

std::vector<Knot> knots_on_grid(std::span<const CurvePoint> points, double grid) {
    if (points.size() < 2) {
        throw std::invalid_argument("a curve needs at least two points");
    }
    std::vector<Knot> knots;
    for (const CurvePoint& point : points) {
        const double index = math::round(point.at / grid);
        const double off = point.at / grid - index;
        if (!(off < 1e-9 && off > -1e-9)) {
            throw std::invalid_argument("point " + std::to_string(knots.size() + 1) +
                                        " of the curve is not on its grid of " +
                                        std::to_string(grid));
        }
        if (!knots.empty() && static_cast<long>(index) <= knots.back().index) {
            throw std::invalid_argument("point " + std::to_string(knots.size() + 1) +
                                        " of the curve does not come after the one before it");
        }
        knots.push_back({static_cast<long>(index), point.value});
    }
    return knots;
}

/// Slopes at the knots: 0 at a turning point, else the weighted harmonic mean of both sides.
std::vector<double> slopes_at(const std::vector<Knot>& knots, double grid) {
    const std::size_t n = knots.size();
    const auto width = [&](std::size_t i) {
        return static_cast<double>(knots[i + 1].index - knots[i].index) * grid;
    };
    const auto secant = [&](std::size_t i) {
        return (knots[i + 1].value - knots[i].value) / width(i);
    };
    std::vector<double> slopes(n);
    for (std::size_t i = 1; i + 1 < n; ++i) {
        const double left = secant(i - 1);
        const double right = secant(i);
        if (left * right > 0.0) {
            const double w1 = 2.0 * width(i) + width(i - 1);
            const double w2 = width(i) + 2.0 * width(i - 1);
            slopes[i] = (w1 + w2) / (w1 / left + w2 / right);
        }
    }
    slopes[0] = secant(0);
    slopes[n - 1] = secant(n - 2);
    return slopes;
}

}  // namespace

Curve::Curve(std::span<const CurvePoint> points, double grid, Ends ends) : grid_{grid} {
    const std::vector<Knot> knots = knots_on_grid(points, grid);
    const std::vector<double> slopes = slopes_at(knots, grid);
    const auto at = [&](long index) { return static_cast<double>(index) * grid; };
    first_step_ = knots.front().index;
    last_step_ = knots.back().index;
    first_ = at(first_step_);
    per_grid_ = 1.0 / grid;

    const double goes_on = ends == Ends::Straight ? 1.0 : 0.0;
    segments_.push_back({.origin = first_,
                         .cubic = {.c0 = knots.front().value, .c1 = goes_on * slopes.front()},
                         .area = 0.0});
    for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
        const double h = at(knots[i + 1].index) - at(knots[i].index);
        const double secant = (knots[i + 1].value - knots[i].value) / h;
        const Cubic cubic{.c0 = knots[i].value,
                          .c1 = slopes[i],
                          .c2 = (3.0 * secant - 2.0 * slopes[i] - slopes[i + 1]) / h,
                          .c3 = (slopes[i] + slopes[i + 1] - 2.0 * secant) / (h * h)};
        // The knot's cubic, re-centred on every step of the grid that it spans.
        for (long k = knots[i].index; k < knots[i + 1].index; ++k) {
            segments_.push_back(
                {.origin = at(k), .cubic = cubic.from(at(k) - at(knots[i].index)), .area = 0.0});
        }
    }
    segments_.push_back({.origin = at(last_step_),
                         .cubic = {.c0 = knots.back().value, .c1 = goes_on * slopes.back()},
                         .area = 0.0});
    for (std::size_t i = 2; i < segments_.size(); ++i) {
        const Segment& s = segments_[i - 1];
        segments_[i].area = s.area + s.cubic.area(segments_[i].origin - s.origin);
    }
    last_ = static_cast<double>(segments_.size() - 1);
}

Cubic Curve::cubic_from(long step) const {
    const auto index = step < first_step_
                           ? std::size_t{0}
                           : static_cast<std::size_t>(std::min(step, last_step_) - first_step_ + 1);
    const Segment& s = segments_[index];
    return s.cubic.from(static_cast<double>(step) * grid_ - s.origin);
}

}  // namespace models
