#include "engine/field_types.hpp"

#include <cmath>

namespace engine {

namespace {

/// A whole number of `field.steps_per_unit` steps.
std::int64_t read_steps(Reader& reader, const Node& node, const Field& field,
                        const std::string& path) {
    const double scaled = reader.number(node, field, path) * field.steps_per_unit;
    const double whole = std::round(scaled);
    if (std::abs(scaled - whole) > 1e-6 * std::max(1.0, std::abs(scaled)) ||
        std::abs(whole) > 9e15) {
        const std::string step = shortest(1.0 / field.steps_per_unit);
        throw error_at(node, path,
                       field.steps_per_unit == 1.0
                           ? "must be a whole number, is " + node.text
                           : "must be a multiple of " + step + ", is " + node.text);
    }
    return static_cast<std::int64_t>(whole);
}

template <class Int>
void read_integer(Reader& reader, const Node& node, const Field& field, const std::string& path,
                  void* member) {
    const std::int64_t whole = read_steps(reader, node, field, path);
    if (whole < std::numeric_limits<Int>::min() || whole > std::numeric_limits<Int>::max()) {
        throw error_at(node, path, "is too large");
    }
    *static_cast<Int*>(member) = static_cast<Int>(whole);
}

template <class Int>
Value write_integer(const Field& field, const void* member, Absent) {
    const auto whole = static_cast<std::int64_t>(*static_cast<const Int*>(member));
    return field.steps_per_unit == 1.0 ? Value{whole}
                                       : Value{static_cast<double>(whole) / field.steps_per_unit};
}

/// Reads by a function from text, noting the origin; `expected` for the message.
template <class T>
void read_parsed(Reader& reader, const Node& node, const std::string& path, void* member,
                 std::optional<T> (*parse)(std::string_view), std::string_view expected) {
    reader.note_origin(path, node);
    const std::string& text = Reader::text(node, path, expected);
    const auto parsed = parse(text);
    if (!parsed) {
        throw error_at(node, path, "\"" + text + "\" is not " + std::string{expected});
    }
    *static_cast<T*>(member) = *parsed;
}

/// The places and values of a curve, below any estimate.
void read_points(const Node& node, const Field& field, const std::string& path, PointList& list) {
    if (!node.is_map() || node.entries.size() < 2) {
        throw error_at(node, path,
                       "expected a number, or a map of at least two points, place: value");
    }
    list.points.clear();
    for (const Entry& entry : node.entries) {
        const auto at = split_number(entry.key);
        if (!at || !at->unit.empty()) {
            throw error_at(entry.value, join(path, entry.key), "the place is not a number");
        }
        if (!list.points.empty() && at->number <= list.points.back().first) {
            throw error_at(entry.value, join(path, entry.key),
                           "does not come after the place before it");
        }
        list.points.emplace_back(at->number,
                                 Reader::plain_number(entry.value, field, join(path, entry.key)));
    }
}

}  // namespace

namespace detail {

void read_number(Reader& reader, const Node& node, const Field& field, const std::string& path,
                 void* member) {
    *static_cast<double*>(member) = reader.number(node, field, path);
}
Value write_number(const Field&, const void* member, Absent) {
    return *static_cast<const double*>(member);
}

void read_int64(Reader& reader, const Node& node, const Field& field, const std::string& path,
                void* member) {
    read_integer<std::int64_t>(reader, node, field, path, member);
}
Value write_int64(const Field& field, const void* member, Absent) {
    return write_integer<std::int64_t>(field, member, Absent::LeaveOut);
}

void read_int32(Reader& reader, const Node& node, const Field& field, const std::string& path,
                void* member) {
    read_integer<std::int32_t>(reader, node, field, path, member);
}
Value write_int32(const Field& field, const void* member, Absent) {
    return write_integer<std::int32_t>(field, member, Absent::LeaveOut);
}

void read_boolean(Reader& reader, const Node& node, const Field&, const std::string& path,
                  void* member) {
    reader.note_origin(path, node);
    const std::string& text = Reader::text(node, path, "true or false");
    if (text != "true" && text != "false") {
        throw error_at(node, path, "\"" + text + "\" is not true or false");
    }
    *static_cast<bool*>(member) = text == "true";
}
Value write_boolean(const Field&, const void* member, Absent) {
    return *static_cast<const bool*>(member);
}

void read_string(Reader& reader, const Node& node, const Field& field, const std::string& path,
                 void* member) {
    reader.note_origin(path, node);
    *static_cast<std::string*>(member) = Reader::text(node, path, field.help);
}
Value write_string(const Field&, const void* member, Absent) {
    const auto& text = *static_cast<const std::string*>(member);
    return text.empty() ? Value{} : Value{text};
}

void read_duration(Reader& reader, const Node& node, const Field& field, const std::string& path,
                   void* member) {
    const double milliseconds = reader.number(node, field, path) * 1000.0;
    if (std::abs(milliseconds) > 9e15) {
        throw error_at(node, path, node.text + " is too long");
    }
    *static_cast<SimTime*>(member) = SimTime{static_cast<std::int64_t>(std::round(milliseconds))};
}
Value write_duration(const Field&, const void* member, Absent) {
    return to_seconds(*static_cast<const SimTime*>(member));
}

void read_date(Reader& reader, const Node& node, const Field&, const std::string& path,
               void* member) {
    read_parsed<Instant>(reader, node, path, member, &parse_date,
                         "a date like 2026-11-01 or '2026-11-01 18:30'");
}
Value write_date(const Field&, const void* member, Absent) {
    return format_date(*static_cast<const Instant*>(member));
}

void read_time_of_day(Reader& reader, const Node& node, const Field&, const std::string& path,
                      void* member) {
    if (node.is_scalar() && !node.quoted && node.text.find(':') != std::string::npos) {
        throw error_at(node, path,
                       node.text + " needs quotes ('" + node.text +
                           "'): without them YAML may take it for a number");
    }
    SimTime time{0};
    read_parsed<SimTime>(reader, node, path, &time, &parse_time_of_day,
                         "a time of day in quotes like '18:30'");
    static_cast<TimeOfDay*>(member)->since_midnight = time;
}
Value write_time_of_day(const Field&, const void* member, Absent) {
    return format_time_of_day(static_cast<const TimeOfDay*>(member)->since_midnight);
}

void read_utc_offset(Reader& reader, const Node& node, const Field&, const std::string& path,
                     void* member) {
    read_parsed<std::chrono::minutes>(reader, node, path, member, &parse_utc_offset,
                                      "an offset like '+01:00'");
}
Value write_utc_offset(const Field&, const void* member, Absent) {
    return format_utc_offset(*static_cast<const std::chrono::minutes*>(member));
}

void read_points(Reader& reader, const Node& node, const Field& field, const std::string& path,
                 void* member) {
    auto& list = *static_cast<PointList*>(member);
    reader.note_origin(path, node);
    const Node* value = node.is_map() ? node.find("value") : nullptr;
    if (node.is_scalar() || (value != nullptr && value->is_scalar())) {
        list.points = {{0.0, reader.number(node, field, path)}};
        return;
    }
    if (value == nullptr) {
        engine::read_points(node, field, path, list);
        return;
    }
    Estimate estimate;
    for (const Entry& entry : node.entries) {
        if (entry.key == "source") {
            estimate.source =
                Reader::text(entry.value, path, "where the curve is from, or assumed");
        } else if (entry.key == "note") {
            estimate.note = Reader::text(entry.value, path, "a note");
        } else if (entry.key != "value") {
            throw error_at(entry.value, join(path, entry.key),
                           "unknown; an estimated curve has value, source, note");
        }
    }
    engine::read_points(*value, field, path, list);
    reader.note_estimate(path, estimate);
}
Value write_points(const Field&, const void* member, Absent) {
    const auto& points = static_cast<const PointList*>(member)->points;
    if (points.size() == 1) {
        return points.front().second;
    }
    ValueMap out;
    for (const auto& [at, value] : points) {
        out.emplace_back(shortest(at), value);
    }
    return out.empty() ? Value{} : Value{std::move(out)};
}

}  // namespace detail

std::size_t read_choice(const Node& node, std::span<const std::string_view> words,
                        const std::string& path) {
    std::string all;
    for (const std::string_view word : words) {
        all += (all.empty() ? "" : " | ") + std::string{word};
    }
    const std::string& text = Reader::text(node, path, "one of " + all);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == text) {
            return i;
        }
    }
    throw error_at(node, path, "\"" + text + "\" is not one of " + all);
}

}  // namespace engine
