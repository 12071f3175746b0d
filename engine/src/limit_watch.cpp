#include "engine/limit_watch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>

namespace engine {

/// A battery as its limits look at it.
struct BatteryNow {
    const BatteryEntry& maker;
    double charge_a, discharge_a;  // magnitudes; one of them is 0
    bool charges, discharges;      // beyond the resolution of its own reading
    double degc;

    // A temperature counts as outside beyond its own resolution.
    double below(double coldest_degc) const {
        return coldest_degc - maker.temperature_resolution_degc - degc;
    }
    double above(double warmest_degc) const {
        return degc - maker.temperature_resolution_degc - warmest_degc;
    }
};

namespace {

/// More than one percent above the continuous limit counts as broken.
constexpr double continuous_margin = 1.01;
/// Of the change of a current over a step, what it may be off a straight line in the middle for a
/// parabola to tell when it passes a level.
constexpr double nearly_straight = 0.1;
constexpr double endless = std::numeric_limits<double>::infinity();

/// `excess` is positive outside the limit. What must not last longer than a pulse is broken after
/// that time: temperatures too, or no controller could keep them. `fades`: whether it is outside
/// hangs on whether any current flows at all, which between strings that even out fades for hours.
struct LimitRow {
    std::string_view name;
    std::string_view text;
    std::string_view unit;
    bool is_instant;
    bool fades;
    double (*excess)(const BatteryNow& now);
    double (*value)(const BatteryNow& now);
};

double discharge_of(const BatteryNow& now) {
    return -now.discharge_a;
}
double charge_of(const BatteryNow& now) {
    return now.charge_a;
}
double temperature_of(const BatteryNow& now) {
    return now.degc;
}

constexpr std::array<LimitRow, 8> limit_table{{
    {"discharge_continuous", "discharged above its continuous limit", "A", false, false,
     [](const BatteryNow& now) {
         return now.discharge_a - continuous_margin * now.maker.discharge_continuous_a;
     },
     &discharge_of},
    {"discharge_pulse", "discharged above its pulse limit", "A", true, false,
     [](const BatteryNow& now) { return now.discharge_a - now.maker.discharge_pulse_a; },
     &discharge_of},
    {"charge_continuous", "charged above its continuous limit", "A", false, false,
     [](const BatteryNow& now) {
         return now.charge_a - continuous_margin * now.maker.charge_continuous_a;
     },
     &charge_of},
    {"charge_pulse", "charged above its pulse limit", "A", true, false,
     [](const BatteryNow& now) { return now.charge_a - now.maker.charge_pulse_a; }, &charge_of},
    {"charge_too_cold", "charged while too cold", "°C", false, true,
     [](const BatteryNow& now) {
         return now.charges ? now.below(now.maker.charge_coldest_degc) : 0.0;
     },
     &temperature_of},
    {"charge_too_warm", "charged while too warm", "°C", false, true,
     [](const BatteryNow& now) {
         return now.charges ? now.above(now.maker.charge_warmest_degc) : 0.0;
     },
     &temperature_of},
    {"discharge_too_cold", "discharged while too cold", "°C", false, true,
     [](const BatteryNow& now) {
         return now.discharges ? now.below(now.maker.discharge_coldest_degc) : 0.0;
     },
     &temperature_of},
    {"discharge_too_warm", "discharged while too warm", "°C", false, true,
     [](const BatteryNow& now) {
         return now.discharges ? now.above(now.maker.discharge_warmest_degc) : 0.0;
     },
     &temperature_of},
}};

constexpr auto words = [] {
    std::array<Word, limit_table.size()> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = {.name = limit_table[i].name, .help = limit_table[i].text};
    }
    return out;
}();

}  // namespace

std::span<const Word> limit_words() {
    return words;
}

LimitWatch::LimitWatch(const Scenario& scenario, const System& system)
    : maker_{scenario.bank.battery},
      idle_a_{scenario.current_resolution_a()},
      system_{system},
      batteries_{system.bank().batteries()},
      watches_(limit_table.size() * batteries_) {
    // Nothing is allocated on the way: each may break and be kept again, or left and break.
    changes_.reserve(2 * watches_.size());
}

namespace {

BatteryNow now_of(const BatteryEntry& maker, double idle_a, double current_a, double degc) {
    return {.maker = maker,
            .charge_a = std::max(current_a, 0.0),
            .discharge_a = std::max(-current_a, 0.0),
            .charges = current_a > idle_a,
            .discharges = -current_a > idle_a,
            .degc = degc};
}

SimTime next_frame(SimTime after) {
    return (after / second + 1) * second;
}

}  // namespace

BatteryNow LimitWatch::state_of(std::size_t battery) const {
    const models::Bank& bank = system_.bank();
    return now_of(maker_, idle_a_, bank.battery_current_a(battery),
                  bank.battery_temperature_degc(battery));
}

