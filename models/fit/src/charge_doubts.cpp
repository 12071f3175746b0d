#include "charge_doubts.hpp"

#include <algorithm>
#include <array>

namespace models::fit {

namespace {

constexpr double seconds_per_hour = 3600.0;

struct Bounds {
    double low, high;
};

double lasts_h(const Profile& samples, const ProfileGap& gap) {
    return (samples.time_s[gap.at] - samples.time_s[gap.at - 1]) / seconds_per_hour;
}

/// What may have gone by: no current beyond those before and after, and no charge far beyond both
/// ends.
Bounds bounds_of(const FitProfile& profile, const ProfileGap& gap, double capacity_ah) {
    constexpr double beyond = 0.02;
    const Profile& samples = profile.samples;
    const auto [least, most] =
        std::minmax_element(samples.current_a.begin(), samples.current_a.end());
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
    const double hours = lasts_h(samples, gap);
    const double low =
        std::max(std::min(*least, 0.0) * hours, gap.charge_ah - (lowest + beyond) * capacity_ah);
    const double high = std::min(std::max(*most, 0.0) * hours,
                                 gap.charge_ah + (1.0 + beyond - highest) * capacity_ah);
    return {std::min(low, high), std::max(low, high)};
}

struct Lowest {
    double at, cost;
};

/// Lowest of a function between bounds: on a grid, then between the neighbours of its best place by
/// golden section (J. Kiefer, Proc. AMS 4, 1953).
template <typename Cost>
Lowest lowest_between(const Bounds& bounds, int parts, const Cost& cost) {
    constexpr int sections = 8;
    constexpr double golden = 0.6180339887498949;
    const double part = (bounds.high - bounds.low) / parts;
    Lowest best{.at = bounds.low, .cost = HUGE_VAL};
    const auto tried = [&](double at) {
        const double its = cost(at);
        if (its < best.cost) {
            best = {.at = at, .cost = its};
        }
        return its;
    };
    for (int i = 0; i <= parts; ++i) {
        tried(bounds.low + i * part);
    }
    double left = std::max(bounds.low, best.at - part);
    double right = std::min(bounds.high, best.at + part);
    double a = right - golden * (right - left);
    double b = left + golden * (right - left);
    double cost_a = tried(a);
    double cost_b = tried(b);
    for (int i = 0; i < sections; ++i) {
        if (cost_a < cost_b) {
            right = b;
            b = a;
            cost_b = cost_a;
            a = right - golden * (right - left);
            cost_a = tried(a);
        } else {
            left = a;
            a = b;
            cost_a = cost_b;
            b = left + golden * (right - left);
            cost_b = tried(b);
        }
    }
    return best;
}

double squared(double x) {
    return x * x;
}

/// Either the current stayed as the samples on both sides say, or nothing flowed: then within a
/// tenth of what they say.
double unusual(double charge_ah, const ProfileGap& supposed) {
    constexpr double of_rest = 4.0;
    const double as_supposed = squared((charge_ah - supposed.charge_ah) / supposed.unsure_ah);
    return std::min(as_supposed, of_rest + squared(charge_ah / supposed.unsure_ah));
}

/// No cell gets far beyond empty or full; how much it holds differs by a little from test to test.
double beyond_ends(const SocReach& reach) {
    constexpr double usual = 0.02;
    const double beyond = std::max({0.0, -reach.lowest - usual, reach.highest - 1.0 - usual});
    return squared(beyond / usual);
}

void settle_few(FitProfile& profile, double capacity_ah, const ProfilePrice& price) {
    for (ProfileGap& gap : profile.samples.gaps) {
        const ProfileGap supposed = gap;
        const Bounds bounds = bounds_of(profile, gap, capacity_ah);
        if (gap.unsure_ah <= 0.0 || bounds.high <= bounds.low) {
            continue;
        }
        constexpr int parts = 24;
        const auto cost = [&](double charge_ah) {
            gap.charge_ah = charge_ah;
            return price(profile) + unusual(charge_ah, supposed);
        };
        const Lowest lowest = lowest_between(bounds, parts, cost);
        gap.charge_ah = cost(0.0) <= lowest.cost ? 0.0 : lowest.at;
    }
}

void settle_many(FitProfile& profile, const ProfilePrice& price) {
    // Without a reason the current is what it is between other samples.
    constexpr double must_win_by = 5.0;
    Profile& samples = profile.samples;
    std::vector<ProfileGap> best = samples.gaps;
    double lowest = price(profile) - must_win_by;
    const auto try_with = [&](double of_before, double of_after) {
        for (ProfileGap& gap : samples.gaps) {
            const double current_a =
                of_before * samples.current_a[gap.at - 1] + of_after * samples.current_a[gap.at];
            gap.charge_ah = current_a * lasts_h(samples, gap);
        }
        const double its = price(profile);
        if (its < lowest) {
            lowest = its;
            best = samples.gaps;
        }
    };
    try_with(0.0, 0.0);
    try_with(1.0, 0.0);
    try_with(0.0, 1.0);
    samples.gaps = best;
}

}  // namespace

SocReach reach_of(const FitProfile& profile, double capacity_ah) {
    double soc = profile.start.soc;
    SocReach reach{.lowest = soc, .highest = soc};
    for (std::size_t i = 1; i < profile.samples.size(); ++i) {
        const ProfileStep step = step_to(profile.samples, i);
        soc += step.current_a * step.dt_s / seconds_per_hour / capacity_ah;
        reach.lowest = std::min(reach.lowest, soc);
        reach.highest = std::max(reach.highest, soc);
    }
    return reach;
}

void settle_gaps(FitProfile& profile, double capacity_ah, const ProfilePrice& price) {
    if (has_many_gaps(profile.samples)) {
        settle_many(profile, price);
    } else {
        settle_few(profile, capacity_ah, price);
    }
}

bool settle_missed_charge(FitProfile& profile, double capacity_ah, const ProfilePrice& price) {
    constexpr double worth_it = 5e-3;
    // A cycle that repeats itself is missed in the same way every time: far more than if every
    // jump were a chance of its own.
    constexpr double by_repetition = 5.0;
    constexpr double most_deviations = 2.5;
    // With usual dynamics a few percent of charge make up for a slow resistance that is not usual.
    constexpr double must_win_by = 40.0;
    constexpr int parts = 30;
    const double by_chance_ah = charge_uncertainty_ah(profile.samples);
    if (!profile.samples.charge_ah.empty() || by_chance_ah < worth_it * capacity_ah) {
        return false;
    }
    profile.samples.missed_share = 1.0;
    const double with_most_ah = net_charge_ah(profile.samples);
    profile.samples.missed_share = 0.0;
    const double most_ah = with_most_ah - net_charge_ah(profile.samples);
    const double unsure = by_repetition * by_chance_ah / most_ah;
    const double bound = std::min(1.0, most_deviations * unsure);
    const auto cost = [&](double share) {
        profile.samples.missed_share = share;
        return price(profile) + squared(share / unsure) +
               beyond_ends(reach_of(profile, capacity_ah));
    };
    const double as_summed = cost(0.0);
    const Lowest lowest = lowest_between({-bound, bound}, parts, cost);
    profile.samples.missed_share = lowest.cost < as_summed - must_win_by ? lowest.at : 0.0;
    return true;
}

std::optional<ProfileStart> better_start(const FitProfile& profile, double capacity_ah,
                                         const ProfilePrice& price) {
    constexpr double must_win_by = 25.0;
    // Nearer than what a cell gives more or less from test to test, and than what samples may have
    // missed, a start is the one that was said.
    constexpr double deviations = 3.0;
    const double elsewhere =
        0.05 + (profile.samples.charge_ah.empty()
                    ? deviations * charge_uncertainty_ah(profile.samples) / capacity_ah
                    : 0.0);
    constexpr double beyond = 0.02;
    constexpr int parts = 25;
    // A charge that swings by more than a cell may seem to hold fits into it from no start.
    constexpr double most_swing = 1.15;
    const SocReach reach = reach_of(profile, capacity_ah);
    if (reach.highest - reach.lowest > most_swing) {
        return std::nullopt;
    }
    // Of a swing that is a little too large the ends change places; a start is still one that may
    // be said.
    constexpr double lowest_start = -0.1;
    constexpr double highest_start = 1.1;
    const double low = profile.start.soc - reach.lowest - beyond;
    const double high = profile.start.soc + 1.0 + beyond - reach.highest;
    const Bounds bounds{.low = std::max(std::min(low, high), lowest_start),
                        .high = std::min(std::max(low, high), highest_start)};
    FitProfile tried = profile;
    std::optional<ProfileStart> best;
    double lowest = price(profile) - must_win_by;
    for (const double hysteresis : {1.0, -1.0}) {
        const auto with = [&](double soc) {
            tried.start = {.soc = soc, .hysteresis = hysteresis};
            return price(tried);
        };
        const Lowest its = lowest_between(bounds, parts, with);
        if (its.cost < lowest && std::fabs(its.at - profile.start.soc) >= elsewhere) {
            lowest = its.cost;
            best = ProfileStart{.soc = its.at, .hysteresis = hysteresis};
        }
    }
    return best;
}

std::optional<double> lacking_current_a(const FitProfile& profile, double capacity_ah,
                                        const ProfilePrice& price) {
    constexpr double must_win_by = 25.0;
    constexpr double least = 0.01;
    constexpr double most = 0.10;
    constexpr double deviations = 3.0;
    constexpr int parts = 20;
    if (!profile.samples.charge_ah.empty()) {
        return std::nullopt;
    }
    const double hours = profile.samples.duration_s() / seconds_per_hour;
    const auto cost = [&](double offset_a) {
        FitProfile tried = profile;
        for (double& current_a : tried.samples.current_a) {
            current_a += offset_a;
        }
        return price(tried);
    };
    const double most_a = most * capacity_ah / hours;
    const Lowest lowest = lowest_between({-most_a, most_a}, parts, cost);
    const double unsure_ah =
        std::max(least * capacity_ah, deviations * charge_uncertainty_ah(profile.samples));
    const bool is_clear = lowest.cost < cost(0.0) - must_win_by;
    return is_clear && std::fabs(lowest.at) * hours > unsure_ah ? std::optional{lowest.at}
                                                                : std::nullopt;
}

}  // namespace models::fit
