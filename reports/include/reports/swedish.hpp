#pragma once
// The Swedish of what stands in English in the tables of the core and the engine.

#include "bms/settings.hpp"
#include "engine/event.hpp"
#include "engine/result.hpp"

#include <string_view>

namespace reports {

/// What a setting does. One text for every setting, or it does not compile.
std::string_view swedish_help(bms::Setting setting);
std::string_view swedish_title(engine::Milestone milestone);
std::string_view swedish_help(engine::Milestone milestone);
std::string_view swedish_help(engine::Verdict verdict);

}  // namespace reports
