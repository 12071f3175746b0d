#include "simplex.hpp"

#include <algorithm>
#include <cmath>

namespace models::fit {

namespace {

struct Corner {
    std::vector<double> x;
    double cost;
};

/// From `from` through `to` and `share` of the way beyond.
std::vector<double> along(const std::vector<double>& from, const std::vector<double>& to,
                          double share) {
    std::vector<double> out(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        out[i] = from[i] + share * (to[i] - from[i]);
    }
    return out;
}

std::vector<double> centre_of(const std::vector<Corner>& corners) {
    const std::size_t n = corners.size() - 1;
    std::vector<double> centre(n, 0.0);
    for (std::size_t corner = 0; corner < n; ++corner) {
        for (std::size_t i = 0; i < n; ++i) {
            centre[i] += corners[corner].x[i] / static_cast<double>(n);
        }
    }
    return centre;
}

bool is_small(const std::vector<Corner>& corners, const std::vector<double>& step,
              const SimplexOptions& options) {
    if (corners.back().cost - corners.front().cost > options.near_cost) {
        return false;
    }
    for (const Corner& corner : corners) {
        for (std::size_t i = 0; i < step.size(); ++i) {
            if (std::fabs(corner.x[i] - corners.front().x[i]) > options.near_x * step[i]) {
                return false;
            }
        }
    }
    return true;
}

}  // namespace

SimplexEnd minimise(const std::function<double(const std::vector<double>&)>& cost,
                    const std::vector<double>& start, const std::vector<double>& step,
                    const SimplexOptions& options) {
    int evaluations = 0;
    const auto corner_at = [&](std::vector<double> x) {
        ++evaluations;
        const double its = cost(x);
        return Corner{std::move(x), its};
    };
    std::vector<Corner> corners{corner_at(start)};
    for (std::size_t i = 0; i < start.size(); ++i) {
        std::vector<double> x = start;
        x[i] += i % 2 == 0 ? -step[i] : step[i];
        corners.push_back(corner_at(std::move(x)));
    }
    const auto sort = [&] {
        std::stable_sort(corners.begin(), corners.end(),
                         [](const Corner& a, const Corner& b) { return a.cost < b.cost; });
    };
    sort();
    while (evaluations < options.most_evaluations && !is_small(corners, step, options)) {
        const std::vector<double> centre = centre_of(corners);
        Corner& worst = corners.back();
        const Corner reflected = corner_at(along(worst.x, centre, 2.0));
        if (reflected.cost < corners.front().cost) {
            const Corner expanded = corner_at(along(worst.x, centre, 3.0));
            worst = expanded.cost < reflected.cost ? expanded : reflected;
        } else if (reflected.cost < corners[corners.size() - 2].cost) {
            worst = reflected;
        } else {
            const bool is_outside = reflected.cost < worst.cost;
            const Corner nearer = corner_at(along(worst.x, centre, is_outside ? 1.5 : 0.5));
            if (nearer.cost < std::min(reflected.cost, worst.cost)) {
                worst = nearer;
            } else {
                for (std::size_t i = 1; i < corners.size(); ++i) {
                    corners[i] = corner_at(along(corners.front().x, corners[i].x, 0.5));
                }
            }
        }
        sort();
    }
    return {.x = corners.front().x, .cost = corners.front().cost, .evaluations = evaluations};
}

}  // namespace models::fit
