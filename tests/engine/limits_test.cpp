// Which battery broke which limit of its maker, when and for how long.

#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// One battery of 100 Ah at half charge and 20 °C for ten minutes.
RunResult run_with(const std::string& device, const std::string& more = "") {
    return run_fixed(
        load_text("duration: 10 min\n"
                  "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\n"
                  "bms: {low_soc_warning_pct: 0, discharge_floor_pct: 0}\n" +
                  more + "devices: {it: {" + device + "}}\n"));
}

RunResult drawing(const std::string& current, const std::string& seconds) {
    return run_with("model: constant_current, draws: " + current + ", on_for: " + seconds +
                    ", every: 1 h");
}

std::vector<std::string> limits_of(const RunResult& result) {
    std::vector<std::string> out;
    for (const BrokenLimit& broken : result.broken_limits) {
        out.push_back(broken.limit);
    }
    return out;
}

// R-BAT-3: more than 1 % above 1C for more than 10 s breaks the continuous limit; 129 A, as in the
// worked example of four batteries, for 12 s does, for 8 s does not.
TEST(Limits, AbovePulseTimeTheContinuousLimitIsBroken) {
    const RunResult long_one = drawing("129 A", "12 s");
    ASSERT_THAT(limits_of(long_one), ElementsAre("discharge_continuous"));
    const BrokenLimit& broken = long_one.broken_limits.front();
    EXPECT_EQ(broken.battery, 1);
    EXPECT_EQ(broken.since, SimTime{0});
    EXPECT_EQ(broken.duration, SimTime{12'000});
    EXPECT_NEAR(broken.worst, -129.003, 1e-6);
    EXPECT_EQ(broken.unit, "A");
    EXPECT_EQ(long_one.verdict, Verdict::LimitsBroken);

    const RunResult short_one = drawing("129 A", "8 s");
    EXPECT_THAT(short_one.broken_limits, IsEmpty());
    EXPECT_EQ(short_one.verdict, Verdict::Ok);
    EXPECT_THAT(drawing("129 A", "10 s").broken_limits, IsEmpty());
}

// R-BAT-3: without a break.
TEST(Limits, AnyBreakBeginsThePulseAnew) {
    EXPECT_THAT(
        run_with("model: constant_current, draws: 129 A, on_for: 9 s, every: 10 s").broken_limits,
        IsEmpty());
}

// R-BAT-3
TEST(Limits, OnePercentAboveOneCIsAllowedForEver) {
    // The BMS draws its 3 mA beside.
    EXPECT_THAT(drawing("100.99 A", "5 min").broken_limits, IsEmpty());
    EXPECT_THAT(limits_of(drawing("101.01 A", "5 min")), ElementsAre("discharge_continuous"));
}

// R-BAT-3: above the pulse limit at any sample.
TEST(Limits, AboveThePulseLimitIsBrokenAtOnce) {
    const RunResult result = drawing("201 A", "1 s");
    ASSERT_THAT(limits_of(result), ElementsAre("discharge_pulse"));
    EXPECT_EQ(result.broken_limits.front().since, SimTime{0});
    EXPECT_EQ(result.broken_limits.front().duration, SimTime{1000});
    EXPECT_THAT(drawing("199.9 A", "9 s").broken_limits, IsEmpty());
}

// R-BAT-3
TEST(Limits, ChargingHasItsOwnLimits) {
    const auto charging = [](const std::string& battery, const std::string& current,
                             const std::string& seconds) {
        return run_fixed(load_text("duration: 10 min\nbank: {battery: " + battery +
                                   ", soc_pct: 50}\ndevices: {charger: "
                                   "{model: cc_cv_charger, charges: " +
                                   current + ", absorption_v: 16, on_for: " + seconds +
                                   ", every: 1 h, switched_by: nothing}}\n"));
    };
    EXPECT_THAT(limits_of(charging("lithium_ng_12v8_100ah", "129 A", "12 s")),
                ElementsAre("charge_continuous"));
    EXPECT_THAT(limits_of(charging("lithium_ng_12v8_100ah", "129 A", "8 s")), IsEmpty());
    // R-BAT-1: 225 A of the 150 Ah battery where 2C would be 300 A.
    EXPECT_THAT(limits_of(charging("lithium_ng_12v8_150ah", "226 A", "5 s")),
                ElementsAre("charge_pulse"));
    EXPECT_THAT(limits_of(charging("lithium_ng_12v8_150ah", "224 A", "5 s")), IsEmpty());
}

// R-BAT-3: every run says which battery. Four of 100 Ah on a diagonal with links of 0.5 mOhm carry
// 30, 20, 20 and 30 % of 430 A (worked example B): 129 A is too much for the outer two alone.
TEST(Limits, TheBatteryThatBrokeItIsNamed) {
    const auto surge = [](const std::string& seconds, const std::string& wiring) {
        return run_fixed(load_text(
            "duration: 1 min\n"
            "ambient: {temperature_degc: 25}\n"
            "bank: {battery: lithium_ng_12v8_100ah, parallel: 4, soc_pct: 50, link_resistance: 0.5 "
            "mOhm, wiring: " +
            wiring +
            "}\n"
            "devices: {inverter: {model: constant_current, draws: 430 A, on_for: " +
            seconds + ", every: 1 h}}\n"));
    };
    const RunResult broken = surge("12 s", "diagonal");
    ASSERT_EQ(broken.broken_limits.size(), 2U);
    EXPECT_EQ(broken.broken_limits[0].battery, 1);
    EXPECT_EQ(broken.broken_limits[1].battery, 4);
    // The worst was the beginning, before the RC pairs even the currents out.
    EXPECT_NEAR(broken.broken_limits[0].worst, -129.0, 0.001 * 129.0);
    EXPECT_NEAR(broken.broken_limits[1].worst, -129.0, 0.001 * 129.0);
    const auto events = events_of(broken, EventKind::LimitBroken);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].battery, 1);
    EXPECT_EQ(events[0].cause, "discharge_continuous");
    EXPECT_EQ(events_of(broken, EventKind::LimitKept).size(), 2U);

    EXPECT_THAT(surge("8 s", "diagonal").broken_limits, IsEmpty());
    // With busbars everybody carries a quarter, 107.5 A.
    EXPECT_EQ(surge("12 s", "busbar").broken_limits.size(), 4U);
    EXPECT_THAT(surge("8 s", "busbar").broken_limits, IsEmpty());
    // At one end the first battery carries 50.59 %, 217.5 A: above 2C at once.
    const RunResult one_end = surge("8 s", "one_end");
    ASSERT_THAT(limits_of(one_end), ElementsAre("discharge_pulse"));
    EXPECT_EQ(one_end.broken_limits.front().battery, 1);
    EXPECT_NEAR(one_end.broken_limits.front().worst, -217.5, 0.001 * 217.5);
}

