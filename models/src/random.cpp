#include "models/random.hpp"

#include "models/math.hpp"

namespace models {

double RandomStream::normal(std::uint64_t occurrence) const {
    const double angle = 2.0 * math::pi * uniform(2 * occurrence);
    const double radius = math::root(-2.0 * math::log(1.0 - uniform(2 * occurrence + 1)));
    return radius * math::sin(angle);
}

}  // namespace models
