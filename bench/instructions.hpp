#pragma once
// Instructions that a piece of work takes, counted one by one: the processor traps after each
// (Intel SDM 3B, 17.3.2, single-step exceptions). Exact, and the same on every x86-64, also where
// no hardware counter may be read.

#include <csignal>
#include <optional>
#include <vector>

#include <ucontext.h>

namespace bench {

namespace detail {

// A signal handler has nowhere else to count.
inline volatile std::sig_atomic_t is_counting = 0;
inline volatile std::sig_atomic_t steps = 0;

#if defined(__x86_64__)
inline constexpr bool can_step = true;
inline void on_trap(int, siginfo_t*, void* context) {
    constexpr greg_t trap_flag = 0x100;
    greg_t& flags = static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_EFL];
    flags = is_counting != 0 ? flags | trap_flag : flags & ~trap_flag;
    steps = steps + 1;
}
#else
inline constexpr bool can_step = false;
inline void on_trap(int, siginfo_t*, void*) {}
#endif

template <class Work>
long steps_of(Work& work) {
    steps = 0;
    is_counting = 1;
    raise(SIGTRAP);
    work();
    is_counting = 0;  // the next trap is the last
    return steps;
}

}  // namespace detail

/// How many instructions in user mode each of `times` calls of `work` takes, in their order;
/// nothing where the processor cannot be asked. Some 10 microseconds for each instruction.
template <class Work>
std::optional<std::vector<long>> instructions_of(int times, Work work) {
    if (!detail::can_step) {
        return std::nullopt;
    }
    struct sigaction action {};
    struct sigaction before {};
    action.sa_sigaction = detail::on_trap;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGTRAP, &action, &before);
    const auto nothing = [] {};
    const long around = detail::steps_of(nothing);
    std::vector<long> counts;
    for (int i = 0; i < times; ++i) {
        counts.push_back(detail::steps_of(work) - around);
    }
    sigaction(SIGTRAP, &before, nullptr);
    return counts;
}

}  // namespace bench
