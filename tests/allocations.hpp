#pragma once
// Counts every allocation of a test program. To be included by one of its sources.

#include <cstdlib>
#include <new>

namespace tests {

inline long allocations = 0;

inline void* counted(std::size_t size) noexcept {
    ++allocations;
    return std::malloc(size > 0 ? size : 1);
}

template <class Action>
long allocations_during(Action action) {
    const long before = allocations;
    action();
    return allocations - before;
}

}  // namespace tests

// Replaced for the whole program. Array forms end up here by default, and nothrow ones would but
// for the address sanitizer, which has its own; over-aligned ones do not, and nothing here is. Not
// inline: g++ 12 then takes free() here for a mistake.
[[gnu::noinline]] void* operator new(std::size_t size) {
    if (void* memory = tests::counted(size)) {
        return memory;
    }
    throw std::bad_alloc{};
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return tests::counted(size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
