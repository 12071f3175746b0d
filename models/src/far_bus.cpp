#include "models/far_bus.hpp"

#include <algorithm>
#include <limits>

namespace models {

namespace {

constexpr double seconds_per_hour = 3600.0;
/// A power at no voltage would be a current without bound.
constexpr double lowest_v = 1.0;
/// Of a step, however it bends.
constexpr double most_parts = 64.0;
/// What meters and filters of a bus without a battery take.
constexpr Thevenin nearly_nothing{.open_circuit_v = 0.0, .resistance_ohm = 10'000.0};

}  // namespace

BusCurrent LinkLaw::current(double far_v) const {
    const double power_a = takes_w / std::max(far_v, lowest_v);
    return {.current_a = conductance_s * (near_v - far_v) - power_a - takes_a,
            .slope_a_per_v = (far_v > lowest_v ? power_a / far_v : 0.0) - conductance_s};
}

/// All that hangs on it but the battery's main current.
class FarBus::Law final : public BusLaw {
  public:
    Law(const FarBus& bus, const LinkLaw& link) : bus_{bus}, link_{link} {}
    BusCurrent current(double far_v) const override {
        BusCurrent sum = link_.current(far_v);
        const auto add = [&](const BusCurrent& one) {
            sum.current_a += one.current_a;
            sum.slope_a_per_v += one.slope_a_per_v;
        };
        add(bus_.gas(far_v));
        for (const auto& device : bus_.devices_) {
            add(device->current(far_v));
        }
        return sum;
    }

  private:
    const FarBus& bus_;
    const LinkLaw& link_;
};

FarBus::FarBus(const std::optional<LeadBatteryParameters>& battery,
               std::vector<std::unique_ptr<Device>> devices)
    : devices_{std::move(devices)} {
    if (battery) {
        state_.battery.emplace(*battery);
        initial_charge_ah_ = state_.battery->charge_ah();
    }
    for (Flow* flow : {&state_.held, &middle_, &end_}) {
        flow->devices_a.resize(devices_.size());
        flow->missed.resize(devices_.size());
    }
    state_.accounts.devices.resize(devices_.size());
    state_.accounts.missed.resize(devices_.size());
    state_.accounts.cables_wh.resize(devices_.size());
    kept_ = state_;
    settle({});
}

Thevenin FarBus::source(bool is_charged) const {
    return state_.battery ? state_.battery->source(is_charged, ahead_s_) : nearly_nothing;
}

BusCurrent FarBus::gas(double far_v) const {
    return state_.battery ? state_.battery->gas(far_v) : BusCurrent{};
}

FarBus::Point FarBus::solve(const LinkLaw& link) const {
    const Law law{*this, link};
    const double rests_at_v = source(false).open_circuit_v;
    // Where more is asked than comes at rest, a power may have its answer above that all the same.
    bool is_charged = link.takes_w > 0.0 || law.current(rests_at_v).current_a > 0.0;
    BusPoint point = solve_bus(source(is_charged), law, is_charged ? rests_at_v : 0.0);
    if (is_charged && !(point.is_solved && point.voltage_v >= rests_at_v)) {
        is_charged = false;
        point = solve_bus(source(is_charged), law);
    }
    if (!point.is_solved) {
        return {.is_solved = false};
    }
    const double slope = law.current(point.voltage_v).slope_a_per_v + link.conductance_s;
    return {.voltage_v = point.voltage_v,
            .conductance_s = 1.0 / source(is_charged).resistance_ohm - slope};
}

double FarBus::surplus_a(double far_v) const {
    const double rests_at_v = source(false).open_circuit_v;
    const Thevenin battery = source(far_v > rests_at_v);
    return Law{*this, {}}.current(far_v).current_a - (far_v - rests_at_v) / battery.resistance_ohm;
}

void FarBus::read(const LinkLaw& link, Flow& flow) const {
    const Point point = solve(link);
    const auto at = [&](const BusCurrent& current) {
        return point.is_solved ? current.current_a : 0.0;
    };
    flow.voltage_v = point.voltage_v;
    flow.link_a = at(link.current(point.voltage_v));
    flow.gas_a = at(gas(point.voltage_v));
    flow.main_a = flow.link_a + flow.gas_a;
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        flow.devices_a[i] = at(devices_[i]->current(point.voltage_v));
        flow.missed[i] = devices_[i]->missed(point.voltage_v);
        flow.main_a += flow.devices_a[i];
    }
}

void FarBus::settle(const LinkLaw& link) {
    read(link, state_.held);
    if (state_.battery) {
        state_.battery->carry(state_.held.main_a);
    }
}

namespace {

void move(Moved& account, double charge_ah, double voltage_v) {
    account.charge_ah += charge_ah;
    account.energy_wh += charge_ah * voltage_v;
}

}  // namespace

void FarBus::advance(double dt_s) {
    const Flow& held = state_.held;
    Accounts& accounts = state_.accounts;
    const double hours = dt_s / seconds_per_hour;
    move(accounts.link, held.link_a * hours, held.voltage_v);
    move(accounts.main, held.main_a * hours, held.voltage_v);
    move(accounts.gas, held.gas_a * hours, held.voltage_v);
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        move(accounts.devices[i], held.devices_a[i] * hours, held.voltage_v);
        accounts.missed[i].cut_off_j += held.missed[i].cut_off_w * dt_s;
        accounts.missed[i].held_back_j += held.missed[i].held_back_w * dt_s;
        accounts.cables_wh[i] += cable_w(i, held) * hours;
    }
    if (state_.battery) {
        accounts.self_discharge_ah += state_.battery->advance(held.main_a, dt_s);
    }
}

