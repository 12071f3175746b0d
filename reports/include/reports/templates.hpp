#pragma once

#include <span>
#include <string_view>

namespace reports {

/// A commented scenario to begin with, as `banktwin new` prints it.
struct Template {
    std::string_view file;  // "campervan.yaml"
    std::string_view text;
};
std::span<const Template> shipped_templates();

}  // namespace reports
