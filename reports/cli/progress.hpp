#pragma once
// A progress bar for whoever waits at a terminal for more than a second.

#include "engine/sim_time.hpp"

#include <chrono>
#include <iosfwd>

namespace reports::cli {

class Progress {
  public:
    /// Shows nothing when `quiet`, or when standard error is no terminal.
    Progress(std::ostream& err, bool quiet, engine::SimTime horizon);
    void show(engine::SimTime now);
    /// Wipes the bar away.
    void clear();

  private:
    std::ostream& err_;
    bool is_on_;
    engine::SimTime horizon_;
    std::chrono::steady_clock::time_point began_;
    std::chrono::steady_clock::time_point shown_;
    bool is_visible_ = false;
};

}  // namespace reports::cli
