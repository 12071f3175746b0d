#pragma once

#include <vector>

#include <Eigen/Core>

namespace models::fit {

/// Minimises x'Gx - 2 b'x over x >= 0 (C. L. Lawson, R. J. Hanson, Solving Least Squares Problems,
/// 1974, on the normal equations). G is symmetric and positive definite.
class NonNegativeLeastSquares {
  public:
    /// Begins with what was positive in the solution before, if it had as many unknowns: of a
    /// problem that changed a little, most of the search is done.
    Eigen::VectorXd solve(const Eigen::MatrixXd& gram, const Eigen::VectorXd& b);

  private:
    std::vector<bool> is_free_;
};

}  // namespace models::fit
