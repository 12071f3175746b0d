#include "curve_way.hpp"
#include "kelvin.hpp"
#include "models/cells.hpp"
#include "sign.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

namespace models {

namespace {

constexpr double seconds_per_hour = 3600.0;
/// A cell whose own heat would change its resistance by a larger share than this in one step takes
/// the step in parts: the mean power of a step follows the temperature in second order only.
constexpr double most_drift = 0.01;

// A current over a step: one number while held, a ramp else.
double mean_of(double held_a) {
    return held_a;
}
double mean_of(CurrentRamp current) {
    return current.mean_a();
}
double mean_square_of(double held_a) {
    return held_a * held_a;
}
double mean_square_of(CurrentRamp current) {
    return current.mean_square();
}

/// What a ratio of the temperature at the end of a step makes of a mean over the step.
struct ByRatio {
    double begin, end;
    double at(double ratio) const { return begin + ratio * end; }
};

}  // namespace

void Cells::advance(std::span<const double> begin_a, std::span<const double> end_a,
                    TemperatureRamp surroundings, double dt_s) {
    prepare(dt_s);
    heat_given_j_ = 0.0;
    for (std::size_t string = 0; string < strings_; ++string) {
        mean_source_v_[string] = 0.0;
        mean_resistance_ohm_[string] = 0.0;
        string_energy_j_[string] = 0.0;
    }
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            const std::size_t i = index(position, string);
            const CurrentRamp current{begin_a[string] - bleed_a_[i], end_a[string] - bleed_a_[i]};
            const double offset_k = surroundings_offset_k_[i];
            const TemperatureRamp around{surroundings.begin_degc + offset_k,
                                         surroundings.end_degc + offset_k};
            if (current.begin_a == current.end_a) {
                advance_held(i, string, current.begin_a, around);
            } else {
                advance_in_pieces(i, string, current, around);
            }
        }
    }
    if (ages_.ages()) {
        grow_older(begin_a, end_a, dt_s);
    }
}

double Cells::parts_of(std::size_t i, double current_a, double dt_s) const {
    const double heat_w = current_a * current_a * (r0_ohm_[i] + r1_ohm_[i] + r2_ohm_[i]);
    const double rise_k = heat_w * dt_s / heat_capacity_j_per_k_;
    const double drift =
        rise_k * magnitude(resistance_ratio_slope_per_k_[i]) / resistance_ratio_[i];
    return 1.0 + math::floor(drift / most_drift);
}

void Cells::advance_held(std::size_t i, std::size_t string, double current_a,
                         TemperatureRamp surroundings) {
    const double parts = parts_of(i, current_a, step_.dt_s);
    if (parts <= 1.0) {
        advance_cell(i, string, current_a, surroundings, step_, 1.0);
        return;
    }
    const StepLength part{*this, step_.dt_s / parts};
    for (double done = 0.0; done < parts; done += 1.0) {
        advance_cell(i, string, current_a, surroundings.part(done / parts, (done + 1.0) / parts),
                     part, 1.0 / parts);
    }
}

void Cells::advance_in_pieces(std::size_t i, std::size_t string, CurrentRamp current,
                              TemperatureRamp surroundings) {
    // Where the current turns, and where what arrives in the cell does.
    const double dt_s = step_.dt_s;
    const double per_a = dt_s / (current.end_a - current.begin_a);
    std::array<double, 2> turns{-current.begin_a * per_a,
                                (leak_a_[i] / coulombic_efficiency_ - current.begin_a) * per_a};
    std::sort(turns.begin(), turns.end());
    double begin_s = 0.0;
    for (const double turn_s : {turns[0], turns[1], dt_s}) {
        const double end_s = std::min(turn_s, dt_s);
        if (end_s <= begin_s) {
            continue;
        }
        const CurrentRamp piece{current.begin_a + begin_s / per_a,
                                end_s == dt_s ? current.end_a : current.begin_a + end_s / per_a};
        const double largest_a = std::max(magnitude(piece.begin_a), magnitude(piece.end_a));
        const double parts = parts_of(i, largest_a, end_s - begin_s);
        const double part_s = (end_s - begin_s) / parts;
        const double part_a = (piece.end_a - piece.begin_a) / parts;
        const bool is_whole = begin_s == 0.0 && end_s == dt_s && parts <= 1.0;
        const StepLength part = is_whole ? step_ : StepLength{*this, part_s};
        for (double done = 0.0; done < parts; done += 1.0) {
            const CurrentRamp ramp{piece.begin_a + done * part_a,
                                   piece.begin_a + (done + 1.0) * part_a};
            const double from = (begin_s + done * part_s) / dt_s;
            const double to = (begin_s + (done + 1.0) * part_s) / dt_s;
            advance_cell(i, string, parts <= 1.0 ? piece : ramp, surroundings.part(from, to), part,
                         part_s / dt_s);
        }
        begin_s = end_s;
    }
}

