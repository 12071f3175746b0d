#include "engine/distribution.hpp"

#include "models/math.hpp"

#include <algorithm>

namespace engine {

namespace {

namespace math = models::math;

/// Where a triangular distribution has this share below it.
double triangular(double lowest, double likeliest, double highest, double share) {
    const double width = highest - lowest;
    const double rise = likeliest - lowest;
    const double area_below = width * rise * share;
    const double area_above = width * (width - rise) * (1.0 - share);
    // Root is for normal numbers only.
    const auto side = [](double area) { return area > 1e-300 ? math::root(area) : 0.0; };
    return share * width < rise ? lowest + side(area_below) : highest - side(area_above);
}

double attempt(const Distribution& d, const models::RandomStream& stream,
               std::uint64_t occurrence) {
    const auto& [a, b, c] = d.parameters;
    switch (d.law) {
        case Law::Normal:
            return a + b * stream.normal(occurrence);
        case Law::Lognormal:
            return a * math::exp(math::log(b) * stream.normal(occurrence));
        case Law::Triangular:
            return triangular(a, b, c, stream.uniform(occurrence));
        case Law::Uniform:
        case Law::Choice:
            break;
    }
    return a + (b - a) * stream.uniform(occurrence);
}

}  // namespace

double draw_from(const Distribution& distribution, const models::RandomStream& stream,
                 std::uint64_t draw) {
    // Two of three attempts at most go astray: a thousand in a row never do.
    constexpr std::uint64_t most_attempts = 1000;
    double value = 0.0;
    for (std::uint64_t i = 0; i < most_attempts; ++i) {
        value = attempt(distribution, stream, draw + (i << 31U));
        if (value >= distribution.lowest && value <= distribution.highest) {
            return value;
        }
    }
    return std::clamp(value, distribution.lowest, distribution.highest);
}

std::size_t choose_from(std::size_t count, const models::RandomStream& stream, std::uint64_t draw) {
    return static_cast<std::size_t>(stream.uniform(draw) * static_cast<double>(count));
}

}  // namespace engine
