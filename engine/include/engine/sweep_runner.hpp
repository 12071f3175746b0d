#pragma once
// Runs a sweep on several threads, and hands its runs on in order.

#include "engine/finding.hpp"
#include "engine/run.hpp"
#include "engine/sweep.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace engine {

/// What a caller says about a run beside its numbers.
struct RunStory {
    std::string verdict_text;
    std::vector<Finding> findings;
};

/// What became of a run: a result, or the reason why there is none.
struct SweepRun {
    std::int64_t run = 0;  // from 0
    std::vector<AxisValue> values;
    std::string name;
    std::int64_t seed = 0;
    std::optional<RunResult> result;
    RunStory story;
    std::string reason;  // "" beside a result
};

struct SweepRunOptions {
    Driver driver = Driver::Leap;
    unsigned threads = 1;
    bool record = false;     // samples, too
    std::int64_t first = 0;  // of the runs still to be done
    /// Called on the threads that run; needs to be safe there.
    std::function<RunStory(const LoadedScenario&, const RunResult&)> tell{};
    /// Called ten times a second while runs are awaited; what it throws ends the sweep.
    std::function<void()> check{};
};

/// Calls `take` with one run after the other, in order, on this thread. A run that cannot be loaded
/// or computed has its reason; what `take` and `check` throw, and a StoreError in a run, ends the
/// sweep and is thrown on.
void run_sweep(const Sweep& sweep, const SweepRunOptions& options,
               const std::function<void(SweepRun)>& take);

}  // namespace engine
