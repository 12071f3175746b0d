#pragma once
// Products that no smallBMS NG works with, by whatever name a person calls them.

#include "engine/catalog.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace engine {

/// The refused product of the catalogue whose name is `thing` or begins it ("MultiPlus-II 12/3000",
/// multiplus_ii_12_3000); nothing for any other.
std::optional<std::string> refused_product(const Catalog& catalog, std::string_view thing);

}  // namespace engine
