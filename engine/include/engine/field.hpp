#pragma once
// Field tables: for every struct that a person writes or reads, one row per member. The reader, the
// writer, the JSON Schema, `--set` and `banktwin explain` all walk the same rows.

#include "engine/node.hpp"
#include "engine/sim_time.hpp"
#include "engine/unit.hpp"
#include "engine/value.hpp"

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace engine {

struct Field;
using Table = std::span<const Field>;
class Reader;

/// What a member looks like in YAML and JSON.
enum class Shape {
    Number,
    Integer,
    Text,
    Boolean,
    Choice,     // one of a few words
    Date,       // 2026-11-01, '2026-11-01 18:30'
    TimeOfDay,  // '18:30'
    UtcOffset,  // '+01:00'
    Points,     // {0: 2.5, 1: 2.8}: a curve
    List,
    Map,     // by name
    Record,  // a struct with a table
    Any,     // shape of its own, described by `schema`
};

/// What becomes of members without a value when a record is written.
enum class Absent { LeaveOut, WriteNull };

/// How one C++ type is read, written and described.
struct Type {
    Shape shape;
    void (*read)(Reader& reader, const Node& node, const Field& field, const std::string& path,
                 void* member);
    Value (*write)(const Field& field, const void* member, Absent absent);  // null: has no value
    std::span<const std::string_view> choices{};                            // of Choice
    const Type* element = nullptr;                                          // of List and Map
    Table (*table)() = nullptr;                                             // of Record
    const void* (*blank)() = nullptr;  // of Record: one that is default-constructed
    Value (*schema)() = nullptr;       // of Any
    bool is_optional = false;          // may be absent
};

enum class Presence { Optional, Required };

/// One row. The default is what a default-constructed owner holds.
struct Field {
    std::string_view key;
    const Type* type = nullptr;
    void* (*member)(void* owner) = nullptr;
    Unit unit = Unit::None;
    std::string_view help{};
    double lowest = -std::numeric_limits<double>::infinity();
    double highest = std::numeric_limits<double>::infinity();
    Presence presence = Presence::Optional;
    bool is_state_of_charge = false;     // 0.5 means a slip for 50 here
    std::string_view app_name{};         // in VictronConnect
    double steps_per_unit = 1.0;         // of integer members that count in steps of a unit
    std::string_view catalog_section{};  // may also be given by name from there

    /// The key without its unit: `draws` for `draws_a`; empty for a key without one.
    constexpr std::string_view stem() const {
        const std::string_view suffix = row_of(unit).suffix;
        const bool has_one = !suffix.empty() && key.size() > suffix.size() + 1 &&
                             key.ends_with(suffix) && key[key.size() - suffix.size() - 1] == '_';
        return has_one ? key.substr(0, key.size() - suffix.size() - 1) : std::string_view{};
    }
    const void* member_of(const void* owner) const { return member(const_cast<void*>(owner)); }
};

namespace detail {

template <class>
struct MemberOf;
template <class Owner, class Member>
struct MemberOf<Member Owner::*> {
    using owner = Owner;
    using type = Member;
};

template <auto member>
using OwnerType = typename MemberOf<decltype(member)>::owner;
template <auto member>
using MemberType = typename MemberOf<decltype(member)>::type;

}  // namespace detail

/// Its `value` is the Type of a C++ type; specialised for every type that may stand in a table
/// (field_types.hpp).
template <class T>
struct TypeOf;

/// What else a row says; designated initialisers keep tables readable.
struct About {
    Unit unit = Unit::None;
    double lowest = -std::numeric_limits<double>::infinity();
    double highest = std::numeric_limits<double>::infinity();
    Presence presence = Presence::Optional;
    bool is_state_of_charge = false;
    std::string_view app_name{};
};

/// A row for `Owner::member`, or, with two pointers, for a member of a member.
template <auto member>
constexpr Field field(std::string_view key, std::string_view help, const About& about = {}) {
    using Owner = detail::OwnerType<member>;
    return {.key = key,
            .type = &TypeOf<detail::MemberType<member>>::value,
            .member = [](void* owner) -> void* { return &(static_cast<Owner*>(owner)->*member); },
            .unit = about.unit,
            .help = help,
            .lowest = about.lowest,
            .highest = about.highest,
            .presence = about.presence,
            .is_state_of_charge = about.is_state_of_charge,
            .app_name = about.app_name};
}
template <auto outer, auto inner>
constexpr Field field(std::string_view key, std::string_view help, const About& about = {}) {
    using Owner = detail::OwnerType<outer>;
    return {
        .key = key,
        .type = &TypeOf<detail::MemberType<inner>>::value,
        .member = [](void* owner) -> void* { return &(static_cast<Owner*>(owner)->*outer.*inner); },
        .unit = about.unit,
        .help = help,
        .lowest = about.lowest,
        .highest = about.highest,
        .presence = about.presence,
        .is_state_of_charge = about.is_state_of_charge,
        .app_name = about.app_name};
}

/// A struct with `Table table_of(const T*)`, found by its argument, is a record.
template <class T>
concept Tabled = requires(const T* owner) {
    { table_of(owner) } -> std::convertible_to<Table>;
};

template <class T>
Table table_for() {
    return table_of(static_cast<const T*>(nullptr));
}

/// No key twice, and every key with a unit ends in its suffix. For static_assert beside a table.
constexpr bool keys_are_sound(Table table) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (table[i].unit != Unit::None && table[i].stem().empty()) {
            return false;
        }
        for (std::size_t j = 0; j < i; ++j) {
            const bool same_stem = !table[i].stem().empty() && table[i].stem() == table[j].stem();
            if (table[i].key == table[j].key || same_stem || table[i].key == table[j].stem() ||
                table[j].key == table[i].stem()) {
                return false;
            }
        }
    }
    return true;
}

/// The record as a map in table order; records below it follow the same rule.
Value to_value(Table table, const void* owner, Absent absent);
template <Tabled T>
Value to_value(const T& owner, Absent absent = Absent::LeaveOut) {
    return to_value(table_for<T>(), &owner, absent);
}

/// The row with this key or stem, or nullptr.
const Field* find_field(Table table, std::string_view key);

/// The known word nearest to `wrong`, if one is near enough to be meant; capitals are no
/// difference.
std::optional<std::string> nearest(std::string_view wrong, std::span<const std::string> known);

}  // namespace engine
