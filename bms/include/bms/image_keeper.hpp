#pragma once
// When an image is written, and into which of the two slots.

#include "bms/bank_view.hpp"
#include "bms/core.hpp"
#include "bms/image.hpp"

#include <cstdint>
#include <optional>

namespace bms {

/// What is stored at once when it changes: conditions and latches, mode, update, settings,
/// Bluetooth, the set in service. What is merely counted (charge, history, balancer) waits.
struct MustStore {
    ProtectionMemory protection{};
    Settings settings{};
    BatterySet set{};
    std::uint8_t bluetooth_enabled{1};

    MustStore(const Core& core, const BankView& view);
    bool is(const Core& core, const BankView& view) const;
};

/// Knows the slots' state; the board owns the slots and asks after every tick. A board whose supply
/// fails writes a last image from what its capacitors hold (assumed: as long as one write takes);
/// one that does not get to it loses no more than `interval` of counting.
class ImageKeeper {
  public:
    /// Counted values are stored at least so often (assumed): 1,460 writes a year wear two pages of
    /// 10,000 erasures in 13 years.
    static constexpr Ticks interval{6 * 36'000};

    /// Power-up with the slots as `recover` found them.
    ImageKeeper(const Recovered& found, const Core& core, const BankView& view);

    /// D-24: both images are lost. The board shows `Flag::HardwareFault`, and nothing is written
    /// over what is left, until `accept_loss`: a factory reset was obeyed (assumed).
    bool is_lost() const { return is_lost_ != 0; }
    void accept_loss();

    void advance(Ticks n) { age_ = age_ + n; }
    bool is_due(const Core& core, const BankView& view) const;
    /// Ticks until an image is due by time alone; 1 when it is. Nothing while all is lost.
    std::optional<Ticks> next_deadline() const;

    /// Writes what there is now over the older of the two images.
    void write(const Core& core, const BankView& view, ImageSlots& slots);

    /// Images written since power-up, wraps.
    std::uint32_t writes() const { return writes_; }

  private:
    MustStore last_;
    Ticks age_{};  // of the last image
    std::uint32_t next_sequence_;
    std::uint32_t writes_{};
    std::uint8_t next_slot_;
    std::uint8_t is_lost_;
    std::uint8_t is_first_;  // there is no image yet that could be kept
};

}  // namespace bms
