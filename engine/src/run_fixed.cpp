#include "run_loop.hpp"

namespace engine {

RunResult run_fixed(const LoadedScenario& loaded, const RunOptions& options) {
    RunLoop loop{loaded, options};
    while (!loop.is_over()) {
        loop.arrive(loop.next_instant());
    }
    return loop.finish(Driver::Fixed);
}

}  // namespace engine
