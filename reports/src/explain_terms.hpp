#pragma once
// What `explain` is made of: the terms by where they come from. Private to the reports.

#include "reports/documents.hpp"
#include "reports/words.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reports {

std::string in_language(std::string_view en, std::string_view sv, Language language);
std::string in_language(const BothLanguages& text, Language language);

/// "0x0FFF"; "" for what has no register.
std::string register_text(const VocabularyRow& row);

/// The keys of a scenario, of a catalogue and of a sweep's file.
void add_keys(std::vector<ExplainPart>& out, Language language);

/// Keys that may stand at several places are told at one: "devices.draws_a" for
/// "devices.lamp.draws_a"; nothing for a path that is told where it stands.
std::optional<std::string> told_at(const std::string& path);
/// Whether this very path is one of those.
bool is_told_elsewhere(const std::string& path);

/// The numbers of the core and of its sample, as `replay --dump-state` and a trace name them. Their
/// names and words are all that the core's tables tell of them; a setting is told in full.
std::vector<ExplainPart> state_numbers(Language language);

/// The steps of a path.
std::vector<std::string> split(const std::string& text, char at);

}  // namespace reports
