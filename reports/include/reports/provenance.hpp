#pragma once
// Who computed a result, and from what.

#include "engine/scenario.hpp"

#include <string>

namespace reports {

/// "0.1.0"
std::string version();
/// One paragraph for `--version`: program, core hash, libraries.
std::string version_text();
/// The name of this machine.
std::string host_name();

/// Hashes of what a run was made of, in hex.
struct InputHashes {
    std::string scenario;
    std::string core;
    std::string catalog;
};
InputHashes input_hashes(const engine::LoadedScenario& loaded);

}  // namespace reports
