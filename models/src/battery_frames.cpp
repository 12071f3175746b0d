#include "models/battery_frames.hpp"

#include "lanes.hpp"

#include <algorithm>
#include <cstring>

namespace models {

namespace {

constexpr double milli = 1e3;
constexpr double tenths = 10.0;
constexpr double hundredths = 100.0;
constexpr double micros_per_milli = 1e3;
constexpr double thousandths_per_tenth = 100.0;

/// 105 hundredths, v1.05, is 0x0105: a hexadecimal digit for each decimal one (R-BAT-5).
std::uint16_t firmware_code(int in_hundredths) {
    int code = 0;
    for (int shift = 0; in_hundredths > 0; shift += 4, in_hundredths /= 10) {
        code |= (in_hundredths % 10) << shift;
    }
    return static_cast<std::uint16_t>(code);
}

void read(const Meter& meter, std::span<const double> values, std::span<double> counts) {
    using Pair = Lanes<2>;
    std::size_t i = 0;
    for (; i + Pair::count <= values.size(); i += Pair::count) {
        meter.read(Pair::read(&values[i])).write(&counts[i]);
    }
    for (; i < values.size(); ++i) {
        counts[i] = meter.read(values[i]);
    }
}

/// Takes over numbers; false when they are there already, to the last bit.
bool take(std::span<const double> from, std::vector<double>& to) {
    const bool is_new = std::memcmp(from.data(), to.data(), from.size_bytes()) != 0;
    if (is_new) {
        std::copy(from.begin(), from.end(), to.begin());
    }
    return is_new;
}

}  // namespace

bms::MilliampHours to_milliamp_hours(double capacity_ah) {
    return {to_count<std::int32_t>(nearest(capacity_ah * milli))};
}

BatteryFrames::BatteryFrames(const BatteryParameters& battery, std::size_t in_series,
                             std::size_t in_parallel)
    : voltage_{nearest(battery.voltage_resolution_v * milli), milli, micros_per_milli},
      current_{nearest(battery.current_resolution_a * milli), milli, micros_per_milli},
      temperature_{nearest(battery.temperature_resolution_degc * tenths), tenths,
                   thousandths_per_tenth},
      new_firmware_hundredths_{static_cast<int>(nearest(battery.firmware_version * hundredths))},
      firmware_hundredths_(in_series * in_parallel),
      frames_(in_series * in_parallel),
      cell_v_(frames_.size() * static_cast<std::size_t>(battery.cells)),
      temperature_degc_(frames_.size()),
      current_a_(in_parallel),
      cell_mv_(cell_v_.size()),
      temperature_dc_(temperature_degc_.size()),
      current_ma_(current_a_.size()),
      voltage_v_(in_parallel),
      voltage_mv_(in_parallel) {
    for (std::size_t i = 0; i < frames_.size(); ++i) {
        frames_[i].cells = static_cast<std::uint8_t>(battery.cells);
        exchange(i, battery.capacity_ah);
    }
}

void BatteryFrames::exchange(std::size_t battery, double capacity_ah) {
    bms::BatteryFrame& frame = frames_[battery];
    frame.nominal_capacity = to_milliamp_hours(capacity_ah);
    frame.serial_number = next_serial_number_++;
    firmware_hundredths_[battery] = new_firmware_hundredths_;
    frame.firmware_version = firmware_code(new_firmware_hundredths_);
}

void BatteryFrames::update(std::size_t battery) {
    frames_[battery].firmware_version = firmware_code(++firmware_hundredths_[battery]);
}

std::span<const bms::BatteryFrame> BatteryFrames::of(const Bank& bank) {
    const bool is_new_v = take(bank.cell_voltages_v(), cell_v_);
    const bool is_new_degc = take(bank.battery_temperatures_degc(), temperature_degc_);
    const bool is_new_a = take(bank.string_currents_a(), current_a_);
    if (is_new_v || is_new_degc || is_new_a) {
        read_anew(bank);
    }
    return frames_;
}

// The cells at one position of all strings lie side by side, and so they are read.
void BatteryFrames::read_anew(const Bank& bank) {
    const std::size_t strings = bank.strings();
    read(voltage_, cell_v_, cell_mv_);
    read(temperature_, temperature_degc_, temperature_dc_);
    read(current_, current_a_, current_ma_);
    for (std::size_t place = 0; place < bank.in_series(); ++place) {
        std::fill(voltage_v_.begin(), voltage_v_.end(), 0.0);
        for (std::size_t cell = 0; cell < bank.cells_per_battery(); ++cell) {
            const std::size_t first = bank.cell_index(place, cell);
            for (std::size_t string = 0; string < strings; ++string) {
                voltage_v_[string] += cell_v_[first + string];
            }
            for (std::size_t string = 0; string < strings; ++string) {
                frames_[string * bank.in_series() + place].cell_mv[cell] =
                    to_count<std::uint16_t>(cell_mv_[first + string]);
            }
        }
        read(voltage_, voltage_v_, voltage_mv_);
        for (std::size_t string = 0; string < strings; ++string) {
            const std::size_t battery = string * bank.in_series() + place;
            bms::BatteryFrame& frame = frames_[battery];
            frame.voltage = {to_count<std::int32_t>(voltage_mv_[string])};
            frame.current = {to_count<std::int32_t>(current_ma_[string])};
            frame.temperature = {to_count<std::int32_t>(temperature_dc_[battery])};
        }
    }
}

}  // namespace models
