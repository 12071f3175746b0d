#include "engine/unit.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace engine {

namespace {

bool has_name(const UnitRow& row, std::string_view name) {
    return std::any_of(row.names.begin(), row.names.end(),
                       [&](const UnitName& known) { return known.name == name; });
}

}  // namespace

const UnitRow* unit_named(std::string_view name, Unit wanted) {
    if (has_name(row_of(wanted), name)) {
        return &row_of(wanted);
    }
    const auto found = std::find_if(unit_table.begin(), unit_table.end(),
                                    [&](const UnitRow& row) { return has_name(row, name); });
    return found == unit_table.end() ? nullptr : &*found;
}

std::optional<NumberText> split_number(std::string_view text) {
    std::string_view digits = text;
    if (!digits.empty() && (digits.front() == '+' || digits.front() == '-')) {
        digits.remove_prefix(1);
    }
    const bool leading_zero =
        digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9';
    const bool starts_with_digit =
        !digits.empty() && ((digits[0] >= '0' && digits[0] <= '9') || digits[0] == '.');
    if (leading_zero || !starts_with_digit) {
        return std::nullopt;
    }
    const std::string_view number_text = text.front() == '+' ? text.substr(1) : text;
    double number = 0.0;
    const char* const begin = number_text.data();
    const auto [stop, error] = std::from_chars(begin, begin + number_text.size(), number);
    if (error != std::errc{} || !std::isfinite(number)) {
        return std::nullopt;
    }
    std::string_view unit = number_text.substr(static_cast<std::size_t>(stop - begin));
    while (!unit.empty() && unit.front() == ' ') {
        unit.remove_prefix(1);
    }
    return NumberText{.number = number, .unit = unit};
}

std::string shortest(double value) {
    std::array<char, 32> buffer{};
    const auto [stop, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), stop};
}

}  // namespace engine
