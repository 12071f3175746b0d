#pragma once
// What a run leaves behind.

#include "engine/app_look.hpp"
#include "engine/event.hpp"
#include "engine/expectation.hpp"
#include "engine/metric.hpp"
#include "engine/outage.hpp"
#include "engine/recording.hpp"
#include "engine/sim_time.hpp"
#include "engine/word.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace engine {

/// One line of the ledger: where charge and energy went. Positive is into the bank. Rows of the
/// kind Far are apart: of a bus behind a link, positive into its lead battery, and with a sum of
/// their own.
struct LedgerRow {
    enum class Kind { Load, Charger, Bms, Bank, Far };
    std::string item;  // a device's name, "bms", or what happens inside the bank
    Kind kind{};
    // "nothing", "load", "charger", "pre_alarm"; of Far its link; "" for the bank's own rows
    std::string cut_by;
    std::optional<double> charge_ah;
    double energy_wh = 0.0;
    std::optional<double> mean_a;             // over the whole run
    std::optional<double> after_load_off_ah;  // since the loads-off milestone
    std::optional<double> after_low_cell_ah;  // since the low-cell milestone
};
std::string_view name_of(LedgerRow::Kind kind);

/// Reported against true state of charge at one moment, and what makes the difference. All in
/// percent of the bank's capacity; the parts sum up to reported - true.
struct SocComparison {
    std::string at;  // "start", a milestone, "end"
    SimTime time{0};
    std::optional<double> reported_soc_pct;
    double true_soc_pct = 0.0;
    double start_pct = 0.0;              // the two did not agree at the start
    double self_discharge_pct = 0.0;     // lost inside the batteries and their balancers, not
                                         // measured
    double current_reading_pct = 0.0;    // readings are rounded to the resolution
    double charge_efficiency_pct = 0.0;  // what the monitor takes off, less what really is lost
    double synchronisation_pct = 0.0;    // jumps to 100 %, and stops at full and empty
    double exchange_pct = 0.0;           // charge came and went with exchanged batteries
    double capacity_pct = 0.0;           // the BMS reckons with another capacity than there is
    double silence_pct = 0.0;  // counted wrongly while a battery was not heard, or not at all
    // Since the start, as long as every battery was heard:
    double heard_days = 0.0;
    double flowed_ah = 0.0;    // net charge through the terminals
    double measured_ah = 0.0;  // the same as the batteries' readings add up
};

/// A limit of the maker that a battery has broken (R-BAT-3).
struct BrokenLimit {
    std::string limit;  // "discharge_continuous", "charge_below_coldest", …
    int battery = 0;    // from 1
    SimTime since{0};
    SimTime duration{0};  // altogether
    double worst = 0.0;   // A or °C
    std::string unit;
};

struct ExpectationResult {
    std::string text;
    Judgement judgement;
};

/// The worst of what happened, in rising order.
enum class Verdict { Ok, Warned, LoadsLost, LimitsBroken, Damaged };
struct VerdictRow {
    Verdict verdict;
    std::string_view name;
    std::string_view help;
};
inline constexpr std::array<VerdictRow, 5> verdict_table{{
    {Verdict::Ok, "ok", "no warning, no cut-off, no broken limit, no damage"},
    {Verdict::Warned, "warned",
     "W-B01, W-B07 or PRE-ALARM came; LOAD did not open to protect the bank"},
    {Verdict::LoadsLost, "loads_lost",
     "LOAD opened to protect the bank, a device or the BMS stopped for too low a voltage or was "
     "locked out, or a load never ran"},
    {Verdict::LimitsBroken, "limits_broken", "a battery broke a limit of its maker"},
    {Verdict::Damaged, "damaged", "a cell's true state of charge fell below zero"},
}};
static_assert(stands_in_order(verdict_table, &VerdictRow::verdict));
constexpr std::string_view name_of(Verdict verdict) {
    return verdict_table[static_cast<std::size_t>(verdict)].name;
}

/// Charge and energy in against out (design: the balance).
struct Balance {
    double charge_residual = 0.0;  // relative to the throughput
    double energy_residual = 0.0;
    double throughput_wh = 0.0;  // in and out of the strings, and what is lost inside them
    double far_residual = 0.0;   // of charge, behind links; the largest
    static constexpr double tolerance = 1e-6;
    bool closes() const {
        return charge_residual <= tolerance && energy_residual <= tolerance &&
               far_residual <= tolerance;
    }
};

/// How the time of a run was taken.
enum class Driver { Fixed, Leap };
inline constexpr std::array<std::string_view, 2> driver_words{"fixed", "leap"};
constexpr std::string_view name_of(Driver driver) {
    return driver_words[static_cast<std::size_t>(driver)];
}

struct RunResult {
    Driver driver = Driver::Fixed;
    std::int64_t instants = 0;  // at which it stopped to see what happens
    SimTime horizon{0};
    Calendar calendar;
    Verdict verdict = Verdict::Ok;
    Milestones milestones;
    std::vector<Event> events;
    Metrics metrics;
    std::vector<LedgerRow> ledger;
    std::vector<SocComparison> soc_comparisons;
    std::vector<BrokenLimit> broken_limits;
    std::vector<Outage> outages;
    std::vector<ExpectationResult> expectations;
    Balance balance;
    Recording recording;             // nothing unless asked for
    std::vector<AppLook> app_looks;  // those that were asked for
    std::uint64_t events_hash = 0;
    std::uint64_t result_hash = 0;

    bool all_expectations_met() const;
};

}  // namespace engine
