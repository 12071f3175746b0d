#include "models/frame_link.hpp"

#include <string>

namespace models {

FrameLink::FrameLink(std::size_t batteries, std::uint64_t seed) {
    for (std::size_t battery = 0; battery < batteries; ++battery) {
        const std::string number = '[' + std::to_string(battery + 1) + ']';
        lines_.push_back(
            {.lost = {seed, "bms.link.lost" + number}, .late = {seed, "bms.link.late" + number}});
    }
    // One frame a second and battery: never more under way, so nothing is allocated later.
    const std::size_t most_per_battery = most_late_ticks / bms::frame_period.count + 2;
    in_flight_.reserve(batteries * most_per_battery);
}

void FrameLink::send(std::size_t battery, const bms::BatteryFrame& frame, std::int64_t tick) {
    const Line& line = lines_[battery];
    const auto occurrence = static_cast<std::uint64_t>(tick);
    const bool is_lost =
        quality_.lost_share > 0.0 && line.lost.uniform(occurrence) < quality_.lost_share;
    if (line.is_silent() || is_lost) {
        return;
    }
    const double choices = quality_.jitter_ticks + 1.0;
    const auto jitter = quality_.jitter_ticks == 0
                            ? 0U
                            : static_cast<std::uint32_t>(line.late.uniform(occurrence) * choices);
    in_flight_.push_back(
        {.arrives_at = tick + quality_.delay_ticks + jitter, .battery = battery, .frame = frame});
}

}  // namespace models
