#pragma once
// Days of the week as a person writes them: `mon-fri`, `sat`, or a list of such.

#include "engine/field_types.hpp"
#include "models/schedule.hpp"

#include <array>
#include <string_view>

namespace engine {

inline constexpr std::array<std::string_view, models::Weekdays::count> weekday_words{
    "mon", "tue", "wed", "thu", "fri", "sat", "sun"};

namespace detail {
void read_weekdays(Reader& reader, const Node& node, const Field& field, const std::string& path,
                   void* member);
Value write_weekdays(const Field& field, const void* member, Absent absent);
Value weekdays_schema();
}  // namespace detail

template <>
struct TypeOf<models::Weekdays> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = &detail::read_weekdays,
                                .write = &detail::write_weekdays,
                                .schema = &detail::weekdays_schema};
};

}  // namespace engine
