#include "reports/whole_percent.hpp"

#include "engine/unit.hpp"

#include <stdexcept>

namespace reports {

double whole_percent_of(const std::string& text) {
    const auto parsed = engine::split_number(text);
    if (!parsed || (!parsed->unit.empty() && parsed->unit != "%")) {
        throw std::invalid_argument('"' + text + "\" is no percentage");
    }
    if (parsed->unit.empty() && parsed->number > 0.0 && parsed->number < 1.0) {
        throw std::invalid_argument(text + " %? did you mean " +
                                    engine::shortest(parsed->number * 100.0) +
                                    "? (for less than one percent write '" + text + " %')");
    }
    return parsed->number;
}

}  // namespace reports
