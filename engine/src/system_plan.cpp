// Steps over which the currents follow the voltage.

#include "engine/system.hpp"

#include <algorithm>
#include <limits>

namespace engine {

namespace {

// What the current in the middle of a step may be off the mean of its ends. The mean that a step
// goes by comes from all three (Simpson's rule), so it is off by a small part of that.
constexpr double bank_share = 3e-5;  // of the larger end
constexpr double bank_per_1c = 1e-6;
constexpr double string_share = 3e-4;
constexpr double string_per_1c = 1e-5;
/// The same of a cell's voltage: far inside every dead-band of what is recorded.
constexpr double cell_v = 0.00025;

/// Of a string's capacity that a step may move; less below empty.
constexpr double most_moved = 0.01;
constexpr double most_moved_below_empty = 1e-4;
/// Cells need hours to become as warm as the air: a straight line through a day's sine is enough
/// for them. An enclosure follows sooner, and takes the mean.
constexpr double longest_in_changing_air_s = 1800.0;
/// Air that somebody measured turns at every hour's middle: a long step may miss a short dip of the
/// cells below a limit, for only its end is looked at.
constexpr double longest_in_measured_air_s = 600.0;
constexpr double longest_in_enclosure_s = 240.0;

/// A step that ends further than this from where it was planned to is taken anew.
constexpr double amend_share = 2e-6;  // of the bank's current
constexpr double amend_cell_v = 2e-5;
/// Devices look at the voltage once per battery frame and hold their current until the next one
/// (`advance`), so what flows is late by half a frame on the mean.
constexpr double late_s = 0.5;

double magnitude(double x) {
    return x < 0.0 ? -x : x;
}

/// How far the middle is off the mean of both ends.
double off_line(double begin, double middle, double end) {
    return magnitude(middle - 0.5 * (begin + end));
}

double off_line(double begin, double middle, double end, double share, double floor) {
    const double largest = std::max(magnitude(begin), magnitude(end));
    return off_line(begin, middle, end) / (share * largest + floor);
}

double simpson(double begin, double middle, double end) {
    return (begin + 4.0 * middle + end) * (1.0 / 6.0);
}

}  // namespace

double System::longest_step_s() const {
    double longest_s = to_seconds(day);
    if (plant_.bank.has_enclosure()) {
        longest_s = longest_in_enclosure_s;
    } else if (!ambient_.is_constant()) {
        longest_s = ambient_.series ? longest_in_measured_air_s : longest_in_changing_air_s;
    }
    const double moved = plant_.bank.weakest_cell().soc < 0.0 ? most_moved_below_empty : most_moved;
    for (const double current_a : plant_.bank.string_currents_a()) {
        const double soc_per_s = magnitude(current_a) / string_1c_a_ / 3600.0;
        longest_s = std::min(longest_s, moved / std::max(soc_per_s, 1e-12));
    }
    for (const auto& device : devices_) {
        longest_s = std::min(longest_s, device->longest_step_s());
    }
    return longest_s;
}

models::BusPoint System::look_ahead(double dt_s, std::vector<double>& string_a) {
    look_ahead(dt_s);
    const models::BusPoint point = models::solve_bus(plant_.bank.look_ahead(dt_s), fed_);
    look_ahead(0.0);
    plant_.bank.divide_ahead(point.bank_current_a, string_a);
    return point;
}

/// Of the devices alone: they answer for so much later.
void System::look_ahead(double dt_s) {
    for (const auto& device : devices_) {
        device->look_ahead(dt_s);
    }
}

double System::plan(SimTime then) {
    const double dt_s = to_seconds(then - plant_.now);
    const std::span<const double> now_a = plant_.bank.string_currents_a();
    plan_.then = then;
    plan_.begin_a.assign(now_a.begin(), now_a.end());
    plan_.end = look_ahead(dt_s, plan_.end_a);
    plan_.middle = look_ahead(0.5 * dt_s, plan_.middle_a);
    const models::BusPoint& begin = plant_.point;
    if (plan_.end.is_solved != begin.is_solved || plan_.middle.is_solved != begin.is_solved) {
        return std::numeric_limits<double>::infinity();
    }
    const double bank_1c_a = string_1c_a_ * static_cast<double>(plant_.bank.strings());
    const auto cells = static_cast<double>(plant_.bank.cells().positions());
    double off = std::max(off_line(begin.bank_current_a, plan_.middle.bank_current_a,
                                   plan_.end.bank_current_a, bank_share, bank_per_1c * bank_1c_a),
                          off_line(begin.voltage_v, plan_.middle.voltage_v, plan_.end.voltage_v,
                                   0.0, cell_v * cells));
    for (std::size_t i = 0; i < plan_.begin_a.size(); ++i) {
        off = std::max(off, off_line(plan_.begin_a[i], plan_.middle_a[i], plan_.end_a[i],
                                     string_share, string_per_1c * string_1c_a_));
    }
    return off;
}

/// Of what the currents are, straight lines of what flows.
void System::shape_plan() {
    const double dt_s = to_seconds(plan_.then - plant_.now);
    const auto carries = [&](std::size_t string) { return plant_.bank.carries(string); };
    double carrying = 0.0;
    for (std::size_t i = 0; i < plan_.begin_a.size(); ++i) {
        carrying += carries(i) ? 1.0 : 0.0;
    }
    const double late_a = (plan_.end.bank_current_a - plant_.point.bank_current_a) *
                          (late_s / dt_s / std::max(carrying, 1.0));
    for (std::size_t i = 0; i < plan_.begin_a.size(); ++i) {
        // With Simpson's mean.
        const double bend_a = plan_.middle_a[i] - 0.5 * (plan_.begin_a[i] + plan_.end_a[i]);
        const double shift_a = carries(i) ? (2.0 / 3.0) * bend_a - late_a : 0.0;
        plan_.late_begin_a[i] = plan_.begin_a[i] + shift_a;
        plan_.late_end_a[i] = plan_.end_a[i] + shift_a;
    }
}

double System::plan_missed() const {
    double missed = 0.0;
    for (std::size_t i = 0; i < plan_.end_a.size(); ++i) {
        const double string_a = plant_.bank.string_currents_a()[i];
        const double largest_a = std::max(magnitude(plan_.begin_a[i]), magnitude(string_a));
        missed = std::max(missed, magnitude(string_a - plan_.end_a[i]) /
                                      (string_share * largest_a + string_per_1c * string_1c_a_));
    }
    return missed;
}

bool System::amend_plan() {
    const models::BusPoint& end = plant_.point;
    const double off_a = end.bank_current_a - plan_.end.bank_current_a;
    const double off_v = end.voltage_v - plan_.end.voltage_v;
    if (magnitude(off_a) <= amend_share * magnitude(end.bank_current_a) &&
        magnitude(off_v) <= amend_cell_v * static_cast<double>(plant_.bank.cells().positions())) {
        return false;
    }
    // What was not foreseen, warmth above all, has half come about in the middle.
    plan_.middle.bank_current_a += 0.5 * off_a;
    plan_.middle.voltage_v += 0.5 * off_v;
    plan_.end = end;
    for (std::size_t i = 0; i < plan_.end_a.size(); ++i) {
        const double string_a = plant_.bank.string_currents_a()[i];
        plan_.middle_a[i] += 0.5 * (string_a - plan_.end_a[i]);
        plan_.end_a[i] = string_a;
    }
    return true;
}

/// A straight line with the mean that the ambient temperature has on the way.
models::TemperatureRamp System::ambient_on_the_way() const {
    const double begin_degc = ambient_.at_degc(plant_.now);
    const double end_degc = ambient_.at_degc(plan_.then);
    const double off_degc =
        ambient_.mean_degc(plant_.now, plan_.then) - 0.5 * (begin_degc + end_degc);
    return {begin_degc + off_degc, end_degc + off_degc};
}

/// What a device has moved on the way; `off_v` is what the mean voltage is off that of the plan,
/// for devices whose current does not answer to it.
void System::account(std::size_t device, const models::BusPoint& begin, double off_v, double dt_s) {
    const double begin_a = plant_.held_a[device];
    devices_[device]->look_ahead(0.5 * dt_s);
    const double middle_a = current_at(device, plan_.middle);
    devices_[device]->look_ahead(dt_s);
    const double end_a = current_at(device, plan_.end);
    devices_[device]->look_ahead(0.0);
    const bool is_held = devices_[device]->current(plan_.middle.voltage_v).slope_a_per_v == 0.0;
    const double late_as = (end_a - begin_a) * late_s;
    const double charge_as = simpson(begin_a, middle_a, end_a) * dt_s - late_as;
    plant_.accounts[device].charge_as += charge_as;
    plant_.accounts[device].energy_j +=
        simpson(begin_a * begin.voltage_v, middle_a * plan_.middle.voltage_v,
                end_a * plan_.end.voltage_v) *
            dt_s -
        late_as * plan_.middle.voltage_v + (is_held ? charge_as * off_v : 0.0);
    const double own_as = own_draw_a(device, begin.is_solved) * dt_s;
    plant_.accounts[device].own_as += own_as;
    plant_.accounts[device].own_j +=
        own_as * (simpson(begin.voltage_v, plan_.middle.voltage_v, plan_.end.voltage_v) + off_v);
}

void System::follow_plan() {
    const double dt_s = to_seconds(plan_.then - plant_.now);
    const models::BusPoint begin = plant_.point;
    shape_plan();
    const double energy_j =
        plant_.bank.follow(plan_.late_begin_a, plan_.late_end_a, ambient_on_the_way(), dt_s);
    double begin_a = 0.0;
    double end_a = 0.0;
    for (std::size_t i = 0; i < plan_.late_begin_a.size(); ++i) {
        begin_a += plan_.late_begin_a[i];
        end_a += plan_.late_end_a[i];
    }
    // The cells know the mean of the voltage; three points of it are only nearly enough.
    const double off_v =
        begin.is_solved ? plant_.bank.mean_voltage_v(0.5 * (begin_a + end_a)) -
                              simpson(begin.voltage_v, plan_.middle.voltage_v, plan_.end.voltage_v)
                        : 0.0;
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        account(i, begin, off_v, dt_s);
        devices_[i]->follow({.middle_v = voltage_at(i, plan_.middle.voltage_v),
                             .end_v = voltage_at(i, plan_.end.voltage_v),
                             .dt_s = dt_s,
                             .late_s = late_s});
    }
    const double charge_as = 0.5 * (begin_a + end_a) * dt_s;
    if (begin_a * end_a < 0.0) {
        // In and out, in parts; their difference in energy is what went in altogether.
        const double turn_s = dt_s * begin_a / (begin_a - end_a);
        const double first_as = 0.5 * begin_a * turn_s;
        const double first_j = first_as * 0.5 * (begin.voltage_v + plan_.end.voltage_v);
        book(first_as, first_j);
        book(charge_as - first_as, energy_j - first_j);
    } else {
        book(charge_as, energy_j);
    }
    book_unheard(charge_as, dt_s);
    plant_.now = plan_.then;
}

bool System::devices_would_stay(double voltage_v, SimTime now) const {
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        if (!devices_[i]->watch(now).contains(voltage_at(i, voltage_v))) {
            return false;
        }
    }
    return true;
}

bms::BankSample System::preview() const {
    bms::BankSample sample = bms_.preview(plant_.bank);
    if (remote_.wired == RemoteEntry::Wired::HighToPlus) {
        sample.pins.high = models::driven_pin(plant_.point.voltage_v);
    }
    return sample;
}

}  // namespace engine
