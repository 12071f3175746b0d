#include "models/fit/cell_fit.hpp"

#include "basis.hpp"
#include "below_empty.hpp"
#include "charge_doubts.hpp"
#include "charge_search.hpp"
#include "linear_part.hpp"
#include "simplex.hpp"
#include "weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace models::fit {

namespace {

constexpr double soc_grid = 0.005;
constexpr std::size_t most_rows = 4000;
/// Below this the temperatures are one, and the ratios stay as they are known.
constexpr double distinct_k = 8.0;

/// What is usual: cells differ in whether their slow voltage saturates with the current.
/// The second kind must fit clearly better.
struct UsualDynamics {
    CellDynamics dynamics;
    double handicap;
};
constexpr std::array<UsualDynamics, 2> usual_dynamics{{{.dynamics = {}, .handicap = 0.0},
                                                       {.dynamics = {.rc1_s = 20.0,
                                                                     .rc2_s = 1200.0,
                                                                     .rc2_saturates_at_c = 1.0,
                                                                     .relaxes_in_s = 1800.0,
                                                                     .relaxing_rate = 300.0,
                                                                     .hysteresis_rate = 20.0},
                                                        .handicap = 10.0}}};

/// One number of the dynamics that the search moves.
struct SearchRow {
    double& (*member)(CellDynamics&);
    double deviation;  // usual, of its logarithm; of a share, of log(x / (1 - x))
    bool is_share = false;
    bool is_thermal = false;
};
constexpr std::array<SearchRow, 10> search_rows{{
    {[](CellDynamics& d) -> double& { return d.rc1_s; }, 0.4},
    {[](CellDynamics& d) -> double& { return d.rc2_s; }, 0.4},
    {[](CellDynamics& d) -> double& { return d.relaxes_in_s; }, 0.4},
    {[](CellDynamics& d) -> double& { return d.rc2_saturates_at_c; }, 0.5},
    {[](CellDynamics& d) -> double& { return d.relaxing_rate; }, 0.5},
    {[](CellDynamics& d) -> double& { return d.hysteresis_rate; }, 0.4},
    {[](CellDynamics& d) -> double& { return d.resistance.fixed_share; }, 0.8, true, true},
    {[](CellDynamics& d) -> double& { return d.resistance.activation_k; }, 0.4, false, true},
    {[](CellDynamics& d) -> double& { return d.hysteresis.fixed_share; }, 0.8, true, true},
    {[](CellDynamics& d) -> double& { return d.hysteresis.activation_k; }, 0.4, false, true},
}};

double stretched(const SearchRow& row, double value) {
    return row.is_share ? std::log(value / (1.0 - value)) : std::log(value);
}
double restored(const SearchRow& row, double x) {
    return row.is_share ? 1.0 / (1.0 + std::exp(-x)) : std::exp(x);
}

/// The dynamics as a point that a simplex can move, in deviations from what is usual.
class SearchSpace {
  public:
    SearchSpace(const CellDynamics& usual, bool with_thermal) : usual_{usual} {
        for (const SearchRow& row : search_rows) {
            if (with_thermal || !row.is_thermal) {
                rows_.push_back(&row);
            }
        }
    }

    std::size_t size() const { return rows_.size(); }
    CellDynamics at(const std::vector<double>& x) const {
        CellDynamics dynamics = usual_;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            double& value = rows_[i]->member(dynamics);
            value = restored(*rows_[i], stretched(*rows_[i], value) + x[i] * rows_[i]->deviation);
        }
        return dynamics;
    }

  private:
    CellDynamics usual_;
    std::vector<const SearchRow*> rows_;
};

// --- the answer ---

std::vector<CurvePoint> curve_of(std::span<const double> at, const std::vector<double>& values,
                                 double scale = 1.0) {
    std::vector<CurvePoint> points;
    for (std::size_t i = 0; i < at.size(); ++i) {
        points.push_back({.at = at[i], .value = values[i] * scale});
    }
    return points;
}

double value_at(std::span<const double> at, const std::vector<double>& values, double place) {
    const Hat hat = hat_at(at, place);
    return (1.0 - hat.right_share) * values[hat.left] + hat.right_share * values[hat.left + 1];
}

