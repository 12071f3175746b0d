#pragma once
// The battery and cell of an event, in the reader's language. Private to the reports.

#include "reports/documents.hpp"
#include "reports/tell.hpp"

#include <string>

namespace reports {

/// "battery 2, cell 3", "battery 2", or nothing.
inline std::string place_of(const EventPart& event, Language language) {
    if (!event.battery) {
        return {};
    }
    return event.cell ? tell(language, "battery {}, cell {}", "batteri {}, cell {}", *event.battery,
                             *event.cell)
                      : tell(language, "battery {}", "batteri {}", *event.battery);
}

}  // namespace reports
