#pragma once
// Made-up inputs for the whole core: frames, pins, flags and commands, mostly near the
// levels that matter, now and then such as no battery would send. They are drawn from `Numbers`:
// anything with `std::uint32_t below(std::uint32_t limit)`, be it a generator or a fuzzer's bytes.

#include "bms/core.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace replay {

template <class Numbers, class Value, std::size_t n>
constexpr Value one_of(Numbers& numbers, const std::array<Value, n>& values) {
    return values[numbers.below(n)];
}

/// Of every kind of set one, from the smallest to the largest (R-BAT-2).
inline constexpr std::array<bms::BankLayout, 6> layouts{{
    {.batteries = 1, .in_series = 1, .cells_per_battery = 4, .battery_capacity = {100'000}},
    {.batteries = 6, .in_series = 2, .cells_per_battery = 4, .battery_capacity = {200'000}},
    {.batteries = 48, .in_series = 4, .cells_per_battery = 4, .battery_capacity = {300'000}},
    {.batteries = 3, .in_series = 1, .cells_per_battery = 8, .battery_capacity = {200'000}},
    {.batteries = 50, .in_series = 2, .cells_per_battery = 8, .battery_capacity = {100'000}},
    {.batteries = 25, .in_series = 1, .cells_per_battery = 16, .battery_capacity = {100'000}},
}};

inline constexpr std::array<std::uint16_t, 28> cell_levels_mv{
    2000, 2499, 2500, 2501, 2700, 2799, 2800, 2801, 2900, 3000, 3099, 3100, 3101, 3149,
    3150, 3151, 3199, 3200, 3201, 3300, 3499, 3500, 3501, 3599, 3600, 3749, 3750, 65'535};
inline constexpr std::array<std::int32_t, 14> temperatures_dc{
    -400, 0, 49, 50, 59, 60, 200, 449, 450, 451, 500, 501, 40'000, -40'000};
inline constexpr std::array<std::int32_t, 15> currents_ma{
    0,    0,    -10,     10,     -99,      -100,      -101,          7990,
    8000, 4000, -35'000, 90'000, -400'000, 2'000'000, -2'000'000'000};
inline constexpr std::array<std::uint32_t, 10> spans{1, 2, 29, 31, 50, 100, 299, 301, 601, 1801};

template <class Numbers>
bms::BatteryFrame made_up_frame(Numbers& numbers, const bms::BankLayout& layout) {
    const std::uint16_t base =
        numbers.below(2) == 0 ? std::uint16_t{3300} : one_of(numbers, cell_levels_mv);
    bms::BatteryFrame frame{.current = {one_of(numbers, currents_ma)},
                            .temperature = {one_of(numbers, temperatures_dc)},
                            .nominal_capacity = layout.battery_capacity,
                            .cells = layout.cells_per_battery};
    std::int32_t sum_mv = static_cast<std::int32_t>(numbers.below(9));
    for (std::size_t cell = 0; cell < frame.cells; ++cell) {
        frame.cell_mv[cell] = numbers.below(8) == 0 ? one_of(numbers, cell_levels_mv) : base;
        sum_mv += frame.cell_mv[cell];
    }
    frame.voltage = {sum_mv};
    return frame;
}

/// Makes it the frame of a battery that is not of the set, or no battery's.
template <class Numbers>
void make_strange(Numbers& numbers, bms::BatteryFrame& frame) {
    switch (numbers.below(3)) {
        case 0:
            frame.nominal_capacity = {150'000};
            break;
        case 1:
            frame.serial_number = 1 + numbers.below(2);
            break;
        default:
            frame.cells = static_cast<std::uint8_t>(numbers.below(256));
            break;
    }
}

template <class Numbers>
bms::RemotePins made_up_pins(Numbers& numbers) {
    const auto pin = [&] {
        const auto voltage = static_cast<std::int32_t>(numbers.below(16'000));
        return bms::RemotePin{.voltage = {voltage},
                              .state = static_cast<bms::PinState>(numbers.below(3))};
    };
    if (numbers.below(32) != 0) {
        return bms::factory_loop();
    }
    const bms::RemotePin low = pin();
    return {.low = low, .high = pin()};
}

template <class Numbers>
bms::Settings made_up_settings(Numbers& numbers) {
    bms::Settings settings;
    for (std::uint32_t i = numbers.below(4); i > 0; --i) {
        const bms::SettingRow& row = bms::settings_table[numbers.below(bms::setting_count)];
        const auto width = static_cast<std::uint32_t>(row.highest - row.lowest) + 1;
        settings.set_count(row.setting,
                           row.lowest + static_cast<std::int32_t>(numbers.below(width)));
    }
    return settings;
}

/// Mostly a state of charge; now and then any command, also one that must be refused.
template <class Numbers>
bms::Command made_up_command(Numbers& numbers, std::uint8_t sequence) {
    bms::Command command{.kind = bms::CommandKind::SetStateOfCharge,
                         .sequence = sequence,
                         .value = static_cast<std::int32_t>(numbers.below(1002))};
    if (numbers.below(4) == 0) {
        command.kind = static_cast<bms::CommandKind>(numbers.below(bms::command_count + 1));
    }
    if (command.kind == bms::CommandKind::ChangeSetting) {
        const bms::SettingRow& row = bms::settings_table[numbers.below(bms::setting_count)];
        const auto width = static_cast<std::uint32_t>(row.highest - row.lowest) + 2;
        command.setting = row.setting;
        command.value = row.lowest + static_cast<std::int32_t>(numbers.below(width));
    }
    return command;
}

/// What happens next: perhaps a power cut, after which other settings are found; then a sample that
/// is held for a while.
struct Step {
    std::optional<bms::Settings> settings_after_power_cut;
    bms::BankSample sample;
    bms::Ticks span;
};

/// Frames of most batteries go to `view`; the sample is made from it, with the last command still
/// in it or a new one.
template <class Numbers>
Step made_up_step(Numbers& numbers, const bms::BankLayout& layout, const bms::Settings& settings,
                  bms::BankView& view, const bms::Command& last) {
    const bms::BatteryFrame all_alike = made_up_frame(numbers, layout);
    const bool alike = numbers.below(4) != 0;
    const bool all_send = numbers.below(16) != 0;
    const std::uint32_t stranger = numbers.below(32 * layout.batteries);  // mostly nobody
    for (std::size_t position = 0; position < layout.batteries; ++position) {
        bms::BatteryFrame frame = alike ? all_alike : made_up_frame(numbers, layout);
        if (position == stranger) {
            make_strange(numbers, frame);
        }
        if (all_send || numbers.below(4) != 0) {
            view.receive(position, frame);
        }
    }
    view.set_supply_voltage({all_alike.voltage.count * layout.in_series});
    view.set_chain_open(numbers.below(64) == 0);
    view.set_updating(numbers.below(64) == 0);
    if (numbers.below(128) == 0) {
        view.detect_anew();
    }
    Step step{.sample = bms::aggregate(view, settings)};
    step.sample.pins = made_up_pins(numbers);
    if (numbers.below(16) == 0) {
        step.sample.flags.bits = static_cast<std::uint16_t>(numbers.below(1U << bms::flag_count));
    }
    if (numbers.below(64) == 0) {
        step.settings_after_power_cut = made_up_settings(numbers);
    }
    step.sample.command = last;
    if (numbers.below(4) == 0) {
        const auto next = static_cast<std::uint8_t>(last.sequence % 255 + 1);
        step.sample.command = made_up_command(numbers, next);
    }
    step.span = {one_of(numbers, spans)};
    return step;
}

/// The power cut, before the ticks of the step.
inline void apply(const Step& step, bms::Core& core) {
    if (step.settings_after_power_cut) {
        bms::Memory memory = core.memory();
        memory.settings = *step.settings_after_power_cut;
        core = bms::Core(memory);
    }
}

}  // namespace replay
