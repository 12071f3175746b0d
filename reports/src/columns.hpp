#pragma once
// Columns of text, counted as a reader does. Private to the reports.

#include <algorithm>
#include <cstddef>
#include <string>

namespace reports {

/// What a reader counts, not bytes.
inline std::size_t letters_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

/// Pads by what a reader sees, not by bytes.
inline std::string padded(const std::string& text, std::size_t columns, bool right = false) {
    const std::size_t letters = letters_of(text);
    const std::string gap(columns > letters ? columns - letters : 0, ' ');
    return right ? gap + text : text + gap;
}

}  // namespace reports
