// JSON Schema: draft-07 documents with exactly the keys of the tables.

#include "engine/schema.hpp"

#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::Contains;
using testing::UnorderedElementsAreArray;

const Value& at(const Value& value, const std::string& key) {
    static const Value nothing;
    const Value* found = value.find(key);
    EXPECT_NE(found, nullptr) << key;
    return found == nullptr ? nothing : *found;
}

std::string text_at(const Value& value, const std::string& key) {
    const auto* text = std::get_if<std::string>(&at(value, key).data());
    return text == nullptr ? "" : *text;
}

std::vector<std::string> keys_of(const Value& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : std::get<ValueMap>(at(object, "properties").data())) {
        keys.push_back(key);
    }
    return keys;
}

std::vector<std::string> texts_of(const Value& list) {
    std::vector<std::string> out;
    for (const Value& item : std::get<ValueList>(list.data())) {
        out.push_back(std::get<std::string>(item.data()));
    }
    return out;
}

bool is_closed(const Value& object) {
    const Value* more = object.find("additionalProperties");
    const auto* open = more == nullptr ? nullptr : std::get_if<bool>(&more->data());
    return open != nullptr && !*open;
}

/// Every key that the reader takes: with its unit, and where the unit has names without it.
std::vector<std::string> keys_taken(Table table) {
    std::vector<std::string> keys;
    for (const Field& field : table) {
        keys.emplace_back(field.key);
        if (!field.stem().empty() && !row_of(field.unit).names.empty()) {
            keys.emplace_back(field.stem());
        }
    }
    return keys;
}

/// The last of the alternatives: the map that a person may write instead of a name.
const Value& map_of(const Value& any_of) {
    return std::get<ValueList>(at(any_of, "anyOf").data()).back();
}

/// Every object with properties of its own, anywhere below.
void for_each_object(const Value& value, const std::function<void(const Value&)>& act) {
    if (const auto* map = std::get_if<ValueMap>(&value.data())) {
        const Value* properties = value.find("properties");
        const Value* type = value.find("type");
        if (properties != nullptr && type != nullptr &&
            std::holds_alternative<ValueMap>(properties->data())) {
            act(value);
        }
        for (const auto& [key, below] : *map) {
            for_each_object(below, act);
        }
    } else if (const auto* list = std::get_if<ValueList>(&value.data())) {
        for (const Value& below : *list) {
            for_each_object(below, act);
        }
    }
}

Value scenario() {
    return scenario_schema(Catalog::shipped());
}

TEST(Schema, DocumentsAreDraft7AndTakeNoUnknownKey) {
    for (const Value& document : {scenario(), catalog_schema(Catalog::shipped())}) {
        EXPECT_EQ(text_at(document, "$schema"), "http://json-schema.org/draft-07/schema#");
        EXPECT_FALSE(text_at(document, "title").empty());
        EXPECT_EQ(text_at(document, "type"), "object");
        int objects = 0;
        for_each_object(document, [&](const Value& object) {
            ++objects;
            EXPECT_TRUE(is_closed(object)) << keys_of(object).front();
        });
        EXPECT_GT(objects, 8);
    }
}

TEST(Schema, AScenarioHasExactlyTheKeysThatTheReaderTakes) {
    const Value document = scenario();
    auto expected = keys_taken(table_for<Scenario>());
    expected.insert(expected.end(), {"extends", "catalog"});
    EXPECT_THAT(keys_of(document), UnorderedElementsAreArray(expected));
    const Value& properties = at(document, "properties");
    EXPECT_THAT(keys_of(at(properties, "ambient")),
                UnorderedElementsAreArray(keys_taken(table_for<AmbientEntry>())));
    EXPECT_THAT(keys_of(at(properties, "bank")),
                UnorderedElementsAreArray(keys_taken(table_for<BankEntry>())));
    EXPECT_THAT(keys_of(at(properties, "bms")),
                UnorderedElementsAreArray(keys_taken(table_for<BmsEntry>())));
    EXPECT_THAT(keys_of(at(at(properties, "events"), "items")),
                UnorderedElementsAreArray(keys_taken(table_for<ScenarioEvent>())));
}

TEST(Schema, ABatteryAndItsCellMayBeNamesOrMapsWithLike) {
    const Value document = scenario();
    const Value& battery = at(at(at(document, "properties"), "bank"), "properties");
    const Value& map = map_of(at(battery, "battery"));
    auto expected = keys_taken(table_for<BatteryEntry>());
    expected.emplace_back("like");
    EXPECT_THAT(keys_of(map), UnorderedElementsAreArray(expected));
    EXPECT_EQ(map.find("required"), nullptr);
    const Value& cell = map_of(at(at(map, "properties"), "cell"));
    auto cell_keys = keys_taken(table_for<CellEntry>());
    cell_keys.emplace_back("like");
    EXPECT_THAT(keys_of(cell), UnorderedElementsAreArray(cell_keys));
    const Value& names = std::get<ValueList>(at(at(battery, "battery"), "anyOf").data()).front();
    EXPECT_THAT(texts_of(at(names, "enum")),
                UnorderedElementsAreArray(Catalog::shipped().names("batteries")));
}

