#pragma once
// What a designer should know about a run, found by rules.

#include "engine/finding.hpp"
#include "engine/result.hpp"
#include "engine/scenario.hpp"
#include "reports/vocabulary.hpp"

#include <vector>

namespace reports {

/// Every finding has a row here; `banktwin explain` tells it.
struct FindingRow {
    std::string_view name;
    std::string_view title;
    std::string_view help;
    std::string_view title_sv;
    std::string_view help_sv;
    std::string_view source;
};
std::span<const FindingRow> finding_table();

/// All findings of a run, mistakes first; their sentences in this language, names as they are.
std::vector<engine::Finding> findings_of(const engine::Scenario& scenario,
                                         const engine::RunResult& result,
                                         Language language = Language::English);

}  // namespace reports
