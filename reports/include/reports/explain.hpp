#pragma once
// `banktwin explain`: what a word of the program or of the app means.

#include "reports/documents.hpp"
#include "reports/vocabulary.hpp"

#include <string>
#include <vector>

namespace reports {

/// Everything that goes by this name: codes ("A-B07"), settings and fields ("discharge_floor_pct",
/// "devices.draws", "bank"), fields of the app by key or by name ("Svansström"), events,
/// milestones, metrics, findings, verdicts. Empty when nothing does.
std::vector<ExplainPart> explain(const std::string& term, Language language);

/// All terms, by kind, for a list.
std::vector<ExplainPart> explain_all(Language language);

/// The known term nearest to one that is not known.
std::optional<std::string> nearest_term(const std::string& term);

std::string text_of(const ExplainPart& part);

}  // namespace reports
