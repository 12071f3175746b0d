#include "states.hpp"

#include "models/low_pass.hpp"
#include "models/math.hpp"

#include <algorithm>
#include <cmath>

namespace models::fit {

namespace {

constexpr double seconds_per_hour = 3600.0;

/// A low-pass made anew only where the length of the step changes.
class SteppedLowPass {
  public:
    explicit SteppedLowPass(double tau_s) : tau_s_{tau_s} {}

    double end(double x, const ProfileStep& step) {
        if (step.dt_s != dt_s_) {
            dt_s_ = step.dt_s;
            low_pass_ = LowPass{tau_s_, dt_s_};
        }
        return low_pass_.end(x, step.current_a);
    }

  private:
    double tau_s_;
    double dt_s_ = 0.0;
    LowPass low_pass_;
};

double sign(double x) {
    return x > 0.0 ? 1.0 : (x < 0.0 ? -1.0 : 0.0);
}

constexpr double resting_c = 0.01;
constexpr double kept_rest_s = 60.0;

/// A rest at the end tells of one place only, and mostly of the empty cell, whose rebound no model
/// of this kind follows: a minute of it is enough.
std::size_t end_of_course(const Profile& samples, double capacity_ah) {
    std::size_t last = samples.size() - 1;
    while (last > 0 && std::fabs(samples.current_a[last]) < resting_c * capacity_ah) {
        --last;
    }
    std::size_t end = last + 1;
    while (end < samples.size() && samples.time_s[end] <= samples.time_s[last] + kept_rest_s) {
        ++end;
    }
    return end;
}

/// Nor does one at the beginning tell more than its last minute: what was before it is not known.
std::size_t begin_of_course(const Profile& samples, double capacity_ah) {
    std::size_t first = 0;
    while (first + 1 < samples.size() &&
           std::fabs(samples.current_a[first]) < resting_c * capacity_ah) {
        ++first;
    }
    std::size_t begin = first;
    while (begin > 0 && samples.time_s[begin - 1] >= samples.time_s[first] - kept_rest_s) {
        --begin;
    }
    return begin;
}

/// What lies between two samples is not known; the jump from one to the other tells how much.
class MissedBetweenSamples {
  public:
    MissedBetweenSamples(const Profile& samples, double capacity_ah)
        : is_counted_{!samples.charge_ah.empty()}, capacity_ah_{capacity_ah} {
        for (std::size_t i = 1; i < samples.size(); ++i) {
            all_as2_ += variance(samples, i);
        }
    }

    void pass(const Profile& samples, std::size_t i) { passed_as2_ += variance(samples, i); }
    /// Both ends of a profile's charge are told by its voltages; in between it may go astray.
    double soc() const {
        const double left_as2 =
            all_as2_ > 0.0 ? passed_as2_ * std::max(0.0, 1.0 - passed_as2_ / all_as2_) : 0.0;
        return is_counted_ ? 0.0 : std::sqrt(left_as2) / seconds_per_hour / capacity_ah_;
    }

  private:
    /// Of a jump at any moment between two samples, each as likely, (A s)².
    static double variance(const Profile& samples, std::size_t i) {
        if (gap_at(samples, i) != nullptr) {
            return 0.0;
        }
        const double jump_as = (samples.current_a[i] - samples.current_a[i - 1]) *
                               (samples.time_s[i] - samples.time_s[i - 1]);
        return jump_as * jump_as / 12.0;
    }

    bool is_counted_;
    double capacity_ah_;
    double all_as2_ = 0.0;
    double passed_as2_ = 0.0;
};

}  // namespace

Course course_of(const FitProfile& profile, double capacity_ah, double coulombic_efficiency,
                 std::size_t most_rows) {
    const Profile& samples = profile.samples;
    const std::size_t stride = std::max<std::size_t>(1, samples.size() / most_rows);
    const std::vector<double> weights_s = sample_weights_s(samples);
    const std::size_t begin = begin_of_course(samples, capacity_ah);
    const std::size_t end = std::max(end_of_course(samples, capacity_ah), begin + 1);
    Course course;
    course.hysteresis = profile.start.hysteresis;
    course.capacity_ah = capacity_ah;
    MissedBetweenSamples missed{samples, capacity_ah};
    double soc = profile.start.soc;
    double weight_s = 0.0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const ProfileStep step = i == 0 ? ProfileStep{0.0, 0.0} : step_to(samples, i);
        const double arriving_c_s = step.current_a *
                                    (step.current_a > 0.0 ? coulombic_efficiency : 1.0) *
                                    step.dt_s / capacity_ah;
        soc += arriving_c_s / seconds_per_hour;
        course.steps.push_back(step);
        course.charge_c_s.push_back(std::fabs(arriving_c_s));
        if (i > 0) {
            missed.pass(samples, i);
        }
        if (i < begin) {
            continue;
        }
        weight_s += weights_s[i];
        if ((i - begin) % stride == 0 && i < end) {
            course.rows.push_back(i);
            course.weight.push_back(weight_s);
            course.soc.push_back(soc);
            course.current_a.push_back(samples.current_a[i]);
            course.voltage_v.push_back(samples.voltage_v[i]);
            course.degc.push_back(samples.temperature_degc[i]);
            course.unsure_soc.push_back(missed.soc());
            weight_s = 0.0;
        }
    }
    return course;
}

SocRange range_of(const std::vector<Course>& courses) {
    SocRange range{.lowest = HUGE_VAL, .highest = -HUGE_VAL};
    for (const Course& course : courses) {
        for (const double soc : course.soc) {
            range.lowest = std::min(range.lowest, soc);
            range.highest = std::max(range.highest, soc);
        }
    }
    return range;
}

States states_of(const Course& course, const CellDynamics& dynamics) {
    SteppedLowPass rc1{dynamics.rc1_s};
    SteppedLowPass rc2{dynamics.rc2_s};
    const Saturation saturation{dynamics.rc2_saturates_at_c * course.capacity_ah};
    const double hysteresis_per_c_s = dynamics.hysteresis_rate / seconds_per_hour;
    const double relaxing_per_c_s = dynamics.relaxing_rate / seconds_per_hour;
    double rc1_a = 0.0;
    double rc2_a = 0.0;
    double hysteresis = course.hysteresis;
    double relaxing = 0.0;
    States states;
    std::size_t row = 0;
    for (std::size_t i = 0; i <= course.rows.back(); ++i) {
        const ProfileStep& step = course.steps[i];
        if (step.dt_s > 0.0) {
            rc1_a = rc1.end(rc1_a, step);
            rc2_a = rc2.end(rc2_a, step);
            const double direction = sign(step.current_a);
            hysteresis = direction + (hysteresis - direction) *
                                         math::exp(-hysteresis_per_c_s * course.charge_c_s[i]);
            const double follows = relaxing_per_c_s * course.charge_c_s[i];
            const double decays = follows + step.dt_s / dynamics.relaxes_in_s;
            const double target = direction * follows / decays;
            relaxing = target + (relaxing - target) * math::exp(-decays);
        }
        if (course.rows[row] == i) {
            states.rc1_a.push_back(rc1_a);
            states.rc2_driven_a.push_back(saturation.driven(rc2_a));
            states.hysteresis.push_back(hysteresis);
            states.relaxing.push_back(relaxing);
            ++row;
        }
    }
    return states;
}

}  // namespace models::fit
