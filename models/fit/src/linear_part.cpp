#include "linear_part.hpp"

#include "basis.hpp"
#include "models/math.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace models::fit {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double zero_degc_k = 273.15;
constexpr double reference_degc = 25.0;

// How much a bend costs: of the middle between the branches, of the gap, of a resistance at half
// an hour's current, of the relaxing part. Found on the cells of three makers, with some of their
// profiles held back.
constexpr double ocv_bend = 0.002;
constexpr double gap_bend = 0.02;
constexpr double gap_change = 0.01;
constexpr double resistance_bend = 0.02;
constexpr double relaxing_bend = 0.2;
// And how much it costs to be away from what is usual, where no data say anything.
constexpr double gap_pull = 1e-3;
constexpr double resistance_pull = 1e-3;
constexpr double relaxing_pull = 1e-3;
constexpr double usual_half_gap_v = 0.01;
constexpr double usual_r0_v_at_1c = 0.05;
constexpr double usual_r1_v_at_1c = 0.03;
constexpr double usual_relaxing_v = 0.01;
constexpr double half_c = 0.5;

enum Curve : Index { R0, R1, R2, Relaxing };

/// Rows that say how far each inner knot is off the straight line between its neighbours.
MatrixXd bends_of(std::span<const double> knots) {
    const auto n = static_cast<Index>(knots.size());
    MatrixXd bends = MatrixXd::Zero(n - 2, n);
    for (Index i = 0; i + 2 < n; ++i) {
        const auto k = static_cast<std::size_t>(i);
        const double a = knots[k + 1] - knots[k];
        const double b = knots[k + 2] - knots[k + 1];
        bends(i, i) = -b / (a + b);
        bends(i, i + 1) = 1.0;
        bends(i, i + 2) = -a / (a + b);
    }
    return bends;
}

/// What those rows are to give: nothing where the courses come, the bends of what is usual where
/// they do not.
VectorXd bends_beyond(const std::vector<Course>& courses, std::span<const double> knots,
                      const OverSoc& usual_v) {
    constexpr double little = 0.003;
    const SocRange range = range_of(courses);
    VectorXd usual(static_cast<Index>(knots.size()));
    for (Index i = 0; i < usual.size(); ++i) {
        usual(i) = usual_v(knots[static_cast<std::size_t>(i)]);
    }
    VectorXd bends = bends_of(knots) * usual;
    for (Index i = 0; i < bends.size(); ++i) {
        const auto k = static_cast<std::size_t>(i);
        if (knots[k] >= range.lowest - little && knots[k + 2] <= range.highest + little) {
            bends(i) = 0.0;
        }
    }
    return bends;
}

/// Rows that say how far each knot is from the one before it.
MatrixXd changes_of(Index n) {
    MatrixXd changes = MatrixXd::Zero(n - 1, n);
    for (Index i = 0; i + 1 < n; ++i) {
        changes(i, i) = -1.0;
        changes(i, i + 1) = 1.0;
    }
    return changes;
}

// The unknowns that may not be negative: the rises of the middle between the branches, and half the
// gap around it; then the other curves as they are.

/// Both branches, of `n` knots each, from those unknowns.
VectorXd branches_of(const VectorXd& rises, Index n) {
    VectorXd branches = rises;
    double middle = 0.0;
    for (Index i = 0; i < n; ++i) {
        middle += rises(i);
        branches(i) = middle - rises(n + i);
        branches(n + i) = middle + rises(n + i);
    }
    return branches;
}

/// Makes columns that multiply the branches to columns that multiply those unknowns: a rise lifts
/// both branches from there on.
void multiply_rises(MatrixXd& columns, Index n) {
    VectorXd from_here = VectorXd::Zero(columns.rows());
    for (Index i = n - 1; i >= 0; --i) {
        from_here += columns.col(i) + columns.col(n + i);
        columns.col(n + i) -= columns.col(i);
        columns.col(i) = from_here;
    }
}

std::vector<double> list_of(const VectorXd& vector) {
    return {vector.begin(), vector.end()};
}

}  // namespace

double ratio_at(const TemperatureRatio& ratio, double degc) {
    const double inverse = 1.0 / (degc + zero_degc_k) - 1.0 / (reference_degc + zero_degc_k);
    return ratio.fixed_share + (1.0 - ratio.fixed_share) * math::exp(ratio.activation_k * inverse);
}

LinearProblem problem_of(const std::vector<Course>& courses, double capacity_ah,
                         const Chemistry& like, LinearRoom room) {
    constexpr double soc_grid = 0.005;
    const SocRange range = range_of(courses);
    const models::Curve entropic{like.entropic_v_per_k, soc_grid, Ends::Level};
    const models::Curve discharge{like.ocv_discharge_v, soc_grid};
    const models::Curve charge{like.ocv_charge_v, soc_grid};
    return {courses,
            branch_knots(std::min(0.0, range.lowest), std::max(1.0, range.highest)),
            [&](double soc) { return entropic.value(soc); },
            [&](double soc) { return 0.5 * (discharge.value(soc) + charge.value(soc)); },
            capacity_ah,
            std::move(room)};
}