TEST(Schema, ADeviceHasTheKeysOfEveryType) {
    const Value document = scenario();
    const Value& devices = at(at(document, "properties"), "devices");
    const Value& device =
        std::get<ValueList>(at(at(devices, "additionalProperties"), "anyOf").data()).front();
    const auto keys = keys_of(device);
    for (const DeviceType type : device_types) {
        for (const std::string& key : keys_taken(table_of(type))) {
            EXPECT_THAT(keys, Contains(key));
        }
    }
}

TEST(Schema, ACatalogueHasItsSections) {
    const Value document = catalog_schema(Catalog::shipped());
    EXPECT_THAT(keys_of(document),
                UnorderedElementsAreArray({"cells", "batteries", "enclosures", "climates",
                                           "products", "devices", "bms"}));
    const auto entry_of = [&](const char* section) {
        return at(at(at(document, "properties"), section), "additionalProperties");
    };
    const auto has_like_and = [&](const char* section, Table table) {
        auto expected = keys_taken(table);
        expected.emplace_back("like");
        EXPECT_THAT(keys_of(entry_of(section)), UnorderedElementsAreArray(expected)) << section;
    };
    has_like_and("cells", table_for<CellEntry>());
    has_like_and("batteries", table_for<BatteryEntry>());
    has_like_and("bms", table_for<BmsEntry>());
    EXPECT_THAT(keys_of(entry_of("devices")), Contains("like"));
}

TEST(Schema, WhatIsRequiredOfAPersonIsRequired) {
    const Value document = scenario();
    EXPECT_THAT(texts_of(at(document, "required")), Contains("bank"));
    EXPECT_THAT(texts_of(at(at(at(document, "properties"), "bank"), "required")),
                Contains("battery"));
    EXPECT_THAT(texts_of(at(at(at(at(document, "properties"), "events"), "items"), "required")),
                Contains("at"));
}

TEST(Schema, EveryKeyHasItsLineOfHelp) {
    for_each_object(scenario(), [&](const Value& object) {
        const auto keys = keys_of(object);
        if (keys.front() == "value" || keys.front() == "low_v") {
            return;  // of an estimate, of the remote
        }
        for (const auto& [key, property] : std::get<ValueMap>(at(object, "properties").data())) {
            EXPECT_FALSE(text_at(property, "description").empty()) << key;
        }
    });
}

TEST(Schema, ARangeIsTheTablesRange) {
    const Value schema = input_schema(table_for<BankEntry>());
    const Value& soc = at(at(schema, "properties"), "soc_pct");
    EXPECT_EQ(std::get<double>(at(soc, "minimum").data()), 0.0);
    EXPECT_EQ(std::get<double>(at(soc, "maximum").data()), 100.0);
    const Value& wiring = at(at(schema, "properties"), "wiring");
    EXPECT_THAT(texts_of(at(wiring, "enum")),
                UnorderedElementsAreArray({"busbar", "diagonal", "halfway", "one_end"}));
}

TEST(Schema, ReferencesLeadToDefinitions) {
    for (const Value& document : {scenario(), catalog_schema(Catalog::shipped())}) {
        int references = 0;
        const std::function<void(const Value&)> check = [&](const Value& value) {
            if (const auto* map = std::get_if<ValueMap>(&value.data())) {
                for (const auto& [key, below] : *map) {
                    const auto* target = std::get_if<std::string>(&below.data());
                    if (key == "$ref" && target != nullptr) {
                        ++references;
                        const std::string prefix = "#/definitions/";
                        ASSERT_EQ(target->rfind(prefix, 0), 0U) << *target;
                        at(at(document, "definitions"), target->substr(prefix.size()));
                    }
                    check(below);
                }
            } else if (const auto* list = std::get_if<ValueList>(&value.data())) {
                for (const Value& below : *list) {
                    check(below);
                }
            }
        };
        check(document);
        EXPECT_GT(references, 50);
    }
}

TEST(Schema, WhatTheProgramWritesHasEveryKeyAndNumbersMayBeNull) {
    const Value schema = output_schema(table_for<BankEntry>());
    EXPECT_TRUE(is_closed(schema));
    std::vector<std::string> keys;
    for (const Field& field : table_for<BankEntry>()) {
        keys.emplace_back(field.key);
    }
    EXPECT_EQ(keys_of(schema), keys);
    EXPECT_EQ(texts_of(at(schema, "required")), keys);
    EXPECT_THAT(texts_of(at(at(at(schema, "properties"), "soc_pct"), "type")),
                UnorderedElementsAreArray({"number", "null"}));
}

}  // namespace
}  // namespace engine
