#include "models/cells.hpp"

#include "models/math.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

namespace models {

namespace {

constexpr double zero_degc_k = 273.15;
constexpr double reference_k = 298.15;
constexpr double reference_degc = reference_k - zero_degc_k;
constexpr double seconds_per_hour = 3600.0;
/// Self-discharge fades out below this open-circuit voltage: an empty cell drives no leak.
constexpr double leak_fades_below_v = 1.0;
/// A cell whose own heat would change its resistance by a larger share than this in one step takes
/// the step in parts: the mean power of a step follows the temperature in second order only.
constexpr double most_drift = 0.01;

double clamped_share(double x) {
    return x < 0.0 ? 0.0 : (x > 1.0 ? 1.0 : x);
}

double magnitude(double x) {
    return x < 0.0 ? -x : x;
}

double inverse_or_zero(double x) {
    return x > 0.0 ? 1.0 / x : 0.0;
}

double sign(double x) {
    return x > 0.0 ? 1.0 : (x < 0.0 ? -1.0 : 0.0);
}

/// A value at one end of a step, with its slope per SoC and its integral over SoC.
struct CurveEnd {
    double value, slope, area;
};

/// Means along the way from one state of charge to another.
class Way {
  public:
    explicit Way(double soc_moved)
        : soc_moved_{soc_moved},
          is_short_{magnitude(soc_moved) < 1e-5},
          per_soc_{is_short_ ? 0.0 : 1.0 / soc_moved} {}

    /// Over a short way the areas would lose their digits; there the trapezoid with its slope term
    /// is exact (Euler-Maclaurin, for a cubic).
    double mean(CurveEnd begin, CurveEnd end) const {
        const double by_area = (end.area - begin.area) * per_soc_;
        const double by_ends =
            0.5 * (begin.value + end.value) + soc_moved_ * (begin.slope - end.slope) * (1.0 / 12.0);
        return is_short_ ? by_ends : by_area;
    }

