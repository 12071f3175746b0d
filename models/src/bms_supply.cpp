#include "models/bms_supply.hpp"

namespace models {

bool BmsSupply::set_draw(SupplyDraw draw) {
    const bool changed = draw != draw_;
    draw_ = draw;
    return changed;
}

BusCurrent BmsSupply::current(double /*bus_voltage_v*/) const {
    if (limit_.is_out()) {
        return {};
    }
    switch (draw_) {
        case SupplyDraw::LowCell:
            return {.current_a = -parameters_.draws_low_cell_a};
        case SupplyDraw::RemoteOff:
            return {.current_a = -parameters_.draws_remote_off_a};
        case SupplyDraw::On:
            break;
    }
    return {.current_a = -parameters_.draws_on_a};
}

bool BmsSupply::update(Milliseconds now, double bus_voltage_v, bool /*switched_on*/) {
    return limit_.update(now, bus_voltage_v);
}

}  // namespace models