LinearProblem::LinearProblem(const std::vector<Course>& courses, std::vector<double> branch_knots,
                             const OverSoc& entropy, const OverSoc& usual_middle_v,
                             double capacity_ah, LinearRoom room)
    : courses_{courses},
      knots_{std::move(branch_knots)},
      branch_count_{static_cast<Index>(knots_.size())},
      resistance_count_{static_cast<Index>(resistance_knots().size())},
      count_{2 * branch_count_ + 4 * resistance_count_},
      room_{std::move(room)} {
    for (const Course& course : courses_) {
        std::vector<double>& target = target_v_.emplace_back();
        for (std::size_t row = 0; row < course.rows.size(); ++row) {
            target.push_back(course.voltage_v[row] -
                             (course.degc[row] - reference_degc) * entropy(course.soc[row]));
            weight_sum_ += course.weight[row];
        }
    }
    const Index b = branch_count_;
    room_.penalty.setZero(count_, count_);
    penalty_b_ = VectorXd::Zero(count_);
    // The middle is half the sum of the branches, half the gap half their difference.
    const auto of_branches = [&](const MatrixXd& rows, double of_discharge,
                                 const VectorXd& wanted) {
        const MatrixXd squares = 0.25 * rows.transpose() * rows;
        const VectorXd pulls = 0.5 * rows.transpose() * wanted;
        room_.penalty.block(0, 0, b, b) += squares;
        room_.penalty.block(b, b, b, b) += squares;
        room_.penalty.block(0, b, b, b) += of_discharge * squares;
        room_.penalty.block(b, 0, b, b) += of_discharge * squares;
        penalty_b_.segment(0, b) += of_discharge * pulls;
        penalty_b_.segment(b, b) += pulls;
        penalty_constant_ += wanted.squaredNorm();
    };
    of_branches(ocv_bend * bends_of(knots_), 1.0,
                ocv_bend * bends_beyond(courses_, knots_, usual_middle_v));
    of_branches(gap_bend * bends_of(knots_), -1.0, VectorXd::Zero(b - 2));
    of_branches(gap_change * changes_of(b), -1.0, VectorXd::Zero(b - 1));
    of_branches(gap_pull * MatrixXd::Identity(b, b), -1.0,
                VectorXd::Constant(b, gap_pull * usual_half_gap_v));
    const MatrixXd bends = bends_of(resistance_knots());
    const MatrixXd one = MatrixXd::Identity(resistance_count_, resistance_count_);
    const auto of_curve = [&](Index curve, const MatrixXd& rows, double wanted_v) {
        const Index r = resistance_count_;
        const VectorXd wanted = VectorXd::Constant(rows.rows(), wanted_v);
        room_.penalty.block(2 * b + curve * r, 2 * b + curve * r, r, r) += rows.transpose() * rows;
        penalty_b_.segment(2 * b + curve * r, r) += rows.transpose() * wanted;
        penalty_constant_ += wanted.squaredNorm();
    };
    const double current_a = half_c * capacity_ah;
    for (const auto& [curve, usual_v_at_1c] :
         {std::pair{R0, usual_r0_v_at_1c}, {R1, usual_r1_v_at_1c}, {R2, 0.0}}) {
        of_curve(curve, resistance_bend * current_a * bends, 0.0);
        of_curve(curve, resistance_pull * current_a * one,
                 resistance_pull * half_c * usual_v_at_1c);
    }
    of_curve(Relaxing, relaxing_bend * bends, 0.0);
    of_curve(Relaxing, relaxing_pull * one, relaxing_pull * usual_relaxing_v);
}

LinearProblem::Row LinearProblem::row_of(const Course& course, const States& states,
                                         std::size_t row, double resistance,
                                         double hysteresis) const {
    const Hat branch = hat_at(knots_, course.soc[row]);
    const Hat other = hat_at(resistance_knots(), course.soc[row]);
    const double side = hysteresis * states.hysteresis[row];
    const std::array values{0.5 * (1.0 - side),
                            0.5 * (1.0 + side),
                            resistance * course.current_a[row],
                            resistance * states.rc1_a[row],
                            resistance * states.rc2_driven_a[row],
                            hysteresis * states.relaxing[row]};
    Row out{};
    for (std::size_t curve = 0; curve < values.size(); ++curve) {
        const bool is_branch = curve < 2;
        const Hat& hat = is_branch ? branch : other;
        const Index first =
            is_branch ? static_cast<Index>(curve) * branch_count_
                      : 2 * branch_count_ + static_cast<Index>(curve - 2) * resistance_count_;
        out.column[2 * curve] = first + static_cast<Index>(hat.left);
        out.column[2 * curve + 1] = out.column[2 * curve] + 1;
        out.value[2 * curve] = (1.0 - hat.right_share) * values[curve];
        out.value[2 * curve + 1] = hat.right_share * values[curve];
    }
    return out;
}

