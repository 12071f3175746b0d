#include "engine/run.hpp"

namespace engine {

RunResult run(const LoadedScenario& loaded, Driver driver, const RunOptions& options) {
    const bool leaps = driver == Driver::Leap && options.trace == nullptr;
    return leaps ? run_leap(loaded, options) : run_fixed(loaded, options);
}

}  // namespace engine
