#include "engine/csv_line.hpp"

#include "engine/unit.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace engine {

namespace {

/// Where the quotes around a cell end, if it has some: behind them comes a separator or nothing.
/// A quote in the cell is written twice.
std::optional<std::size_t> end_of_quotes(const std::string& line, std::size_t begin,
                                         char separator) {
    std::size_t quote = line.find_first_not_of(' ', begin);
    if (quote == std::string::npos || line[quote] != '"') {
        return std::nullopt;
    }
    while ((quote = line.find('"', quote + 1)) != std::string::npos) {
        if (line.compare(quote + 1, 1, "\"") == 0) {
            ++quote;
            continue;
        }
        const std::size_t next = line.find_first_not_of(' ', quote + 1);
        const bool is_end = next == std::string::npos || line[next] == separator;
        return is_end ? std::optional{std::min(next, line.size())} : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::vector<CsvCell> csv_cells(const std::string& line, char separator) {
    std::vector<CsvCell> cells;
    std::size_t begin = 0;
    while (true) {
        const std::size_t end = end_of_quotes(line, begin, separator)
                                    .value_or(std::min(line.find(separator, begin), line.size()));
        std::string_view text = std::string_view{line}.substr(begin, end - begin);
        int column = static_cast<int>(begin) + 1;
        while (text.starts_with(' ')) {
            text.remove_prefix(1);
            ++column;
        }
        while (text.ends_with(' ')) {
            text.remove_suffix(1);
        }
        if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
            text = text.substr(1, text.size() - 2);
        }
        cells.push_back({text, column});
        if (end == line.size()) {
            return cells;
        }
        begin = end + 1;
    }
}

char csv_separator(const std::string& line) {
    const std::size_t at = line.find_first_of(";\t");
    return at == std::string::npos ? ',' : line[at];
}

void refuse_semicolons(const TextLines& text) {
    const std::size_t at = text.line().find(';');
    if (at != std::string::npos) {
        throw text.error(static_cast<int>(at) + 1,
                         "columns are separated by commas, and numbers have a point");
    }
}

double csv_number(const TextLines& text, const CsvCell& cell, std::string_view column,
                  double lowest, double highest) {
    double value = 0.0;
    std::string number{cell.text};
    std::replace(number.begin(), number.end(), ',', '.');
    const char* end = number.data() + number.size();
    const auto parsed = std::from_chars(number.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || number.empty() ||
        !(value >= lowest && value <= highest)) {
        throw text.error(cell.column, std::string{column} + ": expected a number between " +
                                          shortest(lowest) + " and " + shortest(highest) +
                                          ", not \"" + std::string{cell.text} + '"');
    }
    return value;
}

void expect_cells(const TextLines& text, std::size_t count, std::size_t expected) {
    if (count != expected) {
        throw text.error(1, "has " + std::to_string(count) + " columns, not " +
                                std::to_string(expected) + " as the first line");
    }
}

}  // namespace engine
