#pragma once
// Random samples, traces and settings that meet thresholds often.

#include "tests/bms/core_rig.hpp"

#include <limits>
#include <vector>

#include <rapidcheck.h>

namespace bms {

inline rc::Gen<PerMille> gen_soc() {
    const auto permille =
        rc::gen::oneOf(rc::gen::inRange(0, 1001),
                       rc::gen::element(99, 100, 101, 150, 151, 199, 200, 201, 211, 1000));
    return rc::gen::resize(rc::kNominalSize,
                           rc::gen::map(permille, [](int n) { return PerMille{n}; }));
}

/// Cell voltages, mostly one step around a level of the condition table.
inline rc::Gen<int> gen_cell_mv() {
    return rc::gen::oneOf(
        rc::gen::inRange(2000, 3900),
        rc::gen::element(2499, 2500, 2501, 2799, 2800, 2801, 2999, 3000, 3100, 3101, 3150, 3151,
                         3199, 3200, 3300, 3500, 3501, 3599, 3600, 3749, 3750));
}

inline rc::Gen<RemotePins> gen_pins() {
    const auto pin = [](PinState state, int mv) {
        return RemotePin{.voltage = {mv}, .state = state};
    };
    return rc::gen::weightedOneOf<RemotePins>(
        {{8, rc::gen::just(factory_loop())},
         {1, rc::gen::just(RemotePins{})},
         {1, rc::gen::map(rc::gen::inRange(0, 16'000),
                          [pin](int mv) {
                              return RemotePins{.low = pin(PinState::Open, 0),
                                                .high = pin(PinState::Driven, mv)};
                          })},
         {1, rc::gen::map(rc::gen::inRange(0, 7000), [pin](int mv) {
              return RemotePins{.low = pin(PinState::Driven, mv), .high = pin(PinState::Open, 0)};
          })}});
}

inline rc::Gen<Flags> gen_flags() {
    return rc::gen::map(
        rc::gen::pair(rc::gen::inRange(0, 1 << flag_count), rc::gen::inRange(0, 12)),
        [](std::pair<int, int> p) {
            // Mostly just complete; now and then every other flag too.
            return Flags{static_cast<std::uint16_t>(p.second < 10 ? 1 : p.first)};
        });
}

/// A command of the first `kinds`, also such as must be refused. Few sequence numbers, so that some
/// are repeated.
inline rc::Gen<Command> gen_command(std::size_t kinds) {
    const auto draw = rc::gen::exec([kinds] {
        Command command{.kind = static_cast<CommandKind>(*rc::gen::inRange<std::size_t>(0, kinds)),
                        .sequence = static_cast<std::uint8_t>(*rc::gen::inRange(0, 6)),
                        .value = *rc::gen::oneOf(rc::gen::inRange(-1, 1002),
                                                 rc::gen::element(100, 200, 210, 1000))};
        if (command.kind == CommandKind::ChangeSetting) {
            const auto number = *rc::gen::inRange<std::size_t>(0, setting_count + 1);
            command.setting = static_cast<Setting>(number);
            if (command.setting != Setting::None) {
                const SettingRow& row = row_of(command.setting);
                command.value = *rc::gen::inRange(row.lowest - 1, row.highest + 2);
            }
        }
        return command;
    });
    return rc::gen::resize(rc::kNominalSize, draw);
}

inline rc::Gen<BankSample> gen_sample() {
    return rc::gen::exec([] {
        BankSample sample = resting_sample();
        const int low = *gen_cell_mv();
        const int high = *rc::gen::oneOf(rc::gen::just(low), gen_cell_mv());
        sample.extremes.lowest_cell = {std::min(low, high)};
        sample.extremes.highest_cell = {std::max(low, high)};
        sample.bank_voltage = {2 * (low + high)};
        sample.extremes.lowest_battery = sample.extremes.highest_battery = sample.bank_voltage;
        const int temperature = *rc::gen::oneOf(
            rc::gen::inRange(-200, 700), rc::gen::element(49, 50, 59, 60, 200, 450, 451, 500, 501));
        sample.extremes.coldest = sample.extremes.warmest = {temperature};
        sample.bank_current = {*rc::gen::oneOf(rc::gen::inRange(-400'000, 400'000),
                                               rc::gen::inRange(-200, 200),
                                               rc::gen::element(7999, 8000, -100, -101, 0))};
        // Now and then another set (D-24).
        sample.bank_capacity = {*rc::gen::weightedElement<int>(
            {{8, rig_capacity.count}, {1, rig_capacity.count / 2}, {1, 3 * rig_capacity.count}})};
        sample.pins = *gen_pins();
        sample.flags = *gen_flags();
        if (*rc::gen::inRange(0, 3) == 0) {
            sample.command = *gen_command(command_count);
        }
        return sample;
    });
}

/// A sample and for how long it is held.
struct TraceStep {
    BankSample sample;
    Ticks ticks;
};

inline rc::Gen<std::vector<TraceStep>> gen_trace() {
    const auto step = rc::gen::exec([] {
        const auto ticks = *rc::gen::oneOf(
            rc::gen::inRange<std::uint32_t>(1, 20), rc::gen::inRange<std::uint32_t>(1, 700),
            rc::gen::inRange<std::uint32_t>(1, 8000),
            rc::gen::element<std::uint32_t>(29, 30, 31, 49, 50, 51, 99, 100, 101, 299, 300, 301));
        return TraceStep{.sample = *gen_sample(), .ticks = {ticks}};
    });
    // A range draws from its whole width only at the nominal size.
    return rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, 13), [step](std::size_t steps) {
        return rc::gen::container<std::vector<TraceStep>>(steps,
                                                          rc::gen::resize(rc::kNominalSize, step));
    });
}

