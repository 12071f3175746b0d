// The BMS between two frames that tell nothing new.

#include "models/bms_host.hpp"
#include "models/math.hpp"
#include "models/quantised_charge.hpp"

#include <algorithm>

namespace models {

namespace {

constexpr double ua_per_ma = 1000.0;
constexpr double v_per_mv = 0.001;
constexpr double v_per_uv = 1e-6;
constexpr double a_per_ma = 0.001;
constexpr double a_per_ua = 1e-6;
constexpr double degc_per_dc = 0.1;
constexpr double degc_per_mdegc = 0.001;

std::int64_t to_whole(double value) {
    return static_cast<std::int64_t>(value + 0.5);
}

void add(bms::Integrals& integrals, double charge_ua_s, double voltage_v) {
    if (charge_ua_s > 0.0) {
        integrals.charged.count += to_whole(charge_ua_s);
        integrals.charged_energy.count += to_whole(charge_ua_s * voltage_v);
    } else {
        integrals.discharged.count += to_whole(-charge_ua_s);
        integrals.discharged_energy.count += to_whole(-charge_ua_s * voltage_v);
    }
}

/// `unit`: of a count. A reading is snapped to whole `snap`s, and then to the nearest of the steps
/// of its resolution, half away from zero (Meter): so it turns half a snap nearer to zero than
/// between two steps.
Watched watched_at(double value, bms::Interval quiet, double unit, double snap,
                   const Meter& meter) {
    const double step = snap * meter.resolution_steps();
    const double lowest = static_cast<double>(quiet.lowest) * unit;
    const double highest = static_cast<double>(quiet.highest) * unit;
    const auto turns_at = [&](double between) {
        return between + (between < 0.0 ? 0.5 : -0.5) * snap;
    };
    return {value, turns_at((-math::floor(-lowest / step) - 0.5) * step),
            turns_at((math::floor(highest / step) + 0.5) * step)};
}

}  // namespace

bool BmsHost::is_steady() const {
    if (!powered_) {
        return true;
    }
    if (has_command() || !link_.is_perfect() || !view_.is_complete()) {
        return false;
    }
    for (std::size_t battery = 0; battery < view_.layout().batteries; ++battery) {
        const bool is_silent = link_.is_silent(battery) || !is_heard(battery);
        if (is_silent && view_.is_present(battery, core_.settings())) {
            return false;
        }
    }
    return true;
}

std::optional<bms::Ticks> BmsHost::next_deadline() const {
    return powered_ ? view_.next_deadline(core_.settings()) : std::nullopt;
}

BmsHost::Preview BmsHost::preview(const Bank& bank) const {
    bms::BankView view = view_;
    bool hears_the_same = true;
    const auto frames = frames_.of(bank);
    for (std::size_t battery = 0; battery < frames.size(); ++battery) {
        if (!link_.is_silent(battery)) {
            const bms::BatteryFrame& frame = frames[battery];
            hears_the_same = hears_the_same && bms::is_valid(frame) == is_heard(battery);
            view.receive(battery, frame);
        }
    }
    view.set_supply_voltage(supply_voltage(bank));
    return {completed(bms::aggregate(view, core_.settings())), hears_the_same};
}

bool BmsHost::tells_news(const Preview& preview) const {
    if (!powered_) {
        return false;
    }
    const bms::BankSample& next = preview.sample;
    const bool is_same_bank = next.flags == sample_.flags &&
                              next.bank_capacity == sample_.bank_capacity &&
                              next.cells_in_series == sample_.cells_in_series;
    const bool is_same_remote = bms::remote_is_on(next.pins, next.bank_voltage) ==
                                bms::remote_is_on(sample_.pins, sample_.bank_voltage);
    const bms::Watch watch = core_.watch(sample_);
    const bool is_inside = watch.lowest_cell_mv.contains(next.extremes.lowest_cell.count) &&
                           watch.highest_cell_mv.contains(next.extremes.highest_cell.count) &&
                           watch.bank_voltage_mv.contains(next.bank_voltage.count) &&
                           watch.bank_current_ma.contains(next.bank_current.count) &&
                           watch.coldest_dc.contains(next.extremes.coldest.count) &&
                           watch.warmest_dc.contains(next.extremes.warmest.count);
    return !(preview.hears_the_same && is_same_bank && is_same_remote && is_inside);
}

std::array<Watched, 6> BmsHost::watched(const Bank& bank) const {
    const Range cell_v = range_of(bank.cell_voltages_v());
    const Range degc = range_of(bank.battery_temperatures_degc());
    double sum_v = 0.0;
    double sum_a = 0.0;
    for (std::size_t battery = 0; battery < bank.batteries(); ++battery) {
        const auto [first, next, end] = bank.cells_of(battery);
        for (std::size_t i = first; i < end; i += next) {
            sum_v += bank.cell_voltages_v()[i];
        }
        sum_a += bank.battery_current_a(battery);
    }
    const auto strings = static_cast<double>(bank.strings());
    const bms::Watch watch = core_.watch(sample_);
    const Meter& volts = frames_.voltage();
    const Meter& amps = frames_.current();
    const Meter& degrees = frames_.temperature();
    return {watched_at(cell_v.lowest, watch.lowest_cell_mv, v_per_mv, v_per_uv, volts),
            watched_at(cell_v.highest, watch.highest_cell_mv, v_per_mv, v_per_uv, volts),
            watched_at(sum_v / strings, watch.bank_voltage_mv, v_per_mv, v_per_uv, volts),
            watched_at(sum_a / static_cast<double>(bank.in_series()), watch.bank_current_ma,
                       a_per_ma, a_per_ua, amps),
            watched_at(degc.lowest, watch.coldest_dc, degc_per_dc, degc_per_mdegc, degrees),
            watched_at(degc.highest, watch.warmest_dc, degc_per_dc, degc_per_mdegc, degrees)};
}

bool BmsHost::is_counted(std::size_t string) const {
    const std::size_t in_series = view_.layout().in_series;
    for (std::size_t battery = string * in_series; battery < (string + 1) * in_series; ++battery) {
        if (view_.is_present(battery, core_.settings())) {
            return true;
        }
    }
    return false;
}

bms::Integrals BmsHost::integrals(std::span<const double> begin_a, std::span<const double> end_a,
                                  std::int64_t seconds, const bms::BankSample& next) const {
    CurrentRamp bank{0.0, 0.0};
    double counted = 0.0;
    for (std::size_t string = 0; string < begin_a.size(); ++string) {
        bank.begin_a += begin_a[string];
        bank.end_a += end_a[string];
        counted += is_counted(string) ? 1.0 : 0.0;
    }
    const double strings_per_counted =
        counted > 0.0 ? static_cast<double>(begin_a.size()) / counted : 0.0;
    const auto read_ua_s = [&](double from, double to) {
        double sum = 0.0;
        for (std::size_t string = 0; string < begin_a.size(); ++string) {
            const auto at = [&](double share) {
                return begin_a[string] + share * (end_a[string] - begin_a[string]);
            };
            if (is_counted(string)) {
                sum += quantised_charge_ua_s({at(from), to == 1.0 ? end_a[string] : at(to)},
                                             frames_.current().resolution_steps(),
                                             static_cast<double>(seconds) * (to - from));
            }
        }
        return sum * strings_per_counted;
    };
    // The first frame's tick has passed.
    const double passed_ua_s = ua_per_ma * sample_.bank_current.count / bms::ticks_per_second;
    const double voltage_v =
        0.5 * v_per_mv * (sample_.bank_voltage.count + next.bank_voltage.count);
    bms::Integrals out{.extremes = sample_.extremes};
    if (bank.begin_a * bank.end_a < 0.0) {  // charged and discharged in parts
        const double turn = bank.begin_a / (bank.begin_a - bank.end_a);
        add(out, read_ua_s(0.0, turn) - passed_ua_s, voltage_v);
        add(out, read_ua_s(turn, 1.0), voltage_v);
    } else {
        add(out, read_ua_s(0.0, 1.0) - passed_ua_s, voltage_v);
    }
    return out;
}

bms::Ticks BmsHost::ticks_until_change(const bms::Integrals& integrals, bms::Ticks n) const {
    if (!powered_) {
        return n;
    }
    bms::Core trial = core_;
    return trial.advance(sample_, integrals, n);
}

void BmsHost::hold(const bms::Integrals& integrals, bms::Ticks n) {
    ticks_ += n.count;
    if (!powered_) {
        return;
    }
    count(integrals);
    // With the last tick the next frames are due, and have not come yet.
    view_.hold({n.count - 1});
    view_.advance({1});
    // Images are written at their own ticks.
    for (std::uint32_t done = 0; done < n.count;) {
        const std::uint32_t rest = n.count - done;
        const auto due = keeper_.next_deadline(core_, view_);
        const bms::Ticks piece{due ? std::min(due->count, rest) : rest};
        core_.advance(sample_, bms::share_of(integrals, done, done + piece.count, n.count), piece);
        keeper_.advance(piece);
        if (keeper_.is_due(core_, view_)) {
            write_image();
        }
        done += piece.count;
    }
    shown_ = core_.status();
}

}  // namespace models
