#pragma once

#include <string>

namespace tests {

/// Where the repository lies: an absolute path without a slash at its end.
std::string source_dir();

}  // namespace tests
