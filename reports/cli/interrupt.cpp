#include "interrupt.hpp"

#include <csignal>

namespace reports::cli {

namespace {

// A signal handler can reach nothing else.
volatile std::sig_atomic_t signalled = 0;

extern "C" void note_signal(int /*signal*/) {
    signalled = 1;
}

}  // namespace

InterruptGuard::InterruptGuard() {
    signalled = 0;
    std::signal(SIGINT, &note_signal);
    std::signal(SIGTERM, &note_signal);
}

InterruptGuard::~InterruptGuard() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

void InterruptGuard::check() {
    if (signalled != 0) {
        throw InterruptedRun{};
    }
}

}  // namespace reports::cli
