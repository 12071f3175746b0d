#pragma once
// `banktwin explain`: what a word of the program or of the app means.

#include "reports/documents.hpp"
#include "reports/vocabulary.hpp"

#include <string>
#include <vector>

namespace reports {

/// Everything that goes by this name: codes ("A-B07"), outputs ("LOAD"), settings and fields
/// ("discharge_floor_pct", "devices.draws", "bank"), fields of the app by key or by name
/// ("Svansström"), every word of a result, its causes one by one ("low_cell+remote_off"), the words
/// of an expectation ("damage.day > 90"). Empty when nothing does.
std::vector<ExplainPart> explain(const std::string& term, Language language);

/// All terms, by kind, for a list.
std::vector<ExplainPart> explain_all(Language language);

/// The known term nearest to one that is not known.
std::optional<std::string> nearest_term(const std::string& term);

/// What a kind is called: "setting", "inställning".
std::string title_of_kind(std::string_view kind, Language language);

std::string text_of(const ExplainPart& part, Language language);

}  // namespace reports