struct LimitWatch::Way {
    models::CurrentRamp current;
    double begin_degc, end_degc;
};

LimitWatch::Way LimitWatch::way_of(std::size_t battery) const {
    return {.current = system_.followed(battery / system_.bank().in_series()),
            .begin_degc = system_.kept_bank().battery_temperature_degc(battery),
            .end_degc = system_.bank().battery_temperature_degc(battery)};
}

BatteryNow LimitWatch::on_the_way(const Way& way, double share) const {
    return now_of(maker_, idle_a_, way.current.at(share),
                  way.begin_degc + share * (way.end_degc - way.begin_degc));
}

bool LimitWatch::all_stay_inside() const {
    if (outside_ > 0) {
        return false;
    }
    const models::Range current_a = models::range_of(system_.bank().string_currents_a());
    const models::Range degc = models::range_of(system_.bank().battery_temperatures_degc());
    const BatteryNow coldest{.maker = maker_,
                             .charge_a = std::max(current_a.highest, 0.0),
                             .discharge_a = std::max(-current_a.lowest, 0.0),
                             .charges = current_a.highest > idle_a_,
                             .discharges = -current_a.lowest > idle_a_,
                             .degc = degc.lowest};
    BatteryNow warmest = coldest;
    warmest.degc = degc.highest;
    return std::all_of(limit_table.begin(), limit_table.end(), [&](const LimitRow& row) {
        return row.excess(coldest) <= 0.0 && row.excess(warmest) <= 0.0;
    });
}

bool LimitWatch::is_quiet() const {
    if (all_stay_inside()) {
        return true;
    }
    for (std::size_t battery = 0; battery < batteries_; ++battery) {
        const BatteryNow state = state_of(battery);
        for (std::size_t limit = 0; limit < limit_table.size(); ++limit) {
            const bool is_outside = limit_table[limit].excess(state) > 0.0;
            if (!limit_table[limit].fades &&
                is_outside != watch(limit, battery).outside_since.has_value()) {
                return false;
            }
        }
    }
    return true;
}

std::optional<SimTime> LimitWatch::next_deadline() const {
    std::optional<SimTime> next;
    if (outside_ == 0) {
        return next;
    }
    for (std::size_t limit = 0; limit < limit_table.size(); ++limit) {
        for (std::size_t battery = 0; !limit_table[limit].fades && battery < batteries_;
             ++battery) {
            const Watch& of = watch(limit, battery);
            if (of.outside_since && !of.is_broken) {
                const SimTime breaks = breaks_at(*of.outside_since);
                next = next ? std::min(*next, breaks) : breaks;
            }
        }
    }
    return next;
}

/// The first frame at which a limit has been left for longer than a pulse.
SimTime LimitWatch::breaks_at(SimTime outside_since) const {
    return next_frame(outside_since + maker_.pulse_time);
}

void LimitWatch::watched(std::vector<models::Watched>& out) const {
    const double charge_a = continuous_margin * maker_.charge_continuous_a;
    const double discharge_a = continuous_margin * maker_.discharge_continuous_a;
    for (std::size_t battery = 0; battery < batteries_; ++battery) {
        models::Watched current{system_.bank().battery_current_a(battery), -endless, endless};
        for (const double level_a :
             {charge_a, maker_.charge_pulse_a, -discharge_a, -maker_.discharge_pulse_a}) {
            if (level_a <= current.value) {
                current.lowest = std::max(current.lowest, level_a);
            } else {
                current.highest = std::min(current.highest, level_a);
            }
        }
        out.push_back(current);
    }
}

bool LimitWatch::can_follow() const {
    if (all_stay_inside()) {
        return true;
    }
    for (std::size_t battery = 0; battery < batteries_; ++battery) {
        const Way way = way_of(battery);
        const models::CurrentRamp current = way.current;
        const bool is_straight =
            std::abs(current.bend_a) <= nearly_straight * std::abs(current.end_a - current.begin_a);
        const BatteryNow state = state_of(battery);
        for (std::size_t limit = 0; limit < limit_table.size(); ++limit) {
            const LimitRow& row = limit_table[limit];
            const bool was_outside = watch(limit, battery).outside_since.has_value();
            if (row.fades && (row.excess(state) > 0.0) != was_outside &&
                (!is_straight || passes_limit(limit, way))) {
                return false;
            }
        }
    }
    return true;
}

/// Whether the temperature passes a limit on the way, whatever flows: it moves so slowly that a
/// straight line is seconds off.
bool LimitWatch::passes_limit(std::size_t limit, const Way& way) const {
    const auto is_outside = [&](double share) {
        BatteryNow state = on_the_way(way, share);
        state.charges = state.discharges = true;
        return limit_table[limit].excess(state) > 0.0;
    };
    return is_outside(0.0) != is_outside(1.0);
}

