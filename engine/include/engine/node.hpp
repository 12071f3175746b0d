#pragma once
// YAML as it was written: a tree that remembers where everything stands.

#include "engine/input_error.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace engine {

/// Who wrote a node.
enum class Author { Scenario, ShippedCatalog, UserCatalog, CommandLine };

/// A text that nodes come from.
struct Source {
    std::string name;  // path, or "--set", or "catalog/batteries.yaml"
    Author author = Author::Scenario;
    InputFault fault = InputFault::Scenario;  // whose a mistake in it is
};

class Node;
struct Entry;

/// Scalars keep their text and whether it was quoted; maps keep their order.
class Node {
  public:
    enum class Kind { Null, Scalar, List, Map };

    Kind kind = Kind::Null;
    std::string text;     // of a scalar
    bool quoted = false;  // a quoted scalar is a string whatever it looks like
    std::vector<Node> items;
    std::vector<Entry> entries;
    std::shared_ptr<const Source> source;
    int line = 0;
    int column = 0;

    bool is_null() const { return kind == Kind::Null; }
    bool is_scalar() const { return kind == Kind::Scalar; }
    bool is_list() const { return kind == Kind::List; }
    bool is_map() const { return kind == Kind::Map; }

    const Node* find(std::string_view key) const;
    Node* find(std::string_view key);
    Place place() const {
        return {.file = source ? source->name : "", .line = line, .column = column};
    }
};

struct Entry {
    std::string key;
    Node value;
    int line = 0;  // of the key
    int column = 0;
};

/// Lays `over` upon `base`: maps merge entry by entry, a null removes, anything else replaces. A
/// key with its unit and the same without it (`draws_a`, `draws`) are one entry; the names below
/// `devices` are just names. Estimates and curves are single values: the upper one replaces the
/// lower.
Node merged(Node base, const Node& over);

/// An error at a node, or at a key.
InputError error_at(const Node& node, std::string key, std::string message);
InputError error_at(const Entry& entry, std::string key, std::string message);

/// Reads exactly one YAML document. Refuses, each with one InputError: more than 1 MiB, bytes that
/// are not UTF-8, control characters, tabs in the indentation, a second document, duplicate keys,
/// merge keys (`<<`), keys that are not text, nesting deeper than 64, and aliases that grow the
/// document beyond 20,000 nodes. An empty text gives a null node.
Node parse_yaml(std::string_view text, const std::shared_ptr<const Source>& source);

/// A path that `file` names, as whoever reads it can open it; from standard input ("-") it stays as
/// it is.
std::string path_next_to(const std::string& file, const std::string& relative);

/// Reads a regular file of at most 1 MiB, or standard input for "-". `fault` says whose it is.
std::string read_text_file(const std::string& path, InputFault fault);

}  // namespace engine
