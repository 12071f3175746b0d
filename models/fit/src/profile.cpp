#include "models/fit/profile.hpp"

#include <algorithm>
#include <cmath>

namespace models::fit {

namespace {

constexpr double seconds_per_hour = 3600.0;

/// Products of what current and voltage do together: how much speaks for each sign.
struct Votes {
    double charge = 0.0;
    double discharge = 0.0;
    std::size_t strong = 0;  // of how many a current speaks that is one

    void add(double product, bool is_strong = true) {
        (product > 0.0 ? charge : discharge) += std::fabs(product);
        strong += is_strong ? 1 : 0;
    }
    bool any() const { return charge + discharge > 0.0; }
    /// The sign for which at least `share` (0.5..1) of all speaks; none where nothing does.
    std::optional<PositiveCurrent> verdict(double share) const {
        const double all = charge + discharge;
        if (!any() || std::max(charge, discharge) < share * all) {
            return std::nullopt;
        }
        return charge > discharge ? PositiveCurrent::Charge : PositiveCurrent::Discharge;
    }
};

constexpr double edge_share = 0.1;  // of the largest current

double largest_of(const Profile& profile) {
    double largest_a = 0.0;
    for (const double current_a : profile.current_a) {
        largest_a = std::max(largest_a, std::fabs(current_a));
    }
    return largest_a;
}

/// Whether a charger, or a load, holds the voltage: it stays at an end of all that there are, or
/// comes there, while the current fades.
class HeldVoltage {
  public:
    explicit HeldVoltage(const Profile& profile) : profile_{profile} {
        const auto [lowest, highest] =
            std::minmax_element(profile.voltage_v.begin(), profile.voltage_v.end());
        lowest_v_ = *lowest;
        highest_v_ = *highest;
    }
    bool at(std::size_t i) const {
        constexpr double near = 0.01;
        constexpr double coming = 0.1;
        const double range_v = highest_v_ - lowest_v_;
        const double before_v = profile_.voltage_v[i - 1];
        const double after_v = profile_.voltage_v[i];
        const double to_end_v = std::min(highest_v_ - after_v, after_v - lowest_v_);
        return std::fabs(profile_.current_a[i]) < std::fabs(profile_.current_a[i - 1]) &&
               to_end_v <= near * range_v && std::fabs(after_v - before_v) <= coming * range_v;
    }

