#include "engine/reader.hpp"

#include <algorithm>
#include <cmath>

namespace engine {

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

std::string names_of(Unit unit) {
    std::string text;
    for (const UnitName& name : row_of(unit).names) {
        text += (text.empty() ? "" : ", ") + std::string{name.name};
    }
    return text;
}

/// In the unit of the key, the way a person would write it.
std::string with_unit(double value, Unit unit) {
    const auto names = row_of(unit).names;
    return shortest(value) + (names.empty() ? "" : " " + std::string{names.front().name});
}

std::string range_text(const Field& field) {
    if (field.lowest == -unlimited && field.highest == unlimited) {
        return "";
    }
    if (field.highest == unlimited) {
        return "at least " + with_unit(field.lowest, field.unit);
    }
    if (field.lowest == -unlimited) {
        return "at most " + with_unit(field.highest, field.unit);
    }
    return "between " + with_unit(field.lowest, field.unit) + " and " +
           with_unit(field.highest, field.unit);
}

bool is_one_of(const std::string& word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Why a text is no number, in the words of the trap that was fallen into.
std::string why_not_a_number(const std::string& text, const Field& field) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const std::size_t comma = text.find(',');
    if (comma != std::string::npos && comma > 0 && digit(text[comma - 1])) {
        std::string pointed = text;
        pointed[comma] = '.';
        return "\"" + text + "\" has a decimal comma; write " + pointed;
    }
    if (text.size() > 1 && text[0] == '0' && digit(text[1])) {
        // The last digit stays, were it a zero too.
        std::size_t begin = 0;
        while (text[begin] == '0' && begin + 1 < text.size() && digit(text[begin + 1])) {
            ++begin;
        }
        return "\"" + text + "\" begins with 0, which YAML may take for octal; write " +
               text.substr(begin);
    }
    if (text.find(':') != std::string::npos && digit(text[0])) {
        return "\"" + text +
               "\" looks like a time of day, which YAML may take for a number; quote it "
               "where a time of day belongs";
    }
    if (is_one_of(text, {".nan", ".NaN", ".NAN", "nan", "NaN", ".inf", "-.inf", "inf", "-inf"})) {
        return "\"" + text + "\" is not a finite number";
    }
    return "\"" + text + "\" is not " + std::string{row_of(field.unit).quantity};
}

double in_unit_of(const Field& field, const NumberText& parsed, const Node& node,
                  const std::string& path) {
    const auto names = row_of(field.unit).names;
    const auto name = std::find_if(names.begin(), names.end(), [&](const UnitName& known) {
        return known.name == parsed.unit;
    });
    if (name != names.end()) {
        return parsed.number * name->multiply / name->divide;
    }
    const UnitRow* other = unit_named(parsed.unit, field.unit);
    std::string message = "\"" + node.text + "\"";
    if (other != nullptr) {
        message += " is " + std::string{other->quantity};
    } else {
        message += " has no unit known here";
    }
    throw error_at(node, path, message + "; expected " + expectation_of(field));
}

void check_range(double value, const Field& field, const Node& node, const std::string& path) {
    if (value >= field.lowest && value <= field.highest) {
        return;
    }
    const bool has_direction = field.key.starts_with("draws") || field.key.starts_with("charges");
    if (value < 0.0 && has_direction) {
        throw error_at(node, path,
                       node.text + " is negative; write a magnitude, the direction is in the key");
    }
    throw error_at(node, path, "must be " + range_text(field) + ", is " + node.text);
}

/// Under a key without its unit every number needs one, those of an estimate too.
void check_units(const Node& node, const Field& field, const std::string& path) {
    if (node.is_map()) {
        for (const Entry& entry : node.entries) {
            if (is_one_of(entry.key, {"value", "low", "high"})) {
                check_units(entry.value, field, path);
            }
        }
        return;
    }
    const auto parsed = node.is_scalar() ? split_number(node.text) : std::nullopt;
    if (!parsed || !parsed->unit.empty()) {
        return;
    }
    const auto names = row_of(field.unit).names;
    const std::string with_unit =
        names.empty() ? "" : node.text + " " + std::string{names.front().name} + ", or ";
    throw error_at(
        node, path,
        node.text + " has no unit; write " + with_unit + std::string{field.key} + ": " + node.text);
}

}  // namespace

std::string join(const std::string& path, std::string_view key) {
    return path.empty() ? std::string{key} : path + '.' + std::string{key};
}

std::string expectation_of(const Field& field) {
    std::string text{row_of(field.unit).quantity};
    if (field.unit != Unit::None && !row_of(field.unit).names.empty()) {
        text += " (" + names_of(field.unit) + ")";
    }
    const std::string range = range_text(field);
    return range.empty() ? text : text + ", " + range;
}

