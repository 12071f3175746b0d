#pragma once
// Counts every allocation of a test program. To be included by one of its sources; the others count
// with allocation_count.hpp.

#include "tests/allocation_count.hpp"

#include <cstdlib>
#include <new>

namespace tests {

inline void* counted(std::size_t size) noexcept {
    allocations.fetch_add(1, std::memory_order_relaxed);
    allocated_bytes.fetch_add(size, std::memory_order_relaxed);
    return std::malloc(size > 0 ? size : 1);
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
