#pragma once
// Where on a step lies the first thing that somebody would tell? Few looks find it, for most of
// what is watched goes nearly straight.

#include "models/bms_host.hpp"

#include <cstdint>
#include <span>

namespace engine {

/// The share (0..1) of the way from one place to a later one at which the first of what is watched
/// leaves its interval, if all went straight; one half when none of it leaves. What is outside at
/// the begin, by less than a reading shows, leaves at once. Both in the same order; the intervals
/// are those of `from`.
double share_until_left(std::span<const models::Watched> from, std::span<const models::Watched> to);

/// Looks for the first place with news between 0, which has none, and `frames`, which has: the
/// method ITP (interpolate, truncate, project) of Oliveira and Takahashi (2020). As quick as a
/// secant where the guesses are good, and whatever they are at most one look more than halving
/// takes.
class NewsSearch {
  public:
    /// 1 or more.
    explicit NewsSearch(std::int64_t frames);

    std::int64_t quiet() const { return quiet_; }
    std::int64_t news() const { return news_; }
    bool has_ended() const { return news_ - quiet_ <= 1; }
    /// Where to look next, if the news may lie at such a share of the way between; not after it has
    /// ended.
    std::int64_t next(double share) const;
    /// What was found there.
    void found(std::int64_t frames, bool is_news);

  private:
    double all_;    // the way at first
    double reach_;  // how far a look may be from the middle: halves with every one
    std::int64_t quiet_ = 0;
    std::int64_t news_;
};

}  // namespace engine
