#pragma once
// A state of charge as a person writes it behind an option or a file.

#include <string>

namespace reports {

/// "80", "80 %": in percent. The slip 0.8 for 80 is refused; "0.8 %" is meant. Throws
/// std::invalid_argument that says what is wrong.
double whole_percent_of(const std::string& text);

}  // namespace reports
