#pragma once
// The requirements taken from the manual (R-) and the decisions where it is silent or contradicts
// itself (D-), by the ids that the program's answers cite. Private to the reports.

#include "reports/words.hpp"

#include <span>
#include <string_view>

namespace reports {

struct RequirementWord {
    std::string_view id;       // "R-OUT-4", "D-11"
    std::string_view section;  // of the manual, "§2.2, §4.3"; of a decision ""
    BothLanguages text;
};

/// Every row, in the order of their numbers.
std::span<const RequirementWord> requirement_words();

}  // namespace reports