  private:
    double soc_moved_;
    bool is_short_;
    double per_soc_;
};

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

/// One of the two hystereses over a step: x' = rate (direction - x) - x / tau.
struct Hysteresis {
    double end;
    double mean;               // over the time of the step
    double dissipation_per_s;  // mean of x² (rate + 1 / tau)
};

Hysteresis decayed(double x, double target, double per_s, double dt_s) {
    const double off = x - target;
    const double decays = per_s * dt_s;
    const double share = math::decay_mean(decays);
    const double square_share = share * (1.0 - 0.5 * decays * share);
    const double mean_square =
        target * target + 2.0 * target * off * share + off * off * square_share;
    return {.end = target + off * (1.0 - decays * share),
            .mean = target + off * share,
            .dissipation_per_s = mean_square * per_s};
}

/// Integral over a step of exp(-(what decays from then to its end)), the rate being linear.
double tail_integral_s(double begin_per_s, double end_per_s, double dt_s) {
    // Gauss-Legendre in panels of few decays each.
    constexpr std::array<double, 5> at{0.04691007703066800, 0.23076534494715845, 0.5,
                                       0.76923465505284155, 0.95308992296933200};
    constexpr std::array<double, 5> weight{0.11846344252809454, 0.23931433524968324,
                                           0.28444444444444444, 0.23931433524968324,
                                           0.11846344252809454};
    constexpr double decays_per_panel = 1.0;
    constexpr double most_panels = 100.0;
    const double decays = 0.5 * (begin_per_s + end_per_s) * dt_s;
    const double panels = std::min(most_panels, 1.0 + math::floor(decays / decays_per_panel));
    const double width_s = dt_s / panels;
    const double slope = (end_per_s - begin_per_s) / dt_s;
    double sum = 0.0;
    for (double panel = 0.0; panel < panels; panel += 1.0) {
        for (std::size_t i = 0; i < at.size(); ++i) {
            const double back_s = (panel + at[i]) * width_s;
            sum += weight[i] * math::exp(-back_s * (end_per_s - 0.5 * slope * back_s));
        }
    }
    return sum * width_s;
}

/// The same with a rate that is linear over the step. The end is exact; mean and dissipation are
/// Simpson's.
Hysteresis ramped(double x, double direction, double begin_rate, double end_rate,
                  double fades_per_s, double dt_s) {
    const double middle_rate = 0.5 * (begin_rate + end_rate);
    const auto after_half = [&](double start, double from_rate, double to_rate) {
        const double from = from_rate + fades_per_s;
        const double to = to_rate + fades_per_s;
        const double half_s = 0.5 * dt_s;
        const double decays = 0.5 * (from + to) * half_s;
        const double keep = math::exp(-decays);
        return start * keep +
               direction * (1.0 - keep - fades_per_s * tail_integral_s(from, to, half_s));
    };
    const double middle = after_half(x, begin_rate, middle_rate);
    const double end = after_half(middle, middle_rate, end_rate);
    const auto simpson = [](double a, double b, double c) { return (a + 4.0 * b + c) / 6.0; };
    return {.end = end,
            .mean = simpson(x, middle, end),
            .dissipation_per_s = simpson(x * x * (begin_rate + fades_per_s),
                                         middle * middle * (middle_rate + fades_per_s),
                                         end * end * (end_rate + fades_per_s))};
}

}  // namespace

TemperatureRatios::TemperatureRatios(const Chemistry& chemistry) {
    const auto curve_of = [](const TemperatureRatio& ratio) {
        std::vector<CurvePoint> points;
        for (int degc = coldest_degc; degc <= warmest_degc; ++degc) {
            const double inverse = 1.0 / (degc + zero_degc_k) - 1.0 / reference_k;
            const double activated = math::exp(ratio.activation_k * inverse);
            points.push_back({static_cast<double>(degc),
                              ratio.fixed_share + (1.0 - ratio.fixed_share) * activated});
        }
        return Curve{points, 1.0, Ends::Level};
    };
    const Curve resistance = curve_of(chemistry.resistance);
    const Curve hysteresis = curve_of(chemistry.hysteresis);
    for (int degc = coldest_degc; degc <= warmest_degc; ++degc) {
        segments_.push_back({resistance.cubic_from(degc), hysteresis.cubic_from(degc)});
    }
}

LowPass::LowPass(double tau_s, double dt_s) {
    const double decays = dt_s / tau_s;
    old_share_ = math::decay_mean(decays);
    keep_ = 1.0 - decays * old_share_;
    square_share_ = old_share_ * (1.0 - 0.5 * decays * old_share_);
    tau_per_dt_ = tau_s / dt_s;
    ramp_share_ = (old_share_ - keep_) * tau_per_dt_;
}

Cells::StepLength::StepLength(const Cells& cells, double dt_s)
    : dt_s{dt_s}, quarter_per_s{0.25 / dt_s}, rc1{cells.rc1_s_, dt_s}, rc2{cells.rc2_s_, dt_s} {
    const double decays = dt_s * cells.heat_transfer_w_per_k_ / cells.heat_capacity_j_per_k_;
    const double old_share = math::decay_mean(decays);
    thermal_share = decays * old_share;
    thermal_mean_share = 1.0 - old_share;
}

Cells::Cells(const Chemistry& chemistry, const CellParameters& cell, std::size_t positions,
             std::size_t strings, double soc, double temperature_degc, double hysteresis)
    : curves_{chemistry},
      ratios_{chemistry},
      positions_{positions},
      strings_{strings},
      rc1_s_{chemistry.rc1_s},
      rc1_saturates_at_c_{chemistry.rc1_saturates_at_c},
      rc2_s_{chemistry.rc2_s},
      hysteresis_per_s_c_{chemistry.hysteresis_rate / seconds_per_hour},
      relaxing_per_s_c_{chemistry.relaxing_rate / seconds_per_hour},
      relaxing_fades_per_s_{1.0 / chemistry.relaxes_in_s},
      hysteresis_as_per_ah_{inverse_or_zero(hysteresis_per_s_c_)},
      relaxing_as_per_ah_{inverse_or_zero(relaxing_per_s_c_)},
      coulombic_efficiency_{chemistry.coulombic_efficiency},
      heat_capacity_j_per_k_{cell.heat_capacity_j_per_k},
      heat_transfer_w_per_k_{cell.heat_transfer_w_per_k},
      kelvin_per_watt_{1.0 / cell.heat_transfer_w_per_k},
      step_{*this, 1.0} {
    const std::size_t n = positions * strings;
    capacity_ah_.assign(n, cell.capacity_ah);
    per_ah_.assign(n, 1.0 / cell.capacity_ah);
    resistance_ohm_.assign(n, cell.resistance_ohm);
    self_discharge_a_.assign(n, cell.self_discharge_a);
    charge_ah_.assign(n, soc * cell.capacity_ah);
    hysteresis_.assign(n, hysteresis);
    temperature_degc_.assign(n, temperature_degc);
    for (auto* state : {&rc1_a_, &rc2_a_, &relaxing_}) {
        state->assign(n, 0.0);
    }
    for (auto* derived :
         {&ocv_v_, &ocv_slope_v_, &ocv_area_v_, &entropic_v_per_k_, &entropic_slope_v_per_k_,
          &entropic_area_v_per_k_, &gap_v_, &relaxing_v_, &r0_ohm_, &r1_ohm_, &r2_ohm_,
          &resistance_ratio_, &resistance_ratio_slope_per_k_, &hysteresis_ratio_,
          &hysteresis_ratio_slope_per_k_, &source_v_, &leak_a_}) {
        derived->resize(n);
    }
    for (auto* of_string : {&mean_source_v_, &mean_resistance_ohm_, &string_energy_j_}) {
        of_string->resize(strings);
    }
    for (std::size_t i = 0; i < n; ++i) {
        settle(i, curves_.at(this->soc(i)));
    }
}

void Cells::exchange(std::size_t i, const CellParameters& other, double soc, double hysteresis) {
    ledger_.exchanged_j -= stored_energy_j(i);
    ledger_.exchanged_ah -= charge_ah_[i];
    capacity_ah_[i] = other.capacity_ah;
    per_ah_[i] = 1.0 / other.capacity_ah;
    resistance_ohm_[i] = other.resistance_ohm;
    self_discharge_a_[i] = other.self_discharge_a;
    charge_ah_[i] = soc * other.capacity_ah;
    hysteresis_[i] = hysteresis;
    rc1_a_[i] = rc2_a_[i] = relaxing_[i] = 0.0;
    settle(i, curves_.at(soc));
    ledger_.exchanged_j += stored_energy_j(i);
    ledger_.exchanged_ah += charge_ah_[i];
}

Cells::Amplitudes Cells::amplitudes_at(std::size_t i, const CellPlace& place,
                                       double resistance_ratio, double hysteresis_ratio) const {
    const double ohm = resistance_ohm_[i] * resistance_ratio;
    return {.r0_ohm = ohm * place.r0,
            .r1_ohm = ohm * place.r1,
            .r2_ohm = ohm * place.r2,
            .gap_v = hysteresis_ratio * place.gap_v,
            .relaxing_v = hysteresis_ratio * place.relaxing_v};
}

double Cells::above_reference(std::size_t i) const {
    return temperature_degc_[i] - reference_degc;
}

double Cells::open_circuit_v(std::size_t i) const {
    return ocv_v_[i] + above_reference(i) * entropic_v_per_k_[i] + gap_v_[i] * hysteresis_[i] +
           relaxing_v_[i] * relaxing_[i];
}

void Cells::settle(std::size_t i, const CellPlace& place) {
    const double degc = temperature_degc_[i];
    ocv_v_[i] = place.ocv_v;
    ocv_slope_v_[i] = place.ocv_slope_v;
    ocv_area_v_[i] = place.ocv_area_v;
    entropic_v_per_k_[i] = place.entropic_v_per_k;
    entropic_slope_v_per_k_[i] = place.entropic_slope_v_per_k;
    entropic_area_v_per_k_[i] = place.entropic_area_v_per_k;
    const TemperatureRatios::At ratios = ratios_.at(degc);
    resistance_ratio_[i] = ratios.resistance;
    resistance_ratio_slope_per_k_[i] = ratios.resistance_slope_per_k;
    hysteresis_ratio_[i] = ratios.hysteresis;
    hysteresis_ratio_slope_per_k_[i] = ratios.hysteresis_slope_per_k;
    const Amplitudes now = amplitudes_at(i, place, resistance_ratio_[i], hysteresis_ratio_[i]);
    r0_ohm_[i] = now.r0_ohm;
    r1_ohm_[i] = now.r1_ohm;
    r2_ohm_[i] = now.r2_ohm;
    gap_v_[i] = now.gap_v;
    relaxing_v_[i] = now.relaxing_v;
    const double rest_v = open_circuit_v(i);
    source_v_[i] = rest_v + r1_ohm_[i] * rc1_a_[i] + r2_ohm_[i] * rc2_a_[i];
    leak_a_[i] = self_discharge_a_[i] * clamped_share(rest_v / leak_fades_below_v);
}

void Cells::prepare(double dt_s) {
    if (dt_s != step_.dt_s) {
        step_ = StepLength{*this, dt_s};
    }
}

void Cells::advance(std::span<const double> begin_a, std::span<const double> end_a,
                    double ambient_degc, double dt_s) {
    prepare(dt_s);
    for (std::size_t string = 0; string < strings_; ++string) {
        mean_source_v_[string] = 0.0;
        mean_resistance_ohm_[string] = 0.0;
        string_energy_j_[string] = 0.0;
    }
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            const CurrentRamp current{begin_a[string], end_a[string]};
            const std::size_t i = index(position, string);
            if (current.begin_a == current.end_a) {
                advance_held(i, string, current.begin_a, ambient_degc);
            } else {
                advance_in_pieces(i, string, current, ambient_degc);
            }
        }
    }
}

