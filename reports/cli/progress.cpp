#include "progress.hpp"

#include <ostream>

#include <fmt/format.h>
#include <unistd.h>

namespace reports::cli {

Progress::Progress(std::ostream& err, bool quiet, engine::SimTime horizon)
    : err_{err},
      is_on_{!quiet && ::isatty(STDERR_FILENO) != 0},
      horizon_{horizon},
      began_{std::chrono::steady_clock::now()},
      shown_{began_} {}

void Progress::show(engine::SimTime now) {
    using namespace std::chrono_literals;
    const auto time = std::chrono::steady_clock::now();
    if (!is_on_ || time - began_ < 1s || time - shown_ < 100ms) {
        return;
    }
    shown_ = time;
    is_visible_ = true;
    const double part = engine::to_seconds(now) / engine::to_seconds(horizon_);
    const double elapsed_s = std::chrono::duration<double>(time - began_).count();
    constexpr int bar_width = 30;
    const int filled = static_cast<int>(part * bar_width);
    err_ << fmt::format("\r[{:#<{}}{:.<{}}] day {:.0f} of {:.0f}, {:.0f} s left ", "", filled, "",
                        bar_width - filled, engine::to_days(now), engine::to_days(horizon_),
                        elapsed_s * (1.0 - part) / part)
         << std::flush;
}

void Progress::clear() {
    if (is_visible_) {
        err_ << "\r\033[K" << std::flush;
    }
}

}  // namespace reports::cli