void LinearProblem::solve(const CellDynamics& dynamics) {
    gather(dynamics);
    solve_gathered();
}

void LinearProblem::gather(const CellDynamics& dynamics) {
    room_.gram.setZero(count_, count_);
    b_.setZero(count_);
    squares_ = 0.0;
    for (std::size_t i = 0; i < courses_.size(); ++i) {
        const Course& course = courses_[i];
        const States states = states_of(course, dynamics);
        double degc = reference_degc;
        double resistance = 1.0;
        double hysteresis = 1.0;
        for (std::size_t r = 0; r < course.rows.size(); ++r) {
            if (r == 0 || course.degc[r] != degc) {
                degc = course.degc[r];
                resistance = ratio_at(dynamics.resistance, degc);
                hysteresis = ratio_at(dynamics.hysteresis, degc);
            }
            const Row row = row_of(course, states, r, resistance, hysteresis);
            const double weight = course.weight[r] / weight_sum_;
            const double target = target_v_[i][r];
            squares_ += weight * target * target;
            for (std::size_t k = 0; k < row.column.size(); ++k) {
                const double weighted = weight * row.value[k];
                b_(row.column[k]) += weighted * target;
                // Columns rise within a row, so this is the lower triangle.
                for (std::size_t l = 0; l <= k; ++l) {
                    room_.gram(row.column[k], row.column[l]) += weighted * row.value[l];
                }
            }
        }
    }
}

void LinearProblem::solve_gathered() {
    room_.whole_gram = room_.gram.selfadjointView<Eigen::Lower>();
    room_.whole_gram += room_.penalty;
    const VectorXd b = b_ + penalty_b_;
    room_.gram_of_rises = room_.whole_gram;
    multiply_rises(room_.gram_of_rises, branch_count_);
    room_.gram_of_rises.transposeInPlace();
    multiply_rises(room_.gram_of_rises, branch_count_);
    MatrixXd b_of_rises = b.transpose();
    multiply_rises(b_of_rises, branch_count_);
    theta_ =
        branches_of(room_.solver.solve(room_.gram_of_rises, b_of_rises.transpose()), branch_count_);
    cost_ =
        squares_ + penalty_constant_ - 2.0 * b.dot(theta_) + theta_.dot(room_.whole_gram * theta_);
}

void LinearProblem::solve_rising(const CellDynamics& dynamics) {
    constexpr int most_rounds = 20;
    constexpr double heavy = 100.0;
    const MatrixXd without = room_.penalty;
    gather(dynamics);
    solve_gathered();
    for (int round = 0; round < most_rounds; ++round) {
        bool is_rising = true;
        for (const Index first : {Index{0}, branch_count_}) {
            for (Index i = first; i + 1 < first + branch_count_; ++i) {
                constexpr double noise_v = 1e-6;
                if (theta_(i + 1) < theta_(i) - noise_v) {
                    const Eigen::Matrix2d difference{{heavy, -heavy}, {-heavy, heavy}};
                    room_.penalty.block<2, 2>(i, i) += difference;
                    is_rising = false;
                }
            }
        }
        if (is_rising) {
            break;
        }
        solve_gathered();
    }
    room_.penalty = without;
    // What is left of it is noise.
    for (const Index first : {Index{0}, branch_count_}) {
        for (Index i = first; i + 1 < first + branch_count_; ++i) {
            theta_(i + 1) = std::max(theta_(i + 1), theta_(i));
        }
    }
}

LinearPart LinearProblem::part() const {
    const Index b = branch_count_;
    const Index r = resistance_count_;
    const auto curve = [&](Index which) { return list_of(theta_.segment(2 * b + which * r, r)); };
    return {.discharge_v = list_of(theta_.head(b)),
            .charge_v = list_of(theta_.segment(b, b)),
            .r0_ohm = curve(R0),
            .r1_ohm = curve(R1),
            .r2_ohm = curve(R2),
            .relaxing_v = curve(Relaxing)};
}

std::vector<double> LinearProblem::voltages(std::size_t course,
                                            const CellDynamics& dynamics) const {
    const Course& its = courses_[course];
    const States states = states_of(its, dynamics);
    std::vector<double> out;
    for (std::size_t r = 0; r < its.rows.size(); ++r) {
        const Row row = row_of(its, states, r, ratio_at(dynamics.resistance, its.degc[r]),
                               ratio_at(dynamics.hysteresis, its.degc[r]));
        double volts = 0.0;
        for (std::size_t k = 0; k < row.column.size(); ++k) {
            volts += row.value[k] * theta_(row.column[k]);
        }
        out.push_back(volts);
    }
    return out;
}

void LinearProblem::shift_target(std::size_t course, const std::vector<double>& shift_v) {
    for (std::size_t r = 0; r < shift_v.size(); ++r) {
        target_v_[course][r] += shift_v[r];
    }
}

}  // namespace models::fit
