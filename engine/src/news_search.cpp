#include "engine/news_search.hpp"

#include <algorithm>
#include <cmath>

namespace engine {

namespace {

/// A guess is moved towards the middle by this share of the width, times the width over that at
/// first: so that soon the news lie between the guess and the end next to it.
constexpr double truncates = 0.2;
constexpr double half = 0.5;

}  // namespace

double share_until_left(std::span<const models::Watched> from,
                        std::span<const models::Watched> to) {
    double share = 1.0;
    bool is_left = false;
    for (std::size_t i = 0; i < from.size(); ++i) {
        const double begin = from[i].value;
        const double end = to[i].value;
        const double limit = end < begin ? from[i].lowest : from[i].highest;
        const bool leaves = end < begin ? end < limit : end > limit;
        if (leaves) {
            share = std::min(share, std::max((limit - begin) / (end - begin), 0.0));
            is_left = true;
        }
    }
    return is_left ? share : half;
}

NewsSearch::NewsSearch(std::int64_t frames)
    : all_{static_cast<double>(frames)}, reach_{half}, news_{frames} {
    // Of as many halvings as it takes, and one.
    for (double width = 1.0; width < all_; width *= 2.0) {
        reach_ *= 2.0;
    }
    reach_ *= 2.0;
}

std::int64_t NewsSearch::next(double share) const {
    const auto width = static_cast<double>(news_ - quiet_);
    const double middle = half * width;
    const double guess = std::clamp(share, 0.0, 1.0) * width;
    const double way = middle - guess;
    // What is expected at the next place is looked for there.
    const double most = guess < 1.0 ? 0.0 : std::max(truncates * width * width / all_, 1.0);
    const double step = std::min(most, std::abs(way));
    const double truncated = guess + std::copysign(step, way);
    const double reach = std::max(reach_ - middle, 0.0);
    const double place = std::clamp(truncated, middle - reach, middle + reach);
    return quiet_ + std::clamp(static_cast<std::int64_t>(std::lround(place)), std::int64_t{1},
                               news_ - quiet_ - 1);
}

void NewsSearch::found(std::int64_t frames, bool is_news) {
    (is_news ? news_ : quiet_) = frames;
    reach_ *= half;
}

}  // namespace engine
