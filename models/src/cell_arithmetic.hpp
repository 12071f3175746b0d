#pragma once
// What a cell does in a step, written once over a number type `Real`: a double is one cell, lanes
// are several side by side. Equations: models/README.md.

#include "cell_columns.hpp"
#include "cell_ledger_lanes.hpp"
#include "constants.hpp"
#include "curve_way.hpp"
#include "models/cell_curves.hpp"
#include "models/cell_step.hpp"
#include "models/hysteresis.hpp"
#include "models/temperature_ratios.hpp"

#include <cstddef>
#include <type_traits>

namespace models {

/// Self-discharge fades out below this open-circuit voltage: an empty cell drives no leak.
inline constexpr double leak_fades_below_v = 1.0;
/// Below this middle of both branches it may fade, whatever the hystereses add.
inline constexpr double leak_may_fade_below_v = 1.5 * leak_fades_below_v;

template <class Real>
Real read(const double* from) {
    if constexpr (std::is_same_v<Real, double>) {
        return *from;
    } else {
        return Real::read(from);
    }
}

template <class Real>
void write(double* to, Real value) {
    if constexpr (std::is_same_v<Real, double>) {
        *to = value;
    } else {
        value.write(to);
    }
}

/// What all cells share in a step.
struct SharedByCells {
    const CellLaw& law;
    const CellStep& step;
    CellCurveRows curves;
    TemperatureRows ratios;
};

/// What multiplies the states of a cell into voltages.
template <class Real>
struct AmplitudesOf {
    Real r0_ohm, r1_ohm, r2_ohm, gap_v, relaxing_v;
};

template <class Real>
AmplitudesOf<Real> amplitudes_at(const CellPlaceOf<Real>& place, Real ohm, Real hysteresis_ratio) {
    return {.r0_ohm = ohm * place.r0,
            .r1_ohm = ohm * place.r1,
            .r2_ohm = ohm * place.r2,
            .gap_v = hysteresis_ratio * place.gap_v,
            .relaxing_v = hysteresis_ratio * place.relaxing_v};
}

template <class Real>
struct CellOf {
    // Parameters.
    Real self_discharge_a, electronics_a, capacity_ah, per_ah, resistance_ohm, bleed_a;
    // State.
    Real charge_ah, rc1_a, rc2_a, hysteresis, relaxing, degc;
    // What follows from it.
    CurveEnd<Real> ocv, entropic;
    Real resistance_ratio, resistance_ratio_slope_per_k;
    Real hysteresis_ratio, hysteresis_ratio_slope_per_k;
    AmplitudesOf<Real> now;
    Real source_v, leak_a;

    Real above_reference() const { return degc - reference_degc; }
    Real open_circuit_v() const {
        return ocv.value + above_reference() * entropic.value + now.gap_v * hysteresis +
               now.relaxing_v * relaxing;
    }
    SaturationOf<Real> saturation(const CellLaw& law) const {
        return SaturationOf<Real>{law.rc2_saturates_at_c * capacity_ah};
    }
    Real rc2_driven_a(const CellLaw& law) const {
        return law.rc2_saturates_at_c > 0.0 ? saturation(law).driven(rc2_a) : rc2_a;
    }

    /// The charge, the RC pairs, the hystereses and the temperature are set; the rest follows.
    void settle(const CellLaw& law, const TemperatureRows& rows, const CellPlaceOf<Real>& place) {
        ocv = {place.ocv_v, place.ocv_slope_v, place.ocv_area_v};
        entropic = {place.entropic_v_per_k, place.entropic_slope_v_per_k,
                    place.entropic_area_v_per_k};
        const RatiosOf<Real> ratios = rows.at(degc);
        resistance_ratio = ratios.resistance;
        resistance_ratio_slope_per_k = ratios.resistance_slope_per_k;
        hysteresis_ratio = ratios.hysteresis;
        hysteresis_ratio_slope_per_k = ratios.hysteresis_slope_per_k;
        now = amplitudes_at(place, resistance_ohm * resistance_ratio, hysteresis_ratio);
        const Real rest_v = open_circuit_v();
        source_v = rest_v + now.r1_ohm * rc1_a + now.r2_ohm * rc2_driven_a(law);
        leak_a = (self_discharge_a * ratios.self_discharge + electronics_a) *
                 clamped(rest_v * (1.0 / leak_fades_below_v), 0.0, 1.0);
    }

