#include "nnls.hpp"

#include <algorithm>
#include <limits>

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

}  // namespace

Eigen::VectorXd NonNegativeLeastSquares::solve(const Eigen::MatrixXd& gram,
                                               const Eigen::VectorXd& b) {
    const auto n = static_cast<std::size_t>(b.size());
    // Every unknown in its own scale.
    const Eigen::VectorXd scale =
        gram.diagonal().cwiseMax(std::numeric_limits<double>::min()).cwiseSqrt().cwiseInverse();
    scaled_ = scale.asDiagonal() * gram * scale.asDiagonal();
    const Eigen::VectorXd c = b.cwiseProduct(scale);
    const double tolerance = 1e-10 * std::max(1e-300, c.cwiseAbs().maxCoeff());

    if (is_free_.size() != n) {
        is_free_.assign(n, true);
    }
    // Exchanges that did not bring the number of misplaced unknowns below the least so far are
    // allowed so many times; then one unknown is exchanged at a time, always the last, which ends.
    constexpr int most_vain = 3;
    int vain = 0;
    std::size_t fewest = n + 1;
    Eigen::VectorXd x;
    for (std::size_t round = 0; round < 10 * n; ++round) {
        // The minimum over the free unknowns alone, the others being 0.
        const std::vector<Index> free = free_ones(is_free_);
        free_part_ = scaled_(free, free);
        factors_.compute(free_part_);
        x = Eigen::VectorXd::Zero(b.size());
        const Eigen::VectorXd free_c = c(free);
        const Eigen::VectorXd answer = factors_.solve(free_c);
        x(free) = answer;
        const Eigen::VectorXd gain = c - scaled_ * x;
        std::vector<std::size_t> misplaced;
        for (std::size_t i = 0; i < n; ++i) {
            const auto at = static_cast<Index>(i);
            if (is_free_[i] ? x(at) < 0.0 : gain(at) > tolerance) {
                misplaced.push_back(i);
            }
        }
        if (misplaced.empty()) {
            break;
        }
        if (misplaced.size() < fewest) {
            fewest = misplaced.size();
            vain = 0;
        } else if (++vain > most_vain) {
            misplaced.erase(misplaced.begin(), misplaced.end() - 1);
        }
        for (const std::size_t i : misplaced) {
            is_free_[i] = !is_free_[i];
        }
    }
    return x.cwiseMax(0.0).cwiseProduct(scale);
}

}  // namespace models::fit
