#include "tests/source_dir.hpp"

namespace tests {

std::string source_dir() {
    return BANKTWIN_SOURCE_DIR;
}

}  // namespace tests
