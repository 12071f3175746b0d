#include "engine/value.hpp"

namespace engine {

Value& Value::set(std::string key, Value value) {
    if (is_null()) {
        data_ = ValueMap{};
    }
    auto& map = std::get<ValueMap>(data_);
    for (auto& [known, old] : map) {
        if (known == key) {
            old = std::move(value);
            return *this;
        }
    }
    map.emplace_back(std::move(key), std::move(value));
    return *this;
}

Value& Value::push(Value value) {
    if (is_null()) {
        data_ = ValueList{};
    }
    std::get<ValueList>(data_).push_back(std::move(value));
    return *this;
}

const Value* Value::find(std::string_view key) const {
    if (const auto* map = std::get_if<ValueMap>(&data_)) {
        for (const auto& [known, value] : *map) {
            if (known == key) {
                return &value;
            }
        }
    }
    return nullptr;
}

}  // namespace engine
