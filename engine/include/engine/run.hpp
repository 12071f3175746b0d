#pragma once
// Runs a scenario to its horizon.
//
// Order of things at one instant: plant, measurements, BMS, outputs, devices, record. Events act on
// the half-open interval (t0, t1].

#include "engine/result.hpp"
#include "engine/scenario.hpp"
#include "engine/trace.hpp"

#include <functional>
#include <vector>

namespace engine {

struct RunOptions {
    bool record = false;                          // samples for a result file
    TraceWriter* trace = nullptr;                 // what the core is given and shows
    std::vector<SimTime> look_at{};               // moments for `app_looks`, in rising order
    std::function<void(SimTime now)> progress{};  // called now and then
};

/// Runs with the driver that is asked for, `leap` unless there is a reason; a trace needs every
/// tick, and is always written by `fixed`.
RunResult run(const LoadedScenario& loaded, Driver driver, const RunOptions& options = {});

/// The same events a thousand times faster: between two things that can happen the plant moves in
/// long steps, and the core in one call, up to the battery frame that tells news.
RunResult run_leap(const LoadedScenario& loaded, const RunOptions& options = {});

/// The reference driver: every control tick of the core is executed; the plant advances once per
/// battery frame (1 s) and at every edge of a schedule or device.
RunResult run_fixed(const LoadedScenario& loaded, const RunOptions& options = {});

}  // namespace engine
