#pragma once
// A low-pass behind a current that is held, linear or a parabola over a step, exact at any length
// of it, and what an element of the form I0 asinh(x / I0) behind it makes of its output.

#include "models/gauss.hpp"
#include "models/math.hpp"

#include <cstddef>

namespace models {

/// A current over a step: a parabola that in the middle is `bend_a` off the straight line between
/// its ends.
template <class Real>
struct CurrentRampOf {
    Real begin_a, end_a;
    Real bend_a = 0.0;

    Real mean_a() const { return 0.5 * (begin_a + end_a) + (2.0 / 3.0) * bend_a; }
    Real mean_square() const {
        return (begin_a * begin_a + begin_a * end_a + end_a * end_a) * (1.0 / 3.0) +
               bend_a * ((2.0 / 3.0) * (begin_a + end_a) + (8.0 / 15.0) * bend_a);
    }
    Real at(double share) const {
        return begin_a + (end_a - begin_a) * share + bend_a * (4.0 * share * (1.0 - share));
    }
    /// How it begins to change, per step, and how that changes.
    Real slope_a() const { return end_a - begin_a + 4.0 * bend_a; }
    Real curvature_a() const { return -8.0 * bend_a; }
    /// Where the tangents of both ends meet: the parabola stays within the three.
    Real corner_a() const { return 0.5 * (begin_a + end_a) + 2.0 * bend_a; }
    /// What it is from one share of the step to another.
    CurrentRampOf part(double from, double to) const {
        const double length = to - from;
        return {at(from), to == 1.0 ? end_a : at(to), bend_a * (length * length)};
    }
    /// Mean of its size; where a parabola turns that of a straight line with the same mean.
    Real mean_magnitude() const {
        const Real shift_a = (2.0 / 3.0) * bend_a;
        const Real from_a = begin_a + shift_a;
        const Real to_a = end_a + shift_a;
        const Real sum = magnitude(from_a) + magnitude(to_a);
        return select(from_a * to_a < 0.0, 0.5 * (from_a * from_a + to_a * to_a) / sum, 0.5 * sum);
    }
};
using CurrentRamp = CurrentRampOf<double>;

/// Means over a step of what a low-pass drives: of the driven current, and of its product with the
/// low-pass's output.
template <class Real>
struct DrivenMeansOf {
    Real driven_a;
    Real product_a2;
};
using DrivenMeans = DrivenMeansOf<double>;

/// What a low-pass makes of inputs 1, t and t²/2 from zero (t: 0..1 over the step) at some time.
struct Responses {
    double to_step, to_slope, to_curvature;
};

/// tau x' = u - x, exact for an input u that is held, linear or a parabola. `x` is its value at the
/// beginning; means are over the step. To the digits of the inputs at any length of the step.
class LowPass {
  public:
    LowPass() = default;
    /// Both positive.
    LowPass(double tau_s, double dt_s);
    /// Of the way to what is held, `share` is done at the end of a step, as others integrate it
    /// (dt / tau is forward Euler). Only `end` with a held input knows what to do with it.
    static LowPass that_goes(double share) {
        LowPass low_pass;
        low_pass.keep_ = 1.0 - share;
        return low_pass;
    }

    template <class Real>
    Real end(Real x, Real held) const {
        return held + (x - held) * keep_;
    }
    template <class Real>
    Real mean(Real x, Real held) const {
        return held + (x - held) * old_share_;
    }
    template <class Real>
    Real mean_square(Real x, Real held) const {
        const Real off = x - held;
        return held * held + off * (2.0 * held * old_share_ + off * square_share_);
    }

    // Behind a ramp it is x and its responses to what the ramp begins with, its slope and its bend.
    template <class Real>
    Real end(Real x, CurrentRampOf<Real> u) const {
        return after(end_, x, u);
    }
    template <class Real>
    Real mean(Real x, CurrentRampOf<Real> u) const {
        return after(mean_, x, u);
    }
    template <class Real>
    Real mean_square(Real x, CurrentRampOf<Real> u) const {
        const Real off = u.begin_a - x;
        const Real slope = u.slope_a();
        const Real curvature = u.curvature_a();
        const Real grown =
            off * mean_.to_step + slope * mean_.to_slope + curvature * mean_.to_curvature;
        return x * (x + 2.0 * grown) +
               off * (off * squares_.step_step + slope * squares_.twice_step_slope +
                      curvature * squares_.twice_step_curvature) +
               slope * (slope * squares_.slope_slope + curvature * squares_.twice_slope_curvature) +
               curvature * curvature * squares_.curvature_curvature;
    }
    template <class Real>
    static Real after(const Responses& responses, Real x, CurrentRampOf<Real> u) {
        return x + ((u.begin_a - x) * responses.to_step + u.slope_a() * responses.to_slope +
                    u.curvature_a() * responses.to_curvature);
    }

    /// Of a held input, the share of the starting value in the mean.
    double old_share() const { return old_share_; }
    /// Of a parabola's bend, the share in the end.
    double bend_share() const { return 4.0 * end_.to_slope - 8.0 * end_.to_curvature; }
    double keep() const { return keep_; }
    double tau_per_dt() const { return tau_per_dt_; }
    /// Whether what it has been at the beginning has faded much before the end.
    bool forgets() const { return tau_per_dt_ < 1.0; }
    /// The responses after a share of the step.
    Responses responses_at(double share) const;

