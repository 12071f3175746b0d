#pragma once
// What a run came to, in one sentence.

#include "engine/result.hpp"
#include "reports/vocabulary.hpp"

#include <optional>
#include <string>

namespace reports {

/// The verdict's one sentence.
std::string verdict_text(const engine::RunResult& result, Language language = Language::English);
/// The day the verdict is about, if it has one.
std::optional<engine::SimTime> verdict_time(const engine::RunResult& result);

}  // namespace reports
