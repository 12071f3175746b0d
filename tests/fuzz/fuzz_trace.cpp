// Any text as a trace: it is replayed, or it is one error with its place.

#include "engine/input_error.hpp"
#include "engine/replay.hpp"
#include "engine/trace.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto text = std::make_unique<std::istringstream>(
        std::string{reinterpret_cast<const char*>(data), size});
    try {
        engine::TraceReader reader{engine::TextLines{std::move(text), "fuzz.trace"}};
        // A few hours are enough; a text may ask for centuries.
        engine::replay(reader, {.until = std::chrono::hours{6}});
    } catch (const engine::InputError&) {
    }
    return 0;
}
