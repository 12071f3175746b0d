#include "engine/measured_power.hpp"

#include "engine/unit.hpp"

#include <algorithm>

namespace engine {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;

/// A time in which the power is known, or in which it is not.
struct Stretch {
    Instant from;
    Instant until;
    std::optional<double> power_w;
};

std::optional<double> power_in(const MeasuredRow& row, PowerKind kind) {
    const std::optional<double> battery = row[Reading::Battery];
    switch (kind) {
        case PowerKind::Load:
            return row[Reading::Load];
        case PowerKind::Solar:
            return row[Reading::Solar];
        case PowerKind::Charge:
            return battery ? std::optional{std::max(0.0, *battery)} : battery;
        case PowerKind::Discharge:
            break;
    }
    return battery ? std::optional{std::max(0.0, -*battery)} : battery;
}

/// From the first row that knows the power to the end of the last one that does.
std::vector<Stretch> stretches_of(const MeasuredLog& log, PowerKind kind) {
    std::vector<Stretch> all;
    for (const MeasuredRow& row : log.rows) {
        const std::optional<double> power_w = power_in(row, kind);
        if (!power_w) {
            continue;
        }
        if (!all.empty()) {
            Stretch& last = all.back();
            if (row.from - last.from <= log.longest_hold()) {
                last.until = row.from;
            } else {
                all.push_back({.from = last.until, .until = row.from, .power_w = {}});
            }
        }
        all.push_back({.from = row.from, .until = row.from + log.step, .power_w = power_w});
    }
    return all;
}

std::size_t hour_of_day(Instant moment) {
    return static_cast<std::size_t>(floor<hours>(moment - floor<days>(moment)).count());
}

/// Each part of a stretch that lies in one hour.
template <class Visit>
void hour_by_hour(const Stretch& stretch, Visit visit) {
    for (Instant from = stretch.from; from < stretch.until;) {
        const Instant until = std::min(stretch.until, Instant{floor<hours>(from)} + hours{1});
        visit(from, until);
        from = until;
    }
}

void add_means(MeasuredPower& power, const std::vector<Stretch>& stretches) {
    std::array<double, 24> energy_ws{};
    std::array<double, 24> time_s{};
    for (const Stretch& stretch : stretches) {
        if (stretch.power_w) {
            power.largest_w = std::max(power.largest_w, *stretch.power_w);
            hour_by_hour(stretch, [&](Instant from, Instant until) {
                const double part_s = to_seconds(until - from);
                energy_ws[hour_of_day(from)] += part_s * *stretch.power_w;
                time_s[hour_of_day(from)] += part_s;
            });
        }
    }
    double all_ws = 0.0;
    double all_s = 0.0;
    for (std::size_t hour = 0; hour < time_s.size(); ++hour) {
        all_ws += energy_ws[hour];
        all_s += time_s[hour];
    }
    power.mean_w = all_ws / all_s;
    for (std::size_t hour = 0; hour < time_s.size(); ++hour) {
        if (time_s[hour] > 0.0) {
            power.by_hour_w[hour] = energy_ws[hour] / time_s[hour];
        }
    }
}

/// Whole milliwatts: no more was measured.
double rounded_w(double power_w) {
    constexpr double per_watt = 1000.0;
    return static_cast<double>(static_cast<std::int64_t>(power_w * per_watt + 0.5)) / per_watt;
}

void add_row(std::vector<PowerFile::Row>& rows, Instant from, double power_w) {
    const double rounded = rounded_w(power_w);
    if (rows.empty() || rows.back().power_w != rounded) {
        rows.push_back({.date = from, .power_w = rounded});
    }
}

}  // namespace

std::optional<MeasuredPower> power_of(const MeasuredLog& log, PowerKind kind) {
    const std::vector<Stretch> stretches = stretches_of(log, kind);
    if (stretches.empty()) {
        return std::nullopt;
    }
    MeasuredPower power;
    add_means(power, stretches);
    for (const Stretch& stretch : stretches) {
        if (stretch.power_w) {
            add_row(power.rows, stretch.from, *stretch.power_w);
            continue;
        }
        ++power.gaps;
        power.gap_time += stretch.until - stretch.from;
        hour_by_hour(stretch, [&](Instant from, Instant) {
            add_row(power.rows, from, power.by_hour_w[hour_of_day(from)].value_or(power.mean_w));
        });
    }
    power.rows.push_back({.date = stretches.back().until, .power_w = 0.0});
    return power;
}

std::string profile_csv(const MeasuredPower& power, std::chrono::minutes ahead_of_utc,
                        const std::vector<std::string>& remarks) {
    std::string text{profile_mark};
    for (const std::string& remark : remarks) {
        text += "# " + remark + '\n';
    }
    text += "time,power_w\n";
    for (const PowerFile::Row& row : power.rows) {
        text += format_date(*row.date - ahead_of_utc) + ',' + shortest(row.power_w) + '\n';
    }
    return text;
}

}  // namespace engine