    /// What x tends to behind a ramp: a ramp that lags behind it. Only for one that forgets: else
    /// it lies so far away that its digits are lost.
    template <class Real>
    CurrentRampOf<Real> line_behind(CurrentRampOf<Real> u) const {
        const Real lag = (u.end_a - u.begin_a) * tau_per_dt_;
        const Real turn = 4.0 * u.bend_a * tau_per_dt_;
        const Real bow = 2.0 * turn * tau_per_dt_;
        return {u.begin_a - lag - turn - bow, u.end_a - lag + turn - bow, u.bend_a};
    }

  private:
    /// Means over the step of products of responses.
    struct Squares {
        double step_step, twice_step_slope, twice_step_curvature;
        double slope_slope, twice_slope_curvature, curvature_curvature;
    };
    Squares squares_by_parts() const;
    Squares squares_by_sum() const;

    double keep_ = 0.0;          // exp(-dt / tau)
    double old_share_ = 0.0;     // mean of exp(-t / tau) over the step
    double square_share_ = 0.0;  // of its square
    double tau_per_dt_ = 0.0;
    Responses end_{}, mean_{};
    Squares squares_{};
};

/// S(x) = I0 asinh(x / I0): the current that drives a resistor whose voltage grows slower than the
/// current (charge transfer in the form of Butler and Volmer).
template <class Real>
class SaturationOf {
  public:
    explicit SaturationOf(Real limit_a) : limit_a_{limit_a}, per_a_{1.0 / limit_a} {}

    Real driven(Real x) const { return limit_a_ * math::asinh(x * per_a_); }
    /// Its slope, 1 / sqrt(1 + (x / I0)²).
    Real slope(Real x) const {
        const Real share = x * per_a_;
        return math::exp(-0.5 * math::log(1.0 + share * share));
    }
    /// Twice the integral of S from 0 to x; x² where nothing saturates.
    Real twice_integral(Real x) const {
        const Real a = x * per_a_;
        const Real square = a * a;
        return 2.0 * limit_a_ * limit_a_ *
               (a * math::asinh(a) - square / (1.0 + math::root(1.0 + square)));
    }

  private:
    Real limit_a_, per_a_;
};
using Saturation = SaturationOf<double>;

/// The means of S behind a low-pass over one step. What decays is integrated over the decay itself
/// (Gauss and Legendre), so the length of the step does not matter.
class SaturatingStep {
  public:
    SaturatingStep() = default;
    explicit SaturatingStep(const LowPass& low_pass);

    template <class Real>
    DrivenMeansOf<Real> means(const SaturationOf<Real>& s, const LowPass& /*low_pass*/, Real x,
                              Real held) const {
        DrivenMeansOf<Real> sum{0.0, 0.0};
        const Real settled = s.driven(held);
        const Real off = x - held;
        for (std::size_t i = 0; i < nodes; ++i) {
            const Real now = held + off * decayed_[i];
            const Real driven = s.driven(now);
            sum.driven_a += weight_[i] * (driven - settled);
            sum.product_a2 += weight_[i] * (now * driven - held * settled);
        }
        return {settled + sum.driven_a, held * settled + sum.product_a2};
    }
    template <class Real>
    DrivenMeansOf<Real> means(const SaturationOf<Real>& s, const LowPass& low_pass, Real x,
                              CurrentRampOf<Real> u) const {
        return low_pass.forgets() ? along_line(s, low_pass.line_behind(u), x) : along(s, x, u);
    }

  private:
    static constexpr std::size_t nodes = 8;
    /// The line that x tends to, and what the decaying part adds to it.
    template <class Real>
    DrivenMeansOf<Real> along_line(const SaturationOf<Real>& s, CurrentRampOf<Real> line,
                                   Real x) const {
        const Real off = x - line.begin_a;
        DrivenMeansOf<Real> sum{0.0, 0.0};
        for (std::size_t i = 0; i < nodes; ++i) {
            const Real y = line.at(share_[i]);
            const Real now = y + off * decayed_[i];
            const Real at_line = s.driven(y);
            const Real at_x = s.driven(now);
            sum.driven_a += weight_[i] * (at_x - at_line);
            sum.product_a2 += weight_[i] * (now * at_x - y * at_line);
        }
        for (std::size_t i = 0; i < nodes; ++i) {
            const Real y = line.at(gauss_8<Real>.at[i]);
            const Real driven = s.driven(y);
            sum.driven_a += gauss_8<Real>.weight[i] * driven;
            sum.product_a2 += gauss_8<Real>.weight[i] * y * driven;
        }
        return sum;
    }
    /// Where nothing decays by much: over time.
    template <class Real>
    DrivenMeansOf<Real> along(const SaturationOf<Real>& s, Real x, CurrentRampOf<Real> u) const {
        DrivenMeansOf<Real> sum{0.0, 0.0};
        for (std::size_t i = 0; i < nodes; ++i) {
            const Real now = LowPass::after(responses_[i], x, u);
            const Real driven = s.driven(now);
            sum.driven_a += gauss_8<Real>.weight[i] * driven;
            sum.product_a2 += gauss_8<Real>.weight[i] * now * driven;
        }
        return sum;
    }

    double decayed_[nodes] = {};  // exp(-t / tau) at each node
    double share_[nodes] = {};    // t / dt there
    double weight_[nodes] = {};
    Responses responses_[nodes] = {};  // at the nodes in time
};

}  // namespace models
