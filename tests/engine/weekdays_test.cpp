// Days of the week, as a person writes them and as a device keeps them.

#include "engine/weekdays.hpp"

#include "tests/engine/support.hpp"

#include <gtest/gtest.h>

namespace engine {
namespace {

double charge_ah(const RunResult& result, std::string_view item) {
    for (const LedgerRow& row : result.ledger) {
        if (row.item == item) {
            return row.charge_ah.value_or(0.0);
        }
    }
    return 0.0;
}

unsigned bits_of(const std::string& days) {
    const LoadedScenario loaded = load_text(
        "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah}\n"
        "devices: {a: {model: constant_current, draws: 1 A, days: " +
        days + "}}\n");
    return loaded.scenario.devices.front().second.days.value_or(models::Weekdays{}).bits;
}

TEST(Weekdays, AreOneASpanOrAListOfSuch) {
    EXPECT_EQ(bits_of("mon"), 0b000'0001U);
    EXPECT_EQ(bits_of("mon-fri"), 0b001'1111U);
    EXPECT_EQ(bits_of("sat-sun"), 0b110'0000U);
    EXPECT_EQ(bits_of("sun-mon"), 0b100'0001U);
    EXPECT_EQ(bits_of("[wed, fri-sun]"), 0b111'0100U);
    EXPECT_EQ(bits_of("mon-sun"), 0b111'1111U);
}

// 2026-11-02 is a Monday; in two weeks there are two Saturdays and two Sundays.
TEST(Weekdays, ALoadOfTheWeekendDrawsOnTheWeekendAlone) {
    const LoadedScenario loaded = load_text(
        "start: 2026-11-02\nduration: 14 d\n"
        "bank: {battery: lithium_ng_12v8_300ah, soc_pct: 90}\n"
        "devices:\n"
        "  guests: {model: constant_current, draws: 500 mA, days: sat-sun, from: '08:00', "
        "to: '20:00'}\n");
    EXPECT_NEAR(charge_ah(run_leap(loaded), "guests"), -0.5 * 12 * 4, 1e-9);
}

// Two minutes in every six hours, whenever they begin.
TEST(Weekdays, APumpThatStartsAtRandomRunsAsLongAsARegularOne) {
    const LoadedScenario loaded = load_text(
        "duration: 10 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 90}\n"
        "devices:\n"
        "  pump: {model: constant_current, draws: 6 A, on_for: 2 min, every: 6 h, "
        "starts: random}\n");
    EXPECT_NEAR(charge_ah(run_leap(loaded), "pump"), -6.0 / 30 * 40, 1e-3);
}

}  // namespace
}  // namespace engine
