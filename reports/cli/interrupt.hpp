#pragma once
// Ctrl-C: a run stops, cleans up behind itself and exits with 130.

#include <exception>

namespace reports::cli {

class InterruptedRun : public std::exception {};

/// While it lives, SIGINT and SIGTERM are noted instead of ending the process.
class InterruptGuard {
  public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    /// Throws InterruptedRun once a signal has come.
    static void check();
};

}  // namespace reports::cli
