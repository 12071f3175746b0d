#pragma once
// Whether two runs of one scenario by different drivers tell the same story.

#include "engine/result.hpp"
#include "engine/run.hpp"
#include "tests/engine/support.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace engine {

/// Devices that switch by themselves without any event.
inline std::vector<std::string> thermostats_of(const Scenario& scenario) {
    std::vector<std::string> names;
    for (const auto& [name, device] : scenario.devices) {
        if (device.type == DeviceType::Heater) {
            names.push_back(name);
        }
    }
    return names;
}

/// The same events, every time within max(1 s, 10 ppm of the elapsed time), in any order within
/// that; charge and energy as close as what the times themselves do not explain.
class Agreement {
  public:
    /// Both recorded with `record: battery`.
    Agreement(const RunResult& fixed, const RunResult& leap,
              const std::vector<std::string>& thermostats = {})
        : fixed_{fixed}, leap_{leap} {
        compare_events();
        for (const std::string& heater : thermostats) {
            compare_thermostat(heater);
        }
        compare_charge();
        compare_energy();
        if (!leap.balance.closes()) {
            note("the balance", leap.balance.charge_residual, leap.balance.energy_residual);
        }
    }

    /// Empty when they agree.
    const std::string& differences() const { return differences_; }

  private:
    using Kind = std::tuple<EventKind, std::string, std::string, int, int, std::string>;

    static std::map<Kind, std::vector<double>> times_of(const RunResult& result) {
        std::map<Kind, std::vector<double>> times;
        for (const Event& e : result.events) {
            times[{e.kind, e.code, e.device, e.battery, e.cell, e.cause}].push_back(
                to_seconds(e.at));
        }
        return times;
    }
    static std::string text_of(const Kind& kind) {
        return std::string{event_table[static_cast<std::size_t>(std::get<0>(kind))].name} + ' ' +
               std::get<1>(kind) + std::get<2>(kind) + ' ' + std::to_string(std::get<3>(kind)) +
               ' ' + std::get<5>(kind);
    }

    void note(const std::string& what, double fixed, double leap) {
        differences_ += what + ": " + std::to_string(fixed) + " against " + std::to_string(leap) +
                        " (off by " + std::to_string((leap - fixed) * 1e6) + "e-6)\n";
    }
    void expect_near(const std::string& what, double fixed, double leap, double tolerance) {
        if (!(std::abs(leap - fixed) <= tolerance)) {
            note(what, fixed, leap);
        }
    }

    /// Whether a battery is charged or discharged at all in the cold depends on a current that
    /// fades for hours between strings that even out: some microamperes are minutes.
    static bool has_no_sharp_moment(const Kind& kind) {
        const std::string& cause = std::get<5>(kind);
        return cause.find("_too_cold") != std::string::npos ||
               cause.find("_too_warm") != std::string::npos;
    }

    void compare_events() {
        const auto fixed = times_of(fixed_);
        auto leap = times_of(leap_);
        for (const auto& [kind, times] : fixed) {
            const std::vector<double> others = leap[kind];
            if (times.size() != others.size()) {
                note("number of " + text_of(kind), static_cast<double>(times.size()),
                     static_cast<double>(others.size()));
                continue;
            }
            const double share = has_no_sharp_moment(kind) ? 1e-2 : 1e-5;
            for (std::size_t i = 0; i < times.size(); ++i) {
                expect_near(text_of(kind), times[i], others[i], std::max(1.0, share * times[i]));
                shifted_s_ += std::abs(times[i] - others[i]);
            }
        }
        for (const auto& [kind, times] : leap) {
            if (!fixed.contains(kind) && !times.empty()) {
                note("number of " + text_of(kind), 0.0, static_cast<double>(times.size()));
            }
        }
    }

    /// When a device began to draw and stopped, by turns, and for how long it drew altogether.
    struct Drawing {
        std::vector<double> switches_s;
        double on_s = 0.0;
    };
    static Drawing drawing_of(const RunResult& result, const std::string& device) {
        Drawing drawing;
        const auto is_on = [&] { return drawing.switches_s.size() % 2 != 0; };
        const auto flip = [&](double at_s) {
            drawing.on_s += is_on() ? at_s : -at_s;
            drawing.switches_s.push_back(at_s);
        };
        for (const Sample& sample : samples_of(result.recording)) {
            if (result.recording.signals[sample.signal].device == device &&
                (sample.value != 0.0) != is_on()) {
                flip(to_seconds(sample.at));
            }
        }
        drawing.on_s += is_on() ? to_seconds(result.horizon) : 0.0;
        return drawing;
    }

