#include "models/far_side.hpp"

namespace models {

void FarSide::settle(double bus_voltage_v) {
    near_v_ = bus_voltage_v;
    far_.settle(link_at(bus_voltage_v));
}

void FarSide::keep() {
    kept_near_v_ = near_v_;
    far_.keep();
}

void FarSide::return_to_kept() {
    near_v_ = kept_near_v_;
    far_.return_to_kept();
}

void FarSide::follow(const BusWay& way) {
    const double begin_v = near_v_;
    const auto near_at = [&](double share) {
        return begin_v * (1.0 - share) * (1.0 - 2.0 * share) +
               4.0 * way.middle_v * share * (1.0 - share) + way.end_v * share * (2.0 * share - 1.0);
    };
    const int parts = far_.parts_of(way.dt_s);
    const double share = 1.0 / parts;
    const double part_s = way.dt_s * share;
    for (int part = 0; part < parts; ++part) {
        if (part > 0) {
            settle(near_at(part * share));
        }
        look_ahead(0.5 * part_s);
        const LinkLaw middle = link_at(near_at((part + 0.5) * share));
        look_ahead(part_s);
        const LinkLaw end = link_at(near_at((part + 1) * share));
        far_.follow(middle, end, part_s, way.late_s);
    }
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
