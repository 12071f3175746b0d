#pragma once
// A tree to be written: JSON documents, schemas, resolved scenarios.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace engine {

class Value;
using ValueList = std::vector<Value>;
using ValueMap = std::vector<std::pair<std::string, Value>>;  // keeps its order

/// Null, true/false, whole number, number, text, list or map. NaN and infinities become null when
/// written.
class Value {
  public:
    Value() = default;
    Value(bool value) : data_{value} {}
    Value(int value) : data_{std::int64_t{value}} {}
    Value(std::int64_t value) : data_{value} {}
    Value(double value) : data_{value} {}
    Value(std::string value) : data_{std::move(value)} {}
    Value(std::string_view value) : data_{std::string{value}} {}
    Value(const char* value) : data_{std::string{value}} {}
    Value(ValueList value) : data_{std::move(value)} {}
    Value(ValueMap value) : data_{std::move(value)} {}

    using Data =
        std::variant<std::monostate, bool, std::int64_t, double, std::string, ValueList, ValueMap>;
    const Data& data() const { return data_; }

    bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
    /// Sets a key of a map; a null value becomes a map first.
    Value& set(std::string key, Value value);
    /// Appends to a list; a null value becomes a list first.
    Value& push(Value value);
    /// The entry of a map, or nullptr.
    const Value* find(std::string_view key) const;

    friend bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

  private:
    Data data_;
};

}  // namespace engine