    static CellOf at(const CellColumns& columns, std::size_t i) {
        const auto of = [i](const double* column) { return read<Real>(column + i); };
        return {.self_discharge_a = of(columns.self_discharge_a),
                .electronics_a = of(columns.electronics_a),
                .capacity_ah = of(columns.capacity_ah),
                .per_ah = of(columns.per_ah),
                .resistance_ohm = of(columns.resistance_ohm),
                .bleed_a = of(columns.bleed_a),
                .charge_ah = of(columns.charge_ah),
                .rc1_a = of(columns.rc1_a),
                .rc2_a = of(columns.rc2_a),
                .hysteresis = of(columns.hysteresis),
                .relaxing = of(columns.relaxing),
                .degc = of(columns.temperature_degc),
                .ocv = {of(columns.ocv_v), of(columns.ocv_slope_v), of(columns.ocv_area_v)},
                .entropic = {of(columns.entropic_v_per_k), of(columns.entropic_slope_v_per_k),
                             of(columns.entropic_area_v_per_k)},
                .resistance_ratio = of(columns.resistance_ratio),
                .resistance_ratio_slope_per_k = of(columns.resistance_ratio_slope_per_k),
                .hysteresis_ratio = of(columns.hysteresis_ratio),
                .hysteresis_ratio_slope_per_k = of(columns.hysteresis_ratio_slope_per_k),
                .now = {of(columns.r0_ohm), of(columns.r1_ohm), of(columns.r2_ohm),
                        of(columns.gap_v), of(columns.relaxing_v)},
                .source_v = of(columns.source_v),
                .leak_a = of(columns.leak_a)};
    }

