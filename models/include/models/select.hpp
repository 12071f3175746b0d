#pragma once
// Choices without a branch. What is computed for one cell, or for several side by side
// (models/src/lanes.hpp), is written once, over a number type `Real`: double, or lanes of it.

namespace models {

inline double select(bool condition, double if_true, double if_false) {
    return condition ? if_true : if_false;
}
/// Whether a condition holds for at least one cell, or for every one.
inline bool any(bool condition) {
    return condition;
}
inline bool all(bool condition) {
    return condition;
}

template <class Real>
Real magnitude(Real x) {
    return select(x < 0.0, -x, x);
}
template <class Real>
Real sign(Real x) {
    return select(x > 0.0, Real{1.0}, select(x < 0.0, Real{-1.0}, Real{0.0}));
}
template <class Real>
Real clamped(Real x, double least, double most) {
    return select(x < least, Real{least}, select(x > most, Real{most}, x));
}

}  // namespace models
