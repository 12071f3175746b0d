#pragma once
// One line of a CSV in cells, and the numbers in them.

#include "engine/text_lines.hpp"

#include <string_view>
#include <vector>

namespace engine {

/// Text of a cell without the blanks around it, and where it begins in the line, from 1.
struct CsvCell {
    std::string_view text;
    int column;
};

/// The cells between separators, without quotes around them; a separator between quotes is part of
/// the cell. They refer to `line`.
std::vector<CsvCell> csv_cells(const std::string& line, char separator = ',');

/// What separates the columns of a first line: a semicolon or a tab if it has one, else a comma.
char csv_separator(const std::string& line);

/// Refuses a first line with semicolons: columns are separated by commas, and numbers have a point.
void refuse_semicolons(const TextLines& text);

/// The number in a cell, with a point, or with a comma where that does not separate columns, within
/// its bounds; anything else throws an InputError at the cell, with the name of its column.
double csv_number(const TextLines& text, const CsvCell& cell, std::string_view column,
                  double lowest, double highest);

/// Refuses a line with more or fewer cells than the first one has.
void expect_cells(const TextLines& text, std::size_t count, std::size_t expected);

}  // namespace engine
