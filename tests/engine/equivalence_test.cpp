// Both drivers on whole systems: a few of them with every test, more and longer ones with
// `./dev equivalence`, which sets BANKTWIN_SYSTEMS and BANKTWIN_UNCUT.

#include "tests/engine/agreement.hpp"
#include "tests/engine/installed_systems.hpp"
#include "tests/engine/random_systems.hpp"
#include "tests/engine/support.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace engine {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// How many instants each of the drivers has looked at.
struct Effort {
    std::int64_t fixed = 0, leap = 0;
    double days = 0.0;
    void print(const char* what) const {
        std::printf("%s: %.1f days, %lld instants, leaping %lld (%.0f a day)\n", what, days,
                    static_cast<long long>(fixed), static_cast<long long>(leap),
                    static_cast<double>(leap) / days);
    }
};

void expect_agreement(LoadedScenario loaded, const std::string& what, Effort& effort) {
    loaded.scenario.record = RecordLevel::Battery;
    const RunResult fixed = run_fixed(loaded, {.record = true});
    const RunResult leap = run_leap(loaded, {.record = true});
    EXPECT_EQ((Agreement{fixed, leap, thermostats_of(loaded.scenario)}.differences()), "") << what;
    effort.fixed += fixed.instants;
    effort.leap += leap.instants;
    effort.days += to_days(loaded.scenario.horizon());
}

/// On the first `few` of what is drawn, or as many as the environment says, and from where.
void expect_agreement_on_all(const std::string& what, std::string (*drawn)(std::uint64_t),
                             std::uint64_t few) {
    const std::uint64_t first = from_environment("BANKTWIN_FIRST_SYSTEM", 1);
    const std::uint64_t systems = from_environment("BANKTWIN_SYSTEMS", few);
    Effort effort;
    for (std::uint64_t number = first; number < first + systems; ++number) {
        const std::string text = drawn(number);
        expect_agreement(load_text(text), what + ' ' + std::to_string(number) + ":\n" + text,
                         effort);
    }
    effort.print((what + "s drawn by chance").c_str());
}

TEST(Equivalence, HoldsForEverySystemDrawnByChance) {
    expect_agreement_on_all("system", random_system, 5);
}

TEST(Equivalence, HoldsForEveryInstallationDrawnByChance) {
    expect_agreement_on_all("installation", random_installation, 10);
}

TEST(Equivalence, HoldsForEveryShippedScenario) {
    const bool is_uncut = from_environment("BANKTWIN_UNCUT", 0) != 0;
    Effort effort;
    for (const std::string& file : shipped_scenarios()) {
        LoadedScenario loaded = load_scenario(file);
        if (!is_uncut) {
            loaded.scenario.duration = std::min(loaded.scenario.horizon(), day / 2);
            loaded.scenario.until.reset();
        }
        expect_agreement(loaded, file, effort);
    }
    effort.print("shipped scenarios");
}

}  // namespace
}  // namespace engine