/// Settings as a person might choose them; always sound as a whole.
inline rc::Gen<Settings> gen_settings() {
    const auto draw = rc::gen::exec([] {
        Settings settings;
        const auto choose = [&](Setting setting) {
            const SettingRow& row = row_of(setting);
            settings.set_count(setting, *rc::gen::inRange(row.lowest, row.highest + 1));
        };
        for (const Setting setting :
             {Setting::LowSocWarning, Setting::DischargeFloor, Setting::PreAlarmLead,
              Setting::LowCellOn, Setting::ChargedDetection, Setting::ChargeEfficiency}) {
            if (*rc::gen::arbitrary<bool>()) {
                choose(setting);
            }
        }
        for (int more = *rc::gen::inRange(0, 4); more > 0; --more) {
            const SettingRow& row =
                settings_table[*rc::gen::inRange<std::size_t>(0, setting_count)];
            if (row.lowest == 0 && *rc::gen::arbitrary<bool>()) {
                settings.set_count(row.setting, 0);  // no time at all
            } else {
                choose(row.setting);
            }
        }
        return settings;
    });
    return rc::gen::resize(rc::kNominalSize, rc::gen::suchThat(draw, [](const Settings& s) {
                               return !first_violation(s).has_value();
                           }));
}

/// Every set that can be.
inline rc::Gen<BankLayout> gen_layout() {
    const auto draw = rc::gen::exec([] {
        const int cells = *rc::gen::element(4, 8, 16);
        const int series =
            *rc::gen::suchThat(rc::gen::element(1, 2, 4), [=](int n) { return n * cells <= 16; });
        const std::size_t most = cells == 16 ? most_batteries_51v2 : most_batteries;
        const int strings = *rc::gen::inRange(1, static_cast<int>(most) / series + 1);
        const int capacity = *rc::gen::element(1, 100'000, 200'000, 300'000, largest_battery.count);
        return BankLayout{.batteries = static_cast<std::uint8_t>(series * strings),
                          .in_series = static_cast<std::uint8_t>(series),
                          .cells_per_battery = static_cast<std::uint8_t>(cells),
                          .battery_capacity = {capacity}};
    });
    return rc::gen::resize(rc::kNominalSize, draw);
}

/// A frame that a battery of the set could send.
inline rc::Gen<BatteryFrame> gen_plausible_frame(const BankLayout& layout) {
    return rc::gen::exec([layout] {
        const int cells = layout.cells_per_battery;
        BatteryFrame frame{.current = {*rc::gen::inRange(-600'000, 600'000)},
                           .temperature = {*rc::gen::inRange(-300, 800)},
                           .nominal_capacity = layout.battery_capacity,
                           .cells = layout.cells_per_battery};
        int sum_mv = *rc::gen::inRange(-100 * cells, 100 * cells + 1);
        for (int i = 0; i < cells; ++i) {
            const int cell_mv = *rc::gen::inRange(2000, 4000);
            frame.cell_mv[static_cast<std::size_t>(i)] = static_cast<std::uint16_t>(cell_mv);
            sum_mv += cell_mv;
        }
        frame.voltage = {sum_mv};
        return frame;
    });
}

/// Anything that the bits of a frame can say; about half of it is valid, at the ends of every
/// range.
inline rc::Gen<BatteryFrame> gen_extreme_frame(const BankLayout& layout) {
    constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    const auto any = rc::gen::oneOf(
        rc::gen::elementOf(std::vector<std::int32_t>{least, least + 1, -1, 0, 1, most - 1, most}),
        rc::gen::inRange<std::int32_t>(-100'000, 100'000), rc::gen::arbitrary<std::int32_t>());
    const auto draw = rc::gen::exec([layout, any] {
        const int cells = layout.cells_per_battery;
        const int cell_mv = *rc::gen::element(0, 1, 2700, 3300, 3800, 5000);
        BatteryFrame frame{.voltage = {cells * cell_mv + *rc::gen::element(-100, 0, 100) * cells},
                           .current = {*rc::gen::element(-5'000'000, -1, 0, 1, 5'000'000)},
                           .temperature = {*rc::gen::element(-600, 0, 200, 1500)},
                           .nominal_capacity = layout.battery_capacity,
                           .serial_number = *rc::gen::element<std::uint32_t>(0, 1, 0xFFFF'FFFF),
                           .cells = layout.cells_per_battery};
        frame.cell_mv.fill(static_cast<std::uint16_t>(cell_mv));
        switch (*rc::gen::inRange(0, 12)) {
            case 0:
                frame.voltage = {*any};
                break;
            case 1:
                frame.current = {*any};
                break;
            case 2:
                frame.temperature = {*any};
                break;
            case 3:
                frame.nominal_capacity = {*any};
                break;
            case 4:
                frame.cells = *rc::gen::arbitrary<std::uint8_t>();
                break;
            case 5:
                frame.cell_mv[0] = *rc::gen::arbitrary<std::uint16_t>();
                break;
            default:
                break;
        }
        return frame;
    });
    return rc::gen::resize(rc::kNominalSize, draw);
}

/// A sample far beyond what any view gives, which the core survives all the same.
inline rc::Gen<BankSample> gen_extreme_sample() {
    const auto draw = rc::gen::exec([] {
        constexpr std::int32_t most = 1'000'000'000;
        const auto any = rc::gen::oneOf(rc::gen::element(-most, -1, 0, 1, 3300, most),
                                        rc::gen::inRange<std::int32_t>(-most, most));
        BankSample sample{.bank_voltage = {*any},
                          .bank_current = {*any},
                          .extremes = {{*any}, {*any}, {*any}, {*any}, {*any}, {*any}},
                          .bank_capacity = rig_capacity,
                          .cells_in_series = *rc::gen::element<std::uint16_t>(0, 4, 8, 16)};
        sample.flags = *gen_flags();
        return sample;
    });
    return rc::gen::resize(rc::kNominalSize, draw);
}

inline rc::Gen<RemotePins> gen_extreme_pins() {
    constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    const auto pin = rc::gen::map(rc::gen::elementOf(std::vector<std::int32_t>{least, 0, most}),
                                  [](std::int32_t mv) { return driven(mv); });
    return rc::gen::map(rc::gen::pair(pin, pin), [](const std::pair<RemotePin, RemotePin>& pins) {
        return RemotePins{.low = pins.first, .high = pins.second};
    });
}

inline void showValue(const BankLayout& layout, std::ostream& os) {
    os << int{layout.batteries} << " batteries, " << int{layout.in_series} << " in series, "
       << int{layout.cells_per_battery} << " cells each, " << layout.battery_capacity.count
       << " mAh";
}

inline void showValue(const BatteryFrame& frame, std::ostream& os) {
    os << frame.voltage.count << " mV, " << frame.current.count << " mA, "
       << frame.temperature.count << " dC, cells";
    for (std::size_t i = 0; i < frame.cells; ++i) {
        os << ' ' << frame.cell_mv[i];
    }
}

inline void showValue(const RemotePins& pins, std::ostream& os) {
    os << "L " << int(pins.low.state) << ' ' << pins.low.voltage.count << " mV, H "
       << int(pins.high.state) << ' ' << pins.high.voltage.count << " mV";
}

inline void showValue(const Settings& settings, std::ostream& os) {
    for (const SettingRow& row : settings_table) {
        if (settings.count(row.setting) != row.standard) {
            os << row.key << ' ' << settings.count(row.setting) << "; ";
        }
    }
}

inline void showValue(const Command& command, std::ostream& os) {
    os << "command " << int(command.kind) << '/' << int(command.setting) << '/'
       << int(command.sequence) << '/' << command.value;
}

template <class Unit, class Count>
void showValue(const Quantity<Unit, Count>& quantity, std::ostream& os) {
    os << quantity.count;
}

inline void showValue(const BankSample& s, std::ostream& os) {
    os << s.extremes.lowest_cell.count << ".." << s.extremes.highest_cell.count << " mV, "
       << s.bank_voltage.count << " mV, " << s.bank_current.count << " mA, "
       << s.extremes.coldest.count << " dC, flags " << int{s.flags.bits} << ", pins "
       << int(s.pins.low.state) << int(s.pins.high.state) << ", command " << int(s.command.kind)
       << '/' << int(s.command.setting) << '/' << int(s.command.sequence) << '/' << s.command.value;
}

inline void showValue(const TraceStep& step, std::ostream& os) {
    os << step.ticks.count << " ticks of ";
    showValue(step.sample, os);
}

}  // namespace bms
