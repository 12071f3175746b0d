// Field tables: from YAML to a struct and back, by the same rows.

#include "engine/reader.hpp"

#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {

/// A struct with a member of every kind a table knows.
struct Part {
    double weight_w = 0.0;
    friend bool operator==(const Part&, const Part&) = default;
};
Table table_of(const Part*);
Table table_of(const Part*) {
    static constexpr std::array table{
        field<&Part::weight_w>("weight_w", "how heavy", {.unit = Unit::Watt, .lowest = 0}),
    };
    return table;
}

enum class Colour { Red, Green };
inline constexpr std::array<std::string_view, 2> colour_words{"red", "green"};
constexpr std::span<const std::string_view> choice_words(Colour) {
    return colour_words;
}

struct Gadget {
    double current_a = 1.5;
    double share = 0.25;
    double soc_pct = 50.0;
    int count = 3;
    std::int64_t big = 7;
    bool loud = false;
    std::string name;
    Colour colour = Colour::Red;
    Instant born{};
    TimeOfDay at;
    std::chrono::minutes offset{0};
    SimTime pause{0};
    PointList curve_v;
    std::optional<double> limit_v;
    std::vector<std::string> words;
    std::vector<Part> list;
    Named<Part> parts;
    Part inner;
};
Table table_of(const Gadget*);
Table table_of(const Gadget*) {
    static constexpr std::array table{
        field<&Gadget::current_a>("current_a", "a current",
                                  {.unit = Unit::Ampere, .lowest = 0, .highest = 10}),
        field<&Gadget::share>("share", "a number", {.lowest = -1, .highest = 1}),
        field<&Gadget::soc_pct>(
            "soc_pct", "a state of charge",
            {.unit = Unit::Percent, .lowest = 0, .highest = 100, .is_state_of_charge = true}),
        field<&Gadget::count>("count", "a whole number", {.lowest = -5, .highest = 5}),
        field<&Gadget::big>("big", "a large one"),
        field<&Gadget::loud>("loud", "a switch"),
        field<&Gadget::name>("name", "a name"),
        field<&Gadget::colour>("colour", "a choice"),
        field<&Gadget::born>("born", "a date"),
        field<&Gadget::at>("at", "a time of day"),
        field<&Gadget::offset>("offset", "an offset"),
        field<&Gadget::pause>("pause_s", "a duration", {.unit = Unit::Second, .lowest = 0}),
        field<&Gadget::curve_v>("curve_v", "a curve", {.unit = Unit::Volt, .lowest = 0}),
        field<&Gadget::limit_v>("limit_v", "may be absent", {.unit = Unit::Volt}),
        field<&Gadget::words>("words", "a list"),
        field<&Gadget::list>("list", "a list of records"),
        field<&Gadget::parts>("parts", "records by name"),
        field<&Gadget::inner>("inner", "a record"),
    };
    static_assert(keys_are_sound(table));
    return table;
}

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

struct Loaded {
    Gadget gadget;
    Provenance provenance;
};

Loaded read(const std::string& text) {
    const Node node = parse_yaml(text, std::make_shared<Source>(Source{.name = "g.yaml"}));
    Loaded out;
    Reader{out.provenance}.record(node, "", out.gadget);
    return out;
}

std::string message_of(const std::string& text) {
    const auto error = error_of([&] { read(text); });
    return error ? error->what() : "";
}

const std::string everything =
    "current_a: 2\n"
    "share: -0.5\n"
    "soc_pct: 80\n"
    "count: -4\n"
    "big: 9000000000\n"
    "loud: true\n"
    "name: Ärla 1\n"
    "colour: green\n"
    "born: 2026-11-01 18:30\n"
    "at: '06:15'\n"
    "offset: '-02:30'\n"
    "pause_s: 1.5\n"
    "curve_v: {0: 2.5, 50: 3 V, 100: 3400 mV}\n"
    "limit_v: 12\n"
    "words: [one, '2', on]\n"
    "list: [{weight_w: 1}, {weight: 2 W}]\n"
    "parts: {b: {weight_w: 3}, a: {weight_w: 4}}\n"
    "inner: {weight_w: 5}\n";

