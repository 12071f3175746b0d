#pragma once
// A sentence with its numbers in the reader's language: a Swedish one has 0,3 where an English one
// has 0.3. Formats are checked when compiled.

#include "reports/vocabulary.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

namespace reports {

/// A number as Swedish writes it; formats are those of a double.
struct DecimalComma {
    double value;
};

}  // namespace reports

template <>
struct fmt::formatter<reports::DecimalComma> : fmt::formatter<double> {
    template <class Context>
    auto format(reports::DecimalComma number, Context& context) const -> decltype(context.out()) {
        fmt::memory_buffer text;
        Context into{fmt::appender{text}, context.args(), context.locale()};
        fmt::formatter<double>::format(number.value, into);
        std::replace(text.begin(), text.end(), '.', ',');
        return std::copy(text.begin(), text.end(), context.out());
    }
};

namespace reports {

template <class T>
using InSwedish =
    std::conditional_t<std::is_floating_point_v<std::remove_cvref_t<T>>, DecimalComma, T>;

template <class T>
decltype(auto) in_swedish(std::remove_reference_t<T>& value) {
    if constexpr (std::is_same_v<InSwedish<T>, DecimalComma>) {
        return DecimalComma{value};
    } else {
        return static_cast<T&&>(value);
    }
}

template <class... Args>
std::string tell(Language language, fmt::format_string<Args...> en,
                 fmt::format_string<InSwedish<Args>...> sv, Args&&... args) {
    return language == Language::Swedish ? fmt::format(sv, in_swedish<Args>(args)...)
                                         : fmt::format(en, std::forward<Args>(args)...);
}

/// Numbers without words: one format for both languages.
template <class... Numbers>
std::string tell_numbers(Language language, fmt::format_string<const Numbers&...> format,
                         const Numbers&... numbers) {
    return language == Language::Swedish
               ? fmt::vformat(format, fmt::make_format_args(in_swedish<const Numbers&>(numbers)...))
               : fmt::format(format, numbers...);
}

/// A number that is text already.
inline std::string tell_number(Language language, std::string number) {
    if (language == Language::Swedish) {
        std::replace(number.begin(), number.end(), '.', ',');
    }
    return number;
}

}  // namespace reports