void Reader::note_origin(const std::string& path, const Node& node) {
    provenance_[path] = {.source = node.source, .line = node.line, .estimate = std::nullopt};
}

const std::string& Reader::text(const Node& node, const std::string& path,
                                std::string_view expected) {
    if (!node.is_scalar()) {
        throw error_at(node, path, "expected " + std::string{expected});
    }
    return node.text;
}

double Reader::plain_number(const Node& node, const Field& field, const std::string& path) {
    const std::string& written = text(node, path, expectation_of(field));
    const auto parsed = split_number(written);
    if (!parsed || (!parsed->unit.empty() && parsed->unit.front() == ',') ||
        (!parsed->unit.empty() && parsed->unit.front() == ':')) {
        throw error_at(node, path,
                       why_not_a_number(written, field) + "; expected " + expectation_of(field));
    }
    double value = parsed->number;
    if (!parsed->unit.empty()) {
        value = in_unit_of(field, *parsed, node, path);
    } else if (field.is_state_of_charge && value > 0.0 && value < 1.0) {
        throw error_at(node, path,
                       written + " %? did you mean " + shortest(value * 100.0) +
                           "? (for less than one percent write '" + written + " %')");
    }
    check_range(value, field, node, path);
    return value;
}

double Reader::number(const Node& node, const Field& field, const std::string& path) {
    note_origin(path, node);
    if (!node.is_map()) {
        return plain_number(node, field, path);
    }
    Estimate estimate;
    const Node* value = nullptr;
    for (const Entry& entry : node.entries) {
        const std::string below = join(path, entry.key);
        if (entry.key == "value") {
            value = &entry.value;
        } else if (entry.key == "low") {
            estimate.low = plain_number(entry.value, field, below);
        } else if (entry.key == "high") {
            estimate.high = plain_number(entry.value, field, below);
        } else if (entry.key == "source") {
            estimate.source = text(entry.value, below, "where the value is from, or assumed");
        } else if (entry.key == "note") {
            estimate.note = text(entry.value, below, "a note");
        } else {
            throw error_at(entry.value, below,
                           "unknown; an estimate has value, low, high, source, note");
        }
    }
    if (value == nullptr) {
        throw error_at(node, path,
                       "expected " + expectation_of(field) +
                           ", or {value: …, low: …, high: …, source: …, note: …}");
    }
    estimate.value = plain_number(*value, field, path);
    if ((estimate.low && estimate.low > estimate.value) ||
        (estimate.high && estimate.high < estimate.value)) {
        throw error_at(node, path, "the value lies outside its own low … high");
    }
    const double accepted = *estimate.value;
    note_estimate(path, std::move(estimate));
    return accepted;
}

std::string Reader::explained_as(const std::string& path) const {
    const std::string whole{explained_below_.empty() ? "scenario" : explained_below_};
    return path.empty() ? whole : join(std::string{explained_below_}, path);
}

void Reader::record(Table table, const Node& node, const std::string& path, void* owner) {
    if (!node.is_map()) {
        throw error_at(node, path, "expected a map of keys and values");
    }
    std::vector<const Field*> seen;
    for (const Entry& entry : node.entries) {
        const Field* field = find_field(table, entry.key);
        if (field == nullptr) {
            std::vector<std::string> known;
            for (const Field& row : table) {
                known.emplace_back(row.key);
                if (!row.stem().empty()) {
                    known.emplace_back(row.stem());
                }
            }
            const auto guess = nearest(entry.key, known);
            throw error_at(entry, join(path, entry.key),
                           guess ? "unknown key; did you mean " + *guess + "?"
                                 : "unknown key; see banktwin explain " + explained_as(path));
        }
        if (std::find(seen.begin(), seen.end(), field) != seen.end()) {
            throw error_at(entry, join(path, entry.key),
                           "given twice, as " + std::string{field->key} + " and " +
                               std::string{field->stem()});
        }
        seen.push_back(field);
        if (entry.key != field->key) {
            check_units(entry.value, *field, join(path, entry.key));
        }
        if (entry.value.is_null()) {
            throw error_at(entry, join(path, entry.key), "has no value");
        }
        field->type->read(*this, entry.value, *field, join(path, field->key), field->member(owner));
    }
    for (const Field& field : table) {
        if (field.presence == Presence::Required &&
            std::find(seen.begin(), seen.end(), &field) == seen.end()) {
            throw error_at(node, join(path, field.key), "is missing: " + std::string{field.help});
        }
    }
}

}  // namespace engine