  private:
    const Profile& profile_;
    double lowest_v_, highest_v_;
};

/// Edges of the current: a charging one lifts the voltage at once. Where the voltage is held, it
/// is what moves the current.
Votes votes_of_edges(const Profile& profile) {
    const double largest_a = largest_of(profile);
    const HeldVoltage held{profile};
    Votes votes;
    for (std::size_t i = 1; i < profile.size(); ++i) {
        const double edge_a = profile.current_a[i] - profile.current_a[i - 1];
        constexpr double longest_s = 61.0;
        if (std::fabs(edge_a) >= edge_share * largest_a && step_to(profile, i).dt_s <= longest_s &&
            !held.at(i)) {
            votes.add(edge_a * (profile.voltage_v[i] - profile.voltage_v[i - 1]));
        }
    }
    return votes;
}

/// Between moments of about the same current: the voltage rises with the charge that has gone in.
Votes votes_of_trend(const Profile& profile) {
    const double largest_a = largest_of(profile);
    constexpr std::size_t parts = 20;
    Votes votes;
    double charge_as = 0.0;
    std::size_t from = 0;
    for (std::size_t i = 1; i < profile.size(); ++i) {
        const ProfileStep step = step_to(profile, i);
        charge_as += step.current_a * step.dt_s;
        if ((i * parts) / profile.size() != ((i - 1) * parts) / profile.size() ||
            i + 1 == profile.size()) {
            const double edge_a = profile.current_a[i] - profile.current_a[from];
            const double lasts_s = profile.time_s[i] - profile.time_s[from];
            if (std::fabs(edge_a) < edge_share * largest_a) {
                votes.add(charge_as * (profile.voltage_v[i] - profile.voltage_v[from]),
                          std::fabs(charge_as) >= edge_share * largest_a * lasts_s);
            }
            charge_as = 0.0;
            from = i;
        }
    }
    return votes;
}

}  // namespace

const ProfileGap* gap_at(const Profile& profile, std::size_t i) {
    const auto gap =
        std::lower_bound(profile.gaps.begin(), profile.gaps.end(), i,
                         [](const ProfileGap& its, std::size_t at) { return its.at < at; });
    return gap != profile.gaps.end() && gap->at == i ? &*gap : nullptr;
}

ProfileStep step_to(const Profile& profile, std::size_t i) {
    const double before_a = profile.current_a[i - 1];
    const double after_a = profile.current_a[i];
    const double missed_a = profile.missed_share * 0.5 * std::fabs(after_a - before_a);
    ProfileStep step{.dt_s = profile.time_s[i] - profile.time_s[i - 1],
                     .current_a = 0.5 * (before_a + after_a) + missed_a};
    if (step.dt_s <= 0.0) {
        return step;
    }
    if (!profile.charge_ah.empty()) {
        step.current_a =
            (profile.charge_ah[i] - profile.charge_ah[i - 1]) * seconds_per_hour / step.dt_s;
    }
    if (const ProfileGap* gap = gap_at(profile, i)) {
        step.current_a = gap->charge_ah * seconds_per_hour / step.dt_s;
    }
    return step;
}

std::optional<PositiveCurrent> positive_current_of(const Profile& profile) {
    // Noise and relaxation speak against it now and then; below a majority nothing is known.
    constexpr double clear_share = 0.8;
    constexpr double majority = 0.6;
    // So few edges may all have something of their own; so much of a trend has not.
    constexpr std::size_t handful = 5;
    constexpr std::size_t long_trend = 10;
    const Votes edges = votes_of_edges(profile);
    const Votes trend = votes_of_trend(profile);
    const auto by_edges = edges.verdict(clear_share);
    const auto by_trend = trend.verdict(clear_share);
    if (by_trend && edges.strong <= handful && trend.strong >= long_trend) {
        return by_trend;
    }
    if (by_edges && by_trend && *by_edges != *by_trend) {
        return std::nullopt;
    }
    if (by_edges) {
        return by_edges;
    }
    // A trend settles what the edges leave open, not what they contradict.
    return edges.any() && edges.verdict(majority) != by_trend ? std::nullopt : by_trend;
}

namespace {

/// Of the intervals between samples of different times.
double usual_interval_s(const Profile& profile) {
    std::vector<double> intervals_s;
    for (std::size_t i = 1; i < profile.size(); ++i) {
        const double interval_s = profile.time_s[i] - profile.time_s[i - 1];
        if (interval_s > 0.0) {
            intervals_s.push_back(interval_s);
        }
    }
    if (intervals_s.empty()) {
        return 0.0;
    }
    const auto middle = intervals_s.begin() + static_cast<std::ptrdiff_t>(intervals_s.size() / 2);
    std::nth_element(intervals_s.begin(), middle, intervals_s.end());
    return *middle;
}

/// An interval beyond this may have had anything in it.
double longest_interval_s(const Profile& profile) {
    constexpr double shortest_s = 60.0;
    constexpr double usual_intervals = 20.0;
    return std::max(shortest_s, usual_intervals * usual_interval_s(profile));
}

}  // namespace

namespace {

/// What a counter gives to every step of a profile. Positive is what it calls charge.
class CountedSteps {
  public:
    CountedSteps(const Profile& profile, const ChargeCounter& counter)
        : profile_{profile}, counter_{counter}, most_a_{beyond_samples * largest_of(profile)} {}

