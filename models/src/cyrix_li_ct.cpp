#include "models/cyrix_li_ct.hpp"

#include <bit>
#include <cstdint>

namespace models {

CyrixLiCt::CyrixLiCt(const CyrixLiCtParameters& parameters)
    : assists_for_{parameters.assists_for},
      opening_{{{.level_v = parameters.opens_below_v,
                 .after = parameters.opens_after,
                 .side = Side::Below},
                {.level_v = parameters.opens_at_once_below_v, .side = Side::Below}}} {
    for (std::size_t i = 0; i < closing_.size(); ++i) {
        closing_[i] = {.level_v = parameters.closes_at_v[i], .after = parameters.closes_after[i]};
    }
    // The last time is that of more than its level, the others begin at theirs: it begins at the
    // next number, of which a positive one's bits are one more.
    double& last_v = closing_.back().level_v;
    last_v = std::bit_cast<double>(std::bit_cast<std::uint64_t>(last_v) + 1);
}

bool CyrixLiCt::update(Milliseconds now, const RelaySenses& senses) {
    const double higher_v = std::max(senses.near_v, senses.far_v);
    is_high_ = senses.is_high;
    const auto any_of = [&](auto& levels) {
        bool any = false;
        for (HeldLevel& level : levels) {
            any = level.update(now, higher_v) || any;
        }
        return any;
    };
    const auto reset = [](auto& levels) {
        for (HeldLevel& level : levels) {
            level.reset();
        }
    };
    if (assisted_since_ && (!is_high_ || now - *assisted_since_ >= assists_for_)) {
        assisted_since_.reset();
    }
    if (!is_high_) {
        reset(closing_);
        reset(opening_);
        const bool was_closed = is_closed();
        set(false, was_closed ? RelayCause::Control : cause());
        return was_closed;
    }
    if (assisted_since_) {
        const bool was_closed = is_closed();
        reset(closing_);
        reset(opening_);
        set(true, was_closed ? cause() : RelayCause::Assist);
        return !was_closed;
    }
    const bool switches = is_closed() ? any_of(opening_) : any_of(closing_);
    if (switches) {
        set(!is_closed(), RelayCause::Voltage);
        reset(closing_);
        reset(opening_);
    }
    return switches;
}

std::optional<Milliseconds> CyrixLiCt::next_edge(Milliseconds now) const {
    std::optional<Milliseconds> next;
    if (assisted_since_ && *assisted_since_ + assists_for_ > now) {
        next = *assisted_since_ + assists_for_;
    }
    for (const HeldLevel& level : closing_) {
        next = earlier(next, level.next_edge(now));
    }
    for (const HeldLevel& level : opening_) {
        next = earlier(next, level.next_edge(now));
    }
    return next;
}

RelayWatch CyrixLiCt::watch() const {
    RelayWatch watch;
    if (!is_high_ || assisted_since_) {
        return watch;
    }
    if (is_closed()) {
        for (const HeldLevel& level : opening_) {
            watch.higher = both(watch.higher, level.watch());
        }
    } else {
        for (const HeldLevel& level : closing_) {
            watch.higher = both(watch.higher, level.watch());
        }
    }
    return watch;
}

}  // namespace models
