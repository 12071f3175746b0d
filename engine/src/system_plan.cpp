// Steps over which the currents follow the voltage, by the rule of step_rule.hpp: what they may be
// off, how long they may be, and what flows in one.

#include "engine/step_rule.hpp"
#include "engine/system.hpp"
#include "models/range.hpp"
#include "models/select.hpp"

#include <algorithm>
#include <limits>

namespace engine {

namespace {

using step_rule::end_stage;
using step_rule::first_stage;
using step_rule::OnTheWay;
using step_rule::second_stage;
using step_rule::Stage;
using step_rule::Weights;

// What the mean of a step's current may be off by the rule's estimate.
constexpr double bank_share = 3e-6;  // of the larger end
constexpr double bank_per_1c = 1e-7;
constexpr double string_share = 1e-3;
constexpr double string_per_1c = 3e-6;  // far below the current that counts as none
/// Strings even out what they are off among each other, and where the curve is flat no voltage
/// tells of it. Near its ends, where a cell decides by its voltage, a tenth is tolerated.
constexpr double steep_v = 1.0;  // per SoC
constexpr double steep_shrinks = 0.1;
/// What the bank's current may end elsewhere than planned; that of a string what its mean may be
/// off.
constexpr double missed_share = 1e-5;
constexpr double missed_per_1c = 3e-6;
/// What a cell's voltage may be off a straight line on the way: far inside every dead-band of what
/// is recorded, and little enough for a load that draws more from an emptied bank the lower it is.
constexpr double cell_v = 0.0002;

/// Of a string's capacity that a step may move; less below empty.
constexpr double most_moved = 0.01;
constexpr double most_moved_below_empty = 1e-4;
/// Of a string's capacity that may move, and of a cell's voltage that may wait for its capacity to
/// shrink, in a span of which cells age by its mean.
constexpr double most_moved_in_a_span = 0.005;
constexpr double most_aged_v = 1e-5;
/// By how much a cell may become warmer or colder in a step: amplitudes are means of both its ends.
constexpr double most_warmed_k = 0.5;
/// Cells need hours to become as warm as the air: a straight line through a day's sine is enough
/// for them. An enclosure follows sooner, and takes the mean.
constexpr double longest_in_changing_air_s = 1800.0;
/// Air that somebody measured turns at every hour's middle: a long step may miss a short dip of the
/// cells below a limit, for only its end is looked at.
constexpr double longest_in_measured_air_s = 600.0;
constexpr double longest_in_enclosure_s = 100.0;

/// A step that ends further than this from where it was planned to is taken anew.
constexpr double amend_share = 2e-6;  // of the bank's current
constexpr double amend_cell_v = 2e-5;
/// A device's law may have a corner, where it comes to its limit or begins to regulate, and a
/// string's current may pass the level at which it counts as none and come back. Nobody sees that
/// who looks at the ends: a step over it is only so long, and a longer one is halved.
constexpr double longest_unseen_s = 4.0;
constexpr double halves = 2.5;
/// On one side of a corner a law's slope is less than this share of that on the other.
constexpr double bent_share = 0.5;
/// Devices look at the voltage once per battery frame and hold their current until the next one
/// (`advance`), so what flows is late by half a frame on the mean.
constexpr double late_s = 0.5;

using models::magnitude;

bool has_corner(const models::Device& device, const OnTheWay& voltage) {
    const auto slope = [&](double at_v) { return magnitude(device.current(at_v).slope_a_per_v); };
    const OnTheWay steepness{slope(voltage.begin), slope(voltage.first), slope(voltage.second),
                             slope(voltage.end)};
    return steepness.smallest() < bent_share * steepness.largest();
}

}  // namespace

double System::quickest_soc_per_s() const {
    const auto [lowest_a, highest_a] = models::range_of(plant_.bank.string_currents_a());
    return std::max(-lowest_a, highest_a) / string_1c_a_ / 3600.0;
}

double System::longest_span_s() const {
    const models::Cells& cells = plant_.bank.cells();
    const double longest_s =
        std::min(to_seconds(day), most_moved_in_a_span / std::max(quickest_soc_per_s(), 1e-12));
    return cells.ages().ages() ? std::min(longest_s, most_aged_v / cells.ageing_v_per_s())
                               : longest_s;
}

double System::longest_step_s() const {
    double longest_s = to_seconds(day);
    if (plant_.bank.has_enclosure()) {
        longest_s = longest_in_enclosure_s;
    } else if (!ambient_.is_constant()) {
        longest_s = ambient_.series ? longest_in_measured_air_s : longest_in_changing_air_s;
    }
    const double moved = plant_.bank.has_cell_below_empty() ? most_moved_below_empty : most_moved;
    longest_s = std::min(longest_s, moved / std::max(quickest_soc_per_s(), 1e-12));
    for (const auto& device : devices_) {
        longest_s = std::min(longest_s, device->longest_step_s());
    }
    const double passed_s = to_seconds(plant_.now - kept_.now);
    if (passed_s > 0.0) {
        const std::span<const double> now_degc = plant_.bank.cells().temperatures_degc();
        const std::span<const double> kept_degc = kept_.bank.cells().temperatures_degc();
        double warmed_k = 1e-9;
        for (std::size_t i = 0; i < now_degc.size(); ++i) {
            warmed_k = std::max(warmed_k, magnitude(now_degc[i] - kept_degc[i]));
        }
        longest_s = std::min(longest_s, most_warmed_k * passed_s / warmed_k);
    }
    return longest_s;
}

/// What comes late, of strings that are here so long after the begin of the step: it is the bank's
/// current; strings go on sharing it in between.
void System::find_late(std::span<const double> string_a, double after_s) {
    double more_a = 0.0;
    for (std::size_t i = 0; i < string_a.size(); ++i) {
        more_a += string_a[i] - plan_.begin_a[i];
    }
    plant_.bank.divide_more(more_a * (late_s / after_s), plan_.late_a);
}

/// Looks at a stage of the plan; those before it are known. False when the bus loses its answer
/// there, or finds one.
bool System::look_ahead(const Stage& stage, double dt_s, double around_degc,
                        models::BusPoint& point, std::vector<double>& string_a) {
    const double after_s = stage.at * dt_s;
    const auto of = [&](const Weights& weights, std::size_t i) {
        return weights.begin * plan_.begin_a[i] + weights.first * plan_.first_a[i] +
               weights.second * plan_.second_a[i];
    };
    for (std::size_t i = 0; i < plan_.begin_a.size(); ++i) {
        plan_.guess_a[i] = of(stage.guess, i);
    }
    find_late(plan_.guess_a, after_s);
    for (std::size_t i = 0; i < plan_.begin_a.size(); ++i) {
        const double late_a = plan_.late_a[i];
        plan_.late_begin_a[i] = plan_.begin_a[i] - late_a;
        plan_.late_end_a[i] = plan_.guess_a[i] - late_a;
        plan_.mean_a[i] = (of(stage.takes, i) + stage.own * plan_.guess_a[i]) / stage.at - late_a;
    }
    const models::CoursesAhead courses{plan_.late_begin_a, plan_.late_end_a, plan_.mean_a,
                                       stage.own / stage.at, plan_.late_a};
    look_ahead(after_s);
    point = models::solve_bus(plant_.bank.look_ahead(after_s, courses, around_degc), fed_);
    look_ahead(0.0);
    plant_.bank.divide_ahead(point.bank_current_a, string_a);
    return point.is_solved == plant_.point.is_solved;
}

/// Of the devices alone: they answer for so much later.
void System::look_ahead(double dt_s) {
    for (const auto& device : devices_) {
        device->look_ahead(dt_s);
    }
}

System::PlanOff System::plan(SimTime then) {
    const double dt_s = to_seconds(then - plant_.now);
    const std::span<const double> now_a = plant_.bank.string_currents_a();
    plan_.then = then;
    plan_.is_amended = false;
    plan_.shrinks = plant_.bank.cells().is_steeper_than(steep_v) ? steep_shrinks : 1.0;
    const double around_degc = ambient_.mean_degc(plant_.now, then);
    plan_.begin_a.assign(now_a.begin(), now_a.end());
    if (!look_ahead(first_stage, dt_s, around_degc, plan_.first, plan_.first_a) ||
        !look_ahead(second_stage, dt_s, around_degc, plan_.second, plan_.second_a) ||
        !look_ahead(end_stage, dt_s, around_degc, plan_.end, plan_.end_a)) {
        constexpr double endless = std::numeric_limits<double>::infinity();
        return {endless, endless};
    }
    const models::BusPoint& begin = plant_.point;
    const double bank_1c_a = string_1c_a_ * static_cast<double>(plant_.bank.strings());
    const auto cells = static_cast<double>(plant_.bank.cells().positions());
    const OnTheWay current{begin.bank_current_a, plan_.first.bank_current_a,
                           plan_.second.bank_current_a, plan_.end.bank_current_a};
    const OnTheWay voltage{begin.voltage_v, plan_.first.voltage_v, plan_.second.voltage_v,
                           plan_.end.voltage_v};
    PlanOff off{.bank = std::max(current.mean_off(bank_share, bank_per_1c * bank_1c_a),
                                 voltage.off_line() / (cell_v * cells)),
                .strings = 0.0};
    bool turns = std::any_of(fed_.begin(), fed_.end(),
                             [&](const auto& device) { return has_corner(*device, voltage); });
    for (std::size_t i = 0; i < plan_.begin_a.size(); ++i) {
        const OnTheWay string{plan_.begin_a[i], plan_.first_a[i], plan_.second_a[i],
                              plan_.end_a[i]};
        off.strings =
            std::max(off.strings, string.mean_off(plan_.shrinks * string_share,
                                                  plan_.shrinks * string_per_1c * string_1c_a_));
        turns = turns || string.dips_past(idle_a_) || string.dips_past(-idle_a_);
    }
    if (turns && dt_s > longest_unseen_s) {
        off.bank = std::max(off.bank, halves);
    }
    return off;
}

/// Of what the currents are, parabolas of what flows, and straight lines with the same mean.
void System::shape_plan() {
    const double dt_s = to_seconds(plan_.then - plant_.now);
    const auto carries = [&](std::size_t string) { return plant_.bank.carries(string); };
    find_late(plan_.end_a, dt_s);
    for (std::size_t i = 0; i < plan_.begin_a.size(); ++i) {
        const OnTheWay current{plan_.begin_a[i], plan_.first_a[i], plan_.second_a[i],
                               plan_.end_a[i]};
        const double off_a = current.mean() - 0.5 * (current.begin + current.end);
        plan_.late_begin_a[i] = current.begin - plan_.late_a[i];
        plan_.late_end_a[i] = current.end - plan_.late_a[i];
        plan_.late_bend_a[i] = carries(i) ? 1.5 * off_a : 0.0;
        plan_.line_begin_a[i] = plan_.late_begin_a[i] + (carries(i) ? off_a : 0.0);
        plan_.line_end_a[i] = plan_.late_end_a[i] + (carries(i) ? off_a : 0.0);
    }
}

System::PlanOff System::plan_missed() const {
    const auto off = [](double begin_a, double planned_a, double end_a, double share,
                        double floor_a) {
        const double largest_a = std::max(magnitude(begin_a), magnitude(end_a));
        return magnitude(end_a - planned_a) / (share * largest_a + floor_a);
    };
    const double bank_1c_a = string_1c_a_ * static_cast<double>(plant_.bank.strings());
    const auto string_a = plant_.bank.string_currents_a();
    PlanOff missed{
        .bank = off(kept_.point.bank_current_a, plan_.end.bank_current_a,
                    plant_.point.bank_current_a, missed_share, missed_per_1c * bank_1c_a),
        .strings = 0.0};
    for (std::size_t i = 0; i < plan_.end_a.size(); ++i) {
        missed.strings =
            std::max(missed.strings, off(plan_.begin_a[i], plan_.end_a[i], string_a[i],
                                         plan_.shrinks * string_share,
                                         plan_.shrinks * string_per_1c * string_1c_a_));
    }
    return missed;
}

bool System::amend_plan() {
    const models::BusPoint& end = plant_.point;
    const double off_a = end.bank_current_a - plan_.end.bank_current_a;
    const double off_v = end.voltage_v - plan_.end.voltage_v;
    if (plan_missed().within(1.0) <= 1.0 &&
        magnitude(off_a) <= amend_share * magnitude(end.bank_current_a) &&
        magnitude(off_v) <= amend_cell_v * static_cast<double>(plant_.bank.cells().positions())) {
        return false;
    }
    // What was not foreseen, warmth above all, has come about by and by.
    plan_.first.bank_current_a += first_stage.at * off_a;
    plan_.first.voltage_v += first_stage.at * off_v;
    plan_.second.bank_current_a += second_stage.at * off_a;
    plan_.second.voltage_v += second_stage.at * off_v;
    plan_.end = end;
    // The same of every device, so that all of them together are what the strings carry.
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        Stages& device = plan_.devices[i];
        const double off_device_a = plant_.held_a[i] - device.end_a;
        device.first_a += first_stage.at * off_device_a;
        device.second_a += second_stage.at * off_device_a;
        device.end_a = plant_.held_a[i];
    }
    plan_.is_amended = true;
    for (std::size_t i = 0; i < plan_.end_a.size(); ++i) {
        const double string_a = plant_.bank.string_currents_a()[i];
        const double off_string_a = string_a - plan_.end_a[i];
        plan_.first_a[i] += first_stage.at * off_string_a;
        plan_.second_a[i] += second_stage.at * off_string_a;
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

/// What a device has moved on the way; `off_v` is what the mean voltage is off that of the plan.
/// Its charge has flown at that voltage, or the devices would not come to what the bank gave.
void System::account(std::size_t device, const models::BusPoint& begin, double off_v, double dt_s) {
    const auto ahead_a = [&](const Stage& stage, const models::BusPoint& point) {
        devices_[device]->look_ahead(stage.at * dt_s);
        const double current_a = current_at(device, point);
        devices_[device]->look_ahead(0.0);
        return current_a;
    };
    const OnTheWay voltage{begin.voltage_v, plan_.first.voltage_v, plan_.second.voltage_v,
                           plan_.end.voltage_v};
    Stages& stages = plan_.devices[device];
    if (!plan_.is_amended) {
        stages = {.first_a = ahead_a(first_stage, plan_.first),
                  .second_a = ahead_a(second_stage, plan_.second),
                  .end_a = ahead_a(end_stage, plan_.end)};
    }
    const OnTheWay current{plant_.held_a[device], stages.first_a, stages.second_a, stages.end_a};
    const OnTheWay power{current.begin * begin.voltage_v, current.first * plan_.first.voltage_v,
                         current.second * plan_.second.voltage_v,
                         current.end * plan_.end.voltage_v};
    const double late_as = (current.end - current.begin) * late_s;
    const double charge_as = current.mean() * dt_s - late_as;
    plant_.accounts[device].charge_as += charge_as;
    plant_.accounts[device].energy_j +=
        power.mean() * dt_s - late_as * plan_.second.voltage_v + charge_as * off_v;
    if (const double ohm = devices_[device]->cable_resistance_ohm(); ohm > 0.0) {
        const OnTheWay squared{current.begin * current.begin, current.first * current.first,
                               current.second * current.second, current.end * current.end};
        plant_.accounts[device].cable_j +=
            ohm * (squared.mean() * dt_s - (squared.end - squared.begin) * late_s);
    }
    const double own_as = own_draw_a(device, begin.is_solved) * dt_s;
    plant_.accounts[device].own_as += own_as;
    plant_.accounts[device].own_j += own_as * (voltage.mean() + off_v);
    const auto held_back_w = [&](const models::BusPoint& point) {
        return devices_[device]->missed(point.voltage_v).held_back_w;
    };
    const OnTheWay held_back{held_back_w(begin), held_back_w(plan_.first),
                             held_back_w(plan_.second), held_back_w(plan_.end)};
    plant_.accounts[device].missed.held_back_j +=
        held_back.mean() * dt_s - (held_back.end - held_back.begin) * late_s;
    plant_.accounts[device].missed.cut_off_j +=
        devices_[device]->missed(begin.voltage_v).cut_off_w * dt_s;
}

void System::follow_plan() {
    const double dt_s = to_seconds(plan_.then - plant_.now);
    const models::BusPoint begin = plant_.point;
    shape_plan();
    const double energy_j = plant_.bank.follow(plan_.late_begin_a, plan_.late_end_a,
                                               plan_.late_bend_a, ambient_on_the_way(), dt_s);
    double begin_a = 0.0;
    double end_a = 0.0;
    for (std::size_t i = 0; i < plan_.line_begin_a.size(); ++i) {
        begin_a += plan_.line_begin_a[i];
        end_a += plan_.line_end_a[i];
    }
    // The cells know the mean of the voltage; the stages have it only nearly.
    const OnTheWay voltage{begin.voltage_v, plan_.first.voltage_v, plan_.second.voltage_v,
                           plan_.end.voltage_v};
    const double off_v = begin.is_solved
                             ? plant_.bank.mean_voltage_v(0.5 * (begin_a + end_a)) - voltage.mean()
                             : 0.0;
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        account(i, begin, off_v, dt_s);
        devices_[i]->follow({.middle_v = voltage_at(i, voltage.middle()),
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
    const double coldest_degc = sensed().coldest_degc;
    return std::all_of(sensing_.begin(), sensing_.end(), [=](const models::Device* device) {
        return device->would_stay(coldest_degc);
    });
}

void System::watched(SimTime now, std::vector<models::Watched>& out) const {
    constexpr double endless = std::numeric_limits<double>::infinity();
    const auto of_bms = bms_.watched(plant_.bank);
    out.assign(of_bms.begin(), of_bms.end());
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        const models::VoltageWatch watch = devices_[i]->watch(now);
        out.push_back({voltage_at(i, plant_.point.voltage_v), watch.lowest_v, watch.below_v});
    }
    out.push_back({plant_.bank.weakest_cell().soc, 0.0, endless});
}

models::BmsHost::Preview System::preview() const {
    models::BmsHost::Preview next = bms_.preview(plant_.bank);
    if (remote_.wired == RemoteEntry::Wired::HighToPlus) {
        next.sample.pins.high = models::driven_pin(plant_.point.voltage_v);
    }
    return next;
}

}  // namespace engine
