#pragma once
// What a designer should know about a run, found by rules.

#include "engine/finding.hpp"
#include "engine/result.hpp"
#include "engine/scenario.hpp"
#include "reports/vocabulary.hpp"
#include "reports/words.hpp"

#include <vector>

namespace reports {

/// Every finding has a row here; `banktwin explain` tells it.
struct FindingRow {
    std::string_view name;
    std::string_view source;
    BothLanguages title;
    BothLanguages help;
    BothLanguages advice;  // what to do, whatever its numbers
};
std::span<const FindingRow> finding_table();

/// One finding by the name of its row; `device` "" for the whole system, `advice` "" for the row's.
engine::Finding make_finding(std::string_view name, engine::Finding::Severity severity,
                             std::string device, std::string text, Language language,
                             std::string advice = {});

/// Mistakes first; else they stay in their order.
void sort_by_severity(std::vector<engine::Finding>& findings);

/// Of a system that has not run: the loads that no output cuts off (R-BAT-9), each an advice with
/// the days that it costs. A run tells more of them.
std::vector<engine::Finding> uncontrolled_loads(const engine::Scenario& scenario,
                                                Language language = Language::English);

/// All findings of a run, mistakes first; their sentences in this language, names as they are.
std::vector<engine::Finding> findings_of(const engine::Scenario& scenario,
                                         const engine::RunResult& result,
                                         Language language = Language::English);

}  // namespace reports