TEST(Reader, EveryKindOfMemberIsFilled) {
    const Gadget g = read(everything).gadget;
    EXPECT_EQ(g.current_a, 2.0);
    EXPECT_EQ(g.share, -0.5);
    EXPECT_EQ(g.soc_pct, 80.0);
    EXPECT_EQ(g.count, -4);
    EXPECT_EQ(g.big, 9'000'000'000);
    EXPECT_TRUE(g.loud);
    EXPECT_EQ(g.name, "Ärla 1");
    EXPECT_EQ(g.colour, Colour::Green);
    EXPECT_EQ(g.born, *parse_date("2026-11-01 18:30"));
    EXPECT_EQ(g.at.since_midnight, SimTime{22'500'000});
    EXPECT_EQ(g.offset, std::chrono::minutes{-150});
    EXPECT_EQ(g.pause, SimTime{1500});
    EXPECT_THAT(g.curve_v.points, ElementsAre(Pair(0.0, 2.5), Pair(50.0, 3.0), Pair(100.0, 3.4)));
    EXPECT_EQ(g.limit_v, 12.0);
    EXPECT_THAT(g.words, ElementsAre("one", "2", "on"));
    EXPECT_THAT(g.list, ElementsAre(Part{1}, Part{2}));
    EXPECT_THAT(g.parts, ElementsAre(Pair("b", Part{3}), Pair("a", Part{4})));
    EXPECT_EQ(g.inner, Part{5});
}

TEST(Reader, WhatIsNotSaidKeepsItsDefault) {
    const Loaded loaded = read("count: 1\n");
    EXPECT_EQ(loaded.gadget.current_a, 1.5);
    EXPECT_FALSE(loaded.gadget.limit_v);
    EXPECT_THAT(loaded.provenance, ElementsAre(Pair("count", testing::_)));
}

TEST(Reader, WhatIsWrittenReadsBackTheSame) {
    const Gadget first = read(everything).gadget;
    const Value value = to_value(first);
    const auto text = [&](const char* key) {
        return std::get<std::string>(value.find(key)->data());
    };
    const auto number = [&](const char* key) { return std::get<double>(value.find(key)->data()); };
    EXPECT_EQ(number("current_a"), 2.0);
    EXPECT_EQ(std::get<std::int64_t>(value.find("count")->data()), -4);
    EXPECT_EQ(std::get<bool>(value.find("loud")->data()), true);
    EXPECT_EQ(text("colour"), "green");
    EXPECT_EQ(text("born"), "2026-11-01 18:30");
    EXPECT_EQ(text("at"), "06:15");
    EXPECT_EQ(text("offset"), "-02:30");
    EXPECT_EQ(number("pause_s"), 1.5);
    // In table order.
    const auto& map = std::get<ValueMap>(value.data());
    for (std::size_t i = 0; i < map.size(); ++i) {
        EXPECT_EQ(map[i].first, table_for<Gadget>()[i].key);
    }
}

TEST(Reader, WhatHasNoValueIsLeftOutOrNull) {
    const Value left_out = to_value(Gadget{});
    for (const char* key : {"name", "curve_v", "limit_v", "words", "list", "parts"}) {
        EXPECT_EQ(left_out.find(key), nullptr) << key;
    }
    const Value with_null = to_value(Gadget{}, Absent::WriteNull);
    EXPECT_EQ(std::get<ValueMap>(with_null.data()).size(), table_for<Gadget>().size());
    EXPECT_TRUE(with_null.find("limit_v")->is_null());
    EXPECT_TRUE(std::holds_alternative<ValueList>(with_null.find("words")->data()));
}

TEST(Reader, ABooleanIsTrueOrFalseAndNothingElse) {
    EXPECT_TRUE(read("loud: true\n").gadget.loud);
    EXPECT_FALSE(read("loud: false\n").gadget.loud);
    for (const char* word : {"on", "off", "yes", "no", "y", "True", "TRUE", "1", "0"}) {
        EXPECT_THAT(
            message_of("loud: " + std::string{word} + "\n"),
            HasSubstr("g.yaml:1:7: loud: \"" + std::string{word} + "\" is not true or false"));
    }
}

TEST(Reader, AKeyGivenWithAndWithoutItsUnitIsGivenTwice) {
    EXPECT_THAT(message_of("pause_s: 5\npause: 5 s\n"),
                HasSubstr("g.yaml:2:1: pause: given twice, as pause_s and pause"));
}

TEST(Reader, AKeyWithoutItsUnitWantsTheUnitBehindTheNumber) {
    EXPECT_EQ(read("pause: 2 min\n").gadget.pause, SimTime{120'000});
    EXPECT_EQ(read("soc: 80 %\n").gadget.soc_pct, 80.0);
    EXPECT_THAT(message_of("pause: 5\n"), HasSubstr("write 5 s, or pause_s: 5"));
    EXPECT_THAT(message_of("current: {value: 5, high: 6 A}\n"),
                HasSubstr("write 5 A, or current_a: 5"));
    EXPECT_THAT(message_of("current: {value: 5 A, high: 6}\n"),
                HasSubstr("write 6 A, or current_a: 6"));
    EXPECT_EQ(read("current: {value: 5 A, high: 6 A}\n").gadget.current_a, 5.0);
}

TEST(Reader, LessThanOnePercentOfChargeIsSaidWithItsSign) {
    EXPECT_THAT(message_of("soc_pct: 0.5\n"), HasSubstr("did you mean 50?"));
    EXPECT_THAT(message_of("soc_pct: 0.85\n"), HasSubstr("did you mean 85?"));
    EXPECT_EQ(read("soc_pct: 0.5 %\n").gadget.soc_pct, 0.5);
    EXPECT_EQ(read("soc_pct: 0\n").gadget.soc_pct, 0.0);
    EXPECT_EQ(read("soc_pct: 1\n").gadget.soc_pct, 1.0);
    EXPECT_EQ(read("share: 0.5\n").gadget.share, 0.5);
}

TEST(Reader, AnEstimateKeepsItsRangeAndItsSource) {
    const Loaded loaded = read(
        "current_a: {value: 2, low: 500 mA, high: 3 A, source: assumed, note: by eye}\n"
        "soc_pct: {value: 40 %, source: a book}\n"
        "curve_v: {value: {0: 2.5, 100: 3.5}, source: assumed}\n");
    EXPECT_EQ(loaded.gadget.current_a, 2.0);
    const Estimate& current = *loaded.provenance.at("current_a").estimate;
    EXPECT_EQ(current.value, 2.0);
    EXPECT_EQ(current.low, 0.5);
    EXPECT_EQ(current.high, 3.0);
    EXPECT_EQ(current.note, "by eye");
    EXPECT_TRUE(current.is_assumed());
    const Estimate& soc = *loaded.provenance.at("soc_pct").estimate;
    EXPECT_FALSE(soc.low);
    EXPECT_FALSE(soc.is_assumed());
    EXPECT_EQ(soc.source, "a book");
    EXPECT_TRUE(loaded.provenance.at("curve_v").estimate->is_assumed());
    EXPECT_EQ(loaded.gadget.curve_v.points.size(), 2U);

    EXPECT_THAT(message_of("current_a: {value: 2, low: 3}\n"), HasSubstr("outside its own"));
    EXPECT_THAT(message_of("current_a: {value: 2, high: 1}\n"), HasSubstr("outside its own"));
    EXPECT_THAT(message_of("current_a: {value: 2, high: 11}\n"), HasSubstr("current_a.high"));
    EXPECT_THAT(message_of("current_a: {low: 2}\n"), HasSubstr("{value: …"));
    EXPECT_THAT(message_of("curve_v: {value: {0: 1, 1: 2}, low: 1}\n"), HasSubstr("curve_v.low"));
}

TEST(Reader, EveryValueRemembersItsFileAndLine) {
    const Loaded loaded = read(everything);
    const auto line_of = [&](const char* path) { return loaded.provenance.at(path).line; };
    EXPECT_EQ(line_of("current_a"), 1);
    EXPECT_EQ(line_of("words[3]"), 15);
    EXPECT_EQ(line_of("list[2].weight_w"), 16);
    EXPECT_EQ(line_of("parts.a.weight_w"), 17);
    EXPECT_EQ(line_of("inner.weight_w"), 18);
    EXPECT_EQ(loaded.provenance.at("inner.weight_w").source->name, "g.yaml");
    EXPECT_FALSE(loaded.provenance.contains("list[2].weight"));
}

TEST(Reader, AnAliasIsWhatItStandsFor) {
    const Gadget g = read(
                         "parts: {a: &p {weight_w: 3}, b: *p}\n"
                         "inner: *p\n"
                         "current_a: &n 5\n"
                         "share: 0.5\n"
                         "count: *n\n")
                         .gadget;
    EXPECT_THAT(g.parts, ElementsAre(Pair("a", Part{3}), Pair("b", Part{3})));
    EXPECT_EQ(g.inner, Part{3});
    EXPECT_EQ(g.count, 5);
    // 100 aliases of a list of 100 are ten thousand values: still within the budget.
    std::string words = "words: &w [";
    for (int i = 0; i < 99; ++i) {
        words += "w, ";
    }
    std::string text = "a: " + words.substr(7) + "w]\nb: [";
    for (int i = 0; i < 100; ++i) {
        text += (i == 0 ? "*w" : ", *w");
    }
    const Node node = parse_yaml(text + "]\n", std::make_shared<Source>());
    EXPECT_EQ(node.find("b")->items.size(), 100U);
    EXPECT_EQ(node.find("b")->items.back().items.size(), 100U);
}

TEST(Reader, AnythingMayStandInQuotes) {
    const Gadget g = read("\"count\": '4'\nname: '12'\npause_s: \"3 min\"\n").gadget;
    EXPECT_EQ(g.count, 4);
    EXPECT_EQ(g.name, "12");
    EXPECT_EQ(g.pause, SimTime{180'000});
    EXPECT_THAT(message_of("name: ''\ncount: ''\n"), HasSubstr("g.yaml:2:8: count"));
    EXPECT_THAT(message_of("name: null\n"), HasSubstr("has no value"));
    EXPECT_EQ(read("name: 'null'\n").gadget.name, "null");
}

TEST(Reader, TheExpectationNamesQuantityUnitsAndRange) {
    EXPECT_EQ(expectation_of(table_for<Gadget>()[0]),
              "a current (A, mA, µA, uA, kA), between 0 A and 10 A");
    EXPECT_EQ(expectation_of(table_for<Part>()[0]), "a power (W, mW, kW), at least 0 W");
    EXPECT_EQ(expectation_of(table_for<Gadget>()[4]), "a number");
}

TEST(Field, TheNearestKnownWordIsOfferedIfItIsNear) {
    const std::vector<std::string> known{"discharge_floor", "low_soc_warning", "remote", "at"};
    EXPECT_EQ(nearest("dischage_floor", known), "discharge_floor");
    EXPECT_EQ(nearest("discharge", known), "discharge_floor");  // the beginning of it
    EXPECT_EQ(nearest("remtoe", known), "remote");              // swapped
    EXPECT_EQ(nearest("Remote", known), "remote");
    EXPECT_EQ(nearest("AT", known), "at");
    EXPECT_EQ(nearest("temperature", known), std::nullopt);
    EXPECT_EQ(nearest(std::string(100'000, 'x'), known), std::nullopt);
    EXPECT_EQ(nearest("x", {}), std::nullopt);
}

TEST(Field, TablesWithAmbiguousKeysAreUnsound) {
    const auto row = [](std::string_view key, Unit unit) {
        return Field{.key = key, .unit = unit};
    };
    EXPECT_TRUE(keys_are_sound(std::array{row("a_v", Unit::Volt), row("b", Unit::None)}));
    EXPECT_FALSE(keys_are_sound(std::array{row("a", Unit::Volt)}));
    EXPECT_FALSE(keys_are_sound(std::array{row("a_v", Unit::Volt), row("a_a", Unit::Ampere)}));
    EXPECT_FALSE(keys_are_sound(std::array{row("a_v", Unit::Volt), row("a", Unit::None)}));
    EXPECT_FALSE(keys_are_sound(std::array{row("a", Unit::None), row("a_v", Unit::Volt)}));
    EXPECT_FALSE(keys_are_sound(std::array{row("a", Unit::None), row("a", Unit::None)}));
}

// --- every row of every table ---

/// One row alone, with a struct for it to fill.
struct Row {
    std::string path;
    Field field;
    std::shared_ptr<void> owner;

    void read(const std::string& key, const std::string& value) const {
        Provenance provenance;
        const Node node = parse_yaml(key + ": " + value + "\n", std::make_shared<Source>());
        Reader{provenance}.record(Table{&field, 1}, node, "", owner.get());
    }
    double number() const {
        const Value value =
            field.type->write(field, field.member_of(owner.get()), Absent::LeaveOut);
        const auto* whole = std::get_if<std::int64_t>(&value.data());
        return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value.data());
    }
};

template <class T>
void add_rows(std::vector<Row>& rows, const std::string& path, Table table) {
    for (const Field& field : table) {
        const Shape shape = field.type->shape;
        if (shape == Shape::Number || shape == Shape::Integer) {
            rows.push_back({.path = path + std::string{field.key},
                            .field = field,
                            .owner = std::make_shared<T>()});
        }
    }
}

std::vector<Row> numeric_rows() {
    std::vector<Row> rows;
    add_rows<Scenario>(rows, "", table_for<Scenario>());
    add_rows<AmbientEntry>(rows, "ambient.", table_for<AmbientEntry>());
    add_rows<BankEntry>(rows, "bank.", table_for<BankEntry>());
    add_rows<BatteryEntry>(rows, "battery.", table_for<BatteryEntry>());
    add_rows<CellEntry>(rows, "cell.", table_for<CellEntry>());
    add_rows<BmsEntry>(rows, "bms.", table_for<BmsEntry>());
    for (const DeviceType type : device_types) {
        add_rows<DeviceEntry>(rows, "device.", table_of(type));
    }
    return rows;
}

std::string unit_of(const Field& field) {
    return row_of(field.unit).names.empty()
               ? ""
               : " " + std::string{row_of(field.unit).names.front().name};
}

TEST(Tables, EveryRowTakesItsWholeRangeAndNothingBeyond) {
    const std::vector<Row> rows = numeric_rows();
    ASSERT_GT(rows.size(), 100U);
    for (const Row& row : rows) {
        SCOPED_TRACE(row.path);
        ASSERT_LT(row.field.lowest, row.field.highest);
        const std::string key{row.field.key};
        for (const auto& [bound, beyond] :
             {std::pair{row.field.lowest, -1.0}, std::pair{row.field.highest, 1.0}}) {
            if (!std::isfinite(bound)) {
                continue;
            }
            row.read(key, shortest(bound) + unit_of(row.field));
            EXPECT_NEAR(row.number(), bound, 1e-9 * std::abs(bound));
            const double outside = bound + beyond * std::max(1.0, std::abs(bound));
            const auto error = error_of([&] { row.read(key, shortest(outside)); });
            ASSERT_TRUE(error);
            EXPECT_EQ(error->key(), key);
        }
    }
}

TEST(Tables, EveryRowReadsTheSameWithItsUnitInTheKeyOrBehindTheNumber) {
    int with_unit = 0;
    for (const Row& row : numeric_rows()) {
        if (unit_of(row.field).empty()) {
            continue;
        }
        ++with_unit;
        SCOPED_TRACE(row.path);
        const double highest = std::isfinite(row.field.highest) ? row.field.highest : 1e3;
        const std::string number = shortest(highest);
        row.read(std::string{row.field.key}, number);
        const double by_key = row.number();
        row.read(std::string{row.field.stem()}, number + unit_of(row.field));
        EXPECT_EQ(row.number(), by_key);
        row.read(std::string{row.field.key},
                 "{value: " + number + unit_of(row.field) + ", source: assumed}");
        EXPECT_EQ(row.number(), by_key);
        error_of([&] { row.read(std::string{row.field.stem()}, number); });
    }
    EXPECT_GT(with_unit, 80);
}

TEST(Tables, EveryRowHasItsLineOfHelp) {
    for (const Row& row : numeric_rows()) {
        EXPECT_FALSE(row.field.help.empty()) << row.path;
        EXPECT_EQ(row.field.help.find('\n'), std::string_view::npos) << row.path;
    }
}

}  // namespace
}  // namespace engine
