#pragma once
// What VictronConnect would show: the Status, Battery and History pages, and the settings, of the
// BMS of a run at one moment (manual §5.1; R-MON-4, R-MON-5, R-MON-6).

#include "reports/documents.hpp"
#include "reports/vocabulary.hpp"

#include <string>

namespace reports {

AppPagesPart app_pages(const engine::AppLook& look, const engine::Calendar& calendar,
                       Language language);

/// The pages one below the other, as text.
std::string app_pages_text(const AppPagesPart& pages, Language language);

}  // namespace reports