    /// All but the parameters; `put_into` takes a column and what belongs there.
    template <class PutInto>
    void put_all(PutInto put_into, const CellColumns& columns) const {
        put_into(columns.charge_ah, charge_ah);
        put_into(columns.rc1_a, rc1_a);
        put_into(columns.rc2_a, rc2_a);
        put_into(columns.hysteresis, hysteresis);
        put_into(columns.relaxing, relaxing);
        put_into(columns.temperature_degc, degc);
        put_into(columns.ocv_v, ocv.value);
        put_into(columns.ocv_slope_v, ocv.slope);
        put_into(columns.ocv_area_v, ocv.area);
        put_into(columns.entropic_v_per_k, entropic.value);
        put_into(columns.entropic_slope_v_per_k, entropic.slope);
        put_into(columns.entropic_area_v_per_k, entropic.area);
        put_into(columns.resistance_ratio, resistance_ratio);
        put_into(columns.resistance_ratio_slope_per_k, resistance_ratio_slope_per_k);
        put_into(columns.hysteresis_ratio, hysteresis_ratio);
        put_into(columns.hysteresis_ratio_slope_per_k, hysteresis_ratio_slope_per_k);
        put_into(columns.r0_ohm, now.r0_ohm);
        put_into(columns.r1_ohm, now.r1_ohm);
        put_into(columns.r2_ohm, now.r2_ohm);
        put_into(columns.gap_v, now.gap_v);
        put_into(columns.relaxing_v, now.relaxing_v);
        put_into(columns.source_v, source_v);
        put_into(columns.leak_a, leak_a);
    }
    void put(const CellColumns& columns, std::size_t i) const {
        put_all([i](double* column, Real value) { write(column + i, value); }, columns);
    }
};

// A current over a step: one number while held, a ramp else.
template <class Real>
Real mean_of(Real held_a) {
    return held_a;
}
template <class Real>
Real mean_of(CurrentRampOf<Real> current) {
    return current.mean_a();
}
template <class Real>
Real mean_square_of(Real held_a) {
    return held_a * held_a;
}
template <class Real>
Real mean_square_of(CurrentRampOf<Real> current) {
    return current.mean_square();
}

/// The slow RC pair over a step: squares are doubled integrals where it saturates.
template <class Real>
struct SlowPair {
    Real end_a, mean_driven_a, mean_product_a2, begin_square_a2, end_square_a2;
};

/// Where a cell goes in a step, but for its temperature.
template <class Real>
struct Course {
    Real lost_a, leak_a, arriving_a, charge_ah;
    Real rc1_a, rc1_mean_a, rc1_square_a2;
    SlowPair<Real> rc2;
    HysteresisOf<Real> permanent, relaxing;
    CellPlaceOf<Real> place;
    Real ocv_mean_v, entropic_mean_v_per_k;
};

// What saturates counts by its driven current, and by twice the integral of it instead of squares.
template <class Real, class Current>
SlowPair<Real> slow_pair(const CellOf<Real>& cell, Current current, const SharedByCells& all) {
    const CellStep& step = all.step;
    const Real before = cell.rc2_a;
    const Real after = step.rc2.end(before, current);
    if (all.law.rc2_saturates_at_c <= 0.0) {
        return {.end_a = after,
                .mean_driven_a = step.rc2.mean(before, current),
                .mean_product_a2 = step.rc2.mean_square(before, current),
                .begin_square_a2 = before * before,
                .end_square_a2 = after * after};
    }
    const SaturationOf<Real> s = cell.saturation(all.law);
    const DrivenMeansOf<Real> means = step.saturating.means(s, step.rc2, before, current);
    return {.end_a = after,
            .mean_driven_a = means.driven_a,
            .mean_product_a2 = means.product_a2,
            .begin_square_a2 = s.twice_integral(before),
            .end_square_a2 = s.twice_integral(after)};
}

/// The mean leak of a step into which this current goes. Where it fades it is as the voltage, which
/// follows the charge: it decays to what goes in, exactly as long as the curve is straight.
template <class Real>
Real leak_over_step(const CellOf<Real>& cell, Real in_a, const SharedByCells& all) {
    const auto may_fade = cell.ocv.value < leak_may_fade_below_v;
    if (!any(may_fade)) {
        return cell.leak_a;
    }
    const Real rest_v = cell.open_circuit_v();
    const Real slope_v = cell.ocv.slope + cell.above_reference() * cell.entropic.slope;
    const Real leak_per_s = cell.leak_a * cell.per_ah * (1.0 / seconds_per_hour);
    const Real none = 0.0;
    Real per_s = select(slope_v > 0.0, leak_per_s * slope_v / rest_v, none);
    per_s = select(rest_v > 0.0, per_s, none);
    per_s = select(rest_v < leak_fades_below_v, per_s, none);
    per_s = select(may_fade, per_s, none);
    const Real decayed_a = in_a + (cell.leak_a - in_a) * math::decay_mean(per_s * all.step.dt_s);
    return select(per_s > 0.0, decayed_a, cell.leak_a);
}

/// `Current` is a Real while held, else a ramp that does not turn.
template <class Real, class Current>
Course<Real> course_of(const CellOf<Real>& cell, Current current, const SharedByCells& all) {
    const CellLaw& law = all.law;
    const CellStep& step = all.step;
    Course<Real> c{};

    // Charge. What does not arrive while charging is lost as heat.
    const Real mean_a = mean_of(current);
    const Real loss_share = select(mean_a > 0.0, Real{1.0 - law.coulombic_efficiency}, Real{0.0});
    c.lost_a = loss_share * mean_a;
    c.leak_a = leak_over_step(cell, mean_a - c.lost_a, all);
    c.arriving_a = mean_a - c.lost_a - c.leak_a;
    c.charge_ah = cell.charge_ah + c.arriving_a * step.hours;

    // RC pairs: their state is the current through the resistor.
    c.rc1_a = step.rc1.end(cell.rc1_a, current);
    c.rc1_mean_a = step.rc1.mean(cell.rc1_a, current);
    c.rc1_square_a2 = step.rc1.mean_square(cell.rc1_a, current);
    c.rc2 = slow_pair(cell, current, all);

    // Hystereses follow the charge that arrives.
    const Real direction = sign(c.arriving_a);
    const Real arriving_c = magnitude(c.arriving_a) * cell.per_ah;
    c.permanent =
        decayed(cell.hysteresis, direction, law.hysteresis_per_s_c * arriving_c, step.dt_s);
    if constexpr (std::is_same_v<Current, Real>) {
        const Real rate = law.relaxing_per_s_c * arriving_c;
        const Real all_per_s = rate + law.relaxing_fades_per_s;
        c.relaxing = decayed(cell.relaxing, direction * rate / all_per_s, all_per_s, step.dt_s);
    } else {
        const auto rate_at = [&](Real current_a) {
            return law.relaxing_per_s_c * magnitude(current_a * (1.0 - loss_share) - c.leak_a) *
                   cell.per_ah;
        };
        c.relaxing =
            ramped(cell.relaxing, direction, rate_at(current.begin_a), rate_at(current.at(0.5)),
                   rate_at(current.end_a), law.relaxing_fades_per_s, step.dt_s);
    }

    // The curves where it has gone to, and their means on the way.
    c.place = all.curves.at(c.charge_ah * cell.per_ah);
    const Way<Real> way{c.arriving_a * step.hours * cell.per_ah};
    c.ocv_mean_v = way.mean(cell.ocv, {c.place.ocv_v, c.place.ocv_slope_v, c.place.ocv_area_v});
    c.entropic_mean_v_per_k = way.mean(
        cell.entropic,
        {c.place.entropic_v_per_k, c.place.entropic_slope_v_per_k, c.place.entropic_area_v_per_k});
    return c;
}

/// A cell whose own heat would change its resistance by a larger share than this in one step takes
/// the step in parts: the mean power of a step follows the temperature in second order only.
inline constexpr double most_drift = 0.01;
/// So does one of whose capacity a leak that may fade would take a larger share: the curve bends.
inline constexpr double most_leaked = 1e-5;

/// Heat of this current in a cell, and what its leak takes, as a share, where it may fade.
template <class Real>
Real heat_of(const CellOf<Real>& cell, Real current_a) {
    return current_a * current_a * (cell.now.r0_ohm + cell.now.r1_ohm + cell.now.r2_ohm);
}
template <class Real>
Real leaked_share(const CellOf<Real>& cell, double dt_s) {
    return select(cell.ocv.value < leak_may_fade_below_v,
                  cell.leak_a * cell.per_ah * (dt_s / seconds_per_hour), Real{0.0});
}

/// Whether one step is too much.
template <class Real>
auto takes_parts(const CellOf<Real>& cell, Real current_a, const CellLaw& law, double dt_s) {
    const auto drifts =
        heat_of(cell, current_a) * dt_s * magnitude(cell.resistance_ratio_slope_per_k) >=
        most_drift * law.heat_capacity_j_per_k * cell.resistance_ratio;
    return drifts | (leaked_share(cell, dt_s) >= most_leaked);
}

/// The same of a ramp. One in which the current turns, or what arrives in the cell does, is cut
/// there.
template <class Real>
auto takes_parts(const CellOf<Real>& cell, CurrentRampOf<Real> current, const CellLaw& law,
                 double dt_s) {
    const Real corner_a = current.corner_a();
    const auto larger = [](Real a, Real b) { return select(a < b, b, a); };
    const Real largest_a =
        larger(larger(magnitude(current.begin_a), magnitude(current.end_a)), magnitude(corner_a));
    const Real nothing_arrives_a = cell.leak_a / law.coulombic_efficiency;
    const auto passes = [&](Real at_a) {
        return ((current.begin_a - at_a) * (current.end_a - at_a) < 0.0) |
               ((current.begin_a - at_a) * (corner_a - at_a) < 0.0);
    };
    return passes(0.0) | passes(nothing_arrives_a) | takes_parts(cell, largest_a, law, dt_s);
}

/// In how many parts it is taken.
inline double parts_of(const CellOf<double>& cell, double current_a, const CellLaw& law,
                       double dt_s) {
    const double rise_k = heat_of(cell, current_a) * dt_s / law.heat_capacity_j_per_k;
    const double drift =
        rise_k * magnitude(cell.resistance_ratio_slope_per_k) / cell.resistance_ratio;
    const double for_warmth = drift / most_drift;
    const double for_leak = leaked_share(cell, dt_s) / most_leaked;
    return 1.0 + math::floor(select(for_warmth < for_leak, for_leak, for_warmth));
}

/// What a ratio of the temperature at the end of a step makes of a mean over the step.
template <class Real>
struct ByRatio {
    Real begin, end;
    Real at(Real ratio) const { return begin + ratio * end; }
};

/// What a step of a cell adds to its string and to the books.
template <class Real>
struct CellBooks {
    Real source_v, resistance_ohm;  // means over the step
    Real energy_j;
    Real entries[LedgerEntries];