// R-BAT-3: charge at 5 … 50 °C, discharge at -20 … 50 °C.
TEST(Limits, OutsideTheirTemperaturesNeitherDirectionIsAllowed) {
    const auto at = [](const std::string& degc, const std::string& device) {
        return limits_of(run_with(device, "ambient: {temperature_degc: " + degc + "}\n"));
    };
    const std::string charger = "model: cc_cv_charger, charges: 5 A, switched_by: nothing";
    const std::string load = "model: constant_current, draws: 5 A";
    EXPECT_THAT(at("4", charger), ElementsAre("charge_too_cold"));
    EXPECT_THAT(at("6", charger), IsEmpty());
    EXPECT_THAT(at("49", charger), IsEmpty());
    EXPECT_THAT(at("51", charger), ElementsAre("charge_too_warm"));
    EXPECT_THAT(at("-21", load), ElementsAre("discharge_too_cold"));
    EXPECT_THAT(at("-19", load), IsEmpty());
    EXPECT_THAT(at("4", load), IsEmpty());
    EXPECT_THAT(at("51", load), ElementsAre("discharge_too_warm"));
    // At rest it may be as warm as it likes.
    EXPECT_THAT(at("60", "model: constant_current, draws_a: 0"), IsEmpty());
}

TEST(Limits, TheWorstOfTheColdIsTheColdest) {
    // From 4 °C towards -30 °C: still above zero after ten minutes (time constant 12.8 kJ/K / 1.9
    // W/K).
    const RunResult result = run_fixed(
        load_text("duration: 10 min\nambient: {temperature_degc: -30}\n"
                  "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50, temperature_degc: 4}\n"
                  "devices: {it: {model: cc_cv_charger, charges: 1 A, switched_by: nothing}}\n"));
    ASSERT_THAT(limits_of(result), ElementsAre("charge_too_cold"));
    EXPECT_NEAR(result.broken_limits.front().worst, *result.metrics[Metric::TemperatureLowest],
                1e-9);
    EXPECT_LT(result.broken_limits.front().worst, 3.0);
    EXPECT_GT(result.broken_limits.front().worst, 0.0);
}

// R-BAT-3: when and for how long.
TEST(Limits, BreakingItTwiceIsOneRowWithBothTimes) {
    const RunResult result =
        run_with("model: constant_current, draws: 129 A, on_for: 12 s, every: 100 s");
    ASSERT_EQ(result.broken_limits.size(), 1U);
    EXPECT_EQ(result.broken_limits.front().since, SimTime{0});
    EXPECT_EQ(result.broken_limits.front().duration, 6 * SimTime{12'000});
    EXPECT_EQ(events_of(result, EventKind::LimitBroken).size(), 6U);
    EXPECT_EQ(events_of(result, EventKind::LimitKept).size(), 6U);
}

TEST(Limits, ALimitStillBrokenAtTheEndCountsToTheEnd) {
    const RunResult result = drawing("110 A", "1 h");
    ASSERT_EQ(result.broken_limits.size(), 1U);
    EXPECT_EQ(result.broken_limits.front().duration, SimTime{600'000});
    EXPECT_THAT(events_of(result, EventKind::LimitKept), IsEmpty());
}

TEST(Limits, TheVerdictIsTheWorstThatHappened) {
    EXPECT_EQ(drawing("1 A", "1 s").verdict, Verdict::Ok);
    const auto warned = [](const std::string& more, const std::string& device) {
        return run_fixed(
                   load_text("duration: 30 min\nbank: {battery: {like: lithium_ng_12v8_100ah, "
                             "capacity_ah: 10}, soc_pct: 21}\n" +
                             more + "devices: {it: {model: constant_current, " + device + "}}\n"))
            .verdict;
    };
    EXPECT_EQ(warned("", "draws: 1 A"), Verdict::Warned);                         // 21 to 16 %
    EXPECT_EQ(warned("", "draws: 3 A, connected_to: load"), Verdict::LoadsLost);  // to 10 %
    EXPECT_EQ(warned("", "draws: 102 A, on_for: 11 s, every: 1 h"), Verdict::Warned);
    EXPECT_EQ(warned("", "draws: 102 A, on_for: 13 s, every: 30 s"), Verdict::Damaged);
    EXPECT_LT(Verdict::LoadsLost, Verdict::LimitsBroken);
    EXPECT_LT(Verdict::LimitsBroken, Verdict::Damaged);
    EXPECT_EQ(name_of(Verdict::LoadsLost), "loads_lost");
}

}  // namespace
}  // namespace engine