// What saturates counts by its driven current, and by twice the integral of it instead of squares.
template <class Current>
Cells::SlowPair Cells::slow_pair(std::size_t i, Current current, const StepLength& step) const {
    const double before = rc2_a_[i];
    const double after = step.rc2.end(before, current);
    if (!saturates()) {
        return {.end_a = after,
                .mean_driven_a = step.rc2.mean(before, current),
                .mean_product_a2 = step.rc2.mean_square(before, current),
                .begin_square_a2 = before * before,
                .end_square_a2 = after * after};
    }
    const Saturation s = saturation(i);
    const DrivenMeans means = step.saturating.means(s, step.rc2, before, current);
    return {.end_a = after,
            .mean_driven_a = means.driven_a,
            .mean_product_a2 = means.product_a2,
            .begin_square_a2 = s.twice_integral(before),
            .end_square_a2 = s.twice_integral(after)};
}

template <class Current>
Cells::Course Cells::course(std::size_t i, Current current, const StepLength& step) const {
    const double dt_s = step.dt_s;
    const double hours = dt_s / seconds_per_hour;
    const double per_ah = per_ah_[i];
    Course c{};

    // Charge. What does not arrive while charging is lost as heat.
    const double mean_a = mean_of(current);
    const double loss_share = mean_a > 0.0 ? 1.0 - coulombic_efficiency_ : 0.0;
    const double leak_a = leak_a_[i];
    c.lost_a = loss_share * mean_a;
    c.arriving_a = mean_a - c.lost_a - leak_a;
    c.charge_ah = charge_ah_[i] + c.arriving_a * hours;

    // RC pairs: their state is the current through the resistor.
    c.rc1_a = step.rc1.end(rc1_a_[i], current);
    c.rc1_mean_a = step.rc1.mean(rc1_a_[i], current);
    c.rc1_square_a2 = step.rc1.mean_square(rc1_a_[i], current);
    c.rc2 = slow_pair(i, current, step);

    // Hystereses follow the charge that arrives.
    const double direction = sign(c.arriving_a);
    const double arriving_c = magnitude(c.arriving_a) * per_ah;
    c.permanent = decayed(hysteresis_[i], direction, hysteresis_per_s_c_ * arriving_c, dt_s);
    if constexpr (std::is_same_v<Current, double>) {
        const double rate = relaxing_per_s_c_ * arriving_c;
        c.relaxing = decayed(relaxing_[i], direction * rate / (rate + relaxing_fades_per_s_),
                             rate + relaxing_fades_per_s_, dt_s);
    } else {
        const auto rate_at = [&](double current_a) {
            return relaxing_per_s_c_ * magnitude(current_a * (1.0 - loss_share) - leak_a) * per_ah;
        };
        c.relaxing = ramped(relaxing_[i], direction, rate_at(current.begin_a),
                            rate_at(current.end_a), relaxing_fades_per_s_, dt_s);
    }

    // The curves where it has gone to, and their means on the way.
    c.place = curves_.at(c.charge_ah * per_ah);
    const Way way{c.arriving_a * hours * per_ah};
    c.ocv_mean_v = way.mean({ocv_v_[i], ocv_slope_v_[i], ocv_area_v_[i]},
                            {c.place.ocv_v, c.place.ocv_slope_v, c.place.ocv_area_v});
    c.entropic_mean_v_per_k = way.mean(
        {entropic_v_per_k_[i], entropic_slope_v_per_k_[i], entropic_area_v_per_k_[i]},
        {c.place.entropic_v_per_k, c.place.entropic_slope_v_per_k, c.place.entropic_area_v_per_k});
    return c;
}

// As the cell itself takes a held step, but that its temperature stays.
double Cells::mean_voltage_v(std::size_t i, double current_a) const {
    const Course c = course(i, current_a, step_);
    const Amplitudes before = amplitudes(i);
    const Amplitudes after = amplitudes_at(i, c.place, resistance_ratio_[i], hysteresis_ratio_[i]);
    return c.ocv_mean_v + above_reference(i) * c.entropic_mean_v_per_k +
           0.5 * (c.permanent.mean * (before.gap_v + after.gap_v) +
                  c.relaxing.mean * (before.relaxing_v + after.relaxing_v) +
                  current_a * (before.r0_ohm + after.r0_ohm) +
                  c.rc1_mean_a * (before.r1_ohm + after.r1_ohm) +
                  c.rc2.mean_driven_a * (before.r2_ohm + after.r2_ohm));
}

