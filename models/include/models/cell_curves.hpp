#pragma once
// All curves of a chemistry on one grid over the state of charge: a cell looks for its place once
// and reads everything there.

#include "models/curve.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace models {

struct Chemistry;

/// What the curves say at one state of charge. Slopes are per SoC; areas are integrals over SoC
/// from 0.
template <class Real>
struct CellPlaceOf {
    Real ocv_v, ocv_slope_v, ocv_area_v;  // the middle between the branches, at 25 °C
    Real entropic_v_per_k, entropic_slope_v_per_k, entropic_area_v_per_k;
    Real gap_v;       // half of what lies between the branches, at 25 °C
    Real relaxing_v;  // amplitude of the relaxing hysteresis, at 25 °C
    Real r0, r1, r2;  // over R0 at 50 % and 25 °C
};
using CellPlace = CellPlaceOf<double>;

/// The curves as a table: a row for every step of the grid, and one beyond each end.
struct CellCurveRows {
    enum Column : std::size_t {
        Ocv = 0,
        Entropic = 4,
        Gap = 8,
        Relaxing = 12,
        R0 = 16,
        R1 = 20,
        R2 = 24,
        Start = 28,  // SoC that the row's cubics count from, areas up to there of OCV and entropic
        Columns = 32,
    };

    const double* rows;
    double first_soc;
    double per_grid;
    double last_row;

    template <class Real>
    CellPlaceOf<Real> at(Real soc) const {
        const auto row = row_of(clamped((soc - first_soc) * per_grid + 1.0, 0.0, last_row));
        const auto cubic = [&](Column column) { return cubic_in_row(rows + column, Columns, row); };
        const CubicOf<Real> begin = cubic(Start);
        const Real x = soc - begin.c0;
        const CubicOf<Real> ocv_v = cubic(Ocv);
        const CubicOf<Real> entropic_v_per_k = cubic(Entropic);
        return {.ocv_v = ocv_v.value(x),
                .ocv_slope_v = ocv_v.slope(x),
                .ocv_area_v = begin.c1 + ocv_v.area(x),
                .entropic_v_per_k = entropic_v_per_k.value(x),
                .entropic_slope_v_per_k = entropic_v_per_k.slope(x),
                .entropic_area_v_per_k = begin.c2 + entropic_v_per_k.area(x),
                .gap_v = cubic(Gap).value(x),
                .relaxing_v = cubic(Relaxing).value(x),
                .r0 = cubic(R0).value(x),
                .r1 = cubic(R1).value(x),
                .r2 = cubic(R2).value(x)};
    }
};

/// Whoever copies it shares the table.
class CellCurves {
  public:
    /// The curves of a chemistry; OCV goes on straight beyond its ends, everything else level.
    /// Throws std::invalid_argument as Curve does.
    explicit CellCurves(const Chemistry& chemistry);

    CellCurveRows rows() const { return {rows_->data(), first_, per_grid_, last_}; }
    CellPlace at(double soc) const { return rows().at(soc); }

  private:
    std::shared_ptr<const std::vector<double>> rows_;
    double first_;
    double per_grid_;
    double last_;  // index of the end above
};

}  // namespace models
