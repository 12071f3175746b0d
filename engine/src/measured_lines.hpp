#pragma once
// The lines of a measured log and their cells. A VRM log can have hundreds of columns, so lines are
// longer than `TextLines` allows.

#include "engine/csv_line.hpp"
#include "engine/measured_log.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

class MeasuredLines {
  public:
    MeasuredLines(const std::string& text, std::string name);

    /// Goes to the next line and takes it apart; false at the end.
    bool next();
    const std::vector<CsvCell>& cells() const { return cells_; }
    bool is_blank() const { return line_.empty(); }
    InputError error(int column, const std::string& message) const {
        return {{.file = name_, .line = std::max(number_, 1), .column = column}, "", message};
    }
    /// Refuses a line with more or fewer cells than the first one has.
    void expect_cells(std::size_t expected) const;
    /// With a point or a comma; nothing where the cell is blank.
    std::optional<double> number(const CsvCell& cell, std::string_view column, double lowest,
                                 double highest) const;

  private:
    std::string_view rest_;
    std::string name_;
    int number_ = 0;
    std::optional<char> separator_;  // once the first line was read
    std::string line_;
    std::vector<CsvCell> cells_;
};

MeasuredLog read_vrm_log(MeasuredLines lines);
MeasuredLog read_mppt_history(MeasuredLines lines);

}  // namespace engine
