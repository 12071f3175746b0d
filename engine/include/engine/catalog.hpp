#pragma once
// Catalogues: what is known about cells, batteries, products, devices and BMSes, by name.

#include "engine/hash.hpp"
#include "engine/node.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

/// In the order of their lists; a device goes before the product that it is.
inline constexpr std::array<std::string_view, 7> catalog_sections{
    "cells", "batteries", "enclosures", "climates", "devices", "products", "bms"};

/// A catalogue text compiled into the program.
struct ShippedText {
    std::string_view name;  // "catalog/batteries.yaml"
    std::string_view text;
};
/// The files of configs/catalog.
std::span<const ShippedText> shipped_catalog();

class Catalog {
  public:
    /// Adds every entry of a text. A name that is already there is an error, unless the entry says
    /// the same: take another one and say `like:`.
    void add(std::string_view text, const std::shared_ptr<const Source>& source);

    /// The entry as it was written, or nullptr.
    const Node* find(std::string_view section, std::string_view name) const;
    /// All names of a section, in the order they were added.
    std::vector<std::string> names(std::string_view section) const;

    /// What a person writes where an entry belongs: a name, or a map that may say `like: name`. The
    /// result is a complete map. Unknown names are errors at the node.
    Node resolve(std::string_view section, const Node& node, const std::string& path) const;

    /// FNV-1a/64 over all texts added so far.
    std::uint64_t hash() const { return hash_.value(); }

    /// The shipped catalogue alone.
    static Catalog shipped();

  private:
    Node resolve(std::string_view section, const Node& node, const std::string& path,
                 int depth) const;

    struct Item {
        std::string section;
        std::string name;
        Node node;
    };
    std::vector<Item> items_;
    Fnv1a hash_;
};

}  // namespace engine
