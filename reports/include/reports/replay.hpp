#pragma once
// What a replay has to say.

#include "engine/replay.hpp"
#include "reports/documents.hpp"
#include "reports/vocabulary.hpp"

#include <string>

namespace reports {

ReplayDocument replay_document(const std::string& file, const engine::ReplayHead& head,
                               const engine::ReplayResult& result, bool with_state);

/// Events, what differs from the record, and the state where it was asked for.
std::string replay_text(const ReplayDocument& document, Language language = Language::English);

}  // namespace reports
