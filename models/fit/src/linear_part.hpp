#pragma once

#include "nnls.hpp"
#include "states.hpp"

#include <array>
#include <functional>
#include <utility>
#include <vector>

#include <Eigen/Core>

namespace models::fit {

/// The curves that a voltage follows linearly, at their knots; volts and ohms at 25 °C.
struct LinearPart {
    std::vector<double> discharge_v, charge_v;               // at the branch knots
    std::vector<double> r0_ohm, r1_ohm, r2_ohm, relaxing_v;  // at the resistance knots
};

/// The large matrices of a problem, and where its solver ended: a search that solves hundreds of
/// problems, each much like the last, takes them once.
struct LinearRoom {
    Eigen::MatrixXd penalty, gram, whole_gram, gram_of_rises;
    NonNegativeLeastSquares solver;
};

using OverSoc = std::function<double(double soc)>;

/// Weighted least squares over all courses for one set of dynamics.
class LinearProblem {
  public:
    /// `entropy`: V per kelvin from 25 °C, there whatever the curves. `usual_middle_v`: where no
    /// course comes, the middle of the branches bends as this does.
    LinearProblem(const std::vector<Course>& courses, std::vector<double> branch_knots,
                  const OverSoc& entropy, const OverSoc& usual_middle_v, double capacity_ah,
                  LinearRoom room);

    /// Solves, keeping branches and resistances where they must be: the middle of the branches
    /// rises with charge, the gap between them is not negative, resistances are not negative, and
    /// nothing bends more than the data ask for.
    void solve(const CellDynamics& dynamics);
    /// Solves again until neither branch falls anywhere: where one would, it is held level.
    void solve_rising(const CellDynamics& dynamics);
    /// Gives its room to the next problem; what it found stays.
    LinearRoom leave() { return std::move(room_); }
    /// Mean square of what is left plus what the bending costs, V².
    double cost() const { return cost_; }
    LinearPart part() const;
    const std::vector<double>& knots() const { return knots_; }

    /// What it says for every row of a course, without the entropic part.
    std::vector<double> voltages(std::size_t course, const CellDynamics& dynamics) const;
    /// Adds to what is to be met at every row of a course from now on.
    void shift_target(std::size_t course, const std::vector<double>& shift_v);

  private:
    /// Columns and values of one row of the matrix, two per curve.
    struct Row {
        std::array<Eigen::Index, 12> column;
        std::array<double, 12> value;
    };
    Row row_of(const Course& course, const States& states, std::size_t row, double resistance,
               double hysteresis) const;
    /// What the courses say of the curves for these dynamics.
    void gather(const CellDynamics& dynamics);
    /// Solves for the curves, those and the penalty being given.
    void solve_gathered();

    const std::vector<Course>& courses_;
    std::vector<double> knots_;
    std::vector<std::vector<double>> target_v_;  // per course and row
    double weight_sum_ = 0.0;
    Eigen::Index branch_count_, resistance_count_, count_;
    LinearRoom room_;
    Eigen::VectorXd penalty_b_;
    double penalty_constant_ = 0.0;
    // What is gathered: the products of the columns (room_.gram, its lower triangle), of columns
    // and target, and of the target.
    Eigen::VectorXd b_;
    double squares_ = 0.0;
    Eigen::VectorXd theta_;
    double cost_ = 0.0;
};

double ratio_at(const TemperatureRatio& ratio, double degc);

/// For the courses of a cell that is like this one: knots as far as they go.
LinearProblem problem_of(const std::vector<Course>& courses, double capacity_ah,
                         const Chemistry& like, LinearRoom room = {});

}  // namespace models::fit
