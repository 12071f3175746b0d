#include "engine/limit_watch.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <string_view>

namespace engine {

namespace {

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

/// More than one percent above the continuous limit counts as broken.
constexpr double continuous_margin = 1.01;

/// `excess` is positive outside the limit. What must not last longer than a pulse is broken after
/// that time: temperatures too, or no controller could keep them.
struct LimitRow {
    std::string_view name;
    std::string_view text;
    std::string_view unit;
    bool is_instant;
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
    {"discharge_continuous", "discharged above its continuous limit", "A", false,
     [](const BatteryNow& now) {
         return now.discharge_a - continuous_margin * now.maker.discharge_continuous_a;
     },
     &discharge_of},
    {"discharge_pulse", "discharged above its pulse limit", "A", true,
     [](const BatteryNow& now) { return now.discharge_a - now.maker.discharge_pulse_a; },
     &discharge_of},
    {"charge_continuous", "charged above its continuous limit", "A", false,
     [](const BatteryNow& now) {
         return now.charge_a - continuous_margin * now.maker.charge_continuous_a;
     },
     &charge_of},
    {"charge_pulse", "charged above its pulse limit", "A", true,
     [](const BatteryNow& now) { return now.charge_a - now.maker.charge_pulse_a; }, &charge_of},
    {"charge_too_cold", "charged while too cold", "°C", false,
     [](const BatteryNow& now) {
         return now.charges ? now.below(now.maker.charge_coldest_degc) : 0.0;
     },
     &temperature_of},
    {"charge_too_warm", "charged while too warm", "°C", false,
     [](const BatteryNow& now) {
         return now.charges ? now.above(now.maker.charge_warmest_degc) : 0.0;
     },
     &temperature_of},
    {"discharge_too_cold", "discharged while too cold", "°C", false,
     [](const BatteryNow& now) {
         return now.discharges ? now.below(now.maker.discharge_coldest_degc) : 0.0;
     },
     &temperature_of},
    {"discharge_too_warm", "discharged while too warm", "°C", false,
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
      bank_{system.bank()},
      watches_(limit_table.size() * system.bank().batteries()) {}

namespace {

BatteryNow now_of(const BatteryEntry& maker, double idle_a, const models::Bank& bank,
                  std::size_t battery) {
    const double current_a = bank.battery_current_a(battery);
    return {.maker = maker,
            .charge_a = std::max(current_a, 0.0),
            .discharge_a = std::max(-current_a, 0.0),
            .charges = current_a > idle_a,
            .discharges = -current_a > idle_a,
            .degc = bank.battery_temperature_degc(battery)};
}

/// A value, and the levels next to it.
class Between {
  public:
    explicit Between(double value) : watched_{value, -endless, endless} {}
    void keep_to(double level) {
        double& next = level <= watched_.value ? watched_.lowest : watched_.highest;
        next = level <= watched_.value ? std::max(next, level) : std::min(next, level);
    }
    models::Watched watched() const { return watched_; }

  private:
    static constexpr double endless = std::numeric_limits<double>::infinity();
    models::Watched watched_;
};

}  // namespace

bool LimitWatch::is_quiet() const {
    for (std::size_t battery = 0; battery < bank_.batteries(); ++battery) {
        const BatteryNow state = now_of(maker_, idle_a_, bank_, battery);
        for (std::size_t limit = 0; limit < limit_table.size(); ++limit) {
            const Watch& watch = watches_[limit * bank_.batteries() + battery];
            const bool is_outside = limit_table[limit].excess(state) > 0.0;
            if (is_outside != watch.outside_since.has_value()) {
                return false;
            }
        }
    }
    return true;
}

std::optional<SimTime> LimitWatch::next_deadline() const {
    std::optional<SimTime> next;
    for (const Watch& watch : watches_) {
        if (watch.outside_since && !watch.is_broken) {
            const SimTime breaks = *watch.outside_since + maker_.pulse_time + SimTime{1};
            next = next ? std::min(*next, breaks) : breaks;
        }
    }
    return next;
}

void LimitWatch::watched(std::vector<models::Watched>& out) const {
    const double charge_a = continuous_margin * maker_.charge_continuous_a;
    const double discharge_a = continuous_margin * maker_.discharge_continuous_a;
    for (std::size_t battery = 0; battery < bank_.batteries(); ++battery) {
        const BatteryNow now = now_of(maker_, idle_a_, bank_, battery);
        Between current{now.charge_a - now.discharge_a};
        for (const double level_a :
             {charge_a, maker_.charge_pulse_a, -discharge_a, -maker_.discharge_pulse_a}) {
            current.keep_to(level_a);
        }
        Between temperature{now.degc};
        // A direction in which nothing flows has no temperature; where its temperature is kept it
        // does not matter whether anything flows.
        const auto keep_to_range = [&](bool flows, double coldest_degc, double warmest_degc,
                                       double idle_a) {
            if (now.below(coldest_degc) > 0.0 || now.above(warmest_degc) > 0.0) {
                current.keep_to(idle_a);
            }
            if (flows) {
                temperature.keep_to(coldest_degc - maker_.temperature_resolution_degc);
                temperature.keep_to(warmest_degc + maker_.temperature_resolution_degc);
            }
        };
        keep_to_range(now.charges, maker_.charge_coldest_degc, maker_.charge_warmest_degc, idle_a_);
        keep_to_range(now.discharges, maker_.discharge_coldest_degc, maker_.discharge_warmest_degc,
                      -idle_a_);
        out.push_back(current.watched());
        out.push_back(temperature.watched());
    }
}

void LimitWatch::look(SimTime now, EventLog& log) {
    for (std::size_t battery = 0; battery < bank_.batteries(); ++battery) {
        const BatteryNow state = now_of(maker_, idle_a_, bank_, battery);
        for (std::size_t limit = 0; limit < limit_table.size(); ++limit) {
            const LimitRow& row = limit_table[limit];
            look_at(now, limit, battery, row.excess(state), row.value(state), log);
        }
    }
}

void LimitWatch::look_at(SimTime now, std::size_t limit, std::size_t battery, double excess,
                         double value, EventLog& log) {
    Watch& watch = watches_[limit * bank_.batteries() + battery];
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
        watch.is_broken = false;
        watch.outside_since.reset();
        return;
    }
    if (!watch.outside_since) {
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
