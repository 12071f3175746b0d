#pragma once
// Words that the tables of the core name without saying what they mean, and words of the field:
// what `banktwin explain` tells about them, in both languages.

#include "bms/conditions.hpp"
#include "reports/vocabulary.hpp"

#include <span>
#include <string_view>

namespace reports {

struct BothLanguages {
    std::string_view en;
    std::string_view sv;

    constexpr std::string_view in(Language language) const {
        return language == Language::Swedish ? sv : en;
    }
};

/// What a condition of the core watches for.
const BothLanguages& text_of(bms::Condition condition);

/// A word of a kind: "cause" (why an output is open, besides the conditions), "outcome" (of a
/// command), "flag", "state", "output", "term".
struct FieldWord {
    std::string_view kind;
    std::string_view name;
    BothLanguages title;
    BothLanguages text;
    std::string_view source;
};
std::span<const FieldWord> field_words();

}  // namespace reports