void take_answer(CellFit& fit, const LinearProblem& problem, const CellDynamics& dynamics,
                 const Chemistry& like) {
    LinearPart part = problem.part();
    const std::span<const double> at = resistance_knots();
    // A network needs some resistance everywhere, also where the voltages answer a sample late or
    // the other way round, and the fit finds none: a share of all that answers within minutes, and
    // what a catalogue takes at least.
    constexpr double least_share = 0.05;
    constexpr double least_ohm = 1e-6;
    double mean_ohm = 0.0;
    for (std::size_t i = 0; i < part.r0_ohm.size(); ++i) {
        mean_ohm += (part.r0_ohm[i] + part.r1_ohm[i]) / static_cast<double>(part.r0_ohm.size());
    }
    for (double& ohm : part.r0_ohm) {
        ohm = std::max({ohm, least_share * mean_ohm, least_ohm});
    }
    // Measured are some 40 mV. What asks for volts is no cell (of the other sign, say), and is to
    // be told by its errors.
    constexpr double most_relaxing_v = 1.0;
    for (double& amplitude_v : part.relaxing_v) {
        amplitude_v = std::min(amplitude_v, most_relaxing_v);
    }
    fit.resistance_ohm = value_at(at, part.r0_ohm, 0.5);
    const double per_ohm = 1.0 / fit.resistance_ohm;
    fit.chemistry = like;
    fit.chemistry.ocv_discharge_v = curve_of(problem.knots(), part.discharge_v);
    fit.chemistry.ocv_charge_v = curve_of(problem.knots(), part.charge_v);
    fit.falls_below_soc = append_fall_below_empty(fit.chemistry, like);
    fit.chemistry.hysteresis_rate = dynamics.hysteresis_rate;
    fit.chemistry.relaxing_v = curve_of(at, part.relaxing_v);
    fit.chemistry.relaxing_rate = dynamics.relaxing_rate;
    fit.chemistry.relaxes_in_s = dynamics.relaxes_in_s;
    fit.chemistry.hysteresis = dynamics.hysteresis;
    fit.chemistry.r0_factor = curve_of(at, part.r0_ohm, per_ohm);
    fit.chemistry.rc1_factor = curve_of(at, part.r1_ohm, per_ohm);
    fit.chemistry.rc1_s = dynamics.rc1_s;
    fit.chemistry.rc2_factor = curve_of(at, part.r2_ohm, per_ohm);
    fit.chemistry.rc2_s = dynamics.rc2_s;
    fit.chemistry.rc2_saturates_at_c = dynamics.rc2_saturates_at_c;
    fit.chemistry.resistance = dynamics.resistance;
}

/// The cell's curves are smooth between their points, those of the fit are straight: what that
/// makes is given to the data, and the curves are solved for again.
void make_up_for_smoothness(LinearProblem& problem, const FitQuestion& question,
                            const std::vector<FitProfile>& profiles,
                            const std::vector<Course>& courses, const CellDynamics& dynamics) {
    CellFit fit;
    take_answer(fit, problem, dynamics, question.like);
    for (std::size_t i = 0; i < courses.size(); ++i) {
        const FitProfile& profile = profiles[i];
        const ProfileReplay replay =
            replay_profile(profile.samples, fit.chemistry, question.capacity_ah, fit.resistance_ohm,
                           profile.start);
        const Curve entropic{question.like.entropic_v_per_k, soc_grid, Ends::Level};
        std::vector<double> shift_v = problem.voltages(i, dynamics);
        for (std::size_t row = 0; row < shift_v.size(); ++row) {
            const double degc = courses[i].degc[row];
            const double smooth_v = replay.voltage_v[courses[i].rows[row]] -
                                    (degc - 25.0) * entropic.value(courses[i].soc[row]);
            shift_v[row] -= smooth_v;
        }
        problem.shift_target(i, shift_v);
    }
    problem.solve_rising(dynamics);
}

/// How far beyond empty and full the charge of a profile may go: capacities differ from test to
/// test, and are not always given right.
void refuse_beyond_reach(const CellFit& fit, double capacity_ah) {
    constexpr double most_beyond = 0.15;
    for (std::size_t i = 0; i < fit.profiles.size(); ++i) {
        const SocReach reach = reach_of(fit.profiles[i], capacity_ah);
        if (reach.lowest < -most_beyond || reach.highest > 1.0 + most_beyond) {
            const bool is_below = -reach.lowest > reach.highest - 1.0;
            throw ChargeBeyondReach(i, fit.profiles[i].start.soc,
                                    is_below ? reach.lowest : reach.highest, fit.asked_starts[i]);
        }
    }
}

