#pragma once
// The batteries as the BMS last heard them, and the set they form.

#include "bms/quantity.hpp"
#include "bms/sample.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bms {

inline constexpr std::size_t most_batteries = 50;          // of 12.8 or 25.6 V (R-BAT-2)
inline constexpr std::size_t most_batteries_51v2 = 25;     // of 51.2 V
inline constexpr std::size_t most_cells_per_battery = 16;  // a 51.2 V battery
inline constexpr std::size_t most_cells = 400;             // 50 of 8 cells, or 25 of 16
/// Far above any battery (300 Ah), low enough that no charge of a bank overflows.
inline constexpr MilliampHours largest_battery{10'000'000};

/// The set of batteries in service. The chain runs string by string (D-24).
struct BankLayout {
    std::uint8_t batteries{};
    std::uint8_t in_series{};          // batteries in one string
    std::uint8_t cells_per_battery{};  // 4, 8 or 16
    std::uint8_t unused{};
    MilliampHours battery_capacity{};

    constexpr std::uint8_t in_parallel() const {
        return static_cast<std::uint8_t>(in_series == 0 ? 0 : batteries / in_series);
    }
    friend constexpr bool operator==(const BankLayout&, const BankLayout&) = default;
};

/// One frame of one battery, sent once a second.
struct BatteryFrame {
    Millivolts voltage{};
    Milliamps current{};  // positive charges
    DeciCelsius temperature{};
    std::uint8_t cells{};                                         // 4, 8 or 16
    std::array<std::uint16_t, most_cells_per_battery> cell_mv{};  // the first `cells` of them
};

/// The last frame of every battery; cell voltages in one flat pool. Positions count from 0 along
/// the chain.
class BankView {
  public:
    /// A set already in service. A layout outside the bounds above, or whose strings are no 12, 24
    /// or 48 V system (R-BAT-2), makes an empty view, which never completes.
    explicit BankView(const BankLayout& layout);

    /// Takes one frame. A position or number of cells that does not fit the set is ignored.
    void receive(std::size_t position, const BatteryFrame& frame);

    const BankLayout& layout() const { return layout_; }
    bool complete() const { return heard_count_ == layout_.batteries && layout_.batteries > 0; }
    std::span<const std::uint16_t> cells_of(std::size_t position) const;
    Millivolts voltage_of(std::size_t position) const { return {last_[position].voltage_mv}; }
    Milliamps current_of(std::size_t position) const { return {last_[position].current_ma}; }
    DeciCelsius temperature_of(std::size_t position) const {
        return {last_[position].temperature_dc};
    }

  private:
    struct LastFrame {
        std::int32_t voltage_mv{};
        std::int32_t current_ma{};
        std::int16_t temperature_dc{};
        std::uint8_t heard{};
        std::uint8_t unused{};
    };

    std::array<LastFrame, most_batteries> last_{};
    std::array<std::uint16_t, most_cells> cell_pool_mv_{};
    BankLayout layout_{};
    std::uint32_t heard_count_{};
};

/// The decision values of the bank: extremes over all batteries; the bank's voltage is the mean of
/// its strings, its current the sum of the strings' means. Pins are the caller's. Without a
/// complete view only the flags mean anything.
BankSample aggregate(const BankView& view);

}  // namespace bms