    /// Through the step that ends at `i`, and what was seen of it only at further rows of that
    /// time, A s. Nothing for no time, or where the counter was set anew.
    std::optional<double> at(std::size_t i) const {
        const double dt_s = profile_.time_s[i] - profile_.time_s[i - 1];
        if (dt_s <= 0.0 || is_set_anew(i, rise_as(i), dt_s)) {
            return std::nullopt;
        }
        double counted_as = rise_as(i);
        for (std::size_t k = i + 1; k < profile_.size() && profile_.time_s[k] == profile_.time_s[i];
             ++k) {
            if (!is_set_anew(k, counted_as + rise_as(k), dt_s)) {
                counted_as += rise_as(k);
            }
        }
        return counted_as;
    }

  private:
    // Between the samples the current may go beyond all of them; a counter that is set anew goes
    // far beyond.
    static constexpr double beyond_samples = 3.0;

    double rise_as(std::size_t i) const {
        const double in_ah = counter_.in_ah[i] - counter_.in_ah[i - 1];
        const double out_ah = has_two() ? counter_.out_ah[i] - counter_.out_ah[i - 1] : 0.0;
        return (in_ah - out_ah) * seconds_per_hour;
    }
    bool is_set_anew(std::size_t i, double counted_as, double dt_s) const {
        const bool falls = has_two() && (counter_.in_ah[i] < counter_.in_ah[i - 1] ||
                                         counter_.out_ah[i] < counter_.out_ah[i - 1]);
        return falls || std::fabs(counted_as) > most_a_ * dt_s;
    }
    bool has_two() const { return !counter_.out_ah.empty(); }

