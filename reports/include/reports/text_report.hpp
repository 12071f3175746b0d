#pragma once
// Reports for people reading a terminal: verdict and dates first, assumptions and provenance last.

#include "reports/documents.hpp"
#include "reports/vocabulary.hpp"

#include <string>

namespace reports {

/// What is written in a document (names, findings, the verdict's sentence) stays as it is; the rest
/// speaks this language. Notes of assumptions are the catalogue's own words.
std::string text_report(const RunDocument& document, Language language = Language::English);
std::string text_report(const DrainDocument& document, Language language = Language::English);

}  // namespace reports
