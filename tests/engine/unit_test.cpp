// Numbers and units as people write them.

#include "engine/unit.hpp"

#include "engine/field_types.hpp"
#include "tests/engine/support.hpp"

#include <bit>
#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

Field field_in(Unit unit) {
    return {.key = "x", .unit = unit};
}

/// What a plain key of this unit makes of a text.
double read(const std::string& text, Unit unit) {
    Node node;
    node.kind = Node::Kind::Scalar;
    node.text = text;
    return Reader::plain_number(node, field_in(unit), "x");
}

std::string message_of(const std::string& text, Unit unit) {
    const auto error = error_of([&] { read(text, unit); });
    return error ? error->message() : "";
}

struct Spelling {
    const char* text;
    Unit unit;
    double value;
};

TEST(Unit, EverySpellingMeansWhatItSays) {
    // By definition of the prefixes; the right-hand sides are literals, so correctly rounded.
    const Spelling spellings[] = {
        {"12.8 V", Unit::Volt, 12.8},
        {"3200 mV", Unit::Volt, 3.2},
        {"2 A", Unit::Ampere, 2.0},
        {"35 mA", Unit::Ampere, 0.035},
        {"250 µA", Unit::Ampere, 0.00025},
        {"250 uA", Unit::Ampere, 0.00025},
        {"1.5 kA", Unit::Ampere, 1500.0},
        {"45 W", Unit::Watt, 45.0},
        {"500 mW", Unit::Watt, 0.5},
        {"2.4 kW", Unit::Watt, 2400.0},
        {"200 Ah", Unit::AmpHour, 200.0},
        {"1300 mAh", Unit::AmpHour, 1.3},
        {"480 Wh", Unit::WattHour, 480.0},
        {"1.28 kWh", Unit::WattHour, 1280.0},
        {"1 Ohm", Unit::Ohm, 1.0},
        {"1 ohm", Unit::Ohm, 1.0},
        {"1 Ω", Unit::Ohm, 1.0},
        {"0.5 mOhm", Unit::Ohm, 0.0005},
        {"0.5 mohm", Unit::Ohm, 0.0005},
        {"0.5 mΩ", Unit::Ohm, 0.0005},
        {"500 uOhm", Unit::Ohm, 0.0005},
        {"500 µOhm", Unit::Ohm, 0.0005},
        {"500 µΩ", Unit::Ohm, 0.0005},
        {"90 s", Unit::Second, 90.0},
        {"100 ms", Unit::Second, 0.1},
        {"3 min", Unit::Second, 180.0},
        {"2 h", Unit::Second, 7200.0},
        {"130 d", Unit::Second, 11'232'000.0},
        {"1 day", Unit::Second, 86'400.0},
        {"10 days", Unit::Second, 864'000.0},
        {"1 week", Unit::Second, 604'800.0},
        {"2 weeks", Unit::Second, 1'209'600.0},
        {"-20 degC", Unit::DegreeCelsius, -20.0},
        {"25 °C", Unit::DegreeCelsius, 25.0},
        {"25 C", Unit::DegreeCelsius, 25.0},
        {"15 %", Unit::Percent, 15.0},
        {"2 %/30d", Unit::PercentPer30Days, 2.0},
        {"2 %/month", Unit::PercentPer30Days, 2.0},
        {"900 J/K", Unit::JoulePerKelvin, 900.0},
        {"12.8 kJ/K", Unit::JoulePerKelvin, 12'800.0},
        {"2 Wh/K", Unit::JoulePerKelvin, 7200.0},
        {"1.9 W/K", Unit::WattPerKelvin, 1.9},
        {"0.0001 V/K", Unit::VoltPerKelvin, 0.0001},
        {"0.1 mV/K", Unit::VoltPerKelvin, 0.0001},
        {"5383 K", Unit::Kelvin, 5383.0},
    };
    std::size_t names = 0;
    for (const UnitRow& row : unit_table) {
        names += row.names.size();
    }
    EXPECT_EQ(std::size(spellings), names) << "a spelling has come or gone";
    for (const Spelling& row : spellings) {
        EXPECT_EQ(read(row.text, row.unit), row.value) << row.text;
        std::string together = row.text;
        std::erase(together, ' ');
        EXPECT_EQ(read(together, row.unit), row.value) << together;
    }
}

TEST(Unit, SmallUnitsDivideSoThatNoLastBitIsLost) {
    // A quotient of two whole numbers is the double nearest to it; 9 * 0.001 is not.
    EXPECT_NE(9.0 * 0.001, 0.009);
    EXPECT_EQ(read("9 mA", Unit::Ampere), 0.009);
    EXPECT_EQ(read("35 mA", Unit::Ampere), 0.035);
    for (int i = 0; i <= 5000; ++i) {
        const std::string text = std::to_string(i);
        ASSERT_EQ(read(text + " mA", Unit::Ampere), std::strtod((text + "e-3").c_str(), nullptr));
        ASSERT_EQ(read(text + " uOhm", Unit::Ohm), std::strtod((text + "e-6").c_str(), nullptr));
    }
}

TEST(Unit, NoNameStandsForTwoUnits) {
    for (const UnitRow& row : unit_table) {
        for (const UnitName& name : row.names) {
            for (const UnitRow& other : unit_table) {
                EXPECT_EQ(unit_named(name.name, other.unit), &row) << name.name;
            }
        }
    }
}

TEST(Unit, AWrongDimensionNamesBothQuantities) {
    for (const UnitRow& wanted : unit_table) {
        for (const UnitRow& written : unit_table) {
            if (wanted.unit == written.unit || wanted.names.empty() || written.names.empty()) {
                continue;
            }
            const std::string text = "45 " + std::string{written.names.front().name};
            const std::string message = message_of(text, wanted.unit);
            EXPECT_NE(message.find(text), std::string::npos) << message;
            EXPECT_NE(message.find("is " + std::string{written.quantity}), std::string::npos)
                << message;
            EXPECT_NE(message.find("expected " + std::string{wanted.quantity}), std::string::npos)
                << message;
        }
    }
    EXPECT_NE(message_of("4 furlong", Unit::Volt).find("no unit known here"), std::string::npos);
    EXPECT_NE(message_of("4 a", Unit::Ampere).find("no unit known here"), std::string::npos);
}

TEST(Unit, SplitsANumberFromWhatStandsBehindIt) {
    const auto expect = [](const char* text, double number, const char* unit) {
        const auto parsed = split_number(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(parsed->number, number) << text;
        EXPECT_EQ(parsed->unit, unit) << text;
    };
    expect("35 mA", 35, "mA");
    expect("35mA", 35, "mA");
    expect("35   mA", 35, "mA");
    expect("-0.5", -0.5, "");
    expect("+0.5 V", 0.5, "V");
    expect(".5", 0.5, "");
    expect("1e3 A", 1000, "A");
    expect("1.5E-3", 0.0015, "");
    expect("0", 0, "");
    expect("0.0", 0, "");
}

TEST(Unit, RefusesWhatYamlOrAPersonMightReadOtherwise) {
    for (const char* text : {"",    " ",    "-",     "+",        ".",     "mA",     "x5",  "010",
                             "-05", "00",   "007 A", "+-5",      "--5",   "nan",    "NaN", ".nan",
                             "inf", "-inf", ".inf",  "infinity", "1e999", "-1e999", " 5",  "½"}) {
        EXPECT_FALSE(split_number(text)) << text;
    }
    for (const char* text : {"0x1F", "1_000", "1 000", "5 5", "1e", "0b11", "0o17", "5 A A", "5,5",
                             "5, A", "1.2.3", "18:30", "5 A ", "५"}) {
        error_of([&] { read(text, Unit::Ampere); });
    }
}

TEST(Unit, TrapsOfYamlAreExplained) {
    EXPECT_NE(message_of("12,8", Unit::Volt).find("decimal comma; write 12.8"), std::string::npos);
    EXPECT_NE(message_of("12,8 V", Unit::Volt).find("decimal comma; write 12.8 V"),
              std::string::npos);
    EXPECT_NE(message_of("010", Unit::Ampere).find("octal; write 10"), std::string::npos);
    EXPECT_NE(message_of("000", Unit::Ampere).find("octal; write 0"), std::string::npos);
    EXPECT_NE(message_of("18:30", Unit::Second).find("time of day"), std::string::npos);
    EXPECT_NE(message_of(".nan", Unit::Volt).find("not a finite number"), std::string::npos);
    EXPECT_NE(message_of("-.inf", Unit::Volt).find("not a finite number"), std::string::npos);
}

RC_GTEST_PROP(Unit, TheShortestTextReadsBackAsTheSameDouble, ()) {
    const auto bits = *rc::gen::resize(
        rc::kNominalSize, rc::gen::inRange<std::uint64_t>(0, 0x7FF0'0000'0000'0000ULL));
    const bool negative = *rc::gen::arbitrary<bool>();
    const double magnitude = std::bit_cast<double>(bits);
    const double value = negative ? -magnitude : magnitude;
    const std::string text = shortest(value);
    RC_ASSERT(std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)) ==
              std::bit_cast<std::uint64_t>(value));
    if (std::fpclassify(value) != FP_SUBNORMAL) {
        const auto parsed = split_number(text);
        RC_ASSERT(parsed.has_value());
        RC_ASSERT(parsed->unit.empty());
        RC_ASSERT(parsed->number == value);
    }
}

TEST(Unit, TheShortestTextIsShort) {
    EXPECT_EQ(shortest(0.035), "0.035");
    EXPECT_EQ(shortest(12.8), "12.8");
    EXPECT_EQ(shortest(-20), "-20");
    EXPECT_EQ(shortest(0.1), "0.1");
    EXPECT_EQ(shortest(1.0 / 3.0), "0.3333333333333333");
}

}  // namespace
}  // namespace engine
