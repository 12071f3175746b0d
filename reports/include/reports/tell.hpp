#pragma once
// A sentence with its numbers in the reader's language; both formats are checked when compiled.

#include "reports/vocabulary.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>

namespace reports {

template <class... Args>
std::string tell(Language language, fmt::format_string<Args...> en, fmt::format_string<Args...> sv,
                 Args&&... args) {
    return language == Language::Swedish ? fmt::format(sv, std::forward<Args>(args)...)
                                         : fmt::format(en, std::forward<Args>(args)...);
}

}  // namespace reports
