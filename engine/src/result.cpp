#include "engine/result.hpp"

#include <algorithm>
#include <array>

namespace engine {

std::string_view name_of(LedgerRow::Kind kind) {
    constexpr std::array<std::string_view, 5> names{"load", "charger", "bms", "bank", "far"};
    return names[static_cast<std::size_t>(kind)];
}

bool RunResult::all_expectations_met() const {
    return std::all_of(expectations.begin(), expectations.end(), [](const ExpectationResult& row) {
        return row.judgement.outcome == Judgement::Outcome::Met;
    });
}

}  // namespace engine
