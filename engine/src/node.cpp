#include "engine/node.hpp"

#include "engine/unit.hpp"

#include <algorithm>

namespace engine {

const Node* Node::find(std::string_view key) const {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    return found == entries.end() ? nullptr : &found->value;
}

Node* Node::find(std::string_view key) {
    return const_cast<Node*>(static_cast<const Node&>(*this).find(key));
}

namespace {

/// Whether `longer` is `shorter` with the suffix of a unit.
bool adds_a_unit(std::string_view shorter, std::string_view longer) {
    if (longer.size() <= shorter.size() + 1 || !longer.starts_with(shorter) ||
        longer[shorter.size()] != '_') {
        return false;
    }
    const std::string_view suffix = longer.substr(shorter.size() + 1);
    return std::any_of(unit_table.begin(), unit_table.end(),
                       [&](const UnitRow& row) { return row.suffix == suffix; });
}

bool is_same_key(std::string_view a, std::string_view b, bool are_names) {
    return a == b || (!are_names && (adds_a_unit(a, b) || adds_a_unit(b, a)));
}

/// One value written as a map: an estimate, or the points of a curve. It is replaced as a whole.
bool is_one_value(const Node& map) {
    return map.find("value") != nullptr ||
           (!map.entries.empty() && split_number(map.entries.front().key).has_value());
}

Node merged(Node base, const Node& over, bool are_names) {
    if (!base.is_map() || !over.is_map()) {
        return over;
    }
    if (!are_names && (is_one_value(base) || is_one_value(over))) {
        return over;
    }
    // Whoever wrote last is asked about what is missing.
    base.source = over.source;
    base.line = over.line;
    base.column = over.column;
    // What `over` says twice (`draws` and `draws_a`) stays there twice, for the reader to refuse.
    std::vector<std::string_view> written;
    for (const Entry& entry : over.entries) {
        const auto below =
            std::find_if(base.entries.begin(), base.entries.end(), [&](const Entry& known) {
                return is_same_key(known.key, entry.key, are_names) &&
                       std::find(written.begin(), written.end(), known.key) == written.end();
            });
        written.push_back(entry.key);
        if (below == base.entries.end()) {
            if (!entry.value.is_null()) {
                base.entries.push_back(entry);
            }
        } else if (entry.value.is_null()) {
            base.entries.erase(below);
        } else {
            Node value = merged(std::move(below->value), entry.value, entry.key == "devices");
            *below = {.key = entry.key,
                      .value = std::move(value),
                      .line = entry.line,
                      .column = entry.column};
        }
    }
    return base;
}

}  // namespace

Node merged(Node base, const Node& over) {
    return merged(std::move(base), over, false);
}

InputError error_at(const Node& node, std::string key, std::string message) {
    return {node.place(), std::move(key), std::move(message),
            node.source ? node.source->fault : InputFault::Scenario};
}

InputError error_at(const Entry& entry, std::string key, std::string message) {
    Node at_key;
    at_key.source = entry.value.source;
    at_key.line = entry.line;
    at_key.column = entry.column;
    return error_at(at_key, std::move(key), std::move(message));
}

}  // namespace engine
