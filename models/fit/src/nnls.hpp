#pragma once

#include <vector>

#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace models::fit {

/// Minimises x'Gx - 2 b'x over x >= 0 by block principal pivoting (J. J. Judice, F. M. Pires,
/// Comput. Oper. Res. 21, 1994): all unknowns on the wrong side of 0 change it at once. G is
/// symmetric and positive definite.
class NonNegativeLeastSquares {
  public:
    /// Begins with what was positive in the solution before, if it had as many unknowns: of a
    /// problem that changed a little, most of the search is done. Else with all.
    Eigen::VectorXd solve(const Eigen::MatrixXd& gram, const Eigen::VectorXd& b);

  private:
    std::vector<bool> is_free_;
    // Room for one solution, taken once.
    Eigen::MatrixXd scaled_, free_part_;
    Eigen::LDLT<Eigen::MatrixXd> factors_;
};

}  // namespace models::fit
