#include "charge_search.hpp"

#include "charge_doubts.hpp"
#include "linear_part.hpp"
#include "weights.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace models::fit {

namespace {

constexpr std::size_t rows = 800;  // enough to tell a charge
/// One cell gives this much more or less from test to test: where it ends is no proof.
constexpr double soc_error = 0.01;
constexpr double slow_c = 0.11;

bool is_slow(const Profile& samples, double capacity_ah) {
    return std::all_of(samples.current_a.begin(), samples.current_a.end(), [&](double current_a) {
        return std::fabs(current_a) < slow_c * capacity_ah;
    });
}

/// A slow cycle of a usual cell: where nobody measured one, it keeps charge and voltage together
/// roughly.
FitProfile usual_cycle(const Chemistry& like, double capacity_ah, bool charges) {
    constexpr double cycle_c = 0.05;
    constexpr double step_s = 360.0;
    constexpr double lasts_s = 72'000.0;
    constexpr double resistance_v_at_1c = 0.05;
    FitProfile out{.samples = {},
                   .start = {.soc = charges ? 0.0 : 1.0, .hysteresis = charges ? -1.0 : 1.0}};
    for (double t_s = 0.0; t_s <= lasts_s; t_s += step_s) {
        out.samples.time_s.push_back(t_s);
        out.samples.current_a.push_back((charges ? cycle_c : -cycle_c) * capacity_ah);
        out.samples.voltage_v.push_back(0.0);
        out.samples.temperature_degc.push_back(25.0);
    }
    out.samples.voltage_v =
        replay_profile(out.samples, like, capacity_ah, resistance_v_at_1c / capacity_ah, out.start)
            .voltage_v;
    return out;
}

/// The cell that all profiles have in common, for one of them changed.
class CommonCell {
  public:
    CommonCell(const std::vector<FitProfile>& profiles, double capacity_ah, const Chemistry& like)
        : like_{like}, capacity_ah_{capacity_ah} {
        usual_.resistance = like.resistance;
        usual_.hysteresis = like.hysteresis;
        for (const FitProfile& profile : profiles) {
            courses_.push_back(course(profile));
            const bool its_is_slow = is_slow(profile.samples, capacity_ah);
            has_slow_ |= its_is_slow;
            say_.push_back(its_is_slow ? 1.0 : until_settled);
        }
        if (!has_slow_) {
            for (const bool charges : {false, true}) {
                courses_.push_back(course(usual_cycle(like, capacity_ah, charges)));
                say_.push_back(of_usual);
            }
        }
    }

    bool has_slow() const { return has_slow_; }
    void look_at(std::size_t i, const FitProfile& profile) { courses_[i] = course(profile); }
    /// From now on the profile has its full say in what the cell is.
    void take(std::size_t i, const FitProfile& profile) {
        look_at(i, profile);
        say_[i] = 1.0;
    }
    /// Of all profiles, with another one as the i-th, that has its full say. Its rows weigh what
    /// they do as the profile is now: else it would pay to go where rows weigh little.
    ProfilePrice price_with(std::size_t i) {
        std::vector<double> say = say_;
        say[i] = 1.0;
        std::vector<Course> courses = weighed(say);
        return [this, i, courses](const FitProfile& profile) mutable {
            std::vector<double> weight = std::move(courses[i].weight);
            courses[i] = course(profile);
            courses[i].weight = std::move(weight);
            return price_of(solved(courses).cost());
        };
    }
    /// Root mean square of what the cell, as far as it is known, does not tell of a profile, V.
    double error_v(std::size_t i) {
        const std::vector<Course> courses = weighed(say_);
        const std::vector<double> voltage_v = solved(courses).voltages(i, usual_);
        double squares = 0.0;
        double weights = 0.0;
        for (std::size_t row = 0; row < voltage_v.size(); ++row) {
            const double off_v = courses[i].voltage_v[row] - voltage_v[row];
            squares += courses[i].weight[row] * off_v * off_v;
            weights += courses[i].weight[row];
        }
        return weights > 0.0 ? std::sqrt(squares / weights) : 0.0;
    }

