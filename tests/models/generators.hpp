#pragma once
// Random real numbers, whole ones and choices at their whole width.

#include <cstdint>
#include <vector>

#include <rapidcheck.h>

namespace models {

/// Evenly between both, at a resolution of a billionth of the width.
inline rc::Gen<double> gen_between(double low, double high) {
    constexpr std::int64_t parts = 1'000'000'000;
    return rc::gen::resize(
        rc::kNominalSize,
        rc::gen::map(rc::gen::inRange<std::int64_t>(0, parts + 1), [=](std::int64_t part) {
            return low + (high - low) * static_cast<double>(part) / static_cast<double>(parts);
        }));
}

/// From `low` up to and with `high`.
template <class T>
rc::Gen<T> gen_whole(T low, T high) {
    return rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(low, static_cast<T>(high + T{1})));
}

inline std::vector<double> gen_many(std::size_t count, double low, double high) {
    return *rc::gen::container<std::vector<double>>(count, gen_between(low, high));
}

}  // namespace models