bool are_of_several_temperatures(const std::vector<FitProfile>& profiles) {
    double coldest = HUGE_VAL;
    double warmest = -HUGE_VAL;
    for (const FitProfile& profile : profiles) {
        for (const double degc : profile.samples.temperature_degc) {
            coldest = std::min(coldest, degc);
            warmest = std::max(warmest, degc);
        }
    }
    return warmest - coldest >= distinct_k;
}

}  // namespace

ChargeBeyondReach::ChargeBeyondReach(std::size_t which, double from, double to,
                                     std::optional<ProfileStart> asked)
    : std::invalid_argument{"a charge far beyond empty or full"},
      profile{which},
      from_soc{from},
      to_soc{to},
      asked_start{asked} {}

double net_charge_ah(const Profile& profile) {
    double charge_as = 0.0;
    for (std::size_t i = 1; i < profile.size(); ++i) {
        const ProfileStep step = step_to(profile, i);
        charge_as += step.current_a * step.dt_s;
    }
    return charge_as / 3600.0;
}

ProfileStart start_of_slow_cycle(const Profile& profile, double capacity_ah,
                                 std::optional<double> empty_soc) {
    // Which way most of its first tenth of a charge goes.
    double charge_as = 0.0;
    for (std::size_t i = 1; i < profile.size() && std::fabs(charge_as) < 360.0 * capacity_ah; ++i) {
        const ProfileStep step = step_to(profile, i);
        charge_as += step.current_a * step.dt_s;
    }
    if (charge_as <= 0.0) {
        return {.soc = 1.0, .hysteresis = 1.0};
    }
    constexpr double full_above_v = 3.5;
    const double highest_v = *std::max_element(profile.voltage_v.begin(), profile.voltage_v.end());
    const double from_full = 1.0 - net_charge_ah(profile) / capacity_ah;
    return {.soc = empty_soc.value_or(highest_v > full_above_v ? from_full : 0.0),
            .hysteresis = -1.0};
}

CellFit fit_cell(const FitQuestion& question) {
    if (question.profiles.empty() || !(question.capacity_ah > 0.0)) {
        throw std::invalid_argument("a fit needs profiles and a capacity");
    }
    CellFit fit;
    fit.profiles = question.profiles;
    std::vector<FitProfile>& profiles = fit.profiles;
    fit.asked_starts = search_charge(profiles, question.capacity_ah, question.like);
    refuse_beyond_reach(fit, question.capacity_ah);
    std::vector<Course> courses;
    for (const FitProfile& profile : profiles) {
        courses.push_back(course_of(profile, question.capacity_ah,
                                    question.like.coulombic_efficiency, most_rows));
    }
    weigh(courses);
    LinearProblem problem = problem_of(courses, question.capacity_ah, question.like);

    const bool knows_temperature = are_of_several_temperatures(profiles);
    int evaluations = 0;
    double lowest_cost = HUGE_VAL;
    CellDynamics dynamics;
    for (const UsualDynamics& kind : usual_dynamics) {
        CellDynamics usual = kind.dynamics;
        usual.resistance = question.like.resistance;
        usual.hysteresis = question.like.hysteresis;
        const SearchSpace space{usual, knows_temperature};
        const auto cost = [&](const std::vector<double>& x) {
            if (question.progress) {
                question.progress(evaluations);
            }
            ++evaluations;
            problem.solve(space.at(x));
            double unusual = kind.handicap;
            for (const double deviations : x) {
                unusual += deviations * deviations;
            }
            return price_of(problem.cost()) + unusual;
        };
        const SimplexEnd end = minimise(cost, std::vector<double>(space.size(), 0.0),
                                        std::vector<double>(space.size(), 0.5),
                                        {.most_evaluations = question.most_evaluations});
        if (end.cost < lowest_cost) {
            lowest_cost = end.cost;
            dynamics = space.at(end.x);
        }
    }
    problem.solve_rising(dynamics);
    for (int round = 0; round < 2; ++round) {
        make_up_for_smoothness(problem, question, profiles, courses, dynamics);
    }
    take_answer(fit, problem, dynamics, question.like);
    fit.covered_from_soc = range_of(courses).lowest;
    fit.covered_to_soc = range_of(courses).highest;
    fit.knows_temperature = knows_temperature;
    fit.evaluations = evaluations;
    return fit;
}

}  // namespace models::fit
