#pragma once
// What a test program has allocated, if one of its sources includes allocations.hpp.

#include <atomic>
#include <cstddef>

namespace tests {

inline std::atomic<long> allocations{0};
inline std::atomic<std::size_t> allocated_bytes{0};

template <class Action>
long allocations_during(Action action) {
    const long before = allocations;
    action();
    return allocations - before;
}

/// Counted in full, whatever is given back meanwhile.
template <class Action>
std::size_t bytes_allocated_during(Action action) {
    const std::size_t before = allocated_bytes;
    action();
    return allocated_bytes - before;
}

}  // namespace tests
