#pragma once
// The rule of a step over which the currents follow the voltage: it is planned in three stages,
// each of which finds the currents of one moment from those before it, and how much flows until
// then: a diagonally implicit rule of third order. Until a stage flows what the parabola through
// the currents known by then tells, so that stages are as exact as they can be. What flows in all
// makes the rule L-stable: strings that share a current anew within a minute would ring for ever
// with another, and with this one a step of an hour is settled at its end. Order, stability and the
// two moments leave no choice in its numbers.

#include "models/select.hpp"

#include <algorithm>
#include <array>

namespace engine::step_rule {

/// Of the currents at the begin and at the stages before one.
struct Weights {
    double begin, first, second;
};
/// When a stage is, as a share of the step; what its mean current takes of those before it, and of
/// its own; and what it may be expected to be: what lies on a straight line through those before.
struct Stage {
    double at;
    Weights takes;
    double own;
    Weights guess;
};
inline constexpr Stage first_stage{1.0 / 3.0, {1.0 / 6.0, 0.0, 0.0}, 1.0 / 6.0, {1.0, 0.0, 0.0}};
inline constexpr Stage second_stage{0.75, {0.09375, 0.50625, 0.0}, 0.15, {-1.25, 2.25, 0.0}};
/// Of all lines the one on which a stiff deviation, which the stages before overshoot, is settled.
inline constexpr Stage end_stage{1.0, {0.06, 0.588, 0.192}, 0.16, {-1.0, 1.2, 0.8}};

constexpr bool is_nearly(double a, double b) {
    return (a < b ? b - a : a - b) < 1e-15;
}
/// The mean of 1, of t and of t² over a step is that of the stages.
constexpr bool is_of_third_order() {
    const auto& [begin, first, second] = end_stage.takes;
    const double at_1 = first_stage.at;
    const double at_2 = second_stage.at;
    return is_nearly(begin + first + second + end_stage.own, 1.0) &&
           is_nearly(first * at_1 + second * at_2 + end_stage.own, 1.0 / 2.0) &&
           is_nearly(first * at_1 * at_1 + second * at_2 * at_2 + end_stage.own, 1.0 / 3.0);
}
/// What lets no charge flow on the mean of any stage, stiff as it is, is gone at the end; and is
/// not guessed there.
constexpr bool settles() {
    const double first = -first_stage.takes.begin / first_stage.own;
    const double second =
        -(second_stage.takes.begin + second_stage.takes.first * first) / second_stage.own;
    const auto of = [=](const Weights& weights) {
        return weights.begin + weights.first * first + weights.second * second;
    };
    return is_nearly(of(end_stage.takes), 0.0) && is_nearly(of(end_stage.guess), 0.0);
}
static_assert(is_of_third_order() && settles());

/// An estimate of what the mean is off: how far it is from that of Radau's rule of two points, the
/// first stage and the end, which is of third order as well.
inline constexpr double begin_otherwise = end_stage.takes.begin;
inline constexpr double first_otherwise = end_stage.takes.first - 0.75;
inline constexpr double second_otherwise = end_stage.takes.second;
inline constexpr double end_otherwise = end_stage.own - 0.25;

/// Shares of a step at which somebody looks whether a level has been passed.
inline constexpr std::array looks_at{1.0 / 16, 1.0 / 8, 3.0 / 16, 1.0 / 4, 1.0 / 3,
                                     1.0 / 2,  5.0 / 8, 3.0 / 4,  7.0 / 8, 15.0 / 16};

/// A quantity at the begin of a step, and at its stages.
struct OnTheWay {
    double begin, first, second, end;

    // By what they are off the begin: a current that does not change is to the last digit what
    // flows, or a reading half way between two would tell the other.
    double mean() const {
        return begin + (end_stage.takes.first * (first - begin) +
                        end_stage.takes.second * (second - begin) + end_stage.own * (end - begin));
    }
    /// How much of what is tolerated the mean is off.
    double mean_off(double share, double floor) const {
        const double off = begin_otherwise * begin + first_otherwise * first +
                           second_otherwise * second + end_otherwise * end;
        return models::magnitude(off) /
               (share * std::max(models::magnitude(begin), models::magnitude(end)) + floor);
    }
    /// Of the parabola with its ends and its mean.
    double middle() const { return 1.5 * mean() - 0.25 * (begin + end); }
    double smallest() const { return std::min(std::min(begin, first), std::min(second, end)); }
    double largest() const { return std::max(std::max(begin, first), std::max(second, end)); }
    /// Whether it passes a level on the way and is back at the end, as far as the cubic through the
    /// four shows.
    bool dips_past(double level) const {
        const bool is_above = begin > level;
        if ((end > level) != is_above) {
            return false;
        }
        const double nearest = is_above ? smallest() : largest();
        const double reach = largest() - smallest();
        if (is_above ? nearest - reach > level : nearest + reach < level) {
            return false;
        }
        return std::any_of(looks_at.begin(), looks_at.end(),
                           [&](double share) { return (at(share) > level) != is_above; });
    }
    /// Of the cubic, by Newton's differences.
    double at(double share) const {
        constexpr double to_second = second_stage.at - first_stage.at;
        const double begin_first = (first - begin) / first_stage.at;
        const double first_second = (second - first) / to_second;
        const double second_end = (end - second) / (1.0 - second_stage.at);
        const double bend = (first_second - begin_first) / second_stage.at;
        const double later_bend = (second_end - first_second) / (1.0 - first_stage.at);
        return begin +
               share * (begin_first + (share - first_stage.at) *
                                          (bend + (share - second_stage.at) * (later_bend - bend)));
    }
    /// How far the stages are off the straight line.
    double off_line() const {
        const auto at = [&](double share) { return begin + share * (end - begin); };
        return std::max(models::magnitude(first - at(first_stage.at)),
                        models::magnitude(second - at(second_stage.at)));
    }
};

}  // namespace engine::step_rule
