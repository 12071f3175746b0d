#pragma once

#include "engine/value.hpp"

#include <string>

namespace reports {

/// JSON with two spaces of indentation and a final newline; NaN and infinities become null.
std::string to_json(const engine::Value& value);

}  // namespace reports
