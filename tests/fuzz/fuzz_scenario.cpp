// Any text as a scenario: it is read, or it is one error with its place. It is never run.

#include "engine/input_error.hpp"
#include "engine/resolved.hpp"
#include "engine/scenario_loader.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    // Files beside the scenario are another thing, and a random name may be a real one.
    if (text.find("extends") != std::string::npos || text.find("catalog") != std::string::npos) {
        return 0;
    }
    try {
        const engine::LoadedScenario loaded = engine::load_scenario_text(text, "fuzz.yaml", {});
        // What was understood can be written, and that is understood to be the same.
        const std::string resolved = engine::resolved_yaml(loaded, false);
        const engine::LoadedScenario again = engine::load_scenario_text(resolved, "again.yaml", {});
        if (engine::resolved_yaml(again, false) != resolved) {
            std::abort();
        }
    } catch (const engine::InputError& error) {
        if (std::string_view{error.what()}.empty()) {
            std::abort();
        }
    }
    return 0;
}
