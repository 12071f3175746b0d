#include "models/far_side.hpp"

namespace models {

void FarSide::follow(const BusWay& way) {
    look_ahead(0.5 * way.dt_s);
    const LinkLaw middle = link_at(way.middle_v);
    look_ahead(way.dt_s);
    const LinkLaw end = link_at(way.end_v);
    far_.follow(middle, end, way.dt_s, way.late_s);
}

bool FarSide::update_far(Milliseconds now, double near_v) {
    settle(near_v);
    bool changed = false;
    // They cut out and return with a hysteresis, so the rounds end.
    const std::size_t most_rounds = 2 * far_.size() + 2;
    for (std::size_t round = 0; round < most_rounds && far_.update(now); ++round) {
        changed = true;
        settle(near_v);
    }
    return changed;
}

}  // namespace models
