#include "engine/field.hpp"

#include <algorithm>
#include <numeric>

namespace engine {

Value to_value(Table table, const void* owner, Absent absent) {
    Value out{ValueMap{}};
    for (const Field& field : table) {
        Value value = field.type->write(field, field.member_of(owner), absent);
        if (absent == Absent::WriteNull || !value.is_null()) {
            out.set(std::string{field.key}, std::move(value));
        }
    }
    return out;
}

const Field* find_field(Table table, std::string_view key) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const Field& field) {
        return field.key == key || (!field.stem().empty() && field.stem() == key);
    });
    return found == table.end() ? nullptr : &*found;
}

namespace {

/// Levenshtein distance with neighbouring letters swapped counting once.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before;
    std::vector<std::size_t> above(b.size() + 1);
    std::iota(above.begin(), above.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::vector<std::size_t> row(b.size() + 1, i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        before = std::move(above);
        above = std::move(row);
    }
    return above.back();
}

std::string in_small_letters(std::string_view text) {
    std::string small{text};
    std::transform(small.begin(), small.end(), small.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return small;
}

}  // namespace

std::optional<std::string> nearest(std::string_view wrong, std::span<const std::string> known) {
    // An unreasonably long word is no slip of the pen.
    if (wrong.size() > 64) {
        return std::nullopt;
    }
    const std::string written = in_small_letters(wrong);
    std::optional<std::string> best;
    std::size_t best_distance = std::max<std::size_t>(2, wrong.size() / 3) + 1;
    for (const std::string& word : known) {
        const std::string meant = in_small_letters(word);
        const bool begins_alike = !written.empty() && meant.starts_with(written);
        const std::size_t far = meant == written ? 0 : begins_alike ? 1 : distance(written, meant);
        if (far < best_distance) {
            best = word;
            best_distance = far;
        }
    }
    return best;
}

}  // namespace engine
