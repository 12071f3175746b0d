#pragma once
// Law 2, the same everywhere: one made-up trace of a million ticks through the whole core, and one
// hash of what the core was along the way.

#include <cstdint>

namespace replay {

struct TraceResult {
    std::uint64_t hash;  // FNV-1a/64 over the bytes of the core, its answers, its images and
                         // its advertisements
    // How much happened, so that a trace in which nothing does cannot pass for a proof.
    std::uint32_t ticks;
    std::uint32_t single_ticks;  // executed one by one, not leapt over
    std::uint32_t load_changes;
    std::uint32_t cycles;  // as the history counts them
};

TraceResult run_made_up_trace();

}  // namespace replay
