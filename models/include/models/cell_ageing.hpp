#pragma once
// How cells lose capacity and gain resistance.

#include "models/adaptive_mean.hpp"
#include "models/chemistry.hpp"

#include <algorithm>
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
    /// Of every step of which an end is below `harmed_below_v`: in `days` the voltage at rest went,
    /// rising or falling all the way, from `begin_v` to `end_v`; after a share of them it was
    /// `rest_v(share)`. Looks as closely as the way is bent, so that any cut comes to the same.
    template <class RestAt>
    void harm(std::size_t cell, double begin_v, double end_v, RestAt rest_v, double days) {
        lowest_v_[cell] = std::min({lowest_v_[cell], begin_v, end_v});
        const auto per_day = [&](double share) {
            return curves_->over_discharge_per_day(rest_v(share));
        };
        over_discharged_[cell] += adaptive_mean(per_day, curves_->over_discharge_per_day(begin_v),
                                                curves_->over_discharge_per_day(end_v)) *
                                  days;
    }
    /// A span has passed.
    void pass(std::size_t cell, const AgeingSpan& span);
    /// A new cell stands there.
    void renew(std::size_t cell);

    CapacityLost lost(std::size_t cell) const;
    double resistance_added(std::size_t cell) const { return resistance_added_[cell]; }
    /// The lowest voltage at rest below `harmed_below_v`; that limit if there was none.
    double lowest_v(std::size_t cell) const { return lowest_v_[cell]; }

  private:
    std::shared_ptr<const AgeingCurves> curves_;  // shared by copies
    std::vector<double> calendar_, cycles_, resistance_added_, lowest_v_;
    std::vector<double> over_discharged_;
};

}  // namespace models
