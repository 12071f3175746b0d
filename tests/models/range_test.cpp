#include "models/range.hpp"

#include "tests/models/generators.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models {
namespace {

RC_GTEST_PROP(Range, GoesFromTheSmallestToTheLargestWhereverTheyStand, ()) {
    const auto column = gen_many(*gen_whole<std::size_t>(1, 60), -5.0, 5.0);
    const Range range = range_of(column);
    const auto [lowest, highest] = std::minmax_element(column.begin(), column.end());
    RC_ASSERT(range.lowest == *lowest);
    RC_ASSERT(range.highest == *highest);
}

}  // namespace
}  // namespace models
