#pragma once
// The climate of a place of which little more than its latitude is known.

#include "engine/catalog.hpp"

namespace engine {

/// What `climate` does not say is taken from the straight line, by latitude, through the two
/// climates of the catalogue that are next to it. Beyond the last of them temperatures go on for
/// a while, and clouds stay as they are there; farther away, and without a latitude, the climate
/// stays as it is.
Node by_latitude(const Node& climate, const Catalog& catalog);

}  // namespace engine
