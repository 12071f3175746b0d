#include "nnls.hpp"

#include <algorithm>
#include <limits>

#include <Eigen/Cholesky>

namespace models::fit {

namespace {

using Index = Eigen::Index;

std::vector<Index> free_ones(const std::vector<bool>& is_free) {
    std::vector<Index> out;
    for (std::size_t i = 0; i < is_free.size(); ++i) {
        if (is_free[i]) {
            out.push_back(static_cast<Index>(i));
        }
    }
    return out;
}

/// The minimum over the free unknowns alone, the others being 0.
Eigen::VectorXd minimum_of(const Eigen::MatrixXd& gram, const Eigen::VectorXd& b,
                           const std::vector<Index>& free) {
    Eigen::VectorXd x = Eigen::VectorXd::Zero(b.size());
    const Eigen::MatrixXd part = gram(free, free);
    const Eigen::VectorXd part_b = b(free);
    const Eigen::VectorXd answer = part.ldlt().solve(part_b);
    x(free) = answer;
    return x;
}

}  // namespace

Eigen::VectorXd NonNegativeLeastSquares::solve(const Eigen::MatrixXd& gram,
                                               const Eigen::VectorXd& b) {
    const auto n = static_cast<std::size_t>(b.size());
    // Every unknown in its own scale.
    const Eigen::VectorXd scale =
        gram.diagonal().cwiseMax(std::numeric_limits<double>::min()).cwiseSqrt().cwiseInverse();
    const Eigen::MatrixXd g = scale.asDiagonal() * gram * scale.asDiagonal();
    const Eigen::VectorXd c = b.cwiseProduct(scale);
    const double tolerance = 1e-10 * std::max(1e-300, c.cwiseAbs().maxCoeff());

    Eigen::VectorXd x = Eigen::VectorXd::Zero(b.size());
    if (is_free_.size() == n) {
        x = minimum_of(g, c, free_ones(is_free_)).cwiseMax(0.0);
    }
    is_free_.assign(n, false);
    for (std::size_t i = 0; i < n; ++i) {
        is_free_[i] = x(static_cast<Index>(i)) > 0.0;
    }
    bool is_settled = free_ones(is_free_).empty();
    for (std::size_t round = 0; round < 10 * n; ++round) {
        if (is_settled) {
            // The unknown whose rise helps most becomes free.
            const Eigen::VectorXd gain = c - g * x;
            std::size_t best = n;
            for (std::size_t i = 0; i < n; ++i) {
                const double its = gain(static_cast<Index>(i));
                if (!is_free_[i] && its > tolerance &&
                    (best == n || its > gain(static_cast<Index>(best)))) {
                    best = i;
                }
            }
            if (best == n) {
                break;
            }
            is_free_[best] = true;
        }
        const std::vector<Index> free = free_ones(is_free_);
        const Eigen::VectorXd target = minimum_of(g, c, free);
        // As far towards it as nothing becomes negative.
        double way = 1.0;
        Index first = -1;
        for (const Index i : free) {
            if (target(i) < 0.0 && x(i) / (x(i) - target(i)) <= way) {
                way = x(i) / (x(i) - target(i));
                first = i;
            }
        }
        x += way * (target - x);
        is_settled = first < 0;
        if (!is_settled) {
            x(first) = 0.0;
        }
        for (const Index i : free) {
            if (x(i) <= 0.0) {
                x(i) = 0.0;
                is_free_[static_cast<std::size_t>(i)] = false;
            }
        }
    }
    return x.cwiseProduct(scale);
}

}  // namespace models::fit
