#pragma once
// The mean of a function over a step, as closely as it takes.

#include "models/select.hpp"

namespace models {

namespace adaptive {

/// Less than this share of it is no bend: its ends are enough.
inline constexpr double straight_share = 1e-4;
/// The mean is off by less than this share of itself.
inline constexpr double off_share = 1e-7;
/// What is less than this of the function's unit is rounding.
inline constexpr double off_least = 1e-14;
/// A kink is found to this power of 1/2; what it costs there is the square of that.
inline constexpr int most_halvings = 16;

/// A function at both ends and in the middle of a piece of the step.
struct Piece {
    double from, to;
    double begin, middle, end;

    double length() const { return to - from; }
    double at(double share) const { return from + share * length(); }
    double simpson() const { return (begin + 4.0 * middle + end) * (1.0 / 6.0); }
};

/// The integral over a piece; `off` is what halves may differ from the whole by.
template <class F>
double integral(const F& f, const Piece& whole, double off, int halvings) {
    const double middle = whole.at(0.5);
    const Piece first{whole.from, middle, whole.begin, f(whole.at(0.25)), whole.middle};
    const Piece second{middle, whole.to, whole.middle, f(whole.at(0.75)), whole.end};
    const double of_halves = first.simpson() * first.length() + second.simpson() * second.length();
    const double of_whole = whole.simpson() * whole.length();
    if (halvings == 0 || magnitude(of_halves - of_whole) <= off) {
        return of_halves;
    }
    return integral(f, first, off, halvings - 1) + integral(f, second, off, halvings - 1);
}

}  // namespace adaptive

/// The mean of `f` from 0 to 1, where it is `begin` and `end` and of one sign, by Simpson's rule
/// over pieces that are halved until halves come to the same (G. F. Kuncir, Comm. ACM 5, 1962).
/// Whatever is not smooth is closed in on. If both ends are nearly equal they are all it looks at.
template <class F>
double adaptive_mean(const F& f, double begin, double end) {
    using namespace adaptive;
    const double sum = magnitude(begin) + magnitude(end);
    if (magnitude(end - begin) <= straight_share * sum) {
        return 0.5 * (begin + end);
    }
    const Piece whole{0.0, 1.0, begin, f(0.5), end};
    const double off = off_share * magnitude(whole.simpson());
    return integral(f, whole, off < off_least ? off_least : off, most_halvings);
}

}  // namespace models
