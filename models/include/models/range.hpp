#pragma once
// The smallest and the largest of many numbers.

#include <span>

namespace models {

struct Range {
    double lowest, highest;
};

/// Of a column with at least one number.
Range range_of(std::span<const double> column);

}  // namespace models
