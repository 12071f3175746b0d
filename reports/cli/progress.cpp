#include "progress.hpp"

#include <ostream>

#include <fmt/format.h>
#include <unistd.h>

namespace reports::cli {

Progress::Progress(std::ostream& err, bool quiet)
    : err_{err},
      is_on_{!quiet && ::isatty(STDERR_FILENO) != 0},
      began_{std::chrono::steady_clock::now()},
      shown_{began_} {}

void Progress::show(double part, const std::function<std::string()>& what) {
    using namespace std::chrono_literals;
    const auto time = std::chrono::steady_clock::now();
    part_at_begin_ = part_at_begin_.value_or(part);
    if (!is_on_ || time - began_ < 1s || time - shown_ < 100ms || part <= *part_at_begin_) {
        return;
    }
    shown_ = time;
    is_visible_ = true;
    const double elapsed_s = std::chrono::duration<double>(time - began_).count();
    constexpr int bar_width = 30;
    const int filled = static_cast<int>(part * bar_width);
    err_ << fmt::format("\r\033[K[{:#<{}}{:.<{}}] {}, {:.0f} s left ", "", filled, "",
                        bar_width - filled, what(),
                        elapsed_s * (1.0 - part) / (part - *part_at_begin_))
         << std::flush;
}

void Progress::clear() {
    if (is_visible_) {
        err_ << "\r\033[K" << std::flush;
    }
}

}  // namespace reports::cli
