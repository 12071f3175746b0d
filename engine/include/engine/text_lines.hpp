#pragma once
// Text read line by line: recordings can be larger than memory.

#include "engine/input_error.hpp"

#include <algorithm>
#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>

namespace engine {

class TextLines {
  public:
    /// Longer lines are refused.
    static constexpr std::size_t longest = 4096;

    /// Opens a file, or standard input for "-". Throws InputError when it cannot be read.
    explicit TextLines(const std::string& path);
    /// The same from a stream; `name` stands in messages.
    TextLines(std::unique_ptr<std::istream> text, std::string name);

    /// Goes to the next line; false at the end. Its end, \n or \r\n, is taken off.
    bool next();
    const std::string& line() const { return line_; }
    /// Of the line, from 1.
    int number() const { return number_; }
    /// How much of the text is behind, from 0 to 1; nothing where nobody knows how long it is.
    std::optional<double> part_read() const;

    /// On the line read last; on the first, where there is none.
    InputError error(int column, const std::string& message) const {
        return {{.file = name_, .line = std::max(number_, 1), .column = column}, "", message};
    }

  private:
    std::unique_ptr<std::istream> text_;
    std::string name_;
    std::uintmax_t bytes_ = 0;  // of the whole text; 0: not known
    std::uintmax_t bytes_read_ = 0;
    std::string line_;
    int number_ = 0;
};

}  // namespace engine