    /// Of the cell, with this current held, from which so much is bled past it.
    Real mean_voltage_v(Real current_a, Real bleed_a) const {
        return source_v + resistance_ohm * (current_a + bleed_a);
    }
};

/// Takes `cell` through the step; with what is around it at both ends.
template <class Real, class Current>
CellBooks<Real> advance_cell(CellOf<Real>& cell, Current current, Real around_begin_degc,
                             Real around_end_degc, const SharedByCells& all) {
    constexpr bool is_held = std::is_same_v<Current, Real>;
    const CellLaw& law = all.law;
    const CellStep& step = all.step;
    const double dt_s = step.dt_s;
    const Real mean_a = mean_of(current);
    const Real square = mean_square_of(current);
    const Course<Real> c = course_of(cell, current, all);
    const CellOf<Real> was = cell;
    cell.charge_ah = c.charge_ah;
    cell.rc1_a = c.rc1_a;
    cell.rc2_a = c.rc2.end_a;
    cell.hysteresis = c.permanent.end;
    cell.relaxing = c.relaxing.end;

    // Amplitudes are means of both ends; of the end only its ratio to 25 °C is open. An amplitude
    // that drifts takes from, or gives to, the energy that its state holds.
    const AmplitudesOf<Real>& before = was.now;
    const AmplitudesOf<Real> after = amplitudes_at(c.place, cell.resistance_ohm, Real{1.0});
    const auto held_w = [&](Real as, Real begin, Real end) {
        return as * (begin * begin + end * end) * step.quarter_per_s;
    };
    const Real rc1_held = held_w(law.rc1_s, was.rc1_a, c.rc1_a);
    const Real rc2_held =
        law.rc2_s * (c.rc2.begin_square_a2 + c.rc2.end_square_a2) * step.quarter_per_s;
    const Real hysteresis_as = law.hysteresis_as_per_ah * cell.capacity_ah;
    const Real hysteresis_held = held_w(hysteresis_as, was.hysteresis, c.permanent.end);
    const Real hysteresis_spent = 0.5 * hysteresis_as * c.permanent.dissipation_per_s;
    const Real relaxing_as = law.relaxing_as_per_ah * cell.capacity_ah;
    const Real relaxing_held = held_w(relaxing_as, was.relaxing, c.relaxing.end);
    const Real relaxing_spent = 0.5 * relaxing_as * c.relaxing.dissipation_per_s;
    const ByRatio<Real> joule_w{
        0.5 * square * before.r0_ohm + (0.5 * c.rc1_square_a2 + rc1_held) * before.r1_ohm +
            (0.5 * c.rc2.mean_product_a2 + rc2_held) * before.r2_ohm,
        0.5 * square * after.r0_ohm + (0.5 * c.rc1_square_a2 - rc1_held) * after.r1_ohm +
            (0.5 * c.rc2.mean_product_a2 - rc2_held) * after.r2_ohm};
    const ByRatio<Real> hysteresis_w{(hysteresis_spent + hysteresis_held) * before.gap_v +
                                         (relaxing_spent + relaxing_held) * before.relaxing_v,
                                     (hysteresis_spent - hysteresis_held) * after.gap_v +
                                         (relaxing_spent - relaxing_held) * after.relaxing_v};
    const ByRatio<Real> hysteresis_v{
        0.5 * (c.permanent.mean * before.gap_v + c.relaxing.mean * before.relaxing_v),
        0.5 * (c.permanent.mean * after.gap_v + c.relaxing.mean * after.relaxing_v)};
    const auto rest_v = [&](Real hysteresis_ratio, Real mean_degc) {
        return c.ocv_mean_v + (mean_degc - reference_degc) * c.entropic_mean_v_per_k +
               hysteresis_v.at(hysteresis_ratio);
    };
    const auto heat_w = [&](Real resistance_ratio, Real hysteresis_ratio, Real mean_degc) {
        return joule_w.at(resistance_ratio) + hysteresis_w.at(hysteresis_ratio) +
               c.arriving_a * (mean_degc + zero_degc_k) * c.entropic_mean_v_per_k +
               (c.lost_a + c.leak_a) * rest_v(hysteresis_ratio, mean_degc);
    };

    // Temperature: a first course with what it is at the beginning, then with what that leads to.
    const auto rise_k = [&](Real power_w) {
        return around_begin_degc + power_w * law.kelvin_per_watt - was.degc;
    };
    const Real first_k =
        rise_k(square * before.r0_ohm + c.rc1_square_a2 * before.r1_ohm +
               c.rc2.mean_product_a2 * before.r2_ohm + 2.0 * hysteresis_spent * before.gap_v +
               2.0 * relaxing_spent * before.relaxing_v +
               c.arriving_a * (was.degc + zero_degc_k) * was.entropic.value +
               (c.lost_a + c.leak_a) * was.ocv.value);
    const Real ramp_k = around_end_degc - around_begin_degc;
    const Real ramp_end_k = ramp_k * step.thermal_mean_share;
    const Real ramp_mean_k = ramp_k * step.thermal_ramp_mean_share;
    const Real first_end_k = first_k * step.thermal_share + ramp_end_k;
    const Real settled_k =
        rise_k(heat_w(was.resistance_ratio + first_end_k * was.resistance_ratio_slope_per_k,
                      was.hysteresis_ratio + first_end_k * was.hysteresis_ratio_slope_per_k,
                      was.degc + first_k * step.thermal_mean_share + ramp_mean_k));
    cell.degc = was.degc + settled_k * step.thermal_share + ramp_end_k;
    cell.settle(law, all.ratios, c.place);

    // The ledger takes the means that came about.
    const Real mean_degc = was.degc + settled_k * step.thermal_mean_share + ramp_mean_k;
    const Real rest_mean_v = rest_v(cell.hysteresis_ratio, mean_degc);
    const Real r0_mean = 0.5 * (before.r0_ohm + cell.now.r0_ohm);
    const Real r1_mean = 0.5 * (before.r1_ohm + cell.now.r1_ohm);
    const Real r2_mean = 0.5 * (before.r2_ohm + cell.now.r2_ohm);
    const Real source_v = rest_mean_v + r1_mean * c.rc1_mean_a + r2_mean * c.rc2.mean_driven_a;
    const Real bled_w = cell.bleed_a * (source_v + r0_mean * mean_a);
    CellBooks<Real> books{};
    books.source_v = source_v - r0_mean * cell.bleed_a;
    books.resistance_ohm = r0_mean;
    books.entries[JouleHeatJ] = joule_w.at(cell.resistance_ratio) * dt_s;
    books.entries[HysteresisHeatJ] = hysteresis_w.at(cell.hysteresis_ratio) * dt_s;
    books.entries[EntropicHeatJ] =
        c.arriving_a * (mean_degc + zero_degc_k) * c.entropic_mean_v_per_k * dt_s;
    books.entries[CoulombicLossJ] = c.lost_a * rest_mean_v * dt_s;
    books.entries[SelfDischargeJ] = c.leak_a * rest_mean_v * dt_s;
    books.entries[SelfDischargeAh] = c.leak_a * step.hours;
    books.entries[BalancerHeatJ] = bled_w * dt_s;
    books.entries[BalancerAh] = cell.bleed_a * step.hours;
    books.entries[HeatGivenJ] = law.heat_transfer_w_per_k *
                                (mean_degc - 0.5 * (around_begin_degc + around_end_degc)) * dt_s;
    books.entries[CoulombicLossAh] = c.lost_a * step.hours;
    if constexpr (is_held) {
        books.energy_j = (mean_a * (source_v + r0_mean * mean_a) + bled_w) * dt_s;
    } else {
        // The current's mean product with a state is what the state stores and what it spends.
        const auto grown = [&](Real as, Real begin, Real end) {
            return 2.0 * as * (end * end - begin * begin) * step.quarter_per_s;
        };
        const Real relaxing_mean_v = 0.5 * (before.relaxing_v + cell.now.relaxing_v);
        const Real arriving_as =
            grown(relaxing_as, was.relaxing, c.relaxing.end) + 2.0 * relaxing_spent;
        const Real power_w =
            mean_a * rest_mean_v +
            relaxing_mean_v * (arriving_as - c.arriving_a * c.relaxing.mean) + r0_mean * square +
            r1_mean * (c.rc1_square_a2 + grown(law.rc1_s, was.rc1_a, c.rc1_a)) +
            r2_mean * (c.rc2.mean_product_a2 + 2.0 * law.rc2_s *
                                                   (c.rc2.end_square_a2 - c.rc2.begin_square_a2) *
                                                   step.quarter_per_s);
        books.energy_j = (power_w + bled_w) * dt_s;
        // What follows the charge has its mean over the charge that flows, which is what energies
        // need. Over time it is less by what comes early.
        const Real early = (current.end_a - current.begin_a) / (12.0 * c.arriving_a);
        const Real rise_v =
            (cell.ocv.value - was.ocv.value) +
            (mean_degc - reference_degc) * (cell.entropic.value - was.entropic.value) +
            (cell.now.gap_v * cell.hysteresis - before.gap_v * was.hysteresis) +
            c.relaxing.mean * (cell.now.relaxing_v - before.relaxing_v) +
            c.rc1_mean_a * (cell.now.r1_ohm - before.r1_ohm) +
            c.rc2.mean_driven_a * (cell.now.r2_ohm - before.r2_ohm);
        books.source_v = books.source_v - select(c.arriving_a != 0.0, early * rise_v, Real{0.0});
    }
    return books;
}

/// How a cell looks over a step, or at its end: V = source_v + resistance_ohm * string current, on
/// the mean.
template <class Real>
struct FoldedCell {
    Real source_v, resistance_ohm;
};

/// Whatever answers to the current within the step, straightened around `current_a`, counts as
/// resistance.
template <class Real>
FoldedCell<Real> folded_ahead(const CellOf<Real>& cell, Real current_a, const SharedByCells& all) {
    const CellLaw& law = all.law;
    const CellStep& step = all.step;
    // Of a current held for the step, an RC pair sees this much on the mean; of its old one the
    // rest. One that saturates is no resistance: it is taken as driven by the current now.
    const bool saturates = law.rc2_saturates_at_c > 0.0;
    const double rc1_old = step.rc1_old_share;
    const double rc2_old = step.rc2_old_share;
    const double rc1_new = 1.0 - rc1_old;
    const double rc2_new = saturates ? 0.0 : 1.0 - rc2_old;
    const double half_hysteresis_s_c = 0.5 * step.dt_s * law.hysteresis_per_s_c;
    const double half_relaxing_s_c = 0.5 * step.dt_s * law.relaxing_per_s_c;
    const double half_fading = 0.5 * step.dt_s * law.relaxing_fades_per_s;
    const Real current_c = magnitude(current_a) * cell.per_ah;
    // A hysteresis after n decays keeps about 2 / (2 + n) of itself on the mean.
    const Real gap_v = cell.now.gap_v / (1.0 + half_hysteresis_s_c * current_c);
    const Real relaxing_v =
        cell.now.relaxing_v / (1.0 + half_relaxing_s_c * current_c + half_fading);
    const Real slope_v = cell.ocv.slope + cell.above_reference() * cell.entropic.slope;
    const Real rc2_a = saturates ? cell.saturation(law).driven(step.rc2.mean(cell.rc2_a, current_a))
                                 : rc2_old * cell.rc2_a;
    const Real ohm = cell.now.r0_ohm + rc1_new * cell.now.r1_ohm + rc2_new * cell.now.r2_ohm +
                     cell.per_ah * (0.5 * step.hours * slope_v + half_hysteresis_s_c * gap_v +
                                    half_relaxing_s_c * relaxing_v);
    return {cell.ocv.value + cell.above_reference() * cell.entropic.value +
                gap_v * cell.hysteresis + relaxing_v * cell.relaxing +
                cell.now.r1_ohm * rc1_old * cell.rc1_a + cell.now.r2_ohm * rc2_a -
                ohm * cell.bleed_a,
            ohm};
}

/// A hysteresis after a held step.
template <class Real>
Real hysteresis_end(Real x, Real target, Real decays) {
    return x + (target - x) * decays * math::decay_mean(decays);
}

/// By how much it is warmer after a step, by the heat that it makes at its begin.
template <class Real>
Real warmer_after(const CellOf<Real>& cell, Real mean_a, Real arriving_a, Real around_degc,
                  const SharedByCells& all) {
    const CellLaw& law = all.law;
    const AmplitudesOf<Real>& now = cell.now;
    const Real relaxing_square = cell.relaxing * cell.relaxing;
    const Real joule_w = mean_a * mean_a * now.r0_ohm + cell.rc1_a * cell.rc1_a * now.r1_ohm +
                         cell.rc2_a * cell.rc2_driven_a(law) * now.r2_ohm;
    const Real hysteresis_w =
        magnitude(arriving_a) *
            (cell.hysteresis * cell.hysteresis * now.gap_v + relaxing_square * now.relaxing_v) +
        law.relaxing_as_per_ah * law.relaxing_fades_per_s * cell.capacity_ah * relaxing_square *
            now.relaxing_v;
    const Real power_w = joule_w + hysteresis_w +
                         arriving_a * (cell.degc + zero_degc_k) * cell.entropic.value +
                         (mean_a - arriving_a) * cell.ocv.value;
    return (around_degc + power_w * law.kelvin_per_watt - cell.degc) * all.step.thermal_share;
}

/// Where the step would end if its current went along `course`, and what it answers there to a
/// current that ends elsewhere: of the difference the share `answers` has then flowed on the mean.
/// The current that it answers to is by `late_a` ahead of the course.
template <class Real>
FoldedCell<Real> folded_end(const CellOf<Real>& cell, CurrentRampOf<Real> course, Real late_a,
                            double answers, Real around_degc, const SharedByCells& all) {
    const CellLaw& law = all.law;
    const CellStep& step = all.step;
    const double dt_s = step.dt_s;
    const bool saturates = law.rc2_saturates_at_c > 0.0;
    const Real mean_a = course.mean_a();
    // Of the bend that brings about the mean.
    const double bend = 1.5 * answers - 0.75;
    const double rc1_new = 1.0 - step.rc1_old_share + bend * step.rc1_bend_share;
    const double rc2_new = 1.0 - step.rc2_old_share + bend * step.rc2_bend_share;
    const Real efficiency = select(mean_a > 0.0, Real{law.coulombic_efficiency}, Real{1.0});
    const Real arriving_a = mean_a * efficiency - cell.leak_a;
    // A current that turns moves both hystereses there and back.
    const CurrentRampOf<Real> arriving{course.begin_a * efficiency - cell.leak_a,
                                       course.end_a * efficiency - cell.leak_a,
                                       course.bend_a * efficiency};
    const Real moved_a = arriving.mean_magnitude();
    const Real moved_c = moved_a * cell.per_ah;
    const Real direction = sign(arriving.end_a);
    const Real relaxing_all = law.relaxing_per_s_c * moved_c + law.relaxing_fades_per_s;
    const Real per_all_s = 1.0 / relaxing_all;
    const Real relaxing_target = law.relaxing_per_s_c * cell.per_ah * arriving_a * per_all_s;
    const Real permanent_target = select(moved_a > 0.0, arriving_a / moved_a, Real{0.0});
    const Real permanent_end =
        hysteresis_end(cell.hysteresis, permanent_target, law.hysteresis_per_s_c * moved_c * dt_s);
    // What comes late in the step counts for more than what has begun to fade.
    const Real decays = relaxing_all * dt_s;
    const Real on_the_mean = math::decay_mean(decays);
    const Real per_decays = per_all_s * (1.0 / dt_s);
    const Real fading = law.relaxing_fades_per_s * per_all_s;
    const Real unfaded = (1.0 - on_the_mean) * per_decays;
    const Real late_s = fading * (unfaded - 0.5 * on_the_mean) * dt_s;
    const Real first_moment = on_the_mean - unfaded;
    const Real second_moment = (2.0 * first_moment - 1.0) * per_decays + on_the_mean;
    const Real bent_s =
        fading * (4.0 * (first_moment - second_moment) - (2.0 / 3.0) * on_the_mean) * dt_s;
    const Real relaxing_end =
        cell.relaxing + (relaxing_target - cell.relaxing) * decays * on_the_mean +
        law.relaxing_per_s_c * cell.per_ah *
            (late_s * (course.end_a - course.begin_a) + bent_s * course.bend_a);
    const CellPlaceOf<Real> place =
        all.curves.at((cell.charge_ah + arriving_a * step.hours) * cell.per_ah);
    const Real warmer_k = warmer_after(cell, mean_a, arriving_a, around_degc, all);
    const Real above_reference = cell.above_reference() + warmer_k;
    const AmplitudesOf<Real> there =
        amplitudes_at(place,
                      cell.resistance_ohm *
                          (cell.resistance_ratio + warmer_k * cell.resistance_ratio_slope_per_k),
                      cell.hysteresis_ratio + warmer_k * cell.hysteresis_ratio_slope_per_k);
    Real rc2_driven_a = step.rc2.end(cell.rc2_a, course);
    Real rc2_slope = 1.0;
    if (saturates) {
        rc2_slope = cell.saturation(law).slope(rc2_driven_a);
        rc2_driven_a = cell.saturation(law).driven(rc2_driven_a);
    }
    const Real course_v = place.ocv_v + above_reference * place.entropic_v_per_k +
                          there.gap_v * permanent_end + there.relaxing_v * relaxing_end +
                          there.r1_ohm * step.rc1.end(cell.rc1_a, course) +
                          there.r2_ohm * rc2_driven_a;
    const Real slope_v = place.ocv_slope_v + above_reference * place.entropic_slope_v_per_k;
    // More current brings both hystereses closer to where they go: by so much for a rate.
    const Real permanent_s = (1.0 - direction * permanent_end) * dt_s;
    const Real settles = fading * on_the_mean + direction * (relaxing_target - relaxing_end);
    const Real relaxing_s = select(settles > 0.0, settles, Real{0.0}) * dt_s;
    const Real answers_ohm =
        rc1_new * there.r1_ohm + rc2_new * there.r2_ohm * rc2_slope +
        cell.per_ah *
            (answers * (step.hours * slope_v + law.hysteresis_per_s_c * there.gap_v * permanent_s) +
             law.relaxing_per_s_c * there.relaxing_v * (answers * relaxing_s + late_s));
    return {course_v - answers_ohm * (course.end_a + late_a + cell.bleed_a) -
                there.r0_ohm * cell.bleed_a,
            there.r0_ohm + answers_ohm};
}

}  // namespace models