void Cells::fold_at(std::span<const double> string_current_a,
                    std::span<const double> resistance_ohm, std::span<double> source_v) const {
    for (std::size_t string = 0; string < strings_; ++string) {
        source_v[string] = -resistance_ohm[string] * string_current_a[string];
    }
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            const std::size_t i = index(position, string);
            source_v[string] += mean_voltage_v(i, string_current_a[string] - bleed_a_[i]);
        }
    }
}

template <class Current>
void Cells::advance_cell(std::size_t i, std::size_t string, Current current,
                         TemperatureRamp surroundings, const StepLength& step,
                         double share_of_step) {
    constexpr bool is_held = std::is_same_v<Current, double>;
    const double dt_s = step.dt_s;
    const double hours = dt_s / seconds_per_hour;
    const double capacity_ah = capacity_ah_[i];
    const double mean_a = mean_of(current);
    const double square = mean_square_of(current);
    const double leak_a = leak_a_[i];
    const double rc1_before = rc1_a_[i];
    const double hysteresis_before = hysteresis_[i];
    const double relaxing_before = relaxing_[i];
    const Course c = course(i, current, step);
    charge_ah_[i] = c.charge_ah;
    rc1_a_[i] = c.rc1_a;
    rc2_a_[i] = c.rc2.end_a;
    hysteresis_[i] = c.permanent.end;
    relaxing_[i] = c.relaxing.end;

    // Amplitudes are means of both ends; of the end only its ratio to 25 °C is open. An amplitude
    // that drifts takes from, or gives to, the energy that its state holds.
    const Amplitudes before = amplitudes(i);
    const Amplitudes after = amplitudes_at(i, c.place, 1.0, 1.0);
    const auto held_w = [&](double as, double begin, double end) {
        return as * (begin * begin + end * end) * step.quarter_per_s;
    };
    const double rc1_held = held_w(rc1_s_, rc1_before, c.rc1_a);
    const double rc2_held =
        rc2_s_ * (c.rc2.begin_square_a2 + c.rc2.end_square_a2) * step.quarter_per_s;
    const double hysteresis_as = hysteresis_as_per_ah_ * capacity_ah;
    const double hysteresis_held = held_w(hysteresis_as, hysteresis_before, c.permanent.end);
    const double hysteresis_spent = 0.5 * hysteresis_as * c.permanent.dissipation_per_s;
    const double relaxing_as = relaxing_as_per_ah_ * capacity_ah;
    const double relaxing_held = held_w(relaxing_as, relaxing_before, c.relaxing.end);
    const double relaxing_spent = 0.5 * relaxing_as * c.relaxing.dissipation_per_s;
    const ByRatio joule_w{
        0.5 * square * before.r0_ohm + (0.5 * c.rc1_square_a2 + rc1_held) * before.r1_ohm +
            (0.5 * c.rc2.mean_product_a2 + rc2_held) * before.r2_ohm,
        0.5 * square * after.r0_ohm + (0.5 * c.rc1_square_a2 - rc1_held) * after.r1_ohm +
            (0.5 * c.rc2.mean_product_a2 - rc2_held) * after.r2_ohm};
    const ByRatio hysteresis_w{(hysteresis_spent + hysteresis_held) * before.gap_v +
                                   (relaxing_spent + relaxing_held) * before.relaxing_v,
                               (hysteresis_spent - hysteresis_held) * after.gap_v +
                                   (relaxing_spent - relaxing_held) * after.relaxing_v};
    const ByRatio hysteresis_v{
        0.5 * (c.permanent.mean * before.gap_v + c.relaxing.mean * before.relaxing_v),
        0.5 * (c.permanent.mean * after.gap_v + c.relaxing.mean * after.relaxing_v)};
    const auto rest_v = [&](double hysteresis_ratio, double mean_degc) {
        return c.ocv_mean_v + (mean_degc - reference_degc) * c.entropic_mean_v_per_k +
               hysteresis_v.at(hysteresis_ratio);
    };
    const auto heat_w = [&](double resistance_ratio, double hysteresis_ratio, double mean_degc) {
        return joule_w.at(resistance_ratio) + hysteresis_w.at(hysteresis_ratio) +
               c.arriving_a * (mean_degc + zero_degc_k) * c.entropic_mean_v_per_k +
               (c.lost_a + leak_a) * rest_v(hysteresis_ratio, mean_degc);
    };

    // Temperature: a first course with what it is at the beginning, then with what that leads to.
    const double begin_degc = temperature_degc_[i];
    const auto rise_k = [&](double power_w) {
        return surroundings.begin_degc + power_w * kelvin_per_watt_ - begin_degc;
    };
    const double first_k =
        rise_k(square * before.r0_ohm + c.rc1_square_a2 * before.r1_ohm +
               c.rc2.mean_product_a2 * before.r2_ohm + 2.0 * hysteresis_spent * before.gap_v +
               2.0 * relaxing_spent * before.relaxing_v +
               c.arriving_a * (begin_degc + zero_degc_k) * entropic_v_per_k_[i] +
               (c.lost_a + leak_a) * ocv_v_[i]);
    const double ramp_k = surroundings.end_degc - surroundings.begin_degc;
    const double ramp_end_k = ramp_k * step.thermal_mean_share;
    const double ramp_mean_k = ramp_k * step.thermal_ramp_mean_share;
    const double first_end_k = first_k * step.thermal_share + ramp_end_k;
    const double settled_k =
        rise_k(heat_w(resistance_ratio_[i] + first_end_k * resistance_ratio_slope_per_k_[i],
                      hysteresis_ratio_[i] + first_end_k * hysteresis_ratio_slope_per_k_[i],
                      begin_degc + first_k * step.thermal_mean_share + ramp_mean_k));
    temperature_degc_[i] = begin_degc + settled_k * step.thermal_share + ramp_end_k;
    settle(i, c.place);
    if (open_circuit_v(i) < ages_.harmed_below_v()) {
        ages_.harm(i, open_circuit_v(i), dt_s);
    }

    // The ledger takes the means that came about.
    const double mean_degc = begin_degc + settled_k * step.thermal_mean_share + ramp_mean_k;
    const double rest_mean_v = rest_v(hysteresis_ratio_[i], mean_degc);
    const double r0_mean = 0.5 * (before.r0_ohm + r0_ohm_[i]);
    const double r1_mean = 0.5 * (before.r1_ohm + r1_ohm_[i]);
    const double r2_mean = 0.5 * (before.r2_ohm + r2_ohm_[i]);
    const double source_v = rest_mean_v + r1_mean * c.rc1_mean_a + r2_mean * c.rc2.mean_driven_a;
    const double bleed_a = bleed_a_[i];
    const double bled_w = bleed_a * (source_v + r0_mean * mean_a);
    mean_source_v_[string] += share_of_step * (source_v - r0_mean * bleed_a);
    mean_resistance_ohm_[string] += share_of_step * r0_mean;
    ledger_.joule_heat_j += joule_w.at(resistance_ratio_[i]) * dt_s;
    ledger_.hysteresis_heat_j += hysteresis_w.at(hysteresis_ratio_[i]) * dt_s;
    ledger_.entropic_heat_j +=
        c.arriving_a * (mean_degc + zero_degc_k) * c.entropic_mean_v_per_k * dt_s;
    ledger_.coulombic_loss_j += c.lost_a * rest_mean_v * dt_s;
    ledger_.self_discharge_j += leak_a * rest_mean_v * dt_s;
    ledger_.self_discharge_ah += leak_a * hours;
    ledger_.balancer_heat_j += bled_w * dt_s;
    ledger_.balancer_ah += bleed_a * hours;
    heat_given_j_ += heat_transfer_w_per_k_ * (mean_degc - surroundings.mean_degc()) * dt_s;
    ledger_.coulombic_loss_ah += c.lost_a * hours;
    if constexpr (is_held) {
        string_energy_j_[string] += (mean_a * (source_v + r0_mean * mean_a) + bled_w) * dt_s;
    } else {
        // The current's mean product with a state is what the state stores and what it spends.
        const auto grown = [&](double as, double begin, double end) {
            return 2.0 * as * (end * end - begin * begin) * step.quarter_per_s;
        };
        const double relaxing_mean_v = 0.5 * (before.relaxing_v + relaxing_v_[i]);
        const double arriving_as =
            grown(relaxing_as, relaxing_before, c.relaxing.end) + 2.0 * relaxing_spent;
        const double power_w =
            mean_a * rest_mean_v +
            relaxing_mean_v * (arriving_as - c.arriving_a * c.relaxing.mean) + r0_mean * square +
            r1_mean * (c.rc1_square_a2 + grown(rc1_s_, rc1_before, c.rc1_a)) +
            r2_mean *
                (c.rc2.mean_product_a2 +
                 2.0 * rc2_s_ * (c.rc2.end_square_a2 - c.rc2.begin_square_a2) * step.quarter_per_s);
        string_energy_j_[string] += (power_w + bled_w) * dt_s;
    }
}

}  // namespace models