void LimitWatch::follow(SimTime begin, SimTime end, EventLog& log) {
    changes_.clear();
    if (all_stay_inside()) {
        return;
    }
    for (std::size_t battery = 0; battery < batteries_; ++battery) {
        const Way way = way_of(battery);
        for (std::size_t limit = 0; limit < limit_table.size(); ++limit) {
            if (limit_table[limit].fades) {
                note_changes(begin, end, limit, battery, way);
            }
        }
    }
    std::sort(changes_.begin(), changes_.end());
    for (const auto& [at, battery, limit] : changes_) {
        const double share = to_seconds(at - begin) / to_seconds(end - begin);
        const BatteryNow state = on_the_way(way_of(battery), share);
        look_at(at, limit, battery, limit_table[limit].excess(state),
                limit_table[limit].value(state), log);
    }
}

/// When a limit is left or kept again on the way, at most once, and when it breaks there.
void LimitWatch::note_changes(SimTime begin, SimTime end, std::size_t limit, std::size_t battery,
                              const Way& way) {
    const auto is_outside = [&](std::int64_t frames) {
        const double share =
            static_cast<double>(frames) / static_cast<double>((end - begin) / second);
        return limit_table[limit].excess(on_the_way(way, share)) > 0.0;
    };
    const Watch& of = watch(limit, battery);
    const bool was = of.outside_since.has_value();
    std::int64_t before = 0;
    std::int64_t after = (end - begin) / second;
    const bool changes = is_outside(after) != was;
    while (changes && after - before > 1) {
        const std::int64_t middle = before + (after - before) / 2;
        (is_outside(middle) == was ? before : after) = middle;
    }
    const SimTime at = begin + after * second;
    const std::optional<SimTime> since = was       ? of.outside_since
                                         : changes ? std::optional{at}
                                                   : std::nullopt;
    const SimTime until = was && changes ? at - second : end;
    if (since && !of.is_broken && breaks_at(*since) <= until) {
        changes_.push_back({breaks_at(*since), battery, limit});
    }
    if (changes) {
        changes_.push_back({at, battery, limit});
    }
}

void LimitWatch::look(SimTime now, EventLog& log) {
    if (all_stay_inside()) {
        return;
    }
    for (std::size_t battery = 0; battery < batteries_; ++battery) {
        const BatteryNow state = state_of(battery);
        for (std::size_t limit = 0; limit < limit_table.size(); ++limit) {
            const LimitRow& row = limit_table[limit];
            look_at(now, limit, battery, row.excess(state), row.value(state), log);
        }
    }
}

void LimitWatch::look_at(SimTime now, std::size_t limit, std::size_t battery, double excess,
                         double value, EventLog& log) {
    Watch& watch = watches_[limit * batteries_ + battery];
    const LimitRow& row = limit_table[limit];
    const int number = static_cast<int>(battery) + 1;
    if (excess <= 0.0) {
        if (watch.is_broken) {
            broken_[*watch.row].duration += now - watch.broken_since;
            Event& event = log.add(now, EventKind::LimitKept);
            event.battery = number;
            event.cause = row.name;
            event.text = "Battery " + std::to_string(number) + " is within its limit again";
        }
        outside_ -= static_cast<std::size_t>(watch.outside_since.has_value());
        watch.is_broken = false;
        watch.outside_since.reset();
        return;
    }
    if (!watch.outside_since) {
        ++outside_;
        watch.outside_since = now;
        watch.excess = 0.0;
    }
    if (excess > watch.excess) {
        watch.excess = excess;
        watch.worst = value;
    }
    const bool breaks = row.is_instant || now - *watch.outside_since > maker_.pulse_time;
    if (!watch.is_broken && breaks) {
        watch.is_broken = true;
        watch.broken_since = *watch.outside_since;
        if (!watch.row) {
            watch.row = broken_.size();
            broken_.push_back({.limit = std::string{row.name},
                               .battery = number,
                               .since = *watch.outside_since,
                               .unit = std::string{row.unit}});
        }
        Event& event = log.add(now, EventKind::LimitBroken);
        event.battery = number;
        event.value = value;
        event.unit = row.unit;
        event.cause = row.name;
        event.text = "Battery " + std::to_string(number) + " is " + std::string{row.text};
    }
    if (watch.is_broken && watch.excess > watch.row_excess) {
        watch.row_excess = watch.excess;
        broken_[*watch.row].worst = watch.worst;
    }
}

std::vector<BrokenLimit> LimitWatch::finish(SimTime horizon) {
    for (const Watch& watch : watches_) {
        if (watch.is_broken) {
            broken_[*watch.row].duration += horizon - watch.broken_since;
        }
    }
    return std::move(broken_);
}

}  // namespace engine
