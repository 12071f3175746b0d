// Who computed a result and from what: hashes that change with the inputs and with nothing else.

#include "reports/provenance.hpp"

#include "bms/source_hash.hpp"
#include "tests/reports/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

TEST(Provenance, TheVersionTellsTheCoreAndTheInstructions) {
    EXPECT_THAT(version(), MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
    EXPECT_THAT(version_text(), StartsWith("banktwin " + version() + "\n"));
    EXPECT_THAT(version_text(), HasSubstr("\ncore_source_hash " + std::string{bms::source_hash()}));
    EXPECT_THAT(std::string{bms::source_hash()}, MatchesRegex("[0-9a-f]{64}"));
    EXPECT_THAT(version_text(), MatchesRegex("(.|\n)*\ncells with (baseline|avx2|avx512)\n"));
    EXPECT_EQ(told({"--version"}), version_text() + "\n");
}

TEST(Provenance, TheHostHasAName) {
    EXPECT_THAT(host_name(), testing::Not(testing::IsEmpty()));
}

TEST(Provenance, WhatIsTheSameScenarioHasTheSameHash) {
    const InputHashes once = input_hashes(van(alarm_on_battery));
    EXPECT_THAT(once.scenario, MatchesRegex("[0-9a-f]{16}"));
    EXPECT_THAT(once.catalog, MatchesRegex("[0-9a-f]{16}"));
    EXPECT_EQ(once.core, bms::source_hash());
    // Comments, order of keys and spelling of units are not the scenario.
    const InputHashes again = input_hashes(
        van("  # it blinks\n"
            "  alarm: {connected_to: battery, draws_a: 0.035, model: constant_current}\n"));
    EXPECT_EQ(again.scenario, once.scenario);
    EXPECT_EQ(again.catalog, once.catalog);
}

TEST(Provenance, EveryOtherScenarioHasAnother) {
    const std::string settings = "low_soc_warning_pct: 15, discharge_floor_pct: 10";
    const std::vector<std::string> hashes{
        input_hashes(van(alarm_on_battery)).scenario, input_hashes(van(alarm_behind_load)).scenario,
        input_hashes(van("")).scenario,
        input_hashes(van(alarm_on_battery, settings, "seed: 2\n")).scenario,
        input_hashes(van(alarm_on_battery, "low_soc_warning_pct: 16, discharge_floor_pct: 10"))
            .scenario};
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            EXPECT_NE(hashes[i], hashes[j]) << i << " " << j;
        }
    }
}

}  // namespace
}  // namespace reports
