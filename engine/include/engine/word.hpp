#pragma once
// A word of our results, and what it means in one line of English.

#include <algorithm>
#include <span>
#include <string_view>

namespace engine {

struct Word {
    std::string_view name;
    std::string_view help;
};

/// Whether the rows of a table stand in the order of their enumeration, and each says something.
template <class Enum, class Rows>
constexpr bool stands_in_order(const Rows& rows, Enum Rows::value_type::*key) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].*key != static_cast<Enum>(i) || rows[i].name.empty() || rows[i].help.empty()) {
            return false;
        }
    }
    return true;
}

}  // namespace engine