  private:
    Course course(const FitProfile& profile) const {
        return course_of(profile, capacity_ah_, like_.coulombic_efficiency, rows);
    }
    std::vector<Course> weighed(const std::vector<double>& say) const {
        std::vector<Course> out = courses_;
        weigh(out, soc_error);
        for (std::size_t i = 0; i < out.size(); ++i) {
            for (double& weight : out[i].weight) {
                weight *= say[i];
            }
        }
        return out;
    }
    LinearProblem solved(const std::vector<Course>& courses) {
        LinearProblem problem = problem_of(courses, capacity_ah_, like_, std::move(room_));
        problem.solve(usual_);
        room_ = problem.leave();
        return problem;
    }

    static constexpr double until_settled = 0.02;
    static constexpr double of_usual = 0.1;

    const Chemistry& like_;
    double capacity_ah_;
    std::vector<Course> courses_;  // behind the profiles stand the usual cycles, if any
    std::vector<double> say_;      // of each in what the cell is
    CellDynamics usual_;
    LinearRoom room_;
    bool has_slow_ = false;
};

/// No LiFePO4 cell gets where this one's charge goes, or is empty or full where it seems to be.
bool is_impossible(const FitProfile& profile, double capacity_ah) {
    constexpr double beyond = 0.05;
    constexpr double empty_v = 2.7;
    constexpr double full_v = 3.6;
    constexpr double near_end = 0.2;
    const SocReach reach = reach_of(profile, capacity_ah);
    const auto [lowest, highest] =
        std::minmax_element(profile.samples.voltage_v.begin(), profile.samples.voltage_v.end());
    return reach.lowest < -beyond || reach.highest > 1.0 + beyond ||
           (*lowest < empty_v && reach.lowest > near_end) ||
           (*highest > full_v && reach.highest < 1.0 - near_end);
}

}  // namespace

std::vector<std::optional<ProfileStart>> search_charge(std::vector<FitProfile>& profiles,
                                                       double capacity_ah, const Chemistry& like) {
    CommonCell cell{profiles, capacity_ah, like};
    std::vector<std::optional<ProfileStart>> asked(profiles.size());
    const auto other_start = [&](std::size_t i) -> std::optional<ProfileStart> {
        const FitProfile& profile = profiles[i];
        constexpr double odd_v = 8e-3;
        const bool is_doubtful =
            is_impossible(profile, capacity_ah) || (cell.has_slow() && cell.error_v(i) > odd_v);
        if (is_slow(profile.samples, capacity_ah) || !is_doubtful) {
            return std::nullopt;
        }
        return better_start(profile, capacity_ah, cell.price_with(i));
    };
    std::vector<std::size_t> missed;
    for (std::size_t i = 0; i < profiles.size(); ++i) {
        FitProfile& profile = profiles[i];
        settle_gaps(profile, capacity_ah, cell.price_with(i));
        cell.look_at(i, profile);
        if (!profile.is_start_said) {
            profile.start = other_start(i).value_or(profile.start);
            cell.look_at(i, profile);
        }
        if (settle_missed_charge(profile, capacity_ah, cell.price_with(i))) {
            missed.push_back(i);
            cell.look_at(i, profile);
        }
        if (profile.is_start_said) {
            asked[i] = other_start(i);
        }
        cell.take(i, profile);
    }
    // What one misses is told by the others, too, now that they are known; and where it is one
    // alone, a second time tells nothing new.
    const std::size_t rounds = std::min<std::size_t>(missed.size(), 2);
    for (std::size_t round = 0; round < rounds; ++round) {
        for (const std::size_t i : missed) {
            settle_missed_charge(profiles[i], capacity_ah, cell.price_with(i));
            cell.take(i, profiles[i]);
        }
    }
    return asked;
}

}  // namespace models::fit
