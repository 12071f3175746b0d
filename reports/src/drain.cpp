#include "reports/drain.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace reports {

namespace {

constexpr double hours_per_day = 24.0;
constexpr double days_per_month = 30.0;

double sum_of(const std::vector<Drain>& drains, bool controlled) {
    double sum = 0.0;
    for (const Drain& drain : drains) {
        sum += drain.is_controlled == controlled ? drain.draws_a : 0.0;
    }
    return sum;
}

/// The bank between two levels loses charge at one rate.
struct Phase {
    double until_pct;
    double ah_per_day;
};

/// Largest x in [low, high] with `holds(x)`, when it holds up to some x and not beyond.
std::optional<double> largest_that(double low, double high,
                                   const std::function<bool(double)>& holds) {
    if (!holds(low)) {
        return std::nullopt;
    }
    if (holds(high)) {
        return high;
    }
    for (int i = 0; i < 200 && high - low > 1e-12 * std::max(1.0, std::abs(high)); ++i) {
        const double middle = 0.5 * (low + high);
        (holds(middle) ? low : high) = middle;
    }
    return low;
}

bool lasts(const DrainQuestion& question, DrainMilestone milestone, double days) {
    const auto at = day_of(drain(question), milestone);
    return !at || *at >= days;
}

}  // namespace

DrainDays drain(const DrainQuestion& question) {
    const double leak =
        question.self_discharge_pct_per_30d / 100.0 * question.capacity_ah / days_per_month +
        hours_per_day * question.electronics_a;
    const double uncontrolled = sum_of(question.drains, false);
    const double controlled = sum_of(question.drains, true);
    const double before_load_off =
        hours_per_day * (uncontrolled + controlled + question.bms_on_a) + leak;
    const double after_load_off = hours_per_day * (uncontrolled + question.bms_on_a) + leak;
    const double after_low_cell = hours_per_day * (uncontrolled + question.bms_low_cell_a) + leak;
    // Without a floor, or with one below the reserve, LOAD opens for the low cell.
    const double load_off_pct = std::max(question.floor_pct, question.low_cell_pct);

    const double start_pct = question.from_low_cell ? question.low_cell_pct : question.soc_pct;
    const auto day_at = [&](double level_pct) -> std::optional<double> {
        double day = 0.0;
        double soc_pct = start_pct;
        for (const Phase& phase :
             {Phase{load_off_pct, before_load_off}, Phase{question.low_cell_pct, after_load_off},
              Phase{0.0, after_low_cell}}) {
            const double until = std::max(level_pct, phase.until_pct);
            if (soc_pct > until) {
                const double charge_ah = (soc_pct - until) / 100.0 * question.capacity_ah;
                if (phase.ah_per_day <= 0.0) {
                    return std::nullopt;
                }
                day += charge_ah / phase.ah_per_day;
                soc_pct = until;
            }
        }
        return day;
    };
    DrainDays days;
    days.damage = day_at(0.0);
    if (!question.from_low_cell) {
        days.low_cell = day_at(question.low_cell_pct);
        days.load_off = day_at(load_off_pct);
        days.warning = question.warning_pct > 0.0 ? day_at(question.warning_pct) : std::nullopt;
    }
    return days;
}

std::optional<double> day_of(const DrainDays& days, DrainMilestone milestone) {
    switch (milestone) {
        case DrainMilestone::Warning:
            return days.warning;
        case DrainMilestone::LoadOff:
            return days.load_off;
        case DrainMilestone::LowCell:
            return days.low_cell;
        case DrainMilestone::Damage:
            break;
    }
    return days.damage;
}

std::optional<double> largest_drain_a(const DrainQuestion& question, DrainMilestone milestone,
                                      double days) {
    const auto with = [&](double extra_a) {
        DrainQuestion more = question;
        more.drains.push_back({.name = "more", .draws_a = extra_a, .is_controlled = false});
        return lasts(more, milestone, days);
    };
    // Nobody drains a bank at more than 100C for days.
    return largest_that(0.0, 100.0 * question.capacity_ah, with);
}

std::optional<double> lowest_soc_pct(const DrainQuestion& question, DrainMilestone milestone,
                                     double days) {
    const auto with = [&](double missing_pct) {
        DrainQuestion less = question;
        less.soc_pct = 100.0 - missing_pct;
        return lasts(less, milestone, days);
    };
    const auto missing = largest_that(0.0, 100.0, with);
    return missing ? std::optional{100.0 - *missing} : std::nullopt;
}

}  // namespace reports