double Cells::parts_of(std::size_t i, double current_a, double dt_s) const {
    const double heat_w = current_a * current_a * (r0_ohm_[i] + r1_ohm_[i] + r2_ohm_[i]);
    const double rise_k = heat_w * dt_s / heat_capacity_j_per_k_;
    const double drift =
        rise_k * magnitude(resistance_ratio_slope_per_k_[i]) / resistance_ratio_[i];
    return 1.0 + math::floor(drift / most_drift);
}

void Cells::advance_held(std::size_t i, std::size_t string, double current_a, double ambient_degc) {
    const double parts = parts_of(i, current_a, step_.dt_s);
    if (parts <= 1.0) {
        advance_cell(i, string, current_a, ambient_degc, step_, 1.0);
        return;
    }
    const StepLength part{*this, step_.dt_s / parts};
    for (double done = 0.0; done < parts; done += 1.0) {
        advance_cell(i, string, current_a, ambient_degc, part, 1.0 / parts);
    }
}

void Cells::advance_in_pieces(std::size_t i, std::size_t string, CurrentRamp current,
                              double ambient_degc) {
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
            advance_cell(i, string, parts <= 1.0 ? piece : ramp, ambient_degc, part, part_s / dt_s);
        }
        begin_s = end_s;
    }
}

