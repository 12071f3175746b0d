#pragma once
// What several reports for a terminal have in common. Private to the reports.

#include "reports/documents.hpp"
#include "reports/vocabulary.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace reports {

/// Breaks a sentence into lines, all but the first indented.
std::string wrapped(const std::string& text, std::size_t indent);
/// Breaks a line whose columns are already aligned; what does not fit goes on at `indent`.
std::string wrapped_keeping_columns(const std::string& line, std::size_t indent);

/// Nothing when there are none.
void add_findings(std::string& out, const std::vector<FindingPart>& findings, Language language);
void add_assumptions(std::string& out, const std::vector<AssumptionPart>& assumptions,
                     Language language);

}  // namespace reports