    /// It looks once per frame, so that each driver may find a crossing one frame apart from the
    /// other, and what comes after a late switch is as late. The times tell how much longer it drew
    /// its constant power, and so what its energy is to be.
    void compare_thermostat(const std::string& heater) {
        constexpr double frame_s = 1.0;
        const Drawing fixed = drawing_of(fixed_, heater);
        const Drawing leap = drawing_of(leap_, heater);
        if (fixed.switches_s.size() != leap.switches_s.size()) {
            note("switches of " + heater, static_cast<double>(fixed.switches_s.size()),
                 static_cast<double>(leap.switches_s.size()));
            return;
        }
        double before_s = 0.0;
        for (std::size_t i = 0; i < fixed.switches_s.size(); ++i) {
            expect_near("switch of " + heater, fixed.switches_s[i], leap.switches_s[i],
                        before_s + frame_s);
            before_s = std::abs(leap.switches_s[i] - fixed.switches_s[i]);
        }
        for (const LedgerRow& row : fixed_.ledger) {
            if (row.item == heater && fixed.on_s > 0.0) {
                const double longer_wh = row.energy_wh / fixed.on_s * (leap.on_s - fixed.on_s);
                longer_wh_[heater] = longer_wh;
                heated_wh_ += std::abs(longer_wh);
            }
        }
    }

    /// As much charge as may have flowed while one driver was ahead of the other.
    double explained_ah() const {
        const double largest_a = std::max(fixed_.metrics[Metric::DischargeHighest].value_or(0.0),
                                          fixed_.metrics[Metric::ChargeHighest].value_or(0.0));
        return 2.0 * largest_a * shifted_s_ / 3600.0;
    }
    /// At the terminals of the bank.
    double mean_voltage_v() const {
        return fixed_.metrics[Metric::Discharged].value_or(0.0) > 0.0
                   ? *fixed_.metrics[Metric::DischargedEnergy] / *fixed_.metrics[Metric::Discharged]
                   : 0.0;
    }
    double heated_ah() const { return heated_wh_ > 0.0 ? heated_wh_ / mean_voltage_v() : 0.0; }

    void compare_charge() {
        const double explained_pct = 100.0 * (explained_ah() + heated_ah()) / capacity_ah();
        expect_near("soc_end_pct", *fixed_.metrics[Metric::SocEnd], *leap_.metrics[Metric::SocEnd],
                    1e-4 + explained_pct);
        const auto last = [](const RunResult& result) {
            std::map<int, double> soc;
            for (const Sample& sample : samples_of(result.recording)) {
                const Signal& signal = result.recording.signals[sample.signal];
                if (signal.name == "battery_soc_pct") {
                    soc[signal.battery] = sample.value;
                }
            }
            return soc;
        };
        const std::map<int, double> fixed = last(fixed_);
        std::map<int, double> leap = last(leap_);
        for (const auto& [battery, soc_pct] : fixed) {
            expect_near("soc of battery " + std::to_string(battery), soc_pct, leap[battery],
                        1e-2 + explained_pct * static_cast<double>(fixed.size()));
        }
    }
    double capacity_ah() const {
        // discharged / capacity are the full cycles; without any, nothing is to be explained.
        const double cycles = fixed_.metrics[Metric::FullCycles].value_or(0.0);
        return cycles > 0.0 ? *fixed_.metrics[Metric::Discharged] / cycles : 1.0;
    }

    /// Heat is a small part of what flows through the strings, and as exact as that; so is what a
    /// lead battery stores or gasses beside what flows on its bus.
    double scale_wh(const LedgerRow& row) const {
        if (row.kind == LedgerRow::Kind::Bank) {
            return fixed_.balance.throughput_wh;
        }
        double largest_wh = std::abs(row.energy_wh);
        for (const LedgerRow& other : fixed_.ledger) {
            if (row.kind == LedgerRow::Kind::Far && other.kind == row.kind) {
                largest_wh = std::max(largest_wh, std::abs(other.energy_wh));
            }
        }
        return largest_wh;
    }

    void compare_energy() {
        const double explained_wh = explained_ah() * mean_voltage_v();
        for (std::size_t i = 0; i < fixed_.ledger.size() && i < leap_.ledger.size(); ++i) {
            const LedgerRow& row = fixed_.ledger[i];
            const bool is_bank = row.kind == LedgerRow::Kind::Bank;
            const auto longer = longer_wh_.find(row.item);
            expect_near("energy of " + row.item,
                        row.energy_wh + (longer != longer_wh_.end() ? longer->second : 0.0),
                        leap_.ledger[i].energy_wh,
                        1e-5 * scale_wh(row) + 1e-9 + explained_wh + (is_bank ? heated_wh_ : 0.0));
        }
    }

    const RunResult& fixed_;
    const RunResult& leap_;
    double shifted_s_ = 0.0;
    std::map<std::string, double> longer_wh_;  // by thermostats, as the ledger has it
    double heated_wh_ = 0.0;                   // their magnitudes
    std::string differences_;
};

/// What of a scenario the two drivers do not agree about; empty when they agree.
inline std::string drivers_disagree(LoadedScenario loaded) {
    loaded.scenario.record = RecordLevel::Battery;
    const RunResult fixed = run_fixed(loaded, {.record = true});
    const RunResult leap = run_leap(loaded, {.record = true});
    return Agreement{fixed, leap, thermostats_of(loaded.scenario)}.differences();
}

}  // namespace engine
