#include "models/orion.hpp"

namespace models {

namespace {

/// While it takes less than it would, its input stands above its shutdown by this per ampere.
constexpr double regulates_s = 1000.0;
constexpr VoltageWatch nowhere{.lowest_v = std::numeric_limits<double>::infinity()};

}  // namespace

Orion::Orion(const OrionParameters& parameters, FarBus far)
    : FarSide{std::move(far)},
      parameters_{parameters},
      charger_{parameters.output},
      start_{.level_v = parameters.starts_at_v},
      late_start_{.level_v = parameters.starts_late_at_v, .after = parameters.starts_late_after},
      shutdown_{.level_v = parameters.shuts_down_below_v,
                .after = parameters.shuts_down_after,
                .side = Side::Below} {}

/// Its input held at the voltage of its shutdown.
LinkLaw Orion::holding() const {
    return {.near_v = parameters_.shuts_down_below_v,
            .conductance_s = regulates_s,
            .takes_a = parameters_.draws_idle_a};
}

/// What comes to its output while it holds its input.
double Orion::available_w() const {
    const LinkLaw link = holding();
    const double far_v = far().solve(link).voltage_v;
    return parameters_.efficiency * far_v * std::max(far_v - link.near_v, 0.0) * link.conductance_s;
}

BusCurrent Orion::current(double bus_voltage_v) const {
    return is_joined() ? charger_.given(bus_voltage_v, available_w()) : BusCurrent{};
}

LinkLaw Orion::link_at(double near_v) const {
    const double idle_a = is_on_ ? parameters_.draws_idle_a : parameters_.draws_remote_off_a;
    if (!is_joined()) {
        return {.takes_a = idle_a};
    }
    const double available = available_w();
    const double wanted_w =
        charger_.given(near_v, std::numeric_limits<double>::infinity()).current_a * near_v;
    if (wanted_w > available && available > 0.0) {
        return holding();
    }
    return {.takes_w = std::min(wanted_w, available) / parameters_.efficiency, .takes_a = idle_a};
}

/// True when it takes the engine for another than before.
bool Orion::detect_engine(Milliseconds now, double far_v) {
    const bool ran = engine_runs_;
    if (engine_runs_) {
        engine_runs_ = !shutdown_.update(now, far_v);
    } else {
        const bool starts = start_.update(now, far_v);
        engine_runs_ = late_start_.update(now, far_v) || starts;
    }
    if (engine_runs_ != ran) {
        start_.reset();
        late_start_.reset();
        shutdown_.reset();
    }
    return engine_runs_ != ran;
}

bool Orion::update(Milliseconds now, double bus_voltage_v, bool switched_on) {
    bool changed = update_far(now, bus_voltage_v);
    changed = changed || is_on_ != switched_on;
    is_on_ = switched_on;
    const bool was_joined = is_joined();
    const double gave_a = current(bus_voltage_v).current_a;
    changed = detect_engine(now, far().held().voltage_v) || changed;
    changed = charger_.update(now, bus_voltage_v, is_on_ && engine_runs_) || changed;
    if (was_joined != is_joined()) {
        note_change(is_on_ ? LinkCause::Voltage : LinkCause::Control);
        if (was_joined) {
            note_cut(gave_a);
        }
    }
    if (changed) {
        settle(bus_voltage_v);
    }
    return changed;
}

std::optional<Milliseconds> Orion::next_edge(Milliseconds now) const {
    const auto levels = earlier(late_start_.next_edge(now), shutdown_.next_edge(now));
    return earlier(earlier(far().next_edge(now), charger_.next_edge(now)), levels);
}

VoltageWatch Orion::watch(Milliseconds now) const {
    VoltageWatch of_input = far().watch(now);
    if (engine_runs_) {
        of_input = both(of_input, shutdown_.watch());
    } else {
        of_input = both(of_input, both(start_.watch(), late_start_.watch()));
    }
    return of_input.contains(far().held().voltage_v) ? charger_.watch(now) : nowhere;
}

}  // namespace models
