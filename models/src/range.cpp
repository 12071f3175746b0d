#include "models/range.hpp"

#include "lanes.hpp"

#include <algorithm>
#include <cstddef>

namespace models {

// In several chains of comparisons: one alone would wait for each before the next.
Range range_of(std::span<const double> column) {
    using Pair = Lanes<2>;
    constexpr std::size_t chains = 4;
    constexpr std::size_t at_once = chains * Pair::count;
    Pair lowest[chains];
    Pair highest[chains];
    std::fill(lowest, lowest + chains, Pair{column[0]});
    std::fill(highest, highest + chains, Pair{column[0]});
    std::size_t i = 0;
    for (; i + at_once <= column.size(); i += at_once) {
        for (std::size_t chain = 0; chain < chains; ++chain) {
            const Pair values = Pair::read(&column[i + chain * Pair::count]);
            lowest[chain] = select(values < lowest[chain], values, lowest[chain]);
            highest[chain] = select(values > highest[chain], values, highest[chain]);
        }
    }
    double low[at_once];
    double high[at_once];
    for (std::size_t chain = 0; chain < chains; ++chain) {
        lowest[chain].write(low + chain * Pair::count);
        highest[chain].write(high + chain * Pair::count);
    }
    for (; i < column.size(); ++i) {
        low[0] = std::min(low[0], column[i]);
        high[0] = std::max(high[0], column[i]);
    }
    return {*std::min_element(low, low + at_once), *std::max_element(high, high + at_once)};
}

}  // namespace models
