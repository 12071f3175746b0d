// JSON: what is written reads back as the same, and what JSON cannot say is null.

#include "reports/json.hpp"

#include "tests/engine/generators.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

namespace reports {
namespace {

using engine::any_in;
using engine::Value;
using engine::ValueList;
using engine::ValueMap;
using Json = nlohmann::ordered_json;

TEST(Json, KeepsItsOrderAndIndentsByTwo) {
    EXPECT_EQ(to_json(ValueMap{{"z", 1}, {"a", ValueList{true, "x"}}}),
              "{\n  \"z\": 1,\n  \"a\": [\n    true,\n    \"x\"\n  ]\n}\n");
}

TEST(Json, WritesNullForWhatIsNoNumber) {
    for (const double value :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
          -std::numeric_limits<double>::infinity()}) {
        EXPECT_EQ(to_json(Value{value}), "null\n");
        EXPECT_TRUE(Json::parse(to_json(ValueList{1.5, value}))[1].is_null());
    }
    EXPECT_EQ(to_json(Value{}), "null\n");
    EXPECT_EQ(to_json(Value{std::numeric_limits<double>::max()}), "1.7976931348623157e+308\n");
}

TEST(Json, TellsAWholeNumberFromANumber) {
    EXPECT_EQ(to_json(Value{std::int64_t{9'007'199'254'740'993}}), "9007199254740993\n");
    EXPECT_EQ(to_json(Value{3.0}), "3.0\n");
}

// A file's name is in whatever coding its disk has.
TEST(Json, ReplacesWhatIsNotUtf8) {
    const Json read = Json::parse(to_json(ValueMap{{"file", "b\xE5t.yaml"}}));
    EXPECT_EQ(read["file"], "b\xEF\xBF\xBDt.yaml");
}

Value any_value(int depth) {
    switch (any_in(0, depth > 0 ? 6 : 4)) {
        case 0:
            return Value{};
        case 1:
            return Value{engine::any_bool()};
        case 2:
            return Value{any_in<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000)};
        case 3:
            return Value{std::ldexp(any_in(-1'000'000, 1'000'000) / 7.0, any_in(-60, 60))};
        case 4:
            return Value{engine::any_of({"", "å\"\\", "line\nbreak", "\x01", "null", "plain"})};
        case 5: {
            ValueList list;
            for (int i = any_in(0, 3); i > 0; --i) {
                list.push_back(any_value(depth - 1));
            }
            return Value{std::move(list)};
        }
        default: {
            ValueMap map;
            for (int i = any_in(0, 3); i > 0; --i) {
                map.emplace_back("key " + std::to_string(i), any_value(depth - 1));
            }
            return Value{std::move(map)};
        }
    }
}

struct SameAs {
    const Json& json;

    bool operator()(std::monostate) const { return json.is_null(); }
    bool operator()(bool value) const { return json.is_boolean() && json == value; }
    bool operator()(std::int64_t value) const { return json.is_number_integer() && json == value; }
    bool operator()(double value) const {
        return json.is_number_float() && json.get<double>() == value;
    }
    bool operator()(const std::string& value) const { return json.is_string() && json == value; }
    bool operator()(const ValueList& list) const {
        bool same = json.is_array() && json.size() == list.size();
        for (std::size_t i = 0; same && i < list.size(); ++i) {
            same = std::visit(SameAs{json[i]}, list[i].data());
        }
        return same;
    }
    bool operator()(const ValueMap& map) const {
        bool same = json.is_object() && json.size() == map.size();
        std::size_t i = 0;
        for (auto item = json.begin(); same && item != json.end(); ++item, ++i) {
            same = item.key() == map[i].first &&
                   std::visit(SameAs{item.value()}, map[i].second.data());
        }
        return same;
    }
};

RC_GTEST_PROP(Json, ReadsBackAsWhatWasWritten, ()) {
    const Value value = any_value(3);
    const Json read = Json::parse(to_json(value));
    RC_ASSERT(std::visit(SameAs{read}, value.data()));
}

}  // namespace
}  // namespace reports
