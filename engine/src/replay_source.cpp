#include "engine/replay_source.hpp"

namespace engine {

namespace {

Readings readings_of(const bms::Core& core) {
    const auto soc = core.monitor().state_of_charge();
    const auto remaining = core.monitor().remaining_time(core.settings());
    return {.charge_ua_s = core.monitor().charge().count,
            .soc_permille = soc ? soc->count : -1,
            .remaining_min = remaining ? remaining->count : -1,
            .balancer = static_cast<std::int64_t>(core.balancer_status())};
}

}  // namespace

Shown shown_by(const bms::Core& core) {
    return {.status = core.status(), .readings = readings_of(core)};
}

Shown shown_without_supply(const bms::Core& core) {
    return {.status = {}, .readings = readings_of(core)};
}

}  // namespace engine
