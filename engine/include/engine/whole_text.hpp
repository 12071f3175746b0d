#pragma once
// A file that is read at once, because what it is shows only when one looks at it.

#include <string>

namespace engine {

/// All of a file, or of standard input for "-". Throws InputError when it cannot be read or is
/// larger than 256 MiB.
std::string whole_text(const std::string& path);
/// How messages call it.
std::string name_in_messages(const std::string& path);

}  // namespace engine