void FarBus::follow(const LinkLaw& middle, const LinkLaw& end, double dt_s, double late_s) {
    look_ahead(0.5 * dt_s);
    read(middle, middle_);
    look_ahead(dt_s);
    read(end, end_);
    look_ahead(0.0);
    Accounts& accounts = state_.accounts;
    const Flow& begin = state_.held;
    const double sixth_h = dt_s / 6.0 / seconds_per_hour;
    const double late_h = late_s / seconds_per_hour;
    const auto book = [&](Moved& account, double begin_a, double middle_a, double end_a) {
        const double begin_w = begin_a * begin.voltage_v;
        const double end_w = end_a * end_.voltage_v;
        const double charge_ah =
            (begin_a + 4.0 * middle_a + end_a) * sixth_h - (end_a - begin_a) * late_h;
        account.charge_ah += charge_ah;
        // Current and voltage are held together, so that both are late.
        account.energy_wh += (begin_w + 4.0 * middle_a * middle_.voltage_v + end_w) * sixth_h -
                             (end_w - begin_w) * late_h;
        return charge_ah;
    };
    book(accounts.link, begin.link_a, middle_.link_a, end_.link_a);
    book(accounts.gas, begin.gas_a, middle_.gas_a, end_.gas_a);
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        book(accounts.devices[i], begin.devices_a[i], middle_.devices_a[i], end_.devices_a[i]);
        const double begin_w = begin.missed[i].held_back_w;
        const double end_w = end_.missed[i].held_back_w;
        accounts.missed[i].cut_off_j += begin.missed[i].cut_off_w * dt_s;
        accounts.missed[i].held_back_j +=
            (begin_w + 4.0 * middle_.missed[i].held_back_w + end_w) * dt_s / 6.0 -
            (end_w - begin_w) * late_s;
        accounts.cables_wh[i] +=
            (cable_w(i, begin) + 4.0 * cable_w(i, middle_) + cable_w(i, end_)) * sixth_h -
            (cable_w(i, end_) - cable_w(i, begin)) * late_h;
    }
    const double main_ah = book(accounts.main, begin.main_a, middle_.main_a, end_.main_a);
    if (state_.battery) {
        accounts.self_discharge_ah +=
            state_.battery->advance(main_ah / dt_s * seconds_per_hour, dt_s);
    }
}

double FarBus::cable_w(std::size_t device, const Flow& flow) const {
    const double current_a = flow.devices_a[device];
    return devices_[device]->cable_resistance_ohm() * current_a * current_a;
}

double FarBus::longest_step_s() const {
    return state_.battery ? state_.battery->longest_step_s()
                          : std::numeric_limits<double>::infinity();
}

int FarBus::parts_of(double dt_s) const {
    const double shares = state_.battery ? dt_s / state_.battery->longest_part_s() : 0.0;
    return static_cast<int>(std::min(shares, most_parts - 1.0)) + 1;
}

bool FarBus::update(Milliseconds now) {
    bool changed = false;
    for (const auto& device : devices_) {
        changed = device->update(now, state_.held.voltage_v, true) || changed;
    }
    return changed;
}

std::optional<Milliseconds> FarBus::next_edge(Milliseconds now) const {
    std::optional<Milliseconds> next;
    for (const auto& device : devices_) {
        next = earlier(next, device->next_edge(now));
    }
    return next;
}

VoltageWatch FarBus::watch(Milliseconds now) const {
    VoltageWatch watch;
    for (const auto& device : devices_) {
        watch = both(watch, device->watch(now));
    }
    return watch;
}

}  // namespace models
