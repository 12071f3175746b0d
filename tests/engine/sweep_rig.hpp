#pragma once
// A sweep in a folder of its own.

#include "engine/sweep_store.hpp"
#include "tests/engine/support.hpp"

#include <string>

namespace engine {

inline constexpr const char* swept_base = R"(name: A bank for an hour
duration: 1 h
bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}
devices:
  lamp: {model: constant_power, draws: 12 W, connected_to: load}
)";

class SweepFolder : public Folder {
  public:
    explicit SweepFolder(const std::string& sweep, const std::string& base = swept_base) {
        write("base.yaml", base);
        write("sweep.yaml", "base: base.yaml\n" + sweep);
    }
    Sweep read(const LoadOptions& options = {}) const {
        return Sweep::read(path("sweep.yaml"), options);
    }
    /// The whole message of the error of reading it, with names of files in this folder shortened.
    std::string error(const LoadOptions& options = {}) const {
        const auto error = error_of([&] { read(options); });
        std::string text = error ? error->what() : "";
        const std::string folder = path("");
        for (std::size_t at = 0; (at = text.find(folder)) != std::string::npos;) {
            text.erase(at, folder.size());
        }
        return text;
    }
};

/// All runs in order.
inline std::vector<SweepRun> all_runs(const Sweep& sweep, const SweepRunOptions& options = {}) {
    std::vector<SweepRun> out;
    run_sweep(sweep, options, [&](SweepRun run) { out.push_back(std::move(run)); });
    return out;
}

}  // namespace engine
