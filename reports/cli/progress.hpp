#pragma once
// A progress bar for whoever waits at a terminal for more than a second.

#include <chrono>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

namespace reports::cli {

class Progress {
  public:
    /// Shows nothing when `quiet`, or when standard error is no terminal.
    Progress(std::ostream& err, bool quiet);
    /// `part` of 1 is done; `what` says it in words, and is asked ten times a second at most.
    void show(double part, const std::function<std::string()>& what);
    /// Wipes the bar away.
    void clear();

  private:
    std::ostream& err_;
    bool is_on_;
    std::chrono::steady_clock::time_point began_;
    std::chrono::steady_clock::time_point shown_;
    std::optional<double> part_at_begin_;
    bool is_visible_ = false;
};

}  // namespace reports::cli