    const Profile& profile_;
    const ChargeCounter& counter_;
    double most_a_;
};

}  // namespace

double take_counter(Profile& profile, const ChargeCounter& counter) {
    const double longest_s = longest_interval_s(profile);
    profile.charge_ah.clear();
    const CountedSteps counted{profile, counter};
    double along = 0.0;
    for (std::size_t i = 1; i < profile.size(); ++i) {
        along += counted.at(i).value_or(0.0) * step_to(profile, i).current_a;
    }
    const double sign = along < 0.0 ? -1.0 : 1.0;
    std::vector<double> led_on_ah(profile.size(), 0.0);
    double off_as = 0.0;
    double all_as = 0.0;
    for (std::size_t i = 1; i < profile.size(); ++i) {
        const ProfileStep plain = step_to(profile, i);
        const double plain_as = plain.current_a * plain.dt_s;
        const auto counted_as = counted.at(i);
        const double step_as = counted_as ? sign * *counted_as : plain_as;
        led_on_ah[i] = led_on_ah[i - 1] + step_as / seconds_per_hour;
        if (plain.dt_s <= longest_s) {
            off_as += step_as - plain_as;
            all_as += std::fabs(plain_as);
        }
    }
    const bool agrees = std::fabs(off_as) <= most_counter_off * all_as;
    if (agrees) {
        profile.charge_ah = std::move(led_on_ah);
    }
    return all_as > 0.0 ? off_as / all_as : 0.0;
}

namespace {

/// Mean over as long a time before and after the step that ends at `at`.
double mean_around_a(const Profile& profile, std::size_t at) {
    const double lasts_s = profile.time_s[at] - profile.time_s[at - 1];
    double charge_as = 0.0;
    double time_s = 0.0;
    const auto add = [&](std::size_t i) {
        const ProfileStep step = step_to(profile, i);
        charge_as += step.current_a * step.dt_s;
        time_s += step.dt_s;
    };
    const double earliest_s = profile.time_s[at - 1] - lasts_s;
    for (std::size_t i = at - 1; i > 0 && profile.time_s[i - 1] >= earliest_s; --i) {
        add(i);
    }
    const double latest_s = profile.time_s[at] + lasts_s;
    for (std::size_t i = at + 1; i < profile.size() && profile.time_s[i] <= latest_s; ++i) {
        add(i);
    }
    return time_s > 0.0 ? charge_as / time_s : step_to(profile, at).current_a;
}

}  // namespace

void find_gaps(Profile& profile) {
    profile.gaps.clear();
    if (!profile.charge_ah.empty()) {
        return;
    }
    const double longest_s = longest_interval_s(profile);
    const double largest_a = largest_of(profile);
    std::vector<ProfileGap> gaps;
    for (std::size_t i = 1; i < profile.size(); ++i) {
        const ProfileStep step = step_to(profile, i);
        if (step.dt_s > longest_s) {
            // Two rests may have had anything between them, the same load hardly another.
            constexpr double of_mean = 0.1;
            const double edge_a = std::fabs(profile.current_a[i] - profile.current_a[i - 1]);
            const bool is_held = edge_a < edge_share * largest_a;
            const bool is_rest = is_held && std::fabs(step.current_a) < edge_share * largest_a;
            const double current_a = is_held ? step.current_a : mean_around_a(profile, i);
            const double unsure_a = is_rest ? largest_a : of_mean * std::fabs(current_a);
            const double hours = step.dt_s / seconds_per_hour;
            gaps.push_back(
                {.at = i, .charge_ah = current_a * hours, .unsure_ah = unsure_a * hours});
        }
    }
    profile.gaps = std::move(gaps);
    if (has_many_gaps(profile)) {
        for (ProfileGap& gap : profile.gaps) {
            const double between_a =
                0.5 * (profile.current_a[gap.at - 1] + profile.current_a[gap.at]);
            const double lasts_s = profile.time_s[gap.at] - profile.time_s[gap.at - 1];
            gap.charge_ah = between_a * lasts_s / seconds_per_hour;
        }
    }
}

bool has_many_gaps(const Profile& profile) {
    constexpr std::size_t most = 5;
    return profile.gaps.size() > most;
}

ProfileReplay replay_profile(const Profile& profile, const Chemistry& chemistry, double capacity_ah,
                             double resistance_ohm, ProfileStart start) {
    // A body that takes any heat, and takes on the temperature around it at once.
    const CellParameters cell{.capacity_ah = capacity_ah,
                              .resistance_ohm = resistance_ohm,
                              .self_discharge_a = 0.0,
                              .heat_capacity_j_per_k = 1e12,
                              .heat_transfer_w_per_k = 1e18};
    Chemistry unaged = chemistry;
    unaged.ageing = {};
    Cells cells{unaged, cell, 1, 1, start.soc, profile.temperature_degc.front(), start.hysteresis};
    ProfileReplay replay;
    replay.soc.reserve(profile.size());
    replay.voltage_v.reserve(profile.size());
    for (std::size_t i = 0; i < profile.size(); ++i) {
        if (i > 0) {
            const ProfileStep step = step_to(profile, i);
            if (step.dt_s > 0.0) {
                cells.advance(std::span{&step.current_a, 1}, profile.temperature_degc[i],
                              step.dt_s);
            }
        }
        replay.soc.push_back(cells.soc(0));
        replay.voltage_v.push_back(cells.voltage_v(0, profile.current_a[i]));
    }
    return replay;
}

Profile with_charge_gain(const Profile& profile, double gain) {
    Profile out = profile;
    out.gaps.clear();
    out.missed_share = 0.0;
    out.charge_ah.assign(profile.size(), 0.0);
    for (std::size_t i = 1; i < profile.size(); ++i) {
        const ProfileStep step = step_to(profile, i);
        out.charge_ah[i] =
            out.charge_ah[i - 1] + gain * step.current_a * step.dt_s / seconds_per_hour;
    }
    return out;
}

double charge_uncertainty_ah(const Profile& profile) {
    double variance = 0.0;  // (A s)²
    for (std::size_t i = 1; i < profile.size(); ++i) {
        if (gap_at(profile, i) != nullptr) {
            continue;
        }
        const double jump_a = profile.current_a[i] - profile.current_a[i - 1];
        const double dt_s = profile.time_s[i] - profile.time_s[i - 1];
        variance += jump_a * jump_a * dt_s * dt_s / 12.0;  // of one evenly spread over the interval
    }
    return std::sqrt(variance) / seconds_per_hour;
}

double charge_gain_bound(const Profile& profile) {
    if (!profile.charge_ah.empty()) {
        return 0.0;
    }
    constexpr double deviations = 3.0;
    double net_as = 0.0;
    for (std::size_t i = 1; i < profile.size(); ++i) {
        const ProfileStep step = step_to(profile, i);
        net_as += step.current_a * step.dt_s;
    }
    const double off_ah = deviations * charge_uncertainty_ah(profile);
    const double net_ah = std::fabs(net_as) / seconds_per_hour;
    return off_ah < most_charge_off * net_ah ? off_ah / net_ah : most_charge_off;
}

double charge_gain_of(const Profile& profile, const Chemistry& chemistry, double capacity_ah,
                      double resistance_ohm, ProfileStart start) {
    constexpr double least_share = 1e-5;
    const double most = charge_gain_bound(profile);
    if (most < least_share) {
        return 1.0;
    }
    const auto voltages_with = [&](double gain) {
        return replay_profile(with_charge_gain(profile, gain), chemistry, capacity_ah,
                              resistance_ohm, start)
            .voltage_v;
    };
    // Only where the voltage answers to the charge by more than a model is off anyway: elsewhere
    // it would make up for what the model does not know.
    constexpr double telling_v = 5e-3;
    const std::vector<double> least_v = voltages_with(1.0 - most_charge_off);
    const std::vector<double> most_v = voltages_with(1.0 + most_charge_off);
    std::vector<double> weights_s = sample_weights_s(profile);
    double time_s = 0.0;
    for (std::size_t i = 0; i < profile.size(); ++i) {
        if (std::fabs(most_v[i] - least_v[i]) < 2.0 * telling_v) {
            weights_s[i] = 0.0;
        }
        time_s += weights_s[i];
    }
    if (time_s <= 0.0) {
        return 1.0;
    }
    // One end of the charge is hardly more than so many samples that do not depend on each other,
    // and half of the most is usual.
    constexpr double independent_samples = 10.0;
    constexpr double model_error_v = 3e-3;
    constexpr int steps = 10;  // to each side
    constexpr double usual = 0.5 * steps;
    double best_gain = 1.0;
    double lowest = HUGE_VAL;
    for (int step = -steps; step <= steps; ++step) {
        const double gain = 1.0 + most * step / steps;
        const std::vector<double> voltage_v = voltages_with(gain);
        double squares = 0.0;
        for (std::size_t i = 0; i < profile.size(); ++i) {
            const double error_v = profile.voltage_v[i] - voltage_v[i];
            squares += weights_s[i] * error_v * error_v;
        }
        const double cost =
            independent_samples * std::log(squares / time_s + model_error_v * model_error_v) +
            (step / usual) * (step / usual);
        if (cost < lowest) {
            lowest = cost;
            best_gain = gain;
        }
    }
    return best_gain;
}

std::vector<double> sample_weights_s(const Profile& profile) {
    constexpr double longest = 10.0;
    const double longest_s = longest * usual_interval_s(profile);
    std::vector<double> weights_s(profile.size(), 0.0);
    for (std::size_t i = 1; i < profile.size(); ++i) {
        const double half_s = 0.5 * std::min(profile.time_s[i] - profile.time_s[i - 1], longest_s);
        weights_s[i - 1] += half_s;
        weights_s[i] += half_s;
    }
    return weights_s;
}

std::optional<VoltageError> voltage_error(const Profile& profile, const ProfileReplay& replay,
                                          const SocRegion& region) {
    const std::vector<double> weights_s = sample_weights_s(profile);
    double squares = 0.0;
    double sum = 0.0;
    double time_s = 0.0;
    for (std::size_t i = 0; i < profile.size(); ++i) {
        if (replay.soc[i] > region.above && replay.soc[i] < region.below) {
            const double error_v = profile.voltage_v[i] - replay.voltage_v[i];
            squares += weights_s[i] * error_v * error_v;
            sum += weights_s[i] * error_v;
            time_s += weights_s[i];
        }
    }
    if (time_s <= 0.0) {
        return std::nullopt;
    }
    return VoltageError{
        .rmse_v = std::sqrt(squares / time_s), .mean_v = sum / time_s, .time_s = time_s};
}

}  // namespace models::fit
