#pragma once
// Counts every allocation of a test program. To be included by one of its sources.

#include <cstdlib>
#include <new>

namespace tests {

inline long allocations = 0;

inline void* counted(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size > 0 ? size : 1)) {
        return memory;
    }
    throw std::bad_alloc{};
}

template <class Action>
long allocations_during(Action action) {
    const long before = allocations;
    action();
    return allocations - before;
}

}  // namespace tests

// Replaced for the whole program. Array and nothrow forms end up here by default; over-aligned ones
// do not, and nothing here is. Not inline: g++ 12 then takes free() here for a mistake.
[[gnu::noinline]] void* operator new(std::size_t size) {
    return tests::counted(size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
