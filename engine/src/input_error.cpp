#include "engine/input_error.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace engine {

namespace {

constexpr std::size_t longest_key = 200;
constexpr std::size_t longest_message = 1000;

/// Whatever was written, a message is one line of printable text.
std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' ');
    return text;
}

/// The same, cut off between two characters where it is too long.
std::string one_line(std::string text, std::size_t longest) {
    if (text.size() > longest) {
        const auto is_inside = [&](std::size_t at) {
            return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
        };
        while (longest > 0 && is_inside(longest)) {
            --longest;
        }
        text = text.substr(0, longest) + "…";
    }
    return one_line(std::move(text));
}

/// "file:line:col: key: message", leaving out what is not there.
std::string compose(const Place& place, const std::string& key, const std::string& message) {
    std::string text = one_line(place.file);
    if (place.line > 0) {
        text += ':' + std::to_string(place.line) + ':' + std::to_string(place.column);
    }
    if (!text.empty()) {
        text += ": ";
    }
    if (!key.empty()) {
        text += key + ": ";
    }
    return text + message;
}

}  // namespace

InputError::InputError(Place place, std::string key, std::string message, InputFault fault)
    : std::runtime_error(
          compose(place, one_line(key, longest_key), one_line(message, longest_message))),
      place_{std::move(place)},
      key_{one_line(std::move(key), longest_key)},
      message_{one_line(std::move(message), longest_message)},
      fault_{fault} {}

}  // namespace engine
