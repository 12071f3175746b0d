#pragma once
// A cubic polynomial, and tables of them: row upon row of numbers, four neighbouring ones being a
// cubic. Over a number type, see select.hpp.

#include "models/select.hpp"

#include <cstddef>

namespace models {

/// c0 + c1 x + c2 x² + c3 x³
template <class Real>
struct CubicOf {
    Real c0{}, c1{}, c2{}, c3{};

    Real value(Real x) const { return c0 + x * (c1 + x * (c2 + x * c3)); }
    Real slope(Real x) const { return c1 + x * (2.0 * c2 + x * (3.0 * c3)); }
    /// Integral from 0 to x.
    Real area(Real x) const {
        return x * (c0 + x * (0.5 * c1 + x * (c2 * (1.0 / 3.0) + x * (0.25 * c3))));
    }
    /// The same curve, counted from `x`.
    CubicOf from(Real x) const { return {value(x), slope(x), c2 + 3.0 * x * c3, c3}; }
};
using Cubic = CubicOf<double>;

/// The whole part of x, 0 or more.
inline std::size_t row_of(double x) {
    return static_cast<std::size_t>(x);
}
/// `rows` has `stride` numbers in each row.
inline Cubic cubic_in_row(const double* rows, std::size_t stride, std::size_t row) {
    const double* c = rows + stride * row;
    return {c[0], c[1], c[2], c[3]};
}

}  // namespace models
