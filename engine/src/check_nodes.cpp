#include "check_nodes.hpp"

namespace engine {

namespace {

bool is_shipped(const Node& node) {
    return node.source && node.source->author == Author::ShippedCatalog;
}

}  // namespace

const Node& node_of(const Node& map, std::string_view key, Table table) {
    for (const Entry& entry : map.entries) {
        const Field* field = find_field(table, entry.key);
        if (field != nullptr && field->key == key) {
            return entry.value;
        }
    }
    return map;
}

const Node& place_of(const Node& map, std::string_view key, Table table) {
    const Node& node = node_of(map, key, table);
    return is_shipped(node) ? map : node;
}

std::string_view written_of(const Node& map, std::string_view first, std::string_view second,
                            Table table) {
    const auto is_written = [&](std::string_view key) {
        const Node& node = node_of(map, key, table);
        return &node != &map && node.source && !is_shipped(node);
    };
    return !is_written(first) && is_written(second) ? second : first;
}

bool is_whole(double value) {
    const double off = value - static_cast<double>(static_cast<long>(value + 0.5));
    return off < 1e-9 && off > -1e-9;
}

}  // namespace engine
