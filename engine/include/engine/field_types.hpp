#pragma once
// How each C++ type that may stand in a field table is read, written and described.

#include "engine/reader.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <map>

namespace engine {

/// A curve as a person writes it: a map from place to value, in rising order. One number stands for
/// a level curve and becomes its only point.
struct PointList {
    std::vector<std::pair<double, double>> points;

    friend bool operator==(const PointList&, const PointList&) = default;
};

/// Named things in the order they were written.
template <class T>
using Named = std::vector<std::pair<std::string, T>>;

/// A time of day, to tell it from a duration.
struct TimeOfDay {
    SimTime since_midnight{0};
    friend bool operator==(const TimeOfDay&, const TimeOfDay&) = default;
};

namespace detail {
void read_number(Reader& reader, const Node& node, const Field& field, const std::string& path,
                 void* member);
Value write_number(const Field& field, const void* member, Absent absent);
void read_int64(Reader& reader, const Node& node, const Field& field, const std::string& path,
                void* member);
Value write_int64(const Field& field, const void* member, Absent absent);
void read_int32(Reader& reader, const Node& node, const Field& field, const std::string& path,
                void* member);
Value write_int32(const Field& field, const void* member, Absent absent);
void read_boolean(Reader& reader, const Node& node, const Field& field, const std::string& path,
                  void* member);
Value write_boolean(const Field& field, const void* member, Absent absent);
void read_string(Reader& reader, const Node& node, const Field& field, const std::string& path,
                 void* member);
Value write_string(const Field& field, const void* member, Absent absent);
void read_duration(Reader& reader, const Node& node, const Field& field, const std::string& path,
                   void* member);
Value write_duration(const Field& field, const void* member, Absent absent);
void read_date(Reader& reader, const Node& node, const Field& field, const std::string& path,
               void* member);
Value write_date(const Field& field, const void* member, Absent absent);
void read_time_of_day(Reader& reader, const Node& node, const Field& field, const std::string& path,
                      void* member);
Value write_time_of_day(const Field& field, const void* member, Absent absent);
void read_utc_offset(Reader& reader, const Node& node, const Field& field, const std::string& path,
                     void* member);
Value write_utc_offset(const Field& field, const void* member, Absent absent);
void read_points(Reader& reader, const Node& node, const Field& field, const std::string& path,
                 void* member);
Value write_points(const Field& field, const void* member, Absent absent);
}  // namespace detail

template <>
struct TypeOf<double> {
    static constexpr Type value{
        .shape = Shape::Number, .read = &detail::read_number, .write = &detail::write_number};
};
template <>
struct TypeOf<std::int64_t> {
    static constexpr Type value{
        .shape = Shape::Integer, .read = &detail::read_int64, .write = &detail::write_int64};
};
template <>
struct TypeOf<std::int32_t> {
    static constexpr Type value{
        .shape = Shape::Integer, .read = &detail::read_int32, .write = &detail::write_int32};
};
template <>
struct TypeOf<bool> {
    static constexpr Type value{
        .shape = Shape::Boolean, .read = &detail::read_boolean, .write = &detail::write_boolean};
};
template <>
struct TypeOf<std::string> {
    static constexpr Type value{
        .shape = Shape::Text, .read = &detail::read_string, .write = &detail::write_string};
};
template <>
struct TypeOf<SimTime> {
    static constexpr Type value{
        .shape = Shape::Number, .read = &detail::read_duration, .write = &detail::write_duration};
};
template <>
struct TypeOf<Instant> {
    static constexpr Type value{
        .shape = Shape::Date, .read = &detail::read_date, .write = &detail::write_date};
};
template <>
struct TypeOf<TimeOfDay> {
    static constexpr Type value{.shape = Shape::TimeOfDay,
                                .read = &detail::read_time_of_day,
                                .write = &detail::write_time_of_day};
};
template <>
struct TypeOf<std::chrono::minutes> {
    static constexpr Type value{.shape = Shape::UtcOffset,
                                .read = &detail::read_utc_offset,
                                .write = &detail::write_utc_offset};
};
template <>
struct TypeOf<PointList> {
    static constexpr Type value{
        .shape = Shape::Points, .read = &detail::read_points, .write = &detail::write_points};
};

/// An enumeration whose words stand in `choice_words(E)`, one per enumerator from 0.
template <class E>
concept Choice = std::is_enum_v<E> && requires(E e) {
    { choice_words(e) } -> std::convertible_to<std::span<const std::string_view>>;
};

/// Finds the word or throws with all of them; booleans of YAML get their own message.
std::size_t read_choice(const Node& node, std::span<const std::string_view> words,
                        const std::string& path);

template <Choice E>
struct TypeOf<E> {
    static constexpr Type value = {
        .shape = Shape::Choice,
        .read =
            [](Reader& reader, const Node& node, const Field&, const std::string& path,
               void* member) {
                reader.note_origin(path, node);
                *static_cast<E*>(member) =
                    static_cast<E>(read_choice(node, choice_words(E{}), path));
            },
        .write = [](const Field&, const void* member, Absent) -> Value {
            return choice_words(E{})[static_cast<std::size_t>(*static_cast<const E*>(member))];
        },
        .choices = choice_words(E{})};
};

template <Tabled T>
struct TypeOf<T> {
    static constexpr Type value = {
        .shape = Shape::Record,
        .read = [](Reader& reader, const Node& node, const Field&, const std::string& path,
                   void* member) { reader.record(table_for<T>(), node, path, member); },
        .write = [](const Field&, const void* member,
                    Absent absent) { return to_value(table_for<T>(), member, absent); },
        .table = &table_for<T>,
        .blank = []() -> const void* {
            static const T blank{};
            return &blank;
        }};
};

template <class T>
struct TypeOf<std::optional<T>> {
    static constexpr Type value = {
        .shape = TypeOf<T>::value.shape,
        .read =
            [](Reader& reader, const Node& node, const Field& field, const std::string& path,
               void* member) {
                T value{};
                TypeOf<T>::value.read(reader, node, field, path, &value);
                *static_cast<std::optional<T>*>(member) = std::move(value);
            },
        .write = [](const Field& field, const void* member, Absent absent) -> Value {
            const auto& optional = *static_cast<const std::optional<T>*>(member);
            return optional ? TypeOf<T>::value.write(field, &*optional, absent) : Value{};
        },
        .choices = TypeOf<T>::value.choices,
        .element = TypeOf<T>::value.element,
        .table = TypeOf<T>::value.table,
        .blank = TypeOf<T>::value.blank,
        .schema = TypeOf<T>::value.schema,
        .is_optional = true};
};

template <class T>
struct TypeOf<std::vector<T>> {
    static constexpr Type value = {
        .shape = Shape::List,
        .read =
            [](Reader& reader, const Node& node, const Field& field, const std::string& path,
               void* member) {
                if (!node.is_list()) {
                    throw error_at(node, path, "expected a list");
                }
                auto& list = *static_cast<std::vector<T>*>(member);
                for (std::size_t i = 0; i < node.items.size(); ++i) {
                    const std::string below = path + '[' + std::to_string(i + 1) + ']';
                    TypeOf<T>::value.read(reader, node.items[i], field, below,
                                          &list.emplace_back());
                }
            },
        .write = [](const Field& field, const void* member, Absent absent) -> Value {
            ValueList out;
            for (const T& item : *static_cast<const std::vector<T>*>(member)) {
                out.push_back(TypeOf<T>::value.write(field, &item, absent));
            }
            return out.empty() && absent == Absent::LeaveOut ? Value{} : Value{std::move(out)};
        },
        .element = &TypeOf<T>::value};
};

template <class T>
struct TypeOf<Named<T>> {
    static constexpr Type value = {
        .shape = Shape::Map,
        .read =
            [](Reader& reader, const Node& node, const Field& field, const std::string& path,
               void* member) {
                if (!node.is_map()) {
                    throw error_at(node, path, "expected a map by name");
                }
                auto& named = *static_cast<Named<T>*>(member);
                for (const Entry& entry : node.entries) {
                    auto& [name, value] = named.emplace_back();
                    name = entry.key;
                    TypeOf<T>::value.read(reader, entry.value, field, join(path, name), &value);
                }
            },
        .write = [](const Field& field, const void* member, Absent absent) -> Value {
            ValueMap out;
            for (const auto& [name, value] : *static_cast<const Named<T>*>(member)) {
                out.emplace_back(name, TypeOf<T>::value.write(field, &value, absent));
            }
            return out.empty() && absent == Absent::LeaveOut ? Value{} : Value{std::move(out)};
        },
        .element = &TypeOf<T>::value};
};

}  // namespace engine
