#include "bms/bank_view.hpp"

#include <algorithm>
#include <limits>

namespace bms {

namespace {

/// Cells of a 12.8, 25.6 or 51.2 V battery, or of a whole string of them.
constexpr bool is_a_system(std::size_t cells) {
    return cells == 4 || cells == 8 || cells == 16;
}

bool is_possible(const BankLayout& layout) {
    const std::size_t cells = layout.cells_per_battery;
    const std::size_t limit = cells == 16 ? most_batteries_51v2 : most_batteries;
    return is_a_system(cells) && is_a_system(cells * layout.in_series) && layout.batteries >= 1 &&
           layout.batteries <= limit && layout.batteries % layout.in_series == 0 &&
           layout.battery_capacity.count > 0 && layout.battery_capacity <= largest_battery;
}

}  // namespace

BankView::BankView(const BankLayout& layout) {
    if (is_possible(layout)) {
        layout_ = layout;
    }
}

void BankView::receive(std::size_t position, const BatteryFrame& frame) {
    if (position >= layout_.batteries || frame.cells != layout_.cells_per_battery) {
        return;
    }
    LastFrame& last = last_[position];
    heard_count_ += last.heard == 0 ? 1U : 0U;
    last = {.voltage_mv = frame.voltage.count,
            .current_ma = frame.current.count,
            .temperature_dc = static_cast<std::int16_t>(std::clamp<std::int32_t>(
                frame.temperature.count, std::numeric_limits<std::int16_t>::min(),
                std::numeric_limits<std::int16_t>::max())),
            .heard = 1};
    std::copy_n(frame.cell_mv.begin(), frame.cells,
                cell_pool_mv_.begin() + static_cast<std::ptrdiff_t>(position * frame.cells));
}

std::span<const std::uint16_t> BankView::cells_of(std::size_t position) const {
    const std::size_t cells = layout_.cells_per_battery;
    return std::span{cell_pool_mv_}.subspan(position * cells, cells);
}

BankSample aggregate(const BankView& view) {
    BankSample sample;
    const BankLayout& layout = view.layout();
    if (!view.complete()) {
        return sample;
    }
    sample.flags.set(Flag::Complete);
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    Extremes& range = sample.extremes;
    range = {.lowest_cell = {most},
             .highest_cell = {0},
             .lowest_battery = {most},
             .highest_battery = {-most},
             .coldest = {most},
             .warmest = {-most}};
    std::int64_t voltage_mv = 0;
    std::int64_t current_ma = 0;
    for (std::size_t battery = 0; battery < layout.batteries; ++battery) {
        for (const std::uint16_t cell_mv : view.cells_of(battery)) {
            range.lowest_cell = std::min(range.lowest_cell, Millivolts{cell_mv});
            range.highest_cell = std::max(range.highest_cell, Millivolts{cell_mv});
        }
        range.lowest_battery = std::min(range.lowest_battery, view.voltage_of(battery));
        range.highest_battery = std::max(range.highest_battery, view.voltage_of(battery));
        range.coldest = std::min(range.coldest, view.temperature_of(battery));
        range.warmest = std::max(range.warmest, view.temperature_of(battery));
        voltage_mv += view.voltage_of(battery).count;
        current_ma += view.current_of(battery).count;
    }
    sample.bank_voltage = {static_cast<std::int32_t>(std::clamp<std::int64_t>(
        voltage_mv / layout.in_parallel(), -largest_voltage_mv, largest_voltage_mv))};
    sample.bank_current = {static_cast<std::int32_t>(std::clamp<std::int64_t>(
        current_ma / layout.in_series, -largest_current_ma, largest_current_ma))};
    sample.bank_capacity = {layout.battery_capacity.count * layout.in_parallel()};
    sample.cells_in_series =
        static_cast<std::uint16_t>(layout.cells_per_battery * layout.in_series);
    return sample;
}

}  // namespace bms
