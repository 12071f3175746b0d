// The same bits on every machine: nothing of models/ calls libm.

#include "tests/source_dir.hpp"

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include <gtest/gtest.h>

namespace {

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file{path};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// Own functions are called as math::exp; sqrt and fabs have one answer, but live in <cmath> too.
TEST(Sources, CallNothingOfLibm) {
    const std::regex forbidden{
        R"(<cmath>|<math\.h>|<numbers>|<random>|<complex>)"
        R"(|(^|[^:\w])(std::|::)?(exp|exp2|expm1|pow|log|log2|log10|log1p|sin|cos|tan|tanh|asinh)"
        R"(|sqrt|cbrt|fma|hypot|fmod|round|lround|floor|ceil|trunc|rint|nearbyint)\s*\()"};
    int seen = 0;
    for (const char* folder : {"models/src", "models/include"}) {
        const std::filesystem::path root = std::filesystem::path{tests::source_dir()} / folder;
        for (const auto& entry : std::filesystem::recursive_directory_iterator{root}) {
            const std::filesystem::path& path = entry.path();
            const bool is_own_math = path.stem() == "math";
            if (!entry.is_regular_file() || is_own_math) {
                continue;
            }
            ++seen;
            std::istringstream lines{text_of(path)};
            int number = 0;
            for (std::string line; std::getline(lines, line);) {
                ++number;
                const std::string code = line.substr(0, line.find("//"));
                EXPECT_FALSE(std::regex_search(code, forbidden))
                    << path << ':' << number << ": " << line;
            }
        }
    }
    EXPECT_GE(seen, 20);
}

TEST(Sources, OfTheirOwnMathIncludeNoLibm) {
    for (const char* file : {"models/src/math.cpp", "models/include/models/math.hpp"}) {
        const std::string text = text_of(std::filesystem::path{tests::source_dir()} / file);
        ASSERT_FALSE(text.empty());
        EXPECT_EQ(text.find("<cmath>"), std::string::npos) << file;
        EXPECT_EQ(text.find("std::exp"), std::string::npos) << file;
        EXPECT_EQ(text.find("__builtin"), std::string::npos) << file;
    }
}

}  // namespace
