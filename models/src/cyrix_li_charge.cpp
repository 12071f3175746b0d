#include "models/cyrix_li_charge.hpp"

namespace models {

CyrixLiCharge::CyrixLiCharge(const CyrixLiChargeParameters& parameters)
    : parameters_{parameters},
      closing_{.level_v = parameters.closes_at_v, .after = parameters.closes_after},
      opening_{.level_v = parameters.opens_below_v,
               .after = parameters.opens_after,
               .side = Side::Below} {}

bool CyrixLiCharge::update(Milliseconds now, const RelaySenses& senses) {
    is_high_ = senses.is_high;
    has_battery_ = senses.near_v >= parameters_.needs_battery_v;
    if (!is_high_) {
        closing_.reset();
        opening_.reset();
        const bool was_closed = is_closed();
        if (was_closed) {
            ++cut_offs_;
            set(false, RelayCause::Control);
        }
        return was_closed;
    }
    if (is_closed()) {
        if (!opening_.update(now, senses.near_v)) {
            return false;
        }
        cut_offs_ = 0;
        opening_.reset();
        set(false, RelayCause::Voltage);
        return true;
    }
    closing_.after =
        cut_offs_ > parameters_.quick_retries ? parameters_.slow_after : parameters_.closes_after;
    if (!has_battery_) {
        closing_.reset();
        return false;
    }
    if (!closing_.update(now, senses.far_v)) {
        return false;
    }
    closing_.reset();
    set(true, RelayCause::Voltage);
    return true;
}

std::optional<Milliseconds> CyrixLiCharge::next_edge(Milliseconds now) const {
    return earlier(closing_.next_edge(now), opening_.next_edge(now));
}

RelayWatch CyrixLiCharge::watch() const {
    if (!is_high_) {
        return {};
    }
    if (is_closed()) {
        return {.near = opening_.watch(), .far = {}, .higher = {}};
    }
    if (!has_battery_) {
        return {.near = {.below_v = parameters_.needs_battery_v}, .far = {}, .higher = {}};
    }
    return {
        .near = {.lowest_v = parameters_.needs_battery_v}, .far = closing_.watch(), .higher = {}};
}

}  // namespace models
