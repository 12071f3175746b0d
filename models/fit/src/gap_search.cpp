#include "gap_search.hpp"

#include "linear_part.hpp"
#include "weights.hpp"

#include <algorithm>
#include <cmath>

namespace models::fit {

namespace {

constexpr std::size_t rows = 800;  // enough to tell a charge
constexpr double seconds_per_hour = 3600.0;
/// One cell gives this much more or less from test to test: where it ends is no proof.
constexpr double soc_error = 0.01;

struct Bounds {
    double low, high;
};

/// What may have gone by: no current beyond those before and after, and no charge far beyond both
/// ends.
Bounds bounds_of(const FitProfile& profile, const ProfileGap& gap, double capacity_ah) {
    constexpr double beyond = 0.02;
    const Profile& samples = profile.samples;
    const auto [least, most] =
        std::minmax_element(samples.current_a.begin(), samples.current_a.end());
    const double lasts_h = (samples.time_s[gap.at] - samples.time_s[gap.at - 1]) / seconds_per_hour;
    double soc = profile.start.soc;
    double lowest = HUGE_VAL;
    double highest = -HUGE_VAL;
    for (std::size_t i = 1; i < samples.size(); ++i) {
        const ProfileStep step = step_to(samples, i);
        soc += step.current_a * step.dt_s / seconds_per_hour / capacity_ah;
        if (i >= gap.at) {
            lowest = std::min(lowest, soc);
            highest = std::max(highest, soc);
        }
    }
    const double low =
        std::max(std::min(*least, 0.0) * lasts_h, gap.charge_ah - (lowest + beyond) * capacity_ah);
    const double high = std::min(std::max(*most, 0.0) * lasts_h,
                                 gap.charge_ah + (1.0 + beyond - highest) * capacity_ah);
    return {std::min(low, high), std::max(low, high)};
}

/// Lowest of a function between bounds: on a grid, then between the neighbours of its best place by
/// golden section (J. Kiefer, Proc. AMS 4, 1953).
template <typename Cost>
double lowest_between(const Bounds& bounds, const Cost& cost) {
    constexpr int parts = 24;
    constexpr int sections = 12;
    constexpr double golden = 0.6180339887498949;
    const double part = (bounds.high - bounds.low) / parts;
    double best = bounds.low;
    double lowest = HUGE_VAL;
    for (int i = 0; i <= parts; ++i) {
        const double at = bounds.low + i * part;
        const double its = cost(at);
        if (its < lowest) {
            lowest = its;
            best = at;
        }
    }
    double left = std::max(bounds.low, best - part);
    double right = std::min(bounds.high, best + part);
    double a = right - golden * (right - left);
    double b = left + golden * (right - left);
    double cost_a = cost(a);
    double cost_b = cost(b);
    for (int i = 0; i < sections; ++i) {
        if (cost_a < cost_b) {
            right = b;
            b = a;
            cost_b = cost_a;
            a = right - golden * (right - left);
            cost_a = cost(a);
        } else {
            left = a;
            a = b;
            cost_a = cost_b;
            b = left + golden * (right - left);
            cost_b = cost(b);
        }
    }
    return 0.5 * (left + right);
}

}  // namespace

std::vector<std::vector<ProfileGap>> search_gaps(std::vector<FitProfile>& profiles,
                                                 double capacity_ah, const Chemistry& like) {
    const auto course = [&](const FitProfile& profile) {
        return course_of(profile, capacity_ah, like.coulombic_efficiency, rows);
    };
    std::vector<Course> seen;
    std::vector<std::vector<ProfileGap>> gaps;
    for (const FitProfile& profile : profiles) {
        seen.push_back(course(profile));
        gaps.push_back(profile.samples.gaps);
    }
    CellDynamics usual;
    usual.resistance = like.resistance;
    usual.hysteresis = like.hysteresis;
    for (std::size_t i = 0; i < profiles.size(); ++i) {
        for (ProfileGap& gap : profiles[i].samples.gaps) {
            const double supposed_ah = gap.charge_ah;
            const Bounds bounds = bounds_of(profiles[i], gap, capacity_ah);
            if (gap.unsure_ah <= 0.0 || bounds.high <= bounds.low) {
                continue;
            }
            gap.charge_ah = lowest_between(bounds, [&](double charge_ah) {
                gap.charge_ah = charge_ah;
                seen[i] = course(profiles[i]);
                std::vector<Course> weighed = seen;
                weigh(weighed, soc_error);
                LinearProblem problem = problem_of(weighed, capacity_ah, like);
                problem.solve(usual);
                const double deviations = (charge_ah - supposed_ah) / gap.unsure_ah;
                return price_of(problem.cost()) + deviations * deviations;
            });
            seen[i] = course(profiles[i]);
        }
        gaps[i] = profiles[i].samples.gaps;
    }
    return gaps;
}

}  // namespace models::fit