double Cells::saturated(double current_a, double capacity_ah) const {
    const double limit_a = rc1_saturates_at_c_ * capacity_ah;
    return limit_a * math::asinh(current_a / limit_a);
}

double Cells::driven(double held_a, double capacity_ah) const {
    return rc1_saturates_at_c_ > 0.0 ? saturated(held_a, capacity_ah) : held_a;
}
CurrentRamp Cells::driven(CurrentRamp current, double capacity_ah) const {
    return {driven(current.begin_a, capacity_ah), driven(current.end_a, capacity_ah)};
}

template <class Current>
void Cells::advance_cell(std::size_t i, std::size_t string, Current current, double ambient_degc,
                         const StepLength& step, double share_of_step) {
    constexpr bool is_held = std::is_same_v<Current, double>;
    const double dt_s = step.dt_s;
    const double hours = dt_s / seconds_per_hour;
    const double capacity_ah = capacity_ah_[i];
    const double per_ah = per_ah_[i];

    // Charge. What does not arrive while charging is lost as heat.
    const double mean_a = mean_of(current);
    const double loss_share = mean_a > 0.0 ? 1.0 - coulombic_efficiency_ : 0.0;
    const double lost_a = loss_share * mean_a;
    const double leak_a = leak_a_[i];
    const double arriving_a = mean_a - lost_a - leak_a;
    charge_ah_[i] += arriving_a * hours;
    const double soc_moved = arriving_a * hours * per_ah;

    // RC pairs: their state is the current through the resistor. Of the fast one a part of the
    // current's power is left over when it saturates.
    const Current drive = driven(current, capacity_ah);
    const double rc1_before = rc1_a_[i];
    const double rc2_before = rc2_a_[i];
    const double rc1_after = step.rc1.end(rc1_before, drive);
    const double rc2_after = step.rc2.end(rc2_before, current);
    const double rc1_mean = step.rc1.mean(rc1_before, drive);
    const double rc2_mean = step.rc2.mean(rc2_before, current);
    const double square = mean_square_of(current);
    const double rc1_square =
        step.rc1.mean_square(rc1_before, drive) + rc1_mean * (mean_a - mean_of(drive));
    const double rc2_square = step.rc2.mean_square(rc2_before, current);
    rc1_a_[i] = rc1_after;
    rc2_a_[i] = rc2_after;

    // Hystereses follow the charge that arrives.
    const double direction = sign(arriving_a);
    const double arriving_c = magnitude(arriving_a) * per_ah;
    const double hysteresis_before = hysteresis_[i];
    const double relaxing_before = relaxing_[i];
    const Hysteresis permanent =
        decayed(hysteresis_before, direction, hysteresis_per_s_c_ * arriving_c, dt_s);
    Hysteresis relaxing{};
    if constexpr (is_held) {
        const double rate = relaxing_per_s_c_ * arriving_c;
        relaxing = decayed(relaxing_before, direction * rate / (rate + relaxing_fades_per_s_),
                           rate + relaxing_fades_per_s_, dt_s);
    } else {
        const auto rate_at = [&](double current_a) {
            return relaxing_per_s_c_ * magnitude(current_a * (1.0 - loss_share) - leak_a) * per_ah;
        };
        relaxing = ramped(relaxing_before, direction, rate_at(current.begin_a),
                          rate_at(current.end_a), relaxing_fades_per_s_, dt_s);
    }
    hysteresis_[i] = permanent.end;
    relaxing_[i] = relaxing.end;

    // The curves where it has gone to, and their means on the way.
    const CellPlace place = curves_.at(charge_ah_[i] * per_ah);
    const Way way{soc_moved};
    const double ocv_mean_v = way.mean({ocv_v_[i], ocv_slope_v_[i], ocv_area_v_[i]},
                                       {place.ocv_v, place.ocv_slope_v, place.ocv_area_v});
    const double entropic_mean = way.mean(
        {entropic_v_per_k_[i], entropic_slope_v_per_k_[i], entropic_area_v_per_k_[i]},
        {place.entropic_v_per_k, place.entropic_slope_v_per_k, place.entropic_area_v_per_k});

    // Amplitudes are means of both ends; of the end only its ratio to 25 °C is open. An amplitude
    // that drifts takes from, or gives to, the energy that its state holds.
    const Amplitudes before = amplitudes(i);
    const Amplitudes after = amplitudes_at(i, place, 1.0, 1.0);
    const auto held_w = [&](double as, double begin, double end) {
        return as * (begin * begin + end * end) * step.quarter_per_s;
    };
    const double rc1_held = held_w(rc1_s_, rc1_before, rc1_after);
    const double rc2_held = held_w(rc2_s_, rc2_before, rc2_after);
    const double hysteresis_as = hysteresis_as_per_ah_ * capacity_ah;
    const double hysteresis_held = held_w(hysteresis_as, hysteresis_before, permanent.end);
    const double hysteresis_spent = 0.5 * hysteresis_as * permanent.dissipation_per_s;
    const double relaxing_as = relaxing_as_per_ah_ * capacity_ah;
    const double relaxing_held = held_w(relaxing_as, relaxing_before, relaxing.end);
    const double relaxing_spent = 0.5 * relaxing_as * relaxing.dissipation_per_s;
    const ByRatio joule_w{
        0.5 * square * before.r0_ohm + (0.5 * rc1_square + rc1_held) * before.r1_ohm +
            (0.5 * rc2_square + rc2_held) * before.r2_ohm,
        0.5 * square * after.r0_ohm + (0.5 * rc1_square - rc1_held) * after.r1_ohm +
            (0.5 * rc2_square - rc2_held) * after.r2_ohm};
    const ByRatio hysteresis_w{(hysteresis_spent + hysteresis_held) * before.gap_v +
                                   (relaxing_spent + relaxing_held) * before.relaxing_v,
                               (hysteresis_spent - hysteresis_held) * after.gap_v +
                                   (relaxing_spent - relaxing_held) * after.relaxing_v};
    const ByRatio hysteresis_v{
        0.5 * (permanent.mean * before.gap_v + relaxing.mean * before.relaxing_v),
        0.5 * (permanent.mean * after.gap_v + relaxing.mean * after.relaxing_v)};
    const auto rest_v = [&](double hysteresis_ratio, double mean_degc) {
        return ocv_mean_v + (mean_degc - reference_degc) * entropic_mean +
               hysteresis_v.at(hysteresis_ratio);
    };
    const auto heat_w = [&](double resistance_ratio, double hysteresis_ratio, double mean_degc) {
        return joule_w.at(resistance_ratio) + hysteresis_w.at(hysteresis_ratio) +
               arriving_a * (mean_degc + zero_degc_k) * entropic_mean +
               (lost_a + leak_a) * rest_v(hysteresis_ratio, mean_degc);
    };

    // Temperature: a first course with what it is at the beginning, then with what that leads to.
    const double begin_degc = temperature_degc_[i];
    const auto rise_k = [&](double power_w) {
        return ambient_degc + power_w * kelvin_per_watt_ - begin_degc;
    };
    const double first_k =
        rise_k(square * before.r0_ohm + rc1_square * before.r1_ohm + rc2_square * before.r2_ohm +
               2.0 * hysteresis_spent * before.gap_v + 2.0 * relaxing_spent * before.relaxing_v +
               arriving_a * (begin_degc + zero_degc_k) * entropic_v_per_k_[i] +
               (lost_a + leak_a) * ocv_v_[i]);
    const double first_end_k = first_k * step.thermal_share;
    const double settled_k =
        rise_k(heat_w(resistance_ratio_[i] + first_end_k * resistance_ratio_slope_per_k_[i],
                      hysteresis_ratio_[i] + first_end_k * hysteresis_ratio_slope_per_k_[i],
                      begin_degc + first_k * step.thermal_mean_share));
    temperature_degc_[i] = begin_degc + settled_k * step.thermal_share;
    settle(i, place);

    // The ledger takes the means that came about.
    const double mean_degc = begin_degc + settled_k * step.thermal_mean_share;
    const double rest_mean_v = rest_v(hysteresis_ratio_[i], mean_degc);
    const double r0_mean = 0.5 * (before.r0_ohm + r0_ohm_[i]);
    const double r1_mean = 0.5 * (before.r1_ohm + r1_ohm_[i]);
    const double r2_mean = 0.5 * (before.r2_ohm + r2_ohm_[i]);
    const double source_v = rest_mean_v + r1_mean * rc1_mean + r2_mean * rc2_mean;
    mean_source_v_[string] += share_of_step * source_v;
    mean_resistance_ohm_[string] += share_of_step * r0_mean;
    ledger_.joule_heat_j += joule_w.at(resistance_ratio_[i]) * dt_s;
    ledger_.hysteresis_heat_j += hysteresis_w.at(hysteresis_ratio_[i]) * dt_s;
    ledger_.entropic_heat_j += arriving_a * (mean_degc + zero_degc_k) * entropic_mean * dt_s;
    ledger_.coulombic_loss_j += lost_a * rest_mean_v * dt_s;
    ledger_.self_discharge_j += leak_a * rest_mean_v * dt_s;
    ledger_.self_discharge_ah += leak_a * hours;
    ledger_.coulombic_loss_ah += lost_a * hours;
    if constexpr (is_held) {
        string_energy_j_[string] += mean_a * (source_v + r0_mean * mean_a) * dt_s;
    } else {
        // The current's mean product with a state is what the state stores and what it spends.
        const auto grown = [&](double as, double begin, double end) {
            return 2.0 * as * (end * end - begin * begin) * step.quarter_per_s;
        };
        const double relaxing_mean_v = 0.5 * (before.relaxing_v + relaxing_v_[i]);
        const double arriving_as =
            grown(relaxing_as, relaxing_before, relaxing.end) + 2.0 * relaxing_spent;
        const double power_w =
            mean_a * rest_mean_v + relaxing_mean_v * (arriving_as - arriving_a * relaxing.mean) +
            r0_mean * square + r1_mean * (rc1_square + grown(rc1_s_, rc1_before, rc1_after)) +
            r2_mean * (rc2_square + grown(rc2_s_, rc2_before, rc2_after));
        string_energy_j_[string] += power_w * dt_s;
    }
}

