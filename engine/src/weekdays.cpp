#include "engine/weekdays.hpp"

#include <algorithm>

namespace engine {

namespace {

constexpr std::string_view form = "mon-fri, sat or a list of such; mon tue wed thu fri sat sun";

/// From 0, Monday; as many as there are where it is none.
std::size_t weekday_of(std::string_view word) {
    return static_cast<std::size_t>(std::find(weekday_words.begin(), weekday_words.end(), word) -
                                    weekday_words.begin());
}

/// One day, or from one to another, through Sunday if need be.
std::uint8_t days_of(const Node& node, const std::string& path) {
    const std::string_view text = Reader::text(node, path, form);
    const std::size_t dash = text.find('-');
    const std::size_t first = weekday_of(text.substr(0, dash));
    const std::size_t last =
        dash == std::string_view::npos ? first : weekday_of(text.substr(dash + 1));
    const std::size_t count = weekday_words.size();
    if (first == count || last == count) {
        throw error_at(
            node, path,
            '"' + std::string{text} + "\" is no day of the week; expected " + std::string{form});
    }
    const std::size_t length = (last + count - first) % count + 1;
    std::uint8_t bits = 0;
    for (std::size_t i = 0; i < length; ++i) {
        bits = static_cast<std::uint8_t>(bits | 1U << (first + i) % count);
    }
    return bits;
}

}  // namespace

namespace detail {

void read_weekdays(Reader& reader, const Node& node, const Field&, const std::string& path,
                   void* member) {
    auto& days = *static_cast<models::Weekdays*>(member);
    reader.note_origin(path, node);
    days.bits = 0;
    if (!node.is_list()) {
        days.bits = days_of(node, path);
        return;
    }
    if (node.items.empty()) {
        throw error_at(node, path, "no day at all; expected " + std::string{form});
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const std::string below = path + '[' + std::to_string(i + 1) + ']';
        days.bits = static_cast<std::uint8_t>(days.bits | days_of(node.items[i], below));
    }
}

Value write_weekdays(const Field&, const void* member, Absent) {
    const auto& days = *static_cast<const models::Weekdays*>(member);
    ValueList words;
    for (std::size_t day = 0; day < weekday_words.size(); ++day) {
        if (days.contains(static_cast<std::int64_t>(day))) {
            words.emplace_back(weekday_words[day]);
        }
    }
    return words;
}

Value weekdays_schema() {
    const std::string day = "(mon|tue|wed|thu|fri|sat|sun)";
    const Value word{ValueMap{{"type", "string"}, {"pattern", '^' + day + "(-" + day + ")?$"}}};
    return ValueMap{
        {"anyOf", ValueList{word, ValueMap{{"type", "array"}, {"items", word}, {"minItems", 1}}}}};
}

}  // namespace detail

}  // namespace engine
