// Rows on their way to the result file: in memory as long as they are few, on the disk beyond.

#include "engine/sample_spool.hpp"

#include "engine/output_file.hpp"
#include "tests/allocation_count.hpp"
#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

namespace engine {
namespace {

using testing::HasSubstr;

Sample numbered(std::size_t number) {
    return {.value = 0.5 * static_cast<double>(number),
            .at = SimTime{static_cast<std::int64_t>(number)},
            .signal = static_cast<std::uint32_t>(number % 7),
            .is_due = number % 3 == 0};
}

bool is_numbered(const Sample& row, std::size_t number) {
    const Sample expected = numbered(number);
    return row.value == expected.value && row.at == expected.at && row.signal == expected.signal &&
           row.is_due == expected.is_due;
}

/// A spool of so many rows, at home in `folder`.
SampleSpool filled(std::size_t rows) {
    SampleSpool spool;
    spool.reserve();
    for (std::size_t number = 0; number < rows; ++number) {
        spool.append(numbered(number));
    }
    return spool;
}

/// Points temporary files to another folder while it lives.
class TemporaryFolder {
  public:
    explicit TemporaryFolder(const std::string& folder) { ::setenv("TMPDIR", folder.c_str(), 1); }
    ~TemporaryFolder() { ::unsetenv("TMPDIR"); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
};

constexpr std::array<std::size_t, 7> sizes{0,
                                           1,
                                           SampleSpool::block - 1,
                                           SampleSpool::block,
                                           SampleSpool::block + 1,
                                           2 * SampleSpool::block,
                                           3 * SampleSpool::block + 17};

TEST(SampleSpool, RowsComeBackInTheirOrderHoweverManyThereAre) {
    for (const std::size_t size : sizes) {
        const SampleSpool spool = filled(size);
        EXPECT_EQ(spool.size(), size);
        EXPECT_EQ(spool.empty(), size == 0);
        for (int pass = 0; pass < 2; ++pass) {
            std::size_t number = 0;
            spool.each([&](const Sample& row) {
                ASSERT_TRUE(is_numbered(row, number)) << number;
                ++number;
            });
            EXPECT_EQ(number, size);
        }
    }
}

TEST(SampleSpool, RewritingKeepsWhatIsAppendedMeanwhile) {
    for (const std::size_t size : sizes) {
        SampleSpool spool = filled(size);
        // Every second row; then all of those; then none.
        spool.rewrite([&](const Sample& row) {
            if (row.at.count() % 2 == 0) {
                spool.append(row);
            }
        });
        spool.rewrite([&](const Sample& row) { spool.append(row); });
        EXPECT_EQ(spool.size(), (size + 1) / 2);
        std::size_t number = 0;
        spool.each([&](const Sample& row) {
            ASSERT_TRUE(is_numbered(row, number)) << number;
            number += 2;
        });
        spool.rewrite([](const Sample&) {});
        EXPECT_TRUE(spool.empty());
    }
}

TEST(SampleSpool, ItsFileHasNoNameAndItsMemoryDoesNotGrow) {
    const Folder folder;
    const TemporaryFolder temporary{folder.path("")};
    SampleSpool spool;
    spool.reserve();
    EXPECT_EQ(tests::allocations_during([&] {
                  for (std::size_t number = 0; number < 100 * SampleSpool::block; ++number) {
                      spool.append(numbered(number));
                  }
                  spool.rewrite([&](const Sample& row) { spool.append(row); });
              }),
              0);
    EXPECT_EQ(spool.size(), 100 * SampleSpool::block);
    EXPECT_TRUE(folder.names().empty());
}

TEST(SampleSpool, RowsThatFindNoPlaceAreToldAtTheEnd) {
    const Folder folder;
    const TemporaryFolder temporary{folder.path("gone")};
    std::filesystem::create_directory(folder.path("gone"));
    SampleSpool spool;
    spool.reserve();
    std::filesystem::remove(folder.path("gone"));
    for (std::size_t number = 0; number < SampleSpool::block; ++number) {
        spool.append(numbered(number));
    }
    EXPECT_NO_THROW(spool.check()) << "so many need no file";
    for (std::size_t number = 0; number < 2 * SampleSpool::block; ++number) {
        spool.append(numbered(number));
    }
    spool.rewrite([&](const Sample& row) { spool.append(row); });
    try {
        spool.each([](const Sample&) {});
        ADD_FAILURE() << "lost rows unnoticed";
    } catch (const StoreError& error) {
        EXPECT_THAT(error.what(), HasSubstr(folder.path("gone") + ": no room for the samples"));
        EXPECT_THAT(error.what(), HasSubstr("No such file"));
    }
    EXPECT_THROW(spool.check(), StoreError);
}

}  // namespace
}  // namespace engine
