#pragma once
// What the batteries of a bank measure of themselves, and tell.

#include "bms/bank_view.hpp"
#include "models/bank.hpp"
#include "models/meter.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace models {

bms::MilliampHours to_milliamp_hours(double capacity_ah);

class BatteryFrames {
  public:
    BatteryFrames(const BatteryParameters& battery, std::size_t in_series, std::size_t in_parallel);

    /// What each of them would send now, along the chain. Somebody asks at the end of a step, and
    /// again when the frames are due: they are made anew only when the bank's voltages, currents or
    /// temperatures are others than those they are made of.
    std::span<const bms::BatteryFrame> of(const Bank& bank);

    /// Another battery of this capacity stands there, with a serial number of its own.
    void exchange(std::size_t battery, double capacity_ah);
    /// Its firmware is the next one.
    void update(std::size_t battery);

    /// In mV, mA and tenths of a degree.
    const Meter& voltage() const { return voltage_; }
    const Meter& current() const { return current_; }
    const Meter& temperature() const { return temperature_; }

  private:
    void read_anew(const Bank& bank);

    Meter voltage_, current_, temperature_;
    int new_firmware_hundredths_;
    std::uint32_t next_serial_number_ = 1;
    std::vector<int> firmware_hundredths_;
    std::vector<bms::BatteryFrame> frames_;
    // What the frames are made of, zeros at first as they are, and the same in counts: of all cells
    // by their index, of all batteries, of all strings; and of the batteries at one place of each.
    std::vector<double> cell_v_, temperature_degc_, current_a_;
    std::vector<double> cell_mv_, temperature_dc_, current_ma_;
    std::vector<double> voltage_v_, voltage_mv_;
};

}  // namespace models
