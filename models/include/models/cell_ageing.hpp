#pragma once
// How cells lose capacity and gain resistance.

#include "models/chemistry.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace models {

/// What a span of time did to a cell.
struct AgeingSpan {
    double days;
    double soc;     // mean
    double degc;    // mean
    double cycles;  // full equivalent ones
    double rate_c;  // mean, by charge
    double depth;   // of the cycles, 0..1
};

/// An ageing law made ready. Every part is kept as an integral over time or cycles, so that any cut
/// of a span at the same stress gives the same end (virtual time; SimSES, BLAST-Lite).
class AgeingCurves {
  public:
    explicit AgeingCurves(const AgeingLaw& law);

    bool ages() const { return ages_; }
    /// What the span adds to each integral.
    double calendar(const AgeingSpan& span) const;
    double cycles(const AgeingSpan& span) const;
    /// Share of the resistance that the span adds.
    double resistance(const AgeingSpan& span) const;
    /// Share of the capacity that is lost at these integrals.
    double calendar_share(double integral) const;
    double cycle_share(double integral) const;

    /// Below this voltage at rest a cell is being harmed; far below 0 V if nothing harms it.
    double harmed_below_v() const { return harmed_below_v_; }
    double over_discharge_share(double lowest_v) const;
    double over_discharge_per_day(double rest_v) const;

  private:
    AgeingLaw law_;
    bool ages_;
    double log_calendar_rate_ = 0.0;
    std::optional<Curve> graphite_v_, over_discharge_share_, over_discharge_per_day_;
    double harmed_below_v_;
};

/// What one cell has lost so far, and by what; shares of its capacity and resistance when new.
struct CapacityLost {
    double calendar = 0.0;
    double cycles = 0.0;
    double over_discharge = 0.0;
    double all() const { return calendar + cycles + over_discharge; }
};

/// The age of all cells, one entry per cell.
class CellAges {
  public:
    CellAges(const AgeingLaw& law, std::size_t cells);

    bool ages() const { return curves_->ages(); }
    double harmed_below_v() const { return curves_->harmed_below_v(); }
    /// A step ends with the voltage at rest here; it began where the last one of this cell ended.
    void harm(std::size_t cell, double rest_v, double dt_s);
    /// Whether steps must be told of although they end above `harmed_below_v`: of this cell, of
    /// any.
    bool is_being_harmed(std::size_t cell) const { return harm_per_day_[cell] > 0.0; }
    bool is_any_being_harmed() const { return being_harmed_ > 0; }
    /// A span has passed.
    void pass(std::size_t cell, const AgeingSpan& span);
    /// A new cell stands there, with this voltage at rest.
    void renew(std::size_t cell, double rest_v);

    CapacityLost lost(std::size_t cell) const;
    double resistance_added(std::size_t cell) const { return resistance_added_[cell]; }
    /// The lowest voltage at rest below `harmed_below_v`; that limit if there was none.
    double lowest_v(std::size_t cell) const { return lowest_v_[cell]; }

  private:
    void stand_at(std::size_t cell, double rest_v);

    std::shared_ptr<const AgeingCurves> curves_;  // shared by copies
    std::vector<double> calendar_, cycles_, resistance_added_, lowest_v_;
    std::vector<double> over_discharged_;
    std::vector<double> harm_per_day_;  // what a day as now costs
    std::size_t being_harmed_ = 0;      // cells that any day as now costs something
};

}  // namespace models
