#include "engine/schema.hpp"

#include "engine/scenario.hpp"
#include "engine/sweep_file.hpp"

#include <cmath>

namespace engine {

namespace {

enum class Purpose { Input, Output };

Value schema_of(const Field& field, const Type& type, Purpose purpose);

Value list_of_words(std::span<const std::string_view> words) {
    ValueList list;
    bool has_switch = false;
    for (const std::string_view word : words) {
        list.emplace_back(word);
        has_switch = has_switch || word == "on";
        if (word.size() == 1 && word[0] >= '0' && word[0] <= '9') {  // may be written as a number
            list.emplace_back(std::int64_t{word[0] - '0'});
        }
    }
    if (has_switch) {  // YAML 1.1 editors hand over on and off as booleans
        list.emplace_back(true);
        list.emplace_back(false);
    }
    return list;
}

/// "^[-+0-9.eE]+ ?(A|mA)$"
std::string pattern_of(const UnitRow& unit) {
    std::string pattern;
    for (const UnitName& name : unit.names) {
        pattern += pattern.empty() ? "^[-+0-9.eE]+ ?(" : "|";
        pattern += name.name;
    }
    return pattern + ")$";
}

Value estimate_of(const Value& value) {
    const Value text{ValueMap{{"type", "string"}}};
    return ValueMap{
        {"type", "object"},
        {"required", ValueList{"value"}},
        {"additionalProperties", false},
        {"properties",
         ValueMap{
             {"value", value}, {"low", value}, {"high", value}, {"source", text}, {"note", text}}}};
}

/// "v" and "v_text": a value under a key with its unit, and under one without. Plain numbers:
/// "number".
std::string definition_of(const UnitRow& unit) {
    return unit.suffix.empty() ? "number" : std::string{unit.suffix};
}

/// What may stand where a quantity belongs: a number, a text with a unit, an estimate around
/// either.
Value quantity_definitions() {
    Value out{ValueMap{}};
    for (const UnitRow& unit : unit_table) {
        const Value number{ValueMap{{"type", "number"}}};
        const Value text{ValueMap{{"type", "string"}, {"pattern", pattern_of(unit)}}};
        const bool has_text = !unit.names.empty();
        const Value plain = has_text ? Value{ValueMap{{"anyOf", ValueList{number, text}}}} : number;
        out.set(definition_of(unit), ValueMap{{"anyOf", ValueList{plain, estimate_of(plain)}}});
        if (has_text) {
            out.set(definition_of(unit) + "_text",
                    ValueMap{{"anyOf", ValueList{text, estimate_of(text)}}});
        }
    }
    return out;
}

Value reference(const std::string& definition) {
    return ValueMap{{"allOf", ValueList{ValueMap{{"$ref", "#/definitions/" + definition}}}}};
}

Value input_number(const Field& field) {
    Value out = reference(definition_of(row_of(field.unit)));
    // A range binds bare numbers; texts are the loader's to judge.
    if (std::isfinite(field.lowest)) {
        out.set("minimum", field.lowest);
    }
    if (std::isfinite(field.highest)) {
        out.set("maximum", field.highest);
    }
    return out;
}

Value points_schema(const Field& field, Purpose purpose) {
    Value points{
        ValueMap{{"type", "object"},
                 {"additionalProperties", ValueMap{{"type", ValueList{"number", "string"}}}}}};
    if (purpose == Purpose::Output) {
        return points;
    }
    return ValueMap{
        {"anyOf",
         ValueList{input_number(field), points,
                   ValueMap{{"type", "object"},
                            {"required", ValueList{"value"}},
                            {"additionalProperties", false},
                            {"properties", ValueMap{{"value", points},
                                                    {"source", ValueMap{{"type", "string"}}},
                                                    {"note", ValueMap{{"type", "string"}}}}}}}}};
}

Value object_schema(Table table, Purpose purpose) {
    ValueMap properties;
    ValueList required;
    for (const Field& field : table) {
        Value schema = schema_of(field, *field.type, purpose);
        if (purpose == Purpose::Output && field.type->is_optional &&
            (field.type->shape == Shape::Record || field.type->shape == Shape::Any)) {
            schema = ValueMap{{"anyOf", ValueList{std::move(schema), ValueMap{{"type", "null"}}}}};
        }
        schema.set("description", field.help);
        const bool may_drop_unit =
            purpose == Purpose::Input && !field.stem().empty() && !row_of(field.unit).names.empty();
        if (may_drop_unit) {
            Value with_unit = reference(definition_of(row_of(field.unit)) + "_text");
            with_unit.set("description", field.help);
            properties.emplace_back(std::string{field.stem()}, std::move(with_unit));
        }
        properties.emplace_back(std::string{field.key}, std::move(schema));
        const bool always =
            purpose == Purpose::Output || (field.presence == Presence::Required && !may_drop_unit);
        if (always) {
            required.emplace_back(field.key);
        }
    }
    Value out{ValueMap{{"type", "object"}, {"additionalProperties", false}}};
    if (!required.empty()) {
        out.set("required", std::move(required));
    }
    return out.set("properties", std::move(properties));
}

Value scalar_schema(const Field& field, const Type& type, Purpose purpose) {
    switch (type.shape) {
        case Shape::Number:
            return purpose == Purpose::Input
                       ? input_number(field)
                       : Value{ValueMap{{"type", ValueList{"number", "null"}}}};
        case Shape::Integer:
            return purpose == Purpose::Input
                       ? input_number(field)
                       : Value{ValueMap{{"type", ValueList{"integer", "null"}}}};
        case Shape::Boolean:
            return ValueMap{{"type", "boolean"}};
        case Shape::Choice:
            return ValueMap{{"enum", list_of_words(type.choices)}};
        case Shape::Date:
            return ValueMap{{"type", "string"}, {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}"}};
        case Shape::TimeOfDay:
            return ValueMap{{"type", "string"}, {"pattern", "^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$"}};
        case Shape::UtcOffset:
            return ValueMap{{"type", "string"}, {"pattern", "^[+-][0-9]{2}:[0-9]{2}$"}};
        default:
            return purpose == Purpose::Input
                       ? Value{ValueMap{{"type", "string"}}}
                       : Value{ValueMap{{"type", ValueList{"string", "null"}}}};
    }
}

Value schema_of(const Field& field, const Type& type, Purpose purpose) {
    switch (type.shape) {
        case Shape::Points:
            return points_schema(field, purpose);
        case Shape::List:
            return ValueMap{{"type", "array"}, {"items", schema_of(field, *type.element, purpose)}};
        case Shape::Map:
            return ValueMap{{"type", "object"},
                            {"additionalProperties", schema_of(field, *type.element, purpose)}};
        case Shape::Record:
            return object_schema(type.table(), purpose);
        case Shape::Any:
            return type.schema();
        default:
            return scalar_schema(field, type, purpose);
    }
}

/// Where a catalogue name or a map that is `like` one belongs. What is like something else need not
/// say everything, so nothing is required there.
Value by_name_or_like(Table table, const std::vector<std::string>& names) {
    Value object = input_schema(table);
    ValueMap without_required;
    for (const auto& [key, value] : std::get<ValueMap>(object.data())) {
        if (key != "required") {
            without_required.emplace_back(key, value);
        }
    }
    Value map{std::move(without_required)};
    Value properties = *map.find("properties");
    properties.set("like",
                   ValueMap{{"type", "string"}, {"description", "the entry to build upon"}});
    map.set("properties", properties);
    ValueList known;
    for (const std::string& name : names) {
        known.emplace_back(name);
    }
    // Names of one's own catalogue are as good as the known ones.
    return ValueMap{{"anyOf", ValueList{ValueMap{{"enum", std::move(known)}},
                                        ValueMap{{"type", "string"}}, std::move(map)}}};
}

/// The description stays unless the new schema brings its own.
Value replace_property(Value object, const std::string& key, Value schema) {
    Value properties = *object.find("properties");
    const Value* old = properties.find(key);
    const Value* help = old == nullptr ? nullptr : old->find("description");
    if (help != nullptr && schema.find("description") == nullptr) {
        schema.set("description", *help);
    }
    properties.set(key, std::move(schema));
    return object.set("properties", std::move(properties));
}

Value battery_schema(const Catalog& catalog) {
    Value schema = by_name_or_like(table_for<BatteryEntry>(), catalog.names("batteries"));
    ValueList options = std::get<ValueList>(schema.find("anyOf")->data());
    options.back() = replace_property(
        options.back(), "cell", by_name_or_like(table_for<CellEntry>(), catalog.names("cells")));
    return ValueMap{{"anyOf", std::move(options)}};
}

/// The help of a key without a unit that means amperes for one type of device and watts for
/// another; "": it does not.
std::string_view with_either_unit(std::string_view key) {
    if (key == "draws") {
        return "what it draws, with its unit";
    }
    return key == "rated" ? "what it carries, or gives, for ever, with its unit" : "";
}

/// All rows of all device types; a device may leave out what its catalogue entry says.
Value any_device_schema(const Catalog& catalog) {
    Value properties{ValueMap{}};
    for (const DeviceType type : device_types) {
        const Value object = object_schema(table_of(type), Purpose::Input);
        for (const auto& [key, schema] : std::get<ValueMap>(object.find("properties")->data())) {
            if (const std::string_view help = with_either_unit(key); !help.empty()) {
                properties.set(
                    key, ValueMap{{"description", help},
                                  {"anyOf", ValueList{reference("a_text"), reference("w_text")}}});
            } else {
                properties.set(key, schema);
            }
        }
    }
    ValueList known;
    for (const std::string& name : catalog.names("devices")) {
        known.emplace_back(name);
    }
    Value product = by_name_or_like(table_for<ProductEntry>(), catalog.names("products"));
    product.set("description", *properties.find("product")->find("description"));
    properties.set("product", std::move(product));
    properties.set("model", ValueMap{{"description", "catalogue entry of the device"},
                                     {"anyOf", ValueList{ValueMap{{"enum", std::move(known)}},
                                                         ValueMap{{"type", "string"}}}}});
    return ValueMap{
        {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
}

/// The battery of an exchange may be given by name, too.
Value with_other_battery(Value scenario, Value battery) {
    Value events = *scenario.find("properties")->find("events");
    Value event = *events.find("items");
    Value exchange = *event.find("properties")->find("exchanged_for");
    exchange = replace_property(std::move(exchange), "battery", std::move(battery));
    event = replace_property(std::move(event), "exchanged_for", std::move(exchange));
    events.set("items", std::move(event));
    return replace_property(std::move(scenario), "events", std::move(events));
}

}  // namespace

namespace detail {

Value device_schema() {
    return any_device_schema(Catalog::shipped());
}

}  // namespace detail

Value input_schema(Table table) {
    return object_schema(table, Purpose::Input);
}

Value output_schema(Table table) {
    return object_schema(table, Purpose::Output);
}

Value schema_document(std::string_view title, const Value& object) {
    Value document{
        ValueMap{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}}};
    const ValueMap members = std::get<ValueMap>(object.data());
    for (const auto& [key, value] : members) {
        document.set(key, value);
    }
    return document;
}

Value scenario_schema(const Catalog& catalog) {
    Value object = input_schema(table_for<Scenario>());
    Value bank = *object.find("properties")->find("bank");
    Value battery = battery_schema(catalog);
    battery.set("description", "a catalogue name, or {like: name, capacity_ah: …}");
    bank = replace_property(std::move(bank), "battery", std::move(battery));
    bank =
        replace_property(std::move(bank), "enclosure",
                         by_name_or_like(table_for<EnclosureEntry>(), catalog.names("enclosures")));
    object = replace_property(std::move(object), "bank", std::move(bank));
    Value weather = *object.find("properties")->find("weather");
    weather =
        replace_property(std::move(weather), "synthetic",
                         by_name_or_like(table_for<ClimateEntry>(), catalog.names("climates")));
    object = replace_property(std::move(object), "weather", std::move(weather));
    object = with_other_battery(std::move(object), battery_schema(catalog));
    const Value text{ValueMap{{"type", "string"}}};
    Value devices{ValueMap{
        {"type", "object"},
        {"description", "loads and chargers by name"},
        {"additionalProperties",
         ValueMap{{"anyOf", ValueList{any_device_schema(catalog), ValueMap{{"type", "null"}}}}}}}};
    object = replace_property(std::move(object), "devices", std::move(devices));
    object = replace_property(
        std::move(object), "extends",
        ValueMap{{"type", "string"}, {"description", "a scenario file to build upon"}});
    object = replace_property(
        std::move(object), "catalog",
        ValueMap{
            {"type", "array"}, {"items", text}, {"description", "files of one's own catalogue"}});
    object.set("definitions", quantity_definitions());
    return schema_document("banktwin scenario", object);
}

Value sweep_schema() {
    Value object = input_schema(table_for<SweepEntry>());
    object.set("definitions", quantity_definitions());
    return schema_document("banktwin sweep", object);
}

Value catalog_schema(const Catalog& catalog) {
    const auto by_name = [](Value entry) {
        return ValueMap{{"type", "object"}, {"additionalProperties", std::move(entry)}};
    };
    const auto map_of = [](const Value& by_name_or_like) {
        return std::get<ValueList>(by_name_or_like.find("anyOf")->data()).back();
    };
    Value device = any_device_schema(catalog);
    Value properties = *device.find("properties");
    properties.set("like",
                   ValueMap{{"type", "string"}, {"description", "the entry to build upon"}});
    device.set("properties", properties);
    const Value object{ValueMap{
        {"definitions", quantity_definitions()},
        {"type", "object"},
        {"additionalProperties", false},
        {"properties",
         ValueMap{{"cells", by_name(map_of(by_name_or_like(table_for<CellEntry>(), {})))},
                  {"batteries", by_name(map_of(battery_schema(catalog)))},
                  {"enclosures", by_name(map_of(by_name_or_like(table_for<EnclosureEntry>(), {})))},
                  {"climates", by_name(map_of(by_name_or_like(table_for<ClimateEntry>(), {})))},
                  {"products", by_name(map_of(by_name_or_like(table_for<ProductEntry>(), {})))},
                  {"devices", by_name(std::move(device))},
                  {"bms", by_name(map_of(by_name_or_like(table_for<BmsEntry>(), {})))}}}}};
    return schema_document("banktwin catalogue", object);
}

}  // namespace engine
