// The two solvers inside the fit, on problems with known answers.

#include "models/fit/src/nnls.hpp"
#include "models/fit/src/simplex.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace models::fit {
namespace {

// C. L. Lawson, R. J. Hanson: x is the answer when it is not negative, and the gradient is 0 where
// x is positive and not negative where x is 0 (Kuhn and Tucker).
RC_GTEST_PROP(NonNegativeLeastSquares, MeetsTheConditionsOfKuhnAndTucker, ()) {
    const int n = *rc::gen::inRange(1, 12);
    const auto entries = [](int count) {
        std::vector<double> out;
        for (int i = 0; i < count; ++i) {
            out.push_back(*rc::gen::inRange(-100, 101) / 10.0);
        }
        return out;
    };
    const std::vector<double> a = entries(n * n);
    const std::vector<double> y = entries(n);
    const Eigen::MatrixXd matrix = Eigen::Map<const Eigen::MatrixXd>(a.data(), n, n);
    const Eigen::MatrixXd gram =
        matrix.transpose() * matrix + 0.1 * Eigen::MatrixXd::Identity(n, n);
    const Eigen::VectorXd b = matrix.transpose() * Eigen::Map<const Eigen::VectorXd>(y.data(), n);
    NonNegativeLeastSquares solver;
    for (const double change : {1.0, 1.1, -1.0}) {
        // From the solution before, too.
        const Eigen::VectorXd wanted = change * b;
        const Eigen::VectorXd x = solver.solve(gram, wanted);
        const Eigen::VectorXd gradient = gram * x - wanted;
        const double tolerance = 1e-7 * (1.0 + wanted.cwiseAbs().maxCoeff());
        for (int i = 0; i < n; ++i) {
            RC_ASSERT(x(i) >= 0.0);
            RC_ASSERT(gradient(i) >= -tolerance);
            RC_ASSERT(x(i) == 0.0 || gradient(i) <= tolerance);
        }
    }
}

TEST(Simplex, FindsTheEndOfRosenbrocksValley) {
    const auto valley = [](const std::vector<double>& x) {
        const double a = x[1] - x[0] * x[0];
        return 100.0 * a * a + (1.0 - x[0]) * (1.0 - x[0]);
    };
    const SimplexEnd end = minimise(valley, {-1.2, 1.0}, {0.5, 0.5},
                                    {.most_evaluations = 1000, .near_x = 1e-6, .near_cost = 1e-12});
    EXPECT_NEAR(end.x[0], 1.0, 1e-4);
    EXPECT_NEAR(end.x[1], 1.0, 1e-4);
    EXPECT_LT(end.evaluations, 1000);
}

TEST(Simplex, StopsWhenItMayTryNoMore) {
    int tried = 0;
    const auto plane = [&](const std::vector<double>& x) {
        ++tried;
        return x[0] + x[1];
    };
    const SimplexEnd end = minimise(plane, {0.0, 0.0}, {1.0, 1.0}, {.most_evaluations = 40});
    EXPECT_EQ(tried, end.evaluations);
    // One round may end a shrink.
    EXPECT_LE(tried, 44);
    EXPECT_LT(end.cost, -10.0);
}

}  // namespace
}  // namespace models::fit
