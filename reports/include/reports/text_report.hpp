#pragma once
// Reports for people reading a terminal: verdict and dates first, assumptions and provenance last.

#include "reports/documents.hpp"

#include <string>

namespace reports {

std::string text_report(const RunDocument& document);
std::string text_report(const DrainDocument& document);

}  // namespace reports
