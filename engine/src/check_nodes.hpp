#pragma once
// What the checks of a scenario have in common: the place to blame. Private to the engine.

#include "engine/reader.hpp"

#include <string>
#include <string_view>

namespace engine {

/// The node of a key (with or without its unit), or the map itself where the key is not given.
const Node& node_of(const Node& map, std::string_view key, Table table);

/// Where to point at for a key: its node; where the shipped catalogue says it, the map of whoever
/// took it from there, who alone can say otherwise.
const Node& place_of(const Node& map, std::string_view key, Table table);

/// Of two keys that do not go together the one that a person wrote; of both the first.
std::string_view written_of(const Node& map, std::string_view first, std::string_view second,
                            Table table);

template <class T>
InputError error_in(const Node& map, std::string_view key, const std::string& path,
                    const std::string& message) {
    return error_at(place_of(map, key, table_for<T>()), join(path, key), message);
}

/// Readings reach the BMS as whole millivolts, milliamperes and tenths of a degree (D-14).
bool is_whole(double value);

}  // namespace engine
