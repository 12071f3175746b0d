// A sentence in the reader's language, and how its numbers are written there.

#include "reports/tell.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace reports {
namespace {

TEST(Tell, WritesNumbersWithAPointInEnglishAndWithACommaInSwedish) {
    EXPECT_EQ(tell(Language::English, "day {:.2f}", "dag {:.2f}", 1.5), "day 1.50");
    EXPECT_EQ(tell(Language::Swedish, "day {:.2f}", "dag {:.2f}", 1.5), "dag 1,50");
    EXPECT_EQ(tell(Language::Swedish, "{}", "{}", 0.3), "0,3");
}

TEST(Tell, KeepsWidthPrecisionAndSign) {
    EXPECT_EQ(tell(Language::Swedish, "{:>8.2f}|", "{:>8.2f}|", -1.25), "   -1,25|");
    EXPECT_EQ(tell(Language::Swedish, "{:.{}f}", "{:.{}f}", 2.0, 3), "2,000");
    EXPECT_EQ(tell(Language::Swedish, "{:.1e}", "{:.1e}", 0.0015), "1,5e-03");
    EXPECT_EQ(tell(Language::Swedish, "{:g}", "{:g}", 20.0), "20");
}

TEST(Tell, LeavesTextsAndWholeNumbersAlone) {
    EXPECT_EQ(tell(Language::Swedish, "{} {} {}", "{} {} {}", std::string{"v0.1.0"}, "§5.2", 1200),
              "v0.1.0 §5.2 1200");
    const std::vector<std::string> names{"a.b", "c"};
    EXPECT_EQ(tell(Language::Swedish, "{}", "{}", fmt::join(names, ", ")), "a.b, c");
}

TEST(Tell, WritesNumbersWithoutWordsByOneFormat) {
    EXPECT_EQ(tell_numbers(Language::English, "{} {:.1f} A", "lamp", 0.25), "lamp 0.2 A");
    EXPECT_EQ(tell_numbers(Language::Swedish, "{} {:.1f} A", "lamp", 0.25), "lamp 0,2 A");
    EXPECT_EQ(tell_number(Language::English, "0.3"), "0.3");
    EXPECT_EQ(tell_number(Language::Swedish, "4.38e-08"), "4,38e-08");
}

}  // namespace
}  // namespace reports