void Cells::fold(std::span<double> source_v, std::span<double> resistance_ohm) const {
    for (std::size_t string = 0; string < strings_; ++string) {
        source_v[string] = 0.0;
        resistance_ohm[string] = 0.0;
    }
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            source_v[string] += source_v_[index(position, string)];
            resistance_ohm[string] += r0_ohm_[index(position, string)];
        }
    }
}

void Cells::fold_ahead(double dt_s, std::span<const double> string_current_a,
                       std::span<double> source_v, std::span<double> resistance_ohm) {
    prepare(dt_s);
    // Of a current held for the step, an RC pair sees this much on the mean; of its old one the
    // rest. One that saturates is no resistance: it is taken as driven by the current now.
    const double rc1_old = step_.rc1.old_share();
    const double rc2_old = step_.rc2.old_share();
    const bool saturates = rc1_saturates_at_c_ > 0.0;
    const double rc1_new = saturates ? 0.0 : 1.0 - rc1_old;
    const double rc2_new = 1.0 - rc2_old;
    const double half_step_h = 0.5 * dt_s / seconds_per_hour;
    const double half_hysteresis_s_c = 0.5 * dt_s * hysteresis_per_s_c_;
    const double half_relaxing_s_c = 0.5 * dt_s * relaxing_per_s_c_;
    const double half_fading = 0.5 * dt_s * relaxing_fades_per_s_;
    for (std::size_t string = 0; string < strings_; ++string) {
        source_v[string] = 0.0;
        resistance_ohm[string] = 0.0;
    }
    for (std::size_t position = 0; position < positions_; ++position) {
        for (std::size_t string = 0; string < strings_; ++string) {
            const std::size_t i = index(position, string);
            const double current_a = string_current_a[string];
            const double current_c = magnitude(current_a) * per_ah_[i];
            // A hysteresis after n decays keeps about 2 / (2 + n) of itself on the mean.
            const double gap_v = gap_v_[i] / (1.0 + half_hysteresis_s_c * current_c);
            const double relaxing_v =
                relaxing_v_[i] / (1.0 + half_relaxing_s_c * current_c + half_fading);
            const double slope_v =
                ocv_slope_v_[i] + above_reference(i) * entropic_slope_v_per_k_[i];
            const double rc1_a =
                rc1_old * rc1_a_[i] +
                (saturates ? (1.0 - rc1_old) * saturated(current_a, capacity_ah_[i]) : 0.0);
            source_v[string] += ocv_v_[i] + above_reference(i) * entropic_v_per_k_[i] +
                                gap_v * hysteresis_[i] + relaxing_v * relaxing_[i] +
                                r1_ohm_[i] * rc1_a + r2_ohm_[i] * rc2_old * rc2_a_[i];
            resistance_ohm[string] +=
                r0_ohm_[i] + rc1_new * r1_ohm_[i] + rc2_new * r2_ohm_[i] +
                per_ah_[i] * (half_step_h * slope_v + half_hysteresis_s_c * gap_v +
                              half_relaxing_s_c * relaxing_v);
        }
    }
}

double Cells::stored_charge_ah() const {
    double sum = 0.0;
    for (const double charge : charge_ah_) {
        sum += charge;
    }
    return sum;
}

double Cells::stored_energy_j(std::size_t i) const {
    const double enthalpy_v = ocv_area_v_[i] - reference_k * entropic_area_v_per_k_[i];
    const double capacitors_as_v =
        r1_ohm_[i] * rc1_s_ * rc1_a_[i] * rc1_a_[i] + r2_ohm_[i] * rc2_s_ * rc2_a_[i] * rc2_a_[i];
    const double hystereses = gap_v_[i] * hysteresis_as_per_ah_ * hysteresis_[i] * hysteresis_[i] +
                              relaxing_v_[i] * relaxing_as_per_ah_ * relaxing_[i] * relaxing_[i];
    return capacity_ah_[i] * (seconds_per_hour * enthalpy_v + 0.5 * hystereses) +
           0.5 * capacitors_as_v;
}

double Cells::stored_energy_j() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < size(); ++i) {
        sum += stored_energy_j(i);
    }
    return sum;
}

}  // namespace models
